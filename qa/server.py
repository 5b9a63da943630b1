"""The web server: a socket, deadlines on request heads, a graceful stop."""

from __future__ import annotations

import asyncio
import errno
import logging
import math
import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from corpus.errors import ConfigurationError, InvalidRequest, WenjuError
from qa.logs import fields
from qa.middleware import HEAD_BYTES, App, RequestTimeout, error_body
from qa.settings import Settings

log = logging.getLogger("wenju.server")

KEEP_ALIVE_SECONDS = 5
END_SECONDS = 3.0
"""From the end of the open requests to the end of the process."""


class _Protocol(H11Protocol):
    """HTTP/1.1 that does not wait for ever.

    uvicorn itself has no deadline for a head that comes in bit by bit, nor for the rest of a body
    that nobody reads after an early refusal. Here both end after ``head_seconds``.
    """

    head_seconds: ClassVar[float] = 10.0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watch()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Keeps one timer running while the client owes us something and no request is open."""
        if self.conn.our_state not in {h11.IDLE, h11.DONE}:
            self._stop_watch()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._expire)

    def _expire(self) -> None:
        """Tells a client that has begun a head; one that has sent nothing just goes."""
        self._deadline = None
        if self.conn.our_state is h11.IDLE and self.conn.trailing_data[0]:
            self._refuse(
                RequestTimeout(
                    f"请求头在 {self.head_seconds:g} 秒内没有收完；"
                    "请重试，或用设置 WENJU_HEADER_SECONDS 调整。"
                )
            )
        self.transport.close()

    def _stop_watch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """A head that is no HTTP, or too long, refused in the shape of every other error."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self._refuse(InvalidRequest("HTTP 请求格式不对，或请求头太长；请检查客户端。"))
        self.transport.close()

    def _refuse(self, error: WenjuError) -> None:
        body = error_body(error)
        headers = [
            ("content-type", "application/json; charset=utf-8"),
            ("content-length", str(len(body))),
            ("connection", "close"),
        ]
        for event in (
            h11.Response(status_code=error.status, headers=headers),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")


class WebServer(uvicorn.Server):
    """Calls ``ready`` with the address to open once it listens."""

    def __init__(self, app: App, settings: Settings, ready: Callable[[str], None]) -> None:
        seconds = settings.limits.header_seconds
        super().__init__(
            uvicorn.Config(
                app,
                http=type("Protocol", (_Protocol,), {"head_seconds": seconds}),
                ws="none",
                loop="asyncio",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=math.ceil(settings.stop_seconds),
                h11_max_incomplete_event_size=HEAD_BYTES,
            )
        )
        self._ready = ready
        self._stop_seconds = settings.stop_seconds
        self._leaving: threading.Timer | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stops listening and lets open requests end; whatever happens, the process ends in time.

        Work in threads cannot be broken off. What it had acknowledged is kept, what it had not is
        undone, as after a kill.
        """
        if self._leaving is None:
            self._leaving = threading.Timer(self._stop_seconds + END_SECONDS, _leave)
            self._leaving.daemon = True
            self._leaving.start()
        super().handle_exit(sig, frame)

    def stop_at(self, _number: int, _frame: FrameType | None) -> None:
        """A handler of signals for before and after the server's own."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            log.info("listening", extra=fields(address=address(sockets[0])))
            self._ready(address(sockets[0]))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log.info("stopping", extra=fields(running=len(self.server_state.tasks)))
        await super().shutdown(sockets)
        log.info("stopped", extra=fields(given_up=len(self.server_state.tasks)))


def _leave() -> None:
    log.warning("work that did not end in time is given up")
    logging.shutdown()
    os._exit(0)


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to ``host`` and ``port``; raises ConfigurationError in one clear line."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError):
        raise ConfigurationError(f"找不到主机 {host}；请检查 --host。") from None
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
        bound.listen()
    except OSError as error:
        bound.close()
        raise ConfigurationError(_why(error, host, port)) from None
    return bound


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被别的程序占用；请先停掉它，或用 --port 换一个端口。"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}；请用 --port 换一个 1024 以上的端口。"
    return f"无法监听 {host} 的端口 {port}；请检查 --host 和 --port。"


def address(bound: socket.socket) -> str:
    """What to open in a browser."""
    host, port = bound.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: App, settings: Settings, bound: socket.socket, ready: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM, then lets open requests end and returns."""
    server = WebServer(app, settings, ready)
    if threading.current_thread() is threading.main_thread():
        # The server raises the signals it caught once more when it has stopped; the caller still
        # has the library to close. One that comes before it listens is not lost, either.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, server.stop_at)
    server.run(sockets=[bound])
