"""What the command line shows. Document text cannot steer the terminal."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from qa.answer import Answer, Passage

_MARKS = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def plain(text: str) -> str:
    """``text`` without control and direction-changing characters; line breaks and tabs stay."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in _MARKS
    )


def show(text: str) -> None:
    print(plain(text))


def show_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def note(text: str) -> None:
    """One line on standard error."""
    print(plain(text), file=sys.stderr, flush=True)


def counter(what: str) -> Callable[[int, int], None]:
    """Progress on standard error: one line that is written over, or none where nobody watches."""

    def tell(done: int, whole: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done >= whole else ""
            print(f"\r{what} {done}/{whole}", end=end, file=sys.stderr, flush=True)

    return tell


def answer_text(answer: Answer) -> str:
    """The answer, its notices, then its citations; of a refusal the nearest passages."""
    lines = [answer.answer, *(f"注意：{notice}" for notice in answer.notices)]
    if answer.citations:
        lines.append("")
    for one in answer.citations:
        section = f" {one.section}" if one.section else ""
        day = f"（{one.document_date}）" if one.document_date else ""
        lines.append(f"[{one.marker}] {one.document_title}{day}{section}：{one.quote}")
    if answer.refused and answer.passages:
        lines += ["", "最接近的段落：", passages_text(answer.passages)]
    return "\n".join(lines)


def passages_text(passages: Iterable[Passage]) -> str:
    return "\n".join(
        f"{place}. {one.score:.2f} {one.document_title}"
        f"{f'（{one.document_date}）' if one.document_date else ''} {one.section}\n"
        f"   {' '.join(one.text.split())}"
        for place, one in enumerate(passages, 1)
    )
