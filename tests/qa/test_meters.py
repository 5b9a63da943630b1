from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import TooManyRequests
from qa.http import create_app
from qa.meters import Meter, client_name
from qa.settings import Settings
from tests.asgi import call, multipart, post_form, post_json
from tests.fakes import FakeService

ADMIN, READER = "admin-key-0123456789", "reader-key-0123456789"
AS_ADMIN = [("authorization", f"Bearer {ADMIN}")]
AS_READER = [("authorization", f"Bearer {READER}")]
ASK = {"question": "货邮"}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(meter: Meter, client: str, tries: int) -> int:
    """How many of ``tries`` calls in a row are let through."""
    passed = 0
    for _ in range(tries):
        try:
            meter.take(client)
        except TooManyRequests:
            continue
        passed += 1
    return passed


def test_a_bucket_holds_a_minute_and_fills_evenly() -> None:
    """60 at once, then one a second; a silent hour gives no more than a minute's worth."""
    clock = Clock()
    meter = Meter("请求", "asks_per_minute", 60, clock)
    assert taken(meter, "a", 100) == 60
    clock.now += 3.0
    assert taken(meter, "a", 100) == 3
    clock.now += 3_600
    assert taken(meter, "a", 100) == 60


def test_the_refusal_says_when_the_next_may_come() -> None:
    """After the seconds of Retry-After it is let through, a moment before it is not."""
    clock = Clock()
    meter = Meter("请求", "asks_per_minute", 2, clock)
    assert taken(meter, "a", 2) == 2
    with pytest.raises(TooManyRequests, match="WENJU_ASKS_PER_MINUTE") as refused:
        meter.take("a")
    assert refused.value.retry_after == 30
    clock.now += 29.9
    assert taken(meter, "a", 1) == 0
    clock.now += 0.1
    assert taken(meter, "a", 1) == 1


def test_clients_do_not_use_up_each_other() -> None:
    """Each has a bucket of its own."""
    meter = Meter("请求", "asks_per_minute", 3, Clock())
    assert taken(meter, "a", 9) == 3
    assert taken(meter, "b", 9) == 3


def test_the_memory_for_clients_is_bounded() -> None:
    """A hundred thousand addresses leave no more than the most that are remembered."""
    meter = Meter("请求", "asks_per_minute", 1, Clock(), most=50)
    for number in range(100_000):
        meter.take(str(number))
    assert len(meter) == 50


def test_zero_is_no_limit() -> None:
    """And nothing is remembered."""
    meter = Meter("请求", "asks_per_minute", 0, Clock())
    assert taken(meter, "a", 10_000) == 10_000
    assert len(meter) == 0


def test_clients_are_told_apart_by_key_then_by_address() -> None:
    """One customer's IPv6 network is one client; junk is one, too."""
    assert client_name("网页", "10.0.0.1") == client_name("网页", "10.0.0.2")
    assert client_name(None, "10.0.0.1") != client_name(None, "10.0.0.2")
    assert client_name(None, "2001:db8::1") == client_name(None, "2001:db8::ffff")
    assert client_name(None, "2001:db8::1") != client_name(None, "2001:db8:0:1::1")
    assert client_name(None, None) == client_name(None, "nonsense")


def keyed(**limits: int) -> Any:
    settings = Settings.from_environment({}, admin_key=ADMIN, reader_key=READER, **limits)
    return create_app(FakeService(), settings)


def test_asking_and_adding_are_limited_apart() -> None:
    """N questions pass, the next is 429; uploads of the same key still go in, up to theirs."""
    app = keyed(asks_per_minute=3, writes_per_minute=2)
    asked = [post_json(app, "/api/v1/ask", ASK, headers=AS_ADMIN) for _ in range(4)]
    assert [reply.status for reply in asked] == [200, 200, 200, 429]
    status, code, message = asked[-1].error
    assert (status, code) == (429, "too_many_requests")
    assert "WENJU_ASKS_PER_MINUTE" in message
    assert int(asked[-1].headers["retry-after"]) == 20
    forms = [multipart([(f"{n}.txt", f"第{n}份".encode())]) for n in range(3)]
    added = [post_form(app, form, headers=AS_ADMIN) for form in forms]
    assert [reply.status for reply in added] == [201, 201, 429]
    assert "WENJU_WRITES_PER_MINUTE" in added[-1].text
    assert post_json(app, "/api/v1/ask", ASK, headers=AS_READER).status == 200


def test_a_refused_upload_is_not_received() -> None:
    """Not one byte of the body is read."""
    app = keyed(writes_per_minute=1)
    form = multipart([("a.txt", "甲".encode())])
    post_form(app, form, headers=AS_ADMIN)
    reply = post_form(app, form, headers=AS_ADMIN)
    assert (reply.status, reply.reads) == (429, 0)


def test_guessing_keys_is_limited_by_address_and_locks_nobody_out() -> None:
    """Wrong keys run into 429; the right one from the same address still opens."""
    app = keyed(asks_per_minute=5)
    wrong = [("authorization", "Bearer wrong-key-000000")]
    tried = [call(app, "GET", "/api/v1/documents", headers=wrong).status for _ in range(7)]
    assert tried == [401] * 5 + [429] * 2
    assert call(app, "GET", "/api/v1/documents", headers=AS_READER).status == 200


def test_probes_and_the_page_are_never_limited() -> None:
    """What is public costs nothing and tells whether the service lives."""
    app = keyed(asks_per_minute=1)
    assert [call(app, "GET", path).status for path in ["/livez", "/"] * 5] == [200] * 10
