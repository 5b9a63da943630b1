"""Text to the piece numbers of a unigram vocabulary, as XLM-RoBERTa cuts it.

Follows SentencePiece (Kudo 2018): fold the text, mark word starts with ``▁``, then take the cut of
each word that is most probable. Written here because the vocabulary of 250,002 pieces takes the
package ``tokenizers`` 280 MB and 0.7 s to load, and this file 70 MB and 0.4 s; the tests hold the
two against each other. Text that spells a special token (``</s>``) is text here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.errors import ConfigurationError

WORD_START = "▁"
UNKNOWN_PENALTY = 10.0
"""Below the least probable piece; SentencePiece's ``kUnkPenalty``."""
CLUSTER_BYTES = 6
"""A letter with its accents is folded as one only when it is shorter than this in UTF-8."""

_SPACES = re.compile(" {2,}")
_ACCENTED = re.compile("[^\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\ufeff][\u0300-\u036f]+")
_WORD = re.compile(f"{WORD_START}[^{WORD_START}]*")


class Unigram:
    """A vocabulary ready to cut text; immutable, so threads share it."""

    def __init__(
        self,
        pieces: Sequence[str],
        scores: Sequence[float],
        folds: Mapping[str, str],
        *,
        unknown: int,
        special: frozenset[int],
    ) -> None:
        """``special`` pieces never come out of text; ``unknown`` stands for what has no piece."""
        self._numbers = {p: i for i, p in enumerate(pieces) if i not in special}
        self._scores = scores
        self._folds = dict(folds)
        self._table = {ord(key): new for key, new in folds.items() if len(key) == 1}
        self._unknown = unknown
        self._unknown_score = min(scores) - UNKNOWN_PENALTY
        self._longest: dict[str, int] = {}
        for piece in pieces:
            if len(piece) > self._longest.get(piece[:1], 1):
                self._longest[piece[:1]] = len(piece)

    def encode(self, text: str, limit: int) -> list[int]:
        """At most ``limit`` numbers; runs of unknown characters give one."""
        numbers: list[int] = []
        reach = limit * max(self._longest.values(), default=1)
        for word in _WORD.finditer(self._marked(text)):
            if len(numbers) >= limit:
                break
            for number in self._cut(word.group()[:reach]):
                if number != self._unknown or numbers[-1:] != [number]:
                    numbers.append(number)
        return numbers[:limit]

    def _marked(self, text: str) -> str:
        folded = _SPACES.sub(" ", self._folded(text)).replace(" ", WORD_START)
        return folded if folded[:1] in ("", WORD_START) else WORD_START + folded

    def _folded(self, text: str) -> str:
        if text.isascii():
            return text.translate(self._table)
        return _ACCENTED.sub(self._folded_cluster, text).translate(self._table)

    def _folded_cluster(self, match: re.Match[str]) -> str:
        """The shortest prefix that has a fold replaces a short cluster, the rest is dropped."""
        cluster = match.group()
        if len(cluster.encode("utf-8", "surrogatepass")) < CLUSTER_BYTES:
            for end in range(1, len(cluster) + 1):
                if cluster[:end] in self._folds:
                    return self._folds[cluster[:end]]
        return cluster

    def _cut(self, word: str) -> list[int]:
        """Viterbi: the pieces whose scores add up to most."""
        size = len(word)
        best = [0.0] + [float("-inf")] * size
        number = [self._unknown] * (size + 1)
        origin = [0] * (size + 1)
        find, scores, longest = self._numbers.get, self._scores, self._longest.get
        for start in range(size):
            here = best[start]
            single = False
            for end in range(start + 1, min(size, start + longest(word[start], 1)) + 1):
                piece = find(word[start:end])
                if piece is None:
                    continue
                single = single or end == start + 1
                score = here + scores[piece]
                if score > best[end]:
                    best[end], number[end], origin[end] = score, piece, start
            if not single and here + self._unknown_score > best[start + 1]:
                best[start + 1] = here + self._unknown_score
                number[start + 1], origin[start + 1] = self._unknown, start
        return _path(number, origin)


def _path(number: list[int], origin: list[int]) -> list[int]:
    path = []
    at = len(number) - 1
    while at > 0:
        path.append(number[at])
        at = origin[at]
    return path[::-1]


def write_unigram(
    path: Path,
    pieces: Sequence[str],
    scores: Sequence[float],
    folds: Mapping[str, str],
    *,
    unknown: int,
    special: Sequence[int],
) -> None:
    """One JSON object, read back by `read_unigram`."""
    content = {
        "unknown": unknown,
        "special": list(special),
        "folds": dict(folds),
        "scores": list(scores),
        "pieces": list(pieces),
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, separators=(",", ":"))


def read_unigram(path: Path) -> Unigram:
    """ConfigurationError when the file is missing or is not such a vocabulary."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Unigram(
            content["pieces"],
            content["scores"],
            content["folds"],
            unknown=content["unknown"],
            special=frozenset(content["special"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"读不了词表文件 {path.name}（{type(error).__name__}）。"
            "请运行 python -m embeddings.build 重建模型。"
        ) from error
