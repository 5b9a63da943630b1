"""What of a question a piece of evidence does not meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qa import row_lists
from qa.constraints import Constraints, without_exceptions
from qa.evidence import Place
from qa.kinds import fits_kind, is_dateline
from qa.members import untold
from qa.named_things import documents_of_another
from qa.periods import periods
from qa.places import districts, own_places, provinces
from qa.question import FIGURES, LITERAL, Analysis, Kind
from qa.selection import is_row, spoken_before
from qa.sentences import Segment
from qa.surroundings import Surroundings
from qa.timing import other_days, other_years_in_words
from qa.violations import contradicted, failed, loosened
from qa.whereabouts import is_known_by, lies_in, told_first
from qa.years import years, years_beside_days

ALONE = "单独的数字"
"""What a refusal says is missing where only the sum with others is told."""
MEMBERS = "各项名称"
"""What a refusal says is missing where only their number is told."""
_TOGETHER = re.compile("[合总共]计|[一总]共|累计|[两三四五六七八九十][市区县省州]")
_LISTED = re.compile(
    "(?:(?<=[、和及与])|(?<=分别是)|(?<=[,，:：])|^)([㐀-鿿]{2,14})(?=[、和及与,，])"
)
_ADDRESS_NAMED = re.compile("(?:地址|住所地?|注册地)[:：]")
_ADDRESS = re.compile(rf"[㐀-鿿]{{0,6}}{_ADDRESS_NAMED.pattern}[^,，。;；\n]*")
"""Where a supplier sits tells nothing of the district that is asked about."""
_SCOPE_WORDS = re.compile(
    r"\b(?:nation|countr|china|provinc|city|municipal|world|global|international|domestic)",
    re.IGNORECASE,
)
"""Of a whole country or city, in English: what 总 of total is taken for is none."""
_WHICH_BODIES = re.compile(
    "(?:公司|企业|银行|机构|股东|单位)[^，,。？?]{0,4}(?:分别|各)?(?:[是叫有]|名叫)叫?(?:什么|哪)|哪(?:几|[两三四五六七八九十])家|哪(?:些|几个)(?:[㐀-鿿]{0,2}(?:银行|机构|公司|券商|企业|单位|集团|股东|基金))"
)
"""Bodies are asked for: those that are told of are others than the one in the question."""
_ASKS_TITLE = re.compile("(?:书名|片名|剧名|更名|改名|改[成为]|译[成作为])")
"""Another title is the answer: 将《神的谱系》的书名改成什么."""
_ITS_TEAM = re.compile("[省市县区]?(?:[男女]?[足篮排]?队|选手|代表团|运动员|籍)")
_PART_END = re.compile("[;；]")
_REACHED = re.compile("目标|实际|完成")
"""Whether a plan was fulfilled, no plan tells; whether something is there already, it does: not yet."""


def unmet(analysis: Analysis, place: Place, pieces: Sequence[Segment]) -> tuple[str, ...]:
    """What of the question the evidence does not meet."""
    asked = analysis.asked
    if analysis.asks_document_date and is_dateline(place.segment.text):
        asked = replace(asked, years=frozenset())  # the year that the document is about
    where = place.surroundings
    if analysis.kind is Kind.DATE and asked.years & years(where.heading):
        other = years_beside_days(where.sentence) - asked.years
        # 2025年补贴 may be asked for up to 2026年1月10日.
        asked = replace(asked, years=asked.years if other else frozenset())
    none = frozenset[Any]()
    if analysis.from_abroad:  # which of two words is meant, a translation tells too badly
        told = _SCOPE_WORDS.search(analysis.readable) and analysis.kind is not Kind.RANK
        scopes = asked.scopes if told else none
        asked = replace(asked, contrasts=none, qualifiers=none, scopes=scopes)
    if asked.scopes and analysis.kind not in FIGURES:
        asked = replace(asked, scopes=asked.scopes - _loose_scopes(analysis))
    if event := {
        one for one in asked.places | asked.districts if _is_event_in(one, analysis, where)
    }:
        asked = replace(asked, places=asked.places - event, districts=asked.districts - event)
    if asked.bodies and (analysis.kind is Kind.BODY or _WHICH_BODIES.search(analysis.text)):
        near = f"{where.heading}\n{where.chunk}"
        asked = replace(asked, bodies=asked.bodies - _about(asked.bodies, near))
    if asked.things and _ASKS_TITLE.search(analysis.text):
        asked = replace(asked, things=frozenset(one for one in asked.things if one[1] != "》"))
    if analysis.kind not in LITERAL:
        reached = asked.done and bool(_REACHED.search(analysis.text))
        loose = analysis.kind is Kind.YES_NO or analysis.asks_how
        kept = none if loose else asked.contrasts
        asked = replace(loosened(asked, where), done=reached, contrasts=kept, abroad=none)
    if _ADDRESS_NAMED.search(where.sentence):
        where = replace(where, sentence=_ADDRESS.sub(_blank, where.sentence))
    wanted = without_exceptions(analysis.text)
    in_short = {name for name in districts(where.sentence) if name in wanted}
    in_short -= asked.places  # 长沙8号线 is of no 长沙县
    if in_short:
        asked = replace(asked, districts=asked.districts | in_short)  # 五莲的樱桃, of 五莲县
    begin = place.segment.start
    end = pieces[-1].end - begin
    forms = [where.sentence[one.start - begin : one.end - begin] for one in pieces]
    so_far, said = where.sentence[:end], spoken_before(pieces, forms, len(pieces) - 1)
    if analysis.kind not in FIGURES:
        rest = _PART_END.split(where.sentence[end:])[0]  # 7月15日，民办学校电脑派位
        so_far += rest
        said.append(rest)
    missing = failed(asked, where, so_far)
    if not analysis.from_abroad and untold(analysis.text, where.sentence):
        missing = (*missing, MEMBERS)
    if analysis.kind in (Kind.DATE, Kind.BODY):
        near = f"{where.before}{where.heading}{where.chunk}{where.head}"
        missing = (*missing, *documents_of_another(analysis.text, where.sentence, near))
    if _sums_up_others(analysis, "".join(forms), where.sentence):
        missing = (*missing, ALONE)
    if analysis.kind is not Kind.DATE:
        missing = (*missing, *other_days(analysis.text, where))
    if analysis.kind in FIGURES:
        said_all = analysis.said_before + analysis.text
        missing = (*missing, *other_years_in_words(said_all, where.sentence))
    if asked.periods and is_row(pieces) and years(said[-1]) and not periods(said[-1]):
        missing = (*missing, "、".join(sorted(asked.periods)))  # 2023年：46.3 of 2023年1-8月
    if analysis.kind not in FIGURES:
        # Only a figure belongs to the last year, part of it and place that are named before it.
        asked = replace(asked, years=none, places=none, periods=none, districts=none)
    if analysis.kind in FIGURES and len(pieces) > 1 and not is_row(pieces):
        return missing or _of_others(analysis, asked, pieces, forms)
    anywhere = analysis.kind not in FIGURES
    return missing or contradicted(asked, said, whole=where.sentence, anywhere=anywhere)


def _is_event_in(place: str, analysis: Analysis, where: Surroundings) -> bool:
    """Whether the event that a document tells of is that of the place, whatever else a sentence names; of figures,
    that of a province only by what the question names in it: 贵州紫云."""
    if _ITS_TEAM.match(analysis.text.partition(place)[2]):
        return False  # 天津选手 take part where others do
    others = own_places(where.sentence) - analysis.asked.places - provinces()
    inside = all(lies_in(one, place) for one in others)
    known = inside and is_known_by(place, analysis.text, where.head)
    if analysis.kind in FIGURES:
        alone = analysis.asked.places == {place} and place in provinces()
        return known and alone and told_first(place, where)
    return known or told_first(place, where)


def _of_others(
    analysis: Analysis, asked: Constraints, pieces: Sequence[Segment], forms: Sequence[str]
) -> tuple[str, ...]:
    """What speaks against each figure that is quoted: 物流总额5460亿元，总费用占15.9% where the sum of 总费用 is asked
    for. Where it holds for one of them, 提前三日通知；转正以后，提前三十日, that one answers."""
    told = [i for i, form in enumerate(forms) if fits_kind(analysis, form)] or [len(forms) - 1]
    against = [
        contradicted(asked, spoken_before(pieces, forms, i), whole="".join(forms)) for i in told
    ]
    return against[0] if all(against) else ()


def _about(bodies: frozenset[str], near: str) -> frozenset[str]:
    """Those that are named near by: whom one of them has hired, a sentence names alone."""
    return frozenset(one for one in bodies if one in near)


def _blank(address: re.Match[str]) -> str:
    """As many blanks, so that what follows stands where it stood."""
    return " " * len(address[0])


def _loose_scopes(analysis: Analysis) -> frozenset[str]:
    """Scopes that a question without a figure names in passing: 在世界上有分量, 全省那个口号."""
    if analysis.from_abroad:
        return analysis.asked.scopes
    return frozenset(["世界", *("国省市" if analysis.kind is Kind.OTHER else "")])


def _sums_up_others(analysis: Analysis, said: str, sentence: str) -> bool:
    """What 经开综合保税区 alone did is not told by 新郑、经开综合保税区，合计…."""
    if analysis.kind not in FIGURES or _TOGETHER.search(analysis.text):
        return False
    sums = _TOGETHER.search(said)
    listed = [
        one.rstrip(row_lists.PLACE_ENDS)
        for one in _LISTED.findall(sentence[: sentence.find(said[-8:])])
    ]
    named = [one for one in listed if len(one) > 1 and one in analysis.text]
    return bool(sums and named and len(named) < len(listed))
