"""Numbers that are names: of meetings, letters, issues, stages and five-year plans."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.numbers import integer
from qa.surroundings import Surroundings

LENGTH_OF_A_PLAN = 4
"""Years from the first of a five-year plan to its last."""
_PLAN_YEARS = re.compile(
    r"(?P<first>20(?:16|21|26|31))年?\s*(?:[-—–~～至到]|to|through|and)\s*(?P<last>20(?:20|25|30|35))年?"
)
"""2026—2030年, the years of a five-year plan, are those of “十五五”."""
_PLAN = re.compile(
    r"(?<![一二三四五六七八九])十([一二三四五六七八九])五(?![一二三四五六七八九十百千万亿年个岁天日月号次届名家\d%])"
)
"""A five-year plan: 十四五 is the fourteenth, 2021 to 2025."""
_COMPARED_PLAN = re.compile(r"[由从比与较同]“?十[一二三四五六]五”?(?:时期|期间)?[末初]")
"""由“十二五”末的15.8亿立方米减少到14.2亿立方米 tells of the years since."""
_FIRST_PLAN, _PLANS = 11, "一二三四五六七八九"
"""十一五, and the second character of it and of those that follow."""
_N = r"(\d+|[一二三四五六七八九十百]+)"
_OF_THINGS = "号的"
"""Of buildings and dams, of which any text may tell several: what the sentence itself names decides."""
_NUMBERED = {
    "届": re.compile(rf"第{_N}届|{_N}届(?=第?[\d一二三四五六七八九十]+次)"),
    "次": re.compile(rf"第{_N}次(?=[^,，。]{{0,8}}会)|届{_N}次"),
    "号": re.compile(rf"第{_N}号|(?<!\d)(\d{{4,}})号"),
    "期": re.compile(rf"第{_N}期|(?<!\d){_N}期(?![限间货权末内初满盼待刊年])"),
    "版": re.compile(rf"第{_N}版"),
    "轮": re.compile(rf"第{_N}轮"),
    "天期": re.compile(rf"(?<![\d.]){_N}天期"),
    "年期": re.compile(rf"(?<![\d.]){_N}年(?:期(?!间)|(?=定期|定存))"),
    "号线": re.compile(rf"(?<![\d一二三四五六七八九十]){_N}号线"),
    _OF_THINGS: re.compile(
        rf"(?<![\d月第一二三四五六七八九十]){_N}号(?=[㐀-鿿])(?!线|文件|公告|令)"
    ),
    "座": re.compile(rf"第{_N}座"),
    "任": re.compile(rf"第{_N}任"),
    "代": re.compile(rf"第{_N}代(?!表)"),
}
"""What tells meetings, letters, issues and stages apart."""
_SEVERAL = re.compile(
    r"(?<![\d.月])(\d{1,2})(号[、和与及]|[、和与及]|号?[至到—–-])(?=(\d{1,2})号(?![线文令]))"
)
"""6号、7号楼 are two, 1号至5号楼 five."""
_MOST = 40
"""Of those; a larger span is of something else."""
_FIRST_OF_ALL = re.compile("(?:首|头一)(?=[届座任代])")


def numbered(text: str) -> frozenset[tuple[str, int]]:
    """Numbers that are names: 十四届十八次 gives (届, 14) and (次, 18), 十五五 gives (五, 15)."""
    found = {("五", _FIRST_PLAN + _PLANS.index(digit)) for digit in _PLAN.findall(text)}
    text = _FIRST_OF_ALL.sub("第一", text)
    found |= {(_OF_THINGS, number) for number in _of_several(text)}
    for what, pattern in _NUMBERED.items():
        for match in pattern.finditer(text):
            value = integer(next(filter(None, match.groups())))
            if value is not None:
                found.add((what, value))
    return frozenset(found)


def _of_several(text: str) -> Iterator[int]:
    for match in _SEVERAL.finditer(text):
        first, last = int(match[1]), int(match[3])
        through = match[2][-1] in "至到—–-" and last - first <= _MOST
        yield from range(first, last) if through else [first]


def with_plans_named(question: str) -> str:
    """2026—2030年 as 十五五期间."""
    return _PLAN_YEARS.sub(_plan, question)


def _plan(years: re.Match[str]) -> str:
    first, last = int(years["first"]), int(years["last"])
    if last - first != LENGTH_OF_A_PLAN:
        return years[0]
    number = (first - 1) % 100 // 5 + 10  # 2026 begins the fifteenth
    return f"{_plan_name(number)}期间"


def unmet_numbers(asked: frozenset[tuple[str, int]], where: Surroundings) -> Iterator[str]:
    """Of each kind the nearest statement decides; where none is made, nothing speaks against."""
    for kind in sorted({what for what, _ in asked}):
        around = () if kind == _OF_THINGS else (where.before, where.heading, where.head)
        for text in (where.sentence, *around):
            told = _COMPARED_PLAN.sub(" ", text)
            said = {(what, number) for what, number in numbered(told) if what == kind}
            if said:
                if not said & asked:
                    yield from (_called(*one) for one in sorted(asked) if one[0] == kind)
                break


def _called(what: str, number: int) -> str:
    if what == "五":
        return f"“{_plan_name(number)}”"
    if what == _OF_THINGS:
        return f"{number}号"
    return f"{number}{what}" if what in ("天期", "年期") else f"第{number}{what}"


def _plan_name(number: int) -> str:
    """14 is 十四五."""
    return f"十{_PLANS[number - _FIRST_PLAN]}五"
