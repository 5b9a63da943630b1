"""Killing a process at every step that changes the disk, and looking at what is left.

``KILL_EVERY=1`` in the environment kills at every step instead of every other one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.errors import NotFound
from corpus.files import Disk
from corpus.library import Library
from tests.documents import Made, folder_in_memory, made, open_library, terms
from tests.qa.test_index import assert_true, synced

ROOT = Path(__file__).parents[1]
EVERY = int(os.environ.get("KILL_EVERY", "2"))
FIRST, SECOND = made(1, source="a.txt"), made(2, source="a.txt", chunks=4)
THIRD, FOURTH = made(3, chunks=20), made(4)
KNOWN = [FIRST, SECOND, THIRD, FOURTH]
STATES: list[list[Made]] = [
    [], [FIRST], [SECOND], [SECOND, THIRD], [SECOND, THIRD, FOURTH], [SECOND, FOURTH],
]  # fmt: skip
"""What the library holds after each acknowledged change of ``change``."""
NOTHING_LEFT = 3
"""Entries of an index folder in order: the manifest, the lock and one generation."""


class KillingDisk(Disk):
    """Kills the process at the given step; counts them all."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def reached(self, step: str) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def change(folder: Path, disk: Disk, acknowledge: Callable[[], object]) -> None:
    """Make a library and change it five times, with an index that follows."""
    library = open_library(folder, disk=disk)
    index_folder = folder / "index"
    for one in (FIRST, SECOND):
        one.put(library)
        acknowledge()
    synced(index_folder, library, disk=disk)
    THIRD.put(library)
    acknowledge()
    index = synced(index_folder, library, disk=disk)
    FOURTH.put(library)
    acknowledge()
    library.delete(THIRD.document.id)
    acknowledge()
    index.sync(library)


def look(folder: Path, acknowledged: int) -> None:
    """All that was acknowledged is there, nothing half is, searching finds it, and life goes on."""
    library = open_library(folder)
    assert library.check() == []
    there = {info.id for info in library.documents(100)[0]}
    states = [{one.document.id for one in state} for state in STATES]
    assert there in states[acknowledged : acknowledged + 2], (there, acknowledged)
    index = synced(folder / "index", library)
    for one in KNOWN:
        (assert_found if one.document.id in there else assert_gone)(library, index, one)
    made(50).put(library)
    index.sync(library)
    assert_true(index, library)
    assert_true(synced(folder / "index", library), library)
    assert len(list((folder / "index").iterdir())) == NOTHING_LEFT
    assert not list(folder.glob(".aside-*"))


def assert_found(library: Library, index, one: Made) -> None:  # type: ignore[no-untyped-def]
    assert library.document(one.document.id) == one.document
    assert library.data(one.document.id) == one.data
    assert [stored.chunk for stored in library.chunks_of(one.document.id)] == one.chunks
    for number, vector in enumerate(one.vectors):
        best = index.search(terms(one.chunks[number].text), vector, 1)[0]
        (found,) = library.chunks([best.chunk_id])
        assert (found.document_id, found.chunk.ordinal) == (one.document.id, number)


def assert_gone(library: Library, index, one: Made) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotFound):
        library.document(one.document.id)
    hits = index.search(terms(one.chunks[0].text), one.vectors[0], 99)
    stored = library.chunks([hit.chunk_id for hit in hits])
    assert len(stored) == len(hits)
    assert one.document.id not in {chunk.document_id for chunk in stored}


# The child: a process that has imported everything once and forks for each run.


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    signal: int
    acknowledged: int
    steps: int
    """Steps that were reached, when it was not killed."""
    error: str


def forked(work: Callable[[Callable[[], object]], int]) -> Ended:
    """Run ``work`` in a child; it gets what to call to acknowledge, and returns its steps."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            steps = work(lambda: os.write(writing, b"."))
            os.write(writing, json.dumps([steps, ""]).encode())
        except BaseException:
            os.write(writing, json.dumps([0, traceback.format_exc()[-3000:]]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    last = told.lstrip(".")
    steps, error = json.loads(last) if last else (0, "")
    return Ended(status & 0x7F, len(told) - len(last), steps, error)


def run_once(folder: Path, at: int) -> Ended:
    """Change a library until step ``at``."""

    def work(acknowledge: Callable[[], object]) -> int:
        disk = KillingDisk(at)
        change(folder, disk, acknowledge)
        return disk.steps

    return forked(work)


def look_once(folder: Path, acknowledged: int) -> Ended:
    return forked(lambda acknowledge: look(folder, acknowledged) or 0)


def serve() -> None:
    """Kill at step N for each N asked for on standard input, and tell how it was."""
    for line in sys.stdin:
        folder, at = json.loads(line)
        run = run_once(Path(folder), at)
        looked = look_once(Path(folder), run.acknowledged)
        print(json.dumps([run.signal, run.steps, run.error or looked.error]), flush=True)


def change_alone(folder: str) -> None:
    """For strace: the same without a kill of its own, acknowledging on standard output."""
    change(Path(folder), Disk(), lambda: os.write(1, b"."))


# The tests


@pytest.fixture
def scratch() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


def child(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", f"from tests.test_kill import *; {code}", *arguments]


def test_a_kill_at_any_step_loses_nothing_and_leaves_nothing_half(scratch: Path) -> None:
    """Commit, write, sync, link, rename, remove: at each of them, until a run completes."""
    server = subprocess.Popen(
        child("serve()"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin
    assert server.stdout
    at, killed, wrong = 1, 0, {}
    while True:
        server.stdin.write(json.dumps([str(scratch / f"at-{at}"), at]) + "\n")
        server.stdin.flush()
        ended, steps, error = json.loads(server.stdout.readline())
        shutil.rmtree(scratch / f"at-{at}", ignore_errors=True)
        if error:
            wrong[at] = error
        if ended != signal.SIGKILL:
            break
        killed += 1
        at += EVERY
    server.stdin.close()
    server.wait()
    assert wrong == {}
    assert steps < at <= steps + EVERY
    assert killed == -(-steps // EVERY) >= 10


EVERYTHING = (
    "pwrite64,write,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,"
    "unlink,unlinkat,mkdir"
)
PLACES = [
    *((EVERYTHING, at) for at in (1, 4, 10, 17, 30, 50, 80, 110, 140, 165)),
    *(("write", at) for at in (3, 9, 15)),
    *(("renameat", at) for at in (1, 4)),
    *(("rename", at) for at in (1, 2, 4)),
    ("link", 9),
    ("unlinkat", 12),
]
"""Calls and which of them kills, counted for each call and thread: SQLite's, ours, tantivy's."""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize(("calls", "at"), PLACES, ids=[f"{c[:9]}-{at}" for c, at in PLACES])
def test_a_kill_at_a_real_system_call_loses_nothing(scratch: Path, calls: str, at: int) -> None:
    """The same at the N-th call of the kernel that a thread makes."""
    traced = subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}",
         "-e", f"inject={calls}:signal=KILL:when={at}",
         *child("change_alone(sys.argv[1])", str(scratch / "data"))],
        cwd=ROOT, capture_output=True,
    )  # fmt: skip
    if b"ptrace" in traced.stderr.lower():
        pytest.skip("tracing is not allowed here")
    assert traced.returncode in (0, -signal.SIGKILL, 128 + signal.SIGKILL), traced.stderr
    look(scratch / "data", traced.stdout.count(b"."))
    if traced.returncode == 0:
        pytest.skip("the run makes fewer such calls here")
