"""Who wrote a page."""

from __future__ import annotations

import pytest

from qa.bylines import asks_author, tells_author


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("《畅谈发展》这篇报道是哪两位记者写的", True),
        ("政府工作报告那篇稿子的文字记者是哪位", True),
        ("科技城的照片是谁拍的", True),
        ("这份材料由谁整理", False),
        ("回答记者提问聚焦了哪些方面", False),
        ("报道说建了多少所学校", False),
    ],
)
def test_who_wrote_it_is_asked(question: str, asks: bool) -> None:
    """Not what reporters asked, nor what a report says."""
    assert asks_author(question) is asks


@pytest.mark.parametrize(
    ("question", "line", "told"),
    [
        ("报道是哪位记者写的", "本报记者 王红", True),
        ("报道是哪位记者写的", "车市快报 2024-09-02 12:30 记者 封野渡 通讯员 丁立", True),
        (
            "报道是哪位记者写的",
            "本报讯（记者 孟庆棠）4月25日晚间，动力电池企业发布公告，称其一季度营收增长。",
            True,
        ),
        ("报道是哪位记者写的", "投资促进中心 本报记者 马健 摄", False),
        ("照片是谁拍的", "投资促进中心 本报记者 马健 摄", True),
        ("照片是谁拍的", "本报记者 王红", False),
        ("报道是哪位记者写的", "相关负责人回答记者提问。", False),
        ("报道是哪位记者写的", "9月18日，省委宣传部举行新闻发布会。", False),
    ],
)
def test_the_line_of_a_byline_is_known(question: str, line: str, told: bool) -> None:
    """Who took a picture did not write, and the other way round."""
    assert tells_author(question, line) is told


def test_who_wrote_a_book_is_told_beside_its_title() -> None:
    asked = "《画禅随录》的作者是谁"
    assert tells_author(asked, "弟怀瑾，善画墨竹，所著《画禅随录》今已不传。")
    assert not tells_author(asked, "《画禅随录》今已不传。")
    assert not asks_author("这篇论文的第一作者是谁")
