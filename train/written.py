"""Documents and questions written for this project: notices, replies, statistics, news, guides.

A file of ``train/written`` holds documents parted by ``=====``. Each is a title, a date or ``-``, the
text, ``-----``, and questions: a line ``Q:``, perhaps lines ``W:`` (the same asked in other words, or in
English), then lines ``A:`` (the answer, verbatim in the text; one a line for the items of a list) or one
``N:`` (the question has no answer in the file; this is what looks most like one).

The files of a kind are numbered. What is made of them depends on the number: see ``SHARES``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "written"
SHARES = {"test": (8,), "dev": (7,), "train": (1, 2, 3, 4, 5, 6)}
"""``train`` teaches the reader, ``dev`` chooses and calibrates, ``test`` is looked at last."""
_QUESTION = re.compile(r"^(?=Q:)", re.MULTILINE)
_TABLE = re.compile(r"^\|[-:|\s]+\|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about a document."""

    text: str
    answers: tuple[str, ...]
    """Verbatim, in order; several are the items of a list; none when it has no answer."""
    near: str
    """Of a question without an answer: what looks most like one."""
    wordings: tuple[str, ...] = ()
    """The same question in other words."""


@dataclass(frozen=True, slots=True)
class Document:
    key: str
    title: str
    date: str | None
    text: str
    questions: tuple[Asked, ...]

    @property
    def name(self) -> str:
        """Of its file: Markdown when it holds a table."""
        suffix = "md" if _TABLE.search(self.text) else "txt"
        return f"{self.date}_{self.key}.{suffix}" if self.date else f"{self.key}.{suffix}"


def documents(*shares: str, folder: Path = FOLDER) -> Iterator[Document]:
    """The documents of these shares, in the order of the files' names. Raises ValueError."""
    numbers = {number for share in shares for number in SHARES[share]}
    for path in sorted(folder.glob("*.txt")):
        if int(path.stem.rpartition("-")[2]) in numbers:
            yield from read(path)


def read(path: Path) -> Iterator[Document]:
    """The documents of one file. Raises ValueError when one breaks the rules."""
    for number, entry in enumerate(path.read_text(encoding="utf-8").split("\n=====\n"), 1):
        head, found, asked = entry.strip("\n").partition("\n-----\n")
        title, date, *lines = head.split("\n")
        if not found:
            raise ValueError(f"{path.name}, document {number}: no line -----")
        text = "\n".join(lines).strip("\n")
        questions = tuple(_asked(block, text) for block in _QUESTION.split(asked) if block.strip())
        when = None if date.strip() == "-" else date.strip()
        yield Document(f"{path.stem}-{number}", title.strip(), when, text, questions)


def _asked(block: str, text: str) -> Asked:
    lines = [line.strip() for line in block.strip().split("\n") if line.strip()]
    said = {
        mark: tuple(x[2:].strip() for x in lines if x[:2] == mark)
        for mark in ("Q:", "W:", "A:", "N:")
    }
    question, answers, near = said["Q:"], said["A:"], said["N:"]
    if len(question) != 1 or len(near) > 1 or bool(answers) == bool(near):
        raise ValueError(f"{lines[0]}: wants either A: lines or one N: line")
    if missing := [one for one in (*answers, *near) if not one or one not in text]:
        raise ValueError(f"{lines[0]}: not in the text: {missing[0]}")
    return Asked(question[0], answers, near[0] if near else "", said["W:"])


def gold(document: Document) -> Iterator[dict[str, object]]:
    """The questions of a document as lines of a gold file."""
    worded = [(one, text) for one in document.questions for text in (one.text, *one.wordings)]
    for number, (asked, text) in enumerate(worded, 1):
        yield {
            "id": f"{document.key}-{number}",
            "question": text,
            "answerable": bool(asked.answers),
            "must": [[answer] for answer in asked.answers],
            "documents": [document.name] if asked.answers else [],
            "evidence": list(asked.answers),
            "type": "span" if asked.answers else "absent",
        }


def main() -> None:
    """Write all documents to a folder, and the questions of one share to a gold file beside it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--share", choices=SHARES, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    folder = args.out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents(*SHARES):
        mark = "# " if document.name.endswith(".md") else ""
        text = f"{mark}{document.title}\n\n{document.text}\n"
        (folder / document.name).write_text(text, "utf-8")
    lines = (
        json.dumps(line, ensure_ascii=False)
        for document in documents(args.share)
        for line in gold(document)
    )
    (args.out / f"written.{args.share}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
