"""The library: the one truth about documents, chunks and vectors. Indexes are derived from it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from corpus import records, rows, schema
from corpus.catalogue import Catalogue, same_embedder
from corpus.check import problems
from corpus.database import Connection, Database
from corpus.document import Chunk, Document
from corpus.errors import (
    Conflict,
    DiskFull,
    LibraryError,
    WenjuError,
)
from corpus.files import Ballast, Disk, disk_full, locked, translated
from corpus.journal import Journal
from corpus.records import one
from corpus.reembedding import Embed, Progress, re_embed
from corpus.rows import AskedQuestion, Feedback, Put, Vectors

FILE = "library.db"
RESERVE_BYTES = 64 * 2**20
"""With less room on the disk nothing is added, so that answering and deleting go on."""
BALLAST_BYTES = 8 * 2**20
KEEP_CHANGES = 100_000
"""An index that is further behind is built anew."""


class Library(Catalogue):
    """Documents in one SQLite file, for many threads and several processes at a time.

    What a call has acknowledged survives a kill. Raises ``DiskFull``, ``Unavailable`` (locked for
    too long) and ``LibraryError`` (damaged, not accessible) from every method.
    """

    def __init__(
        self,
        folder: Path,
        database: Database,
        embedder: tuple[str, int],
        *,
        reserve_bytes: int,
        keep_changes: int,
        disk: Disk,
    ) -> None:
        super().__init__(database, embedder)
        self._folder, self._disk = folder, disk
        self._reserve, self._keep = reserve_bytes, keep_changes
        self._ballast = Ballast(folder / "ballast", min(BALLAST_BYTES, reserve_bytes), disk)
        self._ballast.restore()
        self._journal = Journal(database)

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: str,
        dimension: int,
        *,
        reserve_bytes: int = RESERVE_BYTES,
        keep_changes: int = KEEP_CHANGES,
        timeout: float = 10.0,
        disk: Disk | None = None,
    ) -> Library:
        """Open the library of ``folder``, or make one; ``timeout`` is in seconds.

        Raises ``LibraryTooNew``, ``EmbedderMismatch``, and ``LibraryError`` when the folder is a
        file, may not be written or holds a damaged database. Leftovers of a kill are no error.
        """
        disk = disk or Disk()
        _make_folder(folder, disk)
        database = Database(folder / FILE, timeout=timeout, disk=disk)
        try:
            with locked(folder / "library.lock", timeout=timeout):
                _refuse_emptied(folder)
                schema.prepare(database, embedder, dimension)
            with database.reading() as connection:
                found = schema.embedder(connection)
            same_embedder(found, (embedder, dimension))
            return cls(
                folder,
                database,
                found,
                reserve_bytes=reserve_bytes,
                keep_changes=keep_changes,
                disk=disk,
            )
        except BaseException:
            database.close()
            raise

    @staticmethod
    def embedder_of(folder: Path) -> tuple[str, int] | None:
        """Name and dimension of the embedder of the library in ``folder``; None without one."""
        with translated():
            if not folder.is_dir() or not (folder / FILE).is_file():
                return None
        database = Database(folder / FILE, timeout=10.0, disk=Disk())
        try:
            if not schema.exists(database):
                return None
            with database.reading() as connection:
                return schema.embedder(connection)
        finally:
            database.close()

    def close(self) -> None:
        """Write what is pending and let the files go."""
        with suppress(WenjuError):
            self._journal.flush()
        self._database.close()

    # Writing

    def put(
        self,
        document: Document,
        data: bytes,
        chunks: Sequence[Chunk],
        vectors: Vectors,
        contexts: Sequence[str],
    ) -> Put:
        """Store a document with all that belongs to it, in one transaction.

        ``vectors`` has shape (len(chunks), dimension), ``contexts`` one line a chunk. Bytes that
        are there already change nothing; an older document of the same source is replaced.
        """
        rows.checked_vectors(vectors, len(chunks), self._embedder[1])
        if len(contexts) != len(chunks):
            raise LibraryError(
                f"上下文有 {len(contexts)} 条，文本块有 {len(chunks)} 个，数目不符。"
            )
        self._refuse_when_full(2 * (len(data) + 4 * len(document.text) + 2 * vectors.nbytes))
        with self._database.writing() as connection:
            same_embedder(schema.embedder(connection), self._embedder)
            there = one(connection, "SELECT id FROM documents WHERE sha256 = ?", document.sha256)
            if there:
                return Put(str(there[0]), created=False, replaced=None)
            _refuse_taken_id(connection, document.id)
            old = one(connection, "SELECT id FROM documents WHERE source = ?", document.source)
            gone = records.delete(connection, str(old[0])) if old else None
            records.insert(connection, document, data, chunks, vectors, contexts)
            records.record(connection, gone, self._keep)
        return Put(document.id, created=True, replaced=str(old[0]) if old else None)

    def delete(self, document_id: str) -> bool:
        """Remove a document; False when there is none. Works on a full disk, too."""
        try:
            deleted = self._delete(document_id)
        except DiskFull:
            if not self._ballast.release():
                raise
            deleted = self._delete(document_id)
        self._give_back()
        return deleted

    def re_embed(
        self, embedder: str, dimension: int, embed: Embed, progress: Progress | None = None
    ) -> None:
        """Replace all vectors by those of another embedder.

        ``embed`` gets texts as ``corpus.reembedding.passage`` composes them. Until the end the old
        vectors stay in use; a run that was cut off is continued by the next with the same name.
        """
        self._refuse_when_full(4 * dimension * self.count()[1] * 2)
        re_embed(self._database, embedder, dimension, embed, progress)
        self._embedder = (embedder, dimension)

    def add_feedback(
        self, answer_id: str, thumbup: bool, text: str, reasons: Sequence[str]
    ) -> None:
        """Keep what a user thought of an answer; texts over their limit are cut."""
        self._journal.add_feedback(answer_id, thumbup, text, reasons)

    def add_question(
        self, id: str, question: str, refused: bool, confidence: float, at: str
    ) -> None:
        """Log a question. Never waits and never fails; a kill may lose the last few."""
        self._journal.add_question(AskedQuestion(id, question, refused, confidence, at))

    def forget(self, questions_before: str | None, feedback_before: str | None) -> None:
        """Delete what is older than these times (UTC, ISO 8601 with seconds); None: nothing.

        No byte of it stays in the files of the library.
        """
        if self._journal.forget(questions_before, feedback_before):
            self._database.vacuum()

    def backup(self, target: Path) -> None:
        """Copy the library, as it is now, to a new file; as ``library.db`` of an empty folder it
        is the same library. Raises ``Conflict`` when the file is there."""
        if target.exists():
            raise Conflict(f"备份文件 {target.name} 已经存在。请换一个文件名。")
        with translated():
            target.touch(mode=0o600)
        self._database.backup(target)
        self._disk.sync(target)

    def check(self) -> list[str]:
        """What is wrong with the library, a Chinese line each; empty when it is sound."""
        try:
            with self._database.snapshot() as connection:
                return problems(connection, self._embedder[1])
        except LibraryError as error:
            return [error.message]

    def questions(self, limit: int) -> list[AskedQuestion]:
        """The newest questions first."""
        return self._journal.questions(limit)

    def feedback(self, limit: int) -> list[Feedback]:
        """The newest feedback first."""
        return self._journal.feedback(limit)

    # Inside

    def _delete(self, document_id: str) -> bool:
        with self._database.writing() as connection:
            gone = records.delete(connection, document_id)
            if gone:
                records.record(connection, gone, self._keep)
        return gone is not None

    def _refuse_when_full(self, needed: int) -> None:
        if not self._reserve:
            return
        free = self._disk.free(self._folder)
        if free < self._reserve + needed:
            self._give_back()
            raise disk_full(free)

    def _give_back(self) -> None:
        """Hand freed pages back when the disk runs low, then hold the ballast again."""
        with suppress(WenjuError):
            if self._disk.free(self._folder) < 2 * self._reserve:
                self._database.vacuum()
        self._ballast.restore()


def _make_folder(folder: Path, disk: Disk) -> None:
    with translated():
        if folder.exists() and not folder.is_dir():
            raise LibraryError(f"数据目录 {folder.name} 是一个文件，不是目录。请换一个位置。")
    disk.make_folder(folder)


def _refuse_emptied(folder: Path) -> None:
    """An empty database beside an index is no leftover of a kill: the documents were lost."""
    file = folder / FILE
    with translated():
        emptied = file.exists() and file.stat().st_size == 0
        if emptied and (folder / "index" / "CURRENT").exists():
            raise LibraryError(
                "资料库文件 library.db 是空的，里面的文档已丢失。请从备份恢复；"
                "要重新开始，请清空数据目录后再导入。"
            )


def _refuse_taken_id(connection: Connection, document_id: str) -> None:
    if one(connection, "SELECT 1 FROM documents WHERE id = ?", document_id):
        raise Conflict(f"文档编号 {document_id} 已被另一份内容占用。请检查编号的生成方式。")
