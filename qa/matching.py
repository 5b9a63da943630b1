"""Whether a text holds a term of a question, in the same word or in one that means the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from qa import thesaurus
from qa.terms import terms

_SAME = """
gdp=生产总值 产总=gdp 总值=gdp 济总=生产总值,gdp cpi=居民消费价格 ppi=工业生产者出厂价格 r&d=研发 社零=社会消费品零售 固投=固定资产投资 外贸=进出口
规上=规模以上,限额以上 模以=规上 增幅=增长,增速,上涨 增速=增长,增幅 涨幅=增长,上涨,增速 长率=增速,增幅 增长=增速,增幅 上涨=增长 降幅=下降,降低,减少 降低=下降,减少
减少=下降,降低 下降=降低,减少 比重=占比,占 占比=比重,占 比例=占比,比重,占 货运=货邮 货邮=货运 货量=货邮 客运=旅客 国内=全国 全国=国内 教师=老师 首个=第一个 首家=第一家
首次=第一次 单产=亩产 郑商=郑州商品交易所 短板=清醒,不足,困难 困难=清醒,挑战 发改=发展和改革,发展改革 卫健=卫生健康 人社=人力资源 住建=住房和城乡建设,住房城乡建设
工信=工业和信息化 市监=市场监督管理,市场监管 资规=自然资源和规划 文旅=文化和旅游,文化旅游,文化广电和旅游 打算=计划,拟 头一=首次,首批,首个,首家,首期 医生=医师 完工=竣工,建成
竣工=完工 动工=开工 开工=动工 乘客=旅客 旅客=乘客 便宜=优惠,减免 禁止=不得 村里=农村 百姓=群众,居民 老板=企业主,经营者,董事长 补办=补领,补发,换发 停车=泊车
飞机=航班,航空 方米=㎡,平米 立方=㎥ 网上=线上,在线 电车=新能源 牵头=负责 收费=费用 高企=高新技术企业 头号=第一大,首位 播出=首播,开播 出生=生于 去世=逝世,卒于,死亡
逝世=去世,卒于 归母=归属于母公司,归属于上市公司股东 扣非=扣除非经常 除非=扣非 中票=中期票据 短融=短期融资券 定增=定向增发,向特定对象发行,非公开发行 募资=募集 保费=保险费
财报=年报,季报,半年报,年度报告 接任=继任,出任,聘任 辞任=辞职 辞职=辞任,离任 持股=股份,股权 股权=股份,持股 确诊=诊断 起火=着火,火灾,失火 火灾=起火,失火 续集=续篇,续作
用途=用于,用作 减免=免收,减收 停电=断电 停水=断水
"""
"""What statistics, officials and the talk about them call by two names. A word is given by the pair of
characters that tells it: 产总 of 生产总值."""
SYNONYMS = thesaurus.same() | {
    word: tuple(others.split(","))
    for word, _, others in (entry.partition("=") for entry in _SAME.split())
}
"""… and everyday words."""


def holds(form: str, term: str) -> bool:
    """Whether a text holds a term: no part of a longer number, no part of a longer Latin word."""
    if term not in form:
        return False
    if not term[0].isascii():
        return True
    if term.isalpha():
        return bool(re.search(rf"(?<![a-z]){re.escape(term)}(?![a-z])", form))
    return bool(re.search(rf"(?<![a-z\d.])(?<!\d,){re.escape(term)}(?![a-z\d]|[.,]\d)", form))


def means(form: str, term: str) -> bool:
    """Whether a text holds a term, or a word for the same."""
    if holds(form, term):
        return True
    others = SYNONYMS.get(term)
    return others is not None and any(holds(form, other) for other in others)


def held(form: str, asked: Iterable[str]) -> set[str]:
    """Those of the terms that a text holds, in the same word or in one for the same."""
    # ``means`` for each, without a call for the many that are plainly there or plainly not.
    return {
        term
        for term in asked
        if (term in form and (not term[0].isascii() or holds(form, term)))
        or (term in SYNONYMS and any(holds(form, other) for other in SYNONYMS[term]))
    }


def weight_of(here: Collection[str], weights: Mapping[str, float]) -> float:
    """Weight of some terms; added in the order of ``weights``, so that it is the same every time."""
    return sum(weight for term, weight in weights.items() if term in here) if here else 0.0


def end_of(form: str, term: str) -> int:
    """Where the term, or a word for the same, first ends in a text that holds it."""
    words = (term, *SYNONYMS.get(term, ()))
    return next(form.find(word) + len(word) for word in words if word in form)


def in_other_words(form: str) -> str:
    """A text, and after it what some of its words are called as well."""
    pairs = map("".join, pairwise(form))
    return " ".join([form, *(other for pair in pairs for other in SYNONYMS.get(pair, ()))])


def alternatives(asked: Sequence[str]) -> Iterator[str]:
    """Terms of the words that mean the same as one asked for."""
    for term in asked:
        for other in SYNONYMS.get(term, ()):
            yield from terms(other)
