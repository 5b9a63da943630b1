"""What stands before the app: pure ASGI, nothing of a body is read until all of it has agreed.

From the outside in: ``Safeguard`` (request id, headers, errors, counting), ``hosts.HostGuard``,
``AccessGuard``, ``BodyGuard``. The inner ones refuse by raising an error of the tree; only
``Safeguard`` turns an error into a response.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from corpus.errors import (
    Forbidden,
    InvalidRequest,
    TooLarge,
    Unauthorized,
    Unavailable,
    WenjuError,
)
from qa.keys import Holder, Keyring, Role, allows
from qa.logs import fields
from qa.meters import Meters, client_name
from qa.metrics import Metrics

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger("wenju.http")

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]


def security_headers(frame_origins: Sequence[str] = ()) -> list[tuple[bytes, bytes]]:
    """What every response carries; pages of ``frame_origins`` may show ours in a frame."""
    if not frame_origins:
        return SECURITY_HEADERS
    framed = CONTENT_POLICY.replace(
        "frame-ancestors 'none'", f"frame-ancestors {' '.join(frame_origins)}"
    )
    kept = [pair for pair in SECURITY_HEADERS[1:] if pair[0] != b"x-frame-options"]
    return [(b"content-security-policy", framed.encode()), *kept]


HEAD_BYTES = 48 * 1024
"""A request's address and headers, all together."""


class RequestTimeout(WenjuError):
    code: ClassVar[str] = "request_timeout"
    status: ClassVar[int] = 408


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one route."""

    label: str
    """The route's template, for metrics and the log."""
    role: Role
    body_limit: int
    """Bytes."""
    limit_advice: str
    """How to raise it, for the refusal."""
    writes: bool = False
    """Counts as a change of the documents, not as reading."""


Rules = Callable[[str, str], Rule]
"""(method, path) → rule; gives one for unknown routes too."""


def header_values(scope: Scope, name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key.lower() == name]


REQUEST_ID, KEY_NAME = "wenju.request", "wenju.key"
"""Where a scope carries what the log and the audit log tell of a request."""
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


def request_id(scope: Scope) -> str:
    """The caller's, when it sent a single well-formed one; else a fresh one."""
    given = header_values(scope, b"x-request-id")
    if len(given) == 1 and _REQUEST_ID.fullmatch(given[0]):
        return given[0].decode()
    return secrets.token_hex(8)


def error_body(error: WenjuError) -> bytes:
    shape = {"error": {"code": error.code, "message": error.message}}
    return json.dumps(shape, ensure_ascii=False).encode("utf-8", "replace")


def error_headers(error: WenjuError) -> dict[str, str]:
    headers = {}
    if error.retry_after is not None:
        headers["retry-after"] = str(error.retry_after)
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    return headers


def internal_error() -> WenjuError:
    return WenjuError(
        "服务内部出错，请稍后再试；若一再出现，请把响应头里的 X-Request-Id 告诉管理员。"
    )


