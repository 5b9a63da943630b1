"""Which names the service answers to, and which pages may send to it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from corpus.errors import Forbidden, InvalidRequest
from qa.middleware import App, Receive, Scope, Send, header_values

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class InvalidHost(InvalidRequest):
    code = "invalid_host"


class HostGuard:
    """Answers only to known names, and to no other site's page.

    The first stops DNS rebinding; the second, pages of other origins that post to a service
    without keys on this machine (a browser sends such forms without asking).
    """

    def __init__(self, app: App, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = LOOPBACK_NAMES | {host.lower().strip("[]") for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._check(header_values(scope, b"host"), header_values(scope, b"origin"))
        await self.app(scope, receive, send)

    def _check(self, hosts: list[bytes], origins: list[bytes]) -> None:
        name = host_name(hosts[0]) if len(hosts) == 1 else None
        if name is None or not ("*" in self.hosts or name in self.hosts):
            raise InvalidHost(
                "请求的 Host 不在允许之列；请用 127.0.0.1 或 localhost 访问，"
                "或把这个主机名加进设置 WENJU_ALLOWED_HOSTS。"
            )
        if any(not self._same_site(origin, hosts[0]) for origin in origins):
            raise Forbidden(
                "请求来自别的网站的页面（Origin 不符），已拒绝；请在本服务的页面上操作。"
            )

    def _same_site(self, origin: bytes, host: bytes) -> bool:
        scheme, _, place = origin.decode("latin-1").lower().partition("://")
        if scheme not in {"http", "https"}:
            return False
        listed = self.hosts - LOOPBACK_NAMES
        return place == host.decode("latin-1").lower() or host_name(place.encode()) in listed


def host_name(value: bytes) -> str | None:
    """``[::1]:8000`` → ``::1``; None for what is no host and port."""
    text = value.decode("latin-1").lower()
    if not text or any(not character.isprintable() or character in " /@?#\\" for character in text):
        return None
    try:
        parts = urlsplit("//" + text)
        return parts.hostname if parts.port is None or parts.port >= 0 else None
    except ValueError:
        return None
