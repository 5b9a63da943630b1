"""Secrets that are planted everywhere and must show up nowhere."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from qa.settings import Settings
from tests.asgi import BOUNDARY, multipart
from tests.browser.site import serving
from tests.campaign.row import Row
from tests.campaign.served import Program, Reply, exchange, raw
from tests.fakes import FakeService
from tests.lines import logged
from tests.llm.server import status

SECTION = "谁能做什么"
EVIL_IDS = (b"a\tb", b"a b", b'"}', b"\xe2\x80\xa8", b"\x1b[31m", b"x" * 100, b"a,b", b"\x85")


def _planted() -> dict[str, str]:
    names = ("设置里的密钥", "模型密钥", "地址里的密钥", "错误的密钥", "查询串里的密钥")
    return {name: f"canary-{token_hex(16)}" for name in names}


_LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""One word: a question most of whose words stand nowhere is refused, and no model is asked."""


@dataclass
class Canaries:
    """By what they are. Keys may show nowhere; texts and names not in what operators read."""

    keys: dict[str, str] = field(default_factory=_planted)
    texts: dict[str, str] = field(
        default_factory=lambda: {
            "问题": "canary" + token_hex(12).translate(_LETTERS),
            "历史": f"金丝雀历史{token_hex(8)}",
            "文档": f"金丝雀文档{token_hex(8)}",
            "文件名": f"金丝雀文件{token_hex(8)}",
            "意见": f"金丝雀意见{token_hex(8)}",
        }
    )
    errors: list[bytes] = field(default_factory=list)
    """Bodies of refusals."""
    model_calls: int = 0
    """How often the language model was asked, and failed."""
    read: dict[str, str] = field(default_factory=dict)
    """What operators read, by where it stands."""

    def echo(self) -> bytes:
        """A model server's error that repeats the key and its address."""
        words = f"bad key {self.keys['模型密钥']} at {self.keys['地址里的密钥']}"
        return status(500, json.dumps({"error": {"message": words}}))

    def found(self, text: str, *, keys_only: bool = False) -> list[str]:
        """Which of them stand in ``text``, as they are or as JSON writes them."""
        planted = self.keys if keys_only else {**self.keys, **self.texts}
        return [
            name
            for name, one in planted.items()
            if one in text or json.dumps(one)[1:-1] in text or one.encode().hex() in text
        ]

    def row(self, program: Program, sent: list[Reply]) -> Row:
        places = {"日志": program.said(), **self.read}
        leaks = [f"{place}：{name}" for place, text in places.items() for name in self.found(text)]
        for body in self.errors:
            leaks += [
                f"错误：{name}"
                for name in self.found(body.decode("utf-8", "replace"), keys_only=True)
            ]
        refused = sum(reply.status >= 400 for reply in sent)
        return Row(
            SECTION,
            "密钥、问题、文档、文件名不出现在日志、指标、接口说明、进程名里，密钥不出现在错误里",
            f"埋 {len(self.keys)} 把密钥和 {len(self.texts)} 段文字，{len(sent)} 个请求"
            f"（{refused} 个失败），语言模型出错 {self.model_calls} 次，查 {'、'.join(places)}和 {len(self.errors)} 个错误",
            f"找到 {len(leaks)} 处",
            not leaks and len(places["日志"]) > 1_000 and self.model_calls > 0,
            "；".join(sorted(set(leaks))[:5]),
        )


def visit(program: Program, canaries: Canaries, admin: str, rounds: int) -> list[Reply]:
    """A session of successes and failures; the replies to all of its requests."""
    texts, wrong, sent = canaries.texts, canaries.keys["错误的密钥"], []
    page = f"# {texts['文档']}\n\n2023年，郑州机场货邮吞吐量60.8万吨。\n".encode()
    document = program.upload(f"{texts['文件名']}.md", page, key=admin)
    sent += [document, program.upload(f"{texts['文件名']}.md", page, key=admin)]
    sent.append(program.upload(f"{texts['文件名']}.pdf", b"%PDF-1.7 " + page, key=admin))
    question = {"question": f"2023年郑州机场货邮吞吐量多少？{texts['问题']}"}
    history = [{"role": "user", "content": texts["历史"]}]
    asks = [
        {**question, "mode": "extractive"},
        {**question, "mode": "extractive", "stream": True},
        {**question, "mode": "llm"},
        {**question, "mode": "extractive", "history": history},
        {**question, "top_k": 99},
        {**question, "mode": texts["问题"]},
    ]
    sent += [program.call("POST", "/api/v1/ask", ask, key=admin) for ask in asks]
    chat = {"messages": [{"role": "user", "content": question["question"]}], "n": 10**6}
    sent.append(program.call("POST", "/v1/chat/completions", chat, key=admin))
    opinion = {"answer_id": "a", "thumbup": False, "text": texts["意见"], "reasons": []}
    sent.append(program.call("POST", "/api/v1/feedback", opinion, key=admin))
    broken = f'{{"question": "{texts["问题"]}'.encode()
    typed = {"Content-Type": "application/json"}
    sent.append(program.call("POST", "/api/v1/ask", key=admin, body=broken, headers=typed))
    for number in range(rounds):
        sent += _stray(program, canaries, wrong, number)
    id = document.json()["id"]
    sent += [program.call("DELETE", f"/api/v1/documents/{id}", key=admin) for _ in range(2)]
    _read(program, canaries, admin)
    canaries.errors += [reply.body for reply in sent if reply.status >= 400]
    return sent


