from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from corpus.errors import ConfigurationError
from qa.http import create_app
from qa.server import WebServer, address, bind
from qa.settings import Settings
from tests.asgi import BOUNDARY, multipart
from tests.fakes import FakeService

TEXT = "郑州机场完成货邮吞吐量49万吨。"


class Running:
    """A server on a free port of loopback, in a thread."""

    def __init__(self, service: FakeService | None = None, **overrides: Any) -> None:
        self.service = service or FakeService()
        settings = Settings.from_environment({}, port=0, **overrides)
        self._socket = bind(settings.host, settings.port)
        self.port = int(self._socket.getsockname()[1])
        listening = threading.Event()
        app = create_app(self.service, settings)
        self._server = WebServer(app, settings, lambda _address: listening.set())
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()
        assert listening.wait(10)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()

    def call(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Content-Type": kind} if body else {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def raw(self, *pieces: bytes) -> bytes:
        """Everything that the server answers to these bytes before it closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as client:
            for piece in pieces:
                client.sendall(piece)
            received = b""
            # Bytes that the server did not read any more make a reset of its closing.
            with suppress(ConnectionResetError):
                while chunk := client.recv(65536):
                    received += chunk
            return received


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    running = Running(header_seconds=0.3, body_seconds=0.3)
    yield running
    running.close()


def test_upload_ask_and_delete_over_a_real_socket(server: Running) -> None:
    """A document goes in, is cited, is deleted and is cited no more."""
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    form = multipart([("机场.txt", TEXT.encode())])
    status, body = server.call("POST", "/api/v1/documents", form, kind)
    assert status == 201
    id = json.loads(body)["id"]
    question = json.dumps({"question": "货邮吞吐量多少"}).encode()
    _, body = server.call("POST", "/api/v1/ask", question)
    assert json.loads(body)["citations"][0]["document_id"] == id
    assert server.call("DELETE", f"/api/v1/documents/{id}") == (204, b"")
    _, body = server.call("POST", "/api/v1/ask", question)
    assert json.loads(body)["refused"] is True


def test_a_stream_arrives_over_a_real_socket(server: Running) -> None:
    """Server-sent events come through to the last one."""
    question = json.dumps({"question": "无关", "stream": True}).encode()
    status, body = server.call("POST", "/api/v1/ask", question)
    assert status == 200
    assert body.endswith(b"event: done\ndata: {}\n\n")


def test_no_server_name_is_told(server: Running) -> None:
    """The response does not say which server made it."""
    answer = server.raw(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"\r\nserver:" not in answer.lower()


HEAD = b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [b"NONSENSE\r\n\r\n"],
        [b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 65_536 + b"\r\n\r\n"],
        [b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ", b"y" * 50_000],
        [HEAD + b"Content-Length: -1\r\n\r\n"],
        [HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
        [HEAD + b"Transfer-Encoding: gzip\r\n\r\n"],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"],
        [b"GET /livez HTTP/1.1\r\n\r\n"],
    ],
)
def test_broken_http_is_refused_and_closed(server: Running, pieces: list[bytes]) -> None:
    """A refusal in our own shape, then the connection ends."""
    answer = server.raw(*pieces)
    assert answer[9:12] in {b"400", b"501"}
    assert b'{"error": {"code": "' in answer
    assert server.call("GET", "/livez")[0] == 200


def test_a_key_of_20000_characters_reaches_the_guard() -> None:
    """Heads of that size are still read, so that the answer is 401."""
    running = Running(admin_key="admin-key-0123456789")
    try:
        head = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        answer = running.raw(head + b"Authorization: Bearer " + b"x" * 20_000 + b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 401")
    finally:
        running.close()


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"GET /livez HTTP/1.1\r\nHost: lo"],
        [b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\nG"],
    ],
)
def test_a_head_that_does_not_come_is_cut_off(server: Running, pieces: list[bytes]) -> None:
    """A silent or half-sent head ends with its deadline, on a fresh and on a used connection."""
    begun = time.monotonic()
    server.raw(*pieces)
    assert 0.2 < time.monotonic() - begun < 3


def test_a_head_in_drops_is_cut_off(server: Running) -> None:
    """Sending a byte now and then does not move the deadline."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.settimeout(0.05)
        ended = False
        for byte in b"GET /livez HTTP/1.1\r\nX: " + b"y" * 60:
            try:
                client.sendall(bytes([byte]))
                ended = client.recv(65_536) == b""  # the refusal whole, then the end
            except TimeoutError:
                continue
            except OSError:
                ended = True
            if ended:
                break
    assert ended
    assert time.monotonic() - begun < 3


def test_a_body_that_does_not_come_is_408(server: Running) -> None:
    """The body's deadline is answered; then the connection ends."""
    answer = server.raw(HEAD + b"Content-Length: 20\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 408")


def test_an_endless_chunked_body_is_refused_and_cut_off(server: Running) -> None:
    """413 as soon as the limit is passed; what still comes is read for a while, then cut off."""
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answer = server.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 8)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"too_large" in answer


