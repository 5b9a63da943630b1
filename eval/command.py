"""``wenju eval``: the command line of the harness."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.errors import WenjuError
from eval import gate, runs, tables
from eval.conditions import commit, digest, machine, now
from eval.gold import BadGold
from eval.jobs import Job, jobs, opened
from eval.journal import Journal
from eval.options import Options, parse
from eval.page import page
from eval.progress import Progress
from eval.run import run_suite
from eval.runs import Run
from eval.subcommands import compare_command, judge_command, report_command, tables_command
from qa.settings import Settings

_NOT_CONDITIONS = {"data", "model_folder", "admin_key", "reader_key", "llm_api_key", "host", "port"}
SUBCOMMANDS: dict[str, Callable[[list[str]], int]] = {
    "compare": compare_command,
    "report": report_command,
    "tables": tables_command,
    "judge": judge_command,
}


def main(argv: Sequence[str]) -> int:
    """Exit status: 0; 1 it failed or stayed below the gate; 2 wrong usage or faulty gold."""
    arguments = list(argv)
    try:
        if arguments and arguments[0] in SUBCOMMANDS:
            return SUBCOMMANDS[arguments[0]](arguments[1:])
        return evaluate(parse(arguments))
    except BadGold as error:
        print(error.message, file=sys.stderr)
        return 2
    except WenjuError as error:
        print(error.message, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已停止，做完的题已保存；再次运行同一命令从这里继续。", file=sys.stderr)
        return 1


def evaluate(options: Options) -> int:
    """Score what the options ask for; write the run and its report, print its tables."""
    settings = Settings.load(data=options.data)
    todo = jobs(options)
    out = options.out or Path("runs") / (options.gold.stem if options.gold else "bench")
    conditions = _conditions(options, settings)
    run = _run(out, todo, options, settings, conditions)
    runs.save(run, Path(f"{out}.json"))
    Path(f"{out}.html").write_text(page(run), encoding="utf-8")
    _show(run, out, as_json=options.json)
    return _gated(run, options.gate)


def _run(
    out: Path,
    todo: Sequence[Job],
    options: Options,
    settings: Settings,
    conditions: dict[str, object],
) -> Run:
    facts = {job.name: job.facts() for job in todo}
    fingerprint = digest([json.dumps([facts, conditions], sort_keys=True, default=str)])
    path = Path(f"{out}.jsonl")
    if options.fresh:
        path.unlink(missing_ok=True)
    journal, progress = Journal(path, fingerprint, now()), Progress()
    try:
        for job in todo:
            with opened(job, options, settings, progress) as suite:
                facts[job.name] |= suite.facts
                run_suite(suite, journal, progress)
    finally:
        journal.close()
    run = Run(out.name, journal.started_at, now(), conditions, facts, tuple(journal.rows))
    journal.remove()
    return run


def _conditions(options: Options, settings: Settings) -> dict[str, object]:
    return {
        "commit": commit(),
        "command": ["wenju", "eval", *options.command],
        "settings": settings.model_dump(mode="json", exclude=_NOT_CONDITIONS),
        "embedder": settings.embedder if options.url is None else "由服务决定",
        "machine": machine(),
        "sample": options.sample if options.bench else None,
        "seed": options.seed if options.bench else None,
        "distractors": options.distractors,
    }


def _show(run: Run, out: Path, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"name": run.name, "summary": runs.summary(run)}, ensure_ascii=False))
    else:
        print(_tables(run))
    print(f"已写出 {out}.json 与 {out}.html", file=sys.stderr)
    if failed := run.errors():
        print(f"有 {len(failed)} 题出错，按 0 分计，见报告。", file=sys.stderr)


def _tables(run: Run) -> str:
    parts = []
    for name, facts in run.sets.items():
        parts.append(
            f"\n{name}：{facts['questions']} 题，{facts['documents']} 份文档（%，95% 区间）"
        )
        for title, metrics in tables.GROUPS:
            cells = tables.comparison(run, name, metrics)
            if len(cells) > 1:
                parts += [f"\n{title}", tables.terminal(cells)]
    return "\n".join(parts)


def _gated(run: Run, thresholds: Path | None) -> int:
    if thresholds is None:
        return 0
    failures = gate.check(run, gate.load(thresholds))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0
