"""One column of a table: a thing that retrieves, answers, or both."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

from corpus.errors import WenjuError
from eval.answerer import Asked
from eval.scoring import DEPTH, Outcome
from qa.answer import Answer, Passage, Question

PRODUCT = "product"


class System(Protocol):
    """Raises ``WenjuError``; a method is called only where its flag is set."""

    @property
    def name(self) -> str: ...
    @property
    def answers(self) -> bool: ...
    @property
    def retrieves(self) -> bool: ...

    def answer(self, question: Question) -> Answer: ...
    def retrieve(self, question: Question, k: int) -> Sequence[Passage]: ...


class Product:
    """The product as its users meet it."""

    answers = True

    def __init__(self, answerer: Asked, *, retrieves: bool = True, name: str = PRODUCT) -> None:
        self._answerer = answerer
        self.name = name
        self.retrieves = retrieves

    def answer(self, question: Question) -> Answer:
        return self._answerer.answer(question)

    def retrieve(self, question: Question, k: int) -> Sequence[Passage]:
        return self._answerer.retrieve(question, k)


class Remembered:
    """Keeps the latest answer, so that baselines may reuse it at no cost."""

    def __init__(self, answerer: Asked) -> None:
        self._answerer = answerer
        self._latest: tuple[Question, Answer] | None = None

    def answer(self, question: Question) -> Answer:
        if self._latest is None or self._latest[0] != question:
            self._latest = (question, self._answerer.answer(question))
        return self._latest[1]

    def retrieve(self, question: Question, k: int) -> tuple[Passage, ...]:
        return self._answerer.retrieve(question, k)


def ask(system: System, question: Question) -> Outcome:
    """Put the question to the system. Whatever it raises becomes the outcome's ``error``."""
    answer: Answer | None = None
    passages: tuple[Passage, ...] | None = None
    elapsed: float | None = None
    error: str | None = None
    try:
        if system.answers:
            begun = time.perf_counter()
            answer = system.answer(question)
            elapsed = (time.perf_counter() - begun) * 1000
        if system.retrieves:
            passages = tuple(system.retrieve(question, DEPTH))
    except WenjuError as raised:
        error = raised.message
    except Exception as raised:  # one bad question must not end a run of hours
        error = f"{type(raised).__name__}: {raised}"
    if error is not None:
        answer, passages, elapsed = None, None, None
    return Outcome(answer, passages, elapsed, error, system.answers, system.retrieves)
