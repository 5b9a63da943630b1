"""Fit the weights of ``qa/ranking.py``: in what order retrieved chunks are looked at.

python passages.py LIBRARY GOLD.jsonl [LIBRARY GOLD.jsonl ...]

Each library holds the documents of the gold file beside it (``wenju add --data LIBRARY``). A softmax
over the candidates of each question, of which those are right that stand in its document and hold all
that the answer must; one fit for each gold file, and how all questions fare under each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from calibrate import Group, ranking

from eval.gold import GoldQuestion, load
from eval.normalise import contains
from qa import ranking as present
from qa.answer import Filters
from qa.bootstrap import open_service
from qa.question import analyse_parts
from qa.ranking import match
from qa.retrieval import POOL, Candidate
from qa.service import Service
from qa.settings import Settings
from qa.switches import ALL

STEEP = 10.0
"""Features are 0-1; times this, weights of the size that a ridge of 1 expects."""


@dataclass(frozen=True, slots=True)
class Set:
    name: str
    groups: list[Group]


def groups(service: Service, questions: Sequence[GoldQuestion]) -> Iterator[Group]:
    """The candidates of each question that has one part and one document."""
    for gold in questions:
        parts = analyse_parts(gold.question)
        if not gold.answerable or len(gold.documents) != 1 or len(parts) != 1:
            continue
        found = service.retriever.retrieve(parts[0], POOL, Filters())
        if found.candidates:
            yield Group(
                np.array([_features(parts[0].text, found.weights, c) for c in found.candidates]),
                np.array([float(_right(service, gold, c)) for c in found.candidates]),
            )


def _features(question: str, weights: dict[str, float], one: Candidate) -> list[float]:
    chunk, title = one.stored.chunk.text, one.stored.document_title
    found = match(question, weights, chunk, title, one.dense, one.lexical)
    return [found.dense, found.lexical, found.covered, found.together, found.phrased]


def _right(service: Service, gold: GoldQuestion, one: Candidate) -> bool:
    source = service.info(one.stored.document_id).source.rsplit("/", 1)[-1]
    held = (any(contains(one.stored.chunk.text, x) for x in group) for group in gold.must)
    return source in gold.documents and all(held)


def first(data: Sequence[Group], weights: Sequence[float]) -> float:
    """Share of the questions whose first candidate is right."""
    return float(np.mean([one.right[np.argmax(one.rows @ np.array(weights))] for one in data]))


def main() -> None:
    given = sys.argv[1:]
    sets = []
    switches = replace(ALL, sentences=False)
    for library, gold in zip(given[::2], given[1::2], strict=True):
        service = open_service(Settings(data=Path(library)), switches=switches)
        service.sync()
        sets.append(Set(Path(gold).stem, list(groups(service, load(Path(gold)).questions))))
    fits = {"present": np.array(present.WEIGHTS)}
    for one in sets:
        beta = ranking([Group(group.rows * STEEP, group.right) for group in one.groups])
        fits[one.name] = beta / beta.sum()
    for name, weights in fits.items():
        shares = ", ".join(f"{one.name} {first(one.groups, weights):.3f}" for one in sets)
        print(f"{name:20} {np.round(weights, 3).tolist()} first is right: {shares}")


if __name__ == "__main__":
    main()
