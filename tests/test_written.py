"""The questions that were written for training: every answer stands in its document."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TRAIN = Path(__file__).parent.parent / "train"


@pytest.fixture(scope="module")
def written() -> ModuleType:
    """``train`` is a folder of scripts, no package."""
    spec = importlib.util.spec_from_file_location("written", TRAIN / "written.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["written"] = module
    spec.loader.exec_module(module)
    return module


def test_every_document_keeps_the_rules(written: ModuleType) -> None:
    """Read without an error; keys are unique; a part of the questions has no answer."""
    found = list(written.documents(*written.SHARES))
    keys = [document.key for document in found]
    assert len(set(keys)) == len(keys) >= 2400
    asked = [question for document in found for question in document.questions]
    silent = [question for question in asked if not question.answers]
    assert 0.2 < len(silent) / len(asked) < 0.35


def test_each_wording_is_a_question_of_its_own(written: ModuleType, tmp_path: Path) -> None:
    """In the gold file it has the answer of the question that it words otherwise."""
    path = tmp_path / "notices-01.txt"
    path.write_text("题\n-\n正文。\n-----\nQ: 问\nW: 再问\nA: 正文\n", encoding="utf-8")
    (document,) = written.read(path)
    lines = list(written.gold(document))
    assert [one["question"] for one in lines] == ["问", "再问"]
    assert len({one["id"] for one in lines}) == 2
    assert {str(one["must"]) for one in lines} == {"[['正文']]"}


def test_a_document_with_a_table_is_markdown(written: ModuleType, tmp_path: Path) -> None:
    """So that the product reads its rows."""
    path = tmp_path / "tables-01.txt"
    table = "| 年 | 吨 |\n|---|---|\n| 2023 | 5 |"
    asked = "-----\nQ: 问\nA: 5\n"
    path.write_text(f"题\n2024\n{table}\n{asked}=====\n题\n-\n5吨\n{asked}", encoding="utf-8")
    assert [one.name for one in written.read(path)] == ["2024_tables-01-1.md", "tables-01-2.txt"]


def test_no_file_is_in_two_shares(written: ModuleType) -> None:
    """What teaches the reader neither chooses its settings nor tests it."""
    shares = {
        share: {document.key for document in written.documents(share)} for share in written.SHARES
    }
    assert sum(map(len, shares.values())) == len(set().union(*shares.values()))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("题\n-\n正文。\nQ: 问", "no line -----"),
        ("题\n-\n正文。\n-----\nQ: 问\nA: 没有的话\n", "not in the text"),
        ("题\n-\n正文。\n-----\nQ: 问\n", "wants either"),
        ("题\n-\n正文。\n-----\nQ: 问\nA: 正文\nN: 正文\n", "wants either"),
    ],
)
def test_a_fault_is_told(written: ModuleType, tmp_path: Path, entry: str, fault: str) -> None:
    """With the file or the question it is in."""
    path = tmp_path / "notices-01.txt"
    path.write_text(entry, encoding="utf-8")
    with pytest.raises(ValueError, match=fault):
        list(written.read(path))
