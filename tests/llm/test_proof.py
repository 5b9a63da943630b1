"""Which clauses of a model are shown: what stands in the passages, for what was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.answer import Answer, Question
from qa.service import Service
from qa.wording import is_unsafe
from tests.llm.scripted import QUESTION, ScriptedModel, open_service

SENTENCE = (
    "# 2024年郑州机场情况\n\n2024年1-8月，郑州机场旅客吞吐量1924.5万人次，增长10.9%，"
    "货邮吞吐量49.5万吨，下降32.8%。不得向旅客收取换乘费用。全货机航线50条，覆盖《互联互通规划》列出的28个国家。\n"
)


def told(folder: Path, question: str, says: str, **documents: str) -> tuple[Answer, str]:
    """The answer and what was streamed before it."""
    service = open_service(folder, ScriptedModel(says), **documents)
    try:
        *pieces, answer = service.stream(Question(question))
        assert isinstance(answer, Answer)
        return answer, "".join(str(piece) for piece in pieces)
    finally:
        service.close()


ONE = {"one.md": SENTENCE}
FREIGHT = "2024年1-8月郑州机场货邮吞吐量多少"
SHOWN = [
    ("货邮吞吐量为49.5万吨，同比下降32.8%。", "货邮吞吐量为49.5万吨，同比下降32.8%[1]。"),
    ("货邮吞吐量为495,000吨。", "货邮吞吐量为495,000吨[1]。"),
    ("2024年1-8月，货邮吞吐量达49.5万吨。", "2024年1-8月，货邮吞吐量达49.5万吨[1]。"),
    ("货邮吞吐量为49.5万吨[7]。", "货邮吞吐量为49.5万吨[1]。"),
]
REASONS = [
    ("货邮吞吐量为48.5万吨。", "figure"),
    ("货邮吞吐量为49.5万人。", "figure"),
    ("货邮吞吐量为1924.5万人次。", "label"),
    ("2023年货邮吞吐量为49.5万吨。", "constraint"),
    ("洛阳机场货邮吞吐量为49.5万吨。", "unsupported"),
    ("货邮吞吐量为49.5万吨，同比增长10.9%。", "label"),
    ("货邮吞吐量49.5万吨，上升32.8%。", "reversed"),
    ("可以向旅客收取换乘费用。", "reversed"),
    ("货邮吞吐量49.5万吨，数据由“河南民航网”发布。", "unsupported"),
    ("郑州机场的DHL货邮吞吐量为49.5万吨。", "name"),
    ("货邮吞吐量见http://a.example/x。", "unsafe"),
    ("货邮吞吐量为<b>49.5万吨</b>。", "unsafe"),
    ("郑州航空港将建设第四座航站楼。", "unsupported"),
]


@pytest.mark.parametrize(("says", "shown"), SHOWN)
def test_what_stands_in_the_passage_is_shown(says: str, shown: str, tmp_path: Path) -> None:
    """In the model's words, with our markers."""
    answer, streamed = told(tmp_path, FREIGHT, says, **ONE)
    assert (answer.mode, answer.answer, streamed) == ("llm", shown, shown)


@pytest.mark.parametrize(("says", "reason"), REASONS)
def test_what_does_not_is_withheld(says: str, reason: str, tmp_path: Path) -> None:
    """With its reason; the figure that is asked for is there all the same."""
    answer, _ = told(tmp_path, FREIGHT, says, **ONE)
    assert reason in [check.reason for check in answer.clauses if not check.kept]
    assert "49.5万吨" in answer.answer
    for wrong in ("48.5", "万人。", "洛阳", "10.9%", "收取", "民航网", "DHL", "http", "第四"):
        assert wrong not in answer.answer


@pytest.mark.parametrize(
    ("text", "unsafe"),
    [
        ("详见www.example.com", True),
        ("拨打0371-12345678", True),
        ("加微信13800138000领取", True),
        ("电话12345678", True),
        ("发信到a@b.cn", True),
        ("![图](x)", True),
        ("第20240317号提案", False),
        ("建筑面积1234567平方米", False),
        ("货邮吞吐量495,000吨", False),
        ("GDP增长5.0%", False),
    ],
)
def test_links_and_telephone_numbers_are_unsafe(text: str, unsafe: bool) -> None:
    """Unless they are asked for; long figures and file numbers are neither."""
    assert is_unsafe(text, "货邮吞吐量多少") is unsafe
    assert not is_unsafe("咨询热线0371-12345678", "咨询电话是多少")


