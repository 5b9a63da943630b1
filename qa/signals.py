"""What speaks for a sentence as evidence, and what speaks against trusting it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from corpus.script import matching_form
from qa import row_lists
from qa.bylines import asks_author, tells_author
from qa.confidence import BLURRED, UNREAD, Focus, Signals
from qa.constraints import (
    Constraints,
    asks_target,
    contradicted,
    districts,
    failed,
    is_no_intention,
    is_plan_heading,
    loosened,
    other_days,
    periods,
    places,
    plans_only,
    qualifiers,
    speaks_of_plans,
    without_places,
    years,
    years_beside_days,
)
from qa.evidence import Evidence, Place, share
from qa.kinds import (
    DATE_UNITS,
    STRICT_UNITS,
    asked_units,
    asks_contact,
    counts_another,
    fits_kind,
    is_address,
    is_dateline,
    is_signature,
    items,
    items_asked,
    names_another_kind,
    names_body,
    names_person,
    tells_editing,
    tells_other,
)
from qa.matching import held
from qa.members import untold
from qa.named_things import documents_of_another
from qa.numbers import quantities
from qa.parts import asks
from qa.question import FIGURES, LITERAL, Analysis, Kind, content_terms
from qa.selection import asks_from_to, is_row, spoken_before, tells_from_to
from qa.sentences import Segment
from qa.subjects import is_about_another, is_about_its_like, named_by_titles
from qa.wording import speaks_to_machines

DOUBTED = 0.5
"""What a reason for doubt that has no signal leaves of the confidence."""
LEAST_TRUST = 1e-6
MOSTLY = 0.7
"""Share of a question from which on its words are said to stand in no document: what the trained reader
doubts as well is right in one of forty such questions of the development sets."""
DOUBTFUL = -0.5
"""Relevance (logit) below which the trained reader doubts."""
OF_A_TOTAL = 0.3
"""What the name of a row counts that is the sum of others: it is meant where none is named."""
NAMED = 0.7
"""Share of a question from which the document or the speech that it asks about is told."""
RULED = 2.5
"""Relevance (logit) of a line whose form tells what is asked, to which the trained reader is blind."""
OF_A_TIER = 0.2
"""Share of a question that is said in the row of a tier or around it."""
OF_STEPS = 0.4
"""Share of a question that is said in the first step or around it: what it is a step of."""
OF_A_LIST = 0.3
"""… from which a list that is opened by so many of what is asked for is the one that is meant."""
OF_A_PAGE = 0.4
"""Share of a question from which its page is known."""
OWN_LEAST = 0.6
"""Of the best share of a follow-up's own words, below which a sentence is more about the question before."""
OWN_TERMS = 2
"""Of fewer, any word may be missing."""
OF_A_PART = 0.34
"""Share of the words for a part of a total that may be said of others: 贸易 of 加工贸易."""
BESIDE = 8
"""Characters before a figure in which its name is expected."""
ALONE = "单独的数字"
"""What a refusal says is missing where only the sum with others is told."""
MEMBERS = "各项名称"
"""What a refusal says is missing where only their number is told."""
LEAST_SHARED = 3
"""Characters of a run that a question and its evidence share, which names what is asked about."""
FROM_SOURCE, OTHER_SOURCE = 0.5, 0.6
"""Share of what a question says of a document from which one is known to be meant, and of that share, below which
it is another."""
NEWS = 0.3
"""Share of a title that the question must not have said already."""
_ADDRESSES = re.compile(r"(?:你们?|您|贵[会委单党]位?|你[会委单]位?)[^，,。]{0,4}提")
_ASKING = ("?", "？")
_CELL_ENDS = re.compile("[，。；]")
_BODY_IS = re.compile("(?:委员会|委会|委|总支部?|支部)$")
_DIGIT = re.compile(r"\d")
_HOW_MUCH = re.compile("多[少大高长久远重]")
_NUMERAL = re.compile(
    r"\d|[两半]|[一二三四五六七八九十百千]+[个名人家天年月日次倍成万元小分]"
    r"|(?<!十四)(?<!三)[二三四五六七八九十百](?![四五]|农|川|峡|亚|分)[㐀-鿿]"
)
"""A figure, or a numeral before what it counts, 五连冠 and 十向 as well; 十四五 and 三农 are names."""
_WHY = re.compile(
    "为(?:什么|何|啥|了[啥什])|(?:什么|啥|何种)(?:原因|缘故|理由)|凭(?:什么|啥)|怎么(?:就|会)|咋就|怎么解释|原因(?:是|何在|有)"
)
_BECAUSE = re.compile(
    r"因|由于|原因|受[^,，。]{1,16}(?:影响|拖累|制约)|得益于|归[因功]|源于|在于|系|旨在|目的|以便|从而|导致|使得|造成|引起|[一二三]是|主要[是靠]|解释|理由|鉴于|(?:^|[,，。；;])为了?(?!期)[㐀-鿿]{2,12}[,，]|担心|考虑到|有利于|有助于|能够?|可以|不足|不够|不高|缺"
    r"|[是为][^,，。;；]{0,24}的?(?:重要|关键|根本|必然|内在|迫切)?(?:支撑|抓手|途径|要求|保障|动力|基石|所在)(?=[,，。；;]|$)"
)
_OF_SO_MANY = re.compile(
    r"(?<![\d.])(?P<count>\d[\d.]*[万亿]?)余?[个家条项座所名人][^,，。]{1,14}?[中里](?!国|心|小)[^。]{0,24}(?:多少|几)"
)
_PART_ASKED = re.compile(
    r"(?:(?<![县市区省州村乡镇城家手心夜这那哪])里[面头]?|当中|之中|其中|(?<![初高职集郑])中(?![心国原央欧班牟考转秋程东西部学小午旬医标药等层介高山海]))"
    r"(?:的|[,，])?(?!排|名列|[位居]|第|计划|打算|准备|预计|要求|规定|提出|明确)(?P<part>[㐀-鿿a-z]{2,6}?)"
    r"(?:的|一共|总共|大概|大约|又|各|能|会|得|要|都|有|是|占|为|达)*[了到]?(?:多少|几|多大|百分之)"
)
"""What part of a total a question asks for: 进出口里，加工贸易占几成."""
_TOGETHER = re.compile("[合总共]计|[一总]共|累计|[两三四五六七八九十][市区县省州]")
_LISTED = re.compile(
    "(?:(?<=[、和及与])|(?<=分别是)|(?<=[,，:：])|^)([㐀-鿿]{2,14})(?=[、和及与,，])"
)
_CLAUSES = re.compile("[,，;；]")
_PAIR = 2
_OPPOSITE = {
    one: pair.replace(one, "")
    for pair in ("高低", "内外", "男女", "长短", "轻重", "公私", "甲乙丙", "东西南北", "正副")
    for one in pair
}
"""Characters that begin words of which one excludes the other."""
_DID_NOT = re.compile(
    r"(?<!逾期)(?<![如若凡因对仍])(?:[并尚]?未|没有?|不曾|从未)(?:[被予能获再在曾作做]|进行|得到|受到){0,2}(?P<done>[㐀-鿿]{2})(?![的者视则])"
)
"""未作纠偏, 未被录取."""
_NEGATED = re.compile("[未没]")
_CHANGE = re.compile("同比|环比|[较比](?:上|去)?[年月]|[增下上提减升降涨跌][长降升高少涨跌]?")
_ELISION, _CLAUSE_STOPS = re.compile("[,，;；…]"), ",，;；。"
_OF_IT = re.compile(
    r"[^㐀-鿿a-z]|同比|环比|增长|下降|上升|减少|提高|其中|分别|累计|完成|实现|达到?|共计?|约|[为是]|突破|超过|今年|去年|全年|上年|[上下]半年|季度|月"
)
"""What says nothing of what a figure is of."""
_ADDRESS = re.compile(r"[㐀-鿿]{0,6}(?:地址|住所地?|注册地)[:：][^,，。;；\n]*")
"""Where a supplier sits tells nothing of the district that is asked about."""
_SCOPE_WORDS = re.compile(
    r"\b(?:nation|countr|china|provinc|city|municipal|world|global|international|domestic)",
    re.IGNORECASE,
)
"""Of a whole country or city, in English: what 总 of total is taken for is none."""
_LABEL = re.compile(r"(?:[（(]?\d{1,2}[.、．)）]\s*)?(?P<label>[㐀-鿿]{2,10})[:：](?=\S)")
LEAST_LABEL = 3
"""Characters of a label that tells lines apart; 地址 and 时间 stand in many."""
_LABELLED = re.compile(r"[㐀-鿿]{0,4}(?P<what>地点|地址|时间|日期)[:：]")
_LABELS = {"地点": Kind.PLACE, "地址": Kind.PLACE, "时间": Kind.DATE, "日期": Kind.DATE}
"""What a line with a label tells: 地点：文化馆一楼剧场."""
_LIFE_ASKED = re.compile(
    "出生|生于|[年天日月时候]生的?$|诞生|去世|逝世|辞世|卒于|病逝|[年天日月时候][死没]的?$|享年|多少岁"
)
_LIFE = re.compile(
    r"(?P<name>[㐀-鿿·]{2,12})[（(][^（）()]{0,20}?\d{3,4}(?:年[^（）()—–~～至-]{0,8})?[—–~～至-]+[^（）()]{0,4}\d{3,4}[^（）()]{0,10}[）)]"
)
_SAYS = "(?:怎么|怎样|如何|咋)(?:说|讲|提|写|谈|表述|描述|部署|安排)"
_SAID_OF = re.compile(
    rf"(?:关于|对于?|就|有关)(?P<topic>[^，,。？?的]{{2,14}}?)(?:[，,]|这[件个]事|的?(?:问题|事情)|[^，,。？?]{{0,12}}(?:里|中|上)?(?=[是又分别都各]*{_SAYS}))[^。？?]*{_SAYS}"
    rf"|{_SAYS}(?:到|起)?(?P<after>[^，,。？?的了]{{2,14}})的?$"
)
_WHICH_ALL = re.compile("哪(?!里|儿|年|天|月|一)|什么|有谁|包括")
_SO_MANY = re.compile(
    r"(?:[两二三四五六七八九十]|(?<![\d.])\d{1,2})(?:个|项|条|点|大|种|类|方面)(?:方面)?的?(?P<of>[㐀-鿿]{2,6})[:：](?=[^。])"
)
_FIRST_OF = re.compile("前(?:[两二三四五六七八九十]|[2-9]|10)")
_LIST_GOES_ON = re.compile("[、；;]|二是|2[.、]|②")
_NOW, _ONCE = (
    re.compile("此次|这次|本次|现任|如今"),
    re.compile("当时的|彼时|此前的|曾任|上一?次|前次"),
)
"""当时的保荐机构 is none of 此次."""
_CODE = re.compile(r"(?<![a-z\d.])(?:[a-z]{1,3}-?\d{1,4}[a-z]?(?![a-z\d.%])|\d{1,4}路(?![段线]))")
_STEPS = re.compile("步骤|流程|顺序|程序(?!员)")
_BYLINE = re.compile("本报记者|通讯员|(?:^|[（(])记者[ :：㐀-鿿]")
_RATE = re.compile("(?P<of>(?!增长|[^㐀-鿿]|概|效|频)[㐀-鿿]{2})率(?![先领])")
_FIRST_STEP = re.compile(r"(?:第一步|[（(]?[1一][）)．.、]\s*(?!\d)|首先)")
_TOWARDS = re.compile("[往向朝][^,，。]{1,12}$")
"""往学校里头砸了多少 names no total."""
_PART = re.compile(r"其中")
_PART_END = re.compile("[;；]")
_TOTAL = re.compile("[合总小]计|总[数量额]")
_ITEM_NUMBER = re.compile(r"^[（(]?\d{1,2}[.、)）](?!\d)")
_CHIEF = re.compile("负责人|总监|主管|经理|主任|[队组科处局院站厂]长|首席")
_OFFICE_ENDS = "长任席记理监官"
_REACHED = re.compile("目标|实际|完成")
"""Whether a plan was fulfilled, no plan tells; whether something is there already, it does: not yet."""
_LABELLED_NAME = re.compile("[:：] ?[㐀-鿿·]{2,4}(?![㐀-鿿])")
_RUNS = re.compile(r"[㐀-鿿\w.%]+")
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Task:
    """One question, or part of one, and what holds for all its evidence."""

    analysis: Analysis
    worth: Mapping[str, float]
    """Weight of each term of the question that some document holds."""
    unknown: float
    """Share of the question's weight that no document holds."""
    anchor: Evidence | None
    """The evidence of the part before, on which this one leans."""
    blind: bool
    """There is no trained reader."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the trained reader makes of a sentence's window."""

    relevance: float
    """Logit."""
    shares: tuple[float, ...]
    """Probabilities that the answer stands in its clauses."""
    heading: float = 0.0
    """… or, where it is asked who says it or of what he speaks, in the heading that tells."""
    focus: Focus = BLURRED
    """How sharply it sees an answer there."""

    @property
    def share(self) -> float:
        """Probability that it stands in the sentence."""
        return sum(self.shares) + self.heading


