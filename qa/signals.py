"""What speaks for a sentence as evidence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from corpus.script import matching_form
from qa import row_lists
from qa.confidence import BLURRED, UNREAD, Focus, Signals
from qa.evidence import Evidence, Place, share
from qa.forms import is_of_tier, is_told_by_form, shares_held, source_told, speaks_of_the_document
from qa.kinds import DATE_UNITS, asks_contact, fits_kind, items_asked
from qa.matching import held
from qa.numbers import quantities
from qa.parts import asks
from qa.periods import periods
from qa.qualifiers import qualifiers
from qa.question import LITERAL, Analysis, Kind
from qa.selection import goes_on
from qa.subjects import named_by_titles, places_by_titles
from qa.timing import Day, days
from qa.years import years

OF_A_TOTAL = 0.3
"""What the name of a row counts that is the sum of others: it is meant where none is named."""
RULED = 2.5
"""Relevance (logit) of a line whose form tells what is asked, to which the trained reader is blind."""
CELLS = 2
"""Of a row there are so many at least."""
OWN_TERMS = 2
"""Of fewer, any word may be missing."""
BESIDE = 8
"""Characters before a figure in which its name is expected."""
_ASKING = ("?", "？")
_CELL_ENDS = re.compile("[，。；]")
_DIGIT = re.compile(r"\d")
_NUMERAL = re.compile(
    r"\d|[两半]|(?<![一二三四五六七八九十百千])[一二三四五六七八九十百千]+[个名人家天年月日次倍成万元小分]"
    r"|(?<!十四)(?<!三)[二三四五六七八九十百](?![四五]|农|川|峡|亚|分)[㐀-鿿]"
)
"""A figure, or a numeral before what it counts, 五连冠 and 十向 as well; 十四五 and 三农 are names."""
_LABEL = re.compile(r"(?:[（(]?\d{1,2}[.、．)）]\s*)?(?P<label>[㐀-鿿]{2,10})[:：](?=\S)")
OF_WHICH = re.compile(r"其中")
_TOTAL = re.compile("[合总小]计|总[数量额]")
_ITEM_NUMBER = re.compile(r"^[（(]?\d{1,2}[.、)）](?!\d)")
_RUNS = re.compile(r"[㐀-鿿\w.%]+")
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Task:
    """One question, or part of one, and what holds for all its evidence."""

    analysis: Analysis
    worth: Mapping[str, float]
    """Weight of each term of the question that some document holds."""
    unknown: float
    """Share of the question's weight that no document holds."""
    before: Evidence | None
    """The evidence of the part before."""
    blind: bool
    """There is no trained reader."""

    @property
    def anchor(self) -> Evidence | None:
        """… where this part leans on that one; else it says enough to stand alone."""
        return self.before if self.analysis.thin else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the trained reader makes of a sentence's window."""

    relevance: float
    """Logit."""
    shares: tuple[float, ...]
    """Probabilities that the answer stands in its clauses."""
    heading: float = 0.0
    """… or, where it is asked who says it or of what he speaks, in the heading that tells."""
    focus: Focus = BLURRED
    """How sharply it sees an answer there."""

    @property
    def share(self) -> float:
        """Probability that it stands in the sentence."""
        return sum(self.shares) + self.heading


UNSEEN = Seen(UNREAD, ())


@dataclass(frozen=True, slots=True)
class Most:
    """The largest values among all sentences that are looked at closely."""

    coverage: float
    attribute: float
    own: float = 0.0
    """Share of its own terms, of a question that leans on another."""
    focus: float = 0.0
    """… of the terms of what is asked, of a question that tells of an event before it asks."""
    label: str = ""
    """The longest label of a line that the question says: 网上缴费：截止4月24日."""
    tier: bool = False
    """There is the row of the tier of what is given."""
    source: float = 0.0
    """Share of what the question says of the document that is meant, at the head of one."""
    subjects: frozenset[str] = frozenset()
    """What the question names that pages are about, by their titles …"""
    places: frozenset[str] = frozenset()
    """… and the places that it names and pages are of."""
    document: str = ""
    """That of the evidence for the part before."""
    days: frozenset[Day] = frozenset()
    """The days that the question names and some page begins with, 9月28日: those of others tell of other days."""
    goes_on: bool = False
    """A change alone is asked for, and the sentence that answers the part before goes on with one."""


