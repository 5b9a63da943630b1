"""What speaks against trusting a piece of evidence, of which its signals are too few examples."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.script import matching_form
from qa import row_lists, tiers
from qa.bylines import asks_author, is_byline, tells_author
from qa.changes import asks_only_change
from qa.confidence import UNREAD, Signals
from qa.evidence import Place
from qa.forms import FROM_SOURCE, OTHER_SOURCE, in_tier, source_told
from qa.kept import of_question
from qa.kinds import (
    DATE_UNITS,
    STRICT_UNITS,
    asked_units,
    asks_contact,
    asks_district,
    counts_another,
    is_address,
    is_dateline,
    is_signature,
    is_stamp,
    items,
    items_asked,
    names_another_kind,
    names_body,
    names_person,
    tells_editing,
    tells_other,
)
from qa.matching import held, means
from qa.modality import denies_nothing, tells_the_reverse
from qa.numbers import quantities
from qa.places import districts, places, without_places
from qa.plans import (
    asks_target,
    is_no_intention,
    is_plan_heading,
    is_to_come,
    plans_only,
    speaks_of_plans,
)
from qa.question import FIGURES, LITERAL, Analysis, Kind, content_terms
from qa.selection import asks_from_to, tells_from_to, way_asked
from qa.signals import (
    OF_WHICH,
    Most,
    in_table,
    label_of,
    news_in,
    own_share,
    share_of,
)
from qa.subjects import is_about_another, is_about_its_like, is_of_another_place
from qa.surroundings import Surroundings
from qa.timing import is_of_another_day
from qa.wording import closes_a_page, speaks_to_machines

DOUBTED = 0.5
"""What a reason for doubt that has no signal leaves of the confidence."""
LEAST_TRUST = 1e-6
CLEAR = 3.0
"""Relevance (logit) from which the trained reader knows forms of dates and places that no pattern does."""
_FORMS = {Kind.DATE: DOUBTED**2, Kind.PLACE: DOUBTED}
"""What is left of a text without a date, or a place, where one is asked for."""
MOSTLY = 0.7
"""Share of a question from which on its words are said to stand in no document: what the trained reader
doubts as well is right in one of forty such questions of the development sets."""
DOUBTFUL = -0.5
"""Relevance (logit) below which the trained reader doubts."""
OWN_LEAST = 0.6
"""Of the best share of a follow-up's own words, below which a sentence is more about the question before."""
OF_A_PART = 0.34
"""Share of the words for a part of a total that may be said of others: 贸易 of 加工贸易."""
LEAST_SHARED = 3
"""Characters of a run that a question and its evidence share, which names what is asked about."""
NEWS = 0.3
"""Share of a title that the question must not have said already."""
_HOW_MUCH = re.compile("多[少大高长久远重]")
_BECAUSE = re.compile(
    r"因|由于|原因|受[^,，。]{1,16}(?:影响|拖累|制约)|得益于|归[因功]|源于|在于|系|出于|旨在|目的|初衷|以便|避免|防止|杜绝|从而|导致|使得|造成|引起|[一二三]是|主要[是靠]|解释|理由|鉴于|(?:^|[,，。；;])为了?(?!期)[㐀-鿿]{2,12}[,，]|担心|考虑到|有利于|有助于|能够?|可以|不足|不够|不高|缺|达不到|随着|带来"
    r"|[是为][^,，。;；]{0,24}的?(?:重要|关键|根本|必然|内在|迫切)?(?:支撑|抓手|途径|要求|保障|动力|基石|所在)(?=[,，。；;]|$)"
)
_OF_SO_MANY = re.compile(
    r"(?<![\d.])(?P<count>\d[\d.]*[万亿]?)余?[个家条项座所名人][^,，。]{1,14}?[中里](?!国|心|小)[^。]{0,24}(?:多少|几)"
)
_PART_ASKED = re.compile(
    r"(?:(?<![县市区省州村乡镇城家手心夜这那哪地田圈院园棚场池店厂校馆])里[面头]?|当中|之中|其中|(?<![初高职集郑月盘期年日])(?<!纠纷)(?<!诉讼)(?<!官司)(?<!案件)(?<!一案)中(?![心国原央欧班牟考转秋程东西部学小午旬医标药等层介高山海间位枢期]))"
    r"(?:的|[,，])?(?!排|名列|[位居]|第|计划|打算|准备|预计|要求|规定|提出|明确)(?P<part>[㐀-鿿a-z]{2,6}?)"
    r"(?:的|一共|总共|大概|大约|又|各|能|会|得|要|都|有|是|占|为|达|招|收|录|需|用|花|缴|交|补)*[了到取]?(?:多少|几|多大|百分之)"
)
"""What part of a total a question asks for: 进出口里，加工贸易占几成."""
_ASKS = re.compile(
    "[?？吗呢]|怎么|怎样|如何|多少|多久|什么|为何|哪[个些里儿种家一]|是不是|能不能|可不可以|有没有|会不会"
)
"""A title that asks what the page answers: 红薯能和柿饼同蒸吗_养生网."""
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
LEAST_LABEL = 3
"""Characters of a label that tells lines apart; 地址 and 时间 stand in many."""
_PER = re.compile("[每一](千瓦时|平方米|平米|立方米|吨|亩|股|盎司|桶)[^,，。\\d]{0,6}多少")
_SAID_PER = {"千瓦时": "千瓦时|度", "平方米": "平|㎡|m2", "平米": "平|㎡|m2", "立方米": "方"}
"""每平方米多少元 is told beside 平方米 alone; what another unit is called in no other way."""
_WHICH_CITY = re.compile("哪(?:一?[座个])?(?:城市|省(?![级内会]))")
_EVERYWHERE = re.compile("各省|各市|各地|全国各")
"""各省教育厅 tells of no city."""
_TOWN = re.compile("[㐀-鿿](?![乡城村集重市古小])[㐀-鿿]镇(?![上江里区长级域政静压定守痛])")
_BESIDES = re.compile(
    "除了?[^,，。]{2,10}(?:[以之]?外)?[,，]?(?:还|又|另|其他)[^,，。]{0,4}哪(?:些|几[个座])?(?:城市|省|市|区县|县)"
)
_WHAT_DAY, _OF_LATE = (
    re.compile("哪一?[天日]|几号|几月几"),
    re.compile("日前|近日|近期|前不久|最近"),
)
"""日前召开 does not tell on which day."""
_NOW, _ONCE = (
    re.compile("此次|这次|本次|现任|如今"),
    re.compile("当时的|彼时|此前的|曾任|上一?次|前次"),
)
"""当时的保荐机构 is none of 此次."""
_WAS_DONE = re.compile("[㐀-鿿]了(?:多少|几)")
"""改了多少个 asks for none that stand below 重点工作."""
_CODE = re.compile(r"(?<![a-z\d.])(?:[a-z]{1,3}-?\d{1,4}[a-z]?(?![a-z\d.%])|\d{1,4}路(?![段线]))")
_RATE = re.compile("(?P<of>(?!增长|[^㐀-鿿]|概|效|频)[㐀-鿿]{2})率(?![先领])")
_TOWARDS = re.compile("[往向朝][^,，。]{1,12}$")
"""往学校里头砸了多少 names no total."""


