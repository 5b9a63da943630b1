"""Evidence, and the sentences it is looked for in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from corpus.document import context
from corpus.script import matching_form
from qa import thesaurus
from qa.confidence import Signals
from qa.kinds import is_address, is_dateline
from qa.matching import held, weight_of
from qa.retrieval import Candidate
from qa.sentences import Segment, read_sentences
from qa.surroundings import Surroundings
from qa.windows import Window, windows
from qa.years import UNKNOWN, ThisYear, in_passing, lasting_years

TITLE_COUNTS = 0.2
"""How much of a question counts as beyond the title though the title holds it all."""
PROMISE = (1.0, 0.8, 1.5, 0.5, 1.5)
"""What the shares of a question in a sentence and around it count, the score of its chunk, the share of what is
said beyond the title, and that of the everyday words that it has other words for; without the last, of 887 answers on invented pages the sentence is among the first 16 for .993 (.988 before)."""
HEAD_CHARACTERS, TAIL_CHARACTERS = 1_500, 150
"""The beginning of a document tells of what place it speaks, and its end, where it is signed."""

_TITLE = re.compile(
    r"(?:[^,，。;；:：]{0,20})?关于[^,，。;；]{4,60}的(?:通知|答复|回复|复函|函|意见|公告|通告|通报|报告|提案|建议|决定|办法|方案|批复|请示)"
)
"""A line that names a letter or a notice."""
Key = tuple[int, int]
"""A sentence, or a window: its chunk and where it begins."""
Head = Callable[[str], str]
"""The beginning of the document with this id and who signs it, in matching form."""


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
    rank: float = 0.0
    """Log odds among the evidence for the same question; says nothing beside another question's."""
    trust: float = 1.0
    """What the reasons for doubt leave of it."""
    undated: bool = False
    """A year is asked for, and its document says nowhere of what year it is."""
    rival: bool = False
    """It states another figure than better evidence of another document."""
    support: tuple[Evidence, ...] = ()
    """Evidence of other documents that state the same figure."""


@dataclass(frozen=True)
class Place:
    """A sentence, where it stands, and how much of the question stands in it and around it."""

    candidate: Candidate
    segment: Segment
    window: Window
    surroundings: Surroundings
    speaker: Segment | None
    """The heading line of the chunk that names a person or body."""
    topic: Segment | None
    """The heading line right above that one, which names what is spoken of."""
    coverage: float
    """Weighted share of the question's terms in the sentence."""
    near: float
    """Weighted share that stands only around it: headings, the sentence before, its window."""
    attribute: float
    """Share of what the question says beyond the document's title: what is asked of the subject."""
    reworded: float = 0.0
    """Share of the question's everyday words that the sentence has other words for."""

    @property
    def key(self) -> Key:
        """Of the sentence."""
        return (self.candidate.stored.id, self.segment.start)

    @property
    def window_key(self) -> Key:
        """Of its window."""
        return (self.candidate.stored.id, self.window.start)

    @cached_property
    def is_heading(self) -> bool:
        """The line is a title of the document or a section, and says nothing about it."""
        text = self.segment.text.strip()
        if _TITLE.fullmatch(text):
            return True
        return text in self.candidate.stored.chunk.section or text in (
            self.candidate.stored.document_title
        )

    @property
    def promise(self) -> float:
        """How much the sentence is worth a closer look."""
        here, near, chunk, beyond, reworded = PROMISE
        said = here * self.coverage + near * self.near + beyond * self.attribute
        return said + chunk * self.candidate.score + reworded * self.reworded


def places(
    candidate: Candidate,
    head: Head,
    worth: Mapping[str, float],
    this_year: ThisYear = UNKNOWN,
    home: str = "",
    question: str = "",
    *,
    timed: bool = True,
) -> Iterator[Place]:
    """The sentences of a candidate; ``worth`` is the weight of each term of the question, ``this_year`` what
    its document calls so, ``home`` the city of the documents around, ``question`` what is asked, in
    matching form. Unless ``timed`` it does not matter which years were named before."""
    stored = candidate.stored
    heading = matching_form(context(stored.document_title, None, stored.chunk.section))
    read = read_sentences(stored.chunk.text)
    segments = [one.segment for one in read]
    chunk = "\n".join(one.form for one in read)
    beginning = head(stored.document_id)
    above = held(heading, worth)
    beyond = {term: weight for term, weight in worth.items() if term not in above}
    everyday = thesaurus.spoken(question)
    speaker, topic, last, before = None, None, None, ""
    earlier: tuple[int, ...] = ()
    for window in windows(stored.chunk.text, segments):
        around = "\n".join([heading, *(read[i].form for i in window.sentences)])
        for segment, form in ((read[i].segment, read[i].form) for i in window.sentences):
            begins = last is not None and "\n" in stored.chunk.text[last.end : segment.start]
            if begins and in_passing(heading, earlier):
                earlier = ()
            here = held(form, worth)
            near = held(f"{around} {before}", worth.keys() - here)
            coverage = share(worth, here)
            where = Surroundings(
                form,
                before,
                earlier,
                heading,
                chunk,
                beginning,
                stored.document_date,
                this_year,
                home,
            )
            yield Place(
                candidate,
                segment,
                window,
                where,
                speaker,
                topic,
                coverage,
                share(worth, near),
                _attribute(coverage, beyond, here, worth),
                thesaurus.share_told(everyday, form, question),
            )
            if segment.text in stored.chunk.section or is_address(segment.text):
                topic, speaker = (speaker if speaker is last else None), segment
            last, before = segment, form
            if timed and not is_dateline(segment.text):  # a report of 2024 is signed in 2025
                earlier = tuple(lasting_years(form)) or earlier


def _attribute(
    coverage: float, beyond: Mapping[str, float], here: set[str], worth: Mapping[str, float]
) -> float:
    """Share of the terms beyond the title; the fewer there are, the more all of them count."""
    total = TITLE_COUNTS * sum(worth.values())
    weight = sum(beyond.values()) + total
    found = weight_of(here, beyond) + coverage * total
    return found / weight if weight else 0.0


def standing(candidate: Candidate, head: Head) -> Iterator[tuple[Segment, Surroundings]]:
    """The sentences of a chunk, as ranges of its text, and where each stands."""
    return ((place.segment, place.surroundings) for place in places(candidate, head, {}))


def share(worth: Mapping[str, float], here: set[str]) -> float:
    """Share of the question's weight that these of its terms make up."""
    total = sum(worth.values())
    return weight_of(here, worth) / total if total else 0.0
