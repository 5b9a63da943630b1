"""Title and date of a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Extracted
from corpus.metadata import date_in, date_of, iso_day, title_in, title_of

REAL = Path(__file__).parents[3] / "shared" / "corpus"
BODY = "近年来，郑州市积极发展现代服务业，取得了显著成效，现将有关情况报告如下，请予审议。\n"


@pytest.mark.parametrize(
    "line",
    ["2024-09-21", "  • 2024-09-21", "2024年9月21日", "二〇二四年九月二十一日", "二○二四年九月二十一日",
     "２０２４年９月２１日", "发布日期：2024-09-21 10:20", "【成文日期】 2024年9月21日",
     "郑州日报 2024年9月21日 星期六 第3版", "来源：郑州日报 2024-09-21 08:00", "（2024年9月21日）",
     "（2024年9月21日在郑州市第十六届人民代表大会第一次会议上）", "2024/9/21",
     "2024年9月21日 星期六  第03版：县域观察", "2024年9月21日 A04版 城事", "2024年9月21日　荆楚早知道", "2024年9月21日 《黄河周刊》",
     "本报广州2024年9月21日电（记者 王红）9月20日，大桥合龙。", "黄河日报　2024年9月21日讯", "公告日期：2024年9月21日",
     "（黄河日报 2024年9月21日 记者 王红）上午十一时，食堂开饭。", "提问时间：2024-09-21",
     "某港集团办公室    2024年9月21日印发", "——2024年9月21日在郑州市第十六届人民代表大会第一次会议上"],
)  # fmt: skip
def test_a_date_near_the_head_is_the_documents(line: str) -> None:
    """Alone on its line, labelled, in a newspaper's head or as the occasion of a speech."""
    assert date_in(f"关于做好工作的通知\n\n{line}\n\n{BODY * 30}") == "2024-09-21"


@pytest.mark.parametrize("line", ["2024年9月21日", "郑州市人民政府  2024年9月21日",
                                  "郑州市人民政府办公厅 2024年9月21日印发", "二〇二四年九月二十一日"])  # fmt: skip
def test_a_date_that_signs_off_is_the_documents(line: str) -> None:
    """落款 at the very end, with or without who signs."""
    assert date_in(f"关于做好工作的通知\n{BODY * 30}\n{line}\n\n主办单位：办公室 邮编：450007") == (
        "2024-09-21"
    )


@pytest.mark.parametrize(
    "line",
    ["2024年9月21日，市政府召开常务会议，研究有关工作。", "会议时间：2024年9月21日", "实施日期：2024-09-21",
     "截至2024年9月21日", "2024年9月", "2024年13月1日", "2024-02-30", "9月21日", "3024年9月21日"],
)  # fmt: skip
def test_other_dates_are_not_the_documents(line: str) -> None:
    """A mention, another event's day, a month, or a day that never was."""
    assert date_in(f"标题\n{line}\n{BODY}\n{line}") is None


@pytest.mark.parametrize(
    "line",
    ["车市快报 2024-09-21 12:30  记者 王红", "研报精选  2024-09-21", "东港财经网 | 公司 | 2024-09-21 08:05",
     "【基金】2024年09月21日 07:58  理财周刊", "提问者：小鱼儿妈 2024-09-21 浏览 18432次", "编辑于 2024-09-21 来自 手机用户",
     "回答 3   浏览 5266   更新：2024-09-21", "楼主：老赵   发表于 2024-09-21", "文/骑行小馆  2024年9月21日",
     "旅途百科 · 2024-09-21 修订", "健康网 > 痛风    更新日期：2024年9月21日", "法问网 > 债权债务    解答人：某律师    2024-09-21",
     "编制：某机场运行部  2024年9月21日  第4期（总第87期）"],
)  # fmt: skip
def test_a_byline_tells_the_day(line: str) -> None:
    """Below the headline of news and of pages that search engines find, whatever the column is called."""
    assert date_in(f"甲乳业拟回购股份\n{line}\n\n{BODY * 30}") == "2024-09-21"


