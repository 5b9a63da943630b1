"""A running server as an answerer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from corpus.errors import InvalidValue
from eval.answerer import Source
from qa.answer import Answer, Citation, NumberCheck, Passage, Question, Timings

PAGE = 1000
_T = TypeVar("_T")
Call = Callable[[str, str, object], Any]
"""Method, path with query, JSON body → JSON answer. Raises ``WenjuError``."""


class Remote:
    """Speaks the HTTP interface, version 1."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def answer(self, question: Question) -> Answer:
        return answer_from(self._call("POST", "/api/v1/ask", _body(question, question.top_k)))

    def retrieve(self, question: Question, k: int) -> tuple[Passage, ...]:
        found = self._call("POST", "/api/v1/search", _body(question, k))
        return _checked(_passages, found)

    def text(self, document_id: str) -> str:
        document = self._call("GET", f"/api/v1/documents/{quote(document_id, safe='')}", None)
        return _checked(_text, document)

    def sources(self) -> Sequence[Source]:
        found: list[Source] = []
        query = {"limit": str(PAGE)}
        while True:
            page = self._call("GET", f"/api/v1/documents?{urlencode(query)}", None)
            found += _checked(_sources, page)
            if not page.get("next"):
                return found
            query["cursor"] = str(page["next"])


def answer_from(data: Mapping[str, Any]) -> Answer:
    """The answer object of the interface. Raises ``InvalidValue`` when fields are missing."""
    return _checked(_answer, data)


def _answer(data: Mapping[str, Any]) -> Answer:
    return Answer(
        id=data["id"],
        question=data["question"],
        answer=data["answer"],
        refused=data["refused"],
        mode=data["mode"],
        citations=tuple(Citation(**_only(each, Citation)) for each in data["citations"]),
        numbers=tuple(NumberCheck(**each) for each in data["checks"]["numbers"]),
        passages=tuple(_passage(each) for each in data["passages"]),
        timings=Timings(**data["timings"]),
        confidence=float(data.get("confidence", not data["refused"])),
        degraded=data.get("degraded", False),
        notices=tuple(data.get("notices", ())),
    )


def _text(data: Mapping[str, Any]) -> str:
    return str(data["text"])


def _passages(data: Mapping[str, Any]) -> tuple[Passage, ...]:
    return tuple(_passage(each) for each in data["passages"])


def _passage(data: Mapping[str, Any]) -> Passage:
    blanks = {"document_title": "", "document_date": None, "section": ""}
    return Passage(**blanks | _only(data, Passage))


def _only(data: Mapping[str, Any], kind: type) -> dict[str, Any]:
    """The fields that the class knows; a newer server may send more."""
    return {name: data[name] for name in kind.__slots__ if name in data}  # type: ignore[attr-defined]


def _sources(page: Mapping[str, Any]) -> list[Source]:
    return [Source(each["id"], each["source"]) for each in page["documents"]]


def _checked(build: Callable[[Mapping[str, Any]], _T], data: Mapping[str, Any]) -> _T:
    try:
        return build(data)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidValue(f"服务的回答缺少字段或类型不对（{error}），请确认服务版本。") from error


def _body(question: Question, k: int) -> dict[str, Any]:
    body: dict[str, Any] = {"question": question.text, "top_k": k, "mode": question.mode}
    if question.history:
        body["history"] = [{"role": t.role, "content": t.content} for t in question.history]
    return body
