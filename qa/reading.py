"""Extractive reading: from candidate chunks to the clauses that answer, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import context
from corpus.script import matching_form
from qa.numbers import Quantity, quantities
from qa.question import Analysis, Kind, places, years
from qa.retrieval import Candidate, Retrieved
from qa.sentences import Segment, clauses, sentences

CARRY = 0.85
"""What a term of an earlier clause is still worth one clause later."""
CONTEXT_WORTH = 0.6
"""What a term is worth that stands in the section title or the sentence before, not in the clause."""
CARRIED_WORTH = 0.15
"""Terms of an earlier part prefer its subject; the part may well have moved on to another."""
MAX_CHARACTERS = 90
"""Of an answer that is not a list; a longer sentence is cut to the clauses around its best one."""
MAX_LIST_CHARACTERS = 220

_PERIOD = re.compile(
    r"(?:截至|截止)?(?:目前|今年以来|近[一二三四五六七八九十\d]+年来?|近年来|(?:\d{2,4}|今|去|明|上|当)年"
    r"(?:上半年|下半年|前?\d{1,2}[-—至~]?\d{0,2}个?月(?:份|\d{1,2}日)?|[一二三四]季度|年?底|末)?"
    r"|\d{1,2}[-—至~]\d{1,2}月|\d{1,2}月(?:份|底|末|\d{1,2}日)?|上半年|下半年|前?[一二三四]季度|“?十[三四五六]五”?(?:期间|时期))"
    r"(?:以来|末|底|期间|前)?[,，]?$"
)
_RANK = re.compile(
    r"第\s*(?:\d+|[一二三四五六七八九十]+)|前\s*\d+|前[一二三四五六七八九十]+|首位|榜首|\d+强|百强|末位"
)
_DATE = re.compile(
    r"\d{4}年|\d{1,2}月|\d{1,2}日|[今去明前后]年|年底|年初|年内|上半年|下半年|季度|[〇零一二三四五六七八九十]{2,4}年"
)
_BODY = re.compile(
    r"委|局|厅|部|院|办|署|政府|政协|人大|公司|集团|中心|协会|联盟|大学|学校|学院|银行|法院|企业|机构|单位|支队|街道|书记|市长|主任"
)
_PLACE = re.compile(r"位于|地处|坐落|地址|地点|设在|落户|[路街道巷号楼区县镇乡村市省港]")
_LIST = re.compile(r"、|和|以及|；|“.+?”“|《.+?》《")
_DATES = frozenset("年月日号")
_RATIOS = frozenset(["%", "‰", "‱", "百分点", "倍"])
_ASKED_UNIT = re.compile(r"(?:多少|几)(?:万|亿|千|百|十)*(?P<unit>[㐀-鿿]{1,3})")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The clauses of one sentence that answer one part of the question."""

    candidate: Candidate
    start: int
    end: int
    """``chunk.text[start:end]`` is what is cited: from the first clause used to the last."""
    text: str
    """What the answer says: those clauses, as they stand in the reading view."""
    confidence: float
    """0–1."""
    failed: tuple[str, ...] = ()
    """Constraints of the question that this evidence does not meet, in Chinese."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    segment: Segment
    form: str
    around: str
    """Matching form of what a reader has in mind here: title, section, the sentence before."""
    before: str
    """Matching form of the sentence before alone."""


def read(analysis: Analysis, retrieved: Retrieved, limit: int = 10) -> list[Evidence]:
    """Evidence for one question from the best ``limit`` candidates, best first."""
    if not analysis.terms:
        return []
    found = [
        _evidence(analysis, retrieved.weights, candidate, sentence)
        for candidate in retrieved.candidates[:limit]
        for sentence in _sentences(candidate)
    ]
    return sorted(found, key=lambda evidence: -evidence.confidence)


def _sentences(candidate: Candidate) -> Iterator[_Sentence]:
    stored = candidate.stored
    title = matching_form(context(stored.document_title, None, stored.chunk.section))
    before = ""
    for segment in sentences(stored.chunk.text):
        form = matching_form(segment.text)
        yield _Sentence(segment, form, f"{title} {before}", before)
        before = form


def _evidence(
    analysis: Analysis, weights: dict[str, float], candidate: Candidate, sentence: _Sentence
) -> Evidence:
    held = {term for term in weights if _holds(sentence.form, term)}
    near = {term for term in weights if term not in held and _holds(sentence.around, term)}
    coverage = _share(analysis, weights, held) + CONTEXT_WORTH * _share(analysis, weights, near)
    pieces = _pieces(analysis, weights, sentence)
    fits = fits_kind(analysis, "".join(piece.text for piece in pieces))
    failed = _failed_constraints(analysis, candidate, sentence)
    confidence = 0.75 * coverage + 0.25 * candidate.score
    confidence *= (1.0 if fits else 0.6) * (0.3 if failed else 1.0)
    return Evidence(
        candidate,
        min(piece.start for piece in pieces),
        max(piece.end for piece in pieces),
        _joined(analysis, pieces),
        min(1.0, confidence),
        failed,
    )


def _share(analysis: Analysis, weights: dict[str, float], held: set[str]) -> float:
    """Share of the question's weight that the held terms make up."""
    worth = {term: weights[term] for term in analysis.terms}
    worth |= {term: weights[term] * CARRIED_WORTH for term in analysis.carried}
    total = sum(worth.values())
    return sum(worth[term] for term in held if term in worth) / total if total else 0.0


