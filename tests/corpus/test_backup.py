"""Backups and the way back."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from corpus import seal
from corpus.backup import Backup, back_up, restore
from corpus.errors import Conflict, DiskFull, LibraryError
from corpus.files import Disk
from tests.corpus.test_library_failures import FullDisk
from tests.documents import MB, folder_in_memory, made, open_library


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A library of five documents, closed."""
    library = open_library(tmp_path / "data")
    for number in range(5):
        made(number).put(library)
    library.close()
    return tmp_path / "data"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_a_restored_backup_is_the_same_library(data: Path, tmp_path: Path) -> None:
    """The same documents, chunks, vectors and generation, in files that only the owner reads."""
    made_backup = back_up(data, tmp_path / "backup")
    assert names(tmp_path / "backup") == {"library.db", "manifest.json"}
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "backup").iterdir()} == {0o600}
    assert restore(tmp_path / "backup", tmp_path / "new") == made_backup
    old, new = open_library(data), open_library(tmp_path / "new")
    assert new.check() == []
    assert new.documents(9) == old.documents(9)
    assert new.count() == old.count() == (5, 15)
    assert new.generation() == old.generation() == made_backup.generation
    for number in range(5):
        assert new.document(made(number).document.id) == made(number).document
        assert new.data(made(number).document.id) == made(number).data


def test_a_backup_can_be_made_while_others_write(data: Path, tmp_path: Path) -> None:
    """A writer that never rests does not keep the backup from ending, and the copy is one state."""
    library = open_library(data)
    made(100, padding=40 * MB).put(library)
    done = threading.Event()

    def write() -> None:
        for number in range(200, 200_000):
            if done.is_set():
                return
            made(number).put(library)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        told = back_up(data, tmp_path / "backup")
    finally:
        done.set()
        writer.join()
    restore(tmp_path / "backup", tmp_path / "new")
    restored = open_library(tmp_path / "new")
    assert restored.count() == (told.documents, told.chunks)
    assert told.documents < library.count()[0]
    listed = [info.id for info in restored.documents(5000)[0]]
    assert listed == [info.id for info in library.documents(5000)[0]][: told.documents]


def test_an_empty_folder_that_is_there_is_used(data: Path, tmp_path: Path) -> None:
    """A mounted disk is such a folder; it stays when the backup fails."""
    target, new = tmp_path / "backup", tmp_path / "new"
    target.mkdir()
    new.mkdir()
    back_up(data, target)
    restore(target, new)
    assert open_library(new).count() == (5, 15)
    (tmp_path / "other").mkdir()
    with pytest.raises(LibraryError):
        back_up(tmp_path / "nothing", tmp_path / "other")
    assert names(tmp_path / "other") == set()


def test_nothing_is_written_over(data: Path, tmp_path: Path) -> None:
    """A target that is not empty is refused, and its files stay as they are."""
    back_up(data, tmp_path / "backup")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"x")
    for target in ("full", "file", "data"):
        with pytest.raises(Conflict, match="空文件夹"):
            restore(tmp_path / "backup", tmp_path / target)
        with pytest.raises(Conflict, match="空文件夹"):
            back_up(data, tmp_path / target)
    assert names(tmp_path / "full") == {"mine"}
    assert open_library(data).count() == (5, 15)


@pytest.mark.parametrize("step", ["sync", "rename", "write"])
def test_a_full_disk_leaves_nothing(data: Path, tmp_path: Path, step: str) -> None:
    """Neither half a backup nor half a restored library."""
    back_up(data, tmp_path / "backup")
    with pytest.raises(DiskFull):
        restore(tmp_path / "backup", tmp_path / "new", FullDisk(step))
    assert names(tmp_path / "new") <= {"library.lock"}
    with pytest.raises(DiskFull):
        back_up(data, tmp_path / "second", FullDisk(step))
    assert not (tmp_path / "second").exists()
    restore(tmp_path / "backup", tmp_path / "new")
    assert open_library(tmp_path / "new").count() == (5, 15)


def test_an_attempt_that_was_killed_can_be_repeated(data: Path, tmp_path: Path) -> None:
    """What it left in the folder does not count as content."""
    back_up(data, tmp_path / "backup")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".aside-library.db").write_bytes(b"half")
    (tmp_path / "new" / "library.lock").touch()
    restore(tmp_path / "backup", tmp_path / "new")
    assert open_library(tmp_path / "new").count() == (5, 15)
    assert not (tmp_path / "new" / ".aside-library.db").exists()


def test_a_damaged_library_is_not_backed_up(data: Path, tmp_path: Path) -> None:
    """It would pass for a good one; the message names the command that mends it."""
    with sqlite3.connect(data / "library.db") as vandal:
        vandal.execute("UPDATE texts SET text = replace(text, '1', '2') WHERE document = 2")
    with pytest.raises(LibraryError, match="wenju repair"):
        back_up(data, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_a_backup_of_an_older_version_is_restored(data: Path, tmp_path: Path) -> None:
    """It is brought up to this version on the way."""
    with sqlite3.connect(data / "library.db") as old:
        for table in seal.COLUMNS:
            old.execute(f"ALTER TABLE {table} DROP COLUMN seal")
        old.execute("PRAGMA user_version = 1")
    old.close()
    (tmp_path / "backup").mkdir()
    (data / "library.db").rename(tmp_path / "backup" / "library.db")
    content = (tmp_path / "backup" / "library.db").read_bytes()
    digest = sha256(content).hexdigest()
    manifest = Backup("2024-09-18T00:00:00+00:00", 5, 15, 6, "made-up", 8, digest, len(content))
    (tmp_path / "backup" / "manifest.json").write_bytes(manifest.to_bytes())
    restore(tmp_path / "backup", tmp_path / "new")
    assert open_library(tmp_path / "new").check() == []


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"null", b'{"manifest": {"format": 1}, "sha256": ""}', b"[" * 10_000]
)
def test_a_junk_manifest_is_none(content: bytes) -> None:
    """No bytes make it raise anything of its own."""
    assert Backup.from_bytes(content) is None


class ShortDisk(Disk):
    """Loses the last byte of what is written to it, without a word."""

    def sync(self, path: Path) -> None:
        super().sync(path)
        if path.name == ".aside-library.db":
            os.truncate(path, path.stat().st_size - 1)


def test_a_copy_is_compared_before_it_counts(data: Path, tmp_path: Path) -> None:
    """A disk that loses bytes is noticed."""
    back_up(data, tmp_path / "backup")
    with pytest.raises(LibraryError, match="清单不符"):
        restore(tmp_path / "backup", tmp_path / "new", ShortDisk())
    assert names(tmp_path / "new") <= {"library.lock"}
