"""Extractive reading: from candidate chunks to the clauses that answer, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from corpus.document import StoredChunk, context
from corpus.script import matching_form
from corpus.sections import SEPARATOR
from qa import row_lists
from qa.bylines import asks_author
from qa.certainty import judged, trees
from qa.confidence import glance
from qa.diversity import diverse
from qa.drafts import PRONOUN, Drafts, Quote, as_one, as_rows, may_list_rows, said_by, segments
from qa.enumeration import LEADS_IN, items
from qa.evidence import Evidence, Head, Key, Place, places
from qa.forms import in_tier, is_byline_asked_for, is_field_asked_for, tells_topic
from qa.kinds import names_body, names_person
from qa.question import Analysis, Kind
from qa.retrieval import Retrieved
from qa.selection import term_worth
from qa.sentences import Segment, read_clauses
from qa.signals import UNSEEN, Seen, Task, most
from qa.span_reader import Reading, SpanReader
from qa.whereabouts import home
from qa.years import UNKNOWN, ThisYear

READ_FROM = 12
"""Candidates that are looked into."""
CLOSELY_READ = 16
"""Sentences whose clauses are looked at; the others hold less of the question."""
WINDOWS = 2
"""Windows that the trained reader sees at a look: one for each core of a small machine."""
LOOKS = 5
"""Looks it takes at most, where it is unsure."""
AT_FIRST = 4
"""Windows that are seen where it is unsure, however they rank."""
FAR_BEHIND = 3.0
"""Log odds of a glance by which a later window may be behind the first: of 1,245 questions on which one further behind
was seen that mended 5 and spoilt 6."""
REWORDED = 8.0
"""Log odds that the share of the question's everyday words adds to a glance that a sentence has other words for."""
LITTLE_SAID, THEN_SEEN = 0.5, 6
"""Share of the question below which in all sentences its words tell too little to leave windows out, and how many are
seen then, however far behind: of 1,798 development questions three mended, one spoilt; all ten mend no more."""
SURE = 0.75
"""Confidence from which no further look is taken."""
ROWS = 2
"""Rows of tables that are looked at beside them."""
POSSIBLE = 0.1
"""Probability of holding the answer from which a sentence is looked at closely, come what may."""
FAR = 6
"""Chunks up to which the heading of a section, or the rows of a table, are looked for."""
Stored = Callable[[Sequence[int]], Sequence[StoredChunk]]
"""Chunks by their ids; ids of one document follow each other in reading order."""
_LEAVES_UNNAMED = re.compile(f"{PRONOUN.pattern}|“")
"""What begins so says no name either: what somebody said, in his own words."""
_SOMEBODY = re.compile("[员长师匠嫂](?![㐀-鿿]*[后前时说为称]$)[㐀-鿿·]{2,4}$")
"""Right before it somebody is called by what he does and a name."""
FAR_BACK = 3
"""Sentences before, of those that may name him."""


