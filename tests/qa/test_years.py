"""Years that a text names, and which of them are its own."""

from __future__ import annotations

import pytest

from qa.years import (
    dating_years,
    in_passing,
    lasting_years,
    own_years,
    this_year,
    without_times,
    year_after,
    years,
    years_beside_days,
    years_told,
)


def test_years_are_found() -> None:
    """In figures and in 汉字."""
    assert years("2023年和二〇二二年，编号20240289") == {2023, 2022}


def test_times_are_taken_out_of_a_text() -> None:
    """They are constraints; what is left is what is asked."""
    assert without_times("2023年全年生产总值").strip() == "生产总值"


def test_each_of_the_years_that_figures_are_given_for_is_named() -> None:
    """Where they are told one by one; a sum of them is of none."""
    assert years("2021年至2023年分别虚增1.7亿元、2.9亿元、2.1亿元") == {2021, 2022, 2023}
    assert years("2021年至2023年累计虚增6.7亿元") == {2021, 2023}
    assert years("1949年至2023年分别") == {1949, 2023}


def test_a_year_that_is_only_compared_with_is_not_that_of_what_follows() -> None:
    """比2019年多 says nothing of the year of the next sentence."""
    assert own_years("2023年人均花费1260元，比2019年少33元") == {2023}
    assert own_years("人均花费1260元，比2019年少33元") == set()


def test_a_part_of_a_year_and_a_record_are_compared_with() -> None:
    """比2019年1—8月份增长 as 比2019年增长; the year since which it is the most is not that in which it is."""
    assert own_years("利润361亿元，比2019年1—8月份增长42.9%") == frozenset()
    assert own_years("比2019年上半年增长42.9%") == frozenset()
    assert own_years("日高见82元，为2014年11月10日以来最高") == frozenset()
    assert own_years("2014年以来改造18处") == {2014}


def test_a_figure_of_the_year_that_is_compared_with_is_its_own_alone() -> None:
    """较2023年的23.9万人次下降9.6% tells it; what a semicolon parts from it is of another year."""
    assert own_years("较2023年的23.9万人次下降9.6%") == {2023}
    assert own_years("发送8.2万人次,较2024年国庆的7.6万人次增长7.9%;东站3.5万人次") == frozenset()


def test_the_year_that_a_figure_is_worked_out_from_is_not_its_own() -> None:
    """But what counts in a year does, as its statistics."""
    assert own_years("缴存基数按职工本人2023年月平均工资核定，上限为26115元") == frozenset()
    assert own_years("按2023年统计，全市有5家") == {2023}


def test_years_that_are_only_compared_with_end_with_their_paragraph() -> None:
    """A page whose title names a later year; a report looks back on a year all through."""
    assert in_passing("某公司2023年增收不增利", [2022])
    assert in_passing("某公司2023年增收不增利", [2026])
    assert not in_passing("某公司2023年增收不增利", [2022, 2023])
    assert not in_passing("2024年政府工作报告", [2023])
    assert not in_passing("某公司增收不增利", [2022])


def test_a_year_in_which_something_began_is_not_that_of_what_follows() -> None:
    """我市2016年启动试点 says nothing of the next sentence."""
    assert not lasting_years("我市2016年启动试点，目前参保748万人")
    assert not lasting_years("自2019年以来，累计加装1268部")
    assert lasting_years("2023年加装405部") == {2023}
    assert not lasting_years("申请最迟于2026年1月10日提交")
    assert not lasting_years("2026年1月10日前报送")
    assert lasting_years("2023年3月5日，新线开通") == {2023}


def test_a_year_that_is_told_in_passing_does_not_last() -> None:
    """Unless it comes after the one before it."""
    assert lasting_years("2024年产能利用率为81%,2023年仅为54%。") == {2024}
    assert lasting_years("产能利用率为81%,2023年仅为54%。") == frozenset()
    assert lasting_years("2022年为100亿元,2023年为120亿元。") == {2022, 2023}


def test_years_beside_days() -> None:
    """The day itself is what may be asked for."""
    assert years_beside_days("2024年核算数于2025年1月24日发布") == {2024}
    assert not years_beside_days("最迟于2026年1月10日提交")


