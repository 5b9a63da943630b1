"""Extractive reading: from candidate chunks to the clauses that answer, word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from corpus.document import context
from corpus.script import matching_form
from qa.confidence import NEAR_WORTH, Signals, confidence
from qa.constraints import Surroundings, contradicted, failed
from qa.kinds import fits_kind
from qa.question import Analysis, Kind
from qa.retrieval import Candidate, Retrieved
from qa.selection import answering_pieces, holds, joined, term_worth
from qa.sentences import Segment, sentences

CLOSELY_READ = 12
"""Sentences whose clauses are looked at; the others hold less of the question."""
HEAD_CHARACTERS = 1_500
"""The beginning of a document, which tells of what place it speaks."""

Head = Callable[[str], str]
"""The beginning of the document with this id."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The clauses of one sentence that answer one part of the question."""

    candidate: Candidate
    ranges: tuple[tuple[int, int], ...]
    """What is cited, as ranges of ``chunk.text``: the clauses, and a heading that says who."""
    text: str
    """What the answer says: those clauses, as they stand in the reading view."""
    signals: Signals
    confidence: float
    """0–1."""
    failed: tuple[str, ...] = ()
    """Constraints of the question that this evidence does not meet, in Chinese."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence and where it stands."""

    segment: Segment
    around: str
    """Matching form of what a reader has in mind here: title, sections, the sentence before."""
    surroundings: Surroundings
    speaker: Segment | None
    """The heading line of the chunk that names a person or body."""


def read(
    analysis: Analysis,
    retrieved: Retrieved,
    head: Head,
    limit: int = 10,
    anchor: Evidence | None = None,
) -> list[Evidence]:
    """Evidence for one question from the best ``limit`` candidates, best first.

    ``anchor`` is the evidence of the part before: a part that leans on it is answered near by.
    """
    if not analysis.terms:
        return []
    worth = term_worth(analysis, retrieved.weights)
    placed = [
        _covered(candidate, place, worth)
        for candidate in retrieved.candidates[:limit]
        for place in _places(candidate, head)
    ]
    placed.sort(key=lambda one: -one.promise)
    found = [_evidence(analysis, worth, one, anchor) for one in placed[:CLOSELY_READ]]
    return sorted(found, key=lambda evidence: -evidence.confidence)


@dataclass(frozen=True, slots=True)
class _Covered:
    """A sentence, and how much of the question stands in it and around it."""

    candidate: Candidate
    place: _Place
    coverage: float
    near: float

    @property
    def promise(self) -> float:
        return self.coverage + NEAR_WORTH * self.near + self.candidate.score / 3


def _covered(candidate: Candidate, place: _Place, worth: Mapping[str, float]) -> _Covered:
    held = {term for term in worth if holds(place.surroundings.sentence, term)}
    near = {term for term in worth if term not in held and holds(place.around, term)}
    return _Covered(candidate, place, _share(worth, held), _share(worth, near))


def standing(candidate: Candidate, head: Head) -> Iterator[tuple[Segment, Surroundings]]:
    """The sentences of a chunk, as ranges of its text, and where each stands."""
    return ((place.segment, place.surroundings) for place in _places(candidate, head))


def _places(candidate: Candidate, head: Head) -> Iterator[_Place]:
    stored = candidate.stored
    heading = matching_form(context(stored.document_title, None, stored.chunk.section))
    chunk = matching_form(stored.chunk.text)
    beginning = matching_form(head(stored.document_id))
    speaker, before = None, ""
    for segment in sentences(stored.chunk.text):
        form = matching_form(segment.text)
        where = Surroundings(form, before, heading, chunk, beginning, stored.document_date)
        yield _Place(segment, f"{heading} {before}", where, speaker)
        if segment.text in stored.chunk.section:
            speaker = segment
        before = form


def _evidence(
    analysis: Analysis,
    worth: Mapping[str, float],
    covered: _Covered,
    anchor: Evidence | None,
) -> Evidence:
    candidate, place = covered.candidate, covered.place
    pieces = answering_pieces(analysis, worth, place.segment)
    text = joined(analysis, pieces)
    ranges = [(min(piece.start for piece in pieces), max(piece.end for piece in pieces))]
    if speaker := _missing_speaker(analysis, text, place):
        text = f"{speaker.text}：{text}"
        ranges.insert(0, (speaker.start, speaker.end))
    unmet = failed(analysis.asked, place.surroundings)
    unmet = unmet or contradicted(analysis.asked, [matching_form(text)])
    signals = Signals(
        coverage=covered.coverage,
        near=covered.near,
        anchored=_anchored(candidate, place, anchor),
        retrieval=candidate.score,
        fits=fits_kind(analysis, text),
        holds=not unmet,
    )
    return Evidence(candidate, tuple(ranges), text, signals, confidence(signals), unmet)


def _anchored(candidate: Candidate, place: _Place, anchor: Evidence | None) -> float:
    """1 in the sentence of the anchor, 0.5 in its chunk, else 0."""
    if anchor is None or anchor.candidate.stored.id != candidate.stored.id:
        return 0.0
    start, end = anchor.ranges[-1]
    return 1.0 if start < place.segment.end and place.segment.start < end else 0.5


def _missing_speaker(analysis: Analysis, text: str, place: _Place) -> Segment | None:
    """Who is asked for, and only the heading above says it."""
    if analysis.kind is not Kind.BODY or place.speaker is None or fits_kind(analysis, text):
        return None
    return place.speaker if fits_kind(analysis, place.speaker.text) else None


def _share(worth: Mapping[str, float], held: set[str]) -> float:
    """Share of the question's weight that the held terms make up."""
    total = sum(worth.values())
    return sum(worth[term] for term in held) / total if total else 0.0
