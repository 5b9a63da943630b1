"""The trained reader: is the answer in this window, and where.

Input are pairs of question and window, the window under its heading; the model (see
qa/model/README.md) gives logits for the first and the last token of the answer and one for the window
as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer  # type: ignore[import-untyped]

from corpus.errors import ConfigurationError
from corpus.script import matching_form
from embeddings.runtime import Graph
from embeddings.side_by_side import SideBySide
from qa.confidence import BLURRED, Focus
from qa.thesaurus import in_words_of

FOLDER = Path(__file__).parent / "model"
MOST_TOKENS = 256
"""Of a pair; longer windows are cut."""
HEADING_CHARACTERS = 60
"""Of a heading that are read."""
_LIKELY = math.log(0.001)
"""Of tokens that are less likely an end of the answer, nothing is kept."""
_LONGEST = 40
"""Tokens of an answer."""
_MASKED = -5_000.0
"""The graph gives tokens of the question logits below."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one window."""

    relevance: float
    """Logit that the answer is in the window."""
    tokens: tuple[tuple[int, float, float], ...] = ()
    """Of each token that may be an end of the answer: where it begins, and the probabilities that it
    is the first and the last."""
    focus: Focus = BLURRED
    """How sharply it sees an answer."""

    def share(self, start: int, end: int) -> float:
        """Probability that the answer stands in ``window[start:end]``: of its first and last token's
        the mean. Of one that may be anywhere in a sentence, no single span is likely."""
        inside = [(first, last) for at, first, last in self.tokens if start <= at < end]
        return sum(first + last for first, last in inside) / 2


class SpanReader(Protocol):
    """Reads windows for a question."""

    def read(
        self, question: str, windows: Sequence[str], headings: Sequence[str] = ()
    ) -> list[Reading]:
        """One reading a window, in order; ``headings`` are one a window, or none."""
        ...


class OnnxSpanReader:
    """The reader of ``qa/model`` on ONNX Runtime; thread-safe.

    Each window is read by itself on one thread, the caller's or one of a few more: nothing is spent
    on filling up the shorter ones or on waiting at every node of the graph, and what is read in a
    window does not depend on the others (one batch would share the range of its int8 values).
    """

    def __init__(self, folder: Path = FOLDER, threads: int | None = None) -> None:
        """Raises ConfigurationError when the folder does not hold the model."""
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the library raises bare Exception
            raise ConfigurationError("阅读模型的词表缺失或已损坏，请重新安装。") from error
        self._tokenizer.enable_truncation(MOST_TOKENS, strategy="only_second")
        self._graph = Graph(folder / "reader.onnx", 1)
        self._threads = SideBySide("reader", threads)

    def read(
        self, question: str, windows: Sequence[str], headings: Sequence[str] = ()
    ) -> list[Reading]:
        """One reading a window, in order; ``headings`` are one a window, or none."""
        if not windows:
            return []
        asked = matching_form(question)[:MOST_TOKENS]
        above = [f"{one[:HEADING_CHARACTERS]}\n" if one else "" for one in headings]
        above = above or [""] * len(windows)
        texts = [matching_form(head + one) for head, one in zip(above, windows, strict=True)]
        given = [
            (in_words_of(text, asked), text, len(head))
            for text, head in zip(texts, above, strict=True)
        ]
        return self._threads.map(self._one, given)

    def _one(self, given: tuple[str, str, int]) -> Reading:
        asked, text, begin = given
        pair = self._tokenizer.encode(asked, text)
        start, end, relevance = self._graph.run(
            input_ids=np.array([pair.ids], np.int64),
            token_type_ids=np.array([pair.type_ids], np.int64),
        )
        return _reading(pair, begin, start[0], end[0], float(relevance[0]))


def _reading(pair: Encoding, begin: int, start: Floats, end: Floats, relevance: float) -> Reading:
    """``begin`` is where the window begins below its heading; no answer stands in a heading."""
    offsets = np.array(pair.offsets) - begin
    inside = np.flatnonzero((start > _MASKED) & (offsets[:, 1] > 0))
    if not len(inside):
        return Reading(relevance)
    begins = start[inside] - np.logaddexp.reduce(start[inside])
    ends = end[inside] - np.logaddexp.reduce(end[inside])
    at = np.maximum(0, offsets[inside, 0])
    likely = np.flatnonzero(np.maximum(begins, ends) > _LIKELY)
    tokens = tuple((int(at[i]), math.exp(begins[i]), math.exp(ends[i])) for i in likely)
    spread = -float(np.exp(begins) @ begins)
    span = _likeliest(inside[likely], begins[likely], ends[likely])
    return Reading(
        relevance, tokens, Focus(float(start[inside].max()), float(end[inside].max()), span, spread)
    )


def _likeliest(tokens: NDArray[np.int64], begins: Floats, ends: Floats) -> float:
    """The log probability of the likeliest answer between two of the tokens, in order and not far apart."""
    apart = tokens[None, :] - tokens[:, None]
    spans = np.where((apart >= 0) & (apart < _LONGEST), begins[:, None] + ends[None, :], -np.inf)
    return max(BLURRED.span, float(spans.max()))
