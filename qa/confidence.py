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
    silent: float = 0.0
    """Of a follow-up: share of its own words that the sentence does not say."""
    lost: float = 0.0
    """Of a question in another language: share of its phrases that were not understood."""
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
        signals.silent,
        signals.lost,
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
    "narrower", "row", "silent", "lost",
)  # fmt: skip
# Fitted by train/calibrate.py on the development questions.
GLANCE_WEIGHTS = (
    -1.131, 3.427, 8.893, 1.664, 3.263, -0.943, 2.866, 0.000, 0.000, 0.000, 0.000, 1.418,
    -2.121, 0.000, -1.131, 1.490, 4.310, 3.736, 1.858, 0.000, 0.000, 0.000, 0.000, -2.979,
    -0.356, -1.826, -0.940, 0.000,
)  # fmt: skip
"""Of the features before the trained reader has seen anything."""
RANK_WEIGHTS = (
    -0.679, 2.500, 5.533, 0.790, 2.334, -1.094, 1.299, 2.590, 3.085, 1.764, -0.624, 0.949,
    -0.674, 0.000, -0.679, 0.962, 2.285, 1.588, 1.752, 0.000, 0.000, 0.391, 3.348, -0.845,
    -0.630, -1.685, -2.151, 0.000,
)  # fmt: skip
"""Of the features, among the pieces of evidence for one question."""
WEIGHTS = (
    -3.738, 0.444, 0.730, -0.539, 2.020, -0.286, 1.381, 2.824, 2.641, 1.510, -0.413, 2.320,
    0.519, -0.500, -1.199, -0.406, 0.594, 0.723, 3.554, -1.572, -0.519, -0.589, -0.151, -0.078,
    -0.053, -0.111, -0.291, 0.000,
)  # fmt: skip
"""Of the features of one piece of evidence, whatever others there are."""
CONSTANT = -3.647
FOREIGN_WEIGHTS = (
    0.015, 0.899, 1.875, -0.268, 1.075, 0.241, 0.000, 1.425, 0.671, 1.723, 0.190, 1.014,
    0.000, -0.500, -0.098, -0.344, 0.532, 0.585, 0.650, -0.613, -0.231, -0.493, -0.035, 0.000,
    -0.079, -1.206, 0.000, -0.532,
)  # fmt: skip
"""The same for questions in another language than the documents."""
FOREIGN_CONSTANT = -2.409
BLIND_WEIGHTS = (
    -4.269, 0.900, 3.235, 0.465, 3.124, -0.872, 1.974, 0.000, 0.000, 0.000, 0.000, 1.733,
    -2.195, -0.500, 0.460, 0.231, 2.360, 0.687, 3.032, -2.349, -0.484, 0.000, 0.000, -1.979,
    0.019, -0.488, 0.353, 1.541,
)  # fmt: skip
"""The same where there is no trained reader."""
BLIND_CONSTANT = -5.539


def glance(signals: Signals) -> float:
    """How much speaks for a piece of evidence before the trained reader has seen it: log odds."""
    return _weighted(GLANCE_WEIGHTS, signals)


def rank(signals: Signals, *, blind: bool = False) -> float:
    """How much speaks for a piece of evidence beside others for the same question: log odds."""
    return glance(signals) if blind else _weighted(RANK_WEIGHTS, signals)


def confidence(signals: Signals, *, blind: bool = False, foreign: bool = False) -> float:
    """0–1, how likely it is the answer: the logistic function of the weighted features.

    ``blind`` is for evidence that was found without a trained reader, ``foreign`` for questions in
    another language, of which the words tell less and the reader more.
    """
    constant, weights = CONSTANT, WEIGHTS
    if blind:
        constant, weights = BLIND_CONSTANT, BLIND_WEIGHTS
    elif foreign:
        constant, weights = FOREIGN_CONSTANT, FOREIGN_WEIGHTS
    return 1 / (1 + math.exp(-constant - _weighted(weights, signals)))


def _weighted(weights: Sequence[float], signals: Signals) -> float:
    return sum(w * x for w, x in zip(weights, features(signals), strict=True))
