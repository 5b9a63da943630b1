"""Many clients at once: no errors, waits that end in time, room for the probe."""

from __future__ import annotations

import statistics
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.library import Library
from tests.campaign import libraries
from tests.campaign.clients import LIVEZ, Call, Crowd, Plan, Record
from tests.campaign.row import Row
from tests.campaign.serving import Server, serving
from tests.llm.server import STREAM, FaultServer, Peer, whole

SECTION = "负载"
ASK_P99, LIVE_P99 = 1.5, 0.1
"""Seconds."""
MODEL_CALLS = 8
MEMORY_MIB = 1_500
PROBE_PAUSE = 0.05
MOVED = 0.03
"""Share of questions that may get another answer when the library grows by two fifths: how rare a
word is counts in every answer, and some questions could mean several documents."""
ROOM = {"WENJU_WAITING_ASKS": "200"}
"""For what tries the model's lane and not the queue before it."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a run is."""

    chunks: int | None
    """Of news; None: a few samples."""
    clients: int
    seconds: float
    added: int
    """Pages."""
    crowd: int
    crowd_seconds: float
    loaded: int | None
    """Chunks of the library whose memory is measured; None: the one that is there."""
    slack: float
    """What times are multiplied with before they are judged: short runs on busy machines prove
    that nothing fails, not how fast it is."""
    settings: dict[str, str] = field(default_factory=dict)


FULL = Size(10_000, 50, 600, 1_000, 500, 60, 31_000, slack=1)
REDUCED = Size(None, 8, 2, 3, 40, 2, None, slack=100, settings={"WENJU_WAITING_ASKS": "12"})


@dataclass(frozen=True, slots=True)
class Rush:
    """What came of clients that ask and a probe beside them."""

    asked: list[Record]
    probed: list[Record]

    @property
    def failures(self) -> int:
        return sum(one.status != 200 for one in (*self.asked, *self.probed))

    def figure(self) -> str:
        per_second = len(self.asked) / max(1e-9, span(self.asked))
        return (
            f"{len(self.asked)} 问，每秒 {per_second:.1f} 问，失败 {self.failures} 次，"
            f"p50 {p(self.asked, 50):.2f} 秒，p99 {p(self.asked, 99):.2f} 秒"
        )


def p(records: Sequence[Record], percent: int) -> float:
    """Percentile of the seconds that the answered ones took; infinite when none was answered."""
    times = [one.seconds for one in records if one.status in (200, 201)]
    if len(times) < 2:
        return times[0] if times else float("inf")
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def span(records: Sequence[Record]) -> float:
    """Seconds from the first request to the last answer."""
    return max(one.at + one.seconds for one in records) - min(one.at for one in records)


def rush(server: Server, calls: Sequence[Call], size: Size, seconds: float) -> Rush:
    asking = Crowd(Plan(server.port, calls, size.clients, seconds))
    probing = Crowd(Plan(server.port, [LIVEZ], 1, seconds, PROBE_PAUSE))
    return Rush(asking.records(), probing.records())


def rush_while(
    server: Server, calls: Sequence[Call], size: Size, work: Callable[[], object]
) -> Rush:
    """The same for as long as ``work`` takes, in stretches; its error is raised."""
    failed: list[BaseException] = []

    def worked() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=worked)
    thread.start()
    stretches = []
    while True:
        stretches.append(rush(server, calls, size, min(size.seconds, 20)))
        if not thread.is_alive():
            break
    thread.join()
    if failed:
        raise failed[0]
    asked = [one for stretch in stretches for one in stretch.asked]
    return Rush(asked, [one for stretch in stretches for one in stretch.probed])


def answers(records: Sequence[Record]) -> dict[int, set[str]]:
    """All that was said to each question."""
    said: dict[int, set[str]] = defaultdict(set)
    for one in records:
        if one.said:
            said[one.call].add(one.said)
    return said


def changed(before: Sequence[Record], after: Sequence[Record]) -> int:
    """Questions that got an answer after which they had not got before."""
    known = answers(before)
    return sum(bool(said - known.get(call, said)) for call, said in answers(after).items())


