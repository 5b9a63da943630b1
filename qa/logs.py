"""What the service writes to standard error: one line an event, JSON or text.

A line holds what our own code put into it field by field. Of an exception it tells the types and
the places in the code, never the message: that may repeat a question, a file name or a key. Of
other people's loggers only warnings come through, with the first line of their fixed text.
"""

from __future__ import annotations

import json
import logging
import queue
import sys
import threading
import traceback
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePath
from typing import IO, Any, Literal

Format = Literal["auto", "json", "text"]
OURS = "wenju"
WAITING_LINES = 10_000
"""Lines that may wait for a slow reader; further ones are dropped and counted."""
_FRAMES = 12
_FOREIGN_CHARACTERS = 200
_MASK = "***"
_FLUSH_SECONDS = 2.0
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def fields(**values: object) -> Mapping[str, object]:
    """For ``extra=`` of a call of a logger."""
    return {"fields": values}


class LineFormatter(logging.Formatter):
    """One record, one line: nothing in it can begin another. ``secrets`` never show."""

    def __init__(self, *, as_json: bool, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        self._as_json = as_json
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {
            "time": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            **getattr(record, "fields", {}),
        }
        told = {name: self._masked(value) for name, value in told.items()}
        if record.exc_info and record.exc_info[1] is not None:
            told |= failure(record.exc_info[1])
        line = json.dumps(told, ensure_ascii=False, default=str) if self._as_json else _text(told)
        return escaped(line)

    def _masked(self, value: object) -> object:
        if isinstance(value, str):
            for secret in self._secrets:
                value = value.replace(secret, _MASK)
        return value


def _event(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] == OURS:
        return record.getMessage()
    return (str(record.msg).splitlines() or [""])[0][:_FOREIGN_CHARACTERS]


def _text(told: Mapping[str, object]) -> str:
    head = [str(told[name]) for name in ("time", "level", "logger", "event")]
    return " ".join([*head, *(f"{name}={told[name]}" for name in list(told)[4:])])


def escaped(line: str) -> str:
    """``line`` with each control, invisible or direction-changing character as ``\\uXXXX``."""
    return "".join(
        f"\\u{ord(one):04x}" if unicodedata.category(one) in _UNSEEN else one for one in line
    )


def failure(error: BaseException) -> dict[str, object]:
    """Type of an exception and of its causes, and where it came from; no word of its message."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and len(chain) < _FRAMES and one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return {
        "error": " < ".join(type(one).__qualname__ for one in chain),
        "at": [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames],
    }


class Lines(logging.Handler):
    """Writes in a thread of its own: whoever reads the lines slowly, or not, holds up nobody."""

    def __init__(self, stream: IO[str], formatter: logging.Formatter, room: int = WAITING_LINES):
        super().__init__()
        self.setFormatter(formatter)
        self._stream = stream
        self._waiting: queue.Queue[str | None] = queue.Queue(room)
        self.dropped = 0
        self._counting = threading.Lock()
        self._writer = threading.Thread(target=self._write, name="wenju-log", daemon=True)
        self._writer.start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._waiting.put_nowait(self.format(record))
        except Exception:  # no room, or a line that cannot be made: nothing ends for that
            with self._counting:
                self.dropped += 1

    def close(self) -> None:
        """Waits, not for ever, until what was told is written."""
        if self._writer.is_alive():
            try:
                self._waiting.put(None, timeout=_FLUSH_SECONDS)
                self._writer.join(_FLUSH_SECONDS)
            except queue.Full:
                pass
        super().close()

    def _write(self) -> None:
        while (line := self._waiting.get()) is not None:
            with self._counting:
                lost, self.dropped = self.dropped, 0
            note = f"{_LOST.format(lost)}\n" if lost else ""
            try:
                self._stream.write(f"{note}{line}\n")
                self._stream.flush()
            except (OSError, ValueError):  # nobody reads any more
                continue


_LOST = '{{"level": "warning", "logger": "wenju.log", "event": "lines lost", "count": {}}}'


def start(form: Format, secrets: Sequence[str] = (), stream: IO[str] | None = None) -> Lines:
    """Lines of the whole process go to ``stream`` (standard error) from now on.

    ``auto`` is text for a person at a terminal and JSON for a program.
    """
    stream = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not stream.isatty())
    lines = Lines(stream, LineFormatter(as_json=as_json, secrets=secrets))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(lines)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)
    threading.excepthook = _thread_failed
    return lines


def _thread_failed(told: Any) -> None:
    info = (told.exc_type, told.exc_value, told.exc_traceback)
    logging.getLogger("wenju.thread").error("a thread failed", exc_info=info)
