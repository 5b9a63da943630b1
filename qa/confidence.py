"""What the signals of a piece of evidence amount to: its rank among others, and one confidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

UNREAD = -6.0
"""Stands for the relevance of a window that the trained reader has not seen."""


@dataclass(frozen=True, slots=True)
class Focus:
    """How sharply the trained reader sees an answer in a window; where there is none, it sees none sharply."""

    first: float = -10.0
    """The largest logit of a first token …"""
    last: float = -10.0
    """… and of a last one."""
    span: float = -10.0
    """Log probability of the likeliest answer."""
    spread: float = 0.0
    """Entropy of where it begins, in nats."""


BLURRED = Focus()
"""Of what it has not read."""


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
    gone: float = 0.0
    """Weighted share of the heaviest term that stands neither in the sentence, nor before it, nor above."""
    elsewhere: float = 0.0
    """Weighted share of the terms that stand elsewhere in its chunk only."""
    beside: float = 0.0
    """Of the characters before the figure that is told, the share that the question says too."""
    clause: float = 0.0
    """The trained reader's probability of the likeliest clause."""
    figures: int = 0
    """Figures in what is quoted."""
    news: float = 0.0
    """Share of what is quoted that the question does not say."""
    length: int = 0
    """Characters that are quoted."""
    focus: Focus = BLURRED
    """Of the trained reader in its window."""
    ruled: bool = False
    """The form of its line tells what is asked, whatever the trained reader sees."""


def features(signals: Signals) -> list[float]:
    """The signals as numbers of similar size, in the order of ``FEATURES``."""
    relevance = scaled(signals.relevance)
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


def scaled(relevance: float) -> float:
    """A logit of relevance as a number from -1 to 1."""
    return max(-1.0, min(1.0, relevance / STRONG))


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
    1.504, 3.533, 11.642, 1.737, 3.107, -1.001, 4.129, 0.000, 0.000, 0.000, 0.000, 1.363,
    -2.435, 0.000, -4.841, 1.593, 5.221, 3.446, 2.674, 0.000, 0.000, 0.000, 0.000, -3.886,
    -0.077, -1.278, -0.120, 0.000,
)  # fmt: skip
"""Of the features before the trained reader has seen anything."""
RANK_WEIGHTS = (
    -1.235, 1.458, 7.065, 0.771, 2.010, -0.746, 2.430, 3.286, 3.419, 1.995, -0.936, 0.912,
    -1.291, 0.000, -1.989, 0.718, 2.990, 1.654, 1.557, 0.000, 0.000, -0.253, 4.308, -1.938,
    -0.159, -1.077, -1.243, 0.000,
)  # fmt: skip
"""Of the features, among the pieces of evidence for one question."""
WEIGHTS = (
    -4.285, 1.083, 0.153, -0.255, 2.063, -0.081, 1.363, 1.326, 1.817, 2.321, 0.223, 2.240,
    -1.014, -0.500, -0.865, -0.164, 1.561, 0.904, 2.505, -1.482, -0.607, 0.287, 0.260, 0.194,
    0.199, 0.526, 0.029, 0.000,
)  # fmt: skip
"""Of the features of one piece of evidence, whatever others there are."""
CONSTANT = -3.481
FOREIGN_WEIGHTS = (
    0.295, 1.653, 1.959, -0.330, 1.291, -0.301, 0.477, 1.676, 1.559, 1.301, -0.313, 0.910,
    0.000, -0.500, 1.427, 0.117, 0.382, 0.487, 0.617, -0.927, 0.043, 0.492, -0.084, 0.000,
    -0.029, -0.860, 0.109, 0.246,
)  # fmt: skip
"""The same for questions in another language than the documents."""
FOREIGN_CONSTANT = -4.675
BLIND_WEIGHTS = (
    -3.892, 1.373, 1.729, 0.602, 3.128, -0.250, 1.578, 0.000, 0.000, 0.000, 0.000, 1.865,
    -2.528, -0.500, 0.563, 0.709, 2.002, 1.325, 2.923, -2.011, -0.399, 0.000, 0.000, -1.433,
    0.115, 0.452, 1.046, 0.469,
)  # fmt: skip
"""The same where there is no trained reader."""
BLIND_CONSTANT = -5.451


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
    total: float = sum(map(mul, weights, features(signals)))
    return total
