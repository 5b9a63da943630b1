"""Works, places and bodies of one kind that a document tells of by their names: 缙云山隧道 is not 龙泉山隧道."""

from __future__ import annotations

import re

_KINDS = (
    "隧道|大桥|水库|水电站|电站|火车站|高铁站|客运站|机场|港区|码头|风电场|开发区|产业园|工业园|博物馆|纪念馆|体育馆|图书馆|文化馆|实验室|研究院"
    "|医院|卫生院|小学|中学|大学|学院|公园|景区|保护区|书院|寺|塔|殿|镇|乡|街道|社区|村(?![民里口头])"
)
STEM = 2
"""Characters of a name, the last before what it is, that tell it from others."""
_NAME = re.compile(f"(?P<name>[㐀-鿿]{{{STEM},4}}?)(?P<kind>{_KINDS})(?![街路巷])")
_TOWN = re.compile("(?P<name>[㐀-鿿]{2,5}(?:科技|科学|大学|创新))(?P<kind>城)(?![市区])")
"""中原科学城 is no 中原科技城."""
_NO_PLAN = "(?!“十[一二三四五六]五”)"
"""“十三五”期间 is a time."""
_QUOTED = re.compile(f"{_NO_PLAN}“(?P<name>[^“”，,。；;]{{{STEM},8}})(?P<kind>[^“”]”)")
"""“郑科贷” is not “科技贷”: what is so called is told by its last character."""
_KIND_QUOTED = re.compile(f"{_NO_PLAN}“(?P<name>[^“”，,。；;]{{{STEM},8}})(?P<kind>”[㐀-鿿]{{2}})")
"""“双鹤”牌座钟 is no “卫星”牌座钟."""
_TITLED = re.compile(
    f"《(?P<name>[^《》]{{{STEM},30}}(?<!规划|办法|意见|方案|条例|通知|规定|细则|纲要|标准|报告|公告)(?<!法))(?P<kind>》)"
)
"""Of two works what is told of one; whom a notice quotes, it does not speak of."""
_DOCUMENT = re.compile("《([^《》]{5,40})》")
LEAST_END = 8
"""Characters by which a document is known."""
_CAME_OUT = re.compile("印发|发布|出台|公布|颁布|施行|实施|批复|通过|下发")
_COMMON = re.compile(
    "[该本此各哪这那几多每某个座所家条的和与及在向等大小新老旧古城乡市县区省全国建处近外人民综合专科职业中心附属高等公立民办特色国际]|[一二三]级"
    "|推[动进]|加快|打造|规划|改造|[扩修兴]建|连接|发展|支持|围绕|依托|利用|使用|位于|前往|到达|经过|进入|参观|游览|周边|乘坐"
)
"""In place of a name: 这座大桥, 乡镇, 人民医院, 推动火车站的建设."""
_SMALL = frozenset(["镇", "乡", "街道", "社区", "村"])
_WHOLE = re.compile("全[省市县区旗]")
"""What is told of these is told of none of their parts."""


def named_things(text: str) -> frozenset[tuple[str, str]]:
    """What each is called, by up to four characters before what it is, and what it is."""
    plain = (match for match in _NAME.finditer(text) if not _COMMON.search(match["name"][-STEM:]))
    named = (
        *plain,
        *_TOWN.finditer(text),
        *_QUOTED.finditer(text),
        *_KIND_QUOTED.finditer(text),
        *_TITLED.finditer(text),
    )
    return frozenset((match["name"], match["kind"]) for match in named)


def documents_of_another(question: str, sentence: str, around: str) -> list[str]:
    """The documents that a question names by 《》 where a sentence names others and nothing around it that one,
    and where it is asked when one came out of which the text around a sentence does not know."""
    near = sentence + around
    asked = [one for one in _DOCUMENT.findall(question) if one[-LEAST_END:] not in near]
    if _CAME_OUT.search(question):
        return [f"《{one}》" for one in asked]
    said = _DOCUMENT.findall(sentence)
    other = said and not any(one in each or each in one for one in asked for each in said)
    return [f"《{one}》" for one in asked] if other else []


def of_another(
    asked: frozenset[tuple[str, str]], sentence: str, heading: str, around: str
) -> frozenset[str]:
    """The things asked about that the text around a sentence names, where the sentence names another of the kind
    in their place, or all of which they are a part."""
    wanted = {(name[-STEM:], kind) for name, kind in asked}
    said = {(name[-STEM:], kind) for name, kind in named_things(sentence)}
    others = {kind for _, kind in said - wanted} | (_SMALL if _WHOLE.search(sentence) else set())
    return frozenset(
        _as_known(name, kind, around)
        for name, kind in asked
        if kind in others
        and name[-STEM:] not in sentence + heading
        and name[-STEM:] + kind in around
    )


def _as_known(name: str, kind: str, around: str) -> str:
    """The longest end of what a question calls it that a text knows: 请问缙云山隧道."""
    if kind == "》":
        return f"《{name}》"
    if "”" in kind:
        return f"“{name}{kind}"
    ends = (name[i:] + kind for i in range(len(name)))
    return next(one for one in ends if one in around)
