"""Benchmarks of speed and memory: ``python -m eval.bench`` measures and writes docs/benchmarks.md.

Each measurement runs in a process of its own, so that peak memory means that measurement alone.
Embedding 100,000 passages takes most of an hour, and the time of a search does not depend on what
the numbers in a vector say: the large libraries hold real texts with vectors that are those of
embedded passages moved a little (cosine about 0.95 to where they came from). Questions are embedded
for real, every time.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from corpus.document import context
from corpus.library import Library
from corpus.prepare import prepare
from corpus.reembedding import passage
from embeddings.embedder import Vectors
from qa.answer import Question
from qa.bootstrap import make_embedder, open_service
from qa.question import analyse
from qa.settings import Settings

SIZES = (1_000, 10_000, 100_000)
SEED = 20240918
JITTER = 0.33
"""Length of the random vector added to a unit vector: cosine 1/√(1 + 0.33²) ≈ 0.95."""
EMBEDDED = 600
"""Passages embedded for real as origins of the moved vectors."""
ADDED_DOCUMENTS = 1_000
PAGES_PER_FILE = 20
QUESTIONS = 300
DOCS = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BENCH = Path(__file__).parent.parent.parent / "shared" / "bench"

Result = dict[str, Any]


def news(bench: Path) -> Iterator[str]:
    """News texts of crud_news, then its distractors, then the same again from their middle on."""
    folder = bench / "crud_news"
    for skip in (0, 150):
        with open(folder / "passages.jsonl", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"][skip:] for line in lines)
        with gzip.open(folder / "distractors.jsonl.gz", "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"][skip:] for line in lines)


def has_news(bench: Path) -> bool:
    """Whether the texts are there; says on standard error what to do where they are not."""
    found = (bench / "crud_news" / "passages.jsonl").is_file()
    if not found:
        print("没有找到 crud_news 数据；请用 --bench 指明公开题集所在的文件夹。", file=sys.stderr)
    return found


def questions(bench: Path, count: int) -> list[str]:
    """Evenly spread over the question file."""
    with open(bench / "crud_news" / "questions.jsonl", encoding="utf-8") as lines:
        found = [json.loads(line)["question"] for line in lines]
    return found[:: max(1, len(found) // count)][:count]


# Stages, each run in a child process


def adding(bench: Path, folder: Path) -> Result:
    """Add news pages one document at a time, as a user does."""
    service = open_service(Settings(data=folder))
    texts = list(itertools.islice(news(bench), ADDED_DOCUMENTS))
    begun = time.perf_counter()
    for position, text in enumerate(texts):
        service.add(text.encode(), f"{position}.txt")
    seconds = time.perf_counter() - begun
    service.sync()
    chunks = service.statistics().chunks
    answerable = [_answerable(service, position) for position in range(5)]
    return {
        "documents": len(texts),
        "passages_per_second": chunks / seconds,
        "characters_per_second": sum(map(len, texts)) / seconds,
        "answerable_ms": statistics.median(answerable),
        "peak_mib": _peak_mib(),
    }


def _answerable(service: Any, position: int) -> float:
    """Milliseconds from handing in a one-page document to the first answer after it."""
    line = f"第{position}号样本站今年接待游客{position + 3}.7万人次，比上年增长{position + 2}.1%。"
    begun = time.perf_counter()
    service.add((line * 20).encode(), f"page-{position}.txt")
    service.ask(Question(f"第{position}号样本站接待游客多少"))
    return (time.perf_counter() - begun) * 1e3


def building(bench: Path, folder: Path, size: int) -> Result:
    """A library of ``size`` chunks with moved vectors, and its index."""
    settings = Settings(data=folder)
    embedder = make_embedder(settings)
    library = Library.open(folder, embedder.name, embedder.dimension)
    moved = _moved_vectors(bench, embedder)
    texts = news(bench)
    while (missing := size - library.count()[1]) > 0:
        pages = "\n\n".join(itertools.islice(texts, min(PAGES_PER_FILE, 1 + missing // 3)))
        document, cut = prepare(pages.encode(), f"{missing}.txt")
        contexts = [context(document.title, document.date, chunk.section) for chunk in cut]
        library.put(document, pages.encode(), cut, moved(len(cut)), contexts)
    library.close()
    begun = time.perf_counter()
    open_service(settings).sync()
    return {"index_seconds": time.perf_counter() - begun}


def _moved_vectors(bench: Path, embedder: Any) -> Callable[[int], Vectors]:
    pages = itertools.islice(news(bench), EMBEDDED // 2)
    cut = [(d.title, c) for d, cs in (prepare(p.encode(), "a.txt") for p in pages) for c in cs]
    origins = embedder.embed_documents([passage(title, c.text) for title, c in cut[:EMBEDDED]])
    random = np.random.default_rng(SEED)

    def moved(count: int) -> Vectors:
        picked = origins[random.integers(0, len(origins), count)]
        noise = random.standard_normal(picked.shape).astype(np.float32)
        noise *= JITTER / np.linalg.norm(noise, axis=1, keepdims=True)
        rows = picked + noise
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    return moved


def asking(bench: Path, folder: Path) -> Result:
    """Latency of each stage, throughput, memory, and what approximate search costs in recall."""
    begun = time.perf_counter()
    service = open_service(Settings(data=folder))
    asked = [Question(text) for text in questions(bench, QUESTIONS)]
    service.ask(asked[0])
    ready = time.perf_counter() - begun
    answers = [service.ask(question) for question in asked]
    with ThreadPoolExecutor(2) as pool:
        begun = time.perf_counter()
        list(pool.map(service.ask, asked))
        per_second = len(asked) / (time.perf_counter() - begun)
    return {
        "chunks": service.statistics().chunks,
        "open_seconds": ready,
        "embed": spread(_embed_times(asked)),
        "retrieve": spread([a.timings.retrieve_ms for a in answers]),
        "answer": spread([a.timings.answer_ms for a in answers]),
        "total": spread([a.timings.total_ms for a in answers]),
        "per_second": per_second,
        "peak_mib": _peak_mib(),
        "recall": _dense_recall(service, folder, asked[:100]),
    }


def _embed_times(asked: Sequence[Question]) -> list[float]:
    embedder = make_embedder(Settings())
    times = []
    for question in asked:
        begun = time.perf_counter()
        embedder.embed_query(question.text)
        times.append((time.perf_counter() - begun) * 1e3)
    return times


def _dense_recall(service: Any, folder: Path, asked: Sequence[Question], k: int = 10) -> float:
    """Share of the exact k nearest neighbours that the index finds."""
    embedder = make_embedder(Settings())
    library = Library.open(folder, embedder.name, embedder.dimension)
    batches = list(library.changes(0).added)
    ids = np.concatenate([batch.ids for batch in batches])
    vectors = np.concatenate([batch.vectors for batch in batches])
    hits = 0
    for question in asked:
        text = analyse(question.text).text
        scores = vectors @ embedder.embed_query(text)
        exact = set(ids[np.argpartition(-scores, k)[:k]].tolist())
        hits += len(exact & {chunk.id for chunk in service.retriever.dense(text, k)})
    return hits / (k * len(asked))


def cold(bench: Path, folder: Path) -> Result:
    """Whole-process times of the command line."""
    question = questions(bench, 1)[0]
    ask = [sys.executable, "-m", "qa.cli", "ask", question, "--data", str(folder)]
    return {
        "first_answer_seconds": _process_time(ask),
        "help_seconds": _process_time([sys.executable, "-m", "qa.cli", "--help"]),
    }


def _process_time(command: Sequence[str], runs: int = 5) -> float:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 our own command # nosec B603
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def spread(times: Sequence[float]) -> dict[str, float]:
    """The median, and what 95 and 99 of a hundred stay below."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# The whole run


