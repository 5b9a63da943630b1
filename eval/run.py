"""Put every question to every system, keep what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eval import runs
from eval.answerer import Asked
from eval.cases import Case
from eval.citations import TextOf
from eval.journal import Journal
from eval.progress import Step
from eval.scoring import score, verdict
from eval.systems import PRODUCT, Product, System, ask
from qa.answer import Question


@dataclass(frozen=True, slots=True)
class Suite:
    """One set of questions, ready to be asked."""

    name: str
    cases: Sequence[Case]
    systems: Sequence[System]
    """The product first."""
    text_of: TextOf
    facts: Mapping[str, Any] = field(default_factory=dict)
    """About the documents, for the run file."""
    outspoken: Asked | None = None
    """The product with its operating point at 0: says what a refusal held back."""


def run_suite(suite: Suite, journal: Journal, progress: Step) -> None:
    """Ask what the journal does not have yet, question by question.

    All systems answer a question before the next comes up, so that what one has computed another
    may remember.
    """
    done = {row.key for row in journal.rows}
    for number, case in enumerate(suite.cases, start=1):
        for system in suite.systems:
            if (suite.name, system.name, case.gold.id) not in done:
                journal.add(asked(suite, system, case))
        progress(f"评测 {suite.name}", number, len(suite.cases))


def asked(suite: Suite, system: System, case: Case) -> runs.Row:
    """One question put to one system, scored."""
    question = Question(case.gold.question, case.gold.history)
    outcome = ask(system, question)
    scores = score(case, outcome, suite.text_of)
    row = runs.row(suite.name, system.name, case, outcome, scores)
    if row.verdict == "false_refusal" and system.name == PRODUCT and suite.outspoken:
        return replace(row, held_back=_held_back(suite.outspoken, case, question))
    return row


def _held_back(outspoken: Asked, case: Case, question: Question) -> bool:
    """Whether the answer that the refusal held back was right."""
    return verdict(case, ask(Product(outspoken, retrieves=False), question)) == "correct"
