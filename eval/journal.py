"""What a run has done so far, a line a question: a stopped run goes on from here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from corpus.errors import Conflict
from eval.runs import Row, rows


class Journal:
    """Append-only JSON lines beside the run file; the first line says which run it belongs to.

    Each row is flushed when it is written, so that a kill loses one question at most; a line that
    was cut is dropped when the journal is read.
    """

    def __init__(self, path: Path, fingerprint: str, started_at: str) -> None:
        """Open or make it. Raises ``Conflict`` when it belongs to a run under other conditions."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        header, kept = _read(path)
        if header and header.get("fingerprint") != fingerprint:
            raise Conflict(
                f"{path.name} 是另一次未完成的评测（题目、资料、设置或代码不同）。"
                "请换一个 --out 名称，或加 --fresh 丢弃它重来。"
            )
        self.started_at = str(header.get("started_at", started_at))
        self.rows: list[Row] = kept
        self._file = self._rewritten({"fingerprint": fingerprint, "started_at": self.started_at})

    def add(self, row: Row) -> None:
        self.rows.append(row)
        self._write(asdict(row))

    def close(self) -> None:
        """A journal without a row leaves no file."""
        self._file.close()
        if not self.rows:
            self._path.unlink(missing_ok=True)

    def remove(self) -> None:
        """The run file has it all now."""
        self.close()
        self._path.unlink(missing_ok=True)

    def _rewritten(self, header: dict[str, Any]) -> IO[str]:
        """The journal without a cut last line, open at its end."""
        aside = self._path.with_suffix(".aside")
        with aside.open("w", encoding="utf-8") as file:
            for line in (header, *map(asdict, self.rows)):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        aside.rename(self._path)
        return self._path.open("a", encoding="utf-8")

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()


def _read(path: Path) -> tuple[dict[str, Any], list[Row]]:
    if not path.is_file():
        return {}, []
    lines = list(_whole_lines(path))
    return (lines[0], list(rows(lines[1:]))) if lines else ({}, [])


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            yield json.loads(line)
        except ValueError:
            return
