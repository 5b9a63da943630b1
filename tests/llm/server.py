"""A server of our own for what a real one cannot be made to do: each fault is a plain function."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

GOOD = "2023年，郑州机场货邮吞吐量为60.8万吨。"
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
JSON = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
Fault = Callable[["Peer"], None]


@dataclass
class Peer:
    """One connection, its request read."""

    socket: socket.socket
    left: threading.Event
    """Set when the test is over."""
    headers: str
    body: dict[str, Any]

    def send(self, *pieces: bytes | str) -> None:
        for piece in pieces:
            self.socket.sendall(piece.encode() if isinstance(piece, str) else piece)

    def wait(self, seconds: float = 60.0) -> None:
        self.left.wait(seconds)


@contextmanager
def full_backlog() -> Iterator[str]:
    """The base URL of a port that drops what knocks, as an address behind a firewall does."""
    with socket.socket() as listener, ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


def event(value: object) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def chunk(content: object = None, reason: object = None, **more: object) -> str:
    delta = {"content": content, **more}
    return event({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})


def whole(text: str = GOOD) -> str:
    """A stream as servers send it: empty first delta, pieces, reason, usage, end."""
    usage = {"prompt_tokens": 900, "completion_tokens": 20}
    pieces = [chunk(text[i : i + 4]) for i in range(0, len(text), 4)]
    return "".join(
        [
            chunk(None, role="assistant"),
            ": ping\n\n",
            *pieces,
            chunk(None, "stop"),
            event({"choices": [], "usage": usage}),
            "data: [DONE]\n\n",
        ]
    )


def status(code: int, body: str = "", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {code} X", "connection: close", *headers, "", body]
    return "\r\n".join(lines).encode()


@dataclass
class FaultServer:
    """Plays ``faults`` in turn, one a connection, the last one for ever."""

    faults: list[Fault]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    _left: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[str]:
        """The base URL."""
        listener = socket.create_server(("127.0.0.1", 0))
        work = threading.Thread(target=self._serve, args=(listener,), daemon=True)
        work.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            self._left.set()
            listener.close()

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head, body = _request(connection)
            number = len(self.requests)
            self.requests.append(body)
            self.headers.append(head)
            fault = self.faults[min(number, len(self.faults) - 1)]
            fault(Peer(connection, self._left, head, body))


def _request(connection: socket.socket) -> tuple[str, dict[str, Any]]:
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = raw.partition(b"\r\n\r\n")
    text = head.decode("latin-1")
    length = next(
        (
            int(line.split(":")[1])
            for line in text.split("\r\n")
            if "content-length" in line.lower()
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return text, json.loads(body or b"{}")
