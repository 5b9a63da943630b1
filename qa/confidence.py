"""What the signals of a piece of evidence amount to: its rank among others, and one confidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

UNREAD = -6.0
"""Stands for the relevance of a window that the trained reader has not seen."""


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
    relevance: float = UNREAD
    """The trained reader's logit that its window holds the answer."""
    share: float = 0.0
    """The trained reader's probability that of its window this sentence holds the answer."""
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
    asks: bool = False
    """It is a question itself."""
    row: float = 0.0
    """It is the row of a table: share of the row's name that the question does not say."""
    narrower: bool = False
    """It speaks of a part of what is asked for: 国际货邮 where 货邮 is meant, 人均 where the sum is."""


def features(signals: Signals) -> list[float]:
    """The signals as numbers of similar size, in the order of ``FEATURES``."""
    relevance = max(-1.0, min(1.0, signals.relevance / STRONG))
    return [
        signals.coverage,
        signals.near,
        signals.retrieval,
        float(signals.fits),
        float(signals.holds),
        float(signals.partial),
        signals.anchored,
        relevance,
        signals.share,
        relevance * signals.share,
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
        1 / (1 + math.exp(-signals.relevance)),
        float(signals.relevance == UNREAD),
        float(signals.asks),
        float(signals.narrower),
        signals.row,
    ]


STRONG = 6.0
"""A logit of relevance than which few are larger."""
OF_THE_READER = frozenset(
    ["relevance", "share", "relevance × share", "coverage × relevance", "answers", "unread"]
)
"""Features that the trained reader alone gives."""
FEW_TERMS = 4
"""Terms from which a question is no longer a short one."""
FEATURES = (
    "coverage", "near", "retrieval", "fits", "holds", "partial", "anchored", "relevance", "share",
    "relevance × share", "coverage × relevance", "coverage when all holds", "heading",
    "unknown", "behind", "literal", "attribute", "attribute behind",
    "said", "few terms", "figure", "answers", "unread", "asks",
    "narrower", "row",
)  # fmt: skip
# Fitted by train/calibrate.py on the development questions.
GLANCE_WEIGHTS = (
    -0.271, 3.871, 6.691, 1.073, 2.262, -0.423, 0.960, 0.000, 0.000, 0.000, 0.000, 1.033,
    -2.548, -0.000, -0.271, 1.524, 3.810, 3.661, 1.587, -0.000, -0.000, 0.000, 0.000, -2.072,
    -0.540, -0.5,
)  # fmt: skip
"""Of the features before the trained reader has seen anything."""
RANK_WEIGHTS = (
    -0.384, 2.253, 4.113, 0.405, 1.778, -0.578, 0.137, 2.009, 2.719, 2.149, -0.912, 0.622,
    -1.607, -0.000, -0.384, 1.192, 1.986, 1.822, 1.447, -0.000, 0.000, 1.194, 3.151, -1.123,
    -0.608, -0.5,
)  # fmt: skip
"""Of the features, among the pieces of evidence for one question."""
WEIGHTS = (
    -1.759, 1.877, -2.711, -0.483, 1.453, -0.041, 0.120, 0.900, 2.107, 2.463, -0.309, 1.651,
    0.211, -2.000, -0.227, 0.213, 0.266, 1.617, 3.389, -0.466, -0.540, 0.278, 0.849, -0.516,
    -0.117, -0.5,
)  # fmt: skip
"""Of the features of one piece of evidence, whatever others there are."""
CONSTANT = -2.010


def glance(signals: Signals) -> float:
    """How much speaks for a piece of evidence before the trained reader has seen it: log odds."""
    return _weighted(GLANCE_WEIGHTS, signals)


def rank(signals: Signals) -> float:
    """How much speaks for a piece of evidence beside others for the same question: log odds."""
    return _weighted(RANK_WEIGHTS, signals)


def confidence(signals: Signals) -> float:
    """0–1, how likely it is the answer: the logistic function of the weighted features."""
    return 1 / (1 + math.exp(-CONSTANT - _weighted(WEIGHTS, signals)))


def _weighted(weights: Sequence[float], signals: Signals) -> float:
    return sum(w * x for w, x in zip(weights, features(signals), strict=True))
