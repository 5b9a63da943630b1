"""The real program: keys while it runs, what its log tells, how it stops, what it keeps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpus.library import Library
from qa.keyfile import FILE as KEY_FILE
from qa.trail import FILE as AUDIT
from tests.campaign.access_canaries import Canaries, exceptions, visit
from tests.campaign.row import Row
from tests.campaign.served import Program, Reply, loose_files, raw, wenju
from tests.llm.server import FaultServer, Peer, whole

SECTION = "运行"
ACCESS = "谁能做什么"
DASHBOARD = Path(__file__).parents[2] / "docker" / "grafana" / "wenju.json"
PAGE = "# 机场\n\n2023年，郑州机场货邮吞吐量60.8万吨，同比下降2.5%。\n".encode()
QUESTION = {"question": "2023年郑州机场货邮吞吐量多少", "mode": "llm"}
SLACK = 8.0
"""Seconds that a loaded machine may add."""


def rows(full: bool) -> Iterator[Row]:
    yield exposure()
    yield exceptions()
    with TemporaryDirectory() as folder:
        work = Path(folder)
        work.chmod(0o755)  # what the program makes must be closed by itself
        yield from first_session(work, full)
        yield from second_session(work)


def exposure() -> Row:
    """Beyond loopback without a key, and with a reader's key only."""
    with TemporaryDirectory() as folder:
        bare = wenju("serve", "--host", "0.0.0.0", "--port", "0", "--data", folder)  # noqa: S104
        wenju("keys", "add", "--role", "reader", "--name", "r", "--data", folder)
        reader = wenju("serve", "--host", "0.0.0.0", "--port", "0", "--data", folder)  # noqa: S104
    told = [done.stderr.strip() for done in (bare, reader)]
    clear = all(len(line.splitlines()) == 1 and "WENJU_ADMIN_KEY" in line for line in told)
    return Row(
        ACCESS,
        "没有管理员密钥不在回环地址以外监听，没有默认密钥",
        "wenju serve --host 0.0.0.0：没有密钥；只有 reader 密钥",
        f"退出码 {bare.returncode}、{reader.returncode}，各一行中文说明",
        clear and bare.returncode == reader.returncode == 1,
        "" if clear else "；".join(told)[:300].replace("\n", " "),
    )


@dataclass
class Stall:
    """A model that answers when it is let go, or fails in the ways before."""

    began: Future[None] = field(default_factory=Future)
    go_on: Future[None] = field(default_factory=Future)

    def __call__(self, peer: Peer) -> None:
        with suppress(Exception):
            self.began.set_result(None)
        self.go_on.result(60)
        peer.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n", whole())


def first_session(work: Path, full: bool) -> Iterator[Row]:
    data, canaries, stall = work / "data", Canaries(), Stall()
    admin = _new_key(data, "admin", "运维")
    canaries.keys["管理员密钥"] = admin
    faults = [lambda peer: peer.send(canaries.echo()), lambda peer: None, stall]
    model = FaultServer(faults)
    with model.running() as url:
        settings = {
            "reader_key": canaries.keys["设置里的密钥"],
            "llm_base_url": f"{url}/{canaries.keys['地址里的密钥']}",
            "llm_api_key": canaries.keys["模型密钥"],
            "llm_model": "m",
            "stop_seconds": "30",
        }
        with Program(data, work / "first.log", **settings) as program:
            yield changing_keys(program, canaries)
            sent = visit(program, canaries, admin, 200 if full else 20)
            canaries.model_calls = len(model.requests)
            yield dashboard(program, admin)
            yield modes(data, "运行中")
            stopped = graceful_stop(program, admin, stall)
        yield canaries.row(program, sent)
        yield one_line_each(program, sent)
        yield stopped
    yield modes(data, "停止后")
    yield audit(data, canaries)


def _new_key(data: Path, role: str, name: str) -> str:
    done = wenju("keys", "add", "--role", role, "--name", name, "--json", "--data", str(data))
    return str(json.loads(done.stdout)["key"])


