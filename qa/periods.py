"""Parts of a year that a text names: 上半年, 1-8月, 前三季度, 12月."""

from __future__ import annotations

import re

from qa.kept import of_sentence
from qa.numbers import integer

_WHOLE_YEAR = re.compile(
    r"全年(?!龄|级|轻)|整年|一整年|(?<=(?:19|20)\d{2}年)总(?=营收|收入|销[售量]|产[量值]|额)"
)
_YEARS_PLAN = re.compile(r"全年的?(?=目标|任务|计划)")
"""A part of a year may be compared with it: 上半年占全年目标的多少."""
MONTH = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
_MONTH = re.compile(rf"(?<![\d个])({MONTH})月")
_PART_OF_MONTH = re.compile(rf"(?<![\d个])({MONTH})月份?(?:[底末初]|[上中下]旬)")
_PERIOD = re.compile(
    rf"(?P<interim>(?<![其当])中报(?![名考到告道送])|中期(?=业绩|报告|财报|快报|预告|净利|利润|营收|收入|亏损|(?:有没有)?(?:分红|派息|股息))|(?<![上下一])半年(?=亏损|净利|营收|业绩|利润))|(?P<report>一季|半年|三季|四季)报(?![名考到])|(?P<half>[上下])半年|(?P<since>前)?(?<!财年)(?:第?(?P<quarter>[一二三四1-4])季度|(?:(?<=年)第(?P<short>[一二三四1-4])季(?![度播更节综])|第(?P<alone>[一二三四1-4])季(?=销|营收|净利|业绩|出货)))(?!末)"
    rf"|[前头](?!一个?月|1个?月)(?P<months>{MONTH}|两)个?月(?!\d|底|末|初|份?工资)"
    rf"|(?<![\d哪])(?!(?<!年)一月(?:几(?![号日])|多少|[能开拿挣交收给要付花领发]))(?P<from>{MONTH})月?(?:\s*[-—–~～至到]+\s*(?P<to>{MONTH}))?月(?!份?(?:[末底起]|以来|之?后))(?P<day>\d{{1,2}}日)?"
)
_QUARTER_END = re.compile("第?([一二三四1-4])季度末")
_UNTIL, _ASKED_UNTIL = (
    re.compile(rf"{begin}[^,，。]{{0,6}}?(?<!\d)({MONTH})月{end}")
    for begin, end in (
        ("截[至止]", "(?:[末底]|3[01]日|2[89]日)"),
        (r"(?:截[至止]|(?<![\d月日号底末])到)", r"[末底]?(?!\d)"),
    )
)
"""In a text to the end of a month; a question need not say so: 到8月还有多少."""
_THAN = re.compile(
    rf"[比较](?:[一二三四]季度|[上下]半年|{MONTH}(?:[-—–~～至到]{MONTH})?月)份?末?(?=[^，,。；;\d]{{0,4}}[增下上提减升降涨跌回高低多少快慢扩缩放收])"
    r"|[由从](?:前?[一二三四]季度|[上下]半年)[^，,。；;]{1,14}?(?:转为|[升降增减]至|[升降增减]到|收窄|扩大)"
)
"""增长5.4%，比一季度加快0.5个百分点 tells of no 一季度."""
ONE_MONTH = re.compile(rf"{MONTH}月(?:份)?(?:当月|单月)")
"""A month of which something is told beside the months up to it: 7月当月, of 前7个月."""
_THROUGH = re.compile(
    rf"(?<!\d)(?P<first>{MONTH})月\d{{1,2}}日?\s*[-—–~～至到]+\s*(?:次年|翌年)?(?P<last>{MONTH})月\d{{1,2}}日"
    rf"|(?<!\d)(?P<from>{MONTH})月?\s*[-—–~～至到]+\s*(?:次年|翌年)?(?P<to>{MONTH})月(?=[^,，。；;\d]{{0,4}}\d{{1,2}}[:：]\d{{2}})"
)
"""From day to day, or months with their hours: 5月至10月18:00至次日1:00 tells of 7月, 1-8月 does not."""
_REPORTED = {
    "一季": ("1-3月",),
    "半年": ("1-6月",),
    "三季": ("1-9月", "7-9月"),
    "四季": ("10-12月",),
}
"""What the reports of companies cover: that of the third quarter tells of it and of all three."""


