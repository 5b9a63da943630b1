"""The door to httpx: calls of one server."""

from __future__ import annotations

from collections.abc import Callable
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
_KINDS: dict[int, type[WenjuError]] = {
    kind.status: kind
    for kind in (InvalidRequest, Unauthorized, Forbidden, NotFound, TooManyRequests, Unavailable)
}


def caller(base: str, key: str | None = None) -> Callable[[str, str, object], Any]:
    """A function (method, path, JSON body) → JSON for one server; ``key`` goes as a Bearer token.

    No redirects, no proxies from the environment, no connection kept: some servers close one that
    the next request then finds dead. What it returns raises ``WenjuError``: of the class that has
    the status, ``Unavailable`` when the server cannot be reached.
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
