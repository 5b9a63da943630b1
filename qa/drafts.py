"""What would be said of a sentence as the answer to a question, and what speaks for and against it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.document import StoredChunk
from corpus.script import matching_form
from qa import row_lists
from qa.bodies import subject_of
from qa.confidence import Signals, confidence, rank
from qa.contrasts import named
from qa.doubts import DOUBTED, LEAST_TRUST, names_no_items, trust, trust_read
from qa.enumeration import items
from qa.evidence import Evidence, Key, Place
from qa.forms import tells_topic
from qa.kinds import asks_district, is_address, names_body, names_one, tells_body
from qa.leads import lead_of
from qa.question import Analysis, Kind
from qa.row_lists import Cell
from qa.selection import MAX_LIST_CHARACTERS, answering_pieces, joined
from qa.sentences import Segment, read_sentences
from qa.signals import Most, Seen, Task, anchored, as_read, signals
from qa.timing import tells_no_year
from qa.unmet import unmet
from qa.years import years

NAMED = 0.7
"""Share of a question that a sentence says when it names the matter that is asked about."""
DOUBTS = 3.0
"""Times that a reason for doubt counts among the evidence for a question: a target stands in as many words as
the figure that was reached, and is not what is asked for."""
_LABEL = re.compile(r"正文[:：]\s*")
_STOPS = "，,；;。！!？?"
PRONOUN = re.compile(
    "(?:^|[，,；;])[^，,；;。]{0,6}?(?:[他她](?!们|人|国|乡|处|山|日)|后者|该(?:公司|企业|集团|厂|[院校馆所社团队](?![长员])|机构|单位|协会))"
)
"""What begins so names somebody by a pronoun."""
Quote = tuple[str, tuple[tuple[int, int], ...]]
"""What is said, and the ranges of the chunk that are cited for it."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What would be said of a sentence, and what words and rules make of it."""

    quote: Quote
    signals: Signals
    """Before the trained reader has seen the sentence."""
    trust: float
    """What the reasons for doubt leave of it …"""
    missing: tuple[str, ...]
    """… and the constraints that it does not meet."""
    undated: bool


class Drafts:
    """The sentences that are looked at closely. What the trained reader sees in one seldom changes what would be
    said of it: then only that is judged anew."""

    def __init__(self, task: Task, best: Most) -> None:
        self._task, self._best = task, best
        self._drafts: dict[tuple[Key, tuple[Segment, ...]], _Draft] = {}

    def evidence(self, place: Place, seen: Seen) -> Evidence:
        """What a sentence says, and how surely it answers."""
        task, analysis = self._task, self._task.analysis
        told = _told_before(task, place)
        leaning = _as_it_leans(task, place)
        pieces = answering_pieces(leaning, task.worth, place.segment, seen.shares, told)
        key = (place.key, tuple(pieces))
        draft = self._drafts.get(key) or self._drafts.setdefault(
            key, self._draft(place, pieces, leaning)
        )
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

    def _draft(self, place: Place, pieces: Sequence[Segment], leaning: Analysis) -> _Draft:
        """``leaning`` is the question as it leans on the part before in this sentence."""
        analysis, where = self._task.analysis, place.surroundings
        text, ranges = _quoted(analysis, place, pieces)
        missing = unmet(leaning, place, pieces)
        found = signals(self._task, place, text, not missing, self._best)
        lead = _lead(analysis, place, ranges)
        trusted = trust(
            analysis, place, said_by(lead.text, text) if lead else text, found, self._best
        )
        # What is judged is the sentence; what is said may be the list that it belongs to.
        whole = _whole(analysis, place, pieces, found.said)
        if whole is None and names_no_items(analysis, text):
            trusted *= DOUBTED**2
        asked = analysis.asked.years
        undated = bool(asked - years(where.near)) and tells_no_year(where, asked)
        missing = _still_missing(analysis, missing, whole)
        quote = _below(lead, whole or (text, ranges), place.candidate.stored.chunk.text)
        return _Draft(quote, found, trusted, missing, undated)


def _as_it_leans(task: Task, place: Place) -> Analysis:
    """The question; of the sentence that answers the part before only what this part pins down itself, since what the
    other does holds there: 5月客流升3.4%，自2020年9月以来首次转正."""
    analysis, before = task.analysis, task.before
    if analysis.asked_itself is None or before is None or before.failed:
        return analysis
    same = anchored(place, before) == 1
    return replace(analysis, asked=analysis.asked_itself) if same else analysis


def _told_before(task: Task, place: Place) -> tuple[int, int] | None:
    """What the part of the question before was answered with, in the chunk of a sentence."""
    anchor = task.anchor
    same = anchor is not None and anchor.candidate.stored.id == place.candidate.stored.id
    return anchor.ranges[-1] if anchor and same else None