def rows(full: bool) -> Iterator[Row]:
    size = FULL if full else REDUCED
    with tempfile.TemporaryDirectory() as work:
        data = Path(work) / "data"
        calls = libraries.make(data, size.chunks)
        with serving(data, **size.settings) as server:
            yield from _under_load(server, data, calls, size)
            if size.loaded is None:
                yield _memory(server, data, calls, size)
        yield _model_lane(data, calls, size)
        if size.loaded is not None:
            large = Path(work) / "large"
            calls = libraries.make(large, size.loaded)
            with serving(large, **size.settings) as server:
                yield _memory(server, large, calls, size)


def _under_load(server: Server, data: Path, calls: Sequence[Call], size: Size) -> Iterator[Row]:
    Crowd(Plan(server.port, calls, 2)).records()  # all files read, all graphs warm
    quiet = rush(server, calls, size, size.seconds)
    yield from _steady(quiet, size)
    yield from _while_adding(server, calls, size, quiet)
    yield _while_rebuilding(server, data, calls, size)
    yield _crowd(server, calls, size)


def _steady(quiet: Rush, size: Size) -> Iterator[Row]:
    how = f"{size.clients} 个客户端连续提问 {size.seconds:g} 秒（摘录模式），答完就问下一句"
    several = sum(len(said) > 1 for said in answers(quiet.asked).values())
    yield Row(
        SECTION,
        f"{size.clients} 个客户端同时提问：不出错，p99 ≤ {ASK_P99} 秒",
        how,
        f"{quiet.figure()}；同一问题答案不一的 {several} 个",
        not quiet.failures and not several and p(quiet.asked, 99) <= ASK_P99 * size.slack,
        "p99 超过上限或有失败，见得数",
    )
    yield _live("提问高峰时 /livez p99 ≤ 100 毫秒", how, quiet, LIVE_P99 * size.slack)


def _live(promise: str, how: str, found: Rush, limit: float) -> Row:
    worst = max(one.seconds for one in found.probed)
    return Row(
        SECTION,
        promise,
        f"{how}；另一个进程每 {PROBE_PAUSE * 1e3:.0f} 毫秒探一次",
        f"{len(found.probed)} 次，p99 {p(found.probed, 99) * 1e3:.0f} 毫秒，"
        f"最久 {worst * 1e3:.0f} 毫秒",
        p(found.probed, 99) <= limit and all(one.status == 200 for one in found.probed),
        "超过上限，见得数",
    )


def _while_adding(server: Server, calls: Sequence[Call], size: Size, quiet: Rush) -> Iterator[Row]:
    added: list[Record] = []

    def add() -> None:
        plan = Plan(server.port, libraries.pages(range(size.added)), clients=2)
        added.extend(Crowd(plan).records())

    busy = rush_while(server, calls, size, add)
    how = f"同样的提问，同时经 HTTP 加入 {size.added} 页（每页约 {libraries.PAGE} 字）"
    created = sum(one.status == 201 for one in added)
    ratio = p(busy.asked, 99) / p(quiet.asked, 99)
    yield Row(
        SECTION,
        "加入资料期间提问：不出错，p99 不超过平时的 2 倍",
        how,
        f"{busy.figure()}，是平时的 {ratio:.2f} 倍；{created} 页用 {span(added):.0f} 秒加完，"
        f"一页 p99 {p(added, 99):.1f} 秒",
        not busy.failures and created == size.added and ratio <= 2 * size.slack,
        "比平时慢过 2 倍或有失败，见得数",
    )
    yield _live("加入资料期间 /livez p99 ≤ 200 毫秒", how, busy, 2 * LIVE_P99 * size.slack)
    moved, asked = changed(quiet.asked, busy.asked), len(answers(busy.asked))
    yield Row(
        SECTION,
        f"加入不相干的资料，{1 - MOVED:.0%} 以上的问题答案一字不变",
        f"{how}，页里说的与问题无关；比较答案、引文和拒答",
        f"{asked} 个问题，答案变了的 {moved} 个",
        moved <= MOVED * asked,
        "见得数",
    )


