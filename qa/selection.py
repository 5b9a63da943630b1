"""Which clauses of a sentence answer a question, and what they lean on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from corpus.script import matching_form
from qa import thesaurus
from qa.changes import asks_only_change
from qa.kept import of_question
from qa.kinds import DATE_UNITS, STRICT_UNITS, asked_units, fits_kind, items_asked, tells_only_moves
from qa.matching import end_of, held, means, weight_of
from qa.numbers import quantities
from qa.periods import periods
from qa.places import places
from qa.plans import plan_words_end
from qa.qualifiers import rivals
from qa.question import WHY, Analysis, Kind
from qa.sentences import SEMICOLONS, Segment, read_clauses
from qa.violations import contradicted
from qa.years import years

CARRY = 0.85
"""What a term of an earlier clause is still worth one clause later."""
CARRY_PAST_ANSWER = 0.6
"""The same when that earlier clause could be the answer itself: it has another subject."""
LEAD_CARRY = 0.97
"""The same, a clause, for a term of the clause that a sentence begins with."""
MARKED_WORTH = 0.25
"""What it is worth that the reader surely sees the answer in a clause, in shares of the question."""
MARKED = 0.4
"""Of the probability of the likeliest clause: from here on a clause is held to be of the answer."""
NAMED_WORTH = 0.5
"""What it is worth that a part of a sentence names the city that is asked about."""
PLAIN = 0.6
"""Probability from which a clause may answer though it has not the form of an answer: 每半年一次."""
CARRIED_WORTH, THIN_CARRIED_WORTH = 0.15, 0.35
"""Terms of an earlier part or turn: a hint where the question stands alone, half of it where not."""
MAX_CHARACTERS = 120
"""Of an answer that is not a list; a longer sentence is cut to the clauses around its best one."""
ENOUGH = 60
"""… from which on only what says more of the question goes in, where no reasons, steps or things are asked for."""
MAX_LIST_CHARACTERS = 220
LONGEST_CORE = 60
"""Characters from the first to the last clause that the reader marks, to be said together."""
SHORT_GAP = 14
"""Characters that are rather said than left out: 货邮吞吐量49.5万吨，增长32.8%."""
BARE = 10
"""Characters of a clause that says nothing without the next: 26日中午."""

_PERIOD = re.compile(
    r"(?:截至|截止)?(?:目前|今年以来|近[一二三四五六七八九十\d]+年来?|近年来|(?:\d{2,4}|今|去|明|上|当)年"
    r"(?:上半年|下半年|前?\d{1,2}[-—至~]?\d{0,2}个?月(?:份|\d{1,2}日)?|[一二三四]季度|年?底|末)?"
    r"|\d{1,2}[-—至~]\d{1,2}月|\d{1,2}月(?:份|底|末|\d{1,2}日)?|上半年|下半年|前?[一二三四]季度|“?十[三四五六]五”?(?:期间|时期))"
    r"(?:以来|末|底|期间|前)?[,，]?$"
)

_AT_LENGTH = re.compile(
    f"{WHY}|原因|理由|缘故|怎么(?:就|会)|意义|作用|影响|好处|坏处|后果|[几两二三四五六](?:点|个?方面|个?因素)"
)
_NEXT_ITEM = re.compile("[二三四五六]是|其[次二三]|[2-6][.、)）]")
_FIGURE_CELL = re.compile(r"(?:^|[:：])[^:：]*\d[^:：]*$")
"""A cell with a figure, or the rest of one behind a comma in it."""
_TOTAL = re.compile(r"[一总拢]共|合计|总计|全部|总[投数量额]|整个")
"""A question that asks for a sum."""
_CHANGE_ASKED, _CHANGED = (
    re.compile(
        "(?:[多少增减][加少]?|净增|[缩变][短小]|延?长|短|提前|[推延]迟|[涨跌升降])了(?:多少|几)"
    ),
    re.compile("增|减|净|(?<![不至])[多少](?!于)|缩|延|提前|推迟|[涨跌升降]|[变更][长短快慢]"),
)
"""比上年多了多少家 is not told by how many there are."""
_FROM_TO_ASKED = re.compile(
    "[从由](?:多[少大高低长]|几)[^,，。?？]{0,10}[到至成为]了?(?:多[少大高低长]|几)"
)
_FROM_TO = re.compile(
    r"[由从][^,，。;；]{0,24}?\d[^,，。;；]{0,12}?[至到为][^,，。;；\d]{0,8}\d|\d[^,，。;；]{0,10}→\s*\d"
)
"""由79.5%降至68.2%."""
_DAYS_ASKED = re.compile("几[月号日点时]|哪[一几]?[天年月日]")
_FROM_DAY_TO_DAY = re.compile(
    r"\d{1,2}[日号月时点年:：]?\d{0,2}\s*(?:起|开始)?\s*[至到—–~～-]+\s*(?:次[年日]|翌[年日]|当[年日]|同[年日])?\s*\d"
)
"""10月1日至次年9月30日."""
_GONE = (
    (
        re.compile("(?:下[降跌滑]|减少|回落|收窄|缩小|[降跌减])了?(?:多少|几|百分)"),
        re.compile("降|跌|减|回落|下滑|收窄|缩|负"),
    ),
    (
        re.compile("(?:上[涨升]|增[长加]|扩大|[涨增升])了?(?:多少|几|百分)"),
        re.compile("涨|增|升|提高|扩大|翻|多|超"),
    ),
)
"""跌了多少 is told by what has fallen, where the same sentence tells of what has risen as well."""
_WAYS = (
    (
        re.compile(
            "哪(?!年)[^,，。？?最]{0,14}(?:下[降跌滑]|减少|回落|往下走|负增长|[降跌]了)(?!最|得|多少|几)"
        ),
        re.compile("降|跌|减|回落|下滑|负增长|负拉动|收缩"),
    ),
    (
        re.compile(
            "哪(?!年)[^,，。？?最]{0,14}(?:上[涨升]|增[长加]|往上走|[涨升]了)(?!最|得|多少|几)"
        ),
        re.compile("涨|增|升|提高|扩大|超过|创[^,，]{0,4}新高"),
    ),
)
_OF_CHANGE = re.compile("[增减涨跌降升变比较]|[多少][了出]")
_CHANGE_ALONE = re.compile(r"(?:同比|环比|[较比][^,，。;；\d]{1,6}|净)[增减涨跌降升多少提缩回]")
"""较年初增加7.1亿元 tells not how much there is."""
_EACH = re.compile("各|分别")
_EVERY_YEAR = re.compile("历年|[各每几哪逐]年|变化|趋势|分别|从前|原来|此前")
"""A question that is not about the last year alone."""
_EXTREME = re.compile("最[快慢高低大小多少]")
_MOST = "快高大多"
_FIRST = re.compile("居首|首位|第一(?![产季批期次届])|榜首|领跑")
"""What is said to be the largest in other words."""
_GOES_ON = re.compile(
    r"同比|环比|比[上去]|比[^,，;；]{1,8}?[增下上提减升降涨跌]|较|[与跟同和](?=[^,，。;；]{2,14}相?比)|[增下上提减升降涨跌]|扩大|缩[小减]|收窄|回[落升]|放缓|占|排|居|位|列|完成|实现|达|为|其中|分别|累计|共|超|突破|约"
)
"""A clause that begins so speaks of the subject before it: 同比增长32.8%."""
_CURRENCY = re.compile(
    "(?:折[合成算]?|换算?成?|[合按以用])(?P<into>美元|欧元|港元|日元|英镑|人民币)|(?:多少|几)[万亿千百]*(?P<many>美元|欧元|港元|日元|英镑)"
    "|(?P<is>美元|欧元|港元|日元|英镑)(?:是|有|为|计)?(?:多少|几)"
)
"""折合141.2亿美元 tells how much something is in dollars, 913.6亿元人民币 does not."""
_PAID_ASKED = re.compile("[奖补给领赔罚]了?(?:多少|几)(?![次家个名项吨亩年天月人]|公斤)")
_PAID = re.compile("分别[^,，。;；\\d]{0,6}(?:[奖补给领赔罚付]|发放|资助)")
"""奖多少 is told where something is given, not where it says for what: 出口额200万美元、600万美元，分别奖励4万元、7万元."""
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
LEAST_COLUMN = 4
"""Characters of a column's head that a question says when it asks for that column too."""
CAPTION_ENDS = "——"
OF_CELLS = 0.7
"""Share of the clauses of a row that begin a cell."""
_OF_WHAT = re.compile(
    r"(?:收费)?(?:标准|金额|价格|单价|限价|均价|数额|(?:总?产[量值]|[单亩]产|销[量额])(?=[达约为]|\d))|每[^,，]{1,6}\d"
)
_CONDITION = re.compile("的[,，]$")
"""新车售价2000元至4000元的，补贴500元: what comes after holds for that alone."""
LONGEST_LEAD = 30
"""Characters of the clause before, which names what such a clause measures."""
_NUMERAL = r"[一二三四五六七八九十\d]"
_OF_EACH = re.compile(r"(?=(?:[两三四五六]|\d)个?(?P<noun>[㐀-鿿]{2})[^,，。;；]*?(?:各|分别))")
"""两个标段的工期分别是多少."""


