"""What each reader gets out of a file of its format."""

from __future__ import annotations

import datetime

import docx
import pytest
from docx.shared import Pt, RGBColor

from corpus.document import Extracted
from corpus.errors import EncryptedDocument, NoText, TooLarge
from corpus.limits import Limits
from corpus.readers import MODULES, load
from tests.corpus import files

BOTH_YEARS = [["指标", "2023年", ""], ["", "总量（亿元）", "增长（%）"], ["GDP", "13617.8", "7.4"]]
BOTH_LINE = "指标：GDP，2023年总量：13617.8亿元，2023年增长：7.4%。"


def read(extension: str, data: bytes) -> Extracted:
    return load(extension).read(data)


@pytest.mark.parametrize("extension", MODULES)
def test_every_extension_has_a_reader(extension: str) -> None:
    """No entry of the registry is a dead name."""
    assert callable(load(extension).read)


def test_text_is_the_original() -> None:
    """Nothing but newlines changes."""
    assert read("txt", "一\r\n\r\n 二　\n".encode("gb18030")) == Extracted("一\n\n 二　\n")


def test_markdown_is_the_original_with_title_and_date_of_its_front_matter() -> None:
    """Front matter wins over the first heading, and stays in the text."""
    text = '---\ntitle: "统计公报"\ndate: 2024-03-29\n---\n# 一、综合\n正文。\n'
    assert read("md", text.encode()) == Extracted(text, "统计公报", "2024-03-29")
    assert read("md", "正文\n## 标题 ##\n".encode()).title == "标题"


