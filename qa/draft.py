"""A model's answer as it may be shown: proved clauses, put together to cited statements.

Text that was given out is never taken back; what ``cite`` makes of the statements begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.script import matching_form
from qa.answer import ClauseCheck, NumberCheck
from qa.citations import Cited, Excerpt, Statement, cite
from qa.clauses import Clause
from qa.numbers import quantities
from qa.proof import Prover, Reason, Support

LONGEST_STATEMENT = 200
"""Characters after which a sentence is closed at its next clause."""
MOST_REPEATED = 3
"""Repeated clauses after which a model is taken to run in circles."""
_REFUSAL = re.compile(
    r"(?:没有|未|并未|无法|不能|找不到|没)(?:能)?(?:在.{0,12})?(?:找到|提及|提到|提供|包含|涉及|说明|给出|查到|得知|确定|回答|明确)"
    r"|资料(?:中|里)?(?:没有|未|不含|缺少)|(?:cannot|could not|not|no) (?:be )?(?:found|find|mention|provide|contain|relevant)"
)


@dataclass(frozen=True, slots=True)
class Proved:
    """A draft, checked: what ``cite`` makes of its statements, and what became of each clause."""

    cited: Cited
    clauses: tuple[ClauseCheck, ...]
    withheld: tuple[NumberCheck, ...]


class Draft:
    """Takes clauses in order; what each call returns is the next piece of the answer."""

    def __init__(self, prover: Prover, excerpt: Excerpt) -> None:
        self._prover = prover
        self._excerpt = excerpt
        self._closed: list[Statement] = []
        self._open: Statement | None = None
        self._given = ""
        self._sentence: list[str] = []
        self._leads: list[str] = []
        self._joint = "，"
        self._seen: set[str] = set()
        self._repeated = 0
        self._checks: list[ClauseCheck] = []
        self._withheld: list[NumberCheck] = []
        self.refused = False
        """The model said that the passages do not answer."""

    @property
    def statements(self) -> Sequence[Statement]:
        return self._closed if self._open is None else [*self._closed, self._open]

    @property
    def runs_in_circles(self) -> bool:
        return self._repeated >= MOST_REPEATED

    @property
    def withheld_count(self) -> int:
        """Clauses that said something and were not shown."""
        silent = {Reason.EMPTY.value, Reason.REPEATED.value, Reason.REFUSAL.value}
        return sum(not one.kept and one.reason not in silent for one in self._checks)

    def take(self, clause: Clause) -> str:
        """Prove a clause; the text that may go out for it."""
        delta = self._taken(clause) if clause.text else ""
        if clause.text:
            self._sentence.append(clause.text)
        if clause.ends_sentence:
            delta += self.close()
        return delta

    def close(self) -> str:
        """End the sentence: its markers and its full stop."""
        for lead in self._leads:
            self._withhold(lead, Reason.EMPTY)
        self._leads, self._sentence = [], []
        return self._closing()

    def add(self, statements: Sequence[Statement]) -> str:
        """Statements of our own, after what the model wrote."""
        delta = self.close()
        self._closed.extend(statements)
        return delta + self._rest()

    def result(self) -> Proved:
        """To be called once, at the end."""
        cited = cite(self._closed, self._excerpt)
        return Proved(cited, tuple(self._checks), tuple(self._withheld))

    def _taken(self, clause: Clause) -> str:
        form = "".join(matching_form(clause.text).split())
        if form in self._seen:
            self._repeated += 1
            return self._withhold(clause.text, Reason.REPEATED)
        self._seen.add(form)
        if _REFUSAL.search(matching_form(clause.text)):
            self.refused = True
            return self._withhold(clause.text, Reason.REFUSAL)
        if clause.asks:
            return self._withhold(clause.text, Reason.EMPTY)
        if self._prover.is_thin(clause.text):
            self._leads.append(clause.text)
            return ""
        return self._proved(clause)

    def _proved(self, clause: Clause) -> str:
        leads, self._leads = self._leads, []
        reason = Reason.UNSUPPORTED
        for text in dict.fromkeys(["，".join([*leads, clause.text]), clause.text]):
            found = self._prover.prove(text, self._sentence, clause.markers)
            if isinstance(found, Reason):
                reason = found
            elif (delta := self._appended(found, clause)) is not None:
                return delta
            else:
                reason = Reason.FIGURE
        return self._withhold(clause.text, reason)

    def _appended(self, support: Support, clause: Clause) -> str | None:
        """The text that goes out, or None when its quotes would not hold its figures."""
        alone = Statement(support.text, support.candidate.stored, support.ranges)
        if not cite([alone], self._excerpt).text:
            return None
        self._checks.append(ClauseCheck(True, support.text, _repointed(support, clause)))
        joined = self._joined(alone)
        if joined is None:
            delta = self._closing() + alone.text
            self._open = alone
        else:
            delta = joined.text[len(self._open.text if self._open else "") :]
            self._open = joined
        self._joint = "；" if clause.end == "；" else "，"
        self._given += delta if joined is not None else alone.text
        return delta

    def _joined(self, alone: Statement) -> Statement | None:
        """The open sentence with one clause more, when both come from one chunk."""
        before = self._open
        if before is None or before.stored.id != alone.stored.id:
            return None
        text = before.text + self._joint + alone.text
        ranges = tuple(dict.fromkeys([*before.ranges, *alone.ranges]))
        joined = Statement(text, alone.stored, ranges)
        fits = len(text) <= LONGEST_STATEMENT and cite([joined], self._excerpt).text
        return joined if fits else None

    def _closing(self) -> str:
        if self._open is None:
            return ""
        self._closed.append(self._open)
        self._open = None
        return self._rest()

    def _rest(self) -> str:
        """What ``cite`` says beyond what was given out."""
        whole = cite(self._closed, self._excerpt).text
        delta = whole[len(self._given) :]
        self._given = whole
        return delta

    def _withhold(self, text: str, reason: Reason) -> str:
        self._checks.append(ClauseCheck(False, "", reason.value))
        if reason not in (Reason.REPEATED, Reason.EMPTY, Reason.UNSAFE):
            figures = (one.text for one in quantities(text) if one.unit)
            self._withheld.extend(NumberCheck(one, False, None) for one in figures)
        return ""


def _repointed(support: Support, clause: Clause) -> str:
    """``repointed`` when the model's own marker named another passage."""
    return "repointed" if clause.markers and support.number not in clause.markers else ""
