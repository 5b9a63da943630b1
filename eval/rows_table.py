"""The table of every question, which the page's script filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from eval.runs import Row
from eval.scoring import VERDICTS
from eval.tables import TYPES


def question_table(rows: Sequence[Row]) -> str:
    """Filters and table, escaped."""
    chosen = (
        _choice("set", "题集", dict.fromkeys(row.set for row in rows)),
        _choice("type", "类型", dict.fromkeys(sorted({_kind(row) for row in rows}))),
        _choice("verdict", "结果", dict.fromkeys(VERDICTS.values())),
    )
    head = "".join(f"<th>{name}</th>" for name in ("结果", "问题", "回答与引用", "应答与证据"))
    return (
        f'<form id="filters">{"".join(chosen)}<label>含有<input type="search" name="text"></label>'
        f'<output id="count">{len(rows)}</output></form>'
        f'<table id="questions"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(map(_row, rows))}</tbody></table>"
    )


def _choice(name: str, label: str, values: Iterable[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    return f'<label>{label}<select name="{name}"><option value="">全部</option>{options}</select></label>'


def _row(row: Row) -> str:
    verdict = VERDICTS[row.verdict]
    return (
        f'<tr data-set="{escape(row.set)}" data-type="{escape(_kind(row))}" data-verdict="{verdict}">'
        f'<td><span class="verdict {row.verdict}">{verdict}</span>{_confidence(row)}</td>'
        f"<td>{_asked(row)}</td><td>{_said(row)}</td><td>{_wanted(row)}</td></tr>"
    )


def _kind(row: Row) -> str:
    return TYPES.get(row.type, row.type)


def _confidence(row: Row) -> str:
    return "" if row.confidence is None else f"<small>置信 {row.confidence:.2f}</small>"


def _asked(row: Row) -> str:
    before = "".join(f"<small>{escape(turn)}</small>" for turn in row.history)
    return f"{before}{escape(row.question)}<small>{escape(row.id)} · {escape(_kind(row))}</small>"


def _said(row: Row) -> str:
    if row.error is not None:
        return f'<span class="error">{escape(row.error)}</span>'
    cited = "".join(_citation(citation) for citation in row.citations)
    more = f"<details><summary>引文 {len(row.citations)} 条</summary>{cited}</details>"
    return escape(row.answer) + (more if cited else "")


def _citation(citation: dict[str, Any]) -> str:
    place = f"{citation['document_title']} {citation['start']}–{citation['end']}"
    return (
        f"<blockquote>[{citation['marker']}] {escape(str(citation['quote']))}"
        f"<small>{escape(place)}</small></blockquote>"
    )


def _wanted(row: Row) -> str:
    if not row.answerable:
        return "资料中没有答案"
    groups = "；".join(" / ".join(group) for group in row.must)
    quoted = "".join(f"<blockquote>{escape(text)}</blockquote>" for text in row.evidence)
    more = f"<details><summary>证据</summary>{quoted}</details>"
    places = f"<small>{escape('、'.join(row.documents))}</small>"
    return escape(groups) + places + (more if quoted else "")
