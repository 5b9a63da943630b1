"""Where the time of an answer goes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from qa.answer import Question
from qa.stages import TimedEmbedder
from tests.embedders import PairEmbedder
from tests.qa.test_service import AIRPORT, open_service


def test_each_stage_lies_within_the_one_that_holds_it(tmp_path: Path) -> None:
    """Embedding within retrieval, reading within answering; no model, no generation."""
    service = open_service(tmp_path / "data")
    service.add(AIRPORT.encode(), "airport.md")
    times = service.ask(Question("郑州机场货邮吞吐量多少")).timings
    service.close()
    assert 0 < times.embed_ms <= times.retrieve_ms
    assert 0 < times.read_ms <= times.answer_ms
    assert times.generate_ms == 0
    assert times.retrieve_ms + times.answer_ms <= times.total_ms + 0.01


def test_time_is_told_of_the_questions_asked_for_and_of_this_thread() -> None:
    """Neither of others before, nor of others at the same time."""
    embedder = TimedEmbedder(PairEmbedder())
    embedder.embed_query("甲")
    embedder.embed_query("乙")
    first = embedder.spent(["甲"])
    assert 0 < first < embedder.spent(["甲", "乙"])
    assert embedder.spent(["丙"]) == 0
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(embedder.spent, ["甲"]).result() == 0
