from __future__ import annotations

import io
import json
import logging
import threading
from typing import Any

import pytest

from qa.http import create_app
from qa.logs import LineFormatter, Lines, fields
from qa.settings import Settings
from tests.asgi import call, post_json
from tests.fakes import FakeService
from tests.lines import logged, told


def line(record: logging.LogRecord, **options: Any) -> str:
    return LineFormatter(**{"as_json": True, **options}).format(record)


def record(
    event: str, *arguments: object, logger: str = "wenju.x", **more: object
) -> logging.LogRecord:
    made = logging.LogRecord(logger, logging.INFO, "x.py", 1, event, arguments, None)
    made.__dict__.update(more)
    return made


EVIL = 'a\r\nINFO fake\u2028b\u202ec\x1b[31m\x85"}\ud800'


@pytest.mark.parametrize("as_json", [True, False])
def test_nothing_in_a_line_begins_another(as_json: bool) -> None:
    """Line breaks, escape sequences and direction marks are shown as what they are."""
    written = line(record("x %s", EVIL, **fields(name=EVIL)), as_json=as_json)
    assert len(written.splitlines()) == 1
    assert written.isprintable()
    if as_json:
        assert json.loads(written)["name"] == EVIL


def test_an_exception_tells_its_place_and_not_its_words() -> None:
    """Types of the whole chain and the places in the code, no message."""
    try:
        try:
            int("秘密的文件名.txt")
        except ValueError as error:
            raise RuntimeError("https://u:password@host/?key=1") from error
    except RuntimeError as error:
        failed = record("x", exc_info=(RuntimeError, error, error.__traceback__))
    written = line(failed)
    assert json.loads(written)["error"] == "RuntimeError < ValueError"
    assert "test_logs.py" in json.loads(written)["at"][-1]
    assert "password" not in written
    assert "秘密" not in written


def test_of_other_loggers_only_their_fixed_words_come_through() -> None:
    """What they fill in, and what they say after their first line, may be anybody's."""
    foreign = record("fetched %s\nfuture: <secret>", "https://host/?key=1", logger="httpx")
    assert json.loads(line(foreign))["event"] == "fetched %s"


def test_secrets_are_masked_wherever_they_come_from() -> None:
    """The last door: a key that found its way into a line is not shown."""
    event = record("calling sk-123456 now", **fields(given='"level":'))
    written = json.loads(line(event, secrets=["sk-123456", '"level":', ""]))
    assert written["event"] == "calling *** now"
    assert written["given"] == "***"


class Stuck(io.StringIO):
    """A stream whose reader does not read until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()

    def write(self, text: str) -> int:
        self.free.wait(10)
        return super().write(text)


def test_a_stalled_reader_of_the_log_stalls_nobody() -> None:
    """Lines beyond the room are dropped at once, counted, and the count is told later."""
    stream = Stuck()
    lines = Lines(stream, LineFormatter(as_json=True), room=5)
    for number in range(100):
        lines.emit(record(f"event {number}"))
    stream.free.set()
    lines.close()
    written = [json.loads(one) for one in stream.getvalue().splitlines()]
    lost = sum(one.get("count", 0) for one in written)
    events = sum(one["event"].startswith("event") for one in written)
    assert lost + events + lines.dropped == 100
    assert events <= 7  # the room, the one being written, and the one that the writer took first


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("form", "stream", "as_json"),
    [
        ("auto", io.StringIO, True),
        ("auto", Terminal, False),
        ("json", Terminal, True),
        ("text", io.StringIO, False),
    ],
)
def test_a_person_gets_text_and_a_program_json(
    form: Any, stream: type[io.StringIO], as_json: bool
) -> None:
    """Unless the setting says which; chatter of other libraries is left out."""
    out = stream()
    with logged(out, form):
        logging.getLogger("wenju.x").info("hello", extra=fields(n=1))
        logging.getLogger("httpx").info("GET https://host/?key=1")
    (written,) = out.getvalue().splitlines()
    assert written.startswith("{") is as_json
    assert "hello" in written


def make(**overrides: Any) -> Any:
    return create_app(FakeService(), Settings.from_environment({}, **overrides))


def test_a_well_formed_request_id_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    """It comes back in the header and stands in the log."""
    caplog.set_level("INFO")
    reply = call(make(), "GET", "/livez", headers=[("x-request-id", "trace-1.A_b")])
    assert reply.headers["x-request-id"] == "trace-1.A_b"
    assert told(caplog.records)[0]["request"] == "trace-1.A_b"


@pytest.mark.parametrize(
    "given", [["a b"], [""], ["x" * 65], ["a\tb"], ["a", "b"], ['"'], ["<b>"], ["a\r\nb"]]
)
def test_any_other_request_id_is_replaced(given: list[str]) -> None:
    """Misshapen, over-long and repeated ones: a fresh one instead."""
    reply = call(make(), "GET", "/livez", headers=[("x-request-id", one) for one in given])
    assert len(reply.headers["x-request-id"]) == 16
    assert reply.headers["x-request-id"] not in given


def test_a_line_a_request_with_the_template_and_the_name_of_the_key(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not the path, not the query, not the key."""
    caplog.set_level("INFO")
    app = make(reader_key="reader-key-0123456789")
    key = [("authorization", "Bearer reader-key-0123456789")]
    call(app, "GET", "/api/v1/documents/secret-id", headers=key, query="token=secret")
    call(app, "GET", "/secret/path")
    first, second = told(caplog.records)
    assert (first["route"], first["status"]) == ("/api/v1/documents/{id}", 404)
    assert (first["key"], second["key"]) == ("WENJU_READER_KEY", None)
    assert (second["route"], second["status"]) == ("other", 401)
    assert "secret" not in str([first, second])
    assert first["ms"] >= 0


def test_a_failure_has_one_line_more_with_the_same_id(caplog: pytest.LogCaptureFixture) -> None:
    """The one that tells where, without the words of the exception."""
    caplog.set_level("INFO")
    service = FakeService(failure=RuntimeError("问题原文 /somewhere/x"))
    app = create_app(service, Settings.from_environment({}))
    reply = post_json(app, "/api/v1/ask", {"question": "问"}, headers=[("x-request-id", "r1")])
    assert reply.status == 500
    failed, request = told(caplog.records)
    assert failed["request"] == request["request"] == "r1"
    assert failed["error"] == "RuntimeError"
    assert "问题原文" not in str(told(caplog.records))
