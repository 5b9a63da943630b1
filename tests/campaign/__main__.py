"""Runs parts of the campaign and writes docs/reliability.md.

``python -m tests.campaign`` runs all parts, ``python -m tests.campaign kill load`` some of them.
The rows of each part are kept in docs/reliability.json with the day and the commit of their run,
so that a part which takes an hour need not run again for the table to be written.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.campaign.row import Row

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs" / "reliability.json"
TABLE = ROOT / "docs" / "reliability.md"
PARTS = (
    "durability",
    "damage",
    "access",
    "requests",
    "files",
    "attacks",
    "models",
    "suites",
    "load",
    "soak",
)
"""Modules of this package, each with ``rows(full)``; in this order in the table."""
HEAD = """# 可靠性与安全 Reliability and security

`make campaign` 生成，不要手改。*Written by `make campaign`; do not edit.*
每一行是一项承诺：怎样试、得到什么、何时、哪个版本。
"""


def main(arguments: list[str] | None = None) -> int:
    """0 when every promise that was tried was kept, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign")
    parser.add_argument("parts", nargs="*", default=list(PARTS), metavar="PART")
    parser.add_argument("--reduced", action="store_true", help="the sizes of `make test`")
    chosen = parser.parse_args(arguments)
    if unknown := [part for part in chosen.parts if part not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    kept: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    failed = False
    for part in chosen.parts:
        started = time.monotonic()
        rows = list(import_module(f"tests.campaign.{part}").rows(not chosen.reduced))
        failed = failed or not all(row.kept for row in rows)
        sys.stdout.write(f"{part}: {len(rows)} rows, {time.monotonic() - started:.0f} s\n")
        if not chosen.reduced:
            kept[part] = _run(rows)
            KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    TABLE.write_text(table(kept), "utf-8")
    return int(failed)


def _run(rows: list[Row]) -> dict[str, Any]:
    return {"day": _today(), "commit": _commit(), "rows": [asdict(row) for row in rows]}


def table(kept: dict[str, Any]) -> str:
    """The Markdown page for the kept rows, by section."""
    sections: dict[str, list[str]] = {}
    for part in PARTS:
        run = kept.get(part, {"rows": []})
        for row in run["rows"]:
            state = "守住" if row["kept"] else f"未守住：{row['note']}"
            cells = (row["promise"], row["how"], row["figure"], state, run["day"], run["commit"])
            sections.setdefault(row["section"], []).append(f"| {' | '.join(cells)} |")
    return HEAD + "".join(_section(name, lines) for name, lines in sections.items())


def _section(name: str, lines: list[str]) -> str:
    head = "| 承诺 | 怎样试 | 得到 | 结果 | 日期 | 版本 |\n| --- | --- | --- | --- | --- | --- |\n"
    return f"\n## {name}\n\n{head}" + "\n".join(lines) + "\n"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _commit() -> str:
    head = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(head, cwd=ROOT, capture_output=True, text=True).stdout.strip() or "—"


if __name__ == "__main__":
    sys.exit(main())
