"""Spreadsheets: each sheet a heading, its tables described row by row, values as the user sees them.

Hidden sheets, rows and columns are left out, and so is what a format hides.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import openpyxl  # type: ignore[import-untyped]

from corpus import tables
from corpus.document import Extracted
from corpus.grid import Style, parts
from corpus.limits import DEFAULT_LIMITS, Limits
from corpus.metadata import sensible_title
from corpus.readers.markup import attribute, local, stream
from corpus.readers.number_format import shown

_DEFAULT_NAME = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_MAX_FILLED = 200_000
"""Cells that merged ones may be repeated into, a sheet."""
_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"})

Grid = list[list[str]]


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:  # noqa: ARG001 every reader's signature
    """Formulas show the values that were stored with them."""
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    blocks: list[str] = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                blocks += _sheet(sheet, archive)
    title = sensible_title(book.properties.title)
    return Extracted("\n\n".join(blocks) + "\n" if blocks else "", title)


def _sheet(sheet: Any, archive: zipfile.ZipFile) -> list[str]:
    layout = _Layout.of(archive, sheet._worksheet_path)
    rows = _visible(_filled(_rows(sheet), layout), layout)
    described = ["\n".join(tables.lines(table, caption)) for table, caption in _tables(rows)]
    blocks = [text for text in described if text]
    named = blocks and not _DEFAULT_NAME.fullmatch(sheet.title)
    return [f"## {sheet.title}", *blocks] if named else blocks


def _rows(sheet: Any) -> Grid:
    sheet.reset_dimensions()  # what the file says of its size may be a lie of 17 billion cells
    rows = [_trimmed([_value(cell) for cell in row]) for row in sheet.iter_rows()]
    return rows[: max((r + 1 for r, row in enumerate(rows) if row), default=0)]


def _trimmed(row: list[str]) -> list[str]:
    """Without the empty cells at the end, of which there may be 16,383."""
    while row and not row[-1]:
        row.pop()
    return row


def _value(cell: Any) -> str:
    if cell.value is None or cell.value in _ERRORS:
        return ""
    return shown(cell.value, cell.number_format or "").strip()


@dataclass(slots=True)
class _Layout:
    """What openpyxl does not tell of a sheet it streams. Rows and columns count from 0."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, archive: zipfile.ZipFile, path: str) -> _Layout:
        layout, row = cls(), -1
        with archive.open(path) as file:
            for element in stream(file, ("row", "col", "mergeCell")):
                tag = local(element)
                hidden = attribute(element, "hidden") in ("1", "true")
                if tag == "row":
                    row = int(attribute(element, "r") or row + 2) - 1
                    if hidden:
                        layout.hidden_rows.add(row)
                elif tag == "col" and hidden:
                    first, last = int(attribute(element, "min")), int(attribute(element, "max"))
                    layout.hidden_columns.update(range(first - 1, min(last, 16_384)))
                elif tag == "mergeCell" and (match := _RANGE.match(attribute(element, "ref"))):
                    layout.merged.append(
                        (int(match[2]) - 1, _column(match[1]), int(match[4]) - 1, _column(match[3]))
                    )
        return layout


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _filled(rows: Grid, layout: _Layout) -> Grid:
    """Every cell that a merged one covers says what that one says."""
    width = max((len(row) for row in rows), default=0)
    left = _MAX_FILLED
    for top, first, bottom, last in layout.merged:
        text = rows[top][first] if top < len(rows) and first < len(rows[top]) else ""
        last = min(last, width - 1)
        left -= (min(bottom, len(rows)) - top + 1) * (last - first + 1) if text else 0
        if not text or left < 0:
            continue
        for row in rows[top : bottom + 1]:
            row += [""] * (last + 1 - len(row))
            row[first : last + 1] = [text] * (last + 1 - first)
    return rows


def _visible(rows: Grid, layout: _Layout) -> Grid:
    return [
        [text for c, text in enumerate(row) if c not in layout.hidden_columns]
        for r, row in enumerate(rows)
        if r not in layout.hidden_rows
    ]


def _tables(rows: Grid) -> Iterator[tuple[Grid, str]]:
    """The tables of a sheet with their captions: they stand apart by empty rows or columns."""
    pending: Grid = []
    caption = ""
    for block in _side_by_side(_below_each_other(rows)):
        if pending and _goes_on(pending, block):
            pending += block
            continue
        if pending:
            yield pending, caption
        caption = _single(pending) if pending and _is_line(pending) else ""
        pending = block
    if pending:
        yield pending, caption


def _below_each_other(rows: Grid) -> Iterator[Grid]:
    block: Grid = []
    for row in [*rows, []]:
        if any(row):
            block.append(row)
        elif block:
            yield block
            block = []


def _side_by_side(blocks: Iterator[Grid]) -> Iterator[Grid]:
    """Blocks cut at empty columns, where both sides have two columns or more."""
    for block in blocks:
        used = sorted({c for row in block for c, text in enumerate(row) if text})
        groups: list[list[int]] = []
        for c in used:
            if groups and c == groups[-1][-1] + 1:
                groups[-1].append(c)
            else:
                groups.append([c])
        if len(groups) < 2 or any(len(group) < 2 for group in groups):
            groups = [list(range(used[0], used[-1] + 1))]
        for group in groups:
            yield [[row[c] if c < len(row) else "" for c in group] for row in block]


def _goes_on(above: Grid, block: Grid) -> bool:
    """Whether a block is more of the table above it: it has no header of its own."""
    headed = parts(above).style is Style.HEADED
    return headed and len(block[0]) == len(above[-1]) and parts(block).style is Style.PLAIN


def _is_line(block: Grid) -> bool:
    return len(block) <= 2 and all(len({text for text in row if text}) == 1 for row in block)


def _single(block: Grid) -> str:
    return "；".join(next(text for text in row if text) for row in block)
