"""From an outcome to scores: which metrics apply to which question, and what an error costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval import citations, metrics
from eval.cases import Case
from eval.citations import Judged, TextOf
from eval.evidence import Span, groups_hit
from eval.intervals import Estimate, estimate
from qa.answer import Answer, Passage

Verdict = Literal["correct", "wrong", "refused", "false_refusal", "invented", "error"]
Scores = dict[str, float]

VERDICTS: dict[Verdict, str] = {
    "correct": "答对",
    "wrong": "答错",
    "refused": "正确拒答",
    "false_refusal": "误拒",
    "invented": "该拒未拒",
    "error": "出错",
}
DEPTHS = (1, 3, 5, 10)
DOCUMENT_DEPTHS = (1, 5)
DEPTH = 20
"""Passages asked for: enough for ten documents where two passages of one come up."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What a number means and over which questions it is a mean."""

    name: str
    label: str
    eligible: str
    better: Literal["higher", "lower", "neither"] = "higher"


_ANSWERABLE, _ANSWERED = "有答案的问题", "有答案且作答的问题"
METRICS = (
    *(Metric(f"recall@{k}", f"证据召回@{k}", _ANSWERABLE) for k in DEPTHS),
    *(Metric(f"document@{k}", f"文档召回@{k}", _ANSWERABLE) for k in DOCUMENT_DEPTHS),
    Metric("mrr", "MRR@10", _ANSWERABLE),
    Metric("ndcg", "文档 nDCG@10", _ANSWERABLE),
    Metric("accuracy", "答对率", _ANSWERABLE),
    Metric("correct", "处置正确率", "全部问题（该答的答对，该拒的拒答）"),
    Metric("containment", "要点命中", _ANSWERABLE),
    Metric("exact_match", "完全一致", "有答案且只有一个要点的问题"),
    Metric("f1", "字符 F1", "有答案且只有一个要点的问题"),
    Metric("length", "回答字数", "作答的问题", "neither"),
    Metric("numbers", "数字忠实", "回答中有数字的问题"),
    Metric("citation_precision", "引用准确率", _ANSWERED),
    Metric("citation_recall", "引用召回率", _ANSWERABLE),
    Metric("citation_validity", "引文逐字有效", "作答的问题"),
    Metric("citation_focus", "引文集中度", _ANSWERED),
    Metric("refusal_precision", "拒答准确率", "被拒答的问题"),
    Metric("refusal_recall", "拒答召回率", "没有答案的问题"),
    Metric("false_refusal", "误拒率", _ANSWERABLE, "lower"),
    Metric("latency", "耗时（毫秒）", "未出错的问题", "lower"),
)
BY_NAME: Mapping[str, Metric] = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a system made of one question. A system that only retrieves has no answer."""

    answer: Answer | None = None
    passages: tuple[Passage, ...] | None = None
    """None: the system does not retrieve."""
    latency_ms: float | None = None
    """Of the answer, as the caller felt it; None: not measured."""
    error: str | None = None
    answers: bool = True
    """Whether the system is one that answers; an error costs only what was promised."""
    retrieves: bool = True


def score(case: Case, outcome: Outcome, text_of: TextOf) -> Scores:
    """The metrics for which the question is eligible. An error scores worst on each of them."""
    scores: Scores = {}
    if outcome.retrieves and case.gold.answerable:
        scores |= _retrieval(case, outcome.passages or ())
    if outcome.answers:
        answer = outcome.answer
        scores |= _answered(case, answer, text_of) if answer else _failed(case)
        if answer and outcome.latency_ms is not None:
            scores["latency"] = outcome.latency_ms
    return scores


def verdict(case: Case, outcome: Outcome) -> Verdict:
    """The word for a row. For a system that only retrieves: whether anything hit at depth 10."""
    if outcome.error is not None:
        return "error"
    if outcome.answer is None:
        hits = _hits(case, outcome.passages or ())
        return "correct" if metrics.reciprocal_rank(hits) else "wrong"
    if outcome.answer.refused:
        return "false_refusal" if case.gold.answerable else "refused"
    if not case.gold.answerable:
        return "invented"
    right = metrics.group_accuracy(outcome.answer.answer, case.gold.must)
    return "correct" if right else "wrong"


def summarise(scores: Sequence[Scores]) -> dict[str, Estimate]:
    """Mean, interval and n of each metric over the questions eligible for it."""
    found: dict[str, Estimate] = {}
    for metric in METRICS:
        values = [each[metric.name] for each in scores if metric.name in each]
        if (result := estimate(values)) is not None:
            found[metric.name] = result
    return found


def _retrieval(case: Case, passages: Sequence[Passage]) -> Scores:
    hits = _hits(case, passages)
    scores = {f"recall@{k}": metrics.recall_at(hits, len(case.evidence), k) for k in DEPTHS}
    scores["mrr"] = metrics.reciprocal_rank(hits)
    ranked = [passage.document_id for passage in passages]
    scores["ndcg"] = metrics.document_ndcg(ranked, case.documents)
    for k in DOCUMENT_DEPTHS:
        scores[f"document@{k}"] = metrics.document_recall(ranked, case.documents, k)
    return scores


def _hits(case: Case, passages: Sequence[Passage]) -> list[frozenset[int]]:
    spans = [Span(passage.document_id, passage.start, passage.end) for passage in passages]
    return [groups_hit([span], case.evidence) for span in spans]


def _answered(case: Case, answer: Answer, text_of: TextOf) -> Scores:
    scores = _refusal(case, answer)
    scores |= _content(case, "" if answer.refused else answer.answer)
    right = scores["accuracy"] if case.gold.answerable else float(answer.refused)
    judged = citations.judge(answer, text_of)
    if case.gold.answerable:
        scores["citation_recall"] = citations.recall(judged, case.evidence)
    if not answer.refused:
        scores |= _cited(case, answer, judged, text_of)
    return scores | {"correct": right}


def _content(case: Case, said: str) -> Scores:
    """Scores of the words; a refusal says nothing."""
    if not case.gold.answerable:
        return {}
    must = case.gold.must
    scores = {
        "accuracy": metrics.group_accuracy(said, must),
        "containment": metrics.containment(said, must),
    }
    if len(must) == 1:
        scores["exact_match"] = metrics.exact_match(said, must[0])
        scores["f1"] = metrics.character_f1(said, must[0])
    return scores


def _cited(case: Case, answer: Answer, judged: Judged, text_of: TextOf) -> Scores:
    scores = {
        "length": metrics.length(answer.answer),
        "citation_validity": citations.validity(judged),
    }
    faithful = citations.number_faithfulness(answer, judged, text_of)
    if faithful is not None:
        scores["numbers"] = faithful
    if case.gold.answerable:
        scores["citation_precision"] = citations.precision(judged, case.evidence)
        scores["citation_focus"] = citations.focus(judged, case.evidence, text_of)
    return scores


def _refusal(case: Case, answer: Answer) -> Scores:
    refused = float(answer.refused)
    scores = {"false_refusal" if case.gold.answerable else "refusal_recall": refused}
    if answer.refused:
        scores["refusal_precision"] = float(not case.gold.answerable)
    return scores


def _failed(case: Case) -> Scores:
    """An error: 0 wherever the gold alone makes the question eligible, and no refusal either."""
    if not case.gold.answerable:
        return {"correct": 0.0, "refusal_recall": 0.0}
    names = ["accuracy", "correct", "containment", "citation_precision", "citation_recall"]
    names += ["exact_match", "f1"] if len(case.gold.must) == 1 else []
    return dict.fromkeys([*names, "citation_focus"], 0.0) | {"false_refusal": 1.0}
