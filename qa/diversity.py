"""Which candidates are looked at: few of one document, and each wording once.

A document, or two hundred copies of it, can fill the ranks of a search; nobody else would be heard
then. Wordings are compared by shingles (Broder, "On the resemblance and containment of documents",
1997) with figures masked; figures are compared by themselves, for last year's report differs from
this year's in nothing else.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from corpus.document import StoredChunk
from qa.kept import of_chunk

A_DOCUMENT = 2
"""Chunks of one document that are looked at."""
SHINGLE = 5
"""Characters."""
CONTAINED = 0.8
"""Share of a chunk's shingles in another from which both are of one wording."""
_SKETCH = 24
"""Smallest hashes, a fair sample: of ``CONTAINED`` of all, fewer than half are among them once in
ten thousand times."""
VARIANTS = 2
"""One wording with figures of its own each time may fill one place of so many."""
WIDER = (1, 8, 64)
"""Times ``k`` that are searched for while copies fill more than half of what was found."""


class Found(Protocol):
    """Anything that was found by a search."""

    @property
    def stored(self) -> StoredChunk: ...


C = TypeVar("C", bound=Found)


@dataclass(frozen=True, slots=True)
class Group(Generic[C]):
    """A candidate that is looked at, and those that say the same in the same words."""

    candidate: C
    folded: tuple[C, ...] = ()
    """They stand for no second opinion: a copy supports nothing."""


def unflooded(find: Callable[[int], Sequence[C]], k: int) -> Sequence[C]:
    """The ``k`` best of what ``find(size)`` gives, best first, for a size of at least ``k``.

    Where copies fill more than half of the places, they are folded and more is searched for, so
    that two hundred of them leave room for the document that they speak against.
    """
    for times in WIDER:
        found = find(k * times)
        kept = diverse(found, k, fill=True)
        if 2 * len(kept) >= min(k, len(found)):
            return found[:k] if times == 1 else kept
        if len(found) < k * times:
            break
    return kept


def diverse(
    candidates: Sequence[C], k: int, *, fill: bool = False, a_document: int = A_DOCUMENT
) -> list[C]:
    """The candidates of ``grouped``, without what they stand for."""
    groups = grouped(candidates, k, fill=fill, a_document=a_document)
    return [group.candidate for group in groups]


def grouped(
    candidates: Sequence[C], k: int, *, fill: bool = False, a_document: int = A_DOCUMENT
) -> list[Group[C]]:
    """At most ``k`` of the candidates, best first as they came.

    No more than ``a_document`` of one document, one of a wording with the same figures, and no more
    than a ``VARIANTS``-th of ``k`` of a wording with other figures. Where all are of one document,
    or with ``fill``, places that stay empty go to what these two numbers left out; never to a copy.
    """
    kept: list[int] = []
    spare: list[int] = []
    folded: dict[int, list[C]] = {}
    texts = [one.stored.chunk.text for one in candidates]
    wordings: dict[int, frozenset[int]] = {}
    """Shingles of the kept and the first ``k`` spare candidates."""
    of_document: Counter[str] = Counter()
    for i, candidate in enumerate(candidates):
        wording = shingles(texts[i])
        sketch = frozenset(wording[:_SKETCH])
        alike = [
            j
            for j, of in wordings.items()
            if 2 * len(sketch & of) >= len(sketch) and _is_contained(wording, of)
        ]
        twin = next((j for j in alike if _is_copy(texts[i], texts[j])), None)
        if twin is not None:
            folded.setdefault(twin, []).append(candidate)
            continue
        if (
            len(kept) < k
            and of_document[candidate.stored.document_id] < a_document
            and len(alike) < max(1, k // VARIANTS)
        ):
            kept.append(i)
            of_document[candidate.stored.document_id] += 1
        elif len(spare) < k:
            spare.append(i)
        else:
            continue
        wordings[i] = frozenset(wording)
    if fill or len({one.stored.document_id for one in candidates}) == 1:
        kept = sorted([*kept, *spare[: k - len(kept)]])
    return [Group(candidates[i], tuple(folded.get(i, ()))) for i in kept]


def _is_contained(wording: array[int], of: frozenset[int]) -> bool:
    """Whether ``CONTAINED`` of the shingles stand in the other."""
    return sum(map(of.__contains__, wording)) >= CONTAINED * len(wording)


def _is_copy(text: str, of: str) -> bool:
    """Both state the same figures: what adds one, a correction or a lie, replaces nothing."""
    return _figures(text) == _figures(of)


@of_chunk
def shingles(text: str) -> array[int]:
    """Hashes of those that begin with every second character of the alphabet: half do as well as
    all. Each once, in ascending order; 64 bits of a polynomial, so that two shingles with one hash are not to be met."""
    masked = "".join(_DIGITS.sub("0", text).split())
    codes = np.frombuffer(masked.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    padded = np.concatenate([codes, np.zeros(SHINGLE - 1, np.uint64)])
    hashes = np.zeros(len(codes), np.uint64)
    for i in range(SHINGLE):
        hashes = hashes * _BASE + padded[i : i + len(codes)]
    chosen = hashes[codes & np.uint64(1) == 0]
    return array("Q", np.unique(chosen if len(chosen) else hashes[:1]).tobytes())


@of_chunk
def _figures(text: str) -> frozenset[str]:
    return frozenset(_FIGURE.findall(text))


_BASE = np.uint64(0x9E3779B97F4A7C15)
"""2**64 over the golden ratio (Knuth, "The Art of Computer Programming" 3, 6.4): odd, and its
powers spread over all bits."""
_DIGITS = re.compile(r"\d[\d.,]*")
_FIGURE = re.compile(r"(?<![第\d.])(?:\d[\d.,]*|[〇零一二三四五六七八九十百千两]+) ?[%‰㐀-鿿]")
"""With a unit: a bare number or 第三次 numbers a copy, and makes it none the newer."""
