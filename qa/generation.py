"""A language model writes, our code proves: from found passages to an answer that can be shown."""

from __future__ import annotations

import datetime
import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.answer import Citation, ClauseCheck, NumberCheck, Turn
from qa.citations import Excerpt, Statement
from qa.clauses import Cutter
from qa.diversity import diverse
from qa.draft import Draft, Proved
from qa.evidence import Head
from qa.follow_up import rewritten
from qa.kinds import DATE_UNITS
from qa.llm import ContextExceeded, Finish, LanguageModel, Message, ModelFailure
from qa.numbers import quantities
from qa.prompt import DEFAULT_CONTEXT, MAX_PASSAGES, estimated_tokens, fitting, prompt
from qa.proof import Prover
from qa.question import Analysis
from qa.retrieval import Candidate
from qa.verdict import REFUSAL, Verdict

log = logging.getLogger("wenju.llm")

LONGEST_ANSWER = 4_000
"""Characters after which a model is not listened to any more."""
UNSURE = 0.1
"""So near above the operating point a model that refuses outweighs the evidence."""
FEWEST_TOKENS = 0.4
"""Tokens a character; a server that counts fewer has cut the prompt."""
EXTRACT = "以下是资料原文的摘录"
UNPROVED = f"语言模型的回答在资料里找不到依据，没有采用，{EXTRACT}。"
MODEL_REFUSED = f"语言模型认为资料没有直接回答，{EXTRACT}，供参考。"
COMPLETED = "语言模型没有说全，已用资料原文补充。"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question stands on before a model is asked."""

    question: str
    parts: Sequence[tuple[Analysis, Mapping[str, float]]]
    """Each part of the question with the weight of its terms."""
    candidates: Sequence[Candidate]
    """Best first."""
    statements: Sequence[Statement]
    """The extract."""
    verdict: Verdict
    """What is answered without a model."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is answered with one."""

    text: str
    refused: bool
    by_model: bool
    citations: tuple[Citation, ...]
    numbers: tuple[NumberCheck, ...]
    clauses: tuple[ClauseCheck, ...] = ()
    degraded: bool = False
    notices: tuple[str, ...] = ()


