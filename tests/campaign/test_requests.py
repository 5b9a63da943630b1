"""The hostile requests of the campaign, as many as every day allows."""

from __future__ import annotations

from tests.campaign import requests, wire


def test_every_promise_about_requests_is_kept() -> None:
    """No fault of ours, the fixed shape in Chinese, statuses as described, a process that goes on."""
    rows = list(requests.rows(False))
    assert [(row.promise, row.note) for row in rows if not row.kept] == []
    for row in rows:
        assert not set("|\n") & set(row.promise + row.how + row.figure + row.note)


def test_the_same_seed_sends_the_same_bytes() -> None:
    """A failure can be found again; every kind comes in turn."""
    first, again = (list(wire.sendings(60, 5)) for _ in range(2))
    assert first == again
    assert len({one.kind for one in first}) >= len(wire.MAKERS)


def test_a_bad_response_is_found_out() -> None:
    """A 500, an error without its shape or without Chinese, and a truncated head are faults."""
    good = '{"error": {"code": "a", "message": "请求格式不对"}}'.encode()
    assert wire.wrong_error(200, b"") is None
    assert wire.wrong_error(400, good) is None
    assert wire.wrong_error(503, good) is None
    for status, body in ((500, good), (503, b"busy"), (400, b'{"error": "x"}'), (404, b""),
                         (400, b'{"error": {"code": "a", "message": "bad"}}')):  # fmt: skip
        assert wire.wrong_error(status, body) is not None
    sending = wire.Sending("a", (b"",))
    assert wire.fault(sending, b"", 0.1) == "没有应答"
    assert wire.fault(sending, b"HTTP/1.1 200 OK\r\n", 0.1) is not None


def test_what_a_reply_says_is_told_from_its_identifiers() -> None:
    """999 in a random identifier is no order that was followed; in the answer it is."""
    reply = {"id": "ans_c399933", "created": 1999, "answer": "没有", "citations": [{"quote": "甲"}]}
    assert list(requests.said(reply)) == ["没有", "甲"]
    chat = {"id": "999", "choices": [{"message": {"role": "assistant", "content": "999 万吨"}}]}
    assert list(requests.said(chat)) == ["assistant", "999 万吨"]
