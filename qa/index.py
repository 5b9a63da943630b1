"""The seam to the search over chunks, and the embedded index behind it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.errors import DiskFull, LibraryError
from corpus.files import Disk
from corpus.library import Library
from corpus.rows import Changes
from embeddings.embedder import Vectors
from qa.answer import Filters
from qa.dense import DenseIndex, SegmentBuilder
from qa.lexical import LexicalIndex, Terms
from qa.manifest import Basis
from qa.snapshot import Allowed, ByWords, Hit, Snapshot, checked, entries, masked
from qa.store import Store

__all__ = ["Allowed", "ByWords", "ChunkIndex", "EmbeddedIndex", "Hit", "Source", "allowed"]

LOCK_SECONDS = 60.0


class Source(Protocol):
    """Where an index gets its chunks from: ``corpus.library.Library``."""

    def generation(self) -> int: ...

    def changes(self, since: int, token: int | None = None) -> Changes: ...


class ChunkIndex(Protocol):
    """Chunks by meaning and by terms. Safe for many threads."""

    @property
    def generation(self) -> int:
        """Of the library, as the index shows it; 0 before the first ``sync``."""

    def sync(self, source: Source, *, wait: bool = True) -> None:
        """Come up to the newest generation of ``source``; searches go on meanwhile.

        The index asks for the changes itself: only it knows from where it can go on. With
        ``wait=False`` it does nothing while another thread is bringing it up.
        """

    def search(
        self, terms: Sequence[str], vector: Vectors, k: int, allowed: Allowed | None = None
    ) -> list[Hit]:
        """The ``k`` best of each side with both scores, highest cosine first.

        ``vector`` has shape (dimension,) and length 1.
        """

    def by_words(self, terms: Sequence[str], k: int, allowed: Allowed | None = None) -> ByWords:
        """The same search up to where it needs the vector, which may be made meanwhile."""

    def document_frequency(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term stands."""

    def rebuild(self, source: Source) -> None:
        """Make everything anew from ``source``."""

    def __len__(self) -> int:
        """Chunks that can be found."""


def allowed(library: Library, filters: Filters) -> Allowed | None:
    """What ``filters`` leave to look at; None when they leave everything."""
    dated = filters.date_from is not None or filters.date_to is not None
    if not filters.document_ids and not dated:
        return None
    documents = frozenset(filters.document_ids)
    if dated:
        in_time = frozenset(library.document_ids(filters.date_from, filters.date_to))
        documents = documents & in_time if documents else in_time
    return Allowed(documents, np.sort(library.chunk_ids(sorted(documents))))


class EmbeddedIndex:
    """FAISS and tantivy in a folder that processes may share.

    The folder is a cache of the library: whatever is wrong with it, it is made anew. While it
    cannot be written (full disk), the index lives on in memory.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: str,
        dimension: int,
        terms: Terms,
        terms_version: str,
        timeout: float = LOCK_SECONDS,
        disk: Disk | None = None,
    ) -> None:
        """``terms_version`` changes whenever ``terms`` would give other terms for a text."""
        self._terms = terms
        basis = Basis(embedder, dimension, terms_version)
        self._store = Store(folder, basis, terms, timeout=timeout, disk=disk or Disk())
        self._snapshot: Snapshot | None = None
        self._published: Snapshot | None = None
        self._syncing = threading.Lock()

    @property
    def generation(self) -> int:
        """Of the library, as the index shows it; 0 before the first ``sync``."""
        snapshot = self._snapshot
        return snapshot.generation if snapshot else 0

    def __len__(self) -> int:
        snapshot = self._snapshot
        return len(snapshot.dense) if snapshot else 0

    def search(
        self, terms: Sequence[str], vector: Vectors, k: int, allowed: Allowed | None = None
    ) -> list[Hit]:
        """The ``k`` best of each side with both scores, highest cosine first."""
        return self.by_words(terms, k, allowed).with_meaning(vector)

    def by_words(self, terms: Sequence[str], k: int, allowed: Allowed | None = None) -> ByWords:
        """What the terms find, and how the search goes on."""
        snapshot = self._snapshot  # taken once: the whole search sees one state
        return snapshot.by_words(terms, k, allowed) if snapshot else ByWords()

    def document_frequency(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term stands, contexts not counted."""
        snapshot = self._snapshot
        return snapshot.lexical.document_frequency(terms) if snapshot else [0] * len(terms)

    def rebuild(self, source: Source) -> None:
        """Make everything anew from ``source``. Raises ``DiskFull``, and as ``sync`` does."""
        with self._syncing, self._store.locked():
            self._published = self._store.publish(None, source.changes(0))
            self._snapshot = self._published
            self._store.clean(self._published)

    def sync(self, source: Source, *, wait: bool = True) -> None:
        """Come up to the newest generation of ``source``.

        Costs microseconds when there is nothing new. With ``wait=False`` the state as it is will do
        while another thread is at it. Raises ``Unavailable`` when another process holds the folder
        for too long, and the errors of ``source``.
        """
        if self.generation == source.generation():
            return
        if not self._syncing.acquire(blocking=wait or self._snapshot is None):
            return
        try:
            if self.generation != source.generation():
                self._snapshot = self._newest(source)
        finally:
            self._syncing.release()

    def _newest(self, source: Source) -> Snapshot:
        try:
            with self._store.locked():
                snapshot = self._on_disk(source)
                self._store.clean(snapshot)
        except (DiskFull, LibraryError):
            return self._in_memory(source)
        self._published = snapshot
        return snapshot

    def _on_disk(self, source: Source) -> Snapshot:
        base = self._store.load(self._published)
        if base is not None:
            changes = source.changes(base.generation, base.token)
            try:
                if changes.complete and changes.generation == base.generation:
                    return checked(base, changes)
                if changes.complete:
                    return self._store.publish(base, changes)
            except LibraryError:
                pass  # the cache is damaged in a way that only shows when it is used
        return self._store.publish(None, source.changes(0))

    def _in_memory(self, source: Source) -> Snapshot:
        """The cache cannot be written; deletions are masked, for more all is read again."""
        base = self._snapshot or self._published
        if base is not None:
            changes = source.changes(base.generation, base.token)
            if changes.complete and next(changes.added, None) is None:
                return checked(_without(base, changes), changes)
        changes = source.changes(0)
        vectors = SegmentBuilder()
        index = LexicalIndex.in_memory(entries(changes.added, vectors), self._terms)
        empty = np.empty(0, dtype=np.int64)
        dense = DenseIndex().changed(empty, vectors.segments())
        return checked(Snapshot(changes.generation, changes.token, dense, index), changes)


def _without(base: Snapshot, changes: Changes) -> Snapshot:
    return Snapshot(
        changes.generation,
        changes.token,
        base.dense.changed(changes.deleted, ()),
        base.lexical,
        masked=masked(base, changes.deleted),
    )
