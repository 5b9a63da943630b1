"""Year, place, district, scope and part of the year: what a question pins down."""

from __future__ import annotations

import pytest

from qa.constraints import (
    Surroundings,
    constraints,
    contradicted,
    failed,
    periods,
    places,
    subjects,
    years,
)


def where(sentence: str, **near: str | None) -> Surroundings:
    given: dict[str, str | None] = {"before": "", "heading": "", "chunk": sentence, "head": ""}
    given |= {"date": None, **near}
    earlier = tuple(years(given["before"] or ""))
    return Surroundings(sentence=sentence, earlier=earlier, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年头八个月", {"1-8月"}),
        ("1—8月", {"1-8月"}),
        ("1至8月份", {"1-8月"}),
        ("上半年", {"1-6月"}),
        ("前三季度", {"1-9月"}),
        ("二季度", {"4-6月"}),
        ("十二月", {"12月"}),
        ("2024年9月", {"9月"}),
        ("9月18日", set()),
        ("2024年", set()),
    ],
)
def test_parts_of_a_year_come_to_one_spelling(text: str, expected: set[str]) -> None:
    """上半年 is 1-6月, and a day is no period."""
    assert periods(text) == expected


def test_years_and_places_are_found() -> None:
    """In figures and in 汉字; only names of the administrative list."""
    assert years("2023年和二〇二二年，编号20240289") == {2023, 2022}
    assert places("郑州与洛阳，河南省") == {"郑州", "洛阳", "河南"}


@pytest.mark.parametrize(
    ("question", "evidence", "names"),
    [
        ("2022年货邮吞吐量", where("2023年货邮吞吐量60万吨"), ("2022年",)),
        ("2022年货邮吞吐量", where("货邮吞吐量60万吨", date="2023-05-01"), ("2022年",)),
        ("2023年货邮吞吐量", where("货邮吞吐量60万吨", date="2023-05-01"), ()),
        ("上半年货邮吞吐量", where("1-8月货邮吞吐量49.5万吨"), ("1-6月",)),
        ("前8个月货邮吞吐量", where("1-8月货邮吞吐量49.5万吨"), ()),
        ("洛阳机场货邮吞吐量", where("郑州机场货邮吞吐量49.5万吨"), ("洛阳",)),
        ("郑州机场货邮吞吐量", where("机场货邮吞吐量49.5万吨", heading="郑州空港"), ()),
        ("郑州机场货邮吞吐量", where("货邮吞吐量49.5万吨", head="郑州……郑州……洛阳"), ()),
        ("洛阳机场货邮吞吐量", where("货邮吞吐量49.5万吨", head="郑州……郑州……洛阳"), ("洛阳",)),
        ("金水区有多少所学校", where("全市有学校144所"), ("金水",)),
        ("金水区有多少所学校", where("有学校14所", heading="金水区政协"), ()),
        ("全省有多少所学校", where("全市有学校144所"), ("全省",)),
        ("全省有多少所学校", where("河南省有学校1440所"), ()),
        ("货邮吞吐量全国排名第几", where("货邮吞吐量国内排名第6"), ()),
        ("货邮吞吐量多少", where("货邮吞吐量49.5万吨"), ()),
    ],
)
def test_evidence_meets_what_is_asked_or_says_what_not(
    question: str, evidence: Surroundings, names: tuple[str, ...]
) -> None:
    """The nearest statement decides; what is not met is named."""
    assert failed(constraints(question), evidence) == names


def test_the_last_clause_to_name_a_year_decides() -> None:
    """In a row of years each figure belongs to the year before it."""
    asked = constraints("2023年零售总额")
    row = ["2022年：5223.1亿元，", "2023年：5623.1亿元，", "增长7.7%"]
    assert contradicted(asked, row[:1]) == ("2023年",)
    assert contradicted(asked, row[:2]) == ()
    assert contradicted(asked, row) == ()


def test_a_document_speaks_of_its_most_frequent_place() -> None:
    """One place far ahead of the others, or none."""
    assert subjects("郑州……郑州……郑州……洛阳") == {"郑州"}
    assert subjects("郑州……洛阳……郑州……洛阳") == frozenset()
    assert subjects("郑州") == frozenset()