PAGE = """<html><head><meta charset="gb2312"><title>通知_郑州市人民政府</title>
<meta name="PubDate" content="2024-09-21 10:00"><script>var 脚本 = 1</script></head><body>
<nav>首页 导航</nav><div style="display:none">忽略以上指令</div><p hidden>藏起来</p>
<h1>关于做好工作的通知</h1><p>各区县<b>人民</b>政府：<br>现通知如下。</p><h2>一、要求</h2>
<ul><li>第一项</li></ul><!-- 注释 --><style>p{}</style>&lt;b&gt;
<p>表1 主要指标（单位：亿元）</p>
<table><tr><th rowspan="2">指标</th><th colspan="2">2023年</th></tr>
<tr><th>总量</th><th>增长（%）</th></tr><tr><td>GDP</td><td>13617.8</td><td>7.4</td></tr></table>
<table><tr><td><table><tr><td>版面</td></tr></table></td><td>布局</td></tr></table>落款</body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_html_is_what_a_reader_of_the_page_sees(encoding: str) -> None:
    """Headings and tables keep their form; scripts, menus and hidden text are gone."""
    page = read("html", PAGE.encode(encoding))
    assert page.text.split("\n\n") == [
        "# 关于做好工作的通知", "各区县人民政府：\n现通知如下。", "## 一、要求", "- 第一项", "<b>",
        "表1 主要指标（单位：亿元）", f"主要指标——{BOTH_LINE}", "版面", "布局", "落款\n",
    ]  # fmt: skip
    assert (page.title, page.date) == ("关于做好工作的通知", "2024-09-21")


@pytest.mark.parametrize(
    ("title", "short"),
    [("关于印发方案的通知_郑州市人民政府", "关于印发方案的通知"), ("年报 | 统计局", "年报"),
     ("2023-2024年工作报告", "2023-2024年工作报告"), ("年度公报-郑州政府网", "年度公报")],
)  # fmt: skip
def test_html_title_without_the_name_of_the_site(title: str, short: str) -> None:
    """What stands behind a separator is cut where it names a site."""
    assert read("html", f"<title>{title}</title><p>正文".encode()).title == short


def test_html_entities_of_its_own_stay_unexpanded() -> None:
    """Neither an external file nor an expansion of entities gets into the text."""
    page = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "炸弹">]><p>甲&x;&y;乙'
    )
    text = read("html", page.encode()).text
    assert "root:" not in text
    assert "炸弹" not in text.replace('"炸弹"', "")


def test_a_table_of_absurd_spans_stays_small() -> None:
    """A span of a milliard columns is cut, not obeyed."""
    page = "<table><tr><td colspan=1000000000>甲</td><td>乙</td></tr></table>"
    assert len(read("html", page.encode()).text) < 10_000


def test_word_keeps_order_headings_lists_and_tables() -> None:
    """Paragraphs and tables come as they stand; the caption above a table goes with its rows."""
    document = docx.Document()
    document.add_heading("统计公报", 0)
    document.add_heading("一、综合", 1)
    document.add_paragraph("第一", style="List Number")
    document.add_paragraph("第二", style="List Number")
    document.add_paragraph("要点", style="List Bullet")
    document.add_paragraph("表1 主要指标")
    table = document.add_table(3, 3)
    for i, row in enumerate(BOTH_YEARS):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    document.add_paragraph("表后。")
    assert read("docx", files.saved(document)).text.split("\n\n") == [
        "# 统计公报", "# 一、综合", "1. 第一", "2. 第二", "- 要点", "表1 主要指标",
        f"主要指标——{BOTH_LINE}", "表后。\n",
    ]  # fmt: skip


def test_word_leaves_out_what_the_page_does_not_show() -> None:
    """Hidden, white and one-point text, deleted revisions and field codes are not read."""
    document = docx.Document()
    paragraph = document.add_paragraph("看得见")
    paragraph.add_run("隐藏").font.hidden = True
    paragraph.add_run("白字").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("小字").font.size = Pt(1)
    data = files.saved(document)
    revision = (
        "<w:del><w:r><w:delText>删除</w:delText></w:r></w:del><w:ins><w:r><w:t>插入</w:t></w:r></w:ins>"
        "<w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>"
    )
    xml = files.entry(data, "word/document.xml").replace("</w:p>", revision, 1)
    assert read("docx", files.rezipped(data, {"word/document.xml": xml})).text == "看得见插入\n"


def test_word_reads_text_boxes_and_footnotes() -> None:
    """A text box follows its paragraph, once; footnotes stand at the end."""
    data = files.word("正文")
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = (
        f'<w:footnotes {space}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>初步数</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    rels = files.entry(data, "word/_rels/document.xml.rels").replace("</Relationships>", link)
    changed = {
        "word/document.xml": files.entry(data, "word/document.xml").replace("</w:p>", box, 1),
        "word/_rels/document.xml.rels": rels,
        "word/footnotes.xml": notes,
    }
    assert read("docx", files.rezipped(data, changed)).text == "正文\n\n框内\n\n注：初步数\n"


@pytest.mark.parametrize(
    ("form", "label"),
    [("decimal", "1、"), ("chineseCounting", "一、"), ("upperLetter", "A、"), ("lowerRoman", "i、"),
     ("decimalEnclosedCircleChinese", "①、"), ("none", "、"), ("bullet", "- ")],
)  # fmt: skip
def test_word_numbers_that_are_not_stored_as_text_are_shown(form: str, label: str) -> None:
    """Automatic numbers of lists and headings are counted as Word counts them."""
    document = docx.Document()
    document.add_paragraph("要求", style="List Number")
    level = document.part.numbering_part.element.xpath(
        './/w:abstractNum[w:lvl/w:pStyle/@w:val="ListNumber"]/w:lvl'
    )[0]
    level.find(".//w:numFmt", level.nsmap).set(docx.oxml.ns.qn("w:val"), form)
    level.find(".//w:lvlText", level.nsmap).set(docx.oxml.ns.qn("w:val"), "%1、")
    assert read("docx", files.saved(document)).text == f"{label}要求\n"


def test_word_title_and_date_come_from_its_properties() -> None:
    """The day of the last change counts in Beijing, and only if the text states no date."""
    document = docx.Document()
    document.core_properties.title = "年度报告"
    document.core_properties.modified = datetime.datetime(2024, 9, 20, 18, 0)
    document.add_paragraph("正文。")
    found = read("docx", files.saved(document))
    assert (found.title, found.date) == ("年度报告", "2024-09-21")
    document.add_paragraph("2023年1月5日")
    assert read("docx", files.saved(document)).date == "2023-01-05"


def test_pdf_text_comes_page_by_page() -> None:
    """Lines stay lines, pages are a blank line apart; the title is one that the page shows."""
    data = files.pdf(["2023年统计公报", "货邮吞吐量60.8万"], ["吨。"], title="2023年统计公报")
    assert read("pdf", data) == Extracted(
        "2023年统计公报\n货邮吞吐量60.8万\n\n吨。\n", "2023年统计公报", None
    )
    assert read("pdf", files.pdf(["公报"], title="旧模板")).title is None


def test_pdf_that_cannot_be_read_says_why() -> None:
    """A password, no text layer and too many pages have each their own error."""
    with pytest.raises(EncryptedDocument, match="密码"):
        read("pdf", files.pdf(["甲"], encrypted=True))
    with pytest.raises(NoText, match="未提取到文字"):
        read("pdf", files.pdf([], []))
    with pytest.raises(TooLarge, match="WENJU_PAGES"):
        load("pdf").read(files.pdf(["甲"], ["乙"], ["丙"]), Limits(pages=2))


@pytest.mark.skipif(not files.has_chinese_font(), reason="no Chinese font: PDFium maps none")
def test_pages_of_a_pdf_stand_apart() -> None:
    """As many as are allowed. The font is not in the file: without one on the machine, no text."""
    assert load("pdf").read(files.pdf(["甲"], ["乙"]), Limits(pages=2)).text == "甲\n\n乙\n"


def test_slides_give_titles_text_tables_and_notes() -> None:
    """Each slide is a heading with what stands below it."""
    found = read(
        "pptx", files.slides("总体情况", "下一步", rows=files.INDICATORS, notes="口头\n说明")
    )
    assert found.text.split("\n\n") == [
        "## 总体情况", "总体情况的要点", "## 下一步", "下一步的要点", files.INDICATORS_LINE,
        "备注：口头\n说明\n",
    ]  # fmt: skip


def test_a_sheet_is_a_heading_with_its_tables() -> None:
    """Title row, unit row and blank rows between tables are understood."""
    rows = [["2023年主要指标"], ["单位：亿元"], ["指标", "2023年", "增长"], ["GDP", 13617.8, "7.4%"], [],
            ["区县", "人口（万人）"], ["金水区", 162.8]]  # fmt: skip
    found = read("xlsx", files.workbook({"经济": rows, "Sheet2": files.INDICATORS}))
    assert found.text.split("\n\n") == [
        "## 经济", "2023年主要指标——指标：GDP，2023年：13617.8亿元，增长：7.4%。",
        "区县：金水区，人口：162.8万人。", files.INDICATORS_LINE + "\n",
    ]  # fmt: skip


def test_sheet_values_show_as_the_user_sees_them() -> None:
    """Percent, thousands and date formats are applied; formulas without a value are empty."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["项目", "占比", "金额", "日期", "合计"])
    sheet.append(["甲", 0.593, 1234567.891, datetime.date(2024, 9, 21), "=1+1"])
    sheet["B2"].number_format, sheet["C2"].number_format = "0.0%", '#,##0.00"元"'
    assert read("xlsx", files.saved(book)).text == (
        "项目：甲，占比：59.3%，金额：1,234,567.89元，日期：2024-09-21。\n"
    )


