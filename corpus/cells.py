"""Cells of a table: text that knows where it stands, and what kind of thing it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of a described row: ``rows[row][column][start : start + len(text)]`` of the table.

    ``row`` and ``column`` are None for text that the description put in (separators, the caption).
    """

    text: str
    row: int | None = None
    column: int | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, a part of it, or several joined: line breaks flattened, no space around."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        if len(self.pieces) == 1:
            return self.pieces[0].text
        return "".join(piece.text for piece in self.pieces)

    def cut(self, start: int, end: int) -> Cell:
        """The part ``text[start:end]``."""
        found, offset = [], 0
        for piece in self.pieces:
            low, high = max(start - offset, 0), min(end - offset, len(piece.text))
            if low < high:
                found.append(
                    Piece(piece.text[low:high], piece.row, piece.column, piece.start + low)
                )
            offset += len(piece.text)
        return Cell(tuple(found))

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.pieces + other.pieces)

    def __bool__(self) -> bool:
        return bool(self.pieces)


NOTHING = Cell()


@lru_cache(maxsize=256)
def inserted(text: str) -> Cell:
    """Text that stands in no cell."""
    return Cell((Piece(text),)) if text else NOTHING


_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")


def cell(raw: str, row: int | None, column: int | None) -> Cell:
    """The cell with its lines joined: a space between two Latin words, nothing between 汉字."""
    pieces: list[Piece] = []
    for match in _LINE.finditer(raw):
        line = match.group()
        text = line.strip()
        if not text:
            continue
        if pieces and _latin(pieces[-1].text[-1]) and _latin(text[0]):
            pieces.append(Piece(" "))
        start = match.start() + len(line) - len(line.lstrip())
        pieces.append(Piece(text, row, column, start if row is not None else 0))
    return Cell(tuple(pieces))


def cells(row: Sequence[str], i: int) -> list[Cell]:
    """The cells of row number ``i``."""
    return [cell(raw, i, column) for column, raw in enumerate(row)]


def joined(labels: Iterable[Cell]) -> Cell:
    """Labels one after the other, each said once; a space only between two Latin words."""
    whole, said = NOTHING, set[str]()
    for part in labels:
        if not part or part.text in said:
            continue
        said.add(part.text)
        if whole and _latin(whole.text[-1]) and _latin(part.text[0]):
            whole += inserted(" ")
        whole += part
    return whole


def _latin(character: str) -> bool:
    return character.isascii() and not character.isspace()


_NUMBER = r"[+＋\-−－±]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?"
_ABOUT = r"(?:约|近|超过|超|逾|≈|[<>≤≥＜＞]=?)?\s*"
_BARE = re.compile(rf"{_ABOUT}{_NUMBER}(?:\s*[-~～—–至]\s*{_NUMBER})?(?P<scale>[万亿]{{0,2}})")
_ABSENT = re.compile(r"[-—–－/…．.·*]{1,6}|[…]|无|N/?A|n/?a|NaN|null")
_YEAR = re.compile(r"(?:19|20)\d\d")
_REMARK = re.compile(r"\s*[（(][^()（）]*[)）]$")
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d年?|\d\d年)?(?:\d{1,2}月?[-~～—–至]?\d{0,2}月(?:份|末|底)?|[上下]半年|全年|年[初末底]"
    r"|(?:第?[一二三四1-4]|前三)季度?|[1-4]?Q[1-4]|年度?)?(?:累计|末|底|合计|预计|实际)?"
)


def bare_number(text: str) -> re.Match[str] | None:
    """A figure without a unit, perhaps with a scale (``万``), a range or a word like 约."""
    return _BARE.fullmatch(text)


def is_absent(text: str) -> bool:
    """A mark for "no figure": a dash, dots, a slash."""
    return _ABSENT.fullmatch(text) is not None


def is_year(text: str) -> bool:
    return _YEAR.fullmatch(text) is not None


def is_period(text: str) -> bool:
    """A year, month, quarter … and nothing else."""
    return bool(text) and _PERIOD.fullmatch(text) is not None


def is_value(text: str) -> bool:
    """A figure, with or without unit, or a mark for its absence; no period of time."""
    if is_absent(text):
        return True
    if _VALUE.fullmatch(text) is None:
        return False
    return not is_period(_REMARK.sub("", text))


