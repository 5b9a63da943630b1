"""Follow-up questions that only name what is different: “那洛阳呢？” after a question about 郑州.

Where the question before holds one thing of the same kind — a city, a district, a time, a respect, one of
two opposites — it is asked again with the new one in its place. All other follow-ups keep their words, and
lean on those before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from corpus.script import matching_form
from qa.comparison import in_titles
from qa.contrasts import opposites
from qa.coordination import ends_in_kin, name_before
from qa.places import district_spans, in_full, names
from qa.terms import terms

_Find = Callable[[str], Sequence[tuple[int, int]]]
"""Where things of one kind stand in a text."""
_ENDS = re.compile(
    r"(?:呢|(?<!共)(?:又是|是|有|为)(?:多少[个家所人名座条台辆吨万]?|几[天个家年月人元]?)呢?)[?？。!！~ ]*$"
)
_MUCH, _HOW_MANY = "多少", re.compile("多[少久长大高]|(?<!第)几")
_ASKED_AGAIN = re.compile(r"(?<=呢)[,，][^,，?？。]{2,14}[?？]?$")
"""创新方面呢，要建成什么: what is asked was asked before."""
_LEAD = re.compile(
    r"^(?:那么?|哦|嗯|好的?|再?换成)[,，]?|同一?[次年期]?(?:会上|会议上?|时期|口径)?[,，]?|那(?:[边里家座所款版]|一[家座所款版])$|(?:(?<=年)|(?<=年度))?新?版的?$|一样|同样|的$|那(?=方面)"
    r"|(?:(?<=年)度)?的?(?:通知|文件|公报|公告|报告|政策|办法)(?:里面?|中|上)?$"
)
ASKS_IN_WORDS = re.compile(r"多[少久长大高远]|几|哪|什么|啥|谁|何|怎|咋|是否|是不是|有没有")
_YEAR = r"(?:19|20)\d{2}年?"
_PART = r"(?:[上下]半年|全年|前?第?[一二三四]季度|前?\d{1,2}(?:[-—–~至到]\d{1,2})?个?月(?:份)?)"
_TIME = re.compile(rf"(?P<year>{_YEAR})?(?P<part>{_PART})?")
_RESPECT = re.compile(r"(?:(?<=在)|^(?![㐀-鿿]{0,6}在))[㐀-鿿]{2,8}方面")
_ORDER = re.compile(
    r"(?:\d+|[一二三五七十]+)[天年]期(?:以上)?|第(?:\d+|[一二三四五六七八九十]+)[名场轮批届]"
)
"""第二名呢 after the first, 30年期呢 after one of ten years."""
_A_YEAR = re.compile(r"((?:19|20)\d{2})年")
_YEAR_BEFORE, _YEAR_AFTER = (
    re.compile("[上前]一年(?:度|底|末)?"),
    re.compile("[下后]一年(?:度|底|末)?|次年|第二年"),
)
_IN_SHORT = {
    **dict.fromkeys(["货", "货运", "货物"], ("货邮", "旅客")),
    **dict.fromkeys(["人", "客", "客运", "客人", "乘客"], ("旅客", "货邮")),
}
"""What is said for one of two where the other was asked about."""
_WORKS = "图书|博物|文化|体育|纪念|美术|科技|档案"
"""What a 馆 is for, which may be left out."""
_LEAST_NAME = 2
_NAME = re.compile("[㐀-鿿]{2,10}")
_MOST_NEW = 3
"""Terms of what a follow-up asks that the question before need not say."""
_MOST_LEFT = 1
"""Characters of a follow-up that may be new beside what takes another's place."""


def completed(question: str, history: Sequence[str]) -> str:
    """The question in full, if it only names what is different; else as it is.

    ``history`` are the user's earlier questions, newest last.
    """
    if not history:
        return question
    again = _ASKED_AGAIN.search(question)
    own = again is None or _says_much_new(again[0], history[-1])
    follow_up = question if own else _ASKED_AGAIN.sub("", question)
    ends = _ENDS.search(follow_up)
    if not ends or ASKS_IN_WORDS.search(_ENDS.sub("", follow_up)):
        return question
    before = completed(history[-1], history[:-1])
    if not _asks_as_much(ends[0], before):
        return question
    asked = matching_form(before)
    said = in_full(_LEAD.sub("", _ENDS.sub("", matching_form(follow_up).strip()).strip()))
    said = _spelt_out(_in_figures(said, asked), asked)
    cities, times, respects, orders = (
        partial(_spans, pattern) for pattern in (names("places.txt"), _TIME, _RESPECT, _ORDER)
    )
    for find in (cities, district_spans, times, respects, orders):
        said, asked = _exchanged(said, asked, find)
    said, asked = _of_one_kind(said, asked)
    if opposed := opposites(said, asked):
        new, old = opposed
        asked = asked[: old[0]] + said[slice(*new)] + asked[old[1] :]
        said = said[: new[0]] + " " * (new[1] - new[0]) + said[new[1] :]
    left = "".join(said.split()).strip("的")
    rest = left if left not in asked else ""
    return asked if asked != matching_form(before) and len(rest) <= _MOST_LEFT else question


