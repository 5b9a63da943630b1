"""ONNX Runtime: opening a graph. The only file that imports onnxruntime."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray

from corpus.errors import ConfigurationError

MOST_THREADS = 8
"""A passage is too small to keep more busy."""


def cores() -> int:
    """Cores that this process may use, at most ``MOST_THREADS``."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(allowed or 1, MOST_THREADS)


class Graph:
    """An opened model; safe for many threads."""

    def __init__(self, path: Path, threads: int) -> None:
        """Raises ConfigurationError when the file is missing or damaged."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Waiting threads that spin take the cores from the threads they wait for when the machine
        # is busy: 9 instead of 17 passages a second beside another process.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                path, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime's errors share no narrower base
            raise ConfigurationError(
                f"打不开模型文件 {path.name}（{type(error).__name__}），可能缺失或已损坏；"
                "请运行 python -m embeddings.build --force 重建，仍不行就重新安装。"
            ) from error

    @property
    def width(self) -> int:
        """Size of the last axis of the first output."""
        return int(self._session.get_outputs()[0].shape[-1])

    def run(self, **inputs: NDArray[np.int64]) -> list[Any]:
        """The outputs in the order of the graph."""
        outputs: list[Any] = self._session.run(None, inputs)
        return outputs
