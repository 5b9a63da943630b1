"""The one way tables become text: each row of data is a line that explains itself.

A citation of the line holds the label, the period and the unit of its figures::

    指标    单位   2023年  2024年
    货邮吞吐量 万吨   60.8   82.5      →  指标：货邮吞吐量，2023年：60.8万吨，2024年：82.5万吨。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.cells import (
    NOTHING,
    Cell,
    Piece,
    bare_number,
    cell,
    cells,
    inserted,
    is_identifier,
    is_period,
    is_rate,
    is_unit,
    is_year,
    split_unit,
    trimmed,
    unit_note,
)
from corpus.grid import (
    MAX_TITLE,
    Grid,
    Rows,
    Style,
    is_group,
    is_note,
    is_unit_line,
    parts,
    texts,
)
from corpus.header import Head

__all__ = ["Piece", "caption_above", "describe", "is_caption", "lead_in", "lines"]

_TABLE_NUMBER = re.compile(
    r"\s*(?:附?表|附件|Table)\s*[\d一二三四五六七八九十]+(?:[-–.．—]\d+)*\s*[:：、.．]?\s*"
)
_CLOSED = tuple("。！？!?")
_PAUSED = (*_CLOSED, *"，,；;、：:")
_MAX_CAPTION = 60
_LEAD_IN = re.compile(
    "(?P<said>(?!.*(?:[下表\\d%]|具体|情况|单位))[^，。；！？、,;:：]{4,20})[:：]"
)
"""A line that names what the table below it is of; 如下 and 具体情况 name nothing."""


def describe(rows: Sequence[Sequence[str]], caption: str = "") -> list[list[Piece]]:
    """One list of pieces for each row of data; titles, units and header rows become part of them.

    Rows may be ragged; labels of merged cells should be repeated in each cell they cover. A piece
    with a row and a column is text of that cell, character for character. Remarks below the table,
    and headings that no row follows, are lines of their own. Raises nothing.
    """
    return list(_describe(rows, caption))


def lines(rows: Sequence[Sequence[str]], caption: str = "") -> list[str]:
    """The rows of ``describe`` as text, each ending with 。"""
    return ["".join(piece.text for piece in pieces) for pieces in _describe(rows, caption)]


def is_caption(line: str) -> bool:
    """Whether a line above a table is its title (``表3 …``) or says its unit (``单位：亿元``)."""
    text = line.strip()
    if not text or len(text) > _MAX_CAPTION or text.endswith(_PAUSED):
        return False
    return _TABLE_NUMBER.match(text) is not None or is_unit_line(text)


def lead_in(block: str) -> str:
    """What a line that leads in to a table says it is of: ``各区新房成交：``; nothing where it says a figure or
    a unit, which the rows would be quoted with and do not hold."""
    lead = _LEAD_IN.fullmatch(block.strip())
    return lead["said"] if lead else ""


def caption_above(blocks: Sequence[str]) -> str:
    """The caption among the last two blocks above a table, a unit line included; may be empty."""
    found: list[str] = []
    for block in reversed(blocks[-2:]):
        if not is_caption(block):
            break
        found.append(block.strip())
    return "；".join(reversed(found))


def _describe(rows: Rows, caption: str) -> Iterator[list[Piece]]:
    grid = parts(rows)
    top = _Top.of(rows, grid, cell(caption, None, None))
    yield from (_line([remark]) for remark in top.remarks)
    if not grid.data:
        yield from _headers_only(rows, grid, top)
        return
    units = [*top.units, *_units_below(rows, grid)]
    head = Head.of(rows, grid)
    body = _Body(rows, grid, head, _Units.of(units), top.topic)
    yield from body.lines()


def _headers_only(rows: Rows, grid: Grid, top: _Top) -> Iterator[list[Piece]]:
    labels = [cells(rows[i], i) for i in (*grid.titles, *grid.header)]
    if not grid.header:
        return
    kept = [part for row in labels[len(grid.titles) :] for part in row if part]
    yield _line(kept, top.topic)


def _units_below(rows: Rows, grid: Grid) -> list[Cell]:
    notes = [i for i in grid.data[-3:] if is_note(rows[i])]
    return [unit for i in notes for part in cells(rows[i], i)[:1] for unit in unit_note(part)[1]]


def _line(items: Sequence[Cell], topic: Cell | None = None, dash: str = "——") -> list[Piece]:
    """The items with ， between them and 。 behind, ``topic`` in front."""
    whole = topic + inserted(dash) if topic else NOTHING
    for number, item in enumerate(items):
        if number and not whole.text.endswith(_PAUSED):
            whole += inserted("，")
        whole += item
    if not whole.text.endswith(_CLOSED):
        whole += inserted("。")
    return list(whole.pieces)


@dataclass(frozen=True, slots=True)
class _Top:
    """What stands above the header: the topic of every row, units, lines too long for either."""

    topic: Cell
    units: list[Cell]
    remarks: list[Cell]

    @classmethod
    def of(cls, rows: Rows, grid: Grid, caption: Cell) -> _Top:
        topics: list[Cell] = []
        units: list[Cell] = []
        remarks: list[Cell] = []
        for part in (caption, *(p for i in grid.titles for p in _distinct(cells(rows[i], i)))):
            rest, found = unit_note(part)
            match = _TABLE_NUMBER.match(rest.text)
            title = trimmed(rest.cut(match.end() if match else 0, len(rest.text)))
            if not found:
                title, unit = split_unit(title)
                found = [unit] if unit else []
            units += found
            if len(title.text) > MAX_TITLE:
                remarks.append(part)
            elif title and not any(title.text in known.text for known in topics):
                topics.append(title)
        return cls(_with_commas(topics), units, remarks)


def _distinct(labels: Sequence[Cell]) -> list[Cell]:
    found: dict[str, Cell] = {}
    for part in labels:
        if part:
            found.setdefault(part.text, part)
    return list(found.values())


def _with_commas(parts_: Sequence[Cell]) -> Cell:
    whole = NOTHING
    for part in parts_:
        whole = whole + inserted("，") + part if whole else part
    return whole


@dataclass(frozen=True, slots=True)
class _Units:
    """Units that the table states for all of its figures."""

    amount: Cell
    rate: Cell

    @classmethod
    def of(cls, units: Sequence[Cell]) -> _Units:
        """Of several units of amounts none can be told to belong to a figure, so none is used."""
        rates = [unit for unit in units if unit.text in ("%", "％", "‰")]
        amounts = [unit for unit in units if unit not in rates]
        single = len({unit.text for unit in amounts}) == 1
        return cls(amounts[0] if single else NOTHING, rates[0] if rates else NOTHING)


class _Body:
    """The rows of data."""

    def __init__(self, rows: Rows, grid: Grid, head: Head, units: _Units, topic: Cell) -> None:
        self._rows = rows
        self._grid = grid
        self._head = head
        self._units = units
        self._topic = topic
        self._unit_column = next((c for c, k in enumerate(head.columns) if k.is_unit_column), None)

    @cached_property
    def _header_texts(self) -> list[list[str]]:
        return [texts(self._rows[i]) for i in self._grid.header]

    def lines(self) -> Iterator[list[Piece]]:
        group, used = NOTHING, True
        for i in self._grid.data:
            row = self._rows[i]
            if texts(row) in self._header_texts:
                continue
            if self._grid.width > 1 and is_note(row):
                yield _line(_distinct(cells(self._rows[i], i)))
            elif self._grid.width > 1 and is_group(row):
                if not used:
                    yield _line([group], self._topic)
                group, used = trimmed(_distinct(cells(self._rows[i], i))[0]), False
            else:
                used = True
                yield self._row(i, group)
        if not used:
            yield _line([group], self._topic)

    def _row(self, i: int, group: Cell) -> list[Piece]:
        row = cells(self._rows[i], i)
        if self._grid.style is Style.PAIRS:
            items = self._pairs(row)
        elif self._grid.style is Style.PLAIN:
            items = self._plain(row)
        else:
            items = self._headed(row)
        return _line([group, *items] if group else items, self._topic)

    def _pairs(self, row: Sequence[Cell]) -> list[Cell]:
        items = []
        for label, value in zip(row[::2], [*row[1::2], NOTHING], strict=False):
            bare, unit = split_unit(label)
            shown = self._with_unit(value, unit or self._stated(label.text))
            stripped = bare if bool(shown[1]) and bare else label
            items.append(_labelled(trimmed(stripped, ":： "), shown[0]))
        return [item for item in items if item]

    def _plain(self, row: Sequence[Cell]) -> list[Cell]:
        filled = [part for part in row if part]
        if is_group([part.text for part in filled]):
            return filled[:1]
        if len(filled) < 2 or bare_number(filled[0].text):
            return [self._with_unit(part, self._units.amount)[0] for part in filled]
        bare, unit = split_unit(filled[0])
        values = [self._with_unit(p, unit or self._stated(bare.text)) for p in filled[1:]]
        used = any(unit for _, unit in values)
        label = bare if used and bare else filled[0]
        return [_labelled(label, values[0][0]), *(value for value, _ in values[1:])]

    def _headed(self, row: list[Cell]) -> list[Cell]:
        unit_cell = self._unit_cell(row)
        label, row_unit = split_unit(row[0]) if len(row) > 1 else (NOTHING, NOTHING)
        items: list[Cell] = []
        took_cell = took_label = False
        for c, part in enumerate(row[1:], start=1):
            if not part or c == self._unit_column:
                continue
            shown, unit = self._with_unit(part, self._unit(c, unit_cell or row_unit, row[0].text))
            column = self._head[c]
            took_cell = took_cell or (bool(unit) and unit is unit_cell)
            took_label = took_label or (bool(unit) and unit is row_unit)
            items.append(_labelled(column.bare if unit or not column.unit else column.label, shown))
        first = self._dated(label if took_label and label else row[0]) if row else NOTHING
        front = self._first(first)
        if self._unit_column is not None and not took_cell and self._unit_column < len(row):
            kept = row[self._unit_column]
            front += [_labelled(self._head[self._unit_column].label, kept)] if kept else []
        return front + items

    def _first(self, first: Cell) -> list[Cell]:
        """The first column: it labels the row, unless its own header says that it measures."""
        column = self._head[0]
        measures = bool(column.unit) or is_period(column.label.text)
        shown, unit = self._with_unit(first, self._unit(0, NOTHING, "") if measures else NOTHING)
        return [_labelled(column.bare if unit else column.label, shown)] if first else []

    def _dated(self, first: Cell) -> Cell:
        """2023 below 年份 is 2023年."""
        label = self._head[0].label.text
        return first + inserted("年") if label.startswith("年") and is_year(first.text) else first

    def _unit_cell(self, row: Sequence[Cell]) -> Cell:
        if self._unit_column is None or self._unit_column >= len(row):
            return NOTHING
        unit = trimmed(row[self._unit_column], "（()） ")
        return unit if is_unit(unit.text) else NOTHING

    def _unit(self, c: int, row_unit: Cell, row_label: str) -> Cell:
        """The unit of column ``c`` in a row: the column's own, else the row's, else the table's."""
        column = self._head[c]
        if column.unit:
            return column.unit
        if column.is_plain:
            return NOTHING
        if is_rate(column.bare.text):
            return row_unit if row_unit.text in ("%", "％", "‰") else self._units.rate
        return row_unit or self._stated(row_label)

    def _stated(self, label: str) -> Cell:
        if is_identifier(label):
            return NOTHING
        return self._units.rate if is_rate(label) else self._units.amount

    def _with_unit(self, value: Cell, unit: Cell) -> tuple[Cell, Cell]:
        """The value with its unit behind, and the unit that was used, if any."""
        match = bare_number(value.text)
        scaled = match is not None and match["scale"] and unit.text[:1] in tuple("十百千万亿")
        if match is None or scaled or not unit:
            return value, NOTHING
        return value + unit, unit


def _labelled(label: Cell, value: Cell) -> Cell:
    if not label or not value:
        return label + value
    mark = "" if label.text.endswith(_PAUSED) else "："
    return label + inserted(mark) + value