def _stray(program: Program, canaries: Canaries, wrong: str, number: int) -> list[Reply]:
    """Refusals of every kind, with secrets where they do not belong."""
    inside = f"?token={canaries.keys['查询串里的密钥']}"
    injected = f"%0d%0a{{%22event%22:%22fake%22}}{number}"
    heads = [
        program.call("GET", f"/api/v1/documents{inside}"),
        program.call("GET", f"/api/v1/documents/{injected}{inside}", key=wrong),
        program.call("GET", f"/{wrong}/{injected}"),
        program.call("GET", "/livez", headers={"X-Request-ID": f"trace-{number}"}),
    ]
    evil = EVIL_IDS[number % len(EVIL_IDS)]
    raw(
        program.port,
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Request-ID: "
        + evil
        + b"\r\n\r\n",
    )
    return heads


def _read(program: Program, canaries: Canaries, admin: str) -> None:
    proc = Path("/proc") / str(program.process.pid)
    canaries.read = {
        "指标": program.call("GET", "/metrics", key=admin).body.decode(),
        "接口说明": program.call("GET", "/api/v1/openapi.json", key=admin).body.decode(),
    }
    if proc.exists():
        title = (proc / "cmdline").read_bytes() + (proc / "comm").read_bytes()
        canaries.read["进程名"] = title.decode("utf-8", "replace")


def exceptions() -> Row:
    """A service that fails with the secrets in its exceptions, and one that asks a library to."""
    canaries, said, bodies = Canaries(), io.StringIO(), []
    secret = " ".join([*canaries.keys.values(), *canaries.texts.values()])
    kinds = (RuntimeError, KeyError, OSError, UnicodeError, MemoryError, RecursionError)
    settings = Settings.from_environment({}, admin_key=canaries.keys["设置里的密钥"])
    bearer = {"Authorization": f"Bearer {canaries.keys['设置里的密钥']}"}
    typed = {**bearer, "Content-Type": "application/json"}
    form = {**bearer, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}

    class Failing(FakeService):
        def add(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise self.failure or RuntimeError(secret)

    with logged(said, secrets=settings.secrets):
        for kind in kinds:
            service = Failing(failure=kind(secret))
            with serving(service, admin_key=canaries.keys["设置里的密钥"]) as origin:
                port = int(origin.rpartition(":")[2])
                asked = json.dumps({"question": canaries.texts["问题"]}).encode()
                files = multipart([(f"{canaries.texts['文件名']}.txt", b"x")])
                for path, body, headers in (
                    ("/api/v1/ask", asked, typed),
                    ("/api/v1/documents", files, form),
                ):
                    reply = exchange(port, "POST", path, body, headers)
                    bodies.append((reply.status, reply.body.decode()))
    leaks = canaries.found(said.getvalue())
    leaks += [name for _, body in bodies for name in canaries.found(body)]
    statuses = [code for code, _ in bodies]
    return Row(
        SECTION,
        "意外错误不带出秘密：只答 500，日志里只有错误类型和代码位置",
        f"{len(kinds)} 种异常，消息里带全部 {len(canaries.keys) + len(canaries.texts)} 个秘密，提问和上传",
        f"500 共 {statuses.count(500)} 次，日志 {len(said.getvalue().splitlines())} 行，找到 {len(leaks)} 处",
        not leaks and statuses == [500] * len(statuses) and bool(said.getvalue()),
        "；".join(sorted(set(leaks))),
    )
