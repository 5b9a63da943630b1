"""Who may do what: keys, roles, names of hosts, origins, ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from qa.http import create_app
from qa.settings import Settings
from tests.asgi import Response, call, multipart, post_form
from tests.campaign.row import Row
from tests.fakes import FakeService

SECTION = "谁能做什么"
KEYS = {"admin": "admin-key-0123456789", "reader": "reader-key-0123456789"}
LETS_IN = {"public": {None, "reader", "admin"}, "reader": {"reader", "admin"}, "admin": {"admin"}}


def rows(_full: bool) -> Iterator[Row]:
    yield from (routes(), wrong_keys(), unread_bodies(), same_answers(), hosts(), origins())


def keyed(service: FakeService | None = None, **more: Any) -> Any:
    keys = {f"{role}_key": key for role, key in KEYS.items()}
    return create_app(service or FakeService(), Settings.from_environment({}, **keys, **more))


def bearer(key: str) -> list[tuple[str, str]]:
    return [("authorization", f"Bearer {key}")]


def as_role(role: str | None) -> list[tuple[str, str]]:
    return bearer(KEYS[role]) if role else []


def table(app: Any) -> dict[tuple[str, str], str]:
    """The role that each route of the interface states."""
    told = call(app, "GET", "/api/v1/openapi.json", headers=as_role("reader")).json()
    return {
        (method.upper(), path): operation.get("x-role", "")
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    }


def routes() -> Row:
    """Every route with every key, and without one."""
    app = keyed()
    stated = table(app)
    wrong = [f"{path} 没有声明角色" for (_, path), role in stated.items() if role not in LETS_IN]
    tried = 0
    for (method, path), needed in stated.items():
        for role in (None, "reader", "admin"):
            tried += 1
            reply = call(app, method, path.replace("{id}", "doc_1"), headers=as_role(role))
            refused = reply.status in {401, 403}
            expected = 401 if role is None else 403
            lets_in = role in LETS_IN.get(needed, set())
            if refused is lets_in or (refused and reply.status != expected):
                wrong.append(f"{method} {path} {role}: {reply.status}")
    return Row(
        SECTION,
        "每个路由声明角色；没有密钥 401，密钥不够 403，够的放行",
        f"按 openapi.json 里的 {len(stated)} 个路由，各用无密钥、reader、admin 调一次",
        f"{tried} 次，不符 {len(wrong)} 次",
        not wrong,
        "；".join(wrong[:5]),
    )


def wrong_keys() -> Row:
    """Whatever is not exactly one right key opens nothing."""
    admin = KEYS["admin"]
    tries: dict[str, list[tuple[str, str]]] = {
        "无": [],
        "空": [("authorization", "")],
        "只有 Bearer": [("authorization", "Bearer ")],
        "null": bearer("null"),
        "undefined": bearer("undefined"),
        "两个": bearer(admin) * 2,
        "20000 字": bearer("x" * 20_000),
        "少一字": bearer(admin[:-1]),
        "多一字": bearer(admin + "x"),
        "大写": bearer(admin.upper()),
        "Basic": [("authorization", f"Basic {admin}")],
        "裸密钥": [("authorization", admin)],
        "两把": bearer(f"{admin}, Bearer {admin}"),
        "别的头": [("x-api-key", admin), ("cookie", f"key={admin}")],
    }
    queries = ("key", "api_key", "token", "access_token", "authorization")
    app = keyed()
    needing = [route for route, role in table(app).items() if role != "public"]
    passed = [
        f"{name} {method} {path}"
        for method, path in needing
        for name, headers in tries.items()
        if call(app, method, path, headers=headers).status != 401
    ]
    passed += [
        f"查询串 {name} {method} {path}"
        for method, path in needing
        for name in queries
        if call(app, method, path, query=f"{name}={admin}").status != 401
    ]
    count = len(needing) * (len(tries) + len(queries))
    return Row(
        SECTION,
        "空、null、在查询串里、两次、20000 字符的密钥一律 401",
        f"{len(tries)} 种请求头和 {len(queries)} 种查询串 × {len(needing)} 个需要密钥的路由",
        f"{count} 次，放行 {len(passed)} 次",
        not passed,
        "；".join(passed[:5]),
    )


def unread_bodies() -> Row:
    """Refusals for the key, the size and the pace come before the first byte of a body."""
    app = keyed(writes_per_minute=1)
    form = [("content-type", "multipart/form-data; boundary=x")]
    huge = [*form, ("content-length", str(10**12))]
    some = [*form, ("content-length", "1")]
    first = [call(app, "POST", "/api/v1/documents", body=b"x", headers=some + as_role("admin"))]
    replies = {
        401: call(app, "POST", "/api/v1/documents", body=b"x", headers=huge),
        403: call(app, "POST", "/api/v1/documents", body=b"x", headers=huge + as_role("reader")),
        429: call(app, "POST", "/api/v1/documents", body=b"x", headers=some + as_role("admin")),
        413: call(keyed(), "POST", "/api/v1/documents", body=b"x", headers=huge + as_role("admin")),
    }
    read = {status: reply.reads for status, reply in replies.items() if reply.reads}
    other = {status: reply.status for status, reply in replies.items() if reply.status != status}
    return Row(
        SECTION,
        "认证、频率和大小在读请求体之前判断",
        "上传时声明 1 TB：没有密钥、reader、太频繁、admin",
        f"{'、'.join(str(reply.status) for reply in replies.values())}，读取请求体 "
        f"{sum(read.values())} 次（放行的一次读了 {first[0].reads} 次）",
        not read and not other and first[0].reads > 0,
        str({**read, **other} or ""),
    )


GONE = ("doc_0", "x", "..", "%00", "a" * 3_000, "' OR 1=1", "文档")


def same_answers() -> Row:
    """Ids that were deleted, never were or cannot be, and ids that a key may not touch."""
    app = keyed()
    form = multipart([("机场.txt", "货邮49万吨。".encode())])
    upload = post_form(app, form, headers=as_role("admin")).json()
    kept = post_form(app, multipart([("在.txt", "在。".encode())]), headers=as_role("admin")).json()
    call(app, "DELETE", f"/api/v1/documents/{upload['id']}", headers=as_role("admin"))
    absent, present = [upload["id"], *GONE], [kept["id"], upload["id"], *GONE]
    groups = [
        (404, "GET", "reader", absent, ""),
        (404, "GET", "reader", absent, "/file"),
        (404, "GET", "reader", absent, "/chunks"),
        (404, "DELETE", "admin", absent, ""),
        (403, "DELETE", "reader", present, ""),
        (401, "GET", None, present, ""),
        (401, "DELETE", None, present, ""),
    ]
    wrong, count = [], 0
    for status, method, role, ids, suffix in groups:
        paths = [f"/api/v1/documents/{id}{suffix}" for id in ids]
        replies = [call(app, method, path, headers=as_role(role)) for path in paths]
        count += len(replies)
        if _kinds(replies) != {(status, replies[0].body)}:
            wrong.append(f"{method} {role} {suffix}")
    return Row(
        SECTION,
        "别人的、删掉的、没有的编号回答一样",
        f"{len(GONE)} 个不存在的编号、1 个删掉的、1 个存在的，{len(groups)} 组方法和密钥",
        f"{count} 次，组内状态和文字不同的 {len(wrong)} 组",
        not wrong,
        "；".join(wrong),
    )


def _kinds(replies: list[Response]) -> set[tuple[int, bytes]]:
    return {(reply.status, reply.body) for reply in replies}


def hosts() -> Row:
    """Names that the service does not answer to."""
    app = keyed()
    foreign = [
        *(["evil.example"], ["127.0.0.1.evil.example"], ["127.0.0.1@evil.example"], [""], []),
        *(["localhost", "evil.example"], ["localhost/evil"], ["[::1"], ["10.0.0.1"], ["0"]),
    ]
    replies = [call(app, "GET", "/livez", hosts=names) for names in foreign]
    answered = [names for names, reply in zip(foreign, replies, strict=True) if reply.status != 400]
    own = [call(app, "GET", "/livez", hosts=[name]).status for name in ("localhost", "127.0.0.1:1")]
    return Row(
        SECTION,
        "只回答允许的 Host",
        f"{len(foreign)} 种别的 Host，{len(own)} 种本机名",
        f"别的 Host 被回答 {len(answered)} 次，本机名 {own}",
        not answered and own == [200] * len(own),
    )


def origins() -> Row:
    """Pages of other sites get neither an answer to a post nor a permission."""
    app = keyed()
    told, permitted, posted = table(app), 0, 0
    for method, path in told:
        for origin in ("http://evil.example", "null", "http://localhost:3000"):
            headers = [("origin", origin), *as_role("admin")]
            preflight = call(app, "OPTIONS", path, headers=headers)
            reply = call(app, method, path, headers=headers)
            posted += reply.status != 403
            names = [*preflight.headers, *reply.headers]
            permitted += any(re.match("access-control", name) for name in names)
    return Row(
        SECTION,
        "没有 CORS，别的网站的页面不能代用户操作",
        f"{len(told)} 个路由 × 3 种外来 Origin，连同预检",
        f"跨域许可头 {permitted} 个，放行 {posted} 次",
        not permitted and not posted,
    )
