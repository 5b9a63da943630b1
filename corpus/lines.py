"""Lines of a text and what each is: heading, table row, list item, furniture or body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise, zip_longest


class Kind(Enum):
    BLANK = auto()
    HEADING = auto()
    TABLE = auto()
    FURNITURE = auto()
    ITEM = auto()
    BODY = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """``text[start:end]`` without the white space around it."""

    start: int
    end: int
    text: str
    kind: Kind
    level: int = 0
    """Depth of a heading, smaller is further out; 0 for other kinds."""
    apart: bool = False
    """A blank line, or the start of the text, stands before it."""
    indented: bool = False
    """White space stands before it in its line."""


# Depths: Markdown headings keep theirs, then 一、 then （一） then 1. then 1.1 then unmarked lines; who speaks
# (a second unmarked line below the first) is one deeper still.
CHINESE_NUMBERED, BRACKET_NUMBERED, ARABIC_NUMBERED, DOTTED, UNMARKED = 7, 8, 9, 10, 11

_MARKDOWN = re.compile(r"(#{1,6})\s+\S")
_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百]+[章节部分编条]|[一二三四五六七八九十]+)[、\s]"
)
_BRACKETED = re.compile(r"[（(][一二三四五六七八九十]+[）)]")
_ITEM = re.compile(r"(?:[-*•·▪●○◆■□※]\s+|\d{1,2}[.、．)）]\s*(?!\d)|[（(]\d{1,2}[）)]|[①-⑳])")
_ARABIC = re.compile(
    r"(?P<open>[（(]?|\d{1,2}[.．])(?P<number>\d{1,2})(?P<close>[.、．)）]\s*|(?<=[.．]\d)\s+|(?<=[.．]\d\d)\s+)(?!\d)(?P<label>.*)"
)
"""1. or （1） or 2.4, and what stands behind it."""
_TABLE = re.compile(r"\|.*\|$")
_BAR = re.compile(r"(?<!\\)\|")
GAP = re.compile(r"[ \t]*(?:\t|\u3000| {2,})[ \t\u3000]*")
"""Blanks that set the columns of a table apart: a tab, a wide one, or several."""
_DIGIT = re.compile(r"\d")
LEAST_ROWS, LEAST_CELLS = 2, 3
"""Of a table without bars at both ends of its rows."""
LEAST_BARS = 2
"""Of a row with bars, the outer ones counted, though they be left out."""
_RULE = re.compile(r"[-*_=─—~]{3,}$")
_PAGE_NUMBER = re.compile(
    r"(?:[-—–~·]\s*)?(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／]\s*(?:共\s*)?\d{1,4}\s*页?)?(?:\s*[-—–~·])?$"
)
_DATE_LINE = re.compile(
    r"[\d〇零一二三四五六七八九十○]{4}\s*年[\d一二三四五六七八九十\s]+月[\d一二三四五六七八九十\s]+日$"
)
_BYLINE = re.compile(
    r"本报记者|本报讯|^(?:记者|通讯员|责任编辑|责编|来源[:：]|文/|图/|□|◎|○|●)|摄$"
)
_CRUMBS = re.compile(
    r"(?:(?:当前位置\s*[:：]?\s*)?首页(?:\s*[>＞»]\s*[^>＞»。，]{1,20}){1,8}|[^>＞»。，]{2,20}(?: [>＞»] [^>＞»。，]{1,20}){2,8})$"
)
"""Where a page stands on its site."""
_UNFINISHED = re.compile(r"[的和与及或在为把将被对从由以有是、]$")
_SENTENCE_MARK = re.compile(r"[。；！？，;!?]|,(?!\d{3})|[:：].")
_COMMA = re.compile(r"[，；;]|,(?!\d{3})")
_HANZI = re.compile(r"[㐀-鿿]")
_CLOSED = re.compile(r"[。！？!?；;…：:][”’』」）)》]*$")

_IN_BRACKETS = re.compile(r"[（(][^（()）]*[）)]$")

MAX_HEADING = 45
"""Characters; headlines of newspapers stay below."""
MIN_BROKEN, MIN_BROKEN_CLAUSES = 20, 12
"""A shorter line without closing punctuation is rather a label than half a sentence, if it has no
comma."""
AROUND, WIDEST, FULL = 10, 60, 0.9
"""Lines around that tell how wide the page is, characters of one that is broken over lines, and share of
the width from which a line fills it."""
_POINTS = (".", "．")
MAX_LABEL = 20
"""Characters of a numbered line that may head what stands below it."""
MAX_RUNNING_HEAD = 30
MIN_REPEATS = 3
"""A short line that stands alone this often, with page numbers near, is a running head."""


def is_closed(text: str) -> bool:
    """Whether a sentence (or a lead-in with a colon) ends at the end of ``text``, or all of it stands
    in brackets, as the number of a motion below its title does."""
    return bool(_CLOSED.search(text) or _IN_BRACKETS.match(text))


def is_prose(text: str) -> bool:
    """Whether the line reads as running text: it holds punctuation that headings do not."""
    return bool(_SENTENCE_MARK.search(text))


def is_broken(text: str) -> bool:
    """Whether ``text`` is running text that stops in the middle of a sentence."""
    least = MIN_BROKEN_CLAUSES if _COMMA.search(text) else MIN_BROKEN
    return is_prose(text) and len(text) >= least and not is_closed(text)


def lines_of(text: str) -> list[Line]:
    """Every non-blank line of ``text``, in order, classified."""
    raw = _raw_lines(text)
    heads = _running_heads([line for _, line in raw])
    found: list[Line] = []
    apart = True
    for start, line in raw:
        stripped = line.strip()
        if not stripped:
            apart = True
            continue
        begin = start + len(line) - len(line.lstrip())
        kind, level = _classify(stripped, apart, stripped in heads)
        found.append(
            Line(begin, begin + len(stripped), stripped, kind, level, apart, begin > start)
        )
        apart = False
    settled = _settle_headings(_wrapped_items(_with_spaced_tables(found)))
    return _demote_trailing(_arabic_headings(settled))


def cells(text: str) -> list[tuple[int, int]]:
    """Spans of the cells of a table's row: between bars, or parted by tabs, wide or several blanks."""
    bars = [match.start() for match in _BAR.finditer(text)]
    if not _TABLE.match(text):
        bars = [-1, *bars, len(text)]  # the outer ones may be left out
    if len(bars) > LEAST_BARS:
        return [_stripped(text, left + 1, right) for left, right in pairwise(bars)]
    gaps = [match.span() for match in GAP.finditer(text)]
    bounds = [0, *(edge for gap in gaps for edge in gap), len(text)]
    return list(zip(bounds[::2], bounds[1::2], strict=True))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    raw = text[start:end]
    begin = start + len(raw) - len(raw.lstrip())
    return begin, begin + len(raw.strip())


