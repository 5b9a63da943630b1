"""One confidence from all signals of a piece of evidence: how likely it is the answer."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a piece of evidence; shares and scores are 0–1."""

    coverage: float
    """Weighted share of the question's terms in the sentence."""
    near: float
    """Weighted share that stands only around it: headings, the sentence before."""
    retrieval: float
    """Fused score of its chunk."""
    fits: bool
    """It holds the kind of thing that is asked for."""
    holds: bool
    """Year, place and scope are those asked for."""
    partial: bool = False
    """It speaks of a part of the year asked for."""
    anchored: float = 0.0
    """1 in the sentence that answers the part before, 0.5 in its chunk."""
    relevance: float = -6.0
    """The trained reader's logit that its window holds the answer; low when it was not read."""
    certainty: float = 0.0
    """The trained reader's probability of the span it chose, 0 when that is elsewhere."""


def features(signals: Signals) -> list[float]:
    """The signals as numbers of similar size, in the order of ``FEATURES``."""
    relevance = max(-1.0, min(1.0, signals.relevance / 4))
    return [
        signals.coverage,
        signals.near,
        signals.retrieval,
        float(signals.fits),
        float(signals.holds),
        float(signals.partial),
        signals.anchored,
        relevance,
        signals.certainty,
        relevance * signals.certainty,
        signals.coverage * relevance,
        float(signals.fits and signals.holds) * signals.coverage,
    ]


FEATURES = (
    "coverage", "near", "retrieval", "fits", "holds", "partial", "anchored", "relevance", "certainty",
    "relevance × certainty", "coverage × relevance", "coverage when all holds",
)  # fmt: skip
# Fitted by train/calibrate.py on the development questions.
WEIGHTS = (2.343, 0.458, -0.059, 0.716, 1.673, -0.4, 0.825, 1.264, 2.611, 1.645, -1.140, 1.847)
CONSTANT = -5.864


def confidence(signals: Signals) -> float:
    """0–1: the logistic function of the weighted features."""
    total = CONSTANT + sum(w * x for w, x in zip(WEIGHTS, features(signals), strict=True))
    return 1 / (1 + math.exp(-total))
