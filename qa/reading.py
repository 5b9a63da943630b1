"""Extractive reading: from candidate chunks to the clauses that answer, word for word."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.script import matching_form
from qa.confidence import Signals, confidence
from qa.constraints import contradicted, failed, periods, years
from qa.diversity import diverse
from qa.evidence import Evidence, Head, Place, places, share
from qa.kinds import asks_contact, fits_kind, is_dateline, is_signature, items_asked, names_body
from qa.matching import means
from qa.question import FIGURES, LITERAL, Analysis, Kind
from qa.retrieval import Retrieved
from qa.selection import answering_pieces, joined, term_worth
from qa.sentences import Segment
from qa.span_reader import Reading, SpanReader
from qa.wording import speaks_to_machines

READ_FROM = 12
"""Candidates that are looked into."""
CLOSELY_READ = 12
"""Sentences whose clauses are looked at; the others hold less of the question."""
MODEL_WINDOWS = 2
"""Windows that the trained reader sees at a look; four or six gave no better answers on the
development questions and cost 9 ms each."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the trained reader makes of a sentence's window."""

    relevance: float
    """Logit."""
    span: tuple[int, int] | None
    """Where it sees the answer, as offsets into the chunk, if that is in the sentence."""
    certainty: float
    """Probability of that span among all of the window; 0 when it is elsewhere."""


SURE = 0.5
"""Confidence below which the trained reader sees more."""
DOUBTED = 0.5
"""What a reason for doubt that has no signal leaves of the confidence."""
_ADDRESSES = re.compile(r"(?:你们?|您|贵[会委单党]位?|你[会委单]位?)[^，,。]{0,4}提")
NEWS = 0.3
"""Share of a title that the question must not have said already."""
_RUNS = re.compile(r"[㐀-鿿\w.%]+")
_COLON = ":："
_Key = tuple[int, int]
"""A sentence: its chunk and where it begins."""
UNSEEN = _Seen(-6.0, None, 0.0)


@dataclass(frozen=True, slots=True)
class _Task:
    """One question, or part of one, and what holds for all its evidence."""

    analysis: Analysis
    worth: Mapping[str, float]
    """Weight of each term of the question that some document holds."""
    unknown: float
    """Share of the question's weight that no document holds."""
    anchor: Evidence | None


class Reader:
    """Finds evidence; with a trained reader, or by words and rules alone."""

    def __init__(self, head: Head, model: SpanReader | None = None) -> None:
        self._head = head
        self._model = model

    def read(
        self, analysis: Analysis, retrieved: Retrieved, anchor: Evidence | None = None
    ) -> list[Evidence]:
        """Evidence for one question or part of one, best first.

        ``anchor`` is the evidence of the part before: a part that leans on it is answered near by.
        Where the first windows leave it unsure, the trained reader sees as many more.
        """
        if not analysis.terms:
            return []
        task = _task(analysis, retrieved, anchor)
        every = [
            place
            for candidate in diverse(
                retrieved.candidates, READ_FROM, fill=True, a_document=READ_FROM
            )
            for place in places(candidate, self._head, task.worth)
        ]
        every.sort(key=lambda place: -place.promise)
        seen = self._seen(analysis, every)
        found = _found(task, every, seen)
        if found and found[0].confidence < SURE:
            seen |= self._seen(analysis, [place for place in every if _key(place) not in seen])
            found = _found(task, every, seen)
        return found

    def _seen(self, analysis: Analysis, every: Sequence[Place]) -> dict[_Key, _Seen]:
        """What the model sees in the windows of the first sentences, by sentence."""
        if self._model is None or analysis.foreign:
            return {}
        windows = {(p.candidate.stored.id, p.window.start): p.window for p in every}
        chosen = list(windows)[:MODEL_WINDOWS]
        asked = analysis.said_before + analysis.text
        readings = self._model.read(asked, [windows[one].text for one in chosen])
        read = dict(zip(chosen, readings, strict=True))
        return {
            _key(place): _seen(place, read[window])
            for place in every
            if (window := (place.candidate.stored.id, place.window.start)) in read
        }


def _task(analysis: Analysis, retrieved: Retrieved, anchor: Evidence | None) -> _Task:
    every = term_worth(analysis, retrieved.weights)
    known = {term: worth for term, worth in every.items() if term not in retrieved.unknown}
    return _Task(analysis, known, 1 - sum(known.values()) / (sum(every.values()) or 1.0), anchor)


def _found(
    task: _Task,
    every: Sequence[Place],
    seen: Mapping[_Key, _Seen],
) -> list[Evidence]:
    """Evidence of the promising sentences and of those in which the model sees something, best first."""
    close = [
        place
        for i, place in enumerate(every)
        if i < CLOSELY_READ or seen.get(_key(place), UNSEEN).span
    ]
    most = (
        max((_held(task.analysis, place)[0] for place in close), default=0.0),
        max((place.attribute for place in close), default=0.0),
    )
    found = [_evidence(task, place, seen.get(_key(place), UNSEEN), most) for place in close]
    return sorted(found, key=lambda evidence: -evidence.confidence)


def _key(place: Place) -> _Key:
    return (place.candidate.stored.id, place.segment.start)


def _seen(place: Place, reading: Reading) -> _Seen:
    start, end = place.window.start + reading.start, place.window.start + reading.end
    if start < place.segment.end and place.segment.start < end:
        return _Seen(reading.relevance, (start, end), math.exp(reading.span))
    return _Seen(reading.relevance, None, 0.0)