_BASE = (
    "元|美元|欧元|港元|日元|吨|吨公里|人公里|吨标准煤|公斤|千克|克|毫克|微克|斤|标准箱|标箱|箱|TEU"
    "|人|人次|人天|户|家|个|个百分点|百分点|件|台|辆|艘|架|架次|套|条|项|所|张|床|座|处|次|班|班次|列|车次"
    "|平方米|平方公里|平方千米|公顷|亩|米|公里|千米|厘米|毫米|立方米|立方|升|毫升|千瓦时|千瓦|瓦|度"
    "|小时|天|日|月|年|岁|分|分钟|秒|部|册|份|篇|名|位|只|头|羽|株|棵|票|单|笔|宗|起|例|倍|千人|孔|门|片"
    "|℃|°C|%|％|‰|km|kg|mg|t|m|g|kWh|kW|MW|GW|m²|㎡|m2|km²|km2|m³|m3|GB|TB|PB"
)
_WHOLE_UNIT = rf"[十百千万亿]{{0,2}}(?:{_BASE})(?:[/每·](?:[十百千万亿]{{0,2}}(?:{_BASE})))?"
_UNIT = re.compile(_WHOLE_UNIT)
_VALUE = re.compile(
    rf"{_ABOUT}[￥¥$€]?{_NUMBER}[万亿]?\s*(?:[-~～—–至]\s*{_NUMBER}[万亿]?)?\s*(?:{_WHOLE_UNIT})?"
    r"(?:左右|以上|以下|以内|余)?(?:[（(].{1,10}[）)])?"
)
_UNIT_IN_HEADER = re.compile(
    r"\s*(?:[（(\[【]\s*(?:(?:计量)?单位\s*[:：]\s*)?(?P<bracket>[^()（）\[\]【】:：]{1,10}?)\s*[)）\]】]"
    r"|[/／,，]\s*(?P<slash>[^/／,，]{1,8})|(?P<percent>[%％‰]))$"
)
_UNIT_NOTE = re.compile(
    r"(?:计量|数据|金额)?单位\s*(?:[:：为])\s*(?P<units>[^（()）。；;\n]{1,30})"
)
_RATE = re.compile(
    r"增长|增速|增幅|涨幅|降幅|下降|比重|占比|比例|率|指数|同比|环比|比上年|比去年|±|构成|份额|百分比"
)
_IDENTIFIER = re.compile(
    r"序号|编号|代码|编码|排名|名次|位次|顺序|电话|手机|邮编|年份|年度|月份|日期|时间|期间|季度|文号|证号|班级|等级|^[Nn]o\.?$|^№$"
)


def is_unit(text: str) -> bool:
    """A unit as statistics print them: 万吨, 亿元, %, 元/人 …"""
    return _UNIT.fullmatch(text) is not None


def split_unit(label: Cell) -> tuple[Cell, Cell]:
    """``产值（亿元）`` → ``产值`` and ``亿元``; without a unit: the label and nothing."""
    text = label.text
    if is_unit(text) and text not in {"年", "月", "日", "时间"}:
        return NOTHING, label
    match = _UNIT_IN_HEADER.search(text)
    if match is None or match.lastgroup is None or is_value(text):
        return label, NOTHING
    start, end = match.span(match.lastgroup)
    if not is_unit(text[start:end]):
        return label, NOTHING
    return label.cut(0, match.start()), label.cut(start, end)


def unit_note(text: Cell) -> tuple[Cell, list[Cell]]:
    """``主要指标（单位：亿元、%）`` → ``主要指标`` and the units 亿元 and %; no note: no units."""
    match = _UNIT_NOTE.search(text.text)
    if match is None:
        return text, []
    base = match.start("units")
    words = [w for w in re.finditer(r"[^、，,\s和及]+", match["units"]) if len(w.group()) <= 8]
    units = [text.cut(base + word.start(), base + word.end()) for word in words]
    return _without(text, match.start(), match.end()), units


def _without(text: Cell, start: int, end: int) -> Cell:
    whole = text.text
    if whole[start - 1 : start] in tuple("（(") and whole[end : end + 1] in tuple("）)"):
        start, end = start - 1, end + 1
    before, after = text.cut(0, start), text.cut(end, len(whole))
    return trimmed(before) + trimmed(after)


def trimmed(text: Cell, marks: str = " \t\u3000:：，,。；;") -> Cell:
    """Without ``marks`` at both ends."""
    whole = text.text
    start = len(whole) - len(whole.lstrip(marks))
    return text.cut(start, len(whole.rstrip(marks)))


def is_rate(label: str) -> bool:
    """A column or row of rates or shares: a unit of amounts never applies to it."""
    return _RATE.search(label) is not None


def is_identifier(label: str) -> bool:
    """A column of numbers that measure nothing: ranks, codes, dates."""
    return _IDENTIFIER.search(label) is not None
