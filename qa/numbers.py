"""Figures in Chinese text: value, unit and scale, brought to one form.

One normaliser for reading, checking and evaluating, so that all three mean the same by a figure:
``49.5万吨`` is the value 495000 with the unit ``吨``, in whatever way it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from corpus.script import fold, simplify
from qa.kept import of_sentence

Bound = Literal["", "about", "over", "under"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure. ``text`` is ``source[start:end]``."""

    text: str
    start: int
    end: int
    value: Decimal
    """In the base unit: 49.5万吨 gives 495000."""
    unit: str
    """Base unit without scale, empty for a bare number; percent is ``%``."""
    upper: Decimal | None = None
    """The other end of a range such as 6-8家."""
    bound: Bound = ""
    """余, 多, 约, 近 … said with the figure."""

    @property
    def key(self) -> tuple[Decimal, Decimal | None, str]:
        """Equal for two spellings of one figure."""
        return (self.value, self.upper, self.unit)


_SCALES = {
    "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7,
    "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip

# Measure words of official documents; the longest match wins.
_UNITS = [
    "吨公里",
    "吨",
    "公斤",
    "千克",
    "毫克",
    "微克",
    "克",
    "斤",
    "美元",
    "欧元",
    "日元",
    "英镑",
    "港元",
    "人民币",
    "元",
    "块钱",
    "块",
    "人次",
    "人/平方公里",
    "人",
    "位",
    "名",
    "户",
    "家",
    "个百分点",
    "百分点",
    "个点",
    "个",
    "条",
    "项",
    "件",
    "架次",
    "架",
    "班次",
    "班列",
    "班",
    "列",
    "辆次",
    "辆",
    "台",
    "套",
    "所",
    "座",
    "处",
    "标箱",
    "标准箱",
    "TEU",
    "teu",
    "箱",
    "公里",
    "千米",
    "平方公里",
    "平方千米",
    "平方米",
    "立方米",
    "亿立方米",
    "米",
    "厘米",
    "毫米",
    "亩",
    "公顷",
    "千瓦时",
    "千瓦",
    "兆瓦",
    "度",
    "千伏",
    "伏",
    "倍",
    "年",
    "个月",
    "个工作日",
    "工作日",
    "月",
    "周",
    "星期",
    "日",
    "天",
    "小时",
    "分钟",
    "秒",
    "周岁",
    "岁",
    "级",
    "次",
    "期",
    "届",
    "张床位",
    "张",
    "场次",
    "场",
    "支",
    "只",
    "部",
    "份",
    "本",
    "种",
    "类",
    "门",
    "批",
    "起",
    "例",
    "床",
    "篇",
    "册次",
    "册",
    "趟",
    "列次",
    "株",
    "棵",
    "款",
    "剂次",
    "剂",
    "盏",
    "羽",
    "头",
    "票",
    "字",
    "页",
    "省",
    "市",
    "区",
    "县",
    "镇",
    "乡",
    "村",
    "街道",
    "社区",
    "国",
    "城",
    "路",
    "步",
    "大",
    "强",
    "星",
    "层",
    "栋",
    "间",
    "片",
    "块",
    "颗",
    "枚",
    "粒",
    "袋",
    "瓶",
    "包",
    "单",
    "单位",
    "笔",
    "宗",
    "幅",
    "首",
    "集",
    "档",
    "轮",
    "对",
    "组",
    "队",
    "艘",
    "艇",
    "航线",
    "铺",
    "席",
    "届次",
    "平米",
    "㎡",
    "km",
    "kg",
    "GB",
    "MB",
    "TB",
    "MW",
    "kW",
    "kWh",
    "Mbps",
    "℃",
    "摄氏度",
    "个基点",
    "基点",
    "BP",
    "bp",
    "号",
    "楼",
    "重",
    "方",
    "学时",
    "课时",
    "学分",
    "分",
    "元/吨",
    "元/人",
    "成",
]
_UNIT = "|".join(map(re.escape, sorted(set(_UNITS), key=len, reverse=True)))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = r"[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?"
_DASH, _RATIO = r"\s*[-—–~～至到]{1,2}\s*", "(?:%|‰|个?百分点)"
_TO = rf"(?!\s+-\S)\s*(?:{_RATIO}(?={_DASH}(?:{_ARABIC})\s*{_RATIO}))?(?!\s+-\S){_DASH}"
"""A sign after a blank is that of the next cell: +5.1%  -8.3%. Both ends are shares or none: 下降40%至862.5亿元 is no range."""

_FIGURE = re.compile(
    rf"(?:(?<![A-Za-z0-9.])|(?<=[A-Za-z])(?={_HAN}))(?:(?P<about>约|近|超过|超|逾|突破|达到|不足|不到|至少|最多)\s*)?"
    rf"(?:(?P<hundredths>[百千万]分之)\s*)?"
    rf"(?:(?P<arabic>{_ARABIC})(?:{_TO}(?P<upper>{_ARABIC}))?|(?P<han>{_HAN}))"
    rf"\s*(?P<more>[余多几来])?(?P<scale>(?!千[瓦米克])(?:{_SCALE}))?(?P<more2>[余多])?\s*"
    rf"(?P<unit>%|‰|{_UNIT})?(?P<after>以上|以下|以内|左右|上下)?"
)
# 三成 is thirty percent; 三成立, 三成员 are not.
_NOT_TENTHS = re.compile(r"[立为功果员都本交长效熟绩就套品分]")
_BOUNDS: dict[str, Bound] = {
    "约": "about", "近": "under", "超过": "over", "超": "over", "逾": "over", "突破": "over",
    "不足": "under", "不到": "under", "至少": "over", "最多": "under", "以上": "over",
    "以下": "under", "以内": "under", "左右": "about", "上下": "about",
    "余": "over", "多": "over", "几": "about", "来": "about",
}  # fmt: skip
_PREFIX_IN_TEXT = re.compile(r"^(?:约|近|超过|超|逾|突破|达到|不足|不到|至少|最多)\s*")
_DIGITS = {character: i for i, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CAPITAL = re.compile(
    r"(?<![大队])[壹贰叁肆伍陆柒捌玖拾][壹贰叁肆伍陆柒捌玖拾佰仟零]*(?=[万亿]?[零壹贰叁肆伍陆柒捌玖拾佰仟]*[元级角])"
)
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
"""As sums are written on documents: 壹拾捌万元."""
_MULTIPLIERS = {"十": 10, "百": 100, "千": 1000}
_PER = {"百分之": "%", "千分之": "‰", "万分之": "‱"}
_SAME_UNIT = {
    "个百分点": "百分点", "个点": "百分点", "块钱": "元", "块": "元", "平方千米": "平方公里",
    "千米": "公里", "km": "公里", "kg": "公斤", "千克": "公斤", "平米": "平方米", "㎡": "平方米",
    "标准箱": "标箱", "TEU": "标箱", "teu": "标箱", "个月": "月", "名": "人", "位": "人",
    "班次": "班", "班列": "班", "列": "列", "摄氏度": "℃",
    "个工作日": "工作日", "周岁": "岁", "个基点": "基点", "BP": "基点", "bp": "基点",
}  # fmt: skip


def quantities(text: str) -> list[Quantity]:
    """Every figure of ``text``, in order. Offsets are of ``text`` itself."""
    if len(text) > LONGEST_KEPT:
        return list(_quantities(_form(text), text))
    return list(_kept(text))


@of_sentence
def _kept(text: str) -> tuple[Quantity, ...]:
    """One question looks at the same sentences many times."""
    return tuple(_quantities(_form(text), text))


def _form(text: str) -> str:
    """As many characters, in the forms that figures are looked for in."""
    return _CAPITAL.sub(lambda sum_: sum_[0].translate(_PLAIN), simplify(fold(text)))


LONGEST_KEPT = 1_000


def _quantities(folded: str, original: str) -> Iterator[Quantity]:
    position = 0
    while match := _FIGURE.search(folded, position):
        position = max(match.end(), match.start() + 1)
        quantity = _quantity(match, folded, original)
        if quantity:
            yield quantity
            position = quantity.end


def _quantity(match: re.Match[str], folded: str, original: str) -> Quantity | None:
    unit, scale, end = match["unit"] or "", match["scale"] or "", match.end()
    if not unit and match["after"] is None and re.match(r"[A-Za-z]", folded[end : end + 1]):
        return None  # 5G, 1210B: a name, not a figure
    if unit == "成" and _NOT_TENTHS.match(folded, match.end("unit")):
        unit, end = "", match.start("unit")
    value = _value(match["arabic"]) if match["arabic"] else _han_value(match["han"])
    per = match["hundredths"]
    if value is None or (match["han"] and not _means_a_figure(match["han"], per or unit)):
        return None
    factor = Decimal(10) ** _SCALES.get(scale, 0)
    upper = _value(match["upper"]) if match["upper"] else None
    if per:
        unit = _PER[per]
    if unit == "成":
        unit, factor = "%", factor * 10
    start = match.start() + len((_PREFIX_IN_TEXT.match(match[0]) or [""])[0])
    start += len(folded[start:end]) - len(folded[start:end].lstrip())
    end = start + len(folded[start:end].rstrip())
    return Quantity(
        text=original[start:end],
        start=start,
        end=end,
        value=value * factor,
        unit=_SAME_UNIT.get(unit, unit),
        upper=upper * factor if upper is not None else None,
        bound=_bound(match),
    )


def _bound(match: re.Match[str]) -> Bound:
    for name in ("after", "more2", "more", "about"):
        if said := match[name]:
            return _BOUNDS.get(said, "")
    return ""


def _value(digits: str) -> Decimal | None:
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:  # digits of other scripts
        return None


def integer(text: str) -> int | None:
    """Of digits or 汉字: 25 and 二十五 are 25; None for what is no whole number."""
    value = _value(text) if text[:1].isdigit() else _han_value(text)
    return int(value) if value is not None and value == int(value) else None


def _means_a_figure(han: str, unit: str) -> bool:
    """一带一路, 一体, 十分: 汉字 that count only when a unit or a scale of their own follows."""
    return bool(unit) or (len(han) > 1 and any(c in "十百千万亿点" for c in han))


def _han_value(han: str) -> Decimal | None:
    """一千二百 → 1200, 二〇二三 → 2023, 三点五 → 3.5; None for what is no number."""
    whole, _, fraction = han.partition("点")
    if fraction:
        tail = "".join(str(_DIGITS[character]) for character in fraction)
        head = _han_value(whole)
        return None if head is None else head + Decimal(f"0.{tail}")
    if not any(character in "十百千万亿" for character in whole):
        return Decimal("".join(str(_DIGITS[character]) for character in whole))
    total = section = digit = 0
    for character in whole:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _MULTIPLIERS:
            section += (digit or 1) * _MULTIPLIERS[character]
            digit = 0
        else:
            big = 10_000 if character == "万" else 100_000_000
            total = (total + section + digit or 1) * big
            section = digit = 0
    return Decimal(total + section + digit)


def supports(evidence: str, figure: Quantity) -> bool:
    """Whether ``evidence`` states the figure: same value, same unit, whatever the spelling.

    A bare figure of the answer is held by the same value with any unit; a figure with a unit is
    not held by a bare one, for the unit would be ours and not the document's.
    """
    for found in quantities(evidence):
        same_value = (found.value, found.upper) == (figure.value, figure.upper)
        if same_value and figure.unit in ("", found.unit):
            return True
    return False
