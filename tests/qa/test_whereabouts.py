"""What place a document speaks of."""

from __future__ import annotations

from qa.constraints import constraints
from qa.violations import failed
from qa.whereabouts import home, subjects
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
    teams = "福建队、福建队、福建队"
    asked = constraints("厦门赛场有几台摄像机")
    assert failed(asked, where("用了24台", head=f"{teams}，在厦门开赛，厦门收官")) == ()
    assert failed(asked, where("用了24台", head=f"{teams}，厦门开赛，厦门收官")) == ("厦门",)
