"""The tables of the library, and what a file must be for this version to open it."""

from __future__ import annotations

import secrets
from contextlib import closing
from pathlib import Path

from corpus import seal
from corpus.database import Connection, Database, SqlError, open_damaged
from corpus.errors import LibraryError, LibraryTooNew

VERSION = 2
"""1 had no seals."""
_APPLICATION = 0x57454E4A
"""``WENJ``, so that another program's database is not taken for ours."""

_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # A row per change: the newest chunk id after it, and the range of chunk ids it took away.
    # The token tells two histories apart that came to the same number (a restored backup).
    """CREATE TABLE changes (
        generation INTEGER PRIMARY KEY, token INTEGER NOT NULL, top INTEGER NOT NULL,
        gone_first INTEGER, gone_last INTEGER)""",
    """CREATE TABLE documents (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL UNIQUE, title TEXT NOT NULL, date TEXT,
        format TEXT NOT NULL, characters INTEGER NOT NULL, first_chunk INTEGER NOT NULL,
        chunks INTEGER NOT NULL, sections TEXT NOT NULL, added_at TEXT NOT NULL, seal INTEGER)""",
    """CREATE TABLE texts (
        document INTEGER PRIMARY KEY REFERENCES documents (seq) ON DELETE CASCADE,
        text TEXT NOT NULL, seal INTEGER)""",
    """CREATE TABLE files (
        document INTEGER PRIMARY KEY REFERENCES documents (seq) ON DELETE CASCADE,
        data BLOB NOT NULL)""",
    """CREATE TABLE chunks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents (seq) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL, section TEXT NOT NULL, context TEXT NOT NULL,
        runs BLOB NOT NULL, text TEXT NOT NULL, seal INTEGER, UNIQUE (document, ordinal))""",
    """CREATE TABLE vectors (
        chunk INTEGER PRIMARY KEY REFERENCES chunks (id) ON DELETE CASCADE,
        vector BLOB NOT NULL, seal INTEGER)""",
    """CREATE TABLE feedback (
        id INTEGER PRIMARY KEY AUTOINCREMENT, answer_id TEXT NOT NULL, thumbup INTEGER NOT NULL,
        text TEXT NOT NULL, reasons TEXT NOT NULL, at TEXT NOT NULL)""",
    """CREATE TABLE questions (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, question TEXT NOT NULL,
        refused INTEGER NOT NULL, confidence REAL NOT NULL, at TEXT NOT NULL)""",
)

NEXT_VECTORS = """CREATE TABLE IF NOT EXISTS next_vectors (
    chunk INTEGER PRIMARY KEY REFERENCES chunks (id) ON DELETE CASCADE, vector BLOB NOT NULL,
    seal INTEGER)"""
"""Where the vectors of a new embedder grow until they take the place of the old."""


def prepare(database: Database, embedder: str, dimension: int) -> None:
    """Make the tables in an empty file; bring a library of an older version up to this one.

    Raises ``LibraryTooNew``, and ``LibraryError`` for a file that is no library of ours.
    """
    if exists(database):
        _upgrade(database)
        return
    with database.writing() as connection:
        if _version(connection):
            return
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        remember_embedder(connection, embedder, dimension)
        _name_it(connection)
        restart_changes(connection)


def _upgrade(database: Database) -> None:
    """From version 1: seal every row."""
    with database.snapshot() as connection:
        if _version(connection) == VERSION:
            return
    with database.writing() as connection:
        if _version(connection) == VERSION:
            return
        for table in seal.COLUMNS:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN seal INTEGER")
            connection.execute(seal.sealing(table, "true"))
        connection.execute("DROP TABLE IF EXISTS next_vectors")
        _name_it(connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _name_it(connection: Connection) -> None:
    """Give the library a name of its own, which tells its log from another's."""
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES ('library', ?)", (secrets.token_hex(16),)
    )


def has_foreign_log(path: Path) -> bool:
    """Whether the log beside the database is that of another library.

    SQLite would take it for its own and show that library instead. Looks without changing it.
    """
    own = _named(path, with_log=False)
    if own is None:  # beside an empty file SQLite would remove the log
        return False
    return _named(path, with_log=True) not in (own, None)


def _named(path: Path, *, with_log: bool) -> str | None:
    try:
        with closing(open_damaged(path, with_log=with_log)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'library'").fetchone()
            return str(row[0]) if row else None
    except SqlError:
        return None


def exists(database: Database) -> bool:
    """Whether the tables are there. Raises as ``prepare`` does."""
    with database.snapshot() as connection:
        version = _version(connection)
        foreign = connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if tables >= seal.COLUMNS.keys() and (foreign or version < 1):
        raise seal.damaged()
    if foreign and (tables or version):
        raise LibraryError(
            "数据目录里的 library.db 不是问据的资料库。请用 wenju 的 --data 指定另一个文件夹，"
            "或运行 wenju restore 备份 --data 空文件夹 恢复。"
        )
    if version > VERSION:
        raise LibraryTooNew(
            f"资料库由更新版本的问据写成（格式 {version}，本程序只认得到 {VERSION}）。"
            "请运行 pip install --upgrade wenju 升级后再打开。"
        )
    return bool(version)


def is_library(path: Path) -> bool:
    """Whether the file is a library that this version can open; looks without changing it."""
    try:
        with closing(open_damaged(path)) as connection:
            named = connection.execute("PRAGMA application_id").fetchone() == (_APPLICATION,)
            return named and 1 <= _version(connection) <= VERSION
    except SqlError:
        return False


def embedder(connection: Connection) -> tuple[str, int]:
    """Name and dimension of the embedder whose vectors the library holds."""
    rows = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    try:
        return str(rows["embedder"]), int(rows["dimension"])
    except (KeyError, ValueError) as error:
        raise LibraryError(
            "资料库缺少向量模型的记录，可能已损坏。请停止服务后运行 wenju repair 修复。"
        ) from error


def remember_embedder(connection: Connection, name: str, dimension: int) -> None:
    """Write down whose vectors the library holds from now on."""
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        [("embedder", name), ("dimension", str(dimension))],
    )


def restart_changes(connection: Connection) -> None:
    """Begin a new history: whatever was derived from the library has to be derived anew."""
    last = connection.execute("SELECT max(generation) FROM changes").fetchone()[0] or 0
    top = top_chunk(connection)
    connection.execute("DELETE FROM changes")
    connection.execute(
        "INSERT INTO changes VALUES (?, ?, ?, NULL, NULL)", (last + 1, new_token(), top)
    )


def top_chunk(connection: Connection) -> int:
    """The highest chunk id that was ever given away."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'chunks'").fetchone()
    return int(row[0]) if row else 0


def new_token() -> int:
    return secrets.randbits(62)


def _version(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
