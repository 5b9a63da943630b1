"""Whether evidence is of the year, the part of a year and the day that are asked about."""

from __future__ import annotations

import re

from qa.constraints import Constraints
from qa.periods import (
    MONTH,
    ONE_MONTH,
    months,
    months_of_days,
    months_through,
    names_whole_year,
    periods,
    periods_told,
    quarters_ended,
    reported,
    until,
    up_to,
)
from qa.surroundings import Surroundings, each_heading
from qa.years import (
    LOOKS_BACK,
    SENTENCE_END,
    dating_years,
    first_years,
    in_words,
    opening_years,
    without_begun,
    year_after,
    years,
    years_told,
)

_RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_RELATIVE_YEAR = re.compile(rf"(?<![比较])({'|'.join(_RELATIVE)})(?!同期|末)")
_SINCE_THEN = re.compile("[由从自][前去上]年")
"""From when something has gone on, or from what it has come."""
LAST_MONTH_BACK = 4
"""Month up to which a report or a 全年 speaks of the year before it was published."""
_OF_A_PART = re.compile(
    rf"(?:今|去|上|当|(?:19|20)\d{{2}})年(?!以来)|{MONTH}[-—–~～至到]{MONTH}月|[上下]半年|季度"
)
_TOTAL = re.compile(r"累计|至今|以来|截[至止]|目前|总共|历年")
_NEW_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]")
"""A numbered paragraph goes on with nothing that the one before tells in passing."""
_CUMULATIVE_CELL = re.compile("[，,](?:本年)?累计(?:数|完成)?：")
"""Of a page on what was done in a month, all that was done up to then."""
_TO_DATE = re.compile("年初至(?:本?报告期末|本期末)|本年累计|年初至今")
_DAY_OF_MONTH = re.compile(r"(?<![\d.])(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])[日号]")
_DAY_OF_DATE = re.compile(r"(?:19|20)\d{2}[-./](0?[1-9]|1[0-2])[-./]([012]?\d|3[01])(?!\d)")
_DAYS_THROUGH = re.compile(
    r"(?<!\d)(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])日?\s*[-—–~～至到]+\s*(?:\1月)?([12]\d|3[01]|[1-9])日"
)
Day = tuple[int, int]
"""Month, day of the month."""
_BEGINS_WITH_DAY = re.compile(rf"(?:(?:19|20)\d{{2}}年)?{_DAY_OF_MONTH.pattern}[:：]?")
"""A title that names its day first is of that day: 9月30日农产品批发价格."""
_YESTERDAY = re.compile("昨[日天晚]")
_BARE_DAY = re.compile(r"(?<![\d月.])([12]\d|3[01]|[1-9])[日号](?!线|楼|院|文|常)")


def unmet_times(asked: Constraints, where: Surroundings) -> list[str]:
    """Years, parts of years and years of the document that are asked for, and that evidence is not of."""
    found = []
    if asked.years and not (_year_holds(asked.years, where) or _is_of_no_year(asked, where)):
        found.append(in_words(asked.years))
    if asked.periods and not _period_holds(asked.periods, where):
        found.append("、".join(sorted(asked.periods)))
    if (other := _other_ends(asked, where)) and other not in found:
        found.append(other)
    if asked.issued and (told := where.date_year | years(f"{where.heading} {where.head}")):
        found.extend(
            f"{year}年"
            for year in sorted(asked.issued - told - years(f"{where.near} {where.chunk}"))
        )
    return found


def _other_ends(asked: Constraints, where: Surroundings) -> str:
    """The month at whose end, middle or beginning something is asked of, where a page tells of other months alone."""
    if not asked.ends:
        return ""
    told = months(f"{_page(where)}\n{where.date_in_words}")
    return "、".join(sorted(asked.ends)) if told and not asked.ends & told else ""


