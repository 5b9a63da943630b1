"""The parts of a table: titles and units above it, header rows, rows of data, notes below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from corpus.cells import cell, is_period, is_unit, is_value, split_unit

Rows = Sequence[Sequence[str]]

MAX_TITLE = 80
"""Characters; a longer line above a table is a paragraph, not its title."""
_MAX_LABEL = 40
_MAX_HEADER = 4
_SAMPLE = 50
"""Rows that are looked at to tell what a column holds."""

_NOTE = re.compile(
    r"\s*[（(]?\s*(?:注|备注|附注|说明|资料来源|数据来源|来源|\*)\s*[\d一二三]?\s*[:：.、）)*]?"
)
_UNIT_LINE = re.compile(r"\s*[（(]?\s*(?:计量|数据|金额)?单位\s*[:：]")
_GROUP = re.compile(
    r"\s*(?:[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+\s*[、.．]\D)|.*[:：]\s*$"
)
_FIRST_LABELS = re.compile(
    r"(?:主要|统计|经济)?(?:指标|项目|名称|类别|种类|类型|年份|年度|地区|城市|区县|区域|时间|月份|行业|产品|部门|科目|"
    r"姓名|单位|单位名称|指标名称|项目名称|序号|品种|分类|国家|省份|企业|学校|医院|线路)"
)
_SECOND_LABELS = re.compile(
    r"(?:数值|数量|数据|值|内容|说明|金额|备注|占比|比重|单位|合计|总量|总计|总额|完成情况|完成值|目标值|得分|排名|人数|面积"
    r"|价格|标准|要求|时间|日期|地址|电话|联系方式|负责人|责任单位|牵头单位|职务|.{1,12}(?:量|额|数|率|比|值|情况))"
)


class Style(Enum):
    HEADED = auto()
    """Columns have labels."""
    PAIRS = auto()
    """Label and value side by side, once or more in a row."""
    PLAIN = auto()
    """No labels above; perhaps one at the left."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Row numbers of a table by what the row is."""

    titles: tuple[int, ...]
    header: tuple[int, ...]
    units: int | None
    """A row below the header that holds only units."""
    data: tuple[int, ...]
    style: Style
    width: int


def parts(rows: Rows) -> Grid:
    """Take a table apart. Empty rows are in no part; raises nothing."""
    filled = [i for i, row in enumerate(rows) if any(text.strip() for text in row)]
    columns = {c for i in filled[:_SAMPLE] for c, text in enumerate(rows[i]) if text.strip()}
    count = _titles(rows, filled) if len(columns) > 1 else 0
    titles, body = tuple(filled[:count]), filled[count:]
    style, height = _style(rows, body, len(columns))
    data = body[height:]
    units = data[0] if style is Style.HEADED and len(data) > 1 and _units(rows[data[0]]) else None
    if units is not None:
        data = data[1:]
    return Grid(titles, tuple(body[:height]), units, tuple(data), style, len(columns))


def texts(row: Sequence[str]) -> list[str]:
    """The cells that are not empty, trimmed."""
    return [text.strip() for text in row if text.strip()]


def is_single(row: Sequence[str]) -> bool:
    """One thing said in the whole row: one cell, or one merged over the others."""
    return len(set(texts(row))) == 1


def is_note(row: Sequence[str]) -> bool:
    """A remark about the table: 注：…, 资料来源：…"""
    return is_single(row) and _NOTE.match(texts(row)[0]) is not None


def is_group(row: Sequence[str]) -> bool:
    """A heading for the rows below: merged over the row, or numbered, or ending in a colon."""
    found = texts(row)
    if len(set(found)) != 1 or is_value(found[0]) or len(found[0]) > MAX_TITLE:
        return False
    merged = len(found) > 1 and len(found) == len(row)
    return merged or (bool(row[0].strip()) and _GROUP.match(found[0]) is not None)


