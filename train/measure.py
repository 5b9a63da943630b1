"""Measure the exported reader on questions that it never saw.

python measure.py --bench FOLDER --model reader.onnx --tokenizer tokenizer.json [--questions 400]

Sets: the test splits of cmrc2018 and drcd (folded to simplified characters) and crud_news, each
with all passages of its file as corpus. The weights of the ranking and reading scores are
chosen on the held-out share of the training questions (``tune``), never on these sets.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import opencc
from examples import TRAIN_SPLITS, held_out, seeded, sentences
from lexical import BigramIndex, bigrams
from numpy.typing import NDArray
from tokenizers import Tokenizer

SETS = {"cmrc2018": "test", "drcd": "test", "crud_news": "test"}
WINDOW = 150
"""Characters, as in ``qa/windows.py``."""
WHOLE = 5
"""Passages of which every window is read; of the others the one most like the question."""
LONGEST_SPAN = 50
BATCH = 16
RANK_WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2)
ALONE = 1e6
"""The weight that leaves the lexical score out."""
STOPS = "。！？；\n"
CLAUSE_STOPS = STOPS + "，"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Passage:
    key: str
    title: str
    text: str
    windows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    answers: tuple[str, ...]
    gold: str


@dataclass(frozen=True, slots=True)
class Reading:
    relevance: float
    span_score: float
    answer: str
    clause: str = ""
    """The clause or clauses that the answer touches."""
    sentence: str = ""


class Reader:
    """The exported model: pairs in, readings out."""

    def __init__(self, model: Path, tokenizer: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(model), options)
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.enable_truncation(300, strategy="only_second")
        self.tokenizer.enable_padding(pad_id=1, pad_token="<pad>")  # noqa: S106

    def read(self, question: str, windows: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading for each (title, window); a title may be empty. Short ones run together."""
        order = sorted(range(len(windows)), key=lambda i: len("".join(windows[i])))
        out: dict[int, Reading] = {}
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            read = self._batch(question, [windows[i] for i in part])
            out |= dict(zip(part, read, strict=True))
        return [out[i] for i in range(len(windows))]

    def _batch(self, question: str, windows: list[tuple[str, str]]) -> list[Reading]:
        heads = [f"{title}\n" if title else "" for title, _ in windows]
        texts = [h + w for h, (_, w) in zip(heads, windows, strict=True)]
        pairs = self.tokenizer.encode_batch([(question, t) for t in texts])
        feed = {
            "input_ids": np.array([p.ids for p in pairs]),
            "token_type_ids": np.array([p.type_ids for p in pairs]),
        }
        starts, ends, relevance = self.session.run(None, feed)
        return [
            self._one(p.offsets, s, e, float(r), t, len(h))
            for p, s, e, r, t, h in zip(pairs, starts, ends, relevance, texts, heads, strict=True)
        ]

    @staticmethod
    def _one(
        offsets: list[tuple[int, int]], s: Floats, e: Floats, rel: float, text: str, head: int
    ) -> Reading:
        inside = [i for i in range(len(s)) if s[i] > -5000 and offsets[i][0] >= head]
        if not inside:
            return Reading(rel, -99.0, "")
        a, b, score = best_span(s[inside], e[inside])
        total = np.logaddexp.reduce(s[inside]) + np.logaddexp.reduce(e[inside])
        first, last = offsets[inside[a]][0], offsets[inside[b]][1]
        parts = [_around(text, head, first, last, stops) for stops in (CLAUSE_STOPS, STOPS)]
        return Reading(rel, float(score - total), text[first:last].strip(), *parts)


def _around(text: str, head: int, first: int, last: int, stops: str) -> str:
    """From after the stop before ``first`` to the stop at or after ``last``."""
    low = max([head, *(i + 1 for i in range(head, first) if text[i] in stops)])
    high = next((i for i in range(max(last - 1, low), len(text)) if text[i] in stops), len(text))
    return text[low:high]


def best_span(start: Floats, end: Floats) -> tuple[int, int, float]:
    """(first, last, score) of the best span of at most LONGEST_SPAN tokens."""
    both = start[:, None] + end[None]
    allowed = np.triu(np.ones_like(both)) * np.tril(np.ones_like(both), LONGEST_SPAN - 1)
    both = np.where(allowed > 0, both, -np.inf)
    first, last = divmod(int(both.argmax()), len(end))
    return first, last, float(both[first, last])


