"""Vectors to their nearest neighbours by inner product. The only file that imports faiss.

A segment never changes once it is made: adding is a merge with another, deleting makes a new one.
So readers need no lock, and nothing is ever searched while it is written to.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryError
from embeddings.side_by_side import SideBySide

faiss: Any = _faiss  # its stubs leave out what its Python layer adds

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]
Rows = NDArray[np.float32]

EXACT_ROWS = 50_000
"""Up to here every row is compared: 5 to 6 ms on one core for 384 columns (12 ms for 100,000)."""
LISTS_PER_ROOT = 3.2
"""Clusters = this * square root of the rows; 1,012 for 100,000."""
PROBED = 0.3
"""Share of the clusters searched. Questions lie apart from passages, so tuning on stored rows
misleads: 8 of 1,024 clusters find 0.99 of a row's neighbours, but 0.71 of a question's. This share
finds 0.994 of a question's (recall@10, 300 questions, 100,000 rows, 5 ms on one core)."""
HALF = faiss.ScalarQuantizer.QT_fp16
"""In clusters rows are half-precision floats: inner products of unit vectors are true to 0.0005, and what
is read for a search halves (2.4 instead of 3.9 ms for 100,000 rows)."""
TRAINED_PER_LIST = 64
TRAINING_ROUNDS = 8
SEED = 1

SHARED_BY = 2
"""Cores that share the clusters of one search."""

_THREADS = SideBySide("clusters")
_MAGIC = b"WJV1"
_HEADER = struct.Struct("<4s32sQ")


@dataclass(frozen=True, slots=True, eq=False)
class VectorSegment:
    """Rows with ids, searched exactly up to `EXACT_ROWS`, by clusters above."""

    ids: Ids
    """Ascending, each once; read-only."""
    _index: Any
    """Holds row ``i`` of ``ids`` at position ``i``."""

    @classmethod
    def build(cls, ids: Ids, vectors: Rows) -> VectorSegment:
        """``ids`` (n,) int64, not negative, each once; ``vectors`` (n, d), finite, d > 0.

        Raises ValueError for anything else. Same input, same segment.
        """
        return _assembled(*_checked(ids, vectors), trained=None)

    @classmethod
    def merge(cls, segments: Sequence[VectorSegment]) -> VectorSegment:
        """All rows of at least one segment; ValueError when two share an id or differ in columns."""
        if len({segment.dimension for segment in segments}) != 1:
            raise ValueError("merge needs segments of one dimension")
        ids = np.concatenate([segment.ids for segment in segments])
        rows = np.concatenate([segment._rows(np.arange(len(segment))) for segment in segments])
        largest = max(segments, key=len)
        # Clusters learnt from half of the rows still fit; learning takes most of the time.
        trained = largest._index if 2 * len(largest) >= len(ids) else None
        return _assembled(*_checked(ids, rows), trained=trained)

    @classmethod
    def from_bytes(cls, data: bytes) -> VectorSegment:
        """What `to_bytes` gave; LibraryError when a byte of it is missing or changed."""
        try:
            magic, digest, count = _HEADER.unpack_from(data)
            content = memoryview(data)[_HEADER.size :]
            if magic != _MAGIC or hashlib.sha256(content).digest() != digest:
                raise ValueError("checksum")
            ids = np.frombuffer(content, "<i8", count).astype(np.int64)
            index = faiss.deserialize_index(np.frombuffer(content, np.uint8, offset=8 * count))
            if index.ntotal != count:
                raise ValueError("rows")
        except (struct.error, ValueError, RuntimeError) as error:
            raise LibraryError(
                "向量索引文件已损坏或由其他版本写成。请运行 wenju rebuild 从资料库重建索引（不需要重新计算向量）。"
            ) from error
        return cls(_frozen(ids), _shared(index))

    def to_bytes(self) -> bytes:
        """Ids and index with their SHA-256 in front."""
        index = faiss.serialize_index(self._index).tobytes()
        ids = self.ids.astype("<i8").tobytes()
        digest = hashlib.sha256(ids)
        digest.update(index)
        return b"".join([_HEADER.pack(_MAGIC, digest.digest(), len(self)), ids, index])

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def search(self, vector: Rows, k: int, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """The ``k`` ids of the largest inner products and these, best first; fewer when there are
        fewer. Only ids in ``allowed`` where it is given, and then exact at every size.

        Raises ValueError for a vector of another dimension, one that is not finite, or k < 1.
        """
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        if query.shape[1] != self.dimension or not np.isfinite(query).all() or k < 1:
            raise ValueError(f"search needs {self.dimension} finite numbers and k > 0")
        chosen = None if allowed is None else self._positions(allowed)
        found = min(k, len(self) if chosen is None else len(chosen))
        if found == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return self._found(query, found, chosen)

    def _found(self, query: Rows, k: int, chosen: Ids | None) -> tuple[Ids, Scores]:
        faiss.omp_set_num_threads(1)  # of the calling thread: callers are many, cores are few
        clusters = isinstance(self._index, faiss.IndexIVF)
        if clusters and chosen is None and k <= len(self) * PROBED / 4:
            scores, positions = self._near_clusters(query, k)
        else:
            bits = None if chosen is None else _bits(chosen, len(self))
            scores, positions = self._index.search(query, k, params=self._whole(bits))
        held = positions[0] >= 0  # faiss fills up with -1
        scores, ids = scores[0][held], self.ids[positions[0][held]]
        order = np.lexsort((ids, -scores))[:k]
        return ids[order], scores[order]

    def _whole(self, bits: NDArray[np.uint8] | None) -> Any:
        """Every cluster: rows that a filter leaves may all lie far from the question, and a large k needs
        many."""
        selector = None if bits is None else faiss.IDSelectorBitmap(bits)
        if isinstance(self._index, faiss.IndexIVF):
            return faiss.SearchParametersIVF(sel=selector, nprobe=self._index.nlist)
        return None if selector is None else faiss.SearchParameters(sel=selector)

    def _near_clusters(self, query: Rows, k: int) -> tuple[Scores, Ids]:
        """The best of the nearest clusters, every second of them on a core of its own."""
        near, clusters = self._index.quantizer.search(query, self._index.nprobe * SHARED_BY)

        def search(first: int) -> tuple[Scores, Ids]:
            faiss.omp_set_num_threads(1)
            at, own = (np.ascontiguousarray(all_[:, first::SHARED_BY]) for all_ in (near, clusters))
            found: tuple[Scores, Ids] = self._index.search_preassigned(query, k, own, at)
            return found

        found = _THREADS.map(search, range(SHARED_BY))
        return np.hstack([one for one, _ in found]), np.hstack([one for _, one in found])

    def vectors_of(self, ids: Ids) -> Rows:
        """Shape (m, d): the rows of those ``ids`` that are held, in the order they are asked for."""
        wanted = np.asarray(ids, np.int64)
        places = np.searchsorted(self.ids, wanted)
        inside = places < len(self)
        inside[inside] = self.ids[places[inside]] == wanted[inside]
        return self._rows(places[inside])

    def without(self, ids: Ids) -> VectorSegment:
        """The rows of all other ids; itself when it holds none of them."""
        kept = np.setdiff1d(np.arange(len(self)), self._positions(ids), assume_unique=True)
        if len(kept) == len(self):
            return self
        return _assembled(self.ids[kept], self._rows(kept), trained=self._index)

    def _positions(self, ids: Ids) -> Ids:
        """Where the held ones of ``ids`` stand, ascending, each once."""
        return np.flatnonzero(np.isin(self.ids, np.asarray(ids, np.int64)))

    def _rows(self, positions: Ids) -> Rows:
        if len(positions) == 0:
            return np.empty((0, self.dimension), np.float32)
        rows: Rows = self._index.reconstruct_batch(positions.astype(np.int64))
        return rows


def _checked(ids: Ids, vectors: Rows) -> tuple[Ids, Rows]:
    """In order of ids, as faiss wants them; ValueError when they are not rows with ids."""
    numbers = np.asarray(ids)
    rows = np.ascontiguousarray(vectors, np.float32)
    if rows.ndim != 2 or rows.shape[1] == 0 or numbers.shape != rows.shape[:1]:
        raise ValueError(f"ids {numbers.shape} and vectors {rows.shape} do not fit together")
    if len(numbers) and not np.issubdtype(numbers.dtype, np.integer):
        raise ValueError(f"ids must be whole numbers, not {numbers.dtype}")
    if not np.isfinite(rows).all():
        raise ValueError("vectors hold NaN or infinity")
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order].astype(np.int64)
    if len(numbers) and (numbers[0] < 0 or (np.diff(numbers) == 0).any()):
        raise ValueError("ids must be unique and not negative")
    return numbers, rows[order]


