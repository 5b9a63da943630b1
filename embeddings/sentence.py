"""Any sentence-transformers model. The only file that imports sentence_transformers."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ConfigurationError
from embeddings.build import MODEL_NAME, PROMPTS
from embeddings.embedder import Progress, Vectors

EXTRA = 'pip install "wenju[sentence-transformers]"'
GROUP = 256
"""Texts between two reports of progress; the package sorts them by length and batches them."""
_E5 = re.compile(r"(?<![a-z])e5-(small|base|large)(?!.*instruct)")

Load = Callable[[str, str | None], Any]


class SentenceTransformerEmbedder:
    """A model by hub name or folder, with the prompts that it comes with."""

    def __init__(self, model: str, device: str | None = None, load: Load | None = None) -> None:
        """``device``: ``cpu``, ``cuda`` …, None for the best there is. ``load`` opens the model.

        Raises ConfigurationError when the package is missing or the model cannot be loaded.
        """
        self._name = model_name(model)
        self._lock = threading.Lock()  # the package's tokenizers are not thread-safe
        self._model = _opened(model, device, load or _load)
        self._dimension = int(self.embed_query("维度").shape[0])

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1, in the order of ``texts``."""
        vectors = np.empty((len(texts), self._dimension), np.float32)
        for start in range(0, len(texts), GROUP):
            group = list(texts[start : start + GROUP])
            vectors[start : start + len(group)] = self._encode(self._model.encode_document, group)
            if progress is not None:
                progress(start + len(group), len(texts))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimension,), float32, length 1."""
        vector: Vectors = self._encode(self._model.encode_query, [text])[0]
        return vector

    def _encode(self, encode: Callable[..., Any], texts: list[str]) -> Vectors:
        with self._lock:
            found = encode(texts, show_progress_bar=False, convert_to_numpy=True)
        vectors = np.asarray(found, np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
        return unit


def model_name(model: str) -> str:
    """The name of the vector space: the hub name, or the last part of a folder's path.

    The hub's own multilingual-e5-small has the name of the bundled one: it is the same model.
    """
    if Path(model).is_dir():
        return Path(model).resolve().name
    return MODEL_NAME if model == f"intfloat/{MODEL_NAME}" else model


def _opened(model: str, device: str | None, load: Load) -> Any:
    try:
        opened = load(model, device)
    except ConfigurationError:
        raise
    except Exception as error:  # whatever the hub, torch or the model's files come up with
        raise ConfigurationError(
            f"加载不了向量模型“{model}”（{type(error).__name__}）。请检查名称是否正确、能否访问模型站点，"
            "或改用本地的模型文件夹；留空则使用内置模型。"
        ) from error
    if _E5.search(model.lower()) and not any((opened.prompts or {}).values()):
        opened.prompts = dict(PROMPTS)  # trained with these, but the hub's folder states none
    return opened


def _load(model: str, device: str | None) -> Any:
    try:
        from sentence_transformers import (  # type: ignore[import-not-found,unused-ignore]
            SentenceTransformer,
        )
    except ImportError as error:
        raise ConfigurationError(
            f"向量模型“{model}”需要 sentence-transformers，当前没有安装。请运行 {EXTRA} 后重试，"
            "或留空使用内置模型。"
        ) from error
    if _has_only_onnx(Path(model)):
        return SentenceTransformer(model, device=device, backend="onnx")
    return SentenceTransformer(model, device=device, model_kwargs={"use_safetensors": True})


def _has_only_onnx(folder: Path) -> bool:
    return any(folder.glob("onnx/*.onnx")) and not any(folder.glob("*.safetensors"))
