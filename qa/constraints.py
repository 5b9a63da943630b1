"""What a question pins down — year, place, scope — and whether evidence meets it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

from corpus.sections import SEPARATOR
from qa.bodies import another, bodies
from qa.contrasts import Contrast, contrasts, named
from qa.named_things import named_things, of_another
from qa.numbers import integer
from qa.tiers import Tier, apart, bounds, outside, tiers, values

_SCOPE = re.compile(
    r"(?:全国(?![㐀-鿿]{1,8}(?:研究会|协会|学会|联合会|商会|锦标赛|邀请赛|联赛|大赛|公开赛|比赛|决赛|运动会|博览会|论坛))|国内|全省|我省|全市|市内|全区|全县|全球|(?<!虚拟)(?<!元宇宙)(?<!满)世界)(?!哪)|省内(?!其他|兄弟|哪|各)"
)
"""全国汽车流通协会 is the name of a body, 全国少年乒乓球锦标赛 of an event."""
_FIRST_TO = re.compile(r"(?:全国|国内|全省|全球)(?=率先|领先|首创|最[大早高先多])")
"""在全国率先推出 is said of one city."""
_REGION = re.compile(
    r"(?:都市圈|城市群)(?:[^,，。]{0,10}?(?:总值|gdp|人口|面积|总量|总额|增加值|收入|投资|产值)"
    r"|(?:里|内)?各(?:个)?(?:城市|市|地)[^,，。]{0,20}(?:[合总共]计|[一总]共|[加合][起在]|加一起|之和|总和))"
)
"""A figure of several cities together is not that of their first."""
_RANKING = re.compile(
    r"第几|排[到在至]?了?第|全[国省市]第|什么位置|位置|排名|排第|排多少|排几|排老几|多少名|位居|居第|位列|位次|前几|前多少|第多少|排得上|唯一|首|名次|第一"
)
# A year without 年 is no amount: 1924.5万, 2000名.
_YEAR = re.compile(
    r"(?<![\d.])((?:19|20)\d{2})(?:\s*年|(?![\d.,%‰年余多万亿千百个家人名位条项件元吨张座所户台辆亩公平米]))"
)
_YEARS_THROUGH = re.compile(r"((?:19|20)\d{2})年?\s*[-—–~～至到]+\s*((?:19|20)\d{2})年")
_ONE_BY_ONE = re.compile("分别|依次")
"""2021年至2023年分别为… tells of 2022 as well."""
DECADE = 10
_SHORT_YEAR = re.compile(r"(?<![\d近过这前后第满.十百])([12]\d)年(?=[^来间以前后期级制限多])")
"""23年 in a question is 2023年; 20年来 is a length of time."""
_HAN_YEAR = re.compile(r"(?:二[〇零○]|一九)[〇零○一二三四五六七八九]{2}(?=年)")
_OPENING_YEAR = re.compile(r"(?:^|\n)\s*(?:过去的)?((?:19|20)\d{2})年[,，]")
"""A paragraph that begins so tells of what year the document speaks."""
_COMPARED = re.compile(
    r"[比较]\s*(?:19|20)\d{2}年(?:度|[末底初])?(?=[㐀-鿿]{0,4}?(?:同期|[增下上减提降涨回高低翻多少扩缩]))|[比较]\s*(?:19|20)\d{2}年[^，,。；;\d]{0,8}的(?=\d[^。；;]*[；;].)|[与同和]\s*(?:19|20)\d{2}年(?:同期)?(?=相比)"
    r"|按照?[^，,。；;\d]{0,8}(?:19|20)\d{2}年(?=[^，,。；;]{0,12}(?:核定|确定|计算|测算))"
)
"""The year that a figure is compared with, or worked out from, is not its own: 比2022年下降2.7%."""
_BEGUN = re.compile(
    r"(?:19|20)\d{2}年[^,，。；;]{0,4}?(?:启动|成立|设立|创办|创建|起步|开始|以来|获批|试点|起(?![草降]))"
)
_THE_YEAR_BEFORE = re.compile(r"(?:[上去]一?年|上年)(?:同期)?[（(](?:19|20)\d{2}年[）)]")
"""上年（2022年）地区生产总值为698.4亿元 tells of that figure alone."""
_IN_PASSING = re.compile(
    r"(?<=[，,；;])(?:而|[上去]年)?(?P<year>(?:19|20)\d{2})年(?:同期|时|末|底)?(?:仅|只|还|才|则?[为是])"
)
"""…产能利用率为81%，2023年仅为54% tells of 2023 in passing."""
_DIGITS = re.compile(r"\d")
_LAST_DAY = re.compile(
    r"(?:最[迟晚]|不[晚迟]于|截至|截止)[^,，。;；\d]{0,6}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日"
    r"|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?:之?前|为止|止|截止)"
)
"""The day by which something is due."""
_ISSUED = re.compile(
    r"(?P<year>(?:19|20)\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?[^,，。年]{0,12}?"
    r"(?:答复|回复|复函|通知|公告|报道|新闻稿?|发布会|工作报告|的报告|文件|提案|资料|材料|常委会|会议|议政会?|座谈会)"
    r"(?=[里中上,，)）]|提[到出]|显示|指出|承认|强调|部署|要求|说|讲)"
)
"""Such a year is that of the document, of which its figures need not be: 在2024年9月的答复中."""
_YEAR_BEFORE_IT = re.compile("(?:[上前]一|[上去])年(?!级|期)")
"""2025年的报告里说上一年 asks of 2024."""
LENGTH_OF_A_PLAN = 4
"""Years from the first of a five-year plan to its last."""
_PLAN_YEARS = re.compile(
    r"(?P<first>20(?:16|21|26|31))年?\s*(?:[-—–~～至到]|to|through|and)\s*(?P<last>20(?:20|25|30|35))年?"
)
"""2026—2030年, the years of a five-year plan, are those of “十五五”."""
_PROVINCIAL = re.compile(r"省(?:委|政府|政协|人大|直|级|里|内)|[全我]省")
_OF_A_TOTAL = re.compile(
    r"^[^,，]*?(?:总[额量数值]|总投资|总收入|总人数)(?:当|之)?[中里][,，]?(?=..)"
)
"""进出口总额中，出口多少 asks of 出口 alone."""
_PARTIES = re.compile("民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|工商联")
_SINCE_BEGUN = re.compile(
    r"(?:自|从)[^,，。？?\d]{0,12}(?:至今|到现在|以来)|(?:开[通行业馆园放]|成立|建成|投[运产用]|运营|设立|创办|创立|启动|实施)(?:至今|到现在|以来)"
)
_TOTAL = re.compile(r"累计|至今|以来|截[至止]|目前|总共|历年")
_WHOLE_YEAR = re.compile(r"全年(?!龄|级|轻)|整年|一整年")
_YEARS_PLAN = re.compile(r"全年的?(?=目标|任务|计划)")
"""A part of a year may be compared with it: 上半年占全年目标的多少."""
_QUALIFIER = re.compile(
    r"人均|每[百千]人|每百户|[日月年]均(?!衡|匀)|万人(?=[㐀-鿿]{0,5}(?:拥有|专利))|户均|亩均|地均|单位gdp|第[一二三]产业|国际(?=货邮|货运|客运|旅客|游客|航线|航班|及|班列)|境外(?=旅客|游客|投资|上市)|入境(?=旅客|游客|旅游|过夜)|(?:水路|铁路|公路|民航)(?=[㐀-鿿]{0,3}(?:运量|运输))|(?:中转|过境)(?=旅客|游客|客|人|货|率|量|占|比)|有效(?=发明)|高价值|实缴|[去回]程|(?:履约|投标)(?=保证金)|城镇|农村|本级|常住|户籍|规模以上|限额以上|(?:在校|毕业)(?=生?(?:人?数|有?多少|规模))"
    r"|(?<![一二三]、)(?<![一二三])[一二三]级(?=医院|公立|甲等|文物|保护|教师|职称|资质|运动员|响应|能效)|(?<!非)公办|民办|民营|(?<![全我中本])国有(?![几多哪没关无不一])|外资|首批|第[二三四五六]批|省级|国家级|市级"
)
"""As statistics has them; an indicator with one is another than without."""
_LEVELS = re.compile(r"([省市])(?=里|财政|政府|直|、[市区县]{1,2}两级)")
"""省里补1.8万元 is what the province pays."""
_OF_ONE_LEVEL = re.compile("(?<![全各])[省市区县]级(?![以及市别])")
"""市级一般公共预算收入 is that of 市本级."""
_OF_THE_PROVINCE = re.compile(
    "(?<![本外全各我分他某邻])省(?:重点)?(?:实验室|工程|技术|创新|中心|示范|名|特|首批|定|属|专精)"
)
"""省实验室 is one of 省级."""
_OF_THE_COUNTRY = re.compile(
    "小巨人|国家(?!科技型|统计|税务|金融|安全|主席|中心城市|政策|标准|有关|规定)"
)
"""国家重点实验室 is one of 国家级, and so is a 小巨人."""
_LEVEL_IN_DIGITS, _NUMERALS = re.compile(r"(?<![\d.])([1-4])级"), "零一二三四"
"""1级能效 is 一级."""
_LEVEL_CELL = re.compile("：([一二三四]级)(?=[，。]|$)")
"""级别：三级, of a table."""
_PLAIN = ("在校", "毕业", "水路", "铁路", "公路", "民航")
"""Said before other words in a question (毕业生有多少, 铁路货运量) than in a text (毕业生8.9万人, 其中铁路0.31亿吨)."""
_CITY_BODY = re.compile(
    r"^[ \t]*[㐀-鿿]{0,4}市[㐀-鿿]{1,10}(?:局|委|委员会|政府|办公室)(?=[ \t\u3000]|$)", re.MULTILINE
)
"""What it signs is of the level of the city."""
_SURVEYED = frozenset(["规模以上", "限额以上"])
"""What a note under a table may say of all its rows."""
_AVERAGE = re.compile("平均|[日月年]均|每个?[天日月年]|一[天日年]|[一单]个月")
_FAMILIES = tuple(
    frozenset(family.split())
    for family in (
        "第一产业 第二产业 第三产业",
        "一级 二级 三级",
        "城镇 农村",
        "公办 民办",
        "国家级 省级 市级",
        "首批 第二批 第三批 第四批 第五批 第六批",
    )
)
"""Qualifiers of which one excludes the others."""
_RIVALS = frozenset[str]().union(*_FAMILIES)
_ABROAD = re.compile(
    r"(?<![中驻])(?:美国|日本|韩国|朝鲜|蒙古国|俄罗斯|德国|法国|英国|意大利|西班牙|葡萄牙|荷兰|比利时|卢森堡|瑞士|瑞典|挪威|芬兰|丹麦|波兰|匈牙利|捷克|奥地利|希腊|乌克兰"
    r"|白俄罗斯|土耳其|以色列|沙特|阿联酋|卡塔尔|伊朗|伊拉克|印度(?!尼|洋)|印度尼西亚|印尼|巴基斯坦|孟加拉|斯里兰卡|尼泊尔|越南|老挝|柬埔寨|泰国|缅甸|马来西亚|新加坡|菲律宾"
    r"|哈萨克斯坦|乌兹别克斯坦|吉尔吉斯斯坦|塔吉克斯坦|土库曼斯坦|埃及|南非|尼日利亚|肯尼亚|埃塞俄比亚|巴西|阿根廷|智利|秘鲁|墨西哥|加拿大|澳大利亚|新西兰"
    r"|欧盟|东盟|欧洲|非洲|[南北]?美洲|大洋洲|拉美|中东(?!部)|中亚|东南亚|南亚)"
)
"""What trade and traffic are told apart by."""
_ZONES = {
    "高新": re.compile("高新(?:技术)?(?:产业)?(?:开发)?区"),
    "经开": re.compile("经(?:开|济(?:技术)?开发)区"),
    "航空港": re.compile("航空港|港区"),
}
"""What development zones are called; 高新技术企业 names none."""
_PART_OF_A_CITY = re.compile(
    "(?:开发|高新|经开|示范|综保|综合保税)区|[㐀-鿿]{2}县(?!域|级)|产业园|园区"
)
"""Of which the title of a page is that does not speak of the whole city."""
_ASKED_PLACE = re.compile(
    r"哪(?:一|几|两|三|四|五|些)?[个座]?(?:城市|市|省|地方|地区|国家|县|区)|哪里|哪儿|何地|何处"
)
_DONE = re.compile(
    r"实际|真正|完成了|已经|到(?:现在|这会儿|目前)|已(?=[入建完实开投办发达引培认落签])|实现了|超额|超过[^,，。]{0,4}目标|(?:达到|完成|实现|达成)了?[^,，。]*目标(?:了[吗么没]|没有?)"
)
_DONE_CELL = re.compile(r"(?:^|[,，—])[^,，：计预目拟]*完成[^,，：计预目拟]*：\d")
_PLANNED = re.compile(
    r"目标|计划|预期|预计|力争|确保(?=[^,，。]{0,12}\d)|意向|拟(?=[建设于投])|规划(?![》院局]|顺利|收官|期间)"
)
_FULFILLED = re.compile(
    r"(?:完成|达到?|实现|占)[^,，。;；]{0,8}(?:目标|计划|任务)[^,，。;；]{0,4}的?(?=\s*\d[\d.]*%)"
    r"|以[^,，。;；]{2,20}为目标"
)
"""完成年度计划的68.6% tells what was reached, and 以应保尽保为目标 is no plan."""
_TARGET = re.compile(
    r"(?:目标|预期|计划)(?:值|数)?(?:又|分别|各)?(?:是|为|定|有)?(?:了|在)?(?:多少|几|多[高大])"
)
_INTENDED = re.compile("(?:打算|准备|力争|预计)[^,，。]{0,12}(?:多少|几)")
_MISSED = re.compile("(?:没有?|未能?)(?:完成|达到|实现|达标)")
"""A target that was missed is told of as well."""
_REACHED = re.compile("累计|已|完成|建成|达到|超额")
_NO_PLAN = re.compile(
    r"(?:不[要是算看]|别|非)[㐀-鿿]{0,2}(?:目标|计划|规划|预期|意向)|(?:目标|计划)(?:不算|除外)"
)
"""不要目标 asks for none."""
_REVIEW = re.compile("总结|回顾|完成情况|进展|通报")
_WITHIN_YEAR = re.compile("年内(?=[㐀-鿿]{0,4}[建完新开投])")
_PLAN_HEADING = re.compile(
    r"安排|打算|目标|任务|(?<!比)(?<!比原)(?<!较)(?<!较原)计划|下一步|重点工作|要点|民生实事(?!.{0,6}(?:完成|落实|办结|进展))"
)
"""Below such a heading nothing has been reached yet."""
_TO_COME = re.compile(
    r"打算|准备|将|争取|瞄准|冲刺|想(?=[㐀-鿿]{0,20}(?:进|达到|建成|做到|排到))|要(?=[在到达建新增实完])"
)
"""With these a question, too, asks for a plan."""
_RANKED = re.compile(
    r"(?:全国|国内|全省|省内|全市|全球|世界)[^,;。，；]{0,8}?(?:排名|第\s*\d|第[一二三四五六七八九十]|前列|前\s*\d|首位)"
)
"""排在全国第6位 speaks of one city, not of the whole country."""
_SHARE_OF = re.compile("占到?了?全[国省]")
"""占全省的三成 is a share of what one city has."""
_TOGETHER = re.compile(
    r"(?:[两三四五六七八九十各]|\d{1,2}个?)[省市县区州地](?:(?:合计|累计|总?共|一共)|[^,，。;；]{0,8}(?:总和|之和))"
)
"""A figure of several places together is not that of one of them."""
_OURS = re.compile("[我本][市县区州]")
"""Whoever writes speaks of his own place, whatever others he names."""
_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日")
SIGNED = re.compile(
    r"^[ \t]*(?:[㐀-鿿]{0,4}[:：] ?)?[㐀-鿿、()（） ]{2,40}(?:局|委|委员会|政府|办公室|厅|院|社|中心)(?=[ \t\u3000]|$)",
    re.MULTILINE,
)
"""What a body signs with, in matching form: its name, in a line of its own."""
_SOURCED = re.compile(
    r"(?:来源|发布机构|发文机关|发布单位|供稿(?:单位)?)[:：] ?([㐀-鿿]{2,30}(?:局|委|委员会|政府|办公室|厅|院|社|中心))"
)
_HEADINGS = re.compile(re.escape(SEPARATOR.strip()))
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_PASSES, _GOES_ON_WITH = frozenset("经由向致与和同及、赴距离往"), re.compile("市?[、和与及至]")
"""What stands beside a place that is named in passing."""
_CITY_ROW = re.compile(r"(?:地区|城市|市|单位|区域)：[㐀-鿿]{2,6}市[，。]")
"""Of a table, in the reading form of its rows."""
_PLAN = re.compile(
    r"(?<![一二三四五六七八九])十([一二三四五六七八九])五(?![一二三四五六七八九十百千万亿年个岁天日月号次届名家\d%])"
)
"""A five-year plan: 十四五 is the fourteenth, 2021 to 2025."""
_N = r"(\d+|[一二三四五六七八九十百]+)"
_NUMBERED = {
    "届": re.compile(rf"第{_N}届|{_N}届(?=第?[\d一二三四五六七八九十]+次)"),
    "次": re.compile(rf"第{_N}次(?=[^,，。]{{0,8}}会)|届{_N}次"),
    "号": re.compile(rf"第{_N}号|(?<!\d)(\d{{4,}})号"),
    "期": re.compile(rf"第{_N}期|(?<!\d){_N}期(?![限间货权末内初满盼待刊年])"),
    "版": re.compile(rf"第{_N}版"),
    "轮": re.compile(rf"第{_N}轮"),
    "天期": re.compile(rf"(?<![\d.]){_N}天期"),
    "年期": re.compile(rf"(?<![\d.]){_N}年(?:期(?!间)|(?=定期|定存))"),
    "号线": re.compile(rf"(?<![\d一二三四五六七八九十]){_N}号线"),
    "座": re.compile(rf"第{_N}座"),
    "任": re.compile(rf"第{_N}任"),
    "代": re.compile(rf"第{_N}代(?!表)"),
}
"""What tells meetings, letters, issues and stages apart."""
_FIRST_OF_ALL = re.compile("(?:首|头一)(?=[届座任代])")
_MONTH = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
_OF_A_PART = re.compile(
    rf"(?:今|去|上|当|(?:19|20)\d{{2}})年(?!以来)|{_MONTH}[-—–~～至到]{_MONTH}月|[上下]半年|季度"
)
_PERIOD = re.compile(
    rf"(?P<report>一季|半年|三季|四季)报(?![名考到])|(?P<half>[上下])半年|(?P<since>前)?第?(?P<quarter>[一二三四1-4])季度(?!末)"
    rf"|[前头](?!一个?月|1个?月)(?P<months>{_MONTH}|两)个?月(?!\d|底|末|初|份?工资)"
    rf"|(?<![\d哪])(?!(?<!年)一月(?:几(?![号日])|多少|[能开拿挣交收给要付花领发]))(?P<from>{_MONTH})月?(?:\s*[-—–~～至到]+\s*(?P<to>{_MONTH}))?月(?![末底起]|以来|之?后)(?P<day>\d{{1,2}}日)?"
)
_ASIDE = re.compile(rf"{_MONTH}月(?:份)?(?:当月|单月)")
"""A month of which something is told beside the months up to it: 7月当月, of 前7个月."""
_NEW_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]")
"""A numbered paragraph goes on with nothing that the one before tells in passing."""
_DAY_OF_MONTH = re.compile(r"(?<![\d.])(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])[日号]")
_DAY_OF_DATE = re.compile(r"(?:19|20)\d{2}[-./](0?[1-9]|1[0-2])[-./]([012]?\d|3[01])(?!\d)")
_BARE_DAY = re.compile(r"(?<![\d月.])([12]\d|3[01]|[1-9])[日号](?!线|楼|院|文|常)")
_UNTIL, _ASKED_UNTIL = (
    re.compile(rf"截[至止][^,，。]{{0,6}}?(?<!\d)({_MONTH})月{end}")
    for end in ("(?:[末底]|3[01]日|2[89]日)", r"[末底]?(?!\d)")
)
"""In a text to the end of a month; a question need not say so."""
_REPORTED = {
    "一季": ("1-3月",),
    "半年": ("1-6月",),
    "三季": ("1-9月", "7-9月"),
    "四季": ("10-12月",),
}
"""What the reports of companies cover: that of the third quarter tells of it and of all three."""
_CUMULATIVE_CELL = re.compile("[，,](?:本年)?累计(?:数|完成)?：")
"""Of a page on what was done in a month, all that was done up to then."""
_TO_DATE = re.compile("年初至(?:本?报告期末|本期末)|本年累计|年初至今")
_RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_RELATIVE_YEAR = re.compile(rf"(?<![比较])({'|'.join(_RELATIVE)})(?!同期|末)")
_THIS_YEARS_PART = re.compile("今年.{0,12}")
_AHEAD = re.compile(r"(?:[到至]|力争|预计|计划)\s*(?:19|20)\d{2}年?")
_LOOKS_BACK = re.compile("工作报告|统计公报|年度报告|年报|工作总结|全年")
LAST_MONTH_BACK = 4
"""Month up to which a report or a 全年 speaks of the year before it was published."""
_HAN_ONES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_SCOPE_LEVEL = {
    "全国": "国", "国内": "国", "全省": "省", "省内": "省", "我省": "省", "全市": "市", "市内": "市",
    "全区": "区", "全县": "县", "全球": "世界", "世界": "世界",
}  # fmt: skip
_SCOPE_NAMES = {"圈": "都市圈", "世界": "世界"}


ThisYear = tuple[int, frozenset[str]]
"""What 今年 is, of a document without a date, and the parts of it that are spoken of."""
UNKNOWN: ThisYear = (0, frozenset())


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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a sentence stands, from near to far; all in matching form."""

    sentence: str
    before: str
    """The sentence before it."""
    earlier: tuple[int, ...]
    """Years of the nearest sentence before it, in its chunk, that names some."""
    heading: str
    """Document title and section titles."""
    chunk: str
    head: str
    """The beginning of the document."""
    date: str | None
    """Of the document, ISO 8601."""
    this_year: ThisYear = UNKNOWN
    home: str = ""
    """The city that most documents around are about: whose one is that names none."""

    @property
    def sections(self) -> str:
        """The section titles alone."""
        return self.heading.partition("|")[2]

    @property
    def dated(self) -> str:
        """The date of the document, ISO 8601; of one without, the first day that its beginning names, which
        is that of the meeting or the event that it tells of, or, where that lies before it, the year of its
        title; or nothing."""
        if self.date:
            return self.date
        day, told = _first_day(self.head), years(self.heading)
        return str(max(told)) if told and day and int(day[:4]) < min(told) else day

    @property
    def date_year(self) -> frozenset[int]:
        """The year of the document, or none."""
        year, _ = self.this_year
        return years(self.dated[:4]) or frozenset([year] if year else [])

    @property
    def date_in_words(self) -> str:
        """2024-03-05 as 3月5日; the document's own date tells of what month it speaks last of all."""
        _, month, day = [*self.dated.split("-"), "", ""][:3]
        return f"{int(month)}月{int(day)}日" if month and day else ""


