"""Uploads: a multipart body, read as it comes, into files that vanish by themselves."""

from __future__ import annotations

import errno
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from corpus.errors import (
    DiskFull,
    InvalidRequest,
    InvalidValue,
    TooLarge,
    UnsupportedFormat,
    WenjuError,
)
from qa.settings import Limits

IN_MEMORY = 1024 * 1024
"""A file beyond this many bytes waits on disk, unlinked: nothing stays behind, whatever happens."""
MOST_FIELDS = 100
LONGEST_FIELD = 8 * 1024
LONGEST_NAME = 255
LONGEST_LABEL = 1000
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(slots=True)
class Upload:
    """One file of a form. ``error`` tells why it is refused; its content is then gone."""

    name: str
    content: IO[bytes]
    size: int = 0
    error: WenjuError | None = None


@dataclass(slots=True)
class Form:
    """What a multipart body held, in the order it came."""

    files: list[Upload] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)

    def close(self) -> None:
        for file in self.files:
            file.content.close()


class FormReader:
    """Takes a body chunk by chunk. ``close`` it whatever happens.

    A file over its size or with an impossible name is refused by itself; everything else that is
    wrong refuses the whole body (InvalidRequest, TooLarge, UnsupportedFormat, DiskFull).
    """

    def __init__(self, content_type: str, limits: Limits) -> None:
        self.form = Form()
        self._limits = limits
        self._parser = self._make_parser(content_type)
        self._header = (b"", b"")
        self._disposition = b""
        self._upload: Upload | None = None
        self._name, self._value = "", bytearray()
        self._count = 0
        self._complete = False

    def _make_parser(self, content_type: str) -> MultipartParser:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data":
            raise UnsupportedFormat(
                "上传要用 multipart/form-data，文件放在 file 字段里；请检查请求头 Content-Type。"
            )
        if not options.get(b"boundary"):
            raise InvalidRequest(
                "Content-Type 里没有 boundary；请让 HTTP 客户端自己生成这个请求头。"
            )
        with _translated():
            return MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._open,
                    "on_part_data": self._data,
                    "on_part_end": self._end,
                    "on_end": self._finish,
                },
            )

    def feed(self, data: bytes) -> None:
        with _translated():
            self._parser.write(data)

    def finish(self) -> Form:
        """The form; raises InvalidRequest when the body broke off."""
        if not self._complete:
            raise InvalidRequest("上传的内容不完整，没有收到结束标记；请重新上传。")
        return self.form

    def close(self) -> None:
        self.form.close()

    def _begin(self) -> None:
        self._disposition = b""
        self._upload = None
        self._value = bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _header_end(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = value
        self._header = (b"", b"")

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"name" not in options:
            raise InvalidRequest("表单里有一段没有字段名；请检查上传的格式。")
        self._name = _text(options[b"name"])
        if b"filename" in options:
            self._open_file(_text(options[b"filename"]))
        else:
            self._count += 1
            if self._count > MOST_FIELDS:
                raise TooLarge(f"表单字段超过 {MOST_FIELDS} 个；请减少字段。")

    def _open_file(self, name: str) -> None:
        if len(self.form.files) >= self._limits.upload_files:
            raise TooLarge(
                f"一次最多上传 {self._limits.upload_files} 个文件；"
                "请分批上传，或用设置 WENJU_UPLOAD_FILES 调整。"
            )
        # Unlinked at once by the system; closed by ``close``.
        content = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self._upload = Upload(name, content)
        self.form.files.append(self._upload)
        try:
            self._upload.name = clean_name(name)
        except InvalidValue as error:
            self._upload.error = error

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._upload is not None:
            self._keep(self._upload, data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > LONGEST_FIELD:
            raise TooLarge(f"表单字段 {self._name[:50]} 超过 {LONGEST_FIELD} 字节；请改短。")

    def _keep(self, upload: Upload, data: bytes) -> None:
        upload.size += len(data)
        if upload.error is None and upload.size > self._limits.upload_bytes:
            upload.error = TooLarge(
                f"文件超过上限 {self._limits.upload_bytes} 字节；"
                "请拆分文件，或用设置 WENJU_UPLOAD_BYTES 调整。"
            )
            upload.content.truncate(0)
        if upload.error is None:
            upload.content.write(data)

    def _end(self) -> None:
        if self._upload is None:
            self.form.fields.setdefault(self._name, []).append(_text(bytes(self._value)))

    def _finish(self) -> None:
        self._complete = True


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the parser and of the disk, in words of ours."""
    try:
        yield
    except FormParserError as error:
        raise InvalidRequest("上传的 multipart 内容格式不对；请检查后重新上传。") from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull("磁盘空间不足，收不下上传的文件；请清理后再试。") from error
        raise


def _text(raw: bytes) -> str:
    """UTF-8 as browsers send it, or GB18030 as older Chinese programs do."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def clean_name(name: str) -> str:
    """A file name fit to be shown and to be a source; raises InvalidValue with the reason.

    Invisible and direction-changing characters go. A relative path stays as it is; of a path that
    starts at a root or climbs, only the last part stays. The name is never used to open a file.
    """
    if len(name) > LONGEST_NAME:
        raise InvalidValue(f"文件名有 {len(name)} 个字符，超过 {LONGEST_NAME} 个；请改短后再上传。")
    parts = _visible(name, "文件名").replace("\\", "/").split("/")
    outside = name[:1] in {"/", "\\"} or ".." in parts or _DRIVE.match(parts[0])
    kept = [part.strip() for part in parts if part.strip() not in {"", ".", ".."}]
    if not kept or parts[-1].strip() in {"", ".", ".."}:
        raise InvalidValue("文件没有名字；请给文件一个带扩展名的名字后再上传。")
    if _RESERVED.match(kept[-1]):
        raise InvalidValue(f"文件名 {kept[-1]} 是系统保留的名字；请改名后再上传。")
    return str(PurePosixPath(*kept[-1:] if outside else kept))


def clean_label(value: str | None, what: str) -> str | None:
    """A title or source as it was given, without invisible characters; None for an empty one."""
    if value is None or not value.strip():
        return None
    if len(value) > LONGEST_LABEL:
        raise InvalidValue(f"{what}有 {len(value)} 个字符，超过 {LONGEST_LABEL} 个；请改短。")
    return _visible(value, what).strip() or None


def _visible(text: str, what: str) -> str:
    return "".join(_seen_characters(text, what))


def _seen_characters(text: str, what: str) -> Iterator[str]:
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cc", "Cs", "Zl", "Zp"}:
            raise InvalidValue(f"{what}里有换行或控制字符；请改名后再试。")
        if category != "Cf":
            yield character
