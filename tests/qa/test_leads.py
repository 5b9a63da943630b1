"""What stands above the items of a list and holds for each of them."""

from __future__ import annotations

import pytest

from qa.leads import denies, lead_of
from qa.sentences import sentences

RULES = "第八条有下列情形之一的，不予受理提取申请：\n（一）贷款尚未结清的；\n（二）账户被冻结的。\n第九条租房提取每月最高1200元。"


def lead(text: str, item: str, section: str = "", *, whatever: bool = False) -> str | None:
    """The head of what is quoted from ``item`` on."""
    read, begin = sentences(text), text.index(item)
    at = next(i for i, one in enumerate(read) if begin < one.end)
    found = lead_of(read, at, begin, section, whatever=whatever)
    return found.text if found else None


@pytest.mark.parametrize("item", ["（一）", "（二）"])
def test_an_item_stands_under_the_sentence_that_leads_in(item: str) -> None:
    """Whichever it is."""
    assert lead(RULES, item) == "第八条有下列情形之一的，不予受理提取申请："


def test_what_comes_after_the_list_does_not() -> None:
    """Nor does a sentence that is no item."""
    assert lead(RULES, "第九条") is None
    assert lead("以下人员不得报名：\n现役军人。\n报名费30元。", "报名费") is None


def test_an_item_may_stand_in_one_sentence_with_its_head() -> None:
    """Then the head is the beginning of the sentence."""
    text = "下列人员不得报考：现役军人；在读学生；受过处罚的人员。"
    assert lead(text, "在读学生") == "下列人员不得报考："
    assert lead(text, "下列人员") is None


def test_a_heading_holds_to_the_next_article() -> None:
    """It must be the heading of the section, not any short line."""
    text = "不予补贴的情形\n二手家电；自用设备。\n赠品也不在其内。\n第五条每台补贴200元。"
    assert lead(text, "二手家电", "办法 › 不予补贴的情形") == "不予补贴的情形"
    assert lead(text, "赠品", "办法 › 不予补贴的情形") == "不予补贴的情形"
    assert lead(text, "第五条", "办法 › 不予补贴的情形") is None
    assert lead(text, "二手家电", "另一节") is None


def test_a_head_that_allows_is_said_only_when_asked_for() -> None:
    """符合下列条件的，可以申请 is needed where it is asked whether, and a heading never."""
    text = "符合下列条件之一的，可以申请：\n（一）退役军人；\n（二）残疾人。"
    assert lead(text, "（二）") is None
    assert lead(text, "（二）", whatever=True) == "符合下列条件之一的，可以申请："
    assert lead("申请条件\n退役军人。", "退役军人", "申请条件", whatever=True) is None


@pytest.mark.parametrize(
    ("head", "denied"),
    [
        ("有下列情形之一的，不予受理：", True),
        ("严禁携带以下物品：", True),
        ("下列住房除外：", True),
        ("不符合条件的，可以补正下列材料：", False),
        ("需提供：", False),
        ("不得不说的三件事：", False),
    ],
)
def test_the_end_of_a_head_denies(head: str, denied: bool) -> None:
    """What its last clause says holds for the items."""
    assert denies(head) is denied
