"""Whether a text holds what is asked for."""

from __future__ import annotations

import pytest

from qa.kinds import (
    asked_units,
    asks_district,
    counts_another,
    fits_kind,
    is_address,
    is_signature,
    is_stamp,
    items,
    items_asked,
    names_another_kind,
    names_one,
    names_person,
    tells_body,
    tells_editing,
    tells_other,
)
from qa.question import analyse


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("原油期货结算价是多少", "结算价上涨1.19美元，", False),
        ("原油期货结算价是多少", "至每桶101.93美元", True),
        ("原油期货涨了多少", "结算价上涨1.19美元，", True),
        ("有残疾人的再加多少", "每台另增加2万元", True),
        ("一季度用电多少亿千瓦时", "消费总量729.2万吨标准煤", False),
        ("一季度用电多少亿千瓦时", "用电72.6亿千瓦时", True),
        ("算力水平排全省第几", "建成全省第一张算力网", False),
        ("算力水平排全省第几", "算力水平居全省第一", True),
        ("二季度总收入是多少人民币", "二季度总收入35.2亿元", True),
        ("可以带多少人民币出境", "超过5000美元的须申报", False),
        ("为老人打了多少剂疫苗", "老人接种19.6万剂次", True),
        ("期货成交额是多少万亿元", "技术合同成交额突破650亿元", False),
        ("期货成交额是多少万亿元", "期货成交额61.3万亿元", True),
        ("走了多少万个包裹", "辐射27个国家", False),
        ("飞机起降架次是多少", "旅客吞吐量1924.5万人次", False),
        ("飞机起降架次是多少", "起降架次12.1万架次", True),
        ("三期工程要投多少钱", "机场三期工程由机场集团实施", False),
        ("联系电话是多少", "现答复如下", False),
        ("联系电话是多少", "联系电话：0371-67181234", True),
        ("在哪个网址能查到", "名单由市商务局公布", False),
        ("在哪个网址能查到", "名单见www.example.cn", True),
        ("一共住了多少客人", "民宿118家，床位1.9万张", False),
        ("有多少座运营车站", "运营线路12条", False),
        ("有多少座车站", "车站12个", True),
        ("在职职工有多少", "本市职工每餐补5元", False),
        ("四个坚持分别是什么", "坚持产业引领；坚持项目带动；坚持教养并重；坚持机制创新", True),
        ("四个坚持分别是什么", "加强科技创新领军团队的引进、培养", False),
        ("60岁以上老人有多少", "本市户籍60周岁以上老人凭社保卡就餐", False),
        ("60岁以上老人有多少", "60岁以上老人189万人", True),
        ("计划投资多少亿元", "地区：甲区，计划投资：720.0", True),
        ("窗口几点开门", "每天8:30开门", True),
        ("窗口几点开门", "窗口在一楼", False),
        ("首班车几点发车", "今年对8路、15路作了调整", False),
        ("首班车几点发车", "全天24小时运行", True),
        ("多长时间发一班车", "开通3条专线：J1路首末班8:00至18:00", False),
        ("有几家公司投标", "排名：1，投标人：某公司", False),
        ("有多少人报名", "岗位：护士，人数：4", True),
        ("联系电话是多少", "地址：中原路233号，邮编：450007", False),
        ("展馆周几闭馆", "周二闭馆", True),
        ("展馆周几闭馆", "门票20元", False),
        ("展馆周几闭馆", "7月1日至8月31日不闭馆", False),
        ("增长目标定的几个点", "地区生产总值增长5.5%", True),
        ("深水证哪天能考", "测试每周六15:00进行", True),
        ("深水证哪天能考", "测试收费10元", False),
        ("办下来要多久", "15个工作日内发卡", True),
        ("新办许可承诺几个工作日", "承诺时限：6个工作日", True),
        ("年卡最多能停多少天", "停卡期最长90日", True),
        ("年卡最多能停多少天", "11月8日起停卡", False),
        ("年卡最多能停多少天", "8日起停卡", False),
        ("年卡最多能停多少天", "停卡不超过8日", True),
        ("几天之内要销户", "应在15日内办理注销", True),
        ("辱骂游客被拘留了多久", "另被行政拘留7日", True),
        ("冬天屋里得烧到多少度", "室温不得低于20℃", True),
        ("要多大岁数才能领补贴", "男年满50周岁的就业困难人员", True),
        ("要多大岁数才能领补贴", "每月补贴300元", False),
        ("来玩的有多少人", "接待游客36.8万人次", True),
        ("绝育的狗办证少多少", "凭证明减半收取", True),
        ("绝育的狗办证少多少", "凭证明办理", False),
        ("报停还得交多少", "按全额热费的20%交纳", True),
        ("报停还得交多少钱", "按全额热费的20%交纳", False),
        ("拔罐医保能报多少", "报销比例为65%", True),
        ("手机去哪里拿", "在一层序厅领取", True),
        ("不合格的由谁处理", "由综合行政执法队处置", True),
        ("增速高了几个点", "增速高1.2个百分点", True),
        ("收入有多少个亿", "旅游收入241.7亿元", True),
        ("cpi涨跌了多少", "居民消费价格下降0.2%", True),
        ("出游总花费是多少", "国内旅游出游合计2.95亿人次", False),
        ("出游总花费是多少", "国内游客出游总花费1668.9亿元", True),
        ("汽油每吨降多少", "汽油每吨下调85元", True),
        ("要提前多久打电话", "热线0874-4618800", False),
        ("比上年增加多少钱", "比上年增加1812万元", True),
        ("在全国城市中晋升到什么位次", "晋位全国十大汽车城", True),
        ("什么时候进入先进水平", "到“十五五”末处于先进水平", True),
        ("哪三个中心", "打造定价中心、避险中心、机构集聚中心", True),
    ],
)
def test_what_is_asked_for_is_there_or_not(question: str, text: str, fits: bool) -> None:
    """Scale, unit, telephone number and how many things are part of the question."""
    assert fits_kind(analyse(question), text) is fits


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("来了多少家用人单位", "提供岗位1.3万个", True),
        ("投了多少个项目", "企业累计4443家", True),
        ("有多少家规上企业", "规上企业3200个", False),
        ("规上企业多少家", "居9个国家中心城市首位", True),
        ("助餐点年内要弄多少个", "建成助餐设施600家", False),
        ("形成多少份调研成果", "形成29篇调研报告", False),
        ("吸引多少万名观众", "吸引展商3.5万家", True),
        ("加开多少趟列车", "发送旅客2450万人次", True),
        ("多少人参观", "接待5.6万人次", False),
        ("药师有多少人", "诊疗9836万人次", True),
        ("办了多少张借书证", "外借图书52.3万册次", True),
        ("能待多少个小时", "144小时过境免签", False),
        ("完成多少集装箱", "完成141.2万标箱", False),
        ("要降到每立方米多少微克", "年均浓度处于先进水平", True),
        ("多少天能办结", "15个工作日办结", False),
        ("生产总值同比增长百分之几", "占比达到59.3%", True),
        ("生产总值同比增长百分之几", "同比增长5%", False),
        ("班列开行同比增长多少", "开行1452班，货重157.2万吨", True),
        ("班列开行同比增长多少", "开行1452班，比上年多开100班，增长明显", False),
        ("占生产总值的比重是多少", "增长12%", True),
        ("占生产总值的比重是多少", "占比12%，增长5%", False),
        ("完成年度计划的多少", "年度计划投资4100亿元", True),
        ("占比是多少", "占三分之一", False),
        ("中标利率是多少", "开展5000亿元操作，期限为1年", True),
        ("中标利率是多少", "中标利率1.40%", False),
        ("汇率是多少", "1美元兑7.1元", False),
        ("专项债平均利率是多少", "6月，平均期限9.6年", True),
        ("午休要留多少分钟给孩子", "安排40分钟午休", False),
        ("比上个月扩大多少", "涨幅比6月份扩大0.8个百分点", False),
        ("多长时间发一班车", "首末班8:00至18:00", True),
        ("多长时间发一班车", "发车间隔12分钟", False),
        ("生活圈是多长时间的", "打造一刻钟便民生活圈", False),
        ("货邮吞吐量多少", "旅客1924.5万人次", False),  # no unit is asked for
    ],
)
def test_figures_of_another_thing_are_told(question: str, text: str, other: bool) -> None:
    """Counted in something else, or a share where growth is asked for."""
    assert tells_other(analyse(question), text) is other


