"""Gold files: what is read, and that every fault is named with line and field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InvalidValue
from eval.evidence import Squeezed
from eval.gold import Fault, check_evidence, load, parse

GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "吞吐量多少？",
    "answerable": True,
    "must": [["49.5万吨", "495000吨"]],
    "documents": ["a.txt"],
    "evidence": ["货邮吞吐量49.5万吨"],
    "type": "amount",
}


def line(**changes: Any) -> str:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False)


def faults(*lines: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.field) for fault in parse("\n".join(lines)).faults]


def test_a_question_is_read_whole() -> None:
    """Fields, history and line number; evidence may be one text."""
    history = [{"role": "user", "content": "郑州机场"}, {"role": "assistant", "content": "在。"}]
    gold = parse("\n" + line(history=history, evidence="货邮吞吐量49.5万吨", note="随意"))
    assert gold.faults == ()
    [question] = gold.questions
    assert question.must == (("49.5万吨", "495000吨"),)
    assert question.evidence == ("货邮吞吐量49.5万吨",)
    assert [turn.role for turn in question.history] == ["user", "assistant"]
    assert question.line == 2


def test_an_unanswerable_question_needs_no_evidence() -> None:
    """Its lists are empty, or name the near miss."""
    assert faults(line(answerable=False, must=[], documents=[], evidence=[])) == []
    assert faults(line(answerable=False, must=[])) == []


@pytest.mark.parametrize("name", ["id", "question", "answerable", "must", "documents", "type"])
def test_a_missing_field_is_named(name: str) -> None:
    """With its line."""
    data = {key: value for key, value in GOOD.items() if key != name}
    assert (2, name) in faults(line(id="q0"), json.dumps(data))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": " "}, "id"),
        ({"question": 7}, "question"),
        ({"question": "问" * 2001}, "question"),
        ({"answerable": "true"}, "answerable"),
        ({"must": []}, "must"),
        ({"must": "49.5万吨"}, "must"),
        ({"must": [[]]}, "must[0]"),
        ({"must": [["49.5万吨"], []]}, "must[1]"),
        ({"must": [["。"]]}, "must[0]"),
        ({"must": [[495000]]}, "must[0]"),
        ({"answerable": False}, "must"),
        ({"documents": []}, "documents"),
        ({"evidence": "  "}, "evidence"),
        ({"evidence": {"a": 1}}, "evidence"),
        ({"history": "前文"}, "history"),
        ({"history": [{"role": "system", "content": "前文"}]}, "history[0]"),
        ({"history": [{"role": "user", "content": ""}]}, "history[0]"),
    ],
)
def test_a_faulty_value_is_named(changes: dict[str, Any], field: str) -> None:
    """The one fault of the line, under the field that has it."""
    assert faults(line(**changes)) == [(1, field)]


def test_a_repeated_id_names_the_second_line() -> None:
    """The message says where the first one stands."""
    [fault] = parse("\n".join([line(), line(id="q2"), line()])).faults
    assert (fault.line, fault.field) == (3, "id")
    assert "第 1 行" in fault.message


def test_all_faults_are_found_in_one_go() -> None:
    """Broken JSON, a list, and two faults in one line do not hide each other."""
    found = faults("{", "[]", line(type="", must=[[]]), line(id="q2"))
    assert found == [(1, "JSON"), (2, "JSON"), (3, "must[0]"), (3, "type")]


def test_evidence_must_stand_in_one_of_its_documents() -> None:
    """A missing document and a missing text are two kinds of fault."""
    texts = {"a.txt": [Squeezed("货邮吞\n吐量49.5万吨")], "b.txt": [Squeezed("别的")]}
    gold = parse(
        "\n".join(
            [
                line(),
                line(id="q2", documents=["a.txt", "b.txt"]),
                line(id="q3", documents=["b.txt"]),
                line(id="q4", documents=["gone.txt"]),
            ]
        )
    )
    found = list(check_evidence(gold.questions, lambda name: texts.get(name, [])))
    assert [(fault.line, fault.field) for fault in found] == [(3, "evidence"), (4, "documents")]


def test_a_fault_reads_as_a_line() -> None:
    """Line, field, what is wrong."""
    assert str(Fault(3, "must", "缺少此字段")) == "第 3 行 must：缺少此字段"


def test_an_unreadable_or_empty_file_is_refused(tmp_path: Path) -> None:
    """Not found, not UTF-8, nothing in it."""
    with pytest.raises(InvalidValue, match="无法读取"):
        load(tmp_path / "none.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("问题".encode("gbk"))
    with pytest.raises(InvalidValue, match="无法读取"):
        load(tmp_path / "gbk.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n\n", encoding="utf-8")
    with pytest.raises(InvalidValue, match="空的"):
        load(tmp_path / "empty.jsonl")
