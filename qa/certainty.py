"""How likely the evidence is the answer: what speaks for it, beside what else was found.

Of a single piece ``qa.confidence`` tells, which decides what is read; this tells, when all is read,
whether it may be said. A sentence that stands out answers more often than one of several.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.confidence import FEATURES as OF_ONE
from qa.confidence import UNREAD, features, scaled
from qa.evidence import Evidence
from qa.question import Analysis, Kind
from qa.trees import Trees

FILE = Path(__file__).parent / "model" / "certainty.npz"
"""Fitted by train/calibrate.py on the development questions."""
JUDGED = 8
"""Pieces of evidence, best first, of which one may be said."""
FAR = 8.0
"""Log odds between two ranks than which nothing lies further apart; also where there is no second."""
NOT_READ = -1.2
"""Stands for the relevance of what the trained reader has not seen, below all that it has."""
FURTHER = ("gone", "elsewhere", "beside", "clause", "figures", "news", "length")
AMONG = (
    "trust", "ahead", "ahead of other documents", "relevance ahead", "best other relevance", "coverage ahead",
    "terms", "thin", "foreign",
)  # fmt: skip
FOCUS = ("first", "last", "span", "spread")
FEATURES = (*OF_ONE, *FURTHER, *AMONG, *(kind.value for kind in Kind), *FOCUS)
"""Columns of ``table``."""
CERTAIN = 5.0
"""What the log odds that the trees give count beside those of the rank, which decides what they see: among eight the
right one is told better by the trees (31 questions of the development sets mended, 8 spoilt; 3 and 6 do as well)."""
PARTIAL = 2.0
"""Log odds by which a part of a year comes after the whole."""
LEAST_SURE = 0.01
"""Log odds of what is less sure, or surer than the rest of 1, are those of this."""
TRUST = 0.45
"""The power of the reasons for doubt by which the certainty is multiplied besides: what they speak of is
rare among the questions that the trees are fitted to."""


def judged(analysis: Analysis, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The same with the confidence that the trees give, and as they rank it too; of what comes late none is left.

    Questions in another language stay as they rank: the trees have seen too few.
    """
    if not ranked:
        return []
    rows = table(analysis, ranked, JUDGED)
    sure = 1 / (1 + np.exp(-trees().log_odds(rows)))
    first = [
        replace(one, confidence=float(each) * one.trust**TRUST)
        for one, each in zip(ranked, sure, strict=False)
    ]
    if not analysis.from_abroad:
        first.sort(key=_order)
    return [*first, *(replace(one, confidence=0.0) for one in ranked[JUDGED:])]


def _order(one: Evidence) -> float:
    """Of a year a part comes after the whole, as sure as it may be."""
    return PARTIAL * one.signals.partial - one.rank - CERTAIN * _log_odds(one.confidence)


def _log_odds(confidence: float) -> float:
    likely = min(1 - LEAST_SURE, max(LEAST_SURE, confidence))
    return math.log(likely / (1 - likely))


def table(
    analysis: Analysis, ranked: Sequence[Evidence], most: int | None = None
) -> NDArray[np.float64]:
    """(pieces, FEATURES) of the evidence for one question, as it ranks; of the first ``most`` alone."""
    return np.array([_row(analysis, ranked, i) for i in range(len(ranked[:most]))])


@cache
def trees() -> Trees:
    """Raises ConfigurationError when their file is missing or damaged."""
    return Trees.load(FILE)


def _row(analysis: Analysis, ranked: Sequence[Evidence], at: int) -> list[float]:
    own = ranked[at]
    others = [one for i, one in enumerate(ranked) if i != at and not one.failed]
    document = own.candidate.stored.document_id
    elsewhere = [one for one in others if one.candidate.stored.document_id != document]
    signals, relevance = own.signals, _relevance(own)
    best = max(map(_relevance, others), default=NOT_READ)
    of_one = [
        signals.gone,
        signals.elsewhere,
        signals.beside,
        signals.clause,
        signals.figures,
        signals.news,
        signals.length,
    ]
    among = [
        np.log(own.trust),
        _ahead(own, others),
        _ahead(own, elsewhere),
        relevance - best,
        best,
        signals.coverage - max((one.signals.coverage for one in others), default=0.0),
        len(analysis.terms),
        analysis.thin,
        analysis.from_abroad,
    ]
    kinds = [analysis.kind is kind for kind in Kind]
    focus = [getattr(signals.focus, name) for name in FOCUS]
    return [*features(signals), *map(float, (*of_one, *among, *kinds, *focus))]


def _ahead(own: Evidence, others: Sequence[Evidence]) -> float:
    """How far a piece ranks before the best of the others, less than nothing where it is behind."""
    return max(-FAR, min(FAR, own.rank - max((one.rank for one in others), default=own.rank - FAR)))


def _relevance(evidence: Evidence) -> float:
    if evidence.signals.relevance == UNREAD:
        return NOT_READ
    return scaled(evidence.signals.relevance)
