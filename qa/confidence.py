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
    known = 1 - HALF * signals.unknown
    coverage, said = signals.coverage * known, signals.said * known
    return [
        coverage,
        signals.near,
        signals.retrieval,
        float(signals.fits),
        float(signals.holds),
        float(signals.partial),
        signals.anchored,
        relevance,
        signals.share,
        relevance * signals.share,
        coverage * relevance,
        float(signals.fits and signals.holds) * coverage,
        float(signals.heading),
        signals.unknown,
        signals.behind,
        float(signals.literal),
        signals.attribute,
        signals.attribute_behind,
        said,
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


HALF = 0.5
"""What the words that no document holds count in the shares: they may be other words for the same, or
ask for something that is not there."""
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
    -0.702, 3.876, 8.928, 1.802, 3.473, -0.933, 2.443, 0.000, 0.000, 0.000, 0.000, 0.935,
    -2.226, 0.000, -0.702, 1.867, 4.550, 3.484, 1.804, 0.000, 0.000, 0.000, 0.000, -2.917,
    -0.336, -1.775, -0.448, 0.000,
)  # fmt: skip
"""Of the features before the trained reader has seen anything."""
RANK_WEIGHTS = (
    -0.388, 2.485, 5.042, 0.879, 2.355, -0.960, 0.841, 2.059, 2.920, 1.796, 0.106, 0.336,
    -1.100, 0.000, -0.388, 1.423, 2.692, 1.550, 1.242, 0.000, 0.000, 1.315, 3.424, -1.365,
    -0.177, -1.822, -0.956, 0.000,
)  # fmt: skip
"""Of the features, among the pieces of evidence for one question."""
WEIGHTS = (
    -3.050, 0.695, -0.014, -0.327, 1.781, -0.667, 0.696, 1.560, 1.123, 2.716, 0.329, 2.057,
    -0.659, -0.500, -1.021, -0.280, 0.780, 0.887, 2.563, -0.571, -0.452, -0.448, -0.909, -0.310,
    -0.056, 0.020, -0.653, 0.000,
)  # fmt: skip
"""Of the features of one piece of evidence, whatever others there are."""
CONSTANT = -2.345
FOREIGN_WEIGHTS = (
    -0.212, 0.784, 2.257, 0.274, 1.105, -0.287, 0.000, 1.585, 0.994, 1.695, 0.322, 0.886,
    0.000, -0.500, 0.244, 0.000, -0.403, 0.196, 1.831, -0.284, 0.019, 0.070, -0.026, 0.000,
    -0.208, -1.726, 0.000, -0.867,
)  # fmt: skip
"""The same for questions in another language than the documents."""
FOREIGN_CONSTANT = -4.245
BLIND_WEIGHTS = (
    -4.249, 0.472, 1.587, 0.630, 2.920, -0.889, 1.366, 0.000, 0.000, 0.000, 0.000, 1.510,
    -2.010, -0.500, -0.235, 0.387, 2.738, 1.032, 3.042, -1.514, -0.387, 0.000, 0.000, -0.371,
    -0.165, -0.179, -0.008, -0.262,
)  # fmt: skip
"""The same where there is no trained reader."""
BLIND_CONSTANT = -5.075


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
