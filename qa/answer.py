"""What the question-answering room gives back. ``as_json`` is the HTTP shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal["auto", "extractive", "llm"]
Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search may look at. Dates are ISO 8601 days, both ends included."""

    document_ids: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked."""

    text: str
    history: tuple[Turn, ...] = ()
    top_k: int = 5
    mode: Mode = "auto"
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved piece of a document; ``text`` is the document's ``text[start:end]``."""

    document_id: str
    document_title: str
    document_date: str | None
    section: str
    start: int
    end: int
    text: str
    score: float
    """0–1, higher is better, comparable from one question to the next."""

    def as_json(self) -> dict[str, Any]:
        return {
            "document_id": self.document_id,
            "document_title": self.document_title,
            "document_date": self.document_date,
            "section": self.section,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """Marker ``[marker]`` of the answer: ``quote`` is the document's ``text[start:end]``."""

    marker: int
    document_id: str
    document_title: str
    document_date: str | None
    section: str
    quote: str
    start: int
    end: int

    def as_json(self) -> dict[str, Any]:
        return {
            "marker": self.marker,
            "document_id": self.document_id,
            "document_title": self.document_title,
            "document_date": self.document_date,
            "section": self.section,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """A figure of the answer, and the marker whose quote holds it."""

    text: str
    supported: bool
    marker: int | None

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "supported": self.supported, "marker": self.marker}


@dataclass(frozen=True, slots=True)
class ClauseCheck:
    """What became of one clause that a language model wrote. Text that was withheld is not told."""

    kept: bool
    text: str
    reason: str
    """Why it was withheld; of a kept one, whether its marker was ``repointed``."""

    def as_json(self) -> dict[str, Any]:
        told = {"text": self.text} if self.kept else {}
        return {"kept": self.kept, **told, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds."""

    retrieve_ms: float
    answer_ms: float
    total_ms: float
    embed_ms: float = 0.0
    """Of the question; part of ``retrieve_ms``."""
    read_ms: float = 0.0
    """Finding and judging the evidence; part of ``answer_ms``, as is ``generate_ms``."""
    generate_ms: float = 0.0
    """Of the language model; 0 when none was asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its evidence, or a refusal with the nearest passages."""

    id: str
    question: str
    answer: str
    refused: bool
    mode: Literal["extractive", "llm"]
    citations: tuple[Citation, ...]
    numbers: tuple[NumberCheck, ...]
    passages: tuple[Passage, ...]
    timings: Timings
    confidence: float
    """0–1; below the operating point the answer is a refusal."""
    degraded: bool = False
    notices: tuple[str, ...] = ()
    clauses: tuple[ClauseCheck, ...] = ()
    """Of a language model's answer, shown or not."""
    rewritten_question: str | None = None
    """A follow-up question as it was understood."""

    def as_json(self) -> dict[str, Any]:
        rewritten = {"rewritten_question": self.rewritten_question}
        checks: dict[str, Any] = {"numbers": [check.as_json() for check in self.numbers]}
        if self.clauses:
            checks["clauses"] = [check.as_json() for check in self.clauses]
        return {
            "id": self.id,
            "question": self.question,
            **(rewritten if self.rewritten_question else {}),
            "answer": self.answer,
            "refused": self.refused,
            "mode": self.mode,
            "degraded": self.degraded,
            "notices": list(self.notices),
            "confidence": round(self.confidence, 4),
            "citations": [citation.as_json() for citation in self.citations],
            "checks": checks,
            "passages": [passage.as_json() for passage in self.passages],
            "timings": {
                "retrieve_ms": round(self.timings.retrieve_ms, 2),
                "answer_ms": round(self.timings.answer_ms, 2),
                "total_ms": round(self.timings.total_ms, 2),
                "embed_ms": round(self.timings.embed_ms, 2),
                "read_ms": round(self.timings.read_ms, 2),
                "generate_ms": round(self.timings.generate_ms, 2),
            },
        }