def test_of_a_hotline_more_than_its_number_may_be_asked() -> None:
    """How many calls it took, and how many of them were answered."""
    assert fits_kind(analyse("热线接到退费诉求多少件"), "退费4,406件")
    assert fits_kind(analyse("热线的电话接通率是多少"), "电话接通率98.4%")
    assert not fits_kind(analyse("热线电话是多少"), "退费4,406件")


def test_a_term_is_as_long_as_days_not_as_metres() -> None:
    """工期多长 asks for a time."""
    assert "日" in asked_units("一标段的工期是多长")
    assert "公里" in asked_units("一标段的隧道多长")


def test_the_year_of_a_letters_number_is_no_sum() -> None:
    """〔2024〕20号 in a row, where another cell tells the fine."""
    asked = analyse("罚款金额是多少")
    assert not fits_kind(asked, "当事人：甲，文号：金罚决字〔2024〕20号，")
    assert fits_kind(asked, "当事人：甲，罚款37.8万元，")


def test_a_length_of_time_is_no_day() -> None:
    """10日内 says how long, 10日前 until when."""
    assert not fits_kind(analyse("最晚哪天申请"), "10日内补正")
    assert fits_kind(analyse("最晚哪天申请"), "每月10日前申请")


def test_the_day_on_which_a_page_was_made_is_told_from_others() -> None:
    """供稿，2025年2月28日整理 is of the page, 报名时间：2025年2月28日 is not."""
    assert tells_editing("统计局供稿，2025年2月28日整理")
    assert not tells_editing("报名时间：2025年2月28日")


