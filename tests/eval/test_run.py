"""Runs: resumed where they stopped, errors kept, files whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import Conflict, InvalidValue, Unavailable
from eval import runs
from eval.cases import Shelf, locate
from eval.gold import GoldQuestion
from eval.journal import Journal
from eval.run import Suite, asked, run_suite
from eval.runs import Row, Run
from eval.systems import Product
from qa.answer import Answer
from tests.eval import fakes
from tests.eval.fakes import FakeAnswerer, Reply, World

FACTS = [("货邮量", "49.5万吨"), ("产量", "3吨"), ("库存", "12万吨")]


def quiet(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def suite(reply: Reply) -> tuple[Suite, FakeAnswerer]:
    world = fakes.world(FACTS, ["旅客量"])
    answerer = FakeAnswerer(world, reply)
    shelf = Shelf(answerer)
    cases = [locate(gold, shelf) for gold in world.questions]
    return Suite("set", cases, [Product(answerer)], shelf.text), answerer


def finished(reply: Reply, path: Path) -> Run:
    """A run of the small world."""
    ready, _ = suite(reply)
    journal = Journal(path, "print", "2025-01-01T00:00:00+00:00")
    run_suite(ready, journal, quiet)
    facts = {"set": {"questions": len(ready.cases), "documents": 3}}
    run = Run(
        "run", journal.started_at, "2025-01-01T00:01:00+00:00", {}, facts, tuple(journal.rows)
    )
    journal.remove()
    return run


def test_a_stopped_run_asks_only_what_is_left(tmp_path: Path) -> None:
    """Interrupted in the third question; the second start asks the third and fourth."""

    def stopping(world: World, gold: GoldQuestion) -> Answer:
        if gold.id == "q2":
            raise KeyboardInterrupt
        return fakes.perfect(world, gold)

    path = tmp_path / "run.jsonl"
    first, _ = suite(stopping)
    journal = Journal(path, "print", "start")
    with pytest.raises(KeyboardInterrupt):
        run_suite(first, journal, quiet)
    journal.close()

    second, answerer = suite(fakes.perfect)
    again = Journal(path, "print", "later")
    run_suite(second, again, quiet)
    assert answerer.asked == ["库存是多少？", "旅客量是多少？"]
    assert [row.id for row in again.rows] == ["q0", "q1", "q2", "u0"]
    assert again.started_at == "start"


def test_a_journal_cut_in_a_line_loses_that_line_only(tmp_path: Path) -> None:
    """As a kill during a write leaves it."""
    path = tmp_path / "run.jsonl"
    ready, _ = suite(fakes.perfect)
    journal = Journal(path, "print", "start")
    run_suite(ready, journal, quiet)
    journal.close()
    path.write_bytes(path.read_bytes()[:-40])
    assert [row.id for row in Journal(path, "print", "later").rows] == ["q0", "q1", "q2"]


def test_a_journal_of_other_conditions_is_not_continued(tmp_path: Path) -> None:
    """Rows of two different runs never mix."""
    path = tmp_path / "run.jsonl"
    ready, _ = suite(fakes.perfect)
    journal = Journal(path, "one", "start")
    run_suite(ready, journal, quiet)
    journal.close()
    with pytest.raises(Conflict, match="--fresh"):
        Journal(path, "other", "later")


def test_a_failing_question_is_listed_and_does_not_end_the_run(tmp_path: Path) -> None:
    """Errors of ours with their message, foreign ones with their kind."""

    def shaky(world: World, gold: GoldQuestion) -> Answer:
        if gold.id == "q0":
            raise Unavailable("服务正忙。")
        if gold.id == "q1":
            raise ZeroDivisionError("除以零")
        return fakes.perfect(world, gold)

    run = finished(shaky, tmp_path / "run.jsonl")
    assert [(row.id, row.error) for row in run.errors()] == [
        ("q0", "服务正忙。"),
        ("q1", "ZeroDivisionError: 除以零"),
    ]
    found = runs.summary(run)["set"]["product"]
    assert (found["accuracy"]["n"], round(found["accuracy"]["mean"], 3)) == (3, 0.333)
    assert [row.verdict for row in run.rows] == ["error", "error", "correct", "refused"]


def test_a_run_file_gives_the_run_back(tmp_path: Path) -> None:
    """Rows, conditions and facts."""
    run = finished(fakes.perfect, tmp_path / "run.jsonl")
    path = tmp_path / "deep" / "run.json"
    runs.save(run, path)
    assert runs.load(path) == run
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["summary"]["set"]["product"]["accuracy"]["mean"] == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', '{"format": 1}'])
def test_what_is_no_run_file_is_refused(tmp_path: Path, content: str) -> None:
    """With a message, not a traceback."""
    path = tmp_path / "run.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidValue, match=r"run\.json"):
        runs.load(path)


def test_verdicts_say_what_happened(tmp_path: Path) -> None:
    """Refusing everything: answerable questions falsely, the unanswerable rightly."""
    run = finished(fakes.refusing, tmp_path / "run.jsonl")
    assert [row.verdict for row in run.rows] == ["false_refusal"] * 3 + ["refused"]


def test_the_answer_that_a_false_refusal_held_back_is_judged() -> None:
    """The product refuses all; with its operating point at 0 it would have been right, or wrong."""
    ready, _ = suite(fakes.refusing)
    for reply, right in ((fakes.perfect, True), (fakes.wrong_unit, False)):
        eager = replace(ready, outspoken=suite(reply)[1])
        rows = [asked(eager, eager.systems[0], case) for case in eager.cases]
        assert [row.held_back for row in rows] == [right] * 3 + [False]
        assert all(row.verdict in ("false_refusal", "refused") for row in rows)


def test_rows_keep_what_a_reader_of_the_report_needs(tmp_path: Path) -> None:
    """Answer, citations, evidence, confidence."""
    row: Row = finished(fakes.perfect, tmp_path / "run.jsonl").rows[0]
    assert row.answer == "49.5万吨[1]。"
    assert row.citations[0]["quote"] == row.evidence[0] == "货邮量是49.5万吨。"
    assert row.confidence == 1.0
