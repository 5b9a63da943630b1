"""What the library keeps, gives back and forgets."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Run
from corpus.errors import Conflict, InvalidValue, LibraryError, NotFound
from corpus.library import Library
from corpus.rows import Changes
from tests.documents import DIMENSION, made, open_library, unit_rows


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "data")
    yield opened
    opened.close()


def read(changes: Changes) -> dict[int, tuple[str, str, str, bytes]]:
    """What is added, by chunk id."""
    return {
        chunk_id: (document, text, context, vector.tobytes())
        for batch in changes.added
        for chunk_id, document, text, context, vector in zip(
            batch.ids.tolist(), batch.document_ids, batch.texts, batch.contexts, batch.vectors,
            strict=True,
        )
    }  # fmt: skip


def test_a_document_comes_back_as_it_was_given(library: Library) -> None:
    """Document, bytes, chunks and list entry survive storing and opening again."""
    one = made(1)
    put = one.put(library)
    assert (put.document_id, put.created, put.replaced) == (one.document.id, True, None)
    assert library.document(one.document.id) == one.document
    assert library.data(one.document.id) == one.data
    stored = library.chunks_of(one.document.id)
    assert [chunk.chunk for chunk in stored] == one.chunks
    assert {(c.document_title, c.document_date) for c in stored} == {("公告1", "2024-09-18")}
    info = library.info(one.document.id)
    assert (info.characters, info.chunks) == (len(one.document.text), 3)
    assert library.by_sha256(one.document.sha256) == info
    assert library.count() == (1, 3)


def test_odd_text_comes_back_character_for_character(library: Library) -> None:
    """NUL, emoji, combining marks and line ends of every kind are kept."""
    one = made(1)
    text = "甲\x00乙\r\n\u2028丙👨‍👩‍👧é𠮷\ufeff"
    odd = replace(one, document=replace(one.document, text=text, title="'; DROP TABLE x; --"))
    odd.put(library)
    assert library.document(one.document.id) == odd.document
    assert library.excerpt(one.document.id, 1, 4) == "\x00乙\r"


def test_runs_of_a_chunk_come_back(library: Library) -> None:
    """A chunk that stands in several places of the original keeps them all."""
    one = made(1)
    runs = (Run(0, 5_000_000, 3), Run(3, 7, 1), Run(9, 0, 2**31 - 1))
    replace(one, chunks=[replace(one.chunks[0], runs=runs), *one.chunks[1:]]).put(library)
    assert library.chunks_of(one.document.id)[0].chunk.runs == runs


def test_the_same_bytes_again_change_nothing(library: Library) -> None:
    """A second addition, even under another name, names the document that is there."""
    made(1).put(library)
    before = library.generation()
    again = made(1, source="另一个名字.txt").put(library)
    assert (again.document_id, again.created) == (made(1).document.id, False)
    assert (library.count(), library.generation()) == ((1, 3), before)


def test_new_bytes_of_a_source_replace_the_old(library: Library) -> None:
    """The older version and its chunks are gone in the same step."""
    old, new = made(1, source="a.txt"), made(2, source="a.txt", chunks=5)
    old.put(library)
    put = new.put(library)
    assert put.replaced == old.document.id
    assert library.count() == (1, 5)
    with pytest.raises(NotFound):
        library.document(old.document.id)


def test_a_deleted_document_is_gone(library: Library) -> None:
    """Nothing of it is found any more; deleting it again says so."""
    one = made(1)
    one.put(library)
    ids = library.chunk_ids([one.document.id]).tolist()
    assert library.delete(one.document.id) is True
    assert library.delete(one.document.id) is False
    assert library.chunks(ids) == []
    assert library.chunks_of(one.document.id) == []
    assert library.by_sha256(one.document.sha256) is None
    for read_one in (library.document, library.data, library.info):
        with pytest.raises(NotFound, match="wenju list"):
            read_one(one.document.id)


def test_chunk_ids_are_never_used_twice(library: Library) -> None:
    """Chunks added after a deletion get higher ids than any before."""
    made(1).put(library)
    made(2).put(library)
    library.delete(made(2).document.id)
    made(3).put(library)
    assert library.chunk_ids([made(3).document.id]).tolist() == [7, 8, 9]


def test_chunks_come_in_the_order_asked_for(library: Library) -> None:
    """Unknown ids are left out, the others keep their places."""
    made(1).put(library)
    made(2).put(library)
    found = library.chunks([5, 99, 1, 3, 2**62, -1])
    assert [chunk.id for chunk in found] == [5, 1, 3]
    assert found[0].document_id == made(2).document.id
    assert library.chunks([]) == []


def test_lists_page_in_the_order_of_adding(library: Library) -> None:
    """Every document comes once, also when others are deleted between two pages."""
    for number in range(7):
        made(number).put(library)
    first, cursor = library.documents(3, None)
    library.delete(first[2].id)
    second, cursor = library.documents(3, cursor)
    third, end = library.documents(3, cursor)
    titles = [info.title for page in (first, second, third) for info in page]
    assert titles == [f"公告{number}" for number in range(7)]
    assert end is None


def test_a_page_that_ends_the_list_has_no_cursor(library: Library) -> None:
    """With exactly as many documents as the limit there is no second page."""
    made(1).put(library)
    assert library.documents(1, None)[1] is None
    assert library.documents(5, None)[1] is None


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "１", "1" * 30, "'; --", "\ud800"])
def test_an_invented_cursor_is_refused(library: Library, cursor: str) -> None:
    """Only what an earlier page gave is taken."""
    with pytest.raises(InvalidValue, match="cursor"):
        library.documents(10, cursor)


def test_a_date_range_includes_both_ends(library: Library) -> None:
    """Documents without a date are in only when no bound is given."""
    days = ["2024-01-01", "2024-01-02", "2024-01-03", None]
    ids = [made(n, date=day).put(library).document_id for n, day in enumerate(days)]
    assert library.document_ids("2024-01-02", "2024-01-03") == ids[1:3]
    assert library.document_ids(None, "2024-01-01") == ids[:1]
    assert library.document_ids("2024-01-03", None) == ids[2:3]
    assert library.document_ids(None, None) == ids


def test_chunk_ids_of_documents(library: Library) -> None:
    """Ids come ascending as int64; unknown documents add none."""
    for number in (1, 2, 3):
        made(number).put(library)
    ids = library.chunk_ids([made(3).document.id, "nothing", made(1).document.id])
    assert ids.dtype == np.int64
    assert ids.tolist() == [1, 2, 3, 7, 8, 9]
    assert library.chunk_ids([]).tolist() == []


def test_an_excerpt_is_a_slice_of_the_text(library: Library) -> None:
    """Offsets are code points, and ends outside the text are cut off."""
    one = made(1)
    one.put(library)
    text = one.document.text
    assert library.excerpt(one.document.id, 2, 9) == text[2:9]
    assert library.excerpt(one.document.id, 5, 10**9) == text[5:]
    assert library.excerpt(one.document.id, 5, 5) == ""


def test_changes_lead_from_one_generation_to_the_next(library: Library) -> None:
    """What was added and deleted since is told, and what came and went in between is not."""
    made(1).put(library)
    made(2).put(library)
    then = library.changes(0)
    assert sorted(read(then)) == [1, 2, 3, 4, 5, 6]
    library.delete(made(1).document.id)
    made(3).put(library)
    library.delete(made(3).document.id)
    made(4, chunks=1).put(library)
    changes = library.changes(then.generation, then.token)
    assert changes.complete
    assert (changes.generation, changes.chunks) == (library.generation(), 4)
    assert changes.deleted.tolist() == [1, 2, 3]
    one = made(4, chunks=1)
    assert read(changes) == {
        10: (one.document.id, one.chunks[0].text, one.contexts[0], one.vectors[0].tobytes())
    }


def test_no_change_is_an_empty_step(library: Library) -> None:
    """Asked from where it stands, the library has nothing to add or delete."""
    made(1).put(library)
    changes = library.changes(library.generation())
    assert (changes.complete, changes.deleted.tolist(), read(changes)) == (True, [], {})


@pytest.mark.parametrize("since", [-1, 999, 2**62])
def test_an_unknown_generation_is_said_to_be_unknown(library: Library, since: int) -> None:
    """An index from the future, or from nowhere, has to begin from nothing."""
    made(1).put(library)
    changes = library.changes(since)
    assert (changes.complete, read(changes)) == (False, {})


def test_a_forgotten_generation_is_said_to_be_unknown(tmp_path: Path) -> None:
    """Only the newest changes are remembered."""
    library = open_library(tmp_path, keep_changes=3)
    start = library.generation()
    for number in range(4):
        made(number).put(library)
    assert library.changes(start).complete is False
    assert library.changes(library.generation() - 2).complete is True


def test_another_history_of_the_same_length_is_told_apart(tmp_path: Path) -> None:
    """A library restored from a backup may reach an old number again with other documents."""
    library = open_library(tmp_path / "a")
    made(1).put(library)
    library.backup(tmp_path / "library.db")
    made(2).put(library)
    later = library.changes(0)
    (tmp_path / "b").mkdir()
    (tmp_path / "library.db").rename(tmp_path / "b" / "library.db")
    restored = open_library(tmp_path / "b")
    made(3).put(restored)
    assert restored.generation() == later.generation
    assert restored.changes(later.generation, later.token).complete is False


def test_changes_are_one_state_while_others_write(library: Library) -> None:
    """Documents added or deleted while the batches are read do not show in them."""
    made(1, chunks=3000).put(library)
    changes = library.changes(0)
    first = next(changes.added)
    made(2, chunks=3000).put(library)
    library.delete(made(1, chunks=3000).document.id)
    assert len(first) + sum(map(len, changes.added)) == 3000 == changes.chunks
    assert len(first) <= 2048


def test_a_backup_is_the_same_library(tmp_path: Path) -> None:
    """Put into an empty folder, it opens with the same documents; an old file is not lost."""
    library = open_library(tmp_path / "a")
    made(1).put(library)
    (tmp_path / "b").mkdir()
    library.backup(tmp_path / "b" / "library.db")
    with pytest.raises(Conflict):
        library.backup(tmp_path / "b" / "library.db")
    restored = open_library(tmp_path / "b")
    assert restored.document(made(1).document.id) == made(1).document
    assert restored.changes(0).token == library.changes(0).token


def test_the_generation_is_cheap_to_ask(library: Library) -> None:
    """It is asked for every question: 50 microseconds at most, here the best of five rounds."""
    made(1).put(library)

    def round_of_hundred() -> float:
        start = time.perf_counter()
        for _ in range(100):
            library.generation()
        return (time.perf_counter() - start) / 100

    assert min(round_of_hundred() for _ in range(5)) < 50e-6


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    """Folders are 0700 and files 0600, whatever SQLite would do by itself."""
    library = open_library(tmp_path / "data", reserve_bytes=1)
    made(1).put(library)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    for path in (tmp_path / "data").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


@pytest.mark.parametrize(
    "vectors",
    [
        unit_rows(1, 2),
        unit_rows(1, 3, DIMENSION + 1),
        np.full((3, DIMENSION), np.nan, np.float32),
        np.full((3, DIMENSION), np.inf, np.float32),
        unit_rows(1, 3).reshape(-1),
    ],
    ids=["too few", "too long", "NaN", "infinite", "flat"],
)
def test_bad_vectors_never_get_in(library: Library, vectors: np.ndarray) -> None:
    """A wrong shape or a number that is none is refused, and nothing is stored."""
    with pytest.raises(LibraryError, match="向量"):
        replace(made(1), vectors=vectors).put(library)
    assert library.count() == (0, 0)


def test_a_missing_context_is_refused(library: Library) -> None:
    """Each chunk needs its line of context."""
    with pytest.raises(LibraryError, match="2"):
        replace(made(1), contexts=["a", "b"]).put(library)


def test_text_that_cannot_be_stored_is_refused(library: Library) -> None:
    """A lone surrogate in a name is an error of the request; the library goes on."""
    with pytest.raises(InvalidValue, match="代理字符"):
        made(1, source="\udcff.txt").put(library)
    assert library.count() == (0, 0)
    assert made(1).put(library).created


def test_an_id_is_not_given_to_two_contents(library: Library) -> None:
    """Other bytes under an id in use are refused."""
    one, two = made(1), made(2)
    one.put(library)
    with pytest.raises(Conflict):
        replace(two, document=replace(two.document, id=one.document.id)).put(library)
    assert library.document(one.document.id) == one.document


def test_a_document_without_chunks_is_kept(library: Library) -> None:
    """It is listed and deleted like any other."""
    put = made(1, chunks=0).put(library)
    assert library.info(put.document_id).chunks == 0
    assert library.chunk_ids([put.document_id]).tolist() == []
    assert library.delete(put.document_id)
    assert library.changes(1).deleted.tolist() == []


def test_feedback_is_kept_and_bounded(library: Library) -> None:
    """Long texts are cut, odd characters replaced, and the newest comes first."""
    library.add_feedback("ans_1", True, "好", ["准确"])
    library.add_feedback(
        "ans_2", False, "坏" * 10_000 + "\ud800", ["理由\ud800"] + ["x" * 999] * 99
    )
    second, first = library.feedback(10)
    assert (first.answer_id, first.thumbup, first.text, first.reasons) == (
        "ans_1", True, "好", ("准确",),
    )  # fmt: skip
    assert (second.thumbup, len(second.text), len(second.reasons)) == (False, 2_000, 20)
    assert second.reasons[0] == "理由?"
    assert len(second.reasons[1]) == 200


def test_questions_are_logged_and_bounded(library: Library, tmp_path: Path) -> None:
    """They are there after closing and opening again, newest first, cut to their limit."""
    for number in range(40):
        library.add_question(f"ans_{number}", "问" * 9_999, number % 2 == 0, 0.5, "2024-01-01")
    library.close()
    logged = open_library(tmp_path / "data").questions(100)
    assert [question.id for question in logged] == [f"ans_{n}" for n in reversed(range(40))]
    assert (len(logged[0].question), logged[0].refused, logged[1].refused) == (2_000, False, True)


def test_logging_a_question_never_waits_for_a_writer(library: Library) -> None:
    """While a document is being written, questions pile up in memory and are kept later."""
    with library._database.writing():
        start = time.perf_counter()
        for number in range(100):
            library.add_question(f"ans_{number}", "问", False, 0.5, "2024-01-01")
        assert time.perf_counter() - start < 1
    assert len(library.questions(1_000)) == 100


def test_storing_a_thousand_chunks_is_quick(library: Library) -> None:
    """Well under 100 ms besides the disk; half a second leaves room for a slow one."""
    one = made(1, chunks=1000)
    start = time.perf_counter()
    one.put(library)
    assert time.perf_counter() - start < 0.5
