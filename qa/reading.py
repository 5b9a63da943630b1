"""Extractive reading: from candidate chunks to the clauses that answer, word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from corpus.document import context
from corpus.script import matching_form
from qa.confidence import Signals, confidence
from qa.constraints import Surroundings, contradicted, failed
from qa.kinds import fits_kind
from qa.question import Analysis, Kind
from qa.retrieval import Candidate, Retrieved
from qa.selection import answering_pieces, holds, joined
from qa.sentences import Segment, sentences

CARRIED_WORTH, THIN_CARRIED_WORTH = 0.15, 0.5
"""Terms of an earlier part or turn: a hint where the question stands alone, half of it where not."""
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


def read(analysis: Analysis, retrieved: Retrieved, head: Head, limit: int = 10) -> list[Evidence]:
    """Evidence for one question from the best ``limit`` candidates, best first."""
    if not analysis.terms:
        return []
    found = [
        _evidence(analysis, retrieved.weights, candidate, place)
        for candidate in retrieved.candidates[:limit]
        for place in _places(candidate, head)
    ]
    return sorted(found, key=lambda evidence: -evidence.confidence)


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
    analysis: Analysis, weights: Mapping[str, float], candidate: Candidate, place: _Place
) -> Evidence:
    pieces = answering_pieces(analysis, weights, place.segment)
    text = joined(analysis, pieces)
    ranges = [(min(piece.start for piece in pieces), max(piece.end for piece in pieces))]
    if speaker := _missing_speaker(analysis, text, place):
        text = f"{speaker.text}：{text}"
        ranges.insert(0, (speaker.start, speaker.end))
    unmet = failed(analysis.asked, place.surroundings)
    unmet = unmet or contradicted(analysis.asked, [matching_form(text)])
    held = {term for term in weights if holds(place.surroundings.sentence, term)}
    near = {term for term in weights if term not in held and holds(place.around, term)}
    signals = Signals(
        coverage=_share(analysis, weights, held),
        near=_share(analysis, weights, near),
        retrieval=candidate.score,
        fits=fits_kind(analysis, text),
        holds=not unmet,
    )
    return Evidence(candidate, tuple(ranges), text, signals, confidence(signals), unmet)


def _missing_speaker(analysis: Analysis, text: str, place: _Place) -> Segment | None:
    """Who is asked for, and only the heading above says it."""
    if analysis.kind is not Kind.BODY or place.speaker is None or fits_kind(analysis, text):
        return None
    return place.speaker if fits_kind(analysis, place.speaker.text) else None


def _share(analysis: Analysis, weights: Mapping[str, float], held: set[str]) -> float:
    """Share of the question's weight that the held terms make up."""
    carried = THIN_CARRIED_WORTH if analysis.thin else CARRIED_WORTH
    worth = {term: weights[term] for term in analysis.terms}
    worth |= {term: weights[term] * carried for term in analysis.carried}
    total = sum(worth.values())
    return sum(worth[term] for term in held if term in worth) / total if total else 0.0
