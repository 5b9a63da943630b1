"""Files of every format, built in the test that reads them."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Mapping, Sequence

import docx
import openpyxl
import pptx
from pptx.util import Cm

Rows = Sequence[Sequence[str]]

INDICATORS = [["指标", "单位", "2023年", "2024年"], ["货邮吞吐量", "万吨", "60.8", "82.5"]]
INDICATORS_LINE = "指标：货邮吞吐量，2023年：60.8万吨，2024年：82.5万吨。"

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
EXE = b"MZ\x90\x00\x03" + bytes(60) + b"PE\x00\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENCRYPTED_OFFICE = OLE + "EncryptedPackage".encode("utf-16-le")


def zipped(entries: Mapping[str, bytes | str]) -> bytes:
    """A compressed zip of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def rezipped(data: bytes, changes: Mapping[str, bytes | str]) -> bytes:
    """The same zip with some entries replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**entries, **changes})


def entry(data: bytes, name: str) -> str:
    """The text of one entry of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def saved(document: object) -> bytes:
    """The bytes of a python-docx, python-pptx or openpyxl document."""
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def word(*paragraphs: str, rows: Rows = (), title: str = "") -> bytes:
    """A Word document; a paragraph that begins with # is a heading."""
    document = docx.Document()
    document.core_properties.title = title
    for text in paragraphs:
        if text.startswith("#"):
            document.add_heading(text.lstrip("# "), text.count("#"))
        else:
            document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                table.cell(i, j).text = text
    return saved(document)


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def slides(*titles: str, rows: Rows = (), notes: str = "") -> bytes:
    """A presentation with a title and a text on each slide, table and notes on the last."""
    presentation = pptx.Presentation()
    for title in titles:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"{title}的要点"
    if rows:
        shape = slide.shapes.add_table(len(rows), len(rows[0]), Cm(1), Cm(12), Cm(20), Cm(4))
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                shape.table.cell(i, j).text = text
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return saved(presentation)


_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>] >>"
)


def has_chinese_font() -> bool:
    """Whether fontconfig knows one; PDFium looks a font up that is not in its PDF."""
    try:
        listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return bool(listed.stdout.strip())


def pdf(*pages: Sequence[str], title: str = "", encrypted: bool = False) -> bytes:
    """A PDF with one text line for each string; encrypted: with a password nobody knows."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _FONT,
        b"<< /Title <FEFF" + title.encode("utf-16-be").hex().encode() + b"> >>",
    ]
    for i, lines in enumerate(pages):
        shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
        content = f"BT /F1 12 Tf 20 TL 72 780 Td {shown} ET".encode()
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (6 + 2 * i)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _pdf_file(objects, _ENCRYPTION if encrypted else b"")


_ENCRYPTION = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -64 /O <"
    + b"ab" * 32
    + b"> /U <"
    + b"cd" * 32
    + b"> >> /ID [<0123456789abcdef> <0123456789abcdef>] "
)


def _pdf_file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 4 0 R %s>>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, trailer, len(out))
    )


_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(text: str, x: float, y: float, extra: str = "") -> str:
    """A text object of size 4 whose first character stands at (x, y), measured in millimetres."""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 5" Size="4" Font="1">'
        f'<ofd:TextCode X="0" Y="4" {extra}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def ofd(*pages: str, title: str = "", created: str = "", template: str = "") -> bytes:
    """An OFD package; each page is the text objects on it, ``template`` lies under every page."""
    entries = {
        "OFD.xml": f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title>"
        f"<ofd:CreationDate>{created}</ofd:CreationDate></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    }
    listed = ""
    used = '<ofd:Template TemplateID="90"/>' if template else ""
    for i, objects in enumerate(pages):
        listed += f'<ofd:Page ID="{i + 1}" BaseLoc="Pages/Page_{i}/Content.xml"/>'
        entries[f"Doc_0/Pages/Page_{i}/Content.xml"] = _page(objects, used)
    entries["Doc_0/Tpls/Tpl_0/Content.xml"] = _page(template, "")
    entries["Doc_0/Document.xml"] = (
        f'<ofd:Document {_NS}><ofd:CommonData><ofd:TemplatePage ID="90" '
        f'BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>'
        "</ofd:Document>"
    )
    return zipped(entries)


def _page(objects: str, used: str) -> str:
    return (
        f'<ofd:Page {_NS}>{used}<ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer>'
        "</ofd:Content></ofd:Page>"
    )
