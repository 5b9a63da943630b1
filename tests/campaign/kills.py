"""Killing a process that adds, replaces, deletes and compacts, and looking at what is left.

``python -m tests.campaign.kills`` serves orders, a JSON line each: a process without threads,
which has imported everything and forks for each run.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import NotFound
from qa.answer import Question
from qa.service import Service
from tests.campaign.ground import Page
from tests.qa.test_service import open_service

ROOT = Path(__file__).parents[2]
State = dict[int, int]
"""Edition by number of the pages that are in the library."""
Operation = tuple[str, int, int]
"""What is done, to which page, in which edition."""
MOST = 12
TWINLESS = 16
"""Pages below this number have no goods and no name of a town in common."""
CALLS = (
    "pwrite64,write,writev,pwritev,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,"
    "link,linkat,unlink,unlinkat,mkdir,mkdirat"
)
_PATIENCE = 60.0


def operation(chance: random.Random, state: State) -> Operation:
    """A change that is possible in ``state``."""
    free = [number for number in range(TWINLESS) if number not in state]
    kinds = ["add"] * 4 * (len(state) < MOST) + ["replace", "delete"] * 2 * bool(state)
    kind = chance.choice([*kinds, "compact"])
    number = chance.choice(free if kind == "add" else sorted(state) or [0])
    return kind, number, state.get(number, -1) + 1


def applied(state: State, change: Operation) -> State:
    kind, number, version = change
    if kind == "compact":
        return state
    rest = {key: value for key, value in state.items() if key != number}
    return rest if kind == "delete" else {**rest, number: version}


def perform(service: Service, state: State, change: Operation, done: Callable[[], object]) -> None:
    """``done`` is called as soon as the service has acknowledged."""
    kind, number, version = change
    page = Page(number, version)
    if kind == "compact":
        service._library._database.vacuum()
        service.rebuild(False)
    elif kind == "delete":
        ids = {info.source: info.id for info in service.documents(100, None)[0]}
        service.delete(ids[page.source])
    else:
        service.add(page.data, page.source)
    done()
    service.sync()


def work(folder: Path, seed: int, state: State, tell: Callable[[Any], object]) -> None:
    """Change the library for ever."""
    chance = random.Random(seed)  # noqa: S311  # a sample, no secret
    with closing(open_service(folder)) as service:
        while True:
            change = operation(chance, state)
            tell(["begin", change])
            perform(service, state, change, lambda: tell(["done"]))
            state = applied(state, change)


def look(folder: Path, states: list[State]) -> State:
    """The state the library is in, which is one of these, whole, found, and ready for more."""
    with closing(open_service(folder)) as service:
        assert service._library.check() == []
        there = {info.source: info.id for info in service.documents(100, None)[0]}
        held = [state for state in states if _pages(state).keys() == there.keys()]
        held = [
            s
            for s in held
            if all(service.original(there[n]) == p.data for n, p in _pages(s).items())
        ]
        assert held, (states, there)
        for page in _pages(held[0]).values():
            found = service.search(Question(page.question))
            assert found[0].document_id == there[page.source], (page, there, found)
            assert page.figure in service.document(found[0].document_id).text
            assert {one.document_id for one in found} <= set(there.values())
        extra = Page(200)
        service.add(extra.data, extra.source)
        assert any(extra.figure in one.text for one in service.search(Question(extra.question)))
        service.delete({i.source: i.id for i in service.documents(100, None)[0]}[extra.source])
        for found_one in service.search(Question(extra.question)):
            try:
                service.info(found_one.document_id)
            except NotFound as error:
                raise AssertionError("deleted, but found") from error
        return held[0]


def _pages(state: State) -> dict[str, Page]:
    pages = (Page(number, version) for number, version in state.items())
    return {page.source: page for page in pages}


# The process that forks


class Child:
    """A fork that tells lines; nothing of ours runs in it afterwards."""

    def __init__(self, run: Callable[[Callable[[Any], object]], object]) -> None:
        self.reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            try:
                run(lambda line: os.write(writing, json.dumps(line).encode() + b"\n"))
            except BaseException:
                os.write(writing, json.dumps(["error", traceback.format_exc()]).encode() + b"\n")
            finally:
                os._exit(0)
        os.close(writing)

    def wait(self, seconds: float = _PATIENCE) -> None:
        """Until it tells something or ends."""
        select.select([self.reading], [], [], seconds)

    def end(self) -> tuple[list[Any], bool]:
        """All it told, and whether it was killed."""
        with os.fdopen(self.reading, "rb") as pipe:
            told = [json.loads(line) for line in pipe.read().splitlines() if line.endswith(b"]")]
        _, status = os.waitpid(self.pid, 0)
        return told, os.WIFSIGNALED(status)


def outcome(told: list[Any], state: State) -> list[State]:
    """The states that are allowed after what was told."""
    pending = state
    for line in told:
        if line[0] == "begin":
            pending = applied(state, tuple(line[1]))
        elif line[0] == "done":
            state = pending
        else:
            raise AssertionError(line[1])
    return [state] if pending == state else [state, pending]


def seen(folder: Path, states: list[State]) -> State:
    child = Child(lambda tell: tell(["state", sorted(look(folder, states).items())]))
    (line,), _ = child.end()
    assert line[0] == "state", line[1]
    return dict(line[1])


def at_random(order: dict[str, Any]) -> dict[str, Any]:
    """Kill after a while; the state goes on into the next order."""
    folder, state = Path(order["folder"]), dict(order["state"])
    child = Child(lambda tell: work(folder, order["seed"], state, tell))
    child.wait()
    time.sleep(order["delay"])
    os.kill(child.pid, signal.SIGKILL)
    told, _ = child.end()
    held = seen(folder, outcome(told, state))
    kinds = [line[1][0] for line in told if line[0] == "begin"]
    return {"state": sorted(held.items()), "kinds": kinds, "torn": told[-1:] != [["done"]]}


def at_call(order: dict[str, Any]) -> dict[str, Any]:
    """Kill at the N-th call that changes the disk of one change, by strace."""
    folder, state, change = Path(order["folder"]), dict(order["state"]), tuple(order["change"])
    shutil.copytree(order["base"], folder)
    waiting, release = os.pipe()

    def one(tell: Callable[[Any], object]) -> None:
        service = open_service(folder)
        service.sync()
        tell(["ready"])
        os.read(waiting, 1)
        tell(["begin", change])
        perform(service, state, change, lambda: tell(["done"]))

    child = Child(one)
    child.wait()
    strace = _attached(child.pid, order["at"])
    os.write(release, b".")
    told, killed = child.end()
    strace.wait()
    for end in (waiting, release):
        os.close(end)
    states = outcome(told[1:], state) if len(told) > 1 else [state]
    seen(
        folder,
        [*states, *([applied(state, change)] if len(states) == 1 and states[0] == state else [])],
    )
    shutil.rmtree(folder)
    return {"killed": killed}


def _attached(pid: int, at: int) -> subprocess.Popen[bytes]:
    strace = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(pid), "-e", f"trace={CALLS}",
         "-e", f"inject={CALLS}:signal=KILL:when={at}"],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    status = Path(f"/proc/{pid}/status")
    while "TracerPid:\t0\n" in status.read_text():
        if strace.poll() is not None:
            raise AssertionError("tracing is not allowed here")
        time.sleep(0.002)
    return strace


ORDERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "random": at_random,
    "call": at_call,
}


def serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = ORDERS[order["kind"]](order)
        except BaseException:
            answer = {"error": traceback.format_exc()[-3000:]}
        print(json.dumps(answer), flush=True)


@contextmanager
def server() -> Iterator[Callable[..., dict[str, Any]]]:
    """What takes an order and gives its answer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.campaign.kills"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout

    def order(**wanted: Any) -> dict[str, Any]:
        process.stdin.write(json.dumps(wanted) + "\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        return json.loads(process.stdout.readline())  # type: ignore[union-attr,no-any-return]

    try:
        yield order
    finally:
        process.stdin.close()
        process.wait()


if __name__ == "__main__":
    serve()
