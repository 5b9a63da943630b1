"""``docs/quality.md``: what was measured, with conditions and n, written by the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from eval import curve, tables
from eval.compare import Difference, differences
from eval.intervals import quantile
from eval.runs import Row, Run
from eval.scoring import BY_NAME, METRICS
from eval.systems import PRODUCT

FAULTS = ("证据不在前 5 段", "读错或不全", "误拒", "该拒未拒", "出错")
COMPARED = frozenset(
    "recall@1 recall@5 accuracy correct length numbers citation_precision citation_recall"  # noqa: SIM905
    " citation_validity refusal_recall false_refusal".split()
)
_HEAD = """# 质量

由 `wenju eval tables` 从评测结果生成，不手工填写。数值为百分数（字数与毫秒除外），
括号里是 95% 自助法区间（题目重抽 2000 次，种子固定），n 是可评的题数。出错的题按 0 分计。
"""


def document(runs: Sequence[Run], before: Run | None = None) -> str:
    """The whole page; with ``before`` also what has changed since, for the questions in both."""
    parts = [_HEAD]
    if before is not None:
        parts += _changes(before, runs)
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


def _changes(before: Run, runs: Sequence[Run]) -> Iterator[str]:
    yield f"## 与 {before.started_at[:10]} 版本 {before.conditions.get('commit')} 相比"
    yield "只算两次都问过的题，括号里是成对差值的 95% 区间。"
    head = ["题集", "指标", "以前", "现在", "变化", "n"]
    found = [one for run in runs for one in differences(before, run) if one.metric in COMPARED]
    yield tables.markdown([head, *(_change(one) for one in found)])


def _change(one: Difference) -> list[str]:
    scale = 1 if one.metric in tables.PLAIN else 100
    low, high = one.change.low * scale, one.change.high * scale
    return [
        one.set,
        BY_NAME[one.metric].label,
        f"{one.before * scale:.1f}",
        f"{one.after * scale:.1f}",
        f"{one.change.mean * scale:+.1f} ({low:+.1f} – {high:+.1f})",
        str(one.change.n),
    ]


def _faults(rows: Sequence[Row]) -> Iterator[str]:
    """What went wrong, and where on the way, by type of question."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        if fault := _fault(row):
            counts.setdefault(row.type, Counter())[fault] += 1
    if counts:
        yield "### 错误分析"
        asked = Counter(row.type for row in rows)
        order = sorted(counts, key=lambda kind: (-counts[kind].total(), kind))
        body = [_line(tables.TYPES.get(k, k), counts[k], asked[k]) for k in order]
        whole = sum(counts.values(), Counter[str]())
        total = _line("合计", whole, len(rows))
        yield tables.markdown([["类型", *FAULTS, "共错", "题数"], *body, total])


def _line(label: str, counts: Counter[str], asked: int) -> list[str]:
    return [label, *(str(counts[one]) for one in FAULTS), str(counts.total()), str(asked)]


def _fault(row: Row) -> str | None:
    """Where the way to the right answer was left; None when it was not."""
    if row.error is not None:
        return FAULTS[4]
    if row.verdict == "invented":
        return FAULTS[3]
    if row.verdict not in ("wrong", "false_refusal"):
        return None
    if row.scores.get("recall@5", 1.0) < 1:
        return FAULTS[0]
    return FAULTS[1] if row.verdict == "wrong" else FAULTS[2]


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
    yield from _faults(rows)
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