@of_sentence
def periods(text: str) -> frozenset[str]:
    """Parts of a year named in the text: 上半年 is 1-6月, 前8个月 and 1至8月 are 1-8月."""
    found: set[str] = set()
    for match in _PERIOD.finditer(_THAN.sub(" ", text)):
        if match["interim"]:
            found.add("1-6月")
        elif match["report"]:
            found.update(_REPORTED[match["report"]])
        elif match["half"]:
            found.add("1-6月" if match["half"] == "上" else "7-12月")
        elif quarter := match["quarter"] or match["short"] or match["alone"]:
            last = 3 * _number(quarter)
            first = 1 if match["since"] else last - 2
            found.add(f"{first}-{last}月")
        elif match["months"]:
            found.add(f"1-{_number(match['months'])}月")
        elif match["to"]:
            found.add(f"{_number(match['from'])}-{_number(match['to'])}月")
        elif not match["day"]:
            found.add(f"{_number(match['from'])}月")
    return frozenset(found)


def months(text: str) -> frozenset[str]:
    """The months that a text names in whatever form: 6月底, 7月5日, the last one of 1-8月."""
    return frozenset(f"{_number(month)}月" for month in _MONTH.findall(text))


def months_ended(question: str) -> frozenset[str]:
    """Those of which a question names the end, the middle or the beginning: 10月底."""
    return frozenset(f"{_number(month)}月" for month in _PART_OF_MONTH.findall(question))


def periods_asked(question: str) -> frozenset[str]:
    """Those of a question: 截至8月 asks of 1-8月 too."""
    return periods(question) | until(question, _ASKED_UNTIL)


def periods_told(text: str, asked: frozenset[str]) -> frozenset[str]:
    """Those of a text. Of what is asked up to a month, 截至8月, 8月当月 tells nothing."""
    up_to_one = any(f"1-{one}" in asked for one in asked)
    return periods(ONE_MONTH.sub(" ", text)) if up_to_one else periods(text)


def without_periods(text: str) -> str:
    """The text without them."""
    return _WHOLE_YEAR.sub(" ", _PERIOD.sub(" ", text))


def names_whole_year(text: str) -> bool:
    """Whether it says 全年."""
    return bool(_WHOLE_YEAR.search(text))


def asks_whole_year(question: str) -> bool:
    """Whether a figure of a whole year is asked for."""
    return names_whole_year(_YEARS_PLAN.sub("", question))


def until(text: str, pattern: re.Pattern[str] = _UNTIL) -> frozenset[str]:
    """截至11月30日 tells of 1-11月."""
    return frozenset(f"1-{_number(month)}月" for month in pattern.findall(text))


def months_of_days(text: str) -> frozenset[str]:
    """The months in which the days lie that a text names."""
    return frozenset(
        f"{_number(match['from'])}月" for match in _PERIOD.finditer(text) if match["day"]
    )


def months_through(text: str) -> frozenset[str]:
    """The months from the first to the last of what goes on from day to day, or has its hours in them."""
    found: set[str] = set()
    for match in _THROUGH.finditer(text):
        month = _number(match["first"] or match["from"])
        last = _number(match["last"] or match["to"])
        while month != last:
            found.add(f"{month}月")
            month = month % 12 + 1
        found.add(f"{last}月")
    return frozenset(found)


def quarters_ended(text: str) -> frozenset[str]:
    """The parts of a year at whose end something stands: 二季度末 closes 4-6月, and 1-6月."""
    last = {3 * _number(quarter) for quarter in _QUARTER_END.findall(text)}
    return frozenset(f"{first}-{end}月" for end in last for first in (1, end - 2))


def up_to(months: frozenset[str]) -> frozenset[str]:
    """5月 closes 1-5月."""
    return frozenset(f"1-{month}" for month in months if "-" not in month)


def reported(heading: str) -> frozenset[str]:
    """What 年初至报告期末 is, in a report of a quarter or of half a year."""
    return frozenset(told[0] for report, told in _REPORTED.items() if report in heading)


def _number(digits: str) -> int:
    """1–12 in figures or 汉字: the patterns let nothing else pass."""
    return integer(digits) or 0
