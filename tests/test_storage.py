"""The promises about storage, tried at small size; ``make campaign`` tries them at full size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.campaign import damage, durability
from tests.campaign.row import Row
from tests.campaign.running import acknowledgements
from tests.campaign.ways import WAYS


def assert_kept(rows: Iterator[Row]) -> None:
    found = list(rows)
    assert found
    assert {row.promise: row.note or row.figure for row in found if not row.kept} == {}


def test_what_was_acknowledged_stays() -> None:
    """Through kills, full disks, backups, a second process and a clock that jumps."""
    assert_kept(durability.rows(full=False))


def test_a_damaged_folder_is_mended_or_says_how() -> None:
    """The start repairs or names the command in one line; the doctor's command mends the rest."""
    assert_kept(damage.rows(full=False))


def test_there_are_forty_ways_to_damage_a_folder() -> None:
    """Each with its own name, for that is how a failure is told."""
    assert len({way.name for way in WAYS}) == len(WAYS) >= 40


SYNCED = """\
7 pwrite64(9</d/library.db-wal>, "x"..., 4096, 0) = 4096
7 fdatasync(9</d/library.db-wal> <unfinished ...>
8 sendto(3<socket:[1]>, "HTTP/1.1 200 OK"..., 20, 0, NULL, 0) = 20
7 <... fdatasync resumed>) = 0
8 sendto(3<socket:[1]>, "HTTP/1.1 201 Created"..., 20, 0, NULL, 0) = 20
"""


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (SYNCED.splitlines()[0] + "\n" + SYNCED.splitlines()[4], (0, 1)),
        (SYNCED, (1, 1)),
        (SYNCED.replace("8 sendto(3<socket:[1]>, \"HTTP/1.1 200 OK\"", "8 write(1</o>, \"x\""), (1, 0)),
    ],
    ids=["never", "too late", "in time"],
)  # fmt: skip
def test_a_reply_before_the_sync_is_noticed(log: str, expected: tuple[int, int]) -> None:
    """A reply while the log is written but not yet synced counts as early."""
    assert acknowledgements(log) == expected
