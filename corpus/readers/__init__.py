"""Readers by format: each module has ``read(data, limits) -> Extracted`` and is loaded late."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from corpus.document import Extracted
from corpus.limits import DEFAULT_LIMITS, Limits

MODULES = {
    "txt": "text",
    "md": "markdown",
    "markdown": "markdown",
    "html": "html",
    "htm": "html",
    "docx": "docx",
    "pdf": "pdf",
    "pptx": "pptx",
    "xlsx": "xlsx",
    "csv": "delimited",
    "tsv": "delimited",
    "ofd": "ofd",
}
"""Extension → module of this package."""

CONTAINERS = frozenset({"docx", "pptx", "xlsx", "ofd"})
"""Extensions of formats that are zip files."""
VERBATIM = frozenset({"txt", "md", "markdown"})
"""Extensions whose text is the decoded original, to the last character."""
ISOLATED = CONTAINERS | {"pdf", "html", "htm"}
"""Extensions whose reader runs in a process of its own."""


class Reader(Protocol):
    """What a module of this package does."""

    def read(self, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:
        """Raises errors of the tree; those of its library only for a file it cannot open."""


def load(extension: str) -> Reader:
    """The reader of a known extension; imports it and its library now."""
    return cast(Reader, import_module(f"corpus.readers.{MODULES[extension]}"))
