"""A fake embedder whose vectors can be worked out by hand."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from embeddings.embedder import Progress, Vectors


class PairEmbedder:
    """Counts pairs of neighbouring characters in ``dimension`` buckets, at unit length.

    Texts that share pairs are near each other, texts that share none are at right angles unless
    two pairs fall into one bucket.
    """

    def __init__(self, dimension: int = 64, name: str = "pairs") -> None:
        self.name = name
        self.dimension = dimension

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if progress:
            progress(len(texts), len(texts))
        rows = [self.embed_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> Vectors:
        row = np.zeros(self.dimension, np.float32)
        for pair in pairwise(text):
            row[zlib.crc32("".join(pair).encode("utf-8", "replace")) % self.dimension] += 1
        row[0] += 0.01  # a text without pairs still has a direction
        return row / np.linalg.norm(row)
