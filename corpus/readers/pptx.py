"""Presentations: slide titles as headings, then text, tables and charts, then the notes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pptx

from corpus import tables
from corpus.document import Extracted
from corpus.limits import DEFAULT_LIMITS, Limits, check_pages
from corpus.metadata import sensible_title

_ROW = 100_000
"""EMU (about 3 mm): shapes whose tops are this near stand side by side."""


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:
    """Hidden slides are left out. Raises TooLarge."""
    presentation = pptx.Presentation(BytesIO(data))
    slides = list(presentation.slides)
    check_pages(len(slides), limits)
    shown = [slide for slide in slides if slide.element.get("show") not in ("0", "false")]
    text = "\n\n".join(block for slide in shown for block in _slide(slide))
    return Extracted(text + "\n", sensible_title(presentation.core_properties.title))


def _slide(slide: Any) -> Iterator[str]:
    title = slide.shapes.title
    heading = " ".join(title.text_frame.text.split()) if title is not None else ""
    if heading:
        yield f"## {heading}"
    for shape in _ordered(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            yield from _shape(shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.strip()
        if notes:
            yield "备注：" + _flat(notes)


def _ordered(shapes: Any) -> list[Any]:
    """Top to bottom, then left to right; shapes without a place of their own keep theirs."""
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // _ROW, shape.left or 0))


def _shape(shape: Any) -> Iterator[str]:
    if _is_hidden(shape):
        return
    if hasattr(shape, "shapes"):
        for inner in _ordered(shape.shapes):
            yield from _shape(inner)
    elif getattr(shape, "has_table", False):
        yield from _described(_cells(shape.table))
    elif getattr(shape, "has_chart", False):
        yield from _described(_chart(shape.chart))
    elif shape.has_text_frame:
        paragraphs = (_flat(p.text).strip() for p in shape.text_frame.paragraphs)
        if text := "\n".join(line for line in paragraphs if line):
            yield text


def _is_hidden(shape: Any) -> bool:
    return any(
        node.get("hidden") in ("1", "true")
        for node in shape.element.iter()
        if isinstance(node.tag, str) and node.tag.endswith("}cNvPr")
    ) and not hasattr(shape, "shapes")


def _flat(text: str) -> str:
    return text.replace("\v", "\n")


def _described(rows: list[list[str]]) -> Iterator[str]:
    if text := "\n".join(tables.lines(rows)):
        yield text


def _cells(table: Any) -> list[list[str]]:
    """The texts of a table; a merged cell's text stands in each cell it covers."""
    rows = [[_flat(cell.text) for cell in row.cells] for row in table.rows]
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                for below in rows[r : r + cell.span_height]:
                    span = len(below[c : c + cell.span_width])
                    below[c : c + span] = [rows[r][c]] * span
    return rows


def _chart(chart: Any) -> list[list[str]]:
    """Series as rows, categories as columns; empty for charts without categories."""
    rows: list[list[str]] = []
    for plot in chart.plots:
        categories = [str(category) for category in plot.categories]
        if not categories:
            continue
        rows = rows or [["", *categories]]
        for series in plot.series:
            values = ["" if value is None else f"{value:.11g}" for value in series.values]
            rows.append([str(series.name), *values])
    return rows
