"""Progress on standard error: one moving line on a terminal, a line each tenth elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

Step = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""
_REDRAW_SECONDS = 0.2


class Progress:
    """Call with what is being done, how much is done, and how much there is."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._moving = self._stream.isatty()
        self._drawn = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._moving:
            self._redraw(f"{what} {done}/{total}", last=done >= total)
        elif done >= total or done % max(1, total // 10) == 0:
            self._write(f"{what} {done}/{total}\n")

    def _redraw(self, line: str, *, last: bool) -> None:
        now = time.monotonic()
        if last or now - self._drawn > _REDRAW_SECONDS:
            self._drawn = now
            self._write(f"\r\033[K{line}" + ("\n" if last else ""))

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