def term_worth(analysis: Analysis, weights: Mapping[str, float]) -> dict[str, float]:
    """Weight of each term of the question, what it carries over discounted."""
    discount = THIN_CARRIED_WORTH if analysis.thin else CARRIED_WORTH
    worth = {term: weights[term] * discount for term in analysis.carried if term in weights}
    return worth | {term: weights[term] for term in analysis.terms if term in weights}


def answering_pieces(
    analysis: Analysis,
    weights: Mapping[str, float],
    sentence: Segment,
    shares: Sequence[float] = (),
    told: tuple[int, int] | None = None,
) -> list[Segment]:
    """The clauses to quote, in order: the one that answers and what it leans on.

    ``weights`` are those of ``term_worth``; ``shares`` is how likely the reader sees the answer in
    each clause, where it has read the sentence; ``told`` what the part of the question before was answered
    with, on which this one leans.
    """
    read = read_clauses(sentence)
    cut, forms = [one.segment for one in read], [one.form for one in read]
    hints = shares or [0.0] * len(cut)
    marked = [hint >= MARKED * max(hints) > 0 for hint in hints]
    if way := way_asked(analysis.text):
        gone = [bool(way.search(form)) for form in forms]
        both = [a and b for a, b in zip(marked, gone, strict=True)]
        marked = next(filter(any, (both, gone)), marked)
    if analysis.kind in (Kind.AMOUNT, Kind.RATIO, Kind.RANK):
        found = [
            _literal_pieces(analysis, weights, cut[a:b], forms[a:b], hints[a:b], marked[a:b], told)
            for a, b in _of_each(analysis.text, forms)
        ]
        return list(itertools.chain.from_iterable(found))
    if analysis.kind is Kind.DATE and not any(marked):
        dated = _literal_pieces(analysis, weights, cut, forms, hints, marked)[-1]
        marked = [clause == dated for clause in cut]
    if analysis.kind is Kind.LIST or items_asked(analysis.text):
        return _window(weights, cut, forms, marked, MAX_LIST_CHARACTERS)
    within = _in_best_part(analysis, weights, cut, forms, hints)
    inside = [hint * one for hint, one in zip(hints, within, strict=True)]
    at_length = (
        analysis.asks_for_several
        or analysis.asks_how
        or analysis.from_abroad
        or analysis.kind is Kind.YES_NO
        or _AT_LENGTH.search(analysis.text)
    )
    enough = None if at_length else ENOUGH
    near = _near_likeliest(cut, inside, marked)
    return _window(weights, cut, forms, near, MAX_CHARACTERS, enough)


