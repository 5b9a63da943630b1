"""What place a document speaks of, and whether evidence is of the place that is asked about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qa.constraints import Constraints
from qa.kept import of_document
from qa.places import (
    by_province,
    city_of_districts,
    districts,
    each_district,
    is_district,
    names,
    names_district,
    own_places,
    places,
    provinces,
    provinces_of_cities,
)
from qa.scopes import scopes
from qa.surroundings import Surroundings

_PROVINCIAL = re.compile(r"省(?:委|政府|政协|人大|直|级|里|内)|[全我]省")
_AUTONOMOUS = frozenset(["内蒙古", "广西", "西藏", "宁夏", "新疆"])
"""Regions, each of which calls itself 自治区 in its own pages."""
_TOGETHER = re.compile(
    r"(?:[两三四五六七八九十各]|\d{1,2}个?)[省市县区州地](?:(?:合计|累计|总?共|一共)|[^,，。;；]{0,8}(?:总和|之和))"
)
"""A figure of several places together is not that of one of them."""
_OURS = re.compile("[我本][市县区州]")
"""Whoever writes speaks of his own place, whatever others he names."""
_OURS_OR_ALL = re.compile("[我本全][区县]")
SIGNED = re.compile(
    r"^[ \t]*(?:[㐀-鿿]{0,4}[:：] ?)?[㐀-鿿、()（） ]{2,40}(?:局|委|委员会|政府|办公室|厅|院|社|中心)(?=[ \t\u3000]|$)",
    re.MULTILINE,
)
"""What a body signs with, in matching form: its name, in a line of its own."""
_SOURCED = re.compile(
    r"(?:来源|发布机构|发文机关|发布单位|供稿(?:单位)?)[:：] ?([㐀-鿿]{2,30}(?:局|委|委员会|政府|办公室|厅|院|社|中心))"
)
_ORIGIN = re.compile("(?:来自|毕业于)[㐀-鿿]{2,3}")
"""来自广西的志愿者 does not say where something is."""
_PASSES, _GOES_ON_WITH = frozenset("经由向致与和同及、赴距离往"), re.compile("市?[、和与及至]")
"""What stands beside a place that is named in passing."""
_TAKES_PLACE = re.compile("[省市县区]?(?:举行|举办|召开|开幕|闭幕|落幕|收官|开赛|进行|打响)")
_CALLED = re.compile("[省市县区]?(?P<what>[㐀-鿿]{2})")
HOME_DOCUMENTS, HOME_SHARE = 3, 0.65
MIN_MENTIONS = 2


def unmet_places(asked: Constraints, where: Surroundings) -> list[str]:
    """Provinces and cities that are asked about, and that evidence is not of."""
    apart = asked.places
    if not apart:
        return []
    if len(apart) > 1:
        apart -= _by_initials(apart, where.near)
    apart -= {provinces_of_cities().get(city) for city in apart}  # the city is in it
    together = len(apart) > 1 and not places(where.sentence) and _stand_together(apart, where.head)
    if together or _is_of_its_district(asked, where):
        return []
    return sorted(name for name in apart if not _place_holds(name, asked, where))


def unmet_districts(asked: frozenset[str], where: Surroundings) -> list[str]:
    """The same of districts and counties."""
    return sorted(name for name in asked if not _district_holds(name, where))


def home(heads: Sequence[str]) -> str:
    """The city that nearly all documents with these beginnings are about, of those that are about one."""
    counts = Counter(city for head in heads for city in _cities_of(head))
    city, times = next(iter(counts.most_common(1)), ("", 0))
    return city if times >= max(HOME_DOCUMENTS, HOME_SHARE * counts.total()) else ""


@of_document
def subjects(head: str) -> frozenset[str]:
    """The places that a document speaks of: the most frequent one of its beginning."""
    return _foremost(names("places.txt").findall(head))


def _place_holds(name: str, asked: Constraints, where: Surroundings) -> bool:
    """A place is said near by, or it is what the whole document is about."""
    if len(asked.places) == 1 and _TOGETHER.search(where.sentence):
        return False
    cities = _cities_of(where.head)
    if cities and _OURS.search(where.sentence):
        among = bool(asked.places & cities) and name in where.sentence  # 我市通往六安4条、淮南3条
        return among or name in cities | provinces() | places(where.heading)
    if name in where.near:
        return True
    if _PROVINCIAL.search(where.sentence) and _province_of(cities) == name:
        return True
    if name in provinces() and "省" in scopes(where.sentence) and name in where.head:
        inside = own_places(where.sentence) - {name}
        if all(lies_in(one, name) for one in inside):
            return True  # 全省…，怀化、湘西等9个市州受灾
    others = own_places(_ORIGIN.sub(" ", where.sentence)) - asked.places
    if others - {provinces_of_cities().get(name)} and not asked.place_asked:
        return False
    if name == city_of_districts(f"{where.heading} {where.head}") and not cities:
        return True  # 苍南县、瓯海区 lie in 温州
    near = places(where.chunk)
    if name not in provinces():
        near -= provinces()  # 河南 beside 郑州 is no other place
    if name in subjects(where.head) | cities or (near == {name} and not cities):
        return True
    if not places(f"{where.head} {where.chunk}"):
        return name == where.home or (name in _AUTONOMOUS and "自治区" in where.head)
    of_a_city = name in provinces() and "市" in scopes(where.sentence)
    if not of_a_city and _begins_with(name, where):
        return True
    first = {_first_named(where.head)}
    if not cities:
        first |= {_first_city(where.head)} | _first_of_all(where.head) | _only_city(where.head)
    return name in first and not of_a_city


def told_first(name: str, where: Surroundings) -> bool:
    """Whether a document begins with a place, as news do that tell of one event, and is about no other: what a
    sentence further on names beside it is no other place of the event, unless it begins with it."""
    line = places(where.opening) | districts(where.opening)
    if not any(lies_in(one, name) for one in line):
        return False
    if any(_TAKES_PLACE.match(rest) for rest in where.opening.split(f"在{name}")[1:]):
        return True
    others = places(where.sentence) & line
    if not all(lies_in(one, name) or lies_in(name, one) for one in others):
        return False  # 江西、湖南遭强降雨, and this tells of one of them
    about = _cities_of(where.head) | _districts_of(where.head)
    if about and not any(lies_in(one, name) or lies_in(name, one) for one in about):
        return False
    begun = names("places.txt").match(where.sentence)
    return begun is None or lies_in(begun[0], name)


def is_known_by(name: str, question: str, head: str) -> bool:
    """Whether the first part of a document names what the question names the place for: 广州海洋中心 of 广州海洋科学与技术研究中心; or
    with a district that it names behind its city, of a document that names no city: 邵阳双清."""
    said, wanted = _called(name, head), _called(name, question)
    inside = {one for one in wanted if any(is_district(f"{one}{end}") for end in "区县市")}
    return bool(wanted & said) or (bool(inside & districts(head)) and not places(head) - {name})


def _called(name: str, text: str) -> set[str]:
    """The two characters behind each mention of a place."""
    return {match["what"] for match in map(_CALLED.match, text.split(name)[1:]) if match}


def lies_in(one: str, other: str) -> bool:
    """郑州 lies in 郑州 and in 河南."""
    return one == other or provinces_of_cities().get(one) == other


def _begins_with(name: str, where: Surroundings) -> bool:
    """Whether a document begins with one place alone and is about no other; with a province, of which it tells as a
    whole: 全省转移群众18.7万人."""
    line = own_places(_ORIGIN.sub(" ", where.opening))
    if name in provinces():
        return {name} == {provinces_of_cities().get(one, one) for one in line} and (
            name in line and "省" in scopes(where.opening)
        )
    if line - {provinces_of_cities().get(name)} != {name} or not _cities_of(where.head) <= {name}:
        return False
    found = names("places.txt").finditer(where.opening)
    first = next((one for one in found if one[0] == name), None)
    return first is not None and not _is_passed(where.opening, first)


def _is_of_its_district(asked: Constraints, where: Surroundings) -> bool:
    """A bulletin of 青云谱区 need not say that it lies in 南昌, where it names no city."""
    above = f"{where.sentence} {where.heading}"
    near = places(f"{above} {where.before}") | _cities_of(where.head)
    own = all(names_district(name, where.heading) for name in asked.districts)
    return bool(asked.districts) and own and not near - provinces()


def _district_holds(name: str, where: Surroundings) -> bool:
    """A district is said in the sentence or above it, or near by as the only one; of what follows a list
    of several, or is said of 全市, none is meant."""
    if names_district(name, f"{where.sentence} {where.heading}"):
        return True
    own = name in _districts_of(where.head) or (
        districts(where.opening) == {name} and not districts(where.sentence)
    )
    if "市" in scopes(where.sentence):
        return own and not _cities_of(where.head)
    if not districts(where.head) and _OURS_OR_ALL.search(where.head):
        own = own or (len(name) > 1 and name in where.head)  # 我县 …… 在柳河新建
    near = (where.before, where.chunk)
    return own or any(names_district(name, one) and districts(one) <= {name} for one in near)


def _stand_together(asked: frozenset[str], head: str) -> bool:
    """Whether a document begins with what it tells of several places: 江西、福建两省铁路."""
    either = "|".join(sorted(asked))
    return bool(re.search(rf"(?:(?:{either})[省市]?[、和与及]?){{{len(asked)}}}", head))


def _by_initials(asked: frozenset[str], near: str) -> frozenset[str]:
    """Places of which the first characters stand together: 郑洛西合作带 is of 郑州, 洛阳 and 西安."""
    initials = "".join(sorted({name[0] for name in asked}))
    if len(initials) < 2:
        return frozenset()
    run = next((found for found in re.findall(f"[{initials}]{{2,}}", near)), "")
    return frozenset(name for name in asked if name[0] in run)


def _cities_of(head: str) -> frozenset[str]:
    """Those that a document is about, or whose bodies sign it."""
    return (subjects(head) | _signed(head)) - provinces()


@of_document
def _signed(head: str) -> frozenset[str]:
    """The places of the bodies that sign a document: 某市财政局, in a line of its own or as its source."""
    return frozenset[str]().union(*map(places, [*SIGNED.findall(head), *_SOURCED.findall(head)]))


def _province_of(cities: frozenset[str]) -> str | None:
    """That of the one city: 省政府 is that of 河南 in a document about 郑州."""
    return next((provinces_of_cities().get(city) for city in cities), None)


@of_document
def _first_city(head: str) -> str:
    """The city that stands behind its province where a document names a place first: 湖北省恩施州."""
    first, second = [*names("places.txt").finditer(head), None, None][:2]
    if first is None or second is None or second.start() - first.end() > 1:
        return ""
    return second[0] if second[0] in by_province().get(first[0], []) else ""


@of_document
def _first_named(head: str) -> str | None:
    """The place that a document names first, if it names it again: whose it is, however many others it
    lists."""
    named = names("places.txt").findall(head)
    first, counts = (named[0] if named else ""), Counter(named)
    if first in provinces() and head.count("全省") >= max(MIN_MENTIONS, head.count("全市")):
        return first
    cities = by_province().get(first, [])
    others = max((counts[city] for city in cities), default=0)  # 河南 first, then of 郑州 alone
    return first if counts[first] >= max(MIN_MENTIONS, others) else None


@of_document
def _first_of_all(head: str) -> frozenset[str]:
    """Of a document that names no city twice, as news do, the one that it names first; a province where it
    names that first and no city."""
    found = list(names("places.txt").finditer(head))
    cities = [one for one in found if one[0] not in provinces()]
    often = max(Counter(one[0] for one in cities or found).values(), default=0) >= MIN_MENTIONS
    first = [] if often else [*cities[:1], *found[:1]]
    return frozenset(one[0] for one in first if not _is_passed(head, one))


def _only_city(head: str) -> frozenset[str]:
    """The only one that a document names at all, where it is said to be there: 在郑州."""
    cities = places(head) - provinces()
    return frozenset(city for city in cities if len(cities) == 1 and f"在{city}" in head)


def _is_passed(text: str, place: re.Match[str]) -> bool:
    """经柳州市住房局同意, or in a list of several."""
    before, after = text[place.start() - 1 : place.start()], text[place.end() : place.end() + 2]
    return before in _PASSES or bool(_GOES_ON_WITH.match(after))


@of_document
def _districts_of(head: str) -> frozenset[str]:
    """Districts and counties that a document is about, or whose bodies sign it."""
    signed = frozenset[str]().union(*map(districts, SIGNED.findall(head)))
    return _foremost([name[:-1] for _, name in each_district(head)]) | signed


def _foremost(named: Sequence[str]) -> frozenset[str]:
    """The name that is said most, several times and twice as often as the next."""
    counts = Counter(named).most_common(2)
    if not counts or counts[0][1] < MIN_MENTIONS:
        return frozenset()
    if len(counts) > 1 and counts[1][1] * 2 > counts[0][1]:
        return frozenset()
    return frozenset([counts[0][0]])
