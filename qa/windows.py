"""Windows for the trained reader: whole sentences of a chunk, packed to a length it was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.sentences import Segment

WINDOW_CHARACTERS = 150


@dataclass(frozen=True, slots=True)
class Window:
    """``text`` is ``view[start:end]``; ``sentences`` are indexes into the given sentences."""

    start: int
    end: int
    text: str
    sentences: tuple[int, ...]


def windows(view: str, sentences: Sequence[Segment]) -> list[Window]:
    """The sentences packed in order; one that is longer than a window stands alone."""
    groups: list[list[int]] = []
    for i, sentence in enumerate(sentences):
        begin = sentences[groups[-1][0]].start if groups else 0
        if groups and sentence.end - begin <= WINDOW_CHARACTERS:
            groups[-1].append(i)
        else:
            groups.append([i])
    return [_window(view, sentences, group) for group in groups]


def _window(view: str, sentences: Sequence[Segment], group: Sequence[int]) -> Window:
    start, end = sentences[group[0]].start, sentences[group[-1]].end
    return Window(start, end, view[start:end], tuple(group))
