"""Sentences and where they stand, for tests of what evidence meets."""

from __future__ import annotations

from qa.surroundings import Surroundings
from qa.years import years


def where(sentence: str, **near: str | None) -> Surroundings:
    """A sentence with what is told of its surroundings; it is all of its chunk, and nothing else is said, unless
    given."""
    given: dict[str, str | None] = {"before": "", "heading": "", "chunk": sentence, "head": ""}
    given |= {"date": None, **near}
    earlier = tuple(years(given["before"] or ""))
    return Surroundings(sentence=sentence, earlier=earlier, **given)  # type: ignore[arg-type]
