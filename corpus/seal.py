"""Checksums of rows: SQLite keeps none, so a bit that flips inside a text would go unnoticed.

Each sealed row carries the CRC-32 of its other columns. Every statement that hands such a row out
also says whether the seal still fits; ``sound`` turns a row that it does not fit into an error.
"""

from __future__ import annotations

import zlib

from corpus.errors import LibraryError

FUNCTION = "seal_of"
COLUMNS = {
    "documents": (
        "seq", "id", "source", "sha256", "title", "date", "format", "characters",
        "first_chunk", "chunks", "sections", "added_at",
    ),
    "texts": ("document", "text"),
    "chunks": ("id", "document", "ordinal", "section", "context", "runs", "text"),
    "vectors": ("chunk", "vector"),
}  # fmt: skip
"""The sealed tables; the bytes of ``files`` have the sha256 of their document."""
_TEXTS = frozenset(
    {"id", "source", "sha256", "title", "date", "format", "sections", "section", "context", "text"}
)
"""Handed over as bytes: what is damaged need not be UTF-8 any more."""


def seal_of(*values: bytes | int | None) -> int:
    """CRC-32 over the values; called for each row that is read, so it must be quick."""
    return zlib.crc32(b"\x00".join([v if v.__class__ is bytes else b"%a" % (v,) for v in values]))


def call(table: str) -> str:
    """SQL for the seal that a row of ``table`` should have."""
    arguments = (_argument(table, name) for name in COLUMNS[table])
    return f"{FUNCTION}({', '.join(arguments)})"


def _argument(table: str, name: str) -> str:
    text = name in _TEXTS and (table, name) != ("chunks", "id")
    return f"CAST({table}.{name} AS BLOB)" if text else f"{table}.{name}"


def fits(table: str) -> str:
    """SQL for whether a row of ``table`` is as it was written: 1 or 0."""
    return f"({table}.seal IS {call(table)})"


def sealing(table: str, where: str) -> str:
    """SQL that seals the rows of ``table`` for which ``where`` holds."""
    return f"UPDATE {table} SET seal = {call(table)} WHERE {where}"  # noqa: S608  # our own names


def sound(fitting: object) -> None:
    """Raises ``LibraryError`` when a row's seal does not fit."""
    if not fitting:
        raise damaged()


def damaged() -> LibraryError:
    """The error of a library whose content is not what was written."""
    return LibraryError(
        "资料库里有内容与写入时不符，可能是磁盘损坏。请停止服务后运行 wenju repair 修复，"
        "再运行 wenju doctor 确认。"
    )