_NO_PLACE = """
白银(?=市|区|公司|集团|有色) (?<![未已没拆刚])开封(?![后前使即起过一])(?!时间|日期|之|以后) (?<![其集心])中卫
大理(?!石|论|念|智|性|由|解) (?<![每白夏一当那数今])天水(?![费量压位电体流]) (?<!美)丽水 (?<![市县省区部院校局])长治(?!久安)
(?<!每)日照(?!时|明|强|率|充|量) (?<![加巩])固原(?!有) 北海(?!道) (?<![位名])来宾(?!们|人|名单|席|有|致辞|代表)
(?<![出入])海口 (?<!长)江门 (?<![重最扩巨])大连(?![接锁续])
(?<![太长])白山 (?<![孙山])中山(?!路|大道|大学|公园|陵|装|[东南西北]路) (?<!平)安康(?!杯) (?<![那这当每一几半全冬夏春秋今明昨晴雨阴])天门(?![诊店])
三明(?!治) 大同(?!小异) (?<!投)资阳(?!光) (?<!重)大庆(?!典|祝|幸) (?<!第)六安(?!全) 通化(?!妆) (?<![长江黄])河源(?!头)
(?<!经)济南 新余(?!额) (?<!通)吉安(?!置) 黄石(?!头) 三亚(?!军)
"""
"""Cities whose names are words as well, or meet in others, and where they are none: 牛奶开封后, 其中卫生支出."""


