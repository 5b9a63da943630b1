"""Zip containers of documents, looked through before any library opens them."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from corpus.errors import EncryptedDocument, UnreadableDocument, UnsupportedFormat
from corpus.limits import Limits, refusal, size

_MARKS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I)")
_TYPES = "[Content_Types].xml"
_STEP = 256 * 1024
_OVERLAP = 64


def check(data: bytes, extension: str, limits: Limits) -> None:
    """Raise unless ``data`` is a container of ``extension`` within the limits.

    Sizes are counted while unpacking, so that a lying directory does not pass. TooLarge names the
    limit; UnsupportedFormat says which other kind of file it is; EncryptedDocument and
    UnreadableDocument (damaged, or with a document type definition, which no Office file needs).
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_kind(archive, extension, limits)
            _check_sizes(archive, len(data), limits)
            _check_macros(archive, extension)
            _unpack(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise damaged(extension) from error


def damaged(extension: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"文件已损坏，无法作为 {extension} 打开；请用原来的软件重新保存后再添加。"
    )


def _check_kind(archive: zipfile.ZipFile, extension: str, limits: Limits) -> None:
    names = archive.namelist()
    if len(names) > limits.unpacked_entries:
        limit = f"{limits.unpacked_entries} 个"
        raise refusal("压缩包内文件数", f"{len(names)} 个", limit, "unpacked_entries")
    kinds = {kind for name, kind in _MARKS.items() if name in names}
    if extension not in kinds:
        found = (
            f" {min(kinds)} 文档，请改用扩展名 .{min(kinds)}"
            if kinds
            else "普通 ZIP 压缩包，请解压后逐个添加"
        )
        raise UnsupportedFormat(f"内容不是 {extension}，看起来是{found}。")


def _check_sizes(archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedDocument("文件有密码保护，无法读取；请去掉密码后再添加。")
    _check_total(sum(entry.file_size for entry in entries), packed, limits)


def _check_total(total: int, packed: int, limits: Limits) -> None:
    if total > limits.unpacked_bytes:
        raise refusal(
            "文件解压后的大小", size(total), size(limits.unpacked_bytes), "unpacked_bytes"
        )
    if total > limits.unpacked_ratio * packed:
        ratio = f"{total / packed:.0f} 倍"
        raise refusal("文件解压的倍数", ratio, f"{limits.unpacked_ratio} 倍", "unpacked_ratio")


def _check_macros(archive: zipfile.ZipFile, extension: str) -> None:
    """Told by the name of the part or by its type: the type is what makes Office run it."""
    names = archive.namelist()
    told = archive.read(_TYPES).replace(b"\x00", b"").lower() if _TYPES in names else b""
    named = any(name.endswith("vbaProject.bin") for name in names)
    if named or b"vbaproject" in told or b"macroenabled" in told:
        raise UnsupportedFormat(f"文档含有宏，不能添加；请另存为不含宏的 {extension}。")


def _unpack(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Unpack everything to nowhere: counts what really comes out and checks every checksum."""
    total = 0
    for entry in archive.infolist():
        tail = b""
        with archive.open(entry) as stream:
            while block := stream.read(_STEP):
                total += len(block)
                if total > limits.unpacked_bytes:
                    _check_total(total, total, limits)
                if entry.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(tail + block):
                    raise UnreadableDocument(
                        "文件内的 XML 带有文档类型定义（DTD），为安全起见不予读取；"
                        "请用办公软件重新保存后再添加。"
                    )
                tail = block[-_OVERLAP:]