@pytest.mark.parametrize(
    "line",
    ["2024年9月21日 首座大桥通车", "开标时间：2024-09-21 09:30", "报名 2024-09-21 09:30", "自 2024-09-21 起执行",
     "最初发布：2024年9月21日", "2024年9月21日 首座大桥通车的新闻", "（2024年9月21日某市第十届人大常委会通过）本条例自公布之日起施行。", "| 2024-09-21 09:00 | 开幕 |", "考试时间：2024-09-21"],
)  # fmt: skip
def test_other_lines_with_a_day_are_no_bylines(line: str) -> None:
    """Chronicles, dates of events and rows of tables."""
    assert date_in(f"甲市大事记\n{line}\n{BODY * 30}") is None


def test_the_day_of_a_revision_comes_last() -> None:
    """What says when a page was published wins, wherever it stands."""
    head = "甲乳业\n编辑于 2024-09-22 来自 手机\n新知网 2024-09-21 08:00\n"
    assert date_in(f"{head}{BODY * 30}") == "2024-09-21"


@pytest.mark.parametrize(
    ("name", "date"),
    [("通知20240921.txt", "2024-09-21"), ("2024-09-21 通知.pdf", "2024-09-21"), ("2024年9月.docx", None),
     ("2024_9_21.md", "2024-09-21"), ("2024年9月21日.txt", "2024-09-21"), ("20241399.txt", None),
     ("005202409211.txt", None), ("001_ab73ab1b96b1d70f.txt", None), ("a/20240921/正文.txt", None)],
)  # fmt: skip
def test_a_file_name_may_hold_the_date(name: str, date: str | None) -> None:
    """Only a whole, possible day that stands by itself."""
    assert date_of(Extracted("正文。"), name) == date


def test_the_formats_date_comes_first() -> None:
    """Format, then text, then name."""
    text = f"标题\n2024年1月2日\n{BODY}"
    assert date_of(Extracted(text, date="2023-05-06"), "20220101.txt") == "2023-05-06"
    assert date_of(Extracted(text), "20220101.txt") == "2024-01-02"
    assert date_of(Extracted(BODY), "20220101.txt") == "2022-01-01"


def test_metadata_dates_of_any_form_become_days() -> None:
    """What programs write into metadata."""
    assert iso_day("2024-09-21T10:00:00+08:00") == "2024-09-21"
    assert iso_day("20240921") == "2024-09-21"
    assert iso_day("20240921103000") == "2024-09-21"
    assert iso_day("昨天") is None