def child(stage: str, *arguments: object) -> Result:
    """What a stage gives that runs in a process of its own."""
    print(f"{stage} {' '.join(map(str, arguments[1:]))} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "eval.bench", "--stage", stage, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 ourselves # nosec B603
    result: Result = json.loads(done.stdout)
    return result


def run(bench: Path, work: Path, sizes: Sequence[int]) -> Result:
    """All stages in order; libraries are made below ``work``."""
    results: Result = {"adding": child("adding", bench, work / "adding"), "asking": []}
    for size in sizes:
        folder = work / f"library-{size}"
        built = child("building", bench, folder, size)
        results["asking"].append(built | child("asking", bench, folder) | {"size": size})
        if size == 10_000:
            results["cold"] = child("cold", bench, folder)
    return results


def table(results: Result, conditions: str) -> str:
    """The page docs/benchmarks.md."""
    lines = [
        "# 性能 Benchmarks",
        "",
        "`make bench` 生成，不要手改。*Written by `make bench`; do not edit.*",
        "",
        conditions,
        "",
        "## 对照目标 Against the targets",
        "",
        "| | 目标 target | 实测 measured |",
        "|---|---|---|",
        *(f"| {name} | {target} | {value} |" for name, target, value in _targets(results)),
        "",
        "## 一次提问各阶段（毫秒） One question, by stage (ms)",
        "",
        "| 片段 chunks | 阶段 stage | p50 | p95 | p99 |",
        "|---|---|---|---|---|",
        *(
            f"| {one['chunks']:,} | {label} | "
            + " | ".join(f"{one[stage][p]:.1f}" for p in ("p50", "p95", "p99"))
            + " |"
            for one in results["asking"]
            for stage, label in _STAGES.items()
        ),
        "",
        "| 片段 chunks | 问/秒（2 线程） questions/s | 建索引 index built (s) | 打开到首答 open to first answer (s) | 峰值内存 peak (MiB) | 近邻召回 dense recall@10 |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one['chunks']:,} | {one['per_second']:.0f} | {one['index_seconds']:.1f} "
            f"| {one['open_seconds']:.1f} | {one['peak_mib']:.0f} | {one['recall']:.3f} |"
            for one in results["asking"]
        ),
        "",
        "说明：大库的文本是真实新闻，向量由真实向量加扰动得到（余弦约 0.95），问题每次真实编码。",
        "*Large libraries hold real news texts; their vectors are real ones moved a little (cosine about 0.95). Questions are embedded for real.*",
        "",
    ]
    return "\n".join(lines)


