"""The bundled model on ONNX Runtime.

One text a call: no padding is computed, memory is bounded by the longest text, and the vector of a
text does not depend on its neighbours, because activations are quantised over the call.
"""

from __future__ import annotations

import threading
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
        self._path = folder / GRAPH
        self._threads = threads or cores()
        self._graph = Graph(self._path, self._threads)
        self._dimension = self._graph.width
        self._opening = threading.Lock()
        self._single: Graph | None = None

    @property
    def name(self) -> str:
        return MODEL_NAME

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1, in the order of ``texts``."""
        vectors = np.empty((len(texts), self._dimension), np.float32)
        graph = self._one_thread_graph() if len(texts) > self._threads else self._graph
        workers = self._threads if graph is self._single else 1
        with ThreadPoolExecutor(workers) as pool:
            prefixed = (PROMPTS["passage"] + text for text in texts)
            for row, vector in enumerate(pool.map(lambda one: self._embed(one, graph), prefixed)):
                vectors[row] = vector
                if progress is not None:
                    progress(row + 1, len(texts))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimension,), float32, length 1."""
        return self._embed(PROMPTS["query"] + text, self._graph)

    def _one_thread_graph(self) -> Graph:
        """Many texts go faster side by side, one thread each, than each over all threads."""
        with self._opening:
            if self._single is None:
                self._single = self._graph if self._threads == 1 else Graph(self._path, 1)
            return self._single

    def _embed(self, text: str, graph: Graph) -> Vectors:
        pieces = self._unigram.encode(text, TOKENS - 2)
        numbers = np.array([[_BOS, *pieces, _EOS]], np.int64)
        states: Vectors = graph.run(input_ids=numbers, attention_mask=np.ones_like(numbers))[0]
        mean = states[0].mean(axis=0)
        unit: Vectors = mean / np.linalg.norm(mean)
        return unit
