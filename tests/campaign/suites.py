"""Promises that whole test files hold at full size already: they are run, and their tests counted."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.campaign.row import Row

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Suite:
    section: str
    promise: str
    how: str
    files: tuple[str, ...]


SUITES = (
    Suite(
        "攻击性文档",
        "网页只把文字当文字：不执行脚本，不向外发请求",
        "60 种载荷放进答案、引文、原文、错误、文档列表和片段，在真的 Chromium 里打开",
        ("tests/browser/test_injection.py", "tests/browser/test_frame.py"),
    ),
    Suite(
        "存储",
        "索引的每个字节都受校验：损坏的缓存不被使用，由资料库重建；id -1 和 NaN 不通过",
        "逐个文件截断、清空、翻转、换版本，清单逐字节翻转，运行中毁掉缓存",
        ("tests/qa/test_index_damage.py", "tests/embeddings/test_vectors.py"),
    ),
    Suite(
        "限制",
        "Office 和 PDF 在受限的子进程里解析：超时、超内存、崩溃只结束子进程",
        "死循环、吃内存、自杀的解析器；子进程不写文件、不多载入",
        ("tests/corpus/test_sandbox.py",),
    ),
    Suite(
        "恶意输入",
        "没有 pickle、eval、CORS、内联脚本；只有一扇门说 HTTP，不跟随跳转，不取网址",
        "对全部源文件做语法树检查；依赖下限对照已知公告；仓库里没有秘密",
        ("tests/test_static.py", "tests/test_dependencies.py", "tests/test_repository.py"),
    ),
)
_COUNT = re.compile(r"(\d+) (passed|failed|skipped|error)")


def rows(full: bool) -> Iterator[Row]:
    """One row a suite. Reduced there are none: `make test` runs these files itself."""
    for suite in SUITES if full else ():
        counts = _run(suite.files)
        bad = counts.get("failed", 0) + counts.get("error", 0)
        figure = "，".join(f"{counts[name]} 项{label}" for name, label in _LABELS if name in counts)
        kept = bool(counts.get("passed")) and not bad
        note = "" if kept else "有测试失败"
        yield Row(suite.section, suite.promise, suite.how, figure or "没有结果", kept, note)


_LABELS = (("passed", "通过"), ("failed", "失败"), ("error", "出错"), ("skipped", "跳过"))


def _run(files: tuple[str, ...]) -> dict[str, int]:
    command = [sys.executable, "-m", "pytest", "--no-header", "-rN", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    lines = done.stdout.strip().splitlines()
    return counted(lines[-1] if lines else "")


def counted(summary: str) -> dict[str, int]:
    """``3 failed, 12 passed in 4.1s`` → its numbers by name."""
    return {name: int(number) for number, name in _COUNT.findall(summary)}
