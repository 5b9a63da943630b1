"""The plug point for embedding models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all)."""


class Embedder(Protocol):
    """Texts to unit-length vectors. Implementations are thread-safe."""

    @property
    def name(self) -> str:
        """Same name, same vector space: the library refuses vectors of another name."""

    @property
    def dimension(self) -> int: ...

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1, in the order of ``texts``."""

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimension,), float32, length 1."""
