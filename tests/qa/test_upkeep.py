"""The command line looks after the data folder: backup, restore, repair, doctor."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaign.ground import Page, ask, open_service, run
from tests.documents import folder_in_memory

PAGES = [Page(number) for number in range(3)]


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder with three documents."""
    with folder_in_memory() as folder:
        with closing(open_service(folder / "data")) as service:
            for page in PAGES:
                service.add(page.data, page.source)
            service.sync()
        yield folder / "data"


def vandalise(data: Path, statement: str) -> None:
    with closing(sqlite3.connect(data / "library.db")) as vandal:
        vandal.execute(statement)
        vandal.commit()


def test_a_library_goes_into_a_backup_and_comes_back(data: Path) -> None:
    """The same answers from the restored folder; both commands say how much they moved."""
    backup, new = data.parent / "backup", data.parent / "new"
    code, out, err = run("backup", str(backup), "--data", str(data))
    assert (code, err) == (0, "")
    assert "3 份文档" in out
    code, out, err = run("restore", str(backup), "--data", str(new), "--json")
    assert (code, err, json.loads(out)["documents"]) == (0, "", 3)
    with closing(open_service(data)) as old, closing(open_service(new)) as restored:
        assert ask(restored, PAGES) == ask(old, PAGES)


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_nothing_is_written_over(data: Path, verb: str) -> None:
    """One line, exit 1, and the folder is as it was."""
    target = data.parent / "backup"
    run("backup", str(target), "--data", str(data))
    code, out, err = run(verb, str(target), "--data", str(data))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "空文件夹" in err


def test_restore_wants_to_be_told_where(data: Path) -> None:
    """The default folder is not taken in silence."""
    code, _, err = run("restore", str(data))
    assert code == 1
    assert "--data" in err


def test_the_doctor_looks_at_a_library_that_cannot_be_opened(data: Path) -> None:
    """It names the command, which mends it."""
    vandalise(data, "DELETE FROM texts WHERE document = 2")
    code, out, _ = run("doctor", "--data", str(data))
    assert code == 1
    assert "处理办法：wenju repair" in out
    code, out, err = run("repair", "--data", str(data))
    assert code == 0
    assert "3 份文档" in out
    assert f"由原文件重新生成：{PAGES[1].source}" in err
    assert run("doctor", "--data", str(data))[0] == 0
    assert "完好" in run("repair", "--data", str(data))[1]


def test_a_repair_that_loses_documents_exits_1(data: Path) -> None:
    """Each of them is named."""
    vandalise(data, "DELETE FROM texts WHERE document = 2")
    vandalise(data, "DELETE FROM files WHERE document = 2")
    code, _, err = run("repair", "--data", str(data))
    assert code == 1
    assert f"请重新添加：{PAGES[1].source}" in err


def test_the_doctor_finds_what_no_start_looks_at(data: Path) -> None:
    """A changed original does not hinder any answer, but it is found and mended."""
    vandalise(data, "UPDATE files SET data = x'31' WHERE document = 2")
    code, out, _ = run("doctor", "--json", "--data", str(data))
    bad = [one for one in json.loads(out)["findings"] if not one["ok"]]
    assert (code, [one["remedy"] for one in bad]) == (1, ["wenju repair"])
    assert run("repair", "--data", str(data))[0] == 0
    assert run("doctor", "--data", str(data))[0] == 0