class Generator:
    """Answers with a language model, within ``seconds`` a question. Thread-safe."""

    def __init__(
        self,
        model: LanguageModel,
        *,
        refuse_below: float,
        max_tokens: int = 512,
        seconds: float = 40.0,
        context: int | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        self.model = model
        self.seconds = seconds
        self.max_tokens = max_tokens
        self.context = context or DEFAULT_CONTEXT
        self._refuse_below = refuse_below
        self._today = today

    def rewritten(self, question: str, history: Sequence[Turn]) -> str | None:
        """A follow-up question made whole, None when it cannot be. Raises ModelFailure."""
        return rewritten(self.model, question, history, self.seconds)

    def write(
        self, ground: Ground, excerpt: Excerpt, head: Head, begun: float | None = None
    ) -> Iterator[str | Outcome]:
        """Pieces of the answer that stay as they are, and the outcome, whose text they begin.

        ``begun`` is when the question began, by ``time.monotonic``. Raises nothing of its own: a
        model that fails makes the outcome the extract.
        """
        end = (time.monotonic() if begun is None else begun) + self.seconds
        passages = diverse(ground.candidates, MAX_PASSAGES)
        draft = Draft(Prover(ground.parts, passages, head), excerpt)
        failure: ModelFailure | None = None
        try:
            yield from _shown(self._drafted(ground.question, passages, draft, end))
        except ModelFailure as error:
            failure = error
            log.warning("language model %s: %s", self.model.name, type(error).__name__)
        if delta := draft.close():
            yield delta
        if not draft.statements:
            yield self._without(ground, draft, failure)
            return
        missing = _missing(ground.statements, draft.statements)
        if delta := draft.add(missing):
            yield delta
        yield _outcome(draft, failure, completed=bool(missing))

    def _drafted(
        self, question: str, passages: Sequence[Candidate], draft: Draft, end: float
    ) -> Iterator[str]:
        cutter, length = Cutter(), 0
        for piece in self._pieces(question, passages, end):
            if isinstance(piece, Finish):
                if piece.whole:
                    yield from (draft.take(clause) for clause in cutter.finish())
                return
            length += len(piece)
            yield from (draft.take(clause) for clause in cutter.feed(piece))
            if draft.runs_in_circles or length > LONGEST_ANSWER:
                return

    def _pieces(
        self, question: str, passages: Sequence[Candidate], end: float
    ) -> Iterator[str | Finish]:
        """What the model writes; a prompt too long is tried once more with fewer passages."""
        kept = fitting(passages, question, self.context - self.max_tokens)
        for last in (False, True):
            messages = self._messages(question, kept)
            try:
                yield from self._written(messages, end)
            except ContextExceeded as error:
                if last or len(kept) < 2:
                    raise
                kept = self._fewer(kept, question, error.context)
            else:
                return

    def _messages(self, question: str, kept: Sequence[Candidate]) -> list[Message]:
        stored = [one.stored for one in kept]
        return prompt(question, stored, today=self._today(), nonce=secrets.token_hex(8))

    def _written(self, messages: Sequence[Message], end: float) -> Iterator[str | Finish]:
        left = max(0.001, end - time.monotonic())
        pieces = self.model.complete(messages, max_tokens=self.max_tokens, seconds=left)
        for piece in pieces:
            if isinstance(piece, Finish) and was_cut(messages, piece):
                log.warning("the server of %s cut the prompt in silence", self.model.name)
            yield piece

    def _fewer(
        self, kept: Sequence[Candidate], question: str, context: int | None
    ) -> list[Candidate]:
        if context:
            self.context = min(self.context, context)
        return fitting(kept[:-1], question, self.context - self.max_tokens)

    def _without(self, ground: Ground, draft: Draft, failure: ModelFailure | None) -> Outcome:
        """Nothing of the model's can be shown."""
        proved, verdict = draft.result(), ground.verdict
        if failure is None and draft.refused and not draft.withheld_count:
            if verdict.confidence < self._refuse_below + UNSURE:
                return Outcome(REFUSAL, True, True, (), (), proved.clauses)
            return _extract(verdict, proved, MODEL_REFUSED, degraded=False)
        notice = f"{failure.message}，{EXTRACT}。" if failure else UNPROVED
        return _extract(verdict, proved, notice, degraded=True)


def was_cut(messages: Sequence[Message], finish: Finish) -> bool:
    """Whether the server counted fewer tokens than any tokenizer makes of such a prompt."""
    told = finish.prompt_tokens
    return told is not None and told < FEWEST_TOKENS * estimated_tokens(messages)


def _extract(verdict: Verdict, proved: Proved, notice: str, *, degraded: bool) -> Outcome:
    numbers = (*verdict.numbers, *proved.withheld)
    return Outcome(
        verdict.text,
        verdict.refused,
        False,
        verdict.citations,
        numbers,
        proved.clauses,
        degraded,
        (notice,),
    )


def _outcome(draft: Draft, failure: ModelFailure | None, *, completed: bool) -> Outcome:
    proved = draft.result()
    notices = [COMPLETED] if completed else []
    if failure:
        notices.insert(0, f"{failure.message}，回答只到中断之处有原文依据的部分。")
    if count := draft.withheld_count:
        notices.append(f"语言模型有 {count} 处说法没有通过核对，已略去。")
    cited = proved.cited
    return Outcome(
        cited.text,
        False,
        True,
        cited.citations,
        (*cited.numbers, *proved.withheld),
        proved.clauses,
        failure is not None,
        tuple(notices),
    )


def _missing(extract: Sequence[Statement], shown: Sequence[Statement]) -> list[Statement]:
    """Statements of the extract that what is shown leaves out: those whose figures it lacks."""
    said = {key for statement in shown for key in _amounts(statement.text)}
    return [one for one in extract if (own := _amounts(one.text)) and not own & said]


def _amounts(text: str) -> set[tuple[object, object, str]]:
    return {one.key for one in quantities(text) if one.unit not in DATE_UNITS}


def _shown(pieces: Iterator[str]) -> Iterator[str]:
    return (piece for piece in pieces if piece)
