"""Who may do what, the limits of HTTP, and how the service is run."""

from __future__ import annotations

from collections.abc import Iterator

from tests.campaign import access_limits, access_program, access_roles
from tests.campaign.row import Row


def rows(full: bool) -> Iterator[Row]:
    yield from access_roles.rows(full)
    yield from access_limits.rows(full)
    yield from access_program.rows(full)
