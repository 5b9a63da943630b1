"""Newspaper columns put together again."""

from __future__ import annotations

from corpus.chunks import chunks
from corpus.columns import Join, joins
from corpus.view import reading_view

PAGE = """\
发展枢纽经济

东城区

小李庄车站规划方面，应围绕四环所围区域，重点打造站城融合的综合体，不断建设“一门户、两高

推动文旅产业振兴

西城区

巩固传统文旅业态，加快培育文旅新业态，做好大嵩山生态环境保护，抓住招商

创新临空经济

南城区

面对高速发展的临空经济，强化产业支撑，加强项目建设，主动承接临港区产业辐

地”体系的建设，按时完成。

投资方面，可由地方与铁路成立公司，推动小李庄车站周边土地开发。

引资，把大嵩山的世界遗产连接起来，大力招商引资，提升发展质量。

射，做好临空经济的配套服务，形成新兴产业，增强动力。
"""


def test_a_far_piece_goes_on_where_its_paragraph_broke_off() -> None:
    """Quotation marks, words over the cut and order show which piece belongs where."""
    text = reading_view(PAGE).text
    assert "“一门户、两高地”体系的建设，按时完成。\n投资方面" in text
    assert "抓住招商引资，把大嵩山" in text
    assert "产业辐射，做好临空经济" in text


def test_a_joined_chunk_keeps_both_places() -> None:
    """The map leads to two spans of the original, so a citation can show both."""
    chunk = next(c for c in chunks(reading_view(PAGE)) if "两高地" in c.text)
    at = chunk.text.index("两高地")
    origins = {
        PAGE[run.start + at + i - run.view_start]
        for run in chunk.runs
        for i in range(3)
        if run.view_start <= at + i < run.view_start + run.length
    }
    assert origins == set("两高地")
    assert chunk.section.startswith("发展枢纽经济")


NARROW = """\
让老楼居民告别爬楼
(第117号提案,九三学社委员会提出)

  市住建局答复:2019年以来,全市累计
加装电梯1268部,其中2022年加装317部
,财政按每部15万元补助;施工方要守
时开工;居民楼的协商由单元自己来定。
下一步,统一推行管线“一口价”,每部收费不超过

家门口吃上热乎饭
(第205号提案,民盟委员会提出)

  市民政局答复:全市已建成养老服务
设施532处,老年助餐点218个,其中今
年新建60个。

3万元,并在东湖区先行试点,2
024年3月起全市推开。

停车难要靠挖潜

  市城管局答复:今年前10个月,全
市新增泊位1.35万个,收费不高于周边。
"""


def test_a_narrow_newspaper_column_is_read_in_its_order() -> None:
    """Full lines go on, whatever they end with; an indented line begins a paragraph, and a piece that
    begins with a figure goes on where one is wanted, under its own heading."""
    cut = {chunk.section: chunk.text for chunk in chunks(reading_view(NARROW))}
    assert "累计加装电梯1268部,其中2022年加装317部,财政" in cut["让老楼居民告别爬楼"]
    assert "守时开工;居民楼" in cut["让老楼居民告别爬楼"]
    assert "不超过3万元,并在东湖区先行试点,2024年3月起" in cut["让老楼居民告别爬楼"]
    assert "养老服务设施532处" in cut["家门口吃上热乎饭"]
    assert "今年前10个月,全市新增泊位" in cut["停车难要靠挖潜"]


def test_a_paragraph_of_its_own_continues_none() -> None:
    """It is indented, or says who speaks."""
    for begun in ("  三处设施已经建成", "市民政局答复:三处设施已经建成"):
        page = PAGE.replace("引资，把大嵩山", f"{begun}，大嵩山")
        assert f"\n{begun.strip()}" in reading_view(page).text


def test_what_is_not_sure_stays_apart() -> None:
    """Two halves that have nothing in common are not put together."""
    texts = [
        "建议进一步加大政策扶持力度，合理制",
        "标题",
        "正文到此结束。",
        "另一件事情，与前面毫无关系。",
    ]
    assert joins(texts, [0], [3]) == []


def test_a_quotation_that_is_not_open_is_not_closed() -> None:
    """A piece that closes a quotation does not continue a paragraph without one."""
    texts = [
        "围绕战略性新兴产业，加快推动重点项目建设，高",
        "标题",
        "正文。",
        "高地”战略性新兴产业体系。",
    ]
    assert joins(texts, [0], [3]) == []


def test_order_is_kept() -> None:
    """Pieces follow in the order of their paragraphs."""
    texts = [
        "甲乙丙丁共同推进，招商",
        "头",
        "戊己庚辛共同推进，招商",
        "头",
        "文。",
        "引资戊己庚辛。",
        "引资甲乙丙丁。",
    ]
    found = joins(texts, [0, 2], [5, 6])
    assert found in ([Join(0, 6)], [Join(2, 5)])


def test_a_page_without_broken_columns_is_left_alone() -> None:
    """Ordinary documents are read from top to bottom."""
    text = "标题一\n\n第一段，到此结束。\n\n第二段，到此结束。\n\n标题二\n\n第三段，到此结束。\n"
    assert reading_view(text).text == text.replace("\n\n", "\n").strip()


def test_what_goes_on_below_is_no_columns_foot() -> None:
    """No headline follows the line that breaks off: nothing from further down belongs to it."""
    text = (
        "【分港区】\n东礁港区：6月 596万吨，累计 3,402万吨\n内河港区：6月 287万吨，累计 1,688万吨\n\n"
        "【航线】当月新辟两条航线，周班。\n\n【作业】平均停时1.13天，东礁港区25日停工38小时。\n"
    )
    view = reading_view(text)
    starts = [run.start for run in view.runs(0, len(view.text))]
    assert starts == sorted(starts)
    assert "1,688万吨\n【航线】" in view.text


CUT_WORD = """\
创业就业

本报记者 吴昊

市里举办双选会，提供岗位1.3万个，其中月薪八千元以上的岗

夜色留住脚步

本报记者 郑雨

今年重点建设的项目共26个，街区已经营业，新象项目要等到明年开街。

下一步，还将在三个片区各增加一所学校，合计提供学位6480个。

位占四成。不能到场的毕业生可以参加线上专场。
"""


def test_a_word_cut_in_two_is_put_together() -> None:
    """岗|位: neither half is a word, both together are, and it stands elsewhere on the page."""
    text = reading_view(CUT_WORD).text
    assert "八千元以上的岗位占四成。" in text
    assert "岗\n" not in text