def _with_spaced_tables(lines: list[Line]) -> list[Line]:
    """Rows of tables without bars at both ends: lines one below the other with as many cells each, and
    figures in some column, which names in columns have not."""
    found = list(lines)
    widths = [0 if one.kind is Kind.TABLE else len(cells(one.text)) for one in lines]
    begin = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not lines[end].apart and widths[end] == widths[begin]:
            continue
        if widths[begin] >= LEAST_CELLS and _is_spaced_table(lines[begin:end]):
            first = begin - _has_head_above(lines, widths, begin)
            found[first:end] = [replace(row, kind=Kind.TABLE, level=0) for row in lines[first:end]]
        begin = end
    return found


def _has_head_above(lines: list[Line], widths: list[int], begin: int) -> bool:
    """Whether the line above is the head of a table whose first column has no name."""
    above = begin - 1
    return (
        above >= 0
        and not lines[begin].apart
        and lines[above].indented
        and widths[above] == widths[begin] - 1
        and not is_prose(lines[above].text)
    )


def _is_spaced_table(rows: list[Line]) -> bool:
    if len(rows) < LEAST_ROWS:
        return False
    columns = zip(*([row.text[a:b] for a, b in cells(row.text)] for row in rows[1:]), strict=True)
    return any(
        2 * sum(bool(_DIGIT.search(one)) for one in column) > len(column) for column in columns
    )


def _raw_lines(text: str) -> list[tuple[int, str]]:
    raw, start = [], 0
    # Form feeds and the like are page breaks of some formats: they separate, str.splitlines agrees.
    for line in text.splitlines(keepends=True):
        raw.append((start, line))
        start += len(line)
    return raw


def _running_heads(lines: list[str]) -> frozenset[str]:
    """Short lines that come back page after page; only where page numbers show there are pages."""
    stripped = [line.strip() for line in lines]
    if sum(bool(_PAGE_NUMBER.match(line)) for line in stripped if line) < MIN_REPEATS:
        return frozenset()
    counts = Counter(
        line
        for line in stripped
        if 2 < len(line) <= MAX_RUNNING_HEAD and not is_prose(line) and not line.startswith("|")
    )
    return frozenset(line for line, count in counts.items() if count >= MIN_REPEATS)


def _classify(line: str, apart: bool, running_head: bool) -> tuple[Kind, int]:
    if match := _MARKDOWN.match(line):
        return Kind.HEADING, len(match[1])
    if _TABLE.match(line):
        return Kind.TABLE, 0
    if running_head or _RULE.match(line) or _PAGE_NUMBER.match(line) or _CRUMBS.match(line):
        return Kind.FURNITURE, 0
    short = len(line) <= MAX_HEADING and not is_closed(line)
    if _NUMBERED.match(line):
        return (Kind.HEADING, CHINESE_NUMBERED) if short or _is_label(line) else (Kind.ITEM, 0)
    if _BRACKETED.match(line):
        return (Kind.HEADING, BRACKET_NUMBERED) if short or _is_label(line) else (Kind.ITEM, 0)
    if _ITEM.match(line):
        return Kind.ITEM, 0
    if short and apart and _can_be_heading(line):
        return Kind.HEADING, UNMARKED
    return Kind.BODY, 0


