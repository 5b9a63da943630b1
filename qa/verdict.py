"""Answer or refusal: what the evidence is good for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.script import matching_form
from qa.answer import Citation, NumberCheck
from qa.citations import Excerpt, Statement, cite
from qa.drafts import segments
from qa.evidence import Evidence
from qa.kinds import DATE_UNITS, fits_kind
from qa.matching import held
from qa.numbers import Quantity, quantities
from qa.periods import periods
from qa.question import LITERAL, Analysis, Kind
from qa.sentences import read_sentences
from qa.violations import contradicted
from qa.years import years

REFUSE_BELOW = 0.25
"""Default operating point on the confidence of the best evidence: the most at which about one answerable
development question in twenty is refused."""
RIVAL_KINDS = frozenset([Kind.AMOUNT, Kind.RATIO, Kind.RANK])
RIVALS_LOOKED_AT = 6
RIVAL_COVERAGE, RIVAL_CONFIDENCE = 0.9, 0.6
"""What another document's figure needs, beside the best one, to count as a statement of the same."""
BESIDE_AN_ANSWER = 2.0
"""Odds of a part of a question, beside one that is answered, against those of a question by itself."""
MOST_TOGETHER = 160
"""Characters of one sentence up to which answers to several parts are said as one piece."""
UNDATED = "引用的资料没有写明年份，请核对是否为所问的年份。"
CONFLICT = "两份资料的数字不同，均已列出，日期新的在前。"
REFUSAL = "资料中没有找到能回答这个问题的内容。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its proof, or a refusal with its reason."""

    text: str
    refused: bool
    citations: tuple[Citation, ...]
    numbers: tuple[NumberCheck, ...]
    confidence: float
    notices: tuple[str, ...] = ()


def foremost(found: list[Evidence], refuse_below: float) -> list[Evidence]:
    """The first that is sure enough comes first; better one that fails a constraint is no answer."""
    first = next((one for one in found if is_sure(one, refuse_below)), None)
    return [first, *(one for one in found if one is not first)] if first else found


def beside_each_other(read: Sequence[list[Evidence]], refuse_below: float) -> list[list[Evidence]]:
    """The evidence for each part of a question; where one part is answered, the others are likelier to be."""
    sure = [bool(found) and is_sure(found[0], refuse_below) for found in read]
    if not any(sure):
        return list(read)
    return [
        found if told else foremost([_likelier(one) for one in found], refuse_below)
        for found, told in zip(read, sure, strict=True)
    ]


def _likelier(evidence: Evidence) -> Evidence:
    odds = BESIDE_AN_ANSWER * evidence.confidence / max(1 - evidence.confidence, 1e-9)
    return replace(evidence, confidence=odds / (1 + odds))


def named(evidence: Evidence, name: str) -> Evidence:
    """Said of whom, where it is the answer to one of several: 洛阳：全市地区生产总值5648.9亿元. A name with a
    figure would have to stand in what is cited."""
    if not name or quantities(name) or name in matching_form(evidence.text):
        return evidence
    return replace(evidence, text=f"{name}：{evidence.text}")


def beside(evidence: Evidence, asked: Analysis) -> Evidence:
    """Evidence with its whole sentence, where the rest of that holds such a figure or day as another part of the
    question asks for, or all that it is about, and nothing was found to it by itself: 总投资2860万元，改建泊位2个."""
    stored, (start, end) = evidence.candidate.stored, evidence.ranges[-1]
    whole = next((one for one in segments(stored) if one.start <= start and end <= one.end), None)
    if whole is None or len(evidence.ranges) > 1 or evidence.rival or _is_row(whole.text):
        return evidence
    rest = [whole.text[: start - whole.start], whole.text[end - whole.start :]]
    fits = asked.kind in LITERAL and any(fits_kind(asked, one) for one in rest)
    own = set(asked.own)
    fits = fits or (bool(own) and held(matching_form(" ".join(rest)), own) == own)
    if not fits or len(whole.text) > MOST_TOGETHER or contradicted(asked.asked, rest):
        return evidence
    return replace(evidence, text=whole.text, ranges=((whole.start, whole.end),))


def _is_row(sentence: str) -> bool:
    """Of a table: 指标：货邮，2023年：60.8万吨."""
    return sentence.count("：") > 1


def with_rival(found: Sequence[Evidence]) -> list[Evidence]:
    """The best evidence, and that of another document which states another figure just as well.

    Newest first, so that the reader sees which one replaces which. A document that states the same
    figure supports the best evidence, and is cited with it.
    """
    figure = _figure(found[0]) if found else None
    if figure is None:
        return list(found[:1])
    best = found[0]
    for other in found[1:RIVALS_LOOKED_AT]:
        said = _figure(other)
        if said is None or said.unit != figure.unit or not _rivals(best, other):
            continue
        if said.key == figure.key:
            best = best if best.support else replace(best, support=(other,))
        elif _times(other) == _times(best):
            return sorted([best, replace(other, rival=True)], key=_date, reverse=True)
    return [best]


def of_another_document(
    found: Sequence[Evidence], best: Sequence[Evidence], refuse_below: float
) -> list[Evidence]:
    """The first of ``found`` from another document, where what is told so far is all from one: each
    occasion has a document of its own."""
    documents = {one.candidate.stored.document_id for one in best}
    others = (one for one in found if one.candidate.stored.document_id not in documents)
    also = next((one for one in others if is_sure(one, refuse_below)), None)
    return [also] if also and len(documents) == 1 else []


