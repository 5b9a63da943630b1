"""Where the words of a text end; what reaches over such a border is no word."""

from __future__ import annotations

import re
from itertools import pairwise

import rjieba

_HAN = re.compile("[㐀-鿿]")


def over_borders(text: str) -> frozenset[str]:
    """Pairs of characters that stand in the text only where one word ends and the next begins:
    场货 in 机场货邮.

    The words are the most probable ones, unknown names found by their characters (jieba). Two single
    characters side by side may be a name that it did not find, so their pair is none of these.
    """
    words = [word for word in rjieba.cut(text) if _HAN.match(word)]
    inside = {"".join(pair) for word in words for pair in pairwise(word)}
    over: set[str] = set()
    for before, after in pairwise(words):
        pair = before[-1] + after[0]
        if pair in text:
            (inside if len(before) == len(after) == 1 else over).add(pair)
    return frozenset(over - inside)


def inside_words(text: str) -> frozenset[str]:
    """Pairs of characters that stand in a word of the dictionary."""
    known = (word for word in rjieba.cut(text) if is_word(word))
    return frozenset("".join(pair) for word in known for pair in pairwise(word))


def is_word(text: str) -> bool:
    """Whether the dictionary holds it."""
    return rjieba.cut(text, False) == [text]