_STAGES = {
    "embed": "问题编码 embed",
    "retrieve": "检索（含编码） retrieve",
    "answer": "读取作答 answer",
    "total": "合计 total",
}


def _targets(results: Result) -> Iterator[tuple[str, str, str]]:
    add = results["adding"]
    yield "加入 adding, passages/s", "≥ 20（争取 40）", f"{add['passages_per_second']:.1f}"
    yield "加入 adding, characters/s", "", f"{add['characters_per_second']:,.0f}"
    yield "一页文档可问 one page answerable", "≤ 1 s", f"{add['answerable_ms'] / 1e3:.2f} s"
    yield "加入 1,000 页的内存 adding 1,000 pages", "≤ 1200 MiB", f"{add['peak_mib']:.0f} MiB"
    for one in results["asking"]:
        if one["size"] == 100_000:
            total = one["total"]
            yield "回答 answer, 100,000 chunks, p50", "≤ 40 ms", f"{total['p50']:.1f} ms"
            yield "回答 answer, 100,000 chunks, p95", "≤ 80 ms", f"{total['p95']:.1f} ms"
            yield "近邻召回 dense recall@10", "≥ 0.99", f"{one['recall']:.3f}"
        if one["size"] == 10_000:
            yield "内存 memory, 10,000 chunks", "≤ 700 MiB", f"{one['peak_mib']:.0f} MiB"
    if once := results.get("cold"):
        yield "冷启动到首答 cold start, 10,000", "≤ 4 s", f"{once['first_answer_seconds']:.2f} s"
        yield "`wenju --help`", "≤ 0.3 s", f"{once['help_seconds']:.2f} s"


def revision(checkout: Path | None = None) -> str:
    """The commit of a checkout, in short."""
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 # nosec B603, B607
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    return head.stdout.strip() or "?"


def conditions() -> str:
    """Of a measurement: when, of what, on which machine."""
    return (
        f"条件 conditions: {datetime.now(UTC):%Y-%m-%d}, commit {revision()}, "
        f"{platform.machine()} {_processor()}, {len(_cores())} cores, Python {platform.python_version()}, "
        f"embedder {make_embedder(Settings()).name}, crud_news with distractors, "
        f"{QUESTIONS} questions, seed {SEED}."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _cores() -> set[int]:
    import os

    return os.sched_getaffinity(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one stage (for the child processes) or all of them."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("--stage", choices=["adding", "building", "asking", "cold"])
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--out", type=Path, default=DOCS)
    given = parser.parse_args(arguments)
    if given.stage:
        bench, folder = Path(given.rest[0]), Path(given.rest[1])
        more = [int(argument) for argument in given.rest[2:]]
        stage: Callable[..., Result] = globals()[given.stage]
        print(json.dumps(stage(bench, folder, *more)))
        return 0
    if not has_news(given.bench):
        return 1
    with tempfile.TemporaryDirectory() as work:
        results = run(given.bench, Path(work), given.sizes)
    given.out.write_text(table(results, conditions()), encoding="utf-8")
    print(f"已写入 {given.out.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