def _of_each(question: str, forms: Sequence[str]) -> list[tuple[int, int]]:
    """The clauses of 一标段 and those of 二标段, where 两个标段 are asked about each; else all together."""
    for asked in _OF_EACH.finditer(question):
        begins = re.compile(rf"第?{_NUMERAL}个?{asked['noun']}")
        begun = [i for i, form in enumerate(forms) if begins.match(form)]
        if len(begun) > 1:
            return list(itertools.pairwise([*begun, len(forms)]))
    return [(0, len(forms))]


def _literal_pieces(
    analysis: Analysis,
    weights: Mapping[str, float],
    cut: Sequence[Segment],
    forms: Sequence[str],
    hints: Sequence[float],
    marked: Sequence[bool],
    told: tuple[int, int] | None = None,
) -> list[Segment]:
    """``hints`` is how surely the reader sees the answer in each clause, 0–1."""
    row = is_row(cut)
    named = "".join(c.text for c in cut if _names_row(c)) if row else ""
    fits = [fits_kind(analysis, named + clause.text) for clause in cut]
    plain = analysis.kind is Kind.AMOUNT and not row
    unit = asked_units(analysis.measured)
    told_so = unit & STRICT_UNITS and any(
        fits[i] and held(forms[i], weights.keys() - unit) for i in range(len(cut))
    )
    others = STRICT_UNITS - unit if told_so else frozenset[str]()  # 2.14万架次, no 216.4万人次
    whole, after = "".join(forms), list[int]()
    open_ = [
        i
        for i in range(len(cut))
        if (
            fits[i]
            or (
                plain
                and hints[i] >= PLAIN
                and not _figures(forms[i]).intersection(others)
                and not tells_only_moves(analysis, cut[i].text)
            )
        )
        and not contradicted(analysis.asked, spoken_before(cut, forms, i), whole=whole)
    ]
    if analysis.thin:
        own = [term for term in analysis.terms if term in weights]
        after = _right_after(told, cut, forms, open_)
        if not (after and asks_only_change(analysis.text)):
            open_ = [i for i in open_ if held(forms[i], own)] or open_
            after = _right_after(told, cut, forms, open_)
        open_ = [i for i in open_ if not _is_told(cut[i], told)] or open_
        open_ = after or open_
    if abroad := _CURRENCY.search(analysis.measured):
        into = abroad["into"] or abroad["many"] or abroad["is"]
        open_ = [i for i in open_ if into in forms[i]] or open_
    if _PAID_ASKED.search(analysis.text):
        open_ = [i for i in open_ if _PAID.search(forms[i])] or open_
    if gone := next((told for asked, told in _GONE if asked.search(analysis.text)), None):
        open_ = [i for i in open_ if gone.search(forms[i])] or open_
    if analysis.asked.one and not row:
        open_ = [i for i in open_ if analysis.asked.one in forms[i]] or open_
    if row:  # of its cells that are of other times, none is asked for
        open_ = [i for i in open_ if _names_time(analysis, forms[i])] or open_
        open_ = _newest(analysis, forms, open_)
    if _CHANGE_ASKED.search(analysis.text):
        open_ = [i for i in open_ if _CHANGED.search(forms[i])] or open_
    elif analysis.kind is Kind.AMOUNT and not _OF_CHANGE.search(analysis.text):
        open_ = [i for i in open_ if not _CHANGE_ALONE.match(forms[i])] or open_
    if extreme := _EXTREME.search((analysis.said_before if analysis.thin else "") + analysis.text):
        open_ = [i for i in open_ if _is_extreme(extreme[0], forms, fits, i)] or open_
    if asks_from_to(analysis.text):
        open_ = [i for i in open_ if tells_from_to(analysis.text, forms[i])] or open_
    if analysis.kind is Kind.AMOUNT and (part := _terms_of_part(forms, weights)):
        open_ = [i for i in open_ if held(forms[i], part)] or open_
    if _TOTAL.search(analysis.text):
        open_ = [
            i for i in open_ if _names_more(forms, i, weights) or not _is_part(forms[: i + 1])
        ] or open_
    if not open_:
        return _window(weights, cut, forms, marked, MAX_CHARACTERS)
    bonus = MARKED_WORTH * sum(weights.values()) * (THIN_CARRIED_WORTH if analysis.thin else 1)
    everyday = thesaurus.spoken(analysis.text)
    best = max(
        open_,
        key=lambda i: (
            (
                weight_of(held(forms[i], weights), weights)  # all cells are of the row's name
                if row
                else _carried_worth(weights, forms, fits, i)
            )
            + bonus * hints[i]
            + bonus * _names_its_own(analysis, forms[i])
            + bonus * thesaurus.share_told(everyday, forms[i], analysis.text),
            -i,
        ),
    )
    also = [i for i in open_ if marked[i] and (marked[best] or not _alike(forms[i], forms[best]))]
    if row:
        also += [i for i in open_ if _is_named(analysis.text, cut[i])]
    if not row and _EACH.search(analysis.text):
        alike = [i for i in range(len(cut)) if i in open_ or _alike(forms[i], forms[best])]
        also = [*also, *_run(alike, best)]
    first, last = _core(cut, best, also)
    if first and _leans(forms[first], forms[first - 1]):
        first -= 1
    pieces = list(cut[first : last + 1])
    said = {term for form in forms[first : last + 1] for term in held(form, weights)}
    planned = any(map(plan_words_end, forms[first : last + 1]))
    for i in range(first - 1, -1, -1):
        new = held(forms[i], weights.keys() - said)
        plan = 0 if planned else plan_words_end(forms[i])
        if not new and not plan and not (i == 0 and _PERIOD.match(cut[i].text)):
            continue
        if after and fits[i] and told and cut[i].end <= told[0]:
            continue  # the change of another company than that of the part before
        overhanging = _overhanging(analysis, new, said)
        leaned = _leaned_on(cut[i], forms[i], new - overhanging, plan)
        beside = pieces[0] == cut[i + 1]
        near = beside and (cut[i].end - leaned.end <= SHORT_GAP or _CONDITION.search(forms[i]))
        if near and not contradicted(analysis.asked, [forms[i]]):
            leaned = cut[i]
        if row and leaned != cut[i]:
            continue  # no half of a cell
        if contradicted(analysis.asked, [matching_form(leaned.text)]):
            continue  # 第一阶梯：年用水 before what the second costs
        pieces.insert(0, leaned)
        planned = planned or bool(plan)
        said |= new
    if row and not any(map(_names_row, _below_caption(pieces))):
        named_by = filter(_names_row, _below_caption(cut)[:1])
        pieces = sorted([*named_by, *pieces], key=lambda piece: piece.start)
    bare = len(pieces[0].text) <= BARE and not pieces[0].text.endswith(SEMICOLONS)
    follows = len(pieces) == 1 and best + 1 < len(cut) and bare
    # Of 博士补10万元，|硕士补5万元 the first may be asked for alone.
    if follows and not contradicted(analysis.asked, spoken_before(cut, forms, best + 1)):
        pieces.append(cut[best + 1])
    return pieces


