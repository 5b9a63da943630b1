"""Questions and feedback are deleted when they are old enough, so that no byte of them stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.library import Library
from tests.documents import open_library

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat(timespec="seconds")


def ask(library: Library, text: str, days: float) -> None:
    library.add_question(f"ans_{text}", text, False, 0.5, ago(days))


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_older_questions_go_and_newer_ones_stay(tmp_path: Path) -> None:
    """The moment itself is kept, a second before it is not."""
    library = open_library(tmp_path)
    for text, days in (("旧", 91), ("正好", 90), ("差一秒", 90 + 1 / 86_400), ("新", 0)):
        ask(library, text, days)
    library.forget(ago(90), None)
    assert [one.question for one in library.questions(9)] == ["新", "正好"]
    library.close()


def test_what_is_still_waiting_to_be_written_is_looked_at_too(tmp_path: Path) -> None:
    """Questions are written in batches; an old one that waits does not slip through."""
    library = open_library(tmp_path)
    ask(library, "旧", 100)
    library.forget(ago(90), None)
    assert library.questions(9) == []
    library.close()


def test_no_time_deletes_nothing(tmp_path: Path) -> None:
    """None for one kind leaves that kind alone."""
    library = open_library(tmp_path)
    ask(library, "旧", 1_000)
    library.add_feedback("ans_1", False, "意见", [])
    library.forget(None, ago(-1_000_000))
    assert len(library.questions(9)) == 1
    assert library.feedback(9) == []
    library.forget(None, None)
    assert len(library.questions(9)) == 1
    library.close()


def test_no_byte_of_what_was_deleted_stays_in_the_files(tmp_path: Path) -> None:
    """Neither in free pages nor in the log of SQLite, for short texts and for long ones."""
    library = open_library(tmp_path)
    for number in range(200):
        ask(library, f"秘密问题{number}" + "长" * (number * 10), 100)
        library.add_feedback("ans_1", False, f"秘密意见{number}", ["秘密原因"])
    ask(library, "留下的问题", 1)
    assert len(library.questions(500)) == 201
    assert "秘密".encode() in bytes_of(tmp_path)
    library.forget(ago(90), ago(-1_000_000))
    assert "秘密".encode() not in bytes_of(tmp_path)
    assert [one.question for one in library.questions(9)] == ["留下的问题"]
    library.close()
    assert "秘密".encode() not in bytes_of(tmp_path)
