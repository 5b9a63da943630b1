"""The OpenAPI description of a route: what it takes, and every status that it may answer."""

from __future__ import annotations

import re
from typing import Any

from qa.routes import MOST_DOCUMENTS, Route

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_ERROR: Json = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": _TEXT, "message": _TEXT},
            "additionalProperties": False,
        }
    },
    "additionalProperties": False,
}
_REFUSALS = {
    400: "请求格式不对",
    401: "没有密钥，或密钥不对",
    403: "密钥的权限不够，或请求来自别的网站",
    404: "没有这份文档",
    408: "请求体没有按时收完",
    409: "与现有内容冲突",
    413: "超过大小上限",
    415: "不支持的内容类型或文件格式",
    422: "值不在允许的范围，或文件读不出文字",
    429: "请求太频繁，见 Retry-After",
    500: "服务内部出错",
    503: "服务正忙或未就绪，见 Retry-After",
    507: "磁盘空间不足",
}
_FILES: Json = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
_FORM: Json = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": _FILES,
        "title": {"type": "string", "maxLength": 1000},
        "date": {"type": "string", "format": "date"},
        "source": {"type": "string", "maxLength": 1000},
    },
}
_QUERIES: dict[str, list[tuple[str, Json]]] = {
    "GET /api/v1/documents": [
        ("limit", {"type": "integer", "minimum": 1, "maximum": MOST_DOCUMENTS}),
        ("cursor", _TEXT),
    ],
}
_DONE = {
    "POST /api/v1/documents": {200: "这些内容已在资料库里", 201: "已添加"},
    "DELETE /api/v1/documents/{id}": {204: "已删除"},
}


def describe(route: Route) -> Json:
    """What FastAPI cannot read off a handler that takes the bare request."""
    found: Json = {"responses": {**_answers(route), **_refusals(route)}}
    if parameters := [*_path(route), *_query(route)]:
        found["parameters"] = parameters
    if body := _body(route):
        found["requestBody"] = {"required": True, "content": body}
    return found


def usual_status(route: Route) -> int:
    """The status of success that a caller sees first."""
    return max(_DONE.get(f"{route.method} {route.path}", {200: ""}))


def _answers(route: Route) -> Json:
    done = _DONE.get(f"{route.method} {route.path}", {200: "成功"})
    return {str(status): {"description": text} for status, text in done.items()}


def _refusals(route: Route) -> Json:
    shown = {"application/json": {"schema": _ERROR}}
    return {
        str(status): {"description": _REFUSALS[status], "content": shown}
        for status in sorted(_statuses(route))
    }


def _statuses(route: Route) -> set[int]:
    """What the guards may answer to any request, and what the route adds."""
    found = {400, 403, 408, 413, 429, 500, 503}
    if route.role != "public":
        found.add(401)
    if "{" in route.path:
        found.add(404)
    if route.body != "none":
        found |= {415, 422}
    if route.body != "none" or route.method == "DELETE":
        found.add(507)
    if route.body == "upload":
        found.add(409)
    return found | ({422} if _query(route) else set())


def _path(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _TEXT}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]


def _query(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in _QUERIES.get(f"{route.method} {route.path}", [])
    ]


def _body(route: Route) -> Json:
    if route.body == "upload":
        return {"multipart/form-data": {"schema": _FORM}}
    if route.payload is None:
        return {}
    return {"application/json": {"schema": _inlined(route.payload.model_json_schema())}}


def _inlined(schema: Json) -> Json:
    """The schema without ``$defs``: a reference inside a document counts from its root."""
    definitions = schema.pop("$defs", {})

    def put(value: Any) -> Any:
        if isinstance(value, list):
            return [put(one) for one in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return put(definitions[value["$ref"].rpartition("/")[2]])
        return {name: put(inner) for name, inner in value.items()}

    found: Json = put(schema)
    return found