def _holds(form: str, term: str) -> bool:
    """Whether a text holds a term; digits must not be part of a longer number."""
    if term not in form:
        return False
    if not (term[0].isdigit() or term[0].isascii()):
        return True
    return bool(re.search(rf"(?<![a-z\d.]){re.escape(term)}(?![a-z\d]|\.\d)", form))


def fits_kind(analysis: Analysis, text: str) -> bool:
    """Whether the text holds the kind of thing that the question asks for."""
    match analysis.kind:
        case Kind.AMOUNT:
            return _fits_amount(analysis, text)
        case Kind.RATIO:
            return any(figure.unit in _RATIOS for figure in quantities(text))
        case Kind.RANK:
            return bool(_RANK.search(text))
        case Kind.DATE:
            return bool(_DATE.search(text))
        case Kind.PLACE:
            return bool(_PLACE.search(text) or places(text))
        case Kind.BODY:
            return bool(_BODY.search(text))
        case Kind.LIST:
            return bool(_LIST.search(text))
    return True


def _fits_amount(analysis: Analysis, text: str) -> bool:
    figures = [figure for figure in quantities(text) if figure.unit not in _DATES]
    asked = _ASKED_UNIT.search(analysis.text)
    if asked and (wanted := _wanted_units(asked["unit"])):
        return any(figure.unit in wanted for figure in figures)
    return bool(figures)


def _wanted_units(asked: str) -> set[str]:
    """Units that a figure may have when 多少 or 几 is followed by ``asked``."""
    named: list[Quantity] = quantities("1" + asked)
    if not named or not named[0].unit:
        return set()
    unit = named[0].unit
    if unit == "元":
        return {"元", "美元"}
    return {unit, "个"} if unit in ("家", "条", "项", "所", "座") else {unit}


def _failed_constraints(
    analysis: Analysis, candidate: Candidate, sentence: _Sentence
) -> tuple[str, ...]:
    failed = []
    if analysis.years and not _year_holds(analysis, candidate, sentence):
        failed.append("、".join(f"{year}年" for year in sorted(analysis.years)))
    missing = {name for name in analysis.places if name not in f"{sentence.form} {sentence.around}"}
    if missing and (others := places(sentence.form) - analysis.places) is not None:
        whole = matching_form(candidate.stored.chunk.text)
        # The chunk may name its subject once, at its head; another place in the sentence overrules.
        failed.extend(sorted(name for name in missing if others or name not in whole))
    return tuple(failed)


def _year_holds(analysis: Analysis, candidate: Candidate, sentence: _Sentence) -> bool:
    """The nearest statement of a year decides: sentence, the one before, heading, document date."""
    date = candidate.stored.document_date
    for place in (sentence.form, sentence.before, sentence.around, (date or "")[:4]):
        if said := years(place):
            return bool(analysis.years & said)
    return False