UNSEEN = Seen(UNREAD, ())


@dataclass(frozen=True, slots=True)
class Most:
    """The largest values among all sentences that are looked at closely."""

    coverage: float
    attribute: float
    own: float = 0.0
    """Share of its own terms, of a question that leans on another."""
    label: str = ""
    """The longest label of a line that the question says: 网上缴费：截止4月24日."""
    tier: bool = False
    """There is the row of the tier of what is given."""
    source: float = 0.0
    """Share of what the question says of the document that is meant, at the head of one."""
    subjects: frozenset[str] = frozenset()
    """What the question names that pages are about, by their titles."""


NOTHING = Most(0.0, 0.0)


def asks_why(question: str) -> bool:
    """Whether a reason is asked for."""
    return bool(_WHY.search(question))


def most(analysis: Analysis, close: Sequence[Place], titles: Iterable[str] = ()) -> Most:
    """Of the sentences that are looked at closely, and the titles of all that was found."""
    return Most(
        max((_held(analysis, place)[0] for place in close), default=0.0),
        max((place.attribute for place in close), default=0.0),
        max((_own(analysis, place) for place in close), default=0.0),
        max((one for one in map(_label, close) if one in analysis.text), key=len, default=""),
        any(_is_of_tier(analysis, place, *_held(analysis, place)) for place in close),
        max((_source(analysis, place) for place in close), default=0.0),
        named_by_titles(analysis.text, titles),
    )


