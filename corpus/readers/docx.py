"""Word documents: paragraphs, headings, lists, tables and notes in the order of the document.

What a reader of the printed page does not see is left out: deleted revisions, hidden text,
comments, field codes, the table of contents.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import docx
from docx.document import Document

from corpus import tables
from corpus.document import Extracted
from corpus.limits import DEFAULT_LIMITS, Limits
from corpus.metadata import date_in, sensible_title
from corpus.readers.markup import Element, attribute, child, children, local, xml
from corpus.readers.numbering import Numbering

_SKIPPED = frozenset(
    [
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "pPr",
        "rPr",
        "tcPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "sectPr",
        "rt",
        "Fallback",
        "commentReference",
        "annotationRef",
        "sdtPr",
        "sdtEndPr",
        "rubyPr",
    ]
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_WRAPPERS = frozenset(
    ["sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice"]
)
_LONGEST_HEADING = 100
_MAX_SPAN = 100
_BEIJING = timezone(timedelta(hours=8))
_BLANK_TEMPLATE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
"""Stands in every document that python-docx made from its template."""


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:  # noqa: ARG001 every reader's signature
    """Title and date come from the document's properties, the date from the text where it has one."""
    document = docx.Document(BytesIO(data))
    body = _Body(document)
    text = "\n\n".join(body.blocks()) + "\n"
    properties = document.core_properties
    date = date_in(text) or _day(properties.modified) or _day(properties.created)
    return Extracted(text, sensible_title(properties.title), date)


