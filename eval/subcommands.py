"""``wenju eval compare``, ``report``, ``tables`` and ``judge``: what is done with finished runs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError, Unavailable
from eval import runs, tables
from eval.compare import Difference, changed, differences, warnings
from eval.judge import Chat, judged
from eval.page import page
from eval.progress import Progress
from eval.quality import document
from eval.runs import Run
from eval.scoring import BY_NAME, VERDICTS
from qa.settings import Settings
from qa.web import caller

OPENAI = "https://api.openai.com/v1"


def compare_command(arguments: list[str]) -> int:
    """Paired differences of two runs."""
    words = _parser("compare", "比较两次评测：同题之差与区间")
    words.add_argument("before", type=Path, metavar="A.json")
    words.add_argument("after", type=Path, metavar="B.json")
    words.add_argument("--system", default="product", help="比较哪个系统，默认产品")
    words.add_argument("--json", action="store_true", help="打印 JSON")
    given = words.parse_args(arguments)
    before, after = runs.load(given.before), runs.load(given.after)
    for warning in warnings(before, after):
        print(f"注意：{warning}", file=sys.stderr)
    found = differences(before, after, given.system)
    if given.json:
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False))
    else:
        print(_compared(before, after, found, given.system))
    return 0


def report_command(arguments: list[str]) -> int:
    """The HTML report of a run file, written anew."""
    words = _parser("report", "由结果文件重新生成 HTML 报告")
    words.add_argument("run", type=Path, metavar="RUN.json")
    words.add_argument("--out", type=Path, metavar="FILE.html", help="默认与结果文件同名")
    given = words.parse_args(arguments)
    out = given.out or Path(f"{str(given.run).removesuffix('.json')}.html")
    out.write_text(page(runs.load(given.run)), encoding="utf-8")
    print(f"已写出 {out}", file=sys.stderr)
    return 0


def tables_command(arguments: list[str]) -> int:
    """The Markdown tables of runs, for the docs."""
    words = _parser("tables", "由结果文件生成 Markdown 表格")
    words.add_argument("runs", type=Path, nargs="+", metavar="RUN.json")
    words.add_argument("--out", type=Path, metavar="FILE.md", help="默认打印到标准输出")
    words.add_argument("--before", type=Path, metavar="OLD.json", help="与这次评测相比有何变化")
    given = words.parse_args(arguments)
    before = runs.load(given.before) if given.before else None
    text = document([runs.load(path) for path in given.runs], before)
    if given.out is None:
        print(text, end="")
    else:
        given.out.write_text(text, encoding="utf-8")
        print(f"已写出 {given.out}", file=sys.stderr)
    return 0


def judge_command(arguments: list[str]) -> int:
    """A language model's grades, written into the run file and its report."""
    words = _parser("judge", "请语言模型评判回答（可选，不计入门槛）；模型由 WENJU_LLM_* 设置")
    words.add_argument("run", type=Path, metavar="RUN.json")
    given = words.parse_args(arguments)
    settings = Settings.load()
    graded = judged(runs.load(given.run), settings.llm_model or "", _chat(settings), Progress())
    runs.save(graded, given.run)
    shown = {key: value for key, value in graded.judge.items() if key != "verdicts"}
    print(json.dumps(shown, ensure_ascii=False))
    return 0


def _chat(settings: Settings) -> Chat:
    """A chat over the OpenAI interface. Raises ConfigurationError when no model is set."""
    if not settings.llm_configured:
        raise ConfigurationError(
            "没有配置评判用的语言模型：请设置 WENJU_LLM_MODEL 与 WENJU_LLM_BASE_URL。"
        )
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    call = caller(settings.llm_base_url or OPENAI, key)
    extra: dict[str, Any] = json.loads(settings.llm_extra_body or "{}")

    def chat(messages: list[dict[str, str]]) -> str:
        body = {"model": settings.llm_model, "messages": messages, "temperature": 0,
                "max_tokens": settings.llm_max_tokens} | extra  # fmt: skip
        answer = call("POST", "/chat/completions", body)
        try:
            return str(answer["choices"][0]["message"]["content"] or "")
        except (KeyError, IndexError, TypeError) as error:
            raise Unavailable("语言模型的回答不合格式，请检查模型服务。") from error

    return chat


def _compared(before: Run, after: Run, found: Sequence[Difference], system: str) -> str:
    cells = [["题集", "指标", before.name, after.name, "差（95% 区间）", "n"]]
    cells += [_line(each) for each in found]
    moved = [
        f"  {one.set} {one.id}：{VERDICTS[one.verdict]} → {VERDICTS[other.verdict]}"
        for one, other in changed(before, after, system)
    ]
    return "\n".join([tables.terminal(cells), f"\n结果有变的题：{len(moved)}", *moved])


def _line(difference: Difference) -> list[str]:
    scale = 1 if difference.metric in tables.PLAIN else 100
    change = difference.change
    span = f"{change.mean * scale:+.1f} ({change.low * scale:+.1f} – {change.high * scale:+.1f})"
    return [
        difference.set,
        BY_NAME[difference.metric].label,
        f"{difference.before * scale:.1f}",
        f"{difference.after * scale:.1f}",
        span + (" *" if difference.certain else ""),
        str(change.n),
    ]


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"wenju eval {name}", description=description)
