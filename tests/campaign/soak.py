"""Mixed work for an hour: nothing grows, nothing fails, answers stay what they were."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaign import libraries
from tests.campaign.clients import Call, Client, upload
from tests.campaign.load import ASK_P99
from tests.campaign.row import Row
from tests.campaign.serving import Server, serving

SECTION = "长时间运行"
SEED = 7
WELLS = 40
"""Documents that come, change and go."""
FILES_SLACK = 8
"""Open files more or less than at the start: kept connections to the library."""
MOVED = 0.01
"""Share of questions whose answer may turn on how rare a word is in the library just now."""
REFUSED = {400, 404, 413, 415, 422}
"""What hostile requests may get."""


@dataclass(frozen=True, slots=True)
class Size:
    chunks: int | None
    seconds: float
    settling: float
    """Seconds at the beginning that do not count for the slope."""
    every: float
    """Seconds between two looks at the process."""
    growth: float
    """MiB an hour that the settled process may grow; a short run sees it fill its caches."""
    slack: float


FULL = Size(10_000, 3_600, 600, 60, growth=60, slack=1)
REDUCED = Size(None, 5, 1, 0.5, growth=300_000, slack=20)


@dataclass(frozen=True, slots=True)
class Look:
    """The process at one moment."""

    at: float
    """Seconds since the start."""
    memory: float
    """MiB."""
    files: int
    threads: int
    p99: float
    """Seconds, of the questions since the look before."""


HOSTILE: tuple[Call, ...] = (
    Call("POST", "/api/v1/ask", "{"),
    Call("POST", "/api/v1/ask", '{"question": "   "}'),
    Call("POST", "/api/v1/ask", '{"question": "\\ud800"}'),
    Call("POST", "/api/v1/ask", '{"question": "' + "长" * 9_000 + '"}'),
    Call("POST", "/api/v1/ask", '{"question": "多少", "top_k": 1000000000}'),
    Call("POST", "/api/v1/ask", "[" * 5_000),
    Call("GET", "/api/v1/documents/..%2f..%2fetc%2fpasswd"),
    Call("GET", "/api/v1/documents?cursor=%00"),
    Call("DELETE", "/api/v1/documents/doc_0000000000000000"),
    upload("empty.txt", ""),
    upload("really.exe", "MZ\x00\x01"),
    upload("false.pdf", "no pdf at all"),
)


@dataclass
class Work:
    """What the hour consists of, one step at a time."""

    server: Server
    calls: Sequence[Call]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    said: dict[int, str] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    ids: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._client = Client(self.server.port)
        self._version = 1

    def step(self) -> None:
        """One request; most are questions."""
        kinds: list[Callable[[], None]] = [self.ask, self.add, self.delete, self.list, self.hostile]
        self.chance.choices(kinds, weights=(70, 9, 5, 6, 10))[0]()

    def ask(self) -> None:
        number = self.chance.randrange(len(self.calls))
        record, _ = self._client.send(self.calls[number])
        self._expect("问", record.status, {200})
        self.took.append(record.seconds)
        if self.said.setdefault(number, record.said) != record.said:
            self.moved.add(number)

    def add(self) -> None:
        """A new page, or a new version of one that is there."""
        well = self.chance.randrange(WELLS)
        self._version += 1
        (call,) = libraries.pages([well], self._version)
        record, told = self._client.send(call)
        self._expect("换" if well in self.ids else "加", record.status, {201})
        if told and "id" in told:
            self.ids[well] = told["id"]

    def delete(self) -> None:
        if self.ids:
            well = self.chance.choice(sorted(self.ids))
            record, _ = self._client.send(Call("DELETE", f"/api/v1/documents/{self.ids.pop(well)}"))
            self._expect("删", record.status, {204})

    def list(self) -> None:
        record, told = self._client.send(Call("GET", "/api/v1/documents?limit=1000"))
        self._expect("列", record.status, {200})
        there = {one["id"] for one in told["documents"]} if told else set()
        if not told or (told["next"] is None and not set(self.ids.values()) <= there):
            self.wrong.append("列表里缺文档")

    def hostile(self) -> None:
        record, _ = self._client.send(self.chance.choice(HOSTILE))
        self._expect("坏请求", record.status, REFUSED)

    def _expect(self, kind: str, status: int, allowed: set[int]) -> None:
        self.statuses[kind] += 1
        if status not in allowed:
            self.wrong.append(f"{kind} {status}")

    def close(self) -> None:
        self._client.close()


def rows(full: bool) -> Iterator[Row]:
    size = FULL if full else REDUCED
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        calls = libraries.make(data, size.chunks)
        with serving(data) as server:
            work = Work(server, calls)
            looks = worked(work, size)
            work.close()
    yield from _told(work, looks, size)


def worked(work: Work, size: Size) -> list[Look]:
    """Works for ``size.seconds`` and looks at the process on the way."""
    begun, looks = time.monotonic(), []
    while (now := time.monotonic() - begun) < size.seconds:
        since, due = len(work.took), now + size.every
        while time.monotonic() - begun < due:
            work.step()
        looks.append(_look(work.server, time.monotonic() - begun, work.took[since:]))
    return looks


def _look(server: Server, at: float, took: Sequence[float]) -> Look:
    cuts = statistics.quantiles(took, n=100, method="inclusive") if len(took) > 1 else [0.0] * 99
    return Look(at, server.memory_mib(), server.open_files(), server.threads(), cuts[98])


def slope(looks: Sequence[Look]) -> float:
    """MiB an hour, by least squares; 0 for fewer than two looks."""
    if len(looks) < 2:
        return 0.0
    line = statistics.linear_regression([one.at / 3600 for one in looks], [o.memory for o in looks])
    return line.slope


def grows(counts: Sequence[int]) -> bool:
    """What leaks is there at every look; threads that merge the index come and go between two."""
    half = len(counts) // 2
    return min(counts[half:]) > min(counts[: half or 1]) + FILES_SLACK


def _told(work: Work, looks: Sequence[Look], size: Size) -> Iterator[Row]:
    settled = [one for one in looks if one.at >= size.settling] or list(looks)
    counts = "，".join(f"{kind} {count}" for kind, count in sorted(work.statuses.items()))
    how = f"{size.seconds / 60:.3g} 分钟混合操作（{counts}）"
    wrong = "；".join(f"{kind}：{count}" for kind, count in Counter(work.wrong).most_common(5))
    yield Row(
        SECTION,
        "长时间混合操作不出错",
        how,
        f"{work.statuses.total()} 次，不该有的结果 {len(work.wrong)} 次{wrong and '：'}{wrong}",
        not work.wrong,
        "见得数",
    )
    growth = slope(settled)
    memory = [one.memory for one in looks]
    yield Row(
        SECTION,
        f"内存不增长：稳定后每小时不多于 {size.growth:g} MiB",
        f"每 {size.every:g} 秒看一次，前 {size.settling:g} 秒不计",
        f"每小时 {growth:+.1f} MiB，{min(memory):.0f}–{max(memory):.0f} MiB",
        growth <= size.growth,
        "一小时内没有停下；是缓存在填满还是泄漏，还没有查明",
    )
    files, threads = [one.files for one in settled], [one.threads for one in settled]
    yield Row(
        SECTION,
        "打开的文件和线程不增长",
        f"每 {size.every:g} 秒看一次，前 {size.settling:g} 秒不计",
        f"文件 {min(files)}–{max(files)} 个，线程 {min(threads)}–{max(threads)} 个",
        max(files[len(files) // 2 :]) <= min(files) + FILES_SLACK and not grows(threads),
        "见得数",
    )
    worst = max(one.p99 for one in settled)
    yield Row(
        SECTION,
        "每分钟的 p99 一直不超过上限",
        f"一个客户端，每 {size.every:g} 秒算一次提问的 p99",
        f"最好 {min(one.p99 for one in settled):.2f} 秒，最差 {worst:.2f} 秒",
        worst <= ASK_P99 * size.slack,
        "见得数",
    )
    yield Row(
        SECTION,
        f"同一问题的答案一直不变，{MOVED:.0%} 的含混问题除外",
        f"{len(work.said)} 个问题反复问，其间加入、替换、删除不相干的资料",
        f"答案变过的 {len(work.moved)} 个",
        len(work.moved) <= MOVED * len(work.said),
        "见得数",
    )
