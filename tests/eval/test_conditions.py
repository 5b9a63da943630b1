"""What a figure says of the conditions under which it was measured."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from corpus.errors import InvalidValue
from eval.conditions import commit, corpus_hash, machine
from eval.options import parse
from eval.progress import Progress
from eval.sets import File

FILES = [File("a.txt", b"1", "A"), File("b.txt", b"2")]


def test_the_corpus_hash_is_that_of_the_content() -> None:
    """Order does not matter; name, title and bytes do."""
    whole = corpus_hash(FILES)
    assert corpus_hash(FILES[::-1]) == whole
    for changed in (File("c.txt", b"1", "A"), File("a.txt", b"1"), File("a.txt", b"3", "A")):
        assert corpus_hash([changed, FILES[1]]) != whole
    assert corpus_hash(FILES[:1]) != whole


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


def test_the_commit_says_when_the_tree_differs_from_it(tmp_path: Path) -> None:
    """A plus for a changed file, none for a clean tree, a word outside git."""
    assert commit(tmp_path) == "未知"
    git(tmp_path, "init", "-q")
    (tmp_path / "file").write_text("1")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-q", "-m", "first")
    clean = commit(tmp_path)
    assert len(clean) == 12
    (tmp_path / "file").write_text("2")
    assert commit(tmp_path) == clean + "+"


def test_the_machine_is_described() -> None:
    """Cores that may be used, memory, Python."""
    found = machine()
    assert isinstance(found["cores"], int)
    assert found["cores"] >= 1
    assert isinstance(found["memory_gb"], float)
    assert found["memory_gb"] > 0


def test_the_key_is_not_a_condition() -> None:
    """The command is kept as it was typed, but for the secret."""
    words = ["g.jsonl", "--url", "http://h", "--key", "secret-1"]
    assert parse(words).command == ("g.jsonl", "--url", "http://h", "--key", "…")
    assert parse(["g.jsonl", "--url", "http://h", "--key=secret-1"]).command[-1] == "--key=…"


def test_set_names_are_split_at_commas() -> None:
    """Blanks around them do not matter."""
    assert parse(["--bench", "b", "--sets", "drcd, xquad_zh"]).sets == ("drcd", "xquad_zh")


def test_progress_outside_a_terminal_is_a_line_each_tenth() -> None:
    """A log of a hundred questions has ten lines."""
    stream = io.StringIO()
    progress = Progress(stream)
    for done in range(1, 101):
        progress("评测", done, 100)
    lines = stream.getvalue().splitlines()
    assert (len(lines), lines[-1]) == (10, "评测 100/100")


def test_a_documents_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """With its name."""
    pytest.importorskip("embeddings.vectors", reason="the vector index is not there yet")
    from eval.library import folder_files

    with pytest.raises(InvalidValue, match="gone"):
        folder_files(tmp_path / "gone")
    (tmp_path / "deep").mkdir()
    for name in ("README.md", ".hidden", "deep/a.txt", "b.txt"):
        (tmp_path / name).write_text("字")
    assert [file.name for file in folder_files(tmp_path)] == ["b.txt", "deep/a.txt"]
