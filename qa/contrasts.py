"""Things of one kind of which one excludes the other: 进口 is not 出口, 认缴 is not 实缴, 面试 is not 笔试.

Sentences about two of them look alike in all other words, to a search as to a trained reader. Where a
question names one, a sentence that only names another does not answer it; one that names none may.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OFFICES = "局长 市长 县长 区长 厅长 院长 校长 会长 处长 科长 主任 书记 主席 经理"
_RANKED_AMONG = "全球|世界|国际 全国|国内 全省|省内|我省 全市|市内 中部"
"""Beside what a rank is one."""
_ONLY_TOLD = "!"
"""Stands before what is another thing, and has a constraint of its own where a question names it."""
_FAMILIES = tuple(
    tuple(
        (re.compile(member.lstrip(_ONLY_TOLD)), member[0] != _ONLY_TOLD)
        for member in family.split()
    )
    for family in (
        _RANKED_AMONG,
        "(?<!中)小学(?!初中) 初中 高中 中职 幼儿园",
        "义务教育 高中 学前教育|幼儿园 高等教育",
        "(?<!进)出口(?!处) 进口(?!处) 进出口",
        "认缴 实缴",
        "投标保证金 履约保证金 质量保证金",
        "存款 贷款",
        "各项(?=存款|贷款) (?:住户|居民|个人)(?=存款|贷款) 企业(?=存款|贷款)",
        "(?<!可支配)(?:预算|财政|总)收入 支出",
        "去程 回程",
        "主场 客场",
        "冷藏|冰箱 冷冻 常温|室温",
        "高于|不低于 (?<!不)低于",
        "上游 中游 下游",
        "北[往向至]南 南[往向至]北",
        "东[往向至]西 西[往向至]东",
        "快充 慢充",
        "柴油 汽油|汽[、和及]柴油|成品油|燃油(?!补)",
        "电动自行车 电动三轮 电动摩托 电动汽车",
        "[跟向随][^,，。]{1,6}学(?!习|校|会)|师从|师承|拜[^,，。]{1,5}为师|从[^,，。]{1,6}手[里中上]接 传给|传授给|教给|交给",
        "(?:加入|新增|增加)(?=[^,，。]{0,8}支持) (?:去掉|移除|取消|放弃|停止)(?=[^,，。]{0,8}支持)|不再支持",
        "电脑端|桌面端|电脑版 手机端|移动端|手机版 网页端|网页版",
        "旅客 货邮 起降",
        "货物(?=吞吐|运输|周转) 集装箱(?=吞吐|运输|量|[\\d,，、]|$)",
        "物流总额 物流总?费用",
        "生产总值|gdp 旅客吞吐|旅客运输 货邮吞吐 预算收入 可支配收入 固定资产投资 常住人口 进出口(?=总[值额]|额) 零售总?额",
        "客货运 (?<!客)货运 客运 全货机",
        "生产性服务业 生活性服务业",
        "轻工业 重工业",
        "签约 (?<!未)(?<!没)(?<!没有)开工(?!率) 竣工|完工 投产 !(?:未|没有?)开工",
        "增加值 (?<!生)产值 生产总值",
        "(?<!产)服务业(?=增加值|呢|$) 金融业(?=增加值|呢|$) 物流业(?=增加值|呢|$) 工业(?=增加值|总?产值|呢|$) 制造业(?=增加值|总?产值|呢|$)"
        " 建筑业[㐀-鿿]{0,4}?(?=增加值|总?产值|呢|$) 零售业(?=增加值|呢|$)",
        "营业收入|营收 利润 研发(?:费用|投入) 销售费用 管理费用 财务费用",
        "零售总?额 销售总?额 销售?量 销售面积 产量",
        "播种面积 总?产量",
        "新增|净增 累计|存量",
        "总里程|总长度 !新建|新增|改建",
        "首次认定|首次入库|新认定 重新认定",
        "报废(?:更新|旧) 置换更新|转让[^,，。]{0,16}旧?车",
        "同比|比上年|比去年 环比|比上[月季](?!末?(?:扩大|收窄|回落|加快|放缓))",
        "总投资 (?:已|实际)?完成(?:的?投资|[^,，。：]{0,6}投资|了(?=多少)) (?:计划|年度)投资 !(?:资助|补助|补贴|中标|成交)金额",
        "主办 承办 协办",
        "日均|每[天日] 月均|每个?月 年均|每年",
        "最高|至多|不超过 最低|至少|不低于",
        "最大|最多|最长|最重|最年长 最小|最少|最短|最轻|最年轻",
        "最早 最晚|最迟",
        "最快 最慢",
        "平均|[日月年人户场每]均|均[值价] 最[高大深长]",
        "本届 上届 下届|下一届",
        "成人|大人|成年人 儿童|小孩|孩子|幼儿|未成年人?",
        "大宝 小宝 二宝",
        "一般纳税人 小规模纳税人",
        "经济适用房 公租房|公共租赁住房 廉租房 共有产权(?:住房|房)?",
        "普通感冒 流感|流行性感冒",
        "主将 副将",
        "商务座 一等座 二等座",
        "[母公]?(?<![热地海雪狼])狗|犬(?!种) [母公]?(?<![熊夜])猫(?!眼|咪)",
        "重阳节?|老年节 春节 中秋节? 端午节? 国庆节? 元宵节? 儿童节",
        "西线 东线 南线 北线",
        "上限 下限",
        "(?<!不)同意|(?<!不)赞成|赞同 反对|不同意|不赞成",
        "博士(?!后) 硕士 本科 专科|大专 院士 博士后",
        "笔试 面试",
        "半程|半马 全程(?=马拉松|冠军|赛|组|报名|[男女\\d])|全马",
        "长子|大儿子 次子|二儿子 三子|三儿子",
        "长女|大女儿 次女|二女儿 三女儿?",
        "初赛 复赛 决赛",
        "一等奖 二等奖 三等奖",
        "一类(?=区|地区|街) 二类(?=区|地区|街) 三类(?=区|地区|街)",
        "第一阶梯|一档 第二阶梯|二档 第三阶梯|三档 第四阶梯|四档",
        "早餐|早饭 午餐|午饭|中饭 晚餐|晚饭",
        "(?<![早晚])高峰(?!论坛|会) 平峰",
        "高压(?!锅|氧|线|电|态势) 低压",
        "首次公示|第一次公示 第二次公示 第三次公示",
        "单打 双打 混双|混合双打 团体赛",
        "冠军 亚军 季军",
        "首班 末班",
        "父亲|爸爸 母亲|妈妈 妻子|夫人 丈夫 儿子 女儿 (?<!高)祖父|爷爷",
        "导演 编剧 主演|饰演 制片",
        "招标人|采购人|采购单位 中标(?:人|单位|供应商|公司|企业|方)|成交供应商|中标(?=[,，。的是]|$)",
        "居民(?=用[水电气]|[水电气]价|生活用) 商业(?=用[水电气])|工商业|非居民|特种行业",
        "建设单位|项目业主 施工单位 设计单位 监理单位 勘察单位 代建单位",
        "预算(?!法|单位) 决算",
        "公开发售 国际配售",
        "毛利(?!润) 净利",
        "开盘 收盘",
        "首套 二套|第二套 第三套",
        "新建(?:商品)?住?[宅房]|(?<![更创])新房 二手(?:住[宅房]|房)",
        "公积金贷款 商业贷款|商贷",
        "押金 租金 定金|订金 尾款",
        "白班 夜班 早班",
        "早市 夜市",
        "黄金 白银 铂金",
        "布伦特 wti|美原油",
        "轿车 suv|运动型 mpv|多用途",
        "乘用车 (?<!货)商用车",
        "纯电 插电|插混 燃料电池",
        "净资产 净利润 总资产|资产总[额计]",
        "流域面积 湖面面积|水域面积|水面面积",
        "试用期[内间]|试用期(?!满|考核) 试用期满|转正",
        r"包[一1](?!\d) 包[二2](?!\d) 包[三3](?!\d)",
        "全票 半票",
        "起步价 里程价 候时",
        "驳回 通过 撤回",
        "[一1]标段 [二2]标段 [三3]标段 [四4]标段",
        "首批|第一批 第二批 第三批 第四批",
        "第一轮|首轮 第二轮 第三轮",
        "第一阶段 第二阶段 第三阶段",
        "科目一 科目二 科目三 科目四",
        "上午 下午",
        "早高峰 晚高峰",
        "(?<!个)工作日 周末|双休日 节假日",
        "夏[季天]|春夏|夏秋 冬[季天]|秋冬|冬春 春[季天]|冬春|春夏|春秋 秋[季天]|夏秋|秋冬|春秋",
        "男[子生性女]?[单双]?(?=[子生性职单双]) 女[子生性]?[单双]?(?=[子生性职单双])",
        "地铁|轨道交通 公交",
        "(?<!非)机动车 非机动车",
        "小型车 中型车 大型车",
        "发明专利 实用新型 外观设计",
        "利率 首付款?比例|首付",
        "毛利率 净利率 费用率",
        "核心偿付 综合偿付",
        "门诊(?!急诊) 急诊 住院|出院",
        "用电量? 发电量?",
        "诊疗 出院|入院",
        "财政 企业(?:自己|自筹|自有|自身)|自筹",
        "周转量 运输量|运输总量|客运量|货运量",
        "海铁联运 中欧班列 公铁联运 空铁联运",
        "公用(?=充电) 专用(?=充电|站)",
        "起付 封顶|最高支付",
        "养老保险 医疗保险 失业保险 工伤保险 生育保险",
        "职工医保|职工基本医疗 居民医保|居民基本医疗",
        "始发 终到",
        "白天 夜间|夜里",
        "pm2[.]5 pm10 臭氧|o3",
        "供水 供电 供气|供应?燃气 供热|供暖",
        "五一(?!劳动奖|广场|路) 国庆 春节 元旦 清明 端午 中秋 暑期|暑假 寒假 春运 ![上下]半年 ![一二三四]季度 !全年",
        *(f"(?<!副){office} 副{office}" for office in _OFFICES.split()),
    )
)


_BESIDE = re.compile("与[^,，。;；]{1,10}?(?:衔接|换乘|接驳|相连|相比)")
"""与地铁末班车衔接 is said of something else."""
_LEFT_OUT = re.compile("不(?:放?进|放)[㐀-鿿]{2}")
"""不进冰箱，常温下 is not about the one."""
_OF_WHICH = re.compile(r"占[^,，。;；]{1,16}?的?(?=比重|比例|份额|百分|多少|几成)")
"""Of what a share is asked: 占生产总值的比重."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """What a question names of one family."""

    family: int
    members: frozenset[int]
    word: str
    """As the question says it."""


def contrasts(question: str, *, of_ranks: bool) -> frozenset[Contrast]:
    """Of a question in matching form, ``of_ranks`` when it asks for one; of all members of a family that
    it names, one is enough."""
    found = []
    question = _LEFT_OUT.sub(" ", _OF_WHICH.sub(" ", question))
    for number, family in enumerate(_FAMILIES):
        if not number and not of_ranks:
            continue
        said = {
            i: match[0]
            for i, (one, asked) in enumerate(family)
            if asked and (match := one.search(question))
        }
        if said:
            found.append(Contrast(number, frozenset(said), "、".join(said.values())))
    return frozenset(found)


def named(contrast: Contrast, text: str) -> frozenset[int]:
    """The members of the family that a text (in matching form) names."""
    family, text = _FAMILIES[contrast.family], _BESIDE.sub(" ", text)
    return frozenset(i for i, (one, _) in enumerate(family) if one.search(text))


def opposites(said: str, asked: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where something is said and where what it is opposed to stands in ``asked``: 那出口呢, after a
    question about 进口."""
    for family in _FAMILIES[1:]:
        new = [match for one, may in family if may and (match := one.search(said))]
        old = [match for one, may in family if may and (match := one.search(asked))]
        if len(new) == 1 and len(old) == 1 and new[0].re is not old[0].re:
            return new[0].span(), old[0].span()
    return None
