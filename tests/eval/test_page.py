"""The report: whole, self-contained, and nothing but text from texts."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval import charts, tables
from eval.page import page
from eval.quality import document
from eval.runs import Run
from tests.eval import fakes
from tests.eval.test_run import finished

ATTACK = "</script><img src=x onerror=alert(1)>\"'&"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return finished(fakes.perfect, tmp_path / "run.jsonl")


class Tags(HTMLParser):
    """Every element with its attributes, and whether each was closed."""

    VOID = frozenset({"meta", "input", "link", "br", "img"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_is_well_formed_and_needs_nothing_else(run: Run) -> None:
    """Elements nest; no address is fetched, no handler stands in an attribute."""
    tags = Tags(page(run))
    assert tags.open == []
    names = {name for name, _ in tags.attributes}
    assert not names & {"src", "href", "action", "onclick", "onerror", "style"}


def test_the_report_has_its_charts_and_every_question(run: Run) -> None:
    """Types, refusal, reliability, depth, latency; one row a question."""
    html = page(run)
    for title in ("各类问题的处置正确率", "拒答曲线", "置信度可靠性", "检索深度", "耗时与题数"):
        assert title in html
    assert len(re.findall(r"<tr data-set=", html)) == 4


def test_no_text_becomes_markup(run: Run) -> None:
    """Question, answer, quote, type, id, error, set name and conditions of an attacker stay text."""
    row = replace(
        run.rows[0],
        question=ATTACK, answer=ATTACK, type=ATTACK, id=ATTACK, set=ATTACK, error=None,
        history=[ATTACK], must=[[ATTACK]], evidence=[ATTACK],
        citations=[{"marker": 1, "quote": ATTACK, "document_title": ATTACK, "start": 0, "end": 1}],
    )  # fmt: skip
    failed = replace(row, error=ATTACK, id="other", verdict="error")
    facts = {ATTACK: {"questions": 2, "documents": 1}}
    hostile = Run(ATTACK, ATTACK, "", {"commit": ATTACK}, facts, (row, failed), {"model": ATTACK})
    tags = Tags(page(hostile))
    assert "img" not in tags.seen
    assert tags.seen.count("script") == 1
    assert not any(name.startswith("on") for name, _ in tags.attributes)


def test_an_always_refusing_run_has_a_report_too(tmp_path: Path) -> None:
    """No answer, hence no reliability plot, and no failure."""
    html = page(finished(fakes.refusing, tmp_path / "run.jsonl"))
    assert "置信度可靠性" not in html
    assert "误拒" in html


def test_markdown_tables_carry_n_and_intervals(run: Run) -> None:
    """Three answerable questions, all right."""
    text = document([run])
    assert "| 问据 | 100.0 (100.0–100.0) n=3 |" in text
    assert "## set" in text


def test_faults_are_counted_by_where_the_way_was_left(run: Run) -> None:
    """A wrong answer with its evidence at hand was misread; the totals are those of the rows."""
    name = next(iter(run.sets))
    rows = run.of(name, "product")
    wrong = [row for row in rows if row.verdict in ("wrong", "false_refusal", "invented")]
    text = document([run])
    assert ("### 错误分析" in text) == bool(wrong)
    if wrong:
        total = next(line for line in text.splitlines() if line.startswith("| 合计 |"))
        assert total.split(" | ")[-2:] == [str(len(wrong)), f"{len(rows)} |"]


def test_a_run_compared_with_itself_has_not_changed(run: Run) -> None:
    """Every difference is nothing, with its n."""
    text = document([run], run)
    changes = text.split("相比")[1].split("## ")[0]
    rows = [line for line in changes.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) > 3
    assert all("+0.0 (+0.0 – +0.0)" in line for line in rows[1:])


def test_a_metric_that_no_system_has_gets_no_column(run: Run) -> None:
    """Columns of nothing but dashes say nothing."""
    head = tables.comparison(run, "set", ["accuracy", "refusal_precision", "no_such"])[0]
    assert head == ["", "答对率", "拒答准确率"]


def test_terminal_columns_line_up_under_wide_characters() -> None:
    """汉字 take two places."""
    lines = tables.terminal([["", "x"], ["问据", "1"], ["abcd", "2"]]).split("\n")
    assert lines == ["      x", "问据  1", "abcd  2"]


@pytest.mark.parametrize(
    ("value", "end"), [(0, 1), (0.7, 1), (3, 4), (11, 20), (230, 250), (1000, 1000), (1001, 2000)]
)
def test_axes_end_at_round_numbers(value: float, end: float) -> None:
    """1, 2, 2.5, 4 or 5 times a power of ten."""
    assert charts.nice(value) == end


def test_a_histogram_counts_every_value() -> None:
    """Two bars: three values of 1, one of 10."""
    svg = charts.histogram("耗时", [1, 1, 1, 10], "毫秒", bins=10)
    assert svg.count("<rect") == 2
