"""A file of any supported format → its text: which reader, and whether the file is what it says."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from corpus import readers, sandbox, signature
from corpus.document import Extracted
from corpus.errors import EncryptedDocument, NoText, UnreadableDocument, UnsupportedFormat
from corpus.limits import DEFAULT_LIMITS, MIB, Limits, check_characters, refusal, size

__all__ = ["Limits", "extension", "read_document", "supported"]

_SAVE_AS = {
    "docx": "doc dot wps wpt rtf odt docm dotx dotm pages uof uot",
    "xlsx": "xls xlt et ett ods xlsm xltx xlsb numbers uos",
    "pptx": "ppt pps pot dps dpt odp pptm ppsx key uop",
    "pdf": "ceb caj xps djvu",
}
_ARCHIVES = frozenset(["zip", "rar", "7z", "gz", "tar", "tgz", "bz2", "xz"])
_IMAGES = frozenset(["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "svg", "heic"])
_LARGE = MIB
"""Plain text beyond this many bytes is decoded in the sandbox, too: trying the encodings of 50 MB
takes seconds and half a gigabyte."""
_WORDS = re.compile(r"[^\W_]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read_document(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Extracted:
    """The text of a file; ``name`` is used for its extension only.

    Raises UnsupportedFormat (no reader, or the content is of another format than the name says),
    TooLarge (names the limit and its setting), NoText, EncryptedDocument, UnreadableDocument.
    """
    kind = extension(name)
    if kind not in readers.MODULES:
        raise UnsupportedFormat(_unsupported(kind))
    if len(data) > limits.upload_bytes:
        raise refusal("文件大小", size(len(data)), size(limits.upload_bytes), "upload_bytes")
    if not data.strip():
        raise NoText("未提取到文字：文件是空的，没有可添加的内容；请检查文件后重新添加。")
    _check_content(data, kind)
    return _checked(_read(data, kind, limits), kind, limits)


def supported(name: str) -> bool:
    """Whether a file of this name has a reader."""
    return extension(name) in readers.MODULES


def extension(name: str) -> str:
    """``年报.PDF`` → ``pdf``; without one: empty."""
    last = name.replace("\\", "/").rpartition("/")[2].strip()
    return PurePosixPath(last).suffix[1:].lower() if last else ""


def _read(data: bytes, kind: str, limits: Limits) -> Extracted:
    if kind in readers.ISOLATED or len(data) > _LARGE:
        return sandbox.read(data, kind, limits)
    return readers.load(kind).read(data, limits)


def _checked(extracted: Extracted, kind: str, limits: Limits) -> Extracted:
    text = extracted.text if kind in readers.VERBATIM else _CONTROL.sub("", extracted.text)
    check_characters(text, limits)
    if not _WORDS.search(text):
        raise NoText(
            "未提取到文字：文件里没有可读的文字，可能只有图片；"
            "扫描件请先做文字识别（OCR），再把结果添加进来。"
        )
    return Extracted(text, extracted.title, extracted.date)


def _check_content(data: bytes, kind: str) -> None:
    """Raise when the bytes are of another format than the extension."""
    found = signature.identify(data)
    if signature.is_polyglot(data):
        raise UnsupportedFormat(
            "文件同时是 PDF 和 ZIP 压缩包，不同的软件会读出不同的内容；"
            "请用原来的软件另存为单一格式后再添加。"
        )
    expected = "zip" if kind in readers.CONTAINERS else "pdf" if kind == "pdf" else None
    if found == expected:
        return
    if found == "ole" and expected == "zip":
        raise _old_office(data, kind)
    if found is None:
        raise UnreadableDocument(
            f"扩展名是 .{kind}，内容却不是 {kind} 文档，文件可能已损坏或改过扩展名；"
            f"请用原来的软件打开并另存为 {kind}。"
        )
    raise UnsupportedFormat(
        f"扩展名是 .{kind}，内容看起来却是{signature.name(found)}；{_advice(found)}。"
    )


def _old_office(data: bytes, kind: str) -> UnsupportedFormat | EncryptedDocument:
    if signature.is_encrypted_office(data):
        return EncryptedDocument("文件有密码保护，无法读取；请去掉密码后再添加。")
    return UnsupportedFormat(
        f"扩展名是 .{kind}，内容却是旧版 Office 文档（doc/xls/ppt）；请另存为 {kind} 后再添加。"
    )


def _advice(found: str) -> str:
    if found == "pdf":
        return "请把扩展名改为 .pdf 后再添加"
    if found == "zip":
        return "若是 docx、xlsx、pptx 或 ofd 文档请改回扩展名，若是压缩包请解压后逐个添加"
    if found in _IMAGES:
        return "请先做文字识别（OCR），再添加识别出的文字"
    return "请确认文件来源，换成正确的文档后再添加"


def _unsupported(kind: str) -> str:
    for target, sources in _SAVE_AS.items():
        if kind in sources.split():
            return f"不支持 .{kind} 格式；请另存为 {target} 后再添加。"
    if kind in _ARCHIVES:
        return f"不支持压缩包（.{kind}）；请解压后逐个添加。"
    if kind in _IMAGES:
        return f"不支持图片（.{kind}）；请先做文字识别（OCR），再添加识别出的文字。"
    known = "、".join(readers.MODULES)
    shown = "".join(c for c in kind if c.isascii() and c.isalnum())[:10]
    got = f"不支持 .{shown} 格式" if shown else "文件名没有可识别的扩展名"
    return f"{got}；支持的格式：{known}。"
