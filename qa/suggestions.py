"""Questions to begin with, made of statements in the documents that are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

DOCUMENTS = 12
"""Documents that are looked into."""
MOST = 4
_STATEMENT = re.compile(
    r"(?:^|[，。；：、\n])"
    r"([\u4e00-\u9fff\d—–-]{4,24}"
    r"(?:吞吐量|总值|增加值|产值|投资|收入|总额|产量|面积|人口|人数|里程|总量|客运量|金额|床位))"
    r"(?:约为|达到|为|达|约)?"
    r"\d[\d.,]*(?:[万亿]|元|吨|人|件|辆|公里|平方米|千瓦时|户|个|张)"
)
"""An indicator by name with its figure right behind."""
_LEANING = re.compile(
    r"^(?:其中|该|其|这|此|上述|分别|比|较|也|又|并|以|均|合计|累计|完成|占|届时|设置|实现|\d)|是|\d$"
)
"""A subject that is none without what stands before it."""
_YEAR = re.compile(r"20\d\d年|\d{1,2}[—–-]\d{1,2}月")
_VERB = re.compile(r"(?<=[\u4e00-\u9fff])(?:完成|实现)(?=[\u4e00-\u9fff])")


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
        if _YEAR.match(match[1]) or not _LEANING.search(match[1]):
            yield f"{_VERB.sub('', match[1])}是多少？"
