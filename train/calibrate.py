"""Fit the weights of ``qa/confidence.py``: how likely is a piece of evidence the answer?

python calibrate.py --bench FOLDER --library CACHE GOLD.jsonl=DOCUMENTS ...

Every piece of evidence that the reader finds for a question is an example: right when it holds what
the gold question asks for, wrong otherwise; for questions without an answer all are wrong. Logistic
regression with a little ridge, by Newton's method. Development questions only: the dev halves of our
own gold, and of the public sets what training the reader left out (on its training questions the
reader is surer than it will ever be again), half of them with the answering passage taken out of
the library.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from examples import held_out

from corpus.script import simplify
from eval.gold import load
from eval.normalise import contains
from qa.answer import Filters
from qa.bootstrap import make_embedder, open_service
from qa.confidence import FEATURES, features
from qa.evidence import Evidence
from qa.question import analyse_parts
from qa.retrieval import POOL
from qa.service import Service
from qa.settings import Settings

SEED = 11
PUBLIC = ("cmrc2018", "drcd")
RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Case:
    question: str
    groups: tuple[tuple[str, ...], ...]
    """What the answer must hold; empty when there is none."""
    history: tuple[str, ...] = ()


def own(path: Path) -> Iterator[Case]:
    for gold in load(path).questions:
        history = tuple(turn.content for turn in gold.history if turn.role == "user")
        yield Case(gold.question, tuple(map(tuple, gold.must)), history)


def public(bench: Path, name: str) -> tuple[list[tuple[str, str]], list[Case]]:
    """Documents and cases; every other question has lost the passage with its answer."""
    fold = simplify if name == "drcd" else str
    texts = {}
    for line in (bench / name / "passages.jsonl").open(encoding="utf-8"):
        record = json.loads(line)
        texts[record["id"]] = fold(record["text"])
    asked = [json.loads(x) for x in (bench / name / "questions.jsonl").open(encoding="utf-8")]
    chosen = [x for x in asked if x["split"] == "dev" and held_out(x["gold_passage_ids"][0])]
    random.Random(SEED).shuffle(chosen)
    lost = {p for i, one in enumerate(chosen) if i % 2 for p in one["gold_passage_ids"]}
    kept = {p for i, one in enumerate(chosen) if i % 2 == 0 for p in one["gold_passage_ids"]}
    rivals = random.Random(SEED).sample(sorted(set(texts) - lost - kept), 100)
    documents = [(key, texts[key]) for key in sorted(kept | set(rivals))]
    cases = [
        Case(fold(one["question"]), () if i % 2 else (tuple(map(fold, one["answers"])),))
        for i, one in enumerate(chosen)
        if i % 2 == 0 or not set(one["gold_passage_ids"]) & kept
    ]
    return documents, cases


def examples(service: Service, cases: Sequence[Case]) -> Iterator[tuple[list[float], bool, float]]:
    """Features, whether right, and weight: each question counts the same."""
    for case in cases:
        anchor: Evidence | None = None
        for asked in analyse_parts(case.question, case.history):
            analysis = service.retriever.in_their_words(asked, Filters())
            found = service.retriever.retrieve(analysis, POOL, Filters())
            best = service._reader.read(analysis, found, anchor if analysis.thin else None)
            anchor = best[0] if best else None
            several = len(case.groups) > 1
            for rank, evidence in enumerate(best[:10]):
                held = [any(contains(evidence.text, one) for one in g) for g in case.groups]
                right = bool(held) and (any(held) if several else all(held))
                yield features(evidence.signals), right, 2.0 if rank == 0 else 1.0


UNKNOWN = -2.0
"""The weight of words that no document holds. The questions at hand leave it open between 0 and -3;
an unknown thing (月球上的货邮吞吐量) is rarer in them than it is in life."""


def fitted(rows: np.ndarray, right: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method; the last feature is the constant."""
    unknown = FEATURES.index("unknown")
    given = UNKNOWN * rows[:, unknown]
    rows = np.delete(rows, unknown, axis=1)
    beta = np.zeros(rows.shape[1])
    ridge = RIDGE * np.eye(len(beta))
    ridge[-1, -1] = 0
    for _ in range(50):
        p = 1 / (1 + np.exp(-rows @ beta - given))
        gradient = rows.T @ (weight * (right - p)) - ridge @ beta
        hessian = (rows * (weight * p * (1 - p))[:, None]).T @ rows + ridge
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return np.insert(beta, unknown, UNKNOWN)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--keep", type=Path, help="also write the examples there (npz)")
    parser.add_argument("gold", nargs="+")
    given = parser.parse_args()
    embedder = make_embedder(Settings())
    data: list[tuple[list[float], bool, float]] = []
    for pair in given.gold:
        path, folder = map(Path, pair.split("="))
        service = open_service(Settings(data=given.library / path.stem), embedder=embedder)
        for file in sorted(folder.iterdir()):
            if file.name != "README.md":
                service.add(file.read_bytes(), file.name)
        service.sync()
        data += examples(service, list(own(path)))
    for name in PUBLIC:
        documents, cases = public(given.bench, name)
        service = open_service(Settings(data=given.library / name), embedder=embedder)
        for key, text in documents:
            service.add(text.encode(), f"{key}.txt")
        service.sync()
        data += examples(service, cases)
    rows = np.array([[*row, 1.0] for row, _, _ in data])
    right = np.array([float(one) for _, one, _ in data])
    weight = np.array([w for _, _, w in data])
    if given.keep:
        np.savez(given.keep, rows=rows, right=right, weight=weight)
    beta = fitted(rows, right, weight)
    p = 1 / (1 + np.exp(-rows @ beta))
    loss = -np.mean(right * np.log(p + 1e-9) + (1 - right) * np.log(1 - p + 1e-9))
    print(f"{len(data)} examples, {right.mean():.3f} right, log loss {loss:.4f}")
    for name, value in zip([*FEATURES, "constant"], beta, strict=True):
        print(f'    "{name}": {value:.3f},')


if __name__ == "__main__":
    main()
