"""A client of the HTTP interface, plain and for asyncio. Thin: what it gives are the JSON objects.

Errors of the service are raised as those of ``corpus.errors`` with its message: ``NotFound``,
``Unauthorized``, ``Unavailable`` (also when it cannot be reached) and so on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

from qa.web import AsyncSender, Sender

Json = dict[str, Any]
BASE = "http://127.0.0.1:8000"
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class _Request:
    """One call, the same for both clients."""

    method: str
    path: str
    body: Json | None = None
    form: tuple[dict[str, str], str, bytes] | None = field(default=None, repr=False)

    @property
    def parts(self) -> tuple[str, str, Json | None, tuple[dict[str, str], str, bytes] | None]:
        return self.method, self.path, self.body, self.form


def _given(**values: object) -> Json:
    """Without what was not given, so that the defaults are the service's."""
    return {name: value for name, value in values.items() if value is not None}


def _ask(
    question: str,
    history: Sequence[Mapping[str, str]],
    top_k: int | None,
    mode: str | None,
    filters: Mapping[str, Any] | None,
) -> _Request:
    turns = [dict(turn) for turn in history] or None
    body = _given(question=question, history=turns, top_k=top_k, mode=mode, filters=filters)
    return _Request("POST", "/api/v1/ask", body)


def _search(question: str, top_k: int | None, filters: Mapping[str, Any] | None) -> _Request:
    return _Request(
        "POST", "/api/v1/search", _given(question=question, top_k=top_k, filters=filters)
    )


def _page(cursor: str | None) -> _Request:
    query = urlencode(_given(limit=_PAGE, cursor=cursor))
    return _Request("GET", f"/api/v1/documents?{query}")


def _document(id: str) -> str:
    return f"/api/v1/documents/{quote(id, safe='')}"


def _add(content: bytes, source: str, title: str | None, date: str | None) -> _Request:
    fields = _given(source=source, title=title, date=date)
    name = source.rsplit("/", 1)[-1]
    return _Request("POST", "/api/v1/documents", form=(fields, name, content))


def _feedback(answer_id: str, thumbup: bool, text: str, reasons: Sequence[str]) -> _Request:
    body = _given(answer_id=answer_id, thumbup=thumbup, text=text, reasons=list(reasons))
    return _Request("POST", "/api/v1/feedback", body)


class Client:
    """One service. ``key`` is a reader's or an admin's; ``timeout`` is in seconds."""

    def __init__(self, base: str = BASE, key: str | None = None, timeout: float = 120.0) -> None:
        self._sender = Sender(base, key, timeout)

    def _send(self, request: _Request) -> Any:
        return self._sender.send(*request.parts)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str]] = (),
        top_k: int | None = None,
        mode: str | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> Json:
        """The answer with its citations; ``history`` as ``[{"role": …, "content": …}]``."""
        found: Json = self._send(_ask(question, history, top_k, mode, filters))
        return found

    def search(
        self,
        question: str,
        *,
        top_k: int | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[Json]:
        """The nearest passages, best first."""
        return list(self._send(_search(question, top_k, filters))["passages"])

    def documents(self) -> Iterator[Json]:
        """All documents without their texts, in the order they were added."""
        cursor: str | None = None
        while True:
            page = self._send(_page(cursor))
            yield from page["documents"]
            cursor = page["next"]
            if cursor is None:
                return

    def document(self, id: str) -> Json:
        """A document with its full text."""
        found: Json = self._send(_Request("GET", _document(id)))
        return found

    def add(
        self, content: bytes, source: str, *, title: str | None = None, date: str | None = None
    ) -> str:
        """Adds one file, or replaces the one of the same source; its id."""
        return str(self._send(_add(content, source, title, date))["id"])

    def delete(self, id: str) -> None:
        """When it returns, no answer cites the document any more."""
        self._send(_Request("DELETE", _document(id)))

    def feedback(
        self, answer_id: str, thumbup: bool, *, text: str = "", reasons: Sequence[str] = ()
    ) -> None:
        """Tells what a user thinks of an answer."""
        self._send(_feedback(answer_id, thumbup, text, reasons))

    def close(self) -> None:
        self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient:
    """``Client`` for asyncio."""

    def __init__(self, base: str = BASE, key: str | None = None, timeout: float = 120.0) -> None:
        self._sender = AsyncSender(base, key, timeout)

    async def _send(self, request: _Request) -> Any:
        return await self._sender.send(*request.parts)

    async def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str]] = (),
        top_k: int | None = None,
        mode: str | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> Json:
        found: Json = await self._send(_ask(question, history, top_k, mode, filters))
        return found

    async def search(
        self,
        question: str,
        *,
        top_k: int | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[Json]:
        return list((await self._send(_search(question, top_k, filters)))["passages"])

    async def documents(self) -> AsyncIterator[Json]:
        cursor: str | None = None
        while True:
            page = await self._send(_page(cursor))
            for one in page["documents"]:
                yield one
            cursor = page["next"]
            if cursor is None:
                return

    async def document(self, id: str) -> Json:
        found: Json = await self._send(_Request("GET", _document(id)))
        return found

    async def add(
        self, content: bytes, source: str, *, title: str | None = None, date: str | None = None
    ) -> str:
        return str((await self._send(_add(content, source, title, date)))["id"])

    async def delete(self, id: str) -> None:
        await self._send(_Request("DELETE", _document(id)))

    async def feedback(
        self, answer_id: str, thumbup: bool, *, text: str = "", reasons: Sequence[str] = ()
    ) -> None:
        await self._send(_feedback(answer_id, thumbup, text, reasons))

    async def close(self) -> None:
        await self._sender.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
