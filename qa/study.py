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
            found += self._part(analysis, retrieved, anchor if analysis.thin else None)
            anchor = found[-1].evidence[0] if found[-1].evidence else anchor
        return self._beside_each_other(found)

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

    def _apart(self, analysis: Analysis) -> list[Told]:
        return [self._one(one, self.look(one), None) for one in analysis.each]

    def _one(self, analysis: Analysis, retrieved: Retrieved, anchor: Evidence | None) -> Told:
        found = self.read(analysis, retrieved, anchor)
        return Told(analysis, retrieved, foremost(found, self.refuse_below))

    def _beside_each_other(self, found: Sequence[Told]) -> list[Told]:
        read = beside_each_other([one.evidence for one in found], self.refuse_below)
        return [replace(one, evidence=other) for one, other in zip(found, read, strict=True)]
