"""Sentences and clauses of a reading view, as offsets into it."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.script import matching_form
from qa.kept import of_chunk, of_sentence

_STAMP = r"(?:^|(?<=\n))\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s?\d{1,2}:\d{2}(?::\d{2})?(?!\d)[，,\s]*(?=[^\n]{20})"
"""When a story was sent, before its first sentence: 2023-07-28 10:22:05，…."""
_SENTENCE = re.compile(rf"{_STAMP}|[^。！？!?\n]*(?:[。！？!?]+[”’』」）)》]*|\n|$)")
# A comma inside a number parts nothing; 、 parts list items, not clauses; ： binds a label to what
# it labels.
_CLAUSE_END = re.compile(r"(?:[，；;]|——)(?=.)|,(?!\d{3}(?!\d))|,(?<!\d,)")


@dataclass(frozen=True, slots=True)
class Segment:
    """``text`` is ``view[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence or a clause, and its matching form."""

    segment: Segment
    form: str


SEMICOLONS = ("；", ";")
"""What ends with one goes on."""
_BEFORE = string.whitespace + "\u3000•▪●○◆■□※"
"""Blanks and the marks of list items: no words of the sentence."""


@of_chunk
def read_sentences(view: str) -> tuple[ReadSentence, ...]:
    """``sentences`` with their matching forms; kept, since good chunks are looked into often."""
    form = matching_form(view)
    return tuple(ReadSentence(one, form[one.start : one.end]) for one in sentences(view))


def sentences(view: str) -> list[Segment]:
    """Sentences with their closing punctuation, blanks around them left out."""
    return list(_segments(view, (match.span() for match in _SENTENCE.finditer(view)), 0))


def clauses(sentence: Segment) -> list[Segment]:
    """A sentence cut after its commas and semicolons."""
    cuts = [match.end() for match in _CLAUSE_END.finditer(sentence.text)]
    bounds = [0, *cuts, len(sentence.text)]
    spans = itertools.pairwise(bounds)
    return list(_segments(sentence.text, spans, sentence.start))


@of_sentence
def read_clauses(sentence: Segment) -> tuple[ReadSentence, ...]:
    """``clauses`` with their matching forms, cut out of that of the sentence; kept, since a sentence is
    looked at again when the trained reader has seen it."""
    form = matching_form(sentence.text)
    return tuple(
        ReadSentence(one, form[one.start - sentence.start : one.end - sentence.start])
        for one in clauses(sentence)
    )


def _segments(text: str, spans: Iterator[tuple[int, int]], origin: int) -> Iterator[Segment]:
    for start, end in spans:
        piece = text[start:end]
        begun = piece.lstrip(_BEFORE)
        stripped = begun.rstrip()
        if stripped:
            begin = start + len(piece) - len(begun)
            yield Segment(origin + begin, origin + begin + len(stripped), stripped)
