"""Rows of a table that a question picks out: which districts invested more than 200亿元, which prices
fell, where the yield is the highest.

The rows are those of the reading view (地区：甲县，上半年投资：372.4亿元。), and the answer is what the rows
are named by, with the column that the question puts a condition on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from corpus.script import matching_form
from qa.kept import of_question
from qa.matching import in_other_words, means
from qa.numbers import Quantity, integer, quantities
from qa.sentences import Segment
from qa.tiers import holds

MOST_ROWS = 12
"""A longer list is better seen in the table itself."""
LEAST_ROWS = 2
"""Rows of which one can be the first."""
LEAST_NAMED = 2
"""Characters with which what is asked for ends, and the head of the first column names."""
LEAST_HEAD = 3
"""Characters of the head of a column that tells by itself what is asked."""
_CELL = re.compile(r"(?P<key>[^，：。]{1,24})：(?P<value>[^，。]*)(?=[，。]|$)")
CAPTION = re.compile(r"^[^：]{2,60}——")
_ASKED = re.compile(
    r"哪(?:些|几|[两三四五六七八九十])(?:[个家项种大类座所条]{0,2})(?P<thing>[㐀-鿿]{0,6})"
)
_NAMES_OF = re.compile("([㐀-鿿]{2,6}?)(?:的?名单|的?清单)$")
"""不合格食品名单 is which these are."""
_COUNTS = re.compile("[个家件]数")
_EACH = re.compile(
    r"(?P<count>[两三四五六七八九十]|\d{1,2})[个家项种大类座所条处](?P<things>[㐀-鿿]{1,12}?)(?:分别|各)"
)
_ASKED_UNIT = re.compile("多少([㐀-鿿])")
_SUM = re.compile("[合总小共]计|总数|平均|其中")
_OVER = "超过|大于|高于|多于|不低于|不少于|至少"
_UNDER = "低于|小于|少于|不到|不足|不超过|至多"
_BOUND = re.compile(
    rf"(?P<over>{_OVER}|达到?了?)?(?P<under>{_UNDER})?(?:全[市省国区]的?(?:平均)?(?:水平|进度)?的?|(?:年度|全年)?(?:计划|目标|任务)的?)?\s*(?P<number>\d[\d.]*[万亿%]?(?:(?!以[上下内]|[或及])[㐀-鿿]){{0,2}}|[一二三四五六七八九]成)(?:[或及])?(?P<after>以上|以下|以内)?"
)
_FELL, _ROSE = (
    re.compile(
        "下降|减少|降低|下滑|跌|降[得了]|负增长|(?:[比较][^,，。]{2,8}|同比)[少低](?!多|不)"
    ),
    re.compile("上升|上涨|增加|正增长|增长|[涨升]得|(?:[比较][^,，。]{2,8}|同比)[多高](?!少)"),
)
_CHANGE = re.compile("[同环]比|比[去上]年|增|涨|降|±|变化")
_EXTREME = re.compile(
    r"最(?:(?P<most>多|高|大|长|快|贵|重|厚|远|好|厉害|猛|狠|凶|明显|显著)|(?P<least>少|低|小|短|慢|便宜|轻|薄|近|差))"
)
_WHICH = re.compile("哪|谁|什么")
_COMPARED = re.compile(
    r"(?:谁|哪(?:一?[个家座]|[里边]|一边)?)[^,，。;；]{0,14}?(?P<more>更?(?:多|高|大|快|长|好|少|低|小|慢|贵|便宜|领先))(?:一?[些点])?(?=$|[,，。;；？?])|相比|比起来|对比"
)
_MONTH, _THAN_MONTH = re.compile(r"(?<!\d)(\d{1,2})月"), re.compile(r"[比较](\d{1,2})月")
_ITEM = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、．](?!\d)|[一二三四五六七八九十]{1,2}、|[①-⑩]"
)
PLACE_ENDS = "省市区县"
_DATED = re.compile(r"(?:19|20)\d{2}年(?!度)")
_YEAR = re.compile(r"(?:19|20)\d{2}年(?=[㐀-鿿]{2})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile("[㐀-鿿]")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """``start`` and ``end`` are those of the value in the chunk's text."""

    key: str
    value: str
    start: int
    end: int


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Condition:
    bound: Decimal = Decimal(0)
    under: bool = False
    unit: str = ""
    scale: Decimal = Decimal(1)
    """Of the bound as it is written, 亿 of 500亿元: a column without a unit has it left out as well."""
    sign: int = 0

    def holds(self, cell: Cell) -> bool:
        figure = _figure(cell)
        if figure is None or (self.unit and figure.unit not in ("", self.unit)):
            return False
        if self.sign:
            return figure.value * self.sign > 0
        bound = self.bound if figure.unit or not self.unit else self.bound / self.scale
        return figure.value <= bound if self.under else figure.value >= bound


