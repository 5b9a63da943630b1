"""A real server on a folder, with the tests' light embedder, and a look at its calls."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.asgi import BOUNDARY, multipart
from tests.campaign.ground import RESERVE, Page

ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0
_CALLS = "pwrite64,fsync,fdatasync,sendto,sendmsg,write,writev"
_REPLY = re.compile(r'(?:sendto|sendmsg|write|writev)\(.*"HTTP/1\.1 2\d\d')
_LOGGED = re.compile(r"pwrite64\(\d+<[^>]*library\.db-wal>")
_SYNCED = re.compile(r"f(?:data)?sync\(\d+<[^>]*library\.db-wal>")


class Running:
    """``wenju serve`` in a process of its own, until the block ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def __enter__(self) -> Running:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.campaign.program", "serve", "--data", str(self._folder),
             "--port", str(self.port)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={"WENJU_RESERVE_BYTES": str(RESERVE), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        assert self._process.stdout
        if not self._process.stdout.readline():
            raise AssertionError("the server did not start")
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                self.request("GET", "/livez")
            except OSError:
                time.sleep(0.05)
            else:
                return self
        raise AssertionError("the server does not answer")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(_PATIENCE)
        if self._process.stdout:
            self._process.stdout.close()

    def request(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> tuple[int, Any]:
        """Status, and the JSON of the reply."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request(method, quote(path), body, {"content-type": kind} if body else {})
            reply = connection.getresponse()
            content = reply.read()
        finally:
            connection.close()
        is_json = "json" in (reply.getheader("content-type") or "")
        return reply.status, json.loads(content) if is_json and content else None

    def upload(self, page: Page) -> None:
        form = f"multipart/form-data; boundary={BOUNDARY}"
        body = multipart([(page.source, page.data)])
        status, _ = self.request("POST", "/api/v1/documents", body, form)
        assert status == 201, status

    def delete(self, page: Page) -> None:
        _, listed = self.request("GET", "/api/v1/documents")
        ids = {one["source"]: one["id"] for one in listed["documents"]}
        status, _ = self.request("DELETE", f"/api/v1/documents/{ids[page.source]}")
        assert status == 204, status

    def feedback(self, text: str) -> None:
        given = {"answer_id": "ans_1", "thumbup": False, "text": text}
        status, _ = self.request("POST", "/api/v1/feedback", json.dumps(given).encode())
        assert 200 <= status < 300, status

    def ask(self, page: Page) -> str:
        """The text of the answer."""
        body = json.dumps({"question": page.question}).encode()
        status, answer = self.request("POST", "/api/v1/ask", body)
        assert status == 200, status
        return str(answer["answer"])

    @contextmanager
    def traced(self) -> Iterator[Path]:
        """Where strace writes what the server calls meanwhile."""
        with tempfile.NamedTemporaryFile(suffix=".strace", delete=False) as file:
            log = Path(file.name)
        pid = self._process.pid
        strace = subprocess.Popen(
            ["strace", "-f", "-qq", "-y", "-s", "24", "-o", str(log), "-e", f"trace={_CALLS}",
             "-p", str(pid)],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        status = Path(f"/proc/{pid}/status")
        while "TracerPid:\t0\n" in status.read_text() and strace.poll() is None:
            time.sleep(0.01)
        try:
            yield log
        finally:
            strace.terminate()
            strace.wait(_PATIENCE)


def acknowledgements(log: str) -> tuple[int, int]:
    """Replies that had something new in the log synced before them, and such that had not."""
    replies = early = 0
    written = synced = False
    for line in _completed(log):
        if _LOGGED.search(line):
            written = True
        elif _SYNCED.search(line):
            written, synced = False, synced or written
        elif _REPLY.search(line):
            early += written
            replies += synced and not written
            synced = False
    return replies, early


def _completed(log: str) -> Iterator[str]:
    """The calls in the order in which they ended; a reply counts from its begin."""
    open_calls: dict[str, str] = {}
    for line in log.splitlines():
        thread, _, rest = line.partition(" ")
        if "<unfinished ...>" in rest:
            open_calls[thread] = rest
            if _REPLY.search(rest):
                yield rest
        elif "resumed>" in rest:
            begun = open_calls.pop(thread, "")
            if not _REPLY.search(begun):
                yield begun
        else:
            yield rest
