"""Follow-up questions that only name what is different: “那洛阳呢？” after a question about 郑州.

Where the question before holds one thing of the same kind — a city, a district, a time, a respect, one of
two opposites — it is asked again with the new one in its place. All other follow-ups keep their words, and
lean on those before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from corpus.script import matching_form
from qa.constraints import district_spans, in_full, names
from qa.contrasts import spans as contrast_spans

_Spans = Sequence[tuple[int, int]]
_ENDS = re.compile(r"呢[?？。!！~ ]*$")
_LEAD = re.compile(
    r"^(?:那么?|哦|嗯|好的?|再?换成)[,，]?|同一?[次年期]?(?:会上|会议上?|时期|口径)?[,，]?|那[边里]$|一样|同样|的$"
)
_ASKS = re.compile(r"多[少久长大高远]|几|哪|什么|啥|谁|何|怎|咋|是否|是不是|有没有")
_YEAR = r"(?:19|20)\d{2}年?"
_PART = r"(?:[上下]半年|全年|前?第?[一二三四]季度|前?\d{1,2}(?:[-—–~至到]\d{1,2})?个?月(?:份)?)"
_TIME = re.compile(rf"(?P<year>{_YEAR})?(?P<part>{_PART})?")
_RESPECT = re.compile(r"(?:(?<=在)|^(?![㐀-鿿]{0,6}在))[㐀-鿿]{2,8}方面")
_MOST_LEFT = 1
"""Characters of a follow-up that may be new beside what takes another's place."""


def completed(question: str, history: Sequence[str]) -> str:
    """The question in full, if it only names what is different; else as it is.

    ``history`` are the user's earlier questions, newest last.
    """
    if not history or not _ENDS.search(question) or _ASKS.search(question):
        return question
    before = completed(history[-1], history[:-1])
    said = in_full(_LEAD.sub("", _ENDS.sub("", matching_form(question).strip()).strip()))
    asked = matching_form(before)
    for find in (_cities, district_spans, _times, _respects):
        said, asked = _exchanged(said, asked, find)
    for new, old in contrast_spans(said, asked):
        asked = asked[: old[0]] + said[slice(*new)] + asked[old[1] :]
        said = said[: new[0]] + " " * (new[1] - new[0]) + said[new[1] :]
    left = "".join(said.split())
    rest = left if left not in asked else ""
    return asked if asked != matching_form(before) and len(rest) <= _MOST_LEFT else question


def _exchanged(said: str, asked: str, find: Callable[[str], _Spans]) -> tuple[str, str]:
    """The one of its kind that is said takes the place of the one in what was asked."""
    new, old = find(said), find(asked)
    if len(new) != 1 or len({asked[slice(*one)] for one in old}) != 1:
        return said, asked
    word = said[slice(*new[0])]
    for begin, end in reversed(old):
        asked = asked[:begin] + _in_place_of(asked[begin:end], word) + asked[end:]
    return said[: new[0][0]] + " " + said[new[0][1] :], asked


def _in_place_of(old: str, new: str) -> str:
    """Of times, what the new one leaves out stays: 2022年 in place of 2023年上半年 is 2022年上半年."""
    before, after = _TIME.fullmatch(old), _TIME.fullmatch(new)
    if not before or not after:
        return new
    year = after["year"] or before["year"] or ""
    return year + (after["part"] or before["part"] or "")


def _cities(text: str) -> _Spans:
    return [match.span() for match in names("places.txt").finditer(text)]


def _respects(text: str) -> _Spans:
    return [match.span() for match in _RESPECT.finditer(text)]


def _times(text: str) -> _Spans:
    return list(_each_time(text))


def _each_time(text: str) -> Iterator[tuple[int, int]]:
    for match in _TIME.finditer(text):
        if match[0]:
            yield match.span()
