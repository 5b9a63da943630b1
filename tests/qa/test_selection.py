"""Which clauses are quoted when a reader has seen the sentence."""

from __future__ import annotations

import pytest

from qa.question import Analysis, analyse, analyse_parts
from qa.selection import answering_pieces, asks_from_to, goes_on, is_row, joined, tells_from_to
from qa.sentences import Segment, clauses


def said(analysis: Analysis, text: str, *shares: float) -> str:
    """What is quoted of a sentence; each term counts the same."""
    sentence = Segment(0, len(text), text)
    assert len(clauses(sentence)) == len(shares)
    weights = dict.fromkeys([*analysis.terms, *analysis.carried], 1.0)
    return joined(analysis, answering_pieces(analysis, weights, sentence, shares))


@pytest.mark.parametrize(
    ("question", "text", "shares", "answer"),
    [
        ("多久查一次保育员犯罪记录", "监控存90天以上，记录每半年查一次。", (0, 1), "每半年查一次"),
        (
            "老旧小区更新总共投了多少钱",
            "老旧小区改造42个，总投入2.76亿元。",
            (0.1, 0.9),
            "2.76亿元",
        ),
        ("竹子卖几块钱", "前年卖18元，去年卖13元。", (0.45, 0.5), "前年卖18元，去年卖13元"),
    ],
)
def test_what_the_reader_marks_is_said(
    question: str, text: str, shares: tuple[float, ...], answer: str
) -> None:
    """Also where it has not the form of an amount, and both clauses where it marks two."""
    assert answer in said(analyse(question), text, *shares)


@pytest.mark.parametrize(
    ("question", "text", "shares", "answer", "other"),
    [
        ("机场起降架次多少", "机场旅客216.4万人次，货邮1.86万吨，保障起降2.14万架次。", (0.9, 0, 0.1), "2.14", "1.86"),
        ("高速公路总共多少公里", "公路通车里程2316公里，其中高速公路64公里。", (0.9, 0.1), "64公里", "2316"),
        ("补助分几次，各给多少", "开工后拨付40%，检验后拨付60%，逾期不补。", (0.9, 0.1, 0), "60%", "逾期"),
    ],
)  # fmt: skip
def test_what_the_question_names_wins_over_what_the_reader_marks(
    question: str, text: str, shares: tuple[float, ...], answer: str, other: str
) -> None:
    """A figure of a unit that excludes the one asked for, a part that is named, halves side by side."""
    found = said(analyse(question), text, *shares)
    assert answer in found
    assert other not in found


def test_of_several_years_the_newest_is_said() -> None:
    """Where no time is asked for."""
    row = "指标：货邮吞吐量，2022年：62.5万吨，2023年：60.8万吨。"
    shares = (0, 0.9, 0.1)
    assert "60.8" in said(analyse("货邮吞吐量多少"), row, *shares)
    assert "62.5" not in said(analyse("货邮吞吐量多少"), row, *shares)
    assert "62.5" in said(analyse("2022年货邮吞吐量多少"), row, *shares)


def test_a_part_is_answered_by_the_clause_that_names_it() -> None:
    """乡村 of 城镇 and 乡村."""
    text = "零售总额512.7亿元，其中城镇418.9亿元，乡村93.8亿元。"
    _, later = analyse_parts("2023年社会消费品零售总额，城镇和乡村各是多少？")
    assert "93.8" in said(later, text, 0.9, 0.1, 0)


def test_what_a_semicolon_parts_says_nothing_of_the_clause_before() -> None:
    """However short that is."""
    text = "投标保证金30万元；履约保证金为合同额的2.5%。"
    assert said(analyse("投标保证金多少"), text, 1, 0) == "投标保证金30万元；"


def test_clauses_that_are_marked_far_apart_are_not_joined() -> None:
    """The answer would be a paragraph."""
    text = f"学校5所，{'城乡各校都按省里的标准配齐了设备，' * 5}医院6所。"
    shares = (0.5, 0, 0, 0, 0, 0, 0.45)
    assert "医院6所" not in said(analyse("学校有多少所"), text, *shares)


