"""Metrics of words and rankings, worked out by hand."""

from __future__ import annotations

from math import log2

import pytest

from eval import metrics


def test_group_accuracy_needs_one_alternative_of_each_group() -> None:
    """Both parts must be there; which spelling does not matter."""
    must = [["49.5万吨", "495000吨"], ["增长3%"]]
    assert metrics.group_accuracy("吞吐量49.5万吨，增长3%[1]。", must) == 1
    assert metrics.group_accuracy("吞吐量49.5万吨[1]。", must) == 0
    assert metrics.group_accuracy("任何话", []) == 0


def test_containment_gives_partial_credit() -> None:
    """One of two groups is a half."""
    assert metrics.containment("吞吐量495000吨。", [["49.5万吨"], ["增长3%"]]) == 0.5
    assert metrics.containment("什么也没有", [["49.5万吨"], ["增长3%"]]) == 0


def test_exact_match_ignores_form_but_no_word() -> None:
    """Markers and punctuation go, words stay."""
    assert metrics.exact_match("４９.5万吨[1]。", ["495000吨"]) == 1
    assert metrics.exact_match("约为49.5万吨", ["49.5万吨"]) == 0


def test_character_f1_by_hand() -> None:
    """郑州市 against 郑州: two of three said, two of two wanted, F1 0.8; the best reference counts."""
    assert metrics.character_f1("郑州市", ["郑州"]) == pytest.approx(0.8)
    assert metrics.character_f1("郑州市", ["洛阳", "郑州"]) == pytest.approx(0.8)
    assert metrics.character_f1("郑州郑州", ["郑州"]) == pytest.approx(2 * 0.5 * 1 / 1.5)
    assert metrics.character_f1("", ["郑州"]) == 0


def test_length_leaves_markers_out() -> None:
    """Six characters with the full stop."""
    assert metrics.length("增长百分三[1]。") == 6


def test_recall_counts_each_piece_of_evidence_once() -> None:
    """Two of three pieces within three passages, all within four."""
    hits = [{0}, {0}, {1}, {2}]
    assert metrics.recall_at(hits, 3, 1) == pytest.approx(1 / 3)
    assert metrics.recall_at(hits, 3, 3) == pytest.approx(2 / 3)
    assert metrics.recall_at(hits, 3, 10) == 1
    assert metrics.recall_at([], 3, 10) == 0


def test_reciprocal_rank_is_that_of_the_first_hit_within_depth() -> None:
    """Third place is a third, eleventh is nothing."""
    assert metrics.reciprocal_rank([set(), set(), {1}, {0}]) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank([set()] * 10 + [{0}]) == 0


def test_a_document_is_recalled_once_however_many_passages_it_has() -> None:
    """Two passages of one document take one place."""
    assert metrics.document_recall(["x", "x", "a"], {"a"}, 2) == 1
    assert metrics.document_recall(["x", "y", "a"], {"a"}, 2) == 0
    assert metrics.document_recall([], {"a"}, 1) == 0


def test_document_ndcg_by_hand() -> None:
    """Relevant a and b at places 1 and 3: (1 + 1/2) over (1 + 1/log2 3)."""
    best = 1 + 1 / log2(3)
    assert metrics.document_ndcg(["a", "x", "b"], {"a", "b"}) == pytest.approx(1.5 / best)
    assert metrics.document_ndcg(["a", "b"], {"a", "b"}) == 1


def test_a_second_passage_of_a_document_takes_no_place() -> None:
    """a a b ranks as a b does: a perfect ranking is 1."""
    assert metrics.document_ndcg(["a", "a", "b"], {"a", "b"}) == 1
    assert metrics.document_ndcg(["x", "x", "a"], {"a"}) == pytest.approx(1 / log2(3))
