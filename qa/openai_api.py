"""The OpenAI shape: ``/v1/chat/completions`` and ``/v1/models``, for programs that speak it.

The answer is the one that ``/api/v1/ask`` gives; ``references`` holds its citations and ``wenju``
the whole object. The last user message is the question, earlier ones are the history; system
messages change nothing here, for the instructions to a model are the service's own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from corpus.errors import InvalidValue
from qa.answer import Answer, Question, Turn
from qa.payloads import Strict, Text, make_question, parse
from qa.routes import Call, Reply, Route, json_reply, pieces
from qa.settings import Limits

MODEL = "wenju"
MODES: dict[str, Literal["auto", "extractive", "llm"]] = {
    MODEL: "auto",
    "wenju-extractive": "extractive",
    "wenju-llm": "llm",
}
"""Models and what they stand for; any other name is answered as ``wenju``."""
MOST_MESSAGES = 1_000
_Bounded = Annotated[float, Field(ge=0, le=2)]


class PartPayload(Strict):
    type: Text
    text: Text | None = None


class MessagePayload(Strict):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | Annotated[list[PartPayload], Field(max_length=100)] | None = None
    tool_calls: list[Any] | None = None

    def words(self) -> str:
        """Its text; raises InvalidValue for what is no text."""
        if self.role in {"tool", "function"} or self.tool_calls:
            raise InvalidValue("messages 里有工具调用，这里不支持；请只发送文字消息。")
        if not isinstance(self.content, list):
            return self.content or ""
        if any(part.type != "text" for part in self.content):
            raise InvalidValue("messages 里有文字以外的内容，这里不支持；请只发送文字。")
        return "\n".join(part.text or "" for part in self.content)


class StreamOptions(Strict):
    include_usage: bool | None = None


class CompletionPayload(Strict):
    """What is bounded here and used nowhere has no meaning for answers in a document's words."""

    messages: Annotated[list[MessagePayload], Field(min_length=1, max_length=MOST_MESSAGES)]
    model: Annotated[Text, Field(max_length=200)] = MODEL
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    temperature: _Bounded | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    tools: Annotated[list[Any], Field(max_length=0)] | None = None
    functions: Annotated[list[Any], Field(max_length=0)] | None = None

    def as_question(self, limits: Limits) -> Question:
        """The last user message with what was said before; raises InvalidValue."""
        spoken = [(one.role, one.words()) for one in self.messages]
        turns = [
            Turn(role, words) for role, words in spoken if role == "user" or role == "assistant"
        ]
        if not turns or turns[-1].role != "user":
            raise InvalidValue("messages 的最后一条应是 user 消息，里面是问题；请改正。")
        history = tuple(turn for turn in turns[:-1] if turn.content.strip())
        kept = history[-limits.history_turns :]
        return make_question(
            turns[-1].content, limits, history=kept, mode=MODES.get(self.model, "auto")
        )


def completions(call: Call) -> Reply:
    """Answers in the OpenAI shape, with ``references``."""
    payload = parse(CompletionPayload, call.body)
    answer = call.service.ask(payload.as_question(call.settings.limits))
    call.metrics.answered(answer)
    if not payload.stream:
        return json_reply(_whole(answer))
    usage = bool(payload.stream_options and payload.stream_options.include_usage)
    return Reply(media_type="text/event-stream; charset=utf-8", stream=_events(answer, usage))


def models(call: Call) -> Reply:
    """Lists the models: ways of answering."""
    offered = [name for name in MODES if name != "wenju-llm" or call.settings.llm_configured]
    rows = [{"id": name, "object": "model", "created": 0, "owned_by": MODEL} for name in offered]
    return json_reply({"object": "list", "data": rows})


def _head(answer: Answer, kind: str) -> dict[str, Any]:
    return {"id": answer.id, "object": kind, "created": int(time.time()), "model": MODEL}


def _evidence(answer: Answer) -> dict[str, Any]:
    whole = answer.as_json()
    return {"references": whole["citations"], "wenju": whole}


def _usage(answer: Answer) -> dict[str, int]:
    """In characters: no tokens are counted where no model need be called."""
    asked, said = len(answer.question), len(answer.answer)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _whole(answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.answer, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {
        **_head(answer, "chat.completion"),
        "choices": [choice],
        "usage": _usage(answer),
        **_evidence(answer),
    }


def _events(answer: Answer, usage: bool) -> Iterator[bytes]:
    head = _head(answer, "chat.completion.chunk")

    def event(delta: dict[str, str], end: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": end, "logprobs": None}
        return _data({**head, "choices": [choice], **more})

    yield event({"role": "assistant", "content": ""})
    for piece in pieces(answer.answer):
        yield event({"content": piece})
    yield event({}, "stop", **_evidence(answer))
    if usage:
        yield _data({**head, "choices": [], "usage": _usage(answer)})
    yield b"data: [DONE]\n\n"


def _data(value: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


OPENAI_ROUTES = (
    Route("POST", "/v1/chat/completions", "reader", completions, "ask", "json", CompletionPayload),
    Route("GET", "/v1/models", "reader", models),
)
