"""The reading view: a document's text as a person reads it, with the way back to the original.

Lines broken inside a sentence are joined, white space between 汉字 goes, full-width digits and
letters are folded, page numbers, running heads and Markdown marks are left out, and each row of a
Markdown table becomes a sentence of its own that carries its header.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.columns import belongs, joins, quotes, unclosed
from corpus.document import Run
from corpus.lines import Kind, Line, cells, is_broken, is_closed, is_prose, lines_of
from corpus.script import fold
from corpus.tables import Piece, describe, lead_in

INSERTED = -1
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
_WIDE = re.compile(r"[⺀-鿿豈-﫿︰-﹏＀-￯　-〿“”‘’…—]")
_FULL_LINE = 0.75
"""A line at least this long, measured by the longest around it, was broken by the column's edge."""
_MIN_COLUMN = 10
_NARROW = 24
"""Characters of the lines of a narrow column at most."""
_REST = 40
"""Characters of the end of a sentence at most, where little tells whose end it is."""
_PAGE = 200
"""Lines back to which a sign may have been opened."""
_FEW_LINES = 4
_AROUND = 12
_COMMAS = ("，", "、", ",")
_SEMICOLONS = ("；", ";")
_QUESTION_MARKS = ("？", "?")
_OPENS = re.compile(r"[【●○■◆▲※]|本报讯|[问答][:：]")
"""What a paragraph begins with."""
_GOES_ON = re.compile(r"[，。、；,;！？!?）)》”’]")
"""No line begins so but one that goes on with the line before."""
_LABEL = re.compile(r"[^，。；,;]{1,20}[：:]")
"""What a line of a list or form begins with: 联系人：, 2号线：."""
_BOXES = re.compile(r"[□☑√☐■✓✔☒]\s*(?:不?适用|是|否|有|无)")
"""What is ticked answers the line above."""
_ABOUT_THE_PAGE = re.compile(
    r"(?:发布|公开|更新|印发)(?:日期|时间)[:：]|[【\[](?:打印|收藏|关闭|字体)|打印本页|关闭窗口|浏览次数[:：]|字体[:：]"
    r"|\d{1,2}:\d{2}\s*发布于|(?:阅读|浏览|回复)\s*\d|\d浏览|^[^。；]{0,40}(?:19|20)\d{2}[-年/.]\d{1,2}[-月/.]\d{1,2}日?\s+\d{1,2}:\d{2}[^。；]{0,20}$"
)
"""In a line of its own, which nothing goes on with."""
_BYLINE = 15
"""Characters of a line below the first that names who writes, and goes on with no headline."""
_TITLE_TIMES = 1.5
"""Times that the paragraph below a title is longer."""
_RULE_ROW = re.compile(r"\|?[\s:|-]+\|?$")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or table row: ``view.text[start:end]``, no line break inside."""

    start: int
    end: int
    level: int
    """Depth of a heading; 0 for a paragraph or a table row."""
    origin: int
    """Where its first line starts in the original, Markdown marks included."""
    loose: bool = False
    """Stands below a heading that is not its own: the rest of some column."""


@dataclass(frozen=True, slots=True)
class View:
    """``offsets[i]`` is where ``text[i]`` stands in the original, ``INSERTED`` if nowhere."""

    text: str
    offsets: Sequence[int]
    blocks: tuple[Block, ...]

    def runs(self, start: int, end: int) -> tuple[Run, ...]:
        """The map of ``text[start:end]``, counted from ``start``."""
        return tuple(_runs(self.offsets[start:end]))


def reading_view(text: str) -> View:
    """The reading view of an original text. Blocks are parted by one inserted line break."""
    return _Builder(text).build()


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._characters: list[str] = []
        self._offsets = array("q")
        self._blocks: list[Block] = []

    def build(self) -> View:
        for group, loose in _in_reading_order(list(_grouped(lines_of(self._text)))):
            if group[0].kind is Kind.TABLE:
                self._add_table(group)
            else:
                self._add_paragraph(group, loose)
        return View("".join(self._characters), self._offsets, tuple(self._blocks))

    def _add_paragraph(self, group: Sequence[Line], loose: bool) -> None:
        heading = group[0].kind is Kind.HEADING
        kept: list[tuple[str, int]] = []
        for line in group:
            legible = _legible(line, keep_blanks=heading or not is_prose(line.text))
            if kept and legible and not _close(kept[-1][0], legible[0][0]):
                kept.append((" ", line.start - 1))
            kept.extend(legible)
        self._add_block(_without_marks(kept), group[0], loose)

    def _add_table(self, group: Sequence[Line]) -> None:
        rows = [_cells(line) for line in group if not _RULE_ROW.match(line.text)]
        if len(rows) > 1 and group[0].indented and len(rows[0]) == len(rows[1]) - 1:
            rows[0].insert(0, ("", group[0].start))  # the first column has no name
        covered: set[int] = set()
        above = self._blocks[-1].start if self._blocks else 0
        caption = lead_in("".join(self._characters[above:]))
        table = [[cell for cell, _ in row] for row in rows]
        for pieces in describe(table, caption):
            kept = [pair for piece in pieces for pair in _placed(piece, rows)]
            covered.update(offset for _, offset in kept)
            self._add_block(kept, group[0])
        for row in rows:
            self._add_block(_left_over(row, covered), group[0])

    def _add_block(self, kept: Sequence[tuple[str, int]], first: Line, loose: bool = False) -> None:
        if not kept:
            return
        if self._blocks:
            self._characters.append("\n")
            self._offsets.append(INSERTED)
        start = len(self._characters)
        self._characters.extend(character for character, _ in kept)
        self._offsets.extend(offset for _, offset in kept)
        end = len(self._characters)
        self._blocks.append(Block(start, end, first.level, first.start, loose))


def _in_reading_order(groups: list[list[Line]]) -> Iterator[tuple[list[Line], bool]]:
    """Paragraphs with the far pieces that continue them, and whether each is a loose rest."""
    texts = ["".join(line.text for line in group) for group in groups]
    bodies = [i for i, group in enumerate(groups) if group[0].kind is Kind.BODY]
    body = set(bodies)
    cut = [i for i in bodies if i + 1 < len(groups) and is_broken(texts[i])]
    pieces = [i for i in bodies if i - 1 in body and not _begins(groups[i][0])]
    # At a column's foot the next headline follows, other text there is the rest of the sentence; but
    # the last column stands right before the rests of all.
    headed = [i for i in cut if groups[i + 1][0].kind is Kind.HEADING]
    found = joins(texts, headed, pieces) if headed and pieces else []
    last = min((join.piece for join in found), default=0) - 1
    if last in cut and last not in headed:
        found = joins(texts, sorted([*headed, last]), pieces)
    continued = {join.broken: join.piece for join in found}
    threads = _threads(texts, continued, body)
    gone = {i for chain, followers in threads.values() for i in (*chain[1:], *followers)}
    tail = min(gone, default=len(groups))
    heading = -1
    for i, group in enumerate(groups):
        if group[0].kind is Kind.HEADING:
            heading = i
        if i in gone:
            continue
        chain, followers = threads.get(i, ([i], []))
        whole = [line for part in chain for line in groups[part]]
        yield whole, heading < tail < i and i in body
        yield from ((groups[follower], False) for follower in followers)


def _begins(line: Line) -> bool:
    """Whether a line can only be the first of a paragraph."""
    return bool(line.indented or _LABEL.match(line.text) or _OPENS.match(line.text))


def _threads(
    texts: Sequence[str], continued: dict[int, int], bodies: set[int]
) -> dict[int, tuple[list[int], list[int]]]:
    """For each broken paragraph: itself and its pieces, and whole paragraphs that go on with it."""
    taken = {*continued, *continued.values()}
    threads = {}
    for head in sorted(set(continued) - set(continued.values())):
        chain = [head]
        while chain[-1] in continued:
            chain.append(continued[chain[-1]])
        followers: list[int] = []
        follower = chain[-1] + 1
        while follower in bodies - taken and belongs(texts, head, follower):
            followers.append(follower)
            taken.add(follower)
            follower += 1
        threads[head] = (chain, followers)
    return threads


def _grouped(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belong together: one heading, one table, or the lines of one paragraph."""
    group: list[Line] = []
    for position, line in enumerate(lines):
        if line.kind is Kind.FURNITURE:
            continue
        if group and not _continues(lines, position, group[-1], line):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(lines: Sequence[Line], position: int, previous: Line, line: Line) -> bool:
    if previous.kind is Kind.TABLE and line.kind is Kind.TABLE:
        return not line.apart
    if previous.kind not in (Kind.BODY, Kind.ITEM) or line.kind is not Kind.BODY:
        return False
    if _BOXES.match(line.text):
        return True
    if previous is lines[0] and len(line.text) <= _BYLINE and _dated_below(lines, position):
        return False  # no headline goes on with who writes
    if _OPENS.match(line.text) or _ABOUT_THE_PAGE.search(previous.text):
        return False
    if is_closed(previous.text):
        return not line.apart and _is_wrapped(lines, position)
    if _GOES_ON.match(line.text) and not line.apart:
        return True
    if line.apart:
        if previous.text[-1].isdigit() and line.text[0].isdigit():
            return False  # 首次低于40, then 2024年: no number is made of two paragraphs
        if previous is lines[0] and _TITLE_TIMES * len(previous.text) < len(line.text):
            return False  # a title with a comma or a colon
        # A column or page break: half a sentence, then its other half.
        halves = is_broken(previous.text) and (is_prose(line.text) or is_closed(line.text))
        # A question is asked in one piece, whatever breaks off above it.
        question = len(line.text) >= _REST and line.text.endswith(_QUESTION_MARKS)
        return (halves and not question and not _LABEL.match(line.text)) and (
            quotes(previous.text, line.text) >= 0 or _closes_nothing(lines, position)
        )
    if _LABEL.match(previous.text) and _LABEL.match(line.text):
        return False
    run = _neighbours(lines, position)
    near = run if len(run) > 2 else lines[max(0, position - 4) : position + 4]
    column = max(len(one.text) for one in near)
    if len(previous.text) >= max(_MIN_COLUMN, _FULL_LINE * column):
        return True
    return not line.indented and (
        previous.text.endswith(_COMMAS)
        or (_is_narrow(_neighbours(lines, position)) and not _LABEL.match(line.text))
    )


