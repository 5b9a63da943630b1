"""Where a sentence stands: what is near it, its headings, the beginning and the date of its document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus.sections import SEPARATOR
from qa.kept import of_document
from qa.years import UNKNOWN, ThisYear, first_day, years

OF_WHICH = "其中"
"""What begins so is of what the sentence before tells."""
SHORTEST_LEAD = 30
"""Characters of a sentence that tells of an event as a whole."""
SHORTEST_OPENING, LONGEST_OPENING = 80, 320
"""Characters with which a document begins, title and dateline among them."""


@dataclass(frozen=True)
class Surroundings:
    """Where a sentence stands, from near to far; all in matching form."""

    sentence: str
    before: str
    """The sentence before it."""
    earlier: tuple[int, ...]
    """Years of the nearest sentence before it, in its chunk, that names some."""
    heading: str
    """Document title and section titles."""
    chunk: str
    head: str
    """The beginning of the document."""
    date: str | None
    """Of the document, ISO 8601."""
    this_year: ThisYear = UNKNOWN
    home: str = ""
    """The city that most documents around are about: whose one is that names none."""

    @cached_property
    def near(self) -> str:
        """The sentence, the one before it and the headings."""
        return f"{self.sentence} {self.before} {self.heading}"

    @property
    def chunk_before(self) -> str:
        """What stands before the sentence in its chunk."""
        return self.chunk[: max(0, self.chunk.find(self.sentence))]

    @property
    def parts(self) -> str:
        """The sentence after it, where that tells of parts of it: 其中，老年人接种19.3万剂次."""
        begin = self.chunk.find(self.sentence)
        after = self.chunk[begin + len(self.sentence) :].lstrip() if begin >= 0 else ""
        return after.partition("\n")[0] if after.startswith(OF_WHICH) else ""

    @cached_property
    def opening(self) -> str:
        """What a document begins with, up to the end of its first full sentence: of news, who did what where
        and when."""
        return _opening(self.head)

    @cached_property
    def opens(self) -> bool:
        """Whether a sentence of some length is that with which its document begins."""
        said = "".join(self.sentence.split())
        return len(said) >= SHORTEST_LEAD and said[:SHORTEST_OPENING] in "".join(
            self.opening.split()
        )

    @cached_property
    def sections(self) -> str:
        """The section titles alone."""
        return self.heading.partition("|")[2]

    @cached_property
    def dated(self) -> str:
        """The date of the document, ISO 8601; of one without, the first day that its beginning names, which
        is that of the meeting or the event that it tells of, or, where that lies before it, the year of its
        title; or nothing."""
        if self.date:
            return self.date
        day, told = first_day(self.head), years(self.heading)
        return str(max(told)) if told and day and int(day[:4]) < min(told) else day

    @cached_property
    def date_year(self) -> frozenset[int]:
        """The year of the document, or none."""
        year, _ = self.this_year
        return years(self.dated[:4]) or frozenset([year] if year else [])

    @cached_property
    def date_in_words(self) -> str:
        """2024-03-05 as 3月5日; the document's own date tells of what month it speaks last of all."""
        _, month, day = [*self.dated.split("-"), "", ""][:3]
        return f"{int(month)}月{int(day)}日" if month and day else ""


@of_document
def _opening(head: str) -> str:
    end = head.find("。", SHORTEST_OPENING)
    return head[: min(end + 1, LONGEST_OPENING) if end > 0 else LONGEST_OPENING]


def each_heading(headings: str) -> list[str]:
    """Those that are strung together, from the outermost on."""
    return headings.split(SEPARATOR.strip())
