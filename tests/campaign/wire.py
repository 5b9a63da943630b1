"""Requests as bytes on a socket, made by chance from a seed: broken, endless, slow, in a row."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from tests.asgi import BOUNDARY, part
from tests.campaign.started import Started

SECONDS = 2.0
"""Deadline for heads and for bodies that the server is started with."""
PATIENCE = 30.0
_HOST = b"Host: localhost\r\n"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_EDGE = b"--" + BOUNDARY.encode()
_PATHS = (
    "/api/v1/ask", "/api/v1/search", "/api/v1/documents", "/api/v1/documents/doc_x",
    "/api/v1/feedback", "/livez", "/readyz", "/metrics", "/v1/chat/completions", "/v1/models", "/",
    "/api/v1/documents/doc_x/file", "/api/v1/openapi.json", "/nothing", "/api/v1/../../etc/passwd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sending:
    """What goes over one connection."""

    kind: str
    pieces: tuple[bytes, ...]
    pause: float = 0.0
    """Seconds between pieces."""
    half: bool = False
    """Says that nothing more will come, and then listens."""
    silent: bool = False
    """No answer need come: the server may just close the connection."""


Maker = Callable[[random.Random], Sending]


def sendings(count: int, seed: int) -> Iterator[Sending]:
    """``count`` of them, every kind in turn; the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 not for secrets
    for number in range(count):
        yield MAKERS[number % len(MAKERS)](chance)


def head(method: str, path: str, *lines: str | bytes) -> bytes:
    raw = (line if isinstance(line, bytes) else line.encode() for line in lines)
    return f"{method} {path} HTTP/1.1\r\n".encode() + _HOST + b"".join(
        line + b"\r\n" for line in raw
    ) + b"\r\n"  # fmt: skip


def post(path: str, body: bytes, *lines: str, kind: str = "application/json") -> bytes:
    return head("POST", path, f"Content-Type: {kind}", *lines) + body


def _lengths(chance: random.Random) -> Sending:
    """Lengths that are negative, double, no number, or not what comes."""
    given = chance.choice(
        [["-1"], ["2", "3"], ["2", "2"], ["0x2"], ["1e3"], ["٣"], ["+2"], ["9" * 30], [""], ["2 3"],
         ["99999999999"], [" 2"], ["2,2"], ["2, 3"]]
    )  # fmt: skip
    lines = [f"Content-Length: {one}" for one in given]
    return Sending("Content-Length 负、重复、不是数", (post("/api/v1/ask", b"{}", *lines),))


def _smuggled(chance: random.Random) -> Sending:
    """Length and chunks at once, or encodings that there are not."""
    lines = chance.choice(
        [["Transfer-Encoding: chunked", "Content-Length: 5"], ["Transfer-Encoding: gzip"],
         ["Transfer-Encoding: chunked, chunked"], ["Transfer-Encoding: chunKed"],
         ["Transfer-Encoding : chunked"], ["Transfer-Encoding: \x0bchunked"], ["Expect: 100-continue"]]
    )  # fmt: skip
    return Sending("长度与分块并用", (post("/api/v1/ask", b"0\r\n\r\n", *lines),))


def _chunks(chance: random.Random) -> Sending:
    """Chunks over the limit, or wrong ones."""
    first = post("/api/v1/ask", b"", "Transfer-Encoding: chunked")
    whole = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    if chance.random() < 0.4:
        return Sending("分块超过上限", (first, *[whole] * 6))
    bad = chance.choice(
        [b"zz\r\n", b"-5\r\n", b"f" * 30 + b"\r\n", b"5;" + b"x" * 60_000, b"5\r\nab"]
    )
    return Sending("坏的分块", (first, bad))


