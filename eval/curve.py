"""What the confidence is worth: the refusal curve and the reliability of the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from eval.runs import Row

BINS = 10


@dataclass(frozen=True, slots=True)
class Point:
    """What refusing below ``threshold`` would do. Shares are 0–1, None where nothing is eligible."""

    threshold: float
    answered: float
    """Of the answerable questions."""
    accuracy: float | None
    """Of the answers given to answerable questions; what a refusal of the run held back counts as
    the answer given. Where that is unknown (a server) it counts as wrong: a lower bound."""
    refusal_recall: float | None
    refusal_precision: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of similar confidence."""

    confidence: float
    """Mean."""
    correct: float
    """Share."""
    n: int


def refusal_curve(rows: Sequence[Row]) -> list[Point]:
    """One point for each confidence that occurs, rising; errors have none and are left out."""
    scored = [(row.confidence, row) for row in rows if row.confidence is not None]
    thresholds = sorted({0.0, *(confidence for confidence, _ in scored)})
    return [_point(threshold, scored) for threshold in thresholds]


def area(points: Sequence[Point]) -> float | None:
    """Area under refusal recall over the false-refusal rate: 0.5 is chance, 1 a perfect order.

    The ROC area (Fawcett 2006) of the confidence as a detector of unanswerable questions, by
    trapezoids.
    """
    curve = [(1 - p.answered, p.refusal_recall) for p in points if p.refusal_recall is not None]
    if not curve:
        return None
    corners = [(0.0, 0.0), *curve, (1.0, 1.0)]
    return sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in pairwise(corners))


def reliability(rows: Sequence[Row], bins: int = BINS) -> list[Bin]:
    """Answers in bins of equal width, empty bins left out: is 0.8 right in eight of ten?

    An answer is right when its question has one and it holds it. Refusals are no answers.
    """
    grouped: dict[int, list[tuple[float, bool]]] = {}
    for row in rows:
        if row.confidence is not None and not row.refused:
            index = min(bins - 1, int(row.confidence * bins))
            grouped.setdefault(index, []).append((row.confidence, row.verdict == "correct"))
    return [_bin(grouped[index]) for index in sorted(grouped)]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error (Naeini, Cooper and Hauskrecht 2015): lower is better."""
    total = sum(each.n for each in bins)
    if not total:
        return None
    return sum(each.n * abs(each.correct - each.confidence) for each in bins) / total


def _point(threshold: float, scored: Sequence[tuple[float, Row]]) -> Point:
    given = [row for confidence, row in scored if confidence >= threshold]
    refused = [row for confidence, row in scored if confidence < threshold]
    answerable = sum(row.answerable for _, row in scored)
    unanswerable = len(scored) - answerable
    kept = sum(row.answerable for row in given)
    stopped = sum(not row.answerable for row in refused)
    right = sum(row.verdict == "correct" or row.held_back for row in given)
    return Point(
        threshold=threshold,
        answered=kept / answerable if answerable else 0.0,
        accuracy=right / kept if kept else None,
        refusal_recall=stopped / unanswerable if unanswerable else None,
        refusal_precision=stopped / len(refused) if refused else None,
    )


def _bin(members: Sequence[tuple[float, bool]]) -> Bin:
    n = len(members)
    return Bin(sum(c for c, _ in members) / n, sum(right for _, right in members) / n, n)
