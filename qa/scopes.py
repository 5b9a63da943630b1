"""Scopes that figures are of: 全国, 全省, 全市, or several cities together; and whether evidence is of the one asked."""

from __future__ import annotations

import re

from qa.places import districts, places
from qa.surroundings import Surroundings, each_heading

_SCOPE = re.compile(
    r"(?:全国(?![㐀-鿿a-z0-9]{0,8}(?:金牌|奖牌|劳动模范|劳模|标兵|冠军得主|研究会|协会|学会|联合会|商会|锦标赛|邀请赛|联赛|大赛|公开赛|比赛|决赛|运动会|博览会|论坛))|国内|全省|我省|全市|市内(?!的?哪)|全区|全县|全球|(?<!虚拟)(?<!元宇宙)(?<!满)世界)(?!哪)|省内(?!其他|兄弟|哪|各)"
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
    r"第几|排[到在至]?了?第|全[国省市]第|什么位置|位置|排名|排第|(?<!安)排(?:多少|几)|排老几|多少名|位居|居第|位列|位次|前几|前多少|第多少|排得上|唯一|首|名次|第一"
)
_RANKED = re.compile(
    r"(?:全国|国内|全省|省内|全市|全球|世界)[^,;。，；]{0,8}?(?:排名|第\s*\d|第[一二三四五六七八九十]|前列|前\s*\d|首位)"
)
"""排在全国第6位 speaks of one city, not of the whole country."""
_SHARE_OF = re.compile("占到?了?全[国省]")
"""占全省的三成 is a share of what one city has."""
_NATIONAL = re.compile(
    "国家(?:邮政|统计|能源|外汇管理|铁路|林业和草原|医疗保障|移民管理|粮食和物资储备|发展改革委|发改委)局?|海关总署|工业和信息化部|(?<![㐀-鿿])(?:商务|财政|公安|教育|交通运输|文化和旅游|农业农村)部"
    "|中国人民银行|中国民航局|民航局|全国乘用车市场信息联席会|乘联会|中国汽车工业协会|中汽协|中国物流与采购联合会"
)
"""What bodies of the whole country count is of the country, where no place is named: 国家邮政局数据显示，6月快递64.2亿件."""
_PART_OF_A_CITY = re.compile(
    "(?:开发|高新|经开|示范|综保|综合保税)区|[㐀-鿿]{2}县(?!域|级)|产业园|园区"
)
"""Of which the title of a page is that does not speak of the whole city."""
_CITY_ROW = re.compile(r"(?:地区|城市|市|单位|区域)：[㐀-鿿]{2,6}市[，。]")
"""Of a table, in the reading form of its rows."""
_SCOPE_LEVEL = {
    "全国": "国", "国内": "国", "全省": "省", "省内": "省", "我省": "省", "全市": "市", "市内": "市",
    "全区": "区", "全县": "县", "全球": "世界", "世界": "世界",
}  # fmt: skip
_SCOPE_NAMES = {"圈": "都市圈", "世界": "世界"}


def scopes(text: str) -> frozenset[str]:
    """国, 省, 市 … of 全国, 全省, 全市."""
    return frozenset(_SCOPE_LEVEL[match] for match in _SCOPE.findall(text))


def scopes_asked(question: str) -> frozenset[str]:
    """Those of a question: a rank in the whole country is that of one place."""
    asked = frozenset() if asks_rank(question) else scopes(_FIRST_TO.sub("", question))
    return asked | {"圈"} if _REGION.search(question) else asked


def asks_rank(question: str) -> bool:
    """Whether it speaks of ranks, as 全国第几 does."""
    return bool(_RANKING.search(question))


def unmet_scopes(asked: frozenset[str], where: Surroundings) -> list[str]:
    """Those asked for that evidence is not of, by name."""
    missing = (level for level in asked if not _scope_holds(level, where))
    return sorted(_SCOPE_NAMES.get(level, f"全{level}") for level in missing)


def _scope_holds(level: str, where: Surroundings) -> bool:
    """全省 is met by 全省 or 河南省 near by, not by a row about one of its cities; 全市 also by a document
    about one city."""
    if level == "圈":
        return bool(re.search("都市圈|城市群", f"{where.sentence} {where.before}"))
    if level == "省" and (_CITY_ROW.search(where.sentence) or _is_of_a_city(where.sentence)):
        return False
    near = _RANKED.sub(" ", where.near)
    if level in scopes(near):
        return True
    if level == "国" and _NATIONAL.search(f"{near} {where.head}"):
        return not (places(near) or districts(near))
    if level == "市":
        title = each_heading(where.heading)[0]
        if districts(title) or _PART_OF_A_CITY.search(title):
            return False  # a bulletin of one district
        return not (scopes(_SHARE_OF.sub(" ", where.sentence)) - {"国", "世界"})
    return level == "省" and bool(re.search(r"[㐀-鿿]{2,3}省(?!级|会|辖|委|市)", near))


def _is_of_a_city(sentence: str) -> bool:
    """经甘肃省平台测算，全市共接待 is not of the province."""
    own = scopes(_RANKED.sub(" ", sentence))
    return "市" in own and "省" not in own
