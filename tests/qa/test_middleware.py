from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import ConfigurationError
from qa.hosts import host_name
from qa.http import create_app, is_loopback
from qa.middleware import CONTENT_POLICY
from qa.settings import Settings
from tests.asgi import call, post_form, post_json
from tests.fakes import FakeService

ADMIN, READER = "admin-key-0123456789", "reader-key-0123456789"
AS_ADMIN = [("authorization", f"Bearer {ADMIN}")]
AS_READER = [("authorization", f"Bearer {READER}")]


def make(service: FakeService | None = None, **overrides: Any) -> Any:
    return create_app(service or FakeService(), Settings.from_environment({}, **overrides))


def keyed(**overrides: Any) -> Any:
    return make(admin_key=ADMIN, reader_key=READER, **overrides)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:9"]
)
def test_loopback_names_are_answered(host: str) -> None:
    """The names of this machine are always allowed, with any port."""
    assert call(make(), "GET", "/livez", hosts=[host]).status == 200


@pytest.mark.parametrize(
    "hosts",
    [
        ["evil.example"],
        ["127.0.0.1.evil.example"],
        ["127.0.0.1@evil.example"],
        ["localhost:99999"],
        ["localhost/evil"],
        [""],
        [],
        ["localhost", "evil.example"],
    ],
)
def test_foreign_hosts_are_refused(hosts: list[str]) -> None:
    """Any other name, none, or two of them: 400 before anything else is looked at."""
    status, code, message = call(make(), "GET", "/livez", hosts=hosts).error
    assert (status, code) == (400, "invalid_host")
    assert "WENJU_ALLOWED_HOSTS" in message


def test_listed_hosts_are_answered() -> None:
    """The allow-list adds names; ``*`` takes every one."""
    assert (
        call(make(allowed_hosts="qa.example"), "GET", "/livez", hosts=["QA.example"]).status == 200
    )
    assert call(make(allowed_hosts="*"), "GET", "/livez", hosts=["any.example"]).status == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:3000", "file://"]
)
def test_pages_of_other_sites_cannot_post(origin: str) -> None:
    """A browser's cross-site form to an open service on this machine is refused."""
    service = FakeService()
    reply = post_form(make(service), b"", headers=[("origin", origin)])
    assert reply.error[:2] == (403, "forbidden")
    assert service.stored == {}


def test_the_own_page_may_post() -> None:
    """The page's own origin is the host that it was loaded from."""
    reply = post_json(
        make(), "/api/v1/search", {"question": "问"}, headers=[("origin", "http://127.0.0.1:8000")]
    )
    assert reply.status == 200


def test_no_cross_origin_header_is_ever_sent() -> None:
    """There is no CORS: a preflight gets no permission."""
    preflight = call(
        make(), "OPTIONS", "/api/v1/ask", headers=[("origin", "http://127.0.0.1:8000")]
    )
    assert preflight.status == 405
    assert not [name for name in preflight.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/livez", "/nothing", "/api/v1/documents/none"])
def test_every_response_carries_the_security_headers(path: str) -> None:
    """Pages, errors and data alike."""
    headers = call(make(), "GET", path).headers
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in CONTENT_POLICY
    assert len(headers["x-request-id"]) == 16
    assert "server" not in headers


READER_ROUTES = [
    ("POST", "/api/v1/ask"),
    ("POST", "/api/v1/search"),
    ("GET", "/api/v1/documents"),
    ("GET", "/api/v1/documents/doc_1"),
    ("POST", "/api/v1/feedback"),
    ("GET", "/metrics"),
    ("GET", "/no/such/route"),
]
ADMIN_ROUTES = [("POST", "/api/v1/documents"), ("DELETE", "/api/v1/documents/doc_1")]


@pytest.mark.parametrize(("method", "path"), READER_ROUTES + ADMIN_ROUTES)
def test_without_a_key_nothing_but_the_public_opens(method: str, path: str) -> None:
    """401 with the scheme to use, also where no route is."""
    reply = call(keyed(), method, path)
    assert reply.error[:2] == (401, "unauthorized")
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), ADMIN_ROUTES)
def test_a_reader_cannot_change_documents(method: str, path: str) -> None:
    """403 for the reader's key; the admin's key gets past the guard."""
    assert call(keyed(), method, path, headers=AS_READER).error[:2] == (403, "forbidden")
    assert call(keyed(), method, path, headers=AS_ADMIN).status in {404, 415}


@pytest.mark.parametrize(("method", "path"), READER_ROUTES)
def test_a_reader_can_read(method: str, path: str) -> None:
    """The reader's key opens the reading routes."""
    assert call(keyed(), method, path, headers=AS_READER).status not in {401, 403, 500}


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/", "/app.js", "/style.css", "/icon.svg"])
def test_the_page_and_the_probes_need_no_key(path: str) -> None:
    """What holds no data is public."""
    assert call(keyed(), "GET", path).status == 200


