"""Train the reader on CPU.

python fit.py --bench FOLDER --source e5-small-q4.bin --tokenizer tokenizer.json --out reader.npz

Deterministic for a given number of threads: all randomness comes from --seed.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import examples
import network
import torch
import vocabulary
from examples import Example, Question
from near_miss import near_miss
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

LONGEST = 256


@dataclass(frozen=True, slots=True)
class Encoded:
    ids: list[int]
    kinds: list[int]
    start: int
    end: int
    """Token numbers of the answer, -1 without one."""
    answers: float


def encode(tokenizer: Tokenizer, example: Example) -> Encoded:
    """Tokens of the pair; the answer widened to whole tokens."""
    pair = tokenizer.encode(example.question, example.window)
    start = end = -1
    if example.answers:
        inside = [
            i
            for i, ((a, b), kind) in enumerate(zip(pair.offsets, pair.type_ids, strict=True))
            if kind == 1 and a < example.end and b > example.start
        ]
        start, end = (inside[0], inside[-1]) if inside else (-1, -1)
    ids, kinds = pair.ids[:LONGEST], pair.type_ids[:LONGEST]
    if end >= len(ids) - 1:
        start = end = -1
    return Encoded(ids, kinds, start, end, float(example.answers))


def epoch(questions: list[Question], titles: list[str], rng: random.Random) -> list[Example]:
    """Fresh windows for every question: one that answers, one rival, often a near miss."""
    out: list[Example] = []
    for question in questions:
        positive = examples.positive(question, rng)
        miss = near_miss(positive, titles, rng)
        rival = examples.negative(question, rng)
        out += [e for e in (positive, miss, rival) if e]
    rng.shuffle(out)
    return out


def batches(items: list[Encoded], tokens: int, rng: random.Random) -> list[list[Encoded]]:
    """Batches of similar length and at most ``tokens`` tokens each, in random order."""
    out: list[list[Encoded]] = []
    for chunk in range(0, len(items), 2048):
        part = sorted(items[chunk : chunk + 2048], key=lambda e: len(e.ids))
        batch: list[Encoded] = []
        for item in part:
            if batch and (len(batch) + 1) * len(item.ids) > tokens:
                out.append(batch)
                batch = []
            batch.append(item)
        out.append(batch)
    rng.shuffle(out)
    return out


def tensors(batch: list[Encoded]) -> tuple[Tensor, Tensor]:
    """ids and kinds, padded with PAD and 0."""
    width = max(len(e.ids) for e in batch)
    ids = torch.full((len(batch), width), vocabulary.PAD)
    kinds = torch.zeros((len(batch), width), dtype=torch.long)
    for row, item in enumerate(batch):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        kinds[row, : len(item.kinds)] = torch.tensor(item.kinds)
    return ids, kinds


def loss_of(model: network.Reader, batch: list[Encoded]) -> tuple[Tensor, Tensor]:
    """(span loss on the windows with an answer, relevance loss on all)."""
    start, end, relevance = model(*tensors(batch))
    truth = torch.tensor([e.answers for e in batch])
    judged = F.binary_cross_entropy_with_logits(relevance, truth)
    rows = [i for i, e in enumerate(batch) if e.start >= 0]
    if not rows:
        return judged * 0, judged
    first = torch.tensor([batch[i].start for i in rows])
    last = torch.tensor([batch[i].end for i in rows])
    span = F.cross_entropy(start[rows], first) + F.cross_entropy(end[rows], last)
    return span / 2, judged


def endless(
    questions: list[Question], tokenizer: Tokenizer, tokens: int, rng: random.Random
) -> Iterator[list[Encoded]]:
    """Batches without end, new windows in every epoch."""
    titles = sorted({q.passage.title for q in questions if q.passage.title})
    while True:
        fresh = [encode(tokenizer, e) for e in epoch(questions, titles, rng)]
        yield from batches(fresh, tokens, rng)


@torch.inference_mode()
def validate(model: network.Reader, batches_: list[list[Encoded]]) -> dict[str, float]:
    """Exact token spans on answering windows, and how well relevance parts the two kinds."""
    model.eval()
    hits, overlap, yes, no = 0, 0.0, [], []
    for batch in batches_:
        start, end, relevance = model(*tensors(batch))
        for row, item in enumerate(batch):
            (yes if item.answers else no).append(relevance[row].item())
            if item.start >= 0:
                a, b = best_span(start[row], end[row])
                hits += (a, b) == (item.start, item.end)
                common = max(0, min(b, item.end) - max(a, item.start) + 1)
                overlap += 2 * common / (b - a + 1 + item.end - item.start + 1)
    model.train()
    wins = (torch.tensor(yes)[:, None] > torch.tensor(no)[None]).float().mean().item()
    count = sum(e.start >= 0 for b in batches_ for e in b)
    return {"exact": hits / count, "f1": overlap / count, "auc": wins}


def best_span(start: Tensor, end: Tensor, longest: int = 60) -> tuple[int, int]:
    """First and last token of the best span of at most ``longest`` tokens."""
    both = (start[:, None] + end[None]).triu().tril(longest - 1)
    both = both.masked_fill(torch.ones_like(both).triu().tril(longest - 1) == 0, -1e9)
    place = int(both.argmax())
    return place // len(end), place % len(end)


def groups(model: network.Reader, rate: float) -> list[dict[str, object]]:
    """Weight decay on matrices only; the new parameters learn faster."""
    new, matrices, vectors = [], [], []
    for name, value in model.named_parameters():
        if name.split(".")[0] in {"match", "side", "span", "pool", "relevance"}:
            new.append(value)
        else:
            (matrices if value.ndim > 1 else vectors).append(value)
    return [
        {"params": new, "lr": rate * 3, "weight_decay": 0.0},
        {"params": matrices, "lr": rate, "weight_decay": 0.01},
        {"params": vectors, "lr": rate, "weight_decay": 0.0},
    ]


def first_model(
    args: argparse.Namespace, rows: list[int], samples: list[list[Encoded]]
) -> network.Reader:
    """Earlier weights if given, else layers of multilingual-e5-small, thinned if asked."""
    if args.start:
        return network.load(args.start)
    model = network.from_e5(network.Shape(tuple(args.layers)), args.source, rows)
    if args.feed_forward == model.shape.feed_forward:
        return model
    return network.thin(model, args.feed_forward, [tensors(b) for b in samples])


def train(args: argparse.Namespace) -> None:
    """Run to ``args.steps`` or until ``args.minutes`` are nearly over, whichever comes first.

    The learning rate falls linearly with the larger of the two shares that are used up.
    """
    rng = examples.seeded(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    spec, rows = vocabulary.trim(args.e5_tokenizer)
    vocabulary.save(spec, args.tokenizer)
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    everything = examples.load(args.bench)
    questions = [q for q in everything if not examples.held_out(q.passage.key)]
    kept = [q for q in everything if examples.held_out(q.passage.key)]
    names = sorted({q.passage.title for q in kept if q.passage.title})
    checks = [encode(tokenizer, e) for e in epoch(kept, names, examples.seeded(0))]
    checks_ = batches(checks, args.tokens, examples.seeded(0))
    some = epoch(questions[::20], names, examples.seeded(0))
    samples = batches([encode(tokenizer, e) for e in some], args.tokens, examples.seeded(0))
    print(
        json.dumps({"questions": len(questions), "held out": len(kept), "vocabulary": len(rows)}),
        flush=True,
    )
    model = first_model(args, rows, samples)
    model.train()
    if args.int8:
        network.simulate_int8(model)
    optimiser = torch.optim.AdamW(groups(model, args.rate), betas=(0.9, 0.98))
    base = [g["lr"] for g in optimiser.param_groups]
    stream = endless(questions, tokenizer, args.tokens, rng)
    began, seen, mean = time.monotonic(), 0, [0.0, 0.0]
    for step in range(args.steps):
        used = max(step / args.steps, (time.monotonic() - began) / (args.minutes * 60))
        if used >= 1:
            break
        for group, rate in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = rate * min(1.0, (step + 1) / 100) * max(0.01, 1 - used)
        batch = next(stream)
        span, judged = loss_of(model, batch)
        (span + judged).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        seen += len(batch)
        keep = 0.98 if step > 50 else 0.8
        mean = [keep * m + (1 - keep) * v.item() for m, v in zip(mean, (span, judged), strict=True)]
        if step % 50 == 0:
            speed = seen / (time.monotonic() - began)
            print(
                f"step {step} seen {seen} span {mean[0]:.3f} relevance {mean[1]:.3f} "
                f"{speed:.1f}/s {used:.3f}",
                flush=True,
            )
        if step % 400 == 399:
            network.save(model, args.out)
            print(json.dumps(validate(model, checks_)), flush=True)
    network.save(model, args.out)
    print(json.dumps(validate(model, checks_)), flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--e5-tokenizer", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="go on from these weights")
    parser.add_argument("--int8", action="store_true", help="act as the int8 export will")
    parser.add_argument("--layers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--feed-forward", type=int, default=1536)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--tokens", type=int, default=2400)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    train(arguments())
