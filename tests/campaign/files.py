"""Hostile files through the real upload and the real command line, and the limits of documents."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from corpus.errors import WenjuError
from corpus.limits import MIB, Limits
from corpus.reading import read_document
from tests.asgi import BOUNDARY
from tests.campaign import hostile_files as make
from tests.campaign.hostile_cases import BOMBS, NAMES, SHAPES, TYPES, Case, cases
from tests.campaign.row import Row
from tests.campaign.started import Reply, Started, environment, listener, started

SECTION = "恶意输入"
LIMITS = "上限"
GROWTH = 600 * MIB
"""What the service's own process may come to hold more than after its first, short document: the
embedding model's work space (300 MiB), and the largest upload a few times over."""
LIVE_SECONDS = 5.0
"""Slowest /livez that still counts as alive, on a machine that does other work besides."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
_INSIDE = re.compile(r"Traceback|site-packages|/tmp/|File \"")
_FORM = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case; ``wrong`` says why it does not count as kept."""

    case: Case
    status: int
    wrong: tuple[str, ...]
    seconds: float
    slowest: float
    """The longest that /livez took meanwhile, in seconds."""


def form(name: str | bytes, data: bytes) -> bytes:
    """One file as a browser sends it, its name as given, byte for byte."""
    raw = name.encode() if isinstance(name, str) else name
    head = b'Content-Disposition: form-data; name="file"; filename="' + raw + b'"'
    edge = b"--" + BOUNDARY.encode()
    return edge + b"\r\n" + head + b"\r\n\r\n" + data + b"\r\n" + edge + b"--\r\n"


def upload(server: Started, name: str | bytes, data: bytes) -> Reply:
    return server.call("POST", "/api/v1/documents", form(name, data), _FORM)


def attempt(server: Started, case: Case, number: int) -> Outcome:
    """Sends one file, looks at everything that may be wrong, and tries a harmless one after it."""
    data, before = case.build(), server.files()
    begun = time.monotonic()
    with server.watched() as answers:
        reply = upload(server, case.file, data)
    seconds = time.monotonic() - begun
    wrong = [*_left(server, before, accepted=reply.status == 201), *_judged(server, case, reply)]
    if not server.alive():
        wrong.append("/livez 不再应答")
    elif not _goes_on(server, number):
        wrong.append("随后正常的上传失败")
    return Outcome(case, reply.status, tuple(wrong), seconds, max(answers, default=0.0))


def _judged(server: Started, case: Case, reply: Reply) -> Iterator[str]:
    if reply.status != case.status:
        yield f"应为 {case.status}，得到 {reply.status} {reply.body[:200].decode()}"
    elif reply.status == 201:
        yield from _accepted(server, case, reply.json["id"])
    else:
        yield from _refused(case.said, reply.reason)


def _refused(said: str, reason: str) -> Iterator[str]:
    if said not in reason or not _CHINESE.search(reason):
        yield f"理由不对：{reason}"
    if _INSIDE.search(reason):
        yield f"理由泄露内部信息：{reason}"


def _accepted(server: Started, case: Case, id: str) -> Iterator[str]:
    """The document is called as it must be, says what it must, and goes again."""
    document = server.call("GET", f"/api/v1/documents/{id}").json
    if case.source is not None and document["source"] != case.source:
        yield f"文件名成了 {document['source']}"
    if case.said not in document["text"] or "root:" in document["text"]:
        yield f"文字不对：{document['text'][:50]}"
    served = server.call("GET", f"/api/v1/documents/{id}/file")
    shown = unquote(served.headers["content-disposition"])
    if not shown.startswith("attachment;") or "/" in shown.partition("''")[2]:
        yield f"下载的名字不对：{shown}"
    if served.headers["content-type"] != "application/octet-stream" or not served.body:
        yield "原文件没有按附件给出"
    if server.call("DELETE", f"/api/v1/documents/{id}").status != 204:
        yield "删不掉"


def _left(server: Started, before: Iterable[str], *, accepted: bool) -> Iterator[str]:
    """Files and processes that should not be there."""
    new = server.files() - set(before)
    stray = {one for one in new if not (accepted and one.startswith("data/index/"))}
    if stray:
        yield f"留下文件 {sorted(stray)}"
    if server.children():
        yield "子进程还在"


def _goes_on(server: Started, number: int) -> bool:
    added = upload(server, f"正常{number}.txt", make.text(1000 + number))
    gone = server.call("DELETE", f"/api/v1/documents/{added.json['id']}")
    return (added.status, gone.status) == (201, 204)


