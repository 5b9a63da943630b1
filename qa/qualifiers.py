"""Words that make another indicator of one: 人均, 第二产业, 国际, 省级."""

from __future__ import annotations

import re

from qa.kept import of_sentence
from qa.surroundings import OF_WHICH, Surroundings

_QUALIFIER = re.compile(
    r"人均|每[百千]人|每百户|[日月年]均(?!衡|匀)|万人(?=[㐀-鿿]{0,5}(?:拥有|专利))|户均|亩均|地均|单位gdp|第[一二三]产业|国际(?=货邮|货运|客运|旅客|游客|航线|航班|及|班列)|境外(?=旅客|游客|投资|上市)|入境(?=旅客|游客|旅游|过夜)|(?:水路|铁路|公路|民航)(?=[㐀-鿿]{0,3}(?:运量|运输))|(?:中转|过境)(?=旅客|游客|客|人|货|率|量|占|比)|有效(?=发明)|高价值|实缴|[去回]程|(?:履约|投标)(?=保证金)|(?<![老新古])城镇|(?<!农业)农村(?!信用社|商业银行|商行)|本级|常住|户籍|规模以上|限额以上|(?:在校|毕业)(?=生?(?:人?数|有?多少|规模))"
    r"|(?<![^，,；;：:、。\s])[一二三]级(?=\d)|(?<![一二三]、)(?<![一二三])[一二三]级(?=医院|医疗|公立|甲等|文物|保护|教师|职称|资质|运动员|响应|能效)|[一二三]级(?=[、和与及][一二三]级)|(?<!非)公办|民办|民营|(?<![全我中本美英法德俄韩泰各哪两三四五六七八九十外他该古邻])国有(?![几多哪没关无不一过两三四五六七八九十\d些了着])|外资|首批|第[二三四五六]批|省级|国家级|市级"
)
"""As statistics has them; an indicator with one is another than without."""
_LEVELS = re.compile(r"([省市])(?=里|财政|政府|直|、[市区县]{1,2}两级)")
"""省里补1.8万元 is what the province pays."""
_ALSO_SAID = (
    (re.compile("行政村"), "农村"),
    (re.compile("每万人"), "万人"),
    (re.compile("(?<![法常条校正])规上(?![述级海])"), "规模以上"),
    (re.compile("(?<![时期年权界局有无])限上(?![述级海])"), "限额以上"),
)
"""退票时限上 says nothing of 限额以上."""
_OF_ONE_LEVEL = re.compile("(?<![全各])[省市区县]级(?![以及市别])")
"""市级一般公共预算收入 is that of 市本级."""
_OF_THE_PROVINCE = re.compile(
    "(?<![本外全各我分他某邻])省(?:重点)?(?:实验室|工程|技术|创新|中心|示范|名|特|首批|定|属|专精|[㐀-鿿]{2,6}(?:厅|局|委)(?!员|党))"
)
"""省实验室 is one of 省级."""
_OF_THE_COUNTRY = re.compile(
    "小巨人|国家(?!科技型|统计|税务|金融|安全|主席|中心城市|政策|标准|有关|规定)"
)
"""国家重点实验室 is one of 国家级, and so is a 小巨人."""
_LEVELS_TOGETHER = re.compile("[一二三](?:、?[一二三])+(?=级)")
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
FAMILIES = tuple(
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
_RIVALS = frozenset[str]().union(*FAMILIES)


@of_sentence
def qualifiers(text: str) -> frozenset[str]:
    """Words of the text that make another indicator of one."""
    text = _LEVEL_IN_DIGITS.sub(lambda match: f"{_NUMERALS[int(match[1])]}级", text)
    for other, usual in _ALSO_SAID:
        text = other.sub(usual, text)
    return frozenset(_QUALIFIER.findall(text))


def levels_together(text: str) -> frozenset[str]:
    """二、三级医院床位合计 is of both, and of neither alone."""
    return frozenset(
        f"{level}级" for run in _LEVELS_TOGETHER.findall(text) for level in run if level != "、"
    )


def rivals(text: str) -> frozenset[str]:
    """Those of which one excludes others: 市级, 农村."""
    return qualifiers(text) & _RIVALS


def qualifiers_met(where: Surroundings, so_far: str) -> set[str]:
    """Those that evidence is of, however it says so; ``so_far`` is its sentence up to the end of the answer."""
    met = set(qualifiers(f"{so_far} {where.heading}"))
    if _OF_THE_COUNTRY.search(where.sentence):
        met.add("国家级")
    if _OF_THE_PROVINCE.search(where.sentence):
        met.add("省级")
    if _CITY_BODY.search(where.head):
        met.add("市级")
    met |= _SURVEYED.intersection(qualifiers(where.chunk))
    if where.sentence.startswith(OF_WHICH):
        met |= qualifiers(where.before)
    if _OF_ONE_LEVEL.search(so_far):
        met.add("本级")
    if "城乡" in so_far:
        met |= {"城镇", "农村"}
    if "服务业" in so_far:
        met.add("第三产业")
    if "三次产业" in so_far:
        met |= {"第一产业", "第二产业", "第三产业"}
    if _AVERAGE.search(so_far):
        met |= {"日均", "月均", "年均"}
    met.update(word for word in _PLAIN if word in so_far)
    met.update(_LEVEL_CELL.findall(so_far))
    met.update(f"{level}级" for level in _LEVELS.findall(so_far))
    return met
