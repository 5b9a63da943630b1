"""Disks without room."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

from corpus.files import Disk
from corpus.library import Library
from corpus.reading import Limits
from qa.http import create_app
from qa.index import EmbeddedIndex
from qa.service import Service
from qa.settings import Settings
from qa.span_reader import OnnxSpanReader
from qa.terms import TERMS_VERSION, terms
from qa.verdict import REFUSE_BELOW
from tests.asgi import call, multipart, post_form
from tests.campaign.ground import Page, ask, sources
from tests.campaign.row import Row
from tests.documents import MB, fill
from tests.embedders import PairEmbedder

SECTION = "存储"
KILO = 1024


class LyingDisk(Disk):
    """Claims that there is room, so that SQLite and the index meet the end of the disk itself."""

    def free(self, folder: Path) -> int:
        return 1024 * MB


LEFT = [n * KILO for n in (0, 4, 16, 32, 64, 96, 128, 256, 512, 1024)]
"""Bytes left on the disk."""


def full_disk(folder: Path, sizes: list[int], *, lying: bool) -> Row:
    """A file system of 24 MB that is filled up to each of these sizes."""
    how = "数据库自己写到磁盘尽头" if lying else "低于预留空间时先行拒绝"
    wrong, codes = [], Counter[int]()
    for number, left in enumerate(sizes):
        place = folder / f"disk-{int(lying)}-{number}"
        with _Mounted(place) as mounted:
            if not mounted:
                return Row(SECTION, FULL, "不能挂载文件系统，没有试", "—", False, "需要 root")
            code, faults = _on_full_disk(place, left, LyingDisk() if lying else Disk())
        codes[code] += 1
        wrong += [f"剩 {left // KILO} KiB：{fault}" for fault in faults]
    told = "、".join(f"{code} {number} 次" for code, number in sorted(codes.items()))
    return Row(
        SECTION,
        FULL,
        f"24 MB 的文件系统填到剩 {'、'.join(str(n // KILO) for n in sizes)} KiB（{how}），上传、提问、删除",
        f"上传得到 {told}；507 之后文档和答案都没有变，删除都成功",
        not wrong and 507 in codes,
        "；".join(wrong)[:600],
    )


FULL = "磁盘满：添加得到 507 且什么也没变，答案照旧，删除仍然可行"


class _Mounted:
    """A file system of its own, if that is allowed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> bool:
        self._folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(self._folder)]
        done = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True).returncode
        self._done = done
        return done

    def __exit__(self, *_: object) -> None:
        if self._done:
            subprocess.run(["umount", "-l", str(self._folder)], check=True)


def _service(folder: Path, disk: Disk) -> Service:
    embedder = PairEmbedder()
    library = Library.open(folder, embedder.name, embedder.dimension, reserve_bytes=MB, disk=disk)
    index = EmbeddedIndex(
        folder / "index", embedder=embedder.name, dimension=embedder.dimension, terms=terms,
        terms_version=TERMS_VERSION, disk=disk,
    )  # fmt: skip
    return Service(
        library,
        index,
        embedder,
        refuse_below=REFUSE_BELOW,
        limits=Limits(),
        model=OnnxSpanReader(),
    )


def _on_full_disk(place: Path, left: int, disk: Disk) -> tuple[int, list[str]]:
    """The status of the upload, and what went wrong."""
    pages = [Page(number) for number in range(5)]
    big = Page(77)
    text = big.data + "".join(f"\n\n第{n}村完成第{n}项工作。" for n in range(2000)).encode()
    with closing(_service(place / "data", disk)) as service:
        app = create_app(service, Settings.from_environment({}))
        for page in pages:
            post_form(app, multipart([(page.source, page.data)]))
        before, listed = ask(service, pages), sources(service)
        fill(place / "filler", leave=left)
        wrong = []
        code = post_form(app, multipart([(big.source, text)])).status
        if code not in (201, 507):
            wrong.append(f"上传得到 {code}")
        if code == 507 and sources(service) != listed:
            wrong.append("507 之后文档变了")
        if ask(service, pages) != before:
            wrong.append("答案变了")
        if (
            code := call(app, "DELETE", f"/api/v1/documents/{listed[pages[0].source]}").status
        ) != 204:
            wrong.append(f"删除得到 {code}")
        rest = ask(service, pages)
        if rest[1:] != before[1:] or rest[0].text == before[0].text:
            wrong.append("删除之后答案不对")
        status = 507 if big.source not in sources(service) else 201
        (place / "filler").unlink()
        if post_form(app, multipart([("后来.md", Page(88).data)])).status != 201:
            wrong.append("腾出空间之后仍不能上传")
    with closing(_service(place / "data", disk)) as service:
        if service._library.check() or ask(service, pages[1:]) != before[1:]:
            wrong.append("重开之后不对")
    return status, wrong
