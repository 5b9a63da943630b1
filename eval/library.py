"""Document collections for evaluation, each in a library that is built once and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.errors import InvalidValue, LibraryError, UnreadableDocument, UnsupportedFormat
from eval.conditions import code_hash, corpus_hash, digest
from eval.progress import Step
from eval.sets import File
from qa.bootstrap import open_service
from qa.service import Service
from qa.settings import Settings

_ABOUT_THE_FOLDER = "README.md"


def folder_files(folder: Path) -> tuple[File, ...]:
    """The documents below a folder, by their path in it; hidden files and its README are none."""
    if not folder.is_dir():
        raise InvalidValue(f"--documents 指定的 {folder.name} 不是文件夹，请检查路径。")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    named = [(path.relative_to(folder).as_posix(), path) for path in paths]
    return tuple(
        File(name, path.read_bytes())
        for name, path in named
        if name != _ABOUT_THE_FOLDER and not any(p.startswith(".") for p in name.split("/"))
    )


Opener = Callable[[Settings], Service]


def built(
    files: Sequence[File],
    settings: Settings,
    cache: Path,
    progress: Step,
    opener: Opener = open_service,
) -> Settings:
    """The settings with a library of exactly these documents as their data folder.

    The library lies in ``cache`` under a name that says its content: documents, embedder, and the
    code that cuts and embeds. A build that was stopped goes on where it stopped.
    """
    name = digest([corpus_hash(files), settings.embedder, code_hash()])
    done, part = cache / name, cache / f"{name}.part"
    if not done.is_dir():
        _build(files, opener(settings.model_copy(update={"data": part})), progress)
        _publish(part, done)
    return settings.model_copy(update={"data": done})


def _build(files: Sequence[File], service: Service, progress: Step) -> None:
    try:
        for number, file in enumerate(files, start=1):
            _add(service, file)
            progress("入库", number, len(files))
        service.sync()
    finally:
        service.close()


def _publish(part: Path, done: Path) -> None:
    """Rename; another process that built the same library may have been faster."""
    try:
        part.rename(done)
    except OSError as error:
        if not done.is_dir():
            raise LibraryError(
                "评测资料库建好了却移不到缓存目录，请检查 --cache 的权限。"
            ) from error


def _add(service: Service, file: File) -> None:
    """Files that cannot be read stay out; a gold question about one then has a fault."""
    try:
        service.add(file.data, file.name, title=file.title)
    except (UnreadableDocument, UnsupportedFormat):
        return
