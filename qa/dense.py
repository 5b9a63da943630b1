"""The dense index: a few immutable segments of vectors, merged in tiers as they grow in number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.embedder import Vectors
from embeddings.side_by_side import SideBySide
from embeddings.vectors import VectorSegment

Ids = NDArray[np.int64]
FAN = 8
"""Segments of one tier that are merged into one, so that no more than FAN - 1 stay in each."""
_TIER = 512
"""Segments shorter than this are the lowest tier; each further tier is FAN times as long."""
_DEAD = 1_024
"""Deleted vectors that a segment carries at most, and a quarter of its length."""
_BUILD = 8_192
"""Vectors in a segment at most when many come at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment, and the ids in it that were deleted since it was built."""

    segment: VectorSegment
    dead: Ids
    """Ascending."""

    @classmethod
    def of(cls, segment: VectorSegment, dead: Iterable[int] = ()) -> Part:
        return cls(segment, np.array(sorted(dead), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.segment) - len(self.dead)

    def nearest(self, vector: Vectors, k: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """The ``k`` nearest that live, as (ids, scores)."""
        if allowed is not None:
            allowed = np.setdiff1d(allowed[_within(allowed, self.segment.ids)], self.dead)
            if not len(allowed):
                return _NOTHING
            ids, scores = self.segment.search(vector, k, allowed)
        else:
            ids, scores = self.segment.search(vector, k + len(self.dead))
        alive = ~_within(ids, self.dead)
        return ids[alive][:k], scores[alive][:k]

    def without(self, deleted: Ids) -> Part | None:
        """The same with these ids dead as well; None when none lives. ``deleted`` is ascending."""
        hit = deleted[_within(deleted, self.segment.ids)]
        if not len(hit):
            return self
        dead = np.union1d(self.dead, hit)
        if len(dead) >= len(self.segment):
            return None
        if len(dead) > min(_DEAD, len(self.segment) // 4):
            return Part.of(self.segment.without(dead))
        return Part(self.segment, dead)

    def compacted(self) -> VectorSegment:
        return self.segment.without(self.dead) if len(self.dead) else self.segment


_PARTS = SideBySide("dense")
_NOTHING: tuple[Ids, Vectors] = (np.empty(0, np.int64), np.empty(0, np.float32))


class DenseIndex:
    """Unit vectors by id; the score is the inner product. Immutable, so safe for many threads."""

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        self.parts = tuple(parts)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def search(self, vector: Vectors, k: int, allowed: Ids | None = None) -> Ids:
        """Ids of the ``k`` nearest, nearest first, equal ones by id; only of ``allowed`` if given.

        ``vector`` has shape (dimension,); ``allowed`` is ascending.
        """
        largest = sorted(self.parts, key=len, reverse=True)
        found = _PARTS.map(lambda part: part.nearest(vector, k, allowed), largest) or [_NOTHING]
        ids = np.concatenate([ids for ids, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        return ids[np.lexsort((ids, -scores))[:k]]

    def scores(self, vector: Vectors, ids: Ids) -> Vectors:
        """Inner products with the vectors of these ids, all of which must be there."""
        result = np.full(len(ids), np.nan, dtype=np.float32)
        for part in self.parts:
            here = _within(ids, part.segment.ids)
            if here.any():
                result[here] = part.segment.vectors_of(ids[here]) @ vector
        return result

    def changed(self, deleted: Ids, added: Sequence[VectorSegment]) -> DenseIndex:
        """Without the ids in ``deleted`` and with the vectors of ``added``."""
        deleted = np.sort(deleted)
        kept = [part for old in self.parts if (part := old.without(deleted)) is not None]
        return DenseIndex(_merged([*kept, *(Part.of(segment) for segment in added)]))


class SegmentBuilder:
    """Collects vectors into segments of bounded size."""

    def __init__(self) -> None:
        self._segments: list[VectorSegment] = []
        self._ids: list[Ids] = []
        self._vectors: list[Vectors] = []

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """``vectors`` has shape (len(ids), dimension)."""
        self._ids.append(ids)
        self._vectors.append(vectors)
        if sum(map(len, self._ids)) >= _BUILD:
            self._close()

    def segments(self) -> list[VectorSegment]:
        """All that was added."""
        self._close()
        return self._segments

    def _close(self) -> None:
        if self._ids:
            ids, vectors = np.concatenate(self._ids), np.concatenate(self._vectors)
            self._segments.append(VectorSegment.build(ids, vectors))
        self._ids, self._vectors = [], []


def _merged(parts: list[Part]) -> list[Part]:
    """Merge full tiers, from the lowest up, until none is full."""
    while True:
        tiers: dict[int, list[Part]] = defaultdict(list)
        for part in parts:
            tiers[_tier(len(part.segment))].append(part)
        full = [tier for tier in sorted(tiers) if len(tiers[tier]) >= FAN]
        if not full:
            return parts
        gone = tiers[full[0]]
        merged = VectorSegment.merge([part.compacted() for part in gone])
        parts = [part for part in parts if part not in gone] + [Part.of(merged)]


def _tier(length: int) -> int:
    tier = 0
    while length >= _TIER:
        tier, length = tier + 1, length // FAN
    return tier


def _within(ids: Ids, ascending: Ids) -> NDArray[np.bool_]:
    """Which of ``ids`` are in ``ascending``."""
    if not len(ascending):
        return np.zeros(len(ids), dtype=np.bool_)
    places = np.minimum(np.searchsorted(ascending, ids), len(ascending) - 1)
    found: NDArray[np.bool_] = ascending[places] == ids
    return found