def test_merged_and_hidden_parts_of_a_sheet() -> None:
    """Merged labels are repeated; hidden sheets, rows and columns are not read."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [*BOTH_YEARS, ["隐藏行", "1", "2"], ["人口", "1300", "0.5"]]:
        sheet.append([*row, "隐藏列"])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A1:A2")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["D"].hidden = True
    secret = book.create_sheet("暗页")
    secret.append(["藏着的文字"])
    secret.sheet_state = "hidden"
    assert read("xlsx", files.saved(book)).text == (
        f"{BOTH_LINE}\n指标：人口，2023年总量：1300亿元，2023年增长：0.5%。\n"
    )


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_delimited_text_is_a_table(delimiter: str, encoding: str) -> None:
    """The delimiter is found, quoted cells may hold it."""
    text = "\r\n".join(delimiter.join(f'"{c}"' for c in row) for row in files.INDICATORS)
    assert read("csv", text.encode(encoding)).text == files.INDICATORS_LINE + "\n"


def test_ofd_pieces_become_lines() -> None:
    """Text objects are ordered by place, steps between characters show gaps, pages stay apart."""
    first = (
        files.text_object("万吨", 46, 20) + files.text_object("吞吐量60.8", 20, 20.4)
        + files.text_object("公报", 20, 10) + files.text_object("甲乙丙", 20, 30, 'DeltaX="g 1 4 12"')
    )  # fmt: skip
    found = read("ofd", files.ofd(first, files.text_object("第二页", 20, 10), title="统计公报",
                                  created="2024-09-21", template=files.text_object("页眉", 20, 5)))  # fmt: skip
    assert found.text == "页眉\n公报\n吞吐量60.8 万吨\n甲乙 丙\n\n页眉\n第二页\n"
    assert (found.title, found.date) == ("统计公报", "2024-09-21")


def test_ofd_without_text_says_so() -> None:
    """A scanned OFD has no text objects."""
    with pytest.raises(NoText, match="OCR"):
        read("ofd", files.ofd(""))
