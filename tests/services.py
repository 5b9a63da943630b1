"""A service over a new library, for tests that need the whole of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.library import Library
from corpus.reading import Limits
from embeddings.embedder import Embedder
from qa.generation import Generator
from qa.index import EmbeddedIndex
from qa.service import Service
from qa.span_reader import SpanReader
from qa.terms import TERMS_VERSION, terms
from qa.verdict import REFUSE_BELOW


def make_service(folder: Path, embedder: Embedder, **options: Any) -> Service:
    """An empty one, or what ``folder`` holds; ``options`` as ``service_on`` has them."""
    library = Library.open(folder, embedder.name, embedder.dimension, reserve_bytes=0)
    return service_on(library, folder, embedder, **options)


def service_on(
    library: Library,
    folder: Path,
    embedder: Embedder,
    *,
    refuse_below: float = REFUSE_BELOW,
    reader: SpanReader | None = None,
    generator: Generator | None = None,
    log_questions: bool = False,
) -> Service:
    """A service on this library with an index in ``folder``."""
    index = EmbeddedIndex(
        folder / "index",
        embedder=embedder.name,
        dimension=embedder.dimension,
        terms=terms,
        terms_version=TERMS_VERSION,
    )
    return Service(
        library,
        index,
        embedder,
        refuse_below=refuse_below,
        limits=Limits(),
        model=reader,
        generator=generator,
        log_questions=log_questions,
    )
