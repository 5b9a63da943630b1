"""One state of the index, whole and unchanging: what a search runs on from its begin to its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryError
from corpus.rows import Batch, Changes
from embeddings.embedder import Vectors
from qa.dense import DenseIndex, SegmentBuilder
from qa.lexical import Entry, LexicalIndex
from qa.manifest import Manifest

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Allowed:
    """The documents a search may look at, and all of their chunks."""

    document_ids: frozenset[str]
    chunk_ids: Ids
    """Ascending."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk and its raw scores."""

    chunk_id: int
    dense: float
    """Cosine of question and chunk."""
    lexical: float
    """BM25 of the question's terms; 0 when none of them stands in the chunk."""


@dataclass(frozen=True, slots=True)
class ByWords:
    """A search whose lexical half is done; the other waits for the question's vector."""

    chunk_ids: Collection[int] = ()
    """Found so far, best first."""
    with_meaning: Callable[[Vectors], list[Hit]] = lambda _: []
    """The best of each side with both scores, highest cosine first."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Vectors and terms of the same chunks, as the library had them at ``generation``."""

    generation: int
    token: int
    dense: DenseIndex
    lexical: LexicalIndex
    manifest: Manifest | None = None
    """How it stands on the disk; None when it is in memory only."""
    masked: frozenset[int] = field(default_factory=frozenset)
    """Deleted chunks that ``lexical`` still holds."""

    def by_words(self, terms: Sequence[str], k: int, allowed: Allowed | None = None) -> ByWords:
        """The half of a search that needs no vector."""
        if k < 1 or (allowed is not None and not len(allowed.chunk_ids)):
            return ByWords()
        documents = allowed.document_ids if allowed else None
        best = self.lexical.search(terms, k, documents, self.masked)
        return ByWords(dict(best), lambda vector: self._hits(terms, vector, k, allowed, best))

    def search(
        self, terms: Sequence[str], vector: Vectors, k: int, allowed: Allowed | None = None
    ) -> list[Hit]:
        """The ``k`` best of each side with both scores, highest cosine first, equal ones by id."""
        return self.by_words(terms, k, allowed).with_meaning(vector)

    def _hits(
        self,
        terms: Sequence[str],
        vector: Vectors,
        k: int,
        allowed: Allowed | None,
        best: Sequence[tuple[int, float]],
    ) -> list[Hit]:
        matches = dict(best)
        near = self.dense.search(vector, k, allowed.chunk_ids if allowed else None).tolist()
        matches |= self.lexical.scores(terms, [i for i in near if i not in matches])
        ids = np.array(sorted({*matches, *near}), dtype=np.int64)
        cosines = self.dense.scores(vector, ids)
        hits = [
            Hit(chunk_id, cosine, matches.get(chunk_id, 0.0))
            for chunk_id, cosine in zip(ids.tolist(), cosines.tolist(), strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.dense, hit.chunk_id))


def entries(batches: Iterator[Batch], vectors: SegmentBuilder) -> Iterator[Entry]:
    """What the lexical index takes of each chunk; on the way the vectors go to ``vectors``."""
    for batch in batches:
        vectors.add(batch.ids, batch.vectors)
        yield from map(Entry, batch.ids.tolist(), batch.document_ids, batch.texts, batch.contexts)


def checked(snapshot: Snapshot, changes: Changes) -> Snapshot:
    """The snapshot, if both sides hold as many chunks as the library does.

    Raises ``LibraryError``.
    """
    dense = len(snapshot.dense)
    lexical = len(snapshot.lexical) - len(snapshot.masked)
    if not dense == lexical == changes.chunks:
        raise LibraryError(
            f"索引与资料库不一致（资料库 {changes.chunks} 块，向量 {dense}，词汇 {lexical}）。"
            "请停止服务后运行 wenju repair 修复资料库。"
        )
    return snapshot


def masked(base: Snapshot, deleted: Collection[int]) -> frozenset[int]:
    """What is hidden from the lexical side of ``base`` once ``deleted`` is gone as well."""
    return base.masked | {int(chunk_id) for chunk_id in deleted}
