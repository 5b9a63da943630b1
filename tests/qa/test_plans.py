"""Plans and targets, told apart from what was reached."""

from __future__ import annotations

import pytest

from qa.plans import asks_target, is_no_intention, is_plan_heading, plans_only, speaks_of_plans


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("今年打算新建几所", True),
        ("目标是多少", True),
        ("新建了几所", False),
        ("要求是什么", False),
        ("签约了几家？我不要目标", False),
    ],
)
def test_a_question_asks_for_a_plan_or_not(question: str, plan: bool) -> None:
    """打算 asks for what is to come."""
    assert speaks_of_plans(question) == plan


@pytest.mark.parametrize(
    ("question", "target"),
    [
        ("年初目标是多少", True),
        ("2030年规划目标又是多少", True),
        ("完成目标的多少", False),
        ("实际多少，不是目标是多少", False),
    ],
)
def test_a_target_itself_is_asked_for_or_not(question: str, target: bool) -> None:
    """How far it was reached is another question."""
    assert asks_target(question) == target


def test_what_was_done_is_no_intention() -> None:
    """打算再添多少 is not told by what has been counted up."""
    assert is_no_intention("今年还打算再添多少", "累计入库高新技术企业5800余家")
    assert not is_no_intention("今年还打算再添多少", "新增高新技术企业1000家以上")
    assert not is_no_intention("今年新增了多少", "累计入库高新技术企业5800余家")


def test_the_name_of_a_plan_is_none() -> None:
    """《郑州都市圈发展规划》 is a document that exists."""
    assert plans_only("确保全年新增7家")
    assert not plans_only("确保安全")
    assert not plans_only("《郑州都市圈发展规划》是第10个获批的")
    assert plans_only("规划新建学校10所")


def test_an_aim_is_no_plan() -> None:
    """以应保尽保为目标 goes before what was done."""
    assert not plans_only("以应保尽保为目标，今年共发放生活保障金1270多万元")
    assert plans_only("目标是发放生活保障金1270多万元")


def test_what_is_later_than_planned_is_no_plan() -> None:
    """A title that only names the plan tells of what was done."""
    assert is_plan_heading("2024年工作计划")
    assert not is_plan_heading("大桥建成通车 比原计划晚两个月")
