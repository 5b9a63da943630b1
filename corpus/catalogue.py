"""The reading half of the library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from hashlib import sha256

from corpus import records, rows, schema, seal
from corpus.database import Database
from corpus.document import Document, DocumentInfo, StoredChunk
from corpus.errors import EmbedderMismatch, InvalidValue, NotFound
from corpus.records import one
from corpus.rows import Changes, Ids


class Catalogue:
    """What a library holds. Every call sees the newest state, from any thread."""

    def __init__(self, database: Database, embedder: tuple[str, int]) -> None:
        self._database, self._embedder = database, embedder
        self._verified: set[str] = set()
        """Documents whose text was found to be as it was written, since this was opened."""

    @property
    def embedder(self) -> tuple[str, int]:
        """Name and dimension of the embedder whose vectors are stored."""
        return self._embedder

    def by_sha256(self, sha256: str) -> DocumentInfo | None:
        """The document that was made from these bytes."""
        with self._database.reading() as connection:
            row = one(connection, rows.INFO + "WHERE sha256 = ?", sha256)
        return rows.info(row) if row else None

    def documents(
        self, limit: int, cursor: str | None = None
    ) -> tuple[list[DocumentInfo], str | None]:
        """At most ``limit`` documents in the order they were added, and where to go on.

        Raises ``InvalidValue`` for a cursor that no earlier call gave.
        """
        if limit < 1:
            raise InvalidValue(f"limit 应为正整数，收到 {limit}。")
        with self._database.reading() as connection:
            found = connection.execute(
                rows.INFO + "WHERE seq > ? ORDER BY seq LIMIT ?",
                (_position(cursor), limit + 1),
            ).fetchall()
        more = str(found[limit - 1][0]) if len(found) > limit else None
        return [rows.info(row) for row in found[:limit]], more

    def document(self, document_id: str) -> Document:
        """The whole document. Raises ``NotFound``."""
        with self._database.reading() as connection:
            row = one(
                connection,
                rows.DOCUMENT + "WHERE id = ?",
                document_id,
            )
        return rows.document(_found(row, document_id))

    def excerpt(self, document_id: str, start: int, end: int) -> str:
        """``text[start:end]`` of a document, in code points. Raises ``NotFound``."""
        with self._database.reading() as connection:
            row = one(connection, self._text_of(document_id), document_id)
        seal.sound(_found(row, document_id)[1])
        self._verified.add(document_id)
        # Cut here and not by SQLite, whose substr() takes a NUL for the end of the text.
        return str(_found(row, document_id)[0])[max(start, 0) : max(end, 0)]

    def _text_of(self, document_id: str) -> str:
        """The text, and whether its seal fits; looked at once, for it costs the whole text."""
        known = document_id in self._verified
        fitting = "text IS NOT NULL" if known else seal.fits("texts")
        return (
            f"SELECT text, {fitting} FROM documents "  # noqa: S608
            "LEFT JOIN texts ON document = seq WHERE id = ?"
        )

    def data(self, document_id: str) -> bytes:
        """The bytes the document was made from. Raises ``NotFound``."""
        with self._database.reading() as connection:
            row = one(
                connection,
                "SELECT data, sha256 FROM documents LEFT JOIN files ON document = seq WHERE id = ?",
                document_id,
            )
        data, digest = _found(row, document_id)
        found = data if isinstance(data, bytes) else b""
        seal.sound(sha256(found).hexdigest() == digest)
        return found

    def info(self, document_id: str) -> DocumentInfo:
        """The document without its text. Raises ``NotFound``."""
        with self._database.reading() as connection:
            row = one(connection, rows.INFO + "WHERE id = ?", document_id)
        return rows.info(_found(row, document_id))

    def chunks(self, ids: Sequence[int]) -> list[StoredChunk]:
        """The chunks of these ids in this order; ids that are gone are left out."""
        wanted = json.dumps([int(chunk_id) for chunk_id in ids])
        with self._database.reading() as connection:
            found = connection.execute(
                rows.CHUNKS,
                (wanted,),
            ).fetchall()
        return [rows.stored_chunk(row) for row in found]

    def chunks_of(self, document_id: str) -> list[StoredChunk]:
        """All chunks of a document in reading order; none when there is no such document."""
        with self._database.reading() as connection:
            found = connection.execute(
                rows.CHUNKS_OF,
                (document_id,),
            ).fetchall()
        return [rows.stored_chunk(row) for row in found]

    def count(self) -> tuple[int, int]:
        """Documents and chunks."""
        with self._database.reading() as connection:
            return records.count(connection)

    def document_ids(self, date_from: str | None, date_to: str | None) -> list[str]:
        """Documents of these days, both included, oldest addition first.

        A document without a date is in only when neither bound is given.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id FROM documents WHERE (:low IS NULL OR date >= :low) "
                "AND (:high IS NULL OR date <= :high) ORDER BY seq",
                {"low": date_from, "high": date_to},
            ).fetchall()
        return [row[0] for row in found]

    def chunk_ids(self, document_ids: Sequence[str]) -> Ids:
        """Ids of all chunks of these documents, ascending."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT first_chunk, first_chunk + chunks - 1 FROM documents "
                "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY first_chunk",
                (json.dumps(list(document_ids)),),
            ).fetchall()
        return rows.id_ranges(found)

    def generation(self) -> int:
        """A number that grows with every change of documents, chunks or vectors."""
        with self._database.reading() as connection:
            return records.newest(connection)[0]

    def changes(self, since: int, token: int | None = None) -> Changes:
        """What an index that stands at generation ``since`` has to do; 0 is an empty index.

        With ``token`` (of the ``Changes`` that led to ``since``) another history is recognised.
        Everything is read from one state of the library, in batches of bounded size.
        """
        with ExitStack() as stack:
            connection = stack.enter_context(self._database.snapshot())
            generation, now, top = records.newest(connection)
            same_embedder(schema.embedder(connection), self._embedder)
            start = (0, token, 0) if since == 0 else records.at(connection, since)
            known = start is not None and token in (None, start[1])
            after = start[2] if start and known else top
            return Changes(
                generation=generation,
                token=now,
                complete=known,
                chunks=records.count(connection)[1],
                deleted=records.deleted(connection, since, after if known else 0),
                added=records.added(stack, connection, self._embedder[1], after, top),
            )


def same_embedder(found: tuple[str, int], given: tuple[str, int]) -> None:
    """Raises ``EmbedderMismatch`` when they differ."""
    if found != given:
        raise EmbedderMismatch(
            f"资料库的向量由「{found[0]}」（{found[1]} 维）生成，现在用的是「{given[0]}」"
            f"（{given[1]} 维），两者不能混用。请改回原来的模型，"
            "或运行 wenju rebuild --re-embed 重新生成全部向量。"
        )


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise InvalidValue("cursor 无效。请使用上一页返回的 next，或省略它从头开始。")
    return int(cursor)


def _found(row: tuple[object, ...] | None, document_id: str) -> tuple[object, ...]:
    if row is None:
        raise NotFound(f"没有编号为 {document_id[:80]} 的文档。请用 wenju list 查看已有文档。")
    return row
