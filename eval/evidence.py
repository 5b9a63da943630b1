"""Where evidence stands: spans of document texts, and when two spans are the same place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SAME_PLACE = 0.5
"""Overlap coefficient (Szymkiewicz–Simpson: shared length over the shorter length) from which two
spans count as the same place. Half, so that a clause inside the evidence, the sentence around it
and a passage that holds most of it all count, while a neighbour that shares an edge does not."""

_SENTENCE_ENDS = "。！？!?；;\n"


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of a document."""

    document_id: str
    start: int
    end: int


class Squeezed:
    """A text without its white space, with the way back."""

    def __init__(self, text: str) -> None:
        self._positions = [i for i, character in enumerate(text) if not character.isspace()]
        self._text = "".join(text[i] for i in self._positions)

    def locate(self, fragment: str) -> list[tuple[int, int]]:
        """Every ``(start, end)`` in the original where the fragment stands, white space aside."""
        wanted = "".join(fragment.split())
        found: list[tuple[int, int]] = []
        at = self._text.find(wanted) if wanted else -1
        while at >= 0:
            found.append((self._positions[at], self._positions[at + len(wanted) - 1] + 1))
            at = self._text.find(wanted, at + 1)
        return found


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole sentences, closing punctuation included."""
    while start > 0 and text[start - 1] not in _SENTENCE_ENDS:
        start -= 1
    while end < len(text) and text[end - 1] not in _SENTENCE_ENDS:
        end += 1
    return start, end


def same_place(one: Span, other: Span) -> bool:
    """Whether the two spans share at least half of the shorter one."""
    shorter = min(one.end - one.start, other.end - other.start)
    return shorter > 0 and shared(one, other) >= SAME_PLACE * shorter


def shared(one: Span, other: Span) -> int:
    """Characters that both spans hold."""
    if one.document_id != other.document_id:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def hit(span: Span, group: Iterable[Span]) -> bool:
    """Whether the span is one of the places of the group."""
    return any(same_place(span, place) for place in group)


def groups_hit(spans: Iterable[Span], evidence: Sequence[Sequence[Span]]) -> frozenset[int]:
    """Indices of the evidence groups that at least one span hits."""
    spans = list(spans)
    return frozenset(i for i, group in enumerate(evidence) if any(hit(s, group) for s in spans))