def rows(full: bool) -> Iterator[Row]:
    """Every hostile file over HTTP and on the command line; then the limits, at full size the
    defaults."""
    with tempfile.TemporaryDirectory() as place, listener() as (port, calls):
        table = cases(full, port)
        with started(Path(place) / "http") as server:
            assert upload(server, "首份.txt", make.text(0)).status == 201
            first = server.peak()
            outcomes = [attempt(server, one, number) for number, one in enumerate(table)]
            growth = server.peak() - first
        yield from (_group(name, outcomes) for name in (NAMES, TYPES, BOMBS, SHAPES))
        yield _survival(outcomes, growth, server.log())
        yield _command_line(Path(place) / "cli", table if full else table[::3])
        yield _fetched(calls)
    yield from limit_rows(full)


_PROMISES = {
    NAMES: "文件名带路径、NUL、换行、超长、HTML、换向符、保留名、空：改成安全的名字或给出中文理由拒绝",
    TYPES: "内容与扩展名不符、带宏、加密、一身两用的文件：415 或 422，说明是什么",
    BOMBS: "压缩炸弹、实体膨胀、外部实体、空行、压缩流、绕圈、超多页、50 MB 一行：给出中文理由拒绝，或只读出该有的文字",
    SHAPES: "嵌套 5,000 层、混合编码、零宽和标签字符、空的和只有图片的文件：按规定的状态应答",
}


def _group(group: str, outcomes: Iterable[Outcome]) -> Row:
    tried = [one for one in outcomes if one.case.group == group]
    return Row(
        SECTION,
        _PROMISES[group],
        f"{len(tried)} 种文件经 HTTP 上传到真实进程：{'、'.join(one.case.name for one in tried)}",
        f"{_right(tried)}/{len(tried)} 状态和理由都对，最慢 {max(o.seconds for o in tried):.1f} 秒",
        not any(one.wrong for one in tried),
        _notes((one.case.name, one.wrong) for one in tried),
    )


def _right(tried: Iterable[Outcome]) -> int:
    return sum(not one.wrong for one in tried)


