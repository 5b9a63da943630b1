"""What a document may cost, and the refusal when it costs more."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import TooLarge

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of reading one document. A field ``name`` is set by the variable ``WENJU_NAME``."""

    upload_bytes: int = 50 * MIB
    unpacked_bytes: int = 100 * MIB
    """All entries of one Office file, unpacked."""
    unpacked_ratio: int = 100
    """Unpacked size to packed size."""
    unpacked_entries: int = 2_000
    pages: int = 2_000
    """Pages of a PDF or OFD, slides of a presentation."""
    characters: int = 5_000_000
    cpu_seconds: int = 60
    memory_bytes: int = 1024 * MIB
    wall_seconds: float = 120.0


DEFAULT_LIMITS = Limits()


def refusal(what: str, got: str, limit: str, setting: str) -> TooLarge:
    """``what`` is ``got``, over ``limit``, which the variable of ``setting`` changes."""
    return TooLarge(
        f"{what}（{got}）超过上限 {limit}；请拆分或精简后再添加，或调大设置 {variable(setting)}。"
    )


def variable(setting: str) -> str:
    """The environment variable of a field of ``Limits``."""
    return "WENJU_" + setting.upper()


def size(count: int) -> str:
    """``52428800`` → ``50.0 MiB``, ``300`` → ``300 字节``."""
    return f"{count / MIB:.1f} MiB" if count >= MIB // 10 else f"{count} 字节"


def check_pages(count: int, limits: Limits) -> None:
    """Raise TooLarge when a document has more pages than it may."""
    if count > limits.pages:
        raise refusal("文档页数", f"{count} 页", f"{limits.pages} 页", "pages")


def check_characters(text: str, limits: Limits) -> None:
    """Raise TooLarge when a text is longer than it may be."""
    if len(text) > limits.characters:
        raise refusal("文字总量", f"{len(text)} 字", f"{limits.characters} 字", "characters")