def _evidence(task: _Task, place: Place, seen: _Seen, most: tuple[float, float]) -> Evidence:
    """``most`` are the largest coverage and the largest attribute of all sentences."""
    analysis = task.analysis
    pieces = answering_pieces(analysis, task.worth, place.segment, seen.span, seen.certainty)
    text = joined(analysis, pieces)
    ranges = [(min(piece.start for piece in pieces), max(piece.end for piece in pieces))]
    if speaker := _missing_speaker(analysis, text, place):
        text = f"{speaker.text.rstrip(_COLON)}：{text}"
        ranges.insert(0, (speaker.start, speaker.end))
    unmet = _unmet(analysis, place, pieces)
    coverage, near = _held(analysis, place)
    said = matching_form(text)
    quoted = share(task.worth, {term for term in task.worth if means(said, term)})
    attribute = place.attribute
    if _speaks_of_the_document(analysis, place):
        quoted = attribute = coverage
    fits = fits_kind(analysis, text)
    signals = Signals(
        coverage=coverage,
        near=near,
        retrieval=place.candidate.score,
        fits=fits,
        literal=fits or not _is_literal(analysis),
        holds=not unmet,
        partial=_is_partial(analysis, place, text),
        anchored=_anchored(place, task.anchor),
        relevance=seen.relevance,
        certainty=seen.certainty,
        heading=place.is_heading,
        unknown=task.unknown,
        behind=coverage - most[0],
        attribute=attribute,
        attribute_behind=min(0.0, attribute - most[1]),
        said=quoted,
        terms=len(task.worth),
        figure=analysis.kind in LITERAL,
    )
    sure = confidence(signals) * _trust(analysis, place, said, fits)
    return Evidence(place.candidate, tuple(ranges), text, signals, sure, unmet)


def _news(said: str, question: str) -> float:
    """Share of the character pairs of a text that the question does not hold."""
    pairs = {pair for run in _RUNS.findall(said) for pair in map("".join, pairwise(run))}
    return sum(pair not in question for pair in pairs) / len(pairs) if pairs else 1.0


def _is_literal(analysis: Analysis) -> bool:
    """Whether the answer has a form: a figure, a date, so many things."""
    return (
        analysis.kind in LITERAL or bool(items_asked(analysis.text)) or asks_contact(analysis.text)
    )


def _trust(analysis: Analysis, place: Place, said: str, fits: bool) -> float:
    """What the confidence is multiplied with, for what its signals are too few examples of.

    Of a question that is half understood, half the matter is missing. A figure is asked for and none
    is there. Who the director is, a sentence without a director does not say. Orders are not written
    for readers. A title answers nothing when it says no more than the question, and names the
    document, not who wrote it or when.
    """
    trust = (1 - analysis.lost) ** 2
    if not fits and _is_literal(analysis):
        trust *= DOUBTED
    if (role := analysis.role) and not any(pair in said for pair in map("".join, pairwise(role))):
        trust *= DOUBTED
    if speaks_to_machines(place.surroundings.before, place.surroundings.sentence):
        trust *= DOUBTED
    if place.is_heading and _news(said, analysis.text) < NEWS:
        trust *= DOUBTED / 2
    if place.is_heading and (analysis.asks_who_said or analysis.asks_document_date):
        trust *= DOUBTED
    return trust


def _unmet(analysis: Analysis, place: Place, pieces: Sequence[Segment]) -> tuple[str, ...]:
    """What of the question the evidence does not meet."""
    asked = analysis.asked
    if analysis.asks_document_date and is_dateline(place.segment.text):
        asked = replace(asked, years=frozenset())  # the year that the document is about
    unmet = failed(asked, place.surroundings)
    if analysis.kind is Kind.DATE:
        asked = replace(asked, years=frozenset())  # the answer may lie in another year
    if analysis.kind not in FIGURES:
        asked = replace(asked, places=frozenset())  # only a figure belongs to the last one named
    return unmet or contradicted(asked, [matching_form(one.text) for one in pieces])


def _held(analysis: Analysis, place: Place) -> tuple[float, float]:
    """What of the question stands in the sentence and around it, 0–1 each."""
    if _speaks_of_the_document(analysis, place):
        return min(1.0, place.coverage + place.near), 0.0
    return place.coverage, place.near


def _speaks_of_the_document(analysis: Analysis, place: Place) -> bool:
    """Of a document's own date its dateline tells, and of who issued it its signature; they name it
    nowhere: the title above does. A letter says to whom it speaks, not about what."""
    text = place.segment.text
    return (
        (analysis.asks_document_date and is_dateline(text))
        or (analysis.asks_issuer and is_signature(text))
        or bool(analysis.asks_who_said and place.speaker and _ADDRESSES.search(text))
    )


def _is_partial(analysis: Analysis, place: Place, text: str) -> bool:
    """The question names a year, and the sentence speaks of a part of one."""
    asked = analysis.asked
    if not asked.years or asked.periods:
        return False
    said = matching_form(text)
    return bool(periods(said if years(said) else place.surroundings.sentence))


def _anchored(place: Place, anchor: Evidence | None) -> float:
    """1 in the sentence of the anchor, 0.5 in its chunk, else 0."""
    if anchor is None or anchor.candidate.stored.id != place.candidate.stored.id:
        return 0.0
    start, end = anchor.ranges[-1]
    return 1.0 if start < place.segment.end and place.segment.start < end else 0.5


def _missing_speaker(analysis: Analysis, text: str, place: Place) -> Segment | None:
    """Who is asked for, and only the heading above says it."""
    if place.speaker is None or matching_form(place.speaker.text) in matching_form(text):
        return None
    if not analysis.asks_who_said and (analysis.kind is not Kind.BODY or fits_kind(analysis, text)):
        return None
    return place.speaker if names_body(place.speaker.text) else None
