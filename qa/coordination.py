"""What a question names side by side: 洛阳和襄阳, 金台、渭滨、陈仓三个区, 秀峰馆跟临桂馆."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.places import district_spans, is_district, names

AND = re.compile(r"以及|[和与及、]")
_COMMA_AND = re.compile(r"[，,]\s*(?:以及|和|与|及)")
_IN_BRACKETS = re.compile(
    r"(?P<before>.{2,}?)[（(](?P<things>[^（）()]+)[）)](?P<after>[^（）()]*)"
)
_SUMMED_UP = re.compile(
    r"(?:[这那][两三四五几]|(?<![第十百千\d])[两三四五几])[个次场份家项种篇][^，,、和与及]{0,7}$"
)
"""What sums up an enumeration: 这两次会议上."""
_OCCASION = re.compile(r"(?P<what>议政|座谈|协商|发布会|答复|公报|讲话|公告|通报)会?[中上里]?$")
"""双循环和制造业两次议政中 are 双循环议政中 and 制造业议政中."""
_OF = re.compile(r".{2,}(?:在(?!校|职|建)|的|由|对|参加|出席|围绕|关于)(?=..)")
"""What stands before is said of all: 登封市政协在|双循环议政."""
_LONGEST_END = 4
"""Characters in which two things may end alike, and that tell them apart."""
_LONGEST_NAME = 6
"""Characters of the last thing of an enumeration from which it is rather a clause than a name: what stands
before the first, its length does not tell."""
_PLACE = names("places.txt")
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_OF_YEAR = re.compile(rf"{_YEAR.pattern}(?:年?[度底末初])?")
_PERIOD = re.compile(
    r"[上下]半年|全年|前?第?[一二三四1-4]季度|前?\d{1,2}(?:[-—–~至到]\d{1,2})?个?月(?:份)?"
)
_PINS = (re.compile(rf"(?:{_PLACE.pattern})[省市]?"), _OF_YEAR, _PERIOD)
_TIME = re.compile(rf"(?:{_YEAR.pattern})?(?:{_PERIOD.pattern})?")
_ENDS_IN_TIME = re.compile(
    rf"(?P<thing>[㐀-鿿]{{3,}})(?P<time>{_YEAR.pattern}(?:{_PERIOD.pattern})?)"
)
_PLAN = re.compile(r"十[一二三四五六]五(?=”?(?:期间|时期|[末规]|以来))")
_ORDINAL = re.compile(r"第?[\d一二三四五六七八九十]+[届次期批号](?!线)")
_ROLE_TAIL = re.compile(
    r"单位|部门|机构|时间|地点|方式|条件|范围|标准|人数|数量|金额|面积|总?投资|总?资产|营收|净?利润(?!率)|票价|价格|全长|(?:全年|年度)?(?:目标|计划)|吞吐量|增速|增幅"
)
_COUNT = re.compile(r"^[两二三四五六七八九十][年次届]")
_KIN = "院区|校区|城区|片区|园区|街道|航站楼|机场|大学|学院|医院|中心|公司|银行|特大桥|大桥|水库|隧道|景区|公园|社区|[区县市州镇乡馆院校站厂港店]"
_OFFICIAL = "市县区省州镇乡"
_ENDS_IN_KIN = re.compile(f"(?:{_KIN})$")
"""What names of one kind end in: 镜湖区、弋江区2024年小学报名."""
_LONGEST_KIN = 8
"""Characters of a name before what it ends in."""
_HOW_MANY_KIN = rf"(?:[这那]?[两二三四五六七八几][个家座所条只]|[两二三四五六七八]|[这那]几?[个家座所条只])(?P<kind>城市|地方|{_KIN})"
_SUMMED_UP_INSIDE = re.compile(rf"(?P<thing>[^的]{{1,8}}?){_HOW_MANY_KIN}(?P<rest>.*)", re.DOTALL)
"""陈仓三个区的补贴."""
_COUNTED_BEFORE = re.compile(rf"(?P<before>.*?){_HOW_MANY_KIN}", re.DOTALL)
"""佳木斯三个区（向阳、前进、郊区）."""
_QUOTED = re.compile("“[^“”]+”(?=$|[^“”]*$)|《[^《》]+》(?=$|[^《》]*$)")
_LEADS_UP = re.compile(f"[的在去到于从对由把]|关于|请问|(?:{_KIN})")
"""What stands before the first name: 章江人民医院|黄金院区."""
_GENERIC = re.compile(
    f"(?:社区|街道)?(?:卫生(?:服务)?|服务|人民|中医|妇幼|附属|实验|文化|第?[一二三四])?(?:{_KIN})"
)
"""What is no name without what stands before it: 枫溪社区|卫生中心."""
_LEAST_LED = 4
"""Characters before a name from which they are rather no part of it."""
_NO_KIND = frozenset(["城市", "地方"])


@dataclass(frozen=True, slots=True)
class Enumeration:
    """``before + thing + after`` for each of ``things``."""

    before: str
    things: tuple[str, ...]
    after: str

    def each(self, asks: str) -> list[str]:
        return [f"{self.before}{thing}{self.after}{asks}" for thing in self.things]


def alike(text: str) -> Enumeration | None:
    """The names of one kind that a text puts side by side: places, districts, years, 图书馆, 院区; None where
    it has none, or such things as may be one matter together."""
    text = _COMMA_AND.sub("以及", text)
    if match := _IN_BRACKETS.fullmatch(text):
        counted = _COUNTED_BEFORE.fullmatch(match["before"])
        inside = split(match["things"])
        if counted and len(inside) > 1:
            return _of_kind(counted["before"], inside, counted["kind"], match["after"])
    for before, clause, after in reversed(list(clauses(text))):
        if found := _alike_in(before, split(clause)):
            return replace(found, after=found.after + after)
    return None


def _alike_in(lead: str, things: tuple[str, ...]) -> Enumeration | None:
    if len(things) < 2:
        return None
    if times := _times(things):
        return Enumeration(lead, times, _TIME.sub("", things[-1], count=1))
    return (
        _quoted(lead, things)
        or _summed_up(lead, things)
        or _named(lead, things)
        or _of_one_kind(lead, things)
    )


def _quoted(lead: str, things: tuple[str, ...]) -> Enumeration | None:
    """“东引”、“南联”和“西进”面向哪里, or works by their 《》."""
    first, *middle, last = things
    begins, ends = _QUOTED.search(first), _QUOTED.match(last)
    if not (begins and ends and begins.end() == len(first) and all(map(_QUOTED.fullmatch, middle))):
        return None
    lead += first[: begins.start()]
    return Enumeration(lead, (begins[0], *middle, ends[0]), last[ends.end() :])


def stem(name: str) -> str:
    """What tells a name from others of its kind: 秀峰 of 秀峰馆, which is 秀峰图书馆 in full; nothing of a year or
    a session."""
    if any(map(str.isdigit, name)) or pinned(name) - {"place"}:
        return ""
    short = _ENDS_IN_KIN.sub("", name)
    return short if len(short) > 1 else name


def ends_in_kin(name: str) -> str:
    """What a name of one of several like things ends in: 院区, 馆; or nothing."""
    match = _ENDS_IN_KIN.search(name)
    return match[0] if match else ""


def name_before(text: str, like: str) -> str:
    """The name that a text ends with, of the kind of ``like``: of 人民医院黄金院区 beside 蓉江院区, 黄金院区."""
    run = re.split("[^㐀-鿿a-z0-9]", text)[-1]
    return run[begin_of(run, like) :]


def clauses(question: str) -> Iterator[tuple[str, str, str]]:
    """Each clause with what stands before and after it."""
    for match in re.finditer("[^，,；;。？?]+", question):
        yield question[: match.start()], match[0], question[match.end() :]


def split(text: str) -> tuple[str, ...]:
    """The things between the words that join an enumeration."""
    return tuple(thing.strip() for thing in AND.split(text) if thing.strip())


def _times(things: tuple[str, ...]) -> tuple[str, ...]:
    """2024年3月和4月: times alone, but for what follows the last; nothing else. The year of the first is that of
    the others."""
    last = _TIME.match(things[-1])
    if not (last and last[0] and all(map(_TIME.fullmatch, things[:-1]))):
        return ()
    year = _YEAR.match(things[0])
    every = (*things[:-1], last[0])
    bare = (one for one in every if year and not _YEAR.match(one))
    named = {one: f"{year[0]}{one}" for one in bare} if year else {}
    return tuple(named.get(one, one) for one in every)


def _summed_up(lead: str, things: tuple[str, ...]) -> Enumeration | None:
    """金台、渭滨、陈仓三个区的补贴."""
    match = _SUMMED_UP_INSIDE.fullmatch(things[-1])
    if match is None:
        return None
    first, middle, last, kind = things[0], things[1:-1], match["thing"], match["kind"]
    begin = begin_of(first, last, kind)
    each = (first[begin:], *middle, last)
    return _of_kind(lead + first[:begin], each, kind, match["rest"])


def _of_kind(before: str, things: tuple[str, ...], kind: str, after: str) -> Enumeration:
    """Each thing with the kind that it is of, where it does not say so itself."""
    kind = "" if kind in _NO_KIND else kind
    each = (thing if thing.endswith(kind[-1:]) else f"{thing}{kind}" for thing in things)
    return Enumeration(before, tuple(each), after)


def _of_one_kind(lead: str, things: tuple[str, ...]) -> Enumeration | None:
    """Names that end alike: 镜湖区、弋江区2024年小学报名, 秀峰图书馆和临桂图书馆哪天开."""
    first, *middle, last = things
    if district := _with_a_district(first, last):
        first = first + district
    kin = ends_in_kin(first)
    if not kin or not all(map(ends_in_kin, middle)):
        return None
    name = _name_of_kind(last, kin)
    if not name:
        return None
    begin = begin_of(first, name)
    return Enumeration(lead + first[:begin], (first[begin:], *middle, name), last[len(name) :])


def _name_of_kind(text: str, kin: str) -> str:
    """The name that a text begins with and that ends as another does: as 县 beside 市, or whole in another kind,
    医院 beside 中心; or nothing."""
    for ends in (kin.removeprefix("特"), f"[{_OFFICIAL}]" if kin in _OFFICIAL else "$^"):
        if named := re.match(f"[㐀-鿿]{{1,{_LONGEST_KIN}}}?{ends}", text):
            return named[0]
    return text if ends_in_kin(text) and len(text) <= _LONGEST_KIN else ""


def _with_a_district(first: str, last: str) -> str:
    """县 of 霍山、洋县创业补贴."""
    named = re.match(f"[㐀-鿿]{{1,4}}?(?P<kind>[{_OFFICIAL}])", last)
    return named["kind"] if named and _district_in_short(first, named["kind"]) else ""


def begin_of(first: str, last: str, kind: str = "") -> int:
    """Where the first of several names begins: with the place or district that it is, after what leads up to it,
    or as long before its end as the last one is long."""
    if districts := [begin for begin, end in district_spans(first) if end == len(first)]:
        return districts[0]
    if kind and (short := _district_in_short(first, kind)):
        return len(first) - short
    if _PLACE.match(last) and (cities := list(_PLACE.finditer(first))):
        return cities[-1].start()
    inside = first[: len(first) - len(ends_in_kin(first)) - 1]
    ends = (match.end() for match in _LEADS_UP.finditer(inside))
    led = max((end for end in ends if not _GENERIC.fullmatch(first[end:])), default=0)
    led = max(led, max((end for end in _pins(first) if end < len(first)), default=0))
    as_long = len(first) - len(last)
    return led or (as_long if as_long >= _LEAST_LED else 0)


def _district_in_short(text: str, kind: str) -> int:
    """The length of the district whose name, but for what it is, a text ends with; 0 for none."""
    return next((n for n in range(4, 0, -1) if is_district(text[-n:] + kind)), 0)


def _pins(text: str) -> Iterator[int]:
    """Where places and times end that stand in a text."""
    for name in (_PLACE, _OF_YEAR, _PERIOD):
        yield from (match.end() for match in name.finditer(text))


def enumeration(text: str) -> Enumeration | None:
    """Find what the things have in common before or after them.

    “2023年郑州三级医院和二级医院”: the last thing has the length of the first; what more the first
    piece holds stands before all. “2022年和2023年货邮吞吐量” is the same from the other side.
    """
    text = _COMMA_AND.sub("以及", text).rstrip("，, ")
    if (match := _IN_BRACKETS.fullmatch(text)) and AND.search(match["things"]):
        inside = split(match["things"])
        return Enumeration(match["before"], inside, match["after"])
    if summed := _SUMMED_UP.search(text):
        found = enumeration(text[: summed.start()])
        occasion = _OCCASION.search(summed[0])
        if found and occasion and occasion["what"] not in text[: summed.start()]:
            return replace(found, after=occasion[0] + found.after)
        return found
    lead = text[: max(text.rfind("，"), text.rfind(",")) + 1]
    things = split(text[len(lead) :])
    if len(things) < 2:
        return _before_comma(lead, text[len(lead) :])
    first, *middle, last = things
    if all(map(_TIME.fullmatch, things)):  # 2022年全年和2024年1—8月
        return Enumeration(lead, things, "")
    if (timed := _ENDS_IN_TIME.fullmatch(last)) and not pinned(first):  # 甲公司和乙公司2024年5月
        return Enumeration(lead, (first, *middle, timed["thing"]), timed["time"])
    if named := _named(lead, things):
        return named
    if (of := last.find("的")) > 0 and not any("的" in one for one in (first, *middle)):
        cut = 0 if pinned(last) else _pins_end(first)
        return Enumeration(lead + first[:cut], (first[cut:], *middle, last[:of]), last[of:])
    if size := _before_role(first, last) or _common_end(first, last):
        each = (first[-size:], *middle, last[:size])
        return Enumeration(lead + first[:-size], each, last[size:])
    tail = None if _shares_end(first, last) else _shared_tail(first, last)
    if tail is not None:
        return Enumeration(lead, (first, *middle, last[:tail]), last[tail:])
    cut = 0 if pinned(last) else max(0, len(first) - len(last))
    pins = 0 if pinned(last) else _pins_end(first)
    if cut < pins or (cut and len(last) > _LONGEST_NAME and first[-1] != last[-1]):
        cut = pins
    if (said := _OF.match(first)) and not (_OF.match(last) or pinned(last)):
        cut = said.end()
    return Enumeration(lead + first[:cut], (first[cut:], *middle, last), "")


def _pins_end(text: str) -> int:
    """Where the place and the time end that a text begins with."""
    end = begin = int(text.startswith("在"))
    while match := next((m for name in _PINS if (m := name.match(text, end)) and m[0]), None):
        if match.end() == len(text):  # 2024年|郑州 is what is named
            break
        end = match.end()
    return end if end > begin else 0


def bare(thing: str) -> str:
    """Without the place and the time that it begins with; nothing of what is told by a time."""
    name = thing[_pins_end(thing) :].removeprefix("的")
    return "" if pinned(name) - {"place"} or any(map(str.isdigit, name)) else name


def _before_comma(lead: str, rest: str) -> Enumeration | None:
    """“十八次、二十五次常委会上，区政协分别……”: the things stand before the comma."""
    found = enumeration(lead.rstrip("，,")) if AND.search(lead) else None
    return replace(found, after=f"{found.after}{lead[-1]}{rest}") if found else None


def _named(lead: str, things: Sequence[str]) -> Enumeration | None:
    """Places or years: “2022年郑州和洛阳的进出口”, “郑州市2022、2023、2024三年预算收入”."""
    for name in (_PLACE, _YEAR, _PERIOD, _ORDINAL):
        ends = [match.span() for match in name.finditer(things[0])]
        begins = name.match(things[-1])
        if not ends or begins is None:
            continue
        start, end = ends[-1]
        kind, rest = things[0][end:], things[-1][begins.end() :]
        if not rest.startswith(kind):
            continue
        named = [things[0][start:end], *things[1:]]
        each = [f"{_name(one, name)}{kind}" for one in named]
        return Enumeration(lead + things[0][:start], tuple(each), _COUNT.sub("", rest[len(kind) :]))
    return None


def _name(thing: str, name: re.Pattern[str]) -> str:
    match = name.search(thing)
    found = match[0] if match else thing
    return f"{found}年" if found.isdigit() else found


def _before_role(first: str, last: str) -> int:
    """Where the last thing ends before what all of them are asked to be; 0 for nowhere."""
    role = _ROLE_TAIL.search(last)
    if role is None or role[0] in first or first[-1] in "额量值数率":
        return 0
    return role.start()


def _common_end(first: str, last: str) -> int:
    """Where the last thing ends as the first one does, though it goes on: A类, C类这次每份; 0 for nowhere."""
    for size in range(min(_LONGEST_END, len(first) - 1), 0, -1):
        begin = last.find(first[-size:])
        end = begin + size
        told = size > 1 or (first[-2:-1].isascii() and last[max(0, begin - 1) : begin].isascii())
        if 0 < begin <= _LONGEST_END and end < len(last) and end <= len(first) and told:
            return end
    return 0


def _shares_end(first: str, last: str) -> bool:
    """三级医院 and 二级医院 are whole things, whatever stands before the first."""
    return first[-1] == last[-1] and len(last) <= len(first)


def _shared_tail(first: str, last: str) -> int | None:
    """Where the last thing ends when it begins like the first but goes on: 2022年, 2023年货邮."""
    shape = re.sub(r"\d", "0", first)
    alike = re.sub(r"\d", "0", last).startswith(shape) or first[0] == last[0]
    return len(first) if alike and len(last) > len(first) else None


def pinned(text: str) -> frozenset[str]:
    """Whether a place, a time, a session is named."""
    found = {
        "place": bool(_PLACE.search(text) or district_spans(text)),
        "time": any(name.search(text) for name in (_YEAR, _PERIOD, _PLAN)),
        "session": bool(_ORDINAL.search(text)),
    }
    return frozenset(name for name, told in found.items() if told)


def names_a_year(text: str) -> bool:
    """Whether a calendar year stands in a text."""
    return bool(_YEAR.search(text))