def _is_of_tier(analysis: Analysis, place: Place, coverage: float, near: float) -> bool:
    """The row of the tier of what the question gives."""
    given = analysis.asked.given
    return coverage + near >= OF_A_TIER and row_lists.in_tier(given, place.segment)


def _source(analysis: Analysis, place: Place) -> float:
    """Share of what the question says of the document that is meant, at the head of that of a sentence."""
    where = place.surroundings
    told = held(f"{where.heading}\n{where.head}", analysis.source)
    return len(told) / len(analysis.source) if analysis.source else 0.0


def _label(place: Place) -> str:
    """What a line of a list says before its colon, in matching form: 网上缴费 of 2.网上缴费：截止4月24日."""
    found = _LABEL.match(place.segment.text)
    return matching_form(found["label"]) if found else ""


def signals(task: Task, place: Place, seen: Seen, text: str, holds: bool, best: Most) -> Signals:
    """Of a sentence of which ``text`` would be said; ``holds`` is whether all constraints do."""
    analysis = task.analysis
    coverage, near = _held(analysis, place)
    if _is_told_by_form(analysis, place, coverage, near):
        seen = Seen(max(seen.relevance, RULED), (1.0,), focus=seen.focus)
    said = matching_form(text)
    quoted = share(task.worth, held(said, task.worth))
    attribute = place.attribute
    if _speaks_of_the_document(analysis, place):
        quoted = attribute = coverage
    fits = fits_kind(analysis, text)
    return Signals(
        coverage=coverage,
        near=near,
        retrieval=place.candidate.score,
        fits=fits,
        literal=fits or not _is_literal(analysis) or _has_numeral(analysis, said),
        holds=holds,
        partial=_is_partial(analysis, place, said),
        anchored=_anchored(place, task.anchor),
        relevance=seen.relevance,
        share=seen.share,
        heading=place.is_heading,
        unknown=task.unknown,
        behind=coverage - best.coverage,
        attribute=attribute,
        attribute_behind=min(0.0, attribute - best.attribute),
        said=quoted,
        terms=len(task.worth),
        figure=analysis.kind in LITERAL,
        row=_other_row(place.surroundings.sentence, analysis.said_before + analysis.text),
        narrower=bool(qualifiers(said) - qualifiers(analysis.text) or _PART.search(said)),
        asks=place.segment.text.endswith(_ASKING) and asks(text),
        silent=_silent(task, place),
        lost=analysis.lost,
        **_further(task, place, seen, said),
    )


