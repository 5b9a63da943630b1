"""What the service counts, as Prometheus text. No versions, no question text, no identifiers."""

from __future__ import annotations

from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from qa.answer import Answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0, 60.0)


class Counts(Protocol):
    """How much the library holds."""

    @property
    def documents(self) -> int: ...

    @property
    def chunks(self) -> int: ...


class Metrics:
    """One registry of its own, so that two apps in one process do not mix."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "wenju_requests", "Answered requests", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "wenju_request_seconds",
            "Time to the last byte",
            ["route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._running = Gauge("wenju_requests_running", "Open requests", registry=registry)
        self._answers = Counter(
            "wenju_answers", "Answers", ["mode", "refused", "degraded"], registry=registry
        )
        self._unsupported = Counter(
            "wenju_unsupported_numbers", "Figures without evidence", registry=registry
        )
        self._documents = Gauge("wenju_documents", "Documents in the library", registry=registry)
        self._chunks = Gauge("wenju_chunks", "Chunks in the library", registry=registry)

    def request_begins(self) -> None:
        self._running.inc()

    def request_ends(self, method: str, route: str, status: int, seconds: float) -> None:
        """``route`` is the template, never the path: paths are without number."""
        self._running.dec()
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        labels = (answer.mode, _word(answer.refused), _word(answer.degraded))
        self._answers.labels(*labels).inc()
        self._unsupported.inc(sum(not number.supported for number in answer.numbers))

    def render(self, counts: Counts) -> bytes:
        """The text that Prometheus reads."""
        self._documents.set(counts.documents)
        self._chunks.set(counts.chunks)
        return generate_latest(self._registry)


def _word(value: bool) -> str:
    return "true" if value else "false"
