"""Pages that are written by the program."""

from __future__ import annotations

from qa.manual import PAGE, settings_page
from qa.settings import known_variables


def test_the_settings_page_is_up_to_date() -> None:
    """docs/settings.md is what ``python -m qa.manual`` writes."""
    assert PAGE.read_text(encoding="utf-8") == settings_page()


def test_every_variable_is_on_the_page() -> None:
    """No setting goes undocumented."""
    page = settings_page()
    assert [name for name in known_variables() if f"`{name}`" not in page] == []
