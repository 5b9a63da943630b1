"""The real program, started in a folder of its own, and what can be seen of it from outside."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_PASSING = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def reason(self) -> str:
        """The message of an error in its fixed shape; fails on any other shape."""
        found = self.json
        assert list(found) == ["error"], found
        assert sorted(found["error"]) == ["code", "message"], found
        return str(found["error"]["message"])


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """What the program sees: nothing of ours but the settings; temporary files in ``folder``."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    places = {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"), "HOME": str(folder / "home")}
    return {**kept, **places, **{f"WENJU_{name.upper()}": v for name, v in settings.items()}}


class Started:
    """``wenju serve`` in a process of its own. Its folder holds data, tmp, work, home and
    the log."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        for name in ("tmp", "work", "home"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0"]
        self._log = (folder / "log").open("wb")
        self.process = subprocess.Popen(
            [*command, "--data", str(folder / "data")],
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=folder / "work",
            env=environment(folder, **settings),
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        assert "http://127.0.0.1:" in line, (folder / "log").read_text("utf-8")
        self.port = int(line.rpartition(":")[2])

    def close(self) -> int:
        """Stops it gently; its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()
            self._log.close()

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "application/json",
        seconds: float = 180,
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, body, {"Content-Type": kind} if body else {})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, headers, response.read())
        finally:
            connection.close()

    def connect(self, seconds: float = 10) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def alive(self) -> bool:
        return self.process.poll() is None and self.call("GET", "/livez", seconds=10).status == 200

    def files(self) -> frozenset[str]:
        """Every file below the folder but the log; what SQLite makes and drops is left out."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        names = (str(path.relative_to(self.folder)) for path in found)
        return frozenset(n for n in names if n != "log" and not n.endswith(_PASSING))

    def children(self) -> list[int]:
        """Processes that it has started and that still run."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]

    def peak(self) -> int:
        """Most memory it has held since its start, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    @contextmanager
    def watched(self) -> Iterator[list[float]]:
        """Asks /livez every 50 ms meanwhile; the seconds that each answer took."""
        seconds: list[float] = []
        done = threading.Event()

        def ask() -> None:
            while not done.wait(0.05):
                begun = time.monotonic()
                self.call("GET", "/livez", seconds=60)
                seconds.append(time.monotonic() - begun)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield seconds
        finally:
            done.set()
            thread.join()


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[Started]:
    running = Started(folder, **settings)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and everyone who has called there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        calls: list[object] = []

        def take() -> None:
            while True:
                try:
                    client, place = server.accept()
                except OSError:
                    return
                calls.append(place)
                client.close()

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)
