"""The door to httpx: JSON calls to one server, and replies that arrive piece by piece.

Neither follows a redirect, takes a proxy from the environment or keeps a connection: some servers
close one that the next request then finds dead.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx

from corpus.errors import (
    Forbidden,
    InvalidRequest,
    NotFound,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    WenjuError,
)

TIMEOUT = 120.0
WAITING_PIECES = 64
"""Pieces of a reply that may wait for their reader; then the server has to wait."""
_KINDS: dict[int, type[WenjuError]] = {
    kind.status: kind
    for kind in (InvalidRequest, Unauthorized, Forbidden, NotFound, TooManyRequests, Unavailable)
}


class Unreachable(Exception):
    """No connection: refused, unknown name, TLS, or none in time."""


class Broken(Exception):
    """The connection ended where it should not have."""


class TooSlow(Exception):
    """Nothing came in time."""


@dataclass(frozen=True, slots=True)
class Head:
    """Status line and headers of a reply; names in lower case."""

    status: int
    headers: Mapping[str, str]


class Incoming:
    """One POST, read in a thread of its own, so that every wait ends by the wall clock.

    Neither a name server nor a server that sends a byte now and then can hold the reader up.
    """

    def __init__(
        self, url: str, headers: Mapping[str, str], body: bytes, *, connect: float, read: float
    ) -> None:
        self._pieces: queue.Queue[Head | bytes | Exception | None] = queue.Queue(WAITING_PIECES)
        self._connected = threading.Event()
        self._left = threading.Event()
        self._connect_by = time.monotonic() + connect
        self._client = httpx.Client(
            headers={"accept-encoding": "identity", **headers},
            timeout=httpx.Timeout(read, connect=connect),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
            verify=_trusted(),
        )
        work = threading.Thread(target=self._read, args=(url, body), daemon=True)
        work.start()

    def take(self, until: float) -> Head | bytes | None:
        """The head first, then pieces of the body, None at its end.

        ``until`` is a time of ``time.monotonic``. Raises Unreachable, Broken or TooSlow.
        """
        found: Head | bytes | Exception | None = _CONNECTED
        while found is _CONNECTED:
            waiting = not self._connected.is_set()
            end = min(until, self._connect_by) if waiting else until
            try:
                found = self._pieces.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                if waiting and self._connected.is_set():
                    continue  # just in time: what follows has the whole time
                kind = Unreachable if waiting else TooSlow
                raise kind("no answer in time") from None
        if isinstance(found, Exception):
            raise found
        return found

    def close(self) -> None:
        """Let go of the connection; what still comes is thrown away."""
        self._left.set()
        with suppress(Exception):
            self._client.close()

    def _read(self, url: str, body: bytes) -> None:
        try:
            extensions = {"trace": self._trace}
            with self._client.stream("POST", url, content=body, extensions=extensions) as reply:
                self._put(Head(reply.status_code, dict(reply.headers)))
                for piece in reply.iter_raw():
                    self._put(piece)
            self._put(None)
        except _Left:
            pass
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            self._fail(Unreachable(type(error).__name__))
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            self._fail(TooSlow(type(error).__name__))
        except Exception as error:  # whatever a hostile server can provoke ends this reply alone
            kind = Broken if self._connected.is_set() else Unreachable
            self._fail(kind(type(error).__name__))
        finally:
            self._client.close()

    def _trace(self, event: str, _info: Mapping[str, Any]) -> None:
        if event == "http11.send_request_headers.started":
            self._connected.set()
            self._put(_CONNECTED)

    def _put(self, piece: Head | bytes | Exception | None) -> None:
        while not self._left.is_set():
            try:
                self._pieces.put(piece, timeout=1.0)
            except queue.Full:
                continue
            return
        raise _Left

    def _fail(self, error: Exception) -> None:
        with suppress(_Left):
            self._put(error)


class _Left(Exception):
    """Nobody reads any more."""


_CONNECTED = Head(0, {})


@lru_cache(maxsize=1)
def _trusted() -> Any:
    return httpx.create_ssl_context(trust_env=False)


def caller(base: str, key: str | None = None) -> Callable[[str, str, object], Any]:
    """A function (method, path, JSON body) → JSON for one server; ``key`` goes as a Bearer token.

    What it returns raises ``WenjuError``: of the class that has the status, ``Unavailable`` when
    the server cannot be reached.
    """
    client = httpx.Client(
        headers={"Authorization": f"Bearer {key}"} if key else {},
        limits=httpx.Limits(max_keepalive_connections=0),
        timeout=TIMEOUT,
        trust_env=False,
    )

    def call(method: str, path: str, body: object = None) -> Any:
        url = base.rstrip("/") + path
        try:
            response = client.request(method, url, json=body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(
                f"连不上 {base}（{type(error).__name__}）。请确认服务已启动、地址无误。"
            ) from error
        return _json(response)

    return call


def _json(response: httpx.Response) -> Any:
    if response.status_code >= 300:
        raise _error(response)
    if response.status_code == 204:
        return None
    try:
        return response.json()
    except ValueError as error:
        raise WenjuError("服务回答的不是 JSON，请确认地址是问据或兼容的服务。") from error


def _error(response: httpx.Response) -> WenjuError:
    kind = _KINDS.get(response.status_code, WenjuError)
    return kind(f"服务返回 {response.status_code}：{_message(response)}")


def _message(response: httpx.Response) -> str:
    try:
        error = response.json()["error"]
        return str(error["message"])
    except (ValueError, KeyError, TypeError):
        return response.text[:200]


class Sender:
    """One server for programs of others: JSON in and out, or one file as a form.

    Connections are as those of ``caller``, and so are the errors.
    """

    def __init__(self, base: str, key: str | None = None, timeout: float = TIMEOUT) -> None:
        self._base = base.rstrip("/")
        self._client = httpx.Client(**_options(key, timeout))

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        form: tuple[dict[str, str], str, bytes] | None = None,
    ) -> Any:
        """``form`` is (fields, file name, content)."""
        try:
            response = self._client.request(method, self._base + path, **_content(body, form))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(self._base, error) from error
        return _json(response)

    def close(self) -> None:
        self._client.close()


class AsyncSender:
    """``Sender`` for asyncio."""

    def __init__(self, base: str, key: str | None = None, timeout: float = TIMEOUT) -> None:
        self._base = base.rstrip("/")
        self._client = httpx.AsyncClient(**_options(key, timeout))

    async def send(
        self,
        method: str,
        path: str,
        body: object = None,
        form: tuple[dict[str, str], str, bytes] | None = None,
    ) -> Any:
        try:
            response = await self._client.request(method, self._base + path, **_content(body, form))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(self._base, error) from error
        return _json(response)

    async def close(self) -> None:
        await self._client.aclose()


def _options(key: str | None, timeout: float) -> dict[str, Any]:
    return {
        "headers": {"Authorization": f"Bearer {key}"} if key else {},
        "limits": httpx.Limits(max_keepalive_connections=0),
        "timeout": timeout,
        "trust_env": False,
    }


def _content(body: object, form: tuple[dict[str, str], str, bytes] | None) -> dict[str, Any]:
    if form is None:
        return {} if body is None else {"json": body}
    fields, name, content = form
    return {"data": fields, "files": {"file": (name, content)}}


def _unreachable(base: str, error: Exception) -> Unavailable:
    return Unavailable(f"连不上 {base}（{type(error).__name__}）。请确认服务已启动、地址无误。")
