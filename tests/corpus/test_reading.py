"""Files that are not what they say, and limits."""

from __future__ import annotations

import re

import pytest

from corpus.errors import (
    EncryptedDocument,
    NoText,
    TooLarge,
    UnreadableDocument,
    UnsupportedFormat,
    WenjuError,
)
from corpus.reading import Limits, extension, read_document, supported
from tests.campaign import hostile_files
from tests.corpus import files

WORD = files.word("# 标题", "正文。")
MACRO = files.rezipped(WORD, {"word/vbaProject.bin": b"macro"})
DTD = files.rezipped(WORD, {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
REFUSED: list[tuple[str, bytes, type[WenjuError], str]] = [
    ("a.pdf", files.EXE, UnsupportedFormat, "可执行程序"),
    ("a.docx", files.pdf(["甲"]), UnsupportedFormat, "PDF"),
    ("a.txt", files.pdf(["甲"]), UnsupportedFormat, "PDF"),
    ("a.csv", WORD, UnsupportedFormat, "ZIP"),
    ("a.md", files.PNG, UnsupportedFormat, "PNG"),
    ("a.html", files.PNG, UnsupportedFormat, "PNG"),
    ("a.xlsx", WORD, UnsupportedFormat, "docx"),
    ("a.docx", files.zipped({"a.txt": "b"}), UnsupportedFormat, "ZIP"),
    ("a.docx", MACRO, UnsupportedFormat, "宏"),
    ("a.docx", hostile_files.macro_by_another_name(), UnsupportedFormat, "宏"),
    ("a.pdf", hostile_files.pdf_that_is_a_zip(), UnsupportedFormat, "同时是"),
    ("a.docx", hostile_files.zip_that_is_a_pdf(), UnsupportedFormat, "同时是"),
    ("a.docx", hostile_files.locked_entries(), EncryptedDocument, "密码"),
    ("a.docx", files.OLE, UnsupportedFormat, "旧版"),
    ("a.xlsx", files.ENCRYPTED_OFFICE, EncryptedDocument, "密码"),
    ("a.pdf", files.pdf(["甲"], encrypted=True), EncryptedDocument, "密码"),
    ("a.docx", b"just text", UnreadableDocument, "docx"),
    ("a.docx", WORD[:-200], UnreadableDocument, "损坏"),
    ("a.docx", DTD, UnreadableDocument, "DTD"),
    ("a.pdf", b"%PDF-1.7\njunk", UnreadableDocument, "损坏"),
    ("a.pptx", files.rezipped(files.slides("甲"), {"ppt/presentation.xml": "<x"}),
     UnreadableDocument, "损坏"),
    ("a.ofd", files.zipped({"OFD.xml": "<OFD/>"}), NoText, "OFD"),
    ("a.ofd", files.zipped({"OFD.xml": "<OFD><DocBody/></OFD>"}), UnreadableDocument, "损坏"),
    ("a.doc", files.OLE, UnsupportedFormat, "另存为 docx"),
    ("a.XLS", files.OLE, UnsupportedFormat, "另存为 xlsx"),
    ("a.wps", files.OLE, UnsupportedFormat, "另存为 docx"),
    ("a.zip", files.zipped({"a": "b"}), UnsupportedFormat, "解压"),
    ("a.png", files.PNG, UnsupportedFormat, "OCR"),
    ("a.exe", files.EXE, UnsupportedFormat, "支持的格式"),
    ("无扩展名", b"a", UnsupportedFormat, "扩展名"),
    ("a.txt", b"", NoText, "未提取到文字：文件是空的"),
    ("a.docx", b" \n", NoText, "未提取到文字：文件是空的"),
    ("a.txt", "。……\n——".encode(), NoText, "未提取到文字"),
    ("a.docx", files.word(" "), NoText, "未提取到文字"),
    ("a.xlsx", files.workbook({"空": []}), NoText, "未提取到文字"),
    ("a.html", b"<html><script>x</script></html>", NoText, "未提取到文字"),
    ("a.pdf", files.pdf([]), NoText, "未提取到文字"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "error", "said"), REFUSED)
def test_bad_files_are_refused_with_a_reason(
    name: str, data: bytes, error: type[WenjuError], said: str
) -> None:
    """Each refusal has its class and says in Chinese what is wrong, without a path."""
    with pytest.raises(error) as caught:
        read_document(data, name)
    assert type(caught.value) is error
    assert said in caught.value.message
    assert re.search(r"[\u4e00-\u9fff]{4}", caught.value.message)
    assert "/site-packages" not in caught.value.message


GOOD: list[tuple[str, bytes, str]] = [
    ("目录/报告.TXT", "正文".encode("gb18030"), "正文"),
    ("a.markdown", "# 标题".encode(), "# 标题"),
    ("a.htm", "<p>正文".encode(), "正文\n"),
    ("a.docx", WORD, "# 标题\n\n正文。\n"),
    ("a.pdf", files.pdf(["正文"]), "正文\n"),
    ("a.pptx", files.slides("甲"), "## 甲\n\n甲的要点\n"),
    ("a.xlsx", files.workbook({"表": files.INDICATORS}), files.INDICATORS_LINE + "\n"),
    ("a.ofd", files.ofd(files.text_object("正文", 1, 1)), "正文\n"),
    ("a.tsv", "指标\t2023年\nGDP\t1亿元".encode(), "指标：GDP，2023年：1亿元。\n"),
]


@pytest.mark.parametrize(("name", "data", "text"), GOOD)
def test_good_files_of_every_format_are_read(name: str, data: bytes, text: str) -> None:
    """Through the check of their kind, in or out of the sandbox."""
    assert supported(name)
    assert read_document(data, name).text == text


def bomb(size: int) -> bytes:
    return files.rezipped(WORD, {"word/media/a.bin": bytes(size)})


@pytest.mark.parametrize("name", ["a.txt", "a.docx"])
def test_the_size_of_a_file_is_limited(name: str) -> None:
    """A file of exactly the limit passes, one byte more does not."""
    data = WORD if name == "a.docx" else b"a" * 1000
    assert read_document(data, name, Limits(upload_bytes=len(data))).text
    with pytest.raises(TooLarge, match="WENJU_UPLOAD_BYTES"):
        read_document(data, name, Limits(upload_bytes=len(data) - 1))


def test_the_text_of_a_document_is_limited() -> None:
    """Characters count, not bytes."""
    for name, data in (("a.txt", ("字" * 100).encode()), ("a.docx", files.word("字" * 99))):
        assert len(read_document(data, name, Limits(characters=100)).text) == 100
        with pytest.raises(TooLarge, match="WENJU_CHARACTERS"):
            read_document(data, name, Limits(characters=99))


def test_what_a_container_unpacks_to_is_limited() -> None:
    """Total size, ratio and number of entries are each refused at one more than the limit."""
    data = bomb(3_000_000)
    with pytest.raises(TooLarge, match="WENJU_UNPACKED_BYTES"):
        read_document(data, "a.docx", Limits(unpacked_bytes=3_000_000))
    assert read_document(data, "a.docx", Limits(unpacked_bytes=5_000_000)).text
    with pytest.raises(TooLarge, match="WENJU_UNPACKED_RATIO"):
        read_document(data, "a.docx", Limits(unpacked_ratio=10))
    with pytest.raises(TooLarge, match="WENJU_UNPACKED_ENTRIES"):
        read_document(data, "a.docx", Limits(unpacked_entries=3))


def test_a_directory_that_lies_about_sizes_is_found_out() -> None:
    """The bytes are counted and checked as they come out, not as they are declared."""
    data = bomb(3_000_000)
    real, lie = (3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    with pytest.raises(UnreadableDocument):
        read_document(data.replace(real, lie), "a.docx")


def test_a_nested_archive_is_never_opened() -> None:
    """A zip inside a document is so many bytes and nothing more."""
    inner = files.zipped({"bomb": bytes(5_000_000)})
    data = files.rezipped(WORD, {"word/embeddings/a.zip": inner})
    assert read_document(data, "a.docx").text == "# 标题\n\n正文。\n"


def test_names_are_used_for_their_extension_only() -> None:
    """No name, however hostile, does anything else."""
    for name in (
        "../../x.txt",
        "/etc/x.TXT",
        "a\x00b.txt",
        "c\r\n.txt",
        "x" * 600 + ".txt",
        "‮.txt",
    ):
        assert read_document("正文".encode(), name).text == "正文"
    assert extension("C:\\文件\\年报.PDF") == "pdf"
    assert extension(".txt") == ""
    assert not supported("年报.doc")
    with pytest.raises(UnsupportedFormat) as caught:
        read_document(b"a", "a.<script>alert(1)</script>" + "x" * 600)
    assert "<" not in caught.value.message
    assert len(caught.value.message) < 200


def test_much_plain_text_is_decoded_in_the_sandbox() -> None:
    """Trying encodings costs time and memory: beyond a mebibyte both are limited, as for a PDF."""
    data = ("字" * 600_000).encode("gb18030")
    assert len(read_document(data, "a.txt").text) == 600_000
    with pytest.raises(UnreadableDocument, match="WENJU_WALL_SECONDS"):
        read_document(data, "a.txt", Limits(wall_seconds=0.01))