def _large_head(chance: random.Random) -> Sending:
    size = chance.choice([49_000, 65_536, 200_000])
    line = "X: " + "y" * size
    many = [f"X-{n}: {'y' * 50}" for n in range(size // 50)]
    path = "/livez?" + "y" * size
    made = chance.choice(
        [head("GET", "/livez", line), head("GET", "/livez", *many), head("GET", path)]
    )
    return Sending("64 KiB 请求头", (made,))


def _fields(chance: random.Random) -> Sending:
    """A form that never ends, in one way or another."""
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    start = _EDGE + b"\r\n"
    bodies = [
        b"".join(part('name="x"', b"1") for _ in range(10_000)) + _EDGE + b"--\r\n",
        start + b"X: " + b"y" * 100_000,
        start + b"X: y\r\n" * 20_000,
        start + b"Content-Disposition: form-data\r\n\r\nx\r\n" + _EDGE + b"--\r\n",
        part('name="file"; filename="a.txt"', b"x"),
        b"".join(part('name="file"; filename="a.exe"', b"x") for _ in range(50)) + _EDGE + b"--",
        chance.randbytes(2_000),
        _EDGE * 5_000,
        b"\r\n" * 50_000,
    ]
    kinds = [kind, kind, kind, "multipart/form-data", "multipart/form-data; boundary=",
             "multipart/form-data; boundary=" + "b" * 300, "multipart/mixed; boundary=x"]  # fmt: skip
    body = chance.choice(bodies)
    length = f"Content-Length: {len(body)}"
    made = post("/api/v1/documents", body, length, kind=chance.choice(kinds))
    return Sending("坏的 multipart", (made,))


def _half_open(chance: random.Random) -> Sending:
    """A request cut anywhere."""
    whole = post("/api/v1/ask", b'{"question":"a"}', "Content-Length: 16")
    cut = chance.randrange(len(whole))
    return Sending("半开的连接", (whole[:cut],), half=chance.random() < 0.8, silent=True)


def _pipelined(chance: random.Random) -> Sending:
    """Several requests without waiting."""
    body = json.dumps({"question": "a" * chance.randrange(3)}).encode()
    ask = post("/api/v1/ask", body, f"Content-Length: {len(body)}")
    one = chance.choice([head("GET", "/livez"), ask, head("GET", "/nothing")])
    last = chance.choice([b"", b"\x00\xff garbage\r\n\r\n", head("GET", "/metrics")])
    return Sending("流水线", (one * chance.randrange(2, 8) + last,))


def _methods(chance: random.Random) -> Sending:
    names = ["PUT", "PATCH", "TRACE", "CONNECT", "OPTIONS", "FOO", "get", "G\tT", "", "A" * 5_000,
             "PROPFIND", "POST", "DELETE"]  # fmt: skip
    versions = ["HTTP/1.1"] * 4 + ["HTTP/0.9", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "HTCPCP/1.0", ""]
    line = f"{chance.choice(names)} {chance.choice(_PATHS)} {chance.choice(versions)}\r\n"
    return Sending("怪方法和版本", (line.encode() + _HOST + b"\r\n",), silent=True)


def _targets(chance: random.Random) -> Sending:
    """Odd addresses and odd hosts."""
    raw = "".join(chr(chance.randrange(1, 0x3000)) for _ in range(chance.randrange(1, 40)))
    target = chance.choice(
        [quote(raw), "//evil.example/x", "http://evil.example/", "*", "/%00", "/%ff%fe", "/api/v1/documents/%2e%2e%2f",
         "/api/v1/documents?limit=-1", "/api/v1/documents?cursor=%00", "/api/v1/documents?limit=1e9",
         "/api/v1/documents/" + "x" * 5_000, "/;/..;/", "/\\..\\"]
    )  # fmt: skip
    target = target if target.startswith(("/", "h", "*")) else "/" + target
    host = chance.choice(
        [b"localhost"] * 4 + [b"evil.example", b"", b"a b", b"\xff", b"localhost:99999"]
    )
    line = f"GET {target} HTTP/1.1\r\n".encode()
    return Sending("怪地址和主机", (line + b"Host: " + host + b"\r\n\r\n",))


def _garbage(chance: random.Random) -> Sending:
    whole = chance.randbytes(chance.randrange(1, 3_000))
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + whole
    return Sending("乱字节", (chance.choice([whole, hello]),), silent=True)


def _flipped(chance: random.Random) -> Sending:
    """A good request with a few wrong bytes."""
    body = '{"question":"货邮吞吐量多少","top_k":3}'.encode()
    whole = bytearray(post("/api/v1/search", body, f"Content-Length: {len(body)}"))
    for _ in range(chance.randrange(1, 5)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    return Sending("错几个字节", (bytes(whole),), silent=True)


def _bodies(chance: random.Random) -> Sending:
    """Bodies that are no question, on every route that takes one."""
    texts = ["", "null", "[]", "1e999", "NaN", '{"question":NaN}', '{"question":"\\ud800"}', "[" * 9_000,
             '{"question":1}', '{"a":' * 3_000, '{"question":"a","question":"b"}', "\ufeff{}", "{}" * 9]  # fmt: skip
    body = chance.choice([*(one.encode() for one in texts), chance.randbytes(300), b"x" * 300_000])
    path = chance.choice(
        ["/api/v1/ask", "/api/v1/search", "/api/v1/feedback", "/v1/chat/completions"]
    )
    kind = chance.choice(["application/json"] * 3 + ["text/plain", "", "a/b; c=\x01"])
    return Sending("坏的请求体", (post(path, body, f"Content-Length: {len(body)}", kind=kind),))


def _slow(chance: random.Random) -> Sending:
    """Drops: the deadline of the head, or of the body, does not move with them."""
    whole = post("/api/v1/ask", b'{"question":"' + b"a" * 200 + b'"}', "Content-Length: 215")
    begun = chance.choice([1, whole.index(b"{")])
    drops = [whole[at : at + 4] for at in range(begun, len(whole) - 4, 4)]
    pieces = (whole[:begun], *drops)
    return Sending("慢发送", pieces, pause=chance.uniform(0.15, 0.3), silent=begun == 1)


MAKERS: tuple[Maker, ...] = (
    _lengths, _smuggled, _chunks, _large_head, _fields, _half_open, _pipelined, _methods, _targets,
    _garbage, _flipped, _bodies, _slow,
)  # fmt: skip
"""One maker for each kind."""


def exchange(server: Started, sending: Sending) -> tuple[bytes, float]:
    """Everything that comes back until the connection ends, and the seconds it took."""
    begun = time.monotonic()
    received = b""
    with server.connect(PATIENCE) as client:
        try:
            for piece in sending.pieces:
                client.sendall(piece)
                time.sleep(sending.pause)
            if sending.half:
                client.shutdown(1)
        except OSError:
            pass  # the server has had enough; what it said may still be read
        try:
            while block := client.recv(65_536):
                received += block
        except ConnectionError:
            pass
    return received, time.monotonic() - begun


_RESPONSE = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n(.*?)\r\n\r\n", re.DOTALL)


def responses(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Status and body of each response; ValueError for what is none."""
    raw = raw.replace(b"HTTP/1.1 100 \r\n\r\n", b"")
    at = 0
    while at < len(raw):
        match = _RESPONSE.match(raw, at)
        if match is None:
            raise ValueError(f"no response: {raw[at : at + 80]!r}")
        lines = match[2].lower().split(b"\r\n")
        length = next((int(one[15:]) for one in lines if one.startswith(b"content-length:")), 0)
        at = match.end() + length
        yield int(match[1]), raw[match.end() : at]


def fault(sending: Sending, raw: bytes, seconds: float) -> str | None:
    """Why what came back breaks the promise; None when it keeps it."""
    if seconds > PATIENCE - 1:
        return f"{seconds:.0f} 秒没有结束"
    if not raw:
        return None if sending.silent else "没有应答"
    try:
        found = list(responses(raw))
    except ValueError as error:
        return str(error)
    return next((why for status, body in found if (why := wrong_error(status, body))), None)


def wrong_error(status: int, body: bytes) -> str | None:
    """Why a response is no good one: a fault of ours, or an error in another shape."""
    if status >= 500 and status not in {503, 507}:
        return f"{status} {body[:100]!r}"
    if status < 400:
        return None
    try:
        found = json.loads(body)
        told = found["error"]
        shaped = list(found) == ["error"] and sorted(told) == ["code", "message"]
    except (ValueError, KeyError, TypeError):
        return f"{status} 的形状不对：{body[:100]!r}"
    if not shaped or len(_CHINESE.findall(told["message"])) < 4:
        return f"{status} 没有中文说明：{body[:100]!r}"
    return None
