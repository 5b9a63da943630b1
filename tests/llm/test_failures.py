"""Every way a language model server can fail ends in the extract, with a notice, in time."""

from __future__ import annotations

import gzip
import json
import logging
import socket
import time
from pathlib import Path

import pytest

from qa.answer import Answer, Question
from qa.llm import Breaker, Guarded
from qa.openai_client import Deadlines, OpenAIModel
from qa.service import Service
from tests.llm.scripted import EXTRACTED, QUESTION, open_service
from tests.llm.server import (
    GOOD,
    JSON,
    STREAM,
    Fault,
    FaultServer,
    Peer,
    chunk,
    event,
    full_backlog,
    status,
    whole,
)

SHORT = Deadlines(connect=0.4, first=0.5, silence=0.4)
WHOLE_SECONDS = 3.0
SLACK = 5.0
"""Seconds that a loaded machine may add; without a deadline these tests would take a minute."""
KEY = "sk-very-secret-0123456789"


def sends(*pieces: bytes | str) -> Fault:
    return lambda peer: peer.send(*pieces)


def silent(peer: Peer) -> None:
    peer.wait()


def pings_only(peer: Peer) -> None:
    peer.send(STREAM)
    while not peer.left.wait(0.05):
        peer.send(": keep-alive\n\n")


def slow_headers(peer: Peer) -> None:
    for byte in STREAM * 50:
        peer.send(bytes([byte]))
        if peer.left.wait(0.1):
            return


def stalls(peer: Peer) -> None:
    peer.send(STREAM, chunk("2023年"))
    peer.wait()


def drips(peer: Peer) -> None:
    peer.send(STREAM)
    for character in GOOD * 100:
        peer.send(chunk(character)[:-1])
        for _ in range(2):
            peer.send(" ")
            if peer.left.wait(0.1):
                return


def endless(peer: Peer) -> None:
    peer.send(STREAM, chunk(None, role="assistant"))
    while not peer.left.is_set():
        peer.send(chunk("x" * 8000) * 8)


def one_long_line(peer: Peer) -> None:
    peer.send(STREAM, "data: ")
    for _ in range(50):
        peer.send(b"x" * 1024**2)


def thinks_it_all_away(peer: Peer) -> None:
    peer.send(STREAM, *(chunk(None, reasoning_content="想") for _ in range(30)))
    peer.send(chunk(None, "length"), "data: [DONE]\n\n")


ERROR = '{"error": {"code": %d, "message": "Incorrect key sk-very-secret-0123456789"}}'
FAULTS: dict[str, Fault] = {
    "silence": silent,
    "pings and no token": pings_only,
    "headers a byte at a time": slow_headers,
    "stall": stalls,
    "a byte now and then": drips,
    "hangs up at once": lambda peer: None,
    "429 with an absurd Retry-After": sends(status(429, ERROR % 429, "retry-after: 99999999")),
    "500": sends(status(500, "boom")),
    "503 while loading": sends(status(503, ERROR % 503)),
    "401": sends(status(401, ERROR % 401)),
    "403": sends(status(403)),
    "404": sends(status(404, '{"detail": "no such model"}')),
    "HTML": sends(status(200, "<html>login</html>", "content-type: text/html")),
    "HTML said to be JSON": sends(JSON, "<html>"),
    "no choices": sends(STREAM, event({"choices": []}), "data: [DONE]\n\n"),
    "choices of a wrong type": sends(STREAM, event({"choices": "no"})),
    "delta of a wrong type": sends(STREAM, event({"choices": [{"delta": [1]}]})),
    "content of a wrong type": sends(STREAM, chunk(49.5)),
    "a list": sends(STREAM, "data: [1, 2]\n\n"),
    "deeply nested": sends(STREAM, "data: " + "[" * 100_000 + "\n\n"),
    "error inside the stream": sends(STREAM, event({"error": {"message": "oom"}})),
    "flat error inside the stream": sends(STREAM, event({"object": "error", "message": "oom"})),
    "cut stream": sends(STREAM, chunk("2023年，郑州机场货邮")),
    "cut in a line": sends(STREAM, chunk("2023年")[:20]),
    "bad UTF-8": sends(STREAM, b'data: {"choices": [{"delta": {"content": "\xe9\x83\xff"}}]}\n\n'),
    "null content": sends(STREAM, chunk(None), chunk(None, "stop"), "data: [DONE]\n\n"),
    "thinking eats the budget": thinks_it_all_away,
    "thinking inside the content": sends(STREAM, chunk("<think>60.8"), chunk(None, "length")),
    "endless stream": endless,
    "one line of 50 MB": one_long_line,
    "redirect": sends(status(307, "", "location: http://127.0.0.1:9/v1")),
    "gzip": sends(status(200, "", "content-encoding: gzip")[:-2], b"\r\n", gzip.compress(b"x")),
    "filtered": sends(STREAM, chunk(GOOD[:5], "content_filter")),
    "invented": sends(STREAM, whole("货邮吞吐量为99.9万吨[1]。")),
}


