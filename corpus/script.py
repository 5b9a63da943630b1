"""Forms of the same character: full width and half width, Traditional and Simplified.

Every function here keeps the length of its input, so offsets stay good.
"""

from __future__ import annotations

import re
from functools import lru_cache

import opencc

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_FULL_WIDTH |= {code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)}
_FULL_WIDTH |= {
    ord(wide): ord(narrow) for wide, narrow in zip("％．＋－／＆＃", "%.+-/&#", strict=True)
}
_ANY_FULL_WIDTH = re.compile(f"[{''.join(map(chr, _FULL_WIDTH))}]")
_ROMAN = str.maketrans("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", "一二三四五六七八九十")
"""Of levels and classes, which people call 三级 whatever is written."""
_KEPT_CHARACTERS = 2_000
"""Forms of longer texts are not kept."""


def fold(text: str) -> str:
    """Full-width digits, letters and number signs to half width; Chinese punctuation stays."""
    # Looking first is eight times as fast for the many texts that hold none.
    return text.translate(_FULL_WIDTH) if _ANY_FULL_WIDTH.search(text) else text


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional to Simplified, character for character.

    OpenCC may turn a phrase into one of another length; then each character goes alone.
    """
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_single(character) for character in text)


@lru_cache(maxsize=8192)
def _single(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


def matching_form(text: str) -> str:
    """The form in which two texts are compared: half width, Simplified, lower case."""
    return _kept_form(text) if len(text) <= _KEPT_CHARACTERS else _form(text)


def _form(text: str) -> str:
    folded = simplify(fold(text)).translate(_ROMAN)
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else folded


_kept_form = lru_cache(maxsize=4096)(_form)
"""A question compares the same sentences several times, and the next one often the same again."""
