"""Two checkouts answer the same questions in turn: ``python -m eval.paired OTHER`` writes docs/paired.md.

From one minute to the next the times of a machine that others use, too, move by more than most changes are worth. Those of
two programs that take turns, question by question, move together: the ratio is what a change is worth. Both
read the library that this checkout builds, with the embedder of this one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from corpus.errors import InvalidValue
from eval.bench import BENCH, QUESTIONS, child, conditions, has_news, questions, revision, spread

OWN = Path(__file__).parent.parent
CHILD = Path(__file__).parent / "answering.py"
DOCS = OWN / "docs" / "paired.md"
SIZES = (10_000, 100_000)
WARM = 15
"""Questions that are answered before any is timed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Milliseconds that one question took each of the two."""

    other: float
    own: float


class Answering:
    """A process in which one checkout answers."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        """Raises InvalidValue where no checkout is."""
        if not (checkout / "qa" / "bootstrap.py").is_file():
            raise InvalidValue(f"{checkout.name} 不是问据的源码文件夹，请检查路径。")
        # As -c it imports first of all from the folder that it runs in.
        command = [sys.executable, "-c", CHILD.read_text(encoding="utf-8"), str(folder.resolve())]
        self._process = subprocess.Popen(  # noqa: S603 our own program # nosec B603
            command, cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Answering:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def milliseconds(self, question: str) -> float:
        """How long an answer takes. Raises InvalidValue when the process has ended."""
        ask, told = cast(IO[str], self._process.stdin), cast(IO[str], self._process.stdout)
        line = ""
        with suppress(BrokenPipeError):
            ask.write(f"{json.dumps(question)}\n")
            ask.flush()
            line = told.readline()
        if not line:
            raise InvalidValue("被比较的版本答题时退出了，请先在那个文件夹里单独运行看看。")
        return float(line)


def pairs(other: Path, own: Path, folder: Path, asked: Sequence[str]) -> list[Pair]:
    """Of each question; the two take turns in being first."""
    found: list[Pair] = []
    with ExitStack() as stack:
        theirs, ours = (stack.enter_context(Answering(one, folder)) for one in (other, own))
        for question in asked[:WARM]:
            theirs.milliseconds(question)
            ours.milliseconds(question)
        for number, question in enumerate(asked):
            if number % 2:
                first, second = ours.milliseconds(question), theirs.milliseconds(question)
                found.append(Pair(second, first))
            else:
                found.append(Pair(theirs.milliseconds(question), ours.milliseconds(question)))
    return found


def row(size: int, timed: Sequence[Pair]) -> str:
    """Of the table: medians, 95th percentiles and what they are to each other."""
    other, own = spread([one.other for one in timed]), spread([one.own for one in timed])
    ratio = statistics.median(one.own / one.other for one in timed)
    return (
        f"| {size:,} | {other['p50']:.1f} | {own['p50']:.1f} | {ratio:.2f} "
        f"| {other['p95']:.1f} | {own['p95']:.1f} | {own['p95'] / other['p95']:.2f} |"
    )


def report(rows: Sequence[str], other: str, about: str) -> str:
    """The page."""
    return "\n".join(
        [
            "# 两个版本的快慢 Two versions, paired",
            "",
            "`python -m eval.paired 另一份源码` 生成，不要手改。*Written by `python -m eval.paired OTHER`; do not edit.*",
            "",
            about,
            "",
            f"同一批问题由 {other} 与本版本轮流回答，机器忙闲对两边一样；比值是逐题之比的中位数。",
            f"*{other} and this version take turns, question by question; the ratio is the median of those of each"
            " question.*",
            "",
            "| 片段 chunks | p50 以前 before (ms) | p50 现在 now (ms) | 比 ratio | p95 以前 before | p95 现在 now | 比 ratio |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare this checkout with another."""
    parser = argparse.ArgumentParser(prog="python -m eval.paired", description=__doc__)
    parser.add_argument("other", type=Path)
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--out", type=Path, default=DOCS)
    given = parser.parse_args(arguments)
    if not has_news(given.bench):
        return 1
    asked, rows = questions(given.bench, QUESTIONS), []
    try:
        with tempfile.TemporaryDirectory() as work:
            for size in given.sizes:
                folder = Path(work) / f"library-{size}"
                child("building", given.bench, folder, size)
                rows.append(row(size, pairs(given.other, OWN, folder, asked)))
    except InvalidValue as error:
        print(error.message, file=sys.stderr)
        return 1
    given.out.write_text(report(rows, revision(given.other), conditions()), encoding="utf-8")
    print(f"已写入 {given.out.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
