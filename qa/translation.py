"""A question in English, said in the words of the documents.

Each phrase has several translations in a word list; the one that stands in the texts nearest in
meaning, together with those of the other phrases, is the right one (Ballesteros and Croft 1998; that
translations of one phrase count as one word is from Pirkola 1998).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from qa.english import MOST_WORDS, stem, translations, words
from qa.latin import localised
from qa.matching import holds
from qa.pinyin import Frequency, spelled
from qa.places import without_places
from qa.question import Analysis, Kind, analyse

_BODY = (
    r"(?:organi[sz]ation|department|body|institution|district|company|agency|bureau|committee|authority|party"
    r"|government|county|enterprise|firm|ministry|association)"
)
_SAYS = "suggest|recommend|propos|wants?|call|sa[iy]|think|urg|sp[eo][ao]?k|talk|discuss|argu|believ|advocat|put forward"
_KINDS = [
    (Kind.RANK, "第几", r"\brank(?:s|ed|ing)?\b"),
    (Kind.RATIO, "百分之几", r"\b(?:what|which|how many) (?:percent\w*|proportion|share)( of)?|\bhow fast\b"),
    (Kind.RATIO, "增长百分之几", r"\bby how much\b|\bgrowth rate\b|\bhow much .*(?=\bgr[eo]w)"),
    (Kind.AMOUNT, "多少吨", r"\bhow (?:many|much) (?:[mb]illion )?ton(?:ne)?s\b"),
    (Kind.AMOUNT, "多少元", r"\bhow (?:many|much) (?:[mb]illion )?(?:yuan|rmb|money)\b"),
    (Kind.AMOUNT, "多少公里", r"\bhow (?:many|much) kilomet(?:er|re)s\b"),
    (Kind.AMOUNT, "多少平方米", r"\bhow (?:many|much) square met(?:er|re)s\b"),
    (Kind.AMOUNT, "多久", r"\bhow (?:long|many (?:working )?(?:days|hours|minutes|months|years))\b"),
    (Kind.AMOUNT, "多少", r"\bhow (?:many|much)\b|^(?:the )?(?:total )?number of\b"),
    (Kind.DATE, "什么时候发布", r"\bwhen\b(?P<kept>.*)\b(?:issued|published|released)\b"),
    (Kind.DATE, "什么时候", r"\bwhen\b(?! it comes)|\b(?:what|which) (?:day|date|month|year)\b"),
    (Kind.PLACE, "在哪里", r"\bwhere\b"),
    (Kind.BODY, "由哪个单位提出", rf"\b(?:who|which {_BODY})\b(?=[^?]{{0,40}}? (?:{_SAYS}))"),
    (Kind.BODY, "由哪个单位", rf"\bwho\b|\b(?:what|which) {_BODY}\b"),
    (Kind.OTHER, "哪个城市", r"\b(?:what|which) city\b"),
    (Kind.LIST, "有哪些", r"\b(?:what|which) (?=[\w -]+s (?:are|were|have|had|do|did|will|can)\b)|\bwhat are\b"),
    (Kind.AMOUNT, "是多少", r"\bwhat\b(?=.*\b(?:throughput|gdp|gross|value|volume|number|total|amount|area|"
     r"population|investment|revenue|income|budget)\b)"),
    (Kind.YES_NO, "是否", r"^(?:is|are|was|were|do|does|did|has|have|had|can|will|may|must)\b"),
    (Kind.OTHER, "是什么", r""),
]  # fmt: skip
"""What is asked for, how a Chinese question ends that asks for it, and the English words for it."""
_GRAMMAR = frozenset(
    "a an the of in on at to for from by with and or as than that this these those there it its into between"  # noqa: SIM905
    " is are was were be been being do does did has have had will would can could should may must"
    " what which who whom whose when where how such so they them their we our us you your i my he she his her"
    " about during since until per please".split()
)
_LIGHT = frozenset(
    "many much long high far get got go goes going gone went come make made take took taken place want wanted"  # noqa: SIM905
    " wants any all each every only not no new tell me set up out amount end city year years month months up"
    " above below over under within after before across compared according kind kinds type types name named names"
    " called number two three four five six seven eight nine ten several various main mainly".split()
)
"""Words that say little alone, though phrases may hold them."""
MOST_SAID = 60
"""Words of a question that are looked at."""
_AROUND = 0.5
"""What a phrase counts that stands in a text, but not in the sentence."""


Names = Mapping[str, Sequence[str]]
"""Words of a question that spell a name, divided by spaces, and the names that they may spell."""


def names(analysis: Analysis, frequency: Frequency) -> Names:
    """The names in an English question that are spelled as names of the library are read."""
    said = _said(analysis)
    found: dict[str, Sequence[str]] = {}
    i = 0
    while i < len(said):
        windows = (said[i : i + size] for size in range(min(MOST_WORDS, len(said) - i), 0, -1))
        spellings = ((one, spelled(one, frequency)) for one in windows if _may_be_name(one))
        window, written = next((one for one in spellings if one[1]), (said[i : i + 1], []))
        if written:
            found[" ".join(window)] = written
        i += len(window)
    return found


def _may_be_name(window: Sequence[str]) -> bool:
    """No word of grammar, and not all of them in the list: pang xuesong."""
    if any(not one.isascii() or one in _GRAMMAR | _LIGHT for one in window):
        return False
    return any(stem(one) not in translations() for one in window)


def translated(
    analysis: Analysis, texts: Sequence[str], named: Names = MappingProxyType({})
) -> Analysis:
    """The analysis of an English question as one in Chinese; unchanged where no word is known.

    ``texts`` are those nearest in meaning, in matching form, best first; ``named`` is from ``names``.
    """
    kind, asks, _ = _asked(analysis.text)
    standing, absent = _phrases(_said(analysis), "\n".join(texts), named)
    known = sum(not _PINNED.fullmatch(without_places(one[0])) for one in standing)
    if not known or not texts:
        return analysis
    content = " ".join([*absent, _content(standing, texts)])
    said = analyse(content)
    return replace(
        said,
        text=content + asks,
        kind=kind,
        asked=analysis.asked if analysis.thin else said.asked,
        thin=analysis.thin,
        asked_as=analysis.text,
        lost=len(absent) / (len(absent) + known),
    )


def _said(analysis: Analysis) -> list[str]:
    """The words of a question that are looked at, places in Chinese."""
    before, rest = (_asked(one)[2] for one in (analysis.said_before, analysis.text))
    return words(localised(f"{before} {rest}"))[:MOST_SAID]


_PINNED = re.compile(r"[\s\d.月季度上下半年前个-]*")
"""A year, a part of one, a place: no content."""


def _asked(question: str) -> tuple[Kind, str, str]:
    """What is asked for, the words that ask it in Chinese, and the question without them."""
    for kind, asks, pattern in _KINDS:
        if found := re.search(pattern, question):
            kept = found.groupdict().get("kept", "")
            return kind, asks, f"{question[: found.start()]} {kept} {question[found.end() :]}"
    raise AssertionError("the last pattern matches anything")


def _phrases(said: Sequence[str], whole: str, named: Names) -> tuple[list[list[str]], list[str]]:
    """For each phrase, the longest first, its translations that stand in the texts; for those with
    none there the first in the list, or the English word itself.
    """
    standing: list[list[str]] = []
    absent: list[str] = []
    i = 0
    while i < len(said):
        options = list(_options(said[i : i + MOST_WORDS], named))
        here = ((n, [one for one in known if holds(whole, one)]) for n, known in options)
        length, found = next(((n, one) for n, one in here if one), (1, []))
        if _PINNED.fullmatch(without_places(said[i])):
            found = [said[i]]
        if found:
            standing.append(found)
        elif options and said[i] not in _LIGHT:
            length, known = options[0]
            absent.append(known[0])
        i += length
    return standing, absent


def _options(window: Sequence[str], named: Names) -> Iterator[tuple[int, Sequence[str]]]:
    """Lengths of phrases that begin the window, the longest first, and their translations."""
    first = window[0]
    for size in range(len(window), 0, -1):
        if written := named.get(" ".join(window[:size])):
            yield size, written
    if not first.isascii() or first[0].isdigit():
        yield 1, [first]
        return
    for size in range(len(window), 0, -1):
        empty = _GRAMMAR if size > 1 else _GRAMMAR | _LIGHT
        known = translations().get(" ".join(map(stem, window[:size])), "").split()
        if known and first not in empty:
            if window[size - 1] in _GRAMMAR:  # focus on: as good as focus
                known += translations().get(" ".join(map(stem, window[: size - 1])), "").split()
            yield size, known
    if first not in _GRAMMAR | _LIGHT:
        yield 1, [first]


def _content(phrases: Sequence[Sequence[str]], texts: Sequence[str]) -> str:
    """One translation of each phrase: that of the sentence which holds most of them."""
    sentences = [
        (rank, form, text)
        for rank, text in enumerate(texts)
        for form in re.split(r"[。；\n]", text)
        if form
    ]
    holding = [sum(_holds(form, one) for _, form, _ in sentences) for one in phrases]
    worth = [math.log(1 + len(sentences) / (1 + count)) for count in holding]

    def score(one: tuple[int, str, str]) -> float:
        rank, form, text = one
        held = sum(
            w * (1.0 if _holds(form, phrase) else _AROUND * _holds(text, phrase))
            for phrase, w in zip(phrases, worth, strict=True)
        )
        return held / (1 + rank / len(texts))

    ranked = sorted(sentences, key=score, reverse=True)
    chosen = [_choice(phrase, ranked) for phrase in phrases]
    best = ranked[0][1]
    return " ".join(dict.fromkeys(sorted(chosen, key=best.find)))


def _holds(form: str, phrase: Sequence[str]) -> bool:
    return any(one in form for one in phrase)


def _choice(phrase: Sequence[str], ranked: Sequence[tuple[int, str, str]]) -> str:
    """The translation in the first sentence that holds one; of several there the longest."""
    for _, form, _ in ranked:
        if held := [one for one in phrase if one in form]:
            return max(held, key=len)
    return phrase[0]
