"""Libraries, questions and pages for runs under load: large ones of real texts, small ones of samples."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.bench import BENCH, building, questions
from tests.campaign.clients import ROOT, Call, ask, upload
from tests.campaign.serving import environment

SAMPLES = ROOT / "corpus" / "samples"
GOLD = ROOT / "eval" / "gold" / "samples.dev.jsonl"
FEW = 4
"""Sample documents in a small library."""
QUESTIONS = 24
"""For a small library."""
PAGE = 720
"""Characters of a page, as many as a news text of the large library has on average."""


def make(folder: Path, chunks: int | None) -> list[Call]:
    """A library of so many chunks of news, or of a few samples; questions for it.

    Raises FileNotFoundError when the news are not there.
    """
    if chunks is None:
        return _small(folder)
    if not (BENCH / "crud_news").is_dir():
        raise FileNotFoundError(f"{BENCH} holds no news; the full size needs them")
    building(BENCH, folder, chunks)
    return [ask(text) for text in questions(BENCH, 300)]


def _small(folder: Path) -> list[Call]:
    files = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".txt", ".md"})
    files = [path for path in files if path.name != "README.md"][:FEW]
    wenju("add", *map(str, files), data=folder)
    asked = map(json.loads, GOLD.read_text("utf-8").splitlines())
    names = {path.name for path in files}
    return [ask(one["question"]) for one in asked if names & set(one["documents"])][:QUESTIONS]


def wenju(*arguments: str, data: Path) -> None:
    """One command in a process of its own; raises RuntimeError when it fails."""
    command = [sys.executable, "-m", "qa.cli", *arguments, "--data", str(data)]
    done = subprocess.run(command, cwd=ROOT, env=environment({}), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"wenju {arguments[0]}: {done.stderr[-500:]}")


def page(number: int, version: int = 1) -> str:
    """A page that speaks of nothing that any question is about."""
    head = f"第{number}号观测井记录（第{version}版）\n\n"
    lines = (
        f"井深{number % 90 + 10}米第{line}层渗水偏少，井壁苔藓呈{'青褐灰'[(number + line) % 3]}色，"
        f"木桩编号丁{number}之{line}，浮标静止，绳索完好。"
        for line in itertools.count(1)
    )
    text = head
    while len(text) < PAGE:
        text += next(lines)
    return text


def pages(numbers: Sequence[int], version: int = 1) -> list[Call]:
    """An upload for each number; another version takes the place of the one before."""
    return [upload(f"well-{number}.txt", page(number, version)) for number in numbers]
