"""The number normaliser."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.numbers import quantities, supports


def keys(text: str) -> list[tuple[Decimal, str]]:
    return [(figure.value, figure.unit) for figure in quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("49.5万吨", "495000", "吨"),
        ("４９．５万吨", "495000", "吨"),
        ("1,234.5万元", "12345000", "元"),
        ("13617.8亿元", "1361780000000", "元"),
        ("1.2万亿元", "1200000000000", "元"),
        ("2860千瓦时", "2860", "千瓦时"),
        ("5千米", "5", "公里"),
        ("3千万元", "30000000", "元"),
        ("12.5%", "12.5", "%"),
        ("１２．５％", "12.5", "%"),
        ("百分之十二点五", "12.5", "%"),
        ("3‰", "3", "‰"),
        ("千分之三", "3", "‰"),
        ("0.3个百分点", "0.3", "百分点"),
        ("三成", "30", "%"),
        ("一千二百家", "1200", "家"),
        ("壹佰贰拾叁万肆仟元整", "1234000", "元"),
        ("贰级", "2", "级"),
        ("三千多万人", "30000000", "人"),
        ("二〇二三年", "2023", "年"),
        ("6.4万余张", "64000", "张"),
        ("192條", "192", "条"),
        ("1500億元", "150000000000", "元"),
        ("2500名", "2500", "人"),
        ("Road三百零二号", "302", "号"),
        ("15个工作日", "15", "工作日"),
        ("40周岁", "40", "岁"),
    ],
)
def test_spellings_of_a_figure_come_to_one_form(text: str, value: str, unit: str) -> None:
    """Scale, width, numerals and script do not change what a figure is."""
    assert keys(text) == [(Decimal(value), unit)]


@pytest.mark.parametrize("text", ["一带一路", "5G网络", "三成立", "郑州", "", "十分", "RCEP"])
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    """Names and idioms with numerals in them state no amount."""
    assert [figure for figure in quantities(text) if figure.unit not in ("路", "分")] == []


def test_a_range_is_one_figure() -> None:
    """Both ends of 6-8家 belong together, and so does the unit behind them."""
    (figure,) = quantities("再引进6-8家研究院")
    assert (figure.text, figure.value, figure.upper, figure.unit) == ("6-8家", 6, 8, "家")


@pytest.mark.parametrize(
    ("text", "bound"),
    [("超20亿元", "over"), ("近18%", "under"), ("约5家", "about"), ("1000余家", "over"),
     ("25名以上", "over"), ("8%左右", "about"), ("49.5万吨", "")],
)  # fmt: skip
def test_the_words_around_a_figure_are_kept(text: str, bound: str) -> None:
    """余, 超, 近, 以上 are part of what the document says."""
    assert quantities(text)[0].bound == bound


@pytest.mark.parametrize(
    ("evidence", "claim", "held"),
    [
        ("货邮吞吐量49.5万吨", "49.5万吨", True),
        ("货邮吞吐量495000吨", "49.5万吨", True),
        ("货邮吞吐量49.5吨", "49.5万吨", False),
        ("货邮吞吐量49.5万人次", "49.5万吨", False),
        ("增长32.8个百分点", "32.8%", False),
        ("排名第6", "6家", False),
        ("引进6-8家", "6家", False),
        ("共６家", "6家", True),
    ],
)
def test_a_figure_is_held_only_with_its_unit_and_scale(
    evidence: str, claim: str, held: bool
) -> None:
    """The check that every answer goes through."""
    assert supports(evidence, quantities(claim)[0]) is held


@given(
    st.text(
        alphabet="0123456789０９.,%万亿千百十一二三两〇余多超近年月日吨家个-至成点 分之ab，。",
        max_size=40,
    )
)
def test_figures_stand_where_they_say(text: str) -> None:
    """Offsets always give back the figure's own text, in order and without overlap."""
    last = 0
    for figure in quantities(text):
        assert text[figure.start : figure.end] == figure.text
        assert figure.start >= last
        last = figure.end


def test_a_continent_and_a_team_are_no_sums() -> None:
    """大陆元素 and 队伍级别 hold no figure."""
    assert quantities("大陆元素，队伍级别") == []


def test_basis_points_are_told_in_letters_too() -> None:
    """2BP is a figure, 5G a name."""
    told = quantities("下行2BP，上调25个基点，建成5G基站")
    assert [(one.text, one.unit) for one in told] == [("2BP", "基点"), ("25个基点", "基点")]


def test_a_share_and_a_sum_make_no_range() -> None:
    """下降40%至862.5亿元 tells by how much, and to what."""
    assert [one.text for one in quantities("下降40%至862.5亿元")] == ["40%", "862.5亿元"]
    (both,) = quantities("3%至5%")
    assert (both.value, both.upper) == (3, 5)


def test_a_sign_after_a_blank_is_that_of_the_next_cell() -> None:
    """Two cells of a table that blanks set apart are no range."""
    found = quantities("鸡蛋  9.74  +5.1%    -8.3%\n机械  33.05   -6.4%")
    assert [figure.text for figure in found] == ["9.74", "5.1%", "8.3%", "33.05", "6.4%"]
    assert [figure.upper for figure in quantities("6 - 8家")] == [8]
