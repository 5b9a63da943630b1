"""Whether a text holds a term of a question, in the same word or in one that means the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from qa.terms import terms

_SAME = """
gdp=生产总值 产总=gdp 总值=gdp 济总=生产总值,gdp
cpi=居民消费价格 ppi=工业生产者出厂价格 r&d=研发 社零=社会消费品零售 固投=固定资产投资 外贸=进出口
规上=规模以上,限额以上 模以=规上
增幅=增长,增速,上涨 增速=增长,增幅 涨幅=增长,上涨,增速 长率=增速,增幅 增长=增速,增幅 上涨=增长
降幅=下降,降低,减少 降低=下降,减少 减少=下降,降低 下降=降低,减少
比重=占比,占 占比=比重,占 比例=占比,比重,占
货运=货邮 货邮=货运 货量=货邮 客运=旅客
国内=全国 全国=国内 老师=教师 教师=老师 首个=第一个 首家=第一家 首次=第一次
单产=亩产 亩产=单产 郑商=郑州商品交易所
短板=清醒,不足,困难 困难=清醒,挑战 发改=发展和改革,发展改革 卫健=卫生健康 人社=人力资源 住建=住房和城乡建设,住房城乡建设 工信=工业和信息化
市监=市场监督管理,市场监管 资规=自然资源和规划 文旅=文化和旅游,文化旅游,文化广电和旅游
打算=计划,拟 花钱=投资,支出 掏钱=出资,投资 头一=首次,首批,首个,首家,首期
娃娃=儿童,学生,子女 孩子=儿童,子女,未成年,学生 小孩=儿童,子女,未成年 老人=老年
看病=就医,诊疗,门诊 大夫=医生,医师 医生=医师 找工=就业,求职 工钱=工资 薪水=工资,月薪
买房=购房 房子=住房 租房=租赁 修建=建设,新建,动工,开工,始建 建好=建成 修好=建成,完工 盖好=建成
完工=竣工,建成 竣工=完工 动工=开工 开工=动工 开张=开业,营业 开门=营业,开放 关门=闭馆,停业
拉货=货运,货邮 乘客=旅客 旅客=乘客 便宜=优惠,减免 发钱=发放 领钱=申领,领取
不许=不得,禁止 不准=不得,禁止 不让=不得,禁止 禁止=不得 顶多=最高,不超过 至多=不超过,最高 封顶=最高,上限
起码=至少,不低于 至少=不低于 乡下=农村 村里=农村 百姓=群众,居民 市民=居民,群众
电驴=电动自行车 大巴=公交,客车 打车=出租,网约车 没命=死亡,遇难 丧命=死亡,遇难 念书=上学,就读,在校
薪资=工资,月薪 空着=闲置 铺子=店 关张=歇业,停业 倒闭=注销,破产 借钱=贷款,融资 茅房=厕所,卫生间 爹妈=父母
爸妈=父母 盖房=建房 搬走=搬迁 涨价=上调,上涨 降价=下调,下降 赔钱=赔偿,补偿 赚钱=盈利,利润 亏钱=亏损
下岗=失业 贴钱=补贴,补助 补钱=补贴,补助 交钱=缴费,缴纳 招人=招聘 招工=招聘 司机=驾驶员 警察=公安,民警
下雨=降雨,降水 雨量=降雨,降水 种地=种植 老板=企业主,经营者,董事长 打针=接种 生娃=生育 退钱=退款,退还,退回
补办=补领,补发,换发 车位=泊位 停车=泊车 煤气=燃气 暖气=供暖,供热,采暖 取暖=供暖,供热,采暖 飞机=航班,航空
方米=㎡,平米 立方=㎥ 最多=最高,不超过 网上=线上,在线 电车=新能源 岁数=年龄 牵头=负责 收费=费用 罚钱=罚款 拿下=中标,成交 顶格=最高,上限 高企=高新技术企业 头号=第一大,首位 民企=民营企业,民间
老公=丈夫 老婆=妻子 爱人=丈夫,妻子 爸爸=父亲 妈妈=母亲 爷爷=祖父 播出=首播,开播 出生=生于 去世=逝世,卒于,死亡 逝世=去世,卒于
归母=归属于母公司,归属于上市公司股东 扣非=扣除非经常 除非=扣非 中票=中期票据 短融=短期融资券 定增=定向增发,向特定对象发行,非公开发行 募资=募集 保费=保险费 房贷=住房贷款,按揭
财报=年报,季报,半年报,年度报告 净赚=净利润,盈利 接任=继任,出任,聘任 辞任=辞职 辞职=辞任,离任 持股=股份,股权 股权=股份,持股
挑头=牵头 翻新=改造 电诈=电信网络诈骗,电信诈骗,电信网络新型违法 确诊=诊断 着火=起火,火灾,失火 起火=着火,火灾,失火 火灾=起火,失火 续集=续篇,续作 用途=用于,用作 大卡=千卡 遛狗=携犬 拴绳=犬绳,犬链,牵引带
放归=放生,回归 退件=退回 打回=退回,退件 押解=押送 开除=解聘,除名 减免=免收,减收 交税=纳税,缴税 涨薪=加薪 摇号=抽签 排队=等候 落户=入户,迁入 买票=购票 停电=断电 停水=断水
"""
"""What statistics, officials and the talk about them call by two names. A word is given by the pair of
characters that tells it: 产总 of 生产总值."""
SYNONYMS = {
    word: tuple(others.split(","))
    for word, _, others in (entry.partition("=") for entry in _SAME.split())
}


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
