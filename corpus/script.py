"""Forms of the same character: full width and half width, Traditional and Simplified.

Every function here keeps the length of its input, so offsets stay good.
"""

from __future__ import annotations

from functools import lru_cache

import opencc

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_FULL_WIDTH |= {code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)}
_FULL_WIDTH |= {
    ord(wide): ord(narrow) for wide, narrow in zip("％．＋－／＆＃", "%.+-/&#", strict=True)
}


def fold(text: str) -> str:
    """Full-width digits, letters and number signs to half width; Chinese punctuation stays."""
    return text.translate(_FULL_WIDTH)


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
    folded = simplify(fold(text))
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else folded
