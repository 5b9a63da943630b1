"""Whether evidence is of the time that is asked about."""

from __future__ import annotations

import pytest

from qa.constraints import constraints
from qa.surroundings import Surroundings
from qa.timing import other_days, other_years_in_words, tells_no_year, unmet_times
from qa.violations import contradicted, failed
from qa.years import in_passing
from tests.surroundings import where


def test_a_day_lies_in_its_month() -> None:
    """It speaks for its month, and neither for another one nor for a part of the year around it."""
    visit = where("代表团10月15日至19日访问郑州")
    assert failed(constraints("10月访问了哪里"), visit) == ()
    assert failed(constraints("9月访问了哪里"), visit) == ("9月",)
    assert failed(constraints("1-10月访问了哪里"), visit) == ("1-10月",)


def test_the_date_of_the_document_tells_the_month_where_nothing_else_does() -> None:
    """News of 3 March that names no day is of March; a heading that names January wins."""
    asked = constraints("3月开工的项目")
    assert failed(asked, where("项目开工", date="2024-03-05")) == ()
    assert failed(asked, where("项目开工", date="2024-03-05", heading="1月简报")) == ("3月",)


def test_what_stands_at_the_end_of_a_quarter_is_of_it() -> None:
    """And of all quarters up to then, not of the next."""
    holding = where("截至二季度末，持股512.3万股", date="2020-08-15")
    assert failed(constraints("2020年二季度持有多少股"), holding) == ()
    assert failed(constraints("2020年上半年持有多少股"), holding) == ()
    assert failed(constraints("2020年三季度持有多少股"), holding) == ("7-9月",)


def test_a_part_of_a_date_tells_no_day() -> None:
    """A document of 2024-03 or of 2024: nothing to look into, and no error."""
    asked = constraints("3月开工的项目")
    for date in ("2024-03", "2024", None):
        assert failed(asked, where("项目开工", date=date)) == ("3月",)


def test_the_year_of_a_document_is_not_that_of_its_figures() -> None:
    """A reply of September 2024 gives figures of 2023; one of 2023 is another document."""
    asked = constraints("2024年9月的答复中，地区生产总值是多少")
    assert not asked.years
    assert not asked.periods
    assert failed(asked, where("2023年生产总值13617.8亿元", date="2024-09-21")) == ()
    assert failed(asked, where("2023年生产总值13617.8亿元", date="2023-09-21")) == ("2024年",)
    assert failed(asked, where("2023年生产总值13617.8亿元")) == ()


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("2024年1-8月交易额", "1-8月交易额960亿元", True),
        ("2023年1-8月交易额", "1-8月交易额960亿元", False),
        ("2024年交易额", "今年交易额960亿元", True),
        ("2023年交易额", "去年交易额960亿元", True),
        ("2025年上半年交易额", "上半年交易额960亿元", False),
    ],
)
def test_this_year_of_a_document_without_a_date_holds(
    question: str, sentence: str, holds: bool
) -> None:
    """A part of the year of which 今年 is said elsewhere is of it, whatever year stands before."""
    place = where(sentence, before="2023年考核重返第一档", this_year=(2024, frozenset(["1-8月"])))  # type: ignore[arg-type]
    assert (not failed(constraints(question), place)) == holds


@pytest.mark.parametrize(
    ("question", "told", "missing"),
    [
        ("11月8日收盘多少点", where("报3358点", head="11月7日讯"), ("11月8日",)),
        ("11月8号收盘多少点", where("报3358点", chunk="8日，报3358点", head="11月7日讯"), ()),
        ("11月7日收盘多少点", where("报3358点", head="11月7日讯"), ()),
        ("11月7日收盘多少点", where("报3358点", date="2024-11-07"), ()),
        ("11月7日收盘多少点", where("报3358点", head="10月31日讯"), ()),
        ("收盘多少点", where("报3358点", head="11月7日讯"), ()),
        ("11月7日投放多少", where("周四投放3300亿元", head="本周（11月4日至11月8日）"), ()),
        ("11月7日投放多少", where("周四投放3300亿元", head="本周（11月4日至8日）"), ()),
        ("8月30日猪肉多少钱", where("猪肉16元", heading="9月30日：批发价格"), ("8月30日",)),
        ("9月30日猪肉多少钱", where("猪肉16元", heading="9月30日：批发价格"), ()),
        ("8月30日能不能办", where("随时可以办", heading="关于9月30日起开放的通告"), ()),
        ("11月底投放多少", where("周四投放3300亿元", head="12月2日讯"), ()),
        ("11月9日投放多少", where("周四投放3300亿元", head="本周（11月4日至8日）"), ("11月9日",)),
    ],
)
def test_another_day_of_the_month_is_no_answer(
    question: str, told: Surroundings, missing: tuple[str, ...]
) -> None:
    """A document that tells of no day of that month may still tell of it."""
    assert other_days(question, told) == missing


