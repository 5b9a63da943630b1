"""Hybrid retrieval: dense and lexical neighbours, one score that means the same every time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import StoredChunk
from corpus.library import Library
from embeddings.embedder import Embedder
from qa.answer import Filters
from qa.diversity import unflooded
from qa.index import ChunkIndex, Hit, allowed
from qa.question import Analysis
from qa.terms import terms

POOL = 30
"""Neighbours taken from each side before they are scored together."""
DENSE_FLOOR, DENSE_CEILING = 0.74, 0.92
"""Cosines of multilingual-e5 between a question and text: unrelated below, answering above."""
BM25_FULL = 1.6
"""BM25 of a passage that holds every term of the question well, in units of the terms' idf sum."""
DENSE_WEIGHT = 0.4
SEAM_WORTH = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A retrieved chunk with both raw scores and the fused one (0–1)."""

    stored: StoredChunk
    dense: float
    lexical: float
    score: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Candidates, best first, and the weight (idf) of each content term of the question."""

    candidates: tuple[Candidate, ...]
    weights: dict[str, float]


class Retriever:
    """Searches the index for one question at a time; thread-safe."""

    def __init__(self, library: Library, index: ChunkIndex, embedder: Embedder) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder

    def retrieve(self, analysis: Analysis, k: int, filters: Filters) -> Retrieved:
        """The k best candidates for a question. Empty when the filters leave nothing."""
        query = [*analysis.terms, *analysis.carried]
        weights = self._weights(query)
        vector = self._embedder.embed_query(analysis.text)
        within = allowed(self._library, filters)

        def found(most: int) -> tuple[Candidate, ...]:
            hits = self._index.search(query, vector, max(most, POOL), within)
            scored = sorted(
                ((self._fuse(hit, weights), hit) for hit in hits),
                key=lambda pair: (-pair[0], pair[1].chunk_id),
            )
            return self._candidates(scored[:most])

        return Retrieved(tuple(unflooded(found, k)), weights)

    def dense(self, text: str, k: int) -> list[StoredChunk]:
        """The k nearest chunks by vector alone."""
        hits = self._index.search([], self._embedder.embed_query(text), k)
        return self._ranked(hits, k, lambda hit: hit.dense)

    def lexical(self, text: str, k: int) -> list[StoredChunk]:
        """The k best chunks by BM25 alone, over all terms of the text."""
        hits = self._index.search(terms(text), self._embedder.embed_query(text), k)
        return self._ranked(hits, k, lambda hit: hit.lexical)

    def _ranked(
        self, hits: Sequence[Hit], k: int, score: Callable[[Hit], float]
    ) -> list[StoredChunk]:
        best = sorted(hits, key=lambda hit: (-score(hit), hit.chunk_id))[:k]
        return self._library.chunks([hit.chunk_id for hit in best])

    def _fuse(self, hit: Hit, weights: dict[str, float]) -> float:
        dense = (hit.dense - DENSE_FLOOR) / (DENSE_CEILING - DENSE_FLOOR)
        dense = min(1.0, max(0.0, dense))
        total = sum(weights.values())
        if not total:
            return dense
        lexical = min(1.0, hit.lexical / (BM25_FULL * total))
        return DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * lexical

    def _weights(self, query: Sequence[str]) -> dict[str, float]:
        """Inverse document frequency of each term, as BM25 has it (Robertson and Zaragoza 2009)."""
        count = len(self._index)
        frequencies = self._index.document_frequency(query)
        weights = {
            term: math.log(1 + (count - df + 0.5) / (df + 0.5))
            for term, df in zip(query, frequencies, strict=True)
        }
        for seam in _seams(query, frequencies):
            weights[seam] *= SEAM_WORTH
        return weights

    def _candidates(self, scored: Sequence[tuple[float, Hit]]) -> tuple[Candidate, ...]:
        stored = {
            chunk.id: chunk for chunk in self._library.chunks([h.chunk_id for _, h in scored])
        }
        return tuple(
            Candidate(stored[hit.chunk_id], hit.dense, hit.lexical, score)
            for score, hit in scored
            if hit.chunk_id in stored
        )


def _seams(query: Sequence[str], frequencies: Sequence[int]) -> Iterator[str]:
    """Pairs that no document holds though both neighbours stand in some: 机场|货邮 makes 场货.

    They lie over the border of two words and say nothing; a word that is really unknown has an
    unknown neighbour or an end of the question at its side.
    """
    known = [frequency > 0 for frequency in frequencies]
    for i in range(1, len(query) - 1):
        chained = query[i - 1][-1] == query[i][0] and query[i][-1] == query[i + 1][0]
        if chained and not known[i] and known[i - 1] and known[i + 1]:
            yield query[i]
