"""Who may call what, taken from the description of the interface, not from the code behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from qa.http import ROUTES, create_app
from qa.routes import Route, json_reply
from qa.settings import Settings
from tests.asgi import Response, call, multipart, post_form
from tests.fakes import FakeService

KEYS = {"admin": "admin-key-0123456789", "reader": "reader-key-0123456789"}
LEAVE = {"public": {None, "reader", "admin"}, "reader": {"reader", "admin"}, "admin": {"admin"}}
"""Which keys a role lets in."""


def keyed() -> Any:
    keys = {f"{role}_key": key for role, key in KEYS.items()}
    return create_app(FakeService(), Settings.from_environment({}, **keys))


def bearer(role: str | None) -> list[tuple[str, str]]:
    return [("authorization", f"Bearer {KEYS[role]}")] if role else []


def described(app: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, what the interface says of it)."""
    told = call(app, "GET", "/api/v1/openapi.json", headers=bearer("reader")).json()
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def roles() -> dict[tuple[str, str], str]:
    return {(method, path): op["x-role"] for method, path, op in described(keyed())}


TABLE = roles()


def test_every_route_says_its_role_in_the_interface() -> None:
    """All that is served is described; each names a role; a key is asked for where one is."""
    app = keyed()
    served = {(route.method, route.path) for route in ROUTES} | {("GET", "/api/v1/openapi.json")}
    assert set(TABLE) == served
    for _, _, operation in described(app):
        assert operation["x-role"] in LEAVE
        assert operation["security"] == ([] if operation["x-role"] == "public" else [{"key": []}])


def test_a_route_without_a_role_fails_the_table() -> None:
    """A route that forgets it cannot be built, and one with an unknown role opens nothing."""
    with pytest.raises(TypeError):
        Route("GET", "/x", handler=lambda _: json_reply({}))  # type: ignore[call-arg]
    odd = Route("GET", "/x", "everyone", lambda _: json_reply({}))  # type: ignore[arg-type]
    app = create_app(FakeService(), Settings.from_environment({}), [odd])
    assert call(app, "GET", "/x").status == 500


def test_the_roles_are_those_of_the_interface() -> None:
    """Reading for readers; changing documents, and what users said, for admins."""
    assert {route for route, role in TABLE.items() if role == "admin"} == {
        ("POST", "/api/v1/documents"),
        ("DELETE", "/api/v1/documents/{id}"),
        ("GET", "/api/v1/worklist"),
    }
    public = {path for (_, path), role in TABLE.items() if role == "public"}
    assert not {path for path in public if path.startswith(("/api/", "/v1/", "/metrics"))}


@pytest.mark.parametrize("role", [None, "reader", "admin"])
@pytest.mark.parametrize(("method", "path"), TABLE)
def test_each_key_opens_each_route_or_gets_the_stated_status(
    method: str, path: str, role: str | None
) -> None:
    """401 without a key, 403 with too small a one, past the guard with the right one."""
    needed = TABLE[method, path]
    reply = call(keyed(), method, path.replace("{id}", "doc_1"), headers=bearer(role))
    if role in LEAVE[needed]:
        assert reply.status not in {401, 403, 500}
    else:
        assert reply.error[:2] == ((403, "forbidden") if role else (401, "unauthorized"))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v2/ask", "/API/V1/ASK", "//api/v1/ask"])
def test_what_is_no_route_tells_nothing_without_a_key(method: str, path: str) -> None:
    """Neither by status nor by words does it differ from a route."""
    reply = call(keyed(), method, path)
    assert reply.status == 401
    assert reply.body == call(keyed(), "POST", "/api/v1/ask").body


@pytest.mark.parametrize(
    "path", ["/api/v1/documents/", "/api/v1/documents/a/b", "/api/v1/documents/a%2Fb", "/Metrics"]
)
def test_a_path_beside_a_route_is_guarded_like_one(path: str) -> None:
    """No spelling of a path slips past the guard and reaches a handler."""
    app = keyed()
    assert call(app, "DELETE", path).status == 401
    assert call(app, "DELETE", path, headers=bearer("reader")).status in {403, 404, 405}


def alike(replies: list[Response]) -> bool:
    return len({(reply.status, reply.body) for reply in replies}) == 1


GONE = ["doc_0", "x", "1", "doc_" + "0" * 16, "..", "%00", "a" * 3000, "' OR 1=1", "文档"]


@pytest.mark.parametrize("suffix", ["", "/file", "/chunks"])
def test_absent_and_deleted_and_impossible_ids_answer_alike(suffix: str) -> None:
    """The same status and the same words, whatever the id is or was."""
    app = keyed()
    admin = bearer("admin")
    form = multipart([("机场.txt", "货邮49万吨。".encode())])
    id = json.loads(post_form(app, form, headers=admin).body)["id"]
    assert call(app, "DELETE", f"/api/v1/documents/{id}", headers=admin).status == 204
    paths = [f"/api/v1/documents/{one}{suffix}" for one in [id, *GONE]]
    replies = [call(app, "GET", path, headers=bearer("reader")) for path in paths]
    assert alike(replies)
    assert replies[0].status == 404


def test_deleting_tells_readers_nothing_about_ids() -> None:
    """403 whether the document is there or not; to an admin all absent ids are alike."""
    app = keyed()
    form = multipart([("机场.txt", "货邮49万吨。".encode())])
    id = json.loads(post_form(app, form, headers=bearer("admin")).body)["id"]
    paths = [f"/api/v1/documents/{one}" for one in [id, *GONE]]
    for role, status in ((None, 401), ("reader", 403)):
        replies = [call(app, "DELETE", path, headers=bearer(role)) for path in paths]
        assert alike(replies)
        assert replies[0].status == status
    absent = [call(app, "DELETE", path, headers=bearer("admin")) for path in paths[1:]]
    assert alike(absent)
    assert absent[0].status == 404
