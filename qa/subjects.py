"""What a page is about, where its title is a name, and a question names what another page is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.constraints import without_places, without_times

LEAST, LONGEST = 3, 10
"""Characters of such a name."""
_GRAM = 3
"""Characters in a row by which a text speaks of one."""
_OPENS = "《“【〈「『 "
_NAME = re.compile(r"[㐀-鿿a-z0-9·]+")
"""All of a title up to a blank or a mark: 沈墨林 of 沈墨林（现代画家）."""
_LABEL = re.compile(r"^[【\[（(][^】\]）)]{1,8}[】\]）)]")
_NO_NAME = re.compile("怎么|如何|什么|多少|哪|是|的|关于|通知|公告|办理|流程")


def named_by_titles(question: str, titles: Iterable[str]) -> frozenset[str]:
    """The names that titles begin with and a question says, all in matching form."""
    names = map(_name, titles)
    return frozenset(
        name
        for name in names
        if name in question and len(without_places(without_times(name)).strip()) >= LEAST
    )


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
