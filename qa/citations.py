"""From evidence to an answer with markers, spans and checked figures.

Markers are given here, by code, from the evidence; nothing else ever puts one into an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.document import StoredChunk, spans
from corpus.lines import cells
from corpus.view import reading_view
from qa.answer import Citation, NumberCheck
from qa.numbers import Quantity, quantities, supports

Excerpt = Callable[[str, int, int], str]
"""``excerpt(document_id, start, end)`` is the stored document's ``text[start:end]``."""

MAX_HULL = 600
"""Rows of a table within this many characters are cited as one span."""
MAX_BETWEEN = 60
"""Characters between two pieces of one statement, of a headline or the foot of a page, that are cited with them."""
_CLOSING = "。！？!?；;"
_TRAILING = "，,、：: "
_LIKE_A_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, and the ranges of a chunk's view that state it."""

    text: str
    stored: StoredChunk
    ranges: tuple[tuple[int, int], ...]
    also: tuple[tuple[StoredChunk, tuple[tuple[int, int], ...]], ...] = ()
    """Places in other documents that state the same."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer's text with markers, and what they point to."""

    text: str
    citations: tuple[Citation, ...]
    numbers: tuple[NumberCheck, ...]


def cite(statements: Sequence[Statement], excerpt: Excerpt) -> Cited:
    """Mark, cite and check the statements; one with a figure its quotes do not hold is withheld.

    A figure that is withheld shows in ``numbers`` as not supported. Without any statement left the
    text is empty.
    """
    texts: list[str] = []
    citations: list[Citation] = []
    numbers: list[NumberCheck] = []
    for statement in statements:
        quoted = _citations(statement, excerpt, citations)
        checks = check_numbers(statement.text, quoted)
        numbers.extend(checks)
        if not quoted or not all(check.supported for check in checks):
            continue
        texts.append(_marked(statement.text, quoted))
        citations.extend(citation for citation in quoted if citation not in citations)
    return Cited("".join(texts), tuple(citations), tuple(numbers))


def check_numbers(text: str, quoted: Sequence[Citation]) -> list[NumberCheck]:
    """For each figure of a sentence, the first of its quotes that states it with unit and scale."""
    checks = []
    for figure in quantities(text):
        holder = next((c.marker for c in quoted if states(c.quote, figure)), None)
        checks.append(NumberCheck(figure.text, holder is not None, holder))
    return checks


def states(quote: str, figure: Quantity) -> bool:
    """Whether a quote states a figure; broken lines and table rows are read as a reader would."""
    if supports(quote, figure):
        return True
    return supports(reading_view(quote).text, figure)


def _citations(statement: Statement, excerpt: Excerpt, given: Sequence[Citation]) -> list[Citation]:
    """Citations of one statement; a span cited before keeps its marker."""
    marker = len(given)
    found: list[Citation] = []
    for stored, ranges in ((statement.stored, statement.ranges), *statement.also):
        for start, end in _spans(stored, ranges, excerpt):
            known = _known((*given, *found), stored.document_id, start, end)
            if known is None:
                marker += 1
                known = _citation(marker, stored, start, end, excerpt)
            found.append(known)
    return found


def _known(given: Sequence[Citation], document_id: str, start: int, end: int) -> Citation | None:
    place = (document_id, start, end)
    return next((c for c in given if (c.document_id, c.start, c.end) == place), None)


def _citation(marker: int, stored: StoredChunk, start: int, end: int, excerpt: Excerpt) -> Citation:
    return Citation(
        marker,
        stored.document_id,
        stored.document_title,
        stored.document_date,
        stored.chunk.section,
        excerpt(stored.document_id, start, end),
        start,
        end,
    )


def _spans(
    stored: StoredChunk, ranges: Sequence[tuple[int, int]], excerpt: Excerpt
) -> list[tuple[int, int]]:
    found = [_range_spans(stored, *one, excerpt) for one in ranges]
    return [span for one in found for span in one]


def _range_spans(
    stored: StoredChunk, start: int, end: int, excerpt: Excerpt
) -> list[tuple[int, int]]:
    pieces = spans(stored.chunk.runs, start, end)
    if len(pieces) < 2:
        return pieces
    low, high = min(start for start, _ in pieces), max(end for _, end in pieces)
    if high - low > MAX_HULL:
        return sorted(set(pieces))
    if _is_table(excerpt(stored.document_id, low, high)):
        return [_whole_lines(stored.document_id, low, high, excerpt)]
    return _neighbours(sorted(set(pieces)))


def _neighbours(pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces with little between them as one span: what stands between two columns is cited for neither."""
    found = [pieces[0]]
    for start, end in pieces[1:]:
        if start - found[-1][1] <= MAX_BETWEEN:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _is_table(quote: str) -> bool:
    """Between bars, or columns set apart by blanks: more than one line, of several cells each."""
    lines = quote.splitlines()
    return "|" in quote or (len(lines) > 1 and len(cells(lines[-1])) > 1)


def _whole_lines(document_id: str, start: int, end: int, excerpt: Excerpt) -> tuple[int, int]:
    """Table rows are quoted whole, or the cells could not be told from each other."""
    before = excerpt(document_id, max(0, start - MAX_HULL), start)
    after = excerpt(document_id, end, end + MAX_HULL)
    return start - len(before.rpartition("\n")[2]), end + len(after.partition("\n")[0])


def _marked(text: str, quoted: Sequence[Citation]) -> str:
    """The sentence with its markers before the closing punctuation.

    Footnote marks that stand in the document get other brackets: ``[n]`` is ours alone.
    """
    body = _LIKE_A_MARKER.sub(r"〔\1〕", text).rstrip(_CLOSING + _TRAILING)
    return f"{body}{''.join(f'[{c.marker}]' for c in quoted)}。"
