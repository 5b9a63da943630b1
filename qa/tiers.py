"""Tiers of rules and tariffs: 80至89周岁, 10万元以上, 不满3年; and what falls into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf

from qa.numbers import integer

_UNIT = r"(?P<{0}>周岁|岁|米高|万元|元|平方米|㎡|立方米|公里|小时)"
_NUMBER = r"(?P<{0}>\d+(?:\.\d+)?)"
_WITHOUT = r"(?:[（(]不?含[^）)]{0,8}[）)])?"
_TIER = re.compile(
    rf"(?:(?<![不未])(?P<least>满|超过|高于|大于))?(?<![\d.]){_NUMBER.format('low')}(?:{_UNIT.format('first')})?{_WITHOUT}"
    rf"(?:\s*(?:[-—–~～至到]|以上至)+\s*{_NUMBER.format('high')}{_UNIT.format('unit')}"
    rf"|(?P<up>\s*[（(含）)]{{0,3}}\s*(?:及|及其)?(?:以上|起|以外))"
    rf"|(?P<down>\s*[（(含）)]{{0,3}}\s*(?:及|及其)?(?:以下|以内|之内)))?"
)
_NOT_YET = re.compile(r"(?:不满|未满|不到|未到|不足|低于|少于|小于|不超过|未超过)$")
_GIVEN = re.compile(
    r"(?:最高|最多|不超过|上限|至多|补[贴助]?|奖[励补]?|罚款?|处以?|给予|减免)[^,，。;；]{0,6}$"
)
"""Before a sum that is paid, not one that decides what is paid."""
_AGED = re.compile(
    r"(?:[爷奶姥爸妈爹娘父母]|老[人头太]|大[爷妈]|孩子|儿子|女儿|闺女|娃|今年|[他她我俺])[㐀-鿿]{0,3}?(?P<age>\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?|一?百零?[一二三四五六七八九]?)(?=了|[,，]|$)"
)
"""俺奶85了 gives an age."""
_NTH, _NTH_TO = (
    re.compile(rf"第(?P<low>\d+){end}")
    for end in ("[天日]", r"\s*[-—–~～至到]+\s*第?(?P<high>\d+)[天日]")
)
_DAYS = "天"
"""第15天 lies in 第11至20日."""
_FULL = re.compile(r"(?<![不未])满\d+")
_HAN_YEARS = re.compile("[一二三四五六七八九十百]+(?=周?岁)")
_SUM = re.compile(
    r"(?P<count>\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)[来多几]?万[来多]?(?:块钱?|元|(?=(?:左右)?的[㐀-鿿]{0,3}[车房货]))"
)
"""8万块, 十二万的电车."""
_BARE_SUM = re.compile(
    r"(?:[一每]个?月|月租金?|租金|房租|工资|月薪|收入)(?:是|有|才|只有|大概|大约|约|就)?\d+(?:\.\d+)?万?(?=[,，。？?]|$)"
)
"""租出去一个月1800 gives a sum."""
_HEIGHTS = re.compile(r"身高|个子|孩|儿童|娃|女儿|儿子|闺女|学生")
_HEIGHT = re.compile(
    r"(?<![\d.])(?:(?P<whole>[12])米(?P<tenths>\d{1,2})(?![\d米])|(?P<metres>[012]\.\d{1,2})米|(?P<centimetres>\d{2,3})(?:厘米|公分|cm))"
)
"""1米3, 1.3米 and 130厘米 of a person."""
_OR_SO = re.compile(r"(?<=[\d十])[来多](?=周?岁)")
"""九十来岁."""
_CENTENARIAN = re.compile(r"(?<![一两二三\d满])百岁(?=老人|寿星|及以上|以上)(?:及?以上)?")
_FAMILY = {"周岁": "岁", "万元": "元", "㎡": "平方米"}
_SCALE = {"万元": 10_000}


@dataclass(frozen=True, slots=True)
class Tier:
    """From ``low`` to ``high`` of a unit, both ends taken in: rules differ, and say so near by."""

    low: float
    high: float
    unit: str

    def __str__(self) -> str:
        """As it is said: 不到5000元, 80至89岁."""
        low, high = (_said(one, self.unit) for one in (self.low, self.high))
        if self.high == inf:
            return f"{low}以上"
        return f"{self.low:g}至{high}" if self.low else f"不到{high}"


def _said(value: float, unit: str) -> str:
    tens = 10_000 if unit == "元" and value >= 10_000 and value != inf else 1
    return f"{value / tens:g}{'万' * (tens > 1)}{unit}"


def values(question: str) -> frozenset[tuple[Decimal, str]]:
    """What a question gives of itself to be put in a tier: 85岁, 满一百岁, 15万元; no tiers of its own."""
    question = _OR_SO.sub("", _SUM.sub(_in_yuan, question))
    question = _BARE_SUM.sub(lambda match: f"{match[0]}元", _with_heights(question))
    question = _AGED.sub(lambda match: f"{match[0]}岁", question)
    question = _HAN_YEARS.sub(_in_digits, question)  # in figures, with their units
    days = frozenset((Decimal(match["low"]), _DAYS) for match in _NTH.finditer(question))
    return days | frozenset(
        (Decimal(match["low"]) * _SCALE.get(match["first"], 1), _family(match["first"]))
        for match in _TIER.finditer(question)
        if match["first"] and (match["least"] == "满" or not _bounded(match, question))
    )


def bounds(question: str) -> frozenset[Tier]:
    """The tiers that a question asks about: 不到5000万元的项目, not 刚满14周岁 nor 85岁."""
    return frozenset(tiers(_FULL.sub(" ", question)))


def holds(given: frozenset[tuple[Decimal, str]], text: str) -> bool:
    """Whether a text names a tier into which what is given falls."""
    return any(
        tier.unit == unit and tier.low <= value <= tier.high
        for value, unit in given
        for tier in tiers(text)
    )


def _in_yuan(sum: re.Match[str]) -> str:
    count = sum["count"]
    value = count if count[0].isdigit() else integer(count.replace("两", "二"))
    return sum[0] if value is None else f"{value}万元"


def _with_heights(text: str) -> str:
    """The text with how tall somebody is in a unit of its own: no road is as wide."""
    return _HEIGHT.sub(_as_height, text) if _HEIGHTS.search(text) else text


def _as_height(height: re.Match[str]) -> str:
    whole, tenths, metres, centimetres = height.group("whole", "tenths", "metres", "centimetres")
    if centimetres:
        metres = f"{int(centimetres) / 100:g}"
    return f"{metres or whole + '.' + tenths}米高"


def _in_digits(years: re.Match[str]) -> str:
    value = integer(years[0])
    return years[0] if value is None else str(value)


def tiers(text: str) -> list[Tier]:
    """The tiers that a text names, in order."""
    days = [
        Tier(float(match["low"]), float(match["high"]), _DAYS) for match in _NTH_TO.finditer(text)
    ]
    text = _CENTENARIAN.sub("100岁以上", _with_heights(text))
    return [*days, *_tiers(_HAN_YEARS.sub(_in_digits, text))]


def outside(given: frozenset[tuple[Decimal, str]], text: str, whole: str = "") -> frozenset[str]:
    """What of the given is in no tier of its unit, where the text names some: 85岁 and 90至99周岁.

    Nor in one without an end, where ``whole``, the sentence, has another that begins nearer to it: 85岁 is
    meant by 80周岁以上 and not by the 60周岁以上 before it.
    """
    named, others = tiers(text), tiers(whole)
    return frozenset(
        f"{value.normalize():f}{unit}"
        for value, unit in given
        if (same := [tier for tier in named if tier.unit == unit])
        and not any(_is_meant(tier, value, others) for tier in same)
    )


def apart(asked: frozenset[Tier], text: str) -> frozenset[str]:
    """The tiers that are asked about, where the text names some of their unit and none that meets one:
    不到5000万元 and 5000万元以上."""
    named = tiers(text)
    return frozenset(
        str(one)
        for one in asked
        if (same := [tier for tier in named if tier.unit == one.unit])
        and not any(max(one.low, tier.low) < min(one.high, tier.high) for tier in same)
    )


def _is_meant(tier: Tier, value: Decimal, others: Sequence[Tier]) -> bool:
    nearer = any(tier.low < one.low <= value for one in others if one.unit == tier.unit)
    return tier.low <= value <= tier.high and not (tier.high == inf and nearer)


def _tiers(text: str) -> Iterator[Tier]:
    for match in _TIER.finditer(text):
        unit = match["unit"] or match["first"]
        if not unit or not _bounded(match, text):
            continue
        if _family(unit) == "元" and _GIVEN.search(text[: match.start()]):
            continue
        low = float(match["low"]) * _SCALE.get(match["first"] or unit, 1)
        if match["high"]:
            yield Tier(low, float(match["high"]) * _SCALE.get(unit, 1), _family(unit))
        elif match["down"] or _NOT_YET.search(text[: match.start()]):
            yield Tier(0.0, low, _family(unit))
        else:
            yield Tier(low, inf, _family(unit))


def _bounded(match: re.Match[str], text: str) -> bool:
    return bool(
        match["high"]
        or match["up"]
        or match["down"]
        or match["least"]
        or _NOT_YET.search(text[: match.start()])
    )


def _family(unit: str) -> str:
    return _FAMILY.get(unit, unit)
