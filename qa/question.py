"""What a question asks for: its words, the kind of answer, and what must hold in the evidence."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from corpus.script import matching_form
from qa.changes import asks_only_change
from qa.comparison import side_by_side, titled_apart
from qa.constraints import Constraints, constraints
from qa.contrasts import Contrast
from qa.coordination import bare, stem
from qa.ellipsis import ASKS_IN_WORDS, completed, exchanged_by_titles, swapped
from qa.latin import localised
from qa.parts import parts
from qa.places import cities_in_short, without_places
from qa.terms import terms
from qa.years import without_times


class Kind(Enum):
    """The kind of answer that a question wants."""

    AMOUNT = "amount"
    RATIO = "ratio"
    RANK = "rank"
    DATE = "date"
    PLACE = "place"
    BODY = "body"
    LIST = "list"
    YES_NO = "yes_no"
    OTHER = "other"


FIGURES = frozenset([Kind.AMOUNT, Kind.RATIO, Kind.RANK])
LITERAL = FIGURES | {Kind.DATE}
"""Kinds whose answer has a form: without a figure, or a date, nothing is answered."""


@dataclass(frozen=True)
class Analysis:
    """One question (or one part of a question of several), understood."""

    text: str
    """Without polite wrapping, in matching form."""
    kind: Kind
    terms: tuple[str, ...]
    """Content terms, each once, in order; question words are not among them."""
    asked: Constraints
    """What must hold of the evidence."""
    carried: tuple[str, ...] = ()
    """Terms that only help in the search: times, and what an earlier part or turn says."""
    said_before: str = ""
    """The earlier part or turn that a thin one leans on, in words."""
    spoken_of: frozenset[str] = frozenset()
    """Cities and provinces of the question before one that stands alone and names none."""
    own: tuple[str, ...] = ()
    """Of a thin one the terms of what it is about itself, verbs of plans and doing left out."""
    focus: tuple[str, ...] = ()
    """Of one that tells of an event before it asks, the terms of what it asks."""
    thin: bool = False
    """Too little is said here to stand alone: the carried terms count."""
    asked_itself: Constraints | None = None
    """Of a later part what it pins down itself."""
    asked_as: str = ""
    """The question in English, when ``text`` is its translation."""
    lost: float = 0.0
    """Share of its phrases that have none."""
    asks_as: str = ""
    """Of a follow-up that asks nothing in words (那职业教育呢), the question that it repeats."""
    source: tuple[str, ...] = ()
    """Terms of the document in which it is said to stand: 发布会, 双循环议政."""
    corrections: tuple[tuple[str, str], ...] = ()
    """What was typed, and what is meant."""
    name: str = ""
    """Of which of several like things it asks."""
    each: tuple[Analysis, ...] = ()
    """The same asked of each of the places, years or other like things that the question names side by side."""
    compares: bool = False
    """Whether it asks how these differ: without each of them it has no answer."""

    @cached_property
    def asking(self) -> str:
        """What is asked in words, here or in the question that it repeats."""
        return self.asks_as or self.text

    @cached_property
    def measured(self) -> str:
        """The question that tells the unit of its answer: 二级医院的呢 and 第三阶梯又是多少 ask for beds and
        prices as the one before did, 那货重呢 for something else."""
        if self.thin and _ONLY_HOW_MUCH.fullmatch(self.text):
            return self.said_before
        return self.asking if self.text.endswith(_OF_ANOTHER) else self.text

    @cached_property
    def asks_who_said(self) -> bool:
        """Who proposed, said or thinks something: the heading above may say it."""
        return bool(_WHO_SAID.search(self.asking))

    @cached_property
    def asks_each_first(self) -> bool:
        """Whether one sentence hardly tells it of all the like things that are named."""
        return bool(self.each) and (self.compares or self.kind in LITERAL)

    @cached_property
    def asks_for_several(self) -> bool:
        """Things, measures, conditions or steps, of which the answer should name all."""
        return self.kind is Kind.LIST or (
            self.kind is Kind.OTHER and bool(_SEVERAL.search(self.asking))
        )

    @cached_property
    def asks_how(self) -> bool:
        """How something is done, which may take more than a sentence."""
        return self.kind is Kind.OTHER and bool(_HOW.search(self.asking))

    @cached_property
    def asks_why(self) -> bool:
        """For what reason something is so."""
        return bool(_ASKS_WHY.search(self.text))

    @cached_property
    def asks_which_body(self) -> bool:
        """Which district or office it is of which something is said."""
        return self.kind is Kind.BODY or bool(_WHICH_BODY.search(self.asking))

    @cached_property
    def asks_name(self) -> bool:
        """What a person is called who holds an office."""
        return bool(_NAME.search(self.asking))

    @cached_property
    def asks_whether(self) -> bool:
        """是否, 有没有: whether what is named behind it is so."""
        return self.kind is Kind.YES_NO and bool(_WHETHER.search(self.text))

    @cached_property
    def asks_topic(self) -> bool:
        """Of what a speech or an article is: its heading tells."""
        return bool(_TOPIC.search(self.asking)) and not _ASKED_BY_NAME.search(self.asking)

    @cached_property
    def asks_document_date(self) -> bool:
        """On what day a document was issued."""
        said = self.text
        if self.thin and _ISSUING.search(said):  # 提案是谁回复的，哪天回复的
            said = self.said_before + said
        return self.kind is Kind.DATE and bool(_DOCUMENT_DATE.search(said))

    @cached_property
    def asks_issuer(self) -> bool:
        """Which body issued a document: its head or its signature tells."""
        return bool(_ISSUED.search(self.text))

    @cached_property
    def role(self) -> str:
        """What the one who is asked for is or does: 院长 in 院长是谁, 管理 in 由哪家公司管理."""
        if self.asks_who_said or self.asks_issuer or self.from_abroad:
            return ""
        found = _TASK.search(self.text) or _ROLE.search(self.text)
        return next(filter(None, found.groups())) if found else ""

    @cached_property
    def readable(self) -> str:
        """The question as the trained reader reads it, which knows English too."""
        if self.from_abroad:
            return f" {localised(self.asked_as or self.text)}"
        return self.said_before + self.text

    @cached_property
    def from_abroad(self) -> bool:
        """Asked in another language, whether ``text`` is a translation or not."""
        return bool(self.asked_as) or self.foreign

    @cached_property
    def foreign(self) -> bool:
        """Without 汉字: in a language whose words the documents do not hold."""
        return not _HAN.search(self.text)


WHY = "(?<![诊评称译视判列认])(?<!命名)为(?:什么|何|啥)"
"""A reason; 确诊为什么病 asks for none."""
SHARE = r"占(?!地|了?(?:多[少大]|几)(?:地|亩|公顷|平|面积))"
"""占 of a share, not of land."""
# The first that matches decides; more specific ones stand first.
_KINDS = [
    (Kind.OTHER, re.compile(rf"{WHY}|为了[啥什]|几[㐀-鿿]{{2,14}}(?:里面?|之?中|当中)[,，]?哪一?个(?!.*(?:多少|几))|(?:原因|症结|问题|难点|关键|区别|差别|不同|优势|意义|好处)(?:究竟|到底|主要)?在(?:哪|什么)|(?:什么|啥|何种)(?:原因|缘故|理由)|怎么(?:就|会|[^,，。]{{2,14}}(?:[少多降涨低高跌滑了]|减少|增加)了$)")),
    (Kind.LIST, re.compile(r"前(?:[两二三四五六七八九十]|\d{1,2})[^,，。;；]{0,12}?(?:哪(?:些|几|[两三四五六七八九十\d])|有谁|(?<!第)(?:都|分别)是(?:谁|哪|什么))")),
    (Kind.RANK, re.compile(r"排名|(?<!安)排多少|排第|排老?几|排[在到](?:第|前|多少|什么)|前多少|第几|居(?!民|住|家).{0,6}第|名列|位居|位次|名次|\brank")),
    (Kind.LIST, re.compile(r"哪(?:些|几[个种类大座家条所项处]).*(?:[同环]比|增长|上[涨升]|下[降跌]|减少)(?!.*(?:多少|几|百分))")),
    (Kind.LIST, re.compile(r"(?:以上|以下|超过|不足|不到|低于|高于)[^,，。]{0,10}的?(?:都|各)?(?:有|是)?哪(?:些|几)|哪(?:些|几).*(?:超过|不足|不到|低于|高于|大于|小于)[^,，。]{0,10}\d")),
    (Kind.RATIO, re.compile(
        rf"占比|份额(?![^,，。]{{0,6}}[万亿])|{SHARE}.{{0,12}}(?:多少|几)(?![亿万元吨席家条项名位座所]|个(?!百分|点))"
        r"|(?:计划|任务|目标|总[量额数]|其中)的多少$|几成|比重|比例|百分之(?:几|多少)|百分点|(?:几|多少)个点(?!位)|增长(?:的)?(?:预期)?目标(?:是|为|定)?(?:了|在)?多少|增长率|增速|增幅|降幅|涨幅|[同环]比(?!.{0,6}(?:多少|几)[个家条项万亿所座名张辆钱元吨人户平公米次笔件])"
        r"|(?:增长|下降|提高|上涨|增加|减少|涨跌?|(?<!起)降)了?(?:多少|几)(?![个家条项万亿所座名张辆钱元吨人户平公米次笔件架班列])|幅度(?:有|是)?多[大少]|[涨增升]了?还是[跌减降]|是[增涨升]是[减跌降]|覆盖率|达标率|率(?:是|为|有|达到?|[升降][到至])?了?多"
        r"|\bpercent|growth rate|\bgr[eo]w")),
    (Kind.DATE, re.compile(r"哪一?个?五年|何时|什么时候|什么时间|什么时段|啥时候|几时|几点(?![几个建要])|(?:周|星期|礼拜)几|哪[一两三]?个?[年天日月](?!龄|级|轻)|几月|几号(?![提楼线院门房文])|多会儿|日期|(?:出生|去世|逝世|成立|建成|开工|竣工|通车|上映|播出|首播|报名|考试|截止|开学|举办|召开|开幕|上市|创办|颁布|施行)(?:的?时间|年份)(?!段|表|长|安排)|\bwhen\b(?! it comes)")),
    (Kind.LIST, re.compile(r"什么样的(?:人|家庭|企业|单位|项目|情[形况]|学生|条件)|[㐀-鿿]{2}(?:名单|清单)$")),
    (Kind.LIST, re.compile(r"哪些|哪几|哪[两三四五六七八九十]|哪\d{1,2}[家个种类项所条]|有什么|有啥|包括|分别是(?:什么|谁|哪)|列举|\bwhich .*s\b")),
    (Kind.BODY, re.compile("^谁(?!.*(?:多少|几))")),
    (Kind.AMOUNT, re.compile(
        r"多少|(?:[量额值]|货重|[㐀-鿿](?<![指系参基级])数|面积|资产|收入|利润|投资|人口|均价)$|多大|多高|多长|多久|多远|多重|规模(?![最较更])|总量|数量|金额|(?:什么|哪个|怎样的?)(?:[㐀-鿿]{2})?(?:区间|范围)(?!内?的)|区间(?:是|为)什么"
        r"|总额|how many|how much|how long|(?<![这那近好])几(?!乎)")),
    (Kind.PLACE, re.compile(r"哪里|哪儿|何处|在哪(?![部本篇首卷]|(?:一?个|些)(?:阶段|环节|方面|领域|层|行业|步|水平|类)|方面)|什么地方|地点|地址|\bwhere\b")),
    (Kind.BODY, re.compile(r"谁|哪一?位(?!数|置)|哪一?名(?=[㐀-鿿])(?![字次列])|哪个(?:部门|单位|机构|公司|企业)|哪家|什么(?:部门|单位|机构)|主办|由哪|\bwho\b")),
    (Kind.YES_NO, re.compile(r"是否|是不是|有没有|能不能|可不可以|会不会|对不对|了没有?$|(?<![是差要])[不没]$|(?![时动])([㐀-鿿]|允许)[不没]\1|吗$|(?<![什怎多那这])么$")),
]  # fmt: skip
_WRAPPING = re.compile(
    r"^请(?:给出|介绍(?:一?下)?|说明(?:一?下)?|告知|提供|简述)(?=...)|请问|请教一?下|麻烦|劳驾|帮(?:我|忙)?(?:查|看|问|找)?(?:一?下|查查)?|我?想(?:知道|了解|问|查)(?:一?下)?"
    r"|你?(?:知道|晓得|清楚)(?:吗|么)?|能不能告诉我|告诉我|查一?下|查询|您好|你好|谢谢您?|多谢|拜托|一下子?"
    r"|哎|诶|喂|来着|话说|听说|(?:跟|向)[你您]?打听(?:一?下)?|打听(?:一?下)?|顺便(?:也|再|问)?"
    r"|大概|到底|究竟|现在|目前|具体|咱们?|我们?(?=[市省区县])|有人|那个|这个|那么|那$|^那(?!曲|坡)"
)
_NOT_THIS = re.compile(
    r"[（(](?:不是|不要)[^（）()]{1,10}[）)]|[,，;；。？?]\s*(?:别(?:给我|说)?|不要(?:给我)?|不是(?:问)?)(?!.*(?:目标|计划|规划|预期|意向))[^,，。；;？?]{2,12}$"
)
"""规上工业总产值多少？别给我增加值."""
_SPOKEN = (
    (
        re.compile(
            r"比(?:上年|去年)(?:同期)?(?=.{0,6}(?:多少|几))|[较与和跟](?:上年|去年)同[期月]比?|比(?:上年|去年)同[期月]"
        ),
        "同比",
    ),
    (
        re.compile(
            r"[较与和跟同]上一?个?(?:月|季度?)(?:相比|比起来|比)|比上一?个?(?:月|季度)(?!扩大|收窄|回落|加快|放缓)(?=[^,，。]{0,8}(?:多少|几|[涨跌升降]))"
        ),
        "环比",
    ),
    (
        re.compile(
            r"(?<=[省市区县])里(?=[和与、跟][省市区县]里各|(?:各|又|还|一?共|总共)?[出投给补承负拨掏])"
        ),
        "级",
    ),
    (re.compile(r"(多少|几)个(?=[万亿](?![人户家]))"), r"\1"),
    (re.compile("财年第?([一二三四])季度?"), r"财年第\1财季"),
    (re.compile(r"(?<=财政)([^,，。]{0,6})花了?(?=多少|几|[^,，。]{0,4}钱)"), r"\1支出"),
    (_NOT_THIS, ""),
    (re.compile("不是[^,，。；;而]{1,10}[,，]?而是"), "是"),
    (re.compile("中(?:的|了)标"), "中标"),
    (re.compile("[一每]度电"), "每千瓦时"),
    (re.compile("便宜了(?=多少|几)"), "下降"),
    (re.compile("(?<!昂)(?<!珍)贵了(?=多少|几)"), "上涨"),
    (re.compile(r"(?<![上高看])涨了?(?=多少|几|百分)"), "增长"),
    (re.compile(r"(?:降低|减少|(?<!涨)跌|(?<![下起升])降)了?(?=多少|几|百分)"), "下降"),
)
"""As it is said, and as it is written."""
# Words that a question adds and that its evidence need not hold.
_QUESTION_WORDS = re.compile(
    r"分别|各自?是|多少|几时|何时|什么时候|什么时间|啥时候|什么地方|哪里|哪儿|哪些|哪几[个家条项]?|哪一?个?[年天日月]|哪一?[个家]"
    r"|哪|谁|什么样?|啥|怎么样?|如何|怎样|为什么|为何|是不是|是否|有没有|能不能|百分之几|第几|几(?=[个家条项人名位次])"
    r"|[一总拢]共|[这那][篇份件条场位]|多大|多高|多长|多远|是|有|的|了|吗|呢|吧|啊|呀|么|嘛|达到?|为|多|几|在|被|把|个"
)
_SAYING = r"(?:提(?:出|过|了)?的?(?:建议|意见)|建议|提议|提案|提出|倡议|呼吁|主张|认为|[提谈讲说]到|说|谈|讲|表示|意见|发的?言|建言|献策|指出|强调|答复|回复|提(?:交|的)|[递呈]交?上)"
_WHO = (
    r"(?:谁|哪(?:[一几两]?个|一?[家位级些])?[^,，。;；]{0,6}?(?:单位|部门|组织|机构|党派|政协|市委|委员会|专委会|管委会"
    r"|口子|界别|团体|协会|企业|公司|县市?区?|区县?|人)|哪家)"
)
_WHO_SAID = re.compile(
    rf"提案(?:人|者|方|单位)[是为]?|{_WHO}.{{0,16}}{_SAYING}|{_SAYING}.{{0,6}}{_WHO}(?!整理|采写|记录|摘编)|{_SAYING}.{{0,40}}?(?:是|出自|来自|由)[^,，。]{{0,4}}{_WHO}(?!整理|采写|记录|摘编)"
    rf"|{_WHO}[^,，。]{{0,8}}[把将].{{2,20}}(?:称[为作]|看作)"
)
_ISSUED = re.compile(
    rf"{_WHO}.{{0,8}}(?:答复|回复|印发|发布|公布|下发|发文|出台|制定|发的|发出)|(?:答复|回复|印发|发布|公布|下发|发文|出台|制定)(?:单位|机构|部门|机关)"
)
_ROLE = re.compile(
    r"((?!发言|建言|提案|建议|单位[是为])(?:(?!的|言单)[㐀-鿿]){2,4})(?<!名)(?:是|(?<!认)为|叫)(?:谁|哪一?[家个位](?![㐀-鿿])|哪一?[家个位](?=单位|部门|机构|公司|企业|领导|人|专家)|什么名字)|((?!发言|建言|提案|建议|单位)(?:(?!的|言单)[㐀-鿿]){2,4}?)由(?:谁|哪位)来?[担出]任|由(?:谁|哪[^,，。]{0,6}?)(?:来|负责)?((?!构成|组成|来[做办管干搞]|[担出]任|[带率]队|率领|领衔|审理|受理|判决|宣判)[㐀-鿿]{2})$"
)
_TASK = re.compile(
    r"(?:谁|哪[一两几]?[个位])[^,，。]{0,4}(主持|签发|采写|撰写|撰稿|执笔|摄影|编辑|审核|校对)(?:召开)?(?:的|$)"
)
_MANNER = rf"如何|怎么(?!回事)|怎样|咋|{WHY}"
_SEVERAL = re.compile(
    rf"{_MANNER}|(?:什么|啥)[^,，。]{{0,4}}(?:措施|办法|做法|材料|条件|步骤|流程|顺序|手续|要求|任务|问题|原因|困难|东西)"
    r"|(?:措施|办法|做法|材料|条件|步骤|流程|顺序|手续)(?:是什么|有|$)"
)
_WHICH_BODY = re.compile(
    r"哪(?:一?个|一?家)?(?:区县?|县[区市]?|市|开发区|单位|部门|组织|党派|委员会|专委会|管委会|政协)(?![域场级里中民政])"
)
_NAME = re.compile(
    r"(?:长|书记|主任|主席|(?:负责|联系|签发|审核|经办|发言)人|代表|记者|理事|[师员])(?:的?(?:姓名|名字)|[是叫]?(?:谁|什么名字|啥名字?)|叫(?:什么|啥)|姓什么)"
    r"|哪(?:一?[位个])(?:领导|负责人|干部|官员|副?[㐀-鿿]{1,3}长(?![㐀-鿿])|副?[㐀-鿿]?(?:市|区|县|省|局|厅|处|科|校|院|部)长)"
)
_TOPIC = re.compile(
    r"(?:发言|讲|谈)[^,，。]{0,12}的?(?:主题|题目)|(?:什么|哪个|啥)(?:主题|题目|话题|议题|标题)|(?:主题|题目|话题|议题|标题)(?:分别|各)?[是叫](?:什么|啥|哪)"
    r"|哪一?个?方面的?(?:建议|意见)|就(?:什么|啥)(?:建言|发言)|(?<![来而])(?:讲|谈|说|论)[了的]?(?:又|都)?是?(?:什么|啥)$"
)
_HOW = re.compile(rf"{_MANNER}|办法|做法|措施")
_ASKS_WHY = re.compile(
    f"{WHY}|为了[啥什]|(?:什么|啥|何种)(?:原因|缘故|理由)|凭(?:什么|啥)|怎么(?:就|会|(?![办样着])[^,，。怎]{{1,5}}了$)|咋就|怎么解释|(?:原因|目的|初衷)(?:是|何在|有|为)|缘由"
)
_EACH_TIME = re.compile(
    r"[两二]次(?!会议?$)|历次|各[份个种](?:材料|文件|资料|口径|说法)|(?:哪[几两]|两)[个种](?:数字?|说法|口径|版本)(?![据码目])|[两二](?:场|份|篇|回)(?=[㐀-鿿])|两个?(?:会议?|场合|文件|材料)"
)
_SPEAKER = re.compile(rf"{_WHO}|提(?:出|过|了)?的?(?:建议|意见)|建议|主张|提议|提交的?|发言|认为")
"""A speech does not say 哪个单位, nor that it is one; a report does say 提出 or 指出."""
_SOURCE = re.compile(
    r"(?:在[^,，。？?:：;；]{0,14}?|[^,，。？?:：;；在]{0,10}?)(?:答复|回复|发布会|报告|议政|会议|公报|通知|公告|报道|文件|方案|讲话|简报|通报|提案|文章|资料|材料)"
    r"(?:里面|当中|里|中|上|时(?!间|长|限|候))(?:又|还|也|都)?(?:提到|提出|指出|介绍|显示|明确|要求|说)?的?"
    r"|“?十[三四五六]五”?(?:部署|规划|安排)(?:里面|当中|里|中|上)"
)
"""Where something is said to stand is not what it says: 在政府工作报告中."""
_ISSUING = re.compile("答复|回复|印发|发布|公布|下发|发文|刊登|签发|成文")
_DOCUMENT_DATE = re.compile(
    r"(?:通知|公告|答复|复函|简报|快报|通报|公报|报告|文件|办法|意见|方案|资料|材料|表|稿|报道|新闻|消息|问答|指南|名单|函|提案|来信)"
    r".{0,16}(?:发布|答复|回复|办结|印发|公布|公开|作出|做出|出台|出的|出$|发的|发$|整理|编|下发|刊登|见报|登|签发|成文|形成)"
)
_HAN = re.compile("[㐀-鿿]")
_ENGLISH_WORDS = frozenset(
    "a an the of in on at to for is are was were be been do does did what which who when where how"  # noqa: SIM905
    " many much long by with and or from that this it its there has have had".split()
)


def asks_each_time(question: str) -> bool:
    """Whether something is asked of several occasions, of each of which a document tells."""
    return bool(_EACH_TIME.search(question))


def content_terms(text: str) -> tuple[str, ...]:
    """Terms that evidence should hold: question words go, and no pair spans a gap they leave."""
    kept = _QUESTION_WORDS.sub(" ", text)
    found = [term for term in terms(kept) if term not in _ENGLISH_WORDS]
    return tuple(dict.fromkeys(found))


def analyse(question: str) -> Analysis:
    """Understand a question. Works on any text; one without content words has no terms.

    Years, parts of years and places are constraints, not content; in the search they are a hint.
    """
    text = _WRAPPING.sub("", matching_form(question)).strip(" ？?。，,！!")
    for spoken, written in _SPOKEN:
        text = spoken.sub(written, text)
    text = text or matching_form(question).strip()
    kind = next((kind for kind, pattern in _KINDS if pattern.search(text)), Kind.OTHER)
    said = localised(text)
    every = content_terms(said)
    untimed = without_times(said)
    asking = _WHO_SAID.search(said)
    untold = _SPEAKER.sub(" ", untimed) if asking else untimed
    content = content_terms(without_places(_SOURCE.sub(" ", untold)))
    if len(content) < LEAST_SAID:
        content = content_terms(without_places(untold)) or content_terms(untimed) or every
    asked = constraints(said)
    hints = [term for term in every if term[0].isdigit()]
    hints += [term for place in sorted(asked.places) for term in terms(place)]
    source = [term for one in _SOURCE.findall(untimed) for term in content_terms(one)]
    carried = dict.fromkeys(hint for hint in (*hints, *source) if hint not in content)
    return Analysis(
        text,
        kind,
        content,
        asked,
        tuple(carried),
        source=tuple(source),
        focus=_focus(untold, content),
    )


def _focus(question: str, content: Collection[str]) -> tuple[str, ...]:
    """Of a question that tells of an event before it asks, the terms of what it asks: of its last clause, or of its
    end."""
    *before, last = _CLAUSES.split(question)
    if whether := _WHETHER.search(question):
        before, last = [question[: whether.start()]], question[whether.end() :]
    elif not before:
        before, last = [question[:-ENDS_WITH]], question[-ENDS_WITH:]
    asked = [term for term in content_terms(without_places(last)) if term in content]
    return tuple(asked) if len("".join(before)) >= LEAST_TOLD and len(asked) >= LEAST_ASKED else ()


def analyse_parts(question: str, history: Sequence[str] = ()) -> list[Analysis]:
    """Each part of a question; what a part leaves unsaid comes from the first or from earlier.

    ``history`` are the user's earlier questions, newest last.
    """
    full = completed(question, history[-MAX_HISTORY:])
    asked = parts(full)
    texts = [asked[0].text]
    alone = [True]
    for part in asked[1:]:
        texts.append(part.text if part.alike else completed(part.text, texts[-1:]))
        alone.append(part.alike or texts[-1] != part.text)
    analyses = [
        _of_one(_with_each(analyse(text)), part.thing, part.things, alike=part.alike)
        for text, part in zip(texts, asked, strict=True)
    ]
    for i, part in enumerate(asked[1:], start=1):
        if not part.alike and texts[i] != part.text:
            analyses[i] = _in_place_of(analyses[i], texts[i - 1])
    if history and full != question:
        analyses[0] = _in_place_of(analyses[0], completed(history[-1], history[-MAX_HISTORY:-1]))
    first = analyses[0]
    if history and full == question:
        earlier = analyse_parts(history[-1], history[-1 - MAX_HISTORY : -1])
        first = _carry(earlier[-1], first)
    found, ended = [first], False
    for before, whole, later in zip(texts, alone[1:], analyses[1:], strict=False):
        ended = ended or bool(_SENTENCE_ENDS.search(before))
        if later.terms or _OF_ITSELF.fullmatch(later.text):
            carried = later if whole else _carry(first, later)
            found.append(carried if ended else _sharing(first.asked, carried))
    return found


def _in_place_of(analysis: Analysis, before: str) -> Analysis:
    """A question that repeats one with another name in it: what is told of that one is no answer."""
    old, new = swapped(matching_form(before), analysis.text)
    if not new or old in new or new in old:
        return analysis
    asked = replace(analysis.asked, one=new, others=frozenset([old]))
    return replace(analysis, asked=asked)


def _with_each(analysis: Analysis) -> Analysis:
    """… and asked of each of the like things that it names."""
    return _asked_apart(analysis, *side_by_side(analysis.text))


def apart_by_titles(analysis: Analysis, titles: Sequence[str]) -> Analysis:
    """… and asked of each of the names that it puts side by side, where each stands in the title of a document
    of its own."""
    return _asked_apart(analysis, *titled_apart(analysis.text, titles))


def _asked_apart(analysis: Analysis, apart: Sequence[tuple[str, str]], compares: bool) -> Analysis:
    """… and asked of each name of ``apart``, beside which stands what is asked of it."""
    names = [name for name, _ in apart]
    each = tuple(_of_one(analyse(asked), name, names, alike=True) for name, asked in apart)
    return replace(analysis, each=each, compares=compares)


def repeated_by_titles(analysis: Analysis, titles: Sequence[str]) -> Analysis | None:
    """What a follow-up asks that only names another of the things that documents of their own are about."""
    if not (analysis.thin and analysis.asks_as):
        return None
    asked = exchanged_by_titles(analysis.text, analysis.asks_as, titles)
    return analyse(asked) if asked else None


def _of_one(analysis: Analysis, thing: str, things: Sequence[str], *, alike: bool) -> Analysis:
    """Asked of one of several things: what is told of another is no answer."""
    if not thing:
        return analysis
    own, others = stem(thing), frozenset(map(stem, things))
    if not alike:  # 本科毕业生 may be 本科
        own = bare(thing)[:_SHORT_NAME]
        others = frozenset(bare(one)[:_SHORT_NAME] for one in things)
    asked = analysis.asked
    if own and all(others) and len(others) == len(things):
        asked = replace(asked, one=own, others=others - {own}, named=alike)
    return replace(analysis, name=thing if alike else "", asked=asked)


def _sharing(asked: Constraints, later: Analysis) -> Analysis:
    """What is asked in one sentence is asked of one place and one time."""
    own = itself = later.asked
    if not (own.places or own.districts or own.scopes & WIDER):
        own = replace(own, places=asked.places, districts=asked.districts)
    if not (own.years or own.periods or own.numbered or _EVERY.search(later.text)):
        own = replace(own, years=asked.years, periods=asked.periods, months=asked.months)
    own = replace(own, quoted=own.quoted | asked.quoted)
    each = tuple(_sharing(asked, one) for one in later.each)
    if later.asked_itself is not None:
        itself = later.asked_itself
    return replace(later, asked=own, asked_itself=itself, each=each)


_ONLY_HOW_MUCH = re.compile(
    "(?:第[一二三四五六七八九十]|[一二三四五六七八九十]级)[^多几]{0,6}(?:又是|是|又)?多少"
)
_ASKED_BY_NAME = re.compile(
    "(?:谁|哪(?:一?个|一?家)[^,，。]{0,6}?(?:党派|单位|委员会|部门|政协|区|县|市))[^,，。]{0,6}(?:的题目|的主题|的发言)"
)
"""是哪个党派谈的题目 asks who spoke."""
_OF_ANOTHER = ("的呢", "的")
_CLAUSES = re.compile("[,，;；]")
_WHETHER = re.compile("是否|是不是|有没有|能不能|能否|可否|会不会|可不可以")
LEAST_TOLD, ENDS_WITH, LEAST_ASKED = 6, 12, 3
"""Characters of what is told before, and content terms of what is asked."""
LEAST_SAID = 2
"""Content terms that a question must have beside its source."""
_SENTENCE_ENDS = re.compile(r"[?？!！。;；]\s*$")
_EVERY = re.compile("每[年月季]|历年")
"""What is of every year is of none that is named before."""
WIDER = frozenset("省国") | {"世界"}
"""Scopes beyond a city: 那全省呢 does not ask of the city before."""
MAX_HISTORY = 3
"""Questions back to which a follow-up may lean."""
OWN_TERMS, OWN_TERMS_REPEATING = 4, 6
"""Content terms with which a question has a subject of its own; one that asks nothing in words needs more."""
_MEASURES = re.compile(
    r"规划|目标|计划|任务|预期|实际|结果|完成|[年月]初|[年月]底|总[量数额]|数量|金额|[增减]幅|又|也|还"
    r"|每(?:平方?米|立方米|公里|千?克|公?斤|[吨亩个人户家天日周月年次份股套张台辆])"
)
"""What may be asked of anything names no subject: 2030年规划目标又是多少."""
_DOING = re.compile(
    rf"{_MEASURES.pattern}|打算|准备|再|[新拟续]?建[成设]?|新?增[加长]?|投入?|达到?|做|办|用"
)
_LEANS = re.compile(
    r"它们?|他们|还(?=要|会|将|想|打算|需)|(?<![尤极与何])其(?![他它实次余])|该(?=[项市省区县校院馆公企产单政])|同一?时期|上述|前者|后者"
)
"""… unless it points back: 其增速, 它们由谁管理."""


_OF_ITSELF = re.compile(
    "(?:那|又|是|有|到底|大概)*(?:多[长高宽深重远久大]|在?哪[里儿]|何[时处]|(?:什么|啥)时[候间]|哪[一]?天|几[号点]|谁)"
)
"""A part that asks for a quality by its question word alone: 要花多少钱，有多长."""
_NO_SUBJECT = re.compile("(?:已经?|连续|还(?![款贷清])|仍|并且?)(?![^，,]{0,3}的)")
"""已经连续几个月下降 goes on about what the part before asked of."""
_ASKS_HOW_ITSELF = re.compile(f"(?:怎么|怎样|如何|咋)(?!样)(?=[㐀-鿿]{{2}}|办)|{WHY}")
_ASKS_WHICH = re.compile(
    "什么(?=[㐀-鿿]{2})|哪[个些种类款]"
    "|(?:目的|原因|理由|作用|用途|意义|影响|后果|条件|要求|内容|依据)(?:又|都)?(?:是|有|为)?(?:什么|啥|哪些|何在)"
)
_NO_UNIT = re.compile("(?:多[少大]|几何)$")
_NAMES_RATIO = re.compile("(?:率|比[例重]|占比|[增降涨跌][速幅])(?:又|是)?(?:怎么?样|如何|呢)?$")
"""满意率怎么样 asks for a rate, whatever was asked before."""
_SHORT_NAME = 2
"""Characters with which things that are asked about together begin, and that tell them apart."""
_SAME_YEAR = re.compile("同一?年(?!级|龄|代|期)|[那当]一?年(?!级|龄|代|度)")


def _merged(later: Analysis, earlier: Analysis) -> frozenset[Contrast]:
    """What was pinned down before stays, where nothing of its kind is said: 同比 after 那医疗保健的呢."""
    families = {one.family for one in later.asked.contrasts}
    kept = (one for one in earlier.asked.contrasts if one.family not in families)
    return later.asked.contrasts.union(kept)


def _carry(earlier: Analysis, later: Analysis) -> Analysis:
    """A question that stands on its own may ask of another year or place; a thin one does not."""
    if _SAME_YEAR.search(later.text) and not later.asked.years:
        later = replace(later, asked=replace(later.asked, years=earlier.asked.years))
    before = (*later.carried, *earlier.terms, *earlier.carried)
    carried = tuple(dict.fromkeys(term for term in before if term not in later.terms))
    own_terms = content_terms(_MEASURES.sub(" ", without_places(without_times(later.text))))
    repeats = later.text.endswith("呢") and not ASKS_IN_WORDS.search(later.text)
    again = later.kind in (Kind.OTHER, Kind.YES_NO) and not _ASKS_HOW_ITSELF.search(later.text)
    again = again and not _ASKS_WHICH.search(later.text)
    kind = earlier.kind if again else later.kind
    if again and _NAMES_RATIO.search(later.text):
        kind = Kind.RATIO
    asks_as = (earlier.asks_as or earlier.text) if repeats else ""
    enough = OWN_TERMS_REPEATING if repeats else OWN_TERMS
    leans = bool(_LEANS.search(later.text) or _NO_SUBJECT.match(later.text))
    leans = leans or asks_only_change(later.text)
    if kind is Kind.AMOUNT and asks_only_change(later.text) and _NO_UNIT.search(later.text):
        kind = Kind.RATIO  # 比节前变化多少
    if len(own_terms) >= enough and not leans:
        named = later.asked.places or later.asked.districts
        later = replace(later, kind=kind, asks_as=asks_as) if repeats else later
        spoken_of = earlier.asked.places | earlier.spoken_of
        return later if named else replace(later, carried=carried, spoken_of=spoken_of)
    wider = later.asked.scopes & WIDER
    districts = earlier.asked.districts
    if districts:  # 航空港那边呢 is not of the county of the question before
        stays = frozenset() if repeats and own_terms else districts
        districts = cities_in_short(later.text) or stays
    asked = Constraints(
        later.asked.years or earlier.asked.years,
        later.asked.places or (frozenset() if wider else earlier.asked.places),
        later.asked.districts or districts,
        later.asked.scopes or earlier.asked.scopes,
        later.asked.periods or (frozenset() if later.asked.whole_year else earlier.asked.periods),
        later.asked.qualifiers or (frozenset() if kind is Kind.DATE else earlier.asked.qualifiers),
        later.asked.whole_year or (earlier.asked.whole_year and not later.asked.periods),
        later.asked.done or earlier.asked.done,
        later.asked.numbered or earlier.asked.numbered,
        later.asked.given or earlier.asked.given,
        later.asked.place_asked,
        later.asked.issued or earlier.asked.issued,
        _merged(later, earlier) if repeats or not own_terms else later.asked.contrasts,
        months=later.asked.months or earlier.asked.months,
        quoted=later.asked.quoted | earlier.asked.quoted,
    )
    return replace(
        later,
        kind=kind,
        asked=asked,
        carried=carried,
        thin=True,
        each=(),
        own=tuple(
            one
            for one in content_terms(_DOING.sub(" ", without_places(without_times(later.text))))
            if len(one) > 1
        ),
        said_before=f"{earlier.said_before}{earlier.text}，",
        asked_itself=later.asked,
        asks_as=asks_as,
    )
