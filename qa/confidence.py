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
    heading: bool = False
    """It is a title, which names its matter and says nothing of it."""
    attribute: float = 0.0
    """Share of what the question says beyond the document's title that stands in the sentence."""
    attribute_behind: float = 0.0
    """How much less of that it holds than the sentence of its document that holds the most."""
    literal: bool = True
    """No figure, date or rank is asked for that is not there."""
    behind: float = 0.0
    """How much less of the question it holds than the sentence that holds the most, 0 to -1."""
    unknown: float = 0.0
    """Weighted share of the question's terms that no document holds."""
    said: float = 0.0
    """Weighted share of the question's terms in the clauses that are quoted."""
    terms: int = 1
    """Terms of the question: of a short one, all is said sooner."""
    figure: bool = False
    """A figure or a date is asked for."""


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
        float(signals.heading),
        signals.unknown,
        signals.behind,
        float(signals.literal),
        signals.attribute,
        signals.attribute_behind,
        signals.said,
        min(1.0, FEW_TERMS / max(1, signals.terms)),
        float(signals.figure),
    ]


FEW_TERMS = 4
"""Terms from which a question is no longer a short one."""
FEATURES = (
    "coverage", "near", "retrieval", "fits", "holds", "partial", "anchored", "relevance", "certainty",
    "relevance × certainty", "coverage × relevance", "coverage when all holds", "heading",
    "unknown", "behind", "literal", "attribute", "attribute behind",
    "said", "few terms", "figure",
)  # fmt: skip
# Fitted by train/calibrate.py on the development questions.
WEIGHTS = (
    -2.190, 2.544, -1.028, 0.139, 2.769, -2.676, 1.562, 0.079, 2.582, 0.417, 0.907, 1.901,
    -1.236, -2.000, 0.468, 0.648, 1.947, 1.988, 2.936, -1.736, -0.445,
)  # fmt: skip
CONSTANT = -4.391


def confidence(signals: Signals) -> float:
    """0–1: the logistic function of the weighted features."""
    total = CONSTANT + sum(w * x for w, x in zip(WEIGHTS, features(signals), strict=True))
    return 1 / (1 + math.exp(-total))