@dataclass(frozen=True, eq=False)
class _Pairs:
    """What a question asks for, and what a text says that tells it; alike only with itself, since to compare patterns
    takes as long as to search for them."""

    patterns: tuple[tuple[str, str], ...]


_TOLD_BY = _Pairs(
    (
        (
            "(?:换成|接任|接替|继任|接班|顶替|新任)[^,，。]{0,8}谁|谁[^,，。]{0,4}(?:接任|接替|继任|接班|顶替)",
            "接任|接替|接手|接班|继任|[聘选]任|聘请|[出就兼转改升]任|任命|当选|选举|到任|履新|代行|代理|顶替|换成|由[^,，。]{2,12}(?:负责|主持|担任)",
        ),
        (
            "(?:什么|哪[个项种]|何种)(?:荣誉|奖|称号|表彰)",
            "奖|称号|荣誉|授予|评为|[冠亚季]军|[金银铜]牌|勋章|表彰|标兵|模范|先进|第[一二三]名",
        ),
        (
            "(?:卖|转让|出售|转手)给?了?给?(?:了)?(?:谁|哪[家个])|被谁(?:买|收购)",
            "受让|收购|竞得|拍[得下]|[购买]|接[手盘]|[售卖让]给|成交|拿下|入主|中标|摘牌",
        ),
        (
            "用来[做干]什么|[做干]什么用|什么用[途处场]|用途是",
            "用于|用来|用作|用以|主要|可用|服务|监测|承担|负责|适用|供|作为|推断",
        ),
        ("什么颜色|哪种颜色|何种颜色", "色|[红橙黄绿蓝紫黑白灰褐粉]"),
        ("什么职[务位]|担任什么", "[任职长]|主任|经理|书记|总裁|董事|委员|顾问|代表"),
        ("罚(?:款|钱)?(?:多少|几)|怎么罚|罚不罚", "罚|处|扣|没收|追究|记分|警告|拘"),
        (
            "(?:(?:星期|周|礼拜)几|哪[一几]?天|什么时候)(?:会|是|要)?(?:不开|闭|休|关|停业|不营业|不上班)",
            "闭|休|停|关|不开|不营业|不对外|不上班",
        ),
        ("一个?人(?:一个月|一年|每月|每年)", "[每均/]|人民币|一人|标准"),
        ("副作用|不良反应", "副作用|不良|反应|恶心|过敏|头晕|腹泻|皮疹|禁忌|忌用|慎用"),
        ("裁(?:了|掉|减)?(?:多少|几)|裁员多少", "裁|削减|精简|下岗|解雇|减员"),
        ("怎么死的|死因|因何去世", "病|伤|亡|死|癌|车祸|溺|杀|事故|处决|枪|毒|心脏|梗|故|难"),
    )
)
"""What a question asks for, and what is said in every text that tells it: 谁接任 is not told by who has left."""
_WHICH_PERSON = re.compile("哪一?[位名]")
_MODIFIERS = _Pairs(
    (
        (
            "第一[部枚本篇首张](?![分门])|首[部枚本篇](?![报次曲])",
            "第一|首|最早|最初|最先|开始|初|处女|率先|始|起步|出道|问世",
        ),
        (
            "(?:独有|特有|唯一)(?!标识|代码|编码|性)",
            "独有|特有|唯一|独一|只有|仅有|仅在|只在|仅此|仅存|独家",
        ),
    )
)
"""What a question asks for, and what a text says that speaks of it."""
_SHARES = re.compile(
    r"(?!联系电话|产品型号|邮政编码|服务热线)([㐀-鿿*]{3,4})[ab]?[（(](?:[a-z]{2})?\d{5,6}(?:[.][a-z]{2})?[）)]"
)
_CHIEF = re.compile("负责人|总监|主管|经理|主任|[队组科处局院站厂]长|首席")
_OFFICE_END = re.compile("(?:长|主任|[主首]席|书记|[经总助]理|总监|官)$")
_TASKS = frozenset(
    ["管理", "主持", "签发", "采写", "撰写", "撰稿", "执笔", "摄影", "编辑", "审核", "校对"]
)
_PARTY_ENDS = ("负责人", "方", "单位", "机构", "代表", "委员")
_GROUP = re.compile(
    "[㐀-鿿]{2}(?:队(?!伍|员)|[剧乐社旅代]团|馆|[协商学]会|基金会|俱乐部|社(?![区会保]))"
)
"""Bodies of people that are no offices."""
_LABELLED_NAME = re.compile("[:：] ?[㐀-鿿·]{2,4}(?![㐀-鿿])")
NOTHING = Most(0.0, 0.0)


