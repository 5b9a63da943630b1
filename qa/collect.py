"""Which files a path on the command line means."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InvalidValue, NotFound, TooLarge, WenjuError


@dataclass(frozen=True, slots=True)
class Found:
    """One file, or why there is none. A file that was named itself must be readable."""

    path: Path
    named: bool
    error: WenjuError | None = None


def collect(paths: Sequence[Path], leave_out: Path | None = None) -> list[Found]:
    """The files that ``paths`` name, each once: folders recursively, sorted, hidden ones left out.

    ``leave_out`` is a folder that is not looked into: the library itself.
    """
    found: dict[Path, Found] = {}
    closed = leave_out.resolve() if leave_out else None
    for path in paths:
        for one in _files(path, closed):
            known = found.get(one.path)
            found[one.path] = one if known is None or one.named else known
    return list(found.values())


def _files(path: Path, closed: Path | None) -> Iterator[Found]:
    if path.is_dir():
        yield from (Found(file, named=False) for file in _walk(path, closed))
    elif path.is_file():
        yield Found(path, named=True)
    elif path.exists():
        yield Found(path, True, InvalidValue("不是普通文件；请给出文件或文件夹。"))
    else:
        yield Found(path, True, NotFound("没有这个文件或文件夹；请检查路径。"))


def _walk(folder: Path, closed: Path | None) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        if closed and Path(place).resolve() == closed:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if not name.startswith(".") and path.is_file():
                yield path


def read(path: Path, limit: int) -> bytes:
    """The file's bytes; raises TooLarge beyond ``limit`` and InvalidValue when it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "未知原因"
        raise InvalidValue(f"文件读不了（{reason}）；请检查权限。") from None
    if len(data) > limit:
        raise TooLarge(f"文件超过上限 {limit} 字节；请拆分，或用设置 WENJU_UPLOAD_BYTES 调整。")
    return data
