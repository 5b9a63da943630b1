"""The refusal curve and the reliability of confidence, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.curve import area, calibration_error, refusal_curve, reliability
from eval.runs import Row
from eval.scoring import Verdict


def row(confidence: float | None, verdict: Verdict) -> Row:
    answerable = verdict not in ("refused", "invented")
    refused = verdict in ("refused", "false_refusal")
    return Row("s", "product", "q", "t", "？", answerable, verdict, {}, refused=refused,
               confidence=confidence)  # fmt: skip


ROWS = [row(0.9, "correct"), row(0.8, "wrong"), row(0.4, "invented"), row(0.2, "refused")]


def test_the_curve_by_hand() -> None:
    """At 0.8 both answerable questions are answered and both others refused."""
    points = {point.threshold: point for point in refusal_curve(ROWS)}
    assert sorted(points) == [0.0, 0.2, 0.4, 0.8, 0.9]
    none, some, best, most = points[0.0], points[0.4], points[0.8], points[0.9]
    assert (none.answered, none.accuracy, none.refusal_recall) == (1, 0.5, 0)
    assert none.refusal_precision is None
    assert (some.answered, some.refusal_recall, some.refusal_precision) == (1, 0.5, 1)
    assert (best.answered, best.refusal_recall, best.refusal_precision) == (1, 1, 1)
    assert (most.answered, most.accuracy) == (0.5, 1)
    assert most.refusal_precision == pytest.approx(2 / 3)


def test_what_a_refusal_held_back_counts_below_its_confidence() -> None:
    """A right answer held back at 0.3 is given, and right, when the bar is at 0.2."""
    held = replace(row(0.3, "false_refusal"), held_back=True)
    points = {p.threshold: p for p in refusal_curve([row(0.9, "wrong"), held])}
    assert points[0.3].accuracy == 0.5
    assert points[0.9].accuracy == 0
    unknown = {
        p.threshold: p for p in refusal_curve([row(0.9, "wrong"), row(0.3, "false_refusal")])
    }
    assert unknown[0.3].accuracy == 0


def test_the_area_tells_order_from_chance() -> None:
    """All answerable above all others is 1, the reverse 0, equal confidence a half."""
    assert area(refusal_curve(ROWS)) == 1
    reverse = [row(0.1, "correct"), row(0.9, "refused")]
    assert area(refusal_curve(reverse)) == pytest.approx(0)
    equal = [row(0.5, "correct"), row(0.5, "refused")]
    assert area(refusal_curve(equal)) == pytest.approx(0.5)
    assert area(refusal_curve([row(0.5, "correct")])) is None


def test_errors_have_no_confidence_and_no_place_on_the_curve() -> None:
    """One question left."""
    points = refusal_curve([row(None, "error"), row(0.5, "correct")])
    assert [point.answered for point in points] == [1, 1]


def test_reliability_by_hand() -> None:
    """0.95 and 0.85 answers half right each; refusals are left out."""
    rows = [row(0.95, "correct"), row(0.97, "wrong"), row(0.85, "correct"), row(0.85, "refused")]
    bins = reliability(rows)
    assert [(round(each.confidence, 2), each.correct, each.n) for each in bins] == [
        (0.85, 1, 1),
        (0.96, 0.5, 2),
    ]
    assert calibration_error(bins) == pytest.approx((0.15 + 2 * 0.46) / 3)
    assert calibration_error([]) is None


def test_full_confidence_falls_into_the_last_bin() -> None:
    """1.0 is no eleventh bin."""
    assert [each.n for each in reliability([row(1.0, "correct"), row(0.95, "correct")])] == [2]
