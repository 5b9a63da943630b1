"""Language models: what the service asks of one, and how one fails."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

FAILURES, WINDOW_SECONDS, REST_SECONDS = 5, 30.0, 15.0
"""The breaker opens after so many failures within the window, for so long."""
RETRY_LEAVES = 2.0
"""Seconds that must be left for a second try to make sense."""
TURN_SECONDS = 1.0
"""How long a call waits for its turn when all are taken."""


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Finish:
    """How a model ended, and what it counted; None where the server does not tell."""

    whole: bool
    """False when the limit on tokens cut it."""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class LanguageModel(Protocol):
    """A model that writes. Thread-safe."""

    name: str

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float
    ) -> Iterator[str | Finish]:
        """The text as it is written, without the model's thinking; a Finish at the end.

        Nothing takes longer than ``seconds``, by the wall clock. Raises ModelFailure, at the first
        step or at any later one.
        """
        ...


class ModelFailure(Exception):
    """The model gave no whole answer. ``message`` is Chinese, for the user, without any secret."""

    message: ClassVar[str] = "语言模型出错"
    again: ClassVar[bool] = False
    """A second try at once may succeed."""
    counts: ClassVar[bool] = True
    """Speaks against the server, for the breaker."""


class NoConnection(ModelFailure):
    message = "连不上语言模型服务"
    again = True


class NotInTime(ModelFailure):
    message = "语言模型没有及时回答"


class Interrupted(ModelFailure):
    message = "语言模型的回答中断了"
    again = True


class BadKey(ModelFailure):
    message = "语言模型服务不接受密钥"


class Rejected(ModelFailure):
    message = "语言模型服务拒绝了请求"


class Overloaded(ModelFailure):
    message = "语言模型服务正忙或出错"
    again = True


class Unreadable(ModelFailure):
    message = "语言模型服务的回答格式不对"


class Empty(ModelFailure):
    message = "语言模型没有写出回答"


class Excessive(ModelFailure):
    message = "语言模型服务的回答太长"


class Resting(ModelFailure):
    message = "语言模型刚才接连失败，暂不使用"
    counts = False


class Busy(ModelFailure):
    message = "同时使用语言模型的问题太多"
    counts = False


class ContextExceeded(ModelFailure):
    """The prompt does not fit; ``context`` is what does, in tokens, when the server tells."""

    message = "问题和资料超出了语言模型的上下文"
    counts = False

    def __init__(self, context: int | None = None) -> None:
        super().__init__()
        self.context = context


class Breaker:
    """Open after ``FAILURES`` failures within ``WINDOW_SECONDS``; later one call may try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._open_until = 0.0
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Raises Resting while it is open. After its rest one call goes in, others wait on."""
        now = self._clock()
        with self._lock:
            if now < self._open_until:
                raise Resting
            if self._open_until:
                self._open_until = now + REST_SECONDS

    def succeeded(self) -> None:
        with self._lock:
            self._failures.clear()
            self._open_until = 0.0

    def failed(self) -> None:
        now = self._clock()
        with self._lock:
            self._failures.append(now)
            recent = [at for at in self._failures if now - at <= WINDOW_SECONDS]
            if len(recent) >= FAILURES or self._open_until:
                self._open_until = now + REST_SECONDS


class Guarded:
    """A model behind a breaker, with so many calls at a time and one second try.

    A call is tried again only when nothing was written yet.
    """

    def __init__(
        self, model: LanguageModel, concurrency: int = 8, breaker: Breaker | None = None
    ) -> None:
        self.name = model.name
        self._model = model
        self._turns = threading.BoundedSemaphore(concurrency)
        self._breaker = breaker or Breaker()

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float
    ) -> Iterator[str | Finish]:
        self._breaker.enter()
        if not self._turns.acquire(timeout=min(TURN_SECONDS, seconds)):
            raise Busy
        written = failed = False
        try:
            for piece in self._tried(messages, max_tokens, time.monotonic() + seconds):
                written = True
                yield piece
        except ModelFailure as failure:
            failed = failure.counts
            raise
        finally:  # also when nobody wants the rest
            self._turns.release()
            if failed:
                self._breaker.failed()
            elif written:
                self._breaker.succeeded()

    def _tried(
        self, messages: Sequence[Message], max_tokens: int, end: float
    ) -> Iterator[str | Finish]:
        begun = False
        for last in (False, True):
            try:
                left = end - time.monotonic()
                for piece in self._model.complete(messages, max_tokens=max_tokens, seconds=left):
                    begun = True
                    yield piece
            except ModelFailure as failure:
                short = end - time.monotonic() < RETRY_LEAVES
                if last or begun or short or not failure.again:
                    raise
            else:
                return
