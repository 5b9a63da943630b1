"""Chooses the embedder that a setting names."""

from __future__ import annotations

from pathlib import Path

from embeddings.build import MODEL_NAME, ensure_model
from embeddings.embedder import Embedder


def open_embedder(
    spec: str, folder: Path, *, threads: int | None = None, device: str | None = None
) -> Embedder:
    """The bundled model for ``""`` and its name, else sentence-transformers' model ``spec``.

    ``folder`` is where the bundled model stands or will be built; ``threads`` is for that one and
    ``device`` for the others. Raises ConfigurationError when the embedder cannot be opened.
    """
    if spec in ("", MODEL_NAME):
        from embeddings.e5 import OnnxEmbedder  # opened late: heavy

        return OnnxEmbedder(ensure_model(folder), threads)
    from embeddings.sentence import SentenceTransformerEmbedder  # opened late: heavier

    return SentenceTransformerEmbedder(spec, device)
