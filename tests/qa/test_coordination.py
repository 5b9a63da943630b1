"""What a question names side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.comparison import side_by_side, titled_apart
from qa.coordination import alike, stem


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("2022年洛阳跟绵阳比，谁的经济总量更大？", ["2022年洛阳经济总量是多少？", "2022年绵阳经济总量是多少？"]),
        ("洛阳、襄阳2023年社零总额哪个城市更高？",
         ["洛阳2023年社零总额是多少？", "襄阳2023年社零总额是多少？"]),
        ("2023年在校大学生，绵阳多还是洛阳多？",
         ["2023年在校大学生，绵阳有多少？", "2023年在校大学生，洛阳有多少？"]),
        ("贷款余额，2022年末和2023年末哪个大？",
         ["贷款余额，2022年末是多少？", "贷款余额，2023年末是多少？"]),
        ("郑州和洛阳的零售额谁增长得快？", ["郑州的零售额增长多少？", "洛阳的零售额增长多少？"]),
        ("秀峰图书馆跟临桂图书馆哪家开门更早？",
         ["秀峰图书馆开门是什么时候？", "临桂图书馆开门是什么时候？"]),
        ("镜湖区和弋江区对社保的要求有什么不同？",
         ["镜湖区对社保的要求是什么？", "弋江区对社保的要求是什么？"]),
        ("8号线一期跟9号线南延段哪条更长？", ["8号线一期有多长？", "9号线南延段有多长？"]),
        ("秭归县哪一年来的游客多，2022年还是2023年？",
         ["秭归县2022年来的游客有多少？", "秭归县2023年来的游客有多少？"]),
        ("江海、闽川两家银行哪家坏账率高一些？", ["江海银行坏账率是多少？", "闽川银行坏账率是多少？"]),
        ("洛阳和绵阳的预算收入相差多少？", ["洛阳的预算收入是多少？", "绵阳的预算收入是多少？"]),
    ],
)  # fmt: skip
def test_a_comparison_asks_for_each(question: str, each: list[str]) -> None:
    """How much, how many, when: what is compared is asked of each by itself."""
    found, compares = side_by_side(question)
    assert [asked for _, asked in found] == each
    assert compares


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("青渡市和松岭县过渡期截止哪天", ["青渡市过渡期截止哪天", "松岭县过渡期截止哪天"]),
        ("请提供襄阳、绵阳两市2023年末的人口数", ["请提供襄阳市2023年末的人口数", "请提供绵阳市2023年末的人口数"]),
        ("霍山、洋县补贴最晚什么时候交材料", ["霍山县补贴最晚什么时候交材料", "洋县补贴最晚什么时候交材料"]),
        ("2023年绵阳机场和襄阳刘集机场运了多少人", ["2023年绵阳机场运了多少人", "2023年襄阳刘集机场运了多少人"]),
        ("赤溪河特大桥和云门峡大桥的主跨多长", ["赤溪河特大桥的主跨多长", "云门峡大桥的主跨多长"]),
        ("城南市场猪肉和鸡蛋一公斤多少钱", ["城南市场猪肉一公斤多少钱", "城南市场鸡蛋一公斤多少钱"]),
        ("镜湖市出口和进口多少", ["镜湖市出口多少", "镜湖市进口多少"]),
        ("章江人民医院黄金院区和蓉江院区几点开门", ["章江人民医院黄金院区几点开门", "章江人民医院蓉江院区几点开门"]),
    ],
)  # fmt: skip
def test_like_things_without_a_word_that_parts_them(question: str, each: list[str]) -> None:
    """Each may be asked about by itself; nothing is compared."""
    found, compares = side_by_side(question)
    assert [asked for _, asked in found] == each
    assert not compares


@pytest.mark.parametrize(
    "question",
    [
        "青渡市和松岭县一共有多少人",
        "青渡市和松岭县之间的路有几条",
        "郑州和开封的同城化怎么推进",
        "郑州与卢森堡合作几年了",
        "学校和医院哪个更近",
        "牛肉比猪肉每斤贵多少",
        "郑州机场货邮吞吐量多少",
        "",
    ],
)
def test_what_is_asked_together_is_not_parted(question: str) -> None:
    """Nor what are no names of one kind."""
    assert side_by_side(question) == ([], False)


TITLES = ["青峰岭风景区门票公告", "关于云泽湖景区恢复开放的通告"]


def test_names_of_any_kind_may_stand_in_the_titles_of_different_documents() -> None:
    """Whatever they end in; of one document, or tied together, they are not parted."""
    asked = "退票上青峰岭和云泽湖两边规定有什么不同？"
    each = [("青峰岭", "退票上青峰岭规定是什么？"), ("云泽湖", "退票上云泽湖规定是什么？")]
    assert titled_apart(asked, TITLES) == (each, True)
    assert titled_apart(asked, ["青峰岭和云泽湖门票公告", *TITLES]) == ([], False)
    assert titled_apart(asked, TITLES[:1]) == ([], False)
    assert titled_apart("青峰岭和云泽湖之间有多远", TITLES) == ([], False)


def test_what_tells_a_name_from_its_like() -> None:
    """What it ends in does not, and a year or a session is told elsewhere."""
    assert [stem(name) for name in ("秀峰馆", "黄金院区", "洛阳", "洋县", "2022年", "十八次")] == [
        "秀峰", "黄金", "洛阳", "洋县", "", "",
    ]  # fmt: skip


@given(
    st.text(alphabet="郑州洛阳市区县馆和与、跟谁哪个更高大多少2023年，？()（）三两", max_size=40)
)
def test_whatever_is_typed_is_parted_into_something(text: str) -> None:
    """No exception, and no empty thing."""
    for found, _ in (side_by_side(text), titled_apart(text, ["郑州市谁", "洛阳区哪"])):
        assert all(name and asked for name, asked in found)
    assert alike(text) is None or len(alike(text).things) > 1  # type: ignore[union-attr]
