"""The reading view, sections and chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.chunks import CHUNK_CHARACTERS, chunks
from corpus.document import spans
from corpus.lines import Kind, lines_of
from corpus.script import fold
from corpus.sections import sections
from corpus.view import reading_view

PAGE = st.lists(
    st.sampled_from(
        [
            "一、总体情况", "（二）主要指标", "## 交通", "# 公报", "", "", "  ", "第3页", "- 12 -",
            "全市货邮吞吐量49.5万吨，增长32.8%。", "旅客吞吐量达到１９２４．５万人次，比上年同期增长",
            "百分之十点九。", "市交通局", "本报记者 张三", "| 指标 | 2023年 |", "|---|---|",
            "| 货邮 | 60.8 |", "**答：** 正在推进。", "New", "York airport", "“引号”之后没有",
            "长句没有标点一直写下去" * 12, "甲；乙；丙！丁？", "\u200b零宽\ufeff字符", "　　全角空格开头。",
        ]
    ),
    max_size=24,
).map("\n".join)  # fmt: skip


def view_text(text: str) -> str:
    return reading_view(text).text


def test_a_sentence_broken_over_lines_is_joined() -> None:
    """A column's edge is no sentence end."""
    text = "郑州机场旅客吞吐量一千九百万人次，货邮吞\n吐量四十九万吨，均居全国前列，增速加快。\n"
    assert view_text(text) == text.replace("\n", "")


def test_a_sentence_broken_over_a_blank_line_is_joined() -> None:
    """A paragraph cut at the foot of a column goes on after the gap."""
    text = "培育壮大新兴产业，引进了一批重大项目，核\n\n心产业规模超300亿元。"
    assert view_text(text) == "培育壮大新兴产业，引进了一批重大项目，核心产业规模超300亿元。"


def test_no_number_is_made_of_two_paragraphs() -> None:
    """A headline that ends in a figure does not go on with the year below it."""
    text = (
        "大气环境考核结果公布：今年细颗粒物浓度首次低于40\n\n2024年，年均浓度39.1微克，下降5.1%。"
    )
    assert "402024" not in reading_view(text).text
    assert "首次低于40\n2024年" in reading_view(text).text


def test_a_short_line_of_two_clauses_goes_on_and_a_short_label_does_not() -> None:
    """A comma makes half a sentence of it; a label has none."""
    text = "学校应当抓紧,尽早把校园食堂\n\n改造成开放的厨房,让家长放心。"
    assert view_text(text) == text.replace("\n\n", "")
    labels = "发布单位：市教育部门办公室\n\n协办单位：市财政局、市体育局"
    assert view_text(labels) == labels.replace("\n\n", "\n")


def test_a_lost_opening_sign_does_not_keep_the_rest_of_a_sentence_apart() -> None:
    """Where another quotation is open it may be that one's end, and stays where it stands."""
    text = "船队今年一共开行了812个航次,货重31.5万吨,形成了通达19个沿江\n\n港口、6个内陆场站”水运网络。"
    assert view_text(text) == text.replace("\n\n", "")
    open_above = f"谋划建设“一港、两\n\n{text}"
    assert view_text(open_above).endswith("沿江\n港口、6个内陆场站”水运网络。")


COLUMN = """\
不料水机运到，居民要放巷口，
商户要放中段瑞记纸行
门前，纸行掌柜
反倒不依，谓
占了铺面、阻了搬货。
　　韩掌柜居中说合，提议放在
巷口与中段之间的
古井亭，双方允诺。
"""


def test_lines_of_a_narrow_ragged_column_are_joined() -> None:
    """However short a line is; an indented one begins a paragraph."""
    assert view_text(COLUMN) == (
        "不料水机运到，居民要放巷口，商户要放中段瑞记纸行门前，纸行掌柜反倒不依，谓占了铺面、阻了搬货。\n"
        "韩掌柜居中说合，提议放在巷口与中段之间的古井亭，双方允诺。"
    )


def test_lines_of_a_list_stay_apart() -> None:
    """Labels, rows and signatures are short too, and none breaks off at a comma."""
    text = "大港区：6月812万吨，累计4733万吨\n河港区：6月287万吨，累计1688万吨\n单位：万吨\n市港口局\n2024年7月8日\n"
    assert view_text(text) == text.strip()


def test_paragraphs_that_end_stay_apart() -> None:
    """Closing punctuation ends a paragraph."""
    assert view_text("第一段到此结束。\n\n第二段由此开始。") == "第一段到此结束。\n第二段由此开始。"


def test_a_headline_is_not_drawn_into_the_text_before_it() -> None:
    """A cut paragraph does not swallow the headline that follows."""
    text = "建议进一步加大政策扶持力度，合理制\n\n创新推动服务业繁荣发展\n\n文史委员会\n\n正文在此，很长。"
    assert "合理制\n创新推动" in view_text(text)


