"""Places that a text names: provinces, cities, districts and counties of the administrative lists, and countries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files

from qa.kept import of_document, of_sentence

_NO_PLACE = """
白银(?=市|区|公司|集团|有色) (?<![未已没拆刚])开封(?![后前使即起过一])(?!时间|日期|之|以后) (?<![其集心])中卫
大理(?!石|论|念|智|性|由|解) (?<![每白夏一当那数今])天水(?![费量压位电体流]) (?<!美)丽水 (?<![市县省区部院校局])长治(?!久安)
(?<!每)日照(?!时|明|强|率|充|量) (?<![加巩])固原(?!有) 北海(?!道) (?<![位名])来宾(?!们|人|名单|席|有|致辞|代表)
(?<![出入])海口 (?<!长)江门 (?<![重最扩巨])大连(?![接锁续])
(?<![太长])白山 (?<![孙山])中山(?!路|大道|大学|公园|陵|装|[东南西北]路) (?<!平)安康(?!杯) (?<![那这当每一几半全冬夏春秋今明昨晴雨阴])天门(?![诊店])
阿里(?!巴巴|小贷|云|系|健康|影业|金融|体育|文娱|妈妈|旺旺|拍卖) 三明(?!治) 大同(?!小异) (?<!投)资阳(?!光) (?<!重)大庆(?!典|祝|幸) (?<!第)六安(?!全) 通化(?!妆) (?<![长江黄])河源(?!头)
(?<!经)济南 新余(?!额) (?<!通)吉安(?!置) 黄石(?!头) 三亚(?!军)
湖北(?![边岸侧]) 河北(?![边岸侧]) 湖南(?![边岸侧]) 河南(?![边岸侧])
"""
"""Cities whose names are words as well, or meet in others, and where they are none: 牛奶开封后, 其中卫生支出."""
_NO_ROAD = "(?![东南西北中]{0,2}(?:路(?![网演线段况政桥由径基局])|大道|大街|街道)|镇(?![上江])|[东南西北]镇)"
"""Roads and towns are called like cities: 北京中路8号院 is not in 北京, 长春镇 not in 长春."""
_COMPANY = re.compile("[㐀-鿿]{4,16}有限(?:责任)?公司|[㐀-鿿]{2,4}局集团(?:公司)?")
"""山东泓泰气体有限公司 and 南昌局集团 are told by their names; where they are told of, the place need not be named
again, and the railways of a bureau go through several provinces."""
_ABROAD = re.compile(
    r"(?<!驻)(?<!(?<!其)中)(?:美国|日本|韩国|朝鲜|蒙古国|俄罗斯|德国|法国|英国|意大利|西班牙|葡萄牙|荷兰|比利时|卢森堡|瑞士|瑞典|挪威|芬兰|丹麦|波兰|匈牙利|捷克|奥地利|希腊|乌克兰"
    r"|白俄罗斯|土耳其|以色列|沙特|阿联酋|卡塔尔|伊朗|伊拉克|印度(?!尼|洋)|印度尼西亚|印尼|巴基斯坦|孟加拉|斯里兰卡|尼泊尔|越南|老挝|柬埔寨|泰国|缅甸|马来西亚|新加坡|菲律宾"
    r"|哈萨克斯坦|乌兹别克斯坦|吉尔吉斯斯坦|塔吉克斯坦|土库曼斯坦|埃及|南非|尼日利亚|肯尼亚|埃塞俄比亚|巴西|阿根廷|智利|秘鲁|墨西哥|加拿大|澳大利亚|新西兰"
    r"|欧盟|东盟|欧洲|非洲|[南北]?美洲|大洋洲|拉美|中东(?!部)|中亚|东南亚|南亚)"
)
"""What trade and traffic are told apart by."""
_SHORT_ABROAD = re.compile("[对输赴自从](?:华)?([美日韩俄德法英欧])(?=[国出进贸投销易]|的)(?!国)")
_IN_SHORT = dict(
    zip(
        "美日韩俄德法英欧",
        ["美国", "日本", "韩国", "俄罗斯", "德国", "法国", "英国", "欧盟"],
        strict=True,
    )
)
"""对美出口 is what is sold to 美国."""
_ZONES = {
    "高新": re.compile("高新(?:技术)?(?:产业)?(?:开发)?区"),
    "经开": re.compile("经(?:开|济(?:技术)?开发)区"),
    "航空港": re.compile("航空港|港区"),
}
"""What development zones are called; 高新技术企业 names none."""
_DISTRICT_ENDS = "区县市旗"
_ALSO_WORDS = frozenset(
    "合作 东方 新民 沙河 三河 四会 灯塔 江山 玉树 榆树 大安 天门 天长 仙桃 石首 明光 永安 永康 安宁 文昌 龙泉 阳春 应城"  # noqa: SIM905
    " 当阳 南宫 蓬莱 赤壁 赤水 庐山 巢湖 洪湖 弥勒 根河 平湖 井冈山 峨眉山 武夷山 敦煌 兴化 开平 高平 宁国 安国 宁安 安达 同江"
    " 常宁 瑞金 合山 江油".split()
)
"""County-level cities whose names without 市 are words, or famous for something else."""
_INSIDE = {"海城市": "沿临滨近"}
"""Names that meet in other words after these characters: 沿海城市."""


@lru_cache(maxsize=2)
def names(file: str) -> re.Pattern[str]:
    """A pattern of the names in a list of ``qa``, the longest first."""
    found = files("qa").joinpath(file).read_text(encoding="utf-8").split()
    guarded = {re.sub(r"\(.*?\)", "", one): one for one in _NO_PLACE.split()}
    either = "|".join(guarded.get(name, name) for name in sorted(found, key=len, reverse=True))
    return re.compile(f"{_beginning(found)}(?:{either}){_NO_ROAD}")


def _beginning(names: Iterable[str]) -> str:
    """Looks whether one of hundreds of names may begin here at all, before each of them is tried."""
    return f"(?=[{''.join(sorted({name[0] for name in names}))}])"


@of_sentence
def places(text: str) -> frozenset[str]:
    """Provinces and prefecture-level cities named in the text (names of the administrative list)."""
    return frozenset(names("places.txt").findall(text))


def own_places(text: str) -> frozenset[str]:
    """Those of a text for which it does not only name a company: 绵阳瑞升电梯有限公司."""
    return places(_COMPANY.sub(" ", text))


def without_places(text: str) -> str:
    """The text without the names of provinces and cities and what they are called: 郑州市, 河南省."""
    return _named_places().sub(" ", text)


@lru_cache(maxsize=1)
def _named_places() -> re.Pattern[str]:
    return re.compile(f"(?:{names('places.txt').pattern})[省市]?")


@lru_cache(maxsize=1)
def by_province() -> dict[str, list[str]]:
    """The cities of each province: the first name of a line of the list, and those after it."""
    lines = files("qa").joinpath("places.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: line.split()[1:] for line in lines[1:] if line.strip()}


@lru_cache(maxsize=1)
def provinces_of_cities() -> dict[str, str]:
    """The province of each city."""
    return {city: province for province, cities in by_province().items() for city in cities}


def provinces() -> frozenset[str]:
    """Their names."""
    return frozenset(by_province())


def abroad(text: str) -> frozenset[str]:
    """Countries and parts of the world that the text names."""
    short = (_IN_SHORT[one] for one in _SHORT_ABROAD.findall(text))
    return frozenset([*_ABROAD.findall(text), *short])


@of_sentence
def districts(text: str) -> frozenset[str]:
    """Districts, counties and county-level cities of the administrative list, without 区 or 县; 合肥城市
    names no 肥城市."""
    cities = [match.span() for match in names("places.txt").finditer(text)]
    return frozenset(
        name[:-1]
        for begin, name in each_district(text)
        if not any(start < begin < end for start, end in cities)
    )


def district_spans(text: str) -> list[tuple[int, int]]:
    """Where districts, counties and county-level cities are named, with 区, 县 or 市."""
    return [(begin, begin + len(name)) for begin, name in each_district(text)]


def each_district(text: str) -> Iterator[tuple[int, str]]:
    """Where each name begins, and the name: a search for 3,000 names would take milliseconds."""
    for end in (i + 1 for i, character in enumerate(text) if character in _DISTRICT_ENDS):
        for length in _district_lengths():
            begin = end - length
            if begin >= 0 and (name := text[begin:end]) in _district_names():
                if not (begin and text[begin - 1] in _INSIDE.get(name, "")):
                    yield begin, name
                break


def names_district(name: str, text: str) -> bool:
    """Whether the text names a district, of development zones in any of the ways in which they are called."""
    zone = _ZONES.get(name)
    return bool(zone.search(text)) if zone else name in text


def is_district(name: str) -> bool:
    """Whether it is one of the administrative list, 区 or 县 and all."""
    return name in _district_names()


def cities_in_short(question: str) -> frozenset[str]:
    """County-level cities that a question names without 市, as people do: 新密那边."""
    return frozenset(_short_names().findall(question))


def in_full(name: str) -> str:
    """新密 is 新密市, where nothing else is said."""
    return f"{name}市" if _short_names().fullmatch(name) else name


@lru_cache(maxsize=1)
def _short_names() -> re.Pattern[str]:
    short = {name[:-1] for name in _district_names() if name.endswith("市") and len(name) > 2}
    guarded = {name[:-1]: f"(?<![{before}]){name[:-1]}" for name, before in _INSIDE.items()}
    ordered = sorted(short - _ALSO_WORDS, key=len, reverse=True)
    either = "|".join(guarded.get(name, name) for name in ordered)
    return re.compile(f"{_beginning(ordered)}(?:{either})")


@lru_cache(maxsize=1)
def _cities_by_district() -> dict[str, frozenset[str]]:
    """The cities in which a district or county of a name lies: of 鼓楼区 several, of those right below a province none.
    A line of the list begins with the city, with - where there is none."""
    found: dict[str, set[str]] = {}
    for line in files("qa").joinpath("districts.txt").read_text(encoding="utf-8").splitlines():
        city, *inside = line.split()
        for one in inside:
            found.setdefault(one, set()).update(set() if city == "-" else {city})
    return {name: frozenset(cities) for name, cities in found.items()}


@of_document
def city_of_districts(text: str) -> str:
    """The one city in which all districts and counties lie that a text names: 温州 of 苍南县、瓯海区; or nothing."""
    named = [_cities_by_district()[name] for _, name in each_district(text)]
    common = frozenset.intersection(*named) if named else frozenset[str]()
    return next(iter(common)) if len(common) == 1 else ""


@lru_cache(maxsize=1)
def _district_names() -> frozenset[str]:
    return frozenset(_cities_by_district())


@lru_cache(maxsize=1)
def _district_lengths() -> list[int]:
    return sorted({len(name) for name in _district_names()}, reverse=True)
