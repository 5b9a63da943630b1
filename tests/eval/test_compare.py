"""Paired comparison of two runs, and the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import InvalidValue
from eval import gate
from eval.compare import changed, differences, warnings
from eval.gate import Threshold
from eval.runs import Run
from tests.eval import fakes
from tests.eval.test_run import finished


@pytest.fixture
def good(tmp_path: Path) -> Run:
    return finished(fakes.perfect, tmp_path / "good.jsonl")


@pytest.fixture
def bad(tmp_path: Path) -> Run:
    return finished(fakes.wrong_sentence, tmp_path / "bad.jsonl")


def test_a_run_does_not_differ_from_itself(good: Run) -> None:
    """Every difference but that of the clock is 0, and none is certain."""
    found = [each for each in differences(good, good) if each.metric != "latency"]
    assert found
    assert all(each.change.mean == 0 and not each.certain for each in found)
    assert changed(good, good) == []


def test_a_lost_metric_shows_with_its_sign(good: Run, bad: Run) -> None:
    """Citation precision falls from 1 to 0 on all three answered questions."""
    [lost] = [each for each in differences(good, bad) if each.metric == "citation_precision"]
    assert (lost.before, lost.after, lost.change.mean, lost.change.n) == (1, 0, -1, 3)
    assert lost.certain


def test_changed_verdicts_are_listed(good: Run, tmp_path: Path) -> None:
    """Three questions that were right are refused now; the refusal stays one."""
    refusing = finished(fakes.refusing, tmp_path / "refusing.jsonl")
    moved = [(one.verdict, other.verdict) for one, other in changed(good, refusing)]
    assert moved == [("correct", "false_refusal")] * 3


def test_runs_over_other_questions_are_flagged(good: Run) -> None:
    """Another hash of the questions, or a set that only one run has."""
    other = Run("o", "", "", {}, {"set": {"questions_hash": "x"}, "more": {}}, good.rows)
    assert warnings(good, good) == []
    assert len(warnings(good, other)) == 2


def test_the_gate_names_each_metric_below_its_threshold(bad: Run) -> None:
    """The met threshold says nothing, the missed ones say by how much."""
    thresholds = (
        Threshold("set", "accuracy", low=0.9),
        Threshold("set", "citation_precision", low=0.5),
        Threshold("set", "false_refusal", high=0.1),
        Threshold("elsewhere", "accuracy", low=1.0),
    )
    [failure] = gate.check(bad, thresholds)
    assert "引用准确率 0.000 低于 0.5" in failure


def test_a_metric_that_nothing_measured_does_not_pass(tmp_path: Path) -> None:
    """A product that never answers has no citation precision to show."""
    refusing = finished(fakes.refusing, tmp_path / "refusing.jsonl")
    found = gate.check(refusing, (Threshold("set", "citation_precision", low=0.5),))
    assert found == ["未过门槛：set 引用准确率 没有可评的题"]
    high = gate.check(refusing, (Threshold("set", "false_refusal", high=0.1),))
    assert len(high) == 1


def test_thresholds_are_read_from_toml(tmp_path: Path) -> None:
    """A table a set, a line a metric."""
    path = tmp_path / "gate.toml"
    path.write_text('["samples.dev"]\naccuracy = { min = 0.8 }\nfalse_refusal = { max = 0.1 }\n')
    assert gate.load(path) == (
        Threshold("samples.dev", "accuracy", low=0.8),
        Threshold("samples.dev", "false_refusal", high=0.1),
    )


@pytest.mark.parametrize(
    "text",
    ["[set", "[set]\nacuracy = { min = 1 }", "[set]\naccuracy = 1", "[set]\naccuracy = { mim = 1 }",
     "accuracy = 1", "[set]\naccuracy = {}", '[set]\naccuracy = { min = "1" }'],
)  # fmt: skip
def test_a_faulty_gate_is_refused(tmp_path: Path, text: str) -> None:
    """A typing error must not switch a threshold off."""
    path = tmp_path / "gate.toml"
    path.write_text(text)
    with pytest.raises(InvalidValue, match=r"gate\.toml"):
        gate.load(path)
