"""Public sets: folders of passages and questions."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InvalidValue
from eval.cases import Shelf, locate_answers
from eval.sets import read, sample
from tests.eval import fakes
from tests.eval.fakes import FakeAnswerer, World

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"
PASSAGES = [
    {"id": "p1", "title": "甲", "text": "他生于1975年。卒于1999年。1975年是兔年。"},
    {"id": "p2", "title": "乙", "text": "别的事。"},
    {"id": "p3", "title": "丙", "text": "别的事。"},
]


def asked(id: str, **changes: Any) -> dict[str, Any]:
    whole = {"id": id, "question": f"{id}？", "answers": ["1975年"], "gold_passage_ids": ["p1"]}
    return {**whole, "answerable": True, "split": "dev", "type": "span", **changes}


def folder(path: Path, questions: list[dict[str, Any]], passages: Any = PASSAGES) -> Path:
    for name, rows in (("passages", passages), ("questions", questions)):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return path


def test_passages_become_files_and_answers_one_group(tmp_path: Path) -> None:
    """The id is the file name, the title goes along."""
    found = read(folder(tmp_path, [asked("q1")]))
    assert [(file.name, file.title) for file in found.files] == [("p1.txt", "甲"), ("p2.txt", "乙")]
    [question] = found.questions
    assert question.must == (("1975年",),)
    assert question.documents == ("p1.txt",)


def test_all_groups_of_answer_all_must_be_hit(tmp_path: Path) -> None:
    """Two groups, each with its alternatives."""
    groups = [["1975年"], ["1999年", "九九年"]]
    [question] = read(folder(tmp_path, [asked("q1", answer_all=groups)])).questions
    assert question.must == (("1975年",), ("1999年", "九九年"))


def test_questions_that_mean_nothing_without_their_passage_are_left_out(tmp_path: Path) -> None:
    """specific: false is left out, true and absent stay."""
    questions = [asked("q1", specific=False), asked("q2", specific=True), asked("q3")]
    assert [q.id for q in read(folder(tmp_path, questions)).questions] == ["q2", "q3"]


def test_questions_of_the_test_split_are_asked_where_there_is_one(tmp_path: Path) -> None:
    """What others train on measures nothing; a set without a test split is taken whole."""
    questions = [asked("q1"), asked("q2", split="test")]
    assert [q.id for q in read(folder(tmp_path, questions)).questions] == ["q2"]
    assert [q.id for q in read(folder(tmp_path, questions[:1])).questions] == ["q1"]


def test_a_repeated_passage_is_one_document(tmp_path: Path) -> None:
    """Questions about p3 mean p2, which has the same bytes."""
    found = read(folder(tmp_path, [asked("q1", answers=["别的事"], gold_passage_ids=["p3"])]))
    assert found.questions[0].documents == ("p2.txt",)


def test_distractors_join_the_documents(tmp_path: Path) -> None:
    """As many as asked for, behind the passages."""
    rows = [{"id": f"d{i}", "title": "", "text": f"干扰{i}"} for i in range(5)]
    packed = gzip.compress("\n".join(json.dumps(row) for row in rows).encode())
    (tmp_path / "distractors.jsonl.gz").write_bytes(packed)
    found = read(folder(tmp_path, [asked("q1")]), distractors=2)
    assert [file.name for file in found.files][-2:] == ["d0.txt", "d1.txt"]


def test_the_seed_draws_the_same_questions_in_any_file_order(tmp_path: Path) -> None:
    """Another seed draws others; a sample as large as the set is the set."""
    questions = read(folder(tmp_path, [asked(f"q{i}") for i in range(50)])).questions
    drawn = {question.id for question in sample(questions, 10, seed=7)}
    assert len(drawn) == 10
    assert drawn == {question.id for question in sample(questions[::-1], 10, seed=7)}
    assert drawn != {question.id for question in sample(questions, 10, seed=8)}
    assert sample(questions, 0, seed=7) == sample(questions, 50, seed=7) == questions


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"id": "q1", "question": "？"}, "第 1 行缺少字段 answerable"),
        (asked("q1", gold_passage_ids=["gone"]), "不存在的段落 gone.txt"),
        (asked("q1", answers=[]), "没有答案"),
    ],
)
def test_a_broken_set_is_refused_with_its_place(
    tmp_path: Path, question: dict[str, Any], message: str
) -> None:
    """The message says which line or question."""
    with pytest.raises(InvalidValue, match=message):
        read(folder(tmp_path, [question]))


def test_a_folder_without_questions_is_no_set(tmp_path: Path) -> None:
    """The message says what should be there."""
    with pytest.raises(InvalidValue, match=r"passages\.jsonl"):
        read(tmp_path)


def test_evidence_is_every_place_of_an_answer_in_the_gold_passage(tmp_path: Path) -> None:
    """1975年 stands twice; an answer that stands nowhere makes the whole passage evidence."""
    text = PASSAGES[0]["text"]
    questions = read(folder(tmp_path, [asked("q1"), asked("q2", answers=["一九七五"])])).questions
    shelf = Shelf(FakeAnswerer(World({"p1.txt": text, "p2.txt": "1975年"}, ()), fakes.refusing))
    found = [locate_answers(question, shelf) for question in questions]
    assert [(span.start, span.end) for span in found[0].evidence[0]] == [(3, 8), (17, 22)]
    assert [(span.start, span.end) for span in found[1].evidence[0]] == [(0, len(text))]
    assert found[0].documents == {"id-p1.txt"}


@pytest.mark.skipif(not BENCH.is_dir(), reason="the public sets are not beside the project")
@pytest.mark.parametrize("name", ["cmrc2018", "drcd", "xquad_zh", "crud_news"])
def test_the_public_sets_can_be_read(name: str) -> None:
    """Each has 400 questions to draw, all about passages that are there."""
    found = read(BENCH / name)
    assert len(sample(found.questions, 400, seed=7)) == 400
    assert len(found.files) >= 240
