"""The HTTP interface as a table: each route with its role, its lane and a plain function.

A handler takes a ``Call`` and gives a ``Reply``; it knows no web framework and runs in a thread.
"""

from __future__ import annotations

import itertools
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from corpus.document import Document, DocumentInfo, StoredChunk
from corpus.errors import InvalidValue
from qa.answer import Answer, Passage, Question
from qa.keys import Role
from qa.logs import fields
from qa.metrics import CONTENT_TYPE, Counts, Metrics
from qa.payloads import AskPayload, FeedbackPayload, SearchPayload, parse
from qa.settings import Settings
from qa.trail import Act
from qa.uploads import Form
from qa.worklist import WorkList

log = logging.getLogger("wenju.questions")

MOST_DOCUMENTS = 1000
"""A page of the document list."""
_PIECE = re.compile(r"[^，。！？；：、\n]*[，。！？；：、\n]+|[^，。！？；：、\n]+$")


class AddedLike(Protocol):
    """What adding a document did."""

    @property
    def document_id(self) -> str: ...

    @property
    def created(self) -> bool: ...

    @property
    def replaced(self) -> str | None: ...


class QaService(Protocol):
    """What HTTP asks of the service. Its methods raise errors of the tree; it is thread-safe."""

    def ask(self, question: Question) -> Answer: ...

    def stream(self, question: Question) -> Iterator[str | Answer]: ...

    def search(self, question: Question) -> tuple[Passage, ...]: ...

    def add(
        self, data: bytes, source: str, title: str | None = None, date: str | None = None
    ) -> AddedLike: ...

    def documents(
        self, limit: int, cursor: str | None
    ) -> tuple[list[DocumentInfo], str | None]: ...

    def document(self, id: str) -> Document: ...

    def info(self, id: str) -> DocumentInfo: ...

    def original(self, id: str) -> bytes: ...

    def chunks(self, id: str) -> list[StoredChunk]: ...

    def delete(self, id: str) -> None: ...

    def worklist(self) -> WorkList: ...

    def suggestions(self) -> tuple[str, ...]: ...

    def feedback(self, answer_id: str, thumbup: bool, text: str, reasons: list[str]) -> None: ...

    def note(self, act: Act) -> None: ...

    def forget(self, question_days: int, feedback_days: int) -> None: ...

    def ready(self) -> None: ...

    def sync(self) -> None: ...

    def statistics(self) -> Counts: ...