def windows_of(text: str, limit: int = WINDOW) -> tuple[str, ...]:
    """Whole sentences packed into windows of at most ``limit`` characters."""
    out: list[str] = []
    for start, end in sentences(text):
        if out and len(out[-1]) + end - start <= limit:
            out[-1] += text[start:end]
        else:
            out.append(text[start:end])
    return tuple(out)


def load(
    bench: Path, name: str, split: str, count: int, *, held: bool = False
) -> tuple[list[Passage], list[Question]]:
    """All passages of a set, and a fixed sample of the split's questions.

    With ``held``, only questions on passages that training leaves out.
    """
    fold = opencc.OpenCC("t2s").convert if name == "drcd" else str
    passages = []
    for line in (bench / name / "passages.jsonl").open(encoding="utf-8"):
        record = json.loads(line)
        text = fold(record["text"])
        title = "" if name == "xquad_zh" else fold(record.get("title") or "")
        passages.append(Passage(record["id"], title, text, windows_of(text)))
    asked = [json.loads(x) for x in (bench / name / "questions.jsonl").open(encoding="utf-8")]
    asked = [q for q in asked if q["split"] == split]
    asked = [q for q in asked if not held or held_out(q["gold_passage_ids"][0])]
    asked = seeded(0).sample(asked, min(count, len(asked)))
    return passages, [
        Question(fold(q["question"]), tuple(map(fold, q["answers"])), q["gold_passage_ids"][0])
        for q in asked
    ]


def plain(text: str) -> str:
    """Letters and digits only, lower case."""
    return "".join(c for c in text.lower() if c.isalnum())


def f1(given: str, gold: str) -> float:
    """Overlap of characters."""
    a, b = plain(given), plain(gold)
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else 0.0


def score_answer(given: Reading, golds: Sequence[str]) -> dict[str, float]:
    """Exact match, F1, and whether span, clause or sentence contain an accepted answer."""
    out = {
        "exact": float(any(plain(given.answer) == plain(g) for g in golds)),
        "f1": max(f1(given.answer, g) for g in golds),
    }
    for name in ("answer", "clause", "sentence"):
        text = getattr(given, name)
        out[f"{name} holds"] = float(any(plain(g) in plain(text) for g in golds))
        out[f"{name} length"] = float(len(text))
    return out


def overlap_window(question: str, passage: Passage) -> int:
    """The window that shares most bigrams with the question."""
    asked = bigrams(question)
    shared = [len(asked & bigrams(w)) for w in passage.windows]
    return int(np.argmax(shared))


@dataclass(slots=True)
class Case:
    """What was computed once for a question; every figure is drawn from it."""

    question: Question
    lexical: Floats
    keys: list[str]
    relevance: Floats
    readings: list[tuple[float, Reading]]
    """(lexical score of its passage, reading) for all windows of the five best passages."""
    gold: Reading | None


def examine(
    reader: Reader, passages: list[Passage], questions: list[Question], depth: int = 20
) -> list[Case]:
    """Run the reader over each question's ``depth`` best passages by lexical score."""
    index = BigramIndex([f"{p.title} {p.text}" for p in passages])
    by_key = {p.key: p for p in passages}
    out = []
    for q in questions:
        scores = index.scores(q.text)
        best = [int(i) for i in np.argsort(-scores, kind="stable")[:depth]]
        pairs = [
            (rank, p.title, w)
            for rank, p in enumerate(passages[number] for number in best)
            for w in (p.windows if rank < WHOLE else (p.windows[overlap_window(q.text, p)],))
        ]
        read = reader.read(q.text, [(title, w) for _, title, w in pairs])
        relevance = np.full(len(best), -99.0, dtype=np.float32)
        for (rank, _, _), r in zip(pairs, read, strict=True):
            relevance[rank] = max(relevance[rank], r.relevance)
        readings = [
            (float(scores[best[rank]]), r)
            for (rank, _, _), r in zip(pairs, read, strict=True)
            if rank < WHOLE
        ]
        keys = [passages[number].key for number in best]
        gold = _gold(reader, q, by_key[q.gold])
        out.append(Case(q, scores[best], keys, relevance, readings, gold))
    return out


def _gold(reader: Reader, q: Question, passage: Passage) -> Reading | None:
    """The reading of the window that holds the answer; None when a cut runs through it."""
    holding = [w for w in passage.windows if any(a in w for a in q.answers)]
    asked = bigrams(q.text)
    holding.sort(key=lambda w: -len(asked & bigrams(w)))
    return reader.read(q.text, [(passage.title, holding[0])])[0] if holding else None


