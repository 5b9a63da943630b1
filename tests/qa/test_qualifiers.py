"""Words that make another indicator of one."""

from __future__ import annotations

from qa.constraints import constraints
from qa.qualifiers import qualifiers
from qa.violations import contradicted, failed
from tests.surroundings import where


def test_a_little_giant_is_of_the_country() -> None:
    """小巨人 are named by the ministry alone."""
    asked = constraints("国家级小巨人企业有几家")
    assert failed(asked, where("专精特新“小巨人”企业已有109家。")) == ()


def test_the_countryside_in_the_name_of_a_body_is_no_qualifier() -> None:
    assert qualifiers("市农业农村局9月公布") == frozenset()
    assert qualifiers("农村信用社存款") == frozenset()
    assert qualifiers("农村居民收入") == {"农村"}


def test_a_level_in_digits_is_one() -> None:
    """1级能效 is asked for as 一级能效."""
    asked = constraints("一级能效产品补贴多少")
    assert failed(asked, where("1级能效产品，按20%补贴。")) == ()
    assert failed(asked, where("2级能效产品，按15%补贴。")) == ("一级",)


def test_a_level_may_stand_before_its_figure() -> None:
    """Of several in one sentence."""
    asked = constraints("居民在三级医院住院报几成")
    assert failed(asked, where("一级医院报90%；二级500元、报75%；三级1000元、报60%")) == ()
    assert failed(asked, where("一级医院报90%；二级500元、报75%")) == ("三级",)


def test_of_which_is_of_what_the_sentence_before_tells() -> None:
    """规上 is 规模以上."""
    asked = constraints("规模以上工业6月增长多少")
    before = "上半年规上工业增加值增长6.9%。"
    assert failed(asked, where("其中6月份当月增长6.2%", before=before)) == ()
    assert failed(asked, where("6月份当月增长6.2%", before=before)) == ("规模以上",)


def test_a_limit_of_time_is_none_of_size() -> None:
    """退票时限上 and 法规上 name neither 限额以上 nor 规模以上."""
    assert not constraints("退票时限上两边有什么不同").qualifiers
    assert not constraints("法规上有什么要求").qualifiers
    assert constraints("限上企业零售额多少").qualifiers == {"限额以上"}


def test_two_levels_together_are_both() -> None:
    """And neither alone."""
    there = where("二、三级医院床位合计7.49万张")
    assert failed(constraints("二级和三级医院床位合起来多少"), there) == ()
    assert failed(constraints("三级医院床位多少"), there) == ("三级",)


def test_of_what_something_is_a_share_it_is_not_told() -> None:
    """高技术制造业增加值…占规模以上工业增加值的6.4% speaks of 制造业."""
    asked = constraints("高技术制造业增加值占规模以上工业增加值的比重")
    assert (
        contradicted(asked, ["高技术制造业增加值增长11.9%,", "占规模以上工业增加值的6.4%。"]) == ()
    )
