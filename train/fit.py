"""Train the reader on CPU.

python fit.py --bench FOLDER --source e5-small-q4.bin --tokenizer tokenizer.json --out reader.npz

Deterministic for a given number of threads: all randomness comes from --seed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
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

from corpus.script import matching_form
from embeddings import e5_weights

LONGEST = 256
POSITIVE_WEIGHT = 2.0
"""Of windows that answer, which are the fewer, in the relevance loss."""
TITLED = 0.75
"""Share of the groups whose windows stand under their titles, as the product reads them."""
ANSWERING = 0.45
"""Share of windows that answer for which the relevance is calibrated."""


@dataclass(frozen=True, slots=True)
class Encoded:
    ids: list[int]
    kinds: list[int]
    start: int
    end: int
    """Token numbers of the answer, -1 without one."""
    answers: float


BFLOAT16 = bool(getattr(torch.cpu, "_is_amx_tile_supported", bool)())

Group = list[Encoded]
"""The windows of one question: one or two that answer, or none; the others do not."""


def encode(tokenizer: Tokenizer, example: Example) -> Encoded:
    """Tokens of the pair as the product reads it; the answer widened to whole tokens."""
    pair = tokenizer.encode(example.question, matching_form(example.window))
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


def encoded(tokenizer: Tokenizer, groups: list[list[Example]]) -> list[Group]:
    """Each example of each group as tokens."""
    return [[encode(tokenizer, e) for e in group] for group in groups]


def windows(
    question: Question, titles: list[str], rng: random.Random, others: int = 2
) -> list[Example]:
    """Fresh windows for one question: one that answers if any does, ``others``, often a near miss.

    All have the same length limit, and all their titles or none, so that neither tells them apart.
    """
    limit, titled = examples.window_length(rng), rng.random() < TITLED
    if question.start < 0:
        made = (examples.lookalike, *[examples.rival] * others)
        silent = (make(question, limit, titled, rng) for make in made)
        return [one for one in silent if one]
    positive = examples.positive(question, limit, titled, rng)
    miss = near_miss(positive, titles, rng)
    other = examples.neighbour if rng.random() < 0.6 else examples.rival
    made = (*[examples.rival] * (others - 1), other)
    rivals = [make(question, limit, titled, rng) for make in made]
    return [positive, *(e for e in (miss, *rivals) if e)]


def epoch(
    questions: list[Question], titles: list[str], rng: random.Random, others: int = 2
) -> list[list[Example]]:
    """The windows of every question, the questions in random order."""
    return [windows(q, titles, rng, others) for q in rng.sample(questions, len(questions))]


def batches(items: list[Group], tokens: int, rng: random.Random) -> list[list[Group]]:
    """Batches of similar length and about ``tokens`` tokens each, in random order."""
    out: list[list[Group]] = []
    for chunk in range(0, len(items), 1024):
        part = sorted(items[chunk : chunk + 1024], key=_width)
        batch: list[Group] = []
        for item in part:
            rows = sum(map(len, batch)) + len(item)
            if batch and rows * _width(item) > tokens:
                out.append(batch)
                batch = []
            batch.append(item)
        out.append(batch)
    rng.shuffle(out)
    return out


def _width(group: Group) -> int:
    return max(len(e.ids) for e in group)


def tensors(batch: Group) -> tuple[Tensor, Tensor]:
    """ids and kinds, padded with PAD and 0."""
    width = max(len(e.ids) for e in batch)
    ids = torch.full((len(batch), width), vocabulary.PAD)
    kinds = torch.zeros((len(batch), width), dtype=torch.long)
    for row, item in enumerate(batch):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        kinds[row, : len(item.kinds)] = torch.tensor(item.kinds)
    return ids, kinds


def read(model: network.Reader, batch: Group) -> tuple[Tensor, Tensor, Tensor]:
    """What the model says, computed in bfloat16 where the machine can: twice as fast with AMX."""
    with torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
        start, end, relevance = model(*tensors(batch))
    return start.float(), end.float(), relevance.float()


def loss_of(model: network.Reader, groups: list[Group]) -> tuple[Tensor, Tensor, Tensor]:
    """(span loss on windows with an answer, relevance loss on all, ranking loss on groups)."""
    batch = [e for group in groups for e in group]
    start, end, relevance = read(model, batch)
    truth = torch.tensor([e.answers for e in batch])
    judged = F.binary_cross_entropy_with_logits(
        relevance, truth, pos_weight=torch.tensor(POSITIVE_WEIGHT)
    )
    owner = torch.tensor([n for n, group in enumerate(groups) for _ in group])
    ranked = ranking_loss(relevance, truth > 0, owner)
    rows = [i for i, e in enumerate(batch) if e.start >= 0]
    if not rows:
        return judged * 0, judged, ranked
    first = torch.tensor([batch[i].start for i in rows])
    last = torch.tensor([batch[i].end for i in rows])
    span = F.cross_entropy(start[rows], first) + F.cross_entropy(end[rows], last)
    return span / 2, judged, ranked


def ranking_loss(relevance: Tensor, answers: Tensor, owner: Tensor) -> Tensor:
    """Softmax loss of each window that answers among those of its group that do not."""
    rivals = (owner[:, None] == owner[None]) & ~answers[None]
    rivals = rivals | torch.eye(len(owner), dtype=torch.bool)
    total = relevance.expand(len(owner), -1).masked_fill(~rivals, -torch.inf).logsumexp(1)
    return (total - relevance)[answers].sum() / answers.sum().clamp(min=1)


def endless(
    questions: list[Question], tokenizer: Tokenizer, tokens: int, rng: random.Random, others: int
) -> Iterator[list[Group]]:
    """Batches without end, new windows in every epoch."""
    titles = sorted({q.passage.title for q in questions if q.passage.title})
    while True:
        fresh = encoded(tokenizer, epoch(questions, titles, rng, others))
        yield from batches(fresh, tokens, rng)


@torch.inference_mode()
def validate(model: network.Reader, batches_: list[list[Group]]) -> dict[str, float]:
    """Exact token spans on answering windows, and how well relevance parts the two kinds."""
    model.eval()
    hits, overlap, count, yes, no, first = 0, 0.0, 0, [], [], []
    for batch in batches_:
        found = zip(*read(model, [item for group in batch for item in group]), strict=True)
        for group in batch:
            logits = []
            for item, (start, end, relevance) in zip(group, found, strict=False):
                logits.append(relevance.item())
                (yes if item.answers else no).append(logits[-1])
                if item.start >= 0:
                    a, b = best_span(start, end)
                    hits += (a, b) == (item.start, item.end)
                    common = max(0, min(b, item.end) - max(a, item.start) + 1)
                    overlap += 2 * common / (b - a + 1 + item.end - item.start + 1)
                    count += 1
            if any(item.answers for item in group):
                first.append(group[logits.index(max(logits))].answers)
    model.train()
    wins = (torch.tensor(yes)[:, None] > torch.tensor(no)[None]).float().mean().item()
    return {
        "exact": hits / count,
        "f1": overlap / count,
        "auc": wins,
        "first": sum(first) / len(first),
    }


@torch.inference_mode()
def calibrate(model: network.Reader, batches_: list[list[Group]]) -> None:
    """Scale and shift the relevance to log odds where ANSWERING of the windows answer (Platt 1999).

    The ranking loss is blind to a shift. Newton's method; the two numbers go into the last layer.
    """
    model.eval()
    flat = [[item for group in batch for item in group] for batch in batches_]
    x = torch.cat([read(model, items)[2] for items in flat]).double()
    y = torch.tensor([item.answers for items in flat for item in items]).double()
    share = torch.where(y > 0, ANSWERING / y.mean(), (1 - ANSWERING) / (1 - y.mean()))
    rows, beta = torch.stack([x, torch.ones_like(x)], 1), torch.tensor([1.0, 0.0]).double()
    for _ in range(50):
        p = torch.sigmoid(rows @ beta)
        hessian = (rows * (share * p * (1 - p))[:, None]).T @ rows
        beta = beta - torch.linalg.solve(hessian, rows.T @ (share * (p - y)))
    scale, shift = beta.tolist()
    print(json.dumps({"relevance scale": scale, "shift": shift}), flush=True)
    head = model.relevance
    head.weight.mul_(scale)
    head.bias.mul_(scale).add_(shift)
    model.train()


def checked(tokenizer: Tokenizer, kept: list[Question], tokens: int) -> list[list[Group]]:
    """The same windows of held-out questions every time."""
    names = sorted({q.passage.title for q in kept if q.passage.title})
    groups = encoded(tokenizer, epoch(kept, names, examples.seeded(0)))
    return batches(groups, tokens, examples.seeded(0))


def report(model: network.Reader, checks: list[list[list[Group]]]) -> None:
    """One line for the public held-out questions, one for the project's own."""
    for kept in checks:
        print(json.dumps(validate(model, kept)), flush=True)