def listed(question: str, sentences: Sequence[Segment], at: int) -> list[list[Cell]] | None:
    """For each row that is asked for, the cells to say: its name, and what the condition is about.

    ``question`` is in matching form. None where the sentence at ``at`` is no row, or where its table is
    not what is asked for; empty where no row of it meets the condition.
    """
    table = _table(sentences, at % len(sentences))
    if not table:
        return None
    question = _NAMES_OF.sub(r"哪些\1", question)
    name = _naming(table)
    if each := _EACH.search(question):
        return _each(question, table, each)
    if compares(question) and (rows := _compared(question, table)):
        return rows
    asked = _ASKED.search(question)
    if asked and (rows := _dated(question, table, name)):
        return rows
    condition = _condition(question)
    named = set(matching_form(table[0][name].key)) & set(asked[0] if asked else "")
    if asked is None or (not named and (asked["thing"] or condition is None)):
        return None
    if condition is None:
        return [[row[name]] for row in table] if len(table) <= MOST_ROWS else None
    column = _column(question, table, name, changes=bool(condition.sign), unit=condition.unit)
    if column is None:
        return None
    parts = [row for row in table if not _SUM.fullmatch(row[name].value)]
    chosen = [row for row in parts if condition.holds(row[column])]
    if len(chosen) > MOST_ROWS:
        return None
    return [[row[i] for i in sorted((name, column))] for row in chosen]


def may_meet(question: str, sentence: Segment) -> bool:
    """Whether a sentence is a row of a table of what is asked for, by a condition on one of its columns, or
    each of so many."""
    if each := _EACH.search(question):
        heads = map(matching_form, columns(sentence))
        return any(each["things"].startswith(head) for head in heads)
    asked, condition = _ASKED.search(question), _condition(question)
    if asked is None or condition is None or len(asked["thing"]) < LEAST_NAMED:
        return False
    row = _row(sentence)
    head = matching_form(row[0].key) if row else ""
    if not row or (asked["thing"][-LEAST_NAMED:] not in head and head not in asked["thing"]):
        return False
    column = _column(question, [row], 0, changes=bool(condition.sign), unit=condition.unit)
    return column is not None


def in_tier(
    given: frozenset[tuple[Decimal, str]], sentence: Segment, *, of_items: bool = False
) -> bool:
    """Whether a row, or with ``of_items`` an item of a list, is that of the tier of what is given: 15万元 lies in
    10万元至20万元."""
    if not given:
        return False
    if of_items and _ITEM.match(sentence.text):
        return holds(given, sentence.text)
    return any(holds(given, cell.value) for cell in _row(sentence))


@of_question
def compares(question: str) -> bool:
    """郑州和洛阳谁增长得快 may ask of two rows."""
    return bool(_COMPARED.search(question))


@of_question
def picks(question: str) -> bool:
    """Whether rows are asked for by a condition, 超过200亿元的 or 同比下降的, or each of them."""
    return asks_each(question) or _condition(question) is not None


@of_question
def asks_each(question: str) -> bool:
    """三个展厅分别展出多少件 asks of every row."""
    return bool(_EACH.search(question))


def _each(question: str, table: Sequence[Row], each: re.Match[str]) -> list[list[Cell]] | None:
    """Of a table with no more rows and a column for the things that are counted."""
    count = integer(each["count"].replace("两", "二"))
    table = [row for row in table if not any(_SUM.fullmatch(cell.value) for cell in row)]
    if not table:
        return None
    heads = [matching_form(cell.key) for cell in table[0]]
    name = next((i for i, head in enumerate(heads) if each["things"].startswith(head)), None)
    if name is None or count is None or len(table) > count:  # fewer: it goes on in another chunk
        return None
    unit = _ASKED_UNIT.search(question)
    counted = [i for i, cell in enumerate(table[0]) if unit and _unit(cell) == unit[1]]
    column = counted[0] if counted else _column(question, table, name, changes=False)
    return [[row[i] for i in sorted((name, column))] for row in table] if column else None