def test_blanks_between_hanzi_go_and_between_words_stay() -> None:
    """Layout blanks are not part of Chinese text; those of Latin text are."""
    assert (
        view_text("推进中原 城市群一体化，打造 New  York 样板。")
        == "推进中原城市群一体化，打造New York样板。"
    )


def test_page_numbers_and_marks_are_left_out() -> None:
    """Furniture and Markdown signs are not read aloud."""
    text = "**郑州回答：**正在推进。\n\n- 12 -\n\n第3页\n\n下一段。"
    assert view_text(text) == "郑州回答：正在推进。\n下一段。"


def test_a_running_head_on_every_page_is_left_out() -> None:
    """A line that comes back on numbered pages is furniture."""
    page = "郑州市年度报告\n\n正文第{n}段到此结束，内容各不相同。\n\n{n}\n\n"
    text = "".join(page.format(n=n) for n in range(1, 5))
    assert "郑州市年度报告" not in view_text(text)


def test_a_table_row_carries_its_header() -> None:
    """Each row of a Markdown table reads by itself and maps back to its cells."""
    text = "| 指标 | 单位 | 2023年 |\n|---|---|---|\n| 货邮吞吐量 | 万吨 | 60.8 |\n"
    view = reading_view(text)
    assert "货邮吞吐量" in view.text
    assert "60.8万吨" in view.text
    at = view.text.index("60.8")
    assert [view.offsets[at + i] for i in range(4)] == [text.index("60.8") + i for i in range(4)]


SPACED = """\
主要指标

指标　　　　　　2025年　　2030年
货邮吞吐量　　　14.2万吨　35万吨
旅客吞吐量\t1075万人次　1800万人次
冷库总库容  86万立方米  150万立方米
"""


def test_columns_set_apart_by_blanks_are_a_table() -> None:
    """Wide blanks, tabs or several; a row says its header, as between bars."""
    view = view_text(SPACED)
    assert "指标：货邮吞吐量，2025年：14.2万吨，2030年：35万吨。" in view
    assert "指标：冷库总库容，2025年：86万立方米，2030年：150万立方米。" in view


def test_the_head_of_such_a_table_may_leave_out_the_name_of_its_first_column() -> None:
    """It is indented, and has one cell less than the rows right below it."""
    head = "            8月销量     同比       1—8月累计"
    rows = "甲汽车    48,122     +37.6%     29.87万\n乙汽车     7,815     -51.2%      8.46万"
    described = "甲汽车，8月销量：48,122，同比：+37.6%，1—8月累计：29.87万。"
    assert described in view_text(f"销量公布。\n\n{head}\n{rows}\n")
    assert described not in view_text(f"销量公布。\n\n{head}\n\n{rows}\n")


def test_the_line_that_leads_in_to_a_table_is_said_with_each_row() -> None:
    """What it is of; a line with figures or a unit, or one that names nothing, is not."""
    table = "| 区域 | 套数 | 均价 |\n|---|---|---|\n| 甲区 | 12套 | 9元 |\n| 乙区 | 13套 | 8元 |\n"
    assert "各区新房成交——区域：甲区，套数：12套，均价：9元。" in view_text(
        f"各区新房成交：\n\n{table}"
    )
    for line in ("9月各区成交：", "各区情况如下：", "成交（单位：套）：", "各区成交"):
        assert "\n区域：甲区，套数：12套，均价：9元。" in view_text(f"{line}\n\n{table}")


def test_a_table_whose_rows_lack_the_outer_bars_is_one() -> None:
    """A figure at the end of a row and one at the beginning of the next are two."""
    rows = "排名 | 县区 | 降尘量 | 优良天数\n9 | 甲县 | 6.6 | 26\n10 | 乙县 | 7.4 | 24"
    assert view_text(rows) == (
        "排名：9，县区：甲县，降尘量：6.6，优良天数：26。\n"
        "排名：10，县区：乙县，降尘量：7.4，优良天数：24。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "张三　李四　王五\n赵六　孙七　周八\n吴九　郑十　陈一\n",
        "指标　2025年　2030年\n",
        "货邮　14.2万吨\n旅客　1075万人次\n冷库　86万立方米\n",
    ],
)
def test_names_and_pairs_in_columns_are_none(text: str) -> None:
    """No figures, too few rows, too few columns."""
    assert "：" not in view_text(text)


