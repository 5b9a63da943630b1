"""One confidence from all signals of a piece of evidence."""

from __future__ import annotations

from dataclasses import dataclass

CONSTRAINT_FAILED = 0.3
"""Factor for evidence of another year, place or scope than asked."""
KIND_MISSED = 0.6
"""Factor for evidence that does not hold the kind of thing asked for."""
NEAR_WORTH = 0.6
"""What a term is worth that stands in a heading or the sentence before, not in the sentence."""
ANCHOR_WORTH = 0.2
"""For a part that leans on the one before: the sentence that answered that one."""


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
    anchored: float = 0.0
    """1 in the sentence that answers the part before, 0.5 in its chunk."""


def confidence(signals: Signals) -> float:
    """0–1."""
    value = 0.75 * (signals.coverage + NEAR_WORTH * signals.near) + 0.25 * signals.retrieval
    value += ANCHOR_WORTH * signals.anchored
    value *= 1.0 if signals.fits else KIND_MISSED
    value *= 1.0 if signals.holds else CONSTRAINT_FAILED
    return min(1.0, value)
