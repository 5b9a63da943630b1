"""The small evaluation that every change must pass: the real service on the dev gold."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "eval" / "gold" / "samples.dev.jsonl"
GATE = ROOT / "eval" / "gate.toml"
CACHE = ROOT / "runs" / ".cache"
"""Shared from run to run; its folders are named by their content."""


@pytest.mark.skipif(
    any(importlib.util.find_spec(f"embeddings.{name}") is None for name in ("open", "vectors")),
    reason="the service cannot be opened before the embedding room is whole",
)
def test_the_dev_gold_stays_above_its_thresholds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every mean of eval/gate.toml is reached; the message lists those that are not."""
    from eval.command import main

    words = [str(GOLD), "--gate", str(GATE), "--cache", str(CACHE), "--out", str(tmp_path / "gate")]
    assert main(words) == 0, capsys.readouterr().err
