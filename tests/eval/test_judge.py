"""The language model as a second opinion."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import Unavailable
from eval.judge import PROMPT_VERSION, agreement, grade, judged, messages
from tests.eval import fakes
from tests.eval.test_run import finished, quiet


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("正确", "right"),
        ("错误。", "wrong"),
        ("不正确", "wrong"),
        ("<think>看起来错误？</think>正确", "right"),
        ("先看正确与否……错误", "wrong"),
        ("", "unclear"),
        ("无法判断", "unclear"),
    ],
)
def test_the_last_word_is_the_grade(text: str, found: str) -> None:
    """Thinking aloud comes before it; no word is no grade."""
    assert grade(text) == found


def test_agreement_by_hand() -> None:
    """Three of four alike; by chance a half; kappa a half."""
    pairs = [(True, True), (True, True), (False, False), (True, False)]
    found = agreement(pairs)
    assert found is not None
    assert found.share == 0.75
    assert found.kappa == pytest.approx((0.75 - 0.5) / 0.5)
    assert agreement([]) is None
    assert agreement([(True, True)]) is not None


def test_the_model_sees_question_groups_and_answer(tmp_path: Path) -> None:
    """Everything a grader needs in the user message, the rules in the system message."""
    row = finished(fakes.perfect, tmp_path / "run.jsonl").rows[0]
    system, user = messages(row)
    assert system["role"] == "system"
    for piece in ("货邮量是多少？", "- 49.5万吨", "49.5万吨[1]。"):
        assert piece in user["content"]


def test_grades_are_marked_and_agreement_reported(tmp_path: Path) -> None:
    """One grade against the metric, one failure, one grade with it; the verdicts stay the metric's."""
    run = finished(fakes.perfect, tmp_path / "run.jsonl")
    replies = iter(["错误", None, "正确"])

    def chat(asked: list[dict[str, str]]) -> str:
        reply = next(replies)
        if reply is None:
            raise Unavailable("模型服务正忙。")
        return reply

    found = judged(run, "some-model", chat, quiet)
    assert found.rows == run.rows
    assert found.judge["prompt_version"] == PROMPT_VERSION
    assert (found.judge["graded"], found.judge["failed"]) == (2, 1)
    assert (found.judge["right"], found.judge["agreement"]) == (0.5, 0.5)
    assert found.judge["verdicts"] == {"set": {"q0": "wrong", "q2": "right"}}
