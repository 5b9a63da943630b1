"""What others do, in the same run: the columns that the product must beat.

Each is a ``System``. They see the same library, the same chunks and the same embedder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from embeddings.embedder import Embedder, Vectors
from eval.answerer import Retrieval
from eval.evidence import sentence_around
from eval.systems import System
from qa.answer import Answer, Citation, Passage, Question, Timings

RRF_K = 60
"""The constant of Cormack, Clarke and Büttcher (2009), which most hybrid searches keep."""
FUSED_DEPTH = 50
READ = 3
"""Passages that the closest-sentence reader looks into."""

Rank = Callable[[str, int], Sequence[Passage]]
"""Question and k to the k best passages."""


class Ranked:
    """A retriever by itself."""

    answers = False
    retrieves = True

    def __init__(self, name: str, rank: Rank) -> None:
        self.name = name
        self._rank = rank

    def answer(self, question: Question) -> Answer:
        raise NotImplementedError(f"{self.name} does not answer")

    def retrieve(self, question: Question, k: int) -> Sequence[Passage]:
        return self._rank(question.text, k)


class ClosestSentence:
    """Answers with the sentence of the best passages that is closest to the question; never refuses.

    Its confidence is the cosine, so that its refusal curve can be drawn.
    """

    name = "closest_sentence"
    answers = True
    retrieves = False

    def __init__(self, rank: Rank, embedder: Embedder) -> None:
        self._rank = rank
        self._embedder = embedder
        self._vector = one_by_one(embedder)

    def answer(self, question: Question) -> Answer:
        passages = self._rank(question.text, READ)
        found = [(passage, *span) for passage in passages for span in sentences(passage.text)]
        if not found:
            return drafted(question, "", 0.0, (), passages)
        asked = self._embedder.embed_query(question.text)
        scores = [float(asked @ self._vector(p.text[start:end])) for p, start, end in found]
        best = int(np.argmax(scores))
        passage, start, end = found[best]
        confidence = min(1.0, max(0.0, scores[best]))
        text = marked(passage.text[start:end], [1])
        return drafted(question, text, confidence, (citation(1, passage, start, end),), passages)

    def retrieve(self, question: Question, k: int) -> Sequence[Passage]:
        return self._rank(question.text, k)


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[Passage]], k: int, constant: int = RRF_K
) -> list[Passage]:
    """The ``k`` best by the sum of 1 / (constant + rank) over the rankings, ties by first seen."""
    scores: dict[tuple[str, int, int], float] = {}
    passages: dict[tuple[str, int, int], Passage] = {}
    for ranking in rankings:
        for rank, passage in enumerate(ranking, start=1):
            key = (passage.document_id, passage.start, passage.end)
            scores[key] = scores.get(key, 0.0) + 1 / (constant + rank)
            passages.setdefault(key, passage)
    ordered = sorted(scores, key=lambda key: -scores[key])
    return [passages[key] for key in ordered[:k]]


def retrieval_only(retrieval: Retrieval) -> list[System]:
    """Dense alone, lexical alone, and their reciprocal-rank fusion."""
    return [
        Ranked("dense", retrieval.dense),
        Ranked("lexical", retrieval.lexical),
        Ranked("rrf", fused(retrieval)),
    ]


def fused(retrieval: Retrieval) -> Rank:
    """Reciprocal-rank fusion of the two halves."""

    def rank(question: str, k: int) -> Sequence[Passage]:
        depth = max(k, FUSED_DEPTH)
        both = [retrieval.dense(question, depth), retrieval.lexical(question, depth)]
        return reciprocal_rank_fusion(both, k)

    return rank


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences, closing punctuation included, leading white space not."""
    spans: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        _, end = sentence_around(text, position, position + 1)
        if body := text[position:end].lstrip():
            spans.append((end - len(body), end))
        position = end
    return spans


def one_by_one(embedder: Embedder) -> Callable[[str], Vectors]:
    """The vector of a text, remembered: passages and sentences come up again and again."""

    @lru_cache(maxsize=16384)
    def vector(text: str) -> Vectors:
        row: Vectors = embedder.embed_documents([text])[0]
        return row

    return vector


def marked(sentence: str, markers: Sequence[int]) -> str:
    """Markers before the closing punctuation."""
    body = sentence.rstrip()
    closing = body[-1:] if body[-1:] in "。！？!?；;" else ""
    shown = "".join(f"[{marker}]" for marker in markers)
    return f"{body.removesuffix(closing)}{shown}{closing}"


def citation(marker: int, passage: Passage, start: int, end: int) -> Citation:
    """A citation of ``passage.text[start:end]``."""
    return Citation(
        marker=marker,
        document_id=passage.document_id,
        document_title=passage.document_title,
        document_date=passage.document_date,
        section=passage.section,
        quote=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
    )


def drafted(
    question: Question,
    text: str,
    confidence: float,
    citations: tuple[Citation, ...],
    passages: Sequence[Passage],
) -> Answer:
    """An answer of a baseline; one without text is a refusal."""
    return Answer(
        id="ans_baseline",
        question=question.text,
        answer=text,
        refused=not text,
        mode="extractive",
        citations=citations,
        numbers=(),
        passages=tuple(passages),
        timings=Timings(0.0, 0.0, 0.0),
        confidence=confidence,
    )
