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
    1.649, 3.411, 12.071, 1.802, 3.277, -1.084, 3.699, 0.000, 0.000, 0.000, 0.000, 1.258,
    -2.601, 0.000, -5.077, 1.816, 5.240, 3.384, 2.679, 0.000, 0.000, 0.000, 0.000, -4.106,
    -0.047, -1.209, -0.014, 0.000,
)  # fmt: skip
"""Of the features before the trained reader has seen anything."""
RANK_WEIGHTS = (
    -1.302, 1.735, 8.111, 0.907, 2.158, -1.166, 2.095, 3.786, 3.626, 1.754, -0.988, 0.875,
    -1.268, 0.000, -1.412, 1.100, 2.879, 1.641, 1.198, 0.000, 0.000, -0.553, 5.275, -2.065,
    -0.103, -1.024, -0.702, 0.000,
)  # fmt: skip
"""Of the features, among the pieces of evidence for one question."""
WEIGHTS = (
    -3.572, 1.445, -0.073, -0.186, 2.396, -0.557, 1.035, 1.877, 2.527, 1.893, -0.010, 1.994,
    -1.075, -0.500, 0.045, -0.079, 1.295, 0.517, 2.352, -1.446, -0.567, 0.167, 0.770, 0.279,
    0.185, 0.114, -0.219, 0.000,
)  # fmt: skip
"""Of the features of one piece of evidence, whatever others there are."""
CONSTANT = -4.548
FOREIGN_WEIGHTS = (
    -0.052, 2.161, 2.079, -0.592, 1.230, -0.198, 0.368, 2.001, 0.469, 1.128, -0.288, 1.323,
    -0.008, -0.500, 1.595, 0.543, 0.479, -0.136, 0.798, -1.414, 0.095, 0.329, -0.301, 0.000,
    -0.124, -1.371, 0.109, 0.211,
)  # fmt: skip
"""The same for questions in another language than the documents."""
FOREIGN_CONSTANT = -3.632
BLIND_WEIGHTS = (
    -3.586, 1.548, 1.238, 0.637, 3.378, -0.416, 1.481, 0.000, 0.000, 0.000, 0.000, 1.679,
    -2.494, -0.500, 0.610, 0.918, 2.098, 1.440, 2.771, -2.011, -0.291, 0.000, 0.000, -2.531,
    0.086, 0.187, 0.711, 0.240,
)  # fmt: skip
"""The same where there is no trained reader."""
BLIND_CONSTANT = -5.756


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
