"""Citations and figures held against the text, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval import citations
from eval.citations import _sentences, judge
from eval.evidence import Span
from qa.answer import Answer, Citation
from tests.eval import fakes

TEXT = "会议在郑州召开。货邮吞吐量为49.5万吨，增长3%。旅客2000万人次。"
EVIDENCE = [[Span("d", 8, 26)]]


def text_of(document_id: str) -> str | None:
    return {"d": TEXT}.get(document_id)


def cited(marker: int, quote: str, document_id: str = "d") -> Citation:
    start = TEXT.index(quote)
    return Citation(marker, document_id, "题", None, "", quote, start, start + len(quote))


def said(text: str, *found: Citation) -> Answer:
    gold = fakes.question(0, "货邮吞吐量", "49.5万吨")
    return fakes.answer(gold, text, found, confidence=1.0)


FREIGHT = "货邮吞吐量为49.5万吨，增长3%。"


def test_the_evidence_span_is_the_freight_sentence() -> None:
    """The fixture says what the other tests take for granted."""
    assert TEXT[8:26] == FREIGHT


def test_a_verbatim_citation_of_the_evidence_is_right() -> None:
    """Precision, recall, validity and focus are 1."""
    judged = judge(said("49.5万吨[1]。", cited(1, FREIGHT)), text_of)
    assert citations.precision(judged, EVIDENCE) == 1
    assert citations.recall(judged, EVIDENCE) == 1
    assert citations.validity(judged) == 1
    assert citations.focus(judged, EVIDENCE, text_of) == 1


@pytest.mark.parametrize(
    "broken",
    [
        replace(cited(1, FREIGHT), quote=FREIGHT[:-1]),
        replace(cited(1, FREIGHT), start=7),
        replace(cited(1, FREIGHT), end=10_000),
        replace(cited(1, FREIGHT), start=-3),
        replace(cited(1, FREIGHT), start=26, quote=""),
        replace(cited(1, FREIGHT), document_id="gone"),
        replace(cited(1, FREIGHT), marker=2),
    ],
    ids=["shorter", "shifted", "beyond", "negative", "empty", "unknown", "marker"],
)
def test_a_citation_that_is_not_verbatim_or_not_marked_is_wrong(broken: Citation) -> None:
    """It counts in the denominator and nowhere else."""
    judged = judge(said("49.5万吨[1]。", broken), text_of)
    assert judged.usable == ()
    assert citations.precision(judged, EVIDENCE) == 0
    assert citations.recall(judged, EVIDENCE) == 0
    assert citations.validity(judged) == 0


def test_a_marker_without_a_citation_halves_precision() -> None:
    """One right, one that points nowhere."""
    judged = judge(said("49.5万吨[1][7]。", cited(1, FREIGHT)), text_of)
    assert citations.precision(judged, EVIDENCE) == 0.5
    assert citations.validity(judged) == 0.5


def test_a_right_and_a_wrong_sentence_halve_precision_and_keep_recall() -> None:
    """The neighbour is verbatim, so validity stays."""
    answer = said("49.5万吨[1][2]。", cited(1, FREIGHT), cited(2, "会议在郑州召开。"))
    judged = judge(answer, text_of)
    assert citations.precision(judged, EVIDENCE) == 0.5
    assert citations.recall(judged, EVIDENCE) == 1
    assert citations.validity(judged) == 1


def test_repeating_the_right_citation_does_not_dilute_the_wrong_one() -> None:
    """Two markers for one place count once: still one right of two."""
    answer = said(
        "49.5万吨[1][2][3]。", cited(1, FREIGHT), cited(2, "会议在郑州召开。"), cited(3, FREIGHT)
    )
    assert citations.precision(judge(answer, text_of), EVIDENCE) == 0.5


def test_two_citations_with_one_marker_leave_the_second_wrong() -> None:
    """A reader who follows the marker finds one of them."""
    answer = said("49.5万吨[1]。", cited(1, FREIGHT), cited(1, "会议在郑州召开。"))
    judged = judge(answer, text_of)
    assert len(judged.usable) == 1
    assert citations.precision(judged, EVIDENCE) == 0.5


def test_a_whole_document_is_precise_but_not_focused() -> None:
    """18 of 36 cited characters are the evidence sentence."""
    judged = judge(said("49.5万吨[1]。", cited(1, TEXT)), text_of)
    assert citations.precision(judged, EVIDENCE) == 1
    assert citations.focus(judged, EVIDENCE, text_of) == pytest.approx(18 / len(TEXT))


def test_an_answer_without_citations_has_no_precision_to_show() -> None:
    """Missing markers count as wrong, not as nothing."""
    judged = judge(said("49.5万吨。"), text_of)
    assert citations.precision(judged, EVIDENCE) == 0
    assert citations.validity(judged) == 0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("吞吐量49.5万吨[1]。", 1.0),
        ("吞吐量495000吨，增长百分之三[1]。", 1.0),
        ("吞吐量49.5万吨。[1]", 1.0),
        ("吞吐量49.5万公斤[1]。", 0.0),
        ("吞吐量49.5万吨，增长4%[1]。", 0.5),
        ("吞吐量49.5万吨。增长3%[1]。", 0.5),
        ("旅客2000万人次[1]。", 0.0),
    ],
)
def test_figures_must_stand_in_what_their_sentence_cites(text: str, share: float) -> None:
    """Value and unit, in the cited span, not elsewhere in the document."""
    answer = said(text, cited(1, FREIGHT))
    assert citations.number_faithfulness(answer, judge(answer, text_of), text_of) == share


def test_figures_under_an_invalid_citation_are_unsupported() -> None:
    """A quote that was tampered with supports nothing."""
    answer = said("吞吐量49.5万吨[1]。", replace(cited(1, FREIGHT), quote="货邮吞吐量为49.5万吨"))
    assert citations.number_faithfulness(answer, judge(answer, text_of), text_of) == 0


def test_figures_under_a_repeated_citation_are_supported() -> None:
    """A second marker for the same place is no reason to doubt the figure."""
    answer = said("49.5万吨[1]。增长3%[2]。", cited(1, FREIGHT), cited(2, FREIGHT))
    assert citations.number_faithfulness(answer, judge(answer, text_of), text_of) == 1


def test_an_answer_without_figures_is_not_eligible() -> None:
    """Nothing to be faithful about."""
    answer = said("会议在郑州召开[1]。", cited(1, "会议在郑州召开。"))
    assert citations.number_faithfulness(answer, judge(answer, text_of), text_of) is None


TABLE = "| 指标 | 2022年 | 2023年 |\n| 医院（个） | 287 | 291 |\n| 注册护士（万人） | 7.61 | 7.95 |\n| 增长（%） | 2.1 | -3.4 |\n| 单产（公斤/亩） | 158 | 164 |"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("注册护士7.95万人[1]。", 1.0),
        ("医院291个[1]。", 1.0),
        ("增长-3.4%[1]。", 1.0),
        ("增长-3.5%[1]。", 0.0),
        ("注册护士7.95亿人[1]。", 0.0),
        ("注册护士7.96万人[1]。", 0.0),
        ("医院291家[1]。", 0.0),
        ("单产164公斤/亩[1]。", 1.0),
    ],
)
def test_a_table_may_keep_number_and_unit_in_two_cells(text: str, share: float) -> None:
    """The number as a cell, its unit in the name of a row or column; another unit is not there."""
    citation = Citation(1, "d", "题", None, "", TABLE, 0, len(TABLE))
    answer = said(text, citation)
    judged = judge(answer, lambda document_id: TABLE)
    assert citations.number_faithfulness(answer, judged, lambda document_id: TABLE) == share


def test_cells_may_be_set_apart_by_blanks() -> None:
    """Two of them are no range."""
    table = "指标    单位    绝对数    增长(%)\n客运量    亿人次    2.43    -8.9"
    citation = Citation(1, "d", "题", None, "", table, 0, len(table))
    for text, share in (("客运量2.43亿人次，增长-8.9%[1]。", 1.0), ("客运量2.44亿人次[1]。", 0.0)):
        answer = said(text, citation)
        judged = judge(answer, lambda _id: table)
        assert citations.number_faithfulness(answer, judged, lambda _id: table) == share


def test_a_mark_inside_a_title_ends_no_sentence() -> None:
    """The marker behind 《…！》 belongs to the figure before it."""
    pieces = [
        (text, markers) for text, markers in _sentences("2008年播放《CDTV！》[1]。共3期[2]。")
    ]
    assert [markers for _, markers in pieces] == [[1], [2]]
