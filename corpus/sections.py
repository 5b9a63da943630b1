"""Sections of a document: what its headings head, in the view and in the original text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Section
from corpus.view import View

SEPARATOR = " > "


@dataclass(frozen=True, slots=True)
class ViewSection:
    """``view.text[start:end]`` below one heading (which it includes) and above the next."""

    start: int
    end: int
    path: str
    """Headings from the outermost to this one."""


def view_sections(view: View) -> list[ViewSection]:
    """The view cut at its headings; headings that follow each other directly stay together."""
    cuts = _cuts(view)
    bounds = [start for start, _ in cuts] + [len(view.text)]
    return [
        ViewSection(start, end, path)
        for (start, path), end in zip(cuts, bounds[1:], strict=True)
        if start < end
    ]


def _cuts(view: View) -> list[tuple[int, str]]:
    cuts: list[tuple[int, str]] = [(0, "")]
    above: list[tuple[int, str]] = []
    after_heading = False
    for before, block in zip((None, *view.blocks), view.blocks, strict=False):
        if block.loose and not (before and before.loose):
            above = []
            cuts.append((block.start, ""))
        if not block.level:
            after_heading = False
            continue
        above = [entry for entry in above if entry[0] < block.level]
        above.append((block.level, view.text[block.start : block.end]))
        path = SEPARATOR.join(title for _, title in above)
        if after_heading:
            cuts[-1] = (cuts[-1][0], path)
        else:
            cuts.append((block.start, path))
        after_heading = True
    return cuts[1:] if len(cuts) > 1 and cuts[1][0] == 0 else cuts


def sections(view: View, length: int) -> tuple[Section, ...]:
    """Sections of the original text of ``length`` characters, outer ones around inner ones."""
    headings = [
        (view.text[block.start : block.end], block.level, block.origin)
        for block in view.blocks
        if block.level
    ]
    ends = _ends(headings, length)
    return tuple(
        Section(title, level, start, end)
        for (title, level, start), end in zip(headings, ends, strict=True)
    )


def _ends(headings: list[tuple[str, int, int]], length: int) -> Iterator[int]:
    """A section ends where the next one of its depth or further out starts."""
    ends = [length] * len(headings)
    open_above: list[int] = []
    for position, (_, level, start) in enumerate(headings):
        while open_above and headings[open_above[-1]][1] >= level:
            ends[open_above.pop()] = start
        open_above.append(position)
    return iter(ends)
