"""HTML: what a reader of the page sees, headings as Markdown headings, tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus import tables
from corpus.decode import decode
from corpus.document import Extracted
from corpus.limits import DEFAULT_LIMITS, Limits
from corpus.metadata import iso_day, sensible_title
from corpus.readers.markup import Element, html_page, local

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "iframe",
        "frame",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "map",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "dialog",
        "datalist",
        "head",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:^|[;\s])opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|rem|%)?\s*(?:;|$|!)|text-indent\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_TITLES = ("articletitle", "og:title")
_DATES = ("pubdate", "publishdate", "article:published_time", "datepublished", "dc.date", "date",
          "createdate", "firstpublishedtime")  # fmt: skip
_SITE = re.compile(
    r"\s*(?:[_|]+\s*[^_|]{2,30}|[-–—]{1,2}\s*[^-_|–—]{0,24}(?:网|网站|门户|政府|日报|晚报|委员会|局|频道))$"
)
_MAX_SPAN = 200
_MAX_CELLS = 500_000
_LONG_CELL = 600
"""Characters; a table with such a cell lays out a page rather than data."""


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:  # noqa: ARG001 every reader's signature
    """Raises what ``decode`` raises. Title and date come from the head of the page."""
    declared = _CHARSET.search(data[:4096])
    page = html_page(decode(data, declared[1].decode("ascii") if declared else None))
    blocks = _Blocks()
    body = page.find("body")
    blocks.walk(page if body is None else body)
    return Extracted(blocks.text(), _title(page), _date(page))


def _title(page: Element) -> str | None:
    named = _meta(page, _TITLES)
    headings = [title for h in page.iter("h1") if (title := sensible_title(_flat(h).lstrip("# ")))]
    whole = " ".join((page.findtext(".//title") or "").split())
    short = _SITE.sub("", whole)
    single = headings[0] if len(headings) == 1 else None
    return sensible_title(named) or single or sensible_title(short) or sensible_title(whole)


def _date(page: Element) -> str | None:
    return iso_day(_meta(page, _DATES) or "")


def _meta(page: Element, names: tuple[str, ...]) -> str | None:
    found: dict[str, str] = {}
    for element in page.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or ""
        found.setdefault(name.lower(), (element.get("content") or "").strip())
    return next((found[name] for name in names if found.get(name)), None)


def _is_dropped(element: Element) -> bool:
    tag = local(element)
    if not tag or tag in _DROPPED or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true" or element.get("role") == "navigation":
        return True
    return _HIDDEN.search(element.get("style") or "") is not None


class _Blocks:
    """Collects the page's text block by block, going down the tree without recursion."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._prefix = ""
        self._preformatted = 0

    def text(self) -> str:
        return "\n\n".join(self._blocks) + "\n" if self._blocks else ""

    def walk(self, root: Element) -> None:
        stack: list[tuple[Element, bool]] = [(root, False)]
        while stack:
            element, done = stack.pop()
            if done:
                self._leave(element)
                self._add(element.tail if element is not root else None)
            elif _is_dropped(element):
                self._add(element.tail)
            elif local(element) == "table" and (rows := _data_rows(element)) is not None:
                self._table(element, rows)
                self._add(element.tail)
            else:
                self._enter(element)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))

    def _enter(self, element: Element) -> None:
        tag = local(element)
        if tag in _BLOCKS or _level(tag):
            self._flush()
        if tag == "br":
            self._line.append("\n")
        if _level(tag):
            self._prefix = "#" * _level(tag) + " "
        elif tag == "li":
            self._prefix = "- "
        self._preformatted += tag == "pre"
        self._add(element.text)

    def _leave(self, element: Element) -> None:
        tag = local(element)
        if tag in _BLOCKS or _level(tag):
            self._flush()
            self._prefix = ""
        self._preformatted -= tag == "pre"

    def _add(self, text: str | None) -> None:
        if text:
            self._line.append(text if self._preformatted else re.sub(r"[ \t\r\n\f]+", " ", text))

    def _flush(self) -> None:
        lines = (" ".join(line.split(" ")).strip() for line in "".join(self._line).split("\n"))
        text = "\n".join(re.sub(" {2,}", " ", line) for line in lines if line)
        self._line = []
        if text:
            one_line = text.replace("\n", " ") if self._prefix.startswith("#") else text
            self._blocks.append(self._prefix + one_line)
            self._prefix = ""

    def _table(self, table: Element, rows: list[list[str]]) -> None:
        self._flush()
        own = table.find("caption")
        caption = tables.caption_above(self._blocks) if own is None else _flat(own)
        if described := "\n".join(tables.lines(rows, caption)):
            self._blocks.append(described)


def _level(tag: str) -> int:
    """2 for h2, 0 for what is no heading."""
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0


def _flat(element: Element) -> str:
    """The visible text of an element on one line, except for line breaks it asks for."""
    inner = _Blocks()
    inner.walk(element)
    return inner.text().strip().replace("\n\n", "\n")


def _data_rows(table: Element) -> list[list[str]] | None:
    """The cells of a table with merged ones repeated; None for a table that lays out a page."""
    if next(table.iterdescendants("table", "h1", "h2", "h3", "form"), None) is not None:
        return None
    rows = _spanned(table)
    wide = max((len(row) for row in rows), default=0)
    longest = max((len(text) for row in rows for text in row), default=0)
    return rows if wide > 1 and longest <= _LONG_CELL else None


def _spanned(table: Element) -> list[list[str]]:
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    count = 0
    for tr in table.iterdescendants("tr"):
        if _is_dropped(tr):
            continue
        row: list[str] = []
        for text, across, down in _tds(tr):
            _fill(row, hanging)
            for _ in range(across):
                if down > 1:
                    hanging[len(row)] = (down - 1, text)
                row.append(text)
        _fill(row, hanging)
        count += len(row)
        if count > _MAX_CELLS:
            break
        rows.append(row)
    return rows


def _fill(row: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Put the cells that reach down from rows above into their columns."""
    while (cell := hanging.get(len(row))) is not None:
        left, text = cell
        hanging[len(row)] = (left - 1, text)
        if left <= 1:
            del hanging[len(row)]
        row.append(text)


def _tds(tr: Element) -> Iterator[tuple[str, int, int]]:
    for td in tr.iterchildren("td", "th"):
        if not _is_dropped(td):
            yield _flat(td), _span(td.get("colspan")), _span(td.get("rowspan"))


def _span(value: str | None) -> int:
    digits = (value or "").strip()
    return min(max(int(digits), 1), _MAX_SPAN) if digits.isascii() and digits.isdigit() else 1