@of_question
def way_asked(question: str) -> re.Pattern[str] | None:
    """What is said of what has gone the way that a question asks for: 哪一类价格下降了."""
    return next((told for asked, told in _WAYS if asked.search(question)), None)


def goes_on(analysis: Analysis, sentence: Segment, told: tuple[int, int]) -> bool:
    """Whether only a change is asked for, and a sentence goes on with one right after what answers the part before:
    2870元/平方米，同比下降14%."""
    if not (analysis.thin and asks_only_change(analysis.text)):
        return False
    read = read_clauses(sentence)
    cut, forms = [one.segment for one in read], [one.form for one in read]
    open_ = [i for i, one in enumerate(cut) if fits_kind(analysis, one.text)]
    return bool(_right_after(told, cut, forms, open_))


def _is_told(clause: Segment, told: tuple[int, int] | None) -> bool:
    """Whether the part before is answered with a clause."""
    return told is not None and told[0] <= clause.start and clause.end <= told[1]


def _right_after(
    told: tuple[int, int] | None, cut: Sequence[Segment], forms: Sequence[str], open_: Sequence[int]
) -> list[int]:
    """Of the clauses that may answer the one that goes on with what answers the part before, not with another thing:
    私营企业实现利润207亿元，|增长19.6%."""
    if told is None:
        return []
    after = next((i for i, one in enumerate(cut) if one.start >= told[1]), 0)
    said_on = after in open_ and not forms[after - 1].endswith(SEMICOLONS)
    return [after] if after and said_on and _GOES_ON.match(forms[after]) else []


