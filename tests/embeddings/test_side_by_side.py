"""Work that a few threads share with the one that calls them."""

from __future__ import annotations

import threading

import pytest

from embeddings.side_by_side import SideBySide


def test_results_come_in_order_and_the_first_is_made_by_the_caller() -> None:
    """Whoever made the others."""
    made = SideBySide("test", 2).map(lambda n: (n, threading.current_thread().name), range(6))
    assert [n for n, _ in made] == [0, 1, 2, 3, 4, 5]
    assert made[0][1] == threading.current_thread().name
    assert SideBySide("test", 2).map(str, []) == []


def test_what_no_thread_has_come_to_the_caller_does_itself() -> None:
    """So that callers never wait for each other's work."""
    helpers, stop = SideBySide("test", 1), threading.Event()
    busy = helpers.begin(lambda: stop.wait(20))
    assert helpers.begin(lambda: threading.current_thread().name)() == (
        threading.current_thread().name
    )
    stop.set()
    assert busy()


def test_an_error_reaches_the_caller() -> None:
    """From a thread as from the caller itself."""
    result = SideBySide("test", 1).begin(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        result()
