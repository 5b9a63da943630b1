"""The real program in a process of its own, and bare sockets to talk to it."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.asgi import BOUNDARY, multipart

ROOT = Path(__file__).parents[2]
START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def environment(**variables: str) -> dict[str, str]:
    """This process's, without settings of ours, and with these."""
    foreign = ("WENJU_", "OPENAI_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, **{f"WENJU_{name.upper()}": value for name, value in variables.items()}}


def wenju(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """One run of the command line."""
    return subprocess.run(
        [sys.executable, "-m", "qa.cli", *arguments],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )


class Program:
    """``wenju serve`` on a free port of loopback; what it says on standard error goes to a file."""

    def __init__(self, data: Path, log: Path, **variables: str) -> None:
        self.data, self._log = data, log
        command = [sys.executable, "-m", "qa.cli", "serve", "--data", str(data), "--port", "0"]
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(**variables),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("打开 http://"), self.said()
        self.port = int(line.strip().rpartition(":")[2])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def said(self) -> str:
        return self._log.read_text("utf-8")

    def lines(self) -> list[dict[str, Any]]:
        """The log, line by line."""
        return [json.loads(line) for line in self.said().splitlines()]

    def call(
        self,
        method: str,
        path: str,
        value: object = None,
        *,
        key: str | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
    ) -> Reply:
        """One exchange on a connection of its own; ``value`` is sent as JSON."""
        sent = {"Authorization": f"Bearer {key}"} if key else {}
        sent |= headers or {}
        if value is not None:
            body = json.dumps(value).encode()
            sent.setdefault("Content-Type", "application/json")
        return exchange(self.port, method, path, body, sent, timeout)

    def upload(self, name: str, content: bytes, *, key: str | None = None) -> Reply:
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        form = multipart([(name, content)])
        return self.call("POST", "/api/v1/documents", key=key, body=form, headers=kind)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def ended(self, seconds: float) -> tuple[int, float]:
        """Exit status and the seconds that it took to end; fails when it takes longer."""
        begun = time.monotonic()
        return self.process.wait(seconds), time.monotonic() - begun


def exchange(
    port: int,
    method: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
    timeout: float = 60.0,
) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, dict(headers))
        reply = connection.getresponse()
        given = {name.lower(): value for name, value in reply.getheaders()}
        return Reply(reply.status, given, reply.read())
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a bare socket got back, and when its connection ended."""

    data: bytes
    seconds: float

    @property
    def status(self) -> int | None:
        """None when the connection ended without an answer."""
        return int(self.data[9:12]) if self.data.startswith(b"HTTP/1.1 ") else None


def raw(port: int, *pieces: bytes, pause: float = 0.0, timeout: float = 90.0) -> Heard:
    """Sends ``pieces`` with pauses between, then listens until the connection ends.

    An answer that comes before all is sent ends the sending.
    """
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as client:
        received = b""
        try:
            for place, piece in enumerate(pieces):
                if place and pause and _answered(client, pause):
                    break
                client.sendall(piece)
            while chunk := client.recv(65_536):
                received += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
    return Heard(received, time.monotonic() - begun)


def _answered(client: socket.socket, seconds: float) -> bool:
    """Waits so long, or until something comes."""
    return bool(select.select([client], [], [], seconds)[0])


def loose_files(folder: Path) -> list[str]:
    """Files and folders that others than the owner may open."""
    found = [folder, *folder.rglob("*")]
    return [
        f"{path.relative_to(folder)} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in found
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
