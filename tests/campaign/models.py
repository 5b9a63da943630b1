"""A language model that fails in every way of the list: what the user gets, and when.

At full size the product's own deadlines count, and the slow servers are as slow as they are told to
be; the reduced size has short deadlines.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.answer import Answer, Question
from qa.llm import FAILURES, LanguageModel
from qa.openai_client import Deadlines, OpenAIModel
from qa.settings import Settings
from tests.campaign.row import Row
from tests.llm.scripted import EXTRACTED, QUESTION, open_service
from tests.llm.server import GOOD, STREAM, Fault, FaultServer, Peer, chunk, full_backlog
from tests.llm.test_failures import FAULTS, KEY, SHORT, UNREACHABLE, WHOLE_SECONDS, silent

SECTION = "语言模型失灵"
CONNECTION_SECONDS, ALL_SECONDS = 5.0, 45.0
SLACK = 5.0
"""Seconds that a loaded machine may add to the reduced size; nothing is added at full size."""
REFUSED_KEYS = ("401", "403")
ASKERS = 12
HELD_SECONDS = 2.0
"""Longer than a question waits for its turn."""
PATIENT = Deadlines(connect=2.0, first=10.0, silence=10.0)


@dataclass(frozen=True, slots=True)
class Size:
    """Deadlines of the client, and what the promises allow."""

    deadlines: Deadlines
    seconds: float
    connection: float
    whole: float
    drop: float
    """Seconds between the bytes of a server that drips."""

    @classmethod
    def of(cls, full: bool) -> Size:
        if full:
            seconds = Settings().llm_timeout
            return cls(Deadlines(), seconds, CONNECTION_SECONDS, ALL_SECONDS, 2.0)
        return cls(SHORT, WHOLE_SECONDS, CONNECTION_SECONDS + SLACK, WHOLE_SECONDS + SLACK, 0.2)


@dataclass(frozen=True, slots=True)
class Tried:
    """One failure, and what came of it."""

    name: str
    answer: Answer
    seconds: float
    requests: int

    @property
    def is_extract(self) -> bool:
        told = self.answer
        return (
            (told.mode, told.degraded, told.refused) == ("extractive", True, False)
            and EXTRACTED in told.answer
            and bool(told.citations)
            and any("语言模型" in notice for notice in told.notices)
        )


@dataclass
class Crowd:
    """A server that keeps everybody waiting, and how many it had at once."""

    most: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, peer: Peer) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        peer.send(STREAM, chunk(GOOD[:5]))
        peer.wait(HELD_SECONDS)
        with self._lock:
            self._now -= 1


def rows(full: bool) -> Iterator[Row]:
    size = Size.of(full)
    replies = [_replied(name, fault, size) for name, fault in _faults(size).items()]
    unreachable = [*_unreachable(size), _dropped(size)]
    every = [*replies, *unreachable]
    names = f"{len(every)} 种故障各一次：{'、'.join(one.name for one in every)}"
    wrong = [one.name for one in every if not one.is_extract]
    yield _row(
        "任何故障都得到带引文的摘录，degraded 为 true，并有提示",
        names,
        f"{len(every) - len(wrong)}/{len(every)}",
        wrong,
    )
    slowest = max(every, key=lambda one: one.seconds)
    late = [one.name for one in every if one.seconds > size.whole]
    figure = f"最长 {slowest.seconds:.1f} 秒（{slowest.name}）"
    yield _row(f"总共不超过 {ALL_SECONDS:.0f} 秒", f"{len(every)} 种故障，逐一计时", figure, late)
    slowest = max(unreachable, key=lambda one: one.seconds)
    late = [one.name for one in unreachable if one.seconds > size.connection]
    how = "、".join(one.name for one in unreachable)
    figure = f"最长 {slowest.seconds:.1f} 秒（{slowest.name}）"
    yield _row(f"连不上时 {CONNECTION_SECONDS:.0f} 秒内回答", how, figure, late)
    yield _retries(replies)
    yield _breaker(size)
    yield _together(size)
    leaks = [one.name for one in every if KEY in json.dumps(one.answer.as_json())]
    yield _row("答案里没有模型服务的密钥", f"{len(every)} 个回答", f"{len(leaks)} 次出现", leaks)


def _row(promise: str, how: str, figure: str, wrong: list[str]) -> Row:
    return Row(SECTION, promise, how, figure, not wrong, "；".join(wrong))


def _faults(size: Size) -> dict[str, Fault]:
    """Those of the tests; what waits between two bytes waits as long as the size says."""
    return {**FAULTS, "a byte now and then": _dripping(size.drop)}


def _dripping(seconds: float) -> Fault:
    def drips(peer: Peer) -> None:
        peer.send(STREAM)
        for byte in chunk(GOOD * 100).encode():
            peer.send(bytes([byte]))
            if peer.left.wait(seconds):
                return

    return drips


def _replied(name: str, fault: Fault, size: Size) -> Tried:
    server = FaultServer([fault])
    with server.running() as url:
        answer, seconds = _asked(OpenAIModel("m", url, KEY, deadlines=size.deadlines), size)
    return Tried(name, answer, seconds, len(server.requests))


def _unreachable(size: Size) -> Iterator[Tried]:
    for name, url in UNREACHABLE.items():
        with FaultServer([silent]).running() as running:
            place = url or running.replace("http:", "https:")
            model = OpenAIModel("m", place, KEY, deadlines=size.deadlines)
            yield Tried(name, *_asked(model, size), requests=0)


def _dropped(size: Size) -> Tried:
    with full_backlog() as url:
        model = OpenAIModel("m", url, KEY, deadlines=size.deadlines)
        return Tried("no answer to a connection", *_asked(model, size), requests=0)


def _asked(model: LanguageModel, size: Size) -> tuple[Answer, float]:
    with _asking(model, size) as ask:
        begun = time.monotonic()
        return ask(), time.monotonic() - begun


@contextmanager
def _asking(model: LanguageModel, size: Size) -> Iterator[Callable[[], Answer]]:
    with TemporaryDirectory() as folder:
        service = open_service(Path(folder), model, seconds=size.seconds)
        try:
            yield lambda: service.ask(Question(QUESTION, mode="llm"))
        finally:
            service.close()


def _retries(replies: list[Tried]) -> Row:
    keys = [one for one in replies if one.name in REFUSED_KEYS]
    wrong = [f"{one.name}：{one.requests} 次请求" for one in replies if not 1 <= one.requests <= 2]
    wrong += [f"{one.name}：{one.requests} 次请求" for one in keys if one.requests != 1]
    most = max(one.requests for one in replies)
    figure = f"至多 {most} 次请求；{'、'.join(f'{one.name} {one.requests} 次' for one in keys)}"
    how = f"{len(replies)} 种会应答的故障，数请求"
    return _row("至多重试一次，401、403 不重试", how, figure, wrong)


def _breaker(size: Size) -> Row:
    """The server refuses; after so many failures it is not asked any more."""
    asked = FAILURES + 3
    server = FaultServer([FAULTS["401"]])
    with server.running() as url:
        model = OpenAIModel("m", url, KEY, deadlines=size.deadlines)
        with _asking(model, size) as ask:
            answers = [ask() for _ in range(asked)]
    spared = sum("暂不使用" in answer.notices[0] for answer in answers)
    wrong = [] if len(server.requests) == FAILURES and spared == asked - FAILURES else ["断路"]
    figure = f"{asked} 个问题，{len(server.requests)} 次请求，{spared} 次不再等待"
    how = f"连续 {asked} 个问题，服务每次都拒绝"
    return _row(f"30 秒内失败 {FAILURES} 次后断开", how, figure, wrong)


def _together(size: Size) -> Row:
    """More questions at a time than calls may run; the rest are answered without the model."""
    most, crowd = Settings().llm_concurrency, Crowd()
    answers: list[Answer] = []
    with FaultServer([crowd]).running() as url:
        model = OpenAIModel("m", url, KEY, deadlines=PATIENT)
        with _asking(model, replace(size, seconds=20.0)) as ask:
            threads = [
                threading.Thread(target=lambda: answers.append(ask())) for _ in range(ASKERS)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    turned = sum("太多" in answer.notices[0] for answer in answers)
    right = crowd.most == most and turned == ASKERS - most and len(answers) == ASKERS
    figure = f"同时至多 {crowd.most} 个请求，{turned} 个问题改用摘录"
    how = f"{ASKERS} 个问题同时问，服务让人等着"
    return _row(f"同时至多 {most} 个请求", how, figure, [] if right else [figure])
