"""The hostile files of the campaign, in the sizes of every day."""

from __future__ import annotations

import pytest

from tests.campaign import files
from tests.campaign.row import Row


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(files.rows(False))


def test_every_promise_about_files_is_kept(rows: list[Row]) -> None:
    """Names, lies, bombs, structure, the command line and each limit: stated status and reason."""
    assert [(row.promise, row.note) for row in rows if not row.kept] == []


def test_the_rows_fit_into_a_table(rows: list[Row]) -> None:
    """No cell holds what would break a Markdown table."""
    for row in rows:
        assert not set("|\n") & set(row.promise + row.how + row.figure + row.note)
