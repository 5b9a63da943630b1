"""One form for every spelling of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.normalise import contains, normalise, without_markers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("４９.５万吨", "495000吨"),
        ("49.5万吨", "495,000 吨"),
        ("百分之三点五", "3.5%"),
        ("3.50％", "3.5%"),
        ("一千二百人", "1200人"),
        ("2023年8月1日", "二〇二三年八月一日"),
        ("2023-08-01", "2023年8月1日"),
        ("12亿元", "120000万元"),
        ("臺灣戰後時期", "台湾战后时期"),
        ("本雅明·内塔尼亚胡", "本雅明 内塔尼亚胡"),
        ("Boeing 747", "ｂｏｅｉｎｇ７４７"),
        ("“郑州—卢森堡”", "郑州卢森堡"),
        ("三成", "30%"),
    ],
)
def test_spellings_of_one_answer_are_equal(one: str, other: str) -> None:
    """Width, script, numerals, scales, percent, dates and punctuation do not matter."""
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("answer", "alternative"),
    [
        ("货邮吞吐量为25万吨。", "5万吨"),
        ("增长12.5%。", "2.5%"),
        ("增长2.5%。", "2.5个百分点"),
        ("共495000吨。", "49.5万公斤"),
        ("气温为-3.5℃。", "3.5℃以上"),
        ("历时3个月。", "3月"),
        ("2023年。", "2022年"),
        ("无论如何。", "。"),
    ],
)
def test_different_answers_stay_different(answer: str, alternative: str) -> None:
    """A number is never found inside another, nor under another unit; nothing is found nowhere."""
    assert not contains(answer, alternative)


@pytest.mark.parametrize(
    ("answer", "alternative"),
    [
        ("2024年1—8月，郑州机场货邮吞吐量49.5万吨，同比增长。", "495000吨"),
        ("货邮吞吐量49.5万吨", "49.5万"),
        ("他于2023年8月1日到任。", "2023年8月"),
        ("由中國人民銀行發行", "中国人民银行"),
    ],
)
def test_an_answer_holds_its_alternative(answer: str, alternative: str) -> None:
    """The alternative may stand anywhere in the answer."""
    assert contains(answer, alternative)


def test_markers_are_not_part_of_the_words() -> None:
    """The marker goes, and the space before it."""
    assert without_markers("增长3.5% [1][2]。") == "增长3.5%。"


@given(st.text())
def test_normalising_twice_changes_nothing_for_containment(text: str) -> None:
    """Any text holds itself, unless nothing of it is left."""
    assert contains(text, text) == bool(normalise(text))
