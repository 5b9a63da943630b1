"""Tables of runs: for the terminal, and Markdown for the docs. Figures are generated, never typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from eval.intervals import Estimate
from eval.runs import Row, Run
from eval.scoring import BY_NAME, Scores, summarise

NO_VALUE = "—"
SYSTEMS = {
    "product": "问据",
    "dense": "仅向量",
    "lexical": "仅词法",
    "rrf": "RRF（k=60）",
    "closest_sentence": "最近句",
    "chunk_citation": "片段级引用",
}
TYPES = {
    "amount": "数量",
    "ratio_rank": "比率与排名",
    "date": "日期",
    "place_body": "地点与单位",
    "list": "列举",
    "parts": "多问",
    "multi_document": "跨文档",
    "yes_no": "是非",
    "follow_up": "追问",
    "colloquial": "口语",
    "typo": "错别字",
    "traditional": "繁体",
    "english": "英文",
    "near_year": "近似：年份",
    "near_city": "近似：城市",
    "near_indicator": "近似：指标",
    "near_scope": "近似：范围",
    "absent": "资料中没有",
    "span": "片段",
}
"""Question types of our own gold and of the public sets; another type shows as it is."""
RETRIEVAL = ("document@1", "document@5", "recall@1", "recall@5", "recall@10", "mrr", "ndcg")
ANSWERS = ("accuracy", "correct", "containment", "exact_match", "f1", "length")
TRUST = (
    "numbers",
    "citation_precision",
    "citation_recall",
    "citation_focus",
    "citation_validity",
)
REFUSAL = ("refusal_precision", "refusal_recall", "false_refusal")
GROUPS = (("检索", RETRIEVAL), ("回答", ANSWERS), ("可信", TRUST), ("拒答", REFUSAL))
PLAIN = frozenset({"length", "latency"})
"""Not shares: shown as they are."""

Cells = Sequence[Sequence[str]]


def shown(metric: str, estimate: Estimate | None, *, interval: bool = True) -> str:
    """``93.5 (91.2–95.6)``: shares in per cent."""
    if estimate is None:
        return NO_VALUE
    scale = 1 if metric in PLAIN else 100
    mean = f"{estimate.mean * scale:.1f}"
    if not interval:
        return mean
    return f"{mean} ({estimate.low * scale:.1f}–{estimate.high * scale:.1f})"


def comparison(run: Run, set_name: str, metrics: Sequence[str], *, interval: bool = True) -> Cells:
    """One row a system, one column a metric with its n; first row is the head.

    A metric for which no system has an eligible question gets no column.
    """
    found = {
        system: summarise([row.scores for row in run.of(set_name, system)])
        for system in run.systems(set_name)
    }
    columns = [m for m in metrics if any(m in estimates for estimates in found.values())]
    head = ["", *(BY_NAME[metric].label for metric in columns)]
    body = [
        [SYSTEMS.get(system, system), *(_cell(m, estimates.get(m), interval) for m in columns)]
        for system, estimates in found.items()
        if any(metric in estimates for metric in columns)
    ]
    return [head, *body]


def by_type(rows: Sequence[Row], metric: str = "correct") -> list[tuple[str, Estimate]]:
    """The metric for each question type, largest type first."""
    types = sorted({row.type for row in rows}, key=lambda t: (-_count(rows, t), t))
    found = [(t, summarise([_only(row, metric) for row in rows if row.type == t])) for t in types]
    return [(t, estimates[metric]) for t, estimates in found if metric in estimates]


def terminal(cells: Cells) -> str:
    """Columns padded to the width that a terminal gives 汉字: two places."""
    widths = [max(_width(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = ("  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in cells)  # fmt: skip
    return "\n".join(lines)


def markdown(cells: Cells) -> str:
    """A GitHub table."""
    head, *body = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in cells]
    rule = ["---"] * len(head)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *body))


def _cell(metric: str, estimate: Estimate | None, interval: bool) -> str:
    text = shown(metric, estimate, interval=interval)
    return text if estimate is None or not interval else f"{text} n={estimate.n}"


def _only(row: Row, metric: str) -> Scores:
    return {metric: row.scores[metric]} if metric in row.scores else {}


def _count(rows: Sequence[Row], kind: str) -> int:
    return sum(row.type == kind for row in rows)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