def test_a_follow_up_is_answered_where_its_own_word_stands() -> None:
    """物流业 is asked for; 金融业 was, before."""
    (later,) = analyse_parts("物流业的呢", ["金融业增加值多少"])
    text = "物流业增加值超过1100亿元，金融业增加值1493.2亿元。"
    assert said(later, text, 0.4, 0.6).startswith("物流业增加值超过1100亿元")
    assert "1493.2" not in said(later, text, 0.9, 0.1)


def test_a_total_is_not_its_part() -> None:
    """其中 begins with a part, which is quoted where the part is asked for."""
    text = "总投资1.42亿元，其中区财政出资9800万元。"
    assert said(analyse("新馆一共花了多少钱"), text, 0.3, 0.7).startswith("总投资1.42亿元")
    assert "9800万元" in said(analyse("区财政出资多少"), text, 0.3, 0.7)
    text = "累计投资2860万元，其中省补助1900万元，县财政配套960万元；已开通线路12条。"
    assert said(analyse("一共投了多少钱"), text, 0.3, 0, 0.7, 0) == "累计投资2860万元，"
    assert "12条" in said(analyse("一共开通了多少条线路"), text, 0.3, 0, 0, 0.7)


def test_a_target_is_said_to_be_one() -> None:
    """What makes a target of a figure may stand clauses before it."""
    text = "全年预期目标是旅客吞吐量2800万人次，货邮吞吐量75万吨。"
    quoted = said(analyse("货邮吞吐量目标是多少"), text, 0.1, 0.9)
    assert quoted == "全年预期目标……货邮吞吐量75万吨。"
    text = "全年完成旅客吞吐量2800万人次，货邮吞吐量75万吨。"
    assert said(analyse("货邮吞吐量是多少"), text, 0.1, 0.9) == "货邮吞吐量75万吨。"


def test_of_a_row_the_cell_of_the_time_that_is_asked_for_answers() -> None:
    """However sure the reader is of another, and whatever the cells between are of."""
    row = "项目：甲路，总投资：142.3亿元，2025年计划投资：36.8亿元。"
    assert "36.8" in said(analyse("甲路2025年打算投多少钱"), row, 0, 0.9, 0.1)
    assert "142.3" in said(analyse("甲路总投资多少"), row, 0, 0.9, 0.1)
    row = "地区：甲县，出口：54.3亿元，进口：0.5亿元，有实绩企业：526家。"
    assert "526家" in said(analyse("甲县有进出口实绩的企业有几家"), row, 0, 0, 0, 1)


def test_a_short_clause_takes_no_rival_along() -> None:
    """博士补10万元 is whole without what 硕士 get."""
    text = "首次购房的，博士补10万元，硕士补5万元。"
    found = said(analyse("首次购房，博士的补贴是多少"), text, 0, 1, 0)
    assert "10万元" in found
    assert "5万元" not in found


def test_the_clause_with_the_word_that_makes_another_indicator_answers() -> None:
    """其中市级, though the clause before says more of the question."""
    text = "2026年市县两级财政共安排补助2.99亿元，其中市级1.16亿元。"
    assert "1.16亿元" in said(analyse("2026年补助里，市级财政安排了多少"), text, 0.6, 0.4)


def test_nothing_that_is_of_another_tier_is_leaned_on() -> None:
    """However many words of the question it says."""
    text = "居民用水第一阶梯：年用水180立方米；第二阶梯：每立方米2.88元。"
    answer = said(analyse("居民年用水第二阶梯每立方米多少钱"), text, 0, 1)
    assert "2.88元" in answer
    assert "第一阶梯" not in answer


def test_a_cell_fits_with_the_name_of_its_row() -> None:
    """31个 are as many 家, since the row is of hospitals; a share is no output."""
    row = "指标：三级医院，2022年：31个，2023年：33个。"
    assert "31个" in said(analyse("2022年有多少家三级医院"), row, 0, 0.5, 0.5)
    row = "产品：发电量，1—8月产量：287.6亿千瓦时，1—8月同比增长：1.7%。"
    assert "287.6" in said(analyse("1—8月发电量是多少"), row, 0, 0.1, 0.9)


