"""Follow-up questions that only name what is different."""

from __future__ import annotations

import pytest

from qa.ellipsis import completed, exchanged_by_titles


@pytest.mark.parametrize(
    ("history", "question", "full"),
    [
        (["2023年郑州机场货邮吞吐量多少"], "那洛阳呢？", "2023年洛阳机场货邮吞吐量多少"),
        (["2023年郑州机场货邮吞吐量多少"], "那2022年呢", "2022年郑州机场货邮吞吐量多少"),
        (["2023年上半年进出口多少，增长多少"], "2022年呢？", "2022年上半年进出口多少，增长多少"),
        (["物理岗第一名成绩是多少"], "第二名呢", "物理岗第二名成绩是多少"),
        (["10年期国债收益率多少"], "30年期的呢？", "30年期国债收益率多少"),
        (["郑州机场旅客多少"], "那货呢？", "郑州机场货邮多少"),
        (["郑州机场货邮吞吐量多少"], "人呢", "郑州机场旅客吞吐量多少"),
        (["郑州机场2023年国内旅客多少"], "2024年上半年呢", "郑州机场2024年上半年国内旅客多少"),
        (["2023年郑州进口多少"], "那出口呢", "2023年郑州出口多少"),
        (["小型车在二类区停车每小时多少钱"], "那三类区呢？", "小型车在三类区停车每小时多少钱"),
        (["惠济区政协讲了什么"], "同一次会上，中原区政协呢？", "中原区政协讲了什么"),
        (["2023年有多少家三级医院？"], "2022年是多少", "2022年有多少家三级医院？"),
        (["郑州在文旅方面要建什么强市"], "创新方面呢", "郑州在创新方面要建什么强市"),
        (
            ["郑州在文旅方面要建什么强市"],
            "创新那方面呢，要建成个啥？",
            "郑州在创新方面要建什么强市",
        ),
        (["2023年有多少家三级医院？"], "上一年呢？", "2022年有多少家三级医院？"),
        (["2023年有多少家三级医院？"], "前一年有多少家？", "2022年有多少家三级医院？"),
        (["2023年有多少家三级医院？"], "那第二年呢？", "2024年有多少家三级医院？"),
        (["登封市政协讲了什么"], "新密那边呢？", "新密市政协讲了什么"),
        (["2023年郑州货邮多少", "那洛阳呢"], "那2022年呢？", "2022年洛阳货邮多少"),
        (["2023年郑州货邮多少", "2022年呢？"], "洛阳同一年是多少？", "2022年洛阳货邮多少"),
        (["汉阴县创业补贴多久能审完？"], "南丰县是几天？", "南丰县创业补贴多久能审完？"),
        (["铜塘湾医院流感疫苗多少钱"], "嵩山医院那边呢？", "嵩山医院流感疫苗多少钱"),
        (
            ["陇原理工学院奖学金最晚什么时候到账"],
            "贺兰山师范学院呢",
            "贺兰山师范学院奖学金最晚什么时候到账",
        ),
        (["旅客吞吐量的预期目标是多少"], "货邮的目标呢？", "货邮吞吐量的预期目标是多少"),
        (["2021年版办法，贷款审批要多久"], "2024年新版的呢？", "2024年版办法，贷款审批要多久"),
        (["桂林秀峰图书馆几点关门"], "临桂馆呢", "桂林临桂图书馆几点关门"),
        (["人民医院黄金院区挂号多少钱"], "换成蓉江院区呢？", "人民医院蓉江院区挂号多少钱"),
        (["2024年度租房一年能取多少"], "2023年度的通知里是多少？", "2023年度租房一年能取多少"),
    ],
)
def test_what_is_different_takes_the_place_of_its_like(
    history: list[str], question: str, full: str
) -> None:
    """A city, a district, a time, one of two opposites; all else is as it was asked."""
    assert completed(question, history) == full


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ([], "那洛阳呢？"),
        (["郑州机场货邮吞吐量多少"], "那商丘的高铁站点呢？"),  # something new besides
        (["郑州和洛阳的货邮分别多少"], "那开封呢？"),  # in the place of which?
        (["郑州机场货邮排第几"], "那洛阳有多少呢？"),  # asks for itself
        (["郑州机场货邮吞吐量多少"], "去年呢？"),
        (["2022年和2023年货邮多少"], "上一年呢？"),
        (["郑州机场货邮吞吐量多少"], "那航线呢？"),
        (["郑州机场货邮吞吐量多少"], "呢？"),
        (["秀峰图书馆和临桂图书馆几点关门"], "象山馆呢"),
        (["图书馆几点关门"], "象山馆呢"),
    ],
)
def test_other_follow_ups_keep_their_words(history: list[str], question: str) -> None:
    """They lean on the question before in another way, or on none."""
    assert completed(question, history) == question


TITLES = ["兰州中川国际机场2023年运行通报", "贵阳龙洞堡国际机场2023年运行公报"]


def test_what_asks_something_new_is_not_what_was_asked_before() -> None:
    """氢能车 was spoken of by nobody yet."""
    history = ["新郑市政协在专题议政上谈了什么？"]
    question = "那中牟县政协呢，氢能车这块怎么打算？"
    assert completed(question, history) == question


def test_a_name_in_a_title_takes_the_place_of_one_in_another() -> None:
    """Both must be known, each to a document of its own, and nothing else be asked."""
    before = "2023年兰州中川机场能飞多少个城市"
    full = "2023年贵阳龙洞堡机场能飞多少个城市"
    assert exchanged_by_titles("贵阳龙洞堡的呢", before, TITLES) == full
    assert exchanged_by_titles("贵阳龙洞堡的呢", before, TITLES[1:]) == ""
    assert exchanged_by_titles("杭州萧山的呢", before, TITLES) == ""
    assert exchanged_by_titles("贵阳龙洞堡有几条跑道呢", before, TITLES) == ""
