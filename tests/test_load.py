"""The campaign's runs under load, at the size of a test."""

from __future__ import annotations

from tests.campaign import load, soak
from tests.campaign.clients import Record


def test_many_clients_get_answers_or_a_time_to_come_back() -> None:
    """Quiet, while documents are added, during a rebuild, with a crowd and with a slow model."""
    rows = list(load.rows(full=False))
    assert [(row.promise, row.figure) for row in rows if not row.kept] == []
    assert len(rows) == 9


def test_mixed_work_leaves_the_process_as_it_was() -> None:
    """Asking, adding, replacing, deleting, listing and hostile requests, one after the other."""
    rows = list(soak.rows(full=False))
    assert [(row.promise, row.figure) for row in rows if not row.kept] == []
    assert len(rows) == 5


def record(call: int, said: str, status: int = 200, seconds: float = 1.0) -> Record:
    return Record(call, 0.0, seconds, status, None, said)


def test_an_answer_that_differs_is_counted_once() -> None:
    """What a question was answered before is no change, however often; anything else is one."""
    before = [record(1, "a"), record(1, "b"), record(2, "c")]
    after = [record(1, "b"), record(2, "d"), record(2, "e"), record(3, "f"), record(2, "", 503)]
    assert load.changed(before, after) == 1


def test_what_was_not_answered_has_no_time() -> None:
    """A refusal is quick, and must not make the percentiles look better."""
    slow = [record(1, "a", seconds=3.0), record(1, "a", seconds=3.0)]
    assert load.p([*slow, *(record(1, "", 503, 0.001) for _ in range(50))], 50) == 3.0
    assert load.p([record(1, "", 503, 0.001)], 99) == float("inf")


def test_the_slope_of_the_memory_is_found() -> None:
    """Ten MiB more every minute are 600 an hour."""
    looks = [soak.Look(60.0 * i, 300.0 + 10 * i, 10, 10, 0.1) for i in range(20)]
    assert round(soak.slope(looks)) == 600


def test_what_comes_and_goes_is_no_growth() -> None:
    """Threads that merge the index do; what leaks stays."""
    assert not soak.grows([11, 30, 11, 31, 12, 30])
    assert soak.grows([11, 30, 31, 50, 51, 52])
    assert not soak.grows([11])