def _further(task: Task, place: Place, seen: Seen, said: str) -> dict[str, Any]:
    """The signals that only ``qa.certainty`` looks at."""
    where, worth, asked = place.surroundings, task.worth, matching_form(task.analysis.text)
    left = worth.keys() - held(f"{where.sentence}\n{where.before}\n{where.heading}", worth)
    figures = [one for one in quantities(said) if one.unit not in DATE_UNITS]
    begin = figures[-1].start if figures else 0
    beside = "".join(_WORDS.findall(said[max(0, begin - BESIDE) : begin]))
    return {
        "gone": max((worth[term] for term in left), default=0.0) / (sum(worth.values()) or 1.0),
        "elsewhere": share(worth, held(where.chunk, left)),
        "beside": 1 - _news(beside, asked) if len(beside) > 1 else 0.0,
        "clause": max((*seen.shares, seen.heading)),
        "figures": len(figures),
        "news": _news(said, asked),
        "length": len(said),
        "focus": seen.focus,
    }


def trust(
    analysis: Analysis, place: Place, text: str, found: Signals, best: Most = NOTHING
) -> float:
    """What the confidence is multiplied with, for what its signals are too few examples of.

    A figure is asked for and none is there, or another than what is asked for. A question answers
    none, and a target is no figure that was reached, nor such a figure a target. Words that stand nowhere
    in the library ask for what is not there, unless the trained reader knows better. A follow-up is about
    its own words and the city before; 哪个区 wants a district, 多少个班次 something about 班次, why a reason; a
    part of so many is not told by the whole. Who the director is, a sentence without
    a director does not say, and whom a letter is for did not write it. The day on which a page was made or
    signed is none of those it tells of, and what was not done has none. Beside a line with the label that is
    asked for, one with another tells something else. Orders are not written for readers. A title seldom answers, never when it
    says no more than the question, and names the document, not who wrote it or when.
    """
    left = 1.0
    said = matching_form(text)
    if not found.literal or (not found.fits and asked_units(analysis.measured) & STRICT_UNITS):
        left *= DOUBTED
    if not found.literal and _HOW_MUCH.search(analysis.text):
        left *= DOUBTED
    if asks_contact(analysis) and not found.fits:
        left *= DOUBTED**2
    if found.asks or tells_other(analysis, text):
        left *= DOUBTED**2
    if found.unknown >= MOSTLY and UNREAD < found.relevance < DOUBTFUL:
        left *= DOUBTED**2
    unasked = _is_unasked_plan(analysis, place)
    if unasked or _is_no_plan(analysis, place):
        left *= DOUBTED
    if unasked and analysis.kind is Kind.RANK:
        left *= DOUBTED  # 力争进入前15强 tells no rank at all
    if (role := analysis.role) and not (asks_author(analysis.text) or _holds_role(said, role)):
        left *= DOUBTED**3
    where = place.surroundings
    if _own(analysis, place) < best.own * OWN_LEAST:
        left *= DOUBTED**2
    named = places(row_lists.CAPTION.sub("", where.sentence)) if analysis.spoken_of else None
    if named and not named & analysis.spoken_of:
        left *= DOUBTED
    near = f"{where.sentence} {where.before} {where.heading}"
    if names_another_kind(analysis.text, said) or counts_another(analysis.text, near):
        left *= DOUBTED**2
    if (
        _tells_the_whole(analysis, said, where.sentence)
        or _tells_no_such_part(analysis, near)
        or _tells_the_opposite(analysis, where.sentence)
    ):
        left *= DOUBTED**2
    if asks_author(analysis.text) and not tells_author(analysis.text, text):
        left *= DOUBTED**2
    if _NOW.search(analysis.text) and _ONCE.search(said):
        left *= DOUBTED**2
    if _lacks_code(analysis.text, near, f"{where.chunk}\n{where.head}"):
        left *= DOUBTED**2
    if _goes_on_about_another(analysis, where.sentence, said):
        left *= DOUBTED**2
    if _tells_it_was_not(analysis, said):
        left *= DOUBTED**3
    if asks_from_to(analysis.text) and not tells_from_to(where.sentence):
        left *= DOUBTED**2
    if _WHY.search(analysis.text) and not _BECAUSE.search(said):
        left *= DOUBTED
    if analysis.asks_issuer and is_address(place.segment.text):
        left *= DOUBTED**2
    if analysis.asks_name and not names_person(text):
        left *= DOUBTED**2
    if analysis.kind is Kind.BODY and _names_only_what_is_asked_about(analysis, said):
        left *= DOUBTED**2
    if analysis.asks_name and _BYLINE.search(said) and not asks_author(analysis.text):
        left *= DOUBTED**3
    if _of_another_rate(analysis.text, where.sentence, f"{where.before}{where.heading}"):
        left *= DOUBTED**2
    if speaks_to_machines(where.before, where.sentence):
        left *= DOUBTED
    if analysis.kind is Kind.DATE and not analysis.asks_document_date:
        signed = is_signature(where.before) and is_dateline(text)
        if signed or tells_editing(text):
            left *= DOUBTED**2
    label = _label(place)
    others = label not in analysis.text or len(label) < LEAST_LABEL
    told = len(best.label) >= LEAST_LABEL and not analysis.thin
    if told and label and label != best.label and others:
        left *= DOUBTED**2
    if best.tier and not row_lists.in_tier(analysis.asked.given, place.segment):
        left *= DOUBTED
    if best.source >= FROM_SOURCE and _source(analysis, place) < best.source * OTHER_SOURCE:
        left *= DOUBTED
    title = matching_form(place.candidate.stored.document_title)
    if is_about_another(
        best.subjects, title, f"{where.heading}\n{where.chunk}"
    ) or is_about_its_like(best.subjects, analysis.text, title):
        left *= DOUBTED**3
    if place.is_heading:
        left *= DOUBTED if _news(said, analysis.text) >= NEWS else DOUBTED**2
    if place.is_heading and (analysis.asks_who_said or analysis.asks_document_date):
        left *= DOUBTED
    return max(left, LEAST_TRUST)