def test_what_a_document_without_a_date_calls_this_year() -> None:
    """The year after the last that it names as over; what lies ahead tells nothing."""
    said = "2023年考核重返第一档。今年1-8月开行1452班，到2035年建成高地"
    assert this_year(said) == (2024, {"1-8月"})
    assert this_year("2008年过去，进入2009年，今年来收益为9.8%")[0] == 2009
    assert this_year("2023年考核重返第一档") == (0, frozenset())
    assert this_year("今年1-8月开行1452班") == (0, frozenset())


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("经济运行情况（2016年上半年）\n今年以来，全市GDP增长", 2016),
        ("镜湖市政府工作报告（2024年，节选）\n镜湖市人民政府\n今年目标，增长5%", 2024),
        ("镜湖市统计局 解读（2016年上半年）\n2017年改革全面完成。今年以来", 2018),
    ],
)
def test_the_year_of_a_title_is_what_its_document_calls_this_year(text: str, year: int) -> None:
    """Unless a later one is over."""
    assert this_year(text)[0] == year


def test_years_that_are_counted_back_do_not_last() -> None:
    """Each is told of in passing; those that go on are not."""
    assert lasting_years("2017年成交24亿元，2016年20亿元，2015年18亿元") == frozenset()
    assert lasting_years("2015年、2016年、2017年营收分别为1亿元、2亿元、3亿元") == {
        2015,
        2016,
        2017,
    }


def test_a_figure_that_came_from_one_year_is_of_the_next() -> None:
    """Unless that year is asked for."""
    said = "由2022年高峰时的286亿元压降到97亿元"
    assert years_told(said, frozenset([2024])) == frozenset()
    assert years_told(said, frozenset([2022])) == {2022}
    assert years_told("2022年为286亿元", frozenset([2024])) == {2022}


def test_years_that_are_told_of_one_by_one() -> None:
    """The clause names all of them, before what says so as well."""
    assert years("2020年至2022年,") == {2020, 2021, 2022}
    assert years("2020年至2022年,营收分别为3亿元、4亿元和7亿元") == {2020, 2021, 2022}
    assert years("2020年至2022年累计7亿元") == {2020, 2022}


def test_works_begun_in_a_year_date_no_page() -> None:
    """What follows them they do."""
    assert dating_years("工程2022年8月开工。") == frozenset()
    assert lasting_years("工程2022年8月开工。") == {2022}


def test_an_issue_of_this_year_does_not_say_that_it_is_over() -> None:
    """2025年度第二期中期票据, beside 今年1月."""
    assert this_year("2025年度第二期中期票据发行。对比今年1月的第一期") == (0, frozenset())
    assert this_year("2024年发行12亿元。今年1月又发行") == (2025, frozenset(["1月"]))


def test_the_year_after_the_last_that_has_ended() -> None:
    """Where no other is named."""
    assert year_after("4月8日收盘报19.73元，2024年末货币资金12.9亿元") == 2025
    assert year_after("2024年末货币资金12.9亿元，2023年获批") == 2025
    assert year_after("2024年末货币资金12.9亿元，2024年5月发行") == 0
    assert year_after("货币资金12.9亿元") == 0


def test_what_only_looks_like_a_year_is_none() -> None:
    """Sums, sizes and the names of comets."""
    assert years("补贴2000块，重2010斤，C/2023 R7".lower()) == frozenset()
    assert years("2023 R7") == {2023}


def test_years_that_are_told_one_by_one_need_not_say_so() -> None:
    """2025—2027年…4.65亿、6.12亿和7.83亿元 tells of all three; a span alone of its ends."""
    assert years("上调2025—2027年净利润预测至4.65亿、6.12亿和7.83亿元") == {2025, 2026, 2027}
    assert years("2025—2027年累计4.65亿元") == {2025, 2027}


def test_a_base_that_is_worked_out_from_a_year_is_of_its_own() -> None:
    assert own_years("缴存基数为职工本人2022年月平均工资") == frozenset()
    assert own_years("2022年月平均工资6500元") == {2022}
