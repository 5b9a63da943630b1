"""The order of retrieved chunks: both searches' scores and how the question stands in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.script import matching_form
from qa.matching import held, weight_of
from qa.sentences import read_sentences

DENSE_FLOOR, DENSE_CEILING = 0.74, 0.92
"""Cosines of multilingual-e5 between a question and text: unrelated below, answering above."""
BM25_FULL = 1.6
"""BM25 of a passage that holds every term of the question well, in units of the terms' idf sum."""
DENSE, LEXICAL = 0.4, 0.6
"""Before the text is looked at."""
WEIGHTS = (0.44, 0.08, 0.34, 0.11, 0.03)
"""Of the features in the order of ``Match``, with the sum 1: a softmax over each question's candidates
(``train/passages.py``), between the fit to the development splits of cmrc2018 and drcd, whose questions
repeat the text, and that to the project's own training questions, which paraphrase it."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a chunk matches a question; every feature is 0–1."""

    dense: float
    lexical: float
    covered: float
    """Share of the terms' weight that stands in the chunk or its title."""
    together: float
    """The same for the best sentence: terms scattered over a chunk say less."""
    phrased: float
    """Share of the question's runs of three characters that stand in the chunk."""

    @property
    def score(self) -> float:
        """0–1, comparable between questions."""
        features = (self.dense, self.lexical, self.covered, self.together, self.phrased)
        return sum(weight * one for weight, one in zip(WEIGHTS, features, strict=True))


def scaled(cosine: float, bm25: float, weights: Mapping[str, float]) -> tuple[float, float]:
    """Cosine and BM25 of a chunk as 0–1; ``weights`` are the idf of the question's terms."""
    dense = (cosine - DENSE_FLOOR) / (DENSE_CEILING - DENSE_FLOOR)
    total = sum(weights.values())
    lexical = bm25 / (BM25_FULL * total) if total else 0.0
    return min(1.0, max(0.0, dense)), min(1.0, lexical)


def first_score(dense: float, lexical: float, weights: Mapping[str, float]) -> float:
    """0–1 from the two searches alone; without terms the dense one decides."""
    return DENSE * dense + LEXICAL * lexical if any(weights.values()) else dense


def match(
    question: str, weights: Mapping[str, float], text: str, title: str, dense: float, lexical: float
) -> Match:
    """Look into one chunk; ``question`` is in matching form, the scores are those of ``scaled``."""
    forms = [sentence.form for sentence in read_sentences(text)]
    whole = "\n".join([matching_form(title), *forms])
    runs = {question[i : i + 3] for i in range(len(question) - 2)}
    total = sum(weights.values()) or 1.0
    return Match(
        dense,
        lexical,
        weight_of(held(whole, weights), weights) / total,
        max((weight_of(held(form, weights), weights) for form in forms), default=0.0) / total,
        sum(run in whole for run in runs) / max(1, len(runs)),
    )