def test_an_address_ends_in_a_colon() -> None:
    """民建郑州市委员会：is whom a letter is for, and no signature."""
    assert is_address("民建郑州市委员会：")
    assert not is_address("郑州市发展和改革委员会")


def test_items_are_counted() -> None:
    """By the marks of an enumeration or by clauses that begin alike."""
    assert items_asked("要打造哪五个“之地”") == 5
    assert items_asked("新挂牌的那6家企业分别叫什么") == 6
    assert items_asked("哪两年") == 0
    assert items("打造寻根之地、朝圣之地、体验之地、实践之地、创造之地") >= 5
    assert items("货邮吞吐量49.5万吨") == 1
    assert items("还有两家机构参与了竞拍") == 1
    assert items("公布诚信“红黑榜”名单，3家失信，登上“诚信红榜”") == 1


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("• 郑州市发展和改革委员会", True),
        ("主办单位：郑州市人民政府办公室", True),
        ("民建郑州市委员会：", False),
        ("郑州市持续优化营商环境，成立工作专班，由市发展改革委", False),
    ],
)
def test_a_signature_is_nothing_but_a_name(line: str, signed: bool) -> None:
    """An address or a sentence that ends in a name is none."""
    assert is_signature(line) is signed


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("住建局局长谭学军介绍", True),
        ("联系人：李明", True),
        ("王红（办公室主任）主持", True),
        ("郑州市相关负责人围绕主题答问", False),
        ("市长办公会议研究", False),
        ("水利局新闻发言人司空苓2日指出", True),
        ("新闻发言人司空苓介绍", True),
        ("发言人单位表示", False),
    ],
)
def test_a_person_is_named_beside_an_office(text: str, named: bool) -> None:
    """By one of the frequent surnames."""
    assert names_person(text) is named


