"""How long embedding takes within a question, seen from outside the retriever."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from embeddings.embedder import Embedder, Progress, Vectors


class TimedEmbedder:
    """An embedder that adds up, thread by thread, the time its questions take."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._spent = threading.local()

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._embedder.embed_documents(texts, progress)

    def embed_query(self, text: str) -> Vectors:
        begun = time.perf_counter()
        try:
            return self._embedder.embed_query(text)
        finally:
            self._spent.seconds = self._so_far() + time.perf_counter() - begun

    def spent(self) -> float:
        """Seconds that questions took in this thread since the last call."""
        seconds, self._spent.seconds = self._so_far(), 0.0
        return seconds

    def _so_far(self) -> float:
        return float(getattr(self._spent, "seconds", 0.0))
