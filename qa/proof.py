"""What stands behind a clause that a language model wrote: the sentence of a passage, or nothing.

A figure must stand in that sentence with its unit, under its own label; years, parts of a year and
places of the question and of the clause must hold there; names, titles and Latin words must be
there; most of what the clause adds to the question must be there too. Answers of small models hold
two thirds or more of their new pairs of characters in the passages, inventions a seventh or less.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from corpus.script import matching_form
from qa.claims import Claim, Source, amounts, has, make_claim, share, sources
from qa.constraints import Constraints
from qa.evidence import Head
from qa.kinds import DATE_UNITS
from qa.labels import mislabelled
from qa.matching import holds
from qa.numbers import Quantity, quantities
from qa.question import Analysis, Kind
from qa.retrieval import Candidate
from qa.terms import terms
from qa.violations import contradicted, failed
from qa.wording import ORDER, is_reversed, is_unsafe, names_hold
from qa.years import without_times

SUPPORTED = 0.5
"""Share of a clause's new terms that its sentence must hold."""
RELEVANT, RELEVANT_ITSELF = 0.3, 0.15
"""Share of the question's weight around the sentence, and in it."""
MARKER_WORTH = 0.02
"""A model's own marker decides between sentences that support a clause alike."""


class Reason(Enum):
    """Why a clause is withheld."""

    UNSUPPORTED = "unsupported"
    FIGURE = "figure"
    LABEL = "label"
    NAME = "name"
    CONSTRAINT = "constraint"
    REVERSED = "reversed"
    OFF_TOPIC = "off_topic"
    UNSAFE = "unsafe"
    REFUSAL = "refusal"
    REPEATED = "repeated"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence that supports a clause; ``ranges`` are of the chunk's view."""

    number: int
    """Of the passage in the prompt, from 1."""
    candidate: Candidate
    ranges: tuple[tuple[int, int], ...]
    text: str
    """The clause, a year that only the document's date tells left out of it."""


class Prover:
    """Proves clauses against the passages of one prompt."""

    def __init__(
        self,
        parts: Sequence[tuple[Analysis, Mapping[str, float]]],
        passages: Sequence[Candidate],
        head: Head,
    ) -> None:
        """``parts``: each part of the question with the weight of its terms."""
        self._parts = parts
        self._asked = frozenset(term for analysis, _ in parts for term in terms(analysis.text))
        self._question = " ".join(analysis.text for analysis, _ in parts)
        self._sources = [
            source
            for number, candidate in enumerate(passages, 1)
            for source in sources(number, candidate, head)
            if not ORDER.search(f"{source.where.before}\n{source.where.sentence}")
        ]

    def is_thin(self, text: str) -> bool:
        """Nothing new but times and places: it leads in what follows."""
        new = frozenset(terms(without_times(matching_form(text)))) - self._asked
        return len(new) < 2 and not amounts(quantities(text))

    def prove(
        self, text: str, before: Sequence[str] = (), markers: tuple[int, ...] = ()
    ) -> Support | Reason:
        """The best sentence for a clause; ``before`` are the earlier clauses of its sentence."""
        claim = make_claim(text, before, markers, self._asked)
        if is_unsafe(claim.text, self._question):
            return Reason.UNSAFE
        near = [
            (held, source)
            for source in self._sources
            if (held := share(claim.new, source)) >= SUPPORTED
        ]
        near.sort(key=lambda one: -one[0] - MARKER_WORTH * (one[1].number in markers))
        reasons = []
        for _, source in near:
            found = self._examined(claim, source)
            if isinstance(found, Support):
                return found
            reasons.append(found)
        return _worst(reasons)

    def _examined(self, claim: Claim, source: Source) -> Support | Reason:
        stated = _stated(claim, source)
        if stated is None:
            return Reason.FIGURE
        text, ranges = stated
        if not names_hold(claim, source, self._question):
            return Reason.NAME
        if is_reversed(claim, source):
            return Reason.REVERSED
        if mislabelled(claim, source, self._sources, self._question):
            return Reason.LABEL
        reason = self._fits_a_part(claim, source)
        return reason or Support(source.number, source.candidate, ranges, text)

    def _fits_a_part(self, claim: Claim, source: Source) -> Reason | None:
        reasons = [_fits(claim, source, *part) for part in self._parts]
        return None if None in reasons else reasons[0]


def _fits(
    claim: Claim, source: Source, analysis: Analysis, worth: Mapping[str, float]
) -> Reason | None:
    if failed(claim.own, source.where) or failed(analysis.asked, source.where):
        return Reason.CONSTRAINT
    if not _relevant(source, analysis, worth):
        return Reason.OFF_TOPIC
    for figure in amounts(claim.figures):
        if reason := _misplaced(figure, claim, source, analysis):
            return reason
    return None


def _misplaced(figure: Quantity, claim: Claim, source: Source, analysis: Analysis) -> Reason | None:
    """A figure of another year or place of the same sentence."""
    asked = _merged(claim.own, analysis.asked)
    holding = source.holding(figure)
    if any(not contradicted(asked, source.clauses[: i + 1]) for i in holding):
        return None
    return Reason.CONSTRAINT if holding else Reason.FIGURE


def _merged(own: Constraints, asked: Constraints) -> Constraints:
    return Constraints(
        own.years or asked.years, own.places or asked.places, periods=own.periods or asked.periods
    )


def _relevant(source: Source, analysis: Analysis, worth: Mapping[str, float]) -> bool:
    total = sum(worth.values())
    if not total:
        return False
    itself = sum(w for term, w in worth.items() if holds(source.where.sentence, term))
    around = sum(w for term, w in worth.items() if holds(source.around, term))
    needed = 0.0 if analysis.kind is Kind.LIST else RELEVANT_ITSELF
    return itself >= needed * total and max(itself, around) >= RELEVANT * total


def _stated(claim: Claim, source: Source) -> tuple[str, tuple[tuple[int, int], ...]] | None:
    """The clause and what to cite for its figures; dates may stand elsewhere in the chunk."""
    text, ranges = claim.text, [(source.segment.start, source.segment.end)]
    for figure in reversed(claim.figures):
        if source.states(figure):
            continue
        if figure.unit not in DATE_UNITS:
            return None
        holder = next((one for one in source.siblings if has(one.text, figure)), None)
        if holder is not None:
            ranges.insert(0, (holder.start, holder.end))
        elif (shorter := _without(text, figure)) is not None:
            text = shorter
        else:
            return None
    return text, tuple(dict.fromkeys(ranges))


def _without(text: str, year: Quantity) -> str | None:
    """The text without a year that the document's date or title tells."""
    head, tail = text[: year.start], text[year.end :]
    if not _PLAIN_YEAR.fullmatch(year.text) or tail[:1] in ("底", "末", "初", "前", "后", "以"):
        return None
    if head[-1:] in ("至", "到", "从", "自", "于", "在", "比", "较"):
        return None
    return (head + tail).strip(" ，,") or None


_PLAIN_YEAR = re.compile(r"(?:19|20)\d{2}\s*年")


def _worst(reasons: Sequence[Reason]) -> Reason:
    """The reason that got furthest: a clause whose words are there fails for what is not."""
    for reason in (Reason.CONSTRAINT, Reason.LABEL, Reason.REVERSED, Reason.NAME, Reason.FIGURE):
        if reason in reasons:
            return reason
    return reasons[0] if reasons else Reason.UNSUPPORTED
