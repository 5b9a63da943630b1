"""``docs/quality.md``: what was measured, with conditions and n, written by the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval import curve, tables
from eval.intervals import quantile
from eval.runs import Run
from eval.scoring import METRICS
from eval.systems import PRODUCT

_HEAD = """# 质量

由 `wenju eval tables` 从评测结果生成，不手工填写。数值为百分数（字数与毫秒除外），
括号里是 95% 自助法区间（题目重抽 2000 次，种子固定），n 是可评的题数。出错的题按 0 分计。
"""


def document(runs: Sequence[Run]) -> str:
    """The whole page."""
    parts = [_HEAD]
    for run in runs:
        parts += _run(run)
    parts += ["## 指标与可评的题", tables.markdown(_metrics())]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _run(run: Run) -> Iterator[str]:
    for name, facts in run.sets.items():
        yield f"## {name}"
        yield f"{_conditions(run)}{facts['questions']} 题，{facts.get('documents', '?')} 份文档。"
        for title, metrics in tables.GROUPS:
            cells = tables.comparison(run, name, metrics)
            if len(cells) > 1:
                yield f"### {title}"
                yield tables.markdown(cells)
        yield from _more(run, name)


def _more(run: Run, name: str) -> Iterator[str]:
    rows = run.of(name, PRODUCT)
    kinds = tables.by_type(rows)
    if len(kinds) > 1:
        yield "### 各类问题的处置正确率"
        body = [[tables.TYPES.get(kind, kind), tables.shown("correct", found), str(found.n)]
                for kind, found in kinds]  # fmt: skip
        yield tables.markdown([["类型", "正确率", "n"], *body])
    times = [row.scores["latency"] for row in rows if "latency" in row.scores]
    if times:
        marks = "，".join(f"p{p} {quantile(times, p / 100):.0f}" for p in (50, 95, 99))
        yield f"耗时（毫秒）：{marks}；n={len(times)}。"
    under = curve.area(curve.refusal_curve(rows))
    if under is not None:
        yield f"拒答曲线下面积：{under:.3f}。"
    if errors := sum(row.error is not None for row in rows):
        yield f"出错：{errors} 题。"


def _conditions(run: Run) -> str:
    machine = run.conditions.get("machine", {})
    seed = run.conditions.get("seed")
    parts = [
        f"{run.started_at[:10]}，版本 {run.conditions.get('commit')}",
        f"向量模型 {run.conditions.get('embedder')}",
        f"{machine.get('cores')} 核 {machine.get('processor')}，{machine.get('memory_gb')} GB 内存",
    ]
    if seed is not None:
        parts.append(f"抽题种子 {seed}")
    return "，".join(parts) + "。"


def _metrics() -> tables.Cells:
    return [["指标", "可评的题"], *([metric.label, metric.eligible] for metric in METRICS)]
