"""Two exported readers on the same held-out questions, question by question.

python compare.py --bench FOLDER --tokenizer tokenizer.json --models old.onnx new.onnx

Read as the product reads: windows of 150 characters without titles, each by itself. Three measures:
the passage that comes first when its best window's relevance is added to the lexical score; the
span on the window that holds the answer; and the window that is chosen among the ``WINDOWS`` most
promising ones of the top passages, with what its span gives.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import measure
import numpy as np
from lexical import BigramIndex, bigrams
from measure import Passage, Question, Reader, Reading

QUESTIONS = {"crud_news": (450, 220), "cmrc2018": (350, 180), "drcd": (250, 120)}
"""Test questions of a set: for ranking and span, and for the choice of a window."""
DEPTH = 12
WHOLE = 5
"""Passages whose windows are all looked at for the choice."""
WINDOWS = 8
RANK_WEIGHTS = (0.0, 0.03, 0.05, 0.08, 0.12, 0.2, measure.ALONE)
CHOICE_WEIGHTS = ((0.0, 0.0), (8.0, 0.0), (4.0, 1.0), (8.0, 1.0))


@dataclass(frozen=True, slots=True)
class Found:
    """A question and what lexical search gives for it."""

    question: Question
    passages: list[Passage]
    scores: list[float]
    """Shares of the top score."""
    gold: Passage


def search(passages: list[Passage], questions: list[Question]) -> list[Found]:
    """The ``DEPTH`` best passages of each question by bigram BM25 over title and text."""
    index = BigramIndex([f"{p.title} {p.text}" for p in passages])
    by_key = {p.key: p for p in passages}
    out = []
    for q in questions:
        scores = index.scores(q.text)
        best = [int(i) for i in np.argsort(-scores, kind="stable")[:DEPTH]]
        top = max(float(scores[best[0]]), 1e-6)
        shares = [float(scores[i]) / top for i in best]
        out.append(Found(q, [passages[i] for i in best], shares, by_key[q.gold]))
    return out


def read(reader: Reader, question: str, windows: list[str]) -> list[Reading]:
    """Each window by itself."""
    return [reader.read(question, [("", window)])[0] for window in windows]


def likeness(question: str, window: str) -> float:
    """Share of the question's bigrams in the window."""
    asked = bigrams(question)
    return len(asked & bigrams(window)) / max(1, len(asked))


def ranking(reader: Reader, found: list[Found]) -> dict[str, float]:
    """recall@1 by the weight of the relevance."""
    hits = np.zeros(len(RANK_WEIGHTS))
    for one in found:
        q = one.question
        likeliest = [max(p.windows, key=lambda w: likeness(q.text, w)) for p in one.passages]
        logits = np.clip([r.relevance for r in read(reader, q.text, likeliest)], -8, 8)
        for i, weight in enumerate(RANK_WEIGHTS):
            total = np.array(one.scores) * (weight < measure.ALONE) + weight * logits
            hits[i] += one.passages[int(total.argmax())].key == q.gold
    shares = (hits / len(found)).round(3).tolist()
    return dict(zip(map(str, RANK_WEIGHTS), shares, strict=True))


def spans(reader: Reader, found: list[Found]) -> dict[str, float]:
    """Span figures on the window that holds the answer."""
    scored = []
    for one in found:
        q = one.question
        holding = [w for w in one.gold.windows if any(a in w for a in q.answers)]
        if holding:
            window = max(holding, key=lambda w: likeness(q.text, w))
            scored.append(measure.score_answer(read(reader, q.text, [window])[0], q.answers))
    return {k: round(float(np.mean([s[k] for s in scored])), 3) for k in scored[0]}


def choices(reader: Reader, found: list[Found]) -> dict[str, dict[str, float]]:
    """Of the chosen window: whether it holds the answer, F1 of its span, whether its sentence does.

    Keys are the weights of the lexical score and of log p(span) beside the relevance.
    """
    rows: dict[str, list[tuple[float, float, float]]] = {str(w): [] for w in CHOICE_WEIGHTS}
    for one in found:
        q = one.question
        windows = [
            (share + likeness(q.text, w), p.key == q.gold and any(a in w for a in q.answers), w)
            for p, share in zip(one.passages[:WHOLE], one.scores, strict=False)
            for w in p.windows
        ]
        windows = sorted(windows, key=lambda w: -w[0])[:WINDOWS]
        readings = read(reader, q.text, [w for _, _, w in windows])
        for lexical, span in CHOICE_WEIGHTS:
            totals = [
                r.relevance + lexical * w[0] + span * r.span_score
                for r, w in zip(readings, windows, strict=True)
            ]
            best = int(np.argmax(totals))
            score = measure.score_answer(readings[best], q.answers)
            row = (float(windows[best][1]), score["f1"], score["sentence holds"])
            rows[str((lexical, span))].append(row)
    names = ("right window", "f1", "sentence holds")
    return {
        k: dict(zip(names, np.mean(v, axis=0).round(3).tolist(), strict=True))
        for k, v in rows.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--models", type=Path, nargs="+", required=True)
    parser.add_argument("--share", type=float, default=1.0, help="of the questions")
    args = parser.parse_args()
    for name, (many, few) in QUESTIONS.items():
        sets = [
            search(*measure.load(args.bench, name, "test", int(n * args.share)))
            for n in (many, few)
        ]
        for path in args.models:
            reader = Reader(path, args.tokenizer)
            figures = {
                "recall@1": ranking(reader, sets[0]),
                "span": spans(reader, sets[0]),
                "choice": choices(reader, sets[1]),
            }
            print(json.dumps({"set": name, "model": str(path), **figures}), flush=True)


if __name__ == "__main__":
    main()
