"""What the documents lack: questions that were refused, answers that were marked bad."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.rows import AskedQuestion, Feedback

KEPT = 10_000
"""Questions and opinions that are looked through, newest first."""
SHOWN = 500


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing for the people who keep the documents."""

    id: str
    """Of the answer."""
    kind: Literal["refused", "feedback"]
    question: str | None
    """None: questions were not kept at that time."""
    at: str
    """UTC, ISO 8601 with seconds."""
    text: str = ""
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "question": self.question,
            "at": self.at,
            "text": self.text,
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class WorkList:
    """The items, newest first, and whether questions are kept at all."""

    items: tuple[WorkItem, ...]
    questions_kept: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "items": [item.as_json() for item in self.items],
            "questions_kept": self.questions_kept,
        }


def work_items(
    questions: Sequence[AskedQuestion], opinions: Iterable[Feedback]
) -> tuple[WorkItem, ...]:
    """At most ``SHOWN`` items, newest first; a question that was asked often stands once.

    A bad mark on a refused question is shown as the mark.
    """
    asked = {one.id: one.question for one in questions}
    items = [
        WorkItem(one.answer_id, "feedback", asked.get(one.answer_id), one.at, one.text, one.reasons)
        for one in opinions
        if not one.thumbup
    ]
    items += [WorkItem(one.id, "refused", one.question, one.at) for one in questions if one.refused]
    items.sort(key=lambda item: item.kind)  # marks first: they say more than the refusal alone
    once = {item.question or item.id: item for item in reversed(items)}
    return tuple(sorted(once.values(), key=lambda item: item.at, reverse=True)[:SHOWN])