@pytest.mark.parametrize("name", ["key", "api_key", "token", "access_token", "authorization"])
def test_a_key_in_the_query_string_counts_for_nothing(name: str) -> None:
    """Keys in addresses end up in logs; they are not taken."""
    assert call(keyed(), "GET", "/api/v1/documents", query=f"{name}={ADMIN}").status == 401


def test_a_key_sent_twice_is_refused() -> None:
    """Two Authorization headers are ambiguous, even when both are right."""
    assert call(keyed(), "GET", "/api/v1/documents", headers=AS_ADMIN * 2).status == 401


def test_keys_are_checked_before_the_body_is_read() -> None:
    """Without a key a body of a gigabyte costs nothing: not one byte is received."""
    length = [("content-length", str(10**9))]
    reply = call(keyed(), "POST", "/api/v1/documents", body=b"x", headers=length)
    assert (reply.status, reply.reads) == (401, 0)


def test_a_declared_size_is_refused_before_the_body_is_read() -> None:
    """A Content-Length over the limit is answered at once."""
    headers = [("content-type", "application/json"), ("content-length", str(10**9))]
    reply = call(make(), "POST", "/api/v1/ask", body=b"x", headers=headers)
    assert (reply.status, reply.reads) == (413, 0)


def test_json_bodies_are_taken_up_to_the_limit_exactly() -> None:
    """N−1 and N bytes pass, N+1 is 413 and names the setting, declared or not."""
    app = make(json_bytes=100)
    for size, expected in ((99, 200), (100, 200), (101, 413)):
        body = b'{"question":"a"'.ljust(size - 1) + b"}"
        assert len(body) == size
        declared = post_json(app, "/api/v1/search", body)
        halves = (body[:50], body[50:])
        json_type = [("content-type", "application/json")]
        chunked = call(app, "POST", "/api/v1/search", body=halves, headers=json_type)
        assert (declared.status, chunked.status) == (expected, expected)
        if expected == 413:
            assert declared.error[1] == "too_large"
            assert "WENJU_JSON_BYTES" in declared.error[2]
            assert "100" in chunked.error[2]


@pytest.mark.parametrize("lengths", [["-1"], ["1e3"], ["0x10"], ["9" * 30], [" "], ["2", "3"]])
def test_a_strange_content_length_is_refused(lengths: list[str]) -> None:
    """What is no plain count of bytes, or two counts, is 400."""
    headers = [("content-length", length) for length in lengths]
    reply = call(make(), "POST", "/api/v1/ask", body=b"{}", headers=headers)
    assert reply.error[:2] == (400, "invalid_request")


def test_a_body_that_never_ends_meets_the_deadline() -> None:
    """A client that stops sending is told so, and how to get more time."""
    app = make(body_seconds=0.05)
    headers = [("content-type", "application/json")]
    reply = call(app, "POST", "/api/v1/ask", body=[b"{"], headers=headers, stall=True)
    status, code, message = reply.error
    assert (status, code) == (408, "request_timeout")
    assert "WENJU_BODY_SECONDS" in message


def test_an_unforeseen_error_shows_nothing_of_the_inside() -> None:
    """An exception of any kind is a plain 500 in the fixed shape."""
    service = FakeService(failure=RuntimeError("/home/secret/path version 1.2.3"))
    reply = post_json(make(service), "/api/v1/ask", {"question": "问"})
    assert reply.error[:2] == (500, "internal")
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text


def test_other_addresses_need_an_admin_key() -> None:
    """Beyond loopback the app is not even made without one."""
    with pytest.raises(ConfigurationError, match="WENJU_ADMIN_KEY"):
        make(host="0.0.0.0")  # noqa: S104
    with pytest.raises(ConfigurationError, match="WENJU_ADMIN_KEY"):
        make(host="192.168.1.5", reader_key=READER)
    app = make(host="192.168.1.5", admin_key=ADMIN)
    assert call(app, "GET", "/livez", hosts=["192.168.1.5:8000"]).status == 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("10.0.0.1", False),
        ("example.org", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    """Only addresses that no other machine reaches count as loopback."""
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"a.example:80", "a.example"),
        (b"[::1]:80", "::1"),
        (b"a.example:x", None),
        (b"user@a.example", None),
        (b"a b", None),
        (b"\x00", None),
        (b"[::1", None),
    ],
)
def test_host_values_are_taken_apart(value: bytes, expected: str | None) -> None:
    """A name, with or without a port, and nothing else."""
    assert host_name(value) == expected
