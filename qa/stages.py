"""How long embedding takes within a question, seen from outside the retriever."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence

from embeddings.embedder import Embedder, Progress, Vectors

_KEPT = 32


class TimedEmbedder:
    """An embedder that remembers, thread by thread, how long the last questions took."""

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
        vector = self._embedder.embed_query(text)
        self._newest().append((text, time.perf_counter() - begun))
        return vector

    def spent(self, texts: Iterable[str]) -> float:
        """Seconds that these questions took in this thread, each the last time."""
        newest = dict(self._newest())
        return sum(newest.get(text, 0.0) for text in set(texts))

    def _newest(self) -> deque[tuple[str, float]]:
        if not hasattr(self._spent, "newest"):
            self._spent.newest = deque(maxlen=_KEPT)
        newest: deque[tuple[str, float]] = self._spent.newest
        return newest
