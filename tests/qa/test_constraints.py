"""What a question pins down."""

from __future__ import annotations

from qa.constraints import constraints


def test_a_place_that_is_asked_for_is_no_scope() -> None:
    """国内哪座城市 asks for a city, not of the whole country."""
    assert not constraints("学习国内哪座城市的做法").scopes
    assert constraints("国内有多少家").scopes == {"国"}


def test_of_a_total_one_part_is_asked_for() -> None:
    """What stands before 总额中 names no rival of 出口."""
    assert {one.word for one in constraints("进出口总额中，出口多少").contrasts} == {"出口"}


def test_one_month_is_no_january() -> None:
    """一月几块 asks for a wage, 一月份 and 今年一月 name a month."""
    assert constraints("端盘子的一月几块").periods == frozenset()
    assert constraints("今年一月能拿多少").periods == {"1月"}


def test_a_company_is_no_place() -> None:
    """The province in its name is part of it."""
    assert not constraints("山东泓泰气体有限公司因为什么被处罚").places
    assert constraints("山东的公司因为什么被处罚").places == {"山东"}


def test_the_month_of_a_report_is_not_that_of_its_figures() -> None:
    """In brackets at the end of a question, as well as before 中."""
    assert constraints("小巨人企业有几家（2024年9月报道）").periods == frozenset()


def test_what_came_out_in_a_month_need_not_tell_of_it() -> None:
    """2024年1月公布的公告 is of that year, what it tells need not be."""
    asked = constraints("2024年1月公布的召回公告中，涉及多少辆")
    assert (asked.issued, asked.years, asked.periods) == ({2024}, frozenset(), frozenset())
    asked = constraints("2025年6月公布的1年期LPR是多少")
    assert (asked.issued, asked.years, asked.periods) == (frozenset(), {2025}, {"6月"})


def test_what_is_excepted_pins_down_nothing() -> None:
    """除盘山县以外 asks of others."""
    assert constraints("除盘山县以外，哪个试验点最大").districts == frozenset()
    assert constraints("盘山县外贸进出口多少").districts == {"盘山"}


def test_what_only_sounds_like_an_exception_pins_down_as_ever() -> None:
    """清除郑州境外赌博网站 is about 郑州."""
    for question in (
        "清除郑州境外赌博网站多少个",
        "郑州除夕夜外卖多少单",
        "扣除郑州以外的收入多少",
    ):
        assert constraints(question).places == {"郑州"}


def test_rules_that_are_named_by_their_year_hold_in_others() -> None:
    """按2023年青年人才安居措施 asks of the document of 2023."""
    asked = constraints("按2023年青年人才安居措施能领多少补贴")
    assert (asked.years, asked.issued) == (frozenset(), {2023})
    assert constraints("2023年能领多少补贴").years == {2023}


def test_what_a_question_only_borders_on_pins_down_nothing() -> None:
    """2000年之前 is other years, 1950年代 ten of them, 和哪国有过 no 国有, 上海市内的哪一个区 no figure of the city."""
    assert not constraints("华沙队在2000年之前什么时候夺冠").years
    assert not constraints("1950年代的艺术形式").years
    assert constraints("1950年的艺术形式").years == {1950}
    assert not constraints("和哪国有过争议，美国有两所大学").qualifiers
    assert constraints("国有企业有几家").qualifiers == {"国有"}
    assert not constraints("学院在上海市内的哪一个区").scopes
    assert constraints("市内有多少家").scopes == {"市"}


def test_when_somebody_was_born_is_not_when_it_is_told() -> None:
    """It decides what he may do."""
    asked = constraints("孩子2019年9月3号生的，2025年能上一年级吗")
    assert (asked.years, asked.periods, asked.months) == ({2025}, frozenset(), frozenset())
    assert constraints("2019年9月3日生产了多少").months == {"9月"}


def test_where_somebody_has_gone_is_not_whose_rules_he_asks_for() -> None:
    """去重庆住院 of 遵义的医保; where no other place is named, it is that one."""
    assert constraints("去重庆住院，遵义的医保报多少").places == {"遵义"}
    assert constraints("去重庆住院报多少").places == {"重庆"}