def _says_much_new(asked: str, before: str) -> bool:
    """呢，氢能车这块怎么打算 asks something of its own."""
    said = ASKS_IN_WORDS.sub(" ", matching_form(asked))
    return len([term for term in terms(said) if term not in matching_form(before)]) > _MOST_NEW


def swapped(before: str, after: str) -> tuple[str, str]:
    """What is named in one question and what in its place in another; nothing of times, or where a character tells
    them apart."""
    pairs = list(zip(before, after, strict=False))
    begin = next((i for i, (one, other) in enumerate(pairs) if one != other), len(pairs))
    rest = list(zip(reversed(before[begin:]), reversed(after[begin:]), strict=False))
    same = next((i for i, (one, other) in enumerate(rest) if one != other), len(rest))
    old, new = before[begin : len(before) - same], after[begin : len(after) - same]
    names = all(_NAME.fullmatch(one) for one in (old, new))
    return (old, new) if names else ("", "")


def _asks_as_much(ends: str, before: str) -> bool:
    """是多少 and 是几天 ask again what was asked so before."""
    return (_MUCH not in ends or _MUCH in before) and (
        "几" not in ends or bool(_HOW_MANY.search(before))
    )


def exchanged_by_titles(said: str, asked: str, titles: Sequence[str]) -> str:
    """The question before with another name in it, where the two names stand in the titles of different
    documents: 贵阳龙洞堡的呢, after a question about 兰州中川机场; nothing where they do not."""
    name = in_titles(said, titles)
    mine = [title for title in titles if name in title]
    old = in_titles(asked, [title for title in titles if title not in mine]) if name else ""
    left = _LEAD.sub("", _ENDS.sub("", said.replace(name, "").strip())).strip() if name else ""
    if not old or old in name or name in asked or any(old in title for title in mine):
        return ""
    return asked.replace(old, name) if len(left) <= _MOST_LEFT else ""


def _spelt_out(said: str, asked: str) -> str:
    """那货呢 after a question about 旅客 asks of 货邮."""
    word, other = _IN_SHORT.get(said, (said, ""))
    return word if other in asked else said


def _in_figures(said: str, asked: str) -> str:
    """上一年 after a question about 2023年 is 2022年."""
    named = {int(year) for year in _A_YEAR.findall(asked)}
    if len(named) != 1:
        return said
    said = _YEAR_BEFORE.sub(f"{min(named) - 1}年", said)
    return _YEAR_AFTER.sub(f"{min(named) + 1}年", said)


def _exchanged(said: str, asked: str, find: _Find) -> tuple[str, str]:
    """The one of its kind that is said takes the place of the one in what was asked."""
    new, old = find(said), find(asked)
    if len(new) != 1 or len({asked[slice(*one)] for one in old}) != 1:
        return said, asked
    word = said[slice(*new[0])]
    for begin, end in reversed(old):
        asked = asked[:begin] + _in_place_of(asked[begin:end], word) + asked[end:]
    return said[: new[0][0]] + " " + said[new[0][1] :], asked


def _of_one_kind(said: str, asked: str) -> tuple[str, str]:
    """临桂馆 takes the place of 秀峰图书馆, which is as long but for what it is."""
    name = said.strip()
    kin = ends_in_kin(name)
    own = name.removesuffix(kin)
    if not kin or len(own) < _LEAST_NAME:
        return said, asked
    ends = re.compile(f"(?:{_WORKS})?{kin}")
    names = {name_before(asked[: match.end()], name) for match in ends.finditer(asked)}
    named = {ends.split(one)[0] for one in names} - {""}
    if len(named) != 1 or own in named:
        return said, asked
    return "", asked.replace(named.pop(), own)


def _in_place_of(old: str, new: str) -> str:
    """Of times, what the new one leaves out stays: 2022年 in place of 2023年上半年 is 2022年上半年."""
    before, after = _TIME.fullmatch(old), _TIME.fullmatch(new)
    if not before or not after:
        return new
    year = after["year"] or before["year"] or ""
    return year + (after["part"] or before["part"] or "")


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text) if match[0]]
