"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

_PDF = b"%PDF-"
_END = b"PK\x05\x06"
_LONGEST_END = 22 + 0xFFFF
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
    (b"\x7fELF", "elf"),
    (b"\xca\xfe\xba\xbe", "java"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"fLaC", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\xfe\xed\xfa", "macho"),
    (b"\xcf\xfa\xed\xfe", "macho"),
)

_NAMES = {
    "png": "PNG 图片", "jpeg": "JPEG 图片", "gif": "GIF 图片", "tiff": "TIFF 图片",
    "bmp": "BMP 图片", "webp": "WebP 图片", "icon": "图标", "pdf": "PDF 文档",
    "zip": "ZIP 压缩包", "ole": "旧版 Office 文档（doc/xls/ppt）或加密的 Office 文档",
    "rar": "RAR 压缩包", "7z": "7z 压缩包", "gzip": "GZIP 压缩包", "bzip2": "BZIP2 压缩包",
    "xz": "XZ 压缩包", "zstd": "ZSTD 压缩包", "rtf": "RTF 文档", "postscript": "PostScript 文档",
    "exe": "Windows 可执行程序", "elf": "可执行程序", "macho": "可执行程序", "java": "Java 程序",
    "sqlite": "SQLite 数据库", "audio": "音频", "video": "视频",
}  # fmt: skip


def identify(data: bytes) -> str | None:
    """``"pdf"``, ``"zip"``, ``"ole"``, ``"png"`` …; None for text and for what is not known."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "audio", b"AVI ": "video"}.get(data[8:12])
    if data[4:8] == b"ftyp":
        return "video"
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return "bmp"
    if data[:2] == b"MZ" and b"\x00" in data[:64]:
        return "exe"
    return "pdf" if _PDF in data[:1024] else None


def name(kind: str) -> str:
    """The Chinese name of what ``identify`` found."""
    return _NAMES[kind]


def is_polyglot(data: bytes) -> bool:
    """Whether a PDF is a zip as well, or a zip a PDF: other programs would find other content.

    A zip is found by its end record, which closes the file but for a comment of known length
    (APPNOTE.TXT 4.3.16); a PDF, by its mark in the first kilobyte.
    """
    kind = identify(data)
    if kind == "zip":
        return _PDF in data[:1024]
    end = data.rfind(_END, max(0, len(data) - _LONGEST_END))
    if kind != "pdf" or not 0 <= end <= len(data) - 22:
        return False
    return end + 22 + int.from_bytes(data[end + 20 : end + 22], "little") == len(data)


def is_encrypted_office(data: bytes) -> bool:
    """An Office file with a password lies in an OLE container, in a stream of this name."""
    return "EncryptedPackage".encode("utf-16-le") in data
