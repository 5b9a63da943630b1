"""Chunk-level citation by embedding similarity, as RAGFlow falls back to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from embeddings.embedder import Embedder
from eval.baselines import citation, drafted, marked, one_by_one, sentences
from eval.normalise import plain, without_markers
from eval.systems import Remembered
from qa.answer import Answer, Passage, Question

# Citation after the fact as RAGFlow falls back to when its model wrote none: nine parts vector
# similarity to one part terms, a threshold that is lowered until something is cited, every chunk
# within one per cent of the best, at most four a sentence.
VECTOR_SHARE = 0.9
FIRST_THRESHOLD, LAST_THRESHOLD, LOWERED_BY = 0.63, 0.3, 0.8
NEAR_BEST = 0.99
MOST_CITED = 4
SHORTEST_CITED = 5


class ChunkCitation:
    """The product's own words with chunk-level citations found by embedding similarity."""

    name = "chunk_citation"
    answers = True
    retrieves = False

    def __init__(self, product: Remembered, embedder: Embedder) -> None:
        self._product = product
        self._vector = one_by_one(embedder)

    def answer(self, question: Question) -> Answer:
        answer = self._product.answer(question)
        if answer.refused:
            return answer
        text = without_markers(answer.answer)
        parts = [text[start:end] for start, end in sentences(text)]
        cited = self._cited(parts, answer.passages)
        order = list(dict.fromkeys(chunk for chunks in cited for chunk in chunks))
        said = (
            marked(part, [order.index(chunk) + 1 for chunk in chunks])
            for part, chunks in zip(parts, cited, strict=True)
        )
        citations = tuple(
            citation(marker, answer.passages[chunk], 0, len(answer.passages[chunk].text))
            for marker, chunk in enumerate(order, start=1)
        )
        return drafted(question, "".join(said), answer.confidence, citations, answer.passages)

    def retrieve(self, question: Question, k: int) -> Sequence[Passage]:
        return self._product.answer(question).passages[:k]

    def _cited(self, parts: Sequence[str], chunks: Sequence[Passage]) -> list[list[int]]:
        """For each sentence the chunks that it is said to come from."""
        scores = [
            [] if len(part) < SHORTEST_CITED else [self._alike(part, chunk) for chunk in chunks]
            for part in parts
        ]
        threshold = FIRST_THRESHOLD
        while threshold > LAST_THRESHOLD:
            cited = [_near_best(row, threshold) for row in scores]
            if any(cited):
                return cited
            threshold *= LOWERED_BY
        return [[] for _ in parts]

    def _alike(self, sentence: str, chunk: Passage) -> float:
        cosine = float(self._vector(sentence) @ self._vector(chunk.text))
        return VECTOR_SHARE * cosine + (1 - VECTOR_SHARE) * _shared_terms(sentence, chunk.text)


def _near_best(scores: Sequence[float], threshold: float) -> list[int]:
    bar = max(scores, default=0.0) * NEAR_BEST
    if not scores or bar < threshold:
        return []
    return [i for i, score in enumerate(scores) if score > bar][:MOST_CITED]


def _shared_terms(sentence: str, text: str) -> float:
    """Share of the sentence's character bigrams that the text has."""
    wanted, found = _bigrams(sentence), _bigrams(text)
    return len(wanted & found) / len(wanted) if wanted else 0.0


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> frozenset[str]:
    letters = plain(text)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))
