"""Calls that compute outside the interpreter, side by side on the cores that are free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from embeddings.runtime import cores

A = TypeVar("A")
B = TypeVar("B")


class SideBySide:
    """A few threads that help the calling one; thread-safe."""

    def __init__(self, name: str, threads: int | None = None) -> None:
        """``threads`` None: as many as this process may use cores, at most 8."""
        self._pool = ThreadPoolExecutor(threads or cores(), thread_name_prefix=f"wenju-{name}")

    def begin(self, work: Callable[[], B]) -> Callable[[], B]:
        """Has a thread do the work; gives what returns the result, or does the work there and then
        if no thread has come to it."""
        future = self._pool.submit(work)
        return lambda: work() if future.cancel() else future.result()

    def map(self, work: Callable[[A], B], given: Sequence[A]) -> list[B]:
        """The results in order; the first is made in the calling thread."""
        others = [self.begin(partial(work, one)) for one in given[1:]]
        return [*map(work, given[:1]), *(result() for result in others)]
