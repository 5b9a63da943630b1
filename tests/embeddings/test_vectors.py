"""Vector segments, judged by comparing all rows in numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryError
from embeddings import vectors
from embeddings.vectors import Ids, Rows, VectorSegment


def unit_rows(count: int, columns: int = 8, seed: int = 0) -> Rows:
    rows = np.random.default_rng(seed).normal(size=(count, columns)).astype(np.float32)
    unit: Rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def nearest(ids: Ids, rows: Rows, query: Rows, k: int) -> list[int]:
    """Ids by inner product, computed in numpy."""
    order = np.argsort(-(rows @ query), kind="stable")
    return [int(i) for i in ids[order][:k]]


def segment(count: int, seed: int = 0) -> tuple[Ids, Rows, VectorSegment]:
    ids = np.random.default_rng(seed).permutation(np.arange(count) * 7 + 3)
    rows = unit_rows(count, seed=seed)
    return ids, rows, VectorSegment.build(ids, rows)


@pytest.fixture
def clustered(monkeypatch: pytest.MonkeyPatch) -> tuple[Ids, Rows, VectorSegment]:
    """A segment over the size at which rows are searched by clusters."""
    monkeypatch.setattr(vectors, "EXACT_ROWS", 500)
    centres = unit_rows(40, columns=16, seed=1)
    rows = np.repeat(centres, 100, axis=0) + 0.2 * unit_rows(4000, columns=16, seed=2)
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    rows = rows.astype(np.float16).astype(np.float32)  # clusters keep halves: these come back exact
    ids = np.random.default_rng(3).permutation(np.arange(4000) * 5)
    return ids, rows, VectorSegment.build(ids, rows)


@given(count=st.integers(1, 60), k=st.integers(1, 70), seed=st.integers(0, 99))
def test_search_finds_what_numpy_finds(count: int, k: int, seed: int) -> None:
    """The same ids in the same order, with their inner products, never padded."""
    ids, rows, made = segment(count, seed)
    query = unit_rows(1, seed=seed + 1000)[0]
    found, scores = made.search(query, k)
    assert found.tolist() == nearest(ids, rows, query, k)
    assert scores == pytest.approx(np.sort(rows @ query)[::-1][:k], abs=1e-6)


@given(chosen=st.lists(st.integers(-5, 300), max_size=60), k=st.integers(1, 30))
def test_a_filter_leaves_only_the_allowed(chosen: list[int], k: int) -> None:
    """Unknown and repeated ids in the filter change nothing."""
    ids, rows, made = segment(40)
    query = unit_rows(1, seed=5)[0]
    inside = np.isin(ids, chosen)
    found, _ = made.search(query, k, np.array(chosen, np.int64))
    assert found.tolist() == nearest(ids[inside], rows[inside], query, k)


@given(gone=st.sets(st.integers(0, 39).map(lambda i: i * 7 + 3)))
def test_without_and_merge_are_opposites(gone: set[int]) -> None:
    """Taking rows out and merging them in again gives the same segment."""
    ids, rows, made = segment(40)
    out = np.array(sorted(gone), np.int64)
    left = made.without(out)
    assert set(left.ids.tolist()) == set(ids.tolist()) - gone
    inside = np.isin(ids, out)
    back = VectorSegment.merge([left, VectorSegment.build(ids[inside], rows[inside])])
    assert back.to_bytes() == made.to_bytes()
    assert len(made) == 40


def test_rows_come_back_by_id() -> None:
    """In the order they are asked for; ids that are not held are left out."""
    ids, rows, made = segment(20)
    asked = np.array([ids[4], 999, ids[0], -1, ids[4]])
    assert np.array_equal(made.vectors_of(asked), rows[[4, 0, 4]])
    assert made.vectors_of(np.empty(0, np.int64)).shape == (0, 8)


def test_an_empty_segment_answers_nothing() -> None:
    """Build, search, save and merge work without rows."""
    empty = VectorSegment.build(np.empty(0, np.int64), np.empty((0, 8), np.float32))
    found, scores = empty.search(unit_rows(1)[0], 5)
    assert (len(empty), found.tolist(), scores.tolist()) == (0, [], [])
    assert len(VectorSegment.from_bytes(empty.to_bytes())) == 0
    assert len(VectorSegment.merge([empty, segment(3)[2]])) == 3


def test_ids_cannot_be_written() -> None:
    """A segment handed to many readers stays as it is, before and after saving."""
    made = segment(3)[2]
    for held in (made, VectorSegment.from_bytes(made.to_bytes())):
        with pytest.raises(ValueError, match="read-only"):
            held.ids[0] = 1


def test_saved_bytes_give_the_same_segment() -> None:
    """Ids, rows and answers survive, and the same rows give the same bytes."""
    ids, rows, made = segment(30)
    loaded = VectorSegment.from_bytes(made.to_bytes())
    query = unit_rows(1, seed=9)[0]
    assert loaded.search(query, 7)[0].tolist() == made.search(query, 7)[0].tolist()
    assert np.array_equal(loaded.vectors_of(ids), rows)
    assert VectorSegment.build(ids, rows).to_bytes() == made.to_bytes()


SAVED = segment(5)[2].to_bytes()


@given(st.integers(0, len(SAVED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed(at: int, change: int) -> None:
    """No flipped bit anywhere gives a wrong answer or a crash."""
    damaged = bytearray(SAVED)
    damaged[at] ^= change
    with pytest.raises(LibraryError, match="wenju rebuild"):
        VectorSegment.from_bytes(bytes(damaged))


@given(st.integers(0, len(SAVED) - 1))
def test_a_cut_file_is_noticed(size: int) -> None:
    """A short write is an error of the library."""
    with pytest.raises(LibraryError):
        VectorSegment.from_bytes(SAVED[:size])


@pytest.mark.parametrize(
    ("ids", "rows"),
    [
        ([1, 1], np.ones((2, 4))),
        ([-1, 1], np.ones((2, 4))),
        ([1], np.ones((2, 4))),
        ([1, 2], np.ones(2)),
        ([1, 2], np.ones((2, 0))),
        ([1.5, 2.0], np.ones((2, 4))),
        ([1, 2], np.array([[1, 2], [np.nan, 1]])),
        ([1, 2], np.array([[1, 2], [np.inf, 1]])),
    ],
)
def test_what_are_not_rows_with_ids_is_refused(ids: list[int], rows: Rows) -> None:
    """Repeated or negative ids, wrong shapes, NaN and infinity."""
    with pytest.raises(ValueError, match=r"ids|vectors"):
        VectorSegment.build(np.array(ids), rows)


@pytest.mark.parametrize(
    ("query", "k"), [(np.ones(7), 1), (np.full(8, np.nan), 1), (np.ones(8), 0), (np.ones(8), -99)]
)
def test_a_wrong_question_is_refused(query: Rows, k: int) -> None:
    """Another dimension, NaN, and k below 1."""
    with pytest.raises(ValueError, match="search needs"):
        segment(3)[2].search(query, k)


def test_segments_that_do_not_fit_are_not_merged() -> None:
    """Shared ids, another dimension, and nothing at all."""
    made = segment(3)[2]
    for others in ([made, made], [made, VectorSegment.build(np.array([99]), unit_rows(1, 5))], []):
        with pytest.raises(ValueError, match=r"ids|dimension"):
            VectorSegment.merge(others)


Clustered = tuple[Ids, Rows, VectorSegment]


def test_clusters_find_nearly_all_neighbours(clustered: Clustered) -> None:
    """Recall@10 over stored rows, and scores as numpy computes them."""
    ids, rows, made = clustered
    hits = []
    for query in rows[:50]:
        found, scores = made.search(query, 10)
        hits.append(len(set(found.tolist()) & set(nearest(ids, rows, query, 10))) / 10)
        assert scores == pytest.approx(made.vectors_of(found) @ query, abs=1e-5)
        assert (np.diff(scores) <= 0).all()
    assert np.mean(hits) >= 0.99


def test_clusters_are_searched_whole_under_a_filter(clustered: Clustered) -> None:
    """Allowed rows far from the question are found all the same."""
    ids, rows, made = clustered
    for query in rows[:10]:
        far = ids[np.argsort(rows @ query)[:30]]
        inside = np.isin(ids, far)
        found, _ = made.search(query, 10, far)
        assert found.tolist() == nearest(ids[inside], rows[inside], query, 10)


def test_clusters_give_as_many_as_were_asked_for(clustered: Clustered) -> None:
    """A k near the number of rows is not cut short."""
    ids, _, made = clustered
    assert sorted(made.search(unit_rows(1, 16)[0], 4000)[0].tolist()) == sorted(ids.tolist())


def test_clusters_survive_saving_deleting_and_merging(clustered: Clustered) -> None:
    """Clusters once learnt are taken over; no deleted id comes back."""
    ids, rows, made = clustered
    left = VectorSegment.from_bytes(made.to_bytes()).without(ids[:100])
    found, _ = left.search(rows[0], 10)
    assert not set(found.tolist()) & set(ids[:100].tolist())
    back = VectorSegment.merge([left, VectorSegment.build(ids[:100], rows[:100])])
    assert np.array_equal(back.vectors_of(ids), rows)
    assert back.search(rows[0], 1)[0].tolist() == [ids[0]]


def test_clusters_keep_inner_products_to_half_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of any unit vectors, to 0.0005; merging again adds no error."""
    monkeypatch.setattr(vectors, "EXACT_ROWS", 500)
    ids, rows = np.arange(1000), unit_rows(1000, columns=384, seed=4)
    made = VectorSegment.build(ids, rows)
    assert made.vectors_of(ids) @ rows.T == pytest.approx(rows @ rows.T, abs=5e-4)
    again = VectorSegment.merge([made, VectorSegment.build(np.array([1000]), rows[:1])])
    assert np.array_equal(again.vectors_of(ids), made.vectors_of(ids))


def test_clusters_are_the_same_every_time(clustered: Clustered) -> None:
    """The same rows give the same bytes."""
    ids, rows, made = clustered
    assert VectorSegment.build(ids, rows).to_bytes() == made.to_bytes()