def test_a_title_does_not_go_on_with_a_label() -> None:
    """Nor does a dateline: a half sentence goes on with words, not with the name of a field or a question."""
    letter = (
        "读者来信：南湖边的养殖网箱拆了，补偿算到哪儿了\n\n编辑同志：\n\n我养了19年鱼，网箱拆了。\n"
    )
    assert reading_view(letter).text.split("\n")[:2] == [
        "读者来信：南湖边的养殖网箱拆了，补偿算到哪儿了",
        "编辑同志：",
    ]
    table = "统计局、交通运输局编　发布日期：2024年7月18日\n\n旅客——指标：合计，2023年：2535.8万人次。\n"
    assert len(reading_view(table).text.split("\n")) == 2
    asked = "营商环境是经济发展的重要软实力，也是核心竞争力。下一步如何做好营商环境的深化提升？"
    cut = f"全面加强知识产权保护，建立健全刑事、民事、行政、公益诉\n\n{asked}\n"
    assert len(reading_view(cut).text.split("\n")) == 2
    halves = "支持企业技术改造，建立健全成果转化体系，推动\n\n先进制造业和现代服务业融合发展。\n"
    assert len(reading_view(halves).text.split("\n")) == 1


def test_headings_give_the_section_path() -> None:
    """Markdown, numbered and unmarked headings nest as a reader sees them."""
    text = (
        "# 公报\n\n一、交通\n\n航空增长较快，货邮突出。\n\n"
        "（一）机场\n\n三期扩建加快，进度良好。\n\n二、工业\n\n增速居前，结构优化。"
    )
    assert [chunk.section for chunk in chunks(reading_view(text))] == [
        "公报 > 一、交通",
        "公报 > 一、交通 > （一）机场",
        "公报 > 二、工业",
    ]


def test_lines_with_arabic_numbers_head_what_stands_below_them() -> None:
    """Where every line of the list is a label with something below it, a colon or none at its end."""
    text = "# 招标公告\n\n一、说明：\n见下文。\n1. 保证金\n一标段80万元，可用保函。\n2. 工期\n（1）一标段330天。\n（2）二标段240天。"
    assert [chunk.section for chunk in chunks(reading_view(text))] == [
        "招标公告 > 一、说明：",
        "招标公告 > 一、说明： > 1. 保证金",
        "招标公告 > 一、说明： > 2. 工期",
    ]
    dotted = "1. 概况\n1.1 地点\n南河路86号\n1.2 控制价\n4186万元。\n2. 条件\n须有资质。"
    assert [chunk.section for chunk in chunks(reading_view(dotted))] == [
        "1. 概况 > 1.1 地点",
        "1. 概况 > 1.2 控制价",
        "2. 条件",
    ]


def test_who_writes_and_when_goes_on_with_nothing() -> None:
    """Neither the headline with a name nor that with the text."""
    text = "甲新材三季报：利润跑得比收入快，账上的钱却没跟上\n财讯港\n记者王红 2026年3月8日 22:16\n今晚在体育馆打响，主队取胜。\n"
    assert reading_view(text).text.count("\n") == text.count("\n") - 1


def test_what_is_ticked_belongs_to_what_is_asked() -> None:
    """Though a blank line stands between."""
    text = "重要提示：\n\n2.第三季度报告是否经过审计\n\n□是　☑否\n\n一、数据\n收入412亿元。"
    assert any(
        "是否经过审计" in one and "☑否" in one for one in reading_view(text).text.split("\n")
    )


def test_where_a_page_stands_and_what_it_offers_is_no_text() -> None:
    """Nothing goes on from 【打印】, and the way to the page is left out."""
    text = "首页 > 政务公开 > 通告\n发布日期：2025-07-04 【打印】【收藏】\n\n近期，我局组织抽检，7批次不合格。"
    assert reading_view(text).text.split("\n")[-1] == "近期，我局组织抽检，7批次不合格。"
    assert "首页" not in reading_view(text).text


@pytest.mark.parametrize(
    "text",
    [
        "名单\n\n1. 甲公司\n2. 乙公司\n以上企业公示五天。",
        "通知\n\n1. 保证金\n一标段80万元。\n2. 工期：一标段330天。\n另行通知。",
        "职责\n\n1. 负责全市公共资源交易平台的建设运行\n维护管理工作。\n2. 负责全市公共资源交易数据的归集共享\n开放工作。",
    ],
)
def test_other_numbered_lines_stay_items(text: str) -> None:
    """Names in a list, items that say something, and items broken over lines."""
    found = chunks(reading_view(text))
    assert {chunk.section for chunk in found} == {text.partition("\n")[0]}


def test_sections_hold_what_stands_below_their_heading() -> None:
    """An outer section ends where the next of its depth starts."""
    text = "# 甲\n\n正文一。\n\n## 乙\n\n正文二。\n\n# 丙\n\n正文三。"
    found = {s.title: text[s.start : s.end] for s in sections(reading_view(text), len(text))}
    assert found["甲"] == "# 甲\n\n正文一。\n\n## 乙\n\n正文二。\n\n"
    assert found["乙"] == "## 乙\n\n正文二。\n\n"
    assert found["丙"] == "# 丙\n\n正文三。"