def _day(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    usable = aware != _BLANK_TEMPLATE and 1990 <= aware.year < 2100
    return aware.astimezone(_BEIJING).date().isoformat() if usable else None


class _Styles:
    """What a paragraph or run inherits from its style."""

    def __init__(self, styles: Element) -> None:
        self._styles = {attribute(style, "styleId"): style for style in children(styles, "style")}

    def chain(self, style_id: str) -> Iterator[Element]:
        """The style and those it is based on."""
        seen = set[str]()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = attribute(child(style, "basedOn"), "val")

    def name(self, style_id: str) -> str:
        style = self._styles.get(style_id)
        return attribute(child(style, "name"), "val").lower()

    def is_hidden(self, style_id: str) -> bool:
        return any(_is_on(child(style, "rPr", "vanish")) for style in self.chain(style_id))


class _Body:
    def __init__(self, document: Document) -> None:
        self._body = document.element.body
        self._styles = _Styles(document.styles.element)
        parts = {rel.reltype.rpartition("/")[2]: rel for rel in document.part.rels.values()}
        numbering = parts.get("numbering")
        self._numbering = Numbering(numbering.target_part.element if numbering else None)
        notes = [parts[kind] for kind in ("footnotes", "endnotes") if kind in parts]
        self._notes = [rel.target_part.blob for rel in notes if not rel.is_external]

    def blocks(self) -> list[str]:
        found: list[str] = []
        for element in _unwrapped(self._body):
            if local(element) == "tbl":
                found += self._table(element, tables.caption_above(found))
            else:
                found += self._paragraph(element)
        return found + self._footnotes()

    def _paragraph(self, p: Element) -> list[str]:
        boxes: list[Element] = []
        text = "".join(self._text(p, boxes)).strip()
        style = attribute(child(p, "pPr", "pStyle"), "val")
        found = []
        if text and not self._styles.name(style).startswith("toc "):
            level = self._level(p, style) if len(text) <= _LONGEST_HEADING else 0
            numbered = self._number(p, style) + text
            found = ["#" * level + " " + " ".join(numbered.split()) if level else numbered]
        for box in boxes:
            for inner in _unwrapped(box):
                found += self._table(inner, "") if local(inner) == "tbl" else self._paragraph(inner)
        return found

    def _text(
        self, element: Element, boxes: list[Element], in_table: bool = False
    ) -> Iterator[str]:
        """The visible text of ``element``; text boxes are put aside, they are paragraphs."""
        for node in element:
            tag = local(node)
            if tag == "t":
                yield node.text or ""
            elif tag in _BREAKS:
                yield _BREAKS[tag]
            elif tag == "txbxContent":
                boxes.append(node)
            elif tag not in _SKIPPED and not (tag == "r" and self._is_hidden(node, in_table)):
                yield from self._text(node, boxes, in_table)

    def _is_hidden(self, run: Element, in_table: bool) -> bool:
        look = child(run, "rPr")
        if look is None:
            return False
        if _is_on(child(look, "vanish")):
            return True
        if child(look, "vanish") is None and self._styles.is_hidden(
            attribute(child(look, "rStyle"), "val")
        ):
            return True
        size = attribute(child(look, "sz"), "val")
        tiny = size.isdigit() and int(size) <= 2
        white = attribute(child(look, "color"), "val").upper() == "FFFFFF"
        shaded = child(look, "shd") is not None or child(look, "highlight") is not None
        behind = child(run.getparent(), "pPr", "shd") is not None
        return tiny or (white and not (shaded or behind or in_table))

    def _level(self, p: Element, style_id: str) -> int:
        """Depth of a heading, 0 for a paragraph of text."""
        own = attribute(child(p, "pPr", "outlineLvl"), "val")
        if own:
            return _depth(own)
        for style in self._styles.chain(style_id):
            name = attribute(child(style, "name"), "val").lower()
            if name in ("title", "标题"):
                return 1
            if name.startswith(("heading ", "标题 ")) and name.split()[-1].isdigit():
                return min(int(name.split()[-1]), 6)
            if level := _depth(attribute(child(style, "pPr", "outlineLvl"), "val")):
                return level
        return 0

    def _number(self, p: Element, style_id: str) -> str:
        looks = [child(p, "pPr"), *(child(s, "pPr") for s in self._styles.chain(style_id))]
        for look in looks:
            numbered = child(look, "numPr")
            if numbered is not None and child(numbered, "numId") is not None:
                level = attribute(child(numbered, "ilvl"), "val")
                list_id = attribute(child(numbered, "numId"), "val")
                return self._numbering.label(list_id, int(level) if level.isdigit() else 0)
        return ""

    def _table(self, table: Element, caption: str) -> list[str]:
        rows = self._rows(table)
        if max((len(set(row)) for row in rows), default=0) < 2:
            return [line for row in rows for line in row[:1] if line]
        described = "\n".join(tables.lines(rows, caption))
        return [described] if described else []

    def _rows(self, table: Element) -> list[list[str]]:
        rows: list[list[str]] = []
        for tr in _unwrapped(table, "tr"):
            look = child(tr, "trPr")
            if child(look, "del") is not None or _is_on(child(look, "hidden")):
                continue
            before = attribute(child(look, "gridBefore"), "val")
            row = [""] * (min(int(before), _MAX_SPAN) if before.isdigit() else 0)
            for tc in _unwrapped(tr, "tc"):
                look = child(tc, "tcPr")
                merged = child(look, "vMerge")
                covered = merged is not None and attribute(merged, "val") != "restart"
                above = (
                    rows[-1][len(row)] if covered and rows and len(row) < len(rows[-1]) else None
                )
                text = self._cell(tc) if above is None else above
                row += [text] * _span(attribute(child(look, "gridSpan"), "val"))
            rows.append(row)
        return rows

    def _cell(self, tc: Element) -> str:
        found: list[str] = []
        for element in _unwrapped(tc):
            if local(element) == "tbl":
                found += tables.lines(self._rows(element))
            else:
                boxes: list[Element] = []
                text = "".join(self._text(element, boxes, in_table=True)).strip()
                style = attribute(child(element, "pPr", "pStyle"), "val")
                found.append(self._number(element, style) + text if text else "")
        return "\n".join(line for line in found if line)

    def _footnotes(self) -> list[str]:
        found = []
        for blob in self._notes:
            for note in xml(blob):
                text = "".join(self._text(note, [])).strip()
                if text and not attribute(note, "type"):
                    found.append(f"注：{text}")
        return found


def _unwrapped(element: Element, *names: str) -> Iterator[Element]:
    """Paragraphs and tables (or ``names``) below ``element``, out of content controls and the like."""
    wanted = names or ("p", "tbl")
    for node in element:
        if local(node) in wanted:
            yield node
        elif local(node) in _WRAPPERS:
            yield from _unwrapped(node, *names)


def _is_on(mark: Element | None) -> bool:
    return mark is not None and attribute(mark, "val") not in ("0", "false", "off")


def _depth(outline: str) -> int:
    return int(outline) + 1 if outline.isdigit() and int(outline) < 6 else 0


def _span(value: str) -> int:
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() else 1
