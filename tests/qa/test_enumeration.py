"""Items of a list in sentences of their own."""

from __future__ import annotations

import pytest

from qa.enumeration import MAX_CHARACTERS, items
from qa.sentences import Segment, sentences


def listed(text: str, at: int = 0) -> list[str]:
    return [one.text for one in items(sentences(text), at)]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_lead_in_and_every_item_find_all(at: int) -> None:
    """Whichever sentence answers, the list is whole."""
    text = "需提供：\n1.身份证；\n2.户口簿。\n来源：市局。"
    assert listed(text, at) == ["1.身份证；", "2.户口簿。"]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_lines_that_end_with_semicolons_go_on(at: int) -> None:
    """Without marks, too."""
    text = "应当具备：注册满1年；\n费用不低于3%；\n无失信记录。\n另行通知。"
    assert listed(text, at) == ["应当具备：注册满1年；", "费用不低于3%；", "无失信记录。"]
    assert listed(text, 3) == []


def test_an_item_may_go_on() -> None:
    """Sentences without a mark belong to the item before them, and are left out."""
    text = "一是抓创新。建成平台3个。二是抓开放。三是抓民生。"
    assert listed(text, 2) == ["一是抓创新。", "二是抓开放。", "三是抓民生。"]


@pytest.mark.parametrize(
    "text",
    [
        "全市有学校144所。新建12所。",
        "1.身份证。\n1.户口簿。",
        "1.5万人参加。\n2.5万人观看。",
        "（一）抓创新。\n2.抓开放。",
        "只有一项：\n1.身份证。",
        "以下材料：",
    ],
)
def test_what_is_no_list_is_none(text: str) -> None:
    """Numbers go on by one, in one style; a decimal is no mark, one item no list."""
    assert listed(text) == []


def test_a_long_list_is_cut_to_its_first_clauses() -> None:
    """The citation still spans it all."""
    tail = "，" + "并且抓紧落实" * (MAX_CHARACTERS // 12) + "。"
    assert listed(f"1.抓创新{tail}\n2.抓开放{tail}") == ["1.抓创新，", "2.抓开放，"]


@pytest.mark.parametrize(
    "lines",
    [
        ["不得停放的地方：", "✘ 门厅、楼梯间", "✘ 地下室", "✘ 电梯轿厢", "✔ 车棚"],
        ["招商项目：", "① 材料产业园", "② 制剂平台", "③ 压铸底盘", "联系人：甲"],
    ],
)
def test_bullets_and_circled_numbers_make_a_list(lines: list[str]) -> None:
    """From any of its lines and from the one that leads in; another bullet begins another list."""
    cut = [Segment(0, len(line), line) for line in lines]
    for at in range(4):
        assert [one.text for one in items(cut, at)] == lines[1:4]
