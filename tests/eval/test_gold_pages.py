"""Gold questions on invented pages of many kinds: newspapers, plans, tables, notices, market news.

They belong to development: their errors have been read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.gold import GoldQuestion, load

FOLDER = Path(__file__).resolve().parents[1] / "gold"
PAGES = FOLDER / "pages"


@pytest.fixture(scope="module")
def questions() -> tuple[GoldQuestion, ...]:
    gold = load(FOLDER / "pages.dev.jsonl")
    assert gold.faults == ()
    return gold.questions


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_evidence_stands_in_the_pages(questions: tuple[GoldQuestion, ...]) -> None:
    """Without blanks and line breaks, of which columns and tables are full."""
    texts = {path.name: squeezed(path.read_text("utf-8")) for path in PAGES.iterdir()}
    for one in questions:
        for phrase in one.evidence:
            assert any(squeezed(phrase) in texts[name] for name in one.documents), one.id


def test_every_page_is_asked_about(questions: tuple[GoldQuestion, ...]) -> None:
    """And a fifth of the questions have no answer."""
    asked = {name for one in questions for name in one.documents}
    assert asked == {path.name for path in PAGES.iterdir()}
    assert sum(not one.answerable for one in questions) == 769
    assert len({one.id for one in questions}) == len(questions) == 2699
