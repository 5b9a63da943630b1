"""Log records and lines as the service writes them."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from qa.logs import Format, LineFormatter, start


def told(records: Iterable[logging.LogRecord]) -> list[dict[str, Any]]:
    """What each record's JSON line says."""
    formatter = LineFormatter(as_json=True)
    return [json.loads(formatter.format(record)) for record in records]


@contextmanager
def logged(
    stream: io.StringIO, form: Format = "json", secrets: Sequence[str] = ()
) -> Iterator[None]:
    """The log of this process goes to ``stream``, as the program sets it up; then all is as it was.

    At the end of the block all lines are there.
    """
    root, ours = logging.getLogger(), logging.getLogger("wenju")
    kept = root.handlers[:], root.level, ours.level, threading.excepthook
    lines = start(form, secrets, stream)
    try:
        yield
    finally:
        lines.close()
        root.handlers[:], root.level, ours.level, threading.excepthook = kept
        root.setLevel(kept[1])  # levels are remembered by every logger