def trust(
    analysis: Analysis, place: Place, text: str, found: Signals, best: Most = NOTHING
) -> float:
    """What the confidence is multiplied with, for what its signals are too few examples of.

    A figure is asked for and none is there, or another than what is asked for. A question answers none, and a
    target is no figure that was reached, nor such a figure a target. Words that stand nowhere in the library ask
    for what is not there, unless the trained reader knows better. A follow-up is about its own words and the city
    before; 哪个区 wants a district, 多少个班次 something about 班次, why a reason; a part of so many is not told by the
    whole, a change alone not on another page, a day, a town and a price per unit not by others. What may not be
    tells nothing of what may, nor what is so of what is not; the first or only one is said to be that; news begin
    with when and where, seldom with what is asked. Who the director is, a sentence without a director does not say,
    and whom a letter is for did not write it. The day on which a page was made or signed is none of those it tells
    of, and what was not done has none. Beside a line with the label that is asked for, one with another tells
    something else. Orders are not written for readers. A title seldom answers, never when it says no more than the
    question nor when it asks itself, and names the document, not who wrote it or when.
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
    unasked = _is_unasked_plan(analysis, place)
    if unasked or _is_no_plan(analysis, place):
        left *= DOUBTED
    if unasked and analysis.kind is Kind.RANK:
        left *= DOUBTED  # 力争进入前15强 tells no rank at all
    if (role := analysis.role) and not (asks_author(analysis.text) or _holds_role(said, role)):
        left *= DOUBTED**3 if _is_office(role) else DOUBTED
    where = place.surroundings
    goes_on = best.goes_on and found.anchored == 1
    if _is_of_another_page(analysis, place, best.document):
        left *= DOUBTED**2
    if own_share(analysis, place) < best.own * OWN_LEAST and not goes_on:
        left *= DOUBTED**2
    if best.days and is_of_another_day(best.days, where):
        left *= DOUBTED**2
    if best.goes_on and not goes_on:
        left *= DOUBTED
    if _only_opens(analysis, place, best.focus):
        left *= DOUBTED**2
    named = places(row_lists.CAPTION.sub("", where.sentence)) if analysis.spoken_of else None
    if named and not named & analysis.spoken_of:
        left *= DOUBTED
    near = where.near
    if names_another_kind(analysis.text, said) or counts_another(analysis.text, near):
        left *= DOUBTED**2
    if (
        _tells_the_whole(analysis, said, where.sentence)
        or _tells_no_such_part(analysis, near)
        or _tells_the_opposite(analysis, where.sentence)
    ):
        left *= DOUBTED**2
    if _tells_the_total(analysis, where):
        left *= DOUBTED**3
    if asks_author(analysis.text) and not tells_author(analysis.text, text):
        left *= DOUBTED**2
    if tells_the_reverse(analysis.text, said):
        left *= DOUBTED**6
    if denies_nothing(analysis.text, near):
        left *= DOUBTED**4
    if _lacks(_MODIFIERS, analysis.text, near) or _of_another_share(analysis.text, said, where):
        left *= DOUBTED**2
    if _NOW.search(analysis.text) and _ONCE.search(said):
        left *= DOUBTED**2
    if _lacks_code(analysis.text, where):
        left *= DOUBTED**2
    if _goes_on_about_another(analysis, where.sentence, said):
        left *= DOUBTED**2
    if _tells_it_was_not(analysis, said):
        left *= DOUBTED**3
    if (way := way_asked(analysis.text)) and not way.search(said):
        left *= DOUBTED**2
    if _tells_no_price_per_unit(analysis.text, place, said):
        left *= DOUBTED**2
    if _WHICH_CITY.search(analysis.text) and _EVERYWHERE.search(said) and not places(said):
        left *= DOUBTED**2
    if _is_of_another_town(analysis.text, where):
        left *= DOUBTED**2
    if _names_no_other(analysis, said):
        left *= DOUBTED**3
    if asks_from_to(analysis.text) and not tells_from_to(analysis.text, where.sentence):
        left *= DOUBTED**2
    if analysis.asks_why and not _BECAUSE.search(said):
        left *= DOUBTED**3 if where.opens else DOUBTED
    if analysis.asks_issuer and is_address(place.segment.text):
        left *= DOUBTED**3
    if analysis.asks_name and not names_person(text):
        left *= DOUBTED**2
    if analysis.kind is Kind.BODY and _names_only_what_is_asked_about(analysis, said):
        left *= DOUBTED**2
    if analysis.asks_name and is_byline(said) and not asks_author(analysis.text):
        left *= DOUBTED**3
    if _of_another_rate(analysis.text, where.sentence, f"{where.before}{where.heading}"):
        left *= DOUBTED**2
    if speaks_to_machines(where.before, where.sentence):
        left *= DOUBTED
    if closes_a_page(where.sentence):
        left *= DOUBTED**4
    if is_stamp(text) and not analysis.asks_document_date:
        left *= DOUBTED**3
    if _lacks(_TOLD_BY, analysis.text, said):
        left *= DOUBTED**2
    if analysis.kind is Kind.DATE and not analysis.asks_document_date:
        signed = is_signature(where.before) and is_dateline(text)
        if signed or tells_editing(text):
            left *= DOUBTED**2
        if _WHAT_DAY.search(analysis.text) and not found.fits and _OF_LATE.search(said):
            left *= DOUBTED**2
    label = label_of(place)
    others = label not in analysis.text or len(label) < LEAST_LABEL
    told = len(best.label) >= LEAST_LABEL and not analysis.thin
    if told and label and label != best.label and others:
        left *= DOUBTED**2
    if best.tier and not (
        in_tier(analysis, place.segment) or tiers.holds(analysis.asked.given, said)
    ):
        left *= DOUBTED
    if best.source >= FROM_SOURCE and source_told(analysis, place) < best.source * OTHER_SOURCE:
        left *= DOUBTED
    title = matching_form(place.candidate.stored.document_title)
    if is_about_another(
        best.subjects, title, f"{where.heading}\n{where.chunk}"
    ) or is_about_its_like(best.subjects, analysis.text, title):
        left *= DOUBTED**3
    if is_of_another_place(best.places, title, f"{where.sentence}{where.heading}{where.chunk}"):
        left *= DOUBTED**3
    if place.is_heading:
        left *= DOUBTED if news_in(said, analysis.text) >= NEWS else DOUBTED**2
    if place.is_heading and _ASKS.search(said):
        left *= DOUBTED**2
    if place.is_heading and (analysis.asks_who_said or analysis.asks_document_date):
        left *= DOUBTED
    return left


def trust_read(analysis: Analysis, found: Signals) -> float:
    """The same for what the trained reader sees of it: a date, a place or a body that no pattern knows, an answer to a
    question whose words stand nowhere in the library."""
    left = 1.0
    if analysis.kind in _FORMS and not found.fits and found.relevance < CLEAR:
        left *= _FORMS[analysis.kind]
    if _asks_for_a_body(analysis) and not found.fits and found.relevance < CLEAR:
        left *= DOUBTED**2
    if found.unknown >= MOSTLY and UNREAD < found.relevance < DOUBTFUL:
        left *= DOUBTED**2
    return left


def _asks_for_a_body(analysis: Analysis) -> bool:
    """由哪个部门牵头; what 谁 of a translation is, nobody can tell."""
    named = analysis.kind is Kind.BODY and not asks_district(analysis.text)
    return named and not analysis.from_abroad


@of_question
def _required(pairs: _Pairs, question: str) -> tuple[re.Pattern[str], ...]:
    """What must be found in a text that answers."""
    return tuple(re.compile(told) for asked, told in pairs.patterns if re.search(asked, question))


def _lacks(pairs: _Pairs, question: str, text: str) -> bool:
    """Whether a text says nothing of what the question asks for by one of the pairs."""
    return not all(told.search(text) for told in _required(pairs, question))


def _only_opens(analysis: Analysis, place: Place, most: float) -> bool:
    """Whether news begin with a sentence, which says when and where and little of what is asked, of which another
    sentence says ``most``; of whether something is so, any sentence may be as far from it."""
    where = place.surroundings
    opens = where.opens and not in_table(place)
    if most < OF_A_PART or not (opens or analysis.asks_whether):
        return False
    return share_of(analysis.focus, place) < most * OWN_LEAST


def _of_another_share(question: str, said: str, where: Surroundings) -> bool:
    """Whether a company is asked about, and only others are told of, by their names and numbers on an exchange:
    东阳磁谷（002967）首次回购165万股."""
    told = _SHARES.findall(said)
    if not told or any(one[-LEAST_LABEL:] in question for one in told):
        return False
    around = _SHARES.findall(f"{where.chunk}\n{where.head}")
    return any(one[-LEAST_LABEL:] in question for one in around)


def _names_only_what_is_asked_about(analysis: Analysis, said: str) -> bool:
    """青禾乳业2002年创办 does not say 青禾乳业由谁创办."""
    if not names_body(said) or names_person(said) or _LABELLED_NAME.search(said):
        return False
    if _WHICH_PERSON.search(analysis.text):
        return False  # 副市长宰父明 answers 哪位副市长
    left = _without_shared(said, analysis.text)
    return not (names_body(left) or _GROUP.search(left))


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


def _is_of_another_page(analysis: Analysis, place: Place, document: str) -> bool:
    """Whether 比前一周变了多少 is asked of what the part before is answered with, and this is told in another document."""
    if not (document and analysis.thin and asks_only_change(analysis.text)):
        return False
    return place.candidate.stored.document_id != document


def _is_of_another_town(question: str, where: Surroundings) -> bool:
    """Whether a town is asked about that nothing around names, where its page tells of others: 禾溪镇, 青坪镇."""
    asked = _TOWN.findall(question)
    if not asked:
        return False
    around = f"{where.heading}\n{where.chunk}\n{where.head}"
    return not any(one in around for one in asked) and bool(_TOWN.search(around))


def _tells_no_price_per_unit(question: str, place: Place, said: str) -> bool:
    """Whether 每平方米多少元 is asked and the unit is not said; of a table's row it may stand in what is not quoted."""
    asked = _PER.search(question)
    if asked is None:
        return False
    where = place.surroundings
    near = f"{where.sentence}{where.heading}" if in_table(place) else said
    return not re.search(_SAID_PER.get(asked[1], asked[1]), near)


