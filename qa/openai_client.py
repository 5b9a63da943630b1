"""Any server that speaks the chat completions of OpenAI: Ollama, vLLM, llama.cpp, DeepSeek …"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import ConfigurationError
from qa.llm import (
    BadKey,
    ContextExceeded,
    Empty,
    Excessive,
    Finish,
    Interrupted,
    Message,
    ModelFailure,
    NoConnection,
    NotInTime,
    Overloaded,
    Rejected,
    Unreadable,
)
from qa.thinking import Visible
from qa.web import Broken, Head, Incoming, TooSlow, Unreachable

LONGEST_LINE = 1024**2
LONGEST_REPLY = 16 * 1024**2
LONGEST_ERROR = 64 * 1024
DEFAULT_BASE = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds by the wall clock. Two connections must fail within five seconds."""

    connect: float = 2.0
    first: float = 25.0
    """From the request to the first token, thinking included."""
    silence: float = 15.0
    """Between two tokens; lines that keep the connection alive are none."""


class OpenAIModel:
    """One model of one server. Raises ConfigurationError for a key no header can carry."""

    def __init__(
        self,
        model: str,
        base_url: str | None = None,
        key: str | None = None,
        *,
        extra: Mapping[str, Any] | None = None,
        deadlines: Deadlines | None = None,
    ) -> None:
        self.name = model
        self._url = (base_url or DEFAULT_BASE).strip().rstrip("/") + "/chat/completions"
        if not self._url.startswith(("http://", "https://")):
            raise ConfigurationError(
                "WENJU_LLM_BASE_URL 应以 http:// 或 https:// 开头，如 http://127.0.0.1:11434/v1。"
            )
        self._headers = {"content-type": "application/json", "accept": "text/event-stream"}
        if key := (key or "").strip():
            if not (key.isascii() and key.isprintable()):
                raise ConfigurationError("WENJU_LLM_API_KEY 只能有可见的 ASCII 字符，请检查。")
            self._headers["authorization"] = f"Bearer {key}"
        self._extra = dict(extra or {})
        self._deadlines = deadlines or Deadlines()

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float
    ) -> Iterator[str | Finish]:
        now = time.monotonic()
        limits = self._deadlines
        incoming = Incoming(
            self._url,
            self._headers,
            self._body(messages, max_tokens),
            connect=min(limits.connect, seconds),
            read=max(limits.first, limits.silence),
        )
        with closing(incoming):
            try:
                yield from _Reply(incoming, now + limits.first, now + seconds, limits.silence)
            except Unreachable:
                raise NoConnection from None
            except Broken:
                raise Interrupted from None
            except TooSlow:
                raise NotInTime from None

    def _body(self, messages: Sequence[Message], max_tokens: int) -> bytes:
        body = {
            "model": self.name,
            "messages": [asdict(message) for message in messages],
            "temperature": 0,
            "max_tokens": max_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
            **self._extra,
        }
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


class _Reply:
    """Reads one reply, by event or in one piece, and holds it to its deadlines."""

    def __init__(self, incoming: Incoming, first: float, end: float, silence: float) -> None:
        self._incoming = incoming
        self._until = min(first, end)
        self._end = end
        self._silence = silence
        self._visible = Visible()
        self._written = False
        self._reason: str | None = None
        self._usage: Mapping[str, Any] = {}

    def __iter__(self) -> Iterator[str | Finish]:
        head = self._incoming.take(self._until)
        if not isinstance(head, Head):
            raise Interrupted
        if head.status != 200:
            raise _failure(head, self._error_body())
        if "json" in head.headers.get("content-type", ""):
            yield from self._one_piece()
        else:
            yield from self._events()
        yield from self._shown(self._visible.finish())
        yield self._finish()

    def _finish(self) -> Finish:
        if self._reason is None:
            raise Interrupted
        if self._reason == "content_filter":
            raise Rejected
        if not self._written:
            raise Empty
        return Finish(
            self._reason != "length",
            _count(self._usage.get("prompt_tokens")),
            _count(self._usage.get("completion_tokens")),
        )

    def _shown(self, text: str) -> Iterator[str]:
        if text:
            self._written = self._written or bool(text.strip())
            yield text

    def _events(self) -> Iterator[str]:
        for line in self._lines():
            if not line.startswith("data:"):
                continue  # pings, comments, event names
            data = line[5:].strip()
            if data == "[DONE]":
                self._reason = self._reason or "stop"
                return
            yield from self._chunk(_object(data), "delta")

    def _one_piece(self) -> Iterator[str]:
        body = b"".join(self._bodies(LONGEST_LINE))
        yield from self._chunk(_object(_text(body)), "message")

    def _chunk(self, chunk: Mapping[str, Any], part: str) -> Iterator[str]:
        if chunk.get("error"):
            raise _error(200, chunk)
        if isinstance(chunk.get("usage"), dict):
            self._usage = chunk["usage"]
        choices = chunk.get("choices")
        if not isinstance(choices, list):
            raise Unreadable
        if not choices:
            return
        first = choices[0]
        said = first.get(part) if isinstance(first, dict) else None
        if said is not None and not isinstance(said, dict):
            raise Unreadable
        if isinstance(first, dict) and isinstance(first.get("finish_reason"), str):
            self._reason = first["finish_reason"]
        if said:
            yield from self._said(said)

    def _said(self, said: Mapping[str, Any]) -> Iterator[str]:
        content = said.get("content")
        if content is not None and not isinstance(content, str):
            raise Unreadable
        if content or any(said.get(name) for name in ("reasoning_content", "reasoning")):
            self._until = min(self._end, time.monotonic() + self._silence)
        if content:
            yield from self._shown(self._visible.feed(content))

    def _lines(self) -> Iterator[str]:
        rest = b""
        for piece in self._bodies(LONGEST_REPLY):
            *whole, rest = (rest + piece).split(b"\n")
            if len(rest) > LONGEST_LINE:
                raise Excessive
            yield from map(_text, whole)
        yield _text(rest)

    def _bodies(self, most: int) -> Iterator[bytes]:
        size = 0
        while True:
            piece = self._incoming.take(self._until)
            if not isinstance(piece, bytes):
                return
            size += len(piece)
            if size > most:
                raise Excessive
            yield piece

    def _error_body(self) -> bytes:
        try:
            return b"".join(self._bodies(LONGEST_ERROR))
        except (Excessive, Broken, TooSlow):
            return b""


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Unreadable from None


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(value, dict):
        raise Unreadable
    return value


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _failure(head: Head, body: bytes) -> ModelFailure:
    try:
        told = _object(_text(body))
    except Unreadable:
        told = {}
    return _error(head.status, told)


def _error(status: int, told: Mapping[str, Any]) -> ModelFailure:
    """Both shapes of an error, ``{"error": {…}}`` and flat; no word of it is repeated to users."""
    inner = told.get("error")
    detail = inner if isinstance(inner, dict) else told
    code = _count(detail.get("code"))
    if status == 200 and code:
        status = code
    words = json.dumps(detail, ensure_ascii=False).lower()
    if any(mark in words for mark in _TOO_LONG):
        return ContextExceeded(_count(detail.get("n_ctx")))
    if status in (401, 403):
        return BadKey()
    if status in (200, 408, 429) or status >= 500:
        return Overloaded()
    return Rejected()


_TOO_LONG = ("exceed_context_size", "context_length_exceeded", "maximum context length")
