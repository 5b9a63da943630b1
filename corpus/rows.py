"""How documents and chunks stand in the rows of the library, and what it hands out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import seal
from corpus.document import Chunk, Document, DocumentInfo, Run, Section, StoredChunk
from corpus.errors import LibraryError

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
_RUN = np.dtype("<i4")
_FLOAT = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class Put:
    """What came of putting a document in."""

    document_id: str
    """Of the document that holds these bytes now: the one given, or one that was there."""
    created: bool
    replaced: str | None
    """Id of the older version that had the same source, and is gone."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some chunks as an index needs them, ascending in id."""

    ids: Ids
    document_ids: tuple[str, ...]
    texts: tuple[str, ...]
    contexts: tuple[str, ...]
    vectors: Vectors
    """Shape (len(ids), dimension)."""

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Changes:
    """The way from an older generation to ``generation``: take ``deleted`` away, put ``added`` in.

    ``added`` can be read once; until it is read to its end or closed it holds a connection.
    """

    generation: int
    token: int
    """Tells this generation from one of the same number in another history (a restored backup)."""
    complete: bool
    """False: the library no longer knows that older generation; begin from nothing, ``since=0``."""
    chunks: int
    """Chunks that the library holds at ``generation``."""
    deleted: Ids
    added: Iterator[Batch]


@dataclass(frozen=True, slots=True)
class Feedback:
    answer_id: str
    thumbup: bool
    text: str
    reasons: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    id: str
    question: str
    refused: bool
    confidence: float
    at: str


def pack_runs(runs: Sequence[Run]) -> bytes:
    """Three little-endian int32 a run: view start, start, length."""
    flat = [number for run in runs for number in (run.view_start, run.start, run.length)]
    return np.array(flat, dtype=_RUN).tobytes()


def unpack_runs(blob: bytes) -> tuple[Run, ...]:
    numbers = np.frombuffer(blob, dtype=_RUN).reshape(-1, 3).tolist()
    return tuple(Run(view_start, start, length) for view_start, start, length in numbers)


def pack_vectors(vectors: Vectors) -> list[bytes]:
    return [row.tobytes() for row in np.ascontiguousarray(vectors, dtype=_FLOAT)]


def unpack_vectors(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """Shape (len(blobs), dimension). Raises ``LibraryError`` when one has another length."""
    if any(len(blob) != dimension * _FLOAT.itemsize for blob in blobs):
        raise LibraryError("资料库里有残缺的向量。请停止服务后运行 wenju repair 修复。")
    flat = np.frombuffer(b"".join(blobs), dtype=_FLOAT).astype(np.float32, copy=False)
    return flat.reshape(len(blobs), dimension)


def checked_vectors(vectors: Vectors, count: int, dimension: int) -> Vectors:
    """``vectors`` if it has shape (count, dimension) and only finite numbers."""
    if vectors.shape != (count, dimension):
        raise LibraryError(
            f"向量的形状不对：需要 ({count}, {dimension})，得到 {vectors.shape}。请检查向量模型。"
        )
    if not np.isfinite(vectors).all():
        raise LibraryError("向量里有无效数值（NaN 或无穷大）。请检查向量模型后重试。")
    return vectors


def pack_sections(sections: Sequence[Section]) -> str:
    rows = [[s.title, s.level, s.start, s.end] for s in sections]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpack_sections(packed: str) -> tuple[Section, ...]:
    return tuple(Section(*row) for row in json.loads(packed))


INFO = (
    "SELECT seq, id, title, date, source, characters, chunks, added_at, "  # noqa: S608
    f"{seal.fits('documents')} FROM documents "
)
"""Rows for ``info``."""


def info(row: Sequence[object]) -> DocumentInfo:
    seal.sound(row[-1])
    return DocumentInfo(*row[1:-1])  # type: ignore[arg-type]  # columns have the types of the schema


DOCUMENT = (
    "SELECT id, title, date, source, format, text, sections, sha256, added_at, "  # noqa: S608
    f"{seal.fits('documents')} AND {seal.fits('texts')} "
    "FROM documents LEFT JOIN texts ON texts.document = seq "
)
"""Rows for ``document``."""


def document(row: Sequence[object]) -> Document:
    *head, sections, sha256, added_at, fitting = row
    seal.sound(fitting)
    return Document(*[*head, unpack_sections(str(sections)), sha256, added_at])  # type: ignore[arg-type]


_STORED = (
    "SELECT chunks.id, documents.id, title, date, ordinal, text, runs, section, "
    f"{seal.fits('chunks')} AND {seal.fits('documents')} "
)
CHUNKS_OF = (
    f"{_STORED}FROM documents JOIN chunks ON chunks.document = seq "
    "WHERE documents.id = ? ORDER BY ordinal"
)
CHUNKS = (
    f"{_STORED}FROM json_each(?) AS wanted CROSS JOIN chunks ON chunks.id = wanted.value "
    "CROSS JOIN documents ON documents.seq = chunks.document ORDER BY wanted.key"
)
"""Rows for ``stored_chunk``. The cross joins keep SQLite to the order in which they stand."""


def stored_chunk(row: Sequence[object]) -> StoredChunk:
    chunk_id, document_id, title, date, ordinal, text, runs, section, fitting = row
    seal.sound(fitting)
    chunk = Chunk(ordinal, text, unpack_runs(runs), section)  # type: ignore[arg-type]
    return StoredChunk(chunk_id, document_id, title, date, chunk)  # type: ignore[arg-type]


def id_ranges(ranges: Sequence[tuple[int, int]]) -> Ids:
    """All ids of inclusive ranges, in their order."""
    parts = [np.arange(first, last + 1, dtype=np.int64) for first, last in ranges]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
