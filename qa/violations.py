"""Which constraints of a question evidence does not meet or speaks against, and which hold loosely."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from qa.bodies import another, bodies
from qa.constraints import Constraints
from qa.contrasts import Contrast, named
from qa.named_things import of_another
from qa.ordinals import numbered, unmet_numbers
from qa.periods import names_whole_year, periods, periods_told
from qa.places import abroad, districts, places, provinces
from qa.plans import tells_no_result
from qa.qualifiers import FAMILIES, levels_together, qualifiers, qualifiers_met
from qa.scopes import scopes, unmet_scopes
from qa.surroundings import Surroundings
from qa.tiers import apart, outside, tiers
from qa.timing import begins_in, periods_near, tells_a_part, tells_no_year, unmet_times
from qa.whereabouts import unmet_districts, unmet_places
from qa.years import in_words, opening_years, years, years_told

TOLD = 3
"""Last characters by which a document that begins with a thing is about it: 虎台乡."""
_BY_WHOM = re.compile("[被由经据][㐀-鿿]{2,3}[省市]?(?=警方|公安|海关|消防|检方|法院|监管)")
"""Whoever did it is no other place than where it was done: 降落在长春，被吉林警方押解."""
_BORDERS = re.compile(
    "(?:[东南西北]{1,2}[面部边]?(?:与|和|同)?|毗)[接临邻连靠]?[㐀-鿿]{2,4}?(?:省|市|自治区)?(?:接壤|相[邻接连]|毗[邻连]|交界)"
    "|(?:[东南西北]{1,2}[面部边]?|毗)[接临邻连靠]壤?[㐀-鿿]{2,4}?(?=[省市自和、,，。;；]|$)"
)
"""What a place borders on is not the place: 南接吉林省，西邻内蒙古自治区，面积排名全国第6."""
_Check = tuple[frozenset[Any], Callable[[str], frozenset[Any]], str]
"""What is asked, how a text names such, and what the question calls it."""


def failed(asked: Constraints, where: Surroundings, so_far: str | None = None) -> tuple[str, ...]:
    """The constraints that the evidence does not meet, as they are said in Chinese.

    ``so_far`` is the sentence up to the end of the answer, when only a part of it is quoted: times
    that it names later are not those of the answer.
    """
    said = where.sentence if so_far is None else so_far
    timed = where if said == where.sentence else replace(where, sentence=said)
    found = [
        *unmet_times(asked, timed),
        *unmet_places(asked, where),
        *unmet_numbers(asked.numbered, where),
        *(["实际完成"] if asked.done and tells_no_result(where, timed) else []),
        *_unmet_qualifiers(asked.qualifiers, where, said),
        *sorted(one.word for one in asked.contrasts if _is_another(one, timed)),
        *_unmet_bodies(asked.bodies, where, said),
        *(["累计"] if asked.to_date and tells_a_part(said) else []),
        *_unmet_parties(asked.parties, where),
        *_unmet_things(asked.things, where, said),
        *([asked.one] if asked.one and _tells_of_others(asked, where, said) else []),
        *_unmet_countries(asked.abroad, where, said),
        *unmet_districts(asked.districts, where),
        *unmet_scopes(asked.scopes, where),
    ]
    return tuple(dict.fromkeys(found))


def contradicted(
    asked: Constraints, said: Sequence[str], *, whole: str = "", anywhere: bool = False
) -> tuple[str, ...]:
    """What a clause speaks against: another year, part of a year or place than asked.

    ``said`` are the clauses of a sentence up to and with that clause: the last to name one decides, or
    with ``anywhere`` all that do; ``whole`` is the sentence.
    """
    if anywhere:
        said = [" ".join(said)]
    return tuple(
        label
        for wanted, names_it, label in _checks(asked)
        if (found := _last_named(names_it, said)) and not wanted & found
    ) + _outside_tiers(asked, said, whole)


def _checks(asked: Constraints) -> Iterator[_Check]:
    """Of what is asked alone: hardly a question asks for all of it."""
    if asked.whole_year:
        yield frozenset(["全年"]), _whole_or_part, "全年"
    if asked.qualifiers:
        yield from (_among(family, asked) for family in FAMILIES if asked.qualifiers & family)
    if asked.years:
        yield asked.years, partial(years_told, asked=asked.years), in_words(asked.years)
    if asked.periods:
        told = partial(periods_told, asked=asked.periods)
        yield asked.periods, told, "、".join(sorted(asked.periods))
    if asked.places:
        yield asked.places, partial(_places_said, asked), "、".join(sorted(asked.places))
    if asked.districts:
        yield asked.districts, districts, "、".join(sorted(asked.districts))
    for one in asked.contrasts:
        yield one.members, partial(named, one), one.word


def loosened(asked: Constraints, where: Surroundings) -> Constraints:
    """What is asked without the times, stages and districts that are said near by, though the sentence
    names others.

    A reason or a measure may lie in another year than what it explains: only a figure belongs to the
    time that its own sentence names, and to one of the districts that are listed before it.
    """
    timed = asked.years or asked.periods or asked.numbered
    if not (timed or asked.qualifiers or asked.districts or asked.bodies or asked.things):
        return asked
    near = f"{where.before} {where.heading} {where.date_in_words}"
    dated = (
        frozenset[int]() if years(where.heading) else where.date_year
    )  # that of its title is its year
    told = years(near) | dated | opening_years(where.head) | {*where.earlier}
    unsaid = (
        asked.years
        and not years_told(where.sentence, asked.years)
        and (tells_no_year(where) or begins_in(asked.months, where))
    )
    timely = asked.periods and not asked.periods.isdisjoint(periods_near(where, near))
    said = asked.qualifiers & qualifiers(f"{where.sentence} {where.heading}")
    named = f"{where.before} {where.chunk}" if "市" not in scopes(where.sentence) else ""
    return replace(
        asked,
        bodies=asked.bodies if bodies(where.sentence) else frozenset(),
        districts=frozenset(one for one in asked.districts if one not in named),
        # 拿过省级的还能报市级的吗; what its chunk tells of 农村, a sentence need not say again
        qualifiers=said or asked.qualifiers - qualifiers(where.chunk),
        years=frozenset() if asked.years & told or unsaid else asked.years,
        periods=frozenset() if timely else asked.periods,
        numbered=asked.numbered - numbered(where.heading),
        things=frozenset(one for one in asked.things if "".join(one)[-TOLD:] not in where.opening),
    )


def _outside_tiers(asked: Constraints, said: Sequence[str], whole: str) -> tuple[str, ...]:
    """Of the last clause that names tiers; hardly a question gives anything to be put in one."""
    if not (asked.given or asked.tiers):
        return ()
    last = next(filter(tiers, reversed(said)), "")
    return tuple(sorted(outside(asked.given, last, whole) | apart(asked.tiers, last)))


def _whole_or_part(text: str) -> frozenset[str]:
    """下半年将压降…，全年净息差守住1.55% tells of the whole year in the end."""
    return frozenset(["全年"]) if names_whole_year(text) else periods(text)


def _places_said(asked: Constraints, text: str) -> frozenset[str]:
    """全省 names the province that is asked about."""
    of_all = asked.places & provinces() if "省" in scopes(text) else frozenset[str]()
    return places(_BORDERS.sub(" ", _BY_WHOM.sub(" ", text))) | of_all


def _among(family: frozenset[str], asked: Constraints) -> _Check:
    wanted = asked.qualifiers & family
    return wanted, lambda text: family & qualifiers(text), "、".join(wanted)


def _last_named(named: Callable[[str], frozenset[Any]], said: Sequence[str]) -> frozenset[Any]:
    return next((found for clause in reversed(said) if (found := named(clause))), frozenset())


def _is_another(asked: Contrast, where: Surroundings) -> bool:
    """The sentence, or where it names none of the kind its headings, name only others."""
    goes_on = where.before if where.sentence.startswith("其中") else ""
    said = (
        named(asked, where.sentence)
        or (goes_on and named(asked, goes_on))
        or named(asked, where.heading)
    )
    return bool(said) and not said & asked.members


def _unmet_qualifiers(asked: frozenset[str], where: Surroundings, said: str) -> list[str]:
    """Words that make another indicator of one, of which the evidence is not."""
    if not asked:
        return []
    together = levels_together(said)
    return sorted(asked - qualifiers_met(where, said) - (together if together <= asked else set()))


def _unmet_bodies(asked: frozenset[str], where: Surroundings, said: str) -> list[str]:
    """Companies and banks, of which ``said`` tells of others alone."""
    if not asked:
        return []
    told = another(asked, said, where.chunk_before, where.heading, where.head)
    return sorted(asked) if told else []


def _unmet_parties(asked: frozenset[str], where: Surroundings) -> list[str]:
    """Parties, where none of them is named around."""
    around = f"{where.heading}\n{where.chunk}\n{where.head}"
    return [] if any(one in around for one in asked) else sorted(asked)


def _unmet_things(asked: frozenset[tuple[str, str]], where: Surroundings, said: str) -> list[str]:
    """Works and places, of which ``said`` tells of others alone."""
    if not asked:
        return []
    return sorted(of_another(asked, said, where.heading, f"{where.chunk}\n{where.head}"))


def _tells_of_others(asked: Constraints, where: Surroundings, said: str) -> bool:
    """Whether the nearest text that names any of the like things names only others, in a document that knows
    the one that is meant."""
    if not (asked.named or asked.one in f"{where.chunk}{where.heading}{where.head}"):
        return False
    for text in (said, where.heading):
        if asked.one in text:
            return False
        if any(other in text for other in asked.others):
            return True
    return False


def _unmet_countries(asked: frozenset[str], where: Surroundings, said: str) -> list[str]:
    """Countries that are named nowhere near, or all of them where ``said`` names others alone."""
    if not asked:
        return []
    told = abroad(said)
    elsewhere = told and asked.isdisjoint(told)
    near = abroad(f"{where.before} {where.heading} {where.chunk} {where.head} {said}")
    return sorted(one for one in asked if elsewhere or one not in near)
