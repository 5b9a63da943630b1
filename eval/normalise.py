"""One form for two spellings of the same answer.

Folded: full width and half width, 繁 and 简, case, white space, punctuation, Chinese numerals, 万
and 亿 scales, thousands separators, percent in words, dates with dashes. Each number ends up
between ``⟨`` and ``⟩``, so that 5 is not found in 25 nor 2.5 in 12.5.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from corpus.script import fold, simplify
from qa.numbers import Quantity, quantities

OPEN, CLOSE = "⟨", "⟩"

_MARKER = re.compile(r"\s*\[\d+\]")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MINUS = re.compile(r"(?<![0-9A-Za-z])[-−﹣－]\s*$")
_BOUND = re.compile(r"(?:以上|以下|以内)$")
_KEPT = frozenset("%‰‱")


def without_markers(answer: str) -> str:
    """The answer as a reader speaks it: no ``[n]``."""
    return _MARKER.sub("", answer).strip()


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """The comparable form, numbers between ``⟨`` and ``⟩``; may be empty."""
    text = _ISO_DAY.sub(r"\1年\2月\3日", fold(text))
    parts: list[str] = []
    position = 0
    for figure in quantities(text):
        before = text[position : figure.start]
        parts += _letters(before), "负" if _MINUS.search(before) else "", _figure(figure)
        position = figure.end
    return "".join(parts) + _letters(text[position:])


def plain(text: str) -> str:
    """``normalise`` without the number marks, for metrics that count characters."""
    return normalise(text).replace(OPEN, "").replace(CLOSE, "")


def contains(answer: str, alternative: str) -> bool:
    """Whether the alternative stands in the answer after normalisation; an empty one never does."""
    wanted = normalise(alternative)
    return bool(wanted) and wanted in normalise(answer)


def _letters(text: str) -> str:
    folded = simplify(unicodedata.normalize("NFKC", text)).casefold()
    parts: list[str] = []
    position = 0
    for number in _NUMBER.finditer(folded):
        parts += _words(folded[position : number.start()]), _marked(Decimal(number[0]))
        position = number.end()
    return "".join(parts) + _words(folded[position:])


def _words(text: str) -> str:
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c)[0] not in "PZC")


def _figure(figure: Quantity) -> str:
    # qa.numbers takes 3个月 and 3月 for one unit; a duration is no calendar month.
    unit = "个月" if "个月" in figure.text else figure.unit
    bound = _BOUND.search(figure.text)
    upper = _marked(figure.upper) if figure.upper is not None else ""
    return _marked(figure.value) + upper + simplify(unit).casefold() + (bound[0] if bound else "")


def _marked(value: Decimal) -> str:
    return f"{OPEN}{value.normalize():f}{CLOSE}"