def changing_keys(program: Program, canaries: Canaries) -> Row:
    """A key that is made while the service runs opens at once; revoked, it opens no more."""
    path = "/api/v1/documents"
    key = canaries.keys["读者密钥"] = _new_key(program.data, "reader", "网页")
    made = program.call("GET", path, key=key).status
    small = program.call("DELETE", f"{path}/doc_1", key=key).status
    wenju("keys", "revoke", "网页", "--data", str(program.data))
    revoked = program.call("GET", path, key=key).status
    stored = (program.data / KEY_FILE).read_bytes()
    kept = [name for name, one in canaries.keys.items() if one.encode() in stored]
    return Row(
        ACCESS,
        "密钥是 32 个随机字节，只存散列；增加和吊销不用重启就生效",
        "服务运行中 wenju keys add、用它读和删、wenju keys revoke、再读",
        f"依次 {made}、{small}、{revoked}；密钥文件里找到明文 {len(kept)} 处",
        (made, small, revoked) == (200, 403, 401) and not kept and len(key) >= 43,
    )


def dashboard(program: Program, admin: str) -> Row:
    """Every metric that the dashboard asks for is exported by the program."""
    text = program.call("GET", "/metrics", key=admin).body.decode()
    names = set(re.findall(r"\bwenju_[a-z_]+", DASHBOARD.read_text("utf-8")))
    series = [line for line in text.splitlines() if line[:1] != "#"]
    exported = {re.split(r"[{ ]", line)[0] for line in series}
    stages = set(re.findall(r'wenju_stage_seconds_count\{stage="(\w+)"', text))
    missing = names - exported - {"wenju_rejected_total"}
    return Row(
        SECTION,
        "指标齐全，标签种类有限，仪表盘里的指标都有",
        "运行一轮成功和失败的请求后读 /metrics，对照 docker/grafana/wenju.json",
        f"{len(series)} 条序列，仪表盘用到 {len(names)} 个指标，缺 {len(missing)} 个，"
        f"阶段 {len(stages)} 个",
        not missing and {"embed", "retrieve", "read", "total"} <= stages,
        "、".join(sorted(missing)),
    )


def modes(data: Path, when: str) -> Row:
    loose, count = loose_files(data), sum(1 for _ in data.rglob("*"))
    return Row(
        ACCESS,
        f"数据文件只有所有者能读写（{when}）",
        "检查数据目录里每个文件和文件夹的权限",
        f"{count} 个，别人能打开的 {len(loose)} 个",
        not loose and count > 5,
        "；".join(loose[:5]),
    )


def graceful_stop(program: Program, admin: str, stall: Stall) -> Row:
    """A question waits for the model and an upload is read when SIGTERM comes."""
    program.upload("机场.md", PAGE, key=admin)
    page = "".join(f"第{n}条，新建道路{n}公里。\n\n" for n in range(1, 40)).encode()
    with ThreadPoolExecutor(2) as pool:
        asking = pool.submit(program.call, "POST", "/api/v1/ask", QUESTION, key=admin)
        stall.began.result(60)
        adding = pool.submit(program.upload, "道路.txt", page, key=admin)
        _until_busy(program, admin)
        program.terminate()
        refused = _refused(program)
        stall.go_on.set_result(None)
        asked, added = asking.result(), adding.result()
    code, seconds = program.ended(30 + SLACK)
    return Row(
        SECTION,
        "SIGTERM：进行中的请求做完，新的拒绝，正常退出",
        "一个问题在等语言模型、一份文档在上传时发 SIGTERM，再连",
        f"问题 {asked.status}，上传 {added.status}，新连接{'被拒' if refused else '被接受'}，"
        f"退出码 {code}，做完后 {seconds:.1f} 秒退出",
        (asked.status, added.status, code) == (200, 201, 0) and refused,
    )


def _until_busy(program: Program, admin: str) -> None:
    """Returns once the upload has reached its lane, or is through."""
    for _ in range(200):
        text = program.call("GET", "/metrics", key=admin).body.decode()
        through = 'route="/api/v1/documents",status="201"} 3.0' in text
        if 'wenju_lane_requests{lane="write"} 1.0' in text or through:
            return


def _refused(program: Program) -> bool:
    """Whether a new connection is refused in the end.

    One that is taken just before the end is answered; kept alive it would be listened to for as
    long as the server keeps idle connections. One that comes while the socket closes is reset; that
    is no answer yet, and the next is asked.
    """
    request = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    for _ in range(200):
        try:
            raw(program.port, request, timeout=5)
        except ConnectionRefusedError:
            return True
        except ConnectionResetError:
            continue
    return False


