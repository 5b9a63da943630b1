"""The numbers that Word shows before list items and headings without storing them as text."""

from __future__ import annotations

from corpus.readers.markup import Element, attribute, child, children

_CHINESE = "零一二三四五六七八九"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9
_BULLET = "- "


class Numbering:
    """Counts through one document; ``label`` is called once for each numbered paragraph, in order."""

    def __init__(self, numbering: Element | None) -> None:
        """``numbering`` is the root of numbering.xml, None for a document without it."""
        self._abstract = {
            attribute(element, "abstractNumId"): {
                int(attribute(level, "ilvl") or 0): level for level in children(element, "lvl")
            }
            for element in children(numbering, "abstractNum")
        }
        self._lists = {
            attribute(element, "numId"): element for element in children(numbering, "num")
        }
        self._counts: dict[str, list[int]] = {}
        self._started: set[str] = set()

    def label(self, list_id: str, level: int) -> str:
        """``一、`` or ``（二）`` or ``1.1 ``; ``- `` for a bullet; empty for what is unknown."""
        element = self._lists.get(list_id)
        if element is None or not 0 <= level < _LEVELS:
            return ""
        abstract = attribute(child(element, "abstractNumId"), "val")
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counted(abstract, levels, level, list_id, element)
        return _shown(levels, level, counts)

    def _counted(
        self, abstract: str, levels: dict[int, Element], level: int, list_id: str, element: Element
    ) -> list[int]:
        counts = self._counts.setdefault(abstract, [0] * _LEVELS)
        if list_id not in self._started:
            self._started.add(list_id)
            for override in children(element, "lvlOverride"):
                if child(override, "startOverride") is not None:
                    counts[int(attribute(override, "ilvl") or 0) % _LEVELS] = 0
        counts[level] = counts[level] + 1 if counts[level] else _start(levels[level])
        for above in range(level):
            counts[above] = counts[above] or (_start(levels[above]) if above in levels else 1)
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return counts


def _start(level: Element) -> int:
    value = attribute(child(level, "start"), "val")
    return int(value) if value.isdigit() and int(value) else 1


def _shown(levels: dict[int, Element], level: int, counts: list[int]) -> str:
    form = attribute(child(levels[level], "numFmt"), "val")
    if form == "bullet":
        return _BULLET
    text = attribute(child(levels[level], "lvlText"), "val")
    for k in range(_LEVELS):
        if f"%{k + 1}" in text and k in levels:
            shown = _formatted(counts[k], attribute(child(levels[k], "numFmt"), "val"))
            text = text.replace(f"%{k + 1}", shown)
    return text + " " if text and text[-1].isascii() else text


def _formatted(number: int, form: str) -> str:
    if ("hinese" in form and "Circle" not in form) or form in (
        "japaneseCounting",
        "ideographDigital",
    ):
        return chinese(number)
    if form.endswith("Letter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form.startswith("upper") else letters
    if form.endswith("Roman"):
        return _roman(number).upper() if form.startswith("upper") else _roman(number)
    if "Circle" in form and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return "" if form == "none" else str(number)


def chinese(number: int) -> str:
    """1–99 as 汉字: 12 → 十二; others digit by digit."""
    if not 0 < number < 100:
        return "".join(_CHINESE[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _CHINESE[tens] + "十"
    return head + (_CHINESE[ones] if ones else "")


def _roman(number: int) -> str:
    shown = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        shown += letters * count
    return shown
