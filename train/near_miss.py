"""Near misses made by rule: one constraint of the question no longer holds in the window.

A term that question and window share (a year, a number, a place, the subject) is replaced in one of
the two: the window stops answering. Replaced in both alike, it goes on answering; those renamed
positives keep the reader from taking an odd-looking term for a sign of a false window.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from examples import Example

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20[0-3]\d)(?!\d)")
_NUMBER = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d+)?(?![\d.])")
_PERIODS = ("上半年", "下半年", "一季度", "二季度", "三季度", "四季度", "全年", "年初", "年底")
_PROVINCES = """北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北
湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾"""
_CITIES = """郑州 洛阳 开封 广州 深圳 杭州 南京 苏州 武汉 长沙 成都 西安 济南 青岛 大连 沈阳 哈尔滨 长春
石家庄 太原 合肥 福州 厦门 南昌 昆明 贵阳 南宁 兰州 西宁 银川 乌鲁木齐 拉萨 台北 高雄"""
_COUNTRIES = """中国 美国 英国 法国 德国 日本 韩国 朝鲜 俄罗斯 苏联 印度 加拿大 澳大利亚 巴西 意大利
西班牙 葡萄牙 荷兰 波兰 瑞典 挪威 芬兰 埃及 土耳其 伊朗 泰国 越南 菲律宾 马来西亚 新加坡 墨西哥"""
_CONTINENTS = "亚洲 欧洲 非洲 北美洲 南美洲 大洋洲"
_PLACES = tuple(x.split() for x in (_PROVINCES, _CITIES, _COUNTRIES, _CONTINENTS))
_PAIRS = """增长/下降 增加/减少 上升/下降 出口/进口 收入/支出 旅客/货邮 人口/面积 长度/宽度 高度/长度
最大/最小 最高/最低 最早/最晚 最长/最短 最多/最少 第一/第二 第二/第三 首次/末次 出生/去世 成立/解散
开始/结束 开工/竣工 开幕/闭幕 父亲/母亲 儿子/女儿 丈夫/妻子 哥哥/弟弟 男性/女性 东部/西部 南部/北部
东方/西方 上游/下游 作者/译者 导演/编剧 主席/秘书长 总统/总理 优点/缺点 赞成/反对 胜利/失败 加入/退出
买入/卖出 同比/环比 城镇/农村 国内/国外 早期/晚期 动物/植物 小学/中学 冬季/夏季 春季/秋季 白天/夜间
长子/次子 内部/外部 直径/高度 毕业/任教"""
_OPPOSITES = tuple((a, b) for a, _, b in (x.partition("/") for x in _PAIRS.split()))
_SWAPS = dict(_OPPOSITES) | {b: a for a, b in _OPPOSITES}


def near_miss(positive: Example, titles: Sequence[str], rng: random.Random) -> Example | None:
    """A variant of ``positive``: usually a near miss, sometimes a renamed positive, or None."""
    answer = positive.window[positive.start : positive.end]
    shared = _shared(positive, answer, titles, rng)
    relation = [t for t in _SWAPS if t in positive.question and len(t) > 1]
    if relation and (not shared or rng.random() < 0.3):
        return _swapped(positive, rng.choice(relation))
    if not shared:
        return None
    old, new = rng.choice(shared)
    where = rng.random()
    if where < 0.5:
        return _as_miss(positive.question.replace(old, new), positive.window)
    if where < 0.75:
        return _as_miss(positive.question, positive.window.replace(old, new))
    return _renamed(positive, old, new)


def _shared(
    p: Example, answer: str, titles: Sequence[str], rng: random.Random
) -> list[tuple[str, str]]:
    """(term, other term): the term is in question and window, the other in neither."""
    pairs = [*_years(p, rng), *_numbers(p, rng), *_periods(p, rng), *_places(p, rng)]
    pairs += _subjects(p, titles, rng)
    text = p.question + p.window
    return [(a, b) for a, b in pairs if b not in text and a not in answer and answer not in a]


def _years(p: Example, rng: random.Random) -> list[tuple[str, str]]:
    years = [y for y in _YEAR.findall(p.question) if y in p.window]
    return [(y, str(int(y) + rng.choice((-10, -3, -2, -1, -1, 1, 1, 2, 3, 10)))) for y in years]


def _numbers(p: Example, rng: random.Random) -> list[tuple[str, str]]:
    found = [n for n in _NUMBER.findall(p.question) if n in _NUMBER.findall(p.window)]
    return [(n, n[:-1] + str((int(n[-1]) + rng.randint(1, 8)) % 9 + 1)) for n in found]


def _periods(p: Example, rng: random.Random) -> list[tuple[str, str]]:
    found = [t for t in _PERIODS if t in p.question]
    return [(t, rng.choice([o for o in _PERIODS if o != t])) for t in found]


def _places(p: Example, rng: random.Random) -> list[tuple[str, str]]:
    return [
        (place, rng.choice([o for o in group if o != place]))
        for group in _PLACES
        for place in group
        if place in p.question and place in p.window
    ]


def _subjects(p: Example, titles: Sequence[str], rng: random.Random) -> list[tuple[str, str]]:
    """Titles of passages and names in book-title marks or Latin letters."""
    head = p.window.split("\n")[0]
    names = re.findall(r"《([^《》]{2,20})》|([A-Za-z][A-Za-z ]{2,20})", p.question)
    found = [a or b.strip() for a, b in names] + [head if len(head) < 20 else ""]
    found = [n for n in found if len(n) > 1 and n in p.question and n in p.window]
    return [(n, _other_name(n, titles, rng)) for n in found]


def _other_name(name: str, titles: Sequence[str], rng: random.Random) -> str:
    """A title that looks alike if there is one: same last character, else similar length."""
    some = rng.sample(titles, min(300, len(titles)))
    alike = [t for t in some if t[-1:] == name[-1:] and t != name]
    near = [t for t in some if abs(len(t) - len(name)) <= 1 and t != name]
    return rng.choice(alike or near or some)


def _as_miss(question: str, window: str) -> Example:
    return Example(question, window, -1, -1, False, "near miss")


def _swapped(p: Example, term: str) -> Example | None:
    other = _SWAPS[term]
    if other in p.question or other in p.window:
        return None
    return _as_miss(p.question.replace(term, other), p.window)


def _renamed(p: Example, old: str, new: str) -> Example:
    before, inside, after = (
        p.window[: p.start],
        p.window[p.start : p.end],
        p.window[p.end :],
    )
    before, after = before.replace(old, new), after.replace(old, new)
    start = len(before)
    return replace(
        p,
        question=p.question.replace(old, new),
        window=before + inside + after,
        start=start,
        end=start + len(inside),
        kind="renamed",
    )