def _compared(question: str, table: Sequence[Row]) -> list[list[Cell]]:
    """Of the rows that the question names, each its name and the figure that is asked about; none where it
    names fewer than two, or one twice."""
    for i, _ in enumerate(table[0]):
        rows = [row for row in table if (stem := _stem(row[i])) and stem in question]
        others = [
            j for j, _ in enumerate(table[0]) if j != i and not _DIGIT.search(table[0][j].value)
        ]
        for j in others:
            most = max((_said(question, row[j].value) for row in rows), default=0.0)
            rows = [row for row in rows if _said(question, row[j].value) == most]
        if len(rows) < LEAST_ROWS or len({_stem(row[i]) for row in rows}) < len(rows):
            continue
        changes = bool(_FELL.search(question) or _ROSE.search(question))
        column = _column(question, rows, i, changes=changes, measured=_measured(question))
        return [[row[k] for k in sorted((i, column))] for row in rows] if column is not None else []
    return []


def _measured(question: str) -> tuple[str, ...]:
    """What stands before 更高 and before 谁 of a comparison, either of which may end in a head: 谁的同比更高."""
    asked = _COMPARED.search(question)
    if asked is None or not asked["more"]:
        return ()
    return question[: asked.start("more")], question[: asked.start()]


def _stem(cell: Cell) -> str:
    """A name of words, without 市 or 县 at its end."""
    value = matching_form(cell.value)
    if _DIGIT.search(value) or len(value) < LEAST_NAMED:
        return ""
    return value[:-1] if len(value) > LEAST_NAMED and value[-1] in PLACE_ENDS else value


def _pairs(text: str) -> list[str]:
    return ["".join(pair) for pair in pairwise(text)]


def _said(question: str, value: str) -> float:
    """Share of the pairs of a cell that the question says."""
    pairs = _pairs(matching_form(value))
    return sum(means(question, pair) for pair in pairs) / max(1, len(pairs))


def _dated(question: str, table: Sequence[Row], name: int) -> list[list[Cell]]:
    """The rows whose date lies in the year that is asked for: 2025年完工的有哪几个."""
    asked = set(_DATED.findall(question))
    for i, head in enumerate(cell.key for cell in table[0]):
        if i == name or len(asked) != 1 or not all(_DATED.match(row[i].value) for row in table):
            continue
        pairs = _pairs(matching_form(head))
        chosen = [row for row in table if asked & {_DATED.match(row[i].value)[0]}]  # type: ignore[index]
        if any(pair in question for pair in pairs) and len(chosen) < len(table):
            return [[row[k] for k in sorted((name, i))] for row in chosen]
    return []


@of_question
def _month_before(question: str) -> str:
    """8月比7月 asks for 环比."""
    months = [int(match) for match in _MONTH.findall(question)]
    compared = _THAN_MONTH.search(question)
    last = compared is not None and int(compared[1]) % 12 + 1 in months
    return f"{question} 环比" if last else question


def _unit(cell: Cell) -> str:
    figure = _figure(cell)
    return figure.unit if figure else ""


@of_question
def asks_extreme(question: str) -> bool:
    """Whether the row with the largest or the smallest figure of a column is asked for."""
    return bool(_EXTREME.search(question) and _WHICH.search(question))


def may_be_extreme(question: str, sentence: Segment) -> bool:
    """Whether a sentence is a row of a table with a column that the question names in full."""
    if not asks_extreme(question):
        return False
    question = _COUNTS.sub("数", question)  # 项目个数 is 项目数
    heads = (matching_form(cell.key) for cell in _row(sentence) if _DIGIT.search(cell.value))
    return any(len(head) >= LEAST_HEAD and head in question for head in heads)


def extreme(question: str, rows: Sequence[Segment]) -> tuple[int, list[Cell]] | None:
    """Which of the rows of a table it is, and the cells to say: its name and its figure.

    ``question`` is in matching form. None where no column is asked about, or several rows have the figure.
    """
    asked, table = _EXTREME.search(question), [_row(one) for one in rows]
    if asked is None or len(table) < LEAST_ROWS or not all(table):
        return None
    name = _naming(table)
    parts = [i for i, row in enumerate(table) if not _SUM.search(row[name].value)]
    table = [table[i] for i in parts]
    if len(table) < LEAST_ROWS:
        return None
    fell = bool(_FELL.search(question))
    changes = fell or bool(_ROSE.search(question) or _CHANGE.search(question))
    measured = question[: asked.start()]
    column = _column(question, table, name, changes=changes, measured=(measured,))
    if column is None:
        return None
    figures = [_figure(row[column]) for row in table]
    values = [figure.value if figure else None for figure in figures]
    told = [value for value in values if value is not None]
    if len(told) < LEAST_ROWS:
        return None
    wanted = min(told) if fell != bool(asked["least"]) else max(told)
    if told.count(wanted) > 1:
        return None
    at = values.index(wanted)
    return parts[at], [table[at][i] for i in sorted((name, column))]


