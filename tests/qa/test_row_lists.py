"""Lists that are rows of a table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.view import reading_view
from qa.question import analyse
from qa.row_lists import alike, extreme, in_tier, is_named, listed, may_be_extreme, may_meet
from qa.sentences import Segment, sentences

TABLE = """\
分地区投资

| 地区 | 上半年投资（亿元） | 全年投资（亿元） | 同比（%） | 主任 |
|---|---|---|---|---|
| 甲县 | 372.4 | 518.4 | 4.1 | 王一 |
| 乙S2新区 | 151.8 | 301.0 | -2.6 | 李二 |
| 丙市 | 233.5 | 240.2 | -0.4 | 张三 |
"""


def said(question: str) -> list[str]:
    read = sentences(reading_view(TABLE).text)
    at = next(i for i, one in enumerate(read) if "甲县" in one.text)
    rows = listed(analyse(question).text, read, at) or []
    return ["".join([row[0].value, *(f" {cell.value}" for cell in row[1:])]) for row in rows]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("有投资的是哪些地区", ["甲县", "乙S2新区", "丙市"]),
        ("上半年投资超过200亿元的有哪些", ["甲县 372.4亿元", "丙市 233.5亿元"]),
        ("全年投资不到300亿元的是哪些地区", ["丙市 240.2亿元"]),
        ("全年投资低于全市平均的300亿元的有哪些", ["丙市 240.2亿元"]),
        ("上半年投资在200亿元以上的有哪些", ["甲县 372.4亿元", "丙市 233.5亿元"]),
        ("投资同比在4%以上的有哪些", ["甲县 4.1%"]),
        ("哪些地区投资比上年同期下降", ["乙S2新区 -2.6%", "丙市 -0.4%"]),
        ("哪些地区投资同比增长", ["甲县 4.1%"]),
        ("哪些地区投资比去年同期少", ["乙S2新区 -2.6%", "丙市 -0.4%"]),
        (
            "三个地区上半年投资分别是多少",
            ["甲县 372.4亿元", "乙S2新区 151.8亿元", "丙市 233.5亿元"],
        ),
        ("两个地区上半年投资分别是多少", []),
        (
            "四个地区上半年投资分别是多少",
            ["甲县 372.4亿元", "乙S2新区 151.8亿元", "丙市 233.5亿元"],
        ),
        ("三个主任分别几岁", []),
        ("哪些地区上半年投资不到全年计划的200亿元", ["乙S2新区 151.8亿元"]),
        ("甲县和丙市上半年投资谁多", ["甲县 372.4亿元", "丙市 233.5亿元"]),
        ("甲县和丙市比起来，哪个同比增长快", ["甲县 4.1%", "丙市 -0.4%"]),
        ("甲县和丙市比起来，哪个气温高", []),
        ("甲县上半年投资谁负责", []),
        ("甲县和丙市哪家单位主张高质量发展", []),
        ("有哪些先进事迹", []),
        ("甲县投资多少", []),
        ("哪些地区人均用电超过300度", []),
    ],
)
def test_rows_are_chosen_by_what_is_asked_of_a_column(question: str, rows: list[str]) -> None:
    """A bound, or whether it rose or fell; a table of other things gives none."""
    assert said(question) == rows


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("上半年投资最多的是哪里", "甲县 372.4亿元"),
        ("全年投资最少的地区是哪个", "丙市 240.2亿元"),
        ("哪个地区投资同比下降最多", "乙S2新区 -2.6%"),
        ("哪个地区投资增长最快", "甲县 4.1%"),
        ("人均用电最多的是哪里", ""),
        ("上半年投资多少", ""),
    ],
)
def test_the_row_that_leads_in_a_column(question: str, row: str) -> None:
    """A column that nobody asks about leads nowhere."""
    read = [one for one in sentences(reading_view(TABLE).text) if alike(one, one)]
    found = extreme(analyse(question).text, read)
    assert " ".join(cell.value for cell in found[1]) == row if found else not row


def test_two_rows_that_lead_are_none() -> None:
    """Nor is a single row the first of any."""
    read = sentences("县：甲，产量：3吨。\n县：乙，产量：3吨。\n县：丙，产量：1吨。")
    assert extreme("产量最高的是哪个县", read) is None
    assert extreme("产量最低的是哪个县", read) is not None
    assert extreme("产量最低的是哪个县", read[:1]) is None


def test_what_is_no_row_lists_nothing() -> None:
    """Neither a sentence nor a row that does not fit: of its table none, where others may go on."""
    read = sentences("甲县、乙县、丙县投资超过200亿元。\n地区：甲县，投资：3亿元。")
    assert listed("投资超过200亿元的有哪些地区", read, 0) is None
    assert listed("投资不到2亿元的有哪些地区", read, 1) == []


def test_the_column_of_the_unit_that_is_asked_for() -> None:
    """Also where the things counted stand in the second column."""
    read = sentences(
        "展览：铜器，展厅：1号厅，展期：30天，数量：126件。\n展览：玉器，展厅：2号厅，展期：9天，数量：85件。"
    )
    rows = listed("两个展厅分别展出多少件", read, 0)
    assert rows
    assert [[cell.value for cell in row] for row in rows] == [["1号厅", "126件"], ["2号厅", "85件"]]


def test_a_column_without_a_unit_is_in_that_of_the_question() -> None:
    """500亿元 is 500 where the head of the table told 亿元 once."""
    read = sentences("领域：产业，计划投资：1480.0。\n领域：生态，计划投资：180.0。")
    rows = listed("计划投资不足500亿元的有哪几个领域", read, 0)
    assert rows
    assert [row[0].value for row in rows] == ["生态"]


def test_a_row_of_what_is_asked_for_may_meet_the_condition() -> None:
    """Its table is of such things, and has the column."""
    (row,) = sentences("领域：产业，计划投资：1480.0亿元。")
    assert may_meet("计划投资不足500亿元的有哪几个领域", row)
    assert not may_meet("计划投资不足500亿元的有哪几个地区", row)
    assert may_meet("六个领域各有多少", row)
    assert not may_meet("产值不足500万元的有哪几个领域", sentences("领域：产业，备注：无。")[0])
    assert not may_meet("有哪几个领域", row)


def test_the_cells_stand_in_the_text() -> None:
    """Their offsets are those of the chunk."""
    view = reading_view(TABLE).text
    read = sentences(view)
    at = next(i for i, one in enumerate(read) if "甲县" in one.text)
    for row in listed("上半年投资超过200亿元的有哪些", read, at):
        for cell in row:
            assert view[cell.start : cell.end] == cell.value


def test_a_total_is_none_of_the_rows() -> None:
    """Neither the largest nor one that meets a condition."""
    read = sentences(
        "领域：产业，项目数：2个。\n领域：生态，项目数：5个。\n领域：合计，项目数：7个。"
    )
    found = extreme("哪个领域项目数最多", read)
    assert found
    assert (found[0], found[1][0].value) == (1, "生态")
    assert extreme("哪个领域项目数最多", read[1:]) is None
    rows = listed("项目数超过3个的有哪些领域", read, 0)
    assert rows
    assert [row[0].value for row in rows] == ["生态"]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("2024年8月环比，哪一类价格降得最厉害", "交通"),
        ("哪一类价格同比涨得最猛", "食品"),
        ("2024年8月比7月，哪一类价格上涨最多", "食品"),
    ],
)
def test_changes_are_told_by_the_time_they_are_measured_from(question: str, row: str) -> None:
    """In everyday words as well."""
    read = sentences("类别：食品，环比：1.9%，同比：2.6%。\n类别：交通，环比：-1.2%，同比：0.3%。")
    found = extreme(question, read)
    assert found
    assert found[1][0].value == row


def test_what_the_head_of_a_column_is_called_in_everyday_words() -> None:
    """打算花钱 is 计划投资, and the year before it tells nothing."""
    read = sentences(
        "项目：甲路，总投资：86.5，2025年计划投资：21.0。\n项目：乙桥，总投资：31.4，2025年计划投资：36.8。"
    )
    found = extreme("2025年打算花钱最多的是哪个项目", read)
    assert found
    assert [cell.value for cell in found[1]] == ["乙桥", "36.8"]


def test_rows_of_the_year_that_is_asked_for() -> None:
    """By a column of dates that the question speaks of."""
    read = sentences(
        "项目：甲路，投资：21.0，完工时间：2025年12月。\n项目：乙桥，投资：36.8，完工时间：2027年6月。"
    )
    rows = listed("2025年完工的有哪几个", read, 0)
    assert rows
    assert [[cell.value for cell in row] for row in rows] == [["甲路", "2025年12月"]]
    assert listed("2025年获奖的有哪几个", read, 0) is None


def test_two_rows_of_one_name_are_compared_by_what_else_they_say() -> None:
    """Of two indicators of a city the one that is asked about."""
    read = sentences(
        "地区：甲市，指标：零售额，数值：3亿元。\n地区：甲市，指标：出口额，数值：9亿元。\n"
        "地区：乙市，指标：零售额，数值：5亿元。\n地区：乙市，指标：出口额，数值：7亿元。"
    )
    rows = listed("甲市和乙市的零售额哪个高", read, 0)
    assert rows
    assert [[cell.value for cell in row] for row in rows] == [["甲市", "3亿元"], ["乙市", "5亿元"]]


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("甲县和乙县养殖产量谁的同比更高", ["6.2", "8.1"]),
        ("甲县和乙县养殖产量同比谁更高", ["6.2", "8.1"]),
        ("甲县和乙县谁的养殖产量更高", ["14.6", "9.8"]),
    ],
)
def test_the_word_before_higher_names_the_column(question: str, figures: list[str]) -> None:
    """Though the question names the head of another column in full."""
    read = sentences(
        "县区：甲县，养殖产量：14.6，同比：6.2。\n县区：乙县，养殖产量：9.8，同比：8.1。"
    )
    rows = listed(question, read, 0)
    assert rows
    assert [row[1].value for row in rows] == figures


def test_the_count_of_things_is_their_number() -> None:
    """项目个数最少 asks of the column 项目数."""
    (row,) = sentences("领域：生态环保，项目数：58个，计划投资：180亿元。")
    assert may_be_extreme("哪个领域的项目个数最少", row)
    assert not may_be_extreme("哪个领域的职工人数最少", row)


def test_a_row_is_named_by_its_first_cell() -> None:
    """招多少个小学老师 names 小学."""
    row, other, prose = (
        "学段：小学，人数：33。",
        "学段：初中，人数：27。",
        "面向社会公开招聘小学教师96名。",
    )
    named = [is_named("招多少个小学老师", Segment(0, len(one), one)) for one in (row, other, prose)]
    assert named == [True, False, False]


def test_a_tier_may_be_an_item_of_a_list() -> None:
    """Where a figure is asked for; 每人每月50元 of it stands in no cell."""
    item = Segment(0, 20, "（二）90至99周岁，每人每月200元；")
    given = frozenset([(Decimal(95), "岁")])
    assert in_tier(given, item, of_items=True)
    assert not in_tier(given, item)
    assert not in_tier(frozenset([(Decimal(85), "岁")]), item, of_items=True)
    assert not in_tier(frozenset(), item, of_items=True)
