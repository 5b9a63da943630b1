"""Threads and processes that use one library at the same time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.documents import made, open_library

ROOT = Path(__file__).parents[2]
ADD = """
import sys
from pathlib import Path
from tests.documents import made, open_library
library = open_library(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    print(made(number).put(library).created, flush=True)
"""
COUNT = """
import sys
from pathlib import Path
from tests.documents import open_library
library = open_library(Path(sys.argv[1]))
print(library.count()[0], library.check())
"""


def start(folder: Path, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ADD, str(folder), str(first), str(last)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_make_and_fill_one_library(tmp_path: Path) -> None:
    """Started at once on a folder that is not there yet, both succeed, and shared bytes go in
    once."""
    folder = tmp_path / "data"
    adders = [start(folder, 0, 30), start(folder, 20, 50)]
    created = [line for adder in adders for line in adder.communicate()[0].split()]
    assert [adder.returncode for adder in adders] == [0, 0]
    library = open_library(folder)
    assert (created.count("True"), created.count("False")) == (50, 10)
    assert library.count() == (50, 150)
    assert library.check() == []


def test_a_reader_sees_what_another_process_adds(tmp_path: Path) -> None:
    """The generation grows, and the changes name exactly the new document."""
    library = open_library(tmp_path)
    before = library.changes(0)
    assert start(tmp_path, 7, 8).wait() == 0
    changes = library.changes(before.generation, before.token)
    assert library.generation() > before.generation
    assert [batch.document_ids[0] for batch in changes.added] == [made(7).document.id]


def test_a_library_in_use_keeps_its_log_when_another_process_leaves(tmp_path: Path) -> None:
    """Opening a further connection must not give up this process's locks: who leaves last removes
    the log, and what is written to a removed log is lost."""
    library = open_library(tmp_path)
    made(1).put(library)
    with library._database.snapshot(), library._database.snapshot():  # a second connection
        pass
    assert start(tmp_path, 2, 3).wait() == 0
    assert (tmp_path / "library.db-wal").stat().st_nlink == 1
    made(3).put(library)
    told = subprocess.run(
        [sys.executable, "-c", COUNT, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert told.stdout.split() == ["3", "[]"], told.stderr


def test_threads_share_a_library(tmp_path: Path) -> None:
    """Eight threads that add, delete and read never trip over each other."""
    library = open_library(tmp_path)

    def work(number: int) -> bool:
        one = made(number)
        one.put(library)
        same = library.document(one.document.id) == one.document
        library.generation()
        return same and (number % 2 == 0 or library.delete(one.document.id))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))
    assert library.count() == (32, 96)
    assert library.check() == []


def test_what_two_states_differ_in_is_what_changes_say(tmp_path: Path) -> None:
    """Following the changes step by step gives the chunks that the library holds, however they
    came about."""
    library = open_library(tmp_path)
    held: set[int] = set()
    at, token = 0, None
    steps: list[Callable[[], object]] = [
        lambda: made(1).put(library),
        lambda: made(2, source="公告1.txt").put(library),
        lambda: [made(n).put(library) for n in range(3, 9)],
        lambda: library.delete(made(4).document.id),
        lambda: [library.delete(made(n).document.id) for n in (3, 5, 77)],
        lambda: None,
        lambda: (made(4).put(library), library.delete(made(4).document.id)),
    ]
    for step in steps:
        step()
        changes = library.changes(at, token)
        held -= set(changes.deleted.tolist())
        held |= {int(i) for batch in changes.added for i in batch.ids}
        at, token = changes.generation, changes.token
        documents = [info.id for info in library.documents(100)[0]]
        assert held == set(library.chunk_ids(documents).tolist())
        assert len(held) == changes.chunks
