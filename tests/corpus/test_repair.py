"""A new library from what can be read of a damaged one."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import state
from corpus.errors import LibraryError, Unavailable
from corpus.files import Disk
from corpus.library import Library
from corpus.repair import Vectoriser, repair, salvageable
from tests.documents import DIMENSION, EMBEDDER, folder_in_memory, made, open_library, unit_rows


def vectoriser() -> Vectoriser:
    return Vectoriser(EMBEDDER, DIMENSION, lambda texts: unit_rows(1, len(texts)))


def no_model() -> Vectoriser:
    raise AssertionError("a model is not needed here")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A library of six documents, with a question and an opinion, closed."""
    library = open_library(tmp_path / "data")
    for number in range(6):
        made(number, padding=3).put(library)
    library.add_feedback("ans_1", False, "不对", ["数字"])
    library.add_question("ans_1", "多少", True, 0.5, "2024-09-18")
    library.close()
    return tmp_path / "data"


def vandalise(data: Path, *statements: str) -> None:
    with sqlite3.connect(data / "library.db") as vandal:
        for statement in statements:
            vandal.execute(statement)
    vandal.close()


def assert_whole(data: Path, numbers: Iterator[int] | range) -> Library:
    library = open_library(data)
    assert library.check() == []
    for number in numbers:
        one = made(number, padding=3)
        info = library.by_sha256(one.document.sha256)
        assert info is not None
        assert library.data(info.id) == one.data
        assert library.document(info.id).title
    return library


def test_a_sound_library_is_left_alone(data: Path) -> None:
    """Not a row changes."""
    before = list(sqlite3.connect(data / "library.db").iterdump())
    assert repair(data, no_model).sound
    assert list(sqlite3.connect(data / "library.db").iterdump()) == before
    assert not list(data.glob("damaged-*"))


def test_what_is_whole_is_kept_as_it_is(data: Path) -> None:
    """Ids, days, vectors, opinions and questions; the old files stay in a folder of their own."""
    vandalise(data, "DELETE FROM changes")
    before = sqlite3.connect(data / "library.db").execute("SELECT vector FROM vectors").fetchall()
    made_new = repair(data, no_model)
    assert (made_new.kept, made_new.remade, made_new.lost) == (6, [], [])
    library = assert_whole(data, range(6))
    for number in range(6):
        assert (
            library.info(made(number, padding=3).document.id).added_at
            == "2024-09-19T08:00:00+00:00"
        )
    after = sqlite3.connect(data / "library.db").execute("SELECT vector FROM vectors").fetchall()
    assert after == before
    assert [one.text for one in library.feedback(9)] == ["不对"]
    assert [one.question for one in library.questions(9)] == ["多少"]
    assert (data / made_new.evidence / "library.db").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM texts WHERE document = 3",
        "UPDATE texts SET text = '假' WHERE document = 3",
        "UPDATE documents SET date = '1999-01-01' WHERE seq = 3",
        "DELETE FROM chunks WHERE document = 3 AND ordinal = 1",
        "UPDATE chunks SET text = '假' WHERE document = 3",
        "UPDATE vectors SET vector = zeroblob(32) WHERE chunk BETWEEN 7 AND 9",
        "DELETE FROM vectors WHERE chunk = 8",
    ],
)  # fmt: skip
def test_what_has_its_original_is_made_anew(data: Path, statement: str) -> None:
    """From the stored bytes; the others are not touched."""
    vandalise(data, statement)
    made_new = repair(data, vectoriser)
    assert (made_new.kept, made_new.remade) == (5, ["公告2.txt"])
    library = assert_whole(data, range(6))
    info = library.by_sha256(made(2, padding=3).document.sha256)
    assert info
    assert info.date != "1999-01-01"


def test_a_damaged_original_is_replaced_by_its_text(data: Path) -> None:
    """The document stays, with its id; its text is what can be downloaded."""
    vandalise(data, "UPDATE files SET data = x'00' WHERE document = 2")
    made_new = repair(data, no_model)
    assert (made_new.kept, made_new.text_only) == (5, ["公告1.txt"])
    library = open_library(data)
    one = made(1, padding=3).document
    assert library.document(one.id).text == one.text
    assert library.data(one.id) == one.text.encode()
    assert library.check() == []


def test_what_cannot_be_read_is_named(data: Path) -> None:
    """Neither text nor original: the source tells which document to add again."""
    vandalise(data, "DELETE FROM texts WHERE document = 1", "DELETE FROM files WHERE document = 1")
    made_new = repair(data, vectoriser)
    assert (made_new.documents, made_new.lost) == (5, ["公告0.txt"])
    assert_whole(data, range(1, 6))


def test_a_lost_entry_is_told_from_a_deleted_document(data: Path) -> None:
    """An original without its entry comes back; a deleted document does not."""
    library = open_library(data)
    library.delete(made(4, padding=3).document.id)
    library.close()
    vandalise(data, "PRAGMA foreign_keys = OFF", "DELETE FROM documents WHERE seq = 3")
    assert repair(data, vectoriser).documents == 5
    ids = {info.id for info in open_library(data).documents(9)[0]}
    assert ids >= {made(n, padding=3).document.id for n in (0, 1, 3, 5)}
    assert len(ids) == 5
    assert made(4, padding=3).document.id not in ids