def _quoted(analysis: Analysis, place: Place, pieces: Sequence[Segment]) -> Quote:
    """The clauses that answer, below who says them where that is asked; or the heading alone."""
    if place.topic and tells_topic(analysis, place):
        return place.topic.text, ((place.topic.start, place.topic.end),)
    pieces = _without_label(pieces)
    text = joined(analysis, pieces)
    span = (min(piece.start for piece in pieces), max(piece.end for piece in pieces))
    if speaker := _missing_speaker(analysis, text, place):
        return said_by(speaker.text, text), ((speaker.start, speaker.end), span)
    if body := _missing_body(analysis, text, place):
        return f"{body.text}：{text}", ((body.start, body.end), span)
    return text, (span,)


def _lead(analysis: Analysis, place: Place, ranges: Sequence[tuple[int, int]]) -> Segment | None:
    """The head of the list of which an item is quoted, where the item alone might say the reverse: the head denies, or
    it is asked whether something is so."""
    stored, asked = place.candidate.stored, analysis.kind is Kind.YES_NO
    read = segments(stored)
    at = read.index(place.segment)
    return lead_of(read, at, ranges[0][0], stored.chunk.section, whatever=asked)


def _still_missing(
    analysis: Analysis, missing: tuple[str, ...], whole: Quote | None
) -> tuple[str, ...]:
    """What is not met, where a list is said in place of the clauses that were judged: its rows may name what is asked
    of them, 环比, of which the clauses say nothing."""
    if whole is None or not missing:
        return missing
    said = matching_form(whole[0])
    told = {one.word for one in analysis.asked.contrasts if named(one, said) & one.members}
    return tuple(one for one in missing if one not in told and one not in said)


def _below(lead: Segment | None, quote: Quote, view: str) -> Quote:
    """A quote with the head of its list before it; cited as one where nothing stands between the two."""
    text, ((begin, end), *others) = quote
    if lead is None or begin <= lead.start:
        return quote
    apart = view[lead.end : begin].strip()
    both = [(lead.start, lead.end), (begin, end)] if apart else [(lead.start, end)]
    return said_by(lead.text, text), (*both, *others)


def said_by(name: str, text: str) -> str:
    """民革郑州市委会：建议……, below a heading that may end in a colon itself."""
    return f"{name.rstrip(':：')}：{text}"


def _without_label(pieces: Sequence[Segment]) -> Sequence[Segment]:
    """正文： is where a page begins and not what it says."""
    first, label = pieces[0], _LABEL.match(pieces[0].text)
    if label is None or label.end() == len(first.text):
        return pieces
    rest = Segment(first.start + label.end(), first.end, first.text[label.end() :])
    return [rest, *pieces[1:]]


def _whole(
    analysis: Analysis, place: Place, pieces: Sequence[Segment], named: float
) -> Quote | None:
    """The list to which a sentence belongs, or the sentence and the next; None where it is enough.

    ``named`` is the share of the question that the sentence says.
    """
    several = analysis.asks_for_several or analysis.asks_how
    if analysis.asks_topic or not (several or may_list_rows(analysis)):
        return None
    read = segments(place.candidate.stored)
    at = read.index(place.segment)
    listed = items(read, at) if several else []
    if listed and not (analysis.asks_why and listed[0].text[0].isdigit()):
        return as_one(one.text for one in listed), ((listed[0].start, listed[-1].end),)
    if may_list_rows(analysis) and (rows := row_lists.listed(analysis.text, read, at)):
        return as_rows(rows)
    if not several:
        return None
    more = _told_next(analysis, place, pieces, read[at + 1 : at + 2]) if named >= NAMED else None
    if more is None:
        return None
    return as_one([joined(analysis, pieces), more.text]), ((pieces[0].start, more.end),)


def may_list_rows(analysis: Analysis) -> bool:
    """Whether the answer may be rows of a table."""
    asked = analysis.text
    return analysis.kind is Kind.LIST or row_lists.asks_each(asked) or row_lists.compares(asked)


def as_rows(rows: Sequence[Sequence[Cell]]) -> Quote:
    """What each row is named by, and the figure that is asked about with the head of its column."""
    said = [
        "，".join([row[0].value, *(f"{cell.key}：{cell.value}" for cell in row[1:])])
        for row in rows
    ]
    return f"{'；'.join(said)}。", tuple((row[0].start, row[-1].end) for row in rows)


def as_one(said: Iterable[str]) -> str:
    """One sentence, so that its marker is that of all."""
    return "；".join(one.rstrip(_STOPS) for one in said) + "。"


def segments(stored: StoredChunk) -> list[Segment]:
    """The sentences of a chunk."""
    return [one.segment for one in read_sentences(stored.chunk.text)]


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
    if analysis.kind is not Kind.BODY or names_one(text) or PRONOUN.search(text):
        return None
    before = place.candidate.stored.chunk.text[: place.segment.start]
    span = subject_of(matching_form(before))
    return Segment(*span, before[slice(*span)]) if span else None


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
