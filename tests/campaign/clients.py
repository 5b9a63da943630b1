"""Clients by the dozen, in a process of their own: ``python -m tests.campaign.clients < plan``.

The plan comes as JSON on standard input, the records go as JSON to standard output. The clients
speak HTTP over plain asyncio streams: a client library would take more of the processor than what
is measured allows.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
JSON = "application/json"
BOUNDARY = "wenju-campaign"
PATIENCE = 120.0
"""Seconds for one request; then it counts as failed."""
FAILED = 0
"""Status of a request that got no answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as it is sent."""

    method: str
    path: str
    body: str = ""
    kind: str = JSON


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process of clients does: each takes the calls in turn, from a place of its own."""

    port: int
    calls: Sequence[Call]
    clients: int
    seconds: float | None = None
    """How long; None: every call once, by whichever client is free."""
    pause: float = 0.0
    """Seconds between two calls of a client."""
    polite: bool = True
    """Whether a client that is told to come back later does so."""


@dataclass(frozen=True, slots=True)
class Record:
    """One request and what became of it."""

    call: int
    """Its place in the plan."""
    at: float
    """When it was sent, by the clock that all processes of the machine share."""
    seconds: float
    status: int
    retry_after: int | None
    said: str
    """Digest of what an answer says: text, refusal and citations; "" for anything else."""


@dataclass(slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Connection:
    """Keeps its connection, as browsers do, and opens another when the server has closed it."""

    port: int
    _reader: asyncio.StreamReader | None = field(default=None, init=False)
    _writer: asyncio.StreamWriter | None = field(default=None, init=False)

    async def send(self, call: Call) -> Reply:
        """Raises OSError, EOFError or ValueError when no whole reply came."""
        fresh = self._writer is None
        try:
            return await self._once(call)
        except (OSError, EOFError):
            self.close()
            if fresh:
                raise
        return await self._once(call)  # a kept connection may have ended meanwhile

    async def _once(self, call: Call) -> Reply:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = call.body.encode()
        head = f"{call.method} {call.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if body:
            head += f"Content-Type: {call.kind}\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(f"{head}\r\n".encode() + body)
        await self._writer.drain()
        return await self._read(self._reader)

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return Reply(int(lines[0].split()[1]), headers, body)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def said(body: bytes) -> str:
    """Digest of what the answer in ``body`` says; "" when it is none."""
    with suppress(ValueError, KeyError, TypeError):
        answer = json.loads(body)
        quotes = [[one["document_id"], one["quote"]] for one in answer["citations"]]
        words = json.dumps([answer["answer"], answer["refused"], quotes])
        return hashlib.sha256(words.encode()).hexdigest()[:16]
    return ""


async def measured(connection: Connection, number: int, call: Call) -> tuple[Record, bytes]:
    """Sends one call; a failure is a record, too."""
    at = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            reply = await connection.send(call)
    except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
        connection.close()
        return Record(number, at, time.monotonic() - at, FAILED, None, ""), b""
    seconds = time.monotonic() - at
    retry = reply.headers.get("retry-after", "")
    wait = int(retry) if retry.isdigit() else None
    return Record(number, at, seconds, reply.status, wait, said(reply.body)), reply.body


async def run(plan: Plan) -> list[Record]:
    """All that the clients of a plan did, in no order."""
    records: list[Record] = []
    numbers = iter(range(len(plan.calls)))
    end = time.monotonic() + (plan.seconds or 0)

    async def client(place: int) -> None:
        connection = Connection(plan.port)
        turn = place * len(plan.calls) // plan.clients
        while True:
            if plan.seconds is None:
                turn = next(numbers, -1)
            if turn < 0 or (plan.seconds is not None and time.monotonic() >= end):
                break
            number = turn % len(plan.calls)
            record, _ = await measured(connection, number, plan.calls[number])
            records.append(record)
            turn += 1
            await asyncio.sleep(_rest(plan, record))
        connection.close()

    await asyncio.gather(*(client(place) for place in range(plan.clients)))
    return records


def _rest(plan: Plan, record: Record) -> float:
    return max(plan.pause, record.retry_after or 0) if plan.polite else plan.pause


class Client:
    """One client in this process, for work that goes step by step."""

    def __init__(self, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._connection = Connection(port)

    def send(self, call: Call) -> tuple[Record, Any]:
        """What became of it, and the JSON that came, None for none."""
        record, body = self._loop.run_until_complete(measured(self._connection, 0, call))
        with suppress(ValueError):
            return record, json.loads(body)
        return record, None

    def close(self) -> None:
        self._connection.close()
        self._loop.close()


class Crowd:
    """A process of clients at work."""

    def __init__(self, plan: Plan) -> None:
        command = [sys.executable, "-m", "tests.campaign.clients"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asdict(plan)))
        self._process.stdin.close()
        self._process.stdin = None  # for communicate()

    @property
    def busy(self) -> bool:
        return self._process.poll() is None

    def records(self) -> list[Record]:
        """What they did, once they are done."""
        told, _ = self._process.communicate()
        if self._process.returncode:
            raise RuntimeError("the clients failed")
        return [Record(*fields) for fields in json.loads(told)]


def ask(question: str, mode: str = "extractive") -> Call:
    body = json.dumps({"question": question, "mode": mode}, ensure_ascii=False)
    return Call("POST", "/api/v1/ask", body)


def upload(name: str, text: str) -> Call:
    """One file as a form."""
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    kind = "Content-Type: application/octet-stream"
    body = f"--{BOUNDARY}\r\n{disposition}\r\n{kind}\r\n\r\n{text}\r\n--{BOUNDARY}--\r\n"
    return Call("POST", "/api/v1/documents", body, f"multipart/form-data; boundary={BOUNDARY}")


LIVEZ = Call("GET", "/livez")


def main() -> None:
    given: dict[str, Any] = json.load(sys.stdin)
    plan = Plan(**given | {"calls": [Call(**call) for call in given["calls"]]})
    records = asyncio.run(run(plan))
    json.dump([list(asdict(record).values()) for record in records], sys.stdout)


if __name__ == "__main__":
    main()