def test_the_end_of_a_month_is_told_by_a_page_that_knows_of_it() -> None:
    """10月底 is not told by a page of September; 中旬 and 初 are of their months as well."""
    asked = constraints("10月底结算价是多少")
    assert unmet_times(asked, where("结算价82元", head="9月28日讯")) == ["10月"]
    assert unmet_times(asked, where("结算价82元", date="2018-10-31")) == []
    assert unmet_times(asked, where("10月末结算价82元", head="9月28日讯")) == []
    assert unmet_times(asked, where("结算价82元")) == []
    assert unmet_times(constraints("6月中旬均价是多少"), where("均价5元", head="5月8日讯")) == [
        "6月"
    ]


def test_last_year_is_not_this_one_whatever_year_that_is() -> None:
    """A comparison with 去年 names none."""
    assert other_years_in_words("去年上半年增速多少", "今年上半年增长11.4%") == ("去年",)
    assert other_years_in_words("今年上半年增速多少", "去年上半年增长11.4%") == ("今年",)
    assert other_years_in_words("去年上半年增速多少", "今年增长11.4%，去年增长8.2%") == ()
    assert other_years_in_words("今年比去年增长多少", "今年增长11.4%") == ()
    assert other_years_in_words("去年上半年增速多少", "上半年增长11.4%") == ()


def test_yesterday_is_the_day_before_that_of_the_page() -> None:
    page = where("交易所昨日宣布修改规则", head="8月4日消息")
    assert other_days("8月3日公告改了什么规则", page) == ()
    assert other_days("8月2日公告改了什么规则", page) == ("8月2日",)


def test_a_numbered_paragraph_is_not_of_a_month_that_the_one_before_tells_in_passing() -> None:
    """Its title says of what time it is; a sentence of the same paragraph goes on."""
    asked = constraints("前三季度财政收入多少")
    near = {
        "before": "以旧换新带动下,9月份家电零售额增长33.1%。",
        "heading": "前三季度经济运行情况",
    }
    assert failed(asked, where("四、一般公共预算收入486.9亿元。", **near)) == ()
    assert failed(asked, where("一般公共预算收入486.9亿元。", **near)) == ("1-9月",)


def test_the_report_of_a_fourth_quarter_is_of_its_three_months() -> None:
    """四季报, as 三季报 is of its own."""
    asked = constraints("四季度股票仓位多少")
    assert failed(asked, where("股票仓位降至68.2%。", heading="甲基金四季报")) == ()


def test_years_in_which_something_began_date_no_document() -> None:
    """Nor do those that it compares with."""
    assert tells_no_year(where("7月投用", head="工程2022年8月开工，比2018年同期提高一倍"))
    assert not tells_no_year(where("7月投用", head="2022年完成投资8亿元"))
    assert not tells_no_year(where("7月投用", date="2024-07-01"))


def test_the_month_in_which_a_document_begins_is_that_of_its_event() -> None:
    """Where nothing near by names another part of a year."""
    head = "本报3月18日电 火灾已扑灭"
    assert failed(constraints("3月火灾隔离带多长"), where("隔离带9.2公里", head=head)) == ()
    assert failed(constraints("4月火灾隔离带多长"), where("隔离带9.2公里", head=head)) == ("4月",)
    said = where("隔离带9.2公里", head=head, chunk="1-2月另有5公里。隔离带9.2公里")
    assert failed(constraints("3月火灾隔离带多长"), said) == ("3月",)


def test_a_page_that_names_the_year_before_as_ended_may_be_of_the_next() -> None:
    """Of the year asked about alone, and of a month that it names."""
    told = where("回购价格不超过28.6元，2024年末货币资金12.9亿元", head="截至4月8日收盘")
    assert tells_no_year(told, frozenset([2025]))
    assert not tells_no_year(told, frozenset([2026]))
    assert not tells_no_year(told)


