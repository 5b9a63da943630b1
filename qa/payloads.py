"""Requests as they come in over HTTP: strict JSON, typed, refused in Chinese."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from corpus.errors import InvalidRequest, InvalidValue
from qa.answer import Filters, Mode, Question, Role, Turn
from qa.settings import Limits, variable

Payload = TypeVar("Payload", bound=BaseModel)
DEFAULT_TOP_K = Question("").top_k


def _is_whole(text: str) -> bool:
    """No lone surrogates: JSON can write them, UTF-8, SQLite and the tokenizers cannot."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _whole(text: str) -> str:
    if not _is_whole(text):
        raise PydanticCustomError("string_unicode", "lone surrogate")
    return text


Text = Annotated[str, AfterValidator(_whole)]


class Strict(BaseModel):
    """Wrong types are refused, unknown fields ignored: other programs may send more."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class TurnPayload(Strict):
    role: Role
    content: Text


class FiltersPayload(Strict):
    document_ids: Annotated[list[Text], Field(max_length=1000)] | None = None
    date_from: Text | None = None
    date_to: Text | None = None

    def filters(self) -> Filters:
        first, last = iso_day("date_from", self.date_from), iso_day("date_to", self.date_to)
        if first and last and first > last:
            raise InvalidValue("filters.date_from 晚于 filters.date_to；请对调或改正日期。")
        return Filters(tuple(self.document_ids or ()), first, last)


class SearchPayload(Strict):
    question: Text
    top_k: Annotated[int, Field(ge=1)] | None = None
    filters: FiltersPayload | None = None

    def as_question(self, limits: Limits) -> Question:
        """The question, within ``limits``; raises InvalidValue."""
        return make_question(
            self.question,
            limits,
            top_k=self.top_k,
            filters=self.filters.filters() if self.filters else None,
        )


class AskPayload(SearchPayload):
    history: list[TurnPayload] | None = None
    mode: Mode | None = None
    stream: bool | None = None

    def as_question(self, limits: Limits) -> Question:
        return make_question(
            self.question,
            limits,
            history=tuple(Turn(turn.role, turn.content) for turn in self.history or ()),
            top_k=self.top_k,
            mode=self.mode,
            filters=self.filters.filters() if self.filters else None,
        )


class FeedbackPayload(Strict):
    answer_id: Annotated[Text, Field(min_length=1, max_length=100)]
    thumbup: bool
    text: Annotated[Text, Field(max_length=2000)] | None = None
    reasons: Annotated[
        list[Annotated[Text, Field(max_length=200)]] | None, Field(max_length=20)
    ] = None


def make_question(
    text: str,
    limits: Limits,
    *,
    history: tuple[Turn, ...] = (),
    top_k: int | None = None,
    mode: Mode | None = None,
    filters: Filters | None = None,
) -> Question:
    """A question within ``limits``; raises InvalidValue naming the limit and its setting."""
    if not _is_whole(text):
        raise InvalidValue("问题不是有效的 Unicode 文本；请检查编码。")
    if not text.strip():
        raise InvalidValue("问题是空的；请写出要问的内容。")
    _at_most("问题的长度", len(text), limits.question_characters, "question_characters")
    _at_most("history 的条数", len(history), limits.history_turns, "history_turns")
    wanted = min(DEFAULT_TOP_K, limits.top_k_max) if top_k is None else top_k
    _at_most("top_k", wanted, limits.top_k_max, "top_k_max")
    if wanted < 1:
        raise InvalidValue("top_k 应不小于 1；请改大。")
    return Question(text, history, wanted, mode or "auto", filters or Filters())


def _at_most(what: str, size: int, limit: int, setting: str) -> None:
    if size > limit:
        shown = str(size) if size < 10**9 else "一个太大的数"
        raise InvalidValue(
            f"{what}超过上限 {limit}，收到 {shown}；请改小，或用设置 {variable(setting)} 调整。"
        )


def iso_day(field: str, value: str | None) -> str | None:
    """``value`` when it is a real day, written 2024-09-18; raises InvalidValue."""
    if value is None:
        return None
    try:
        day = datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        day = ""
    if day != value:
        raise InvalidValue(f"{field} 不是有效日期；请写成 2024-09-18 的样子。")
    return day


def decode(body: bytes) -> Any:
    """One JSON value; raises InvalidRequest for anything that RFC 8259 or good sense forbids."""
    try:
        return json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        raise InvalidRequest("请求体不是 UTF-8 编码；请用 UTF-8 发送 JSON。") from None
    except RecursionError:
        raise InvalidRequest("请求体的 JSON 嵌套太深；请减少层数。") from None
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise InvalidRequest(f"请求体不是有效的 JSON（{where}）；请检查格式。") from None
    except ValueError:  # an integer of more digits than Python converts
        raise InvalidRequest("请求体里有太长的数字；请改小。") from None


def parse(model: type[Payload], body: bytes) -> Payload:
    """The request in ``body``; raises InvalidRequest, or InvalidValue naming the field."""
    value = decode(body)
    if not isinstance(value, dict):
        raise InvalidValue('请求体应是 JSON 对象，如 {"question": "……"}。')
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=True)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidValue(_explain(where, first["type"], first.get("ctx") or {})) from None


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InvalidRequest("请求体的 JSON 对象里有重复的键；每个键只能出现一次。")
    return found


def _no_constant(_name: str) -> NoReturn:
    raise InvalidRequest("请求体里有 NaN 或 Infinity，它们不是有效的 JSON；请改成普通数字。")


_EXPECTED = {
    "string_type": "应为字符串",
    "string_unicode": "里有不成对的代理字符，不是有效的 Unicode 文本",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "list_type": "应为列表",
    "model_type": "应为 JSON 对象",
}


def _explain(where: str, kind: str, context: dict[str, Any]) -> str:
    if kind == "missing":
        return f"缺少字段 {where}；请补上。"
    if kind in _EXPECTED:
        return f"字段 {where} {_EXPECTED[kind]}；请改正。"
    if kind == "literal_error":
        return f"字段 {where} 只能是 {context['expected'].replace(' or ', ' 或 ')}。"
    for bound, word in (("ge", "不小于"), ("max_length", "不长于"), ("min_length", "不短于")):
        if bound in context:
            return f"字段 {where} 应{word} {context[bound]}；请改正。"
    return f"字段 {where} 的值无效；请改正。"