def _assembled(ids: Ids, rows: Rows, trained: Any) -> VectorSegment:
    """``trained``: an index whose clusters may be taken over, if it has any."""
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    if len(ids) <= EXACT_ROWS:
        index = faiss.IndexFlatIP(rows.shape[1])
    elif isinstance(trained, faiss.IndexIVF):
        index = faiss.clone_index(trained)
        index.reset()
    else:
        index = _clusters(rows)
    index.add(rows)
    if isinstance(index, faiss.IndexIVF):
        index.make_direct_map()  # to read rows back by position
    return VectorSegment(_frozen(ids), _shared(index))


def _shared(index: Any) -> Any:
    """Set for as many clusters as one of the cores searches that share them."""
    if isinstance(index, faiss.IndexIVF):
        index.nprobe = int(np.ceil(index.nlist * PROBED / SHARED_BY))
    return index


def _clusters(rows: Rows) -> Any:
    """An empty index whose clusters were learnt from ``rows``, always the same ones."""
    count, columns = rows.shape
    lists = int(LISTS_PER_ROOT * count**0.5)
    nearest = faiss.IndexFlatIP(columns)
    # By residual no dot product could be taken with the row as it is stored.
    index = faiss.IndexIVFScalarQuantizer(
        nearest, columns, lists, HALF, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.seed = SEED
    index.cp.niter = TRAINING_ROUNDS
    index.cp.max_points_per_centroid = TRAINED_PER_LIST
    index.train(rows)
    return index


def _bits(positions: Ids, count: int) -> NDArray[np.uint8]:
    """Bit ``i % 8`` of byte ``i // 8`` set for every position, as faiss reads a bitmap."""
    marks = np.zeros(count, bool)
    marks[positions] = True
    return np.packbits(marks, bitorder="little")


def _frozen(ids: Ids) -> Ids:
    ids.setflags(write=False)
    return ids
