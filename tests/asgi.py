"""A client that speaks ASGI to an app: bytes as they are, headers as often as given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1:8000"
Message = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Response:
    """What an app sent."""

    status: int
    headers: dict[str, str]
    body: bytes
    reads: int
    """How often the app asked for a piece of the request's body."""

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str, str]:
        """(status, code, message) of an error in the fixed shape; fails on any other shape."""
        found = self.json()
        assert list(found) == ["error"]
        assert sorted(found["error"]) == ["code", "message"]
        return self.status, found["error"]["code"], found["error"]["message"]


async def request(
    app: Any,
    method: str,
    path: str,
    *,
    body: bytes | Iterable[bytes] = b"",
    headers: Iterable[tuple[str, str]] = (),
    query: str = "",
    hosts: Iterable[str] = (HOST,),
    stall: bool = False,
) -> Response:
    """One exchange. A body of several chunks goes without Content-Length; with ``stall`` the body
    never ends."""
    chunks = [body] if isinstance(body, bytes) else list(body)
    given = [("host", host) for host in hosts] + list(headers)
    if isinstance(body, bytes) and body and "content-length" not in dict(given):
        given.append(("content-length", str(len(body))))
    pending = [
        {"type": "http.request", "body": chunk, "more_body": stall or place + 1 < len(chunks)}
        for place, chunk in enumerate(chunks)
    ]
    sent: list[Message] = []
    reads: list[None] = []

    async def receive() -> Message:
        reads.append(None)
        if not pending:
            await asyncio.Event().wait()
        return pending.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await app(_scope(method, path, query, given), receive, send)
    return Response(
        sent[0]["status"],
        {name.decode(): value.decode() for name, value in sent[0]["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
        len(reads),
    )


def call(app: Any, method: str, path: str, **options: Any) -> Response:
    """``request``, for a test that is a plain function."""
    return asyncio.run(request(app, method, path, **options))


def post_json(app: Any, path: str, value: Any, **options: Any) -> Response:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = [("content-type", "application/json"), *options.pop("headers", [])]
    return call(app, "POST", path, body=body, headers=headers, **options)


BOUNDARY = "----wenju-test"


def part(disposition: str | bytes, content: bytes) -> bytes:
    """One part of a multipart body, its Content-Disposition as given."""
    raw = disposition.encode() if isinstance(disposition, str) else disposition
    head = b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: form-data; " + raw
    return head + b"\r\n\r\n" + content + b"\r\n"


def multipart(files: Iterable[tuple[str, bytes]], **fields: str | list[str]) -> bytes:
    """A form with ``files`` in the field ``file``."""
    parts = [part(f'name="file"; filename="{name}"', data) for name, data in files]
    for name, value in fields.items():
        values = [value] if isinstance(value, str) else value
        parts += [part(f'name="{name}"', one.encode()) for one in values]
    return b"".join(parts) + b"--" + BOUNDARY.encode() + b"--\r\n"


def post_form(app: Any, body: bytes | Iterable[bytes], **options: Any) -> Response:
    kind = options.pop("content_type", f"multipart/form-data; boundary={BOUNDARY}")
    headers = [("content-type", kind), *options.pop("headers", [])]
    return call(app, "POST", "/api/v1/documents", body=body, headers=headers, **options)


def _scope(method: str, path: str, query: str, headers: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