def _names_only_what_is_asked_about(analysis: Analysis, said: str) -> bool:
    """青禾乳业2002年创办 does not say 青禾乳业由谁创办."""
    if not names_body(said) or names_person(said) or _LABELLED_NAME.search(said):
        return False
    return not names_body(_without_shared(said, analysis.text))


def _without_shared(said: str, question: str) -> str:
    """The text with a blank for each longest run of characters that the question says too."""
    kept, begin = [], 0
    while begin < len(said):
        end = begin
        while end < len(said) and said[begin : end + 1] in question:
            end += 1
        kept.append(" " if end - begin >= LEAST_SHARED else said[begin : max(end, begin + 1)])
        begin = max(end, begin + 1)
    return "".join(kept)


def _of_another_rate(question: str, sentence: str, near: str) -> bool:
    """Whether one rate is asked for and another told: 逾期率, 个贷率."""
    asked = {match["of"] for match in _RATE.finditer(question)}
    if not asked or any(one in sentence + near for one in asked):
        return False
    return bool(_RATE.search(sentence))


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
    if analysis.kind not in FIGURES:
        asked = replace(asked, scopes=asked.scopes - _loose_scopes(analysis))
    if analysis.kind is Kind.BODY:
        asked = replace(asked, bodies=asked.bodies - _about(asked.bodies, where.heading))
    if analysis.kind not in LITERAL:
        reached = asked.done and bool(_REACHED.search(analysis.text))
        kept = asked.contrasts if analysis.kind in (Kind.BODY, Kind.PLACE) else none
        asked = replace(loosened(asked, where), done=reached, contrasts=kept, abroad=none)
    where = replace(where, sentence=_ADDRESS.sub(_blank, where.sentence))
    in_short = {name for name in districts(where.sentence) if name in analysis.text}
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
    if asked.periods and is_row(pieces) and years(said[-1]) and not periods(said[-1]):
        missing = (*missing, "、".join(sorted(asked.periods)))  # 2023年：46.3 of 2023年1-8月
    if analysis.kind not in FIGURES:
        # Only a figure belongs to the last year, part of it and place that are named before it.
        asked = replace(asked, years=none, places=none, periods=none, districts=none)
    return (
        missing
        or contradicted(asked, said, whole=where.sentence, anywhere=analysis.kind not in FIGURES)
        or _of_others(analysis, asked, pieces, forms)
    )


