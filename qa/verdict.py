"""Answer or refusal: what the evidence is good for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Citation, NumberCheck
from qa.citations import Excerpt, Statement, cite
from qa.reading import Evidence

REFUSE_BELOW = 0.5
"""Default operating point on the confidence of the best evidence."""
REFUSAL = "资料中没有找到能回答这个问题的内容。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its proof, or a refusal with its reason."""

    text: str
    refused: bool
    citations: tuple[Citation, ...]
    numbers: tuple[NumberCheck, ...]
    confidence: float


def judge(evidence: Sequence[Evidence], refuse_below: float, excerpt: Excerpt) -> Verdict:
    """Answer with the evidence that is sure enough, one statement a part of the question."""
    confidence = max((one.confidence for one in evidence), default=0.0)
    cited = cite(statements(evidence, refuse_below), excerpt)
    if cited.text:
        return Verdict(cited.text, False, cited.citations, cited.numbers, confidence)
    return Verdict(_refusal(evidence), True, (), (), confidence)


def statements(evidence: Sequence[Evidence], refuse_below: float) -> list[Statement]:
    """Of the evidence that is sure enough; each thing said once, though two parts of the question
    may find the same clauses."""
    found: list[Statement] = []
    for one in evidence:
        sure = one.confidence >= refuse_below and not one.failed
        if sure and all(one.text not in said.text for said in found):
            found.append(Statement(one.text, one.candidate.stored, one.ranges))
    return found


def _refusal(evidence: Sequence[Evidence]) -> str:
    """Says what is missing when near evidence fails in one constraint only."""
    failed = sorted({name for one in evidence for name in one.failed})
    if not failed:
        return REFUSAL
    return f"资料中没有找到{'、'.join(failed)}的相应内容，下面是最接近的段落。"