def other_days(question: str, where: Surroundings) -> tuple[str, ...]:
    """The days that a question names, where the document tells of other days of that month alone: of how the
    market closed on 11月8日, the report of 11月7日 says nothing."""
    asked = days(question)
    if not asked:
        return ()
    near = _page(where)
    told = days(near) | _days_through(near)
    told |= {
        (int(month), int(day)) for month, day in _DAY_OF_DATE.findall(f"{near}\n{where.dated}")
    }
    if _YESTERDAY.search(near):
        told |= _days_before(told)
    bare = _bare_days(near)
    in_months = {month for month, _ in told}
    of_a_day = bool(_BEGINS_WITH_DAY.match(where.heading))
    return tuple(
        f"{month}月{day}日"
        for month, day in sorted(asked - told)
        if (of_a_day or month in in_months) and day not in bare
    )


def is_of_another_day(asked: frozenset[Day], where: Surroundings) -> bool:
    """Whether neither what stands around a sentence nor the beginning or the date of its page may name one of the days:
    3日 may be of any month, beside 昨日 the day before is meant as well, of what goes on from day to day each."""
    near = _page(where)
    told = days(near)
    if _YESTERDAY.search(near):
        told |= _days_before(told)
    told |= days(where.date_in_words) | _days_through(near)
    bare = _bare_days(near)
    return not any(day in told or day[1] in bare for day in asked)


def days(text: str) -> frozenset[Day]:
    """The days of the year that a text names: 9月28日."""
    return frozenset((int(month), int(day)) for month, day in _DAY_OF_MONTH.findall(text))


def _page(where: Surroundings) -> str:
    """What is read of the page of a sentence."""
    return f"{where.heading}\n{where.chunk}\n{where.head}"


def _days_through(text: str) -> frozenset[Day]:
    """Each day of what goes on from one to another: 6月21日至26日."""
    return frozenset(
        (int(month), day)
        for month, first, last in _DAYS_THROUGH.findall(text)
        for day in range(int(first), int(last) + 1)
    )


def _days_before(told: frozenset[Day]) -> frozenset[Day]:
    """昨日 of a page of these days."""
    return frozenset((month, day - 1) for month, day in told)


def _bare_days(text: str) -> frozenset[int]:
    """Days without their month: 3日."""
    return frozenset(int(day) for day in _BARE_DAY.findall(text))


def other_years_in_words(question: str, sentence: str) -> tuple[str, ...]:
    """The years that a question names in words, 去年, where the sentence tells of others alone, 今年, whatever years
    these are."""
    asked, told = (_RELATIVE_YEAR.findall(text) for text in (question, sentence))
    same = {_RELATIVE[word] for word in asked} & {_RELATIVE[word] for word in told}
    return tuple(dict.fromkeys(asked)) if told and not same else ()


def tells_a_part(sentence: str) -> bool:
    """Whether it tells of a time alone, not of all that has come together."""
    return bool(_OF_A_PART.search(sentence)) and not _TOTAL.search(sentence)


def periods_near(where: Surroundings, near: str) -> frozenset[str]:
    """What parts of a year are named near by, or where the sentence names none in its chunk."""
    text = near if periods(where.sentence) else f"{near} {where.chunk} {where.opening}"
    return periods(text) | months_of_days(text)


def _year_holds(asked: frozenset[int], where: Surroundings) -> bool:
    """The nearest statement of a year decides: sentence, those before, headings, the date.

    Beside the headings and the date, the years with which its paragraphs begin tell of what years a
    document speaks: a report of January 2024 says “2023年，…” and no year after that.
    """
    if said := years_told(where.sentence, asked) | _relative_years(where, asked):
        return bool(asked & said)
    if not where.dated and periods(where.sentence) & where.this_year[1]:
        return where.this_year[0] in asked  # 1-8月, of which 今年1-8月 is said elsewhere
    if where.earlier and not _RELATIVE_YEAR.search(where.sentence):
        return bool(asked.intersection(where.earlier))
    if above := _years_above(where.sections):
        return bool(asked & above)
    told = years(where.heading) or where.date_year
    if not where.date:
        told |= first_years(where.head)
    return bool(asked & (told | opening_years(where.head) | _year_before(where)))


