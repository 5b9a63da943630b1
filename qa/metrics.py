"""What the service counts, as Prometheus text. No versions, no question text, no identifiers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from corpus.errors import WenjuError
from qa.answer import Answer, Timings
from qa.settings import Limits, variable

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_LIMITS = frozenset(variable(name) for name in Limits.model_fields)
_SETTING = re.compile(r"WENJU_[A-Z_]+")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0, 60.0)


class Counts(Protocol):
    """How much the library holds."""

    @property
    def documents(self) -> int: ...

    @property
    def chunks(self) -> int: ...

    @property
    def generation(self) -> int:
        """Of the library; grows with each change."""

    @property
    def indexed(self) -> int:
        """The generation that the search index stands at."""


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
        self._stages = Histogram(
            "wenju_stage_seconds",
            "Where the time of an answer goes",
            ["stage"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._rejected = Counter(
            "wenju_rejected", "Refused by the limit of this setting", ["limit"], registry=registry
        )
        self._lanes = Gauge(
            "wenju_lane_requests", "Running and waiting in a lane", ["lane"], registry=registry
        )
        self._room = Gauge(
            "wenju_lane_room", "How many a lane takes in all", ["lane"], registry=registry
        )
        self._generation = Gauge(
            "wenju_library_generation", "Changes of the library", registry=registry
        )
        self._indexed = Gauge(
            "wenju_index_generation", "The generation that is searched", registry=registry
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
        for stage, milliseconds in _stages(answer.timings):
            self._stages.labels(stage).observe(milliseconds / 1e3)

    def rejected(self, error: WenjuError) -> None:
        """Counts a refusal by a limit: its message names the setting, for the user and for us."""
        limit = next((name for name in _SETTING.findall(error.message) if name in _LIMITS), None)
        if limit:
            self._rejected.labels(limit).inc()

    def watch_lane(self, name: str, room: int, taken: Callable[[], int]) -> None:
        """``taken`` is asked at each reading."""
        self._room.labels(name).set(room)
        self._lanes.labels(name).set_function(taken)

    def render(self, counts: Counts) -> bytes:
        """The text that Prometheus reads."""
        self._documents.set(counts.documents)
        self._chunks.set(counts.chunks)
        self._generation.set(counts.generation)
        self._indexed.set(counts.indexed)
        return generate_latest(self._registry)


def _stages(timings: Timings) -> list[tuple[str, float]]:
    """Generation only where a language model wrote."""
    stages = [
        ("embed", timings.embed_ms),
        ("retrieve", timings.retrieve_ms),
        ("read", timings.read_ms),
        ("total", timings.total_ms),
    ]
    return [*stages, *([("generate", timings.generate_ms)] if timings.generate_ms else [])]


def _word(value: bool) -> str:
    return "true" if value else "false"
