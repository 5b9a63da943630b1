"""Documents made for tests: their text, chunks and vectors follow from a number."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Chunk, Document, Run, Section, context
from corpus.library import Library
from corpus.rows import Put, Vectors

MB = 2**20
DIMENSION = 8
EMBEDDER = "made-up"


@dataclass(frozen=True)
class Made:
    """All that ``Library.put`` takes."""

    document: Document
    data: bytes
    chunks: list[Chunk]
    vectors: Vectors
    contexts: list[str]

    def put(self, library: Library) -> Put:
        return library.put(self.document, self.data, self.chunks, self.vectors, self.contexts)


def made(
    number: int, *, chunks: int = 3, source: str | None = None, date: str | None = "2024-09-18",
    dimension: int = DIMENSION, padding: int = 0,
) -> Made:  # fmt: skip
    """Document ``number``: each chunk is one sentence, with its own figure and unit vector."""
    sentences = [f"第{number}号公告第{i}条：金额为{number * 1000 + i}万元。" for i in range(chunks)]
    text = "".join(sentences)
    data = text.encode() + b"." * padding
    digest = sha256(data).hexdigest()
    document = Document(
        f"doc-{digest[:16]}", f"公告{number}", date, source or f"公告{number}.txt", "txt", text,
        (Section(f"公告{number}", 1, 0, len(text)),), digest, "2024-09-19T08:00:00+00:00",
    )  # fmt: skip
    starts = np.cumsum([0, *map(len, sentences)]).tolist()
    pieces = [
        Chunk(i, sentence, (Run(0, starts[i], len(sentence)),), document.title)
        for i, sentence in enumerate(sentences)
    ]
    contexts = [context(document.title, date, piece.section) for piece in pieces]
    return Made(document, data, pieces, unit_rows(number, chunks, dimension), contexts)


def unit_rows(seed: int, count: int, dimension: int = DIMENSION) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def terms(text: str) -> list[str]:
    """Pairs of neighbouring characters."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


def open_library(folder: Path, **options: object) -> Library:
    """A library of made-up vectors that keeps no room on the disk."""
    return Library.open(folder, EMBEDDER, DIMENSION, **{"reserve_bytes": 0, **options})  # type: ignore[arg-type]


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """A folder whose fsync costs nothing, if the machine has one; a kill loses nothing there that
    a disk would keep."""
    memory = "/dev/shm"  # noqa: S108
    folder = tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None)
    try:
        yield Path(folder)
    finally:
        # A thread of tantivy may still put a file down while the folder goes.
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def small_file_system(folder: Path) -> Iterator[Path]:
    """24 MB mounted at ``folder``; the test is skipped where that is not allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a file system of its own cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(path: Path, leave: int = 0) -> None:
    """Write until no room is left, then give ``leave`` bytes back."""
    with path.open("wb", buffering=0) as file:
        for size in (MB, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError as error:
                full = error.errno == errno.ENOSPC
        if not full:
            raise AssertionError("the disk has no end")
        file.truncate(file.tell() - leave)