def recall(cases: list[Case], depth: int, weight: float) -> float:
    """Share of questions whose gold passage comes first by share of top score + weight * logit."""
    hits = 0
    for c in cases:
        merged = c.lexical[:depth] / max(float(c.lexical[0]), 1e-6) * (weight < ALONE)
        merged = merged + weight * np.clip(c.relevance[:depth], -8, 8)
        hits += c.keys[int(merged.argmax())] == c.question.gold
    return hits / len(cases)


def answers(cases: list[Case], lexical: float, span: float) -> dict[str, float]:
    """The best reading by relevance + ``lexical`` * share of top score + ``span`` * log p(span)."""
    total: dict[str, float] = defaultdict(float)
    for c in cases:
        top = max(float(c.lexical[0]), 1e-6)
        best = max(
            c.readings, key=lambda r: r[1].relevance + lexical * r[0] / top + span * r[1].span_score
        )
        for k, v in score_answer(best[1], c.question.answers).items():
            total[k] += v
    return {k: v / len(cases) for k, v in total.items()}


def gold_window(cases: list[Case]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    read = [(c.question, c.gold) for c in cases if c.gold]
    for q, r in read:
        for k, v in score_answer(r, q.answers).items():
            total[k] += v
    return {k: v / len(read) for k, v in total.items()}


def parted(cases: list[Case]) -> float:
    """How often the best relevance with the gold passage beats one with all gold passages gone."""
    present = np.array([c.relevance.max() for c in cases])
    absent = np.array(
        [
            max(r for r, k in zip(c.relevance, c.keys, strict=True) if k != c.question.gold)
            for c in cases
        ]
    )
    return float((present[:, None] > absent[None]).mean())


def tune(cases: list[Case]) -> tuple[float, float, float]:
    """The three weights with the best recall@1 (top 20), then the best F1."""
    rank = max(RANK_WEIGHTS, key=lambda w: recall(cases, 20, w))
    pairs = [(a, b) for a in (0.0, 2.0, 4.0, 8.0, 16.0) for b in (0.0, 0.25, 0.5, 1.0)]
    lexical, span = max(pairs, key=lambda p: answers(cases, *p)["f1"])
    return rank, lexical, span


def report(cases: list[Case], weights: tuple[float, float, float]) -> dict[str, object]:
    rank, lexical, span = weights
    return {
        "questions": len(cases),
        "recall@1 lexical": round(recall(cases, 20, 0.0), 4),
        "recall@1 top 6": round(recall(cases, 6, rank), 4),
        "recall@1 full depth": round(recall(cases, 20, rank), 4),
        "recall@1 relevance alone": round(recall(cases, 20, ALONE), 4),
        "recall@1 by weight": {w: round(recall(cases, 20, w), 4) for w in RANK_WEIGHTS},
        "answerable auc": round(parted(cases), 4),
        "gold window": {k: round(v, 3) for k, v in gold_window(cases).items()},
        "top 5 passages": {k: round(v, 3) for k, v in answers(cases, lexical, span).items()},
    }


def speed(reader: Reader, windows: int = 6, tokens: int = 120) -> dict[str, float]:
    """Milliseconds for one batch."""
    rng = np.random.default_rng(0)
    kinds = np.zeros((windows, tokens), dtype=np.int64)
    kinds[:, 18:] = 1
    feed = {"input_ids": rng.integers(4, 20000, (windows, tokens)), "token_type_ids": kinds}
    took = []
    for _ in range(40):
        began = time.perf_counter()
        reader.session.run(None, feed)
        took.append((time.perf_counter() - began) * 1000)
    return {"median_ms": float(np.median(took)), "least_ms": min(took)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--depth", type=int, default=20, help="passages a question")
    parser.add_argument("--held", type=int, default=60, help="held-out questions a set")
    args = parser.parse_args()
    reader = Reader(args.model, args.tokenizer)
    print(json.dumps({"speed 6 x 120": speed(reader)}), flush=True)
    held: list[Case] = []
    for name, split in TRAIN_SPLITS.items():
        held += examine(reader, *load(args.bench, name, split, args.held, held=True))
    weights = tune(held)
    print(json.dumps({"weights": weights, "held out": report(held, weights)}), flush=True)
    for name, split in SETS.items():
        passages, questions = load(args.bench, name, split, args.questions)
        cases = examine(reader, passages, questions, args.depth)
        print(json.dumps({name: report(cases, weights)}), flush=True)


if __name__ == "__main__":
    main()
