"""From the bytes of a file to a document and its chunks."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from corpus.chunks import chunks
from corpus.document import Chunk, Document
from corpus.metadata import date_of, title_of
from corpus.reading import Limits, extension, read_document
from corpus.sections import SEPARATOR, sections
from corpus.view import reading_view


def document_id(data: bytes) -> str:
    """The id of a document: the same bytes always get the same one."""
    return f"doc_{hashlib.sha256(data).hexdigest()[:16]}"


def prepare(
    data: bytes,
    source: str,
    *,
    title: str | None = None,
    date: str | None = None,
    limits: Limits | None = None,
) -> tuple[Document, tuple[Chunk, ...]]:
    """Read, clean and cut one file; ``title`` and ``date`` given by the user win.

    Raises the errors of ``corpus.reading.read_document``.
    """
    extracted = read_document(data, source, limits or Limits())
    view = reading_view(extracted.text)
    document = Document(
        id=document_id(data),
        title=title or title_of(extracted, source),
        date=date or date_of(extracted, source),
        source=source,
        format=extension(source),
        text=extracted.text,
        sections=sections(view, len(extracted.text)),
        sha256=hashlib.sha256(data).hexdigest(),
        added_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return document, tuple(_below_title(chunk, document.title) for chunk in chunks(view))


def _below_title(chunk: Chunk, title: str) -> Chunk:
    """The document's title goes without saying in its section paths."""
    path = chunk.section.removeprefix(title)
    return replace(chunk, section=path.removeprefix(SEPARATOR)) if path != chunk.section else chunk
