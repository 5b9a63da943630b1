"""What was acknowledged stays: kills, full disks, backups, two processes, a clock that jumps."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from qa.answer import Question
from qa.service import Service
from tests.campaign.disks import LEFT, full_disk
from tests.campaign.ground import Page, Told, open_service, run, sources
from tests.campaign.kills import ROOT, applied, server
from tests.campaign.row import Row
from tests.campaign.running import Running, acknowledgements
from tests.documents import folder_in_memory
from tests.qa.test_service import open_service as light_service

SECTION = "存储"


def rows(full: bool) -> Iterator[Row]:
    """At full size 200 kills and each call of the kernel, else a few of each."""
    with folder_in_memory() as folder:
        yield from kills(folder, 200 if full else 8, every=1 if full else 40)
        yield acknowledged(folder / "acknowledged", 12 if full else 3)
        for lying in (False, True):
            yield full_disk(folder, LEFT if full else LEFT[2::5], lying=lying)
        yield backups(folder / "backups", 5 if full else 1)
        yield together(folder / "together")
        yield clock_jumps(folder)


# Kills


def kills(folder: Path, runs: int, every: int) -> Iterator[Row]:
    """Random kills of one library that lives through all of them, then kills at chosen calls."""
    with server() as order:
        yield _random_kills(order, folder / "random", runs)
        if shutil.which("strace"):
            yield _kills_at_calls(order, folder, every)


def _random_kills(order: Any, folder: Path, runs: int) -> Row:
    chance = random.Random(1949)  # noqa: S311  # a sample, no secret
    state: list[list[int]] = []
    kinds: Counter[str] = Counter()
    wrong, torn = [], 0
    for seed in range(runs):
        delay = chance.random() * 0.15
        ended = order(kind="random", folder=str(folder), seed=seed, state=state, delay=delay)
        if "error" in ended:
            wrong.append(f"第 {seed} 次：{ended['error'][-200:]}")
            break
        state = ended["state"]
        kinds.update(ended["kinds"])
        torn += ended["torn"]
    names = {"add": "添加", "replace": "替换", "delete": "删除", "compact": "压缩"}
    told = "、".join(f"{names[kind]} {number}" for kind, number in sorted(kinds.items()))
    return Row(
        SECTION,
        "确认过的改动经得起 kill -9：不丢、不半、删掉的不回来",
        f"同一个资料库随机 kill -9 {runs} 次，其间不断添加、替换、删除、压缩",
        f"开始的操作：{told}；其中 {torn} 次死在操作中途；每次重开后体检、逐份核对、检索都对",
        not wrong,
        _line(wrong),
    )


def _kills_at_calls(order: Any, folder: Path, every: int) -> Row:
    state = dict.fromkeys(range(9), 0)
    with closing(light_service(folder / "base")) as service:
        for number in state:
            service.add(Page(number).data, Page(number).source)
            service.sync()
    wrong, figures = [], []
    changes = {"添加": ("add", 12, 0), "删除": ("delete", 4, 0), "压缩": ("compact", 0, 0)}
    for name, change in changes.items():
        killed = 0
        for at in count(1, every):
            ended = order(
                kind="call", folder=str(folder / f"at-{at}"), base=str(folder / "base"),
                state=sorted(state.items()), change=change, at=at,
            )  # fmt: skip
            if "error" in ended:
                wrong.append(f"{name}第 {at} 个调用：{ended['error'][-200:]}")
            if not ended.get("killed"):
                break
            killed += 1
        figures.append(f"{name} {killed} 处")
        if name == "删除":
            state = applied(state, change)
            with closing(light_service(folder / "base")) as service:
                service.delete(sources(service)[Page(4).source])
    step = "每个" if every == 1 else f"每第 {every} 个"
    return Row(
        SECTION,
        "在任何一个改动磁盘的系统调用处 kill -9 都不丢、不半",
        f"strace 在一次添加、一次删除、一次压缩的{step}写、同步、改名、链接、删除调用处杀死进程"
        "（按线程计数），直到整个操作做完",
        "，".join(figures) + "；重开后都完好",
        not wrong,
        _line(wrong),
    )


# Acknowledging


def acknowledged(folder: Path, changes: int) -> Row:
    """The reply of a running server against the syncs of the log, by strace."""
    promise = "先落盘，后确认：服务的答复发出之前，日志已经 fsync"
    if not shutil.which("strace"):
        return Row(SECTION, promise, "strace 不可用，没有试", "—", False, "没有 strace")
    with Running(folder) as running:
        running.upload(Page(0))
        with running.traced() as log:
            for number in range(1, changes + 1):
                running.upload(Page(number))
                running.feedback(f"意见 {number}")
            for number in range(1, changes + 1):
                running.delete(Page(number))
        replies, early = acknowledgements(log.read_text("utf-8", "replace"))
    return Row(
        SECTION,
        promise,
        f"strace 跟踪运行中的服务：上传、反馈、删除各 {changes} 次",
        f"{replies} 个答复之前都有新的 fsync，{early} 个在前",
        early == 0 and replies >= 3 * changes,
    )


# Backups


def backups(folder: Path, times: int) -> Row:
    """Backups by the command line of a library that a server is adding to all the while."""
    pages = [Page(number) for number in range(100)]
    wrong: list[str] = []
    held: list[int] = []
    stop = threading.Event()
    with Running(folder / "data") as running:
        for page in pages[:8]:
            running.upload(page)

        def adding() -> None:
            for page in pages[8:]:
                if stop.is_set():
                    return
                running.upload(page)

        thread = threading.Thread(target=adding)
        thread.start()
        for number in range(times):
            target = folder / f"backup-{number}"
            code, _, err = run("backup", str(target), "--data", str(folder / "data"))
            if code:
                wrong.append(err)
        stop.set()
        thread.join()
        run("backup", str(folder / "last"), "--data", str(folder / "data"))
    with closing(open_service(folder / "data")) as service:
        final = sources(service)
        there = [page for page in pages if page.source in final]
        answers = dict(zip(there, _answers(service, there), strict=True))
    for name in [*(f"backup-{number}" for number in range(times)), "last"]:
        restored = folder / f"restored-{name}"
        code, _, err = run("restore", str(folder / name), "--data", str(restored))
        if code:
            wrong.append(err)
            continue
        held.append(_compare(restored, final, answers, whole=name == "last", wrong=wrong))
    return Row(
        SECTION,
        "在线备份，恢复到空文件夹后答案相同",
        f"服务不断添加文档时备份 {times} 次，停下后再备份 1 次，都恢复到空文件夹并逐题比较",
        f"各份备份有 {'、'.join(map(str, held))} 份文档；答案、引文、编号都与原库相同",
        not wrong,
        _line(wrong),
    )


def _answers(service: Service, pages: list[Page]) -> list[tuple[Told, list[str]]]:
    """What is told, and the documents of the passages."""
    found = []
    for page in pages:
        answer = service.ask(Question(page.question))
        found.append((Told.of(answer), [one.document_id for one in answer.passages]))
    return found


def _compare(
    folder: Path, final: dict[str, str], answers: dict[Page, Any], *, whole: bool, wrong: list[str]
) -> int:
    with closing(open_service(folder)) as service:
        there = sources(service)
        pages = [page for page in answers if page.source in there]
        found = dict(zip(pages, _answers(service, pages), strict=True))
    if list(there.items()) != list(final.items())[: len(there)] or (whole and there != final):
        wrong.append(f"{folder.name} 的文档不对")
    for page, (told, passages) in found.items():
        if told != answers[page][0] or (whole and passages != answers[page][1]):
            wrong.append(f"{folder.name} 的答案变了：{page.question}")
    return len(there)


# Two processes


def together(folder: Path) -> Row:
    """Two servers and the command line on one folder."""
    wrong = []
    page, other, third = Page(1), Page(2), folder / "第三.md"
    with Running(folder / "data") as first, Running(folder / "data") as second:
        first.upload(page)
        if page.figure not in second.ask(page):
            wrong.append("第二个服务看不到第一个添加的文档")
        second.upload(other)
        second.delete(page)
        if page.figure in first.ask(page) or other.figure not in first.ask(other):
            wrong.append("第一个服务看不到第二个的改动")
        third.write_bytes(Page(3).data)
        run("add", str(third), "--data", str(folder / "data"))
        if not all(Page(3).figure in one.ask(Page(3)) for one in (first, second)):
            wrong.append("服务看不到命令行添加的文档")
        for arguments in (["serve", "--port", str(first.port)], ["repair"]):
            code, out, err = run(*arguments, "--data", str(folder / "data"))
            if code != 1 or out or not err.startswith("错误：") or err.count("\n") != 1:
                wrong.append(f"{arguments[0]}：{code} {out} {err}")
    return Row(
        SECTION,
        "两个进程共用一个数据目录：互相看得到对方的改动；同一端口或修复时只得到一行说明",
        "两个服务加命令行同时使用一个目录，交叉添加、删除、提问；再用同一端口启动、运行中修复",
        "每个改动另一方的下一次提问就看到；两种冲突各一行说明",
        not wrong,
        _line(wrong),
    )


# Clocks


YEARS = ("0", "-40", "25", "-3", "60", "0.001", "-56")


def clock_jumps(folder: Path) -> Row:
    """The same changes under a steady clock and under one that jumps."""
    steady = _under_clock(folder / "steady", ["0"] * len(YEARS))
    jumping = _under_clock(folder / "jumping", list(YEARS))
    stamps, same = jumping.pop("stamps"), steady.pop("stamps")
    kept = steady == jumping and bool(jumping["breaker"]) and stamps != same
    return Row(
        SECTION,
        "时钟跳变：次序、编号、答案、反馈记录和熔断都不受影响",
        f"每添加一份文档，系统时钟就跳到偏离 {'、'.join(YEARS)} 年处；与时钟正常时逐项比较",
        f"登记的年份为 {'、'.join(stamps)}；次序、编号、答案、替换、反馈次序全同，熔断按单调时钟",
        kept,
        "" if kept else f"{steady} ≠ {jumping}"[:300].replace("|", "/"),
    )


def _under_clock(folder: Path, years: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaign.clock", str(folder), *years],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout or "{}") or {"stamps": [], "breaker": False}
    return told if told["stamps"] else {**told, "error": done.stderr[-300:]}


def _line(wrong: list[str]) -> str:
    return "；".join(wrong)[:600].replace("\n", " ").replace("|", "/")