def test_how_many_more_is_not_told_by_how_many() -> None:
    """The clause that compares is said with the one that it compares."""
    text = "有实绩的企业4617家，比上年增加438家。"
    assert "438家" in said(analyse("有实绩的企业比上年多了多少家"), text, 0.9, 0.1)
    assert "438" not in said(analyse("有实绩的企业有多少家"), text, 0.9, 0.1)


def test_how_much_shorter_is_not_told_by_how_long() -> None:
    """As with more and less."""
    text = "平均住院日8.1天，比上年缩短0.3天。"
    assert said(analyse("平均住院日比前一年短了多少"), text, 0.6, 0.4).endswith("缩短0.3天。")


def test_a_short_figure_is_not_left_out() -> None:
    """A long one is: of what the answer leans on, only the subject is needed."""
    text = "货邮吞吐量49.5万吨，增长32.8%。"
    assert said(analyse("货邮吞吐量增长多少"), text, 0.1, 0.9) == text
    text = "货邮吞吐量49.5万吨（其中国际及地区26.1万吨），增长32.8%。"
    assert said(analyse("货邮吞吐量增长多少"), text, 0.1, 0.9) == "货邮吞吐量增长32.8%。"


def test_each_of_two_lots_is_said() -> None:
    """Where two of a kind are asked about, and the sentence tells of the one after the other."""
    text = "一标段：新建水池，限价6480万元，工期330天；二标段：设备安装，限价2150万元，工期240天。"
    shares = (0.1, 0.2, 0.3, 0.1, 0.2, 0.9)
    found = said(analyse("两个标段的工期分别是多长"), text, *shares)
    assert "330天" in found
    assert "240天" in found
    assert "万元" not in found
    assert "330天" not in said(analyse("二标段的工期是多长"), text, *shares)


def test_a_cell_far_from_the_name_of_its_row_is_found() -> None:
    """What the head of its column says decides, not how near the name stands."""
    row = "项目：银滩雅居B区，地址：银安路115号，套数：126，面积：52㎡，租金：6.20。"
    assert "6.20" in said(analyse("银滩雅居B区的租金是多少"), row, 0.5, 0.1, 0.1, 0.1, 0.3)
    assert "126" in said(analyse("银滩雅居B区有多少套"), row, 0.1, 0.1, 0.5, 0.1, 0.3)


def test_of_a_row_all_cells_are_said_whose_heads_are_asked_for() -> None:
    """接待人次 and 门票收入 in one question without a verb."""
    row = "景区：马蹄寺，接待人次：7.82万，同比：6.1%，门票收入：276.5万元。"
    found = said(analyse("马蹄寺接待人次门票收入是多少"), row, 0.1, 0.5, 0.1, 0.4)
    assert "7.82万" in found
    assert "276.5万元" in found


def test_the_clause_that_is_said_to_be_the_largest_answers() -> None:
    """Also in other words, and in a clause that goes on about it."""
    text = "对东盟进出口增长13.6%；对美国进出口下降2.1%；对中东进出口增长31.8%，增速最快。"
    assert "31.8%" in said(analyse("对哪个市场进出口增速最快"), text, 0, 0, 0, 0)
    text = "猪肉产量增长1.2%，水产品产量增长6.4%，居首位。"
    assert "6.4%" in said(analyse("哪种产量增长最多"), text, 0, 0, 0)


def test_the_clause_of_the_thing_itself_answers_below_what_is_said_of_all() -> None:
    """比上月扩大 speaks of the rate, and makes no 环比 of what follows."""
    (part,) = analyse_parts("那鸡蛋呢", ["牛肉价格同比下降了多少"])
    text = (
        "从同比看，猪肉价格上涨6%，涨幅比上月扩大9.5个百分点；牛肉、鸡蛋价格分别下降13.1%、4.2%。"
    )
    assert "4.2%" in said(part, text, 0, 0, 0, 0)


def test_what_there_is_is_not_told_by_how_much_more_it_is() -> None:
    """Unless that is asked for."""
    text = "应收账款余额升至54.3亿元，较年初增加7.1亿元。"
    assert "7.1" not in said(analyse("还有多少账款没收回"), text, 0.2, 0.3)
    assert "7.1" in said(analyse("应收账款增加了多少"), text, 0.2, 0.3)