class Reader:
    """Finds evidence; with a trained reader, or by words and rules alone."""

    def __init__(
        self,
        head: Head,
        model: SpanReader | None = None,
        stored: Stored | None = None,
        this_year: Callable[[str], ThisYear] | None = None,
    ) -> None:
        """``stored`` looks up chunks: without it nothing is told from other chunks than those retrieved.
        Without ``this_year`` 今年 of a document without a date is none that is known. Raises ConfigurationError
        when a file of the installation is damaged."""
        self._head = head
        self._this_year = this_year
        self._model = model
        self._stored = stored
        if model:
            trees()  # a damaged installation is told when the service starts, not at the first question

    def read(
        self, analysis: Analysis, retrieved: Retrieved, anchor: Evidence | None = None
    ) -> list[Evidence]:
        """Evidence for one question or part of one, best first.

        ``anchor`` is the evidence of the part before: a part that leans on it is answered near by, and what both pin
        down holds in its sentence.
        Words and rules choose the windows that the trained reader sees first; where those leave it
        unsure, it sees the next.
        """
        if not analysis.terms:
            return []
        task = _task(analysis, retrieved, anchor, blind=self._model is None)
        every = sorted(self._places(retrieved, task), key=lambda place: -place.promise)
        rest = every[CLOSELY_READ:]
        pages = rest if asks_author(analysis.text) else ()
        bylines = (place for place in pages if is_byline_asked_for(analysis, place))
        fields = (place for place in rest if is_field_asked_for(analysis, place))
        also = [*islice(bylines, ROWS), *islice(fields, ROWS)]
        close = [*every[:CLOSELY_READ], *_rows_asked_for(analysis, rest), *also]
        titles = {matching_form(one.stored.document_title) for one in retrieved.candidates}
        best = most(analysis, close, titles, task.anchor)
        drafts = Drafts(task, best)
        found = {place.key: drafts.evidence(place, UNSEEN) for place in close}
        windows = _windows(close, found)
        for at in range(0, len(windows), WINDOWS):
            for place, what in self._see(analysis, every, windows[at : at + WINDOWS]):
                if what.share >= POSSIBLE or place.key in found:
                    found[place.key] = drafts.evidence(place, what)
            if max((one.confidence for one in found.values()), default=0.0) >= SURE:
                break
        ranked = sorted(found.values(), key=lambda evidence: -evidence.rank)
        ranked = ranked if task.blind else judged(analysis, ranked)
        if row_lists.asks_extreme(analysis.text):
            return self._with_extreme_rows(analysis, ranked)
        if may_list_rows(analysis):
            told = sorted(ranked, key=lambda one: _is_another_table(analysis, one))
            ranked = [self._with_rows_elsewhere(analysis, one) for one in told]
        if analysis.asks_for_several:
            ranked = [self._with_items_below(one) for one in ranked]
        return [
            _with_antecedent(analysis, self._with_distant_speaker(analysis, one)) for one in ranked
        ]

    def _with_distant_speaker(self, analysis: Analysis, evidence: Evidence) -> Evidence:
        """Who says it, where his name heads a section so long that it stands in an earlier chunk."""
        stored = evidence.candidate.stored
        name = stored.chunk.section.rpartition(SEPARATOR)[2]
        if not analysis.asks_who_said or not names_body(name) or self._stored is None:
            return evidence
        if matching_form(name) in matching_form(evidence.text + stored.chunk.text):
            return evidence
        for other in self._stored([stored.id - i for i in range(1, FAR + 1)]):
            begin = other.chunk.text.find(name)
            if begin < 0 or (other.document_id, other.chunk.section) != (
                stored.document_id,
                stored.chunk.section,
            ):
                continue
            heading = replace(
                evidence,
                candidate=replace(evidence.candidate, stored=other),
                ranges=((begin, begin + len(name)),),
                text=name,
            )
            said = said_by(name, evidence.text)
            return replace(evidence, text=said, support=(*evidence.support, heading))
        return evidence

    def _with_items_below(self, evidence: Evidence) -> Evidence:
        """The list that the last sentence of a chunk leads in to, where it begins with the next chunk."""
        stored = evidence.candidate.stored
        leads = segments(stored)[-1]
        begin, end = evidence.ranges[-1]
        if not (leads.text.endswith(LEADS_IN) and begin < leads.end and end > leads.start):
            return evidence
        for other in self._stored([stored.id + 1]) if self._stored else ():
            listed = items(segments(other), 0) if other.document_id == stored.document_id else []
            if listed:
                candidate = replace(evidence.candidate, stored=other)
                ranges = ((listed[0].start, listed[-1].end),)
                text = as_one(one.text for one in listed)
                return replace(evidence, candidate=candidate, ranges=ranges, text=text)
        return evidence

    def _with_rows_elsewhere(self, analysis: Analysis, evidence: Evidence) -> Evidence:
        """A list of rows, with those of the chunks into which their table goes on."""
        stored = evidence.candidate.stored
        read = segments(stored)
        at = _begun(evidence, read)
        own = row_lists.listed(analysis.text, read, at)
        if self._stored is None or own is None:
            return evidence
        said: list[Evidence] = [evidence] if own else []
        for step in (-1, 1):
            for other in self._goes_on(stored, read[at], step):
                rows = row_lists.listed(analysis.text, segments(other), 0 if step > 0 else -1)
                if not rows:
                    continue
                text, ranges = as_rows(rows)
                candidate = replace(evidence.candidate, stored=other)
                more = replace(evidence, candidate=candidate, ranges=ranges, text=text)
                said.insert(0 if step < 0 else len(said), more)
        if not said:
            return evidence
        text = as_one(one.text for one in said)
        first = evidence if own else said[0]
        support = (*evidence.support, *(one for one in said if one is not first))
        return replace(first, text=text, support=support)

    def _with_extreme_rows(self, analysis: Analysis, ranked: Sequence[Evidence]) -> list[Evidence]:
        """Of each table, in place of any of its rows, the one with the largest or smallest figure."""
        extremes: dict[tuple[int, tuple[str, ...]], tuple[StoredChunk, Quote] | None] = {}
        told: list[Evidence] = []
        for evidence in ranked:
            stored = evidence.candidate.stored
            read = segments(stored)
            row = read[_begun(evidence, read)]
            table = (stored.id, row_lists.columns(row))
            if table not in extremes:
                extremes[table] = self._extreme_row(analysis, stored, row) if table[1] else None
            if found := extremes[table]:
                other, (text, ranges) = found
                candidate = replace(evidence.candidate, stored=other)
                evidence = replace(evidence, candidate=candidate, text=text, ranges=ranges)
            told.append(evidence)
        return told

    def _extreme_row(
        self, analysis: Analysis, stored: StoredChunk, row: Segment
    ) -> tuple[StoredChunk, Quote] | None:
        """The chunk in which that row of a table stands, and what to say of it."""
        there = [stored, *(one for step in (-1, 1) for one in self._goes_on(stored, row, step))]
        rows = [
            (one, other) for one in there for other in segments(one) if row_lists.alike(row, other)
        ]
        found = row_lists.extreme(analysis.text, [other for _, other in rows])
        return (rows[found[0]][0], as_rows([found[1]])) if found else None

    def _goes_on(self, stored: StoredChunk, row: Segment, step: int) -> Iterator[StoredChunk]:
        """The chunks before (``step`` -1) or after (1) in which the table of a row goes on."""
        ids = [stored.id + step * distance for distance in range(1, FAR + 1)]
        near = self._stored(ids) if self._stored else []
        for id, other in zip(ids, near, strict=False):
            read = segments(other)
            if (other.id, other.document_id) != (id, stored.document_id) or not read:
                return
            if not row_lists.alike(row, read[0 if step > 0 else -1]):
                return
            yield other
            if not all(row_lists.alike(row, one) for one in read):
                return

    def _places(self, retrieved: Retrieved, task: Task) -> Iterator[Place]:
        looked_into = diverse(retrieved.candidates, READ_FROM, fill=True, a_document=READ_FROM)
        documents = dict.fromkeys(one.stored.document_id for one in looked_into)
        city = home([self._head(one) for one in documents]) if task.analysis.asked.places else ""
        timed = bool(task.analysis.asked.years)
        question = matching_form(task.analysis.readable)
        for candidate in looked_into:
            stored = candidate.stored
            asked = self._this_year if timed and not stored.document_date else None
            year = asked(stored.document_id) if asked else UNKNOWN
            yield from places(candidate, self._head, task.worth, year, city, question, timed=timed)

    def _see(
        self, analysis: Analysis, every: Sequence[Place], chosen: Sequence[Place]
    ) -> list[tuple[Place, Seen]]:
        """What the model sees in the windows of the chosen sentences, by sentence."""
        if self._model is None:
            return []
        readings = self._model.read(
            analysis.readable,
            [place.window.text for place in chosen],
            [_heading(place.candidate.stored) for place in chosen],
        )
        read = dict(zip((one.window_key for one in chosen), readings, strict=True))
        return [
            (one, _seen(one, read[one.window_key], _heading_asked(analysis, one)))
            for one in every
            if one.window_key in read
        ]


