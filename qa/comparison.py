"""What a question asks of each of the things that it names side by side: 洛阳跟绵阳比，谁的经济总量更大."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from qa.contrasts import members_in
from qa.coordination import AND, Enumeration, alike, begin_of, clauses, names_a_year, split

_WITH = re.compile(r"(?<=[㐀-鿿\d])(?:跟|同(?![比期年一])|还是|对比)(?=[㐀-鿿\d])")
_BETWEEN = re.compile(r"以及|还是|[和与及、跟]|同(?![比期年一])")
_HAN_NAME = re.compile("[㐀-鿿a-z0-9]+")
_LEAST_TITLED, _LONGEST_TITLED = 3, 12
_BOTH = re.compile("^(?:这?两(?:边|地|家|个|处|者)|各自?|分别|都)")
_TIED = re.compile(
    "(?<!公)共(?!同体|享|建|治|青|产|和)|合计|总和|加起来|之[间和]|合作|联合|联手|交界|两地|相距|同城|关系|协同|协作"
    "|一体|融合|衔接|相互|互相|互[通访]|往返|来回|到.{1,8}(?:多远|多久)"
)
"""What is asked of several together is not asked of each."""
_ADJECTIVE = "大|高|多|长|快|贵|低|少|小|便宜|早|晚|远|重|宽|深"
_WHICH = re.compile(
    r"(?:相比|比起来|比较|比)?[，,]?(?:谁家?|哪(?:一?[个家座边年条款种届所]|里|(?=城市|区|县|市|馆))(?:城市|区县?|县|市|[^，,。？?的更最]{0,2}馆|院区|校区|医院|学校|公司|银行)?)的?"
    rf"(?P<what>[^，,。？?]*?)(?:会|要|得)?(?:更|比较|最)?(?P<size>{_ADJECTIVE})(?:得多|一?[些点])?[？?]?$"
)
_EXTENT, _MEASURE_ENDS = "长高重宽深远", "额量值率积数重速费价"
_CHANGES = re.compile("(?:增[长加]?|上?涨|上?升|下?降|下?跌|减少?)$")
_OR = re.compile(
    rf"(?P<before>.*[，,。；;])?(?P<one>[^，,。？?]{{2,16}}?)(?P<size>{_ADJECTIVE})(?:一?[些点])?还是(?P<other>[^，,。？?]{{2,16}}?)(?P=size)(?:一?[些点])?[？?]?"
)
"""在校大学生，绵阳多还是洛阳多."""
_WHICH_OR = re.compile(
    rf"(?P<before>.*?)哪(?:一?[个家座边年条款种届所]|里)(?P<what>[^，,。？?]{{1,12}}?)(?:更|比较)?(?P<size>{_ADJECTIVE})(?:一?[些点])?[，,]"
    r"(?P<one>[^，,。？?]{2,16}?)还是(?P<other>[^，,。？?]{2,16}?)[？?]?"
)
"""哪一年来的游客多，2022年还是2023年."""
_APART = re.compile(
    r"(?:有(?:什么|何|啥|哪些|没有)?|的)?(?:不同|区别|差别|差异|不一样)(?:之处|在哪里?|是(?:什么|啥))?[？?]?$"
)
_BY_HOW_MUCH = re.compile(
    r"[，,]?(?:相差|差距?|差额)(?:有|是|了)?(?:多少|多大|几[㐀-鿿]{0,2})[？?]?$"
)


def side_by_side(question: str) -> tuple[list[tuple[str, str]], bool]:
    """The like things that a question names, each with the question asked of it, and whether it compares them;
    nothing where it names none, or asks of them together.

    “2022年洛阳跟绵阳比，谁的经济总量更大” asks 2022年洛阳经济总量是多少, and the same of 绵阳.
    """
    if either := _OR.fullmatch(question):
        asks = f"{either['before'] or ''}{{}}{_asked_of(either['size'])}？"
        return [(either[one], asks.format(either[one])) for one in ("one", "other")], True
    if either := _WHICH_OR.fullmatch(question):
        asks = f"{either['before']}{{}}{either['what']}{_asked_of(either['size'])}？"
        return [(either[one], asks.format(either[one])) for one in ("one", "other")], True
    if _TIED.search(question):
        return [], False
    for before, clause, rest in clauses(question):
        found = alike(_WITH.sub("和", clause)) or _compared(_WITH.sub("和", clause))
        if found is None or len(set(found.things)) < len(found.things):
            continue
        asks, compares = _without_comparing(found.after + rest)
        lead = before + found.before
        return [(thing, f"{lead}{thing}{asks}") for thing in found.things], compares
    return _excluding_each_other(question), False


def _excluding_each_other(question: str) -> list[tuple[str, str]]:
    """猪肉和鸡蛋一公斤多少钱 names two things of one kind: it asks for the price of each."""
    for spans in members_in(question):
        begins, ends = spans[0][0], spans[-1][1]
        between = (question[end:begin] for (_, end), (begin, _) in pairwise(spans))
        if all(map(AND.fullmatch, between)):
            lead, rest = question[:begins], _BOTH.sub("", question[ends:], count=1)
            names = [question[begin:end] for begin, end in spans]
            return [(name, f"{lead}{name}{rest}") for name in names]
    return []


def titled_apart(question: str, titles: Sequence[str]) -> tuple[list[tuple[str, str]], bool]:
    """As ``side_by_side``, of names of any kind that stand in the titles of different documents: 青峰岭和云泽湖."""
    if _TIED.search(question):
        return [], False
    for between in _BETWEEN.finditer(question):
        before, after = question[: between.start()], question[between.end() :]
        first = _longest(
            titles, (before[i:] for i in range(max(0, len(before) - _LONGEST_TITLED), len(before)))
        )
        second = _longest(
            titles, (after[:i] for i in range(min(len(after), _LONGEST_TITLED), 1, -1))
        )
        if not (first and second) or first in second or second in first:
            continue
        if any(first in title and second in title for title in titles):
            continue
        asks, compares = _without_comparing(_BOTH.sub("", after[len(second) :], count=1))
        lead = before[: len(before) - len(first)]
        return [(name, f"{lead}{name}{asks}") for name in (first, second)], compares
    return [], False


def in_titles(text: str, titles: Sequence[str]) -> str:
    """The longest part of a text that stands in one of the titles; nothing shorter than three characters."""
    for size in range(min(len(text), _LONGEST_TITLED), _LEAST_TITLED - 1, -1):
        parts = (text[i : i + size] for i in range(len(text) - size + 1))
        parts = (one for one in parts if not one[0].isdigit() and not names_a_year(one))
        if found := _longest(titles, parts):
            return found
    return ""


def _longest(titles: Sequence[str], parts: Iterable[str]) -> str:
    """The first, and longest, of the parts of a question that stands in a title and is no mere word of it."""
    named = (one for one in parts if len(one) > 1 and _HAN_NAME.fullmatch(one))
    return next((one for one in named if any(one in title for title in titles)), "")


def _compared(clause: str) -> Enumeration | None:
    """Of any kind where it is asked which is more: what stands before 哪条 is the last of them."""
    which = _WHICH.search(clause)
    things = split(clause[: which.start()]) if which else ()
    if which is None or len(things) < 2 or len({one.count("的") for one in things}) > 1:
        return None
    first, *middle, last = things
    begin = begin_of(first, last)
    return Enumeration(first[:begin], (first[begin:], *middle, last), clause[which.start() :])


def _without_comparing(asks: str) -> tuple[str, bool]:
    """What is asked of each, where the whole asks which has more of it; and whether it does."""
    if which := _WHICH.search(asks):
        what, size = which["what"], which["size"]
        told = (asks[: which.start()].rstrip("，,") or " ")[-1] in _MEASURE_ENDS
        of_it = "多少" if _CHANGES.search(what) else _asked_of(size)
        of_it = f"有多{size}" if size in _EXTENT and not what and not told else of_it
        return f"{asks[: which.start()]}{what}{of_it}？", True
    for pattern, each in ((_APART, "是什么"), (_BY_HOW_MUCH, "是多少")):
        if match := pattern.search(asks):
            return f"{asks[: match.start()]}{each}？", True
    return asks, False


def _asked_of(size: str) -> str:
    if size in "早晚":
        return "是什么时候"
    if size == "快":
        return "增长多少"
    return "有多少" if size in "多少" else "是多少"
