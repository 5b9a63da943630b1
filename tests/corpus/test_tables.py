"""Tables to lines that explain themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.tables import caption_above, describe, is_caption, lines
from tests.corpus import files

CELL = st.one_of(
    st.sampled_from(["", "指标", "单位", "2023年", "2023", "万吨", "60.8", "5.3%", "—", "增长（%）",
                     "GDP（亿元）", "一、工业", "注：初步数", "单位：亿元", "合计", "货邮\n吞吐量", "甲 乙"]),
    st.text("甲乙 \n12.%（）：。a", max_size=6),
)  # fmt: skip
TABLES = st.lists(st.lists(CELL, max_size=5), max_size=7)


def test_a_unit_column_goes_to_the_figures() -> None:
    """The unit of a row stands behind each bare figure of it."""
    assert lines(files.INDICATORS) == [files.INDICATORS_LINE]


def test_a_unit_in_the_header_goes_to_the_figures_below() -> None:
    """The header's bracket becomes the unit, and a figure with its own unit keeps it."""
    rows = [
        ["机场", "货邮吞吐量（万吨）", "增长%"],
        ["郑州", "60.8", "-2.7"],
        ["洛阳", "1200吨", "—"],
    ]
    assert lines(rows) == [
        "机场：郑州，货邮吞吐量：60.8万吨，增长：-2.7%。",
        "机场：洛阳，货邮吞吐量（万吨）：1200吨，增长%：—。",
    ]


def test_the_caption_gives_topic_and_unit_but_not_to_rates() -> None:
    """单位：亿元 is for amounts: growth keeps its own %, ranks have no unit."""
    rows = [["指标", "2023年", "比上年增长（%）", "位次"], ["地区生产总值", "13617.8", "7.4", "1"]]
    assert lines(rows, "表3 2023年主要指标（单位：亿元）") == [
        "2023年主要指标——指标：地区生产总值，2023年：13617.8亿元，比上年增长：7.4%，位次：1。"
    ]


def test_two_units_in_the_caption_are_told_apart_by_percent() -> None:
    """Of 亿元 and %, rates get %; of 亿元 and 万人 none can be chosen."""
    rows = [["指标", "总量", "增速"], ["GDP", "13617.8", "7.4"]]
    assert lines(rows, "单位：亿元、%") == ["指标：GDP，总量：13617.8亿元，增速：7.4%。"]
    assert lines(rows, "单位：亿元、万人") == ["指标：GDP，总量：13617.8，增速：7.4。"]


def test_title_and_unit_rows_above_the_header_are_recognised() -> None:
    """A sheet's title row and unit row do the work of a caption."""
    rows = [["2023年郑州市主要指标", "", ""], ["", "", "单位：亿元"], ["指标", "2022年", "2023年"],
            ["GDP", "12934.7", "13617.8"]]  # fmt: skip
    assert lines(rows) == [
        "2023年郑州市主要指标——指标：GDP，2022年：12934.7亿元，2023年：13617.8亿元。"
    ]


def test_a_note_below_the_table_gives_the_unit_and_stays() -> None:
    """注：单位为亿元 applies to the figures above it and is a line of its own."""
    rows = [["指标", "2022年", "2023年"], ["GDP", "1", "2"], ["注：单位为亿元", "", ""]]
    assert lines(rows) == ["指标：GDP，2022年：1亿元，2023年：2亿元。", "注：单位为亿元。"]


@pytest.mark.parametrize(
    "top",
    [[["指标", "2023年", "2023年"], ["指标", "总量（亿元）", "增长（%）"]],
     [["指标", "2023年", ""], ["", "总量（亿元）", "增长（%）"]]],
)  # fmt: skip
def test_header_rows_are_joined_merged_or_not(top: list[list[str]]) -> None:
    """A year over two columns belongs to both."""
    assert lines([*top, ["GDP", "13617.8", "7.4"]]) == [
        "指标：GDP，2023年总量：13617.8亿元，2023年增长：7.4%。"
    ]


def test_a_row_of_units_below_the_header_counts_as_units() -> None:
    """Units may have a row of their own."""
    rows = [["指标", "产量", "产值"], ["", "万吨", "亿元"], ["钢", "120", "45.6"]]
    assert lines(rows) == ["指标：钢，产量：120万吨，产值：45.6亿元。"]


def test_years_may_run_across_or_down() -> None:
    """Bare years become years; the corner that names the header row is dropped."""
    across = [["年份", "2022", "2023"], ["GDP（亿元）", "12935", "13618"]]
    down = [["年份", "货邮吞吐量（万吨）"], ["2023", "60.8"]]
    assert lines(across) == ["GDP，2022年：12935亿元，2023年：13618亿元。"]
    assert lines(down) == ["年份：2023年，货邮吞吐量：60.8万吨。"]


def test_pairs_are_label_and_value() -> None:
    """Two columns without a header, and forms with colons, read as label：value."""
    pairs = [["项目名称", "郑州机场三期"], ["总投资（亿元）", "300"], ["建设单位", "河南机场集团"]]
    form = [["姓名：", "张三", "性别：", "男"]]
    assert lines(pairs) == [
        "项目名称：郑州机场三期。",
        "总投资：300亿元。",
        "建设单位：河南机场集团。",
    ]
    assert lines(form) == ["姓名：张三，性别：男。"]


