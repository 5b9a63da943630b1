"""Numbers that are names."""

from __future__ import annotations

import pytest

from qa.constraints import constraints
from qa.ordinals import numbered
from qa.violations import failed
from tests.surroundings import where


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市政协十四届二十五次常委会议", {("届", 14), ("次", 25)}),
        ("科技创新委员会第六次会议", {("次", 6)}),
        ("“十五五”时期、十四五末", {("五", 15), ("五", 14)}),
        ("第20240289号提案，2024年第8期", {("号", 20240289), ("期", 8)}),
        ("要闻第02版", {("版", 2)}),
        ("9月18号开了两次会，三十五岁，十五个，工期三年", set()),
    ],
)
def test_numbers_that_are_names_are_told_from_amounts(
    text: str, expected: set[tuple[str, int]]
) -> None:
    """第六次会议 is one meeting, 两次会议 are two."""
    assert numbered(text) == expected


@pytest.mark.parametrize(
    ("question", "years_", "plan"),
    [
        ("2026-2030年要建什么", set(), {("五", 15)}),
        ("Which project in 2026-2030?", set(), {("五", 15)}),
        ("2021年至2025年投资多少", set(), {("五", 14)}),
        ("2016年至2025年投资多少", {2016, 2025}, set()),
        ("2023—2024年供热季", {2023, 2024}, set()),
    ],
)
def test_the_years_of_a_five_year_plan_are_its(
    question: str, years_: set[int], plan: set[tuple[str, int]]
) -> None:
    """What stands below “十五五” names none of them."""
    asked = constraints(question)
    assert (asked.years, asked.numbered) == (years_, plan)


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("头一届胡杨节来了多少人", "2008年首届来了4.6万人。", "2023年第十届来了38.2万人。"),
        ("第二座风电场有多少台", "第2座风电场30台。", "首座风电场20台。"),
    ],
)
def test_the_first_is_not_the_tenth(question: str, told: str, other: str) -> None:
    """首届 and 头一届 are the first."""
    asked = constraints(question)
    assert failed(asked, where(told)) == ()
    assert failed(asked, where(other)) != ()


def test_a_plan_that_is_compared_with_is_not_the_one_that_is_told_of() -> None:
    asked = constraints("“十三五”期间用水量从多少降到多少")
    page = "镜湖市“十三五”回顾"
    told = "用水总量由“十二五”末的9.8亿立方米减少到8.2亿立方米。"
    assert failed(asked, where(told, head=page)) == ()
    assert failed(asked, where("“十二五”期间用水9.8亿立方米。", head=page)) != ()


def test_several_numbers_may_share_what_they_are_of() -> None:
    """6号、7号楼 are two, 1号至4号楼 four; a line is told by its own."""
    assert numbered("6号、7号楼") == {("号的", 6), ("号的", 7)}
    assert numbered("1号至4号楼") == {("号的", number) for number in (1, 2, 3, 4)}
    assert numbered("2、3号线") == {("号线", 3)}
    assert failed(constraints("5号楼哪天交房"), where("6号、7号楼2025年1月31日前交付")) == ("5号",)