def _windows(close: Sequence[Place], found: Mapping[Key, Evidence]) -> list[Place]:
    """The best sentence of each window, best first, as far as words and rules tell; those that come late only where
    they are not far behind, or words tell little."""
    glances = {
        place.key: glance(found[place.key].signals) + REWORDED * place.reworded for place in close
    }
    first: dict[Key, Place] = {}
    for place in sorted(close, key=lambda place: -glances[place.key]):
        first.setdefault(place.window_key, place)
    ordered = list(first.values())[: LOOKS * WINDOWS]
    if max((place.coverage for place in close), default=0.0) < LITTLE_SAID:
        return ordered[:THEN_SEEN]
    least = max(glances.values(), default=0.0) - FAR_BEHIND
    late = (place for place in ordered[AT_FIRST:] if glances[place.key] >= least)
    return [*ordered[:AT_FIRST], *late]


def _rows_asked_for(analysis: Analysis, others: Sequence[Place]) -> list[Place]:
    """Of each table with a column that the question puts a condition on, the best row, and the rows of the tiers of
    what it gives and of what it names, where none of it is looked at for its words: they say little of 哪些领域不到65%."""
    first: dict[tuple[str, tuple[str, ...]], Place] = {}
    picks = row_lists.picks(analysis.text)
    for place in others:
        met = picks and row_lists.may_meet(analysis.text, place.segment)
        named = row_lists.is_named(analysis.text, place.segment)
        if met or named or in_tier(analysis, place.segment):
            columns = row_lists.columns(place.segment)
            first.setdefault((place.candidate.stored.document_id, columns), place)
    return list(first.values())[:ROWS]