def most(
    analysis: Analysis,
    close: Sequence[Place],
    titles: Collection[str] = (),
    anchor: Evidence | None = None,
) -> Most:
    """Of the sentences that are looked at closely, the titles of all that was found, and the evidence of the part
    before."""
    return Most(
        max((shares_held(analysis, place)[0] for place in close), default=0.0),
        max((place.attribute for place in close), default=0.0),
        max((own_share(analysis, place) for place in close), default=0.0),
        max(
            (share_of(analysis.focus, place) for place in close if not in_table(place)), default=0.0
        ),
        max((one for one in map(label_of, close) if one in analysis.text), key=len, default=""),
        any(is_of_tier(analysis, place, *shares_held(analysis, place)) for place in close),
        max((source_told(analysis, place) for place in close), default=0.0),
        named_by_titles(analysis.text, titles),
        places_by_titles(analysis.text, titles),
        anchor.candidate.stored.document_id if anchor else "",
        _days_of_pages(analysis, close),
        anchor is not None
        and any(
            goes_on(analysis, place.segment, anchor.ranges[-1])
            for place in close
            if anchored(place, anchor) == 1
        ),
    )


def _days_of_pages(analysis: Analysis, close: Sequence[Place]) -> frozenset[Day]:
    """Of the days that a question names those with which some page begins."""
    asked = days(analysis.text)
    if not asked:
        return asked
    begun = (days(place.surroundings.opening) for place in close)
    return asked & frozenset[Day]().union(*begun)


def in_table(place: Place) -> bool:
    """Whether it is a row of a table."""
    return bool(row_lists.columns(place.segment))


def label_of(place: Place) -> str:
    """What a line of a list says before its colon, in matching form: 网上缴费 of 2.网上缴费：截止4月24日."""
    found = _LABEL.match(place.segment.text)
    return matching_form(found["label"]) if found else ""


def signals(task: Task, place: Place, text: str, holds: bool, best: Most) -> Signals:
    """Of a sentence of which ``text`` would be said, before the trained reader has seen it; ``holds`` is
    whether all constraints do."""
    analysis = task.analysis
    coverage, near = shares_held(analysis, place)
    ruled = is_told_by_form(analysis, place, coverage, near)
    said = matching_form(text)
    quoted = share(task.worth, held(said, task.worth))
    attribute = place.attribute
    if speaks_of_the_document(analysis, place):
        quoted = attribute = coverage
    fits = fits_kind(analysis, text)
    return Signals(
        coverage=coverage,
        near=near,
        retrieval=place.candidate.score,
        fits=fits,
        literal=fits or not _is_literal(analysis) or _has_numeral(analysis, said),
        holds=holds,
        partial=_is_partial(analysis, place, said),
        anchored=anchored(place, task.anchor),
        relevance=RULED if ruled else UNREAD,
        share=float(ruled),
        heading=place.is_heading,
        unknown=task.unknown,
        behind=coverage - best.coverage,
        attribute=attribute,
        attribute_behind=min(0.0, attribute - best.attribute),
        said=quoted,
        terms=len(task.worth),
        figure=analysis.kind in LITERAL,
        row=_other_row(place.surroundings.sentence, analysis.said_before + analysis.text),
        narrower=bool(qualifiers(said) - qualifiers(analysis.text) or OF_WHICH.search(said)),
        asks=place.segment.text.endswith(_ASKING) and asks(text),
        silent=_silent(task, place),
        lost=analysis.lost,
        clause=float(ruled),
        ruled=ruled,
        **_further(task, place, said),
    )


def as_read(before: Signals, seen: Seen) -> Signals:
    """… and when it has."""
    if seen is UNSEEN:
        return before
    if before.ruled:
        return replace(before, relevance=max(seen.relevance, RULED), focus=seen.focus)
    clause = max((*seen.shares, seen.heading))
    return replace(
        before, relevance=seen.relevance, share=seen.share, clause=clause, focus=seen.focus
    )


