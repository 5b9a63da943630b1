"""What can still be read of a damaged library, document by document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np

from corpus import rows, seal, signature
from corpus.database import Connection, SqlError
from corpus.document import Chunk, Document
from corpus.errors import WenjuError
from corpus.prepare import document_id
from corpus.rows import Vectors

T = TypeVar("T")
_HIGHEST = (
    "SELECT seq FROM sqlite_sequence WHERE name = 'documents'",
    "SELECT max(seq) FROM documents",
    "SELECT max(document) FROM files",
    "SELECT max(document) FROM texts",
)
_MOST = 1_000_000
"""A number of documents that no library has: a higher one is damage itself."""
_HEAD = (
    "SELECT id, source, sha256, title, date, format, sections, added_at, chunks, {documents} "
    "FROM documents WHERE seq = ?"
)
_TEXT = "SELECT text, {texts} FROM texts WHERE document = ?"
_CUT = (
    "SELECT ordinal, text, runs, section, context, vector, {chunks} AND {vectors} "
    "FROM chunks LEFT JOIN vectors ON vectors.chunk = chunks.id "
    "WHERE chunks.document = ? ORDER BY ordinal"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The entry of a document in the catalogue."""

    id: str
    source: str
    sha256: str
    title: str
    date: str | None
    format: str
    sections: str
    added_at: str
    chunks: int
    sound: bool


@dataclass(frozen=True, slots=True)
class Derived:
    """What was made from a document, every seal of it unbroken."""

    text: str
    chunks: list[Chunk]
    contexts: list[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of one document."""

    seq: int
    head: Head | None
    data: bytes | None
    """The original; None when a byte of it is not as it was."""
    derived: Derived | None

    @property
    def whole(self) -> bool:
        return bool(self.head and self.head.sound and self.data is not None and self.derived)

    @property
    def recoverable(self) -> bool:
        return self.data is not None or bool(self.head and self.head.sound and self.derived)

    @property
    def name(self) -> str:
        """How to tell the user which one it is."""
        return self.head.source if self.head else f"第 {self.seq} 份文档"

    def document(self, text: str) -> Document:
        """With what the catalogue says, for a sound head."""
        head = self.head
        assert head is not None  # noqa: S101  # callers look at ``head.sound`` first
        sections = rows.unpack_sections(head.sections)
        return Document(
            head.id, head.title, head.date, head.source, head.format, text, sections,
            head.sha256, head.added_at,
        )  # fmt: skip

    @property
    def file_name(self) -> str:
        """The source, or one that tells what the bytes are."""
        if self.head:
            return self.head.source
        return f"恢复-{self.seq}.{_extension(self.data or b'')}"


def remains(connection: Connection, dimension: int) -> Iterator[Remains]:
    """Each document of which anything is left, in the order they were added."""
    fitting = _fitting(connection)
    for seq in range(1, _highest(connection) + 1):
        head = _read(partial(_head, connection, fitting, seq))
        data = _read(partial(_data, connection, seq, head))
        derived = _read(partial(_derived, connection, fitting, head, dimension, seq))
        if head or data:
            yield Remains(seq, head, data, derived)


def _fitting(connection: Connection) -> dict[str, str]:
    """SQL for whether a row is as it was written; a library of version 1 cannot tell."""
    version = _read(lambda: connection.execute("PRAGMA user_version").fetchone())
    sealed = version != (1,)
    return {table: seal.fits(table) if sealed else "1" for table in seal.COLUMNS}


def _read(reading: Callable[[], T | None]) -> T | None:
    """None where the damage is."""
    try:
        return reading()
    except (SqlError, WenjuError, ValueError, TypeError, OverflowError):
        return None


def _highest(connection: Connection) -> int:
    found = [_read(partial(_first, connection, asked)) for asked in _HIGHEST]
    numbers = [row[0] for row in found if row and isinstance(row[0], int)]
    return max((number for number in numbers if number <= _MOST), default=0)


def _first(connection: Connection, asked: str) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = connection.execute(asked).fetchone()
    return row


def _head(connection: Connection, fitting: dict[str, str], seq: int) -> Head | None:
    row = connection.execute(_HEAD.format(**fitting), (seq,)).fetchone()
    return Head(*row) if row and isinstance(row[1], str) else None


def _data(connection: Connection, seq: int, head: Head | None) -> bytes | None:
    row = connection.execute("SELECT data FROM files WHERE document = ?", (seq,)).fetchone()
    data = row[0] if row else None
    if not isinstance(data, bytes):
        return None
    known = head is None or head.sha256 == sha256(data).hexdigest() or head.id == document_id(data)
    return data if known else None


def _derived(
    connection: Connection,
    fitting: dict[str, str],
    head: Head | None,
    dimension: int,
    seq: int,
) -> Derived | None:
    text = connection.execute(_TEXT.format(**fitting), (seq,)).fetchone()
    found = connection.execute(_CUT.format(**fitting), (seq,)).fetchall()
    ordinals = [row[0] for row in found]
    if not (head and text and text[1] and all(row[-1] for row in found)):
        return None
    if ordinals != list(range(head.chunks)):
        return None
    vectors = rows.unpack_vectors([row[5] for row in found], dimension)
    if not np.isfinite(vectors).all():
        return None
    return Derived(text[0], [_chunk(row) for row in found], [row[4] for row in found], vectors)


def _chunk(row: Sequence[Any]) -> Chunk:
    return Chunk(row[0], row[1], rows.unpack_runs(row[2]), row[3])


def _extension(data: bytes) -> str:
    kind = signature.identify(data)
    if kind != "zip":
        return kind or "txt"
    for mark, extension in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")):
        if mark in data:
            return extension
    return "ofd"