@of_question
def asks_from_to(question: str) -> bool:
    """Whether both ends of a change are asked for: 从多少降到多少."""
    return bool(_FROM_TO_ASKED.search(question))


def tells_from_to(question: str, text: str) -> bool:
    """Whether both are told."""
    told = _FROM_DAY_TO_DAY if _DAYS_ASKED.search(question) else _FROM_TO
    return bool(told.search(text))


def _is_extreme(asked: str, forms: Sequence[str], fits: Sequence[bool], at: int) -> bool:
    """Whether a clause, or what goes on about it without a figure of its own, says that it is the largest, or
    whatever is asked for: 对中东进出口26.4亿元，增长31.8%，增速最快."""
    end = at + 1
    while end < len(forms) and not fits[end] and not forms[end - 1].endswith(SEMICOLONS):
        end += 1
    said = "".join(forms[at:end])
    return asked in said or (asked[-1] in _MOST and bool(_FIRST.search(said)))


def _is_named(question: str, cell: Segment) -> bool:
    """Whether a question says the head of a cell's column, without what stands in brackets; a short one is
    in many a question."""
    head = matching_form(_BRACKETS.sub("", cell.text.partition("：")[0]))
    return len(head) >= LEAST_COLUMN and head in question


def _leans(form: str, before: str) -> bool:
    """标准每平方米1.2元 says of what only with the clause before it."""
    return (
        bool(_OF_WHAT.match(form))
        and len(before) <= LONGEST_LEAD
        and not before.endswith(SEMICOLONS)
    )


