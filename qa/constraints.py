"""What a question pins down of its evidence: year, place, scope and more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from qa.bodies import bodies
from qa.contrasts import Contrast, contrasts
from qa.kept import of_question
from qa.named_things import named_things
from qa.ordinals import numbered, with_plans_named
from qa.periods import asks_whole_year, months, months_ended, periods_asked
from qa.places import abroad, districts, own_places
from qa.plans import asks_what_was_done
from qa.qualifiers import qualifiers
from qa.scopes import asks_rank, scopes_asked
from qa.tiers import Tier, bounds, values
from qa.years import short_years, years

_ISSUED = re.compile(
    r"(?P<year>(?:19|20)\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?[^,，。年]{0,12}?"
    r"(?:答复|回复|复函|通知|通报|公告|报道|新闻稿?|发布会|工作报告|的报告|文件|提案|资料|材料|常委会|会议|议政会?|座谈会)"
    r"(?=[里中上,，)）]|提[到出]|显示|指出|承认|强调|部署|要求|说|讲)"
    r"|按照?(?P<by>(?:19|20)\d{2})年[^,，。\d]{0,16}?(?:措施|办法|政策|规定|通知|细则|方案)"
    r"|(?P<out>(?:19|20)\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?[^,，。年]{0,12}?(?:公布|发布|印发|出台|通报|披露)的"
    r"(?=[^,，。？?]{0,24}(?:公告|通知|通报|办法|方案|指南|名单|规定|条例|意见|报告|细则|措施|政策|规划|文件)[里中上,，])"
)
"""Such a year is that of the document, of which its figures need not be: 在2024年9月的答复中."""
_AWAY = re.compile(
    "(?:去|到|赴|在)([㐀-鿿]{2,4}?)[省市]?(?:住院|看病|就医|治病|做手术|生孩子|打工|上班|工作|上学|读书)"
)
"""Where somebody has gone to, who asks of the rules of another place: 去重庆住院，遵义的医保."""
_BORN = re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月(?:份|\d{1,2}[日号])?)?(?:出生|生(?=的|人|[,，]))")
"""When somebody was born decides what he may do, not of when it is told."""
_THAN_YEAR = re.compile(
    r"[比较]\s*(?:19|20)\d{2}年(?:度|全年|同期|末|底)?(?=[^,，。？?\d]{0,8}(?:[增涨降减升跌多少高低早晚快慢]|提[前高]|推迟|扩大|缩小|回落|收窄|变))"
)
"""比2014年增多少 asks of another year."""
_BOUND = re.compile(r"(?:19|20)\d{2}\s*年[之以]前")
"""在2000年之前 asks of other years."""
_YEAR_BEFORE_IT = re.compile("(?:[上前]一|[上去])年(?!级|期)")
"""2025年的报告里说上一年 asks of 2024."""
_EXCEPT = re.compile(
    r"(?<![扣清拆解消删排切免去开铲])除(?![夕尘雪草湿法])了?[^,，。？?]{1,12}?(?:[以之]外|(?<!境)外(?=[,，还又也另哪谁都]))"
)
"""除盘山以外 asks of other places."""
_QUOTED = re.compile("[“《]([^“”《》,，。]{2,20})[”》]")
_OF_A_TOTAL = re.compile(
    r"^[^,，]*?(?:总[额量数值]|总投资|总收入|总人数)(?:当|之)?[中里][,，]?(?=..)"
)
"""进出口总额中，出口多少 asks of 出口 alone."""
_PARTIES = re.compile("民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|工商联")
_SINCE_BEGUN = re.compile(
    r"(?:自|从)[^,，。？?\d]{0,12}(?:至今|到现在|以来)|(?:开[通行业馆园放]|成立|建成|投[运产用]|运营|设立|创办|创立|启动|实施)(?:至今|到现在|以来)"
)
_ASKED_PLACE = re.compile(
    r"哪(?:一|几|两|三|四|五|些)?[个座]?(?:城市|市|省|地方|地区|国家|县|区)|哪里|哪儿|何地|何处"
)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What must hold of the evidence for a question, all in matching form."""

    years: frozenset[int] = frozenset()
    places: frozenset[str] = frozenset()
    """Provinces and prefecture-level cities."""
    districts: frozenset[str] = frozenset()
    """Districts, counties and county-level cities (administrative list), without 区 or 县."""
    scopes: frozenset[str] = frozenset()
    """国, 省, 市 … when the question asks of a whole country, province, city."""
    periods: frozenset[str] = frozenset()
    """Parts of a year in one spelling: 1-8月, 1-6月 for 上半年, 3月."""
    qualifiers: frozenset[str] = frozenset()
    """Words that make another indicator of one: 人均, 第二产业, 国际."""
    whole_year: bool = False
    """The question says 全年: a part of a year is not enough."""
    done: bool = False
    """The question asks what was really reached: a plan is not enough."""
    numbered: frozenset[tuple[str, int]] = frozenset()
    """届, 次, 号, 期 or 版 with its number, and 五 with that of a five-year plan."""
    given: frozenset[tuple[Decimal, str]] = frozenset()
    """What is to be put in a tier: an age, a price, an area."""
    place_asked: bool = False
    """A place is the answer: that another one is named speaks against nothing."""
    issued: frozenset[int] = frozenset()
    """Years of the document that is asked about."""
    contrasts: frozenset[Contrast] = frozenset()
    """Things that are not others of their kind: 出口, 面试."""
    bodies: frozenset[str] = frozenset()
    """Companies and banks."""
    abroad: frozenset[str] = frozenset()
    """Countries and parts of the world."""
    things: frozenset[tuple[str, str]] = frozenset()
    """Works and places by their names: 缙云山隧道."""
    tiers: frozenset[Tier] = frozenset()
    """That are asked about themselves: 不到5000万元的项目."""
    one: str = ""
    """Of several like things that a question names side by side, the one that is meant here."""
    others: frozenset[str] = frozenset()
    """… and the others: 蓉江 beside 黄金 of two 院区."""
    parties: frozenset[str] = frozenset()
    """Parties that make proposals, of which each speaks for itself."""
    to_date: bool = False
    """What has come together since the beginning is asked for."""
    months: frozenset[str] = frozenset()
    """That the question names in whatever form: 6月底, 7月5日."""
    ends: frozenset[str] = frozenset()
    """… of which it asks what stood when they ended, or in a part of them: 10月底, 6月中旬."""
    quoted: frozenset[str] = frozenset()
    """What it puts in quotation marks: 榕枝 of “榕枝”."""
    named: bool = False
    """They are names: a document that does not say one of them does not call it otherwise."""

    def __bool__(self) -> bool:
        sets = (self.years, self.places, self.districts, self.scopes, self.periods, self.qualifiers)
        named = self.bodies or self.abroad or self.things
        more = (
            self.one
            or self.parties
            or self.to_date
            or self.numbered
            or self.given
            or self.tiers
            or self.issued
            or self.contrasts
            or named
        )
        return self.whole_year or self.done or bool(more) or any(sets)