def test_the_year_of_the_question_decides(tmp_path: Path) -> None:
    """Right for another year is wrong: the sentence of the year that was asked answers."""
    answer, _ = told(tmp_path, QUESTION, "郑州机场货邮吞吐量为62.5万吨。")
    assert "60.8万吨" in answer.answer
    assert "62.5" not in answer.answer


def test_a_left_out_part_is_answered_by_the_extract(tmp_path: Path) -> None:
    """Two figures asked, one written: the other comes from the text, and a notice says so."""
    question = "2024年1-8月郑州机场货邮吞吐量多少？全货机航线多少条？"
    answer, streamed = told(tmp_path, question, "货邮吞吐量为49.5万吨。", **ONE)
    assert answer.mode == "llm"
    assert "50条" in answer.answer
    assert "补充" in answer.notices[0]
    assert streamed == answer.answer


def test_an_unanswerable_question_is_not_put_to_the_model(tmp_path: Path) -> None:
    """Whatever it would say is withheld, so it is not asked."""
    model = ScriptedModel("2021年郑州机场货邮吞吐量为60.8万吨。")
    service = open_service(tmp_path, model)
    answer = service.ask(Question("2021年郑州机场货邮吞吐量多少", mode="llm"))
    service.close()
    assert (answer.refused, answer.citations, model.prompts) == (True, (), [])
    assert "60.8" not in answer.answer


def test_mode_extractive_asks_no_model(tmp_path: Path) -> None:
    """Nor does it say anything about one."""
    model = ScriptedModel("货邮吞吐量为60.8万吨。")
    service = open_service(tmp_path, model)
    answer = service.ask(Question(QUESTION, mode="extractive"))
    service.close()
    assert (answer.mode, answer.degraded, answer.notices) == ("extractive", False, ())
    assert model.prompts == []


def test_a_proved_clause_leaves_before_the_model_goes_on(tmp_path: Path) -> None:
    """The reader does not wait for the end of the answer."""
    model = ScriptedModel("2023年，郑州机场货邮吞吐量为60.8万吨，同比下降2.5%。" + "说明文字" * 50)
    service = open_service(tmp_path, model)
    steps = service.stream(Question(QUESTION))
    first = next(step for step in steps if step)
    assert first == "2023年，郑州机场货邮吞吐量为60.8万吨"
    assert model.written < 12
    assert isinstance(list(steps)[-1], Answer)
    service.close()


CLAUSES = st.sampled_from(
    [
        "2023年", "郑州机场货邮吞吐量为60.8万吨", "同比下降2.5%", "旅客吞吐量2535.8万人次", "62.5万吨",
        "同比增长2.5%", "其中", "新开通全货机航线8条", "资料中没有找到", "[1]", "[9]", "99万吨", "http://x.cn",
    ]
)  # fmt: skip
ENDS = st.sampled_from(["，", "。", "；", "\n", "", ",", "？"])


@pytest.fixture(scope="module")
def service_and_model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Service, ScriptedModel]:
    model = ScriptedModel("")
    return open_service(tmp_path_factory.mktemp("data"), model), model


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CLAUSES, ENDS), max_size=8), st.integers(1, 9))
def test_no_answer_breaks_a_promise(
    service_and_model: tuple[Service, ScriptedModel], said: list[tuple[str, str]], size: int
) -> None:
    """Whatever is written: the stream is the answer, quotes are verbatim, markers and citations
    match, and each figure of the answer stands in a quote."""
    service, model = service_and_model
    model.says, model.size = "".join(map("".join, said)), size
    *pieces, answer = service.stream(Question(QUESTION))
    assert isinstance(answer, Answer)
    assert answer.answer.startswith("".join(str(piece) for piece in pieces))
    assert answer.answer.endswith("。")
    assert "60.8万吨" in answer.answer
    markers = [f"[{citation.marker}]" for citation in answer.citations]
    assert all(marker in answer.answer for marker in markers)
    for citation in answer.citations:
        text = service.document(citation.document_id).text
        assert citation.quote == text[citation.start : citation.end]
    quotes = "".join(citation.quote for citation in answer.citations)
    for figure in ("60.8万吨", "2.5%", "2535.8万人次", "62.5万吨", "99万吨", "8条"):
        assert figure not in answer.answer or figure in quotes
    assert "增长" not in answer.answer
    assert "http" not in answer.answer