def one_line_each(program: Program, sent: list[Reply]) -> Row:
    """The log has a line a request, each JSON, with the id of the response."""
    lines = program.lines()
    requests = [line for line in lines if line["event"] == "request"]
    ids = [line["request"] for line in requests]
    missing = [reply for reply in sent if ids.count(reply.headers["x-request-id"]) != 1]
    whole_lines = [line for line in requests if {"route", "status", "ms", "key"} <= set(line)]
    paths = [line for line in requests if "?" in line["route"] or "doc_" in line["route"]]
    return Row(
        SECTION,
        "日志每个请求一行 JSON，带编号、路由模板、状态、毫秒、密钥名；不能被注入",
        f"{len(sent)} 个请求，其中有换行、控制字符、伪造的编号和路径",
        f"{len(lines)} 行都是 JSON，缺行或重复 {len(missing)} 个，带原始路径 {len(paths)} 行",
        not missing and not paths and whole_lines == requests,
    )


def audit(data: Path, canaries: Canaries) -> Row:
    """Who did what stands in the audit log, and no secret."""
    raw_lines = (data / AUDIT).read_text("utf-8")
    acts: list[dict[str, Any]] = [json.loads(line) for line in raw_lines.splitlines()]
    found = {(act["who"], act["what"], act["result"]) for act in acts}
    wanted = {
        ("cli", "keys add admin", "ok"),
        ("cli", "keys add reader", "ok"),
        ("cli", "keys revoke", "ok"),
        ("运维", "add", "ok"),
        ("运维", "add", "unreadable_document"),
        ("运维", "delete", "ok"),
        ("运维", "delete", "not_found"),
    }
    leaked = canaries.found(raw_lines)
    return Row(
        SECTION,
        "管理操作留痕：谁、做了什么、何时、哪份、结果；不含秘密和文件名",
        f"读 {AUDIT}：经 HTTP 添加和删除（成功与失败），命令行增加和吊销密钥",
        f"{len(acts)} 行，缺 {len(wanted - found)} 种，秘密 {len(leaked)} 处",
        wanted <= found and not leaked,
        str(sorted(wanted - found)) if wanted - found else "",
    )


def second_session(work: Path) -> Iterator[Row]:
    """Work that does not end is given up; what is old is gone, what was acknowledged is there."""
    data, secret = work / "data", "多年前的问题原文"
    old = (datetime.now(UTC) - timedelta(days=91)).isoformat(timespec="seconds")
    new = (datetime.now(UTC) - timedelta(days=89)).isoformat(timespec="seconds")
    embedder = Library.embedder_of(data)
    assert embedder is not None
    library = Library.open(data, *embedder)
    for number in range(100):
        library.add_question(f"ans_{number}", f"{secret}{number}", False, 0.5, old)
    library.add_question("ans_new", "较新的问题", False, 0.5, new)
    library.close()
    before = _bytes(data).count(secret.encode())
    stall = Stall()
    with FaultServer([stall]).running() as url:
        settings = {"llm_base_url": url, "llm_model": "m", "stop_seconds": "1"}
        key = _new_key(data, "admin", "第二把")
        with Program(data, work / "second.log", **settings) as program:
            listed = program.call("GET", "/api/v1/documents", key=key).json()["documents"]
            with ThreadPoolExecutor(1) as pool:
                asking = pool.submit(program.call, "POST", "/api/v1/ask", QUESTION, key=key)
                stall.began.result(60)
                program.terminate()
                code, seconds = program.ended(4 + SLACK)
                asked = asking.result()
            stall.go_on.set_result(None)
    after = _bytes(data)
    yield Row(
        SECTION,
        "SIGTERM：做不完的不拖住停止，限时退出",
        "WENJU_STOP_SECONDS=1，一个问题在等不回答的语言模型时发 SIGTERM",
        f"{seconds:.1f} 秒后退出，退出码 {code}，那个请求得到 {asked.status}",
        (code, asked.status) == (0, 503) and seconds <= 4 + SLACK,
    )
    names = [one["source"] for one in listed]
    yield Row(
        SECTION,
        "停止时确认过的上传，重启后还在",
        "SIGTERM 时正在上传的文档回答了 201；重启后列出文档",
        f"列出 {len(names)} 份，道路.txt {'在' if '道路.txt' in names else '不在'}",
        "道路.txt" in names,
    )
    gone = secret.encode() not in after
    yield Row(
        SECTION,
        "过期的提问记录在启动时删除，文件里不留痕迹",
        "存 100 条 91 天前和 1 条 89 天前的提问（默认保留 90 天），启动再停止，查找数据目录的字节",
        f"之前 {before} 处，之后 {after.count(secret.encode())} 处，较新的"
        f"{'还在' if '较新的问题'.encode() in after else '没了'}",
        before >= 100 and gone and "较新的问题".encode() in after,
    )


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
