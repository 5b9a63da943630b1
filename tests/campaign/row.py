"""One promise, how it was tried, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A line of docs/reliability.md; its texts are Chinese, without ``|`` or line breaks."""

    section: str
    """Heading under which it stands, for example 存储."""
    promise: str
    how: str
    """What was done, with its numbers: 随机 200 次 kill -9……"""
    figure: str
    """What was measured or counted."""
    kept: bool
    note: str = ""
    """The honest shortfall and its reason, when it was not kept."""


Part = Callable[[bool], Iterator[Row]]
"""A part of the campaign: at full size for True, at the size of ``make test`` for False."""
