"""What the rooms hand each other about documents. All offsets are Unicode code points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a reader got out of a file: its text, and title and date where the format states them."""

    text: str
    """Newlines are ``\\n``. Headings of structured formats stand as Markdown headings (``## …``)."""
    title: str | None = None
    date: str | None = None
    """ISO 8601 day, ``2024-09-18``."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it: ``text[start:end]``, heading included."""

    title: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One stored document. Every citation is a span of ``text``."""

    id: str
    title: str
    date: str | None
    source: str
    """Path or name as the user gave it; at most one document of a library has it."""
    format: str
    """Extension without the dot: ``txt``, ``pdf`` …"""
    text: str
    sections: tuple[Section, ...]
    sha256: str
    """Of the bytes as they were given."""
    added_at: str
    """UTC, ISO 8601 with seconds."""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text, for lists."""

    id: str
    title: str
    date: str | None
    source: str
    characters: int
    chunks: int
    added_at: str


@dataclass(frozen=True, slots=True)
class Run:
    """``view[view_start : view_start + length]`` stands at ``text[start : start + length]``.

    The map is character for character: the view may fold a character (full width, 繁), never merge
    two. View characters outside every run were put in by the view (a separator in a table row).
    """

    view_start: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the reading view, ended at a sentence end, with its way back to the original."""

    ordinal: int
    """0, 1, 2 … in reading order of the document."""
    text: str
    """Reading view."""
    runs: tuple[Run, ...]
    """Ascending in ``view_start``, not overlapping in the view; at least one."""
    section: str
    """Titles from the outermost section to the innermost, joined by `` > ``; may be empty."""

    @property
    def start(self) -> int:
        return min(run.start for run in self.runs)

    @property
    def end(self) -> int:
        return max(run.start + run.length for run in self.runs)


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as the library gives it back, with what an answer needs to know of its document."""

    id: int
    """Never used twice in one library."""
    document_id: str
    document_title: str
    document_date: str | None
    chunk: Chunk


def context(title: str, date: str | None, section: str) -> str:
    """The line that tells what a chunk is about, for embedding and lexical search; never quoted."""
    return " | ".join(part for part in (title, date or "", section) if part)


def spans(runs: Sequence[Run], begin: int, end: int, *, gap: int = 8) -> list[tuple[int, int]]:
    """Original spans of ``view[begin:end]``, in view order; neighbours at most ``gap`` apart join.

    Line breaks and spaces that the view left out are such gaps, so that a sentence broken over two
    lines is one span. Raises nothing; a range that no run covers gives an empty list.
    """
    found: list[tuple[int, int]] = []
    for run in runs:
        low = max(begin, run.view_start)
        high = min(end, run.view_start + run.length)
        if low >= high:
            continue
        start = run.start + low - run.view_start
        stop = start + high - low
        if found and 0 <= start - found[-1][1] <= gap:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found
