"""Where work that computes runs: bounded threads, so that the event loop stays free."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from corpus.errors import Unavailable

T = TypeVar("T")


class Lane:
    """``workers`` calls run at a time, ``waiting`` more may queue, further ones are refused.

    ``setting`` is the one that changes the room, for the refusal.
    """

    def __init__(self, name: str, workers: int, waiting: int, setting: str = "") -> None:
        self.name = name
        self.room = workers + waiting
        self.taken = 0
        self._advice = f"，或用设置 {setting} 调整" if setting else ""
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=f"wenju-{name}")

    async def run(self, work: Callable[[], T]) -> T:
        """The result of ``work()``; raises Unavailable at once when the queue is full.

        To be called from one event loop only.
        """
        if self.taken >= self.room:
            raise Unavailable(
                f"服务正忙，排队的请求已满；请稍后再试{self._advice}。", retry_after=2
            )
        self.taken += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self.taken -= 1

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
