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
    similar: float | None = None
    """Cosine of the sentence and the question, where it was looked at for want of surer evidence."""
    foreign: bool = False
    """The question holds no 汉字: its words say nothing, meaning alone counts."""
    heading: bool = False
    """It is a title, which names its matter and says nothing of it."""
    behind: float = 0.0
    """How much less of the question it holds than the sentence that holds the most, 0 to -1."""
    unknown: float = 0.0
    """Weighted share of the question's terms that no document holds."""


SIMILAR_FROM, SIMILAR_OVER = 0.90, 0.03
"""Middle and width of the cosines that multilingual-e5 gives a question and a sentence."""


def features(signals: Signals) -> list[float]:
    """The signals as numbers of similar size, in the order of ``FEATURES``."""
    relevance = max(-1.0, min(1.0, signals.relevance / 4))
    looked = signals.similar is not None
    similar = (
        (signals.similar - SIMILAR_FROM) / SIMILAR_OVER if signals.similar is not None else 0.0
    )
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
        float(looked),
        similar,
        float(signals.foreign),
        similar * signals.foreign,
        float(signals.heading),
        signals.unknown,
        signals.behind,
    ]


FEATURES = (
    "coverage", "near", "retrieval", "fits", "holds", "partial", "anchored", "relevance", "certainty",
    "relevance × certainty", "coverage × relevance", "coverage when all holds", "looked at", "similar", "foreign",
    "similar × foreign", "heading", "unknown", "behind",
)  # fmt: skip
# Fitted by train/calibrate.py on the development questions.
WEIGHTS = (
    0.80, 1.66, 0.58, 0.63, 2.29, -0.40, 1.08, -0.03, 2.79, 0.59, 1.13, 2.27, 0.50, 0.24, 0.06, -0.11,
    -1.62, -0.78, 2.07,
)  # fmt: skip
CONSTANT = -5.94


def confidence(signals: Signals) -> float:
    """0–1: the logistic function of the weighted features."""
    total = CONSTANT + sum(w * x for w, x in zip(WEIGHTS, features(signals), strict=True))
    return 1 / (1 + math.exp(-total))
