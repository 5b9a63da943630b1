"""Which company or bank a sentence speaks of."""

from __future__ import annotations

import pytest

from qa.bodies import another, bodies

HEAD = (
    "岭川银行与江左银行三季报：岭川银行利润领先\n"
    "岭川银行净利润9.7亿元。不良率1.02%。\n江左银行净利润8.1亿元，岭川银行为其股东。该行不良率1.94%。"
)


def test_names_are_told_from_words() -> None:
    """该公司 and 上市公司 name nobody."""
    assert bodies("本公司和上市公司向江左银行、岭川证券及社会资本借款") == ["江左银行", "岭川证券"]
    assert bodies("公告快递：华澜证券报、银行家周报称回购股份，季度公司业绩") == []
    assert bodies("现代物流业，商贸物流园，凌海物流营收") == ["凌海物流"]
    assert bodies("西陵区食品小作坊，西陵县电力") == []
    assert bodies("国庆假期汽车东站，几家大银行，全国汽车协会，光大银行") == ["光大银行"]


@pytest.mark.parametrize(
    ("asked", "sentence", "earlier", "expected"),
    [
        ("江左银行的净利润", "岭川银行净利润9.7亿元", "", True),
        ("岭川银行的净利润", "岭川银行净利润9.7亿元", "", False),
        ("江左银行的不良率", "不良率1.02%", "岭川银行净利润9.7亿元", True),
        ("岭川银行的不良率", "该行不良率1.94%", "江左银行净利润8.1亿元,岭川银行为其股东", True),
        ("江左银行的不良率", "该行不良率1.94%", "江左银行净利润8.1亿元,岭川银行为其股东", False),
        ("岭川银行持有多少股", "后者持股12%", "江左银行净利润8.1亿元,岭川银行为其股东", False),
        ("两家银行的不良率", "不良率1.02%", "岭川银行净利润9.7亿元", False),
        ("北山银行的不良率", "不良率1.02%", "岭川银行净利润9.7亿元", False),
    ],
)
def test_what_is_told_of_one_is_not_told_of_another(
    asked: str, sentence: str, earlier: str, expected: bool
) -> None:
    """The sentence decides, or what the nearest before it begins with; one that the document does not know
    is no reason to refuse."""
    names = frozenset(bodies(asked))
    assert another(names, sentence, earlier, "三季报", HEAD) is expected


def test_a_kind_that_is_a_word_names_a_company_only_in_a_title() -> None:
    """国道物流 of a plan is no company, 凌海物流 of a headline is."""
    head = "北湾冷链与凌海物流。凌海物流营收9亿元。北湾冷链营收6亿元。"
    asked = frozenset(["凌海物流"])
    assert another(asked, "北湾冷链营收6亿元", "", "凌海物流收购北湾冷链", head)
    assert not another(asked, "北湾冷链营收6亿元", "", "年度总结", head)


def test_a_page_about_one_company_goes_on_about_it() -> None:
    """云陵交投 of its title is not the other company that it mentions; in full it is the same."""
    head = "云陵交投发债。云陵市交通集团有限公司（简称“云陵交投”）公告。云陵城建集团发行6亿元。"
    heading = "云陵交投发债"
    assert another(frozenset(["城建集团"]), "净利润2.36亿元", "", heading, head)
    assert not another(frozenset(["城建集团"]), "城建集团发行6亿元", "", heading, head)
    assert not another(frozenset(["交通集团"]), "净利润2.36亿元", "", heading, head)
    assert not another(frozenset(["水务集团"]), "净利润2.36亿元", "", heading, head)


def test_a_bank_that_a_page_about_another_names_once_is_known() -> None:
    """江左银行 of a page that has 岭川银行 in its title."""
    heading = "岭川银行三季报"
    head = "岭川银行净利润9.7亿元。江左银行不良率1.38%。"
    assert another(frozenset(["岭川银行"]), "江左银行不良率1.38%", "", heading, head)
    assert another(frozenset(["江左银行"]), "岭川银行净利润9.7亿元", "", heading, head)
    assert not another(frozenset(["江左银行"]), "江左银行不良率1.38%", "", heading, head)
    assert not another(frozenset(["北山银行"]), "岭川银行净利润9.7亿元", "", heading, head)


def test_a_sentence_that_names_who_is_asked_about_is_told_of_it() -> None:
    """However often its document does."""
    sentence = "东屏证券分析师将评级下调至中性"
    asked = frozenset(["东屏证券", "江左银行"])
    assert not another(asked, sentence, "岭川银行净利润9.7亿元", "岭川银行", HEAD)
