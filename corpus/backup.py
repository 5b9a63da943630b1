"""A copy of the library in a folder of its own, and the way back.

BACKUP/
├── library.db     the whole library in one file
└── manifest.json  what it must be: written last, so a copy without it is not finished
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus import records, schema, state
from corpus.check import problems
from corpus.database import Database
from corpus.errors import Conflict, LibraryError
from corpus.files import ASIDE, Disk, disk_full, locked, remove, translated
from corpus.library import Library

MANIFEST = "manifest.json"
FORMAT = 1
_ASIDE = f"{ASIDE}{state.FILE}"
_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds, and what its file must be."""

    made_at: str
    documents: int
    chunks: int
    generation: int
    embedder: str
    dimension: int
    sha256: str
    length: int

    def to_bytes(self) -> bytes:
        """JSON with the sha256 of itself."""
        inner = {"format": FORMAT, **asdict(self)}
        outer = {"manifest": inner, "sha256": _digest_of(inner)}
        return json.dumps(outer, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Backup | None:
        """None for anything that ``to_bytes`` of this version did not write."""
        try:
            outer = json.loads(data)
            inner = outer["manifest"]
            if outer["sha256"] != _digest_of(inner) or inner.pop("format") != FORMAT:
                return None
            return cls(**inner)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def back_up(folder: Path, target: Path, disk: Disk | None = None) -> Backup:
    """Copy the library of ``folder``, in use or not, to the new or empty folder ``target``.

    The copy is opened and checked before it counts. Raises ``Conflict`` for a target that is not
    empty, ``DiskFull``, and ``LibraryError`` for a library that is damaged; nothing stays then.
    """
    disk = disk or Disk()
    there = target.exists()
    _refuse_filled(target)
    library = _opened(folder)
    try:
        disk.make_folder(target)
        with closing(library):
            library.backup(target / _ASIDE)
        made = _examined(target / _ASIDE, disk)
        disk.rename(target / _ASIDE, target / state.FILE)
        disk.replace(target / MANIFEST, made.to_bytes())
        disk.sync(target.absolute().parent)
    except BaseException:
        for path in (target / _ASIDE, target / state.FILE) if there else (target,):
            remove(path)
        raise
    return made


def restore(source: Path, folder: Path, disk: Disk | None = None) -> Backup:
    """Put the backup ``source`` into the new or empty folder ``folder``.

    It is compared with its manifest before anything is written, and again, opened and checked,
    before it gets its name. Raises ``Conflict`` when ``folder`` is not empty, ``DiskFull``, and
    ``LibraryError`` when the backup is not whole.
    """
    disk = disk or Disk()
    wanted = _manifest(source)
    _expect(source / state.FILE, wanted)
    _refuse_filled(folder)
    disk.make_folder(folder)
    with locked(folder / state.LOCK, timeout=_TIMEOUT):
        _refuse_filled(folder)
        state.tidy(folder, disk)
        try:
            _copy(source / state.FILE, folder / _ASIDE, wanted, disk)
            _examined(folder / _ASIDE, disk)
            disk.rename(folder / _ASIDE, folder / state.FILE)
        except BaseException:
            remove(folder / _ASIDE)
            raise
    disk.sync(folder.absolute().parent)
    return wanted


def _opened(folder: Path) -> Library:
    known = Library.embedder_of(folder)
    if known is None:
        if folder.is_dir():
            state.refuse_lost(folder)
        raise LibraryError(
            f"数据目录 {folder.name} 里没有资料库，没有可备份的内容。请用 --data 指定数据目录。"
        )
    return Library.open(folder, *known, reserve_bytes=0)


def _refuse_filled(folder: Path) -> None:
    """The lock and leftovers of an attempt that was killed do not count."""
    with translated():
        if folder.exists() and not folder.is_dir():
            raise Conflict(f"{folder.name} 是一个文件，不是文件夹。请换一个空文件夹。")
        found = [path.name for path in folder.iterdir()] if folder.exists() else []
    kept = [name for name in found if name != state.LOCK and not name.startswith(ASIDE)]
    if kept:
        raise Conflict(f"文件夹 {folder.name} 不是空的（有 {len(kept)} 项）。请换一个空文件夹。")


def _manifest(source: Path) -> Backup:
    with translated():
        path = source / MANIFEST
        content = path.read_bytes() if path.is_file() else b""
    found = Backup.from_bytes(content)
    if found is None:
        raise _unusable(source, "清单 manifest.json 缺失或已损坏")
    return found


def _expect(path: Path, wanted: Backup) -> None:
    """Raises ``LibraryError`` when the file is not what the manifest says."""
    with translated():
        if not path.is_file():
            raise _unusable(path.parent, f"没有 {state.FILE}")
        if path.stat().st_size != wanted.length or _digest(path) != wanted.sha256:
            raise _unusable(path.parent, f"{state.FILE} 与清单不符")


def _unusable(source: Path, why: str) -> LibraryError:
    return LibraryError(
        f"{source.name} 不是完整的备份：{why}，可能没有复制完或已损坏。没有恢复任何内容。"
        "请换一份备份，或对完好的资料库重新运行 wenju backup 空文件夹。"
    )


def _copy(source: Path, target: Path, wanted: Backup, disk: Disk) -> None:
    if (free := disk.free(target.parent)) < wanted.length:
        raise disk_full(free)
    disk.reached("write")
    with translated():
        target.touch(mode=0o600)
        shutil.copyfile(source, target)
    disk.sync(target)
    _expect(target, wanted)


def _examined(path: Path, disk: Disk) -> Backup:
    """What the library ``path`` holds; one of an older version is brought up to this one.

    Raises ``LibraryError`` when it is not sound.
    """
    with closing(Database(path, timeout=_TIMEOUT, disk=disk)) as database:
        with database.reading() as connection:
            name, dimension = schema.embedder(connection)
        schema.prepare(database, name, dimension)
        with database.snapshot() as connection:
            found = problems(connection, dimension)
            documents, chunks = records.count(connection)
            generation = records.newest(connection)[0]
    if found:
        raise LibraryError(
            f"资料库有损坏（{'；'.join(found)[:300]}），没有写下任何内容。"
            "请停止服务后运行 wenju repair，再重试。"
        )
    disk.sync(path)
    with translated():
        now = datetime.now(UTC).isoformat(timespec="seconds")
        length = path.stat().st_size
        return Backup(now, documents, chunks, generation, name, dimension, _digest(path), length)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of(inner: dict[str, Any]) -> str:
    body = json.dumps(inner, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
