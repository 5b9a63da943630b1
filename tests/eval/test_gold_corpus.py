"""The hand-written gold questions on the five real documents, which stay outside the repository."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "gold"
CORPUS = ROOT.parent / "shared" / "corpus"

SPLITS = ("dev", "test")
FILES = (*SPLITS, "train", "more", "asked", "staff", "fresh", "unseen")
"""``train``, ``more`` and ``staff`` teach the reader; weights are fitted to ``dev`` and ``asked``; ``fresh`` and
``unseen`` are only measured. All but ``dev`` and ``test`` were written by others, who had the documents alone before them."""
STYLES = [
    "parts",
    "list",
    "date",
    "place_body",
    "ratio_rank",
    "follow_up",
    "colloquial",
    "typo",
    "traditional",
    "english",
]
OTHER_STYLES = ["amount", "yes_no", "multi_document", "how_why"]
UNANSWERABLE = ["near_year", "near_city", "near_indicator", "near_scope", "absent"]
FIELDS = {"id", "question", "answerable", "must", "documents", "evidence", "type"}

MIN_PER_STYLE = 16
MIN_UNANSWERABLE_SHARE = 0.25
MAX_EVIDENCE_CHARACTERS = 20
"""The documents are not ours to republish, so that only short phrases of them stand in the gold."""

Row = dict[str, Any]


def read(split: str) -> list[Row]:
    """The rows of one gold file; a line that is no JSON object fails the test that asks."""
    lines = (GOLD / f"corpus.{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def everything() -> list[Row]:
    """The rows of all files."""
    return [row for split in FILES for row in read(split)]


def squeezed(text: str) -> str:
    """The text without white space: a phrase broken over two lines is one phrase."""
    return "".join(text.split())


def asked(row: Row) -> str:
    """What makes a question: its words and the turns before it."""
    turns = [turn["content"] for turn in row.get("history", [])]
    return squeezed("\n".join([*turns, row["question"]]))


def phrases(split: str) -> set[str]:
    """Every evidence phrase of one file, without white space."""
    return {squeezed(phrase) for row in read(split) for phrase in row["evidence"]}


@pytest.mark.parametrize("split", FILES)
def test_each_row_has_the_agreed_fields_and_no_other(split: str) -> None:
    """A row holds the seven fields of the gold format and at most the history besides."""
    for row in read(split):
        assert set(row) - {"history"} == FIELDS, row.get("id")
        assert isinstance(row["answerable"], bool), row["id"]
        assert row["question"].strip() == row["question"] != "", row["id"]


def test_ids_are_unique_and_name_their_split() -> None:
    """No id serves twice, and an id tells which file it stands in."""
    counts = Counter(row["id"] for row in everything())
    assert [name for name, count in counts.items() if count > 1] == []
    for split in FILES:
        assert all(row["id"].startswith(f"corpus-{split}-") for row in read(split))


def test_no_question_stands_twice() -> None:
    """A question with its history stands once, in one of the files."""
    counts = Counter(asked(row) for row in everything())
    assert [question for question, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("fitted", ["dev", "train", "more", "asked", "staff"])
@pytest.mark.parametrize("measured", ["test", "fresh", "unseen"])
def test_what_is_fitted_and_what_is_measured_are_different_facts(
    fitted: str, measured: str
) -> None:
    """What is tuned on one file is not measured again on another: no fact is asked for in both."""
    assert phrases(fitted) & phrases(measured) == set()


def test_the_splits_are_about_equal() -> None:
    """Dev and test hold about half of the questions each, of every type."""
    sizes = [len(read(split)) for split in SPLITS]
    assert sum(sizes) >= 160
    assert abs(sizes[0] - sizes[1]) <= 0.1 * sum(sizes)
    dev, test = (Counter(row["type"] for row in read(split)) for split in SPLITS)
    assert all(abs(dev[name] - test[name]) <= 2 for name in dev | test)


def test_types_are_the_known_ones_and_each_is_well_filled() -> None:
    """Every style of question has at least sixteen, and no type is misspelt."""
    counts = Counter(row["type"] for row in everything())
    assert set(counts) == {*STYLES, *OTHER_STYLES, *UNANSWERABLE}
    assert {name: counts[name] for name in STYLES if counts[name] < MIN_PER_STYLE} == {}


@pytest.mark.parametrize("split", SPLITS)
def test_a_quarter_is_unanswerable(split: str) -> None:
    """Near misses make up a quarter of each file, so that refusing is measured too."""
    rows = read(split)
    unanswerable = sum(not row["answerable"] for row in rows)
    assert unanswerable >= MIN_UNANSWERABLE_SHARE * len(rows)


def test_only_near_misses_are_unanswerable_and_they_hold_no_answer() -> None:
    """An unanswerable question names no document, phrase or answer; any other names all three."""
    for row in everything():
        assert row["answerable"] is (row["type"] not in UNANSWERABLE), row["id"]
        for field in ("must", "documents", "evidence"):
            assert bool(row[field]) is row["answerable"], (row["id"], field)


def test_must_is_groups_of_distinct_alternatives() -> None:
    """Each group of a must lists at least one non-empty alternative, none twice."""
    for row in everything():
        for group in row["must"]:
            assert isinstance(group, list), row["id"]
            assert group, row["id"]
            assert all(isinstance(one, str) and one.strip() for one in group), row["id"]
            assert len(set(group)) == len(group), row["id"]


def test_questions_of_several_parts_expect_several_things() -> None:
    """A list, a question in parts and one over documents each need more than one thing."""
    for row in everything():
        if row["type"] in ("list", "parts", "multi_document"):
            assert len(row["must"]) > 1, row["id"]
        if row["type"] == "multi_document":
            assert len(row["documents"]) > 1, row["id"]


def test_a_follow_up_has_the_turns_before_it() -> None:
    """The history of a follow-up ends with the assistant, alternates and begins with the user."""
    for row in everything():
        turns = row.get("history", [])
        assert bool(turns) or row["type"] != "follow_up", row["id"]
        roles = [turn["role"] for turn in turns]
        assert roles == ["user", "assistant"] * (len(turns) // 2), row["id"]
        assert all(set(turn) == {"role", "content"} and turn["content"] for turn in turns)


def test_evidence_is_short_phrases() -> None:
    """No sentence of the documents stands in the repository."""
    long = [
        (row["id"], phrase)
        for row in everything()
        for phrase in row["evidence"]
        if not 0 < len(phrase) <= MAX_EVIDENCE_CHARACTERS
    ]
    assert long == []


@pytest.fixture(scope="module")
def corpus() -> dict[str, str]:
    """File name to text without white space."""
    files = sorted(CORPUS.glob("*.txt")) if CORPUS.is_dir() else []
    if not files:
        pytest.skip("the five real documents (shared/corpus beside the repository) are not here")
    return {file.name: squeezed(file.read_text(encoding="utf-8")) for file in files}


def test_evidence_stands_in_the_documents(corpus: dict[str, str]) -> None:
    """Each phrase stands in a document its row names, and each named document holds a phrase."""
    for row in everything():
        texts = {name: corpus[name] for name in row["documents"]}
        evidence = [squeezed(phrase) for phrase in row["evidence"]]
        for phrase in evidence:
            assert any(phrase in text for text in texts.values()), (row["id"], phrase)
        for name, text in texts.items():
            assert any(phrase in text for phrase in evidence), (row["id"], name)


def test_each_document_is_asked_about_in_both_splits(corpus: dict[str, str]) -> None:
    """Dev and test both ask about every document, ten times or more."""
    for split in SPLITS:
        counts = Counter(name for row in read(split) for name in row["documents"])
        assert set(counts) == set(corpus)
        assert min(counts.values()) >= 10
