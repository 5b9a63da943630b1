"""Answer or refusal: what the evidence is good for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Citation, NumberCheck
from qa.citations import Excerpt, Statement, cite
from qa.evidence import Evidence

REFUSE_BELOW = 0.15
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
    kept = [one for one in evidence if one.confidence >= refuse_below and not one.failed]
    cited = cite(_statements(kept), excerpt)
    if cited.text:
        return Verdict(cited.text, False, cited.citations, cited.numbers, confidence)
    return Verdict(_refusal(evidence), True, (), (), confidence)


def _statements(evidence: Sequence[Evidence]) -> list[Statement]:
    """Each thing said once, though two parts of the question may find the same clauses."""
    statements: list[Statement] = []
    for one in evidence:
        if all(one.text not in said.text for said in statements):
            statements.append(Statement(one.text, one.candidate.stored, one.ranges))
    return statements


def _refusal(evidence: Sequence[Evidence]) -> str:
    """Says what is missing when near evidence fails in one constraint only."""
    failed = sorted({name for one in evidence for name in one.failed})
    if not failed:
        return REFUSAL
    return f"资料中没有找到{'、'.join(failed)}的相应内容，下面是最接近的段落。"
