"""``CURRENT``: which folder holds the index, what it was made from, and what its files must be."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
_NAME = re.compile(r"(lexical/)?[\w-][\w.-]*|lexical/\.managed\.json")
"""Names of files in a generation; none leads out of it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a generation, ``name`` relative to its folder."""

    name: str
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A file of vectors, and the ids in it that are deleted, ascending."""

    name: str
    dead: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What an index is good for: another basis, another index."""

    embedder: str
    dimension: int
    terms: str
    """Version of the function that makes the lexical terms."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation on the disk. ``generation`` and ``token`` are those of the library."""

    folder: str
    generation: int
    token: int
    chunks: int
    basis: Basis
    segments: tuple[SegmentFile, ...]
    files: tuple[File, ...]

    def to_bytes(self) -> bytes:
        """JSON, with the sha256 of itself so that no flipped bit goes unnoticed."""
        body = _canonical({"format": FORMAT, **asdict(self)})
        return _canonical({"manifest": json.loads(body), "sha256": _sha256(body)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest | None:
        """None for anything that ``to_bytes`` of this version did not write."""
        try:
            outer = json.loads(data)
            inner = outer["manifest"]
            if _sha256(_canonical(inner)) != outer["sha256"] or inner.pop("format") != FORMAT:
                return None
            return cls._of(inner)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    @classmethod
    def _of(cls, inner: dict[str, Any]) -> Manifest | None:
        segments = tuple(SegmentFile(s["name"], tuple(s["dead"])) for s in inner.pop("segments"))
        files = tuple(File(**file) for file in inner.pop("files"))
        basis = Basis(**inner.pop("basis"))
        found = cls(basis=basis, segments=segments, files=files, **inner)
        names = [found.folder, *(file.name for file in files)]
        return found if all(_NAME.fullmatch(name) for name in names) else None


def digest(path: Path) -> tuple[str, int]:
    """sha256 and length of a file. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
