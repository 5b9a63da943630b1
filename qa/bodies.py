"""Which company or bank a sentence speaks of.

A page of news tells of several, each of them by its name once and then as 公司 or 该行: what is told of one
is not true of the other.
"""

from __future__ import annotations

import re
from collections import Counter

from qa.kept import of_document

_KINDS = (
    "村镇银行|农商银行|农商行|商业银行|银行(?!家)|人寿|财险|证券(?!报|时报|日报|之星|市场|化|交易|法)|期货|信托|资本|控股|集团|股份|公司|生物|医药|制药|药业"
    "|乳业|酒业|快递|冷链|电气|电器|传媒|地产|置业|钢铁|化工|纺织|建材|矿业|新材|重工|航运|文旅|酿造|农牧|锂业|硅业|速运|半导体|微电|(?<![装加修坐乘老旧用建配])电梯"
)
_ALSO_WORDS = "啤酒|养殖|光伏|电池|物流|能源|科技|保险|基金|汽车|电力|食品|电子|软件|通信|环保|机械"
"""Kinds that are words, too: names of companies where they stand in a title."""
_NAME = re.compile(
    f"(?P<stem>[㐀-鿿]{{2}})(?P<kind>{_KINDS}|(?:{_ALSO_WORDS})(?![业园枢中体产企集设基网服港通行站票]|[东南西北]站))"
)
_COMMON = re.compile(
    "[该本此各我贵少几多的和与及在向由对为是有被从把等或其家子母分总]|上市|有限|责任|[一二三]级|手机|网上|网银|电子|直销|社会|国有|民营|股份|商业|国际|投资|公告|回购|减持|增持|发行|转让|季度|年度|近期|结算|占公|万股|亿股|根据|依据|按照|通过|利用|采用|支持|现代|智慧|绿色|新型|全国|全省|全市|假期|(?<![光恒正远])大$|[区县镇]$"
)
"""In place of a name: 该公司, 上市公司, 社会资本, 大银行; 食品 in 西陵区食品小作坊 is none."""
_IN_SHORT = re.compile(
    r"(?P<full>[㐀-鿿]{4,30})[（(](?:[以下]{1,2}|证券)?简称[:：]? ?“?(?P<short>[㐀-鿿]{2,8})[”；;,，）)]"
)
"""云陵市交通投资集团有限公司（简称“云陵交投”）."""
_KNOWN_AT_ONCE = re.compile("[㐀-鿿]{2}(?:银行|农商行|证券|人寿|财险|股份|集团)")
_LEAST = 2
"""Times that a document names what it tells of."""
_SENTENCE_ENDS = "。！？!?\n"
_THE_OTHER = re.compile("后者|对方|前者|双方")


def bodies(text: str) -> list[str]:
    """Companies and banks named in a text (in matching form), in its order, by the last two characters before
    what they are: 苍林农商行."""
    return [match[0] for match in _named(text)]


def _named(text: str) -> list[re.Match[str]]:
    return [match for match in _NAME.finditer(text) if not _COMMON.search(match["stem"])]


def another(asked: frozenset[str], sentence: str, earlier: str, heading: str, head: str) -> bool:
    """Whether a sentence is told of another body than the question asks about, both of which its document
    knows.

    ``earlier`` are the sentences before it, one a line: where it names none itself, it goes on about the
    one that the nearest of them begins with.
    """
    known = _known(heading, head) | _told_once(asked, sentence, heading, head)
    if _is_about_another(asked, f"{sentence}\n{earlier}", heading, head):
        return True
    wanted = asked & known
    if not wanted or len(known) < len(wanted) + 1:
        return False
    if any(one in sentence for one in asked):
        return False
    if said := known.intersection(bodies(sentence)):
        return not said & wanted
    if _THE_OTHER.search(sentence):
        return False
    lines = (
        [one for one in bodies(line) if one in known] for line in reversed(earlier.split("\n"))
    )
    nearest = next(filter(None, lines), [])
    return bool(nearest) and nearest[0] not in wanted


def _told_once(asked: frozenset[str], sentence: str, heading: str, head: str) -> frozenset[str]:
    """Of a page that has a body in its title, also the one that it names but once."""
    if not _KNOWN_AT_ONCE.search(heading):
        return frozenset()
    return frozenset(
        one for one in (*asked, *bodies(sentence)) if _KNOWN_AT_ONCE.search(one) and one in head
    )


def _is_about_another(asked: frozenset[str], near: str, heading: str, head: str) -> bool:
    """Whether a document is about one company, called in short in its title, and a sentence goes on about it
    where another is asked for, of which the document tells elsewhere."""
    titled = [match for match in _IN_SHORT.finditer(head) if match["short"] in heading]
    own = heading + "".join(match["full"] for match in titled)
    return (
        bool(titled)
        and any(one in head for one in asked)
        and not any(one in own or one in near for one in asked)
    )


def subject_of(text: str) -> tuple[int, int] | None:
    """Where the body stands of which what follows a text is told: the first of the last sentence with any."""
    named = _named(text)
    if not named:
        return None
    begin = max(text.rfind(stop, 0, named[-1].start()) for stop in _SENTENCE_ENDS)
    return next(match.span() for match in named if match.start() > begin)


@of_document
def _known(heading: str, head: str) -> frozenset[str]:
    counts = Counter(bodies(head))
    words = re.compile(f"(?:{_ALSO_WORDS})$")
    return frozenset(
        name
        for name, times in counts.items()
        if times >= _LEAST and (name in heading or not words.search(name))
    )
