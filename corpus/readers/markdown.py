"""Markdown: the decoded original, unchanged; title and date from its front matter."""

from __future__ import annotations

import re

from corpus.decode import decode
from corpus.document import Extracted
from corpus.limits import DEFAULT_LIMITS, Limits
from corpus.metadata import first_heading, iso_day

_FRONT = re.compile(r"\A---[ \t]*\n(?P<body>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LIMIT = 10_000


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:  # noqa: ARG001 every reader's signature
    """Raises what ``decode`` raises."""
    text = decode(data)
    match = _FRONT.match(text[:_FRONT_LIMIT])
    front = match["body"] if match else ""
    title = _value(front, "title|标题") or first_heading(text)
    date = iso_day(_value(front, "date|日期|发布日期|成文日期|published") or "")
    return Extracted(text, title, date)


def _value(front: str, names: str) -> str | None:
    """A scalar of the first level; what YAML needs a parser for is no title."""
    match = re.search(rf"^(?:{names})\s*[:：][ \t]*(?P<value>\S.*)$", front, re.MULTILINE | re.I)
    return match["value"].strip().strip("\"'").strip() or None if match else None
