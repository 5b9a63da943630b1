"""Whether a text holds the kind of thing that a question asks for."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from qa.bylines import asks_author, tells_author
from qa.kept import of_question
from qa.numbers import Quantity, integer, quantities
from qa.places import cities_in_short, districts, places
from qa.question import SHARE, Analysis, Kind

_RANK = re.compile(
    r"第\s*(?:\d+|[一二三四五六七八九十]+)(?![张部届批次条期轮款座起例封]|阶段)|前\s*\d+|前[一二三四五六七八九十]+|首位|首批|榜首|\d+强|百强|末位|[十百\d]大[㐀-鿿]{1,6}[城市区]"
)
_DATE = re.compile(
    r"\d{4}年|十[一二三四五六七八九]五|\d{1,2}月|\d{1,2}日(?![内之]|以内)|[今去明前后]年|年底|年初|年内|上半年|下半年|季度|[〇零一二三四五六七八九十]{2,4}年"
    r"|公元前?|\d{1,4}年(?!级|来|间)|世纪|年代|时期|王朝|[元一二三四五六七八九十]年(?!级|来|多|左右|以[上下内])|年间|[初末]年|中叶|[唐宋元明清汉晋隋周秦商][代朝初末]|岁时?[,，]"
    r"|\d{1,2}[:：]\d{2}|(?:\d|[一二三四五六七八九十两])[时点](?!间|候)|凌晨|清晨|上午|中午|下午|傍晚|晚上|夜间|(?:周|星期|礼拜)[一二三四五六日末天]"
)
_BODY = re.compile(
    r"派出所|执法队|[大中总]队|窗口|管理[所站]|服务[站所]|工作站|司法所|税务所|卫生[院室]|委|局|厅|部|院|(?<![创承主协经代开举申])办(?![法理事案结学])|署|政府|政协|人大|公司|集团|中心|协会|联盟|大学|学校|学院|银行|法院|企业|机构|单位|支队|街道|书记|市长|主任|工商联|学社|实验区|开发区|高新区|经开区"
)
_NO_NAME = re.compile(
    r"(?:研发|服务|医疗|金融|社会|养老|创新|各类|中介)?(?:企业|机构|单位|部门)|产业链|部署|部分|全部|内部|部位|中部|[东西南北]部|办理|办法|举办|开办|院校|医院"
)
_ASKED_BODY = re.compile(
    "(?:哪|什么)[^,，。]{0,6}?(?:委员会|专委会|管委会|单位|部门|组织|党派|机构)"
)
_NAMED_BODY = re.compile(
    r"[㐀-鿿]{2}(?:委员会|委会|局|厅|政协|政府|人大|公司|集团|联盟|协会|工商联|办公室|支队)|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟"
)
_DISTRICT = re.compile(r"[㐀-鿿]{1,3}(?:[区县市](?![域场级民])|管委会)")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
    "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤靳庞樊"
    "童倪祝涂谷舒耿牟詹苗凌费纪盛裴屈鲍霍翁隋甘柏柯阮桂闵柴冉饶瞿戚丘滕邬臧褚廉娄符奚穆燕郎冀姬屠晏栾喻窦敖鄢卓仇艾虞卞楚佟栗匡荆谌岑胥蔺缪"
)
"""The two hundred or so most frequent ones that are hardly words (Ministry of Public Security, report on names, 2020)."""
_OFFICE = "长|员|律师|书记|主任|主席|负责人|联系人|代表|记者|发言人|理事|经理|教授|院士"
_PERSON = re.compile(
    rf"(?:{_OFFICE})(?:姓名)?[:：、\s（(]{{0,2}}[{_SURNAMES}][㐀-鿿]{{1,2}}"
    rf"|(?<![㐀-鿿])[{_SURNAMES}][㐀-鿿]{{1,2}}[，,（(\s]{{1,2}}[㐀-鿿]{{0,8}}(?:{_OFFICE})"
    rf"|(?:{_OFFICE})(?!们|单位|单|大会|会)[㐀-鿿·]{{2,4}}?(?=\d{{1,2}}日|表示|指出|介绍|认为|强调|透露|[称说](?!明|法|服|为))"
)
_PLACE = re.compile(
    r"位于|地处|[创科主]业?板|新三板|交易所|坐落|地址|地点|设在|落户|[路街道巷号楼区县镇乡村市省港厅馆堂桥]|广场|公园|[门窗]口|[\d一二三四五]层"
)
_LIST = re.compile(r"、|和|以及|；|“.+?”“|《.+?》《")
_COUNT = r"([两二三四五六七八九十]|\d{1,2})"
_COUNTED = re.compile(
    rf"哪{_COUNT}(?!年|月|日|天)|{_COUNT}(?:个|大|项|种|类|条|家|所|座|位|名|方面)[^,，。]{{0,12}}?(?:分别|各自?|都|又)*(?<!还)(?:是|指|包括|有|叫)(?:哪|什么|啥)"
)
_NO_AND = re.compile("参与|与会|与否|涉及|以及其")
"""Words in which 与 and 及 join nothing."""
_DAY = r"(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
_DATELINE = re.compile(
    rf"(?:日期|时间|印发|发布|公布|整理|编制|编印|成文|答复|刊登|来源).{{0,12}}{_DAY}|^[•·*\-\s（(]*{_DAY}[）)]?(?:印发|发布)?$|{_DAY}(?:印发|发布|整理|编印)"
    rf"|^[^,，。;；:：]{{2,30}}\s+{_DAY}$"
)
_STAMP = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[,，]?\s*(?:正文)?[:：]?"
)
_EDITING = re.compile("整理|编制|编印|编辑|供稿|浏览|来源[:：]|发布(?:日期|时间)[:：]")
_SIGNATURE = re.compile(
    r"[•·*\-\s]*(?:(?:主办|发布|发文|答复|承办|制发)(?:单位|机构|机关|部门)[:：]\s*)?"
    r"[㐀-鿿（）()、 ]{2,30}(?:委员会|委|局|厅|办公室|政府|院|部|中心|公司|处|署|银行|协会|联合会|馆|大学)"
)
_ADDRESSED = re.compile(r"[^,，。；;:：]{3,24}[:：]")
_WHAT_DAY = re.compile(r"哪一?天|几号|几月几|哪一?日|什么日子")
_WHAT_WEEKDAY = re.compile("(?:周|星期|礼拜)几")
_WEEKDAY = re.compile(
    "(?:周|星期|礼拜)[一二三四五六日末天]|每[天日]|天天|工作日|双休日|节假日|法定|全年无休"
)
_WHAT_HOUR = re.compile("几点|几时(?![许起])")
_HOUR = re.compile(
    r"\d{1,2}[:：]\d{2}|(?:\d{1,2}|[一二三四五六七八九十两]{1,3})[时点](?![间候评])|全天|24小时|昼夜"
)
_DAY_ANYWHERE = re.compile(
    r"\d{1,2}\s*[日号](?![内之]|以内)|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|[一二三四五六七八九十]{1,3}[日号]|[今昨明当]日|即日|每(?:周|星期)[一二三四五六日末天]"
)
_COMPARES = re.compile(r"百分点|[率速].{0,12}[高低快慢]出?了?(?:多少|几)")
"""Such a question asks for a difference of two rates."""
_POINTS_SAID = re.compile("(?:几|多少)个点")
"""As people call percents and percentage points."""
_RATE_MOVED = re.compile("(?:扩大|收窄|回[落升]|放缓|加快)了?(?:多少|几)")
"""比上月扩大多少 is told in points where it is a rate that has moved."""
_BEFORE_NUMBERS = ("第", "〔", "[")
_POINTS = frozenset(["百分点"])
LONGEST_DATELINE = 80
"""Characters; a longer line tells a story with a date in it."""
DATE_UNITS = frozenset("年月日号")
ORDERS = frozenset("级届")
RATIOS = frozenset(["%", "‰", "‱", "百分点", "基点", "倍"])
_PEOPLE = frozenset(["人", "人次", "名", "位"])
_PEOPLE_ASKED = (
    r"多少(?![名位个人天元钱米亩份套张辆]|分钟|小时|时间|平方|公里)(?:(?![给让对占])[㐀-鿿]){0,4}?(?:客人|嘉宾|员工|职工|学生|新生|教师|老师|护士|医生|工人|观众|会员|儿童|孩子|专家|选手|人员|志愿者)"
    r"(?!宿舍|食堂|用房|公寓|中心|活动)"
)
_CASES = re.compile("死|去世|遇难|丧生|确诊|感染|患[上了病者]|发病|染疫")
"""死亡9例 tells how many people died."""
_OF_PEOPLE = re.compile(
    "(?:孩子|学[生员]|儿童|员工|职工|工人|老[师人]|队员|选手|志愿者|游客|居民|村民|市民|司机|医生|护士|专家|代表)"
)
_PROPORTION = re.compile("比例|几比几|几几")
_AS_TO = re.compile(r"(?<![\d:：∶])\d{1,2}\s*[:：∶]\s*(?!0|\d\d(?!\d))\d{1,3}(?![\d:：∶])")
"""按6:4分担 tells a proportion."""
_RISEN_BY = re.compile(
    r"(?:提高|上调|上涨|增加|下降|降低|下调|减少|[涨降跌升增减])了?\s*\d[\d.,]*[万亿]?(?!个?百分|个?基点|倍|[年月日季])[㐀-鿿]"
)
"""比上年涨了多少 is also told by 提高20元."""
STRICT_UNITS = frozenset(
    [
        "元",
        "美元",
        "吨",
        "公斤",
        "标箱",
        "架次",
        "人次",
        "平方米",
        "平方公里",
        "亩",
        "公里",
        "米",
        "小时",
        "分钟",
    ]
)
"""What is measured in one of these is told in no other."""
_SAME_KIND = tuple(
    frozenset(family.split())
    for family in (
        "元 美元 欧元 港元 日元",
        "吨 公斤 千克 克 斤",
        "公里 米 厘米 毫米",
        "平方公里 平方米 公顷 亩",
        "小时 分钟 秒",
        "天 日 周 工作日",
        "度 千瓦时 ℃",
        "标箱 箱",
        "剂 剂次",
    )
)
"""Units that measure the same."""
_COUNTERS = tuple(
    frozenset(family.split())
    for family in (
        "家 个",
        "所 个 座 处 间 家",
        "项 个 条 件 种 款 类 批 笔 宗 起 例 单 方",
        "人 个",
        "辆 台 部 个",
        "班 列 趟 列次 次 个",
        "场 场次 次 期 届 个",
        "册 本 部 种 个",
        "份 张 件 篇 个",
        "张床位 张 床 个",
        "套 间 户 栋 个",
        "条 处 座 个",
        "条 只 头 个",
        "株 棵 个",
        "支 队 个",
    )
)
"""Measure words that stand for each other, where it is said what they count."""
_HOW_LONG = re.compile("多长时间|多久(?![一就要能可会])|时长")
_WORKDAYS = re.compile(
    "个?工作日|终身|长期|永久|当[日天]|即时|刻钟|半[天年日]|一整?[天年夜]|全年|整[天夜年]|[两二三四五六七八九十几数]个?(?:小?时|钟头|月|季|学期|天|年|周|宿)|世纪|随时"
)
MOST_DAYS = 31
"""Of a month: more of them are no date."""
_LASTING_BEFORE = re.compile(
    "(?:满|长|超过|提前|期限?为?|为期|每|拘留|达|少于|多于|延长|时限|共)[:： ]?$"
)
_LASTING_AFTER = ("内", "之内", "以内", "以上", "以下", "的")
"""Beside days that last."""
_PRICE_ASKED = re.compile(
    "多少钱|几块|打几折|(?:收|交|缴|付|少|减|优惠|便宜)[了交收]?多少|票价|费用?(?:标准)?(?:是|为|怎么|如何|多少)"
)
_IN_PART = re.compile(
    r"减半|半价|免费|免票|免[收缴交征除]|不收[取费]|[\d一二三四五六七八九](?:\.\d|[一二三四五六七八九])?折"
)
"""What is to be paid without a sum: 减半收取."""
_MOVED_BY = re.compile(
    "(?:上[涨升调]|下[跌降调]|回[升落]|增加|减少|收[高低跌涨]|[涨跌](?!停))了?(?:约|近|逾|超过?)?$"
)
"""Right before the figure by which something has moved, which is not where it stands: 结算价上涨1.19美元."""
_CHANGE_ASKED = re.compile("[增减加涨跌升降变提调扩缩贵贱差省压]|高出|便宜|节约|[多少]了")
_OF_A_SUM = re.compile("[交缴收报付罚补退扣减免](?:得|掉|了)?多少(?=$|[,，。？?吗呢啊呀])")
"""Told as a share of one: 还得交多少, 按全额的20%."""
_ANY = "个"
"""Counts anything."""
_TIMES = frozenset(
    ["年", "月", "日", "天", "周", "星期", "工作日", "小时", "分钟", "秒", "岁", "号"]
)
_COUNTED_NOUN = re.compile(r"[㐀-鿿]{2,}")
_HAVING = re.compile(r"(?:一?共|总共|现?有|达到?|是|为|约|了|[,，、\s])+$")
_NO_NOUN = re.compile(r"[的是了在来能可要被由从给参获受有]|以上|左右")
_GROWTH_ASKED = re.compile(
    r"增长|增速|增幅|降幅|涨幅|同比|环比|下降|下滑|上涨|提高|(?:增|涨|降|跌|减)[加少]?了?(?:多少|几|百分)"
)
_SHARE_ASKED = re.compile(
    rf"{SHARE}|比重|比例|份额|覆盖|(?:计划|任务|目标|总[量额数])的(?:多少|几成)"
)
_RATE_ASKED = re.compile("(?<![汇频功速倍])率(?:是|为|有|达到?|[升降][到至])?了?多")
_SHARE = re.compile(r"分之|半|[一二三四五六七八九]成|倍")
_GROWTH = re.compile(
    r"[增升涨降跌减]|同比|环比|[上下]调|提[高速升]|回落|下滑|收窄|扩大|放缓|变[动化]|翻番|比上年|较上年|±"
)
_PASSING = (
    r"旅客|游客|客流|客运|乘客|观众|接待|接送|[送运]|参观|就诊|看病|进馆|到馆|出入境|[坐乘来去到]"
)
_DURATIONS = frozenset(["分钟", "小时", "日", "天", "工作日", "月", "年", "周", "秒"])
_MEASURED = {
    r"多长时间|多久|几分钟|时长": _DURATIONS,
    "多大(?:岁数|年[纪龄])": frozenset(["岁"]),
    r"面积|建筑规模": frozenset(["平方米", "平方公里", "亩", "公顷"]),
    r"[金总税]额|[成交]易?额|投资(?!项目|企业)|产值|增加值|(?:生产|gdp)总值|gdp|收入|支出|花费|花销|费用?$|价格|什么价|资金|认缴|融资|票价|多少钱": frozenset(
        ["元", "美元", "欧元", "港元", "日元"]
    ),
    r"人数|人口|人次": frozenset(["人", "人次"]),
    r"(?:人|老人|学生|职工|教师|医生|护士|儿童|居民|农民|党员|志愿者)(?:一?共|总共)?有多少$": frozenset(
        ["人", "人次", "名", "位"]
    ),
    _PEOPLE_ASKED: _PEOPLE,
    r"[期限][^,，。]{0,6}?多[长久]|[工时]限": _DURATIONS,
    r"里程|长度|距离|多长(?!时间)|多远": frozenset(["公里", "米"]),
    r"补[贴助多几]|津贴|奖[励金多几]|罚款|门票|能[领补]": frozenset(["元"]),
    r"(?:多少|几成)的?股[权份]|股[权份](?:还)?[剩有占]多少|持股多少": frozenset(["%", "股"]),
    r"架次": frozenset(["架次"]),
    r"旅客|游客|客流|客运量|乘客": frozenset(["人次", "人"]),
    r"货邮|货运量|货重|重量|产量": frozenset(["吨", "公斤", "吨公里", "标箱"]),
}  # fmt: skip
_CONTACT = re.compile(r"(?<!打)电话|热线|手机号|联系方式|网址|邮箱")
_TELEPHONE = re.compile(
    r"\d{5,}|\d{3,4}[-—]\d{3,}|@|微信|qq|www|http|\.(?:cn|com|org|net)", re.IGNORECASE
)
_POSTCODE = re.compile(r"(?:邮政?编码?|编号|文号|索引号)[:： ]*\d[\d/-]*")
_OPEN = re.compile(r"强度|密度|水平(?!方)|程度|指数|力度")
"""What may be measured in shares as well as in amounts."""
_ASKED_UNIT = re.compile(
    r"(?:多少|几)(?P<scale>(?:[万亿百十]|千(?![瓦克米]))*)(?!床位|天然|年轻|名[额录单]|人[口均才员力]|户[籍数]|集装|部[门队分]|项目|条[件款]|场[馆所地]|家[庭长具电政]|座[位谈]|台[阶账]|步骤|方[面式案法向]|大[学专型]|城[市镇]|路[线段灯]|国[家有际]|市[场民]|村[民庄]|级别|单位)(?P<unit>[㐀-鿿]{1,4})"
)


_WHICH_NAMED = re.compile(
    r"哪(?:一?[个家所座条处]|一)?(?:(?P<district>区县?|县区?|街道)|(?P<named>设计院|研究院|医院|大学|码头|机场|车站|协会|街道|港口|景区|体育馆|博物馆|奖项|片区|校区|院区|(?<=条)[路街]))(?![㐀-鿿]{0,2}(?:长|里))"
)
_IN_SHORT = {"港口": "港", "车站": "站", "体育馆": "馆", "博物馆": "馆", "奖项": "奖"}
"""吉达港 is one of 港口."""
_ZONE = re.compile("[㐀-鿿]{2}(?:新区|高新区|经开区|港区|街道|开发区)")
_COUNTED_BY_ANY = re.compile(
    r"多少个(?!人|月|小时|百分点|工作日|单位|方面|亿|万|点|左右)(?P<noun>[㐀-鿿]{2})(?![㐀-鿿]{3})"
)


def fits_kind(analysis: Analysis, text: str) -> bool:
    """Whether the text holds the kind of thing that the question asks for."""
    if asks_contact(analysis):
        return bool(_TELEPHONE.search(_POSTCODE.sub(" ", text)))
    if asks_author(analysis.text):
        return tells_author(analysis.text, text)
    match analysis.kind:
        case Kind.AMOUNT:
            return _fits_amount(analysis, text)
        case Kind.RATIO:
            asked = analysis.measured
            if (_PROPORTION.search(asked) and _AS_TO.search(text)) or _RISEN_BY.search(text):
                return True
            return bool(_ratios(asked, text)) and not _tells_other_ratio(asked, text)
        case Kind.RANK:
            return bool(_RANK.search(text))
        case Kind.DATE:
            return bool(_form_of_time(analysis.text).search(text))
        case Kind.PLACE:
            return bool(_PLACE.search(text) or places(text))
        case Kind.BODY:
            return names_body(text)
        case Kind.LIST:
            wanted_items = items_asked(analysis.text)
            return items(text) >= wanted_items if wanted_items else bool(_LIST.search(text))
    return True


@of_question
def _form_of_time(question: str) -> re.Pattern[str]:
    if _WHAT_WEEKDAY.search(question):
        return _WEEKDAY
    if _WHAT_HOUR.search(question):
        return _HOUR
    return _DAY_ANYWHERE if _WHAT_DAY.search(question) else _DATE


def asks_contact(analysis: Analysis) -> bool:
    """A telephone number or an address to write to is wanted, not how many calls a hotline took."""
    if not _CONTACT.search(analysis.text) or analysis.kind in (Kind.RATIO, Kind.RANK, Kind.DATE):
        return False
    return not asked_units(analysis.text)


def is_dateline(text: str) -> bool:
    """Whether a short line tells the day of its document: 发布日期：2024年5月20日."""
    return len(text) <= LONGEST_DATELINE and bool(_DATELINE.search(text))


def tells_editing(text: str) -> bool:
    """Whether a dateline tells when a page was made, and of nothing else: 供稿，2025年2月28日整理."""
    return is_dateline(text) and bool(_EDITING.search(text))


def is_stamp(text: str) -> bool:
    """Whether a text is nothing but when its page was put on the web: 2023-07-26 08:31，正文："""
    return bool(_STAMP.fullmatch(text.strip()))


def names_another_kind(question: str, text: str) -> bool:
    """Whether 哪个码头 or 哪个区 is asked and none is named."""
    asked = _WHICH_NAMED.search(question)
    if asked is None:
        return False
    if asked["district"]:
        return not (districts(text) or cities_in_short(text) or _ZONE.search(text))
    return _IN_SHORT.get(asked["named"], asked["named"]) not in text


def counts_another(question: str, near: str) -> bool:
    """Whether 多少个班次 is asked where ``near`` says nothing of 班次."""
    asked = _COUNTED_BY_ANY.search(question)
    return asked is not None and asked["noun"][-1] not in near


@of_question
def items_asked(question: str) -> int:
    """How many things a question wants listed: 3 in 哪三个方面; 0 when it leaves that open."""
    found = _COUNTED.search(question)
    return (integer(found[1] or found[2]) or 0) if found else 0


def items(text: str) -> int:
    """How many things a text lists at most: by 、 and ；, or clauses that begin or end alike."""
    text = _NO_AND.sub("", text)
    clauses = re.split(r"[,，;；。]", text)
    pieces = [piece for piece in re.split(r"[,，;；。、和与及“”]|以及", text) if len(piece) > 1]
    begins, ends = (Counter(one[:2] for one in pieces), Counter(one[-2:] for one in pieces))
    listed = (1 + len(re.findall(r"[、和与及]|》《|”“", clause)) for clause in clauses)
    return max(
        [text.count("；") + 1, text.count(";") + 1, *listed, *begins.values(), *ends.values()]
    )


def is_signature(text: str) -> bool:
    """Whether a line is nothing but the name of a body, as the one that issued a document signs."""
    return bool(_SIGNATURE.fullmatch(text.strip()))


def is_address(text: str) -> bool:
    """Whether a line says to whom a letter goes, which is not who wrote it: 民建郑州市委员会："""
    return bool(_ADDRESSED.fullmatch(text.strip()))


def names_body(text: str) -> bool:
    """Whether an organisation or the holder of an office is named."""
    return bool(_BODY.search(text))


def names_one(text: str) -> bool:
    """Whether a body is named, not any 企业 or 机构, or a district, a county, a city."""
    return names_body(_NO_NAME.sub("", text)) or bool(_DISTRICT.search(text) or places(text))


def asks_district(question: str) -> bool:
    """哪个区, 哪个县市区 or 哪座城市 is asked, or simply 谁."""
    return not _ASKED_BODY.search(question)


def tells_body(text: str) -> bool:
    """Whether a body is called by a name of its own."""
    return bool(_NAMED_BODY.search(_NO_NAME.sub("", text)))


def names_person(text: str) -> bool:
    """Whether a name stands beside an office: 局长谭学军, 联系人：李明, 王红（主任）."""
    return bool(_PERSON.search(text))


def _fits_amount(analysis: Analysis, text: str) -> bool:
    if _PRICE_ASKED.search(analysis.measured) and _IN_PART.search(text):
        return True
    told = quantities(text)
    if not told:
        return False
    if _OF_A_SUM.search(analysis.measured) and any(figure.unit in RATIOS for figure in told):
        return True
    said = _values(analysis.text)
    figures = [
        figure
        for figure in told
        if _is_amount(figure, text) and figure.value not in said  # 60岁以上老人有多少
    ]
    figures = [one for one in figures if not _has_moved(analysis, one, text)]
    if _OPEN.search(analysis.measured):
        return any(figure.unit not in DATE_UNITS for figure in told)
    least = _least(analysis.measured)
    figures = [
        figure
        for figure in figures
        if (figure.upper or figure.value) >= least or _is_bare_cell(figure, text)
    ]
    if wanted := asked_units(analysis.measured):
        same = _same_units(analysis.measured, text) | wanted
        return any(figure.unit in same or _is_bare_cell(figure, text) for figure in figures) or any(
            figure.unit in wanted & (DATE_UNITS | RATIOS)
            and ("月" in wanted or figure.unit != "日" or _lasts(figure, text))
            for figure in told
        )
    return bool(figures)


def _has_moved(analysis: Analysis, figure: Quantity, text: str) -> bool:
    """By how much something has moved, where it is asked for where it stands."""
    asked = _CHANGE_ASKED.search(analysis.measured)
    return not asked and bool(_MOVED_BY.search(text[: figure.start]))


def tells_only_moves(analysis: Analysis, text: str) -> bool:
    """Whether each figure of a text is one by which something has moved, and not where it stands: 结算价上涨1.19美元."""
    figures = [figure for figure in quantities(text) if _is_amount(figure, text)]
    return bool(figures) and all(_has_moved(analysis, one, text) for one in figures)


def _lasts(days: Quantity, text: str) -> bool:
    """停卡期最长90日 tells how long, 8日停水 on which day."""
    return (
        days.value > MOST_DAYS
        or bool(_LASTING_BEFORE.search(text[: days.start]))
        or text[days.end :].startswith(_LASTING_AFTER)
        or days.text.endswith(_LASTING_AFTER)
    )


@of_question
def _values(question: str) -> frozenset[Decimal]:
    """Of the figures that a question names itself."""
    return frozenset(figure.value for figure in quantities(question))


def _is_bare_cell(figure: Quantity, text: str) -> bool:
    """A table tells the unit once, above: 人数：4, of which 8：00 is none."""
    return not figure.unit and bool(_CELL_BEGINS.search(text[: figure.start]))


def tells_other(analysis: Analysis, text: str) -> bool:
    """Whether a text has a figure, but of another thing than is asked for: 认定198所 where 多少名 is
    asked, 占比59.3% where the growth is."""
    if analysis.kind is Kind.RATIO:
        return _tells_other_ratio(analysis.measured, text)
    if analysis.kind is not Kind.AMOUNT:
        return False
    if re.search(_PEOPLE_ASKED, analysis.measured):
        figures = [figure for figure in quantities(text) if _is_amount(figure, text)]
        return bool(figures) and not any(q.unit in _PEOPLE or not q.unit for q in figures)
    if _HOW_LONG.search(analysis.measured):
        return _tells_no_time(text)
    if not (asked := _ASKED_UNIT.search(analysis.measured)):
        return False
    unit = _unit_named(asked["unit"])
    if not unit or unit in RATIOS or _fits_amount(analysis, text):
        return False
    if unit in _TIMES:
        return _tells_no_time(text)
    so_many = re.search(rf"[数几多上][十百千万亿]*{unit}", text)
    return asked[0].startswith("多少") and not so_many


def _tells_no_time(text: str) -> bool:
    return not (_WORKDAYS.search(text) or any(q.unit in _TIMES for q in quantities(text)))


def _ratios(question: str, text: str) -> list[Quantity]:
    if _COMPARES.search(question):
        wanted = _POINTS
    else:
        points = _POINTS_SAID.search(question) or _RATE_MOVED.search(question)
        wanted = RATIOS if points else RATIOS - _POINTS
    return [figure for figure in quantities(text) if figure.unit in wanted]


def _tells_other_ratio(question: str, text: str) -> bool:
    """A share where growth is asked for, or growth alone where a share is."""
    clauses = [clause for clause in re.split(r"[,，;；。]", text) if _ratios(question, clause)]
    if not clauses:
        told = quantities(text)
        if _RATE_ASKED.search(question) and told and all(one.unit in _TIMES for one in told):
            return not _SHARE.search(text)  # a term of 9.6年 is no rate
        if not any(figure.unit and _is_amount(figure, text) for figure in quantities(text)):
            return False
        if _SHARE_ASKED.search(question) or _RATE_ASKED.search(question):
            return not _SHARE.search(text)
        return bool(_GROWTH_ASKED.search(question)) and not _GROWTH.search(text)
    growth = [bool(_GROWTH.search(clause)) for clause in clauses]
    if _SHARE_ASKED.search(question):
        return all(
            grows and not _SHARE_ASKED.search(clause)
            for grows, clause in zip(growth, clauses, strict=True)
        )
    return bool(_GROWTH_ASKED.search(question)) and not any(growth)


def _is_amount(figure: Quantity, text: str) -> bool:
    """Dates, ratios, ranks (第6位), grades (三级) and the numbers of letters (〔2024〕) are figures, but no
    amounts."""
    other = DATE_UNITS | RATIOS | ORDERS
    return figure.unit not in other and text[figure.start - 1 : figure.start] not in _BEFORE_NUMBERS


@of_question
def asked_units(question: str) -> frozenset[str]:
    """Units that the answer to an amount question can have; empty when it leaves them open.

    多少条 names the unit itself; 面积 or 成交额 tell what it is measured in.
    """
    asked = _ASKED_UNIT.search(question)
    if asked and (unit := _unit_named(asked["unit"])):
        if asked["unit"].startswith("人民币"):
            return frozenset(["元"])
        return next((family for family in _SAME_KIND if unit in family), frozenset([unit]))
    for measured, usual in _MEASURED.items():
        if re.search(measured, question):
            return usual
    return frozenset()


def _same_units(question: str, text: str) -> frozenset[str]:
    """Measure words that stand for the one asked for, since the text says what is counted: 多少家企业,
    and 规上企业320个."""
    unit, noun = _counted(question)
    if not unit:
        return frozenset()
    if unit == "人" and _CASES.search(question):
        return _PEOPLE | {"例"}
    if unit == "人" and re.search(_PASSING, question):
        return _PEOPLE
    alike = _counting(unit)
    if unit in ("个", "名", "位") and _OF_PEOPLE.match(noun):
        return _PEOPLE | alike
    if noun and noun[-2:] not in text:
        other = unit == _ANY or not set(noun[-2:]) & set(text)
        return frozenset([unit]) if other else alike - {_ANY}
    return alike


@of_question
def _counted(question: str) -> tuple[str, str]:
    """The measure word that a question names, and what is counted with it; or nothing."""
    asked = _ASKED_UNIT.search(question)
    unit = _unit_named(asked["unit"]) if asked else ""
    if asked is None or not unit:
        return "", ""
    rest = question[asked.start("unit") :]
    counted = _COUNTED_NOUN.match(rest, quantities(f"1{rest}")[0].end - 1)
    noun = _NO_NOUN.split(counted[0])[0] if counted else ""
    if not noun and unit != _ANY:
        noun = _HAVING.sub("", question[: asked.start()])
    return unit, noun


@of_question
def _counting(unit: str) -> frozenset[str]:
    """The measure words that stand for one."""
    return frozenset[str]().union(*(family for family in _COUNTERS if unit in family))


@of_question
def _least(question: str) -> Decimal:
    """How large a figure is at least that answers 多少万亿元: half of one of these."""
    asked = _ASKED_UNIT.search(question)
    named = quantities(f"1{asked['scale']}{asked['unit']}") if asked and asked["scale"] else []
    return named[0].value / 2 if named else Decimal(0)


_CELL_BEGINS = re.compile(
    r"(?<!\d)(?<!排名)(?<!名次)(?<!序号)(?<!编号)(?<!代码)(?<!电话)(?<!年份)：[^\d：，。；]*$"
)
_NO_UNIT = re.compile("国[债企民道际内]")
"""Words that begin as a unit: 多少国债."""


def _unit_named(asked: str) -> str:
    """The unit that a figure has when 多少 or 几 is followed by ``asked``; nothing where it is none."""
    if _NO_UNIT.match(asked):
        return ""
    named = quantities(f"1{asked}")
    if asked.startswith(_ANY) and (rest := quantities(f"1{asked[1:]}")):  # 多少个小时
        named = rest if rest[0].unit in _TIMES | STRICT_UNITS else named
    unit = named[0].unit if named else ""
    return "元" if unit == "人民币" else unit
