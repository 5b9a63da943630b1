"""Memory that long-lived processes keep."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from qa.memory import ARENAS

ROOT = Path(__file__).parents[2]
MANY_THREADS = """
import ctypes, sys, threading
from qa.memory import few_arenas
if sys.argv[1] == "few":
    assert few_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(12)
def allocate():
    together.wait()
    for _ in range(100):
        libc.malloc(5000)
    together.wait()
threads = [threading.Thread(target=allocate) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.malloc_stats()
"""


def arenas(how: str) -> int:
    command = [sys.executable, "-c", MANY_THREADS, how]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return ran.stderr.count("Arena ")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
def test_many_threads_share_few_heaps() -> None:
    """Twelve threads that allocate at once get two heaps; without the call they get more."""
    assert arenas("few") <= ARENAS < arenas("many")
