"""The statements that change documents, and the record of those changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import numpy as np

from corpus import rows, schema, seal
from corpus.database import Connection
from corpus.document import Chunk, Document
from corpus.rows import Batch, Ids, Vectors

_BATCH = 2_048
"""Chunks read at a time: some 6 MB with vectors of 384 dimensions."""
Gone = tuple[int, int]
"""First and last id of the chunks that a change took away; last < first for none."""


def one(connection: Connection, statement: str, value: str) -> tuple[object, ...] | None:
    """The only row, or None."""
    row: tuple[object, ...] | None = connection.execute(statement, (value,)).fetchone()
    return row


def count(connection: Connection) -> tuple[int, int]:
    """Documents and chunks."""
    documents, chunks = connection.execute(
        "SELECT count(*), coalesce(sum(chunks), 0) FROM documents"
    ).fetchone()
    return documents, chunks


def delete(connection: Connection, document_id: str) -> Gone | None:
    """Remove the document and what belongs to it; None when it is not there."""
    row: Gone | None = connection.execute(
        "SELECT first_chunk, first_chunk + chunks - 1 FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
    return row


def insert(
    connection: Connection,
    document: Document,
    data: bytes,
    chunks: Sequence[Chunk],
    vectors: Vectors,
    contexts: Sequence[str],
) -> None:
    """Add the document; its chunks get the next ids, one after the other."""
    first = schema.top_chunk(connection) + 1
    seq = _insert_document(connection, document, first, len(chunks))
    connection.execute("INSERT INTO texts VALUES (?, ?, NULL)", (seq, document.text))
    connection.execute("INSERT INTO files VALUES (?, ?)", (seq, data))
    connection.executemany(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        [
            (first + n, seq, c.ordinal, c.section, context, rows.pack_runs(c.runs), c.text)
            for n, (c, context) in enumerate(zip(chunks, contexts, strict=True))
        ],
    )
    connection.executemany(
        "INSERT INTO vectors VALUES (?, ?, NULL)", enumerate(rows.pack_vectors(vectors), first)
    )
    _seal(connection, seq, first)


def record(connection: Connection, gone: Gone | None, keep: int) -> None:
    """Write this transaction into ``changes``, of which the newest ``keep`` rows stay."""
    first, last = gone or (None, None)
    added = connection.execute(
        "INSERT INTO changes (token, top, gone_first, gone_last) VALUES (?, ?, ?, ?)",
        (schema.new_token(), schema.top_chunk(connection), first, last),
    )
    oldest = (added.lastrowid or 0) - keep
    connection.execute("DELETE FROM changes WHERE generation <= ?", (oldest,))


def newest(connection: Connection) -> tuple[int, int, int]:
    """Generation, token and highest chunk id of the newest change."""
    row: tuple[int, int, int] | None = connection.execute(
        "SELECT generation, token, top FROM changes ORDER BY generation DESC LIMIT 1"
    ).fetchone()
    seal.sound(row)
    return row or (0, 0, 0)


def at(connection: Connection, generation: int) -> tuple[int, int, int] | None:
    """The same of an earlier change; None when it is not known, or no longer."""
    row: tuple[int, int, int] | None = connection.execute(
        "SELECT generation, token, top FROM changes WHERE generation = ?", (generation,)
    ).fetchone()
    return row


def deleted(connection: Connection, since: int, top: int) -> Ids:
    """Chunks that were there at generation ``since``, the newest of them ``top``, and are gone."""
    found = connection.execute(
        "SELECT gone_first, gone_last FROM changes "
        "WHERE generation > ? AND gone_last >= gone_first AND gone_last <= ? ORDER BY gone_first",
        (since, top),
    ).fetchall()
    return rows.id_ranges(found)


def added(
    stack: ExitStack, connection: Connection, dimension: int, after: int, top: int
) -> Iterator[Batch]:
    """The chunks with ids over ``after`` up to ``top``.

    Takes what ``stack`` holds, to close it at the end, if there is more than one batch.
    """
    first = _batch(connection, dimension, after) if after < top else None
    if first is None or len(first) < _BATCH:
        return iter(() if first is None else (first,))
    return _batches(first, stack.pop_all(), connection, dimension)


def _batches(
    first: Batch, stack: ExitStack, connection: Connection, dimension: int
) -> Iterator[Batch]:
    with stack:
        batch: Batch | None = first
        while batch is not None:
            yield batch
            batch = _batch(connection, dimension, int(batch.ids[-1]))


def _batch(connection: Connection, dimension: int, after: int) -> Batch | None:
    found = connection.execute(
        "SELECT chunks.id, documents.id, text, context, vector, "  # noqa: S608
        f"{seal.fits('chunks')} AND {seal.fits('vectors')} FROM chunks "
        "JOIN vectors ON vectors.chunk = chunks.id "
        "JOIN documents ON documents.seq = chunks.document "
        "WHERE chunks.id > ? ORDER BY chunks.id LIMIT ?",
        (after, _BATCH),
    ).fetchall()
    if not found:
        return None
    ids, documents, texts, contexts, blobs, sound = zip(*found, strict=True)
    seal.sound(all(sound))
    vectors = rows.unpack_vectors(blobs, dimension)
    return Batch(np.array(ids, dtype=np.int64), documents, texts, contexts, vectors)


def _seal(connection: Connection, seq: int, first: int) -> None:
    for table, where, value in (
        ("documents", "seq = ?", seq),
        ("texts", "document = ?", seq),
        ("chunks", "id >= ?", first),
        ("vectors", "chunk >= ?", first),
    ):
        connection.execute(seal.sealing(table, where), (value,))


def _insert_document(connection: Connection, document: Document, first: int, chunks: int) -> int:
    added = connection.execute(
        "INSERT INTO documents (id, source, sha256, title, date, format, characters, first_chunk, "
        "chunks, sections, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.id,
            document.source,
            document.sha256,
            document.title,
            document.date,
            document.format,
            len(document.text),
            first,
            chunks,
            rows.pack_sections(document.sections),
            document.added_at,
        ),
    )
    return added.lastrowid or 0
