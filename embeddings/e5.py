"""The bundled model on ONNX Runtime.

One text a call: no padding is computed, memory is bounded by the longest text, and the vector of a
text does not depend on its neighbours, because activations are quantised over the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from embeddings.build import GRAPH, MODEL_NAME, PROMPTS, VOCABULARY
from embeddings.embedder import Progress, Vectors
from embeddings.runtime import Graph, cores
from embeddings.unigram import read_unigram

TOKENS = 512
"""The model's positions; longer texts are cut."""
_BOS, _EOS = 0, 2


class OnnxEmbedder:
    """multilingual-e5-small from the folder that `embeddings.build` makes."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """``threads`` None: every core this process may use, at most 8.

        Raises ConfigurationError when the folder does not hold a whole model.
        """
        self._unigram = read_unigram(folder / VOCABULARY)
        self._threads = threads or cores()
        # A text by itself on one thread: a question's few tokens are faster so than shared out (3.5
        # against 5.2 ms on two cores), and many texts go side by side.
        self._graph = Graph(folder / GRAPH, 1)
        self._dimension = self._graph.width

    @property
    def name(self) -> str:
        return MODEL_NAME

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1, in the order of ``texts``."""
        vectors = np.empty((len(texts), self._dimension), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            prefixed = (PROMPTS["passage"] + text for text in texts)
            for row, vector in enumerate(pool.map(self._embed, prefixed)):
                vectors[row] = vector
                if progress is not None:
                    progress(row + 1, len(texts))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimension,), float32, length 1."""
        return self._embed(PROMPTS["query"] + text)

    def _embed(self, text: str) -> Vectors:
        pieces = self._unigram.encode(text, TOKENS - 2)
        numbers = np.array([[_BOS, *pieces, _EOS]], np.int64)
        states = self._graph.run(input_ids=numbers, attention_mask=np.ones_like(numbers))
        mean: Vectors = states[0][0].mean(axis=0)
        unit: Vectors = mean / np.linalg.norm(mean)
        return unit
