"""What a page is about, where its title is a name, and a question names what another page is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.places import without_places
from qa.years import without_times

LEAST, LONGEST = 3, 10
"""Characters of such a name."""
_GRAM = 3
"""Characters in a row by which a text speaks of one."""
_OPENS = "《“【〈「『 "
_NAME = re.compile(r"[㐀-鿿a-z0-9·]+")
"""All of a title up to a blank or a mark: 沈墨林 of 沈墨林（现代画家）."""
_LABEL = re.compile(r"^[【\[（(][^】\]）)]{1,8}[】\]）)]")
_PLACE = re.compile(
    r"(?:^|(?<=关于)|(?<=关于《)|(?<=印发《)|(?<=[（ ]))(?P<place>[㐀-鿿]{2,3})(?:[市县](?![㐀-鿿]?(?:场|域|级|内|区|民))|日报|晚报|时报|晨报|新闻网)"
)
"""Of what county or town a page is: a notice of one of its bodies, or its newspaper."""
_NO_PLACE = re.compile("城$|[全我本各省市县区]|地级|中心|超$|上$")
_NO_NAME = re.compile("怎么|如何|什么|多少|哪|是|的|关于|通知|公告|办理|流程")


def named_by_titles(question: str, titles: Iterable[str]) -> frozenset[str]:
    """The names that titles begin with and a question says, all in matching form."""
    names = map(_name, titles)
    return frozenset(
        name
        for name in names
        if name in question and len(without_places(without_times(name)).strip()) >= LEAST
    )


def places_by_titles(question: str, titles: Iterable[str]) -> frozenset[str]:
    """The places, as the titles of pages have them (云泽 of 云泽市财政局, of 云泽日报), that a question names: a town
    or a county is on no list of cities, and its pages tell of no other."""
    return frozenset(place for title in titles for place in _places(title) if place in question)


def is_of_another_place(asked: frozenset[str], title: str, near: str) -> bool:
    """Whether a page is, by its title, of another place than those asked about, and the text near by names none
    of them."""
    own = _places(title)
    return bool(asked and own) and not any(place in f"{title}{near}" for place in asked)


def _places(title: str) -> frozenset[str]:
    found = (match["place"] for match in _PLACE.finditer(_LABEL.sub("", title).lstrip(_OPENS)))
    return frozenset(place for place in found if not _NO_PLACE.search(place))


def is_about_another(named: frozenset[str], title: str, near: str) -> bool:
    """Whether the page of a title is about none of what is named, and the text near by speaks of none."""
    if not named or any(name in title for name in named):
        return False
    return not any(
        name[i : i + _GRAM] in near for name in named for i in range(len(name) - _GRAM + 1)
    )


def is_about_its_like(named: frozenset[str], question: str, title: str) -> bool:
    """Whether a page is about one thing by its name and the question about another by its: what 沈墨林's page
    tells of 何砚秋 is seldom what is asked."""
    own = _name(title)
    return bool(named and own) and own not in question and not any(name in title for name in named)


def _name(title: str) -> str:
    found = _NAME.match(_LABEL.sub("", title).lstrip(_OPENS))
    name = found[0] if found else ""
    return name if LEAST <= len(name) <= LONGEST and not _NO_NAME.search(name) else ""
