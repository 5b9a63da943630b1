"""Places that a text names."""

from __future__ import annotations

import pytest

from qa.constraints import constraints
from qa.places import (
    abroad,
    cities_in_short,
    city_of_districts,
    is_district,
    own_places,
    places,
    without_places,
)


def test_places_are_found() -> None:
    """Only names of the administrative list."""
    assert places("郑州与洛阳，河南省") == {"郑州", "洛阳", "河南"}


def test_places_are_taken_out_of_a_text() -> None:
    """They are constraints; what is left is what is asked."""
    assert without_places("郑州市生产总值").strip() == "生产总值"


@pytest.mark.parametrize(
    "text",
    [
        "牛奶开封后能放几天", "其中卫生支出多少", "大理石地板多少钱", "每天水费多少", "建设美丽水乡",
        "年日照时数", "巩固原有成果", "白银价格涨了多少", "北海道", "出海口", "孙中山", "决赛那天门票", "云台湖北边水深多少",
    ],
)  # fmt: skip
def test_a_word_is_no_city(text: str) -> None:
    """Nor what two words make where they meet."""
    assert places(text) == frozenset()


def test_a_city_of_such_a_name_is_one() -> None:
    """开封 and 白银市 as before."""
    assert places("开封2023年生产总值") == {"开封"}
    assert places("白银市、大理州、天水市") == {"白银", "大理", "天水"}


def test_a_coast_has_no_city_of_that_name() -> None:
    """沿海城市 are no 海城市."""
    assert not constraints("和哪个沿海城市合作").districts
    assert not cities_in_short("和哪个沿海城市合作")
    assert cities_in_short("海城今年") == {"海城"}


def test_a_place_in_the_name_of_a_company_is_not_its_own() -> None:
    """绵阳瑞升电梯有限公司 may work anywhere."""
    assert own_places("接手的是绵阳瑞升电梯有限公司") == frozenset()
    assert own_places("接手的是绵阳的公司") == {"绵阳"}
    assert own_places("南昌局集团公司预计发送旅客") == frozenset()


def test_a_town_is_no_city() -> None:
    """长春镇 lies in 霞浦; 郑州乡村 are those of 郑州."""
    assert places("霞浦县长春镇渔民") == frozenset()
    assert places("郑州乡村") == {"郑州"}


def test_a_country_may_be_named_by_one_character() -> None:
    """Where it is said of trade."""
    assert abroad("其中对美出口下降16.4%，对非洲出口增长27.9%") == {"美国", "非洲"}
    assert abroad("对美好生活的向往") == frozenset()


def test_what_is_told_of_a_country_among_others() -> None:
    """其中欧盟 is 欧盟, 驻美国 none."""
    assert abroad("其中欧盟基金出资55%") == {"欧盟"}
    assert abroad("驻美国大使") == frozenset()


def test_a_county_names_its_city() -> None:
    """Several the one in which all of them lie; of a name that several cities have, none."""
    assert city_of_districts("苍南县、文成县、瓯海区") == "温州"
    assert city_of_districts("苍南县、金水区") == ""
    assert city_of_districts("鼓楼区") == ""
    assert city_of_districts("郑州") == ""
    assert is_district("苍南县")
    assert not is_district("温州")
    assert "阿里" not in places("阿里小贷")
    assert "阿里" in places("西藏阿里")
