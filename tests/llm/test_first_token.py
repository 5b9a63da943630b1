"""A model may think longer than connecting to it may take."""

from __future__ import annotations

from pathlib import Path

from qa.answer import Question
from qa.openai_client import Deadlines, OpenAIModel
from tests.llm.scripted import QUESTION, open_service
from tests.llm.server import STREAM, FaultServer, Peer, whole

CONNECT, THINKING = 0.3, 0.9


def thinks(peer: Peer) -> None:
    """Not a byte, not even a status line, for three times the deadline of a connection."""
    peer.left.wait(THINKING)
    peer.send(STREAM, whole())


def test_a_first_token_after_the_deadline_of_the_connection_is_in_time(tmp_path: Path) -> None:
    """Once connected, the deadline of the first token holds, not that of the connection."""
    deadlines = Deadlines(connect=CONNECT, first=20.0, silence=20.0)
    with FaultServer([thinks]).running() as url:
        service = open_service(tmp_path, OpenAIModel("m", url, deadlines=deadlines), seconds=30.0)
        try:
            answer = service.ask(Question(QUESTION, mode="llm"))
        finally:
            service.close()
    assert (answer.mode, answer.degraded) == ("llm", False)
