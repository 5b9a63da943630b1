"""The real program on a data folder, in its own process, and what it takes of the machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qa.settings import known_variables
from tests.campaign.clients import ROOT

STARTING, STOPPING = 120, 60
"""Seconds that a start and a stop may take."""
_UNLIMITED = "1000000"


@dataclass(frozen=True, slots=True)
class Server:
    """A running ``wenju serve`` on loopback."""

    port: int
    pid: int
    log: Path

    def memory_mib(self) -> float:
        """What is resident now."""
        return self._status("VmRSS") / 1024

    def peak_mib(self) -> float:
        """The most that ever was resident."""
        return self._status("VmHWM") / 1024

    def threads(self) -> int:
        return self._status("Threads")

    def open_files(self) -> int:
        """Files and sockets."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def processor_seconds(self) -> float:
        """Of all its threads since it began."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _status(self, name: str) -> int:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
        raise KeyError(name)


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[Server]:
    """``wenju serve`` on a free port with these settings; stopped as an init system stops it.

    Raises RuntimeError when it does not start or does not stop in time.
    """
    log = data.parent / f"{data.name}.log"
    command = [sys.executable, "-m", "qa.cli", "serve", "--data", str(data), "--port", "0"]
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(settings), stdout=subprocess.PIPE, stderr=errors
        )
    try:
        assert process.stdout
        line = process.stdout.readline().decode()
        if not line.startswith("打开"):
            raise RuntimeError(f"the server did not start: {log.read_text('utf-8')[-2000:]}")
        yield Server(int(line.rsplit(":", 1)[1]), process.pid, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise RuntimeError("the server did not stop") from None


def environment(settings: dict[str, str]) -> dict[str, str]:
    """That of this process without settings of ours but those given, and without rate limits.

    All clients of a campaign come from one address, which a limit by address takes for one client.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENJU_")}
    rates = [name for name in known_variables() if "RATE" in name or "PER_MINUTE" in name]
    return {**kept, **dict.fromkeys(rates, _UNLIMITED), **settings}