def test_each_clause_that_answers_is_said_where_each_is_asked_for() -> None:
    """As far as they follow each other."""
    text = "7.5亿元用于污水处理厂，3.3亿元用于还债，剩余1.2亿元补充营运资金，期限3年。"
    assert "1.2亿元" in said(analyse("票据的钱干嘛了，各用多少"), text, 0.9, 0.1, 0, 0)
    assert "1.2亿元" not in said(analyse("污水处理厂用多少"), text, 0.9, 0.1, 0, 0)


def test_a_part_that_leans_on_another_is_answered_by_another_clause() -> None:
    """坐几路 is told already."""
    text = "出了车站东门口坐8路公交，全程45分钟。"
    sentence = Segment(0, len(text), text)
    _, later = analyse_parts("去古镇坐几路、多少时间", [])
    weights = dict.fromkeys([*later.terms, *later.carried], 1.0)
    told = answering_pieces(later, weights, sentence, (0.9, 0.1))
    assert "45分钟" not in joined(later, told)
    told = answering_pieces(later, weights, sentence, (0.9, 0.1), (0, 13))
    assert joined(later, told).endswith("45分钟。")


def test_both_ends_of_a_change_are_told_where_both_are_asked_for() -> None:
    """由…降至…, not by how much."""
    text = "债券仓位为21.4%，股票仓位由三季度末的79.5%降至68.2%，净值较三季度末减少5.2%。"
    assert "79.5%降至68.2%" in said(analyse("股票仓位从多少降到多少"), text, 0.1, 0.2, 0.4)
    assert tells_from_to("从多少降到多少", "操作利率由1.80%调整为1.70%")
    assert not tells_from_to("从多少降到多少", "由市财政安排2亿元")
    assert not asks_from_to("从哪天起能领多少")
    assert tells_from_to("从几月几号到几月几号", "医保年度为10月1日至次年9月30日")
    assert not tells_from_to("从几月几号到几月几号", "10月1日起进入新年度")


def test_where_something_stands_is_not_told_by_how_far_it_has_moved() -> None:
    """Whatever the reader marks."""
    text = "7月原油期货结算价上涨1.19美元，至每桶101.93美元，涨幅1.2%。"
    assert "101.93美元" in said(analyse("原油期货结算价是多少"), text, 0.9, 0.05, 0.05)
    assert "101.93" not in said(analyse("原油期货上涨多少美元"), text, 0.9, 0.05, 0.05)


def test_a_change_may_be_from_another_month() -> None:
    """比3月同期下降 goes on with what the part before is answered with, as 同比下降 does."""
    text = "4月成交4258套，比3月同期下降18.4%。"
    _, then = analyse_parts("4月成交多少套，比3月降多少")
    assert goes_on(then, Segment(0, len(text), text), (0, text.index("比")))


def test_what_is_asked_of_a_part_is_told_behind_the_total() -> None:
    text = "8月成交2.47万亿美元；其中，远期成交470亿美元，期权成交840亿美元。"
    assert "840亿美元" in said(analyse("8月期权成交多少美元"), text, 0.9, 0.0, 0.05, 0.05)
    assert "2.47万亿美元" in said(analyse("8月成交多少美元"), text, 0.9, 0.0, 0.05, 0.05)


def test_a_sum_in_another_currency_is_told_where_that_is_asked_for() -> None:
    text = "实际使用外资913.6亿元人民币，折合141.2亿美元，规模稳定。"
    assert "141.2亿美元" in said(analyse("使用外资折成美元是多少"), text, 0.9, 0.1, 0)
    assert "141.2" not in said(analyse("实际使用外资是多少"), text, 0.9, 0.1, 0)


