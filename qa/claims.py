"""Clauses that a model wrote and sentences that may support them, made ready for comparison."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.script import matching_form
from qa.constraints import Constraints, constraints
from qa.evidence import Head, standing
from qa.kinds import DATE_UNITS, RATIOS
from qa.matching import holds
from qa.numbers import Quantity, quantities
from qa.retrieval import Candidate
from qa.sentences import Segment, clauses
from qa.surroundings import Surroundings
from qa.terms import terms

AROUND_WORTH = 0.5
"""What a term counts that stands only in the headings or the sentence before."""


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a passage, with what is compared worked out once."""

    number: int
    candidate: Candidate
    segment: Segment
    where: Surroundings
    around: str
    figures: frozenset[tuple[object, object, str]]
    clauses: tuple[str, ...]
    """Their matching forms."""
    siblings: tuple[Segment, ...] = field(repr=False)
    """All sentences of the chunk."""

    with_values: frozenset[int]
    """Clauses that hold a figure other than a date or a ratio."""
    with_ratios: frozenset[int]

    def states(self, figure: Quantity) -> bool:
        return among(self.figures, figure)

    def holding(self, figure: Quantity) -> list[int]:
        """The clauses that state a figure."""
        return [i for i, text in enumerate(self.clauses) if has(text, figure)]


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause, with what is compared worked out once."""

    text: str
    form: str
    figures: tuple[Quantity, ...]
    new: frozenset[str]
    """Its words that the question lacks, or all when it adds none."""
    own: Constraints
    said: tuple[str, ...]
    """Matching forms of the clauses of its sentence, this one last."""
    markers: tuple[int, ...]


def make_claim(
    text: str, before: Sequence[str], markers: tuple[int, ...], asked: frozenset[str]
) -> Claim:
    """A clause after those ``before`` it in its sentence; ``asked`` are the question's terms."""
    form = matching_form(text)
    every = words(form)
    said = (*map(matching_form, before), form)
    inherited = [constraints(one) for one in reversed(said)]
    own = Constraints(
        next((one.years for one in inherited if one.years), frozenset()),
        next((one.places for one in inherited if one.places), frozenset()),
        inherited[0].districts,
        inherited[0].scopes,
        next((one.periods for one in inherited if one.periods), frozenset()),
    )
    new = (every - asked) or every
    return Claim(text, form, tuple(quantities(text)), new, own, said, markers)


def sources(number: int, candidate: Candidate, head: Head) -> Iterator[Source]:
    """The sentences of a passage."""
    stands = list(standing(candidate, head))
    siblings = tuple(segment for segment, _ in stands)
    for segment, where in stands:
        cut = tuple(matching_form(clause.text) for clause in clauses(segment))
        figures = frozenset(map(key, quantities(segment.text)))
        around = f"{where.heading} {where.before}"
        units = [{one.unit for one in quantities(form)} for form in cut]
        values = frozenset(i for i, found in enumerate(units) if found - RATIOS - DATE_UNITS)
        ratios = frozenset(i for i, found in enumerate(units) if found & RATIOS)
        yield Source(
            number, candidate, segment, where, around, figures, cut, siblings, values, ratios
        )


def key(figure: Quantity) -> tuple[object, object, str]:
    return figure.key


def has(text: str, figure: Quantity) -> bool:
    return among(map(key, quantities(text)), figure)


def among(keys: Iterable[tuple[object, object, str]], figure: Quantity) -> bool:
    """Whether a figure is stated; a bare one is by the same value with any unit."""
    wanted = (figure.value, figure.upper)
    return any(key[:2] == wanted and figure.unit in ("", key[2]) for key in keys)


def amounts(figures: Iterable[Quantity]) -> list[Quantity]:
    """The figures that are no dates."""
    return [figure for figure in figures if figure.unit not in DATE_UNITS]


def words(form: str) -> frozenset[str]:
    """Terms without figures and directions, which are judged apart, and what leads to them."""
    plain = CHANGE.sub(" ", _BEFORE_FIGURE.sub(" ", form))
    return frozenset(term for term in terms(plain) if not _DIGIT.match(term))


_BEFORE_FIGURE = re.compile(r"(?:为|是|达到?了?|约|共|近|超过?|有|至|了)+(?=[\d约近])|的")
_DIGIT = re.compile(r"\d")
CHANGE = re.compile(
    r"同比|环比|较?比?上年|较?比?去年|同期|增长|下降|提高|上升|减少|增加|回落|上涨|下滑|增速|增幅|降幅|[，,了达为]"
)


def share(new: frozenset[str], source: Source) -> float:
    """Share of the words that a sentence holds; all of no words, for a bare figure is judged by
    itself."""
    if not new:
        return 1.0
    form = source.where.sentence
    worth = sum(
        1.0 if holds(form, term) else AROUND_WORTH * holds(source.around, term) for term in new
    )
    return worth / len(new)