@of_question
def without_exceptions(question: str) -> str:
    """The question without what it does not ask about: 除盘山以外."""
    return _EXCEPT.sub(" ", question)


def constraints(question: str) -> Constraints:
    """What a question (in matching form) pins down."""
    question = without_exceptions(question)
    cities = own_places(question)
    cities = cities - frozenset(_AWAY.findall(question)) or cities
    issued = frozenset(
        int(match["year"] or match["by"] or match["out"]) for match in _ISSUED.finditer(question)
    )
    question = _BORN.sub(" ", _BOUND.sub(" ", _ISSUED.sub(" ", question)))
    question = _THAN_YEAR.sub("比", question)
    question = with_plans_named(question)
    short = short_years(question)
    if _YEAR_BEFORE_IT.search(question):
        short |= {year - 1 for year in issued}
    return Constraints(
        years(question) | short,
        cities,
        districts(question) - cities,
        scopes_asked(question),
        periods_asked(question),
        qualifiers(question),
        asks_whole_year(question),
        asks_what_was_done(question),
        numbered(question),
        values(question),
        bool(_ASKED_PLACE.search(question)),
        issued,
        contrasts(_OF_A_TOTAL.sub("", question), of_ranks=asks_rank(question)),
        frozenset(bodies(question)),
        abroad(question),
        named_things(question),
        tiers=bounds(question),
        parties=frozenset(_PARTIES.findall(question)),
        to_date=bool(_SINCE_BEGUN.search(question)),
        months=months(question),
        ends=months_ended(question),
        quoted=frozenset(_QUOTED.findall(question)),
    )