def _alike(form: str, other: str) -> bool:
    """Whether both hold figures of one unit: then one is the answer and the other its look-alike."""
    return bool(_figures(form) & _figures(other))


def _figures(form: str) -> frozenset[str]:
    """The units of the figures of a clause that are no days."""
    return frozenset(figure.unit for figure in quantities(form)) - DATE_UNITS


def _run(open_: Sequence[int], best: int) -> list[int]:
    """Of the clauses that may answer those around one that follow each other: 7.5亿元用于…，3.3亿元用于…."""
    first = last = best
    while first - 1 in open_:
        first -= 1
    while last + 1 in open_:
        last += 1
    return [first, last]


def _core(cut: Sequence[Segment], best: int, marked: Sequence[int]) -> tuple[int, int]:
    """First and last clause of the answer: the best, and with it, where they are near, those in which
    the reader sees the answer as well: “26分钟，……缩短为16分钟”."""
    first, last = min([best, *marked]), max([best, *marked])
    near = cut[last].end - cut[first].start <= LONGEST_CORE
    return (first, last) if near else (best, best)


def _in_best_part(
    analysis: Analysis,
    weights: Mapping[str, float],
    cut: Sequence[Segment],
    forms: Sequence[str],
    hints: Sequence[float],
) -> list[bool]:
    """Of a sentence in parts, by semicolons, the clauses of the part that speaks of the question and in
    which the reader sees the answer: 联动许昌包装产业优势 names what is asked of the part's beginning."""
    parts: list[list[int]] = [[]]
    for i, clause in enumerate(cut):
        parts[-1].append(i)
        if clause.text.endswith(SEMICOLONS):
            parts.append([])
    total = sum(weights.values()) or 1.0

    def worth(part: Sequence[int]) -> float:
        form = "".join(forms[i] for i in part)
        named = NAMED_WORTH * bool(analysis.asked.places & places(form))
        return weight_of(held(form, weights), weights) / total + sum(hints[i] for i in part) + named

    best = max(filter(None, parts), key=worth)
    return [i in best for i in range(len(cut))]


def _near_likeliest(
    cut: Sequence[Segment], hints: Sequence[float], marked: Sequence[bool]
) -> list[bool]:
    """Of the marked clauses those that make one answer with the likeliest."""
    if not any(hints):
        return list(marked)
    likeliest = max(range(len(cut)), key=lambda i: (hints[i], -i))
    also = [i for i, one in enumerate(marked) if one and hints[i]]
    first, last = _core(cut, likeliest, also)
    return [first <= i <= last for i in range(len(cut))]


