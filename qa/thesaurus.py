"""Everyday words of questions, and the words that documents have for them: 喝了酒 is told as 饮酒, 不开门 as 闭馆.

``thesaurus.txt`` has one word a line, in matching form: after ``=`` what means the same, after ``>`` what it may be told as
besides, the likeliest first. The first counts as the word itself (``qa.matching``); both help to find what is worth
reading, and to put the question to the trained reader in words that it finds in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from qa.kept import of_question

FEWEST = 2
"""Everyday words of a question of which one counts half: of a single one that a sentence tells, little is known."""
_BETWEEN = "(?:[完过得不]了|[了过完点个着掉]|一?次)"
"""What may part a verb from its object: 喝了酒, 交过一次钱."""
_PAIR = 2
_VERBS = "买交借养出刷办卖发喝坐开打扔扣抽拆招拉拴拿拖挣换掏搬摆放欠盖看砍租种签结罚花装补贴赔赚还退遛领修"
"""… of those that are verb and object."""


class Entry(NamedTuple):
    """A word and those that documents have for it, in matching form."""

    word: str
    same: tuple[str, ...]
    besides: tuple[str, ...]

    @property
    def told_as(self) -> tuple[str, ...]:
        return self.same + self.besides

    def told_by(self, text: str, question: str) -> str:
        """The first of its words that a text holds and the question does not, where the text does not
        hold the word itself; else nothing."""
        if self.word in text:
            return ""
        return next((one for one in self.told_as if one in text and one not in question), "")


def same() -> dict[str, tuple[str, ...]]:
    """Everyday word → those that mean the same, for all that have any."""
    return {one.word: one.same for one in _entries().values() if one.same}


@of_question
def spoken(question: str) -> tuple[Entry, ...]:
    """The everyday words of a question in matching form, each once, in order."""
    return tuple(dict.fromkeys(_entry(found[0]) for found in _pattern().finditer(question)))


def share_told(entries: Sequence[Entry], text: str, question: str) -> float:
    """Share (0–1) of a question's everyday words that a text tells in other words; all in matching form."""
    told = sum(bool(one.told_by(text, question)) for one in entries)
    return told / max(FEWEST, len(entries))


def in_words_of(text: str, question: str) -> str:
    """The question, with the everyday words that the text does not hold put as the text has them; all in
    matching form."""

    def put(found: re.Match[str]) -> str:
        told = "" if found[0] in text else _entry(found[0]).told_by(text, question)
        return told or found[0]

    return _pattern().sub(put, question)


@cache
def _entries() -> Mapping[str, Entry]:
    lines = (resources.files("qa") / "thesaurus.txt").read_text("utf-8").splitlines()
    read = map(_read, lines)
    return {one.word: one for one in read}


def _read(line: str) -> Entry:
    alike, _, besides = line.partition(">")
    word, _, same = alike.partition("=")
    return Entry(word.strip(), tuple(same.split()), tuple(besides.split()))


def _entry(found: str) -> Entry:
    """Of a word that was found, whole or parted."""
    return _entries().get(found) or _entries()[found[0] + found[-1]]


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_entries(), key=lambda word: (-len(word), word))
    parted = [f"{word[0]}{_BETWEEN}{word[1]}" for word in longest_first if _is_parted(word)]
    return re.compile("|".join([*map(_whole, longest_first), *parted]))


def _whole(word: str) -> str:
    """A pattern of the word; 不能 is none in 能不能, which asks."""
    asks = f"(?<!{word[1]})" if word[0] == "不" else ""
    return asks + re.escape(word)


def _is_parted(word: str) -> bool:
    return len(word) == _PAIR and word[0] in _VERBS
