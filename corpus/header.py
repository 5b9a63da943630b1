"""The header of a table: a label and a unit for each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.cells import (
    NOTHING,
    Cell,
    cells,
    inserted,
    is_absent,
    is_identifier,
    is_period,
    is_unit,
    is_year,
    joined,
    split_unit,
    trimmed,
)
from corpus.grid import Grid, Rows


@dataclass(frozen=True, slots=True)
class Column:
    """A column's label, whole and without its unit; all empty where the table has no header."""

    label: Cell = NOTHING
    bare: Cell = NOTHING
    unit: Cell = NOTHING
    is_unit_column: bool = False
    is_plain: bool = False
    """Its cells are identifiers or label the row: they take no unit."""


@dataclass(frozen=True, slots=True)
class Head:
    """The columns, in order; asked for one beyond the header, it gives an empty one."""

    columns: tuple[Column, ...]

    @classmethod
    def of(cls, rows: Rows, grid: Grid) -> Head:
        if not grid.header:
            return cls(())
        header = [_spread(cells(rows[i], i), i != grid.header[-1]) for i in grid.header]
        width = max(len(row) for row in header)
        padded = [row + [NOTHING] * (width - len(row)) for row in header]
        stacks = [[row[c] for row in padded] for c in range(width)]
        units = cells(rows[grid.units], grid.units) if grid.units is not None else []
        units += [NOTHING] * (width - len(units))
        years = _all_years(stacks)
        built = [
            _column(stack, unit, years, _sample(rows, grid, c))
            for c, (stack, unit) in enumerate(zip(stacks, units, strict=False))
        ]
        return cls((_corner(built), *built[1:]))

    def __getitem__(self, c: int) -> Column:
        return self.columns[c] if c < len(self.columns) else Column()


def _spread(row: list[Cell], grouping: bool) -> list[Cell]:
    """A label of a grouping row covers the empty cells to its right."""
    if not grouping:
        return row
    spread: list[Cell] = []
    for c, part in enumerate(row):
        spread.append(part if part or c < 2 else spread[-1])
    return spread


def _sample(rows: Rows, grid: Grid, c: int) -> list[str]:
    header = {rows[i][c].strip() for i in grid.header if c < len(rows[i])}
    found = (rows[i][c].strip() for i in grid.data[:50] if c < len(rows[i]))
    return [text for text in found if text and text not in header]


def _all_years(stacks: Sequence[Sequence[Cell]]) -> bool:
    """Whether bare numbers of the header are years."""
    labels = [joined(stack).text for stack in stacks[1:]]
    return any(is_year(label) for label in labels)


def _column(stack: Sequence[Cell], unit: Cell, years: bool, sample: Sequence[str]) -> Column:
    split = [split_unit(part) for part in stack]
    label = _year(joined(stack), years)
    bare = _year(joined(part for part, _ in split), years)
    own = trimmed(unit, "（()） ") if is_unit(unit.text.strip("（()） ")) else NOTHING
    own = own or next((found for _, found in reversed(split) if found), NOTHING)
    names_units = re.search(r"单位|^$", label.text) is not None and bool(sample)
    holds_units = names_units and all(is_unit(t.strip("（()） ")) or is_absent(t) for t in sample)
    return Column(label, bare, own, holds_units, is_identifier(bare.text))


def _year(label: Cell, years: bool) -> Cell:
    return label + inserted("年") if years and is_year(label.text) else label


def _corner(columns: Sequence[Column]) -> Column:
    """The first column; its label is dropped where it names the header row (年份, 指标\\年份)."""
    first = columns[0]
    periods = len(columns) > 1 and all(is_period(c.bare.text) for c in columns[1:] if c.bare)
    names_header = periods and is_identifier(first.bare.text)
    if names_header or re.search(r"\S[\\/／＼]\S", first.bare.text):
        return Column(is_plain=True)
    return first