def test_two_columns_with_a_header_are_told_from_pairs() -> None:
    """Figures of one kind below names of things are a column; labels of all kinds are pairs."""
    column = [["产品名称", "产量"], ["智能手机（万台）", "15700"], ["汽车（万辆）", "81.9"]]
    pairs = [["常住人口", "1300.8万人"], ["城镇化率", "80.0%"]]
    assert lines(column) == [
        "产品名称：智能手机，产量：15700万台。",
        "产品名称：汽车，产量：81.9万辆。",
    ]
    assert lines(pairs) == ["常住人口：1300.8万人。", "城镇化率：80.0%。"]


def test_years_with_units_head_columns() -> None:
    """2023年（亿元） is a header, not a figure, and so is a year above the first column."""
    rows = [["指标", "2023年（亿元）", "2022年(亿元)"], ["GDP", "13617.8", "12934.7"]]
    assert lines(rows) == ["指标：GDP，2023年：13617.8亿元，2022年：12934.7亿元。"]
    assert lines([["2023年", "2022年"], ["1", "2"]], "单位：亿元") == [
        "2023年：1亿元，2022年：2亿元。"
    ]


def test_a_unit_at_the_end_of_the_caption_applies() -> None:
    """提案办理件数（件） above the table says the unit of its figures."""
    rows = [["部门", "2023年"], ["市发改委", "3"]]
    assert lines(rows, "提案办理件数（件）") == ["提案办理件数——部门：市发改委，2023年：3件。"]


def test_a_table_without_header_keeps_its_row_labels() -> None:
    """A first row with figures is data."""
    assert lines([["GDP", "12691", "12935"], ["人口", "1274", "1282"]]) == [
        "GDP：12691，12935。",
        "人口：1274，1282。",
    ]
    assert lines([["1", "2"], ["3", "4"]]) == ["1，2。", "3，4。"]


def test_a_group_heading_goes_in_front_of_its_rows() -> None:
    """A row merged over all columns names the rows below it, up to the next."""
    rows = [["区县", "人口（万人）", "面积（平方公里）"], ["一、市区"] * 3, ["金水区", "162.8", "136.7"],
            ["二、县市"] * 3, ["新郑市", "117.2", "884.6"]]  # fmt: skip
    assert lines(rows) == [
        "一、市区，区县：金水区，人口：162.8万人，面积：136.7平方公里。",
        "二、县市，区县：新郑市，人口：117.2万人，面积：884.6平方公里。",
    ]


def test_a_row_without_figures_gives_its_label_to_no_other_row() -> None:
    """An empty data row is no heading: the next row's figures are not its own."""
    rows = [["区县", "2022年", "2023年"], ["航空港区", "", ""], ["郑东新区", "10", "12"]]
    assert lines(rows) == ["区县：航空港区。", "区县：郑东新区，2022年：10，2023年：12。"]


def test_a_header_repeated_on_the_next_page_is_said_once() -> None:
    """Tables over several pages repeat their header."""
    assert (
        lines([*files.INDICATORS, files.INDICATORS[0], files.INDICATORS[1]])
        == [files.INDICATORS_LINE] * 2
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([], []), ([[]], []), ([["", " "]], []), ([["指标", "单位", "2023年"]], ["指标，单位，2023年。"]),
     ([["一段\n文字。"]], ["一段文字。"]), ([["指标", "值", "注"], ["甲"], ["乙", "1", "2", "3"]],
      ["指标：甲。", "指标：乙，值：1，注：2，3。"])],
)  # fmt: skip
def test_empty_ragged_and_header_only_tables(rows: list[list[str]], expected: list[str]) -> None:
    """Nothing is lost and nothing invented where a table is hardly one."""
    assert lines(rows) == expected


def test_captions_are_told_from_sentences() -> None:
    """表3 … and 单位：… are captions, a sentence about a table is none."""
    assert is_caption("表3 2023年主要指标")
    assert is_caption("（单位：亿元）")
    assert not is_caption("表3显示，全年货邮吞吐量增长。")
    assert caption_above(["正文。", "表1 主要指标", "单位：亿元"]) == "表1 主要指标；单位：亿元"


@given(TABLES, st.sampled_from(["", "表1 主要指标", "单位：亿元"]))
def test_every_piece_maps_back_to_its_cell(rows: list[list[str]], caption: str) -> None:
    """Text of a cell stands in that cell, character for character, where the piece says."""
    for pieces in describe(rows, caption):
        for piece in pieces:
            if piece.row is not None and piece.column is not None:
                source = rows[piece.row][piece.column]
                assert source[piece.start : piece.start + len(piece.text)] == piece.text
        assert "".join(p.text for p in pieces).endswith(("。", "！", "？", "!", "?"))


@given(TABLES)
def test_lines_are_the_pieces_joined(rows: list[list[str]]) -> None:
    """Both views of a table say the same."""
    assert lines(rows) == ["".join(piece.text for piece in row) for row in describe(rows)]


@given(st.lists(st.lists(st.sampled_from(["", "1", "22", "3.5%", "甲", "乙丙"]), min_size=3,
                         max_size=3), min_size=1, max_size=6))  # fmt: skip
def test_no_figure_is_lost(data: list[list[str]]) -> None:
    """Each filled cell below a header shows in the lines as often as in the table."""
    header = ["名称", "数甲", "数乙"]
    text = "\n".join(lines([header, *data]))
    for figure in ("22", "3.5%"):
        assert text.count(figure) == sum(row.count(figure) for row in data)
