"""Cutting the reading view into chunks that end where sentences end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.document import Chunk
from corpus.sections import ViewSection, view_sections
from corpus.view import View

CHUNK_CHARACTERS = 300
"""About 200 tokens of multilingual-e5: well inside its 512, and short enough to be one topic."""

# From the outermost cut to the last resort; each separator stays with the text before it.
_SEPARATORS = ["\n", "。", "！", "？", "；", "!", "?", ";", "，", ",", "、", " ", ""]


@lru_cache(maxsize=4)
def _splitter(size: int) -> RecursiveCharacterTextSplitter:
    return RecursiveCharacterTextSplitter(
        chunk_size=size,
        chunk_overlap=0,
        separators=_SEPARATORS,
        keep_separator="end",
        strip_whitespace=False,
    )


def chunks(view: View, size: int = CHUNK_CHARACTERS) -> tuple[Chunk, ...]:
    """The whole view in pieces of at most ``size`` characters, none across a heading.

    A piece that no original character stands behind (separators only) is left out.
    """
    found: list[Chunk] = []
    for section in view_sections(view):
        for start, end in _pieces(view, section, size):
            if runs := view.runs(start, end):
                found.append(Chunk(len(found), view.text[start:end], runs, section.path))
    return tuple(found)


def _pieces(view: View, section: ViewSection, size: int) -> Iterator[tuple[int, int]]:
    """Without overlap and stripping the pieces tile the text, so lengths alone place them."""
    start = section.start
    for piece in _splitter(size).split_text(view.text[section.start : section.end]):
        yield start, start + len(piece)
        start += len(piece)
    if start != section.end:
        raise AssertionError("the splitter dropped text")
