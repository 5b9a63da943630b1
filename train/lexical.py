"""Character-bigram BM25 in numpy, for mining rivals and for the lexical baseline of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

K1, B = 1.5, 0.75


def bigrams(text: str) -> set[str]:
    """Distinct pairs of neighbouring characters, white space left out."""
    joined = "".join(text.lower().split())
    return {joined[i : i + 2] for i in range(len(joined) - 1)}


class BigramIndex:
    """BM25 over distinct query bigrams (Robertson's formula with Lucene's idf)."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(_list(text)) for text in texts]
        lengths = np.array([sum(c.values()) for c in counts], dtype=np.float32)
        norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
        postings: dict[str, tuple[list[int], list[int]]] = {}
        for number, found in enumerate(counts):
            for term, times in found.items():
                rows, tf = postings.setdefault(term, ([], []))
                rows.append(number)
                tf.append(times)
        self._size = len(counts)
        self._postings = {
            term: self._weigh(np.array(rows), np.array(tf, dtype=np.float32), norm)
            for term, (rows, tf) in postings.items()
        }

    def _weigh(
        self, rows: NDArray[np.int64], tf: NDArray[np.float32], norm: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        idf = np.log(1 + (self._size - len(rows) + 0.5) / (len(rows) + 0.5))
        return rows, (idf * tf * (K1 + 1) / (tf + norm[rows])).astype(np.float32)

    def scores(self, query: str) -> NDArray[np.float32]:
        """One BM25 score a text."""
        out = np.zeros(self._size, dtype=np.float32)
        for term in bigrams(query):
            if term in self._postings:
                rows, weights = self._postings[term]
                out[rows] += weights
        return out

    def top(self, query: str, count: int) -> list[int]:
        """Numbers of the best texts, best first, ties by number."""
        return np.argsort(-self.scores(query), kind="stable")[:count].tolist()


def _list(text: str) -> list[str]:
    joined = "".join(text.lower().split())
    return [joined[i : i + 2] for i in range(len(joined) - 1)]