def is_unit_line(text: str) -> bool:
    """``单位：亿元``, alone or in brackets."""
    return _UNIT_LINE.match(text) is not None


def _titles(rows: Rows, filled: list[int]) -> int:
    """How many rows at the top are titles or unit lines; at least one row stays for data."""
    count = 0
    while count < len(filled) - 1 and count < _MAX_HEADER:
        found = texts(rows[filled[count]])
        titled = is_single(found) and not is_value(found[0]) and not _GROUP.match(found[0])
        if not titled and not (len(set(found)) <= 2 and any(map(is_unit_line, found))):
            break
        count += 1
    return count


def _units(row: Sequence[str]) -> bool:
    found = [text.strip("（()） ") for text in texts(row)]
    return bool(found) and all(is_unit(text) or text == "单位" for text in found[-len(found) + 1 :])


def _style(rows: Rows, body: list[int], width: int) -> tuple[Style, int]:
    """How the table is to be read, and the number of its header rows."""
    if not body or width < 2:
        return Style.PLAIN, 0
    first = [text.strip() for text in rows[body[0]]]
    if _labelled_pairs(rows, body):
        return Style.PAIRS, 0
    if any(is_value(text) for text in first) or any(len(text) > _MAX_LABEL for text in first):
        return (Style.PAIRS if width == 2 and not is_value(first[0]) else Style.PLAIN), 0
    if width == 2 and not _heads_two(rows, body, [text for text in first if text]):
        return Style.PAIRS, 0
    return Style.HEADED, _height(rows, body)


def _labelled_pairs(rows: Rows, body: list[int]) -> bool:
    """A form: every second cell ends with a colon."""
    labels = [text.strip() for i in body[:_SAMPLE] for text in rows[i][::2] if text.strip()]
    return bool(labels) and all(text.endswith((":", "：")) for text in labels)


def _heads_two(rows: Rows, body: list[int], first: list[str]) -> bool:
    """Whether the first of two-column rows is a header rather than the first label and value."""
    if len(body) < 2 or len(first) < 2:
        return len(body) > 1
    left, right = first
    if is_period(right) or split_unit(cell(right, None, None))[1]:
        return True
    if all(is_period(rows[i][0].strip()) for i in body[1:_SAMPLE]) and not is_period(left):
        return True
    if not _FIRST_LABELS.search(left):
        return False
    if _SECOND_LABELS.fullmatch(right):
        return True
    below = [rows[i][-1].strip() for i in body[1:_SAMPLE] if rows[i] and rows[i][-1].strip()]
    kinds = {_unit_of(text) for text in below}
    return len(below) > 1 and len(kinds) == 1 and all(is_value(text) for text in below)


def _unit_of(text: str) -> str:
    return re.sub(r"[\d.,，\s+-]", "", text)


def _height(rows: Rows, body: list[int]) -> int:
    """Header rows: a further row counts while the one above groups columns and this names them."""
    height = 1
    while height < min(_MAX_HEADER, len(body) - 1):
        above, below = _padded(rows, body[height - 1]), _padded(rows, body[height])
        if not _continues(above, below):
            break
        height += 1
    return height


def _padded(rows: Rows, i: int) -> list[str]:
    width = max(len(row) for row in rows[max(0, i - 2) : i + 3])
    row = [text.strip() for text in rows[i]]
    return row + [""] * (width - len(row))


def _continues(above: list[str], below: list[str]) -> bool:
    grouped = [
        c
        for c in range(len(above))
        if (c and (not above[c] or above[c] == above[c - 1]))
        or (c + 1 < len(above) and above[c] and above[c + 1] in ("", above[c]))
    ]
    if not grouped or any(is_value(text) for text in below if text) or is_single(below):
        return False
    names = [below[c] for c in grouped if below[c]]
    apart = [c for c in range(len(above)) if c not in grouped]
    return len(names) > 1 and all(below[c] in ("", above[c]) for c in apart)
