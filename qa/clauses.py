"""A model's text, cut into clauses as it is written and cleaned of everything that is not text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 400
"""A clause without an end by then is none."""
_SENTENCE_ENDS = "。！？!?\n"
_ENDS = _SENTENCE_ENDS + "，；;"
_BRACKETS = {"[": "]", "【": "】", "［": "］"}
LONGEST_BRACKET = 16
_MARKER = re.compile(
    r"[\[【［]\s*(?:资料|来源|文档|引用|passage|source|ref)?\s*\^?\d{1,3}(?:\s*[,，、;；–-]\s*\^?\d{1,3})*\s*[\]】］]"
    r"|[（(]\s*(?:参?见|来自|来源[:：]?|引自)?\s*(?:资料|来源|文档)\s*\[?\d{1,3}\]?(?:[、,，]\s*(?:资料)?\d{1,3})*\s*[)）]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}")
_DECORATION = re.compile(r"\*\*|__|`+|^\s*(?:[-*•#>]+\s*)+|^\s*\d{1,2}[.、)）]\s*(?=\D)|^\s*\|")
_LEAD_IN = re.compile(
    r"^(?:(?:答|回答|答案|解答)(?:是|为)?[:：]|(?:根据|依据|按照?|据)(?:上述|以上|所给|提供的?|已有|现有|所提供的?)*"
    r"(?:编号)?(?:资料|材料|信息|内容|段落|文档)(?:中?的?(?:内容|信息|显示|记载|可知|所示))?\s*\d{0,2}"
    r"(?:显示|可知|所示|记载|提到|指出)?[，,：: ]*|资料(?:中|里)?(?:显示|提到|指出|记载)[，,：: ]*"
    r"|综上(?:所述)?[，,：: ]*|因此[，,：: ]*|所以[，,：: ]*)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without markers, decoration and closing punctuation; ``text`` may be empty."""

    text: str
    end: str
    """What closed it: ``，`` and ``；`` go on with the sentence."""
    markers: tuple[int, ...]
    """Numbers that the model gave it."""

    @property
    def ends_sentence(self) -> bool:
        return self.end in _SENTENCE_ENDS

    @property
    def asks(self) -> bool:
        return self.end in "？?"


class Cutter:
    """Takes text in pieces and gives the clauses that are complete."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> Iterator[Clause]:
        self._held += text
        while (end := _end(self._held)) is not None:
            raw, mark, self._held = self._held[:end], self._held[end], self._held[end + 1 :]
            yield _clause(raw, "，" if mark == "," else "；" if mark == ";" else mark)
        if len(self._held) > LONGEST:
            self._held = ""

    def finish(self) -> Iterator[Clause]:
        """What stands at the end of a text that is whole, closed or not."""
        raw, self._held = self._held, ""
        if raw.strip():
            yield _clause(raw.rstrip(",;"), "。")


def _end(text: str) -> int | None:
    closing, opened = "", 0
    for i, character in enumerate(text):
        if closing and i - opened <= LONGEST_BRACKET:
            closing = "" if character == closing else closing
            continue
        closing, opened = _BRACKETS.get(character, ""), i
        if character in _ENDS:
            return i
        if character == "," and i + 1 < len(text) and not _in_number(text, i):
            return i
    return None


def _in_number(text: str, i: int) -> bool:
    return text[i - 1 : i].isdigit() and text[i + 1].isdigit()


def _clause(raw: str, end: str) -> Clause:
    markers = tuple(int(n) for m in _MARKER.finditer(raw) for n in _NUMBER.findall(m[0]))
    text = _DECORATION.sub("", _MARKER.sub("", raw)).strip()
    text = _LEAD_IN.sub("", text).strip(" \t，,：:、|；;。！？!?")
    return Clause(" ".join(text.split()), end, markers)