def _of_others(
    analysis: Analysis, asked: Constraints, pieces: Sequence[Segment], forms: Sequence[str]
) -> tuple[str, ...]:
    """What speaks against each figure of a sentence that is quoted whole: 物流总额5460亿元，总费用占15.9%
    where the sum of 总费用 is asked for."""
    if analysis.kind not in FIGURES or len(pieces) < 2 or is_row(pieces):
        return ()
    against = [
        contradicted(asked, spoken_before(pieces, forms, i), whole="".join(forms))
        for i, form in enumerate(forms)
        if fits_kind(analysis, form)
    ]
    return against[0] if against and all(against) else ()


def _about(bodies: frozenset[str], heading: str) -> frozenset[str]:
    """Those that the headings name: whom one of them has hired, a sentence names alone."""
    return frozenset(one for one in bodies if one in heading)


def _blank(address: re.Match[str]) -> str:
    """As many blanks, so that what follows stands where it stood."""
    return " " * len(address[0])


def _loose_scopes(analysis: Analysis) -> frozenset[str]:
    """Scopes that a question without a figure names in passing: 在世界上有分量, 全省那个口号."""
    if analysis.from_abroad:
        return analysis.asked.scopes
    return frozenset(["世界", *("国省" if analysis.kind is Kind.OTHER else "")])


def _has_numeral(analysis: Analysis, said: str) -> bool:
    """A figure where one may do; 十八次 is no date, and 312家 no telephone number."""
    other = analysis.kind is Kind.DATE or asks_contact(analysis)
    return not other and bool(_NUMERAL.search(_ITEM_NUMBER.sub("", said)))


def _own(analysis: Analysis, place: Place) -> float:
    """Share of its own terms that a sentence holds, of a question that leans on another; else 0."""
    if len(analysis.own) < OWN_TERMS:
        return 0.0
    return len(held(place.surroundings.sentence, analysis.own)) / len(analysis.own)


def _holds_role(said: str, role: str) -> bool:
    """A pair of its characters is said, of an office its last: 政协主席 is no 政协委员."""
    if role[-1] in _OFFICE_ENDS:
        office = role[-3:] if role[-3:] in said else role[-2:]  # 副指挥长 ends in 挥长
        return bool(re.search(f"{'' if '副' in role else '(?<!副)'}{office}", said))
    if role.endswith("负责人"):  # 财务总监
        return bool(_CHIEF.search(said))
    said = said.replace("委员会", "")  # names no 委员
    return any(pair in said for pair in map("".join, pairwise(role)))


def _is_literal(analysis: Analysis) -> bool:
    """Whether the answer has a form: a figure, a date, so many things."""
    return analysis.kind in LITERAL or bool(items_asked(analysis.text)) or asks_contact(analysis)


def _held(analysis: Analysis, place: Place) -> tuple[float, float]:
    """What of the question stands in the sentence and around it, 0–1 each.

    Of what somebody speaks, the heading above his name says it all.
    """
    speaker = place.speaker if tells_topic(analysis, place) else None
    if speaker and (name := _known_as(matching_form(speaker.text))) and name in analysis.text:
        return 1.0, 0.0
    if _speaks_of_the_document(analysis, place):
        return min(1.0, place.coverage + place.near), 0.0
    return place.coverage, place.near


def _known_as(body: str) -> str:
    """What a body is called beside its place and what it is: 民革 of 民革郑州市委会."""
    return _BODY_IS.sub("", without_places(body).replace(" ", ""))


