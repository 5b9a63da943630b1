"""Originals, cuts, suggestions and the work list."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.rows import AskedQuestion, Feedback
from qa.answer import Question
from qa.http import create_app
from qa.settings import Settings
from qa.suggestions import MOST, suggest
from qa.worklist import SHOWN, work_items
from tests.asgi import call
from tests.qa.test_service import AIRPORT, open_service


def test_the_original_is_given_as_an_attachment(tmp_path: Path) -> None:
    """Byte for byte, never shown by the browser itself; the name survives whatever is in it."""
    service = open_service(tmp_path / "data")
    raw = AIRPORT.encode("gb18030")
    added = service.add(raw, '报表/机"场;\n.txt')
    app = create_app(service, Settings.from_environment({}))
    reply = call(app, "GET", f"/api/v1/documents/{added.document_id}/file")
    assert reply.body == raw
    assert reply.headers["content-type"] == "application/octet-stream"
    disposition = reply.headers["content-disposition"]
    assert disposition == "attachment; filename*=UTF-8''%E6%9C%BA%22%E5%9C%BA%3B%0A.txt"
    assert call(app, "GET", "/api/v1/documents/none/file").error[0] == 404
    service.close()


def test_the_cut_of_a_document_is_shown_in_order(tmp_path: Path) -> None:
    """Ordinals count up from 0, and all pieces lie within the text."""
    service = open_service(tmp_path / "data")
    added = service.add(AIRPORT.encode(), "机场.md")
    app = create_app(service, Settings.from_environment({}))
    chunks = call(app, "GET", f"/api/v1/documents/{added.document_id}/chunks").json()["chunks"]
    assert [one["ordinal"] for one in chunks] == list(range(len(chunks)))
    assert all(0 <= one["start"] < one["end"] <= len(AIRPORT) for one in chunks)
    assert call(app, "GET", "/api/v1/documents/none/chunks").error[0] == 404
    service.close()


def test_refusals_and_bad_marks_are_listed_when_questions_are_kept(tmp_path: Path) -> None:
    """A mark brings its question along; good marks and good answers are no work."""
    service = open_service(tmp_path / "data", log_questions=True)
    service.add(AIRPORT.encode(), "机场.md")
    service.ask(Question("地铁里程是多少？"))
    good = service.ask(Question("货邮吞吐量多少？"))
    service.feedback(good.id, True, "", [])
    service.feedback(good.id, False, "应为去年", ["数字不对"])
    listed = service.worklist()
    assert listed.questions_kept
    assert {(one.kind, one.question) for one in listed.items} == {
        ("refused", "地铁里程是多少？"),
        ("feedback", "货邮吞吐量多少？"),
    }
    service.close()


def test_without_kept_questions_marks_still_stand(tmp_path: Path) -> None:
    """The question is unknown then, and the list says why."""
    service = open_service(tmp_path / "data")
    service.feedback("ans_1", False, "不对", [])
    listed = service.worklist()
    assert not listed.questions_kept
    assert [(one.question, one.text) for one in listed.items] == [(None, "不对")]
    service.close()


def test_a_question_asked_often_stands_once() -> None:
    """The newest time counts; a bad mark says more than the refusal it is about."""
    refused = [AskedQuestion(f"a{n}", "地铁？", True, 0.1, f"2024-01-0{n}") for n in (3, 2, 1)]
    assert [one.at for one in work_items(refused, [])] == ["2024-01-03"]
    mark = Feedback("a2", False, "有的", (), "2024-01-02")
    (one,) = work_items(refused, [mark])
    assert (one.kind, one.text) == ("feedback", "有的")


def test_the_list_is_bounded() -> None:
    """The newest stay."""
    many = [AskedQuestion(f"a{n}", f"问{n}", True, 0.1, f"{n:05}") for n in range(SHOWN + 5)]
    listed = work_items(many, [])
    assert len(listed) == SHOWN
    assert listed[0].at == f"{SHOWN + 4:05}"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("2023年全市货物进出口总值5522.3亿元，下降", "2023年全市货物进出口总值是多少？"),
        ("1—8月，郑州机场完成旅客吞吐量1924.5万人次", "郑州机场旅客吞吐量是多少？"),
        ("全市人才总量达290万人。", "全市人才总量是多少？"),
    ],
)
def test_a_statement_becomes_its_question(text: str, question: str) -> None:
    """The indicator as it is named, without the verb and the figure."""
    assert suggest([text]) == (question,)


@pytest.mark.parametrize(
    "text", ["", "其中服务业增加值8072.2亿元", "同比增长10.9%", "没有数字的文字"]
)
def test_what_leans_on_its_neighbours_is_not_suggested(text: str) -> None:
    """Nor is a text without figures."""
    assert suggest([text]) == ()


def test_suggestions_come_from_different_documents() -> None:
    """One of each, none twice, a handful at most."""
    texts = [f"第{name}区生产总值10亿元，第{name}区出口总值3亿元" for name in "一一二三四五六"]
    found = suggest(texts)
    assert len(set(found)) == len(found) == MOST
    assert found[0] == "第一区生产总值是多少？"


def test_suggestions_follow_the_documents(tmp_path: Path) -> None:
    """They change with the library."""
    service = open_service(tmp_path / "data")
    assert service.suggestions() == ()
    added = service.add("全市人才总量290万人。".encode(), "人才.txt")
    assert service.suggestions() == ("全市人才总量是多少？",)
    service.delete(added.document_id)
    assert service.suggestions() == ()
    service.close()
