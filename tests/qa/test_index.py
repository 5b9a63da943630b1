"""The embedded index against an oracle that looks at every chunk."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.document import StoredChunk
from corpus.errors import DiskFull, EmbedderMismatch
from corpus.files import Disk
from corpus.library import Library
from qa.answer import Filters
from qa.index import Allowed, EmbeddedIndex, Hit, allowed
from tests.documents import (
    DIMENSION,
    EMBEDDER,
    MB,
    Made,
    fill,
    folder_in_memory,
    made,
    open_library,
    small_file_system,
    terms,
    unit_rows,
)

QUESTION = terms("第3号公告第1条：金额为多少万元")
VECTOR = unit_rows(4711, 1)[0]


class FailingDisk(Disk):
    """Refuses to write while ``full`` is set."""

    full = False

    def reached(self, step: str) -> None:
        if self.full and step in ("write", "rename", "link"):
            raise DiskFull("满了")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "data")
    yield opened
    opened.close()


def open_index(folder: Path, **options: object) -> EmbeddedIndex:
    basis = {"embedder": EMBEDDER, "dimension": DIMENSION, "terms": terms, "terms_version": "1"}
    return EmbeddedIndex(folder, **{**basis, **options})  # type: ignore[arg-type]


def synced(folder: Path, library: Library, **options: object) -> EmbeddedIndex:
    index = open_index(folder, **options)
    index.sync(library)
    return index


def nearest(library: Library, vector: np.ndarray, k: int, of: Allowed | None = None) -> list[int]:
    """The k nearest chunks of the library by a product with every vector."""
    batches = list(library.changes(0).added)
    ids = np.concatenate([batch.ids for batch in batches])
    scores = np.concatenate([batch.vectors for batch in batches]) @ vector
    if of is not None:
        keep = np.isin(ids, of.chunk_ids)
        ids, scores = ids[keep], scores[keep]
    return ids[np.lexsort((ids, -scores))[:k]].tolist()


def assert_true(index: EmbeddedIndex, library: Library, of: Allowed | None = None) -> None:
    """What the index finds is what is there: the k nearest, right cosines, right lexical hits."""
    hits = {hit.chunk_id: hit for hit in index.search(QUESTION, VECTOR, 7, of)}
    stored = {chunk.id: chunk for chunk in library.chunks(list(hits))}
    assert set(stored) == set(hits)
    assert set(nearest(library, VECTOR, 7, of)) <= set(hits)
    vectors = {
        int(i): row for b in library.changes(0).added for i, row in zip(b.ids, b.vectors, strict=True)
    }  # fmt: skip
    for hit in hits.values():
        assert hit.dense == pytest.approx(float(vectors[hit.chunk_id] @ VECTOR), abs=1e-5)
        assert (hit.lexical > 0) == bool(common(stored[hit.chunk_id]))


def common(stored: StoredChunk) -> set[str]:
    heading = f"{stored.document_title} | {stored.document_date} | {stored.chunk.section}"
    return set(QUESTION) & {*terms(stored.chunk.text), *terms(heading)}


def put_all(library: Library, *documents: Made) -> None:
    for document in documents:
        document.put(library)


def test_an_index_without_sync_finds_nothing(tmp_path: Path) -> None:
    """Before the first sync it stands at generation 0."""
    index = open_index(tmp_path / "index")
    assert (index.generation, len(index)) == (0, 0)
    assert index.search(QUESTION, VECTOR, 5) == []
    assert index.document_frequency(["金额"]) == [0]


def test_an_empty_library_is_indexed(library: Library, tmp_path: Path) -> None:
    """Nothing is found in it, and that is no error."""
    index = synced(tmp_path / "index", library)
    assert index.generation == library.generation()
    assert index.search(QUESTION, VECTOR, 5) == []


def test_what_the_words_find_is_told_before_the_vector_is_there(
    library: Library, tmp_path: Path
) -> None:
    """The same search in two halves, on one state of the index; before the first sync, nothing."""
    put_all(library, *(made(n) for n in range(30)))
    unsynced = open_index(tmp_path / "other").by_words(QUESTION, 7)
    assert (list(unsynced.chunk_ids), unsynced.with_meaning(VECTOR)) == ([], [])
    index = synced(tmp_path / "index", library)
    begun = index.by_words(QUESTION, 7)
    hits = index.search(QUESTION, VECTOR, 7)
    assert 0 < len(begun.chunk_ids) <= 7
    assert {hit.chunk_id for hit in hits if hit.lexical} >= set(begun.chunk_ids)
    put_all(library, *(made(n) for n in range(30, 40)))
    index.sync(library)
    assert begun.with_meaning(VECTOR) == hits


def test_both_scores_are_given_for_the_union_of_both_sides(
    library: Library, tmp_path: Path
) -> None:
    """The nearest by meaning and the best by terms are there, each with its other score."""
    put_all(library, *(made(n) for n in range(30)))
    index = synced(tmp_path / "index", library)
    assert_true(index, library)
    hits = index.search(QUESTION, VECTOR, 7)
    assert 7 <= len(hits) <= 14
    assert [h.dense for h in hits] == sorted((h.dense for h in hits), reverse=True)
    best = max(hits, key=lambda hit: hit.lexical)
    assert library.chunks([best.chunk_id])[0].chunk.text.startswith("第3号公告第1条")


def test_without_terms_only_meaning_counts(library: Library, tmp_path: Path) -> None:
    """No term matches: exactly the k nearest, lexical 0."""
    put_all(library, *(made(n) for n in range(10)))
    index = synced(tmp_path / "index", library)
    for words in ([], ["不在库中"]):
        hits = index.search(words, VECTOR, 6)
        assert [hit.chunk_id for hit in hits] == nearest(library, VECTOR, 6)
        assert {hit.lexical for hit in hits} == {0.0}


@pytest.mark.parametrize("k", [0, -1])
def test_no_room_in_the_result_finds_nothing(library: Library, tmp_path: Path, k: int) -> None:
    """k below one is an empty result."""
    made(1).put(library)
    assert synced(tmp_path / "index", library).search(QUESTION, VECTOR, k) == []


def test_a_huge_k_gives_every_chunk_once(library: Library, tmp_path: Path) -> None:
    """No padding and no repetition, also after a deletion."""
    put_all(library, *(made(n) for n in range(8)))
    index = synced(tmp_path / "index", library)
    library.delete(made(2).document.id)
    index.sync(library)
    ids = [hit.chunk_id for hit in index.search(QUESTION, VECTOR, 10**6)]
    assert sorted(ids) == sorted(nearest(library, VECTOR, 999))


@pytest.mark.parametrize("step", range(3))
def test_every_kind_of_change_is_followed(library: Library, tmp_path: Path, step: int) -> None:
    """After adding, replacing and deleting, the index is true, and the same as one made anew."""
    put_all(library, *(made(n) for n in range(20)))
    index = synced(tmp_path / "index", library)
    [
        lambda: made(100).put(library),
        lambda: made(101, source="公告3.txt").put(library),
        lambda: [library.delete(made(n).document.id) for n in range(0, 20, 2)],
    ][step]()
    index.sync(library)
    assert index.generation == library.generation()
    assert_true(index, library)
    fresh = synced(tmp_path / "fresh", library)
    ids = [[h.chunk_id for h in one.search(QUESTION, VECTOR, 99)] for one in (index, fresh)]
    assert ids[0] == ids[1]


def test_many_small_steps_keep_few_segments(library: Library, tmp_path: Path) -> None:
    """Two dozen additions with a sync each: always true, and merged as they grow."""
    index = open_index(tmp_path / "index")
    for number in range(24):
        made(number, chunks=1 + number % 4).put(library)
        if number % 7 == 3:
            library.delete(made(number - 2, chunks=1 + (number - 2) % 4).document.id)
        index.sync(library)
    assert_true(index, library)
    assert len(list((tmp_path / "index").glob("gen-*/vectors-*"))) < 16
    assert_true(synced(tmp_path / "index", library), library)


def test_one_generation_is_kept(library: Library, tmp_path: Path) -> None:
    """Older ones are removed once the next is published."""
    index = open_index(tmp_path / "index")
    for number in range(4):
        made(number).put(library)
        index.sync(library)
    assert len(list((tmp_path / "index").iterdir())) == 3


def test_unchanged_files_are_shared(library: Library, tmp_path: Path) -> None:
    """The next generation links the vectors of the last instead of writing them again."""
    made(1, chunks=100).put(library)
    index = synced(tmp_path / "index", library)
    before = {path.stat().st_ino for path in (tmp_path / "index").glob("gen-*/vectors-*")}
    made(2).put(library)
    index.sync(library)
    after = {path.stat().st_ino for path in (tmp_path / "index").glob("gen-*/vectors-*")}
    assert before < after


def test_a_file_system_without_links_gets_copies(library: Library, tmp_path: Path) -> None:
    """Where a link is refused the content is copied."""

    class LinkedAcross(Disk):
        def link(self, source: Path, target: Path) -> None:
            shutil.copyfile(source, target)

    index = open_index(tmp_path / "index", disk=LinkedAcross())
    for number in range(3):
        made(number, chunks=20).put(library)
        index.sync(library)
    assert_true(synced(tmp_path / "index", library), library)


def test_a_filter_is_exact_on_both_sides(library: Library, tmp_path: Path) -> None:
    """Only chunks of the documents named, and of them the right ones."""
    put_all(library, *(made(n, date=f"2024-01-{n + 1:02d}") for n in range(20)))
    index = synced(tmp_path / "index", library)
    ids = tuple(made(n, date=f"2024-01-{n + 1:02d}").document.id for n in (3, 4, 17))
    within = allowed(library, Filters(document_ids=ids))
    assert within is not None
    assert_true(index, library, within)
    dated = allowed(library, Filters(document_ids=ids, date_from="2024-01-05"))
    assert dated is not None
    assert dated.document_ids == frozenset(ids[1:])
    nothing = allowed(library, Filters(document_ids=("unknown",)))
    assert index.search(QUESTION, VECTOR, 5, nothing) == []
    assert allowed(library, Filters()) is None


def test_a_filter_never_brings_deleted_chunks_back(library: Library, tmp_path: Path) -> None:
    """Neither a filter made before the deletion nor one made after it."""
    put_all(library, *(made(n, chunks=30) for n in range(3)))
    index = synced(tmp_path / "index", library)
    before = allowed(library, Filters(date_from="2000-01-01"))
    library.delete(made(1, chunks=30).document.id)
    index.sync(library)
    for within in (before, allowed(library, Filters(date_from="2000-01-01"))):
        ids = [hit.chunk_id for hit in index.search(QUESTION, VECTOR, 99, within)]
        assert sorted(ids) == sorted(nearest(library, VECTOR, 99))


def test_a_second_process_takes_the_index_over(library: Library, tmp_path: Path) -> None:
    """What one has built the other loads, so both find the same with the same scores."""
    put_all(library, *(made(n) for n in range(10)))
    first = synced(tmp_path / "index", library)
    second = open_index(tmp_path / "index", disk=writing_nothing())
    second.sync(library)
    assert second.search(QUESTION, VECTOR, 9) == first.search(QUESTION, VECTOR, 9)
    made(11).put(library)
    first.sync(library)
    second.sync(library)
    assert second.search(QUESTION, VECTOR, 9) == first.search(QUESTION, VECTOR, 9)


def writing_nothing() -> Disk:
    class Reader(Disk):
        def reached(self, step: str) -> None:
            pytest.fail(f"{step}, though the index was there")

    return Reader()


def test_document_frequency_and_length(library: Library, tmp_path: Path) -> None:
    """They are those of the chunks in the index."""
    put_all(library, made(1), made(2))
    index = synced(tmp_path / "index", library)
    assert len(index) == 6
    assert index.document_frequency(["金额", "第1", "没有"]) == [6, 4, 0]


def test_rebuilding_makes_everything_anew(library: Library, tmp_path: Path) -> None:
    """The folder is another one afterwards, the results are the same."""
    put_all(library, *(made(n) for n in range(5)))
    index = synced(tmp_path / "index", library)
    before, hits = (tmp_path / "index" / "CURRENT").read_bytes(), index.search(QUESTION, VECTOR, 5)
    index.rebuild(library)
    assert (tmp_path / "index" / "CURRENT").read_bytes() != before
    assert index.search(QUESTION, VECTOR, 5) == hits


@pytest.mark.parametrize("added", [0, 1, 2], ids=["older", "same number", "newer"])
def test_a_restored_library_is_never_answered_from_the_newer_index(
    tmp_path: Path, added: int
) -> None:
    """An index made after the backup is made anew, whatever number the restored one has got to."""
    library = open_library(tmp_path / "data")
    made(1).put(library)
    library.backup(tmp_path / "backup.db")
    made(2).put(library)
    synced(tmp_path / "data" / "index", library)
    library.close()
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        (tmp_path / "data" / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup.db", tmp_path / "data" / "library.db")
    restored = open_library(tmp_path / "data")
    for number in range(added):
        made(3 + number).put(restored)
    assert_true(synced(tmp_path / "data" / "index", restored), restored)


def test_another_embedder_in_the_library_is_never_mixed_in(
    library: Library, tmp_path: Path
) -> None:
    """After embedding anew an index with the old name refuses, one with the new starts over."""
    made(1).put(library)
    old = synced(tmp_path / "index", library)
    other = open_library(tmp_path / "data")
    other.re_embed("new", 4, lambda texts: unit_rows(9, len(texts), 4))
    with pytest.raises(EmbedderMismatch):
        old.sync(library)
    index = synced(tmp_path / "index", other, embedder="new", dimension=4)
    assert len(index.search([], unit_rows(1, 1, 4)[0], 5)) == 3


@pytest.mark.parametrize("change", ["add", "delete", "both"])
def test_a_full_disk_does_not_fail_the_question(
    library: Library, tmp_path: Path, change: str
) -> None:
    """The index goes on in memory, true after each change, and returns to the disk later."""
    put_all(library, *(made(n) for n in range(12)))
    disk = FailingDisk()
    index = synced(tmp_path / "index", library, disk=disk)
    disk.full = True
    for number in range(3):
        if change in ("add", "both"):
            made(50 + number).put(library)
        if change in ("delete", "both"):
            library.delete(made(number).document.id)
        index.sync(library)
        assert index.generation == library.generation()
        assert_true(index, library)
    disk.full = False
    made(99).put(library)
    index.sync(library)
    assert_true(index, library)
    assert_true(synced(tmp_path / "index", library, disk=writing_nothing()), library)


def test_a_start_on_a_full_disk_answers(library: Library, tmp_path: Path) -> None:
    """Without any cache and any room the index is made in memory."""
    put_all(library, *(made(n) for n in range(12)))
    disk = FailingDisk()
    disk.full = True
    assert_true(synced(tmp_path / "index", library, disk=disk), library)
    assert not (tmp_path / "index" / "CURRENT").exists()


@pytest.mark.parametrize("left", [0, 40_000, MB])
def test_a_disk_that_is_really_full_does_not_fail_the_question(tmp_path: Path, left: int) -> None:
    """Whichever write of ours or of tantivy's finds no room, the index is true, now and later."""
    library = open_library(tmp_path / "data")
    put_all(library, *(made(n, chunks=40) for n in range(12)))
    with small_file_system(tmp_path / "small") as small:
        running = synced(small / "index", library)
        fill(small / "filler", leave=left)
        starting = open_index(small / "other")
        for number in range(3):
            library.delete(made(number, chunks=40).document.id)
            made(50 + number, chunks=3000 if left else 3).put(library)
            for index in (running, starting):
                index.sync(library)
                assert_true(index, library)
        (small / "filler").unlink()
        made(99).put(library)
        for index in (running, starting):
            index.sync(library)
            assert_true(index, library)
        assert_true(synced(small / "index", library, disk=writing_nothing()), library)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_may_not_be_written_does_not_fail_the_question(
    library: Library, tmp_path: Path
) -> None:
    """The index is made in memory."""
    made(3).put(library)
    (tmp_path / "locked").mkdir(mode=0o500)
    assert_true(synced(tmp_path / "locked" / "index", library), library)


def test_nothing_new_costs_microseconds(library: Library, tmp_path: Path) -> None:
    """The index is asked to come up before every question."""
    made(1).put(library)
    index = synced(tmp_path / "index", library)

    def round_of_hundred() -> float:
        start = time.perf_counter()
        for _ in range(100):
            index.sync(library)
        return (time.perf_counter() - start) / 100

    assert min(round_of_hundred() for _ in range(5)) < 100e-6


def test_hits_are_equal_by_value() -> None:
    """Two searches can be compared."""
    assert Hit(1, 0.5, 0.0) == Hit(1, 0.5, 0.0)
