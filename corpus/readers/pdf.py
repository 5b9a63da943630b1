"""PDF: the text page by page, lines as the page breaks them."""

from __future__ import annotations

import re

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from corpus.document import Extracted
from corpus.errors import EncryptedDocument, NoText
from corpus.limits import DEFAULT_LIMITS, Limits, check_characters, check_pages
from corpus.metadata import date_in, sensible_title

_HYPHEN = re.compile("[\ufffe\x02](?:\r?\n)?")
"""How PDFium marks a word that goes on in the next line."""
_HEAD = 2_000


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:
    """Raises EncryptedDocument, NoText (no page has a text layer), TooLarge."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise EncryptedDocument("PDF 有密码保护，无法读取；请去掉密码后再添加。") from error
        raise
    check_pages(len(document), limits)
    text = _text(document, limits)
    if not text:
        raise NoText("未提取到文字：这个 PDF 只有图片，没有文字层；请先做文字识别（OCR）再添加。")
    return Extracted(text + "\n", _title(document, text), date_in(text))


def _text(document: pypdfium2.PdfDocument, limits: Limits) -> str:
    pages: list[str] = []
    for page in document:
        layer = page.get_textpage()
        if lines := _lines(layer.get_text_range()):
            pages.append(lines)
        layer.close()
        page.close()
        check_characters(pages[-1] if pages else "", limits)
    return "\n\n".join(pages)


def _lines(text: str) -> str:
    lines = _HYPHEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _title(document: pypdfium2.PdfDocument, text: str) -> str | None:
    """The title of the metadata, if the first page shows it: it is often that of a template."""
    title = sensible_title(document.get_metadata_dict().get("Title"))
    shown = title is not None and _solid(title) in _solid(text[:_HEAD])
    return title if shown else None


def _solid(text: str) -> str:
    return "".join(text.split())