class Safeguard:
    """Outermost: every response leaves with its headers, every error in its shape, all counted."""

    def __init__(
        self, app: App, rules: Rules, metrics: Metrics, frame_origins: Sequence[str] = ()
    ) -> None:
        self.app, self.rules, self.metrics = app, rules, metrics
        self._headers = security_headers(frame_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(send, self._headers, request_id(scope))
        scope[REQUEST_ID] = exchange.id
        began = time.perf_counter()
        self.metrics.request_begins()
        try:
            await self._answer(scope, receive, exchange)
        finally:
            seconds = time.perf_counter() - began
            self._record(scope, exchange, seconds)

    async def _answer(self, scope: Scope, receive: Receive, exchange: _Exchange) -> None:
        try:
            _check_head(scope)
            await self.app(scope, receive, exchange.send)
        except WenjuError as error:
            self.metrics.rejected(error)
            await exchange.fail(error)
        except asyncio.CancelledError:  # only a server that stops does that
            await exchange.fail(
                Unavailable("服务正在停止，这个请求没有做完；请稍后再试。", retry_after=5)
            )
        except Exception:
            log.exception("request failed", extra=fields(request=exchange.id))
            await exchange.fail(internal_error())

    def _record(self, scope: Scope, exchange: _Exchange, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        label = self.rules(scope["method"], scope["path"]).label
        self.metrics.request_ends(method, label, exchange.status, seconds)
        told = fields(
            request=exchange.id,
            method=method,
            route=label,
            status=exchange.status,
            ms=round(seconds * 1000, 1),
            key=scope.get(KEY_NAME),
        )
        log.info("request", extra=told)


def _check_head(scope: Scope) -> None:
    """The server bounds a head that comes in pieces; one that comes at once only this does."""
    size = len(scope["path"]) + len(scope.get("query_string", b""))
    size += sum(len(name) + len(value) for name, value in scope["headers"])
    if size > HEAD_BYTES:
        raise InvalidRequest(f"请求头和地址超过上限 {HEAD_BYTES} 字节；请减短。")


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Exchange:
    """One response on its way out."""

    def __init__(self, send: Send, headers: Sequence[tuple[bytes, bytes]], id: str) -> None:
        self._send, self._headers, self.id = send, headers, id
        self.status = 0
        """0 until a response starts."""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = list(message.get("headers", []))
            names = {name.lower() for name, _ in given}
            added = [*self._headers, (b"x-request-id", self.id.encode())]
            message["headers"] = given + [pair for pair in added if pair[0] not in names]
        await self._send(message)

    async def fail(self, error: WenjuError) -> None:
        """Sends ``error``; a response that has started is broken off instead."""
        if self.status:
            raise error
        body = error_body(error)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "content-length": str(len(body)),
            **error_headers(error),
        }
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": error.status, "headers": pairs})
        await self.send({"type": "http.response.body", "body": body})


class AccessGuard:
    """Keys, roles and how often, from the headers alone. What is public is not counted."""

    def __init__(self, app: App, rules: Rules, keyring: Keyring, meters: Meters) -> None:
        self.app, self.rules, self.keyring, self.meters = app, rules, keyring, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._check(scope)
        await self.app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        rule = self.rules(scope["method"], scope["path"])
        if rule.role == "public":
            return
        holder = self.keyring.holder(header_values(scope, b"authorization"))
        self._count(scope, rule, holder)
        if holder is None:
            raise Unauthorized("需要访问密钥；请带上请求头 Authorization: Bearer <密钥>。")
        scope[KEY_NAME] = holder.name
        if not allows(holder.role, rule.role):
            raise Forbidden("这把密钥只能提问和查看；这项操作需要管理员密钥。")

    def _count(self, scope: Scope, rule: Rule, holder: Holder | None) -> None:
        key = None if holder is None or self.keyring.is_open else holder.name
        address = (scope.get("client") or ("",))[0]
        meter = self.meters.writes if rule.writes else self.meters.asks
        meter.take(client_name(key, address))


class BodyGuard:
    """Size and time limits on bodies, declared or not."""

    def __init__(self, app: App, rules: Rules, seconds: float) -> None:
        self.app, self.rules, self.seconds = app, rules, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        rule = self.rules(scope["method"], scope["path"])
        if _declared_length(scope) > rule.body_limit:
            raise _over(rule)
        body = _Body(receive, rule, self.seconds)
        await self.app(scope, body.receive, send)


class _Body:
    """``receive`` that counts bytes and seconds until the body is there."""

    def __init__(self, receive: Receive, rule: Rule, seconds: float) -> None:
        self._receive, self._rule, self._seconds = receive, rule, seconds
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._size = 0
        self._complete = False

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise RequestTimeout(
                f"请求体在 {self._seconds:g} 秒内没有收完；"
                "请重试，或用设置 WENJU_BODY_SECONDS 调整。"
            ) from None
        self._count(message)
        return message

    def _count(self, message: Message) -> None:
        self._size += len(message.get("body", b""))
        if self._size > self._rule.body_limit:
            raise _over(self._rule)
        self._complete = not message.get("more_body", False)


def _declared_length(scope: Scope) -> int:
    values = header_values(scope, b"content-length")
    if not values:
        return 0
    if len(set(values)) > 1 or not values[0].isdigit() or len(values[0]) > 18:
        raise InvalidRequest("Content-Length 无效；应为一个不小于 0 的整数。")
    return int(values[0])


def _over(rule: Rule) -> TooLarge:
    return TooLarge(
        f"请求体超过上限 {rule.body_limit} 字节；请分开发送，或用设置 {rule.limit_advice} 调整。"
    )