def _figure(cell: Cell) -> Quantity | None:
    """The figure of a cell, below zero where a minus stands before it."""
    figure = next(iter(quantities(cell.value)), None)
    negative = cell.value.lstrip().startswith(("-", "−"))
    return replace(figure, value=-figure.value) if figure and negative else figure


def columns(sentence: Segment) -> tuple[str, ...]:
    """The heads of the columns of which a sentence is a row; none where it is no row."""
    return tuple(cell.key for cell in _row(sentence))


def is_named(question: str, sentence: Segment) -> bool:
    """Whether a question says what a row is of: 小学 of 学段：小学，人数：33."""
    row = _row(sentence) if "：" in sentence.text else ()
    name = matching_form(row[0].value) if row else ""
    return len(name) >= LEAST_NAMED and name in question


def alike(one: Segment, other: Segment) -> bool:
    """Whether both are rows of the same columns."""
    heads = columns(one)
    return bool(heads) and heads == columns(other)


def _row(sentence: Segment) -> Row:
    caption = CAPTION.match(sentence.text)
    begin = caption.end() if caption else 0
    cells = [
        Cell(
            match["key"],
            match["value"],
            sentence.start + match.start("value"),
            sentence.start + match.end("value"),
        )
        for match in _CELL.finditer(sentence.text, begin)
    ]
    told = sum(len(cell.key) + len(cell.value) + 2 for cell in cells)
    return tuple(cells) if len(cells) > 1 and told >= len(sentence.text) - begin - 2 else ()


def _table(sentences: Sequence[Segment], at: int) -> list[Row]:
    """The rows above and below the one at ``at`` that have the same columns."""
    own = _row(sentences[at])
    keys = [cell.key for cell in own]
    rows = [own] if own else []
    for step in (-1, 1):
        i = at + step
        while rows and 0 <= i < len(sentences):
            row = _row(sentences[i])
            if [cell.key for cell in row] != keys:
                break
            rows.insert(0 if step < 0 else len(rows), row)
            i += step
    return rows


def _naming(table: Sequence[Row]) -> int:
    """The first column of words."""
    values = [
        "".join(cells) for cells in zip(*([c.value for c in row] for row in table), strict=True)
    ]
    return next((i for i, one in enumerate(values) if 2 * len(_HAN.findall(one)) > len(one)), 0)


@of_question
def _condition(question: str) -> _Condition | None:
    for bound in _BOUND.finditer(question):
        figure = next(iter(quantities(bound["number"])), None)
        if figure is None or not (bound["over"] or bound["under"] or bound["after"]):
            continue
        under = bound["under"] or bound["after"] in ("以下", "以内")
        digits = _NUMBER.match(bound["number"])
        written = Decimal(digits[0]) if digits else figure.value
        scale = figure.value / written if written else Decimal(1)
        return _Condition(figure.value, bool(under), figure.unit, scale)
    if _FELL.search(question):
        return _Condition(sign=-1)
    return _Condition(sign=1) if _ROSE.search(question) else None


def _column(
    question: str,
    table: Sequence[Row],
    name: int,
    *,
    changes: bool,
    measured: Sequence[str] = (),
    unit: str = "",
) -> int | None:
    """The column of figures whose head says most of the question, before all one that ends like the first
    of ``measured``, what stands before 最高, or else like the next; none in another than ``unit``, where it
    is given."""

    asked = in_other_words(_month_before(question))

    def said(i: int) -> int:
        head = matching_form(_YEAR.sub("", table[0][i].key))
        pairs = _pairs(head)
        there = sum(means(asked, pair) for pair in pairs)
        in_full = len(head) >= LEAST_HEAD and head in question
        ends = [text.endswith(head[-2:]) for text in measured]
        right_there = len(ends) - ends.index(True) if any(ends) else 0
        return 2 * there - (len(pairs) - there) + len(question) * (in_full + 2 * right_there)

    figures = [
        i
        for i in range(len(table[0]))
        if i != name
        and all(_DIGIT.search(row[i].value) for row in table)
        and (not changes or _CHANGE.search(table[0][i].key))
    ]
    units = {i: _unit(table[0][i]) for i in figures}
    figures = [i for i in figures if not unit or units[i] in ("", unit)]
    best = max(figures, key=lambda i: (said(i), units[i] == unit, -i), default=None)
    return best if best is not None and (said(best) > 0 or len(figures) == 1) else None
