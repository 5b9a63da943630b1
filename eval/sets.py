"""Public question sets: a folder with ``passages.jsonl`` and ``questions.jsonl``.

Passages become documents, their ids file names. Answers are any-of; ``answer_all`` lists groups
that must all be hit. Further passages in ``distractors.jsonl.gz`` make the search harder.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.errors import InvalidValue
from eval.gold import GoldQuestion

TEST = "test"
DISTRACTORS = "distractors.jsonl.gz"


@dataclass(frozen=True, slots=True)
class File:
    """A document to be added: its bytes under a name."""

    name: str
    data: bytes
    title: str | None = None


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set read whole; ``sample`` picks from its questions."""

    name: str
    files: tuple[File, ...]
    questions: tuple[GoldQuestion, ...]


def read(folder: Path, distractors: int = 0) -> PublicSet:
    """The set of a folder, with that many distractors where it has some.

    Questions that their set marks as unfit for open retrieval (``specific: false``: they mean
    nothing without their passage) are left out, and so are those of other splits where
    the set has one named ``test``. Raises ``InvalidValue`` with file and line.
    """
    passages = [_file(row) for row in _rows(folder / "passages.jsonl", ("id", "text"))]
    if distractors and (folder / DISTRACTORS).is_file():
        more = islice(_rows(folder / DISTRACTORS, ("id", "text")), distractors)
        passages += [_file(row) for row in more]
    rows = list(_rows(folder / "questions.jsonl", ("id", "question", "answerable")))
    tested = any(row.get("split") == TEST for row in rows)
    kept = (row for row in rows if not tested or row.get("split") == TEST)
    questions = [_question(row) for row in kept if row.get("specific") is not False]
    _check_passages(questions, passages, folder.name)
    return PublicSet(folder.name, *_without_repeats(passages, questions))


def sample(questions: Sequence[GoldQuestion], size: int, seed: int) -> tuple[GoldQuestion, ...]:
    """``size`` questions drawn without replacement, in file order; all when there are no more.

    The same seed draws the same questions from the same ids, whatever their order in the file.
    """
    if size <= 0 or size >= len(questions):
        return tuple(questions)
    ids = sorted(question.id for question in questions)
    drawn = set(random.Random(seed).sample(ids, size))  # noqa: S311 - a sample, not a secret
    return tuple(question for question in questions if question.id in drawn)


def _file(row: Mapping[str, Any]) -> File:
    title = str(row.get("title") or "") or None
    return File(f"{row['id']}.txt", str(row["text"]).encode(), title)


def _question(row: Mapping[str, Any]) -> GoldQuestion:
    groups = row.get("answer_all") or ([row["answers"]] if row.get("answers") else [])
    return GoldQuestion(
        id=str(row["id"]),
        question=str(row["question"]),
        answerable=bool(row["answerable"]),
        must=tuple(tuple(map(str, group)) for group in groups) if row["answerable"] else (),
        documents=tuple(f"{passage}.txt" for passage in row.get("gold_passage_ids") or ()),
        evidence=(),
        type=str(row.get("type") or "span"),
    )


def _without_repeats(
    passages: Sequence[File], questions: Sequence[GoldQuestion]
) -> tuple[tuple[File, ...], tuple[GoldQuestion, ...]]:
    """A library holds the same bytes once; questions about a repeat mean the first of its kind."""
    first: dict[bytes, File] = {}
    for passage in passages:
        first.setdefault(passage.data, passage)
    kept = {passage.name: first[passage.data].name for passage in passages}
    renamed = tuple(
        replace(question, documents=tuple(dict.fromkeys(kept[name] for name in question.documents)))
        for question in questions
    )
    return tuple(first.values()), renamed


def _check_passages(questions: Sequence[GoldQuestion], passages: Sequence[File], name: str) -> None:
    known = {passage.name for passage in passages}
    for question in questions:
        if question.answerable and not question.must:
            raise InvalidValue(f"题集 {name} 的问题 {question.id} 没有答案，请检查 answers。")
        if missing := [document for document in question.documents if document not in known]:
            raise InvalidValue(f"题集 {name} 的问题 {question.id} 指向不存在的段落 {missing[0]}。")


def _rows(path: Path, needed: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            yield _row(line, needed, f"题集文件 {path.name} 第 {number} 行")


def _lines(path: Path) -> Iterable[bytes]:
    try:
        stream = BytesIO(path.read_bytes())
    except OSError as error:
        raise InvalidValue(
            f"题集 {path.parent.name} 里打不开 {path.name}："
            "文件夹里应有 passages.jsonl 与 questions.jsonl。"
        ) from error
    return gzip.GzipFile(fileobj=stream) if path.suffix == ".gz" else stream


def _row(line: bytes, needed: Sequence[str], where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InvalidValue(f"{where}不是合法的 JSON（{error}）。") from error
    missing = [name for name in needed if not isinstance(row, dict) or name not in row]
    if missing:
        raise InvalidValue(f"{where}缺少字段 {missing[0]}。")
    return dict(row)
