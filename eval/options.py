"""The words of the command line of ``wenju eval``."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

CACHE = Path("runs/.cache")
SEED = 7


@dataclass(frozen=True, slots=True)
class Options:
    """What ``wenju eval GOLD`` was asked to do."""

    gold: Path | None = None
    documents: Path | None = None
    bench: Path | None = None
    sets: tuple[str, ...] = ()
    sample: int = 400
    seed: int = SEED
    distractors: int = 0
    url: str | None = None
    key: str | None = None
    data: Path | None = None
    baselines: bool = False
    ablations: bool = False
    out: Path | None = None
    cache: Path = CACHE
    gate: Path | None = None
    fresh: bool = False
    json: bool = False
    command: tuple[str, ...] = field(default=())
    """As it was typed, without the key."""


def parser() -> argparse.ArgumentParser:
    """Usage errors exit 2, as argparse does."""
    found = argparse.ArgumentParser(
        prog="wenju eval",
        description="用标准问题评测回答质量。另有子命令：compare、report、tables、judge。",
    )
    add = found.add_argument
    add("gold", nargs="?", type=Path, metavar="GOLD.jsonl", help="标准问题文件")
    add("--documents", type=Path, metavar="DIR", help="资料文件夹，放进一个临时资料库")
    add("--bench", type=Path, metavar="DIR", help="公开题集的文件夹")
    add("--sets", type=_names, default=(), metavar="A,B", help="题集名，逗号分隔；默认全部")
    add("--sample", type=int, default=400, metavar="N", help="每个公开题集抽取的题数，0 为全部")
    add("--seed", type=int, default=SEED, help=f"抽题的随机种子，默认 {SEED}")
    add("--distractors", type=int, default=0, metavar="N", help="加入的干扰文档数")
    add("--url", help="评测正在运行的服务，例如 http://127.0.0.1:8000")
    add("--key", help="服务的访问密钥")
    add("--data", type=Path, metavar="DIR", help="评测已有的资料库")
    add("--baselines", action="store_true", help="同时评测基线")
    add("--ablations", action="store_true", help="同时评测去掉某一部分的问据")
    add("--out", type=Path, metavar="NAME", help="结果文件名，写出 NAME.json 与 NAME.html")
    add("--cache", type=Path, default=CACHE, metavar="DIR", help=f"资料库缓存，默认 {CACHE}")
    add("--gate", type=Path, metavar="TOML", help="门槛文件，低于门槛时退出码为 1")
    add("--fresh", action="store_true", help="丢弃上次未完成的进度")
    add("--json", action="store_true", help="在标准输出打印汇总 JSON")
    return found


def parse(arguments: list[str]) -> Options:
    """Options of the words. Exits 2 on wrong usage."""
    words = parser()
    given = words.parse_args(arguments)
    if given.gold is None and given.bench is None:
        words.error("请给出标准问题文件，或用 --bench 指定公开题集。")
    if given.url and (given.bench or given.documents or given.data or given.baselines):
        words.error(
            "--url 只评测服务自己的资料，不能与 --bench、--documents、--data、--baselines 同用。"
        )
    if given.url and given.ablations:
        words.error("--url 不能与 --ablations 同用：去掉某一部分只能在本进程里做。")
    if given.documents and given.data:
        words.error("--documents 与 --data 只能给一个。")
    if given.sample < 0 or given.distractors < 0:
        words.error("--sample 与 --distractors 不能为负数。")
    return Options(**vars(given), command=_without_key(arguments))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _without_key(arguments: list[str]) -> tuple[str, ...]:
    hidden = [i + 1 for i, word in enumerate(arguments) if word == "--key"]
    words = ("…" if i in hidden else word for i, word in enumerate(arguments))
    return tuple("--key=…" if word.startswith("--key=") else word for word in words)
