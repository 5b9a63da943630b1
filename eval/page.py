"""The report of a run: one HTML file that needs nothing else. Every text in it is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from eval import charts, curve, tables
from eval.charts import Line
from eval.intervals import quantile
from eval.rows_table import question_table
from eval.runs import Row, Run
from eval.scoring import BY_NAME, DEPTHS, METRICS, VERDICTS, summarise
from eval.systems import PRODUCT

ASSETS = Path(__file__).resolve().parent / "report"
_CARDS = ("correct", "accuracy", "numbers", "citation_precision", "refusal_recall", "recall@5")


def page(run: Run) -> str:
    """The report as HTML."""
    template = Template((ASSETS / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=escape(run.name),
        style=(ASSETS / "style.css").read_text(encoding="utf-8"),
        script=(ASSETS / "table.js").read_text(encoding="utf-8"),
        when=escape(f"{run.started_at} 至 {run.finished_at}"),
        sets="".join(_set(run, name) for name in run.sets),
        judge=_judge(run),
        errors=_errors(run.errors()),
        conditions=_conditions(run),
        metrics=_metrics(),
        questions=question_table([row for row in run.rows if row.system == PRODUCT]),
    )


def _set(run: Run, name: str) -> str:
    facts, rows = run.sets[name], run.of(name, PRODUCT)
    return (
        f"<section><h2>{escape(name)}</h2>"
        f"<p>{facts['questions']} 题，{facts.get('documents', '?')} 份文档。"
        "百分数后括号里是 95% 自助法区间，n 为可评题数。</p>"
        f"{_cards(rows)}{_tables(run, name)}"
        f'<div class="charts">{"".join(_charts(run, name, rows))}</div></section>'
    )


def _cards(rows: Sequence[Row]) -> str:
    found = summarise([row.scores for row in rows])
    cards = [
        f"<div><b>{tables.shown(metric, found[metric], interval=False)}%</b>"
        f"<span>{BY_NAME[metric].label}</span></div>"
        for metric in _CARDS
        if metric in found
    ]
    times = _latencies(rows)
    if times:
        cards.append(f"<div><b>{quantile(times, 0.5):.0f} ms</b><span>耗时中位数</span></div>")
    counts = (f"{label} {sum(row.verdict == verdict for row in rows)}"
              for verdict, label in VERDICTS.items())  # fmt: skip
    return f'<div class="cards">{"".join(cards)}</div><p>{"，".join(counts)}。</p>'


def _tables(run: Run, name: str) -> str:
    return "".join(
        f"<h3>{title}</h3>{_table(cells)}"
        for title, metrics in tables.GROUPS
        if len(cells := tables.comparison(run, name, metrics)) > 1
    )


def _charts(run: Run, name: str, rows: Sequence[Row]) -> Iterable[str]:
    kinds = [(tables.TYPES.get(kind, kind), found) for kind, found in tables.by_type(rows)]
    yield charts.bars("各类问题的处置正确率", kinds)
    if points := curve.refusal_curve(rows):
        yield _refusal_chart(points)
    if bins := curve.reliability(rows):
        yield _reliability_chart(bins)
    if depth := _depth_lines(run, name):
        ticks = [float(k) for k in DEPTHS]
        yield charts.lines("检索深度与证据召回", depth, "前 k 段", ticks)
    if times := _latencies(rows):
        marks = "，".join(f"p{p} {quantile(times, p / 100):.0f}" for p in (50, 95, 99))
        yield charts.histogram(f"耗时与题数（{marks} 毫秒）", times, "毫秒")


def _refusal_chart(points: Sequence[curve.Point]) -> str:
    series = [
        Line("作答比例", [(p.threshold, p.answered) for p in points]),
        Line("答中比例", [(p.threshold, p.accuracy) for p in points if p.accuracy is not None]),
        Line(
            "拒答召回",
            [(p.threshold, p.refusal_recall) for p in points if p.refusal_recall is not None],
        ),
    ]
    under = curve.area(points)
    title = "拒答曲线" if under is None else f"拒答曲线（ROC 面积 {under:.3f}）"
    return charts.lines(title, series, "低于此置信度则拒答")


def _reliability_chart(bins: Sequence[curve.Bin]) -> str:
    series = [
        Line("完全可靠", [(0, 0), (1, 1)], faint=True),
        Line("答对比例", [(each.confidence, each.correct) for each in bins], dots=True),
    ]
    error = curve.calibration_error(bins)
    return charts.lines(f"置信度可靠性（校准误差 {error:.3f}）", series, "置信度")


def _depth_lines(run: Run, name: str) -> list[Line]:
    found: list[Line] = []
    for system in run.systems(name):
        estimates = summarise([row.scores for row in run.of(name, system)])
        points = [(float(k), estimates[f"recall@{k}"].mean)
                  for k in DEPTHS if f"recall@{k}" in estimates]  # fmt: skip
        if points:
            found.append(Line(tables.SYSTEMS.get(system, system), points, dots=True))
    return found


def _latencies(rows: Sequence[Row]) -> list[float]:
    return [row.scores["latency"] for row in rows if "latency" in row.scores]


def _judge(run: Run) -> str:
    if not run.judge:
        return ""
    facts = [[key, str(value)] for key, value in run.judge.items() if key != "verdicts"]
    note = "<p>由语言模型评判，仅供参考，不计入门槛。</p>"
    return f"<section><h2>模型评判</h2>{note}{_table([['项目', '值'], *facts])}</section>"


def _errors(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    cells = [[row.set, row.system, row.id, row.error or ""] for row in rows]
    head = ["题集", "系统", "编号", "错误"]
    note = f"<p>{len(rows)} 题出错，按 0 分计。</p>"
    return f"<section><h2>出错的题</h2>{note}{_table([head, *cells])}</section>"


def _conditions(run: Run) -> str:
    cells = [["条件", "值"]]
    cells += [[key, _flat(value)] for key, value in run.conditions.items() if value is not None]
    for name, facts in run.sets.items():
        cells += [[f"{name} {key}", _flat(value)] for key, value in facts.items()]
    return _table(cells)


def _metrics() -> str:
    better = {"higher": "越高越好", "lower": "越低越好", "neither": "无好坏"}
    cells = [[metric.label, metric.eligible, better[metric.better]] for metric in METRICS]
    return _table([["指标", "可评的题", "方向"], *cells])


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(f"{key}={_flat(each)}" for key, each in value.items() if each is not None)
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)


def _table(cells: tables.Cells) -> str:
    head, *body = cells
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in body
    )
    return f'<div class="wide"><table><tr>{top}</tr>{rows}</table></div>'
