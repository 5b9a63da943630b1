"""Whether a figure stands under the label that a clause gives it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa.claims import CHANGE, Claim, Source, amounts
from qa.kinds import RATIOS
from qa.matching import holds
from qa.numbers import Quantity, quantities
from qa.selection import CARRY, CARRY_PAST_ANSWER
from qa.terms import terms

OWN_LABEL = 0.75
"""A figure belongs to another label when this one fits it so much worse."""
LABEL_CHARACTERS = 6


def mislabelled(claim: Claim, source: Source, sources: Sequence[Source], asked: str) -> bool:
    """A figure that stands under another label than the clause gives it.

    The label of a figure is what stands before it; where another figure's place fits that label
    much better, in any sentence, the clause has mixed two of them up.
    """
    for figure in amounts(claim.figures):
        label = terms(_label(claim, figure)) or terms(asked)
        holding = source.holding(figure)
        own = max((_affinity(label, source, i) for i in holding), default=0.0)
        if own >= OWN_LABEL * len(set(label)):
            continue  # none can fit so much better
        others = (
            _affinity(label, other, i)
            for other in sources
            for i in (other.with_ratios if figure.unit in RATIOS else other.with_values)
            if other is not source or i not in holding
        )
        if own < OWN_LABEL * max(others, default=0.0):
            return True
    return False


def _label(claim: Claim, figure: Quantity) -> str:
    """The words before a figure; of a bare ratio the clause before, of a bare figure what follows."""
    before = _LINK.sub("", claim.form[: figure.start])
    if CHANGE.sub("", before):
        return before[-LABEL_CHARACTERS:]
    if len(claim.said) > 1:
        earlier = claim.said[-2]
        first = next(iter(amounts(quantities(earlier))), None)
        return _LINK.sub("", earlier[: first.start] if first else earlier)[-LABEL_CHARACTERS:]
    return claim.form[figure.end :].lstrip("的")[:LABEL_CHARACTERS] if not before else ""


_LINK = re.compile(
    r"(?:[为是约达到近超共计有至了：: ]|突破|超过|完成|实现|合计|总计|分别|仅为|高达|增至|升至|降至)+$"
)


def _affinity(label: Iterable[str], source: Source, position: int) -> float:
    """How well a label fits a place in a sentence; what stands before counts, fading."""
    worth, left = 1.0, set(label)
    total = 0.0
    for i in range(position, -1, -1):
        found = {term for term in left if holds(source.clauses[i], term)}
        total += worth * len(found)
        left -= found
        worth *= CARRY_PAST_ANSWER if i - 1 in source.with_values | source.with_ratios else CARRY
    return total