def _names_no_other(analysis: Analysis, said: str) -> bool:
    """Whether 除了郑州还有哪些城市 is asked and no other place is named."""
    if not (analysis.asked.places and _BESIDES.search(analysis.text)):
        return False
    return not (places(said) | districts(said)) - analysis.asked.places


def _is_office(role: str) -> bool:
    """院长, 负责人 and 设计方, not 得主 and 捐赠, for which there are other words."""
    return bool(_OFFICE_END.search(role)) or role.endswith(_PARTY_ENDS) or role in _TASKS


def _holds_role(said: str, role: str) -> bool:
    """A pair of its characters is said, of an office its last: 政协主席 is no 政协委员."""
    if _OFFICE_END.search(role):
        office = role[-3:] if role[-3:] in said else role[-2:]  # 副指挥长 ends in 挥长
        return bool(re.search(f"{'' if '副' in role else '(?<!副)'}{office}", said))
    if role.endswith("负责人"):  # 财务总监
        return bool(_CHIEF.search(said))
    said = said.replace("委员会", "")  # names no 委员
    return any(means(said, pair) for pair in map("".join, pairwise(role)))


def _is_unasked_plan(analysis: Analysis, place: Place) -> bool:
    """货邮吞吐量多少 is not asked of a target: 全年预期目标货邮吞吐量75万吨."""
    if analysis.kind not in FIGURES or speaks_of_plans(analysis.said_before + analysis.text):
        return False
    where = place.surroundings
    if plans_only(where.sentence):
        return True
    if not _WAS_DONE.search(analysis.text):
        return False
    return is_to_come(replace(where, heading=where.sections))