def test_a_large_refused_body_still_gets_its_answer(server: Running) -> None:
    """A client that sends all it has before it reads finds the refusal, not a broken connection."""
    status, body = server.call("POST", "/api/v1/ask", b"x" * 5_000_000)
    assert status == 413
    assert b"WENJU_JSON_BYTES" in body


def test_a_port_in_use_is_one_clear_line() -> None:
    """The message names the port and the option."""
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"{port}.*--port"):
            bind("127.0.0.1", port)


def test_an_unknown_host_is_one_clear_line() -> None:
    """A name that is none cannot be listened on."""
    with pytest.raises(ConfigurationError, match="--host"):
        bind("no such host.invalid", 0)


def test_the_address_to_open_is_one_a_browser_takes() -> None:
    """All addresses of the machine are shown as loopback."""
    with bind("127.0.0.1", 0) as bound:
        assert address(bound) == f"http://127.0.0.1:{bound.getsockname()[1]}"
    with bind("0.0.0.0", 0) as bound:  # noqa: S104
        assert address(bound).startswith("http://127.0.0.1:")


def test_a_signal_before_the_server_listens_is_not_lost() -> None:
    """It stops as soon as it has started."""
    settings = Settings.from_environment({}, port=0)
    listened: list[str] = []
    server = WebServer(create_app(FakeService(), settings), settings, listened.append)
    server.stop_at(signal.SIGTERM, None)
    thread = threading.Thread(target=server.run, args=([bind("127.0.0.1", 0)],))
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


def test_a_head_that_stays_half_is_told_why(server: Running) -> None:
    """408 that names the setting, where something had come; the connection ends."""
    answer = server.raw(b"GET /livez HTTP/1.1\r\nHost: lo")
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"WENJU_HEADER_SECONDS" in answer


def test_what_a_stop_cuts_off_gets_503() -> None:
    """In the fixed shape, with the time after which to try again."""
    running = Running(stop_seconds=0.5)
    running.service.hold = threading.Event()
    answers: list[tuple[int, bytes]] = []
    question = json.dumps({"question": "问"}).encode()
    client = threading.Thread(
        target=lambda: answers.append(running.call("POST", "/api/v1/ask", question))
    )
    client.start()
    assert running.service.began.wait(10)
    running.close()
    running.service.hold.set()
    client.join(10)
    assert answers[0][0] == 503
    assert json.loads(answers[0][1])["error"]["code"] == "unavailable"


def test_what_was_kept_long_enough_is_deleted_at_the_start() -> None:
    """With the days of the settings; a failure of it stops nothing."""

    class Failing(FakeService):
        def forget(self, question_days: int, feedback_days: int) -> None:
            super().forget(question_days, feedback_days)
            self.began.set()
            raise RuntimeError("busy")

    running = Running(Failing(), question_days=7, feedback_days=0)
    try:
        assert running.service.began.wait(10)
        assert running.service.forgotten == [(7, 0)]
        assert running.call("GET", "/livez")[0] == 200
    finally:
        running.close()


PROGRAM = """
import sys
from qa.cli import main
from tests.fakes import FakeService
service = FakeService()
code = main(sys.argv[1:], lambda settings, **_: service)
print("closed", service.closed, flush=True)
sys.exit(code)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_stops_gracefully(number: signal.Signals) -> None:
    """A signal ends the server, closes the library and exits 0 without a traceback."""
    environment = {name: value for name, value in os.environ.items() if "WENJU_" not in name}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("打开 http://127.0.0.1:")
    process.send_signal(number)
    out, errors = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "closed True\n")
    assert "Traceback" not in errors
