"""Years that a text names: as its own, as those it only compares with, and as the one that it calls 今年."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from qa.kept import of_document, of_sentence
from qa.periods import periods, without_periods

# A year without 年 is no amount: 1924.5万, 2000名, and none is in a designation: C/2023 R7.
_YEAR = re.compile(
    r"(?<![\d.])(?<![a-z]/)((?:19|20)\d{2})(?:\s*年(?!代)|(?![\d.,%‰年余多万亿千百个家人名位条项件元吨张座所户台辆亩公平米块斤字份套只头棵株场次天度瓦兆毫升克股种支根片枚颗粒册篇双组间栋艘架列趟盒瓶箱袋桶幅倍岁]))"
)
_YEARS_THROUGH = re.compile(r"((?:19|20)\d{2})年?\s*[-—–~～至到]+\s*((?:19|20)\d{2})年")
_SUM = r"\d[\d.,]*[㐀-鿿%]{0,4}"
_ONE_BY_ONE = re.compile(
    rf"分别|依次|[至到]\s*(?:19|20)\d{{2}}年[,，]?$|年[^,，。;；、]{{0,24}}?{_SUM}、{_SUM}[、和及与]{_SUM}"
)
"""2021年至2023年分别为… tells of 2022 as well, and so do the clause before 分别 and 2025—2027年…4.65亿、6.12亿和7.83亿元."""
_SEVERAL_BACK = 3
"""Years, one before the other, that are told of in passing."""
DECADE = 10
_SHORT_YEAR = re.compile(r"(?<![\d近过这前后第满.十百])([12]\d)年(?=[^来间以前后期级制限多])")
"""23年 in a question is 2023年; 20年来 is a length of time."""
_HAN_YEAR = re.compile(r"(?:二[〇零○]|一九)[〇零○一二三四五六七八九]{2}(?=年)")
_HAN_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_OPENING_YEAR = re.compile(r"(?:^|\n)[^\S\n]*(?:过去的)?((?:19|20)\d{2})年[,，]")
"""A paragraph that begins so tells of what year the document speaks."""
_PART = r"\d{1,2}(?:[-—–~～至到]\d{1,2})?月份?|[上下]半年|前?第?[一二三四1-4]季度|前\d{1,2}个月"
_COMPARED = re.compile(
    rf"[比较]\s*(?:19|20)\d{{2}}年(?:度|[末底初]|{_PART})?(?:同期)?(?=[㐀-鿿]{{0,4}}?(?:同期|[增下上减提降涨回高低翻多少扩缩]))"
    r"|(?:19|20)\d{2}年(?:\d{1,2}月(?:份|\d{1,2}日)?)?以来的?(?=[最新首单])|[比较]\s*(?:19|20)\d{2}年[^，,。；;\d]{0,8}的(?=\d[^。；;]*[；;].)|[与同和跟]\s*(?:19|20)\d{2}(?:年[度版]?|财年)(?:同期)?(?:的\d[\d.,]*[㐀-鿿%]{0,6})?(?=相?比)"
    r"|(?<=本人)(?:19|20)\d{2}年度?(?=月平均工资)|按照?[^，,。；;\d]{0,8}(?:19|20)\d{2}年(?=[^，,。；;]{0,12}(?:核定|确定|计算|测算))"
)
"""The year that a figure is compared with, or worked out from, is not its own: 比2022年下降2.7%."""
_DESIGNATION = re.compile(r"[〔\[［(（](?:19|20)\d{2}[〕\]］)）]\s*第?\d+号")
"""府发〔2009〕31号 is cited by what is of another year."""
_COME_FROM = re.compile(
    r"[由从](?:19|20)\d{2}年[^，,。；;]{0,12}?\d[\d.]*[^，,。；;\d]{0,8}(?=[增下上提升减压降扩收缩跌涨][㐀-鿿]{0,2}[到至为])"
)
_BEGUN = re.compile(
    r"(?:19|20)\d{2}年[^,，。；;]{0,4}?(?:启动|成立|设立|创办|创建|起步|开始|以来|获批|试点|起(?![草降]))"
)
_WORKS_BEGUN = re.compile(r"(?:19|20)\d{2}年[^,，。；;]{0,4}?[开动]工")
_THE_YEAR_BEFORE = re.compile(r"(?:[上去]一?年|上年)(?:同期)?[（(](?:19|20)\d{2}年[）)]")
"""上年（2022年）地区生产总值为698.4亿元 tells of that figure alone."""
_IN_PASSING = re.compile(
    r"(?<=[，,；;])(?:而|[上去]年)?(?P<year>(?:19|20)\d{2})年(?:同期|时|末|底)?(?:仅|只|还|才|则?[为是])"
)
"""…产能利用率为81%，2023年仅为54% tells of 2023 in passing."""
_DIGITS = re.compile(r"\d")
_LAST_DAY = re.compile(
    r"(?:最[迟晚]|不[晚迟]于|截至|截止)[^,，。;；\d]{0,6}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日"
    r"|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?:之?前|为止|止|截止)"
)
"""The day by which something is due."""
_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日")
SENTENCE_END = re.compile(r"[。！？!?\n]")
_THIS_YEARS_PART = re.compile("今年.{0,12}")
_AHEAD = re.compile(r"(?:[到至]|力争|预计|计划|[进步迈]入)\s*(?:19|20)\d{2}年?")
_TITLE_YEAR = re.compile(r"(?:[^\n]*\n)?[^\n]*?[（(](?P<year>(?:19|20)\d{2})年[^（）()\n]*[）)]")
"""In brackets behind the title or below it: 政府工作报告（2024年）, 经济运行情况（2016年上半年）."""
_ISSUE = re.compile(r"(?:19|20)\d{2}年度?第[一二三四五六七八九十\d]+[期次批届]")
"""2025年度第二期中期票据 does not say that 2025 is over."""
_CLOSED = re.compile(r"(?:19|20)\d{2}年(?:[末底]|年报|全年|年度(?:报告|业绩)|12月(?:31日|[末底]))")
"""What was so when a year ended is told in the next."""
_BULLETIN = "统计公报"
"""Named by the year that it tells of, not by that in which it came out."""
LOOKS_BACK = re.compile("工作报告|统计公报|年度报告|年报|工作总结|全年")


ThisYear = tuple[int, frozenset[str]]
"""What 今年 is, of a document without a date, and the parts of it that are spoken of."""
UNKNOWN: ThisYear = (0, frozenset())


def years(text: str) -> frozenset[int]:
    """Calendar years named in the text: 2023年, 2023, 二〇二三年."""
    found = {int(year) for year in _YEAR.findall(text)}
    if _ONE_BY_ONE.search(text):
        for first, last in _YEARS_THROUGH.findall(text):
            found.update(range(int(first), int(last)) if int(last) - int(first) < DECADE else ())
    for year in _HAN_YEAR.findall(text):
        found.add(int("".join(_HAN_DIGITS[character] for character in year)))
    return frozenset(found)


def short_years(question: str) -> frozenset[int]:
    """Those of a question that it names by two digits: 23年."""
    return frozenset(2000 + int(year) for year in _SHORT_YEAR.findall(question))


def in_full_years(question: str) -> str:
    """22年 as 2022年."""
    return _SHORT_YEAR.sub(r"20\1年", question)


def without_times(text: str) -> str:
    """The text without its years and parts of years."""
    return without_periods(_SHORT_YEAR.sub(" ", _YEAR.sub(" ", text)))


def in_words(years: Iterable[int]) -> str:
    """2022年、2023年."""
    return "、".join(f"{year}年" for year in sorted(years))


@of_sentence
def own_years(text: str) -> frozenset[int]:
    """Years of a text without those that it only compares with."""
    return years(_COMPARED.sub(" ", _DESIGNATION.sub(" ", text)))


def years_told(text: str, asked: frozenset[int]) -> frozenset[int]:
    """Its own years; one from which a figure has come to what it is, only where that is asked for: 由2022年的286亿元压降到
    97亿元."""
    told = own_years(text)
    return told if asked & told else own_years(_COME_FROM.sub(" ", text))


def lasting_years(text: str) -> frozenset[int]:
    """Years that go on to hold for what follows: 2016年启动试点 and 最迟于2026年1月10日提交 tell of no more
    than that."""
    if _counts_back(text):
        return frozenset()
    text = _IN_PASSING.sub(_unless_later, text)
    return own_years(_LAST_DAY.sub(" ", _BEGUN.sub(" ", _THE_YEAR_BEFORE.sub(" ", text))))


def _counts_back(text: str) -> bool:
    """Whether it tells of several years from the last to the first: 2017年24万亿元，2016年20万亿元，2015年18万亿元."""
    told = [int(year) for year in _YEAR.findall(text)]
    return len(told) >= _SEVERAL_BACK and all(one > other for one, other in pairwise(told))


def without_begun(text: str) -> str:
    """The text without the years, and months, in which something began."""
    return _WORKS_BEGUN.sub(" ", _BEGUN.sub(" ", text))


@of_document
def dating_years(text: str) -> frozenset[int]:
    """Of those the ones that may tell of what year a whole document is; 2022年8月开工 does of what follows alone."""
    return lasting_years(_WORKS_BEGUN.sub(" ", text))


@of_document
def year_after(text: str) -> int:
    """The year of a document that names no other than the one before, and that as it ended: 2024年末货币资金. 0 where it
    names others."""
    told = dating_years(text)
    return max(told) + 1 if told and not dating_years(_CLOSED.sub(" ", text)) else 0


def _unless_later(passing: re.Match[str]) -> str:
    """A blank for a year that is not after one named before it."""
    before = passing.string[: passing.start()]
    goes_on = int(passing["year"]) > max(years(before), default=int(passing["year"]))
    return passing[0] if goes_on or not _DIGITS.search(before) else " "


def years_beside_days(text: str) -> frozenset[int]:
    """Years that a text names otherwise than in a day: of 2024年核算数于2025年1月24日发布, 2024."""
    return own_years(_DAY.sub(" ", text))


def in_passing(heading: str, earlier: Sequence[int]) -> bool:
    """Whether a paragraph named only years that its document tells of in passing, so that the next one is of
    the year in its title: 2023年增收不增利 compares with 2022 and expects 2026."""
    if not earlier or not (told := years(heading)):
        return False
    looks_back = LOOKS_BACK.search(heading) and _BULLETIN not in heading
    return not told & {*earlier} and not looks_back


def this_year(text: str) -> ThisYear:
    """The year that a document without a date calls 今年, and the parts of it that it speaks of: the one after
    the last that it names as over. 0 where it says neither."""
    said = _THIS_YEARS_PART.findall(text)
    parts = frozenset[str]().union(*map(periods, said))
    titled = _TITLE_YEAR.match(text)
    own, text = (int(titled["year"]), text[titled.end() :]) if titled else (0, text)
    over = own_years(_ISSUE.sub(" ", _AHEAD.sub(" ", text))) if said else frozenset[int]()
    if said and own > max(over, default=0):
        return own, parts
    return (max(over) + 1, parts) if over else UNKNOWN


@of_document
def opening_years(head: str) -> frozenset[int]:
    """Those with which paragraphs of the beginning of a document begin."""
    return frozenset(int(year) for year in _OPENING_YEAR.findall(head))


@of_document
def first_day(head: str) -> str:
    """The first that the beginning of a document names, ISO 8601; or nothing."""
    found = _DAY.search(head)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


@of_document
def first_years(head: str) -> frozenset[int]:
    """Of a document without a date, the years that its first sentence with any names."""
    return next(filter(None, map(own_years, SENTENCE_END.split(head))), frozenset())
