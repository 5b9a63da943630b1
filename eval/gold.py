"""Gold questions: loading and checking. Every fault is found, none stops the search for others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import InvalidValue
from eval.evidence import Squeezed
from eval.normalise import normalise
from qa.answer import Turn

MAX_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question with what a right answer must hold."""

    id: str
    question: str
    answerable: bool
    must: tuple[tuple[str, ...], ...]
    """Groups of alternatives; a right answer has one of each group."""
    documents: tuple[str, ...]
    """File names that hold the evidence."""
    evidence: tuple[str, ...]
    """Verbatim text."""
    type: str
    history: tuple[Turn, ...] = ()
    line: int = 0
    """Where it stands in its file, from 1."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a gold file."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行 {self.field}：{self.message}"


@dataclass(frozen=True, slots=True)
class Gold:
    """The well-formed questions of a file, and every fault of the others."""

    questions: tuple[GoldQuestion, ...]
    faults: tuple[Fault, ...]


class BadGold(InvalidValue):
    """A gold file with faults; nothing of it is scored."""

    code = "bad_gold"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.field)))
        listed = "\n".join(f"  {fault}" for fault in self.faults)
        count = len(self.faults)
        super().__init__(f"标准问题有 {count} 处错误，未评测任何问题，请改正后重试：\n{listed}")


@dataclass
class _Record:
    """One line under inspection; collects its faults."""

    line: int
    data: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, message: str) -> None:
        self.faults.append(Fault(self.line, name, message))

    def text(self, name: str) -> str:
        value = self.data.get(name)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(name, _missing(self.data, name) or f"应为非空字符串，实为 {_shown(value)}")
        return ""

    def flag(self, name: str) -> bool:
        value = self.data.get(name)
        if not isinstance(value, bool):
            message = _missing(self.data, name) or f"应为 true 或 false，实为 {_shown(value)}"
            self.fault(name, message)
        return value is True

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; a single string counts as a list of one, a blank one as none."""
        if name not in self.data:
            self.fault(name, "缺少此字段")
            return ()
        value = self.data[name]
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
            self.fault(name, f"应为字符串或字符串列表，实为 {_shown(value)}")
            return ()
        return tuple(item for item in values if item.strip())


def load(path: Path) -> Gold:
    """The file's questions and faults. Raises ``InvalidValue`` when it cannot be read at all."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidValue(
            f"无法读取标准问题文件 {path.name}：请确认文件存在且为 UTF-8 编码的 JSON Lines。"
        ) from error
    gold = parse(text)
    if not gold.questions and not gold.faults:
        raise InvalidValue(f"标准问题文件 {path.name} 是空的：每行应是一个 JSON 对象。")
    return gold


def parse(text: str) -> Gold:
    """The questions of JSON lines; blank lines are skipped."""
    questions: list[GoldQuestion] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            question, found = _question(number, line)
            faults += found + _repeated(question, seen)
            if not found:
                questions.append(question)
    return Gold(tuple(questions), tuple(faults))


def check_evidence(
    questions: Iterable[GoldQuestion], find: Callable[[str], Sequence[Squeezed]]
) -> Iterator[Fault]:
    """Faults of documents that are missing and of evidence that stands in none of its documents.

    ``find`` gives the texts of the documents with a file name.
    """
    for question in questions:
        named = {name: find(name) for name in question.documents}
        for name, texts in named.items():
            if not texts:
                yield Fault(question.line, "documents", f"没有名为 {name} 的文档")
        texts = [text for found in named.values() for text in found]
        for evidence in question.evidence if texts else ():
            if not any(text.locate(evidence) for text in texts):
                where = "、".join(question.documents)
                yield Fault(question.line, "evidence", f"{_shown(evidence)} 不在 {where} 中")


def _question(number: int, line: str) -> tuple[GoldQuestion, list[Fault]]:
    try:
        data = json.loads(line)
    except ValueError as error:
        return _empty(number), [Fault(number, "JSON", f"不是合法的 JSON（{error}）")]
    if not isinstance(data, dict):
        return _empty(number), [Fault(number, "JSON", f"应为 JSON 对象，实为 {_shown(data)}")]
    record = _Record(number, data)
    question = GoldQuestion(
        id=record.text("id"),
        question=record.text("question"),
        answerable=record.flag("answerable"),
        must=_groups(record),
        documents=record.texts("documents"),
        evidence=record.texts("evidence"),
        type=record.text("type"),
        history=_history(record),
        line=number,
    )
    _check_whole(record, question)
    return question, record.faults


def _empty(number: int) -> GoldQuestion:
    return GoldQuestion("", "", False, (), (), (), "", line=number)


def _groups(record: _Record) -> tuple[tuple[str, ...], ...]:
    if "must" not in record.data:
        record.fault("must", "缺少此字段")
        return ()
    value = record.data["must"]
    if not isinstance(value, list):
        record.fault("must", f"应为答案组的列表，实为 {_shown(value)}")
        return ()
    return tuple(_group(record, i, group) for i, group in enumerate(value))


def _group(record: _Record, index: int, group: object) -> tuple[str, ...]:
    name = f"must[{index}]"
    if not isinstance(group, list) or not all(isinstance(item, str) for item in group):
        record.fault(name, f"应为字符串列表，实为 {_shown(group)}")
        return ()
    if not group:
        record.fault(name, "答案组是空的，至少写一个可接受的答案")
    for alternative in group:
        if not normalise(alternative):
            record.fault(name, f"{_shown(alternative)} 归一化后为空，任何回答都会算对")
    return tuple(group)


def _history(record: _Record) -> tuple[Turn, ...]:
    value = record.data.get("history") or []
    if not isinstance(value, list):
        record.fault("history", f"应为对话列表，实为 {_shown(value)}")
        return ()
    turns = []
    for index, turn in enumerate(value):
        role = turn.get("role") if isinstance(turn, dict) else None
        content = turn.get("content") if isinstance(turn, dict) else None
        if role in ("user", "assistant") and isinstance(content, str) and content.strip():
            turns.append(Turn(role, content))
        else:
            record.fault(f"history[{index}]", "应为 role（user 或 assistant）与非空的 content")
    return tuple(turns)


def _check_whole(record: _Record, question: GoldQuestion) -> None:
    """What no field shows alone."""
    if len(question.question) > MAX_QUESTION:
        record.fault("question", f"长 {len(question.question)} 字，上限 {MAX_QUESTION} 字")
    if not isinstance(record.data.get("answerable"), bool):
        return
    if not question.answerable and question.must:
        record.fault("must", "answerable 为 false 的问题不能有答案，应为 []")
    for name in ("must", "documents", "evidence"):
        known = any(fault.field == name for fault in record.faults)
        if question.answerable and not known and not getattr(question, name):
            record.fault(name, "answerable 为 true 的问题不能为空")


def _repeated(question: GoldQuestion, seen: dict[str, int]) -> list[Fault]:
    if not question.id:
        return []
    first = seen.setdefault(question.id, question.line)
    if first == question.line:
        return []
    return [Fault(question.line, "id", f"{question.id} 与第 {first} 行重复")]


def _missing(data: dict[str, Any], name: str) -> str:
    return "" if name in data else "缺少此字段"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
