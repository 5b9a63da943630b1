"""The gold questions on the sample corpus: well formed, balanced, and true to the documents."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from corpus.reading import read_document
from eval.evidence import Squeezed
from eval.gold import GoldQuestion, check_evidence, load
from eval.normalise import contains

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
FILES = {split: ROOT / "eval" / "gold" / f"samples.{split}.jsonl" for split in ("dev", "test")}
MORE = {"asked": ROOT / "tests" / "gold" / "samples.asked.jsonl"}
"""Near misses and lists on the documents of both; its errors have been read, nothing is measured on it."""
DOCUMENTS = sorted(path.name for path in SAMPLES.iterdir() if path.name != "README.md")

REFUSED = frozenset({"near_year", "near_city", "near_indicator", "near_scope", "absent"})
MINIMUM = {
    **dict.fromkeys(("parts", "list", "date", "place_body", "ratio_rank", "follow_up"), 16),
    **dict.fromkeys(("colloquial", "typo", "traditional", "english", "amount", "yes_no"), 16),
    **dict.fromkeys(("near_year", "near_city", "near_indicator", "near_scope", "absent"), 16),
    "multi_document": 10,
}


@cache
def text_of(name: str) -> str:
    return read_document((SAMPLES / name).read_bytes(), name).text


@cache
def questions(split: str) -> tuple[GoldQuestion, ...]:
    return load((FILES | MORE)[split]).questions


def everything() -> tuple[GoldQuestion, ...]:
    return questions("dev") + questions("test") + questions("asked")


def find(name: str) -> list[Squeezed]:
    return [Squeezed(text_of(name))] if name in DOCUMENTS else []


@pytest.mark.parametrize("split", FILES | MORE)
def test_file_is_well_formed(split: str) -> None:
    """Every line is a valid gold question."""
    assert load((FILES | MORE)[split]).faults == ()


@pytest.mark.parametrize("split", FILES | MORE)
def test_evidence_stands_in_its_document(split: str) -> None:
    """Each document exists and each piece of evidence is found in it, white space aside."""
    assert list(check_evidence(questions(split), find)) == []


@pytest.mark.parametrize("split", FILES | MORE)
def test_answers_stand_in_the_documents(split: str) -> None:
    """Each group of a right answer has an alternative that the named documents contain."""
    missing = [
        (question.id, group)
        for question in questions(split)
        for group in question.must
        if not any(contains(text_of(name), a) for a in group for name in question.documents)
    ]
    assert missing == []


def test_each_document_of_an_answer_holds_some_of_its_evidence() -> None:
    """No document is named beside an answerable question without a reason."""
    idle = [
        (question.id, name)
        for question in everything()
        if question.answerable
        for name in question.documents
        if not any(text.locate(e) for text in find(name) for e in question.evidence)
    ]
    assert idle == []


def test_unanswerable_questions_are_of_the_refused_types() -> None:
    """A question is unanswerable exactly when its type says so, and then has no evidence."""
    assert [q.id for q in everything() if q.answerable == (q.type in REFUSED)] == []
    assert [q.id for q in everything() if not q.answerable and q.evidence] == []


def test_follow_ups_have_a_history() -> None:
    """A follow-up comes with the turns before it; else only a near miss may have any."""
    for question in everything():
        roles = [turn.role for turn in question.history]
        assert roles in ([], ["user", "assistant"]), question.id
        if question.answerable:
            assert bool(roles) == (question.type == "follow_up"), question.id


def test_ids_are_unique_over_all_files() -> None:
    """No id is used twice."""
    assert max(Counter(question.id for question in everything()).values()) == 1


def test_no_question_is_asked_twice() -> None:
    """No question comes again with the same history, in one file or across the two."""
    asked = Counter((question.question, question.history) for question in everything())
    assert [key for key, count in asked.items() if count > 1] == []


def test_dev_and_test_rest_on_different_documents() -> None:
    """No document of the test questions is one of the dev questions."""
    dev, test = ({name for q in questions(split) for name in q.documents} for split in FILES)
    assert dev & test == set()


def test_every_sample_document_is_asked_about() -> None:
    """The questions name all sample documents, and no other."""
    assert sorted({name for q in everything() for name in q.documents}) == DOCUMENTS


@pytest.mark.parametrize("split", FILES)
def test_every_type_has_its_share(split: str) -> None:
    """Each file holds at least half of the minimum of each type."""
    counts = Counter(question.type for question in questions(split))
    short = {t: counts[t] for t, least in MINIMUM.items() if counts[t] < least // 2}
    assert short == {}
    assert set(counts) == set(MINIMUM)


@pytest.mark.parametrize("split", FILES | MORE)
def test_a_quarter_is_unanswerable(split: str) -> None:
    """At least one question in four is a near miss that must be refused."""
    refused = [question for question in questions(split) if not question.answerable]
    assert len(refused) * 4 >= len(questions(split))


def test_samples_stay_small() -> None:
    """No sample file is over 100 KB, all together are under 600 KB."""
    sizes = [path.stat().st_size for path in SAMPLES.iterdir()]
    assert max(sizes) < 100_000
    assert sum(sizes) < 600_000