def _speaks_of_the_document(analysis: Analysis, place: Place) -> bool:
    """Of a document's own date its dateline tells, and of who issued it its signature; they name it
    nowhere: the title above does. A letter says to whom it speaks, not about what, and of who says
    something all that stands below his name tells."""
    text = place.segment.text
    return (
        (analysis.asks_document_date and is_dateline(text))
        or (analysis.asks_issuer and is_signature(text))
        or tells_topic(analysis, place)
        or bool(
            analysis.asks_who_said
            and place.speaker
            and (_ADDRESSES.search(text) or names_body(place.speaker.text))
        )
    )


def _is_told_by_form(analysis: Analysis, place: Place, coverage: float, near: float) -> bool:
    """The dateline where the document's date is asked for, the heading where a speech's topic is, the first
    of several steps where these are, the row of the tier of what is given, the rows of a table where the one with the largest figure is, or those
    that meet a condition."""
    dated = analysis.asks_document_date and is_dateline(place.segment.text)
    if coverage >= NAMED and (dated or tells_topic(analysis, place)):
        return True
    labelled = _LABELLED.match(place.segment.text)
    if labelled and analysis.kind is _LABELS[labelled["what"]] and coverage + near >= NAMED:
        return True
    if _STEPS.search(analysis.text) and _FIRST_STEP.match(place.surroundings.sentence):
        return coverage + near >= OF_STEPS
    if _is_of_tier(analysis, place, coverage, near) or _tells_of_life(analysis, place):
        return True
    if asks_author(analysis.text):
        return is_byline_asked_for(analysis, place)
    if coverage + near >= OF_A_LIST and _opens_list(analysis.text, place.surroundings.sentence):
        return True
    if (topic := _topic_of_what_is_said(analysis.text)) and topic in place.surroundings.sentence:
        return _source(analysis, place) >= FROM_SOURCE or not analysis.source
    return row_lists.may_be_extreme(analysis.text, place.segment) or row_lists.may_meet(
        analysis.text, place.segment
    )


def _opens_list(question: str, sentence: str) -> bool:
    """四项建议：一是… where it is asked which 建议 they are, 前三的是…、… where the first three are."""
    if not _WHICH_ALL.search(question):
        return False
    opened = _SO_MANY.search(sentence)
    if opened and opened["of"][-2:] in question and _LIST_GOES_ON.search(sentence[opened.end() :]):
        return True
    first = _FIRST_OF.search(question)
    return first is not None and first[0] in sentence and bool(_LIST_GOES_ON.search(sentence))


def is_byline_asked_for(analysis: Analysis, place: Place) -> bool:
    """Of the page that the question speaks of: its title or its beginning says what that is about."""
    if not asks_author(analysis.text) or not tells_author(analysis.text, place.segment.text):
        return False
    where = place.surroundings
    told = held(f"{where.heading}\n{where.head}", analysis.terms)
    return len(told) >= OF_A_PAGE * len(analysis.terms)


def _tells_of_life(analysis: Analysis, place: Place) -> bool:
    """When somebody was born or died, what stands behind his name in brackets tells: （1903年4月—1978年10月）."""
    if analysis.kind is not Kind.DATE or not _LIFE_ASKED.search(analysis.text):
        return False
    found = _LIFE.search(place.surroundings.sentence)
    return found is not None and found["name"] in analysis.text


def _topic_of_what_is_said(question: str) -> str:
    """桃花峪 of 关于桃花峪，发布会上是怎么说的: any sentence about it answers."""
    found = _SAID_OF.search(question)
    return (found["topic"] or found["after"]).strip("“”《》") if found else ""


def tells_topic(analysis: Analysis, place: Place) -> bool:
    """What 民进 speaks of is the heading above its name."""
    if place.topic is None or place.speaker is None:
        return False
    return analysis.asks_topic and names_body(place.speaker.text)


def _is_unasked_plan(analysis: Analysis, place: Place) -> bool:
    """货邮吞吐量多少 is not asked of a target: 全年预期目标货邮吞吐量75万吨."""
    if analysis.kind not in FIGURES or speaks_of_plans(analysis.said_before + analysis.text):
        return False
    return plans_only(place.surroundings.sentence)


def _is_no_plan(analysis: Analysis, place: Place) -> bool:
    """A target is asked for, and what is told is said to be none: 年初目标是多少."""
    where = place.surroundings
    if analysis.kind not in FIGURES:
        return False
    if not asks_target(analysis.text) and not is_no_intention(analysis.text, where.sentence):
        return False
    near = f"{where.sentence} {where.before} {where.heading}"
    return not (speaks_of_plans(near) or is_plan_heading(where.heading))


def _tells_the_whole(analysis: Analysis, said: str, sentence: str) -> bool:
    """27个站点当中，欧洲的有几个 is not told by 27个站点、8个口岸."""
    asked = _OF_SO_MANY.search(analysis.text)
    return asked is not None and asked["count"] in said and not _PART.search(sentence)


