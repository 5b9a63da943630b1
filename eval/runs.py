"""A run: conditions, rows and their summary, in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import InvalidValue
from eval.cases import Case
from eval.scoring import Outcome, Scores, Verdict, summarise, verdict
from qa.answer import Answer, Passage

FORMAT = 1
_PASSAGES_KEPT = 5
_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One question put to one system."""

    set: str
    system: str
    id: str
    type: str
    question: str
    answerable: bool
    verdict: Verdict
    scores: Scores
    history: list[str] = field(default_factory=list)
    must: list[list[str]] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    answer: str = ""
    refused: bool = False
    degraded: bool = False
    confidence: float | None = None
    held_back: bool = False
    """Of a false refusal: whether the answer that it held back was right."""
    citations: list[dict[str, Any]] = field(default_factory=list)
    passages: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.set, self.system, self.id)


@dataclass(frozen=True, slots=True)
class Run:
    """What one command measured."""

    name: str
    started_at: str
    finished_at: str
    conditions: dict[str, Any]
    """Commit, settings, embedder, machine, command line, seed."""
    sets: dict[str, dict[str, Any]]
    """By name: documents, characters, corpus hash, questions, their hash."""
    rows: tuple[Row, ...]
    judge: dict[str, Any] = field(default_factory=dict)
    """Verdicts of a language model, if one was asked; never part of a gate."""

    def systems(self, set_name: str) -> list[str]:
        """In the order of the run: the product first."""
        return list(dict.fromkeys(row.system for row in self.rows if row.set == set_name))

    def of(self, set_name: str, system: str) -> list[Row]:
        return [row for row in self.rows if row.set == set_name and row.system == system]

    def errors(self) -> list[Row]:
        return [row for row in self.rows if row.error is not None]


def row(set_name: str, system: str, case: Case, outcome: Outcome, scores: Scores) -> Row:
    """What is kept of one question."""
    gold, answer = case.gold, outcome.answer
    return Row(
        set=set_name,
        system=system,
        id=gold.id,
        type=gold.type,
        question=gold.question,
        answerable=gold.answerable,
        verdict=verdict(case, outcome),
        scores={name: round(value, 6) for name, value in scores.items()},
        history=[turn.content for turn in gold.history],
        must=[list(group) for group in gold.must],
        documents=list(gold.documents),
        evidence=list(gold.evidence),
        passages=[_passage(each) for each in (outcome.passages or ())[:_PASSAGES_KEPT]],
        error=outcome.error,
        **(_of_answer(answer) if answer else {}),
    )


def summary(run: Run) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """set → system → metric → mean, low, high, n."""
    return {
        name: {
            system: {
                metric: estimate.as_json()
                for metric, estimate in summarise([r.scores for r in run.of(name, system)]).items()
            }
            for system in run.systems(name)
        }
        for name in run.sets
    }


def as_json(run: Run) -> dict[str, Any]:
    """The run file: what was measured first, the rows last."""
    return {
        "format": FORMAT,
        "name": run.name,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "conditions": run.conditions,
        "sets": run.sets,
        "summary": summary(run),
        "errors": [{"set": r.set, "system": r.system, "id": r.id, "error": r.error}
                   for r in run.errors()],
        "judge": run.judge,
        "rows": [asdict(each) for each in run.rows],
    }  # fmt: skip


def save(run: Run, path: Path) -> None:
    """Write aside, then rename: a run file is whole or absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".aside")
    aside.write_text(json.dumps(as_json(run), ensure_ascii=False, indent=1) + "\n", "utf-8")
    aside.rename(path)


def load(path: Path) -> Run:
    """The run of a file. Raises ``InvalidValue`` for what is no run of this format."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise InvalidValue(f"评测结果 {path.name} 的格式是 {data['format']}，只认识 {FORMAT}。")
        return Run(
            name=data["name"],
            started_at=data["started_at"],
            finished_at=data["finished_at"],
            conditions=data["conditions"],
            sets=data["sets"],
            rows=rows(data["rows"]),
            judge=data.get("judge", {}),
        )
    except OSError as error:
        raise InvalidValue(f"打不开评测结果 {path.name}，请检查路径。") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidValue(f"{path.name} 不是评测结果文件（{error}）。") from error


def rows(data: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Rows from JSON objects. Raises ``TypeError`` for unknown or missing fields."""
    return tuple(Row(**each) for each in data)


def _of_answer(answer: Answer) -> dict[str, Any]:
    return {
        "answer": answer.answer,
        "refused": answer.refused,
        "degraded": answer.degraded,
        "confidence": round(answer.confidence, 6),
        "citations": [citation.as_json() for citation in answer.citations],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    kept = passage.as_json()
    return kept | {"text": passage.text[:_EXCERPT]}
