"""Terms, and words that mean the same."""

from __future__ import annotations

import pytest

from qa import matching
from qa.matching import alternatives, end_of, holds, means


@pytest.mark.parametrize(
    ("form", "term", "held", "meant"),
    [
        ("地区生产总值13617.8亿元", "gdp", False, True),
        ("2023年gdp13617.8亿元", "产总", False, True),
        ("规模以上工业增加值增长12%", "规上", False, True),
        ("同比增长32.8%", "增幅", False, True),
        ("旅客吞吐量1924.5万人次", "货邮", False, False),
        ("市发展和改革委员会答复", "发改", False, True),
        ("娃娃看病", "儿童", False, False),
        ("儿童就医", "看病", False, True),
        ("机场144所", "44", False, False),
        ("机场144所", "机场", True, True),
    ],
)
def test_a_word_for_the_same_counts(form: str, term: str, held: bool, meant: bool) -> None:
    """GDP is 生产总值; 旅客 is not 货邮, and 44 is no part of 144."""
    assert (holds(form, term), means(form, term)) == (held, meant)
    assert matching.held(form, [term, "没有"]) == ({term} if meant else set())


def test_words_for_the_same_are_searched_for() -> None:
    """The lexical search finds a text by either word."""
    assert list(alternatives(["gdp", "机场"])) == ["生产", "产总", "总值"]
    assert end_of("郑州地区生产总值13617.8亿元", "gdp") == len("郑州地区生产总值")


def test_a_part_of_a_number_is_no_number() -> None:
    """8 of 8月 does not stand in 8,420亿元."""
    assert not holds("贷款增加8,420亿元", "8")
    assert not holds("贷款增加12,420亿元", "420")
    assert holds("8，9月", "8")
    assert holds("第8,第9", "8")
