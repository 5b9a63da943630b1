"""Adding gives way to questions: both want the same few cores, and somebody waits for an answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from embeddings.embedder import Vectors

LONGEST_PAUSE = 2.0
"""Seconds, however long a passage took."""
TOGETHER = 32
"""Texts that are embedded before it is looked again whether somebody asks."""
Embed = Callable[[Sequence[str]], Vectors]


class Courtesy:
    """Counts the questions being answered. Thread-safe."""

    def __init__(self) -> None:
        self._quiet = threading.Condition()
        self._asking = 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around the work on a question."""
        with self._quiet:
            self._asking += 1
        try:
            yield
        finally:
            with self._quiet:
                self._asking -= 1
                self._quiet.notify_all()

    @property
    def busy(self) -> bool:
        return self._asking > 0

    def pause(self, seconds: float) -> None:
        """Returns after ``seconds``, or as soon as no question is being answered."""
        with self._quiet:
            self._quiet.wait_for(lambda: not self._asking, min(seconds, LONGEST_PAUSE))

    def embed(self, texts: Sequence[str], embed: Embed) -> Vectors:
        """``embed(texts)``, in one go while nobody asks.

        While somebody does, one text at a time with as long a pause after it: adding then has half
        of one core, and goes on.
        """
        rows: list[Vectors] = []
        done = 0
        while done < len(texts):
            if not self.busy:
                rows.append(embed(texts[done : done + TOGETHER]))
                done += TOGETHER
                continue
            begun = time.monotonic()
            rows.append(embed(texts[done : done + 1]))
            done += 1
            self.pause(time.monotonic() - begun)
        return np.concatenate(rows) if rows else embed(texts)