def tells_no_year(where: Surroundings, asked: frozenset[int] = frozenset()) -> bool:
    """Whether a document says nowhere of what year it is, as some news do: the years that it names are those in which
    something began or with which it compares, or the one that had ended before those that are ``asked``."""
    if where.dated:
        return False
    text = f"{where.heading}\n{where.chunk}\n{where.head}"
    return not dating_years(text) or asked == {year_after(text)}


def begins_in(asked: frozenset[str], where: Surroundings) -> bool:
    """Whether news begin with a day in one of the months, and do not say there of what year."""
    dated = where.dated or years(f"{where.heading} {where.opening}")
    return not dated and bool(asked & months_of_days(where.opening))


def _is_of_no_year(asked: Constraints, where: Surroundings) -> bool:
    """Whether it says so nowhere, and tells of a month that is asked for or of what the question quotes the name of."""
    if any(_RELATIVE[word] for word in _RELATIVE_YEAR.findall(where.sentence)):
        return False  # 去年 is of another one than the page
    if not tells_no_year(where, asked.years):
        return False
    if where.this_year[1] and periods(where.sentence):
        return False  # 上半年 is of the year that is called 今年 elsewhere
    near = f"{where.near}\n{where.head}"
    timely = asked.months & months(without_begun(near))
    timely = timely or asked.periods & periods(without_begun(where.near))
    return bool(timely) or any(one in near for one in asked.quoted)


def _years_above(heading: str) -> frozenset[int]:
    """Those of the nearest of the headings that names any: of what stands below 2025年安排, 2025."""
    return next(filter(None, map(years, reversed(each_heading(heading)))), frozenset())


def _relative_years(where: Surroundings, asked: frozenset[int]) -> frozenset[int]:
    """去年 of a sentence, by the date of its document; from which something has gone on or come to what it is, only
    where that is asked for: 由去年的21.4%降至19.2%."""
    told = _by_date(where, where.sentence)
    return told if asked & told else _by_date(where, _SINCE_THEN.sub(" ", where.sentence))


def _by_date(where: Surroundings, text: str) -> frozenset[int]:
    words = _RELATIVE_YEAR.findall(text)
    return frozenset(year + _RELATIVE[word] for year in where.date_year for word in words)


def _year_before(where: Surroundings) -> frozenset[int]:
    """What a report tells that is published in the first months of a year."""
    month = where.dated[5:7]
    early = month.isdigit() and int(month) <= LAST_MONTH_BACK
    back = early and LOOKS_BACK.search(f"{where.sentence} {where.heading}")
    return frozenset(year - 1 for year in where.date_year) if back else frozenset()


def _period_holds(asked: frozenset[str], where: Surroundings) -> bool:
    """The nearest statement of a part of a year decides; none at all speaks of a whole year.

    A day is in its month: 10月15日 speaks of 10月, but not against 1-8月.
    """
    if names_whole_year(where.sentence) and not periods(where.sentence):
        return False
    own = periods_told(where.sentence, asked)
    if own != periods(where.sentence) and not asked & own:
        return False
    if _TO_DATE.search(where.sentence) and asked & reported(where.heading):
        return True
    if _CUMULATIVE_CELL.search(where.sentence) and asked & up_to(periods(where.heading)):
        return True
    if asked & (months_through(where.sentence) | quarters_ended(where.sentence)):
        return True
    before = "" if _NEW_ITEM.match(where.sentence) else ONE_MONTH.sub("", where.before)
    for text in (where.sentence, before, where.heading, where.date_in_words):
        if asked & ((said := periods(text)) | months_of_days(text) | until(text)):
            return True
        if said:
            return False
    if asked & until(where.chunk):
        return True  # 截至10月底 at its beginning
    if earlier := _periods_before(where):
        return bool(asked & earlier)
    return not periods(where.chunk) and asked <= months_of_days(where.opening)


def _periods_before(where: Surroundings) -> frozenset[str]:
    """Those of the nearest sentence before it in its chunk that names any: of 7月份…同比上涨0.2%。从各市州看，…, 7月."""
    before = ONE_MONTH.sub("", where.chunk_before)
    return next(filter(None, map(periods, reversed(SENTENCE_END.split(before)))), frozenset())
