"""The limits that HTTP itself enforces, at N−1, N and N+1, over real sockets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from qa.settings import Settings
from tests.asgi import BOUNDARY, multipart
from tests.browser.site import serving
from tests.campaign.row import Row
from tests.campaign.served import Heard, Reply, exchange, raw
from tests.fakes import FakeService

SECTION = "限制"
JSON_TYPE = {"Content-Type": "application/json"}
FORM_TYPE = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
SMALL_UPLOAD = 100_000
SLACK = 4.0
"""Seconds that a loaded machine may add to a deadline."""
Send = Callable[[int, int], Reply]
"""(port, size) → the reply."""


def rows(full: bool) -> Iterator[Row]:
    yield from sizes(full)
    yield from deadlines(full)
    yield pace()


def sizes(full: bool) -> Iterator[Row]:
    """Each limit at its default; only the size of an upload is smaller when not ``full``."""
    more = {} if full else {"upload_bytes": SMALL_UPLOAD}
    limits = Settings.from_environment({}, **more).limits
    tries: list[tuple[str, str, int, int, Send]] = [
        ("JSON 请求体（字节，声明长度）", "WENJU_JSON_BYTES", limits.json_bytes, 413, declared),
        ("JSON 请求体（字节，分块传输）", "WENJU_JSON_BYTES", limits.json_bytes, 413, chunked),
        ("问题（字符）", "WENJU_QUESTION_CHARACTERS", limits.question_characters, 422, question),
        (
            "问题（字符，OpenAI 接口）",
            "WENJU_QUESTION_CHARACTERS",
            limits.question_characters,
            422,
            message,
        ),
        ("top_k", "WENJU_TOP_K_MAX", limits.top_k_max, 422, top_k),
        ("历史（轮）", "WENJU_HISTORY_TURNS", limits.history_turns, 422, history),
        ("一次上传的文件（个）", "WENJU_UPLOAD_FILES", limits.upload_files, 413, files),
        ("上传的文件（字节）", "WENJU_UPLOAD_BYTES", limits.upload_bytes, 413, one_file),
    ]
    with serving(FakeService(), **more) as origin:
        port = int(origin.rpartition(":")[2])
        for what, setting, limit, status, send in tries:
            yield _size(what, setting, limit, status, [send(port, limit + d) for d in (-1, 0, 1)])


def _size(what: str, setting: str, limit: int, status: int, replies: list[Reply]) -> Row:
    below, at, above = replies
    kept = below.status in {200, 201} and at.status in {200, 201} and above.status == status
    named = setting.encode() in above.body
    return Row(
        SECTION,
        f"{what}不超过 {limit}，超过时说明是哪项限制、怎样调整",
        f"{limit - 1}、{limit}、{limit + 1}",
        f"{below.status}、{at.status}、{above.status}，"
        + (f"拒绝里写了 {setting}" if named else "拒绝里没有写设置"),
        kept and named,
        above.body.decode("utf-8", "replace")[:200] if not named else "",
    )


def _json(port: int, value: Any, path: str = "/api/v1/ask") -> Reply:
    return exchange(port, "POST", path, json.dumps(value).encode(), JSON_TYPE)


def _padded(size: int) -> bytes:
    return b'{"question":"a","pad":"'.ljust(size - 2, b"x") + b'"}'


def declared(port: int, size: int) -> Reply:
    return exchange(port, "POST", "/api/v1/ask", _padded(size), JSON_TYPE)


def chunked(port: int, size: int) -> Reply:
    body = _padded(size)
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    parts = [body[at : at + 9_999] for at in range(0, size, 9_999)]
    heard = raw(port, head, *(b"%x\r\n%s\r\n" % (len(part), part) for part in parts), b"0\r\n\r\n")
    return Reply(heard.status or 0, {}, heard.data)


def question(port: int, size: int) -> Reply:
    return _json(port, {"question": "😀" * size})


def message(port: int, size: int) -> Reply:
    value = {"model": "wenju", "messages": [{"role": "user", "content": "问" * size}]}
    return _json(port, value, "/v1/chat/completions")


def top_k(port: int, size: int) -> Reply:
    return _json(port, {"question": "货邮", "top_k": size}, "/api/v1/search")


def history(port: int, size: int) -> Reply:
    return _json(port, {"question": "呢", "history": [{"role": "user", "content": "x"}] * size})


def files(port: int, size: int) -> Reply:
    form = multipart([(f"{number}.txt", f"第{number}份".encode()) for number in range(size)])
    return exchange(port, "POST", "/api/v1/documents", form, FORM_TYPE)


def one_file(port: int, size: int) -> Reply:
    form = multipart([(f"{size}.txt", b"%d" % size + b"x" * (size - len(str(size))))])
    return exchange(port, "POST", "/api/v1/documents", form, FORM_TYPE)


HEAD = b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
END = b"Connection: close\r\n\r\n"
USED = "连接用过一次后"
BODY = b'{"question":"a"}'


def deadlines(full: bool) -> Iterator[Row]:
    """At the defaults, 10 s and 60 s, or at two seconds. All sockets at the same time."""
    limits = Settings.from_environment({}).limits
    header, body = (limits.header_seconds, limits.body_seconds) if full else (2.0, 2.0)
    early = 1.0
    declared_body = HEAD + b"Content-Length: 16\r\n" + END
    with (
        serving(FakeService(), header_seconds=header, body_seconds=body) as origin,
        ThreadPoolExecutor(16) as pool,
    ):
        port = int(origin.rpartition(":")[2])

        def send(*pieces: bytes, over: float = 0.0) -> Any:
            pause = over / max(1, len(pieces) - 1)
            return pool.submit(raw, port, *pieces, pause=pause)

        head = {
            "什么都不发": send(),
            "半个请求头": send(HEAD),
            "每次一字节": send(*_drops(HEAD + b"X: " + b"y" * 200), over=2 * header),
            USED: send(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\nGET /"),
        }
        whole_head = send(HEAD, b"Content-Length: 16\r\n" + END + BODY, over=header - early)
        rest = {
            "不发请求体": send(declared_body),
            "发一半": send(declared_body + BODY[:8]),
            "每次一字节": send(declared_body, *_drops(BODY), over=2 * body),
            "分块拖延": send(
                HEAD + b"Transfer-Encoding: chunked\r\n" + END,
                *[b"1\r\n \r\n"] * 20,
                over=2 * body,
            ),
        }
        whole_body = send(declared_body, BODY, over=body - early)
        heads = {name: future.result() for name, future in head.items()}
        bodies = {name: future.result() for name, future in rest.items()}
        in_time = [whole_head.result(), whole_body.result()]
    yield _deadline("请求头", header, heads, in_time[0], "WENJU_HEADER_SECONDS", silent=2)
    yield _deadline("请求体", body, bodies, in_time[1], "WENJU_BODY_SECONDS", silent=0)


def _drops(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def _deadline(
    what: str, seconds: float, late: dict[str, Heard], early: Heard, setting: str, *, silent: int
) -> Row:
    """``silent`` of the late ones may end without a word: nothing of a request had come."""
    times = [heard.seconds for heard in late.values()]
    # A connection that served a request before may be let go sooner: it is idle.
    soonest = min(heard.seconds for name, heard in late.items() if name != USED)
    in_time = soonest >= seconds - 0.1 and max(times) <= seconds + SLACK
    told = [setting.encode() in heard.data for heard in late.values()]
    wordless = [name for name, yes in zip(late, told, strict=True) if not yes]
    kept = in_time and early.status == 200 and len(wordless) <= silent
    return Row(
        SECTION,
        f"{what}须在 {seconds:g} 秒内收完，否则断开",
        f"真实连接：{'、'.join(late)}；以及提前 1 秒收完的一次",
        f"{soonest:.1f}–{max(times):.1f} 秒断开，{sum(told)} 次说明 {setting}；提前收完的 {early.status}",
        kept,
        f"没有说明：{'、'.join(wordless)}" if len(wordless) > silent else "",
    )


def pace() -> Row:
    """So many calls a minute; what is counted apart stays apart."""
    with serving(FakeService(), asks_per_minute=5, writes_per_minute=3) as origin:
        port = int(origin.rpartition(":")[2])
        asked = [_json(port, {"question": "货邮"}) for _ in range(7)]
        added = [one_file(port, 20 + number) for number in range(5)]
        probed = [exchange(port, "GET", "/livez", None, {}).status for _ in range(20)]
    refused = [reply for reply in (*asked, *added) if reply.status == 429]
    statuses = [reply.status for reply in asked], [reply.status for reply in added]
    kept = statuses == ([200] * 5 + [429] * 2, [201] * 3 + [429] * 2)
    named = all("retry-after" in reply.headers and b"WENJU_" in reply.body for reply in refused)
    return Row(
        SECTION,
        "每个客户端每分钟的提问和添加各有上限，超过的 429 并带 Retry-After",
        "上限设为提问 5 次、添加 3 次；各多发 2 次，同时探测 /livez 20 次",
        f"提问 {_counted(statuses[0])}，添加 {_counted(statuses[1])}，/livez {_counted(probed)}",
        kept and named and probed == [200] * 20,
    )


def _counted(statuses: list[int]) -> str:
    kinds = sorted(set(statuses))
    return "、".join(f"{kind} × {statuses.count(kind)}" for kind in kinds)
