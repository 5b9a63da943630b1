"""Who changed what, and when: a file in the data folder, one JSON object a line."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

log = logging.getLogger("wenju.audit")

FILE = "audit.jsonl"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that an administrator did. No names of files and no text of documents."""

    who: str
    """Name of the key; ``cli`` for the command line."""
    what: str
    """Such as ``add``, ``delete``, ``keys add``."""
    ids: tuple[str, ...] = ()
    """Documents, or names of keys."""
    result: str = "ok"
    """``ok``, or the code of the error."""
    request: str | None = None
    """The request's id, as in the log."""


class AuditLog:
    """Lines are only ever appended, each in one write, and are on the disk when a call returns."""

    def __init__(
        self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._path, self._clock = folder / FILE, clock
        self._lock = threading.Lock()

    def append(self, act: Act) -> None:
        """Never raises: what was done is done, also when it cannot be written down; the log of the
        program tells that."""
        shape = {"at": self._clock().isoformat(timespec="milliseconds"), **asdict(act)}
        line = json.dumps(shape, ensure_ascii=True).encode() + b"\n"
        try:
            with self._lock:
                self._write(line)
        except OSError:
            log.exception("an act could not be written down")

    def _write(self, line: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(self._path, flags, 0o600)
        try:
            # Another writer's line that is still being written has no end yet, and was not cut.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                line = b"\n" + line  # a kill cut the last one
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
