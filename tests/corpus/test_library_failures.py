"""What the library says and does when it cannot be used as it is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import (
    Conflict,
    DiskFull,
    EmbedderMismatch,
    LibraryError,
    LibraryTooNew,
    Unavailable,
    WenjuError,
)
from corpus.files import Ballast, Disk, locked
from corpus.library import Library
from corpus.rows import Vectors
from tests.documents import (
    DIMENSION,
    EMBEDDER,
    MB,
    fill,
    made,
    open_library,
    small_file_system,
    unit_rows,
)


class FullDisk(Disk):
    """Says that the disk is full at every step named."""

    def __init__(self, *steps: str) -> None:
        self.steps = set(steps)

    def reached(self, step: str) -> None:
        if step in self.steps:
            raise DiskFull("满了")


class SmallDisk(Disk):
    """Claims to have this many bytes left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def free(self, folder: Path) -> int:
        return self.left


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_file_system(tmp_path / "small") as folder:
        yield folder


def one_line(error: WenjuError, folder: Path) -> str:
    """The message, which is one Chinese line that does not tell where the folder is."""
    assert "\n" not in error.message
    assert str(folder.parent) not in error.message
    return error.message


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    """The message says that it is a file."""
    (tmp_path / "data").write_text("x")
    with pytest.raises(LibraryError, match="data 是一个文件") as caught:
        open_library(tmp_path / "data")
    one_line(caught.value, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_an_error(tmp_path: Path) -> None:
    """The message asks for the permissions to be looked at."""
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryError, match="权限"):
        open_library(tmp_path)


@pytest.mark.parametrize("content", [b"junk" * 5000, b"\x00" * 8192, b"SQLite format 3\x00junk"])
def test_a_file_that_is_no_database_is_an_error(tmp_path: Path, content: bytes) -> None:
    """Opening and asking for the embedder both say so, and leave the file as it is."""
    (tmp_path / "library.db").write_bytes(content)
    for attempt in (lambda: open_library(tmp_path), lambda: Library.embedder_of(tmp_path)):
        with pytest.raises(LibraryError, match=r"损坏|library\.db") as caught:
            attempt()
        one_line(caught.value, tmp_path)
    assert (tmp_path / "library.db").read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """No tables are made in it."""
    with sqlite3.connect(tmp_path / "library.db") as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(LibraryError, match="不是问据"):
        open_library(tmp_path)


def test_a_library_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """The message asks for an upgrade, and the file keeps its version."""
    open_library(tmp_path).close()
    with sqlite3.connect(tmp_path / "library.db") as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryTooNew, match="升级"):
        open_library(tmp_path)


@pytest.mark.parametrize("leftover", ["empty", "wal", "shm"])
def test_leftovers_of_a_killed_start_are_no_error(tmp_path: Path, leftover: str) -> None:
    """A database that was never written, and stray files beside it, make a new library."""
    names = {"empty": "library.db", "wal": "library.db-wal", "shm": "library.db-shm"}
    (tmp_path / names[leftover]).write_bytes(b"" if leftover == "empty" else b"junk" * 100)
    library = open_library(tmp_path)
    assert made(1).put(library).created


def test_an_emptied_database_beside_an_index_is_a_loss(tmp_path: Path) -> None:
    """Lost documents are reported, not replaced by an empty library."""
    open_library(tmp_path).close()
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "CURRENT").write_text("{}")
    (tmp_path / "library.db").write_bytes(b"")
    with pytest.raises(LibraryError, match="备份"):
        open_library(tmp_path)


def test_another_embedder_is_refused_with_the_command_that_helps(tmp_path: Path) -> None:
    """Both names and both dimensions are told."""
    open_library(tmp_path).close()
    with pytest.raises(EmbedderMismatch, match="wenju rebuild --re-embed") as caught:
        Library.open(tmp_path, "other", 16)
    for part in (EMBEDDER, str(DIMENSION), "other", "16"):
        assert part in caught.value.message
    with pytest.raises(EmbedderMismatch):
        Library.open(tmp_path, EMBEDDER, 16)