def _while_rebuilding(server: Server, data: Path, calls: Sequence[Call], size: Size) -> Row:
    Crowd(Plan(server.port, calls, 2)).records()
    before = Crowd(Plan(server.port, calls, 2)).records()
    found = rush_while(server, calls, size, lambda: libraries.wenju("rebuild", data=data))
    moved = changed(before, found.asked)
    return Row(
        SECTION,
        "重建索引期间答案不变、不出错",
        f"{size.clients} 个客户端提问，同时另一个进程运行 wenju rebuild",
        f"{found.figure()}；答案变了的 {moved} 个",
        not found.failures and not moved,
        "见得数",
    )


def _crowd(server: Server, calls: Sequence[Call], size: Size) -> Row:
    records = Crowd(Plan(server.port, calls, size.crowd, size.crowd_seconds)).records()
    counts = Counter(one.status for one in records)
    told = [one for one in records if one.status in (429, 503)]
    silent = sum(one.retry_after is None for one in told)
    figure = "，".join(f"{status}：{count} 次" for status, count in sorted(counts.items()))
    return Row(
        SECTION,
        f"{size.crowd} 个客户端同时来：只有 200、429、503，后两者都带 Retry-After",
        f"{size.crowd} 个客户端提问 {size.crowd_seconds:g} 秒，被拒的按 Retry-After 等候再来",
        f"{figure}；没带 Retry-After 的 {silent} 次；答出的 p99 {p(records, 99):.1f} 秒",
        set(counts) <= {200, 429, 503} and 200 in counts and bool(told) and not silent,
        "见得数",
    )


@dataclass
class Turnstile:
    """A model server that takes its time and counts who is inside."""

    inside: int = 0
    most: int = 0
    served: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, peer: Peer) -> None:
        with self._lock:
            self.inside += 1
            self.served += 1
            self.most = max(self.most, self.inside)
        peer.wait(0.4)
        with self._lock:
            self.inside -= 1
        peer.send(STREAM, whole())


def _model_lane(data: Path, calls: Sequence[Call], size: Size) -> Row:
    model = Turnstile()
    clients = 5 * MODEL_CALLS if size.slack == 1 else 2 * MODEL_CALLS
    seconds = min(size.seconds, 30)
    asked = [replace(one, body=one.body.replace('"extractive"', '"llm"')) for one in calls]
    with FaultServer([model]).running() as base:
        settings = {"WENJU_LLM_BASE_URL": base, "WENJU_LLM_MODEL": "turnstile", **ROOM}
        with serving(data, **size.settings | settings) as server:
            records = Crowd(Plan(server.port, asked, clients, seconds)).records()
    failures = sum(one.status != 200 for one in records)
    return Row(
        SECTION,
        f"语言模型同时最多 {MODEL_CALLS} 个调用",
        f"{clients} 个客户端用语言模型提问 {seconds:g} 秒，模型每次想 0.4 秒，数同时在里面的",
        f"{len(records)} 问，失败 {failures} 次，调用 {model.served} 次，同时最多 {model.most} 个",
        1 < model.most <= MODEL_CALLS and not failures,
        "见得数",
    )


def _memory(server: Server, data: Path, calls: Sequence[Call], size: Size) -> Row:
    rush(server, calls, size, min(size.seconds / 2, 30))
    Crowd(Plan(server.port, libraries.pages(range(3), version=2), 1)).records()
    characters, peak = _characters(data), server.peak_mib()
    return Row(
        SECTION,
        "一万页资料，内存低于 1.5 GB",
        f"{characters // libraries.PAGE} 页（{characters:,} 字）的资料库，"
        f"{size.clients} 个客户端提问，再加入几页",
        f"常驻内存峰值 {peak:.0f} MiB",
        peak <= MEMORY_MIB and (size.loaded is None or characters >= 10_000 * libraries.PAGE),
        "见得数",
    )


def _characters(data: Path) -> int:
    embedder = Library.embedder_of(data)
    assert embedder
    library = Library.open(data, *embedder)
    try:
        total, cursor = 0, None
        while True:
            infos, cursor = library.documents(1000, cursor)
            total += sum(info.characters for info in infos)
            if cursor is None:
                return total
    finally:
        library.close()