@pytest.mark.parametrize(
    ("head", "title"),
    [("市政府文件\n郑政〔2024〕12号\n关于印发实施方案的通知\n各区县人民政府：\n", "关于印发实施方案的通知"),
     ("郑州市人民政府\n关于印发2024年重点工作的\n通知\n", "郑州市人民政府关于印发2024年重点工作的通知"),
     ("某市岭南区民政局2025年部门预算公开\n目录\n第一部分 部门概况\n第二部分 2025年部门预算情况说明\n", "某市岭南区民政局2025年部门预算公开"),
     ("首页 > 公司 > 正文\n甲公司拟收购乙公司\u3000丙公司出让三成股权\n", "甲公司拟收购乙公司 丙公司出让三成股权"),
     ("证券代码：300001 证券简称：甲\n甲生物股份有限公司\n首次公开发行股票并在创业板上市\n网上申购情况及中签率公告\n",
      "甲生物股份有限公司首次公开发行股票并在创业板上市网上申购情况及中签率公告"),
     ("某市政府 > 互动交流 > 市长信箱\n来信时间：2025-05-19 21:47\n关于小区夜间噪声的问题\n", "关于小区夜间噪声的问题"),
     ("石岬县人民政府 > 政府工作报告\n\n政府工作报告（节选）\n", "石岬县人民政府政府工作报告（节选）"),
     ("石岬县人民政府 > 公告\n\n关于石岬县城区停水的公告\n", "关于石岬县城区停水的公告"),
     ("红河州弥勒市人民政府办公室 > 公开\n\n弥勒市关于印发防汛预案的通知\n", "弥勒市关于印发防汛预案的通知"),
     ("发布机构：石岬县水务局\n\n关于城区停水的公告\n", "石岬县水务局关于城区停水的公告"),
     ("某市公积金中心 > 政策解读\n\n《关于优化贷款的通知》政策问答\n", "某市公积金中心《关于优化贷款的通知》政策问答"),
     ("索 引 号：0143/2024-3\n办理单位：某市民政局\n某市老年人家庭改造补贴细则\n", "某市老年人家庭改造补贴细则"),
     ("第03版：县域观察\n“咸土窝”里刨出“吨半粮”\n", "“咸土窝”里刨出“吨半粮”"),
     ("来信时间：2025-05-19\n信件标题：关于小区夜间噪声的问题\n", "关于小区夜间噪声的问题"),
     ("云门大桥\n\n（词条编辑：某人    更新于2024年7月）\n\n", "云门大桥"),
     ("某地工业遗产博物馆\n资料来源：文博年鉴（2023卷） 执笔：某人\n", "某地工业遗产博物馆"),
     ("某地博物馆简介\n某市文化遗产促进会编 2024年2月\n", "某地博物馆简介"),
     ("开学要准备什么？妈妈整理的清单（2025届）\n\n家长论坛 楼主：某人（大宝三年级）\n\n", "开学要准备什么？妈妈整理的清单（2025届）"),
     ("政府工作报告（摘要）\n——2025年1月14日在运城市第五届人民代表大会第三次会议上\n", "运城市政府工作报告（摘要）"),
     ("政府工作报告\n运城市代市长 某人\n", "政府工作报告"),
     ("石渠市社会保险事业中心\n企业职工退休申报须知（2024年版）\n", "石渠市社会保险事业中心企业职工退休申报须知（2024年版）"),
     ("公告号：2024年第5号\n关于召开听证会的公告\n", "关于召开听证会的公告"),
     ("新型电解质问世 零下30摄氏度仍可快充\n", "新型电解质问世 零下30摄氏度仍可快充"),
     ("某市2024年统计公报[1]\n", "某市2024年统计公报"),
     ("某市日报\n2024年6月28日 第02版：要闻\n\n地铁3号线明日开通\n本报讯（记者 王红）明日开通。\n\n早市搬家\n本报讯（记者 李明）早市搬家。\n",
      "某市日报 2024年6月28日 第02版：要闻"),
     ("某市日报\n2024年6月28日 第02版：乡村\n\n一片叶子富了一个村\n——某村合作社的账本\n本报记者 王红\n清明前后，满山都是采茶人。\n", "一片叶子富了一个村（某市日报）"),
     ("某市日报\n2024年6月28日 第02版：要闻\n\n地铁3号线一期工程明日开通\n本报讯（记者 王红）明日开通。\n", "地铁3号线一期工程明日开通（某市日报）"),
     ("拆下来的旧空调去哪儿了？\n——走进一家拆解厂\n\n", "拆下来的旧空调去哪儿了？"),
     ("某牌路由器怎么修改密码？\n服务支持 > 常见问题   编号：1\n", "某牌路由器怎么修改密码？"),
     ("某市长期护理保险发布会答记者问\n", "某市长期护理保险发布会答记者问"),
     ("办事指南：购房提取住房公积金\n发布单位：某市公积金中心\n事项类型：公共服务\n", "某市公积金中心办事指南：购房提取住房公积金"),
     ("要闻\n抓创新提效能 奋力谱写新篇章\n本报记者 王红\n", "抓创新提效能 奋力谱写新篇章"),
     ("一行短文\n# 一、要求\n", "一行短文"), ("正文\n# 工作总结\n", "工作总结"), (BODY, None)],
)  # fmt: skip
def test_the_title_stands_at_the_head(head: str, title: str | None) -> None:
    """Official form first, then a headline above the body; a sentence is no title."""
    assert title_in(head + BODY) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("四家公司11月成绩单：甲居首，乙单票收入跌破十五元\n财经网 记者 王红\n\n正文。", "四家公司11月成绩单：甲居首，乙单票收入跌破十五元"),
        ("不给开离职证明怎么办？可以要求赔偿吗？\n\n可以。", "不给开离职证明怎么办？可以要求赔偿吗？"),
        ("快评 | 甲新材三季报：利润跑得快，账上的钱却没跟上\n财讯港\n2025-10-28 19:42 阅读 3.2万\n正文。", "快评 | 甲新材三季报：利润跑得快，账上的钱却没跟上"),
        ("山海语\n\n山海语是一种语言。", "山海语"),
        ("今年以来，我市坚持把民生放在心上摆在首位，全\n力推进各项工作。", None),
        ("今年以来，我市坚持把民生放在心上摆在首位。\n\n正文。", None),
        ("健康 > 痛风\n问：尿酸高，还能喝啤酒吗？\n提问者：小鱼 浏览 18次\n不能。", "尿酸高，还能喝啤酒吗？"),
        ("织图\n\n类型：软件\n开发者：甲社区\n织图能做地图。织图是免费的，织图有五版。", "织图"),
        ("山海语\n\n另一种语言。", None),
        ("只有一行，也没有别的什么内容可以看的", None),
    ],
)  # fmt: skip
def test_a_first_line_that_is_set_off_is_a_title(text: str, title: str | None) -> None:
    """With commas or a question mark in it; a broken line of a paragraph is none."""
    assert title_in(text) == title


