"""Tiers, and what falls into them."""

from __future__ import annotations

from decimal import Decimal
from math import inf

import pytest

from qa.constraints import constraints
from qa.tiers import Tier, apart, bounds, holds, outside, tiers, values
from qa.violations import contradicted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80至89周岁每人每月100元", [Tier(80, 89, "岁")]),
        ("100周岁以上每人每月500元", [Tier(100, inf, "岁")]),
        ("10万元至20万元（不含）", [Tier(100_000, 200_000, "元")]),
        ("5万元（含）—10万元", [Tier(50_000, 100_000, "元")]),
        ("不满18周岁的免票", [Tier(0, 18, "岁")]),
        ("14周岁以下（含14周岁）", [Tier(0, 14, "岁")]),
        ("超过300立方米的部分", [Tier(300, inf, "立方米")]),
        ("百岁以上1000元", [Tier(100, inf, "岁")]),
        ("第11至20日签约的每户1.5万元", [Tier(11, 20, "天")]),
        ("补贴2万元，最高不超过5万元，罚款1万元以上", []),
        ("2023年1月至8月", []),
    ],
)
def test_tiers_are_read(text: str, expected: list[Tier]) -> None:
    """Ranges, lower and upper bounds; a sum that is paid is none."""
    assert tiers(text) == expected


def test_what_is_given_is_no_tier_itself() -> None:
    """85岁 is to be put in one; 60岁以上 is one."""
    assert values("85岁的老人每月领多少") == {(Decimal(85), "岁")}
    assert values("满一百岁的呢") == {(Decimal(100), "岁")}
    assert values("我奶奶85了，能领多少") == {(Decimal(85), "岁")}
    assert values("九十来岁的老人每月领多少") == {(Decimal(90), "岁")}
    assert values("开车前36小时退票收多少") == {(Decimal(36), "小时")}
    assert values("第15天才签的能拿多少") == {(Decimal(15), "天")}
    assert values("买15万元的车补多少") == {(Decimal(150_000), "元")}
    assert values("60岁以上老人有多少，80至89周岁呢") == frozenset()


def test_what_is_in_no_tier_is_told() -> None:
    """Where there are tiers of its unit at all."""
    given = values("85岁的老人")
    assert outside(given, "90至99周岁每人每月200元") == {"85岁"}
    assert outside(given, "80至89周岁每人每月100元") == frozenset()
    assert outside(given, "每人每月100元，满300立方米") == frozenset()


def test_tiers_that_meet_in_no_value_are_apart() -> None:
    """不到5000万元 and 5000万元以上; what is given is no tier that is asked about."""
    below = bounds("投资不到5000万元的项目补多少")
    assert apart(below, "固定资产投资5000万元以上的") == {"不到5000万元"}
    assert apart(below, "固定资产投资3000万元以上的") == frozenset()
    assert apart(bounds("80至89岁的老人"), "90周岁以上") == {"80至89岁"}
    assert apart(bounds("90岁以上的老人"), "80至89周岁") == {"90岁以上"}
    assert bounds("刚满14周岁，85岁") == frozenset()


def test_the_clause_of_another_tier_contradicts() -> None:
    """The last one named decides."""
    asked = constraints("85岁的老人每月领多少")
    said = ["80至89周岁每人每月100元，", "90至99周岁每人每月200元，"]
    assert contradicted(asked, said[:1]) == ()
    assert contradicted(asked, said) == ("85岁",)


def test_of_two_tiers_without_end_the_nearer_one_is_meant() -> None:
    """85岁 is 80周岁以上, not the 60周岁以上 before it; 65岁 is."""
    text = "60周岁以上每餐补3元；80周岁以上每餐补5元"
    for age, first, second in ((85, True, False), (65, False, True)):
        given = frozenset([(Decimal(age), "岁")])
        assert bool(outside(given, text[:12], text)) == first
        assert bool(outside(given, text[12:], text)) == second


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("换个8万块的油车能补多少", {(Decimal(80000), "元")}),
        ("再提一台22万的汽油车", {(Decimal(220000), "元")}),
        ("准备换台十二万的电车", {(Decimal(120000), "元")}),
        ("换台八万来块的小车", {(Decimal(80000), "元")}),
        ("开了3万公里", set()),
        ("旅客30万的目标", set()),
        ("铺面租出去一个月4万，税几个点", {(Decimal(40000), "元")}),
        ("房子租金1800，要交税吗", {(Decimal(1800), "元")}),
        ("一个月4万人来", set()),
    ],
)
def test_a_price_may_be_put_as_people_say_it(question: str, given: set[object]) -> None:
    """万块, or 万 before what is bought."""
    assert values(question) == given


def test_what_is_given_lies_in_a_tier() -> None:
    """Both ends taken in; no tier, or one of another unit, holds nothing."""
    given = frozenset([(Decimal(150000), "元")])
    assert holds(given, "10万元至20万元（不含）")
    assert not holds(given, "5万元至10万元（不含）")
    assert not holds(given, "80至89周岁")
    assert not holds(frozenset(), "10万元至20万元")


@pytest.mark.parametrize(
    "asked", ["老太太九十五了，津贴多少", "俺奶95了，津贴多少", "95岁老人津贴多少"]
)
def test_an_age_may_be_said_without_its_unit(asked: str) -> None:
    assert values(asked) == {(Decimal(95), "岁")}


@pytest.mark.parametrize("asked", ["1米3的孩子", "1.3米的小孩", "孩子身高130厘米", "娃130公分"])
def test_how_tall_somebody_is_lies_in_a_tier(asked: str) -> None:
    """In whatever way it is said; of a road it is no height."""
    assert holds(values(asked), "身高1.2米（含）以上、1.5米以下的儿童半价")
    assert outside(values(asked), "身高1.5米以上购全票")
    assert not values("路宽1.3米")