def _dated_below(lines: Sequence[Line], position: int) -> bool:
    """Whether the line below the one at ``position`` says when the page was made, or what it offers."""
    return any(_ABOUT_THE_PAGE.search(one.text) for one in lines[position + 1 : position + 2])


def _closes_nothing(lines: Sequence[Line], position: int) -> bool:
    """Whether the quotation that a short rest closes was nowhere opened: its opening sign is lost, and
    tells nothing about what the line goes on with."""
    before = "".join(one.text for one in lines[max(0, position - _PAGE) : position])
    return len(lines[position].text) <= _REST and not unclosed(before)


def _is_wrapped(lines: Sequence[Line], position: int) -> bool:
    """Whether a semicolon happens to stand at the end of a full line of a paragraph broken over many."""
    before, line = lines[position - 1], lines[position]
    if line.indented or not before.text.endswith(_SEMICOLONS):
        return False
    run = _neighbours(lines, position)
    return (
        len(run) >= _FEW_LINES
        and len(before.text) >= _FULL_LINE * max(len(one.text) for one in run)
        and 2 * sum(is_closed(one.text) for one in run) < len(run)
    )


def _neighbours(lines: Sequence[Line], position: int) -> list[Line]:
    """The line at ``position`` and those around it, a few each way, that no blank line parts from it."""
    first = last = position
    least, most = max(0, position - _AROUND), min(len(lines) - 1, position + _AROUND)
    while first > least and not lines[first].apart and lines[first - 1].kind is Kind.BODY:
        first -= 1
    while last < most and not lines[last + 1].apart and lines[last + 1].kind is Kind.BODY:
        last += 1
    return list(lines[first : last + 1])