def _further(task: Task, place: Place, said: str) -> dict[str, Any]:
    """The signals that only ``qa.certainty`` looks at."""
    where, worth, asked = place.surroundings, task.worth, matching_form(task.analysis.text)
    left = worth.keys() - held(f"{where.sentence}\n{where.before}\n{where.heading}", worth)
    figures = [one for one in quantities(said) if one.unit not in DATE_UNITS]
    begin = figures[-1].start if figures else 0
    beside = "".join(_WORDS.findall(said[max(0, begin - BESIDE) : begin]))
    return {
        "gone": max((worth[term] for term in left), default=0.0) / (sum(worth.values()) or 1.0),
        "elsewhere": share(worth, held(where.chunk, left)),
        "beside": 1 - news_in(beside, asked) if len(beside) > 1 else 0.0,
        "figures": len(figures),
        "news": news_in(said, asked),
        "length": len(said),
    }


def _has_numeral(analysis: Analysis, said: str) -> bool:
    """A figure where one may do; 十八次 is no date, and 312家 no telephone number."""
    other = analysis.kind is Kind.DATE or asks_contact(analysis)
    return not other and bool(_NUMERAL.search(_ITEM_NUMBER.sub("", said)))


def own_share(analysis: Analysis, place: Place) -> float:
    """Share of its own terms that a sentence holds, of a question that leans on another; else 0."""
    return share_of(analysis.own, place)


def share_of(terms: Sequence[str], place: Place) -> float:
    """Share of so many terms that a sentence holds; of too few, 0."""
    if len(terms) < OWN_TERMS:
        return 0.0
    return len(held(place.surroundings.sentence, terms)) / len(terms)


def _is_literal(analysis: Analysis) -> bool:
    """Whether the answer has a form: a figure, a date, so many things."""
    return analysis.kind in LITERAL or bool(items_asked(analysis.text)) or asks_contact(analysis)


def _is_partial(analysis: Analysis, place: Place, said: str) -> bool:
    """The question names a year, and the sentence speaks of a part of one; of a row what is quoted does."""
    asked = analysis.asked
    if not asked.years or asked.periods:
        return False
    itself = years(said) or row_lists.columns(place.segment)
    return bool(periods(said if itself else place.surroundings.sentence))


def anchored(place: Place, anchor: Evidence | None) -> float:
    """1 in the sentence of the anchor, 0.5 in its chunk, else 0."""
    if anchor is None or anchor.candidate.stored.id != place.candidate.stored.id:
        return 0.0
    start, end = anchor.ranges[-1]
    return 1.0 if start < place.segment.end and place.segment.start < end else 0.5


def _silent(task: Task, place: Place) -> float:
    """Of a follow-up that says little, how much of that little the sentence does not say: 旅客 in
    “那旅客呢”, where all else comes from the turn before."""
    own = {term: task.worth[term] for term in task.analysis.terms if term in task.worth}
    if not task.analysis.thin or not own:
        return 0.0
    where = place.surroundings
    return 1 - share(own, held(f"{where.sentence} {where.heading}", own))


def _other_row(form: str, question: str) -> float:
    """Of the name of a table's row (指标：其中：国际货邮，2023年：39.2万吨), what is not asked for."""
    if form.count("：") < CELLS:
        return 0.0
    cells = [one.partition("：") for one in _CELL_ENDS.split(form) if one]
    if len(cells) < CELLS or not all(colon for _, colon, _ in cells):
        return 0.0
    name = " ".join(value for _, _, value in cells if not _DIGIT.search(value))
    news = news_in(_TOTAL.sub("", name), question) if name else 0.0
    return news * OF_A_TOTAL if _TOTAL.search(name) else news


def news_in(said: str, question: str) -> float:
    """Share of the character pairs of a text that the question does not hold."""
    pairs = {pair for run in _RUNS.findall(said) for pair in map("".join, pairwise(run))}
    return sum(pair not in question for pair in pairs) / len(pairs) if pairs else 1.0
