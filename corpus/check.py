"""What may be wrong inside a library, for ``wenju doctor``."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import numpy as np

from corpus import seal
from corpus.database import Connection

_BATCH = 4_096
_COUNTS = (
    ("SELECT count(*) FROM documents LEFT JOIN texts ON document = seq WHERE document IS NULL",
     "{} 份文档缺少正文"),
    ("SELECT count(*) FROM documents LEFT JOIN files ON document = seq WHERE document IS NULL",
     "{} 份文档缺少原文件"),
    ("SELECT count(*) FROM documents JOIN texts ON document = seq WHERE length(text) <> characters",
     "{} 份文档的正文长度与登记的不符"),
    ("SELECT count(*) FROM documents WHERE chunks <> (SELECT count(*) FROM chunks WHERE "
     "document = seq AND id BETWEEN first_chunk AND first_chunk + documents.chunks - 1)",
     "{} 份文档的文本块数与登记的不符"),
    ("SELECT count(*) FROM chunks LEFT JOIN vectors ON chunk = id WHERE chunk IS NULL",
     "{} 个文本块缺少向量"),
    ("SELECT count(*) FROM chunks WHERE length(runs) = 0 OR length(runs) % 12 <> 0",
     "{} 个文本块的原文位置已损坏"),
)  # fmt: skip
_ROWS = (
    "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM texts), "
    "(SELECT count(*) FROM files), (SELECT coalesce(sum(chunks), 0) FROM documents), "
    "(SELECT count(*) FROM chunks)"
)
_NAMES = {
    "documents": "份文档的登记",
    "texts": "份文档的正文",
    "chunks": "个文本块",
    "vectors": "个向量",
}


def problems(connection: Connection, dimension: int) -> list[str]:
    """A Chinese line for each thing wrong; all of them, or none for a sound library."""
    found = [f"数据库文件：{row[0]}" for row in connection.execute("PRAGMA integrity_check(10)")]
    if found != ["数据库文件：ok"]:
        return found
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [
        *([f"{len(orphans)} 行数据没有所属的文档"] if orphans else []),
        *_wrong_counts(connection),
        *_wrong_vectors(connection, dimension),
        *([] if connection.execute("SELECT 1 FROM changes").fetchone() else ["变更记录是空的"]),
        *_broken_seals(connection),
        *_wrong_files(connection),
    ]


def refuse_gaps(connection: Connection) -> None:
    """A quick look at what every start can afford: whether whole rows are missing.

    Raises ``LibraryError``.
    """
    documents, texts, files, listed, chunks = connection.execute(_ROWS).fetchone()
    seal.sound(documents == texts == files and listed == chunks)


def _wrong_counts(connection: Connection) -> Iterator[str]:
    for statement, message in _COUNTS:
        count = connection.execute(statement).fetchone()[0]
        if count:
            yield message.format(count)


def _is_whole(blob: object, dimension: int) -> bool:
    return isinstance(blob, bytes) and len(blob) == 4 * dimension


def _broken_seals(connection: Connection) -> Iterator[str]:
    for table, name in _NAMES.items():
        statement = f"SELECT count(*) FROM {table} WHERE NOT {seal.fits(table)}"  # noqa: S608
        count = connection.execute(statement).fetchone()[0]
        if count:
            yield f"{count} {name}与写入时不符"


def _wrong_files(connection: Connection) -> Iterator[str]:
    cursor = connection.execute("SELECT data, sha256 FROM documents JOIN files ON document = seq")
    wrong = sum(_digest(data) != digest for data, digest in cursor)
    if wrong:
        yield f"{wrong} 份文档的原文件与写入时不符"


def _digest(data: object) -> str:
    return sha256(data).hexdigest() if isinstance(data, bytes) else ""


def _wrong_vectors(connection: Connection, dimension: int) -> Iterator[str]:
    short = invalid = 0
    cursor = connection.execute("SELECT vector FROM vectors")
    while batch := cursor.fetchmany(_BATCH):
        whole = [blob for (blob,) in batch if _is_whole(blob, dimension)]
        short += len(batch) - len(whole)
        matrix = np.frombuffer(b"".join(whole), dtype="<f4").reshape(-1, dimension)
        invalid += int((~np.isfinite(matrix).all(axis=1)).sum())
    if short:
        yield f"{short} 个向量的长度不是 {dimension} 维"
    if invalid:
        yield f"{invalid} 个向量含有无效数值（NaN 或无穷大）"