def test_pages_that_are_damaged_take_few_documents(data: Path) -> None:
    """Wherever a page is destroyed, the others are still there, or nothing was changed."""
    whole = (data / "library.db").read_bytes()
    kept, messages = [], []
    for page in range(0, len(whole), 4096):
        folder = data.parent / f"at-{page}"
        folder.mkdir()
        (folder / "library.db").write_bytes(whole[:page] + b"\xa5" * 4096 + whole[page + 4096 :])
        try:
            kept.append(repair(folder, vectoriser).documents or 6)
            assert open_library(folder).check() == []
        except LibraryError as error:
            messages.append(error.message)
            kept.append(0 if {path.name for path in folder.iterdir()} <= LEFT else -1)
    assert all("wenju restore" in message for message in messages)
    assert min(kept) >= 0
    assert sum(number >= 5 for number in kept) > len(kept) // 2


LEFT = {state.FILE, state.LOCK, state.IN_USE, *state.SIDES}


@pytest.mark.parametrize("content", [b"junk" * 5000, b"\x00" * 8192])
def test_where_nothing_can_be_read_nothing_changes(data: Path, content: bytes) -> None:
    """The file stays, and the message names the way back from a backup."""
    (data / "library.db").write_bytes(content)
    assert salvageable(data) == 0
    with pytest.raises(LibraryError, match="wenju restore"):
        repair(data, vectoriser)
    assert (data / "library.db").read_bytes() == content
    assert not list(data.glob("damaged-*"))


def test_a_library_in_use_is_not_repaired(data: Path) -> None:
    """A running service would go on with the old file; the message asks to stop it."""
    library = open_library(data)
    with pytest.raises(Unavailable, match="先停止"):
        repair(data, vectoriser)
    library.close()
    assert repair(data, vectoriser).sound


class KillingDisk(Disk):
    """Kills the process at the given step."""

    def __init__(self, at: int) -> None:
        self.left = at

    def reached(self, step: str) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def test_a_repair_that_is_killed_anywhere_can_be_repeated(data: Path, tmp_path: Path) -> None:
    """At each write, sync, rename and removal: nothing is lost, and the next one succeeds."""
    vandalise(data, "DELETE FROM texts WHERE document = 3")
    at = 0
    killed = True
    while killed:
        at += 1
        folder = Path(shutil.copytree(data, tmp_path / f"at-{at}"))
        child = os.fork()
        if not child:
            try:
                repair(folder, vectoriser, disk=KillingDisk(at))
            finally:
                os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        repair(folder, vectoriser)
        assert_whole(folder, range(6)).close()
        assert not list(folder.glob(".aside-*"))
    assert at > 10


def test_a_log_without_its_database_is_read(data: Path, tmp_path: Path) -> None:
    """Documents that were only in the log come back, and an empty library never takes its place."""
    folder = tmp_path / "fresh"
    library = open_library(folder)
    for number in range(3):
        made(number, padding=3).put(library)
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy" / "library.db").write_bytes(b"")
    with pytest.raises(LibraryError, match="wenju repair"):
        open_library(tmp_path / "copy")
    assert repair(tmp_path / "copy", no_model).kept == 3
    assert_whole(tmp_path / "copy", range(3))


def test_the_log_of_another_library_is_put_aside(data: Path, tmp_path: Path) -> None:
    """SQLite would show the other library in its place."""
    other = open_library(tmp_path / "other")
    made(50).put(other)
    shutil.copyfile(tmp_path / "other" / "library.db-wal", data / "library.db-wal")
    library = assert_whole(data, range(6))
    assert library.count() == (6, 18)
    assert list(data.glob("library.db-wal.moved-*"))


def test_a_stranger_does_not_become_the_library(data: Path) -> None:
    """Only a whole library may take the place of library.db."""
    (data / state.REPAIRED).write_bytes(b"junk" * 5000)
    assert_whole(data, range(6)).close()
    assert not (data / state.REPAIRED).exists()


def test_a_library_of_version_1_is_sealed(data: Path) -> None:
    """It opens as it was, and from then on a changed text is noticed."""
    for table in ("documents", "texts", "chunks", "vectors"):
        vandalise(data, f"ALTER TABLE {table} DROP COLUMN seal")
    vandalise(data, "PRAGMA user_version = 1")
    assert_whole(data, range(6)).close()
    vandalise(data, "UPDATE texts SET text = replace(text, '0', '9') WHERE document = 2")
    library = open_library(data)
    assert any("不符" in line for line in library.check())
    with pytest.raises(LibraryError, match="wenju repair"):
        library.excerpt(made(1, padding=3).document.id, 0, 10)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE texts SET text = replace(text, '0', '9')", 0),
        ("UPDATE documents SET date = '1999-01-01'", 0),
        ("UPDATE chunks SET text = replace(text, '0', '9')", 0),
        ("UPDATE files SET data = x'00'", 0),
        ("UPDATE vectors SET vector = zeroblob(32)", 0),
    ],
    ids=["text", "date", "chunk", "original", "vector"],
)
def test_what_is_not_as_it_was_written_is_never_handed_out(
    data: Path, statement: str, number: int
) -> None:
    """Each reading that meets a changed row raises, and names the command."""
    vandalise(data, statement)
    library = open_library(data)
    id = made(number, padding=3).document.id
    readings = [
        lambda: library.document(id),
        lambda: library.excerpt(id, 0, 5),
        lambda: library.info(id),
        lambda: library.chunks([1, 2]),
        lambda: library.data(id),
        lambda: list(library.changes(0).added),
    ]
    refused = []
    for reading in readings:
        try:
            reading()
        except LibraryError as error:
            refused.append(error.message)
    assert refused
    assert all("wenju repair" in message for message in refused)
