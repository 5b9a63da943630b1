"""The index on the disk: generations that never change, and ``CURRENT``, which names one of them.

index/
├── CURRENT          the manifest, replaced in one step
├── lock             held by whoever loads or builds
└── gen-7-1f09c2ab/  vectors-*.bin and lexical/; files that two generations share are links
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import LibraryError
from corpus.files import ASIDE, Disk, locked, remove, translated
from corpus.rows import Changes
from embeddings.vectors import VectorSegment
from qa import lexical
from qa.dense import DenseIndex, Part, SegmentBuilder
from qa.lexical import LexicalIndex, Terms
from qa.manifest import Basis, File, Manifest, SegmentFile, digest
from qa.snapshot import Snapshot, checked, entries

CURRENT = "CURRENT"
_LOCK = "lock"
_LEXICAL = "lexical"


class Store:
    """Loads and publishes snapshots. Every method is called with ``locked`` held."""

    def __init__(
        self, folder: Path, basis: Basis, terms: Terms, *, timeout: float, disk: Disk
    ) -> None:
        self._folder, self._basis, self._terms = folder, basis, terms
        self._timeout, self._disk = timeout, disk

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other threads and processes out. Raises ``Unavailable`` when they stay too long."""
        if not self._folder.is_dir():
            remove(self._folder)
        self._disk.make_folder(self._folder)
        lock = self._folder / _LOCK
        if lock.is_dir() or lock.is_symlink():
            remove(lock)
        with locked(lock, timeout=self._timeout):
            yield

    def load(self, known: Snapshot | None) -> Snapshot | None:
        """What ``CURRENT`` names; ``known`` itself if it is that, None if it is of no use.

        Every file that ``known`` does not share is compared with its sha256.
        """
        manifest = self._current()
        if manifest is None or (known is not None and manifest == known.manifest):
            return known if manifest else None
        return self._read(manifest, known)

    def publish(self, base: Snapshot | None, changes: Changes) -> Snapshot:
        """Make the generation that ``changes`` lead to from ``base``, and name it in ``CURRENT``.

        Raises ``DiskFull``, and ``LibraryError`` when ``base`` is damaged; nothing is changed then.
        """
        name = f"gen-{changes.generation}-{secrets.token_hex(4)}"
        aside, final = self._folder / f"{ASIDE}{name}", self._folder / name
        try:
            self._disk.make_folder(aside)
            self._disk.make_folder(aside / _LEXICAL)
            snapshot, manifest = self._build(aside, base, changes)
            self._disk.rename(aside, final)
            self._disk.replace(self._folder / CURRENT, manifest.to_bytes())
        except BaseException:
            remove(aside)
            remove(final)
            raise
        return snapshot

    def clean(self, keep: Snapshot) -> None:
        """Remove everything else: older generations, and what a killed process left."""
        folder = keep.manifest.folder if keep.manifest else CURRENT
        with translated():
            for path in self._folder.iterdir():
                if path.name not in (CURRENT, _LOCK, folder):
                    self._disk.reached("remove")
                    remove(path)

    # Reading

    def _current(self) -> Manifest | None:
        try:
            manifest = Manifest.from_bytes((self._folder / CURRENT).read_bytes())
        except OSError:
            remove(self._folder / CURRENT)  # a folder, for instance
            return None
        return manifest if manifest and manifest.basis == self._basis else None

    def _read(self, manifest: Manifest, known: Snapshot | None) -> Snapshot | None:
        folder = self._folder / manifest.folder
        parts = _parts_by_file(known)
        verified = known.manifest.files if known and known.manifest else ()
        try:
            content = {file.name: _content(folder, file, verified) for file in manifest.files}
            dense = DenseIndex([_part(s, parts, content) for s in manifest.segments])
            index = LexicalIndex.open(folder / _LEXICAL)
        except (OSError, ValueError, KeyError, LibraryError):
            return None
        if not len(dense) == len(index) == manifest.chunks:
            return None
        return Snapshot(manifest.generation, manifest.token, dense, index, manifest)

    # Writing

    def _build(
        self, aside: Path, base: Snapshot | None, changes: Changes
    ) -> tuple[Snapshot, Manifest]:
        old = base.manifest if base else None
        if old:
            self._inherit(old, aside)
        added = SegmentBuilder()
        lexical.write(aside / _LEXICAL, changes.deleted, entries(changes.added, added), self._terms)
        dense = (base.dense if base else DenseIndex()).changed(changes.deleted, added.segments())
        manifest = self._manifest(aside, base, dense, changes)
        index = LexicalIndex.open(aside / _LEXICAL)
        snapshot = Snapshot(changes.generation, changes.token, dense, index, manifest)
        return checked(snapshot, changes), manifest

    def _inherit(self, old: Manifest, aside: Path) -> None:
        names = [Path(file.name).name for file in old.files if _is_lexical(file.name)]
        source = self._folder / old.folder / _LEXICAL
        lexical.inherit(source, aside / _LEXICAL, names, self._disk)

    def _manifest(
        self, aside: Path, base: Snapshot | None, dense: DenseIndex, changes: Changes
    ) -> Manifest:
        segments, files = self._segments(aside, base, dense)
        files += self._lexical_files(aside, base)
        self._disk.sync(aside / _LEXICAL)
        self._disk.sync(aside)
        return Manifest(
            folder=aside.name.removeprefix(ASIDE),
            generation=changes.generation,
            token=changes.token,
            chunks=changes.chunks,
            basis=self._basis,
            segments=tuple(segments),
            files=tuple(files),
        )

    def _segments(
        self, aside: Path, base: Snapshot | None, dense: DenseIndex
    ) -> tuple[list[SegmentFile], list[File]]:
        there = {id(part.segment): name for name, part in _parts_by_file(base).items()}
        segments, files = [], []
        for part in dense.parts:
            name = there.get(id(part.segment))
            if base and base.manifest and name:
                self._disk.link(self._folder / base.manifest.folder / name, aside / name)
                file = next(file for file in base.manifest.files if file.name == name)
            else:
                file = self._write_segment(aside, part.segment)
            files.append(file)
            segments.append(SegmentFile(file.name, tuple(part.dead.tolist())))
        return segments, files

    def _write_segment(self, aside: Path, segment: VectorSegment) -> File:
        data = segment.to_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        file = File(f"vectors-{sha256[:32]}.bin", sha256, len(data))
        self._disk.write(aside / file.name, data)
        with translated():
            if digest(aside / file.name) != (file.sha256, file.length):
                raise LibraryError("写入的索引文件读回后不一致，磁盘可能有故障。请检查磁盘。")
        return file

    def _lexical_files(self, aside: Path, base: Snapshot | None) -> list[File]:
        old = base.manifest.files if base and base.manifest else ()
        known = {file.name: file for file in old if not lexical.replaced(Path(file.name).name)}
        files = []
        with translated():
            for path in sorted((aside / _LEXICAL).iterdir()):
                name = f"{_LEXICAL}/{path.name}"
                if name not in known:
                    path.chmod(0o600)  # tantivy has synced it
                files.append(known.get(name) or File(name, *digest(path)))
        return files


def _parts_by_file(snapshot: Snapshot | None) -> dict[str, Part]:
    """The parts of a snapshot that stand on the disk, by the name of their file."""
    if snapshot is None or snapshot.manifest is None:
        return {}
    names = [segment.name for segment in snapshot.manifest.segments]
    return dict(zip(names, snapshot.dense.parts, strict=True))


def _content(folder: Path, file: File, verified: Sequence[File]) -> bytes | None:
    """The content of a file of vectors; None for others, and for those that are known already.

    Raises ``ValueError`` when a file is not what the manifest says.
    """
    path = folder / file.name
    if path.is_symlink() or path.stat().st_size != file.length:
        raise ValueError(file.name)
    if file in verified:
        return None
    if _is_lexical(file.name):
        found, content = digest(path)[0], None
    else:
        content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        raise ValueError(file.name)
    return content


def _part(segment: SegmentFile, known: dict[str, Part], content: dict[str, bytes | None]) -> Part:
    data = content[segment.name]
    old = known.get(segment.name)
    found = old.segment if data is None and old else VectorSegment.from_bytes(data or b"")
    return Part.of(found, segment.dead)


def _is_lexical(name: str) -> bool:
    return name.startswith(f"{_LEXICAL}/")
