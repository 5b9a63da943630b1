"""Citations and figures of one answer, held against the text of the documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.lines import GAP
from eval.evidence import Span, groups_hit, hit, same_place, sentence_around
from qa.answer import Answer, Citation
from qa.numbers import Quantity, quantities, supports

TextOf = Callable[[str], str | None]
"""The text of a document by its id, None for an unknown one."""

_MARKER = re.compile(r"\[(\d+)\]")
_NUMBER_AND_UNIT = re.compile(r"(?P<number>[-−]?[\d,]+(?:\.\d+)?)\s*(?P<unit>\D+)")
_BROKEN = re.compile(r"(?<=\d)\n(?=\d)")
"""A line of a narrow column may end inside a figure."""
# A mark inside quotation marks or a title ends no sentence of the answer: 《CDTV！》[1]。
_SENTENCE = re.compile(r"(?:[^。！？!?\n]|[。！？!?]+[”’』」）)》])*[。！？!?\n]?(?:\s*\[\d+\])*")


@dataclass(frozen=True, slots=True)
class Judged:
    """The citations of an answer, sorted into usable and wrong ones."""

    usable: tuple[Citation, ...]
    """Verbatim, with a marker of their own in the answer."""
    wrong: int
    """The other citations, and the markers without a citation."""

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(_span(citation) for citation in self.usable)

    @property
    def distinct(self) -> tuple[Span, ...]:
        """No two at the same place: a repeat counts neither for nor against."""
        kept: list[Span] = []
        for span in self.spans:
            if not any(same_place(span, earlier) for earlier in kept):
                kept.append(span)
        return tuple(kept)

    @property
    def counted(self) -> int:
        return len(self.distinct) + self.wrong


def judge(answer: Answer, text_of: TextOf) -> Judged:
    """Sort the citations into usable and wrong ones."""
    markers = {int(marker) for marker in _MARKER.findall(answer.answer)}
    wrong = len(markers - {citation.marker for citation in answer.citations})
    seen: set[int] = set()
    usable: list[Citation] = []
    for citation in answer.citations:
        own = citation.marker in markers and citation.marker not in seen
        seen.add(citation.marker)
        if own and is_verbatim(citation, text_of):
            usable.append(citation)
        else:
            wrong += 1
    return Judged(tuple(usable), wrong)


def is_verbatim(citation: Citation, text_of: TextOf) -> bool:
    """Whether the quote is the document's ``text[start:end]``, and not empty."""
    text = text_of(citation.document_id)
    if text is None or not 0 <= citation.start < citation.end <= len(text):
        return False
    return text[citation.start : citation.end] == citation.quote


def precision(judged: Judged, evidence: Sequence[Sequence[Span]]) -> float:
    """Share of the citations that stand on evidence; wrong ones count, none at all is 0.

    Citation precision as ALCE (Gao et al. 2023) reports it, judged by overlap with annotated
    evidence instead of an entailment model.
    """
    right = sum(any(hit(span, group) for group in evidence) for span in judged.distinct)
    return right / judged.counted if judged.counted else 0.0


def recall(judged: Judged, evidence: Sequence[Sequence[Span]]) -> float:
    """Share of the evidence groups that a usable citation stands on."""
    return len(groups_hit(judged.spans, evidence)) / len(evidence) if evidence else 0.0


def validity(judged: Judged) -> float:
    """Share of the citations that are usable at all; an answer without any is 0."""
    return len(judged.distinct) / judged.counted if judged.counted else 0.0


def focus(judged: Judged, evidence: Sequence[Sequence[Span]], text_of: TextOf) -> float:
    """Share of the cited characters in sentences with evidence: what a reader does not read in vain.

    A citation of a whole page that holds the evidence somewhere has precision 1 and a low focus.
    """
    places = [_widened(span, text_of) for group in evidence for span in group]
    cited = {(s.document_id, i) for s in judged.distinct for i in range(s.start, s.end)}
    useful = {(s.document_id, i) for s in places for i in range(s.start, s.end)}
    return len(cited & useful) / len(cited) if cited else 0.0


def number_faithfulness(answer: Answer, judged: Judged, text_of: TextOf) -> float | None:
    """Share of the answer's figures that stand in a span which their sentence cites.

    Value and unit must agree after normalisation. None for an answer without figures. The idea is
    the number match of table-and-text QA (FinQA, Chen et al. 2021), held against the citation
    instead of the gold answer.
    """
    cited = {citation.marker: _cited_text(citation, text_of) for citation in judged.usable}
    verdicts: list[bool] = []
    for sentence, markers in _sentences(answer.answer):
        sources = [cited[marker] for marker in markers if marker in cited]
        verdicts += [_stands(figure, sources) for figure in quantities(sentence)]
    return sum(verdicts) / len(verdicts) if verdicts else None


def _widened(span: Span, text_of: TextOf) -> Span:
    text = text_of(span.document_id) or ""
    return Span(span.document_id, *sentence_around(text, span.start, span.end))


def _stands(figure: Quantity, sources: Sequence[str]) -> bool:
    return any(
        supports(source, figure)
        or supports(_BROKEN.sub("", source), figure)
        or _tabled(figure, source)
        for source in sources
    )


def _tabled(figure: Quantity, source: str) -> bool:
    """Whether a cell holds the bare number, and head, row name or unit line its unit.

    A table says 注册护士（万人）in one cell and 7.95 in another; an answer says 7.95万人. Cells may be set
    apart by blanks alone.
    """
    source = GAP.sub(" | ", source)
    said = _NUMBER_AND_UNIT.fullmatch(figure.text)
    if said is None:
        return False
    unit = rf"[（(：:|/\s]{re.escape(said['unit'])}[）)|，,；;/／\s]"
    bare = (cell for cell in quantities(source) if not cell.unit and cell.upper is None)
    number = Decimal(said["number"].replace(",", "").replace("−", "-"))
    return any(cell.value == number for cell in bare) and bool(re.search(unit, f"{source}\n"))


def _sentences(answer: str) -> Iterator[tuple[str, list[int]]]:
    """Each sentence without its markers, and the markers; those after the full stop count too."""
    for match in _SENTENCE.finditer(answer):
        if match[0].strip():
            markers = [int(marker) for marker in _MARKER.findall(match[0])]
            yield _MARKER.sub("", match[0]), markers


def _cited_text(citation: Citation, text_of: TextOf) -> str:
    return (text_of(citation.document_id) or "")[citation.start : citation.end]


def _span(citation: Citation) -> Span:
    return Span(citation.document_id, citation.start, citation.end)