def asked(folder: Path, url: str, key: str | None = None) -> tuple[Answer, float]:
    """The answer in mode llm, and the seconds it took."""
    model = OpenAIModel("m", url, key, deadlines=SHORT)
    service = open_service(folder, model, seconds=WHOLE_SECONDS)
    try:
        begun = time.monotonic()
        return service.ask(Question(QUESTION, mode="llm")), time.monotonic() - begun
    finally:
        service.close()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_ends_in_the_extract(
    fault: Fault, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Degraded, said in Chinese, at most two requests, and neither key nor reply in log or answer."""
    server = FaultServer([fault])
    with caplog.at_level(logging.DEBUG), server.running() as url:
        answer, seconds = asked(tmp_path, url, KEY)
    assert (answer.mode, answer.degraded, answer.refused) == ("extractive", True, False)
    assert EXTRACTED in answer.answer
    assert "语言模型" in answer.notices[0]
    assert answer.citations
    assert 1 <= len(server.requests) <= 2
    assert seconds < WHOLE_SECONDS + SLACK
    assert KEY not in caplog.text + str(answer.as_json())


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_key_is_not_tried_again(code: int, tmp_path: Path) -> None:
    """The second try would be refused as well."""
    server = FaultServer([sends(status(code))])
    with server.running() as url:
        asked(tmp_path, url)
    assert len(server.requests) == 1


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return f"http://127.0.0.1:{unused.getsockname()[1]}/v1"


UNREACHABLE = {
    "refused": closed_port(),
    "unknown name": "http://no-such-host.invalid/v1",
    "TLS to a server without": "",
    "not a URL": "http://[::1/v1",
}


@pytest.mark.parametrize("url", UNREACHABLE.values(), ids=UNREACHABLE)
def test_no_connection_ends_in_the_extract(url: str, tmp_path: Path) -> None:
    """Within five seconds, two tries included."""
    with FaultServer([silent]).running() as running:
        answer, seconds = asked(tmp_path, url or running.replace("http:", "https:"))
    assert (answer.mode, answer.degraded) == ("extractive", True)
    assert seconds < 5 + SLACK


def test_a_connection_that_never_comes_about_costs_less_than_five_seconds(tmp_path: Path) -> None:
    """Two tries included, with the deadlines of the product."""
    with full_backlog() as url:
        service = open_service(tmp_path, OpenAIModel("m", url))
        begun = time.monotonic()
        answer = service.ask(Question(QUESTION))
        seconds = time.monotonic() - begun
        service.close()
    assert "连不上" in answer.notices[0]
    assert seconds < 5 + SLACK


def test_a_server_that_hangs_up_once_is_asked_again(tmp_path: Path) -> None:
    """A dead connection costs a second try, not the answer."""
    server = FaultServer([lambda peer: None, sends(STREAM, whole())])
    with server.running() as url:
        answer, _ = asked(tmp_path, url)
    assert (answer.mode, answer.degraded) == ("llm", False)
    assert len(server.requests) == 2


def test_a_stream_cut_after_a_proved_sentence_keeps_it(tmp_path: Path) -> None:
    """What was shown stays; the answer says that it was interrupted."""
    with FaultServer([sends(STREAM, chunk(GOOD + "旅客吞"))]).running() as url:
        answer, _ = asked(tmp_path, url)
    assert answer.answer == "2023年，郑州机场货邮吞吐量为60.8万吨[1]。"
    assert answer.degraded
    assert "中断" in answer.notices[0]


def test_the_breaker_spares_the_wait(tmp_path: Path) -> None:
    """After five failures a question is answered without asking the server."""
    server = FaultServer([silent])
    with server.running() as url:
        service = open_service(tmp_path, OpenAIModel("m", url, deadlines=SHORT), seconds=1.0)
        for _ in range(5):
            service.ask(Question(QUESTION))
        answer = service.ask(Question(QUESTION))
        service.close()
    assert answer.degraded
    assert "暂不使用" in answer.notices[0]
    assert len(server.requests) == 5


def test_the_request_carries_what_servers_need(tmp_path: Path) -> None:
    """Temperature 0, a limit on tokens, usage, the extra body, the key as a header only."""
    server = FaultServer([sends(STREAM, whole())])
    with server.running() as url:
        model = OpenAIModel("qwen", url, KEY, extra={"enable_thinking": False})
        service = open_service(tmp_path, model)
        service.ask(Question(QUESTION))
        service.close()
    (body,) = server.requests
    assert body["temperature"] == 0
    assert body["max_tokens"] == 512
    assert body["stream_options"] == {"include_usage": True}
    assert body["enable_thinking"] is False
    assert f"authorization: bearer {KEY}" in server.headers[0].lower()
    assert KEY not in str(body)


def test_a_server_that_does_not_stream_is_read_too(tmp_path: Path) -> None:
    """A whole JSON reply gives the same answer."""
    reply = json.dumps({"choices": [{"message": {"content": GOOD}, "finish_reason": "stop"}]})
    with FaultServer([sends(JSON, reply)]).running() as url:
        answer, _ = asked(tmp_path, url)
    assert (answer.mode, answer.answer) == ("llm", "2023年，郑州机场货邮吞吐量为60.8万吨[1]。")


def test_a_prompt_too_long_is_tried_with_fewer_passages(tmp_path: Path) -> None:
    """The lowest passage goes, the answer comes."""
    too_long = status(400, '{"error": {"type": "exceed_context_size_error", "code": 400}}')
    server = FaultServer([sends(too_long), sends(STREAM, whole())])
    with server.running() as url:
        answer, _ = asked(tmp_path, url)
    first, second = (str(body["messages"]) for body in server.requests)
    assert answer.mode == "llm"
    assert "[3]" in first
    assert "[3]" not in second


def test_at_most_so_many_calls_run_at_once(tmp_path: Path) -> None:
    """A call beyond the limit is turned away, and the breaker does not count it."""
    with FaultServer([silent]).running() as url:
        guarded = Guarded(OpenAIModel("m", url, deadlines=SHORT), 1, Breaker())
        service: Service = open_service(tmp_path, guarded, seconds=2.0)
        guarded._turns.acquire()
        answer = service.ask(Question(QUESTION))
        service.close()
    assert "太多" in answer.notices[0]
