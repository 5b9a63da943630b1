"""Two runs side by side: the difference question by question, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.intervals import Estimate, estimate
from eval.runs import Row, Run
from eval.scoring import METRICS
from eval.systems import PRODUCT


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A over the questions that both runs scored."""

    set: str
    metric: str
    before: float
    after: float
    change: Estimate

    @property
    def certain(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.change.low > 0 or self.change.high < 0


def differences(before: Run, after: Run, system: str = PRODUCT) -> list[Difference]:
    """For each set and metric the mean paired difference with its bootstrap interval.

    Pairing takes the questions' own difficulty out of the interval (paired bootstrap, Koehn 2004).
    """
    return [found for name in before.sets if name in after.sets
            for found in _of_set(name, before.of(name, system), after.of(name, system))]  # fmt: skip


def changed(before: Run, after: Run, system: str = PRODUCT) -> list[tuple[Row, Row]]:
    """The questions whose verdict is another one now."""
    return [
        (one, other)
        for name in before.sets
        for one, other in _pairs(before.of(name, system), after.of(name, system))
        if one.verdict != other.verdict
    ]


def warnings(before: Run, after: Run) -> list[str]:
    """Why the two may not be comparable."""
    found: list[str] = []
    for name in before.sets.keys() | after.sets.keys():
        if name not in before.sets or name not in after.sets:
            found.append(f"{name} 只在一次评测中有，未比较")
            continue
        one, other = before.sets[name], after.sets[name]
        for key, what in (("questions_hash", "题目"), ("library_hash", "资料")):
            if one.get(key) != other.get(key):
                found.append(f"{name} 两次的{what}不同，只比较两次都有的题")
    return sorted(found)


def _of_set(name: str, before: Sequence[Row], after: Sequence[Row]) -> Iterator[Difference]:
    pairs = _pairs(before, after)
    for metric in (each.name for each in METRICS):
        both = [(one.scores[metric], other.scores[metric]) for one, other in pairs
                if metric in one.scores and metric in other.scores]  # fmt: skip
        change = estimate([new - old for old, new in both])
        if change is not None:
            old = sum(one for one, _ in both) / len(both)
            new = sum(other for _, other in both) / len(both)
            yield Difference(name, metric, old, new, change)


def _pairs(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[Row, Row]]:
    later = {row.id: row for row in after}
    return [(row, later[row.id]) for row in before if row.id in later]
