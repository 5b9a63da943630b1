"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decode import decode
from corpus.errors import UnreadableDocument, UnsupportedFormat
from tests.corpus import files

SIMPLIFIED = "2023年，郑州机场货邮吞吐量完成60.8万吨，同比下降2.7%。\n下一步，我市将继续推进。"
TRADITIONAL = "臺北市政府今日公布，去年觀光客達到一千二百萬人次，較前一年增加兩成。\n市長表示感謝。"
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                      "utf-32", "gb18030", "gbk"])  # fmt: skip
def test_simplified_text_comes_back_whatever_its_encoding(encoding: str) -> None:
    """Encodings with and without a byte order mark are told from the bytes."""
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5"])
def test_traditional_text_comes_back_whatever_its_encoding(encoding: str) -> None:
    """Big5 and Traditional text in GB18030 are told apart."""
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize(
    "text", ["通知", "联通", "提案", "郑州市", "工作报告", "市政协", "机场", "答复"]
)
def test_two_characters_are_enough_for_gb18030(text: str) -> None:
    """A very short file is read by how common its characters are."""
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize("text", ["通知", "報告", "臺北市", "會議紀錄", "國家", "正式答覆"])
def test_two_characters_are_enough_for_big5(text: str) -> None:
    """A very short Traditional file is not taken for rare Simplified characters."""
    assert decode(text.encode("big5")) == text


@given(st.text())
def test_utf8_with_a_mark_always_comes_back(text: str) -> None:
    """Any text without NUL and control characters survives, newlines aside."""
    clean = "".join(c for c in text if c >= " " or c in "\n\t").replace("\x7f", "")
    assert decode(codecs.BOM_UTF8 + clean.encode("utf-8")) == clean


@given(HAN)
def test_utf8_han_without_a_mark_always_comes_back(text: str) -> None:
    """汉字 of any rarity in UTF-8 are never taken for another encoding once there are four."""
    padded = text + "，请按通知要求办理。"
    assert decode(padded.encode("utf-8")) == padded


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_an_error_of_the_tree(data: bytes) -> None:
    """Junk raises nothing else, and no lone surrogate, NUL or carriage return comes out."""
    try:
        text = decode(data)
    except (UnreadableDocument, UnsupportedFormat):
        return
    assert not any("\ud800" <= c <= "\udfff" or c in "\x00\r" for c in text)


def test_newlines_become_one_kind() -> None:
    """Windows and old Mac line ends are normalised, nothing else is touched."""
    assert decode("甲\r\n乙\r丙\n 丁　".encode()) == "甲\n乙\n丙\n 丁　"


def test_a_flipped_byte_does_not_spoil_a_long_file() -> None:
    """One damaged character in many is replaced, not refused."""
    data = bytearray((SIMPLIFIED * 40).encode("utf-8"))
    data[300] = 0xFF
    assert decode(bytes(data)).count("\ufffd") <= 3


def test_mixed_encodings_are_refused_in_chinese() -> None:
    """Half UTF-8, half GB18030 has no right reading."""
    with pytest.raises(UnreadableDocument, match="编码"):
        decode(
            (SIMPLIFIED * 30).encode("utf-8") + (SIMPLIFIED * 30).encode("gb18030") + b"\xff\xff"
        )


def test_nul_bytes_are_no_text() -> None:
    """A text with NULs in it is binary."""
    with pytest.raises(UnreadableDocument, match="二进制"):
        decode("郑州市".encode() + b"\x00\x01\x02" + "通知".encode())


@pytest.mark.parametrize(
    ("data", "found"),
    [(files.PNG, "PNG"), (files.EXE, "可执行程序"), (files.zipped({"a": "b"}), "ZIP"),
     (files.OLE, "旧版 Office"), (files.pdf(["甲"]), "PDF")],
)  # fmt: skip
def test_other_formats_are_named(data: bytes, found: str) -> None:
    """The refusal says what the file really is."""
    with pytest.raises(UnsupportedFormat, match=found):
        decode(data)


def test_a_declared_encoding_is_believed_only_if_the_bytes_agree() -> None:
    """A page that claims UTF-8 and is GB18030 is read as GB18030."""
    assert decode(SIMPLIFIED.encode("gb18030"), "utf-8") == SIMPLIFIED
    assert decode(TRADITIONAL.encode("big5"), "big5") == TRADITIONAL
    assert decode("郑州市政府".encode(), "gb2312") == "郑州市政府"
    assert decode(SIMPLIFIED.encode("gb18030"), "no-such-encoding") == SIMPLIFIED


def test_western_text_is_not_taken_for_chinese() -> None:
    """Accented letters among ASCII are Latin text."""
    assert decode("Le café est fermé aujourd'hui, naïve Zoë.".encode("cp1252")).startswith(
        "Le café"
    )