def _names_its_own(analysis: Analysis, form: str) -> bool:
    """Whether a clause says the time that is asked for, or which of several indicators: 其中市级1.16亿元."""
    return _names_time(analysis, form) or bool(analysis.asked.qualifiers & rivals(form))


def _names_time(analysis: Analysis, form: str) -> bool:
    """Whether a clause says the year or the part of the year that is asked for."""
    asked = analysis.asked
    return bool(asked.years & years(form) or asked.periods & periods(form))


def spoken_before(cut: Sequence[Segment], forms: Sequence[str], at: int) -> list[str]:
    """The clauses up to one of them that tell what it is of: of a row not the other cells with figures."""
    if not is_row(cut):
        return list(forms[: at + 1])
    return [*(form for form in forms[:at] if not _FIGURE_CELL.search(form)), forms[at]]


def is_row(cut: Sequence[Segment]) -> bool:
    """Whether the clauses are the cells of a table's row, a few of which hold commas, below its caption."""
    cut = _below_caption(cut)
    if len(cut) > 1 and all(clause.text.endswith(SEMICOLONS) for clause in cut[:-1]):
        return False  # 绿卡：60至64周岁；红卡：65至79周岁
    cells = sum("：" in clause.text for clause in cut)
    return cells > 1 and "：" in cut[0].text and cells >= OF_CELLS * len(cut)


def _names_row(cell: Segment) -> bool:
    """Whether a cell holds no figure: it tells of what those of its row are."""
    return not _FIGURE_CELL.search(cell.text)


def _below_caption(cut: Sequence[Segment]) -> Sequence[Segment]:
    """The clauses of a row without the caption that is said before its cells."""
    return cut[1:] if cut and cut[0].text.endswith(CAPTION_ENDS) else cut


def _is_part(forms: Sequence[str]) -> bool:
    """一共花了多少钱 is not answered by 其中区财政出资9800万元, nor by what that goes on with.

    ``forms`` are the clauses up to the one that is looked at.
    """
    begun = next((i for i in range(len(forms) - 1, 0, -1) if forms[i - 1].endswith(SEMICOLONS)), 0)
    return any(form.startswith("其中") for form in forms[begun:])


def _terms_of_part(forms: Sequence[str], weights: Mapping[str, float]) -> set[str]:
    """Terms of the question that a sentence says of a part of its total alone: 成交2.47万亿美元；其中，期权840亿美元."""
    begun = next((i for i, form in enumerate(forms) if form.startswith("其中")), 0)
    before, after = "".join(forms[:begun]), "".join(forms[begun:])
    return held(after, weights.keys() - held(before, weights)) if begun else set()


def _newest(analysis: Analysis, forms: Sequence[str], open_: Sequence[int]) -> list[int]:
    """Of the cells of a row that are of several years, those of the last, where no time is asked for."""
    asked = analysis.asked
    told = {i: max(years(forms[i]), default=0) for i in open_}
    timed = asked.years or asked.periods or asked.whole_year or _EVERY_YEAR.search(analysis.text)
    if timed or not all(told.values()):
        return list(open_)
    return [i for i in open_ if told[i] == max(told.values())]


def _names_more(forms: Sequence[str], at: int, weights: Mapping[str, float]) -> bool:
    """高速公路总共多少公里 is told by 其中高速公路64公里."""
    return bool(held(forms[at], weights) - held("".join(forms[:at]), weights))


def _overhanging(analysis: Analysis, new: set[str], said: set[str]) -> set[str]:
    """Pairs that reach into a word which a later piece says: 育学 of 教育学位 when 学位 is there."""
    following = zip(analysis.terms, analysis.terms[1:], strict=False)
    return {
        term for term, after in following if term in new and term[-1] == after[0] and after in said
    }