def _heading(stored: StoredChunk) -> str:
    return context(stored.document_title, None, stored.chunk.section)


def _task(
    analysis: Analysis, retrieved: Retrieved, before: Evidence | None, *, blind: bool
) -> Task:
    every = term_worth(analysis, retrieved.weights)
    known = {term: worth for term, worth in every.items() if term not in retrieved.unknown}
    unknown = 1 - sum(known.values()) / (sum(every.values()) or 1.0)
    return Task(analysis, known, unknown, before, blind)


def _seen(place: Place, reading: Reading, heading: Segment | None) -> Seen:
    begin = place.window.start
    cut = [one.segment for one in read_clauses(place.segment)]
    shares = [reading.share(one.start - begin, one.end - begin) for one in cut]
    read = heading is not None and heading.start >= begin
    told = reading.share(heading.start - begin, heading.end - begin) if heading and read else 0.0
    return Seen(reading.relevance, tuple(shares), told, reading.focus)


def _heading_asked(analysis: Analysis, place: Place) -> Segment | None:
    """The heading line that tells what is asked: who speaks, or of what."""
    if tells_topic(analysis, place):
        return place.topic
    return place.speaker if analysis.asks_who_said else None


def _is_another_table(analysis: Analysis, evidence: Evidence) -> bool:
    """A row, where rows that meet a condition are asked for, of a table that is not of such things."""
    read = segments(evidence.candidate.stored)
    at = _begun(evidence, read)
    row = row_lists.picks(analysis.text) and bool(row_lists.columns(read[at]))
    return row and row_lists.listed(analysis.text, read, at) is None


def _begun(evidence: Evidence, read: Sequence[Segment]) -> int:
    """The position of the sentence with which a quote begins."""
    return next(i for i, one in enumerate(read) if evidence.ranges[0][0] < one.end)


def _with_antecedent(analysis: Analysis, evidence: Evidence) -> Evidence:
    """… and the sentence that names whom 他 means, where it is asked who he is: the nearest that names a person by
    his office, or the nearest."""
    text = evidence.text
    pronoun = PRONOUN.search(text)
    if analysis.kind is not Kind.BODY or pronoun is None or names_person(text):
        return evidence
    if _SOMEBODY.search(text[: pronoun.start()]):
        return evidence  # 护林员包海山，他沿着牧道走了七公里
    begin = evidence.ranges[-1][0]
    before = [one for one in segments(evidence.candidate.stored) if one.end <= begin]
    others = [one for one in reversed(before) if not _LEAVES_UNNAMED.match(one.text)]
    named = next((one for one in others[:FAR_BACK] if names_person(one.text)), None)
    named = named or next(iter(others), None)
    if named is None:
        return evidence
    whom = replace(evidence, ranges=((named.start, named.end),), text=named.text)
    return replace(evidence, text=as_one([named.text, text]), support=(*evidence.support, whom))
