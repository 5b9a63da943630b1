"""Homophones that were typed for each other: 班例 for 班列.

Most errors of Chinese typing are such (Liu et al. 2010, on visually and phonologically similar
characters); a pair that no document and no dictionary holds is one of them where a word of the
library sounds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from qa.pinyin import Frequency, homophones
from qa.question import Analysis, analyse
from qa.segmentation import inside_words, is_word, over_borders

LEAST = 2
"""Chunks that hold what is taken for a typed pair: a rarer one may be there by chance."""
_SMALL_WORDS = frozenset("给在是的和了把被与对向从到让跟由及或为以占想要不没")
"""Between two names they make pairs that no document holds; and no other word was typed for one of them."""
_BEFORE, _AFTER = frozenset("各都又还也没不再"), frozenset("了过着")
"""Between these stands a verb, and no document need hold it with them: 各提了."""
_NUMERALS = frozenset("一二三四五六七八九十两几")
"""Any measure may follow these."""
_WITHIN = frozenset("里上中下")
"""After what something stands in, anything may follow: 20条产业链里点了谁."""
Correction = tuple[str, str]


def corrected(analysis: Analysis, frequency: Frequency) -> Analysis:
    """The analysis of the question without its typing errors; ``corrections`` tells which.

    Pairs over the border of two words, words of the dictionary and pairs of the library stay.
    """
    found = tuple(_corrections(analysis, frequency))
    if not found:
        return analysis
    text = analysis.text
    for typed, meant in found:
        text = text.replace(typed, meant)
    again = analyse(text)
    asked = analysis.asked
    return replace(
        again,
        kind=analysis.kind if analysis.thin else again.kind,
        asked=replace(asked, places=asked.places | again.asked.places),
        carried=analysis.carried,
        said_before=analysis.said_before,
        thin=analysis.thin,
        corrections=found,
    )


def _corrections(analysis: Analysis, frequency: Frequency) -> Iterator[Correction]:
    pairs = [term for term in analysis.terms if len(term) == 2 and not term[0].isascii()]
    unknown = [pair for pair, n in zip(pairs, frequency(pairs), strict=True) if not n]
    if not unknown:
        return
    known = inside_words(analysis.text)
    sound = over_borders(analysis.text) | known
    mended = ""
    for before, after in pairwise(unknown):
        typed = before + after[1]
        if before[1] != after[0] or typed not in analysis.text or {before, after} & known:
            continue
        if (
            before[1] in _SMALL_WORDS
            or before in mended
            or typed[0] in _BEFORE
            or typed[2] in _AFTER
        ):
            continue
        if meant := _meant_between(typed, frequency):
            mended += f"{typed} "
            yield typed, meant
    for pair in unknown:
        if (
            pair not in analysis.text
            or pair in sound
            or pair in mended
            or mended.endswith(f"{pair[0]} ")
        ):
            continue
        if _SMALL_WORDS.intersection(pair) or pair[0] in _BEFORE | _WITHIN or pair[1] in _AFTER:
            continue
        if pair[0] in _NUMERALS:
            continue  # 头一剂 is no 一级
        if pair[1] in _WITHIN and re.search(f"{pair}[,，]", analysis.text):
            continue  # 待遇的人里，…
        if meant := _meant(pair, frequency):
            mended += f"{pair} "
            yield pair, meant


def _meant_between(text: str, frequency: Frequency) -> str | None:
    """The string of the library that sounds the same, where it makes known pairs of two that are
    unknown, with both its neighbours: 自贸区 for 自冒区. Once is enough, for two pairs fit."""
    left, typed, right = text[0], text[1], text[2]
    alike = [one for one in homophones(typed) if one not in _SMALL_WORDS]
    firsts, seconds = (
        frequency([left + one for one in alike]),
        frequency([one + right for one in alike]),
    )
    counts = {one: min(n, m) for one, n, m in zip(alike, firsts, seconds, strict=True)}
    best = max(alike, key=lambda one: (counts[one], one), default="")
    return left + best + right if best and counts[best] else None


def _meant(pair: str, frequency: Frequency) -> str | None:
    """The word of the library that sounds the same and stands in most chunks."""
    alike: Sequence[str] = [
        *(one + pair[1] for one in homophones(pair[0])),
        *(pair[0] + one for one in homophones(pair[1])),
    ]
    alike = [one for one in alike if not _SMALL_WORDS.intersection(set(one) - set(pair))]
    counts = dict(zip(alike, frequency(alike), strict=True))
    words = [one for one in alike if counts[one] >= LEAST and is_word(one)]
    return max(words, key=lambda one: (counts[one], one), default=None)