def _pieces(analysis: Analysis, weights: dict[str, float], sentence: _Sentence) -> list[Segment]:
    """The clauses to quote, in order: the one that answers and what it leans on."""
    cut = clauses(sentence.segment)
    if analysis.kind in (Kind.AMOUNT, Kind.RATIO, Kind.RANK, Kind.DATE):
        return _literal_pieces(analysis, weights, cut)
    limit = MAX_LIST_CHARACTERS if analysis.kind is Kind.LIST else MAX_CHARACTERS
    return _window(weights, cut, limit)


def _literal_pieces(
    analysis: Analysis, weights: dict[str, float], cut: Sequence[Segment]
) -> list[Segment]:
    forms = [matching_form(clause.text) for clause in cut]
    fitting = [i for i, clause in enumerate(cut) if fits_kind(analysis, clause.text)]
    if not fitting:
        return _window(weights, cut, MAX_CHARACTERS)
    best = max(fitting, key=lambda i: (_carried_worth(weights, forms, i), -i))
    pieces = [cut[best]]
    said = {term for term in weights if _holds(forms[best], term)}
    for i in range(best - 1, -1, -1):
        new = {term for term in weights if term not in said and _holds(forms[i], term)}
        if not new and not (i == 0 and _PERIOD.match(cut[i].text)):
            continue
        pieces.insert(0, _leaned_on(cut[i], forms[i], new - _overhanging(analysis, new, said)))
        said |= new
    return pieces


def _overhanging(analysis: Analysis, new: set[str], said: set[str]) -> set[str]:
    """Pairs that reach into a word which a later piece says: 育学 of 教育学位 when 学位 is there."""
    following = zip(analysis.terms, analysis.terms[1:], strict=False)
    return {
        term for term, after in following if term in new and term[-1] == after[0] and after in said
    }


def _leaned_on(clause: Segment, form: str, new: set[str]) -> Segment:
    """A clause that the answer leans on; of one with a figure of its own, only its subject."""
    figure = next((q for q in quantities(form) if q.unit not in _DATES), None)
    if not new or figure is None:
        return clause
    end = max(form.find(term) + len(term) for term in new)
    if end > figure.start:
        return clause
    return Segment(clause.start, clause.start + end, clause.text[:end])


def _carried_worth(weights: dict[str, float], forms: Sequence[str], position: int) -> float:
    """Weight of the terms in a clause and, fading with the distance, in those before it."""
    worth = 0.0
    for term, weight in weights.items():
        for distance in range(position + 1):
            if _holds(forms[position - distance], term):
                worth += weight * CARRY**distance
                break
    return worth


def _window(weights: dict[str, float], cut: Sequence[Segment], limit: int) -> list[Segment]:
    """The run of clauses within ``limit`` characters that holds the most of the question."""
    forms = [matching_form(clause.text) for clause in cut]
    worth = [sum(w for term, w in weights.items() if _holds(form, term)) for form in forms]
    first = last = max(range(len(cut)), key=lambda i: (worth[i], -i))
    while True:
        room = limit - (cut[last].end - cut[first].start)
        # What follows explains or lists; what stands before names the subject: the richer goes in.
        after = last + 1 < len(cut) and len(cut[last + 1].text) <= room
        before = first > 0 and len(cut[first - 1].text) <= room
        if before and (not after or worth[first - 1] >= worth[last + 1]):
            first -= 1
        elif after:
            last += 1
        else:
            return list(cut[first : last + 1])


def _joined(analysis: Analysis, pieces: Sequence[Segment]) -> str:
    """The pieces as one sentence; what was left out inside a clause shows as an ellipsis.

    None is needed where the question itself puts the two ends together: 郑州机场 + 货邮吞吐量.
    """
    text = pieces[0].text
    for before, piece in zip(pieces, pieces[1:], strict=False):
        cut = before.end < piece.start and before.text[-1] not in _STOPS
        seam = matching_form(before.text[-2:] + piece.text[:2])
        text += ("" if not cut or seam in analysis.text else "……") + piece.text
    return text


_STOPS = "，,：:、；;。"