@pytest.mark.parametrize(
    ("question", "text", "shares", "answer"),
    [
        (  # what is paid is told where it is given, not for what
            "出口做到六百万美元，奖多少",
            "对出口额200万美元、600万美元以上的企业，分别奖励4万元、7万元，每家限一次。",
            (0.9, 0.1, 0),
            "7万元",
        ),
        (
            "高级工能领多少补贴",
            "取证后可申领补贴：初级1000元，中级1500元，高级2000元。",
            (0.1, 0.1, 0.8),
            "2000元",
        ),
        (  # by how much something fell is told by what fell
            "石墨近一个月累计跌多少元",
            "石墨报3.18万元，近5日累计涨260元，近30日累计跌9400元。",
            (0.1, 0.5, 0.4),
            "9400元",
        ),
        (  # 产量5万吨 alone might be of anything
            "产量是多少万吨",
            "2014年，全市药材种植面积7.4万亩，产量5万吨，品质提升。",
            (0, 0, 0.9, 0),
            "药材种植面积7.4万亩，产量5万吨",
        ),
        (  # 自己 is told as 个人
            "居民医保自己交多少钱",
            "居民医保筹资标准为720元，其中个人缴费240元，补贴480元。",
            (0.4, 0.4, 0.1),
            "240元",
        ),
        (
            "哪一类价格下降了",
            "粮油价格上涨2.1%，鞋帽价格上涨2.3%，房租价格上涨0.9%，药品价格下降0.4%。",
            (0.9, 0.05, 0.05, 0),
            "药品价格下降0.4%",
        ),
    ],
)
def test_the_clause_that_says_it_is_taken_whatever_the_reader_marks(
    question: str, text: str, shares: tuple[float, ...], answer: str
) -> None:
    assert answer in said(analyse(question), text, *shares)


def test_a_figure_of_a_row_is_said_with_the_rows_name() -> None:
    """Though the question does not say it; below a caption, too."""
    row = "各片区改造进度——片区：城西，户数：4150，完成率：68%。"
    found = said(analyse("改造户数最多是多少"), row, 0, 0, 0.9, 0.1)
    assert "片区：城西，户数：4150" in found


def test_what_stands_before_a_colon_is_said_of_each_item() -> None:
    """The fare of the second line, not that of the first, which follows the colon."""
    text = "开通假日专线：J1路（北站—云岭），首末班8:00，票价5元；J2路（南站—棠溪古镇），首末班7:30，票价3元。"
    assert "票价3元" in said(analyse("去棠溪古镇的假日专线票价多少钱"), text, 0, 0, 0, 0, 0, 0)


def test_what_a_sum_is_paid_for_is_said_with_it() -> None:
    """With its own figures, where it is what the sum holds for."""
    text = "（二）新车售价2000元至4000元的，补贴500元；"
    assert said(analyse("新车售价3000元补贴多少"), text, 0, 0.9) == text


def test_what_answers_grows_by_what_says_more_of_the_question() -> None:
    """Not by other items, nor far beyond it, unless it is asked how or why; the short end of a sentence is
    said."""
    text = (
        "打造区域走廊，积极对接产业资源；以核心板块为试点，实施上海研发、河南制造的飞地经济模式，创新政策供给机制；"
        "推动医疗合作。"
    )
    shares = (0, 0, 0.2, 0.8, 0, 0)
    who = said(analyse("是谁主张上海研发、河南制造"), text, *shares)
    assert who == "以核心板块为试点，实施上海研发、河南制造的飞地经济模式，创新政策供给机制；"
    assert said(analyse("怎样落实上海研发、河南制造"), text, *shares) == text
    long = f"市里{'积极稳妥有序地' * 8}聘任林思远为总经理，{'相关手续正在按照规定办理之中' * 2}，共计73人。"
    assert said(analyse("谁是总经理"), long, 1, 0, 0).endswith("总经理，")
    short = f"市里{'积极稳妥有序地' * 8}聘任林思远为总经理，任期三年。"
    assert said(analyse("谁是总经理"), short, 1, 0) == short


def test_lines_of_labels_are_no_row() -> None:
    """绿卡：60至64周岁；红卡：… are parts of their own, the cells of a table's row are not."""
    lines = "绿卡：60至64周岁；红卡：65至79周岁；金卡：80周岁及以上。"
    assert not is_row(clauses(Segment(0, len(lines), lines)))
    row = "指标：货邮，2022年：62.5万吨，2023年：60.8万吨。"
    assert is_row(clauses(Segment(0, len(row), row)))
