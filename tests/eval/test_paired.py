"""Two checkouts in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import InvalidValue
from eval.paired import OWN, Answering, Pair, main, pairs, report, row
from qa.bootstrap import open_service
from qa.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    service = open_service(Settings(data=tmp_path))
    service.add("郑州机场货邮吞吐量49.5万吨。\n".encode(), "机场.txt")
    service.sync()
    service.close()
    return tmp_path


def test_each_question_is_timed_of_both(folder: Path) -> None:
    """Whoever is first."""
    found = pairs(OWN, OWN, folder, ["货邮吞吐量多少", "旅客吞吐量多少", "哪个机场"])
    assert len(found) == 3
    assert all(one.own > 0 and one.other > 0 for one in found)


def test_what_is_no_checkout_is_told(tmp_path: Path) -> None:
    """Before a process is begun."""
    with pytest.raises(InvalidValue, match="不是问据的源码文件夹"):
        Answering(tmp_path, tmp_path)


def test_a_version_that_ends_is_told(tmp_path: Path) -> None:
    """Its own message stands on standard error."""
    broken = tmp_path / "other"
    (broken / "qa").mkdir(parents=True)
    for name in ("__init__", "bootstrap"):
        (broken / "qa" / f"{name}.py").write_text("raise SystemExit(3)\n", "utf-8")
    with Answering(broken, tmp_path) as answering:
        for _ in range(2):  # the second time nobody is there to read the question
            with pytest.raises(InvalidValue, match="退出了"):
                answering.milliseconds("货邮吞吐量多少")


def test_without_the_news_nothing_is_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the message says how to name their folder."""
    assert main([str(OWN), "--bench", str(tmp_path)]) == 1
    assert "--bench" in capsys.readouterr().err


def test_the_table_tells_medians_and_ratios() -> None:
    """The ratio is that of each question, not of the medians."""
    timed = [Pair(100.0, 50.0), Pair(10.0, 10.0), Pair(40.0, 30.0)]
    line = row(1_000, timed)
    assert line == "| 1,000 | 40.0 | 30.0 | 0.75 | 94.0 | 48.0 | 0.51 |"
    assert line in report([line], "abc1234", "conditions")
