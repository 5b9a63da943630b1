"""A running server under test, and the whole command against one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from corpus.errors import InvalidValue, NotFound, Unauthorized, Unavailable, WenjuError
from eval import runs
from eval.remote import Remote, answer_from
from qa.answer import Question, Turn
from qa.web import caller
from tests.eval import fakes
from tests.eval.fakes import FakeAnswerer, World

WORLD = fakes.world([("货邮量", "49.5万吨"), ("产量", "3吨")], ["旅客量"])
KEY = "a-reader-key"


class Server(BaseHTTPRequestHandler):
    """The HTTP interface over a fake answerer, documents one a page."""

    answerer = FakeAnswerer(WORLD, fakes.perfect)
    bodies: list[dict[str, Any]]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/api/v1/documents")
            self.end_headers()
            return
        if parts.path == "/page":
            self.reply(200, None, raw=b"<html>")
            return
        if parts.path == "/api/v1/documents":
            at = int(parse_qs(parts.query).get("cursor", ["0"])[0])
            every = self.answerer.sources()
            page = [{"id": s.document_id, "source": s.source} for s in every[at : at + 1]]
            more = str(at + 1) if at + 1 < len(every) else None
            self.reply(200, {"documents": page, "next": more})
            return
        try:
            text = self.answerer.text(unquote(parts.path.rsplit("/", 1)[1]))
            self.reply(200, {"text": text})
        except NotFound as error:
            self.reply(404, {"error": {"code": error.code, "message": error.message}})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        self.bodies.append(body)
        question = Question(body["question"], top_k=body["top_k"])
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            self.reply(401, {"error": {"code": "unauthorized", "message": "缺少密钥。"}})
        elif self.path == "/api/v1/ask":
            self.reply(200, self.answerer.answer(question).as_json())
        else:
            found = self.answerer.retrieve(question, question.top_k)
            self.reply(200, {"passages": [passage.as_json() for passage in found]})

    def reply(self, status: int, data: object, raw: bytes | None = None) -> None:
        body = raw if raw is not None else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def serving() -> Iterator[str]:
    Server.bodies = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def url() -> Iterator[str]:
    with serving() as address:
        yield address


def test_a_server_answers_as_the_process_does(url: str) -> None:
    """Answer, passages, texts and all pages of the document list come through unchanged."""
    remote = Remote(caller(url, KEY))
    question = Question("货邮量是多少？")
    assert remote.answer(question) == Server.answerer.answer(question)
    assert remote.retrieve(question, 2) == Server.answerer.retrieve(question, 2)
    assert remote.sources() == Server.answerer.sources()
    assert remote.text("id-0.txt") == WORLD.texts["0.txt"]


def test_history_and_depth_are_sent(url: str) -> None:
    """As the interface names them."""
    asked = Question("产量是多少？", history=(Turn("user", "前文"),))
    Remote(caller(url, KEY)).retrieve(asked, 20)
    [body] = Server.bodies
    assert body["history"] == [asdict(asked.history[0])]
    assert body["top_k"] == 20


def test_errors_of_the_server_keep_their_kind_and_message(url: str) -> None:
    """401 and 404 with the server's own words; a redirect is not followed; HTML is no answer."""
    with pytest.raises(Unauthorized, match="缺少密钥"):
        Remote(caller(url)).answer(Question("产量是多少？"))
    with pytest.raises(NotFound, match="没有这份文档"):
        Remote(caller(url, KEY)).text("gone")
    with pytest.raises(WenjuError, match="302"):
        caller(url)("GET", "/redirect", None)
    with pytest.raises(WenjuError, match="不是 JSON"):
        caller(url)("GET", "/page", None)


def test_an_absent_server_is_unavailable() -> None:
    """The message names the address."""
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9"):
        caller("http://127.0.0.1:9")("GET", "/", None)


def test_an_answer_of_another_shape_is_refused() -> None:
    """With the field that is missing."""
    with pytest.raises(InvalidValue, match="citations"):
        answer_from({"id": "", "question": "", "answer": "", "refused": True, "mode": "llm"})


def gold_file(path: Path, world: World) -> Path:
    keys = ("id", "question", "answerable", "must", "documents", "evidence", "type")
    lines = (
        json.dumps({key: getattr(gold, key) for key in keys}, ensure_ascii=False)
        for gold in world.questions
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def main() -> Any:
    pytest.importorskip("embeddings.vectors", reason="the vector index is not there yet")
    from eval.command import main

    return main


def test_the_command_scores_a_server(
    url: str, main: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run file, report and summary; nothing left of the journal; the key is nowhere."""
    gold, out = gold_file(tmp_path / "gold.jsonl", WORLD), tmp_path / "runs" / "one"
    words = [str(gold), "--url", url, "--key", KEY, "--out", str(out), "--json"]
    assert main(words) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["summary"]["gold"]["product"]["accuracy"]["mean"] == 1
    assert runs.load(Path(f"{out}.json")).sets["gold"]["documents"] == 2
    assert sorted(path.name for path in out.parent.iterdir()) == ["one.html", "one.json"]
    written = Path(f"{out}.json").read_text("utf-8") + Path(f"{out}.html").read_text("utf-8")
    assert KEY not in written + printed.out + printed.err


def test_faulty_gold_scores_nothing(
    url: str, main: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, every fault with its line, no question asked, no file written."""
    gold = gold_file(tmp_path / "gold.jsonl", WORLD)
    lines = gold.read_text("utf-8").split("\n")
    broken = [lines[0].replace("货邮量是49.5万吨。", "别的话"), lines[1], lines[0], "{}"]
    gold.write_text("\n".join(broken), encoding="utf-8")
    assert main([str(gold), "--url", url, "--key", KEY, "--out", str(tmp_path / "out")]) == 2
    shown = capsys.readouterr().err
    assert "第 3 行 id" in shown
    assert "第 4 行 question" in shown
    assert Server.bodies == []
    gold.write_text("\n".join(broken[:2]), encoding="utf-8")
    assert main([str(gold), "--url", url, "--key", KEY, "--out", str(tmp_path / "out")]) == 2
    assert "第 1 行 evidence" in capsys.readouterr().err
    assert Server.bodies == []
    assert [path.name for path in tmp_path.iterdir()] == ["gold.jsonl"]


@pytest.mark.parametrize(
    "words",
    [[], ["g.jsonl", "--sample", "-1"], ["g.jsonl", "--documents", "d", "--data", "e"],
     ["g.jsonl", "--url", "http://h", "--baselines"], ["--no-such-option"]],
)  # fmt: skip
def test_wrong_usage_exits_2(main: Any, words: list[str]) -> None:
    """As every command of the program does."""
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2


def test_the_subcommands_work_on_run_files(
    url: str, main: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """compare, report and tables."""
    gold, out = gold_file(tmp_path / "gold.jsonl", WORLD), tmp_path / "one"
    main([str(gold), "--url", url, "--key", KEY, "--out", str(out)])
    run = f"{out}.json"
    capsys.readouterr()
    assert main(["compare", run, run]) == 0
    assert "结果有变的题：0" in capsys.readouterr().out
    Path(f"{out}.html").unlink()
    assert main(["report", run]) == 0
    assert Path(f"{out}.html").is_file()
    assert main(["tables", run, "--out", str(tmp_path / "quality.md")]) == 0
    assert "| 问据 |" in (tmp_path / "quality.md").read_text("utf-8")
    assert main(["compare", run, str(tmp_path / "none.json")]) == 1
