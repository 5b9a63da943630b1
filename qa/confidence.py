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
    1.009, 3.789, 10.468, 1.906, 3.081, -1.269, 3.421, 0.000, 0.000, 0.000, 0.000, 1.178,
    -2.735, 0.000, -4.655, 2.033, 4.658, 3.823, 3.252, 0.000, 0.000, 0.000, 0.000, -3.694,
    -0.075, -1.250, -0.152, 0.000,
)  # fmt: skip
"""Of the features before the trained reader has seen anything."""
RANK_WEIGHTS = (
    -1.247, 2.251, 5.115, 0.965, 2.252, -0.731, 1.777, 2.286, 3.293, 2.102, -0.715, 0.416,
    -1.687, 0.000, -1.665, 1.150, 2.844, 1.701, 2.148, 0.000, 0.000, 1.142, 3.841, -1.931,
    0.021, -1.480, -1.514, 0.000,
)  # fmt: skip
"""Of the features, among the pieces of evidence for one question."""
WEIGHTS = (
    -4.738, 0.564, 0.877, -0.168, 2.092, -0.387, 1.415, 0.801, 1.999, 3.550, -0.268, 1.811,
    0.286, -0.500, -0.680, 0.284, 1.438, 0.297, 3.293, -1.165, -0.634, 0.048, -0.568, -0.425,
    0.107, 0.388, -0.209, 0.000,
)  # fmt: skip
"""Of the features of one piece of evidence, whatever others there are."""
CONSTANT = -4.484
FOREIGN_WEIGHTS = (
    -0.207, 1.646, 1.572, -0.514, 1.634, -0.310, 0.000, 1.595, 0.677, 1.536, 0.080, 1.443,
    0.000, -0.500, 1.216, -0.210, 0.719, 0.776, 0.585, -0.327, -0.050, 0.720, -0.066, 0.000,
    -0.172, -1.061, 0.000, -0.147,
)  # fmt: skip
"""The same for questions in another language than the documents."""
FOREIGN_CONSTANT = -4.234
BLIND_WEIGHTS = (
    -4.518, 1.266, 1.858, 0.412, 2.882, -0.477, 1.609, 0.000, 0.000, 0.000, 0.000, 1.854,
    -2.603, -0.500, 0.249, 0.847, 1.754, 1.619, 3.995, -1.667, -0.321, 0.000, 0.000, -1.129,
    0.071, 0.298, 0.855, 0.548,
)  # fmt: skip
"""The same where there is no trained reader."""
BLIND_CONSTANT = -5.513


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
