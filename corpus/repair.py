"""``wenju repair``: a new library from what can still be read of a damaged one.

What is whole is taken over, what has its original is made anew from it, what has only its text
keeps that. The new library is built beside the old one and takes its place in one step; what was
found stays in a folder ``damaged-N``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import FileIO
from itertools import count
from pathlib import Path

from corpus import salvage, schema, state
from corpus.catalogue import same_embedder
from corpus.check import problems
from corpus.database import Connection, Database, SqlError, open_damaged
from corpus.document import context
from corpus.errors import LibraryError, LibraryTooNew, Unavailable, WenjuError
from corpus.files import ASIDE, Disk, lock, locked, remove, translated
from corpus.library import Library
from corpus.limits import DEFAULT_LIMITS, Limits
from corpus.prepare import prepare
from corpus.reembedding import Embed, Progress, passage
from corpus.salvage import Remains

_TIMEOUT = 2.0
_PAGE = 4096
_JOURNAL = {
    "feedback": "answer_id, thumbup, text, reasons, at",
    "questions": "id, question, refused, confidence, at",
}


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """What makes vectors for documents that have to be made anew."""

    name: str
    dimension: int
    embed: Embed


Make = Callable[[], Vectoriser]
"""Opens it when it is needed: a model takes seconds."""


@dataclass(slots=True)
class Repaired:
    """What came of a repair."""

    sound: bool = False
    """The library was in order, nothing was done."""
    kept: int = 0
    remade: list[str] = field(default_factory=list)
    """Sources of the documents that were made anew from their originals."""
    text_only: list[str] = field(default_factory=list)
    """… whose original is damaged; their text stands in for it."""
    lost: list[str] = field(default_factory=list)
    evidence: str = ""
    """Name of the folder that holds what was found."""

    @property
    def documents(self) -> int:
        return self.kept + len(self.remade) + len(self.text_only)


def repair(
    folder: Path,
    make: Make,
    *,
    limits: Limits = DEFAULT_LIMITS,
    disk: Disk | None = None,
    progress: Progress | None = None,
) -> Repaired:
    """Mend the library of ``folder``; one that is sound stays untouched.

    Raises ``Unavailable`` while anybody has the library open, ``DiskFull``, and ``LibraryError``
    when not one document can be read; the folder is then as it was.
    """
    disk = disk or Disk()
    with translated():
        if not folder.is_dir():
            raise LibraryError(f"没有数据目录 {folder.name}。请用 --data 指定数据目录。")
    with _alone(folder), locked(folder / state.LOCK, timeout=_TIMEOUT):
        state.tidy(folder, disk)
        if not state.log_remains(folder):
            state.refuse_lost(folder)
        if _sound(folder, disk):
            return Repaired(sound=True)
        return _mended(folder, make, limits, disk, progress)


def salvageable(folder: Path) -> int:
    """How many documents ``repair`` could keep; 0 when nothing can be read."""
    file = folder / state.FILE
    with suppress(SqlError, OSError, WenjuError):
        if file.is_file() and file.stat().st_size:
            with closing(open_damaged(file)) as connection:
                dimension = _embedder(connection, lambda: ("", 0))[1]
                found = salvage.remains(connection, dimension)
                return sum(one.recoverable for one in found)
    return 0


def _alone(folder: Path) -> FileIO:
    try:
        return lock(folder / state.IN_USE, timeout=_TIMEOUT)
    except Unavailable as error:
        raise Unavailable(
            "资料库正在使用中，无法修复。请先停止问据的服务和其他命令，再运行 wenju repair。"
        ) from error


def _sound(folder: Path, disk: Disk) -> bool:
    file = folder / state.FILE
    if not file.is_file() or not file.stat().st_size:
        return False
    try:
        with closing(Database(file, timeout=_TIMEOUT, disk=disk)) as database:
            if not schema.exists(database):
                return False
            with database.reading() as connection:
                name, dimension = schema.embedder(connection)
            schema.prepare(database, name, dimension)
            with database.snapshot() as connection:
                return not problems(connection, dimension)
    except (LibraryTooNew, Unavailable):
        raise
    except LibraryError:
        return False


def _mended(
    folder: Path, make: Make, limits: Limits, disk: Disk, progress: Progress | None
) -> Repaired:
    evidence = _evidence(folder, disk)
    aside = folder / f"{ASIDE}repair"
    try:
        with closing(open_damaged(evidence / state.FILE)) as damaged:
            made = _Mending(damaged, aside, make, limits, disk).run(progress)
        if not made.documents:
            raise LibraryError(
                "资料库里一份文档也读不出来，无法修复。请运行 wenju restore 备份 --data 空文件夹 "
                "从备份恢复；没有备份时请换一个空的数据目录重新导入原文件。"
            )
    except BaseException as error:
        remove(aside)
        remove(evidence)
        if isinstance(error, SqlError):
            raise LibraryError("资料库无法修复。请从备份恢复（wenju restore）。") from error
        raise
    disk.rename(aside / state.FILE, folder / state.REPAIRED)
    state.put_in_place(folder, disk)
    remove(aside)
    return replace(made, evidence=evidence.name)


def _evidence(folder: Path, disk: Disk) -> Path:
    """A folder with links to the files as they were found."""
    aside = folder / f"{ASIDE}damaged"
    disk.make_folder(aside)
    for name in (state.FILE, state.SIDES[0]):
        if (folder / name).is_file() and (folder / name).stat().st_size:
            disk.link(folder / name, aside / name)
    if not (aside / state.FILE).exists():
        disk.write(aside / state.FILE, bytes(_PAGE))  # without a page SQLite ignores the log
    final = next(p for n in count(1) if not (p := folder / f"damaged-{n}").exists())
    disk.rename(aside, final)
    return final


def _embedder(connection: Connection, otherwise: Callable[[], tuple[str, int]]) -> tuple[str, int]:
    try:
        return schema.embedder(connection)
    except (SqlError, LibraryError):
        return otherwise()


class _Mending:
    """One run, from the damaged library to the new one in ``aside``."""

    def __init__(
        self, damaged: Connection, aside: Path, make: Make, limits: Limits, disk: Disk
    ) -> None:
        self._damaged, self._aside, self._make = damaged, aside, make
        self._limits, self._disk = limits, disk
        self._vectoriser: Vectoriser | None = None
        self._made = Repaired()

    def run(self, progress: Progress | None) -> Repaired:
        name, dimension = self._embedder = _embedder(self._damaged, self._made_embedder)
        new = Library.open(self._aside, name, dimension, reserve_bytes=0, disk=self._disk)
        with closing(new):
            for done, one in enumerate(salvage.remains(self._damaged, dimension), 1):
                self._take(one, new)
                if progress:
                    progress(done, done)
            if found := new.check():
                raise LibraryError(f"修复后的资料库仍有问题：{found[0]}。请检查磁盘后重试。")
        self._take_journal()
        self._disk.sync(self._aside / state.FILE)
        return self._made

    def _take(self, one: Remains, new: Library) -> None:
        try:
            if one.whole:
                self._keep(one, new)
                self._made.kept += 1
            elif one.data is not None:
                self._remake(one, new)
                self._made.remade.append(one.name)
            elif one.recoverable:
                self._keep(one, new)
                self._made.text_only.append(one.name)
            else:
                self._made.lost.append(one.name)
        except WenjuError as error:
            if error.status >= 500:
                raise
            self._made.lost.append(one.name)

    def _keep(self, one: Remains, new: Library) -> None:
        derived = one.derived
        assert derived is not None  # noqa: S101  # by ``whole`` and ``recoverable``
        document = one.document(derived.text)
        data = one.data
        if data is None:
            data = derived.text.encode("utf-8", "replace")
            document = replace(document, sha256=sha256(data).hexdigest())
        new.put(document, data, derived.chunks, derived.vectors, derived.contexts)

    def _remake(self, one: Remains, new: Library) -> None:
        """From the original. What the user said of it counts where the catalogue is sound."""
        head = one.head if one.head and one.head.sound else None
        document, chunks = prepare(
            one.data or b"",
            one.file_name,
            title=head.title if head else None,
            date=head.date if head else None,
            limits=self._limits,
        )
        if head:
            document = replace(document, id=head.id, added_at=head.added_at)
        contexts = [context(document.title, document.date, chunk.section) for chunk in chunks]
        texts = [passage(line, chunk.text) for line, chunk in zip(contexts, chunks, strict=True)]
        vectors = self._opened().embed(texts)
        new.put(document, one.data or b"", chunks, vectors, contexts)

    def _opened(self) -> Vectoriser:
        if self._vectoriser is None:
            self._vectoriser = self._make()
            same_embedder(self._embedder, (self._vectoriser.name, self._vectoriser.dimension))
        return self._vectoriser

    def _made_embedder(self) -> tuple[str, int]:
        self._vectoriser = self._make()
        return self._vectoriser.name, self._vectoriser.dimension

    def _take_journal(self) -> None:
        """Questions and opinions, as many as can be read."""
        file = self._aside / state.FILE
        with closing(Database(file, timeout=_TIMEOUT, disk=self._disk)) as new:
            for table, columns in _JOURNAL.items():
                with suppress(SqlError), new.writing() as connection:
                    self._copy(connection, table, columns)

    def _copy(self, new: Connection, table: str, columns: str) -> None:
        marks = ", ".join("?" for _ in columns.split(","))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        read = self._damaged.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
        with suppress(SqlError):  # what was read so far stays
            new.executemany(statement, read)