def _conflict(evidence: Sequence[Evidence], refuse_below: float) -> bool:
    """Whether two documents give different figures for one part of the question."""
    return any(one.rival and is_sure(one, refuse_below) for one in evidence)


def is_sure(evidence: Evidence, refuse_below: float) -> bool:
    """Whether it may be said."""
    return evidence.confidence >= refuse_below and not evidence.failed


def _rivals(best: Evidence, other: Evidence) -> bool:
    signals = other.signals
    return (
        other.candidate.stored.document_id != best.candidate.stored.document_id
        and signals.fits
        and signals.holds
        and other.trust >= best.trust
        and signals.partial == best.signals.partial
        and signals.coverage >= RIVAL_COVERAGE * best.signals.coverage
        and other.confidence >= RIVAL_CONFIDENCE * best.confidence
    )


def _figure(evidence: Evidence) -> Quantity | None:
    """The figure that the evidence is about: its last that is no date."""
    figures = [figure for figure in quantities(evidence.text) if figure.unit not in DATE_UNITS]
    return figures[-1] if figures else None


def _times(evidence: Evidence) -> frozenset[object]:
    """Years and parts of years that are said: a figure of another year contradicts nothing."""
    form = matching_form(evidence.text)
    return frozenset[object]((*years(form), *periods(form)))


def _date(evidence: Evidence) -> str:
    return evidence.candidate.stored.document_date or ""


def judge(
    evidence: Sequence[Evidence],
    refuse_below: float,
    excerpt: Excerpt,
    unanswered: Sequence[str] = (),
) -> Verdict:
    """Answer with the evidence that is sure enough, one statement a part of the question.

    ``unanswered`` are the parts for which there is none: an answer says so beside it.
    """
    confidence = max((one.confidence for one in evidence), default=0.0)
    cited = cite(statements(evidence, refuse_below), excerpt)
    if cited.text:
        notices = [CONFLICT] if _conflict(evidence, refuse_below) else []
        if any(one.undated and is_sure(one, refuse_below) for one in evidence):
            notices.append(UNDATED)
        if unanswered:
            notices.append(f"没有找到答案的部分：{'；'.join(unanswered)}。")
        return Verdict(
            cited.text, False, cited.citations, cited.numbers, confidence, tuple(notices)
        )
    return Verdict(_refusal(evidence), True, (), (), confidence)


def statements(evidence: Sequence[Evidence], refuse_below: float) -> list[Statement]:
    """Of the evidence that is sure enough; each thing said once, though two parts of the question
    may find the same clauses."""
    found: list[Statement] = []
    for one in _together([one for one in evidence if is_sure(one, refuse_below)]):
        if all(one.text not in said.text for said in found):
            also = tuple((other.candidate.stored, other.ranges) for other in one.support)
            found.append(Statement(one.text, one.candidate.stored, one.ranges, also))
    return found


def _together(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Evidence for several parts of a question that stands in one sentence, said in one piece."""
    found: list[Evidence] = []
    for one in evidence:
        if any(one.text == other.text or _among_rows(one, other) for other in found):
            continue
        i = next((i for i, other in enumerate(found) if _same_sentence(one, other)), None)
        if i is None:
            found.append(one)
        else:
            found[i] = _joint(found[i], one)
    return found


def _same_sentence(one: Evidence, other: Evidence) -> bool:
    stored = one.candidate.stored
    if stored.id != other.candidate.stored.id or one.rival or other.rival:
        return False
    if _lists_rows(one) or _lists_rows(other):
        return False
    (start, end), (begin, finish) = one.ranges[-1], other.ranges[-1]
    low, high = min(start, begin), max(end, finish)
    return high - low <= MOST_TOGETHER and any(
        sentence.segment.start <= low and high <= sentence.segment.end
        for sentence in read_sentences(stored.chunk.text)
    )


def _lists_rows(evidence: Evidence) -> bool:
    """Several rows of a table, each from its name on, are said as they are; beside one sentence the other
    range is a heading, which begins its line."""
    start = evidence.ranges[0][0]
    return len(evidence.ranges) > 1 and evidence.candidate.stored.chunk.text[:start].endswith("：")


def _among_rows(one: Evidence, other: Evidence) -> bool:
    """Whether the figure with which a row ends is told already among several rows."""
    if one.candidate.stored.id != other.candidate.stored.id or not _lists_rows(other):
        return False
    told = {end for _, end in other.ranges}
    return bool(told & {one.ranges[-1][1], one.ranges[-1][1] - 1})  # the stop after it


def _joint(one: Evidence, other: Evidence) -> Evidence:
    (start, end), (begin, finish) = one.ranges[-1], other.ranges[-1]
    low, high = min(start, begin), max(end, finish)
    said = one.candidate.stored.chunk.text[low:high].strip()
    speaker = one.ranges[:-1] or other.ranges[:-1]
    if speaker:
        said = f"{one.candidate.stored.chunk.text[slice(*speaker[0])].strip()}：{said}"
    return replace(
        one,
        text=said,
        ranges=(*speaker, (low, high)),
        confidence=max(one.confidence, other.confidence),
        support=one.support + other.support,
    )


def _refusal(evidence: Sequence[Evidence]) -> str:
    """Says what is missing when near evidence fails in one constraint only."""
    failed = sorted({name for one in evidence for name in one.failed})
    if not failed:
        return REFUSAL
    return f"资料中没有找到{'、'.join(failed)}的相应内容，下面是最接近的段落。"
