"""What place a document speaks of."""

from __future__ import annotations

from qa.constraints import constraints
from qa.violations import failed
from qa.whereabouts import home, is_known_by, subjects, told_first
from tests.surroundings import where


def test_the_city_of_nearly_all_documents_is_home() -> None:
    """Of those that are about one."""
    about = ["郑州，郑州", "郑州，郑州", "郑州，郑州", "洛阳，洛阳", "没有"]
    assert home(about) == "郑州"
    assert home([*about, "洛阳，洛阳"]) == ""
    assert home(about[:2]) == ""
    assert home([]) == ""


def test_a_document_speaks_of_its_most_frequent_place() -> None:
    """One place far ahead of the others, or none."""
    assert subjects("郑州……郑州……郑州……洛阳") == {"郑州"}
    assert subjects("郑州……洛阳……郑州……洛阳") == frozenset()
    assert subjects("郑州") == frozenset()


def test_the_government_of_a_province_is_that_of_its_city() -> None:
    """省政府 in a document about 郑州 is that of 河南, and not that of 河北."""
    said = where("2024年1月，省委、省政府印发规划", head="郑州 郑州 郑州")
    assert failed(constraints("河南省委什么时候印发规划"), said) == ()
    assert failed(constraints("河北省委什么时候印发规划"), said) == ("河北",)


def test_the_only_city_that_a_document_names_is_where_it_is() -> None:
    """However often it names the provinces that others come from; not a city that it is not said to be in."""
    teams = f"{'比赛已经结束' * 15}。福建队、福建队、福建队"
    asked = constraints("厦门赛场有几台摄像机")
    assert failed(asked, where("用了24台", head=f"{teams}，在厦门开赛，厦门收官")) == ()
    assert failed(asked, where("用了24台", head=f"{teams}，厦门开赛，厦门收官")) == ("厦门",)


def test_what_a_document_begins_with_is_where_its_event_is() -> None:
    """Of an event in one city; of a province where it tells of all of it. Not of a place that is passed."""
    asked = constraints("湖南转移安置群众多少人")
    many = "怀化、湘西等9个市州受灾，转移安置18.7万人"
    began = "湘西遭强降雨，全省转移群众，记者从湖南省应急管理厅获悉"
    assert failed(asked, where(f"全省{many}", head=began)) == ()
    assert failed(asked, where(f"全省{many}、郴州", head=began)) == ()
    assert failed(asked, where(f"全省{many}、贵阳", head=began)) == ("湖南",)
    assert failed(asked, where(many, head=began)) == ("湖南",)
    assert failed(asked, where("转移安置18.7万人", head=began)) == ()
    assert failed(asked, where("全市转移安置18.7万人", head=began)) == ("湖南",)
    grew = "来自贵阳的志愿者到郴州"
    asked = constraints("郴州转移安置群众多少人")
    assert failed(asked, where("转移安置18.7万人", head=grew)) == ()
    assert failed(asked, where("转移安置18.7万人", head=f"{grew}、贵阳")) == ("郴州",)


def test_news_are_of_the_place_that_they_begin_with() -> None:
    """Whatever other place a sentence names in passing; not what begins with another, nor in a document about
    another."""
    head = "本报贵阳5月6日电 贵州省紫云县的救援结束"
    assert told_first("贵州", where("救援队和广西志愿者找到四人", head=head))
    assert told_first("紫云", where("救援队和广西志愿者找到四人", head=head))
    assert told_first("贵州", where("贵阳志愿者找到四人", head=head))
    assert not told_first("贵州", where("重庆的志愿者找到四人", head=head))
    assert not told_first("广西", where("救援队和广西志愿者找到四人", head=head))
    assert not told_first("贵州", where("志愿者找到四人", head=f"{head}，重庆，重庆，重庆"))


def test_a_place_that_only_names_a_body() -> None:
    """广州海洋中心 by what its full name begins with."""
    head = "由广州市海洋科学与技术研究中心研制"
    assert is_known_by("广州", "广州海洋中心研制的钻机", head)
    assert not is_known_by("广州", "广州地质中心研制的钻机", head)
    assert not is_known_by("深圳", "深圳海洋中心研制的钻机", head)


def test_an_event_is_where_it_takes_place() -> None:
    """However often the town of those who take part is named; and in a district that a page begins with."""
    head = "鸡西职业技术学院在天津举行的大赛上夺金，鸡西，鸡西"
    assert told_first("天津", where("领先选手1.2分", head=head))
    assert not told_first("郑州", where("领先选手1.2分", head=head))
    asked = constraints("武都区固定学员有多少")
    begun = "甘肃武都区马街镇的花椒收完了"
    assert failed(asked, where("固定学员有73人", head=begun)) == ()
    assert failed(asked, where("固定学员有73人", head=f"{begun}，宕昌县也是")) == ("武都",)
    assert failed(asked, where("宕昌县固定学员有73人", head=begun)) == ("武都",)


def test_a_district_that_a_question_names_behind_its_city() -> None:
    """邵阳双清 is 双清区, of which a page need not say that it lies in 邵阳."""
    assert is_known_by("邵阳", "邵阳双清少儿分馆在哪", "双清区图书馆")
    assert not is_known_by("邵阳", "邵阳双清少儿分馆在哪", "双清区图书馆，长沙")
    assert not is_known_by("邵阳", "邵阳大祥少儿分馆在哪", "双清区图书馆")


def test_of_several_places_that_news_begin_with_a_sentence_tells_its_own() -> None:
    """贵州的暴雨 is not that in 湖南, and a name inside another word is none."""
    head = "江西、湖南、贵州等地出现强降雨"
    said = where("这次，贵州的暴雨由低涡切变引起", head=head)
    assert not told_first("湖南", said)
    assert told_first("贵州", said)
    page = where("救起渔民3人", head="海南省海事局通报，来自珠江出海口的渔民获救")
    assert failed(constraints("海口救起渔民多少人"), page) == ("海口",)
