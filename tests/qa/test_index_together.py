"""Searching while another thread or process changes the index."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.rows import Changes
from qa.index import EmbeddedIndex, Hit
from tests.documents import folder_in_memory, made, open_library, terms
from tests.qa.test_index import QUESTION, VECTOR, assert_true, open_index, synced

ROOT = Path(__file__).parents[2]
ADD_AND_SYNC = """
import sys
from pathlib import Path
from tests.documents import folder_in_memory, made, open_library
from tests.qa.test_index import open_index
data = Path(sys.argv[1])
library, index = open_library(data), open_index(data / "index")
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    made(number).put(library)
    index.sync(library)
"""


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


def start(data: Path, first: int, last: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", ADD_AND_SYNC, str(data), str(first), str(last)]
    return subprocess.Popen(command, cwd=ROOT)


def test_every_search_sees_one_whole_state(tmp_path: Path) -> None:
    """While documents come and go, each result is exactly that of one generation between the
    begin and the end of the search."""
    library = open_library(tmp_path / "data")
    for number in range(10):
        made(number, chunks=20).put(library)
    index = synced(tmp_path / "index", library)
    true: dict[int, list[Hit]] = {index.generation: index.search(QUESTION, VECTOR, 9)}
    seen: list[tuple[int, list[Hit], int]] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            before = index.generation
            hits = index.search(QUESTION, VECTOR, 9)
            seen.append((before, hits, index.generation))

    with ThreadPoolExecutor(4) as pool:
        searches = [pool.submit(search) for _ in range(4)]
        try:
            for number in range(12):
                made(100 + number, chunks=20).put(library)
                library.delete(made(number, chunks=20).document.id)
                index.sync(library)
                assert_true(index, library)
                true[index.generation] = index.search(QUESTION, VECTOR, 9)
        finally:
            done.set()
        for finished in searches:
            finished.result()
    assert len({generation for generation, _, _ in seen}) > 3
    for before, hits, after in seen:
        assert hits in [
            found for generation, found in true.items() if before <= generation <= after
        ]


def test_threads_that_sync_at_once_agree(tmp_path: Path) -> None:
    """However many ask for it, one builds and all see the result."""
    library = open_library(tmp_path / "data")
    made(1).put(library)
    index = open_index(tmp_path / "index")

    def ask(number: int) -> int:
        made(number).put(library)
        index.sync(library)
        hits = index.search([], made(number).vectors[0], 1)
        return library.chunks([hits[0].chunk_id])[0].document_id == made(number).document.id

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(ask, range(2, 20)))
    assert_true(index, library)


def test_two_processes_add_and_index_at_once(tmp_path: Path) -> None:
    """Neither loses what the other added, and a third that was reading all along sees both."""
    library = open_library(tmp_path)
    made(0).put(library)
    reader: EmbeddedIndex = synced(tmp_path / "index", library)
    adders = [start(tmp_path, 1, 13), start(tmp_path, 13, 25)]
    while any(adder.poll() is None for adder in adders):
        reader.sync(library)
        reader.search(QUESTION, VECTOR, 5)
    assert [adder.returncode for adder in adders] == [0, 0]
    reader.sync(library)
    assert len(reader) == 75
    assert_true(reader, library)
    assert_true(synced(tmp_path / "index", library), library)
    assert len(list((tmp_path / "index").iterdir())) == 3


@pytest.mark.parametrize("number", [1, 2])
def test_a_document_is_found_by_terms_after_another_process_added_it(
    tmp_path: Path, number: int
) -> None:
    """A running server finds it with its next question, without being told."""
    library = open_library(tmp_path)
    made(9).put(library)
    server = synced(tmp_path / "index", library)
    assert start(tmp_path, number, number + 1).wait() == 0
    server.sync(library)
    hits = server.search(terms(f"第{number}号公告第2条"), made(number).vectors[2], 1)
    assert library.chunks([hits[0].chunk_id])[0].document_id == made(number).document.id


class Slow:
    """A library that hands out its changes only when told to."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.asked, self.go = threading.Event(), threading.Event()

    def generation(self) -> int:
        return self._library.generation()

    def changes(self, since: int, token: int | None = None) -> Changes:
        self.asked.set()
        assert self.go.wait(30)
        return self._library.changes(since, token)


def test_a_question_does_not_wait_for_the_thread_that_builds(tmp_path: Path) -> None:
    """Without waiting the state before is used; who waits gets the new one."""
    library = open_library(tmp_path / "data")
    made(1).put(library)
    index = open_index(tmp_path / "index")
    index.sync(library)
    before = index.generation
    made(2).put(library)
    slow = Slow(library)
    builder = threading.Thread(target=index.sync, args=(slow,))
    builder.start()
    assert slow.asked.wait(30)
    index.sync(slow, wait=False)
    assert index.generation == before
    assert len(index.search([], made(1).vectors[0], 1)) == 1
    slow.go.set()
    builder.join()
    assert index.generation == library.generation() > before
    assert_true(index, library)


def test_the_first_state_is_always_waited_for(tmp_path: Path) -> None:
    """An index without any state has nothing to answer from, so even a question waits."""
    library = open_library(tmp_path / "data")
    made(1).put(library)
    index = open_index(tmp_path / "index")
    index.sync(library, wait=False)
    assert_true(index, library)
