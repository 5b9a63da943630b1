"""How likely the evidence is the answer, beside what else was found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corpus.document import Chunk, StoredChunk
from qa.certainty import FAR, FEATURES, FILE, JUDGED, NOT_READ, judged, table
from qa.confidence import UNREAD, Signals
from qa.evidence import Evidence
from qa.question import Kind, analyse
from qa.retrieval import Candidate
from qa.trees import Trees

ASKED = analyse("郑州机场货邮吞吐量多少")


def evidence(rank: float, document: str = "a", relevance: float = 0.0, **told: float) -> Evidence:
    signals = Signals(0.5, 0.1, 0.8, True, True, relevance=relevance, share=0.9, **told)  # type: ignore[arg-type]
    return Evidence(candidate(document), ((0, 4),), "49.5", signals, 0.3, rank=rank)


def candidate(document: str) -> Candidate:
    chunk = Chunk(0, "49.5", (), "")
    return Candidate(StoredChunk(1, document, "标题", None, chunk), 0.5, 0.5, 0.5)


def column(name: str, *pieces: Evidence) -> list[float]:
    return list(table(ASKED, pieces)[:, FEATURES.index(name)])


def test_each_feature_has_a_column_that_the_trees_may_ask_for() -> None:
    assert table(ASKED, [evidence(1.0)]).shape == (1, len(FEATURES))
    assert Trees.load(FILE).features.max() < len(FEATURES)


def test_a_piece_is_ahead_of_the_best_other() -> None:
    pieces = [evidence(5.0), evidence(3.0), evidence(2.0, "b")]
    assert column("ahead", *pieces) == [2.0, -2.0, -3.0]
    assert column("ahead of other documents", *pieces) == [3.0, 1.0, -3.0]


def test_where_there_is_no_other_a_piece_is_far_ahead() -> None:
    assert column("ahead", evidence(5.0)) == [FAR]
    assert column("ahead", evidence(50.0), evidence(5.0)) == [FAR, -FAR]


def test_what_fails_a_constraint_is_no_rival() -> None:
    failed = replace(evidence(9.0), failed=("2022年",))
    assert column("ahead", failed, evidence(5.0), evidence(4.0)) == [4.0, 1.0, -1.0]


def test_what_was_not_read_is_less_relevant_than_all_that_was() -> None:
    pieces = [evidence(5.0, relevance=3.0), evidence(3.0, relevance=UNREAD)]
    assert column("best other relevance", *pieces) == [NOT_READ, 0.5]
    assert column("relevance ahead", *pieces) == [0.5 - NOT_READ, NOT_READ - 0.5]


def test_the_kind_of_the_question_is_told() -> None:
    assert column(Kind.AMOUNT.value, evidence(1.0)) == [1.0]
    assert column(Kind.DATE.value, evidence(1.0)) == [0.0]


def test_more_that_speaks_for_a_piece_makes_it_surer() -> None:
    (weak,) = judged(ASKED, [evidence(5.0, relevance=-4.0)])
    (strong,) = judged(ASKED, [evidence(15.0, relevance=4.0, said=0.9, attribute=0.9)])
    assert 0 < weak.confidence < strong.confidence < 1


def test_a_reason_for_doubt_makes_it_less_sure() -> None:
    (sure,) = judged(ASKED, [evidence(15.0, relevance=4.0)])
    (unsure,) = judged(ASKED, [replace(evidence(15.0, relevance=4.0), trust=0.125)])
    assert unsure.confidence < sure.confidence


def test_the_order_stays_and_what_comes_late_is_not_said() -> None:
    pieces = [evidence(20.0 - i, relevance=4.0) for i in range(JUDGED + 3)]
    found = judged(ASKED, pieces)
    assert [one.rank for one in found] == [one.rank for one in pieces]
    assert [one.confidence for one in found[JUDGED:]] == [0.0] * 3
    assert all(one.confidence for one in found[:JUDGED])


def test_of_nothing_nothing_is_sure() -> None:
    assert judged(ASKED, []) == []


def test_it_is_the_same_every_time() -> None:
    pieces = [evidence(9.0, relevance=2.0), evidence(8.0, "b")]
    assert np.array_equal(table(ASKED, pieces), table(ASKED, pieces))
    assert judged(ASKED, pieces) == judged(ASKED, pieces)


def test_what_the_trees_are_surer_of_comes_first() -> None:
    """Among pieces that rank alike; of a question in another language the rank alone decides."""
    unlikely, likely = evidence(6.5, relevance=-6.0), evidence(6.0, "b", relevance=6.0)
    assert [one.rank for one in judged(ASKED, [unlikely, likely])] == [6.0, 6.5]
    english = analyse("What is the cargo throughput of Zhengzhou airport")
    assert [one.rank for one in judged(english, [unlikely, likely])] == [6.5, 6.0]


def test_a_part_of_a_year_comes_after_the_whole() -> None:
    part, whole = evidence(6.1, partial=True), evidence(6.0, "b")
    assert [one.signals.partial for one in judged(ASKED, [part, whole])] == [False, True]