def best_span(start: Tensor, end: Tensor, longest: int = 60) -> tuple[int, int]:
    """First and last token of the best span of at most ``longest`` tokens."""
    both = (start[:, None] + end[None]).triu().tril(longest - 1)
    both = both.masked_fill(torch.ones_like(both).triu().tril(longest - 1) == 0, -1e9)
    place = int(both.argmax())
    return place // len(end), place % len(end)


def parameter_groups(model: network.Reader, rate: float, lower: float) -> list[dict[str, object]]:
    """Weight decay on matrices only; the new parameters learn faster, those of lower layers slower."""
    new, matrices, vectors, below = [], [], [], []
    for name, value in model.named_parameters():
        if network.is_below(model, name):
            below.append(value)
        elif name.split(".")[0] in {"match", "side", "span", "pool", "relevance"}:
            new.append(value)
        else:
            (matrices if value.ndim > 1 else vectors).append(value)
    return [
        {"params": new, "lr": rate * 3, "weight_decay": 0.0},
        {"params": matrices, "lr": rate, "weight_decay": 0.01},
        {"params": vectors, "lr": rate, "weight_decay": 0.0},
        *([{"params": below, "lr": rate * lower, "weight_decay": 0.0}] if lower and below else []),
    ]


def first_model(args: argparse.Namespace, rows: list[int], samples: list[Group]) -> network.Reader:
    """Earlier weights if given, else layers of multilingual-e5-small, thinned if asked."""
    if args.start:
        model = network.load(args.start)
        source = e5_weights.read(args.source)
        model.words = network.word_vectors(source, rows)  # the vocabulary may have grown
        return model
    model = network.from_e5(network.Shape(tuple(args.layers), entry=args.entry), args.source, rows)
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
    own = examples.load_written("train")
    questions += own * args.own
    if args.stress:
        questions += [q for q in own if args.stress.match(q.passage.key)] * args.stress_times
    for file, _, folder in (one.partition("=") for one in args.gold):
        questions += examples.load_gold(Path(file), Path(folder)) * args.gold_times
    public = [q for q in everything if examples.held_out(q.passage.key)]
    checks = [
        checked(tokenizer, kept, args.tokens) for kept in (public, examples.load_written("dev"))
    ]
    names = sorted({q.passage.title for q in public if q.passage.title})
    some = epoch(questions[:: args.thin_by], names, examples.seeded(0))
    samples = encoded(tokenizer, some)
    print(
        json.dumps(
            {
                "questions": len(questions),
                "held out": list(map(len, checks)),
                "vocabulary": len(rows),
            }
        ),
        flush=True,
    )
    model = first_model(args, rows, samples)
    model.frozen = not args.lower
    model.train()
    optimiser = torch.optim.AdamW(parameter_groups(model, args.rate, args.lower), betas=(0.9, 0.98))
    base = [g["lr"] for g in optimiser.param_groups]
    stream = endless(questions, tokenizer, args.tokens, rng, args.others)
    began, seen, mean = time.monotonic(), 0, [0.0, 0.0, 0.0]
    for step in range(args.steps):
        used = max(step / args.steps, (time.monotonic() - began) / (args.minutes * 60))
        if used >= 1:
            break
        if used >= args.int8_from:
            network.simulate_int8(model)
        for group, rate in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = rate * min(1.0, (step + 1) / 100) * max(0.01, 1 - used)
        batch = next(stream)
        losses = loss_of(model, batch)
        sum(losses, start=torch.zeros(())).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        seen += sum(map(len, batch))
        keep = 0.98 if step > 50 else 0.8
        mean = [keep * m + (1 - keep) * v.item() for m, v in zip(mean, losses, strict=True)]
        if step % 50 == 0:
            speed = seen / (time.monotonic() - began)
            print(
                f"step {step} seen {seen} span {mean[0]:.3f} relevance {mean[1]:.3f} "
                f"ranking {mean[2]:.3f} {speed:.1f}/s {used:.3f}",
                flush=True,
            )
        if step % args.check == args.check - 1:
            network.save(model, args.out)
            report(model, checks)
    if args.int8_from < 1:
        network.simulate_int8(model)
    if args.start or args.steps:
        calibrate(model, [batch for kept in checks for batch in kept])
    network.save(model, args.out)
    report(model, checks)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--e5-tokenizer", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="go on from these weights")
    parser.add_argument(
        "--int8-from", type=float, default=1.0, help="share of the run after which to act as int8"
    )
    parser.add_argument(
        "--thin-by", type=int, default=20, help="thin by the windows of one question in so many"
    )
    parser.add_argument("--layers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--entry", type=int, default=0, help="layers that stay as they are")
    parser.add_argument("--feed-forward", type=int, default=1536)
    parser.add_argument(
        "--own", type=int, default=1, help="times the project's own questions come in an epoch"
    )
    parser.add_argument(
        "--stress", type=re.compile, help="pattern of own files that come more often than others"
    )
    parser.add_argument("--stress-times", type=int, default=2, help="times more that these come")
    parser.add_argument(
        "--gold",
        nargs="+",
        default=[],
        metavar="FILE=FOLDER",
        help="gold questions on other documents, to be trained on too",
    )
    parser.add_argument(
        "--others", type=int, default=2, help="windows of each question beside the one that tells"
    )
    parser.add_argument("--gold-times", type=int, default=3, help="times these come in an epoch")
    parser.add_argument(
        "--lower", type=float, default=0.0, help="share of the rate for layers below the entry"
    )
    parser.add_argument("--check", type=int, default=400, help="steps between two checks")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--tokens", type=int, default=2400)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    train(arguments())
