"""The questions inside a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.parts import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("1-8月，郑州机场货邮吞吐量多少", ["1-8月，郑州机场货邮吞吐量多少"]),
        ("货邮吞吐量多少，增长多少？", ["货邮吞吐量多少，", "增长多少？"]),
        ("介绍一下郑州机场，谢谢", ["介绍一下郑州机场，谢谢"]),
        ("旅客多少？谢谢", ["旅客多少？谢谢"]),
        ("这几年，经济总量跨过了几个台阶？", ["这几年，经济总量跨过了几个台阶？"]),
        ("", [""]),
        (
            "1-8月中欧班列的货值和货重分别是多少？",
            ["1-8月中欧班列的货值是多少？", "1-8月中欧班列的货重是多少？"],
        ),
        (
            "2023年郑州三级医院和二级医院各有几家",
            ["2023年郑州三级医院有几家", "2023年郑州二级医院有几家"],
        ),
        (
            "2022年和2023年郑州机场货邮吞吐量各是多少",
            ["2022年郑州机场货邮吞吐量是多少", "2023年郑州机场货邮吞吐量是多少"],
        ),
        (
            "郑州机场1-8月旅客和货邮分别完成多少，各增长多少？",
            [
                "郑州机场1-8月旅客完成多少，",
                "郑州机场1-8月货邮完成多少，",
                "郑州机场1-8月旅客增长多少？",
                "郑州机场1-8月货邮增长多少？",
            ],
        ),
        (
            "与初步核算比，第二、第三产业各调增了多少",
            ["与初步核算比，第二产业调增了多少", "与初步核算比，第三产业调增了多少"],
        ),
        (
            "2022年郑州和洛阳的进出口总值各是多少？",
            ["2022年郑州的进出口总值是多少？", "2022年洛阳的进出口总值是多少？"],
        ),
        (
            "2023年郑州机场、洛阳机场旅客吞吐量各多少",
            ["2023年郑州机场旅客吞吐量多少", "2023年洛阳机场旅客吞吐量多少"],
        ),
        (
            "郑州市2022、2023、2024三年预算收入分别是多少",
            [
                "郑州市2022年预算收入是多少",
                "郑州市2023年预算收入是多少",
                "郑州市2024年预算收入是多少",
            ],
        ),
        ("通到多少个国家、多少个城市？", ["通到多少个国家", "多少个城市？"]),
        ("郑州和洛阳谁高", ["郑州和洛阳谁高"]),
        (
            "哪个党派主张布局虚拟世界、数字分身，说这是弯道超车的机会？",
            ["哪个党派主张布局虚拟世界、数字分身，说这是弯道超车的机会？"],
        ),
        ("产量多少，增速？", ["产量多少，", "增速？"]),
        (
            "生产性服务业，谁提了建议？要打造成什么？",
            ["生产性服务业，谁提了建议？", "生产性服务业，要打造成什么？"],
        ),
        ("2023年，郑州旅客多少？2022年呢？", ["2023年，郑州旅客多少？", "2022年呢？"]),
        ("货呢，增长多少", ["货呢，", "增长多少"]),
        (
            "登封市政协在双循环专题议政和先进制造业专题议政这两次会议上各自建言的主题是什么",
            [
                "登封市政协在双循环专题议政建言的主题是什么",
                "登封市政协在先进制造业专题议政建言的主题是什么",
            ],
        ),
        (
            "两次议政（双循环那次、制造业那次）讲的题目分别是什么",
            ["两次议政双循环那次讲的题目是什么", "两次议政制造业那次讲的题目是什么"],
        ),
    ],
)
def test_a_part_runs_up_to_what_it_asks(question: str, expected: list[str]) -> None:
    """A comma alone does not part a question, two askings do."""
    assert parts(question) == expected


@given(st.text(alphabet="郑州货邮和与、各分别多少几2023年，？ a", max_size=40))
def test_no_question_is_lost(text: str) -> None:
    """Whatever is typed, something is asked, and blank parts never are."""
    found = parts(text)
    assert found
    assert all(part.strip() for part in found) or not text.strip()


def test_english_asks_once_a_sentence() -> None:
    """Commas part no questions there."""
    asked = "Which railway station, along with its works, is Zhengzhou building?"
    assert parts(asked) == [asked]
    assert len(parts(f"{asked} When will it open?")) == 2
