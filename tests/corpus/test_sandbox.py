"""Readers in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import sandbox
from corpus.errors import TooLarge, UnreadableDocument
from corpus.limits import MIB, Limits
from tests.corpus import files

WORD = files.word("# 标题", "正文。")
ROOT = Path(__file__).parents[2]


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, check=False
    )


def test_text_title_and_date_come_back() -> None:
    """What the reader found crosses the border whole."""
    data = files.ofd(files.text_object("正文", 1, 1), title="公报", created="2024-09-21")
    found = sandbox.read(data, "ofd", Limits())
    assert (found.text, found.title, found.date) == ("正文\n", "公报", "2024-09-21")


def test_errors_of_the_tree_cross_the_border() -> None:
    """Class and message of a refusal are those of the reader."""
    with pytest.raises(TooLarge, match="WENJU_PAGES"):
        sandbox.read(files.pdf(["甲"], ["乙"]), "pdf", Limits(pages=1))


def test_a_reader_that_takes_too_long_is_ended() -> None:
    """Wall time ends the child; the caller gets a reason and goes on."""
    with pytest.raises(UnreadableDocument, match="WENJU_WALL_SECONDS"):
        sandbox.read(WORD, "docx", Limits(wall_seconds=0.01))
    assert sandbox.read(WORD, "docx", Limits()).text == "# 标题\n\n正文。\n"


def test_a_reader_that_wants_too_much_memory_is_ended() -> None:
    """The child meets its own memory limit, whatever this process may use."""
    data = "<p>字</p>".encode() * 300_000
    with pytest.raises(UnreadableDocument, match=r"WENJU_MEMORY_BYTES|异常退出"):
        sandbox.read(data, "html", Limits(memory_bytes=90 * MIB))


def test_a_reader_that_computes_too_long_is_ended() -> None:
    """Processor time is limited by the system; a fast machine reads 20,000 rows in a second."""
    data = files.workbook({"表": [["甲", "乙"]] * 80_000})
    with pytest.raises(UnreadableDocument, match="WENJU_CPU_SECONDS"):
        sandbox.read(data, "xlsx", Limits(cpu_seconds=1))


def test_a_killed_child_is_no_crash_here() -> None:
    """Output that is no answer is reported as a damaged file."""
    with pytest.raises(UnreadableDocument, match="异常退出"):
        sandbox._answer(b'{"text": "cut', Limits())


def test_a_child_writes_no_file(tmp_path: Path) -> None:
    """After restraining itself a process cannot put a byte into a file."""
    code = (
        "import sys, corpus.sandbox as sandbox, corpus.limits as limits\n"
        "sandbox._restrain(limits.Limits())\nwith open(sys.argv[1], 'w') as f: f.write('x')"
    )
    target = tmp_path / "out"
    assert b"File too large" in python(code, str(target)).stderr
    assert target.stat().st_size == 0


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx", "pdf", "ofd", "html"])
def test_a_child_loads_no_more_than_its_reader(extension: str) -> None:
    """No numpy, no other format's library, nothing of a higher room."""
    code = (
        "import sys, json; sys.modules['numpy'] = None\n"
        "import corpus.sandbox, corpus.readers; corpus.readers.load(sys.argv[1])\n"
        "print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    )
    loaded = set(json.loads(python(code, extension).stdout))
    libraries = {"docx", "openpyxl", "pptx", "pypdfium2"}
    own = {"xlsx": {"openpyxl"}, "pdf": {"pypdfium2"}}.get(extension, {extension})
    assert loaded & libraries == own & libraries
    assert not loaded & {"qa", "embeddings", "faiss", "fastapi", "sqlite3"}


def test_importing_the_reading_room_loads_no_library() -> None:
    """Libraries are imported when a file of their format comes, and then in the child."""
    code = "import sys, corpus.reading; print(sorted(m for m in sys.modules if '.' not in m))"
    assert not {"docx", "openpyxl", "pptx", "pypdfium2", "lxml"} & set(
        json.loads(python(code).stdout.replace(b"'", b'"'))
    )
