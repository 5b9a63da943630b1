"""The door to SQLite: pooled connections, transactions, and its errors put into ours."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus import seal
from corpus.errors import InvalidValue, LibraryError, TooLarge, Unavailable, WenjuError
from corpus.files import Disk, disk_full, translated

Connection = sqlite3.Connection
Row = tuple[object, ...]
SqlError = sqlite3.Error
"""What the statements of a damaged library raise."""
_NEARLY_FULL = 2**20
"""With less room than this, an I/O error of SQLite is taken for a full disk."""
_WAL_LIMIT = 64 * 2**20
_PERMISSION = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Database:
    """One SQLite file in WAL mode with synchronous=FULL, for many threads and processes.

    No connection is used by two threads at once. Writers of this process queue at a lock, those of
    other processes at SQLite's own; both wait ``timeout`` seconds at most.
    """

    def __init__(self, path: Path, *, timeout: float, disk: Disk) -> None:
        self._path, self._timeout, self._disk = path, timeout, disk
        self._idle: deque[Connection] = deque()
        self._writer = threading.Lock()
        self._closed = False

    def close(self) -> None:
        """Close what is idle now, and what is in use as soon as it is handed back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for single statements, each of which sees the newest state."""
        with self._errors():
            connection = self._take()
            try:
                yield connection
            finally:
                self._give(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection whose statements all see the same state."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self, *, wait: bool = True) -> Iterator[Connection]:
        """One transaction: kept for good when the block ends, undone when it raises.

        With ``wait=False`` raises ``Unavailable`` at once when somebody else is writing.
        """
        if not self._writer.acquire(timeout=self._timeout if wait else 0):
            raise _busy()
        try:
            with self.reading() as connection:
                self._begin(connection, wait)
                yield connection
                self._disk.reached("commit")
                connection.execute("COMMIT")
                self._disk.reached("committed")
        finally:
            self._writer.release()

    def vacuum(self) -> None:
        """Hand free pages back to the disk; for a disk that is nearly full."""
        with self.reading() as connection:
            # A script runs to its end; execute() would stop after the first page.
            connection.executescript("PRAGMA incremental_vacuum")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def backup(self, target: Path) -> None:
        """Copy the newest state to a new file while others go on reading and writing."""
        # One snapshot: else each change by others makes SQLite begin again, for ever under load.
        with self.snapshot() as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            copy = sqlite3.connect(target)
            try:
                connection.backup(copy, pages=4096)
            finally:
                copy.close()

    def _begin(self, connection: Connection, wait: bool) -> None:
        if not wait:
            connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("BEGIN IMMEDIATE")
        finally:
            if not wait:
                connection.execute(f"PRAGMA busy_timeout = {int(self._timeout * 1000)}")

    def _take(self) -> Connection:
        if self._closed:
            raise LibraryError("资料库已经关闭。请重新打开后再使用。")
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _give(self, connection: Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            connection.close()
            return
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _connect(self) -> Connection:
        # Made here, because SQLite would make it readable for all; only where there is none: closing
        # any descriptor of the file gives up all locks that this process has on it (fcntl), and
        # another process that leaves would then take the log away from under us.
        with translated(), suppress(FileExistsError):
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        connection = sqlite3.connect(
            self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False
        )
        try:
            _register(connection)
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._translate(error) from error
        except UnicodeEncodeError as error:
            raise InvalidValue(
                "文字里含有不成对的代理字符，无法保存。请改正标题、来源或正文的编码后重试。"
            ) from error

    def _translate(self, error: sqlite3.Error) -> WenjuError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and self._nearly_full()):
            return disk_full(self._free())
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return _busy()
        if code == sqlite3.SQLITE_TOOBIG:
            return TooLarge("文档太大，资料库放不下。请把它拆成几个文件后重试。")
        return LibraryError(_reason(code, getattr(error, "sqlite_errorname", "")))

    def _nearly_full(self) -> bool:
        return (self._free() or _NEARLY_FULL) < _NEARLY_FULL

    def _free(self) -> int | None:
        with suppress(WenjuError):
            return self._disk.free(self._path.parent)
        return None


def open_damaged(path: Path, *, with_log: bool = True) -> Connection:
    """A connection that changes nothing, for what can still be read of a damaged library;
    without its log it shows the file alone.

    Its statements raise ``SqlError`` where they meet damage.
    """
    how = "mode=ro" if with_log else "immutable=1"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)
    _register(connection)
    return connection


def _busy() -> Unavailable:
    return Unavailable("资料库正忙，等待写入超时。请稍后重试。", retry_after=2)


def _reason(code: int, name: str) -> str:
    if code in _DAMAGE or not code:  # without a code: text in it that is no UTF-8
        return (
            "资料库文件已损坏，无法读取。请停止服务后运行 wenju repair 救出还能读的文档，"
            "或运行 wenju restore 备份 --data 空文件夹 从备份恢复。"
        )
    if code in _PERMISSION:
        return (
            "资料库文件无法打开或写入。请检查磁盘是否只读、数据目录的权限"
            "（chmod -R u+rwX 数据目录）。"
        )
    return f"资料库操作失败（{name}）。请停止服务后运行 wenju repair；若仍失败，请从备份恢复。"


def _register(connection: Connection) -> None:
    """Make seals known to the statements of this connection."""
    connection.create_function(seal.FUNCTION, -1, seal.seal_of, deterministic=True)
