"""What a question means in its conversation, and what is said when no model could help with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answer import Question
from qa.constraints import Constraints
from qa.ellipsis import completed
from qa.generation import EXTRACT, Generator, Outcome
from qa.llm import ModelFailure
from qa.question import MAX_HISTORY, Analysis, analyse_parts
from qa.verdict import Verdict

NO_MODEL = f"没有配置语言模型，{EXTRACT}。"


@dataclass(frozen=True, slots=True)
class Understood:
    """A question in parts."""

    text: str
    """As it was asked, or as a model completed it from the conversation."""
    parts: Sequence[Analysis]
    rewritten: str | None = None
    failure: ModelFailure | None = None
    """Of the model that was to complete it; it is not asked again for this question."""
    without_model: bool = False

    def unconstrained(self) -> Understood:
        """The same with nothing pinned down."""
        return replace(self, parts=[replace(one, asked=Constraints()) for one in self.parts])

    def degraded(self, verdict: Verdict, *, wanted: bool) -> Outcome:
        """The answer without a model; a notice when one was wanted or failed."""
        notices: tuple[str, ...] = ()
        if self.failure is not None:
            notices = (f"{self.failure.message}，{EXTRACT}。",)
        elif wanted and self.without_model:
            notices = (NO_MODEL,)
        return Outcome(
            verdict.text,
            verdict.refused,
            False,
            verdict.citations,
            verdict.numbers,
            degraded=bool(notices),
            notices=notices,
        )


def understand(question: Question, generator: Generator | None) -> Understood:
    """A question that leans on earlier ones is completed by rule where it only names what is different,
    or else by the model, or leans on their words."""
    earlier = [turn.content for turn in question.history if turn.role == "user"]
    parts = analyse_parts(question.text, earlier)
    if generator is None:
        return Understood(question.text, parts, without_model=True)
    full = completed(question.text, earlier[-MAX_HISTORY:])
    if full != question.text:
        return Understood(full, parts, full)
    if not (earlier and parts[0].thin):
        return Understood(question.text, parts)
    try:
        whole = generator.rewritten(question.text, question.history)
    except ModelFailure as failure:
        return Understood(question.text, parts, failure=failure)
    if whole is None or whole == question.text:
        return Understood(question.text, parts)
    return Understood(whole, analyse_parts(whole), whole)
