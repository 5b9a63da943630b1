"""Items of a list that stand in sentences or lines of their own: 一是…。二是…。, 1. … 2. …, or lines that end
with semicolons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.numbers import integer
from qa.sentences import SEMICOLONS, Segment, clauses

_N = "[一二三四五六七八九十]{1,2}"
_MARKS = tuple(
    re.compile(mark)
    for mark in (
        r"(\d{1,2})[.、．)）](?!\d)",
        r"[（(](\d{1,2})[）)]",
        rf"[（(]({_N})[）)]",
        rf"({_N})、",
        rf"({_N})(?:是|要)",
        rf"第({_N})[,，、步]",
    )
)
_CIRCLED = re.compile("[①-⑳]")
_BULLET = re.compile(r"[-•·▪●○◆■□※✘✖✔✅❌√×▲▶►★☆➤▌]\s*(?=[㐀-鿿“《])")
LEADS_IN = ("：", ":")
"""What ends with one leads in to what comes next."""
MOST_BETWEEN = 2
"""Sentences that an item may have beside its first."""
MAX_CHARACTERS = 240
"""Of all items; of a longer list each is cut to its first clauses."""
LEAST = 4
"""Characters of an item's first clause, its mark included, that say something."""


def items(sentences: Sequence[Segment], at: int) -> list[Segment]:
    """What to quote of the list to which the sentence at ``at`` leads in or belongs; empty for none."""
    first = at + 1 if sentences[at].text.endswith(LEADS_IN) and at + 1 < len(sentences) else at
    found = _marked(sentences[first].text)
    if found is None:
        every = _bulleted(sentences, first) or _unfinished(sentences, at)
    else:
        style, number = found
        runs = (_run(sentences, first, style, number, step) for step in (-1, 1))
        every = sorted({i for run in runs for i in run})
    if len(every) < 2:
        return []
    whole = [sentences[i] for i in every]
    if sum(len(one.text) for one in whole) <= MAX_CHARACTERS:
        return whole
    return [_shortened(one) for one in whole]


def _marked(text: str) -> tuple[int, int] | None:
    """The style of a sentence's mark and its number."""
    if _CIRCLED.match(text):
        return len(_MARKS), ord(text[0]) - ord("①") + 1
    for style, mark in enumerate(_MARKS):
        if match := mark.match(text):
            return style, integer(match[1]) or 0
    return None


def _bulleted(sentences: Sequence[Segment], at: int) -> list[int]:
    """Positions of the lines around one that begin with the same bullet."""
    bullet = _BULLET.match(sentences[at].text)
    if bullet is None:
        return []
    begins = [one.text.startswith(bullet[0][0]) for one in sentences]
    first = last = at
    while first > 0 and begins[first - 1]:
        first -= 1
    while last + 1 < len(sentences) and begins[last + 1]:
        last += 1
    return list(range(first, last + 1))


def _run(sentences: Sequence[Segment], at: int, style: int, number: int, step: int) -> list[int]:
    """Positions of the items from ``at`` on, forwards or backwards, whose numbers go on."""
    found, i, gap = [at], at + step, 0
    while 0 <= i < len(sentences) and gap <= MOST_BETWEEN:
        if _marked(sentences[i].text) == (style, number + step):
            number += step
            found.append(i)
            gap = -1
        i, gap = i + step, gap + 1
    return found


def _unfinished(sentences: Sequence[Segment], at: int) -> list[int]:
    """Positions of the lines of a list without marks: each but the last ends with a semicolon."""
    first = last = at
    while first > 0 and sentences[first - 1].text.endswith(SEMICOLONS):
        first -= 1
    while last + 1 < len(sentences) and sentences[last].text.endswith(SEMICOLONS):
        last += 1
    return list(range(first, last + 1))


def _shortened(item: Segment) -> Segment:
    end = next((one.end for one in clauses(item) if one.end - item.start >= LEAST), item.end)
    return Segment(item.start, end, item.text[: end - item.start])
