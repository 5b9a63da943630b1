"""What the documents say to each part of a question, and to each of the like things that a part names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.script import matching_form
from qa.evidence import Evidence
from qa.question import Analysis, apart_by_titles, repeated_by_titles
from qa.retrieval import Retrieved
from qa.verdict import beside_each_other, foremost, is_sure


@dataclass(frozen=True, slots=True)
class Told:
    """One question, what was retrieved for it, and the evidence, best first."""

    analysis: Analysis
    retrieved: Retrieved
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class Study:
    """Reads part by part: a part that leans on the one before is answered near by."""

    look: Callable[[Analysis], Retrieved]
    read: Callable[[Analysis, Retrieved, Evidence | None], list[Evidence]]
    refuse_below: float

    def told(self, parts: Sequence[tuple[Analysis, Retrieved]]) -> list[Told]:
        """Of each part; of each of the like things that it names, where that tells more."""
        found: list[Told] = []
        anchor: Evidence | None = None
        for analysis, retrieved in parts:
            found += self._part(analysis, retrieved, anchor)
            anchor = found[-1].evidence[0] if found[-1].evidence else anchor
        return self._each_from_its_own(self._beside_each_other(found))

    def sure(self, told: Told) -> bool:
        """Whether there is evidence that may be said."""
        return bool(told.evidence) and is_sure(told.evidence[0], self.refuse_below)

    def _part(
        self, analysis: Analysis, retrieved: Retrieved, anchor: Evidence | None
    ) -> list[Told]:
        titles = sorted({matching_form(one.stored.document_title) for one in retrieved.candidates})
        if again := repeated_by_titles(analysis, titles):
            analysis, retrieved, anchor = again, self.look(again), None
        if not (analysis.each or analysis.thin or analysis.name):
            analysis = apart_by_titles(analysis, titles)
        apart = self._apart(analysis) if analysis.asks_each_first else []
        if apart and all(map(self.sure, self._beside_each_other(apart))):
            return apart
        whole = self._one(analysis, retrieved, anchor)
        if self.sure(whole) or analysis.compares:
            return [whole]
        apart = apart or self._apart(analysis)
        return apart if any(map(self.sure, apart)) else [whole]

    def _each_from_its_own(self, found: Sequence[Told]) -> list[Told]:
        """What is said in another document than a part asks about, and tells another part better, makes room for
        what stands in that of its own."""
        return [
            replace(one, evidence=self._own_first(one.evidence))
            if self._is_told_better(one, found)
            else one
            for one in found
        ]

    def _is_told_better(self, told: Told, found: Sequence[Told]) -> bool:
        if not (told.evidence and told.analysis.source):
            return False
        best = told.evidence[0]
        others = (one.evidence[0] for one in found if one is not told and one.evidence)
        return any(one.trust > best.trust and _same_place(one, best) for one in others)

    def _own_first(self, evidence: list[Evidence]) -> list[Evidence]:
        doubted = evidence[0].trust
        sure = (one for one in evidence if is_sure(one, self.refuse_below))
        own = next((one for one in sure if one.trust > doubted), None)
        return [own, *(one for one in evidence if one is not own)] if own else evidence

    def _apart(self, analysis: Analysis) -> list[Told]:
        return [self._one(one, self.look(one), None) for one in analysis.each]

    def _one(self, analysis: Analysis, retrieved: Retrieved, anchor: Evidence | None) -> Told:
        found = self.read(analysis, retrieved, anchor)
        return Told(analysis, retrieved, foremost(found, self.refuse_below))

    def _beside_each_other(self, found: Sequence[Told]) -> list[Told]:
        read = beside_each_other([one.evidence for one in found], self.refuse_below)
        return [replace(one, evidence=other) for one, other in zip(found, read, strict=True)]


def _same_place(one: Evidence, other: Evidence) -> bool:
    """Both begin in the same place of one chunk."""
    same = one.candidate.stored.id == other.candidate.stored.id
    return same and one.ranges[-1][0] == other.ranges[-1][0]
