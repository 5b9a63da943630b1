"""Which command mends a library that cannot be opened."""

from __future__ import annotations

from pathlib import Path

from corpus import state
from corpus.errors import EmbedderMismatch, LibraryError, LibraryTooNew, Unavailable, WenjuError
from corpus.repair import salvageable

REPAIR = "wenju repair"
RESTORE = "wenju restore 备份 --data 空文件夹"
REBUILD = "wenju rebuild"
RE_EMBED = "wenju rebuild --re-embed"
UPGRADE = "pip install --upgrade wenju"
ELSEWHERE = "wenju 加上 --data 另一个文件夹"
PERMIT = "chmod -R u+rwX 数据目录"


def remedy(folder: Path, error: WenjuError) -> str:
    """The command for what opening ``folder`` raised; empty when there is none to type."""
    if isinstance(error, LibraryTooNew):
        return UPGRADE
    if isinstance(error, EmbedderMismatch):
        return RE_EMBED
    if isinstance(error, Unavailable) or not isinstance(error, LibraryError):
        return ""
    try:
        return _of_the_folder(folder)
    except OSError:
        return PERMIT


def _of_the_folder(folder: Path) -> str:
    if folder.exists() and not folder.is_dir():
        return ELSEWHERE
    for path in (folder, *folder.iterdir()):
        _try(path)
    return REPAIR if state.log_remains(folder) or salvageable(folder) else RESTORE


def _try(path: Path) -> None:
    """Raises ``OSError`` when the folder or file may not be read and written."""
    if path.is_dir():
        next(path.iterdir(), None)
    elif path.is_file():
        path.open("r+b").close()
