"""The bundled model on ONNX Runtime. The only file that imports onnxruntime.

One text a call: no padding is computed, memory is bounded by the longest text, and the vector of a
text does not depend on its neighbours, because activations are quantised over the call.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]

from corpus.errors import ConfigurationError
from embeddings.build import GRAPH, MODEL_NAME, PROMPTS, VOCABULARY
from embeddings.embedder import Progress, Vectors
from embeddings.unigram import read_unigram

TOKENS = 512
"""The model's positions; longer texts are cut."""
MOST_THREADS = 8
"""A passage is too small to keep more busy."""
_BOS, _EOS = 0, 2


class OnnxEmbedder:
    """multilingual-e5-small from the folder that `embeddings.build` makes."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """``threads`` None: every core this process may use, at most 8.

        Raises ConfigurationError when the folder does not hold a whole model.
        """
        self._unigram = read_unigram(folder / VOCABULARY)
        self._session = _open(folder / GRAPH, threads or _cores())
        self._dimension = int(self._session.get_outputs()[0].shape[-1])

    @property
    def name(self) -> str:
        return MODEL_NAME

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1, in the order of ``texts``."""
        vectors = np.empty((len(texts), self._dimension), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._embed(PROMPTS["passage"] + text)
            if progress is not None:
                progress(row + 1, len(texts))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimension,), float32, length 1."""
        return self._embed(PROMPTS["query"] + text)

    def _embed(self, text: str) -> Vectors:
        pieces = self._unigram.encode(text, TOKENS - 2)
        numbers = np.array([[_BOS, *pieces, _EOS]], np.int64)
        inputs = {"input_ids": numbers, "attention_mask": np.ones_like(numbers)}
        states: Vectors = self._session.run(None, inputs)[0]
        mean = states[0].mean(axis=0)
        unit: Vectors = mean / np.linalg.norm(mean)
        return unit


def _cores() -> int:
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(allowed or 1, MOST_THREADS)


def _open(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Waiting threads that spin take the cores from the threads they wait for when the machine is
    # busy: 9 instead of 17 passages a second beside another process.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors share no narrower base
        raise ConfigurationError(
            f"打不开内置向量模型（{type(error).__name__}）：{path.name} 缺失或已损坏。"
            "请运行 python -m embeddings.build --force 重建。"
        ) from error
