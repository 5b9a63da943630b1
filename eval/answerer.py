"""What the harness needs of the thing it scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.answer import Answer, Passage, Question


@dataclass(frozen=True, slots=True)
class Source:
    """One document of the library, by the name it was given."""

    document_id: str
    source: str
    """Path or name as it was given; gold names the last part of it."""


class Asked(Protocol):
    """What can be asked. Raises ``WenjuError``."""

    def answer(self, question: Question) -> Answer: ...

    def retrieve(self, question: Question, k: int) -> tuple[Passage, ...]:
        """At most ``k`` passages, best first."""


class Answerer(Asked, Protocol):
    """A product under test with its documents, in this process or behind HTTP."""

    def text(self, document_id: str) -> str:
        """The document's full text; raises ``NotFound``."""

    def sources(self) -> Sequence[Source]:
        """Every document that can be cited."""


class Retrieval(Protocol):
    """The two halves of a hybrid retriever, for the baselines."""

    def dense(self, question: str, k: int) -> Sequence[Passage]:
        """At most ``k`` passages by vector similarity, best first."""

    def lexical(self, question: str, k: int) -> Sequence[Passage]:
        """At most ``k`` passages by term weight, best first."""
