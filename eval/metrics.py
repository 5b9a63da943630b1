"""Metrics of one question, pure functions: 0–1, higher is better, unless said otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from math import log2

from eval.normalise import contains, plain, without_markers

Groups = Sequence[Sequence[str]]


def group_accuracy(answer: str, must: Groups) -> float:
    """1 when every group has one alternative in the answer after normalisation.

    Inclusive matching with several required nuggets, as the list questions of TREC QA (Voorhees
    2003) count a response that holds every answer; no partial credit.
    """
    return float(bool(must) and all(_holds(answer, group) for group in must))


def containment(answer: str, must: Groups) -> float:
    """Share of the groups of which the answer holds one alternative (nugget recall, TREC QA)."""
    return sum(_holds(answer, group) for group in must) / len(must) if must else 0.0


def exact_match(answer: str, references: Sequence[str]) -> float:
    """1 when the answer equals a reference after normalisation (EM of SQuAD, Rajpurkar 2016)."""
    said = plain(without_markers(answer))
    return float(any(said == plain(reference) for reference in references))


def character_f1(answer: str, references: Sequence[str]) -> float:
    """Best F1 of the two bags of characters over the references.

    The token F1 of SQuAD (Rajpurkar et al. 2016) with characters for tokens, as MLQA (Lewis et al.
    2020) counts Chinese.
    """
    said = Counter(plain(without_markers(answer)))
    return max((_f1(said, Counter(plain(reference))) for reference in references), default=0.0)


def length(answer: str) -> float:
    """Characters of the answer without its markers. Not a share; shorter is not always better."""
    return float(len(without_markers(answer)))


def recall_at(hits: Sequence[Collection[int]], groups: int, k: int) -> float:
    """Share of the evidence groups that the first ``k`` passages hit.

    ``hits[i]`` holds the groups that passage ``i`` hits, best passage first. Recall@k of
    information retrieval with pieces of evidence in place of documents.
    """
    found = {group for hit in hits[:k] for group in hit}
    return len(found) / groups if groups else 0.0


def reciprocal_rank(hits: Sequence[Collection[int]], depth: int = 10) -> float:
    """1 / rank of the first passage that hits any evidence, 0 beyond ``depth`` (TREC-8 QA: MRR)."""
    return next((1 / rank for rank, hit in enumerate(hits[:depth], start=1) if hit), 0.0)


def document_ndcg(ranked: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    """nDCG with binary gain (Järvelin and Kekäläinen 2002) over documents.

    A document stands where its first passage stands, so a second passage of it neither gains nor
    takes a place; a perfect ranking is 1.
    """
    documents = list(dict.fromkeys(ranked))[:depth]
    gain = sum(1 / log2(i + 2) for i, document in enumerate(documents) if document in relevant)
    best = sum(1 / log2(i + 2) for i in range(min(len(relevant), depth)))
    return gain / best if best else 0.0


def document_recall(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """1 when one of the relevant documents is among the first ``k`` documents, else 0."""
    documents = list(dict.fromkeys(ranked))[:k]
    return float(any(document in relevant for document in documents))


def _holds(answer: str, group: Sequence[str]) -> bool:
    said = without_markers(answer)
    return any(contains(said, alternative) for alternative in group)


def _f1(said: Counter[str], wanted: Counter[str]) -> float:
    same = (said & wanted).total()
    if not same:
        return float(not said and not wanted)
    precision, recall = same / said.total(), same / wanted.total()
    return 2 * precision * recall / (precision + recall)
