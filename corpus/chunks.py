"""Cutting the reading view into chunks that end where sentences end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
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
    questions = _questions(view)
    for section in view_sections(view):
        for start, end in _pieces(view, section, size, questions):
            if runs := view.runs(start, end):
                found.append(Chunk(len(found), view.text[start:end], runs, section.path))
    return tuple(found)


def _pieces(
    view: View, section: ViewSection, size: int, questions: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Without overlap and stripping the pieces tile the text, so lengths alone place them."""
    begin = section.start
    while begin < section.end:
        until = min(section.end, begin + AT_ONCE * size)
        pieces = _splitter(size).split_text(view.text[begin:until])
        if sum(map(len, pieces)) != until - begin:
            raise AssertionError("the splitter dropped text")
        for piece in pieces if until == section.end else pieces[:-1]:
            end = begin + len(piece)
            cut = _before_question(questions, begin, end)
            yield begin, cut
            begin = cut
            if cut != end:
                break  # cut anew from the question on


def _questions(view: View) -> list[tuple[int, int]]:
    """Where paragraphs begin and end that are nothing but a question: what follows answers it."""
    return [
        (block.start, block.end)
        for block in view.blocks
        if not block.level
        and block.end - block.start <= LONGEST_QUESTION
        and view.text[block.start : block.end].endswith(("？", "?"))
    ]


def _before_question(questions: Sequence[tuple[int, int]], begin: int, end: int) -> int:
    """The end of a piece, or where the question begins with which it would end."""
    start, stop = questions[at - 1] if (at := bisect_left(questions, (end,))) else (begin, begin)
    return start if begin < start and end <= stop + 1 else end
