"""What a model writes for the reader: its text without the thinking between ``<think>`` marks."""

from __future__ import annotations

import re

_MARKS = ("<think>", "</think>", "<thinking>", "</thinking>")
_MARK = re.compile(r"<(/?)think(?:ing)?>")


class Visible:
    """Takes text in pieces, gives what is for the reader; a mark may be cut anywhere."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False

    def feed(self, text: str) -> str:
        self._held += text
        shown = ""
        while match := _MARK.search(self._held):
            shown += "" if self._thinking else self._held[: match.start()]
            self._thinking = not match[1]
            self._held = self._held[match.end() :]
        keep = _begun_mark(self._held)
        shown += "" if self._thinking else self._held[: len(self._held) - keep]
        self._held = self._held[len(self._held) - keep :]
        return shown

    def finish(self) -> str:
        """What was held back; thinking that never ended is no text for the reader."""
        held, self._held = self._held, ""
        return "" if self._thinking else held


def _begun_mark(text: str) -> int:
    """Length of the end of ``text`` that may be the beginning of a mark."""
    longest = max(map(len, _MARKS))
    for size in range(min(longest, len(text)), 0, -1):
        if any(mark.startswith(text[-size:]) for mark in _MARKS):
            return size
    return 0