def _is_no_plan(analysis: Analysis, place: Place) -> bool:
    """A target is asked for, and what is told is said to be none: 年初目标是多少."""
    where = place.surroundings
    if analysis.kind not in FIGURES:
        return False
    if not asks_target(analysis.text) and not is_no_intention(analysis.text, where.sentence):
        return False
    return not (speaks_of_plans(where.near) or is_plan_heading(where.heading))


def _tells_the_whole(analysis: Analysis, said: str, sentence: str) -> bool:
    """27个站点当中，欧洲的有几个 is not told by 27个站点、8个口岸."""
    asked = _OF_SO_MANY.search(analysis.text)
    return asked is not None and asked["count"] in said and not OF_WHICH.search(sentence)


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


def _tells_the_total(analysis: Analysis, where: Surroundings) -> bool:
    """Whether a part is asked for, and of parts the next sentence tells: 接种42.6万剂次。其中，老年人19.3万剂次."""
    if analysis.kind not in FIGURES or not where.parts:
        return False
    of_part = held(where.parts, analysis.terms) - held(where.near, analysis.terms)
    return bool(of_part)


def _tells_the_opposite(analysis: Analysis, sentence: str) -> bool:
    """高硫 is asked for and only 低硫 told, 私营 and only 非私营."""
    return any(
        term not in sentence.replace(f"非{term}", "")
        for term, opposites in _opposites(analysis.terms, analysis.text)
        if any(one in sentence for one in opposites)
    )