def test_the_embedder_of_a_folder_can_be_asked(tmp_path: Path) -> None:
    """None where there is no library, and asking makes none."""
    assert Library.embedder_of(tmp_path / "nothing") is None
    assert Library.embedder_of(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    open_library(tmp_path).close()
    assert Library.embedder_of(tmp_path) == (EMBEDDER, DIMENSION)


def test_a_full_disk_refuses_additions_and_changes_nothing(tmp_path: Path) -> None:
    """Below the mark nothing is added; what is there stays and can be deleted."""
    disk = SmallDisk(1000 * MB)
    library = open_library(tmp_path, reserve_bytes=64 * MB, disk=disk)
    made(1).put(library)
    disk.left = 64 * MB
    with pytest.raises(DiskFull, match="64 MB"):
        made(2).put(library)
    assert library.count() == (1, 3)
    assert library.delete(made(1).document.id)
    disk.left = 1000 * MB
    assert made(2).put(library).created


def test_a_commit_that_fails_is_undone(tmp_path: Path) -> None:
    """The document of a failed commit is not there, before and after opening again."""
    disk = FullDisk()
    library = open_library(tmp_path, disk=disk)
    made(1).put(library)
    disk.steps = {"commit"}
    with pytest.raises(DiskFull):
        made(2).put(library)
    disk.steps = set()
    assert library.count() == (1, 3) == open_library(tmp_path).count()
    assert made(2).put(library).created


def test_deleting_works_on_a_disk_that_is_really_full(small_disk: Path) -> None:
    """With no byte left, additions fail whole, reading goes on, and the ballast lets delete."""
    library = open_library(small_disk / "data", reserve_bytes=8 * MB)
    kept = [made(n, padding=MB // 2) for n in range(4)]
    for one in kept:
        one.put(library)
    fill(small_disk / "filler")
    with pytest.raises(DiskFull):
        made(9).put(library)
    assert library.count() == (4, 12)
    assert library.delete(kept[0].document.id)
    assert not (small_disk / "data" / "ballast").exists()
    assert [library.data(one.document.id) for one in kept[1:]] == [one.data for one in kept[1:]]
    (small_disk / "filler").unlink()
    assert library.delete(kept[1].document.id)
    assert (small_disk / "data" / "ballast").stat().st_size == 8 * MB
    assert library.check() == []


def test_sqlite_without_room_is_a_full_disk(small_disk: Path) -> None:
    """Without any reserve, SQLite's own failure comes as DiskFull and leaves nothing half."""
    library = open_library(small_disk / "data")
    made(1).put(library)
    fill(small_disk / "filler")
    with pytest.raises(DiskFull):
        made(2, padding=4 * MB).put(library)
    assert library.count() == (1, 3)
    (small_disk / "filler").unlink()
    assert made(2, padding=4 * MB).put(library).created
    assert library.check() == []


def test_what_a_full_disk_freed_goes_back_to_the_disk(small_disk: Path) -> None:
    """After deleting on a nearly full disk the database file has shrunk."""
    library = open_library(small_disk / "data", reserve_bytes=MB)
    big = made(1, padding=6 * MB)
    big.put(library)
    fill(small_disk / "filler", leave=MB)
    library.delete(big.document.id)
    assert (small_disk / "data" / "library.db").stat().st_size < 2 * MB


def test_the_ballast_is_taken_only_where_there_is_room(tmp_path: Path) -> None:
    """It comes back once the disk has twice its size, and never raises."""
    disk = SmallDisk(MB)
    ballast = Ballast(tmp_path / "ballast", MB, disk)
    ballast.restore()
    assert ballast.release() is False
    disk.left = 2 * MB
    ballast.restore()
    assert (tmp_path / "ballast").stat().st_size == MB
    assert ballast.release() is True


def test_a_writer_that_waits_too_long_is_told_when_to_come_back(tmp_path: Path) -> None:
    """Another process holding the database is no damage: 503 with a time."""
    library = open_library(tmp_path, timeout=0.1)
    other = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as caught:
        made(1).put(library)
    assert caught.value.retry_after
    other.execute("ROLLBACK")
    assert made(1).put(library).created
    other.close()


def test_a_lock_has_one_holder(tmp_path: Path) -> None:
    """A second taker gives up after its time; a lock that was let go can be taken."""
    with (
        locked(tmp_path / "lock", timeout=1),
        pytest.raises(Unavailable),
        locked(tmp_path / "lock", timeout=0.05),
    ):
        pytest.fail("held twice")
    with locked(tmp_path / "lock", timeout=0.05):
        pass


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    """Use after closing is an error of ours, not of SQLite."""
    library = open_library(tmp_path)
    library.close()
    with pytest.raises(LibraryError, match="关闭"):
        library.count()


DAMAGES = {
    "a text is missing": ("DELETE FROM texts WHERE document = 1", "缺少正文"),
    "a file is missing": ("DELETE FROM files WHERE document = 1", "缺少原文件"),
    "a text was cut": ("UPDATE texts SET text = 'x'", "正文长度"),
    "a chunk is missing": ("DELETE FROM chunks WHERE id = 2", "文本块数"),
    "a vector is missing": ("DELETE FROM vectors WHERE chunk = 2", "缺少向量"),
    "a vector is short": ("UPDATE vectors SET vector = x'00' WHERE chunk = 2", "8 维"),
    "a vector is NaN": ("UPDATE vectors SET vector = x'" + "0000c07f" * 8 + "'", "NaN"),
    "runs are damaged": ("UPDATE chunks SET runs = x'0102' WHERE id = 1", "原文位置"),
    "a chunk has no document": ("UPDATE chunks SET document = 77 WHERE id = 1", "没有所属"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_the_check_finds(tmp_path: Path, name: str) -> None:
    """Each kind of damage has its line; a sound library has none."""
    library = open_library(tmp_path)
    made(1).put(library)
    assert library.check() == []
    statement, expected = DAMAGES[name]
    with sqlite3.connect(tmp_path / "library.db") as vandal:
        vandal.execute(statement)
    assert any(expected in line for line in library.check())


def test_flipped_pages_are_an_error_and_never_a_crash(tmp_path: Path) -> None:
    """Wherever the file is damaged, a call answers rightly or raises one of our errors."""
    library = open_library(tmp_path / "data")
    for number in range(5):
        made(number, chunks=20).put(library)
    library.close()
    with sqlite3.connect(tmp_path / "data" / "library.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (tmp_path / "data" / "library.db").read_bytes()
    refused = 0
    for page in range(0, len(whole), 4096):
        damaged = whole[:page] + b"\xa5" * 4096 + whole[page + 4096 :]
        folder = tmp_path / f"at-{page}"
        folder.mkdir()
        (folder / "library.db").write_bytes(damaged)
        try:
            again = open_library(folder)
            again.documents(10)
            read_all = [again.document(made(n, chunks=20).document.id) for n in range(5)]
            assert read_all == [made(n, chunks=20).document for n in range(5)]
            refused += bool(again.check())
            again.close()
        except LibraryError:
            refused += 1
    assert refused >= len(whole) // 4096 // 2


def embed_other(texts: list[str]) -> Vectors:
    """Vectors of four numbers that follow from the text."""
    return np.concatenate([unit_rows(len(text) + ord(text[-2]), 1, 4) for text in texts])


def test_vectors_are_replaced_by_those_of_another_embedder(tmp_path: Path) -> None:
    """Afterwards the library opens with the new name only, and every index begins anew."""
    library = open_library(tmp_path)
    made(1, chunks=300).put(library)
    before, steps = library.generation(), []
    library.re_embed("other", 4, embed_other, lambda done, total: steps.append((done, total)))
    assert library.embedder == ("other", 4) == Library.embedder_of(tmp_path)
    assert steps == [(256, 300), (300, 300)]
    assert library.changes(before).complete is False
    batch = next(library.changes(0).added)
    texts = [f"{c}\n{t}" for c, t in zip(batch.contexts, batch.texts, strict=True)]
    np.testing.assert_array_equal(batch.vectors, embed_other(texts))
    assert library.check() == []
    with pytest.raises(EmbedderMismatch):
        open_library(tmp_path)


def test_a_run_of_embedding_that_was_cut_off_is_continued(tmp_path: Path) -> None:
    """The old vectors stay in use until the end, and no chunk is embedded twice."""
    library = open_library(tmp_path)
    made(1, chunks=600).put(library)
    seen: list[str] = []

    def embed(texts: list[str]) -> Vectors:
        if len(seen) == 512 and not library.check():
            seen.append("cut off")
            raise RuntimeError
        seen.extend(texts)
        return embed_other(texts)

    with pytest.raises(RuntimeError):
        library.re_embed("other", 4, embed)
    assert open_library(tmp_path).embedder == (EMBEDDER, DIMENSION)
    library.re_embed("other", 4, embed)
    assert len(seen) == 601
    assert library.check() == []


def test_documents_that_come_and_go_while_embedding_are_taken_along(tmp_path: Path) -> None:
    """Additions get new vectors, too, and deleted chunks leave none behind."""
    library, other = open_library(tmp_path), open_library(tmp_path)
    for number in (1, 2):
        made(number).put(library)
    calls = 0

    def embed(texts: list[str]) -> Vectors:
        nonlocal calls
        calls += 1
        if calls == 1:
            made(3).put(other)
            other.delete(made(1).document.id)
        return embed_other(texts)

    library.re_embed("other", 4, embed)
    assert library.count() == (2, 6)
    assert library.check() == []


def test_a_process_with_the_old_embedder_is_shut_out(tmp_path: Path) -> None:
    """It may neither add old vectors nor index new ones it cannot question."""
    library, old = open_library(tmp_path), open_library(tmp_path)
    made(1).put(library)
    library.re_embed("other", DIMENSION, lambda texts: unit_rows(5, len(texts)))
    with pytest.raises(EmbedderMismatch):
        made(2).put(old)
    with pytest.raises(EmbedderMismatch):
        old.changes(0)


def test_two_embedding_runs_do_not_mix(tmp_path: Path) -> None:
    """The run whose place another has taken stops."""
    library, other = open_library(tmp_path), open_library(tmp_path)
    made(1).put(library)

    def embed(texts: list[str]) -> Vectors:
        other.re_embed("third", 4, embed_other)
        return embed_other(texts)

    with pytest.raises(Conflict):
        library.re_embed("other", 4, embed)
    assert Library.embedder_of(tmp_path) == ("third", 4)


def test_bad_vectors_of_the_new_embedder_change_nothing(tmp_path: Path) -> None:
    """NaN is refused, and the library stays as it was."""
    library = open_library(tmp_path)
    made(1).put(library)
    with pytest.raises(LibraryError, match="NaN"):
        library.re_embed("other", 4, lambda texts: np.full((len(texts), 4), np.nan, np.float32))
    assert open_library(tmp_path).check() == []