_COMPANY = re.compile("[㐀-鿿]{4,16}有限(?:责任)?公司")
"""山东泓泰气体有限公司 is told by its name; where it is told of, the province need not be named again."""
_KEPT = 4096
"""Results of each reading of a text that are kept: a question reads the same sentences several times."""
_NO_ROAD = "(?![东南西北中]{0,2}(?:路(?![网演线段况政桥由径基局])|大道|大街|街道))"
"""Roads are named after cities: 北京中路8号院 is not in 北京."""


@lru_cache(maxsize=2)
def names(file: str) -> re.Pattern[str]:
    """A pattern of the names in a list of ``qa``, the longest first."""
    found = files("qa").joinpath(file).read_text(encoding="utf-8").split()
    guarded = {re.sub(r"\(.*?\)", "", one): one for one in _NO_PLACE.split()}
    either = "|".join(guarded.get(name, name) for name in sorted(found, key=len, reverse=True))
    return re.compile(f"(?:{either}){_NO_ROAD}")


@lru_cache(maxsize=_KEPT)
def places(text: str) -> frozenset[str]:
    """Provinces and prefecture-level cities named in the text (names of the administrative list)."""
    return frozenset(names("places.txt").findall(text))


@lru_cache(maxsize=1)
def _by_province() -> dict[str, list[str]]:
    """The cities of each province: the first name of a line of the list, and those after it."""
    lines = files("qa").joinpath("places.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: line.split()[1:] for line in lines[1:] if line.strip()}


@lru_cache(maxsize=1)
def _provinces_of_cities() -> dict[str, str]:
    return {city: province for province, cities in _by_province().items() for city in cities}


def provinces() -> frozenset[str]:
    """Their names."""
    return frozenset(_by_province())


def years(text: str) -> frozenset[int]:
    """Calendar years named in the text: 2023年, 2023, 二〇二三年."""
    found = {int(year) for year in _YEAR.findall(text)}
    if _ONE_BY_ONE.search(text):
        for first, last in _YEARS_THROUGH.findall(text):
            found.update(range(int(first), int(last)) if int(last) - int(first) < DECADE else ())
    for year in _HAN_YEAR.findall(text):
        found.add(int("".join(_HAN_DIGITS[character] for character in year)))
    return frozenset(found)


def _plan(years: re.Match[str]) -> str:
    first, last = int(years["first"]), int(years["last"])
    if last - first != LENGTH_OF_A_PLAN:
        return years[0]
    number = (first - 1) % 100 // 5 + 10  # 2026 begins the fifteenth
    return f"十{'一二三四五六七八九'[number - 11]}五期间"


def in_full_years(question: str) -> str:
    """22年 as 2022年."""
    return _SHORT_YEAR.sub(r"20\1年", question)


def constraints(question: str) -> Constraints:
    """What a question (in matching form) pins down."""
    cities = places(_COMPANY.sub(" ", question))
    issued = frozenset(int(match["year"]) for match in _ISSUED.finditer(question))
    question = _PLAN_YEARS.sub(_plan, _ISSUED.sub(" ", question))
    short = {2000 + int(year) for year in _SHORT_YEAR.findall(question)}
    if _YEAR_BEFORE_IT.search(question):
        short |= {year - 1 for year in issued}
    return Constraints(
        years(question) | frozenset(short),
        cities,
        districts(question) - cities,
        _scopes_asked(question),
        periods(question) | _until(question, _ASKED_UNTIL),
        qualifiers(question),
        bool(_WHOLE_YEAR.search(_YEARS_PLAN.sub("", question))),
        _asks_what_was_done(question),
        numbered(question),
        values(question),
        bool(_ASKED_PLACE.search(question)),
        issued,
        contrasts(_OF_A_TOTAL.sub("", question), of_ranks=bool(_RANKING.search(question))),
        frozenset(bodies(question)),
        frozenset(_ABROAD.findall(question)),
        named_things(question),
        tiers=bounds(question),
        parties=frozenset(_PARTIES.findall(question)),
        to_date=bool(_SINCE_BEGUN.search(question)),
    )


def _asks_what_was_done(question: str) -> bool:
    """实际完成多少 does, and 达到400列的目标了吗 though it names a plan."""
    if _NO_PLAN.search(question):
        return True
    done = _DONE.search(question)
    return done is not None and (
        "目标" in done[0] or "实际" in done[0] or not speaks_of_plans(question)
    )


def speaks_of_plans(question: str) -> bool:
    """Whether targets, plans and expectations are asked for."""
    question = _NO_PLAN.sub(" ", question)
    return bool(_PLANNED.search(question) or _TO_COME.search(question))


def asks_target(question: str) -> bool:
    """Whether a target itself is asked for, not how far it was reached: 年初目标是多少."""
    return bool(_TARGET.search(question)) and not _NO_PLAN.search(question)


def is_no_intention(question: str, sentence: str) -> bool:
    """Whether it is asked what somebody means to do, and the sentence tells what was done: 打算再添多少."""
    return bool(_INTENDED.search(question) and _REACHED.search(sentence))


def plan_words_end(text: str) -> int:
    """Where the words end that make a plan of what follows; 0 without such."""
    text = _FULFILLED.sub(lambda match: " " * len(match[0]), text)
    return max((match.end() for match in _PLANNED.finditer(text)), default=0)


def plans_only(text: str) -> bool:
    """A plan is named, and nothing that was really reached: 年度计划投资 of a row may stand beside 完成投资."""
    return bool(_PLANNED.search(_FULFILLED.sub(" ", text))) and not (
        _DONE.search(text) or _DONE_CELL.search(text)
    )


def numbered(text: str) -> frozenset[tuple[str, int]]:
    """Numbers that are names: 十四届十八次 gives (届, 14) and (次, 18), 十五五 gives (五, 15)."""
    found = {("五", 10 + _number(digit)) for digit in _PLAN.findall(text)}
    text = _FIRST_OF_ALL.sub("第一", text)
    for what, pattern in _NUMBERED.items():
        for match in pattern.finditer(text):
            value = integer(next(filter(None, match.groups())))
            if value is not None:
                found.add((what, value))
    return frozenset(found)


def without_times(text: str) -> str:
    """The text without its years and parts of years."""
    for pattern in (_YEAR, _SHORT_YEAR, _PERIOD, _WHOLE_YEAR):
        text = pattern.sub(" ", text)
    return text


def without_places(text: str) -> str:
    """The text without the names of provinces and cities and what they are called: 郑州市, 河南省."""
    return _named_places().sub(" ", text)


@lru_cache(maxsize=1)
def _named_places() -> re.Pattern[str]:
    return re.compile(f"(?:{names('places.txt').pattern})[省市]?")


@lru_cache(maxsize=_KEPT)
def periods(text: str) -> frozenset[str]:
    """Parts of a year named in the text: 上半年 is 1-6月, 前8个月 and 1至8月 are 1-8月."""
    found: set[str] = set()
    for match in _PERIOD.finditer(text):
        if match["report"]:
            found.update(_REPORTED[match["report"]])
        elif match["half"]:
            found.add("1-6月" if match["half"] == "上" else "7-12月")
        elif match["quarter"]:
            last = 3 * _number(match["quarter"])
            first = 1 if match["since"] else last - 2
            found.add(f"{first}-{last}月")
        elif match["months"]:
            found.add(f"1-{_number(match['months'])}月")
        elif match["to"]:
            found.add(f"{_number(match['from'])}-{_number(match['to'])}月")
        elif not match["day"]:
            found.add(f"{_number(match['from'])}月")
    return frozenset(found)


def _number(digits: str) -> int:
    """1–12 in figures or 汉字."""
    if digits.isdigit():
        return int(digits)
    tens, _, ones = digits.rpartition("十")
    value = _HAN_ONES.get(ones, 0)
    return value + (10 * _HAN_ONES.get(tens, 1) if "十" in digits else 0)


@lru_cache(maxsize=1)
def _district_names() -> frozenset[str]:
    return frozenset(files("qa").joinpath("districts.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _district_lengths() -> list[int]:
    return sorted({len(name) for name in _district_names()}, reverse=True)


_DISTRICT_ENDS = "区县市旗"
_ALSO_WORDS = frozenset(
    "合作 东方 新民 沙河 三河 四会 灯塔 江山 玉树 榆树 大安 天门 天长 仙桃 石首 明光 永安 永康 安宁 文昌 龙泉 阳春 应城"  # noqa: SIM905
    " 当阳 南宫 蓬莱 赤壁 赤水 庐山 巢湖 洪湖 弥勒 根河 平湖 井冈山 峨眉山 武夷山 敦煌 兴化 开平 高平 宁国 安国 宁安 安达 同江"
    " 常宁 瑞金 合山 江油".split()
)
"""County-level cities whose names without 市 are words, or famous for something else."""


_INSIDE = {"海城市": "沿临滨近"}
"""Names that meet in other words after these characters: 沿海城市."""


@lru_cache(maxsize=1)
def _short_names() -> re.Pattern[str]:
    short = {name[:-1] for name in _district_names() if name.endswith("市") and len(name) > 2}
    guarded = {name[:-1]: f"(?<![{before}]){name[:-1]}" for name, before in _INSIDE.items()}
    ordered = sorted(short - _ALSO_WORDS, key=len, reverse=True)
    return re.compile("|".join(guarded.get(name, name) for name in ordered))


def is_district(name: str) -> bool:
    """Whether it is one of the administrative list, 区 or 县 and all."""
    return name in _district_names()


def cities_in_short(question: str) -> frozenset[str]:
    """County-level cities that a question names without 市, as people do: 新密那边."""
    return frozenset(_short_names().findall(question))


def _each_district(text: str) -> Iterator[tuple[int, str]]:
    """Where each name begins, and the name: a search for 3,000 names would take milliseconds."""
    for end in (i + 1 for i, character in enumerate(text) if character in _DISTRICT_ENDS):
        for length in _district_lengths():
            begin = end - length
            if begin >= 0 and (name := text[begin:end]) in _district_names():
                if not (begin and text[begin - 1] in _INSIDE.get(name, "")):
                    yield begin, name
                break


def in_full(name: str) -> str:
    """新密 is 新密市, where nothing else is said."""
    return f"{name}市" if _short_names().fullmatch(name) else name


def district_spans(text: str) -> list[tuple[int, int]]:
    """Where districts, counties and county-level cities are named, with 区, 县 or 市."""
    return [(begin, begin + len(name)) for begin, name in _each_district(text)]


@lru_cache(maxsize=_KEPT)
def districts(text: str) -> frozenset[str]:
    """Districts, counties and county-level cities of the administrative list, without 区 or 县; 合肥城市
    names no 肥城市."""
    cities = [match.span() for match in names("places.txt").finditer(text)]
    return frozenset(
        name[:-1]
        for begin, name in _each_district(text)
        if not any(start < begin < end for start, end in cities)
    )


def _scopes_asked(question: str) -> frozenset[str]:
    scopes = frozenset() if _RANKING.search(question) else _scopes(_FIRST_TO.sub("", question))
    return scopes | {"圈"} if _REGION.search(question) else scopes


def _scopes(text: str) -> frozenset[str]:
    return frozenset(_SCOPE_LEVEL[match] for match in _SCOPE.findall(text))


@lru_cache(maxsize=_KEPT)
def qualifiers(text: str) -> frozenset[str]:
    """Words of the text that make another indicator of one."""
    text = _LEVEL_IN_DIGITS.sub(lambda match: f"{_NUMERALS[int(match[1])]}级", text)
    return frozenset(_QUALIFIER.findall(text.replace("行政村", "农村").replace("每万人", "万人")))


def rivals(text: str) -> frozenset[str]:
    """Those of which one excludes others: 市级, 农村."""
    return qualifiers(text) & _RIVALS


def contradicted(
    asked: Constraints, said: Sequence[str], *, whole: str = "", anywhere: bool = False
) -> tuple[str, ...]:
    """What a clause speaks against: another year, part of a year or place than asked.

    ``said`` are the clauses of a sentence up to and with that clause: the last to name one decides, or
    with ``anywhere`` all that do; ``whole`` is the sentence.
    """
    if anywhere:
        said = [" ".join(said)]
    checks: list[_Check] = [
        (frozenset(["全年"] if asked.whole_year else []), periods, "全年"),
        *(_among(family, asked) for family in _FAMILIES),
        (asked.years, own_years, "、".join(f"{year}年" for year in sorted(asked.years))),
        (asked.periods, periods, "、".join(sorted(asked.periods))),
        (asked.places, partial(_places_said, asked), "、".join(sorted(asked.places))),
        (asked.districts, districts, "、".join(sorted(asked.districts))),
        *((one.members, partial(named, one), one.word) for one in asked.contrasts),
    ]
    return tuple(
        label
        for wanted, names_it, label in checks
        if wanted and (found := _last_named(names_it, said)) and not wanted & found
    ) + _outside_tiers(asked, said, whole)


def _outside_tiers(asked: Constraints, said: Sequence[str], whole: str) -> tuple[str, ...]:
    """Of the last clause that names tiers; hardly a question gives anything to be put in one."""
    if not (asked.given or asked.tiers):
        return ()
    last = next(filter(tiers, reversed(said)), "")
    return tuple(sorted(outside(asked.given, last, whole) | apart(asked.tiers, last)))


def _places_said(asked: Constraints, text: str) -> frozenset[str]:
    """全省 names the province that is asked about."""
    of_all = asked.places & provinces() if "省" in _scopes(text) else frozenset[str]()
    return places(text) | of_all


def in_passing(heading: str, earlier: Sequence[int]) -> bool:
    """Whether a paragraph named only years that its document tells of in passing, so that the next one is of
    the year in its title: 2023年增收不增利 compares with 2022 and expects 2026."""
    if not earlier or not (told := years(heading)):
        return False
    return not told & {*earlier} and not _LOOKS_BACK.search(heading)


def lasting_years(text: str) -> frozenset[int]:
    """Years that go on to hold for what follows: 2016年启动试点 and 最迟于2026年1月10日提交 tell of no more
    than that."""
    text = _IN_PASSING.sub(_unless_later, text)
    return own_years(_LAST_DAY.sub(" ", _BEGUN.sub(" ", _THE_YEAR_BEFORE.sub(" ", text))))


def _unless_later(passing: re.Match[str]) -> str:
    """A blank for a year that is not after one named before it."""
    before = passing.string[: passing.start()]
    goes_on = int(passing["year"]) > max(years(before), default=int(passing["year"]))
    return passing[0] if goes_on or not _DIGITS.search(before) else " "


def years_beside_days(text: str) -> frozenset[int]:
    """Years that a text names otherwise than in a day: of 2024年核算数于2025年1月24日发布, 2024."""
    return own_years(_DAY.sub(" ", text))


@lru_cache(maxsize=_KEPT)
def own_years(text: str) -> frozenset[int]:
    """Years of a text without those that it only compares with."""
    return years(_COMPARED.sub(" ", text))


_Check = tuple[frozenset[Any], Callable[[str], frozenset[Any]], str]
"""What is asked, how a text names such, and what the question calls it."""


def _among(family: frozenset[str], asked: Constraints) -> _Check:
    wanted = asked.qualifiers & family
    return wanted, lambda text: family & qualifiers(text), "、".join(wanted)


def _last_named(named: Callable[[str], frozenset[Any]], said: Sequence[str]) -> frozenset[Any]:
    return next((found for clause in reversed(said) if (found := named(clause))), frozenset())


def failed(asked: Constraints, where: Surroundings, so_far: str | None = None) -> tuple[str, ...]:
    """The constraints that the evidence does not meet, as they are said in Chinese.

    ``so_far`` is the sentence up to the end of the answer, when only a part of it is quoted: times
    that it names later are not those of the answer.
    """
    found = []
    timed = where if so_far is None else replace(where, sentence=so_far)
    if asked.years and not (_year_holds(asked.years, timed) or _is_of_no_year(asked, timed)):
        found.append("、".join(f"{year}年" for year in sorted(asked.years)))
    if asked.periods and not _period_holds(asked.periods, timed):
        found.append("、".join(sorted(asked.periods)))
    if asked.issued and (told := where.date_year | years(f"{where.heading} {where.head}")):
        found.extend(f"{year}年" for year in sorted(asked.issued - told))
    apart = asked.places
    if len(apart) > 1:
        apart -= _by_initials(apart, f"{where.sentence} {where.before} {where.heading}")
    apart -= {_provinces_of_cities().get(city) for city in apart}  # the city is in it
    together = len(apart) > 1 and not places(where.sentence) and _stand_together(apart, where.head)
    if together or _is_of_its_district(asked, where):
        apart = frozenset()
    found.extend(sorted(name for name in apart if not _place_holds(name, asked, where)))
    found.extend(_unmet_numbers(asked.numbered, where))
    missed = asked.done and _MISSED.search(where.sentence)
    if asked.done and not missed and (plans_only(where.sentence) or is_to_come(timed)):
        found.append("实际完成")
    met = set(qualifiers(f"{timed.sentence} {where.heading}"))
    if _OF_THE_COUNTRY.search(where.sentence):
        met.add("国家级")
    if _OF_THE_PROVINCE.search(where.sentence):
        met.add("省级")
    if _CITY_BODY.search(where.head):
        met.add("市级")
    met |= _SURVEYED.intersection(qualifiers(where.chunk))
    if _OF_ONE_LEVEL.search(timed.sentence):
        met.add("本级")
    if "城乡" in timed.sentence:
        met |= {"城镇", "农村"}
    if "服务业" in timed.sentence:
        met.add("第三产业")
    if "三次产业" in timed.sentence:
        met |= {"第一产业", "第二产业", "第三产业"}
    if _AVERAGE.search(timed.sentence):
        met |= {"日均", "月均", "年均"}
    met.update(word for word in _PLAIN if word in timed.sentence)
    met.update(_LEVEL_CELL.findall(timed.sentence))
    met.update(f"{level}级" for level in _LEVELS.findall(timed.sentence))
    found.extend(sorted(asked.qualifiers - met))
    found.extend(sorted(one.word for one in asked.contrasts if _is_another(one, timed)))
    if asked.bodies and another(
        asked.bodies, timed.sentence, _chunk_before(where), where.heading, where.head
    ):
        found.extend(sorted(asked.bodies))
    if asked.to_date and _OF_A_PART.search(timed.sentence) and not _TOTAL.search(timed.sentence):
        found.append("累计")
    if asked.parties:
        around = f"{where.heading}\n{where.chunk}\n{where.head}"
        if not any(one in around for one in asked.parties):
            found.extend(sorted(asked.parties))
    if asked.things:
        around = f"{where.chunk}\n{where.head}"
        found.extend(sorted(of_another(asked.things, timed.sentence, where.heading, around)))
    known = asked.one in f"{where.chunk}{where.heading}{where.head}" or asked.named
    if asked.one and known and _tells_of_others(asked, timed.sentence, where.heading):
        found.append(asked.one)
    near = f"{where.before} {where.heading} {where.chunk}"
    elsewhere = asked.abroad.isdisjoint(abroad := set(_ABROAD.findall(timed.sentence))) and abroad
    found.extend(sorted(one for one in asked.abroad if elsewhere or one not in near))
    found.extend(sorted(name for name in asked.districts if not _district_holds(name, where)))
    found.extend(
        sorted(_SCOPE_NAMES.get(s, f"全{s}") for s in asked.scopes if not _scope_holds(s, where))
    )
    return tuple(dict.fromkeys(found))


def _is_of_its_district(asked: Constraints, where: Surroundings) -> bool:
    """A bulletin of 青云谱区 need not say that it lies in 南昌, where it names no city."""
    above = f"{where.sentence} {where.heading}"
    near = places(f"{above} {where.before}") | _cities_of(where.head)
    own = all(_names_district(name, where.heading) for name in asked.districts)
    return bool(asked.districts) and own and not near - provinces()


def _tells_of_others(asked: Constraints, *texts: str) -> bool:
    """Whether the nearest of the texts that names any of the like things names only others."""
    for text in texts:
        if asked.one in text:
            return False
        if any(other in text for other in asked.others):
            return True
    return False


def _chunk_before(where: Surroundings) -> str:
    """The sentences of its chunk that stand before it."""
    return where.chunk[: max(0, where.chunk.find(where.sentence))]


def is_plan_heading(heading: str) -> bool:
    """Whether what stands below it has not been reached yet."""
    return bool(_PLAN_HEADING.search(heading)) and not _REVIEW.search(heading)


def is_to_come(where: Surroundings) -> bool:
    """年内建成600家, and all that stands below 重点工作安排, unless it is said to be done."""
    to_come = is_plan_heading(where.heading) or _WITHIN_YEAR.search(where.sentence)
    return bool(to_come) and not _DONE.search(where.sentence)


def _is_another(asked: Contrast, where: Surroundings) -> bool:
    """The sentence, or where it names none of the kind its headings, name only others."""
    goes_on = where.before if where.sentence.startswith("其中") else ""
    said = (
        named(asked, where.sentence)
        or (goes_on and named(asked, goes_on))
        or named(asked, where.heading)
    )
    return bool(said) and not said & asked.members


def _year_holds(asked: frozenset[int], where: Surroundings) -> bool:
    """The nearest statement of a year decides: sentence, those before, headings, the date.

    Beside the headings and the date, the years with which its paragraphs begin tell of what years a
    document speaks: a report of January 2024 says “2023年，…” and no year after that.
    """
    if said := own_years(where.sentence) | _relative_years(where):
        return bool(asked & said)
    if not where.dated and periods(where.sentence) & where.this_year[1]:
        return where.this_year[0] in asked  # 1-8月, of which 今年1-8月 is said elsewhere
    if where.earlier and not _RELATIVE_YEAR.search(where.sentence):
        return bool(asked.intersection(where.earlier))
    if above := _years_above(where.sections):
        return bool(asked & above)
    told = years(where.heading) or where.date_year
    if not where.date:
        told |= _first_years(where.head)
    return bool(asked & (told | _opening_years(where.head) | _year_before(where)))


def _is_of_no_year(asked: Constraints, where: Surroundings) -> bool:
    """Whether a document says nowhere of what year it is, as some news do, and tells of the month that is asked for."""
    if not asked.periods or where.date_year or where.earlier:
        return False
    if years(f"{where.heading} {where.chunk} {where.head}") or _RELATIVE_YEAR.search(
        where.sentence
    ):
        return False
    near = f"{where.sentence} {where.before} {where.heading}"
    return bool(asked.periods & (periods(near) | _months_of_days(f"{near} {where.head}")))


def this_year(text: str) -> ThisYear:
    """The year that a document without a date calls 今年, and the parts of it that it speaks of: the one after
    the last that it names as over. 0 where it says neither."""
    said = _THIS_YEARS_PART.findall(text)
    over = own_years(_AHEAD.sub(" ", text)) if said else frozenset[int]()
    parts = frozenset[str]().union(*map(periods, said))
    return (max(over) + 1, parts) if over else UNKNOWN


def _years_above(heading: str) -> frozenset[int]:
    """Those of the nearest of the headings that names any: of what stands below 2025年安排, 2025."""
    return next(filter(None, map(years, reversed(_HEADINGS.split(heading)))), frozenset())


def _relative_years(where: Surroundings) -> frozenset[int]:
    """去年 of a sentence, by the date of its document."""
    words = _RELATIVE_YEAR.findall(where.sentence)
    return frozenset(year + _RELATIVE[word] for year in where.date_year for word in words)


def _year_before(where: Surroundings) -> frozenset[int]:
    """What a report tells that is published in the first months of a year."""
    month = where.dated[5:7]
    early = month.isdigit() and int(month) <= LAST_MONTH_BACK
    back = early and _LOOKS_BACK.search(f"{where.sentence} {where.heading}")
    return frozenset(year - 1 for year in where.date_year) if back else frozenset()


@lru_cache(maxsize=256)
def _opening_years(head: str) -> frozenset[int]:
    return frozenset(int(year) for year in _OPENING_YEAR.findall(head))


@lru_cache(maxsize=256)
def _first_day(head: str) -> str:
    found = _DAY.search(head)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


@lru_cache(maxsize=256)
def _first_years(head: str) -> frozenset[int]:
    """Of a document without a date, the years that its first sentence with any names."""
    return next(filter(None, map(own_years, _SENTENCE_END.split(head))), frozenset())


def loosened(asked: Constraints, where: Surroundings) -> Constraints:
    """What is asked without the times, stages and districts that are said near by, though the sentence
    names others.

    A reason or a measure may lie in another year than what it explains: only a figure belongs to the
    time that its own sentence names, and to one of the districts that are listed before it.
    """
    timed = asked.years or asked.periods or asked.numbered
    if not (timed or asked.qualifiers or asked.districts or asked.bodies):
        return asked
    near = f"{where.before} {where.heading} {where.date_in_words}"
    dated = (
        frozenset[int]() if years(where.heading) else where.date_year
    )  # that of its title is its year
    told = years(near) | dated | _opening_years(where.head) | {*where.earlier}
    timely = asked.periods and not asked.periods.isdisjoint(_periods_near(where, near))
    said = asked.qualifiers & qualifiers(f"{where.sentence} {where.heading}")
    named = f"{where.before} {where.chunk}" if "市" not in _scopes(where.sentence) else ""
    return replace(
        asked,
        bodies=asked.bodies if bodies(where.sentence) else frozenset(),
        districts=frozenset(one for one in asked.districts if one not in named),
        # 拿过省级的还能报市级的吗; what its chunk tells of 农村, a sentence need not say again
        qualifiers=said or asked.qualifiers - qualifiers(where.chunk),
        years=frozenset() if asked.years & told else asked.years,
        periods=frozenset() if timely else asked.periods,
        numbered=asked.numbered - numbered(where.heading),
    )


def _periods_near(where: Surroundings, near: str) -> frozenset[str]:
    """What parts of a year are named near by, or where the sentence names none in its chunk."""
    text = near if periods(where.sentence) else f"{near} {where.chunk}"
    return periods(text) | _months_of_days(text)


def _period_holds(asked: frozenset[str], where: Surroundings) -> bool:
    """The nearest statement of a part of a year decides; none at all speaks of a whole year.

    A day is in its month: 10月15日 speaks of 10月, but not against 1-8月.
    """
    if _WHOLE_YEAR.search(where.sentence) and not periods(where.sentence):
        return False
    if _TO_DATE.search(where.sentence) and asked & _reported(where.heading):
        return True
    if _CUMULATIVE_CELL.search(where.sentence) and asked & _up_to(periods(where.heading)):
        return True
    before = "" if _NEW_ITEM.match(where.sentence) else _ASIDE.sub("", where.before)
    for text in (where.sentence, before, where.heading, where.date_in_words):
        if asked & ((said := periods(text)) | _months_of_days(text) | _until(text)):
            return True
        if said:
            return False
    return bool(asked & _until(where.chunk))  # 截至10月底 at its beginning


def other_days(question: str, where: Surroundings) -> tuple[str, ...]:
    """The days that a question names, where the document tells of other days of that month alone: of how the
    market closed on 11月8日, the report of 11月7日 says nothing."""
    asked = {(int(month), int(day)) for month, day in _DAY_OF_MONTH.findall(question)}
    if not asked:
        return ()
    near = f"{where.heading}\n{where.chunk}\n{where.head}"
    told = {(int(month), int(day)) for month, day in _DAY_OF_MONTH.findall(near)}
    told |= {
        (int(month), int(day)) for month, day in _DAY_OF_DATE.findall(f"{near}\n{where.dated}")
    }
    bare = {int(day) for day in _BARE_DAY.findall(near)}
    months = {month for month, _ in told}
    return tuple(
        f"{month}月{day}日"
        for month, day in sorted(asked - told)
        if month in months and day not in bare
    )


def _up_to(months: frozenset[str]) -> frozenset[str]:
    """5月 closes 1-5月."""
    return frozenset(f"1-{month}" for month in months if "-" not in month)


def _reported(heading: str) -> frozenset[str]:
    """What 年初至报告期末 is, in a report of a quarter or of half a year."""
    return frozenset(told[0] for report, told in _REPORTED.items() if report in heading)


def _until(text: str, pattern: re.Pattern[str] = _UNTIL) -> frozenset[str]:
    """截至11月30日 tells of 1-11月."""
    return frozenset(f"1-{_number(month)}月" for month in pattern.findall(text))


def _months_of_days(text: str) -> frozenset[str]:
    """The months in which the days lie that a text names."""
    return frozenset(
        f"{_number(match['from'])}月" for match in _PERIOD.finditer(text) if match["day"]
    )


def _unmet_numbers(asked: frozenset[tuple[str, int]], where: Surroundings) -> Iterator[str]:
    """Of each kind the nearest statement decides; where none is made, nothing speaks against."""
    for kind in sorted({what for what, _ in asked}):
        for text in (where.sentence, where.before, where.heading, where.head):
            said = {(what, number) for what, number in numbered(text) if what == kind}
            if said:
                if not said & asked:
                    yield from (_called(*one) for one in sorted(asked) if one[0] == kind)
                break


def _called(what: str, number: int) -> str:
    if what == "五":
        return f"“十{'一二三四五六七八九'[number - 11]}五”"
    return f"{number}{what}" if what in ("天期", "年期") else f"第{number}{what}"


def _place_holds(name: str, asked: Constraints, where: Surroundings) -> bool:
    """A place is said near by, or it is what the whole document is about."""
    if len(asked.places) == 1 and _TOGETHER.search(where.sentence):
        return False
    cities = _cities_of(where.head)
    if cities and _OURS.search(where.sentence):
        among = bool(asked.places & cities) and name in where.sentence  # 我市通往六安4条、淮南3条
        return among or name in cities | provinces() | places(where.heading)
    if name in f"{where.sentence} {where.before} {where.heading}":
        return True
    if _PROVINCIAL.search(where.sentence) and _province_of(cities) == name:
        return True
    if places(where.sentence) - asked.places and not asked.place_asked:
        return False
    near = places(where.chunk)
    if name not in provinces():
        near -= provinces()  # 河南 beside 郑州 is no other place
    if name in subjects(where.head) | cities or (near == {name} and not cities):
        return True
    if not cities and places(where.head) - provinces() == {name} and f"在{name}" in where.head:
        return True  # the only one that the document names at all
    if not places(f"{where.head} {where.chunk}"):
        return name == where.home
    of_a_city = name in provinces() and "市" in _scopes(where.sentence)
    first = {_first_named(where.head)}
    if not cities:
        first |= {_first_city(where.head), *_first_of_all(where.head)}  # 湖北省恩施州
    return name in first and not of_a_city


def _district_holds(name: str, where: Surroundings) -> bool:
    """A district is said in the sentence or above it, or near by as the only one; of what follows a list
    of several, or is said of 全市, none is meant."""
    if _names_district(name, f"{where.sentence} {where.heading}"):
        return True
    own = name in _districts_of(where.head)
    if "市" in _scopes(where.sentence):
        return own and not _cities_of(where.head)
    near = (where.before, where.chunk)
    return own or any(_names_district(name, one) and districts(one) <= {name} for one in near)


def _names_district(name: str, text: str) -> bool:
    zone = _ZONES.get(name)
    return bool(zone.search(text)) if zone else name in text


def home(heads: Sequence[str]) -> str:
    """The city that nearly all documents with these beginnings are about, of those that are about one."""
    counts = Counter(city for head in heads for city in _cities_of(head))
    city, times = next(iter(counts.most_common(1)), ("", 0))
    return city if times >= max(HOME_DOCUMENTS, HOME_SHARE * counts.total()) else ""


HOME_DOCUMENTS, HOME_SHARE = 3, 0.65


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


@lru_cache(maxsize=256)
def _signed(head: str) -> frozenset[str]:
    """The places of the bodies that sign a document: 某市财政局, in a line of its own or as its source."""
    return frozenset[str]().union(*map(places, [*SIGNED.findall(head), *_SOURCED.findall(head)]))


def _province_of(cities: frozenset[str]) -> str | None:
    """That of the one city: 省政府 is that of 河南 in a document about 郑州."""
    return next((_provinces_of_cities().get(city) for city in cities), None)


@lru_cache(maxsize=256)
def subjects(head: str) -> frozenset[str]:
    """The places that a document speaks of: the most frequent one of its beginning."""
    return _foremost(names("places.txt").findall(head))


@lru_cache(maxsize=256)
def _first_city(head: str) -> str:
    """The city that stands behind its province where a document names a place first: 湖北省恩施州."""
    first, second = [*names("places.txt").finditer(head), None, None][:2]
    if first is None or second is None or second.start() - first.end() > 1:
        return ""
    return second[0] if second[0] in _by_province().get(first[0], []) else ""


@lru_cache(maxsize=256)
def _first_named(head: str) -> str | None:
    """The place that a document names first, if it names it again: whose it is, however many others it
    lists."""
    named = names("places.txt").findall(head)
    first, counts = (named[0] if named else ""), Counter(named)
    if first in provinces() and head.count("全省") >= max(MIN_MENTIONS, head.count("全市")):
        return first
    cities = _by_province().get(first, [])
    others = max((counts[city] for city in cities), default=0)  # 河南 first, then of 郑州 alone
    return first if counts[first] >= max(MIN_MENTIONS, others) else None


@lru_cache(maxsize=256)
def _first_of_all(head: str) -> frozenset[str]:
    """Of a document that names no city twice, as news do, the one that it names first; a province where it
    names that first and no city."""
    found = list(names("places.txt").finditer(head))
    cities = [one for one in found if one[0] not in provinces()]
    often = max(Counter(one[0] for one in cities or found).values(), default=0) >= MIN_MENTIONS
    first = [] if often else [*cities[:1], *found[:1]]
    return frozenset(one[0] for one in first if not _is_passed(head, one))


def _is_passed(text: str, place: re.Match[str]) -> bool:
    """经柳州市住房局同意, or in a list of several."""
    before, after = text[place.start() - 1 : place.start()], text[place.end() : place.end() + 2]
    return before in _PASSES or bool(_GOES_ON_WITH.match(after))


@lru_cache(maxsize=256)
def _districts_of(head: str) -> frozenset[str]:
    """The same of districts and counties, and those whose bodies sign it."""
    signed = frozenset[str]().union(*map(districts, SIGNED.findall(head)))
    return _foremost([name[:-1] for _, name in _each_district(head)]) | signed


def _foremost(named: Sequence[str]) -> frozenset[str]:
    """The name that is said most, several times and twice as often as the next."""
    counts = Counter(named).most_common(2)
    if not counts or counts[0][1] < MIN_MENTIONS:
        return frozenset()
    if len(counts) > 1 and counts[1][1] * 2 > counts[0][1]:
        return frozenset()
    return frozenset([counts[0][0]])


MIN_MENTIONS = 2


def _is_of_a_city(sentence: str) -> bool:
    """经甘肃省平台测算，全市共接待 is not of the province."""
    own = _scopes(_RANKED.sub(" ", sentence))
    return "市" in own and "省" not in own


def _scope_holds(level: str, where: Surroundings) -> bool:
    """全省 is met by 全省 or 河南省 near by, not by a row about one of its cities; 全市 also by a document
    about one city."""
    if level == "圈":
        return bool(re.search("都市圈|城市群", f"{where.sentence} {where.before}"))
    if level == "省" and (_CITY_ROW.search(where.sentence) or _is_of_a_city(where.sentence)):
        return False
    near = _RANKED.sub(" ", f"{where.sentence} {where.before} {where.heading}")
    if level in _scopes(near):
        return True
    if level == "市":
        title = _HEADINGS.split(where.heading)[0]
        if districts(title) or _PART_OF_A_CITY.search(title):
            return False  # a bulletin of one district
        return not (_scopes(_SHARE_OF.sub(" ", where.sentence)) - {"国", "世界"})
    return level == "省" and bool(re.search(r"[㐀-鿿]{2,3}省(?!级|会|辖|委|市)", near))
