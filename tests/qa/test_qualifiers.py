"""Words that make another indicator of one."""

from __future__ import annotations

from qa.constraints import constraints
from qa.violations import failed
from tests.surroundings import where


def test_a_little_giant_is_of_the_country() -> None:
    """小巨人 are named by the ministry alone."""
    asked = constraints("国家级小巨人企业有几家")
    assert failed(asked, where("专精特新“小巨人”企业已有109家。")) == ()


def test_a_level_in_digits_is_one() -> None:
    """1级能效 is asked for as 一级能效."""
    asked = constraints("一级能效产品补贴多少")
    assert failed(asked, where("1级能效产品，按20%补贴。")) == ()
    assert failed(asked, where("2级能效产品，按15%补贴。")) == ("一级",)
