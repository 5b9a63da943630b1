"""Questions to begin with, made of statements in the documents that are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

DOCUMENTS = 12
"""Documents that are looked into."""
MOST = 4
_STATEMENT = re.compile(
    r"(?:^|[，。；：\n])"
    r"([\u4e00-\u9fff]{2,12}(?:20\d\d年)?[\u4e00-\u9fff]{4,14}?)"
    r"(?:约为|达到|为|达|是)"
    r"(?:约)?\d[\d.,]*(?:%|[万亿]?(?:元|吨|人次|人|件|辆|公里|平方米|千瓦时|户|个|班))"
)
_LEANING = re.compile(
    r"^(?:其中|该|其|这|此|上述|同比|分别|比|较|也|又|并|以|均|合计|累计)|的$|[和与及]$"
)
"""A subject that is none without what stands before it."""


def suggest(texts: Iterable[str]) -> tuple[str, ...]:
    """At most ``MOST`` questions, of different documents; fewer when the texts state few figures."""
    found: list[str] = []
    for text in texts:
        question = next((one for one in _questions(text) if one not in found), None)
        if question:
            found.append(question)
        if len(found) == MOST:
            break
    return tuple(found)


def _questions(text: str) -> Iterator[str]:
    for match in _STATEMENT.finditer(text):
        if not _LEANING.search(match[1]):
            yield f"{match[1]}是多少？"