@of_question
def _opposites(terms: tuple[str, ...], question: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of each term what excludes it."""
    return tuple(
        (
            term,
            (*(other + term[1] for other in _OPPOSITE.get(term[0], "")), *_negated(term, question)),
        )
        for term in terms
        if len(term) == _PAIR
    )


def _negated(term: str, question: str) -> tuple[str, ...]:
    """非私营 of 私营, unless that is what is asked for."""
    return () if f"非{term}" in question else (f"非{term}",)


def names_no_items(analysis: Analysis, text: str) -> bool:
    """哪5家 is asked, and what is told names none of them: 首批认定5家."""
    asked = items_asked(analysis.text)
    told = items(text)
    if asked < 2 or told >= asked or tells_author(analysis.text, text):
        return False
    if any(one.value == asked and one.unit not in DATE_UNITS for one in quantities(text)):
        return True
    # Each clause may name one.
    few = told < 2 and len(_CLAUSES.split(text.strip("。"))) < asked
    return analysis.kind is Kind.LIST and few


def _tells_it_was_not(analysis: Analysis, said: str) -> bool:
    """Whether when or how much is asked of what the sentence says was not done: 塔身未作纠偏."""
    if analysis.kind not in LITERAL or _NEGATED.search(analysis.text):
        return False
    return any(match["done"] in analysis.text for match in _DID_NOT.finditer(said))


def _lacks_code(question: str, where: Surroundings) -> bool:
    """Whether a question names K3路 or M9, of which its document tells elsewhere: what the sentence itself names
    decides, whatever the one before does."""
    codes = set(_CODE.findall(question))
    if not codes:
        return False
    told = set(_CODE.findall(where.sentence) or _CODE.findall(where.near))
    around = _CODE.findall(f"{where.chunk}\n{where.head}")
    return bool(told) and not codes & told and bool(codes.intersection(around))


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
