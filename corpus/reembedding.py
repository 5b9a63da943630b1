"""Putting the vectors of another embedder in the place of the old ones, all at once."""

from __future__ import annotations

from collections.abc import Callable

from corpus import schema
from corpus.database import Connection, Database
from corpus.errors import Conflict
from corpus.rows import Vectors, checked_vectors, pack_vectors

Embed = Callable[[list[str]], Vectors]
"""Texts to an array of shape (texts, dimension)."""
Progress = Callable[[int, int], None]
"""Called with (chunks done, chunks in all)."""
_BATCH = 256
"""Chunks embedded and kept at a time: what a kill can lose."""


def passage(context: str, text: str) -> str:
    """What is embedded for a chunk."""
    return f"{context}\n{text}" if context else text


def re_embed(
    database: Database, embedder: str, dimension: int, embed: Embed, progress: Progress | None
) -> None:
    """Embed every chunk into a table aside, then let it take the place of ``vectors``.

    A run that was cut off is continued when name and dimension are the same. Chunks that other
    processes add or delete meanwhile are taken along.
    """
    target = f"{dimension} {embedder}"
    with database.writing() as connection:
        _begin(connection, target)
    while True:
        _embed_missing(database, target, dimension, embed, progress)
        with database.writing() as connection:
            _expect(connection, target)
            if not _missing(connection, 0):
                _finish(connection, embedder, dimension)
                return


def _begin(connection: Connection, target: str) -> None:
    row = connection.execute("SELECT value FROM meta WHERE key = 're_embedding'").fetchone()
    if row != (target,):
        connection.execute("DROP TABLE IF EXISTS next_vectors")
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('re_embedding', ?)", (target,))
    connection.execute(schema.NEXT_VECTORS)


def _embed_missing(
    database: Database, target: str, dimension: int, embed: Embed, progress: Progress | None
) -> None:
    after = 0
    while True:
        with database.reading() as connection:
            batch = _missing(connection, after)
        if not batch:
            return
        vectors = embed([passage(context, text) for _, context, text in batch])
        packed = pack_vectors(checked_vectors(vectors, len(batch), dimension))
        with database.writing() as connection:
            _expect(connection, target)
            _keep(connection, [row[0] for row in batch], packed)
            done, total = _progress(connection)
        after = batch[-1][0]
        if progress:
            progress(done, total)


def _missing(connection: Connection, after: int) -> list[tuple[int, str, str]]:
    return connection.execute(
        "SELECT id, context, text FROM chunks LEFT JOIN next_vectors ON chunk = id "
        "WHERE id > ? AND chunk IS NULL ORDER BY id LIMIT ?",
        (after, _BATCH),
    ).fetchall()


def _keep(connection: Connection, ids: list[int], packed: list[bytes]) -> None:
    """A chunk that was deleted since it was read is left out."""
    connection.executemany(
        "INSERT OR IGNORE INTO next_vectors SELECT id, ?1, seal_of(id, ?1) FROM chunks WHERE id = ?2",
        zip(packed, ids, strict=True),
    )


def _progress(connection: Connection) -> tuple[int, int]:
    done, total = connection.execute(
        "SELECT (SELECT count(*) FROM next_vectors), (SELECT count(*) FROM chunks)"
    ).fetchone()
    return done, total


def _expect(connection: Connection, target: str) -> None:
    row = connection.execute("SELECT value FROM meta WHERE key = 're_embedding'").fetchone()
    if row != (target,):
        raise Conflict("另一个进程也在重新生成向量，本次已停止。请等它完成，或停止它后重试。")


def _finish(connection: Connection, embedder: str, dimension: int) -> None:
    connection.execute("DROP TABLE vectors")
    connection.execute("ALTER TABLE next_vectors RENAME TO vectors")
    connection.execute("DELETE FROM meta WHERE key = 're_embedding'")
    schema.remember_embedder(connection, embedder, dimension)
    schema.restart_changes(connection)
