"""Answer or refusal for the parts of a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.document import Chunk, StoredChunk
from qa.confidence import Signals
from qa.evidence import Evidence
from qa.question import analyse, analyse_parts, asks_each_time
from qa.retrieval import Candidate
from qa.verdict import beside, beside_each_other, named, with_rival

AT = 0.25


def evidence(confidence: float, *failed: str) -> Evidence:
    stored = StoredChunk(1, "doc", "标题", None, Chunk(0, "49.5", (), ""))
    signals = Signals(0.5, 0.1, 0.8, True, True)
    return Evidence(
        Candidate(stored, 0.5, 0.5, 0.5), ((0, 4),), "49.5", signals, confidence, failed
    )


def confidences(*parts: list[Evidence]) -> list[list[float]]:
    read = beside_each_other(list(parts), AT)
    return [[round(one.confidence, 3) for one in found] for found in read]


def test_beside_a_part_that_is_answered_another_is_likelier_to_be() -> None:
    """Twice the odds: .2 becomes .333; the part that is answered stays as it is."""
    assert confidences([evidence(0.8), evidence(0.1)], [evidence(0.2)]) == [[0.8, 0.1], [0.333]]


def test_where_no_part_is_answered_nothing_is_likelier() -> None:
    """Nor where the one that is sure fails a constraint, or there is no evidence at all."""
    assert confidences([evidence(0.2)], [evidence(0.1)]) == [[0.2], [0.1]]
    assert confidences([evidence(0.9, "2022年")], [evidence(0.2)]) == [[0.9], [0.2]]
    assert confidences([], [evidence(0.2)]) == [[], [0.2]]


def test_what_becomes_sure_comes_first() -> None:
    """Also before better evidence that fails a constraint."""
    assert confidences([evidence(0.8)], [evidence(0.9, "2022年"), evidence(0.2)])[1] == [
        0.333,
        0.947,
    ]


def test_what_is_doubted_more_rivals_nothing() -> None:
    """A plan of another document, where the best tells what was reached."""
    best = evidence(0.8)
    stored = replace(best.candidate.stored, id=2, document_id="other")
    other = replace(best, candidate=replace(best.candidate, stored=stored), text="75.0")
    assert len(with_rival([best, other])) == 2
    assert with_rival([best, replace(other, trust=0.5)]) == [best]


def test_what_is_of_every_year_is_of_none_named_before() -> None:
    """The year of the first part is that of the second, unless that says 每年."""
    _, every = analyse_parts("2025年资金盘子有多大，科技创新券每年又发放多少？")
    _, plain = analyse_parts("2025年资金盘子有多大，科技创新券又发放多少？")
    assert every.asked.years == frozenset()
    assert plain.asked.years == {2025}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("跨境电商交易额，各份材料分别说是多少", True),
        ("材料里前后有哪几个数", True),
        ("公报和快报两种口径分别是多少", True),
        ("哪几个数据中心建成了", False),
    ],
)
def test_what_several_documents_say_may_be_asked_for(question: str, expected: bool) -> None:
    assert asks_each_time(question) is expected


def test_of_several_like_things_each_answer_says_of_whom_it_is() -> None:
    """Unless it does so itself; a year would have to stand in what is cited."""
    assert named(evidence(0.8), "洛阳").text == "洛阳：49.5"
    assert named(evidence(0.8), "49.5").text == "49.5"
    assert named(evidence(0.8), "2022年").text == "49.5"
    assert named(evidence(0.8), "一期").text == "49.5"
    assert named(evidence(0.8), "").text == "49.5"


SENTENCE = "概况：总投资2860万元，改建旅游泊位2个，岸线长168米。"


@pytest.mark.parametrize(
    ("sentence", "asked", "whole"),
    [
        (SENTENCE, "要投多少钱", True),
        (SENTENCE, "由哪家公司施工", False),  # has no form that tells an answer
        (SENTENCE, "占全市的百分之几", False),
        (SENTENCE, "2023年要投多少钱", True),
        ("2022年总投资2860万元，改建旅游泊位2个。", "2023年要投多少钱", False),
        ("项目：泊位，总投资：2860万元，改建旅游泊位2个。", "要投多少钱", False),  # a row
        (f"总投资2860万元，{'岸线很长' * 40}，改建旅游泊位2个。", "要投多少钱", False),
    ],
)
def test_the_sentence_may_hold_what_was_not_found_by_itself(
    sentence: str, asked: str, whole: bool
) -> None:
    """A figure or a day of the kind that is asked for, of the time that is meant."""
    begin = sentence.index("改建")
    piece = sentence[begin : sentence.index("2个") + 2]
    stored = StoredChunk(1, "doc", "标题", None, Chunk(0, sentence, (), ""))
    found = replace(
        evidence(0.8),
        candidate=Candidate(stored, 0.5, 0.5, 0.5),
        ranges=((begin, begin + len(piece)),),
        text=piece,
    )
    told = beside(found, analyse(asked))
    assert told.text == (sentence if whole else piece)
    assert stored.chunk.text[slice(*told.ranges[0])] == told.text
