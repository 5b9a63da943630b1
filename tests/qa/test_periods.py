"""Parts of a year that a text names."""

from __future__ import annotations

import pytest

from qa.periods import months, periods, periods_asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年头八个月", {"1-8月"}),
        ("1—8月", {"1-8月"}),
        ("前八月", {"1-8月"}),
        ("1至8月份", {"1-8月"}),
        ("上半年", {"1-6月"}),
        ("前三季度", {"1-9月"}),
        ("2024年三季报", {"1-9月", "7-9月"}),
        ("截至9月末", set()),
        ("5月份以来", set()),
        ("半年报", {"1-6月"}),
        ("中期业绩快报", {"1-6月"}),
        ("去年第四季销量", {"10-12月"}),
        ("综艺第二季、2025年第二季播出", set()),
        ("今年中报难看，集团预计半年亏损3亿元", {"1-6月"}),
        ("中期票据，其中报考人数", set()),
        ("2023年年报，其中报名每半年报到一次", set()),
        ("二季度", {"4-6月"}),
        ("十二月", {"12月"}),
        ("2024年9月", {"9月"}),
        ("9月18日", set()),
        ("哪一月", set()),
        ("2024年", set()),
    ],
)
def test_parts_of_a_year_come_to_one_spelling(text: str, expected: set[str]) -> None:
    """上半年 is 1-6月, and a day is no period."""
    assert periods(text) == expected


def test_months_are_read_in_figures_and_in_words() -> None:
    """十二月 is 12月."""
    words = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    for number, word in enumerate(words, 1):
        assert periods(f"今年{word}月") == periods(f"今年{number}月") == {f"{number}月"}


def test_months_in_any_form() -> None:
    """Ends of months, days and parts of a year name them; lengths of time do not."""
    assert months("6月底至7月5日，1-8月") == {"6月", "7月", "8月"}
    assert months("历时3个月") == frozenset()


def test_up_to_a_month_may_be_asked_in_other_words() -> None:
    """到8月 asks of 1-8月 too; 1月到8月 is one period already."""
    assert periods_asked("到2024年8月还有多少没卖出去") == {"8月", "1-8月"}
    assert periods_asked("1月到8月卖了多少") == {"1-8月"}
