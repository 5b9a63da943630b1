"""Understanding questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question import Kind, analyse, analyse_parts


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("郑州机场货邮吞吐量多少", Kind.AMOUNT),
        ("开通了几条全货机航线", Kind.AMOUNT),
        ("旅客吞吐量增长了多少", Kind.RATIO),
        ("货邮吞吐量排在前三的是哪几家机场", Kind.LIST),
        ("销量前五名分别是谁", Kind.LIST),
        ("什么样的家庭可以直接选房", Kind.LIST),
        ("第11期不合格食品样品名单", Kind.LIST),
        ("第二批公租房配租套数", Kind.AMOUNT),
        ("轿车销量怎么比上年同期少了", Kind.OTHER),
        ("轿车销量比上年同期少了多少", Kind.RATIO),
        ("前十大持仓里中国公司占几席", Kind.AMOUNT),
        ("禾丰股份在哪个板块上市", Kind.PLACE),
        ("吞吐量排在前多少", Kind.RANK),
        ("服务业增加值占比是多少", Kind.RATIO),
        ("服务业在经济总量里的份额是多少", Kind.RATIO),
        ("基金份额多少万份", Kind.AMOUNT),
        ("货邮吞吐量全国排名第几", Kind.RANK),
        ("居民用水第二阶梯每立方米多少钱", Kind.AMOUNT),
        ("产量同比增幅在20%以上的有哪些", Kind.LIST),
        ("哪些领域的完成比例低于全市平均的68.6%", Kind.LIST),
        ("一期占了多少亩地", Kind.AMOUNT),
        ("新闻发布会是哪天开的", Kind.DATE),
        ("机场三期什么时候开工", Kind.DATE),
        ("办公室在哪里", Kind.PLACE),
        ("这个提案由哪个部门答复", Kind.BODY),
        ("下一步有哪些措施", Kind.LIST),
        ("郑州是否获批试点", Kind.YES_NO),
        ("介绍郑州都市圈", Kind.OTHER),
        ("机场三期主要建什么", Kind.OTHER),
        ("这样办行么", Kind.YES_NO),
        ("这几年郑州怎么发展", Kind.OTHER),
        ("窗口几点开门", Kind.DATE),
        ("一共几点要求", Kind.AMOUNT),
    ],
)
def test_the_kind_of_answer_is_seen_in_the_words(question: str, kind: Kind) -> None:
    """Question words decide what is looked for."""
    assert analyse(question).kind is kind


def test_question_words_and_politeness_are_no_content() -> None:
    """What a person wraps around a question changes nothing in the search."""
    plain = analyse("郑州机场货邮吞吐量")
    assert analyse("请问郑州机场货邮吞吐量是多少？谢谢").terms == plain.terms


def test_traditional_and_full_width_come_to_one_form() -> None:
    """鄭州 and 郑州 are one place, ２０２３年 and 2023年 one year."""
    found = analyse("鄭州機場２０２３年貨郵吞吐量多少")
    assert found.asked.places == {"郑州"}
    assert found.asked.years == {2023}
    assert "货邮" in found.terms


def test_a_question_of_several_parts_is_cut() -> None:
    """Each part is looked up by itself and keeps the subject of the first."""
    first, second = analyse_parts("郑州机场旅客吞吐量多少？货邮吞吐量增长了多少？")
    assert (first.kind, second.kind) == (Kind.AMOUNT, Kind.RATIO)
    assert "机场" in second.carried
    assert second.asked.places == frozenset()


def test_what_is_asked_in_one_sentence_is_asked_of_one_place_and_time() -> None:
    """A part that says no place or year of its own has those of the first."""
    first, second = analyse_parts("2023年洛阳有多少家养老服务机构，设置了多少张养老床位？")
    assert (second.asked.places, second.asked.years) == (first.asked.places, first.asked.years)
    assert first.asked.places == {"洛阳"}
    *_, own = analyse_parts("2023年洛阳有多少家养老服务机构，2022年郑州有多少张养老床位？")
    assert (own.asked.places, own.asked.years) == ({"郑州"}, {2022})


def test_a_thin_part_keeps_year_and_place_of_the_first() -> None:
    """“增长多少” asks of the same year and place, “2022年呢” of another year."""
    _, grown, other = analyse_parts("2023年郑州机场货邮吞吐量多少？增长多少？2022年呢？")
    assert (grown.asked.years, grown.asked.places) == ({2023}, {"郑州"})
    assert (other.asked.years, other.asked.places) == ({2022}, {"郑州"})


def test_a_follow_up_of_the_whole_province_leaves_the_city() -> None:
    """“全省是多少” keeps the year, “增长多少” the city too."""
    (province,) = analyse_parts("那全省是多少", ["2024年郑州进出口总值是多少"])
    assert (province.asked.years, province.asked.places) == ({2024}, frozenset())
    assert province.asked.scopes == {"省"}
    (grown,) = analyse_parts("那增长了多少", ["2024年郑州进出口总值是多少"])
    assert grown.asked.places == {"郑州"}


def test_words_that_only_begin_or_sum_up_a_question_are_no_content() -> None:
    """“那”, “一共”; 那曲 is a place."""
    assert analyse("那洛阳机场呢").terms == analyse("洛阳机场").terms
    assert analyse("郑州一共有多少学校").terms == analyse("郑州有多少学校").terms
    assert analyse("那曲机场").text == "那曲机场"


def test_what_the_trained_reader_reads() -> None:
    """The question with what it leans on; an English one as it is, with its places in Chinese."""
    (later,) = analyse_parts("那航线呢", ["郑州机场货邮吞吐量多少？"])
    assert later.readable == "郑州机场货邮吞吐量多少，航线呢"
    english = analyse("How much cargo did Zhengzhou airport handle?")
    assert english.readable == " how much cargo did 郑州 airport handle"


def test_a_follow_up_that_asks_nothing_in_words_repeats_the_question_before() -> None:
    """Who says it, in “那讲职业教育的呢”; one that asks for itself asks in its own way."""
    history = ["那次议政会上，讲智能传感谷的是哪家单位？"]
    (again,) = analyse_parts("那讲职业教育的呢？", history)
    assert again.asks_who_said
    (own,) = analyse_parts("它希望得到哪几方面的帮助？", ["登封市政协的发言主题是什么？"])
    assert not own.asks_topic


@given(st.text(max_size=80))
def test_any_text_is_understood_without_an_error(text: str) -> None:
    """Whatever is typed, the analysis answers."""
    for analysis in analyse_parts(text):
        assert isinstance(analysis.kind, Kind)


@pytest.mark.parametrize(
    ("question", "who_said", "document_date"),
    [
        ("哪个单位建议超前布局元宇宙产业？", True, False),
        ("提案是哪个组织提交的？", True, False),
        ("哪个民主党派在会上把乡村振兴称作总抓手？", True, False),
        ("这条建议出自市政协哪个专委会？", True, False),
        ("那篇发言，是哪个开发区的管委会提交的？", True, False),
        ("就职业教育提建议的是谁？", True, False),
        ("时尚之都那条建议是政协哪个口子提的", True, False),
        ("停车难由哪个专委会来谈", True, False),
        ("这组发言是报社谁整理的", False, False),
        ("二七区政协建议学习哪个城市的经验？", False, False),
        ("谁负责审批？", False, False),
        ("那件提案是哪一天答复的？", False, True),
        ("这份通知是哪天印发的？", False, True),
        ("关于提案的答复是什么时候作出的", False, True),
        ("三期工程什么时候开工", False, False),
    ],
)
def test_who_said_it_and_when_it_was_issued_are_questions_of_their_own(
    question: str, who_said: bool, document_date: bool
) -> None:
    """The heading above, or the dateline, answers them."""
    analysis = analyse(question)
    assert analysis.asks_who_said is who_said
    assert analysis.asks_document_date is document_date


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("民进讲的是什么主题", True),
        ("工商联谈了什么", True),
        ("两次发言的题目分别是什么", True),
        ("平台对转型来说是什么", False),
        ("以什么为主题的公园", False),
    ],
)
def test_of_what_somebody_speaks_is_a_question_of_its_own(question: str, topic: bool) -> None:
    """A heading answers it."""
    assert analyse(question).asks_topic is topic


def test_a_part_about_a_whole_province_is_not_of_the_city_before() -> None:
    """全省又是多少 names its own scope; 旅客又是多少 does not."""
    assert not analyse_parts("2023年郑州机场货邮多少，全省各机场合计又是多少")[1].asked.places
    assert analyse_parts("2023年郑州机场货邮多少，旅客合计又是多少")[1].asked.places == {"郑州"}


def test_what_a_follow_up_is_about_itself() -> None:
    """And what it leaves pinned down: 同比 of another row; the city of one that stands alone."""
    (later,) = analyse_parts("那医疗保健的呢", ["2024年8月衣着价格同比涨多少"])
    assert {"医疗", "保健"} <= {*later.own}
    assert "同比" in {one.word for one in later.asked.contrasts}
    (later,) = analyse_parts("2025年打算再建多少", ["2024年新建了多少农田"])
    assert later.own == ()
    (later,) = analyse_parts("一般公共预算收入增速是多少", ["洛阳社会消费品零售总额增长多少"])
    assert later.spoken_of == {"洛阳"}


def test_what_points_back_leans_on_what_was_asked_before() -> None:
    """However much it says itself."""
    assert analyse_parts("农机企业怎么走，哪个委员会替它们作了大会发言")[1].thin
    assert analyse_parts("全网客运量多少，轨道交通一号线路占其中多少")[1].thin
    assert not analyse_parts("农机企业怎么走，哪个委员会替工商企业作了大会发言")[1].thin
    assert analyse_parts("下一步还要争取哪项称号", ["德化街获得过什么称号"])[0].thin
    assert analyse_parts("2024年货邮吞吐量多少，2030年规划目标又是多少")[1].thin
    assert not analyse_parts("下一步力争争取哪项称号", ["德化街获得过什么称号"])[0].thin


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("区域医疗中心的院长是谁", "院长"),
        ("基金由哪家公司管理", "管理"),
        ("发布会谁主持的", "主持"),
        ("稿件由哪两位记者采写的", "采写"),
        ("执笔委员是哪一位", "执笔委员"),
        ("牵头单位是哪个部门", "牵头单位"),
        ("会议由谁主持召开", "主持"),
        ("谈管网的发言单位是哪一家", ""),
        ("省里又是哪个月印发规划的", ""),
        ("管委会认为哪个时期是关键时期", ""),
        ("哪个单位建议的", ""),
        ("货邮吞吐量多少", ""),
    ],
)
def test_the_role_of_the_one_asked_for(question: str, role: str) -> None:
    """What stands before 是谁, or what somebody does."""
    assert analyse(question).role == role


def test_spoken_words_become_written_ones() -> None:
    """涨了多少 asks for what reports call 增长."""
    assert "增长" in analyse("工业增加值涨了多少").text
    assert "同比增长" in analyse("货运量比去年同期涨了多少").text
    assert "同比增长" in analyse("物价跟上年同月比涨了多少").text


def test_who_says_is_no_content() -> None:
    """A speech does not hold 哪个民主党派."""
    terms = analyse("哪个民主党派建议布局元宇宙产业").terms
    assert "元宇" in terms
    assert not {"民主", "党派"} & set(terms)


def test_places_and_years_are_no_content_but_a_hint() -> None:
    """A sentence need not repeat them; the search may use them."""
    analysis = analyse("2023年郑州市生产总值")
    assert analysis.terms == ("生产", "产总", "总值")
    assert {"郑州", "2023年"} <= set(analysis.carried)
    assert analyse("郑州").terms == ("郑州",)


def test_a_source_is_no_content() -> None:
    """A figure in a report stands in a sentence that does not name the report; it helps to find it."""
    asked = analyse("在政府工作报告中，货邮吞吐量的目标是多少")
    assert "吞吐" in asked.terms
    assert "报告" not in asked.terms
    assert "报告" in asked.carried
    assert "报告" in analyse("报告会上").terms


def test_the_number_of_a_thing_is_no_day() -> None:
    """几号提案 is answered by a number."""
    assert analyse("是几号提案").kind is not Kind.DATE
    assert analyse("通知是几号发的").kind is Kind.DATE


@pytest.mark.parametrize("question", ["那么货运呢", "那货运呢"])
def test_what_begins_a_follow_up_is_no_content(question: str) -> None:
    """那么 goes as a whole."""
    assert analyse(question).text == "货运呢"


def test_what_rises_and_falls_is_no_change() -> None:
    """起降架次 are counted; 降了多少 is a share."""
    assert analyse("机场运输起降多少架次").kind is Kind.AMOUNT
    assert analyse("价格降了多少").kind is Kind.RATIO
    assert analyse("出口占多少亿元").kind is Kind.AMOUNT
    assert analyse("出口占多少").kind is Kind.RATIO
    assert "环比" in analyse("8月价格跟上个月比涨了多少").text
    assert "环比" in analyse("营业收入跟上一个季度比呢").text


def test_whose_topic_it_is_asks_who_spoke() -> None:
    """是哪个党派谈的题目 wants a name, 谈的题目是什么 a heading."""
    assert not analyse("建设合作带，是哪个党派谈的题目").asks_topic
    assert analyse("民盟谈的题目是什么").asks_topic


def test_the_same_year_is_that_of_the_part_before() -> None:
    """Also of a part with a subject of its own."""
    _, later = analyse_parts("2023年郑州出口多少？同一年河南全省进出口总值又是多少？")
    assert later.asked.years == {2023}
    assert later.asked.places == {"河南"}


def test_the_unit_of_a_follow_up() -> None:
    """Of another subject it is that of the question before, of another matter its own."""
    (other,) = analyse_parts("二级医院的呢", ["三级医院有多少张床位"])
    assert "张床位" in other.measured
    (matter,) = analyse_parts("那货重呢", ["开行了多少班"])
    assert "班" not in matter.measured
    (tier,) = analyse_parts("第三阶梯又是多少", ["第一阶梯每立方米水是什么价"])
    assert "什么价" in tier.measured


def test_what_a_price_is_paid_for_is_no_subject() -> None:
    """每平方米月租金 asks of the flats before the comma."""
    _, later = analyse_parts("银滩雅居B区拿出多少套公租房，每平方米月租金是多少")
    assert later.thin
    assert "雅居" in later.carried


def test_which_official_it_is_a_name_tells() -> None:
    """哪位领导, as well as 局长是谁."""
    assert analyse("街道哪位领导挨了记大过").asks_name
    assert analyse("是哪位副市长回答了提问").asks_name
    assert analyse("提案答复的签发人是谁").asks_name
    assert not analyse("哪位游客是第一个进园的").asks_name


def test_whether_it_rose_or_fell_asks_for_a_rate() -> None:
    """幅度多大 does, too."""
    assert analyse("成交面积涨了还是跌了、幅度多大").kind is Kind.RATIO
    assert analyse("民间投资是增是减").kind is Kind.RATIO


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("审判长由谁担任", "审判长"),
        ("公司的总经理由谁担任", "总经理"),
        ("院长是谁", "院长"),
        ("水厂由哪家公司管理", "管理"),
        ("突击队由谁带队", ""),
        ("案子由哪家法院审理", ""),
    ],
)
def test_who_holds_an_office_need_not_be_said_to_hold_it(question: str, role: str) -> None:
    """审判长梁静怡 does not say 担任; what a body does is said, but for words that are put in many ways."""
    assert analyse(question).role == role


def test_a_part_that_asks_how_does_not_ask_how_much() -> None:
    """Though the one before did; 怎么样 asks the same again."""
    _, later = analyse_parts("业绩承诺各是多少？如果没有完成怎样补偿？")
    assert later.kind is Kind.OTHER
    (again,) = analyse_parts("洛阳的怎么样", ["郑州货邮吞吐量多少"])
    assert again.kind is Kind.AMOUNT


def test_the_time_of_what_happens_once_is_a_day() -> None:
    """去世时间 and 播出时间, as search engines are asked; 播出时间段 and 充电时间 are none."""
    assert analyse("画家沈墨林去世时间").kind is Kind.DATE
    assert analyse("电视剧播出时间段").kind is not Kind.DATE
    assert analyse("电动车充电时间").kind is not Kind.DATE


def test_who_speaks_for_a_matter_said_it() -> None:
    """建言, as well as 提出."""
    assert analyse("农机专精特新由谁来建言").asks_who_said


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("工程为什么停工", True),
        ("合同怎么黄了", True),
        ("引入电子裁判的目的是什么", True),
        ("司机被确诊为什么病", False),
        ("手续怎么办了", False),
        ("收入怎么样了", False),
    ],
)
def test_a_reason_is_asked_for(question: str, why: bool) -> None:
    """确诊为什么病 asks for an illness."""
    assert analyse(question).asks_why is why


def test_what_something_is_not_is_not_asked_for() -> None:
    assert analyse("哪个产业集群不是万亿级而是千亿级").text == "哪个产业集群是千亿级"


@pytest.mark.parametrize("question", ["故事记在哪部书里", "工作在哪个阶段"])
def test_a_book_and_a_stage_are_no_places(question: str) -> None:
    assert analyse(question).kind is not Kind.PLACE


def test_a_quality_may_be_asked_for_by_its_question_word_alone() -> None:
    """要花多少钱，有多长: nothing but 多长 is left of the second."""
    _, later = analyse_parts("镜湖大桥要花多少钱，有多长？")
    assert later.thin
    assert later.kind is Kind.AMOUNT
    assert not later.terms
    assert len(analyse_parts("镜湖大桥要花多少钱，是吗？")) == 1


def test_a_part_without_a_subject_leans_on_the_one_before() -> None:
    """已经连续几个月在荣枯线以下 says nothing of whom; its purpose is no figure."""
    _, later = analyse_parts("小型企业景气指数是多少，已经连续几个月在荣枯线以下？")
    assert later.thin
    _, later = analyse_parts("准备金率调到多少？目的是什么？")
    assert later.kind is Kind.OTHER
    assert later.asks_why


def test_two_days_are_days() -> None:
    assert analyse("秋季运动会哪两天开").kind is Kind.DATE
    assert analyse("网上报名是哪几天").kind is Kind.LIST
    assert analyse("贷款利率降到了多少").kind is Kind.RATIO


def test_whether_may_be_asked_by_saying_a_verb_twice() -> None:
    assert analyse("车子被水泡了，政府赔不赔").kind is Kind.YES_NO
    assert analyse("水时不时停").kind is Kind.OTHER


def test_a_part_that_asks_in_words_of_its_own_is_of_its_own_kind() -> None:
    """主营什么产品 asks for no place, 满意率怎么样 for a rate."""
    _, later = analyse_parts("公司在哪个板块上市，主营什么产品")
    assert later.kind is Kind.OTHER
    _, later = analyse_parts("解决了多少件事，满意率怎么样")
    assert later.kind is Kind.RATIO
    _, later = analyse_parts("猪肉均价多少，比节前一周变化多少")
    assert later.thin
    assert later.kind is Kind.RATIO
    _, later = analyse_parts("1到4月，镜湖商品房卖了多少钱？跌幅多大？")
    assert later.thin
    assert later.kind is Kind.RATIO
    _, later = analyse_parts("按中期业绩快报，青禾每股收益多少，跟上年同期比降了几成")
    assert later.thin
    assert later.kind is Kind.RATIO
    _, later = analyse_parts("预算收入是多少，下滑了多少")
    assert later.kind is Kind.RATIO
    assert analyse("谁把政策概括成总量稳").kind is Kind.BODY
    assert [one.kind for one in analyse_parts("投资规模多大，占全部投资的比例？")] == [
        Kind.AMOUNT,
        Kind.RATIO,
    ]
