"""Works and places of one kind, told apart by their names."""

from __future__ import annotations

import pytest

from qa.constraints import constraints
from qa.named_things import documents_of_another, named_things, of_another

AROUND = "线路经缙云山隧道和龙泉山隧道。南澳县辖云澳镇、后宅镇。推广“郑科贷”。写有《麦客》，见《发展规划》。"


def test_names_are_told_from_words() -> None:
    """哪座大桥 and 乡镇 name nothing."""
    assert named_things("哪座大桥、多少乡镇、人民医院、推动火车站建设") == frozenset()
    assert named_things("同意分给村民做果酱，问候村里老人") == frozenset()
    assert named_things("“十三五”期间用水多少") == frozenset()
    assert named_things("缙云山隧道") == {("缙云山", "隧道")}


@pytest.mark.parametrize(
    ("question", "sentence", "heading", "missing"),
    [
        ("请问缙云山隧道停工多久", "龙泉山隧道停工38天", "", {"缙云山隧道"}),
        ("缙云山隧道停工多久", "缙云山隧道停工38天", "", set()),
        ("缙云山隧道停工多久", "停工38天", "", set()),
        ("缙云山隧道比龙泉山隧道长多少", "比龙泉山隧道长2公里", "", set()),
        ("缙云山隧道停工多久", "比龙泉山隧道多停工38天", "缙云山隧道", set()),
        ("云澳镇有多少人", "全县常住人口6.44万人", "", {"云澳镇"}),
        ("《麦客》拿过什么奖", "《盐道》获一等奖", "", {"《麦客》"}),
        ("《麦客》拿过什么奖", "获一等奖", "", set()),
        ("《麦客》拿过什么奖", "《盐道》获一等奖", "作家谈《麦客》", set()),
        ("《发展规划》提出了什么", "与《国家方案》衔接", "", set()),
        ("“郑科贷”放了多少", "发放“科技贷”20亿元", "", {"“郑科贷”"}),
        ("深澳镇有多少人", "全县常住人口6.44万人", "", set()),
    ],
)
def test_what_is_told_of_another_is_no_answer(
    question: str, sentence: str, heading: str, missing: set[str]
) -> None:
    """Nor is what is told of the whole; a name that the document does not know may be called otherwise there."""
    assert of_another(constraints(question).things, sentence, heading, AROUND) == missing


@pytest.mark.parametrize(
    ("question", "sentence", "around", "missing"),
    [
        ("《中原城市群规划》规定了谁", "《都市圈发展规划》由市里印发", "", ["《中原城市群规划》"]),
        ("《中原城市群规划》规定了谁", "《都市圈发展规划》由市里印发", "中原城市群规划", []),
        ("《中原城市群规划》哪年印发", "2024年3月召开座谈会", "", ["《中原城市群规划》"]),
        ("《中原城市群规划》哪年印发", "2024年3月印发", "关于中原城市群规划的通知", []),
        ("《中原城市群规划》由谁牵头", "由发改委牵头", "", []),
    ],
)
def test_another_document_is_no_answer(
    question: str, sentence: str, around: str, missing: list[str]
) -> None:
    """When one came out that a text does not know it cannot tell."""
    assert documents_of_another(question, sentence, around) == missing


def test_what_is_quoted_before_its_kind_is_told_by_its_name() -> None:
    """“双鹤”牌座钟 is no “卫星”牌座钟, which the page knows as well."""
    asked = named_things("“卫星”牌座钟在哪里获奖")
    other, around = "“双鹤”牌座钟在国货展览会获奖", "后来改产“卫星”牌座钟"
    assert of_another(asked, other, "", around) == {"“卫星”牌座"}
    assert of_another(asked, "“卫星”牌座钟获奖", "", around) == frozenset()


@pytest.mark.parametrize("text", ["在三级医院住院报几成", "书院街的水井群"])
def test_a_level_and_a_street_are_no_names(text: str) -> None:
    assert named_things(text) == frozenset()
