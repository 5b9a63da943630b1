"""Newspaper columns: a paragraph cut at a column's foot and the far piece that continues it.

A page read column by column leaves paragraphs that break off in the middle of a sentence before the
next headline, and further on pieces that begin in the middle of one. Which piece continues which
paragraph shows at the broken edges (a quotation opened here and closed there, a word that the two
edges make together) and in what both speak of; pieces come in the order of their paragraphs.
Whatever is not sure stays where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import rjieba

SURE = 2.0
"""Evidence that a join needs; each kind below counts as written there."""
QUOTES = 3.0
"""A quotation or bracket open at the cut and closed first thing in the piece, or the contrary."""
WORD = 1.0
"""For each length (2, 3, 4) at which the characters over the cut make a string used elsewhere."""
HALVES = 1.0
"""The cut goes through a word: what is left of it on both sides is none, and both make one of the dictionary."""
FIGURE = 2.0
"""The cut goes between what asks for a figure (不超过, 约, 达) and a figure."""
TOPIC = 1.0
"""For each rare pair of characters that both sides share, up to three."""
_PAIRS = {"”": "“", "’": "‘", "）": "（", ")": "(", "》": "《", "】": "【"}
_HANZI = re.compile(r"[㐀-鿿]")
_WANTS_FIGURE = re.compile(
    r"(?:[不超]过|不[低高少多]于|约|[到达]|近|超|至|为|突破|累计|共|计|[增长降]了?|第)$"
)
_IS_FIGURE = re.compile(r"[\d两]")
_BEYOND = 1 << 30
Evidence = Callable[[int, int], float]
_RARE = 3
_NEAR = 8
"""Characters on each side of a cut that tell its words."""
_OWN_PAIRS = 2
"""A pair of characters in more paragraphs than this tells nothing about the topic."""


@dataclass(frozen=True, slots=True)
class Join:
    """Piece ``piece`` continues paragraph ``broken``; both are indexes of the given texts."""

    broken: int
    piece: int


def joins(texts: Sequence[str], broken: Sequence[int], pieces: Sequence[int]) -> list[Join]:
    """The sure joins of a page: those that keep the order and have the most evidence in all.

    ``texts`` are all paragraphs; ``broken`` and ``pieces`` are ascending indexes of those that
    break off and of those that may continue one. Between two sure joins, as many pieces as broken
    paragraphs are joined in order too, unless something speaks against it.
    """
    evidence = _evidence(texts)
    sure = _aligned(list(broken), list(pieces), evidence)
    return sorted([*sure, *_between(sure, broken, pieces, evidence)], key=lambda join: join.broken)


def _between(
    sure: Sequence[Join], broken: Sequence[int], pieces: Sequence[int], evidence: Evidence
) -> Iterator[Join]:
    ends = [*sure, Join(_BEYOND, _BEYOND)]
    for left, right in zip(sure, ends[1:], strict=True):
        heads = [b for b in broken if left.broken < b < right.broken]
        tails = [p for p in pieces if left.piece < p < right.piece]
        pairs = list(zip(heads, tails, strict=False))
        if len(heads) == len(tails) and all(evidence(b, p) >= 0 for b, p in pairs):
            yield from (Join(b, p) for b, p in pairs)


def belongs(texts: Sequence[str], paragraph: int, piece: int) -> bool:
    """Whether a whole paragraph speaks of what an earlier one speaks of and no other does."""
    shared = _pairs(texts[paragraph]) & _pairs(texts[piece])
    return sum(sum(pair in text for text in texts) == 2 for pair in shared) >= _OWN_PAIRS


def _evidence(texts: Sequence[str]) -> Evidence:
    whole = "\n".join(texts)
    rare = _rare_pairs(texts)

    def evidence(left: int, right: int) -> float:
        if left >= right:
            return -_BEYOND
        topic = TOPIC * min(3, len(_shared(texts, rare, left, right)))
        edges = (texts[left], texts[right])
        return quotes(*edges) + _word(whole, *edges) + _halves(*edges) + _figure(*edges) + topic

    return evidence


def _shared(texts: Sequence[str], rare: set[str], left: int, right: int) -> set[str]:
    return _pairs(texts[left]) & _pairs(texts[right]) & rare


def _rare_pairs(texts: Sequence[str]) -> set[str]:
    counts = Counter(pair for text in texts for pair in _pairs(text))
    return {pair for pair, count in counts.items() if 2 <= count <= _RARE}


def _pairs(text: str) -> set[str]:
    return {
        text[i : i + 2]
        for i in range(len(text) - 1)
        if _HANZI.match(text[i]) and _HANZI.match(text[i + 1])
    }


def quotes(left: str, right: str) -> float:
    """Open signs at the end of one side against signs closed at the beginning of the other."""
    opened = unclosed(left)
    closed = _first_unopened(right)
    if not opened and not closed:
        return 0.0
    return QUOTES if opened and closed == opened[-1] else -QUOTES


def unclosed(text: str) -> list[str]:
    """The opening signs of a text that nothing in it closes, outermost first."""
    stack: list[str] = []
    for character in text:
        if character in _PAIRS.values():
            stack.append(character)
        elif stack and _PAIRS.get(character) == stack[-1]:
            stack.pop()
    return stack


def _first_unopened(text: str) -> str | None:
    """The opening sign that the first closing sign without one asks for."""
    depth: Counter[str] = Counter()
    for character in text:
        if character in _PAIRS.values():
            depth[character] += 1
        elif opening := _PAIRS.get(character):
            if not depth[opening]:
                return opening
            depth[opening] -= 1
    return None


def _word(whole: str, left: str, right: str) -> float:
    """Strings over the cut that stand elsewhere on the page as well."""
    if not (_HANZI.match(left[-1:]) and _HANZI.match(right[:1])):
        return 0.0
    joined = [left[-k:] + right[: size - k] for size in (2, 3, 4) for k in range(1, size)]
    lengths = {len(string) for string in joined if string in whole}
    return WORD * len(lengths)


def _halves(left: str, right: str) -> float:
    """A word cut in two: 岗|位占四成."""
    before, after = left[-_NEAR:], right[:_NEAR]
    halves = (rjieba.cut(before, False)[-1:], rjieba.cut(after, False)[:1])
    if any(not half or len(half[0]) > 1 or not _HANZI.match(half[0]) for half in halves):
        return 0.0
    ends = accumulate(map(len, rjieba.cut(before + after, False)))
    return 0.0 if len(before) in ends else HALVES


def _figure(left: str, right: str) -> float:
    return FIGURE if _WANTS_FIGURE.search(left) and _IS_FIGURE.match(right) else 0.0


def _aligned(broken: list[int], pieces: list[int], evidence: Evidence) -> list[Join]:
    """Order-keeping alignment with the highest sum (Needleman and Wunsch 1970, gaps free)."""
    best = [[0.0] * (len(pieces) + 1) for _ in range(len(broken) + 1)]
    gains = [[evidence(b, p) for p in pieces] for b in broken]
    for i in range(len(broken) - 1, -1, -1):
        for j in range(len(pieces) - 1, -1, -1):
            gain = gains[i][j]
            joined = gain + best[i + 1][j + 1] if gain >= SURE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], joined)
    found, i, j = [], 0, 0
    while i < len(broken) and j < len(pieces):
        if gains[i][j] >= SURE and best[i][j] == gains[i][j] + best[i + 1][j + 1]:
            found.append(Join(broken[i], pieces[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found
