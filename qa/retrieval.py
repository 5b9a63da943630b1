"""Hybrid retrieval: dense and lexical neighbours, one score that means the same every time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.document import StoredChunk, context
from corpus.library import Library
from corpus.script import matching_form
from embeddings.embedder import Embedder
from embeddings.side_by_side import SideBySide
from qa.answer import Filters
from qa.diversity import shingles, unflooded
from qa.index import Allowed, ByWords, ChunkIndex, Hit, allowed
from qa.matching import alternatives
from qa.question import Analysis
from qa.ranking import first_score, match, scaled
from qa.segmentation import over_borders
from qa.sentences import read_sentences
from qa.switches import ALL, Switches
from qa.terms import terms
from qa.translation import names, translated
from qa.typos import corrected

POOL = 30
"""Neighbours taken from each side before they are scored together."""
SEAM_WORTH = 0.1
"""Of a pair of characters over the border of two words, when no chunk holds it."""
SINGLE = 1.0
"""Weight of a single character that stands alone nowhere, so that the index does not count it: 货 in
那货呢."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A retrieved chunk: what each search and what the ranking makes of it, 0–1."""

    stored: StoredChunk
    dense: float
    lexical: float
    score: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Candidates, best first, and what they were found by."""

    candidates: tuple[Candidate, ...]
    weights: dict[str, float]
    """The idf of each content term of the question."""
    unknown: frozenset[str]
    """Terms of the question that no chunk holds."""


class Retriever:
    """Searches the index for one question at a time; thread-safe."""

    def __init__(
        self,
        library: Library,
        index: ChunkIndex,
        embedder: Embedder,
        switches: Switches = ALL,
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._switches = switches
        self._meanwhile = SideBySide("words")
        """Looks words up while the question is embedded, which takes one core."""

    def in_their_words(self, analysis: Analysis, filters: Filters) -> Analysis:
        """An English question in the words of the chunks nearest to it, others without their typing
        errors."""
        if not analysis.foreign:
            return corrected(analysis, self._index.document_frequency)
        named = names(analysis, self._index.document_frequency)
        query = list(
            dict.fromkeys(term for one in named.values() for n in one for term in terms(n))
        )
        weights, _ = self._weights(query, "")
        vector = self._embedder.embed_query(analysis.text)
        hits = self._index.search(query, vector, POOL, allowed(self._library, filters))
        nearest = self._candidates(hits, weights, POOL, {})
        return translated(analysis, [_form(one.stored) for one in nearest], named)

    def retrieve(self, analysis: Analysis, k: int, filters: Filters) -> Retrieved:
        """The k best candidates for a question. Empty when the filters leave nothing."""
        query = [*analysis.terms, *analysis.carried]
        within = allowed(self._library, filters)
        sought = [*query, *alternatives(query)]
        size = max(k, POOL)
        begun = self._meanwhile.begin(lambda: self._by_words(sought, size, within))
        vector = self._embedder.embed_query(analysis.asked_as or analysis.text)
        weights, unknown = self._weights(query, analysis.said_before + analysis.text)
        by_words, read = begun()

        def found(most: int) -> list[Candidate]:
            wider = most > size
            search = self._index.by_words(sought, most, within) if wider else by_words
            return self._candidates(search.with_meaning(vector), weights, most, read)

        first = unflooded(found, k)
        if not self._switches.sentences:
            return Retrieved(tuple(first), weights, unknown)
        ranked = sorted((_looked_into(one, analysis.text, weights) for one in first), key=_order)
        return Retrieved(tuple(ranked), weights, unknown)

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

    def _weights(self, query: Sequence[str], text: str) -> tuple[dict[str, float], frozenset[str]]:
        """Inverse document frequency of each term, as BM25 has it (Robertson and Zaragoza 2009),
        and the terms that no chunk holds. ``text`` is where the terms come from."""
        count = len(self._index)
        frequencies = self._index.document_frequency(query)
        weights = {
            term: math.log(1 + (count - df + 0.5) / (df + 0.5))
            for term, df in zip(query, frequencies, strict=True)
        }
        seams = over_borders(text)
        absent = []
        for term, df in zip(query, frequencies, strict=True):
            if df:
                continue
            if len(term) == 1 and not term.isascii():
                weights[term] = SINGLE
                continue
            if term in seams:
                weights[term] *= SEAM_WORTH
            if not any(self._index.document_frequency([*alternatives([term])])):
                absent.append(term)
        return weights, frozenset(absent)

    def _by_words(
        self, sought: Sequence[str], k: int, within: Allowed | None
    ) -> tuple[ByWords, dict[int, StoredChunk]]:
        """The chunks with these terms; what the ranking needs of them is made here and kept."""
        search = self._index.by_words(sought, k, within)
        stored = self._library.chunks([*search.chunk_ids])
        for one in stored:
            read_sentences(one.chunk.text)
            shingles(one.chunk.text)
        return search, {one.id: one for one in stored}

    def _candidates(
        self,
        hits: Sequence[Hit],
        weights: dict[str, float],
        most: int,
        read: Mapping[int, StoredChunk],
    ) -> list[Candidate]:
        """The ``most`` best, best first by the two searches alone; ``read`` are chunks at hand."""
        scores = {hit.chunk_id: self._scores(hit, weights) for hit in hits}
        first = {id: first_score(*both, weights) for id, both in scores.items()}
        best = sorted(first, key=lambda id: (-first[id], id))[:most]
        missing = self._library.chunks([id for id in best if id not in read])
        stored = {**read, **{one.id: one for one in missing}}
        return [Candidate(stored[id], *scores[id], first[id]) for id in best if id in stored]

    def _scores(self, hit: Hit, weights: dict[str, float]) -> tuple[float, float]:
        dense, lexical = scaled(hit.dense, hit.lexical, weights)
        return dense * self._switches.dense, lexical * self._switches.lexical


def _form(stored: StoredChunk) -> str:
    heading = context(stored.document_title, None, stored.chunk.section)
    return matching_form(f"{heading}\n{stored.chunk.text}")


def _order(candidate: Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.stored.id


def _looked_into(candidate: Candidate, question: str, weights: dict[str, float]) -> Candidate:
    stored = candidate.stored
    found = match(
        question,
        weights,
        stored.chunk.text,
        stored.document_title,
        candidate.dense,
        candidate.lexical,
    )
    return replace(candidate, score=found.score)