def test_a_programs_words_are_no_title() -> None:
    """Format titles like Document1 give way to the text's, and that to the file's name."""
    text = f"关于做好工作的通知\n{BODY}"
    assert title_of(Extracted(text, "年度报告"), "a.docx") == "年度报告"
    for title in (
        "Document1",
        "Microsoft Word - 报告.doc",
        "PowerPoint 演示文稿",
        "C:\\报告.doc",
        " ",
    ):
        assert title_of(Extracted(text, title), "a.docx") == "关于做好工作的通知"
    assert title_of(Extracted(text, "回购价不超过19.5元/股"), "a.docx") == "回购价不超过19.5元/股"
    assert title_of(Extracted(BODY), "../目录/年报.v2.txt") == "年报.v2"


@pytest.mark.skipif(not REAL.exists(), reason="the five real documents are not here")
def test_the_real_documents_have_their_titles_and_dates() -> None:
    """Only one of the five states its day."""
    found = {}
    for path in sorted(REAL.glob("*.txt")):
        extracted = Extracted(path.read_text(encoding="utf-8"))
        found[path.name[:3]] = (title_of(extracted, path.name), date_of(extracted, path.name))
    assert found == {
        "000": (
            "打造国内大循环战略节点、国内国际双循环战略链接点 全面推进高质量发展区域增长极建设",
            None,
        ),
        "001": ("关于在郑州都市圈建设中推进中原 城市群一体化的提案的答复", "2024-09-21"),
        "002": ("畅谈发展话民生 字字句句总关情", None),
        "003": ("坚持高质量发展主攻方向 加快建设国家先进制造业高地", None),
        "004": ("在奋力谱写中原大地推进中国式现代化新篇章中挑大梁、走在前", None),
    }


def test_the_name_of_a_sheet_is_no_title() -> None:
    """A workbook is called by its file; what its properties state wins."""
    sheets = "## 年度\n\n地区：甲市，数值：3亿元。\n"
    assert title_of(Extracted(sheets), "全省主要指标.xlsx") == "全省主要指标"
    assert title_of(Extracted(sheets, "指标一览"), "全省主要指标.xlsx") == "指标一览"
    assert title_of(Extracted(sheets), "全省主要指标.md") == "年度"


def test_a_decision_is_called_by_whom_it_is_about() -> None:
    """Its own title tells nothing that a question would ask by."""
    text = f"某市环境局行政处罚决定书\n\n当事人：甲化工有限公司\n地址：工业路9号\n\n{BODY}"
    assert title_of(Extracted(text), "a.txt") == "某市环境局行政处罚决定书（甲化工有限公司）"
    assert (
        title_of(Extracted(text.replace("决定书", "情况通报")), "a.txt")
        == "某市环境局行政处罚情况通报"
    )


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        (
            "沈墨林 - 人物百科",
            "本词条由“桥梁小组”参与编辑\n沈墨林（1903年—1978年），画家。",
            "沈墨林 - 人物百科",
        ),
        (
            "白颈山鹛",
            "界：动物界 门：脊索动物门 纲：鸟纲\n白颈山鹛是一种鸣禽，体长13厘米。",
            "白颈山鹛",
        ),
        (
            "江海财经网",
            "天琅传动拟收购宁波锐川七成股权\n江海财经网，4月17日讯。",
            "天琅传动拟收购宁波锐川七成股权",
        ),
    ],
)
def test_an_entry_is_called_by_what_its_text_begins_with(
    first: str, second: str, title: str
) -> None:
    """Not by the line between; the name of a site is none."""
    assert title_in(f"{first}\n{second}\n{BODY}") == title