def test_a_speaker_below_a_headline_is_part_of_the_path() -> None:
    """Newspaper pages name the speaker in a line of its own."""
    text = "深挖“网上丝绸之路”潜力\n\n民建郑州市委\n\n跨境电商是一种贸易手段，作用突出。"
    (chunk,) = chunks(reading_view(text))
    assert chunk.section == "深挖“网上丝绸之路”潜力 > 民建郑州市委"


@given(PAGE)
def test_every_view_character_stands_in_the_original(text: str) -> None:
    """The map is true: each mapped character is the original's, folded at most."""
    view = reading_view(text)
    for character, offset in zip(view.text, view.offsets, strict=True):
        if offset >= 0:
            assert fold(text[offset]) == character or (character == " " and text[offset].isspace())


@given(PAGE)
def test_only_furniture_and_blanks_stay_uncovered(text: str) -> None:
    """No word of a document is lost on the way into chunks."""
    covered = set(reading_view(text).offsets)
    furniture = [line for line in lines_of(text) if line.kind is Kind.FURNITURE]
    for line in furniture:
        covered |= set(range(line.start, line.end))
    for line in lines_of(text):
        row = set(range(line.start, line.end))
        if line.kind is Kind.TABLE and row & covered:  # a unit column's header is in its units
            covered |= row
    rest = {text[i] for i in range(len(text)) if i not in covered and not text[i].isspace()}
    assert rest <= set("#*|-_>:\u200b\ufeff")


def test_a_title_with_a_comma_stands_by_itself() -> None:
    """A paragraph below it that is longer by far does not go on with it."""
    title = "2元早餐、12元午餐：社区食堂怎样做到“不亏本”"
    text = f"{title}\n\n（黄河日报 记者 王红）上午十一时，社区的长者食堂飘出饭香，老人刷脸取餐，一荤两素一汤，自付八元。\n"
    assert reading_view(text).text.split("\n")[0] == title


def test_a_long_list_of_questions_is_cut_in_time_that_grows_with_it() -> None:
    """No question ends a chunk, and nothing is lost, far beyond what is cut at once."""
    entry = "{}号窗口几点开门？\n{}号窗口八点半开门，下午五点关门，中午不休息，周末也不休息。\n"
    text = "".join(entry.format(i, i) for i in range(1_000))
    cut = chunks(reading_view(text))
    assert "".join(one.text for one in cut).replace("\n", "") == text.replace("\n", "")
    assert not any(one.text.strip().endswith("？") for one in cut)
    assert max(len(one.text) for one in cut) <= CHUNK_CHARACTERS


def test_a_question_stays_with_its_answer() -> None:
    """A chunk ends before a paragraph that is nothing but a question, not behind it."""
    before, answer = "上半年经济运行平稳。" * 28, "下半年主要做三件事。" * 5
    question = "电视台记者：外贸表现怎么样？后续如何稳外贸？"
    cut = chunks(reading_view(f"{before}\n{question}\n{answer}\n"))
    assert [one.text.strip().startswith(question) for one in cut] == [False, True]
    assert "".join(one.text for one in cut).replace("\n", "") == f"{before}{question}{answer}"


@given(PAGE, st.integers(20, 120))
def test_chunks_tile_the_view(text: str, size: int) -> None:
    """Chunks follow each other without gap or overlap, within the size, and map into the text."""
    view = reading_view(text)
    found = chunks(view, size)
    whole = view.text.replace("\n", "").replace(" ", "")
    said = "".join(chunk.text for chunk in found).replace("\n", "").replace(" ", "")
    assert said == whole
    for chunk in found:
        assert len(chunk.text) <= size
        assert 0 <= chunk.start < chunk.end <= len(text)
        for start, end in spans(chunk.runs, 0, len(chunk.text)):
            assert 0 <= start < end <= len(text)


@given(PAGE)
def test_the_same_text_is_cut_the_same_way(text: str) -> None:
    """Cutting is a function of the text alone."""
    assert chunks(reading_view(text)) == chunks(reading_view(text))


def test_a_numbered_item_goes_on_in_the_next_line() -> None:
    """Where it fills the page's width and holds clauses; a heading above a paragraph does not."""
    page = (
        "一、支持标准\n（一）首次认定的高新技术企业，一次性奖励20万元；重新认定的，一次性奖励\n10万元。\n"
        "（二）首次入库的国家科技型中小企业，每家补助2万元。\n"
    )
    assert "一次性奖励10万元。" in reading_view(page).text
    heading = (
        "（一）坚持规划引领，强化项目支撑\n全年新开工项目二百一十二个，完成投资一千零二十一亿元。\n"
    )
    assert "项目支撑\n全年" in reading_view(heading).text