def _tells_no_such_part(analysis: Analysis, near: str) -> bool:
    """进出口里，加工贸易占几成, and nothing near by speaks of 加工 or 贸易."""
    asked = _PART_ASKED.search(analysis.text)
    if asked is None or analysis.kind is Kind.RANK:
        return False
    before = analysis.text[: asked.start("part")]
    new = [term for term in content_terms(asked["part"]) if term not in before]
    return (
        bool(new) and not _TOWARDS.search(before) and len(held(near, new)) <= OF_A_PART * len(new)
    )


def _tells_the_opposite(analysis: Analysis, sentence: str) -> bool:
    """高硫 is asked for and only 低硫 told, 私营 and only 非私营."""
    for term in analysis.terms:
        if len(term) != _PAIR or term in sentence.replace(f"非{term}", ""):
            continue
        opposites = [other + term[1] for other in _OPPOSITE.get(term[0], "")]
        opposites += [] if f"非{term}" in analysis.text else [f"非{term}"]
        if any(one in sentence for one in opposites):
            return True
    return False


def names_no_items(analysis: Analysis, text: str) -> bool:
    """哪5家 is asked, and what is told names none of them: 首批认定5家."""
    asked = items_asked(analysis.text)
    if asked < 2 or analysis.kind is not Kind.LIST or items(text) > 1:
        return False
    if tells_author(analysis.text, text):
        return False
    return len(_CLAUSES.split(text.strip("。"))) < asked  # each may name one


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


def _tells_it_was_not(analysis: Analysis, said: str) -> bool:
    """Whether when or how much is asked of what the sentence says was not done: 塔身未作纠偏."""
    if analysis.kind not in LITERAL or _NEGATED.search(analysis.text):
        return False
    return any(match["done"] in analysis.text for match in _DID_NOT.finditer(said))


def _lacks_code(question: str, near: str, around: str) -> bool:
    """Whether a question names K3路 or M9, of which its document tells elsewhere."""
    codes = set(_CODE.findall(question))
    told = set(_CODE.findall(near))
    return bool(codes) and not codes & told and bool(codes & set(_CODE.findall(around)))


def _goes_on_about_another(analysis: Analysis, sentence: str, said: str) -> bool:
    """Whether a rate is said of the figure before it, and what that is of the question does not name: of
    货邮吞吐量49.5万吨,增长32.8%, where the growth of something else is asked for."""
    last_said = _ELISION.split(said.strip(_CLAUSE_STOPS))[-1]
    if analysis.kind is not Kind.RATIO or analysis.thin or not _CHANGE.match(last_said):
        return False
    before = sentence[: max(sentence.find(last_said), 0)]
    figures = [one for one in quantities(before) if one.unit not in DATE_UNITS]
    while figures:
        last = figures.pop()
        label = sentence[figures[-1].end if figures else 0 : last.start]
        label = _OF_IT.sub("", without_places(label))
        if len(label) >= LEAST_SHARED:
            return not held(label, analysis.terms) and not _shares(label, analysis.text)
    return False


def _shares(label: str, question: str) -> bool:
    return any(pair in question for pair in map("".join, pairwise(label)))


def _is_partial(analysis: Analysis, place: Place, said: str) -> bool:
    """The question names a year, and the sentence speaks of a part of one; of a row what is quoted does."""
    asked = analysis.asked
    if not asked.years or asked.periods:
        return False
    itself = years(said) or row_lists.columns(place.segment)
    return bool(periods(said if itself else place.surroundings.sentence))


def _anchored(place: Place, anchor: Evidence | None) -> float:
    """1 in the sentence of the anchor, 0.5 in its chunk, else 0."""
    if anchor is None or anchor.candidate.stored.id != place.candidate.stored.id:
        return 0.0
    start, end = anchor.ranges[-1]
    return 1.0 if start < place.segment.end and place.segment.start < end else 0.5


def _silent(task: Task, place: Place) -> float:
    """Of a follow-up that says little, how much of that little the sentence does not say: 旅客 in
    “那旅客呢”, where all else comes from the turn before."""
    own = {term: task.worth[term] for term in task.analysis.terms if term in task.worth}
    if not task.analysis.thin or not own:
        return 0.0
    where = place.surroundings
    return 1 - share(own, held(f"{where.sentence} {where.heading}", own))


def _other_row(form: str, question: str) -> float:
    """Of the name of a table's row (指标：其中：国际货邮，2023年：39.2万吨), what is not asked for."""
    cells = [one.partition("：") for one in _CELL_ENDS.split(form) if one]
    if len(cells) < 2 or not all(colon for _, colon, _ in cells):
        return 0.0
    name = " ".join(value for _, _, value in cells if not _DIGIT.search(value))
    news = _news(_TOTAL.sub("", name), question) if name else 0.0
    return news * OF_A_TOTAL if _TOTAL.search(name) else news


def _news(said: str, question: str) -> float:
    """Share of the character pairs of a text that the question does not hold."""
    pairs = {pair for run in _RUNS.findall(said) for pair in map("".join, pairwise(run))}
    return sum(pair not in question for pair in pairs) / len(pairs) if pairs else 1.0
