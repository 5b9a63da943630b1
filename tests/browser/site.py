"""A server on a free port of loopback, over any service, in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from qa.answer import Answer, Question
from qa.http import create_app
from qa.routes import QaService
from qa.server import WebServer, bind
from qa.settings import Settings
from tests.fakes import FakeService


@contextmanager
def serving(service: QaService, **overrides: Any) -> Iterator[str]:
    """The origin of a running server, such as ``http://127.0.0.1:40001``."""
    settings = Settings.from_environment({}, port=0, **overrides)
    bound = bind(settings.host, settings.port)
    listening = threading.Event()
    server = WebServer(create_app(service, settings), settings, lambda _: listening.set())
    thread = threading.Thread(target=server.run, args=([bound],))
    thread.start()
    try:
        assert listening.wait(10)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@dataclass
class ScriptedService(FakeService):
    """Gives the answers of ``script`` by question, others as ``FakeService`` does."""

    script: dict[str, Answer] = field(default_factory=dict)

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        return self.script.get(question.text, answer)
