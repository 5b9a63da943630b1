"""What an English question pins down, in the words of Chinese documents: places and parts of years.

The meaning of such a question is found by its vector; but 郑州 and 洛阳 lie close together there, and
so do months.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),  # noqa: SIM905
        start=1,
    )
}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_COUNTS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven".split(),  # noqa: SIM905
        start=2,
    )
}
_RANGE = re.compile(rf"\b({_MONTH})\s*(?:-|–|—|to|through|until)\s*({_MONTH})")
_ONE = re.compile(rf"\b(?:in|of|for|during|since|by)\s+({_MONTH})(?!\s+\d{{1,2}}\b(?!\d))")
_END = re.compile(rf"\bend(?:\s+of\s+|-)({_MONTH})")
_FIRST = re.compile(rf"\bfirst\s+({'|'.join(_COUNTS)}|\d{{1,2}})\s+months\b")
_HALF = re.compile(r"\b(first|second)\s+half\b")
_QUARTER = re.compile(r"\b(first|second|third|fourth)\s+quarter\b")

_GLOSSED = re.compile(r"(?<![a-z])[a-z]+(?:['’]s)?\s*[(（]([㐀-鿿]{2,8})[)）]")
"""A name with its characters after it: baicheng's (柏城) is that one, not 白城."""
_FIVE_YEAR_PLAN = re.compile(r"\b1([1-9])th five-year plan\b(?: period)?")


def localised(text: str) -> str:
    """A text in matching form with its Latin names of places and parts of years in Chinese.

    ``zhengzhou's gdp in the first half of 2023`` → ``郑州's gdp in the 上半年 of 2023``.
    """
    text = _GLOSSED.sub(r"\1 ", text)
    text = _RANGE.sub(lambda m: f"{_month(m[1])}-{_month(m[2])}月", text)
    text = _FIRST.sub(lambda m: f"前{_COUNTS.get(m[1], m[1])}个月", text)
    text = _HALF.sub(lambda m: "上半年" if m[1] == "first" else "下半年", text)
    text = _QUARTER.sub(lambda m: f"{_ORDER.index(m[1]) + 1}季度", text)
    text = _END.sub(lambda m: f"{_month(m[1])}月底", text)
    text = _ONE.sub(lambda m: f"{_month(m[1])}月", text)
    text = _FIVE_YEAR_PLAN.sub(lambda m: f"十{'一二三四五六七八九'[int(m[1]) - 1]}五", text)
    names = _names()
    return _pattern().sub(lambda m: names[" ".join(m[0].split())], text)


_ORDER = ("first", "second", "third", "fourth")


def _month(name: str) -> int:
    return _MONTHS[name[:3]]


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Latin to Chinese; names that two places share are left out of the list."""
    lines = files("qa").joinpath("places_latin.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if line)
    return {latin.replace("_", " "): name for latin, name in pairs}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_names(), key=len, reverse=True)
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return re.compile(rf"(?<![a-z])(?:{alternatives})(?![a-z])")
