"""The table of hostile files: what is sent, and what must come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.campaign import hostile_files as make
from tests.corpus import files

NAMES, TYPES, BOMBS, SHAPES = "文件名", "类型伪装", "炸弹", "结构"
NO_TEXT = "未提取到文字"


@dataclass(frozen=True, slots=True)
class Case:
    group: str
    name: str
    file: str | bytes
    """The file name as it is sent."""
    build: Callable[[], bytes]
    status: int
    said: str = ""
    """In the reason of a refusal; in the text of an accepted document."""
    source: str | None = None
    """What the document must be called when it is accepted."""


def names() -> Iterator[Case]:
    """Texts and PDFs that are harmless, under names that are not."""
    page = files.pdf(["正文一句。"])
    kept = [
        ("向上越级", "../../x.pdf", "x.pdf", page),
        ("反斜线越级", "..\\..\\y.pdf", "y.pdf", page + b"\n"),
        ("绝对路径", "/etc/cron.d/x1.txt", "x1.txt", make.text(1)),
        ("盘符路径", "C:\\Windows\\x2.txt", "x2.txt", make.text(2)),
        ("HTML", "<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt", None),
        ("从右到左换向符", "报告\u202etxt.\u202dtxt", "报告txt.txt", make.text(4)),
        ("零宽和标签字符", "零\u200b宽\U000e0041.txt", "零宽.txt", make.text(5)),
        ("命令行符号", "$(touch x);rm -rf ~.txt", "$(touch x);rm -rf ~.txt", make.text(6)),
    ]
    for name, file, source, data in kept:
        content = make.text(3) if data is None else data
        yield Case(NAMES, name, file, partial(bytes, content), 201, source=source)
    refused = [
        ("NUL", "a\x00b.txt", "控制字符"),
        ("换行", "a\nb.txt", "换行"),
        ("回车换行加假请求头", "a\r\nX-Evil: 1\r\n.txt", "请检查"),
        ("600 个字符", "字" * 600 + ".txt", "超过 255"),
        ("保留名 CON", "CON.txt", "保留"),
        ("保留名 nul", "a/nul.pdf", "保留"),
        ("空", "", "没有名字"),
        ("只有点", "..", "没有名字"),
    ]
    for name, file, said in refused:
        status = 400 if "请检查" in said else 422
        yield Case(NAMES, name, file, partial(make.text, 0), status, said)


def types() -> Iterator[Case]:
    exe, page = partial(bytes, files.EXE), partial(files.pdf, ["甲"])
    yield Case(TYPES, "exe 冒充 pdf", "a.pdf", exe, 415, "可执行程序")
    yield Case(TYPES, "exe 冒充 txt", "a.txt", exe, 415, "可执行程序")
    yield Case(TYPES, "双重扩展名", "公告.pdf.exe", exe, 415, "支持的格式")
    yield Case(TYPES, "pdf 冒充 docx", "a.docx", page, 415, "PDF")
    yield Case(TYPES, "docm", "a.docm", make.word, 415, "另存为 docx")
    yield Case(TYPES, "xlsm", "a.xlsm", make.macro_workbook, 415, "另存为 xlsx")
    yield Case(TYPES, "带宏的 xlsx", "a.xlsx", make.macro_workbook, 415, "宏")
    yield Case(TYPES, "宏部件改了名", "a.docx", make.macro_by_another_name, 415, "宏")
    locked = partial(bytes, files.ENCRYPTED_OFFICE)
    yield Case(TYPES, "加密的 xlsx", "a.xlsx", locked, 422, "密码")
    yield Case(
        TYPES, "加密的 pdf", "a.pdf", partial(files.pdf, ["甲"], encrypted=True), 422, "密码"
    )
    yield Case(TYPES, "条目加密的 docx", "a.docx", make.locked_entries, 422, "密码")
    yield Case(TYPES, "又是 PDF 又是 ZIP", "a.pdf", make.pdf_that_is_a_zip, 415, "同时是")
    yield Case(TYPES, "又是 ZIP 又是 PDF", "a.docx", make.zip_that_is_a_pdf, 415, "同时是")
    yield Case(TYPES, "压缩包冒充 docx", "a.docx", partial(files.zipped, {"a": "b"}), 415, "ZIP")


def bombs(full: bool, port: int) -> Iterator[Case]:
    """``port`` is one of ours: nobody may call there."""
    inner = partial(make.zip_bomb, make.MIB * (200 if full else 120))
    yield Case(BOMBS, "200 MB 的 docx", "a.docx", inner, 413, "WENJU_UNPACKED_BYTES")
    yield Case(BOMBS, "套叠的 zip", "a.zip", partial(make.nested_zip, 3), 415, "解压")
    yield Case(BOMBS, "docx 里套叠的 zip", "b.docx", make.word_with_a_nested_zip, 201, "正文一句。")
    many = partial(make.many_entries, 100_000 if full else 5_000)
    yield Case(BOMBS, "10 万个条目", "a.docx", many, 413, "WENJU_UNPACKED_ENTRIES")
    yield Case(BOMBS, "谎报大小", "a.docx", make.lying_sizes, 422, "损坏")
    yield Case(BOMBS, "条目重叠", "a.docx", make.overlapping_entries, 413, "WENJU_UNPACKED_BYTES")
    for name, doctype in (("实体膨胀", make.EXPANSION), ("外部实体", make.external(port))):
        for kind, build in (("docx", make.word_with), ("xlsx", make.sheet_with),
                            ("ofd", make.ofd_with)):  # fmt: skip
            yield Case(BOMBS, f"{name}（{kind}）", f"a.{kind}", partial(build, doctype), 422, "DTD")
    wide = partial(make.word_in_utf_16, make.EXPANSION)
    yield Case(BOMBS, "实体膨胀（UTF-16）", "a.docx", wide, 422, "DTD")
    home = partial(make.word_that_calls_home, port)
    yield Case(BOMBS, "外部模板和图片", "c.docx", home, 201, "正文一句。")
    rows = partial(make.empty_rows, make.XLSX_ROWS if full else 50_000)
    yield Case(BOMBS, "1,048,576 个空行", "a.xlsx", rows, 422, NO_TEXT)
    if full:
        yield Case(BOMBS, "只有首尾两格", "b.xlsx", make.huge_sheet, 201, "1")
    merged = partial(make.merged_sheet, 20_000 if full else 2_000)
    yield Case(BOMBS, "两万个全表合并格", "c.xlsx", merged, 201, "指标")
    flate = partial(make.pdf_flate_bomb, make.MIB * (1024 if full else 512), 1)
    yield Case(BOMBS, "PDF 压缩流炸弹", "a.pdf", flate, 422, "展开后过大")
    yield Case(BOMBS, "绕圈的 xref", "b.pdf", make.pdf_looping_xref, 201, "正文")
    yield Case(BOMBS, "绕圈的页树", "a.pdf", make.pdf_looping_pages, 422, "损坏")
    pages = partial(make.pdf_pages, 100_000)
    yield Case(BOMBS, "10 万页", "a.pdf", pages, 413, "WENJU_PAGES")
    yield Case(BOMBS, "嵌套 10 万层的 PDF", "a.pdf", make.pdf_deep, 422, "损坏")
    yield from _lines(full)


def _lines(full: bool) -> Iterator[Case]:
    """50 MB less what stands around it; or just over five million characters."""
    size, unit = (50 * make.MIB, "郑") if full else (5_000_001, "a")
    for kind in ("txt", "md", "csv", "html") if full else ("txt",):
        line = partial(make.one_line, size, unit)
        yield Case(BOMBS, f"50 MB 一行（{kind}）", f"l.{kind}", line, 413, "WENJU_CHARACTERS")


def shapes(full: bool) -> Iterator[Case]:
    """What is accepted is embedded, too: 5,000 levels take a minute, 200 will do for every day."""
    levels = 5_000 if full else 200
    yield Case(SHAPES, "JSON 嵌套 5,000 层", "a.json", make.deep_json, 415, "支持的格式")
    yield Case(
        SHAPES,
        f"JSON 嵌套 {levels:,} 层（txt）",
        "j.txt",
        partial(make.deep_json, levels),
        201,
        '{"a":[',
    )
    yield Case(
        SHAPES, f"Markdown 嵌套 {levels:,} 层", "m.md", partial(make.deep_markdown, levels), 201
    )
    yield Case(SHAPES, "HTML 嵌套 5,000 层", "a.html", make.deep_html, 422, NO_TEXT)
    yield Case(SHAPES, "Word 表格嵌套 5,000 层", "a.docx", make.deep_word, 422, "损坏")
    yield Case(SHAPES, "四种编码混在一起", "a.txt", make.mixed_encodings, 422, "编码")
    yield Case(SHAPES, "零宽和标签字符", "z.txt", make.hidden_characters, 201, "平")
    yield Case(SHAPES, "只有零宽和标签字符", "a.txt", make.only_hidden_characters, 422, NO_TEXT)
    empty = {
        "空文件": ("a.txt", partial(bytes)),
        "空的 docx": ("a.docx", partial(files.word)),
        "空的 xlsx": ("a.xlsx", partial(files.workbook, {"空": []})),
        "空的 pptx": ("a.pptx", make.image_slides),
        "只有图片的 pdf": ("a.pdf", make.pdf_image_only),
        "只有图片的 docx": ("a.docx", make.word_image_only),
        "只有图片的 html": ("a.html", partial(bytes, b"<html><img src=x alt=''></html>")),
        "没有文字的 ofd": ("a.ofd", partial(files.ofd, "")),
    }
    for name, (file, build) in empty.items():
        yield Case(SHAPES, name, file, build, 422, NO_TEXT)


def cases(full: bool, port: int) -> list[Case]:
    """The whole table; bombs smaller unless ``full``."""
    return [*names(), *types(), *bombs(full, port), *shapes(full)]