def _leaned_on(clause: Segment, form: str, new: set[str], plan: int) -> Segment:
    """A clause that the answer leans on; of one with a figure of its own, only its subject, and that
    it is a plan, for what follows is one too: 预期目标……货邮吞吐量75万吨. ``plan`` is where that ends."""
    figure = next((q for q in quantities(form) if q.unit not in DATE_UNITS), None)
    if not (new or plan) or figure is None:
        return clause
    end = max([plan, *(end_of(form, term) for term in new)])
    end += form[end : end + 1] in DATE_UNITS  # 1-8|月
    if end > figure.start:
        return clause
    return Segment(clause.start, clause.start + end, clause.text[:end])


def _carried_worth(
    weights: Mapping[str, float], forms: Sequence[str], fits: Sequence[bool], position: int
) -> float:
    """Weight of the terms in a clause and, fading with the distance, in those before it.

    What the sentence begins with is the subject of all that names no other, and hardly fades.
    """
    goes_on = bool(_GOES_ON.match(forms[position]))
    lead = next((i for i, form in enumerate(forms) if not _PERIOD.match(form)), 0)
    of_all = _lead_of_all(forms[lead]) if lead < position else ""
    worth = 0.0
    for term, weight in weights.items():
        faded = weight
        for i in range(position, -1, -1):
            if means(forms[i], term):
                kept = (
                    CARRY * LEAD_CARRY ** (position - i)
                    if (goes_on and lead >= i < position)
                    or (i == lead < position and means(of_all, term))
                    else 0.0
                )
                worth += max(faded, weight * kept)
                break
            faded *= CARRY_PAST_ANSWER if i and fits[i - 1] else CARRY
    return worth


def _lead_of_all(form: str) -> str:
    """What stands before a colon is said of all that follows: 开通3条专线：J1路…；J2路…."""
    lead, *items = re.split("[:：]", form, maxsplit=1)
    return lead if items else ""


def _window(
    weights: Mapping[str, float],
    cut: Sequence[Segment],
    forms: Sequence[str],
    marked: Sequence[bool],
    limit: int,
    enough: int | None = None,
) -> list[Segment]:
    """The run of clauses within ``limit`` characters that holds the most of the question.

    It begins from the clauses of the reader's span, where there is one. From ``enough`` characters on, and
    from half as many across a semicolon, it grows by what says more of the question alone.
    """
    here = [held(form, weights) for form in forms]
    worth = [weight_of(one, weights) for one in here]
    seed = [i for i, one in enumerate(marked) if one]
    best = max(range(len(cut)), key=lambda i: (worth[i], -i))
    first, last = (seed[0], seed[-1]) if seed else (best, best)

    def may(i: int, semicolon: bool) -> bool:
        size = cut[last].end - cut[first].start
        if not 0 <= i < len(cut) or len(cut[i].text) > limit - size:
            return False
        if enough is None or _NEXT_ITEM.match(forms[i]):
            return True
        if size < (enough / 2 if semicolon else enough):
            return True
        ends = not semicolon and i == len(cut) - 1 and len(cut[i].text) <= SHORT_GAP
        return ends or not here[i] <= set[str]().union(*here[first : last + 1])

    while True:
        # What follows explains or lists; what stands before names the subject: the richer goes in.
        # What a semicolon parts is another matter, and goes in last.
        apart = (
            first > 0 and forms[first - 1].endswith(SEMICOLONS),
            forms[last].endswith(SEMICOLONS),
        )
        before, after = may(first - 1, apart[0]), may(last + 1, apart[1])
        richer = worth[first - 1] >= worth[last + 1] if before and after else before
        if before and (not after or (apart[1] > apart[0]) or (richer and apart[0] <= apart[1])):
            first -= 1
        elif after:
            last += 1
        else:
            return list(cut[first : last + 1])


def joined(analysis: Analysis, pieces: Sequence[Segment]) -> str:
    """The pieces as one sentence; what was left out inside a clause shows as an ellipsis.

    None is needed where the question itself puts the two ends together: 郑州机场 + 货邮吞吐量.
    """
    text = pieces[0].text
    for before, piece in itertools.pairwise(pieces):
        cut = before.end < piece.start and before.text[-1] not in _STOPS
        seam = matching_form(before.text[-2:] + piece.text[:2])
        text += ("" if not cut or seam in analysis.text else "……") + piece.text
    return text


_STOPS = "，,：:、；;。"
