"""The product as a newcomer meets it: the real model, the real command line, a real server."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpus" / "samples"
SHARED = ROOT.parent / "shared" / "corpus"
Json = dict[str, Any]


def wenju(*arguments: str, code: int = 0) -> str:
    """Run the command line in a process of its own; its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample corpus, added by the command line."""
    folder = tmp_path_factory.mktemp("samples") / "data"
    files = [str(path) for path in sorted(SAMPLES.iterdir()) if path.name != "README.md"]
    wenju("add", "--data", str(folder), *files)
    return folder


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[httpx.Client]:
    """A client of a server process on that folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "qa.cli", "serve", "--data", str(data), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as http:
            _wait_until_ready(http, server)
            yield http
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_until_ready(http: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if http.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not become ready")


def check_citations(answer: Json, text_of: Any) -> None:
    """Markers and citations belong together; each quote is the document's text."""
    markers = {int(marker) for marker in re.findall(r"\[(\d+)\]", answer["answer"])}
    assert markers == {citation["marker"] for citation in answer["citations"]}
    for citation in answer["citations"]:
        text = text_of(citation["document_id"])
        assert citation["quote"] == text[citation["start"] : citation["end"]]
    assert all(check["supported"] for check in answer["checks"]["numbers"])


def test_the_command_line_answers_from_the_samples(data: Path) -> None:
    """A figure with its period, and the exact words it comes from."""
    question = "2024年1-8月郑州机场货邮吞吐量是多少"
    answer = json.loads(wenju("ask", "--json", "--data", str(data), question))
    assert "49.5万吨" in answer["answer"]
    assert not answer["refused"]

    def text_of(document_id: str) -> str:
        document = json.loads(wenju("get", "--json", "--data", str(data), document_id))
        return str(document["text"])

    check_citations(answer, text_of)


def test_every_sample_format_is_in_the_library(data: Path) -> None:
    """Each file of the sample corpus became a document with text."""
    documents = json.loads(wenju("list", "--json", "--data", str(data)))
    found = documents["documents"] if isinstance(documents, dict) else documents
    formats = {Path(document["source"]).suffix for document in found}
    assert {".txt", ".md", ".html", ".docx", ".pdf", ".xlsx", ".ofd"} <= formats
    assert all(document["characters"] > 50 and document["chunks"] > 0 for document in found)


def test_a_file_lives_through_upload_question_and_deletion(client: httpx.Client) -> None:
    """Upload, ask, open the citation, delete, ask again — over HTTP."""
    page = "# 青山镇公报\n\n2023年，青山镇蓝莓产量达到731.5吨，比上年增长6.4%。\n"
    upload = client.post("/api/v1/documents", files={"file": ("公报.md", page.encode())})
    assert upload.status_code == 201
    document_id = upload.json()["id"]

    asked = {"question": "2023年青山镇蓝莓产量多少"}
    answer = client.post("/api/v1/ask", json=asked).json()
    assert "731.5吨" in answer["answer"]
    check_citations(answer, lambda one: client.get(f"/api/v1/documents/{one}").json()["text"])

    assert client.delete(f"/api/v1/documents/{document_id}").status_code == 204
    after = client.post("/api/v1/ask", json=asked).json()
    assert "731.5" not in after["answer"]
    assert document_id not in {citation["document_id"] for citation in after["citations"]}


def test_the_stream_ends_with_the_same_answer(client: httpx.Client) -> None:
    """Server-sent events carry the answer's text and then the whole object."""
    asked = {"question": "2024年1-8月郑州机场货邮吞吐量是多少", "stream": True}
    body = client.post("/api/v1/ask", json=asked).text
    events = re.findall(r"event: (\w+)\ndata: (.*)", body)
    assert [name for name, _ in events][-2:] == ["answer", "done"]
    shown = "".join(json.loads(data)["text"] for name, data in events if name == "delta")
    whole = json.loads(next(data for name, data in events if name == "answer"))
    assert shown == whole["answer"]


def test_another_process_adds_while_the_server_runs(client: httpx.Client, data: Path) -> None:
    """The command line and the server share one data folder."""
    page = data.parent / "通知.txt"
    page.write_text("白河镇图书馆共有藏书8.61万册，全年接待读者3.2万人次。", encoding="utf-8")
    wenju("add", "--data", str(data), str(page))
    answer = client.post("/api/v1/ask", json={"question": "白河镇图书馆有多少册藏书"}).json()
    assert "8.61万册" in answer["answer"]


def test_one_bad_file_of_a_folder_is_named_and_the_others_are_added(tmp_path: Path) -> None:
    """49 of 50 are added, the bad one is named, exit 1."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(49):
        text = f"第{number}号站点今年共接待游客{number + 2}.5万人次。"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", "add", "--data", str(tmp_path / "data"), str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 1
    assert "坏.pdf" in done.stderr
    listed = json.loads(wenju("list", "--json", "--data", str(tmp_path / "data")))
    assert len(listed["documents"] if isinstance(listed, dict) else listed) == 49


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    """A file that cannot be read is an error that names it."""
    page = tmp_path / "密.txt"
    page.write_text("内容", encoding="utf-8")
    page.chmod(0)
    wenju("add", "--data", str(tmp_path / "data"), str(page), code=1)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the five real documents are not beside the project"
)
def test_the_press_conference_page_gives_its_figure(tmp_path: Path) -> None:
    """49.5万吨 with its period, cited to the exact words of the page."""
    data = str(tmp_path / "data")
    wenju("add", "--data", data, str(SHARED))
    answer = json.loads(wenju("ask", "--json", "--data", data, "郑州机场货邮吞吐量多少"))
    assert "49.5万吨" in answer["answer"]
    assert "1-8月" in answer["answer"]
    (citation,) = answer["citations"]
    assert "货邮吞吐量49.5万吨" in citation["quote"]
    check_citations(
        answer, lambda one: json.loads(wenju("get", "--json", "--data", data, one))["text"]
    )