def _is_label(line: str) -> bool:
    """三、报名时间： with a colon and nothing after it."""
    label = line.rstrip("：:")
    return len(label) <= MAX_LABEL and not is_prose(label) and not is_closed(label)


def _can_be_heading(line: str) -> bool:
    return not (
        is_prose(line)
        or len(_HANZI.findall(line)) < 2
        or _DATE_LINE.match(line)
        or _BYLINE.search(line)
        or _UNFINISHED.search(line)
    )


def _wrapped_items(lines: list[Line]) -> list[Line]:
    """A numbered line with clauses that fills the page's width, and right below it the rest of its
    sentence, is no heading: （一）首次认定的，奖励20万元；重新认定的，奖励|10万元。"""
    found = list(lines)
    for i, (line, rest) in enumerate(pairwise(lines)):
        if line.level not in (CHINESE_NUMBERED, BRACKET_NUMBERED) or not is_broken(line.text):
            continue
        if rest.apart or rest.indented or rest.kind is not Kind.BODY:
            continue
        if _fills_the_page(lines, i):
            found[i] = replace(line, kind=Kind.ITEM, level=0)
    return found


def _fills_the_page(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is as wide as the lines around it can be."""
    width = max(len(one.text) for one in lines[max(0, at - AROUND) : at + AROUND + 1])
    return width <= WIDEST and len(lines[at].text) >= FULL * width


Numbered = tuple[int, re.Match[str]]
"""Where a numbered line stands, and its mark."""


def _arabic_headings(lines: list[Line]) -> list[Line]:
    """1. 投标保证金 and what stands below it, then 2. …: headings, if no line of the list says more."""
    marks = [
        _ARABIC.match(line.text) if line.kind in (Kind.ITEM, Kind.BODY) else None for line in lines
    ]
    lists = dict[tuple[str, str], list[Numbered]]()
    found = list(lines)
    for i, mark in enumerate(marks):
        if mark is None:
            continue
        run = lists.setdefault(_style(mark), [])
        if run and int(mark["number"]) != int(run[-1][1]["number"]) + 1:
            _as_headings(found, marks, run)
            run.clear()
        run.append((i, mark))
    for run in lists.values():
        _as_headings(found, marks, run)
    return found


def _as_headings(
    lines: list[Line], marks: Sequence[re.Match[str] | None], run: Sequence[Numbered]
) -> None:
    """The lines of one list, where each of several heads something."""
    if len(run) > 1 and all(_heads(lines, marks, *one) for one in run):
        level = DOTTED if run[0][1]["open"].endswith(_POINTS) else ARABIC_NUMBERED
        for at, _ in run:
            lines[at] = replace(lines[at], kind=Kind.HEADING, level=level)


def _style(mark: re.Match[str]) -> tuple[str, str]:
    """What stands before the number and behind it: 2.4 is of one list with 2.3."""
    return mark["open"], mark["close"].strip()


def _heads(
    lines: Sequence[Line], marks: Sequence[re.Match[str] | None], at: int, mark: re.Match[str]
) -> bool:
    """Whether a numbered line is a label with something below it that is not the next of its list."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    if below is None or below.kind not in (Kind.BODY, Kind.TABLE, Kind.ITEM, Kind.HEADING):
        return False
    label = mark["label"].rstrip("：:")
    if len(label) > MAX_LABEL or not _can_be_heading(label):
        return False
    if not below.apart and len(label) >= MIN_BROKEN_CLAUSES and _fills_the_page(lines, at):
        return False
    under = marks[at + 1]
    return under is None or _style(under) != _style(mark)


def _settle_headings(lines: list[Line]) -> list[Line]:
    """An unmarked heading right below another one is who speaks; below two it is plain text."""
    found: list[Line] = []
    streak = 0
    for line, follower in zip_longest(lines, lines[1:]):
        if line.level != UNMARKED or _is_first_of_wrapped(line, follower):
            found.append(_as_body(line) if line.level == UNMARKED else line)
            streak = 0
            continue
        streak += 1
        found.append(_as_body(line) if streak > 2 else replace(line, level=UNMARKED + streak - 1))
    return found


def _is_first_of_wrapped(line: Line, follower: Line | None) -> bool:
    """The first line of a paragraph broken over lines may hold no punctuation yet."""
    if follower is None or follower.apart or follower.kind is not Kind.BODY:
        return False
    begins = line.indented and not follower.indented and line.text[-1].isdecimal()
    return (begins or len(line.text) >= MIN_BROKEN) and is_prose(follower.text)


def _demote_trailing(lines: list[Line]) -> list[Line]:
    """Unmarked headings with nothing below them head nothing."""
    position = len(lines)
    while position and lines[position - 1].kind in (Kind.HEADING, Kind.FURNITURE):
        position -= 1
        if lines[position].level >= UNMARKED:
            lines[position] = _as_body(lines[position])
    return lines


def _as_body(line: Line) -> Line:
    return replace(line, kind=Kind.BODY, level=0)
