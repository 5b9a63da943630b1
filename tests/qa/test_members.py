"""What a whole is made of, and sentences that name the whole alone."""

from __future__ import annotations

import pytest

from qa.members import untold


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("重点打造的“8+4”产业圈的8是哪些产业", "重点打造“8+4”产业圈,拓展发展空间"),
        ("“六个一流”是哪六个", "靶向发力“六个一流”,全力建设创新高地。"),
        ("新引进的8家一流大学研究院都是哪些大学的", "研发强度达到2.85%，新引进8家一流大学研究院"),
        ("国内四大信息安全集聚地，除了本市还有哪三个", "是国内四大信息安全集聚地之一,产业链完整。"),
        (
            "首批认定的5家概念验证中心是哪几家",
            "概念验证中心由市科技局负责，首批认定5家，12月公布名单。",
        ),
        ("14家大院名所，除甲研究所外还有谁", "引进甲研究所等14家大院名所设立研发机构"),
    ],
)
def test_a_whole_without_its_members_tells_none(question: str, sentence: str) -> None:
    assert untold(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("四个平台是哪四个", "建设四个平台:数据平台、交易平台、金融平台和物流平台"),
        ("四个平台是哪四个", "建设四个平台："),
        ("四条丝绸之路是哪四条", "统筹推进空中、陆上、网上、海上四条丝绸之路"),
        ("“三标”活动是哪三标", "开展“三标”活动，即对标先进、提标进位、创标示范"),
        ("首批认定的5家中心是哪几家", "首批认定的是甲中心、乙中心、丙中心等，共5家。"),
        ("基础项目包括哪7项", "基础项目共7项，必须优先实施，包括地面防滑、安装扶手。"),
        ("首批认定的5家中心是哪几家", "首批认定5家：甲中心、乙中心、丙中心。"),
        ("五项机制是什么", "五项机制：一是包联机制，二是会商机制"),
        ("“黄金三角”指的是哪三地", "建设郑汴许“黄金三角”"),
        ("8家一流大学研究院什么时候引进", "新引进8家一流大学研究院"),
        ("是哪一年引进8家一流大学研究院的", "2023年引进8家一流大学研究院"),
    ],
)
def test_members_that_are_told_or_not_asked_for(question: str, sentence: str) -> None:
    assert not untold(question, sentence)
