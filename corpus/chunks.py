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

AT_ONCE = 40
"""Sizes of a chunk that are cut at once: of a long list of questions the rest is not cut anew behind each."""
LONGEST_QUESTION = 150
"""Characters of a paragraph that is a question."""
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
    questions = _questions(view, section)
    begin = section.start
    while begin < section.end:
        before, until = begin, min(section.end, begin + AT_ONCE * size)
        pieces = _splitter(size).split_text(view.text[begin:until])
        for piece in pieces if until == section.end else pieces[:-1]:
            end = begin + len(piece)
            last = next(
                (start for start, stop in questions if begin < start < end <= stop + 1), end
            )
            yield begin, last
            begin = last
            if last != end:
                break  # cut anew from the question on
        if begin == before or (until == section.end and last == end and begin != until):
            raise AssertionError("the splitter dropped text")


def _questions(view: View, section: ViewSection) -> list[tuple[int, int]]:
    """Where paragraphs inside a section begin and end that are nothing but a question: what follows answers it."""
    return [
        (block.start, block.end)
        for block in view.blocks
        if section.start < block.start < section.end
        and not block.level
        and block.end - block.start <= LONGEST_QUESTION
        and view.text[block.start : block.end].endswith(("？", "?"))
    ]
