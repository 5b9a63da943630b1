"""What a page is about, where its title is a name."""

from __future__ import annotations

from qa.subjects import (
    is_about_another,
    is_about_its_like,
    is_of_another_place,
    named_by_titles,
    places_by_titles,
)

TITLES = [
    "沈墨林（现代画家）",
    "何砚秋_百科",
    "老年助餐服务的通知",
    "郑州市：概况",
    "古镇门票多少钱",
]


def test_names_are_told_from_other_titles() -> None:
    """No notice, no city, no question."""
    asked = "画家沈墨林在郑州市的古镇门票多少钱，老年助餐服务的通知"
    assert named_by_titles(asked, TITLES) == {"沈墨林"}
    assert named_by_titles("画家生于哪年", TITLES) == frozenset()
    assert named_by_titles("白颈山鹛吃什么", ["【鸟类图鉴】白颈山鹛"]) == {"白颈山鹛"}


def test_a_page_about_another_is_told_by_its_title() -> None:
    """Unless what stands there speaks of what is asked about."""
    named = named_by_titles("沈墨林哪年出生", TITLES)
    assert is_about_another(named, "何砚秋_百科", "1931年生于江苏")
    assert not is_about_another(named, "何砚秋_百科", "沈墨林的弟子")
    assert not is_about_another(named, "沈墨林（现代画家）", "1903年生")
    assert not is_about_another(frozenset(), "何砚秋_百科", "1931年生")


def test_a_page_about_its_like_is_seldom_the_one_that_is_asked() -> None:
    """Where the question names its own thing, it is."""
    asked = "沈墨林哪年出生"
    named = named_by_titles(asked, TITLES)
    assert is_about_its_like(named, asked, "何砚秋_百科")
    assert not is_about_its_like(named, "何砚秋跟沈墨林学画几年", "何砚秋_百科")
    assert not is_about_its_like(named, asked, "老年助餐服务的通知")


def test_a_page_is_of_the_place_that_its_title_names() -> None:
    """A county on no list of cities, or the newspaper of a town; 全市 is none."""
    titles = [
        "云泽市财政局的通知",
        "件件有回音（岚川日报）",
        "关于清棠县停水的公告",
        "关于印发《上高县支持居民购房若干措施》的通知",
        "全市场监管工作",
        "高新区简介",
    ]
    assert places_by_titles("上高的购房补贴多少", titles) == {"上高"}
    asked = places_by_titles("云泽和清棠的补贴多少", titles)
    assert asked == {"云泽", "清棠"}
    assert is_of_another_place(asked, "岚川市公积金问答", "夫妻最高90万元")
    assert not is_of_another_place(asked, "岚川市公积金问答", "比云泽高")
    assert not is_of_another_place(asked, "云泽市公积金问答", "夫妻最高70万元")
    assert not is_of_another_place(asked, "公积金问答", "夫妻最高70万元")
    assert not is_of_another_place(frozenset(), "岚川市公积金问答", "夫妻最高90万元")
