"""What stands in a data folder: the names of its files, and the state it must be in to be opened.

library.db        the documents; with -wal and -shm beside it while it is in use
library.lock      held by whoever opens, restores or repairs
library.use       shared by all who have the library open, held alone by a repair
library.repaired  a whole library that is about to take the place of library.db
damaged-N/        what a repair found
ballast, index/   room kept back; the search index, a cache
"""

from __future__ import annotations

import time
from pathlib import Path

from corpus import schema
from corpus.errors import LibraryError
from corpus.files import ASIDE, Disk, remove, translated, unblock

FILE = "library.db"
LOCK = "library.lock"
IN_USE = "library.use"
REPAIRED = "library.repaired"
SIDES = (f"{FILE}-wal", f"{FILE}-shm")
_WAL_MAGIC = b"\x37\x7f\x06"
_WAL_HEADER = 32


def tidy(folder: Path, disk: Disk) -> None:
    """Finish or undo what a kill left; to be called with ``LOCK`` held.

    A repaired library counts from the moment it has its name, so it is put in place here as well.
    """
    with translated():
        for path in folder.glob(f"{ASIDE}*"):
            remove(path)
        for name in SIDES:
            unblock(folder / name)
        if log_remains(folder) and schema.has_foreign_log(folder / FILE):
            _move_away(folder / SIDES[0])
            remove(folder / SIDES[1])
        if (folder / REPAIRED).exists():
            _finish(folder, disk)


def _finish(folder: Path, disk: Disk) -> None:
    if schema.is_library(folder / REPAIRED):
        put_in_place(folder, disk)
    else:  # somebody else's: a repair gives this name to whole libraries only
        _move_away(folder / REPAIRED)


def _move_away(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}.moved-{time.monotonic_ns()}"))


def put_in_place(folder: Path, disk: Disk) -> None:
    """``REPAIRED`` becomes the library. The log of the old one must go first: SQLite would take
    it for the new one's."""
    for name in SIDES:
        disk.reached("remove")
        remove(folder / name)
    disk.sync(folder)
    if (folder / FILE).is_dir():
        unblock(folder / FILE)
    disk.rename(folder / REPAIRED, folder / FILE)


def refuse_lost(folder: Path) -> None:
    """A database that is missing or empty, beside traces of one that was in use, is no leftover of
    a kill: the documents are gone, and an empty library must not take their place in silence.

    Raises ``LibraryError``.
    """
    with translated():
        file = folder / FILE
        if file.is_dir():
            raise _lost("是一个文件夹")
        if file.exists() and file.stat().st_size:
            return
        if log_remains(folder):
            raise LibraryError(
                f"资料库文件 {FILE} 不见了或是空的，只剩它的日志。"
                "请停止服务后运行 wenju repair，从日志里救出文档。"
            )
        if (folder / "index" / "CURRENT").exists() or _size(folder / "ballast"):
            raise _lost("不见了或是空的")


def log_remains(folder: Path) -> bool:
    """Whether there is a write-ahead log with content."""
    log = folder / SIDES[0]
    if _size(log) <= _WAL_HEADER:
        return False
    with log.open("rb") as file:
        return file.read(len(_WAL_MAGIC)) == _WAL_MAGIC


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _lost(how: str) -> LibraryError:
    return LibraryError(
        f"资料库文件 {FILE} {how}，里面的文档读不到。请运行 wenju restore 备份 --data 空文件夹 "
        "从备份恢复；没有备份而要重新开始，请清空数据目录后再导入。"
    )