def _notes(faults: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    told = [f"{name}：{'，'.join(wrong)}" for name, wrong in faults if wrong]
    return re.sub(r"[|\s]+", " ", "；".join(told))


def _survival(outcomes: list[Outcome], growth: int, log: str) -> Row:
    slowest = max(one.slowest for one in outcomes)
    kept = growth < GROWTH and slowest < LIVE_SECONDS and "Traceback" not in log
    return Row(
        SECTION,
        "每份恶意文件之后：没有留下文件和子进程，/livez 应答，正常的上传照常成功，主进程内存有界",
        f"{len(outcomes)} 份文件逐一检查数据、临时和工作目录、子进程、/livez 和随后一次上传",
        f"主进程最多多占 {growth / MIB:.0f} MiB，/livez 最慢 {slowest * 1000:.0f} 毫秒，日志里没有异常",
        kept and not any(one.wrong for one in outcomes),
        "" if kept else f"上限 {GROWTH // MIB} MiB、{LIVE_SECONDS:g} 秒，或日志里有异常",
    )


def _fetched(calls: list[object]) -> Row:
    return Row(
        SECTION,
        "文件里的网址一个也不取",
        "外部实体、外部 DTD、模板、图片和 OLE 链接都指向本机的一个监听端口",
        f"收到 {len(calls)} 次连接",
        not calls,
        "有文件让服务去连了外部地址" if calls else "",
    )


# The command line: the same files in one call, under names that a disk can hold.


def _command_line(folder: Path, table: list[Case]) -> Row:
    (folder / "in").mkdir(parents=True)
    for name in ("tmp", "home"):
        (folder / name).mkdir()
    named = {f"{n:03}{Path(str(one.file)).suffix}": one
             for n, one in enumerate(table) if one.group != NAMES}  # fmt: skip
    for name, case in named.items():
        (folder / "in" / name).write_bytes(case.build())
    odd = {b"<img src=x>.txt": 201, b"a\nb.txt": 422, "报告\u202e.txt".encode(): 201,
           b"\xff\xfe.txt": 201, b"-rf.txt": 201, ("字" * 83 + ".txt").encode(): 201}  # fmt: skip
    for number, name in enumerate(odd):
        with open(os.path.join(os.fsencode(folder / "in"), name), "wb") as file:
            file.write(make.text(2000 + number))
    done = _add(folder, [*map(os.fsencode, named), *odd])
    wrong = list(_cli_faults(done, named, odd))
    left = [one.name for name in ("tmp", "home") for one in (folder / name).iterdir()]
    total = len(named) + len(odd)
    return Row(
        SECTION,
        "同样的文件经命令行添加：坏的逐份报出名字和中文理由，好的照常添加，退出码 1，不留临时文件",
        f"一次 wenju add {total} 份文件，其中 {len(odd)} 份文件名异常",
        f"{total - len(wrong)}/{total} 份结果都对，退出码 {done.returncode}",
        not wrong and not left and done.returncode == 1,
        "；".join([*wrong, *left])[:500].replace("|", " ").replace("\n", " "),
    )


def _add(folder: Path, names: list[bytes]) -> subprocess.CompletedProcess[bytes]:
    paths = [os.path.join(os.fsencode(folder / "in"), name) for name in names]
    command = [sys.executable, "-m", "qa.cli", "add", "--json", "--data", str(folder / "data")]
    return subprocess.run(
        [*command, "--", *paths],
        capture_output=True,
        check=False,
        env=environment(folder),
        cwd=folder,
    )


def _cli_faults(
    done: subprocess.CompletedProcess[bytes], named: dict[str, Case], odd: dict[bytes, int]
) -> Iterator[str]:
    said = json.loads(done.stdout) if done.stdout else {"failed": [], "documents": []}
    reasons = {Path(one["source"]).name: one["error"]["message"] for one in said["failed"]}
    added = {Path(one["source"]).name for one in said["documents"]}
    for name, case in named.items():
        if case.status == 201 and name not in added:
            yield f"{case.name}：没有添加 {reasons.get(name)}"
        elif case.status != 201 and list(_refused(case.said, reasons.get(name, ""))):
            yield f"{case.name}：{reasons.get(name)}"
    if len(added) != sum(one.status == 201 for one in named.values()) + list(odd.values()).count(
        201
    ):
        yield f"添加了 {len(added)} 份"
    if b"Traceback" in done.stderr:
        yield "标准错误里有异常"


# Limits, at one less, exactly and one more.


@dataclass(frozen=True, slots=True)
class Edge:
    """A limit and files that stand at it: ``build(n)`` measures n in the limit's own unit."""

    what: str
    setting: str
    extension: str
    build: Callable[[int], bytes]


def edges(limits: Limits) -> list[Edge]:
    return [
        Edge("文档页数", "pages", "pdf", lambda n: make.pdf_pages(n, "正文。")),
        Edge("文字总量", "characters", "txt", lambda n: "正文。".encode() + b"\n" * (n - 3)),
        Edge("文字总量", "characters", "html", _html),
        Edge("解压后的大小", "unpacked_bytes", "docx", make.word_unpacked_to),
        Edge("解压倍数", "unpacked_ratio", "docx", lambda n: _ratio(n, limits.unpacked_ratio)),
        Edge("压缩包内文件数", "unpacked_entries", "docx", make.many_entries),
        Edge("文件大小", "upload_bytes", "pdf", make.pdf_of_size),
    ]


def _html(n: int) -> bytes:
    """A page whose text has ``n`` characters, the line break at its end among them."""
    return b"<p>" + "字".encode() * (n - 1) + b"</p>"


def _ratio(n: int, limit: int) -> bytes:
    """Unpacked ``limit`` times its packed size, and as many bytes more as ``n`` is over it."""
    return make.word_of_ratio(limit, n - limit)


SMALL = Limits(
    pages=20, characters=2_000, unpacked_bytes=8 * MIB, unpacked_entries=100, upload_bytes=6 * MIB
)


def limit_rows(full: bool) -> Iterator[Row]:
    """Each limit of a document: at full size the defaults, else ``SMALL``."""
    limits = Limits() if full else SMALL
    for edge in edges(limits):
        yield _edge_row(edge, limits)


def _edge_row(edge: Edge, limits: Limits) -> Row:
    size = getattr(limits, edge.setting)
    found = [_read(edge, n, limits) for n in (size - 1, size, size + 1)]
    variable = f"WENJU_{edge.setting.upper()}"
    kept = found[:2] == ["收下"] * 2 and found[2].startswith("413") and variable in found[2]
    return Row(
        LIMITS,
        f"{edge.what}（{edge.extension}）到上限 {size:,} 为止收下，多一即拒绝，并指明设置 {variable}",
        "N−1、N、N+1 各一份文件",
        f"{found[0]}、{found[1]}、{found[2][:3]}",
        kept,
        "" if kept else " ".join("；".join(found).split()).replace("|", " "),
    )


def _read(edge: Edge, n: int, limits: Limits) -> str:
    try:
        read_document(edge.build(n), f"a.{edge.extension}", limits)
    except WenjuError as error:
        return f"{error.status} {error.message}"
    return "收下"