def test_a_part_of_a_year_that_a_figure_is_compared_with_is_not_its_own() -> None:
    asked = constraints("上半年社零增长多少")
    assert failed(asked, where("社零增长5.4%，比一季度加快0.5个百分点", heading="上半年经济")) == ()


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("费用率由去年三季度的21.4%降至19.2%", 2024),
        ("从去年11月起每天清晨训练", 2024),
        ("费用率由去年三季度的21.4%降至19.2%", 2023),
        ("去年三季度费用率为21.4%", 2023),
    ],
)
def test_what_has_gone_on_since_last_year_is_of_this_one_too(sentence: str, year: int) -> None:
    """And what last year was, is of last year alone."""
    assert failed(constraints(f"{year}年是多少"), where(sentence, date="2024-11-05")) == ()


def test_what_was_last_year_is_not_of_this_one() -> None:
    asked = constraints("2024年费用率是多少")
    assert failed(asked, where("去年费用率为21.4%", date="2024-11-05")) == ("2024年",)


def test_the_nearest_sentence_that_names_a_month_tells_what_the_next_are_of() -> None:
    """Where the day of the page is in another one, and no heading says any."""
    chunk = "7月份居民消费价格同比上涨0.2%。从各市州看，成都上涨0.4%。"
    there = where("从各市州看，成都上涨0.4%。", chunk=chunk, date="2023-08-09")
    assert failed(constraints("7月成都上涨多少"), there) == ()
    assert failed(constraints("6月成都上涨多少"), there) == ("6月",)


def test_a_part_of_a_year_from_which_something_has_come_is_not_its_own() -> None:
    """由上半年的净流出转为净流入 is told of the quarter after."""
    before = "现金流净额由上半年的净流出转为净流入。"
    there = where(
        "净利润下滑一是由于计提跌价准备0.93亿元。", before=before, heading="三季度增收不增利"
    )
    assert failed(constraints("三季度净利润为何下滑"), there) == ()


def test_the_whole_year_may_be_told_behind_a_part_of_it() -> None:
    """The last to be named is that of the figure."""
    asked = constraints("2024全年净息差多少")
    said = ["下半年将压降定期存款,", "全年净息差守住1.55%。"]
    assert contradicted(asked, said) == ()
    assert contradicted(asked, ["全年有压力,", "下半年净息差1.5%。"]) == ("全年",)


def test_a_bulletin_goes_on_with_its_own_year() -> None:
    """A paragraph that ends with the year before says nothing of the next one; a work report is of the year
    before that in its title."""
    assert in_passing("西湖区2023年国民经济和社会发展统计公报", [2022])
    assert not in_passing("2024年政府工作报告", [2023])


def test_what_is_asked_up_to_a_month_that_month_alone_does_not_tell() -> None:
    """到8月开了多少班 is not told by 8月当月开行196班."""
    asked = constraints("到2024年8月开了多少班")
    title = "2024年1—8月运行简报"
    assert failed(asked, where("8月当月开行196班。", heading=title)) == ("1-8月、8月",)
    assert failed(asked, where("累计开行1530班。", heading=title)) == ()
    both = ["1—8月累计开行1530班,", "8月当月开行196班。"]
    assert contradicted(asked, both) == ()
    assert contradicted(asked, ["7月开行180班,", "8月当月开行196班。"]) == ("1-8月、8月",)
    assert (
        failed(constraints("2024年8月开了多少班"), where("8月当月开行196班。", heading=title)) == ()
    )


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("营业时间：5月至10月18:00至次日1:00。", True),
        ("10月至次年3月9:00开馆。", False),
        ("6月20日至8月31日报名。", True),
        ("11月15日至次年7月15日供暖。", True),
        ("8月1日至9月10日报名。", False),
        ("5月至10月旅客吞吐量120万人次。", False),
        ("1-8月旅客吞吐量120万人次。", False),
    ],
)
def test_a_month_lies_in_what_goes_on_through_it(sentence: str, holds: bool) -> None:
    """From day to day, or with its hours; a figure of several months is none of one of them."""
    assert (not failed(constraints("7月几点开门"), where(sentence))) == holds