def _is_narrow(lines: Sequence[Line]) -> bool:
    """Whether these lines are running text in a narrow column with a ragged edge: short, mostly broken
    off inside a sentence, some of them at a comma."""
    broken = sum(not is_closed(line.text) for line in lines)
    return (
        len(lines) >= _FEW_LINES
        and max(len(line.text) for line in lines) <= _NARROW
        and 2 * broken >= len(lines) > broken
        and any(line.text.endswith(_COMMAS) for line in lines)
    )


def _legible(line: Line, *, keep_blanks: bool) -> list[tuple[str, int]]:
    """Characters of a line with their offsets, without what the eye skips."""
    kept: list[tuple[str, int]] = []
    gap = False
    for i, character in enumerate(fold(line.text)):
        if _INVISIBLE.match(character):
            continue
        if character.isspace():
            gap = True
            continue
        if gap and kept and (keep_blanks or not _wide_pair(kept[-1][0], character)):
            kept.append((" ", line.start + i - 1))
        gap = False
        kept.append((character, line.start + i))
    return kept


def _wide_pair(left: str, right: str) -> bool:
    """White space next to a 汉字 is layout; between Latin words it is part of the text."""
    return bool(_WIDE.match(left) or _WIDE.match(right))


def _close(left: str, right: str) -> bool:
    """Whether no blank belongs between the end of a line and the next: Chinese has none, and digits on
    both sides are one number that the column's edge broke."""
    return _wide_pair(left, right) or (left.isdigit() and right.isdigit())