@dataclass(frozen=True, slots=True)
class Call:
    """One request, its body received in full."""

    service: QaService
    settings: Settings
    metrics: Metrics
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    form: Form = field(default_factory=Form)
    who: str = "-"
    """Name of the key."""
    request: str = ""
    """Id of the request."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One response; with ``stream`` the body comes in pieces."""

    body: bytes = b""
    status: int = 200
    media_type: str = "application/json; charset=utf-8"
    stream: Iterable[bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    later: Callable[[], Reply] | None = None
    """Gives the response instead of this one; it mostly waits, and runs among its like."""
    touched: tuple[str, ...] = ()
    """Documents that were added or deleted, for the audit log."""


Handler = Callable[[Call], Reply]
Lane = Literal["loop", "light", "ask", "write"]
"""Where the handler runs: in the event loop (only what is immediate), or in threads."""
Body = Literal["none", "json", "upload"]


@dataclass(frozen=True)
class Route:
    """One method of one path. There is no default role: a route must say who may call it."""

    method: str
    path: str
    role: Role
    handler: Handler
    lane: Lane = "light"
    body: Body = "none"
    payload: type[BaseModel] | None = None
    """Shape of the JSON body, for OpenAPI."""

    @property
    def act(self) -> str | None:
        """What the audit log calls it; None for what changes nothing that admins answer for."""
        return _ACTS.get(self.method) if self.role == "admin" else None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{\w+\}", "[^/]+", self.path))


_ACTS = {"POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}


def json_reply(value: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False, allow_nan=False).encode(), status)


def ask(call: Call) -> Reply:
    """Answers a question from the documents, with citations."""
    payload = parse(AskPayload, call.body)
    question = payload.as_question(call.settings.limits)
    if call.settings.log_questions:
        log.info("question", extra=fields(request=call.request, question=question.text))
    steps = call.service.stream(question)
    first = next(steps)  # what computes is done here, in its lane
    counted = _counted(call, itertools.chain([first], steps))
    if payload.stream:
        return Reply(media_type="text/event-stream; charset=utf-8", stream=_events(counted))
    if isinstance(first, Answer):
        return _whole(counted)
    return Reply(later=lambda: _whole(counted))


def _counted(call: Call, steps: Iterable[str | Answer]) -> Iterator[str | Answer]:
    for step in steps:
        if isinstance(step, Answer):
            call.metrics.answered(step)
        yield step


def _whole(steps: Iterable[str | Answer]) -> Reply:
    return json_reply(next(step for step in steps if isinstance(step, Answer)).as_json())


def pieces(text: str) -> list[str]:
    """``text`` cut after its punctuation; joined again it is the same."""
    return _PIECE.findall(text)


def _events(steps: Iterable[str | Answer]) -> Iterator[bytes]:
    """The pieces as they come, and what of the answer they do not tell; then the answer."""
    given = 0
    for step in steps:
        new = [step] if isinstance(step, str) else pieces(step.answer[given:])
        for piece in filter(None, new):
            given += len(piece)
            yield _event("delta", {"text": piece})
        if isinstance(step, Answer):
            yield _event("answer", step.as_json())
    yield _event("done", {})


def _event(name: str, data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def search(call: Call) -> Reply:
    """Finds the passages nearest to a question."""
    question = parse(SearchPayload, call.body).as_question(call.settings.limits)
    found = call.service.search(question)
    return json_reply({"passages": [passage.as_json() for passage in found]})


def list_documents(call: Call) -> Reply:
    """Lists the documents, a page at a time."""
    limit = _limit(call.query.get("limit", "100"))
    documents, following = call.service.documents(limit, call.query.get("cursor") or None)
    return json_reply({"documents": [info_json(info) for info in documents], "next": following})


def _limit(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= number <= MOST_DOCUMENTS:
        raise InvalidValue(f"limit 应是 1–{MOST_DOCUMENTS} 的整数；请改正。")
    return number


def get_document(call: Call) -> Reply:
    """Gives a document with its full text and its sections."""
    id = call.path["id"]
    return json_reply(document_json(call.service.document(id), call.service.info(id)))


def delete_document(call: Call) -> Reply:
    """Deletes a document; no later answer cites it."""
    call.service.delete(call.path["id"])
    return Reply(status=204, touched=(call.path["id"],))


def feedback(call: Call) -> Reply:
    """Keeps what a user thinks of an answer."""
    given = parse(FeedbackPayload, call.body)
    text, reasons = given.text or "", list(given.reasons or ())
    call.service.feedback(given.answer_id, given.thumbup, text, reasons)
    return json_reply({"answer_id": given.answer_id, "saved": True})


def livez(_call: Call) -> Reply:
    """Tells that the process runs."""
    return json_reply({"status": "ok"})


def readyz(call: Call) -> Reply:
    """Tells that questions can be answered and documents stored."""
    call.service.ready()
    return json_reply({"status": "ready"})


def metrics(call: Call) -> Reply:
    """Counts, as Prometheus text."""
    return Reply(call.metrics.render(call.service.statistics()), media_type=CONTENT_TYPE)


def info_json(info: DocumentInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "title": info.title,
        "date": info.date,
        "source": info.source,
        "characters": info.characters,
        "chunks": info.chunks,
        "added_at": info.added_at,
    }


def document_json(document: Document, info: DocumentInfo) -> dict[str, Any]:
    sections = [
        {"title": one.title, "level": one.level, "start": one.start, "end": one.end}
        for one in document.sections
    ]
    return {**info_json(info), "text": document.text, "sections": sections}
