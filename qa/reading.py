"""Extractive reading: from candidate chunks to the clauses that answer, word for word."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.document import StoredChunk, context
from corpus.script import matching_form
from corpus.sections import SEPARATOR
from qa import row_lists
from qa.bodies import subject_of
from qa.bylines import asks_author
from qa.certainty import judged, trees
from qa.confidence import Signals, confidence, glance, rank
from qa.diversity import diverse
from qa.doubts import DOUBTED, LEAST_TRUST, names_no_items, trust, trust_read
from qa.enumeration import items
from qa.evidence import Evidence, Head, Place, places
from qa.forms import in_tier, is_byline_asked_for, tells_topic
from qa.kinds import asks_district, is_address, names_body, names_one, names_person, tells_body
from qa.question import Analysis, Kind
from qa.retrieval import Retrieved
from qa.row_lists import Cell
from qa.selection import MAX_LIST_CHARACTERS, answering_pieces, joined, term_worth
from qa.sentences import Segment, read_clauses, read_sentences
from qa.signals import UNSEEN, Most, Seen, Task, as_read, most, signals
from qa.span_reader import Reading, SpanReader
from qa.timing import tells_no_year
from qa.unmet import unmet
from qa.whereabouts import home
from qa.years import UNKNOWN, ThisYear, years

READ_FROM = 12
"""Candidates that are looked into."""
CLOSELY_READ = 16
"""Sentences whose clauses are looked at; the others hold less of the question."""
WINDOWS = 2
"""Windows that the trained reader sees at a look: one for each core of a small machine."""
LOOKS = 3
"""Looks it takes where it is unsure."""
SURE = 0.75
"""Confidence from which no further look is taken."""
ROWS = 2
"""Rows of tables that are looked at beside them."""
POSSIBLE = 0.1
"""Probability of holding the answer from which a sentence is looked at closely, come what may."""
NAMED = 0.7
"""Share of a question that a sentence says when it names the matter that is asked about."""
FAR = 6
"""Chunks up to which the heading of a section, or the rows of a table, are looked for."""
Stored = Callable[[Sequence[int]], Sequence[StoredChunk]]
"""Chunks by their ids; ids of one document follow each other in reading order."""
DOUBTS = 3.0
"""Times that a reason for doubt counts among the evidence for a question: a target stands in as many words as
the figure that was reached, and is not what is asked for."""
_LABEL = re.compile(r"正文[:：]\s*")
_COLON = ":："
_STOPS = "，,；;。！!？?"
_PRONOUN = re.compile(
    "(?:^|[，,；;])[^，,；;。]{0,6}?(?:[他她](?!们|人|国|乡|处|山|日)|后者|该(?:公司|企业|集团|厂|[院校馆所社团队](?![长员])|机构|单位|协会))"
)
_LEAVES_UNNAMED = re.compile(f"{_PRONOUN.pattern}|“")
"""What begins so says no name either: what somebody said, in his own words."""
_SOMEBODY = re.compile("[员长师匠嫂](?![㐀-鿿]*[后前时说为称]$)[㐀-鿿·]{2,4}$")
"""Right before it somebody is called by what he does and a name."""
FAR_BACK = 3
"""Sentences before, of those that may name him."""
_Quote = tuple[str, tuple[tuple[int, int], ...]]
"""What is said, and the ranges of the chunk that are cited for it."""
_Key = tuple[int, int]
"""A sentence, or a window: its chunk and where it begins."""


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

        ``anchor`` is the evidence of the part before: a part that leans on it is answered near by.
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
        close = [*every[:CLOSELY_READ], *_rows_asked_for(analysis, rest), *islice(bylines, ROWS)]
        titles = {matching_form(one.stored.document_title) for one in retrieved.candidates}
        best = most(analysis, close, titles)
        looked = _Looked(task, best)
        found = {_sentence(place): looked.evidence(place, UNSEEN) for place in close}
        windows = _windows(close, found)
        for look in range(LOOKS if self._model else 0):
            seen = self._see(analysis, every, windows[look * WINDOWS : (look + 1) * WINDOWS])
            for place, what in seen:
                if what.share >= POSSIBLE or _sentence(place) in found:
                    found[_sentence(place)] = looked.evidence(place, what)
            if max((one.confidence for one in found.values()), default=0.0) >= SURE:
                break
        ranked = sorted(found.values(), key=lambda evidence: -evidence.rank)
        ranked = ranked if task.blind else judged(analysis, ranked)
        if row_lists.asks_extreme(analysis.text):
            return self._with_extreme_rows(analysis, ranked)
        if _may_list_rows(analysis):
            told = sorted(ranked, key=lambda one: _is_another_table(analysis, one))
            ranked = [self._with_rows_elsewhere(analysis, one) for one in told]
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
            text = f"{name.rstrip(_COLON)}：{evidence.text}"
            return replace(evidence, text=text, support=(*evidence.support, heading))
        return evidence

    def _with_rows_elsewhere(self, analysis: Analysis, evidence: Evidence) -> Evidence:
        """A list of rows, with those of the chunks into which their table goes on."""
        stored = evidence.candidate.stored
        read = _read(stored)
        at = _begun(evidence, read)
        own = row_lists.listed(analysis.text, read, at)
        if self._stored is None or own is None:
            return evidence
        said: list[Evidence] = [evidence] if own else []
        for step in (-1, 1):
            for other in self._goes_on(stored, read[at], step):
                rows = row_lists.listed(analysis.text, _read(other), 0 if step > 0 else -1)
                if not rows:
                    continue
                text, ranges = _as_rows(rows)
                candidate = replace(evidence.candidate, stored=other)
                more = replace(evidence, candidate=candidate, ranges=ranges, text=text)
                said.insert(0 if step < 0 else len(said), more)
        if not said:
            return evidence
        text = _as_one(one.text for one in said)
        first = evidence if own else said[0]
        support = (*evidence.support, *(one for one in said if one is not first))
        return replace(first, text=text, support=support)

    def _with_extreme_rows(self, analysis: Analysis, ranked: Sequence[Evidence]) -> list[Evidence]:
        """Of each table, in place of any of its rows, the one with the largest or smallest figure."""
        extremes: dict[tuple[int, tuple[str, ...]], tuple[StoredChunk, _Quote] | None] = {}
        told: list[Evidence] = []
        for evidence in ranked:
            stored = evidence.candidate.stored
            read = _read(stored)
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
    ) -> tuple[StoredChunk, _Quote] | None:
        """The chunk in which that row of a table stands, and what to say of it."""
        there = [stored, *(one for step in (-1, 1) for one in self._goes_on(stored, row, step))]
        rows = [
            (one, other) for one in there for other in _read(one) if row_lists.alike(row, other)
        ]
        found = row_lists.extreme(analysis.text, [other for _, other in rows])
        return (rows[found[0]][0], _as_rows([found[1]])) if found else None

    def _goes_on(self, stored: StoredChunk, row: Segment, step: int) -> Iterator[StoredChunk]:
        """The chunks before (``step`` -1) or after (1) in which the table of a row goes on."""
        ids = [stored.id + step * distance for distance in range(1, FAR + 1)]
        near = self._stored(ids) if self._stored else []
        for id, other in zip(ids, near, strict=False):
            read = _read(other)
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
        timed = self._this_year if task.analysis.asked.years else None
        for candidate in looked_into:
            stored = candidate.stored
            year = timed(stored.document_id) if timed and not stored.document_date else UNKNOWN
            yield from places(candidate, self._head, task.worth, year, city)

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
        read = dict(zip(map(_window, chosen), readings, strict=True))
        return [
            (one, _seen(one, read[_window(one)], _heading_asked(analysis, one)))
            for one in every
            if _window(one) in read
        ]


def _windows(close: Sequence[Place], found: Mapping[_Key, Evidence]) -> list[Place]:
    """The best sentence of each window, best first, as far as words and rules tell."""
    ordered = sorted(close, key=lambda place: -glance(found[_sentence(place)].signals))
    first: dict[_Key, Place] = {}
    for place in ordered:
        first.setdefault(_window(place), place)
    return list(first.values())


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
    analysis: Analysis, retrieved: Retrieved, anchor: Evidence | None, *, blind: bool
) -> Task:
    every = term_worth(analysis, retrieved.weights)
    known = {term: worth for term, worth in every.items() if term not in retrieved.unknown}
    unknown = 1 - sum(known.values()) / (sum(every.values()) or 1.0)
    return Task(analysis, known, unknown, anchor, blind)


def _sentence(place: Place) -> _Key:
    return (place.candidate.stored.id, place.segment.start)


def _window(place: Place) -> _Key:
    return (place.candidate.stored.id, place.window.start)


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


@dataclass(frozen=True, slots=True)
class _Draft:
    """What would be said of a sentence, and what words and rules make of it."""

    quote: _Quote
    signals: Signals
    """Before the trained reader has seen the sentence."""
    trust: float
    """What the reasons for doubt leave of it …"""
    missing: tuple[str, ...]
    """… and the constraints that it does not meet."""
    undated: bool


class _Looked:
    """The sentences that are looked at closely. What the trained reader sees in one seldom changes what would be
    said of it: then only that is judged anew."""

    def __init__(self, task: Task, best: Most) -> None:
        self._task, self._best = task, best
        self._drafts: dict[tuple[_Key, tuple[Segment, ...]], _Draft] = {}

    def evidence(self, place: Place, seen: Seen) -> Evidence:
        """What a sentence says, and how surely it answers."""
        task, analysis = self._task, self._task.analysis
        told = _told_before(task, place)
        pieces = answering_pieces(analysis, task.worth, place.segment, seen.shares, told)
        key = (_sentence(place), tuple(pieces))
        draft = self._drafts.get(key) or self._drafts.setdefault(key, self._draft(place, pieces))
        found = as_read(draft.signals, seen)
        trusted = max(draft.trust * trust_read(analysis, found), LEAST_TRUST)
        text, ranges = draft.quote
        return Evidence(
            place.candidate,
            ranges,
            text,
            found,
            confidence(found, blind=task.blind, foreign=analysis.from_abroad) * trusted,
            draft.missing,
            rank=rank(found, blind=task.blind) + DOUBTS * math.log(trusted),
            trust=trusted,
            undated=draft.undated,
        )

    def _draft(self, place: Place, pieces: Sequence[Segment]) -> _Draft:
        analysis, where = self._task.analysis, place.surroundings
        text, ranges = _quoted(analysis, place, pieces)
        missing = unmet(analysis, place, pieces)
        found = signals(self._task, place, text, not missing, self._best)
        trusted = trust(analysis, place, text, found, self._best)
        # What is judged is the sentence; what is said may be the list that it belongs to.
        whole = _whole(analysis, place, pieces, found.said)
        if whole is None and names_no_items(analysis, text):
            trusted *= DOUBTED**2
        asked = analysis.asked.years
        undated = bool(asked - years(where.near)) and tells_no_year(where, asked)
        return _Draft(whole or (text, ranges), found, trusted, missing, undated)


def _told_before(task: Task, place: Place) -> tuple[int, int] | None:
    """What the part of the question before was answered with, in the chunk of a sentence."""
    anchor = task.anchor
    same = anchor is not None and anchor.candidate.stored.id == place.candidate.stored.id
    return anchor.ranges[-1] if anchor and same else None


def _quoted(analysis: Analysis, place: Place, pieces: Sequence[Segment]) -> _Quote:
    """The clauses that answer, below who says them where that is asked; or the heading alone."""
    if place.topic and tells_topic(analysis, place):
        return place.topic.text, ((place.topic.start, place.topic.end),)
    pieces = _without_label(pieces)
    text = joined(analysis, pieces)
    span = (min(piece.start for piece in pieces), max(piece.end for piece in pieces))
    if speaker := _missing_speaker(analysis, text, place):
        text = f"{speaker.text.rstrip(_COLON)}：{text}"
        return text, ((speaker.start, speaker.end), span)
    if body := _missing_body(analysis, text, place):
        return f"{body.text}：{text}", ((body.start, body.end), span)
    return text, (span,)


def _without_label(pieces: Sequence[Segment]) -> Sequence[Segment]:
    """正文： is where a page begins and not what it says."""
    first, label = pieces[0], _LABEL.match(pieces[0].text)
    if label is None or label.end() == len(first.text):
        return pieces
    rest = Segment(first.start + label.end(), first.end, first.text[label.end() :])
    return [rest, *pieces[1:]]


def _whole(
    analysis: Analysis, place: Place, pieces: Sequence[Segment], named: float
) -> _Quote | None:
    """The list to which a sentence belongs, or the sentence and the next; None where it is enough.

    ``named`` is the share of the question that the sentence says.
    """
    several = analysis.asks_for_several or analysis.asks_how
    if analysis.asks_topic or not (several or _may_list_rows(analysis)):
        return None
    read = _read(place.candidate.stored)
    at = read.index(place.segment)
    listed = items(read, at) if several else []
    if listed and not (analysis.asks_why and listed[0].text[0].isdigit()):
        return _as_one(one.text for one in listed), ((listed[0].start, listed[-1].end),)
    if _may_list_rows(analysis) and (rows := row_lists.listed(analysis.text, read, at)):
        return _as_rows(rows)
    if not several:
        return None
    more = _told_next(analysis, place, pieces, read[at + 1 : at + 2]) if named >= NAMED else None
    if more is None:
        return None
    return _as_one([joined(analysis, pieces), more.text]), ((pieces[0].start, more.end),)


def _is_another_table(analysis: Analysis, evidence: Evidence) -> bool:
    """A row, where rows that meet a condition are asked for, of a table that is not of such things."""
    read = _read(evidence.candidate.stored)
    at = _begun(evidence, read)
    row = row_lists.picks(analysis.text) and bool(row_lists.columns(read[at]))
    return row and row_lists.listed(analysis.text, read, at) is None


def _may_list_rows(analysis: Analysis) -> bool:
    asked = analysis.text
    return analysis.kind is Kind.LIST or row_lists.asks_each(asked) or row_lists.compares(asked)


def _as_rows(rows: Sequence[Sequence[Cell]]) -> _Quote:
    """What each row is named by, and the figure that is asked about with the head of its column."""
    said = [
        "，".join([row[0].value, *(f"{cell.key}：{cell.value}" for cell in row[1:])])
        for row in rows
    ]
    return f"{'；'.join(said)}。", tuple((row[0].start, row[-1].end) for row in rows)


def _as_one(said: Iterable[str]) -> str:
    """One sentence, so that its marker is that of all."""
    return "；".join(one.rstrip(_STOPS) for one in said) + "。"


def _read(stored: StoredChunk) -> list[Segment]:
    return [one.segment for one in read_sentences(stored.chunk.text)]


def _begun(evidence: Evidence, read: Sequence[Segment]) -> int:
    """The position of the sentence with which a quote begins."""
    return next(i for i, one in enumerate(read) if evidence.ranges[0][0] < one.end)


def _told_next(
    analysis: Analysis, place: Place, pieces: Sequence[Segment], following: Sequence[Segment]
) -> Segment | None:
    """The next sentence of the paragraph, where a sentence names a matter and that one tells how it goes."""
    view = place.candidate.stored.chunk.text
    if not analysis.asks_how or not following or pieces[-1].end != place.segment.end:
        return None
    (after,) = following
    apart = "\n" in view[place.segment.end : after.start]
    return after if not apart and after.end - pieces[0].start <= MAX_LIST_CHARACTERS else None


def _missing_body(analysis: Analysis, text: str, place: Place) -> Segment | None:
    """谁的净息差最低 is asked, and the sentence goes on about the bank that one before it names."""
    if analysis.kind is not Kind.BODY or names_one(text) or _PRONOUN.search(text):
        return None
    before = place.candidate.stored.chunk.text[: place.segment.start]
    span = subject_of(matching_form(before))
    return Segment(*span, before[slice(*span)]) if span else None


def _with_antecedent(analysis: Analysis, evidence: Evidence) -> Evidence:
    """… and the sentence that names whom 他 means, where it is asked who he is: the nearest that names a person by
    his office, or the nearest."""
    text = evidence.text
    pronoun = _PRONOUN.search(text)
    if analysis.kind is not Kind.BODY or pronoun is None or names_person(text):
        return evidence
    if _SOMEBODY.search(text[: pronoun.start()]):
        return evidence  # 护林员包海山，他沿着牧道走了七公里
    begin = evidence.ranges[-1][0]
    before = [one for one in _read(evidence.candidate.stored) if one.end <= begin]
    others = [one for one in reversed(before) if not _LEAVES_UNNAMED.match(one.text)]
    named = next((one for one in others[:FAR_BACK] if names_person(one.text)), None)
    named = named or next(iter(others), None)
    if named is None:
        return evidence
    whom = replace(evidence, ranges=((named.start, named.end),), text=named.text)
    return replace(evidence, text=_as_one([named.text, text]), support=(*evidence.support, whom))


def _names_answer(analysis: Analysis, text: str) -> bool:
    """A district where one is asked for, else a body: 郑州 is no answer to 哪个委员会."""
    return names_one(text) if asks_district(analysis.text) else tells_body(text)


def _missing_speaker(analysis: Analysis, text: str, place: Place) -> Segment | None:
    """Who is asked for, and only the heading above says it."""
    if place.speaker is None or matching_form(place.speaker.text) in matching_form(text):
        return None
    if analysis.asks_issuer and is_address(place.speaker.text):
        return None
    if not analysis.asks_who_said and (
        not analysis.asks_which_body or _names_answer(analysis, text)
    ):
        return None
    return place.speaker if names_body(place.speaker.text) else None
