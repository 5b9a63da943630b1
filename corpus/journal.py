"""What users asked and what they thought of the answers; bounded in length and in number."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from corpus.database import Connection, Database
from corpus.errors import WenjuError
from corpus.rows import AskedQuestion, Feedback

KEEP = 100_000
"""Rows of each table; the oldest go."""
TEXT_LIMIT = 2_000
REASONS_LIMIT = 20
REASON_LIMIT = 200
_PENDING = 1_000
"""Questions held while nothing can be written; the oldest go."""
_FLUSH_AT = 32
"""Questions written in one transaction: a sync of the disk per question would cost too much."""


class Journal:
    """Feedback is kept before the call returns; questions soon after, without ever waiting."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pending: deque[AskedQuestion] = deque(maxlen=_PENDING)
        self._lock = threading.Lock()

    def add_feedback(
        self, answer_id: str, thumbup: bool, text: str, reasons: Sequence[str]
    ) -> None:
        """Texts over their limit are cut."""
        packed = json.dumps(
            [_bounded(reason, REASON_LIMIT) for reason in reasons[:REASONS_LIMIT]],
            ensure_ascii=False,
        )
        row = (
            _bounded(answer_id, REASON_LIMIT),
            thumbup,
            _bounded(text, TEXT_LIMIT),
            packed,
            datetime.now(UTC).isoformat(timespec="seconds"),
        )
        with self._database.writing() as connection:
            added = connection.execute(
                "INSERT INTO feedback (answer_id, thumbup, text, reasons, at) "
                "VALUES (?, ?, ?, ?, ?)",
                row,
            )
            _trim(connection, "DELETE FROM feedback WHERE id <= ?", added.lastrowid)

    def feedback(self, limit: int) -> list[Feedback]:
        """The newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT answer_id, thumbup, text, reasons, at FROM feedback "
                "ORDER BY id DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [
            Feedback(a, bool(up), text, tuple(json.loads(r)), at) for a, up, text, r, at in rows
        ]

    def add_question(self, question: AskedQuestion) -> None:
        """Never waits for another writer and never fails; a kill may lose the last few."""
        bounded = AskedQuestion(
            _bounded(question.id, REASON_LIMIT),
            _bounded(question.question, TEXT_LIMIT),
            question.refused,
            question.confidence,
            question.at,
        )
        with self._lock:
            self._pending.append(bounded)
            due = len(self._pending) >= _FLUSH_AT
        if due:
            with suppress(WenjuError):
                self.flush(wait=False)

    def questions(self, limit: int) -> list[AskedQuestion]:
        """The newest first."""
        self.flush()
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, question, refused, confidence, at FROM questions "
                "ORDER BY seq DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [AskedQuestion(i, q, bool(refused), c, at) for i, q, refused, c, at in rows]

    def forget(self, questions_before: str | None, feedback_before: str | None) -> int:
        """How many rows were older than these times (UTC, ISO 8601 with seconds) and are gone."""
        self.flush()
        with self._database.writing() as connection:
            connection.execute("PRAGMA secure_delete = ON")  # overwrites, not only forgets
            gone = [
                connection.execute(statement, (before,)).rowcount
                for statement, before in (
                    ("DELETE FROM questions WHERE at < ?", questions_before),
                    ("DELETE FROM feedback WHERE at < ?", feedback_before),
                )
                if before
            ]
        return sum(gone)

    def flush(self, *, wait: bool = True) -> None:
        """Write what is pending. What could not be written stays pending."""
        rows = self._taken()
        if not rows:
            return
        try:
            with self._database.writing(wait=wait) as connection:
                for row in rows:
                    added = connection.execute(
                        "INSERT INTO questions (id, question, refused, confidence, at) "
                        "VALUES (?, ?, ?, ?, ?)",
                        (row.id, row.question, row.refused, row.confidence, row.at),
                    )
                _trim(connection, "DELETE FROM questions WHERE seq <= ?", added.lastrowid)
        except WenjuError:
            with self._lock:
                self._pending.extendleft(reversed(rows))
            raise

    def _taken(self) -> list[AskedQuestion]:
        with self._lock:
            rows = list(self._pending)
            self._pending.clear()
        return rows


def _bounded(text: str, limit: int) -> str:
    """At most ``limit`` characters, all of which can be stored."""
    return text[:limit].encode("utf-8", "replace").decode("utf-8")


def _trim(connection: Connection, statement: str, newest: int | None) -> None:
    connection.execute(statement, ((newest or 0) - KEEP,))