def test_a_district_is_named_as_a_body_is() -> None:
    """上街区 as well as 上街区政协; 市民 is neither."""
    assert names_one("上街区筹建大厦")
    assert names_one("市教育局答复")
    assert not names_one("筹建大厦，方便市民")


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("办公室开在郑州哪个区", "跨境电商综试区考核优秀，办公室落户郑州", True),
        ("办公室开在郑州哪个区", "办公室落户金水区", False),
        ("办公室开在郑州哪个区", "办公室落户郑东新区", False),
        ("项目在河南哪个县", "项目落户登封", False),
        ("上岛在哪个码头坐船", "每天8班", True),
        ("上岛在哪个码头坐船", "从三沙码头出发", False),
        ("规划是哪家设计院做的", "规划设计方面，应打造综合体", True),
        ("请问是哪个区长", "没有", False),
        ("规划多少钱", "没有", False),
    ],
)
def test_what_is_asked_by_its_kind_is_named_by_it(question: str, text: str, another: bool) -> None:
    """A district by the list of districts, an institute or a pier by its last words."""
    assert names_another_kind(question, text) is another


def test_a_road_is_named_by_its_last_character() -> None:
    """哪条路 wants one."""
    assert names_another_kind("大厦盖在哪条路上", "筹建大厦，搭建交流平台")
    assert not names_another_kind("大厦盖在哪条路上", "大厦位于中原路")


def test_what_is_counted_is_spoken_of() -> None:
    """个 counts anything; 班次 are not 国家."""
    assert counts_another("每周飞多少个班次", "航线50条，通航25个国家")
    assert not counts_another("每周飞多少个班次", "每周班次120个")
    assert not counts_another("多少个人报名", "通航25个国家")
    assert not counts_another("有几个特点", "通航25个国家")


def test_people_are_counted_as_such() -> None:
    """客人 are no 家, however many there are; a bare figure of a table may be of them."""
    assert tells_other(analyse("一共住了多少客人"), "民宿118家，床位1.9万张")
    assert not tells_other(analyse("一共住了多少客人"), "接待住客3.2万人次")
    assert not tells_other(analyse("一共住了多少客人"), "住客：3200")
    assert not tells_other(analyse("建了多少职工宿舍"), "宿舍30间")


def test_any_body_is_none_with_a_name() -> None:
    """研发机构 tells of whom no more than 企业 does."""
    assert not names_one("推动新型研发机构与服务企业融合发展")
    assert names_one("由市科技局牵头推动新型研发机构建设")
    assert tells_body("由市科技局牵头")
    assert not tells_body("郑州要争创国家高质量发展试验区")
    assert asks_district("哪个区提出的")
    assert not asks_district("哪个委员会提出的")


def test_bonds_are_counted_in_money() -> None:
    """多少国债 does not ask how many countries."""
    assert fits_kind(analyse("净买入了多少国债"), "净买入国债1000亿元")
    assert not asked_units("净买入了多少国债")


def test_a_proportion_and_a_rise_in_money_answer_how_much() -> None:
    """6:4 is a proportion where one is asked for; 9:00 is a time."""
    assert fits_kind(analyse("按什么比例分担"), "区、镇按6:4分担")
    assert not fits_kind(analyse("按什么比例分担"), "9:00开始")
    assert fits_kind(analyse("缴费比上年涨了多少"), "缴费400元，比上年提高20元")


def test_a_place_among_others_is_no_role() -> None:
    """第一名 is not what somebody is."""
    assert not analyse("交付量第一名是哪家").role


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("有多少人因热射病去世", "已报告热射病45例，其中死亡9例", True),
        ("集团还剩多少股权", "持股比例由33.9%稀释至28.4%", True),
        ("净利润落在什么区间", "净利润为2.2亿元至2.8亿元", True),
        ("每名教练可以教几个孩子", "一名教练最多带8人", True),
        ("每名教练可以教几个孩子", "泳池水深1.2米", False),
    ],
)
def test_people_and_shares_are_counted_in_more_than_one_way(
    question: str, text: str, fits: bool
) -> None:
    assert fits_kind(analyse(question), text) is fits


def test_when_a_page_was_put_on_the_web_is_told_by_its_first_line() -> None:
    assert is_stamp("2023-07-26 08:31，正文：")
    assert is_stamp("2023-07-26 08:31，")
    assert not is_stamp("2023-07-26 08:31，正文：昨日开幕")


def test_a_harbour_is_called_in_short() -> None:
    assert not names_another_kind("运到哪个港口", "目的地是吉达港")
    assert names_another_kind("运到哪个港口", "在海上起火")
