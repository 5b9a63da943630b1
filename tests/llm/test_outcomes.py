"""The table in the docs is what the service does."""

from __future__ import annotations

from tests.llm.outcomes import PAGE, page


def test_the_table_of_outcomes_is_up_to_date() -> None:
    """docs/llm.md is what ``python -m tests.llm.outcomes`` writes."""
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text)