_MARKS = re.compile(r"^#{1,6} ?|\*\*|__|^> ?")


def _without_marks(kept: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Without the Markdown marks of headings, quotations and emphasis."""
    text = "".join(character for character, _ in kept)
    dropped = {i for match in _MARKS.finditer(text) for i in range(*match.span())}
    return [pair for i, pair in enumerate(kept) if i not in dropped]


def _placed(piece: Piece, rows: Sequence[Sequence[tuple[str, int]]]) -> list[tuple[str, int]]:
    """Characters of a piece of a table row with their offsets."""
    if piece.row is None or piece.column is None:
        return [(character, INSERTED) for character in piece.text]
    origin = rows[piece.row][piece.column][1] + piece.start
    return [(character, origin + i) for i, character in enumerate(piece.text)]


def _left_over(row: Sequence[tuple[str, int]], covered: set[int]) -> list[tuple[str, int]]:
    """A row that no described row made use of is read as it stands: nothing is lost."""
    kept: list[tuple[str, int]] = []
    for cell, start in row:
        left = [(c, start + i) for i, c in enumerate(cell) if not c.isspace()]
        if any(offset in covered for _, offset in left):
            return []
        kept.extend([*([(" ", INSERTED)] if kept else []), *left])
    return kept


def _cells(line: Line) -> list[tuple[str, int]]:
    """Cells of a table's row with the offset of each cell's first character."""
    return [(line.text[start:end], line.start + start) for start, end in cells(line.text)]


def _runs(offsets: Iterable[int]) -> Iterator[Run]:
    begin, origin, length = 0, INSERTED, 0
    for position, offset in enumerate(offsets):
        if length and offset == origin + length:
            length += 1
            continue
        if length:
            yield Run(begin, origin, length)
        begin, origin, length = position, offset, int(offset != INSERTED)
    if length:
        yield Run(begin, origin, length)
