"""Gold questions on invented pages of many kinds: newspapers, plans, tables, notices, market news; and pairs
of pages, of which most questions need both. They belong to development: their errors have been read.

Of ``unseen``, ``blind`` and ``sealed`` nobody has read any: they are for measuring alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.gold import GoldQuestion, load

FOLDER = Path(__file__).resolve().parents[1] / "gold"
SETS = {
    "pages.dev": (3139, 925),
    "later.dev": (770, 200),
    "pairs.dev": (433, 80),
    "recent.dev": (1160, 280),
    "latest.dev": (740, 157),
    "everyday.dev": (288, 72),
    "spoken.test": (160, 40),
    "unseen.test": (230, 68),
    "blind.test": (130, 45),
    "sealed.test": (127, 34),
}
"""Questions, and those of them without an answer."""
TEMPTING = 3
"""Pages at most about which only questions without an answer are asked."""


@pytest.fixture(scope="module", params=SETS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def questions(name: str) -> tuple[GoldQuestion, ...]:
    gold = load(FOLDER / f"{name}.jsonl")
    assert gold.faults == ()
    return gold.questions


def pages(name: str) -> list[Path]:
    return list((FOLDER / name.partition(".")[0]).iterdir())


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_evidence_stands_in_the_pages(name: str, questions: tuple[GoldQuestion, ...]) -> None:
    """Without blanks and line breaks, of which columns and tables are full."""
    paths = pages(name)
    texts = {path.name: squeezed(path.read_text("utf-8")) for path in paths}
    for one in questions:
        for phrase in one.evidence:
            assert any(squeezed(phrase) in texts[document] for document in one.documents), one.id


def test_every_page_is_asked_about(name: str, questions: tuple[GoldQuestion, ...]) -> None:
    """But for a few that only tempt; and a fifth of the questions have no answer."""
    count, without = SETS[name]
    asked = {document for one in questions for document in one.documents}
    there = {path.name for path in pages(name)}
    assert asked <= there
    assert len(there - asked) <= TEMPTING
    assert sum(not one.answerable for one in questions) == without
    assert len({one.id for one in questions}) == len(questions) == count
