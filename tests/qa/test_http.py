from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest
from starlette.routing import Route as StarletteRoute

from corpus.errors import DiskFull, TooManyRequests, Unavailable
from qa.http import ROUTES, create_app
from qa.routes import Call, Reply, Route, json_reply, pieces
from qa.settings import Settings
from tests.asgi import Response, call, multipart, post_form, post_json, request
from tests.fakes import FakeService
from tests.lines import told

TEXT = "郑州机场完成货邮吞吐量49万吨。旅客吞吐量1900万人次。"


def make(service: FakeService, **overrides: Any) -> Any:
    return create_app(service, Settings.from_environment({}, **overrides))


@pytest.fixture
def service() -> FakeService:
    made = FakeService()
    made.add(TEXT.encode(), "机场.txt", date="2024-09-18")
    return made


def test_every_route_declares_its_role(service: FakeService) -> None:
    """What the app serves is exactly the table, and each row of the table names a role."""
    app = make(service)
    served = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, StarletteRoute)
        for method in route.methods or ()
    }
    assert len(app.routes) == len(served)
    declared = {(route.method, route.path) for route in ROUTES}
    assert served - declared == {("GET", "/api/v1/openapi.json")}
    assert declared <= served
    assert {route.role for route in ROUTES} == {"public", "reader", "admin"}


def test_a_route_without_a_role_cannot_be_made() -> None:
    """The role has no default."""
    with pytest.raises(TypeError, match="role"):
        Route("GET", "/x", handler=json_reply)  # type: ignore[call-arg]


def test_writing_routes_are_for_admins() -> None:
    """Only reading, asking and feedback are open to readers."""
    writing = {route.path for route in ROUTES if route.role == "admin"}
    assert writing == {"/api/v1/documents", "/api/v1/documents/{id}", "/api/v1/worklist"}


def test_routes_of_other_interfaces_join_the_table(service: FakeService) -> None:
    """A further interface brings rows; roles hold for them too."""

    def hello(_call: Call) -> Reply:
        return json_reply({"hello": True})

    settings = Settings.from_environment({}, admin_key="admin-key-0123456789")
    app = create_app(service, settings, [Route("GET", "/v1/hello", "reader", hello)])
    assert call(app, "GET", "/v1/hello").status == 401
    key = [("authorization", "Bearer admin-key-0123456789")]
    assert call(app, "GET", "/v1/hello", headers=key).json() == {"hello": True}


def test_an_answer_has_the_whole_shape(service: FakeService) -> None:
    """Asking gives the documented object, with the quote at its place in the document."""
    app = make(service)
    answer = post_json(app, "/api/v1/ask", {"question": "货邮吞吐量多少"}).json()
    assert set(answer) >= {
        "id", "question", "answer", "refused", "mode", "degraded", "notices", "citations",
        "checks", "passages", "timings",
    }  # fmt: skip
    assert answer["answer"] == "郑州机场完成货邮吞吐量49万吨[1]。"
    citation = answer["citations"][0]
    document = call(app, "GET", f"/api/v1/documents/{citation['document_id']}").json()
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_all_parts_of_a_question_reach_the_service(service: FakeService) -> None:
    """History, mode, top_k and filters arrive typed; unknown fields are ignored."""
    id = next(iter(service.stored))
    body = {
        "question": "货邮呢",
        "history": [
            {"role": "user", "content": "旅客多少"},
            {"role": "assistant", "content": "好"},
        ],
        "top_k": 20,
        "mode": "extractive",
        "filters": {"document_ids": [id], "date_from": "2024-01-01", "date_to": "2024-12-31"},
        "temperature": 0.3,
    }
    assert post_json(make(service), "/api/v1/ask", body).status == 200
    question = service.asked[0]
    assert [turn.role for turn in question.history] == ["user", "assistant"]
    assert (question.top_k, question.mode) == (20, "extractive")
    assert question.filters.document_ids == (id,)
    assert (question.filters.date_from, question.filters.date_to) == ("2024-01-01", "2024-12-31")


def test_null_counts_as_left_out(service: FakeService) -> None:
    """Clients that send null for what they do not set get the defaults."""
    body = {"question": "货邮", "history": None, "top_k": None, "mode": None, "stream": None}
    assert post_json(make(service), "/api/v1/ask", {**body, "filters": None}).status == 200
    assert (service.asked[0].top_k, service.asked[0].mode) == (5, "auto")


def events(body: str) -> list[tuple[str, Any]]:
    found = []
    for block in body.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_stream_ends_with_the_whole_answer(service: FakeService) -> None:
    """Deltas join to the answer's text; then the object that a plain request gives; then done."""
    app = make(service)
    streamed = post_json(app, "/api/v1/ask", {"question": "货邮吞吐量", "stream": True})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    found = events(streamed.text)
    assert {name for name, _ in found[:-2]} == {"delta"}
    assert [name for name, _ in found[-2:]] == ["answer", "done"]
    plain = post_json(app, "/api/v1/ask", {"question": "货邮吞吐量"}).json()
    assert found[-2][1] == plain
    assert "".join(data["text"] for name, data in found if name == "delta") == plain["answer"]


def test_an_error_before_the_stream_keeps_its_status(service: FakeService) -> None:
    """A stream that cannot begin is an error with its status, not an empty stream."""
    service.failure = Unavailable("忙", retry_after=3)
    reply = post_json(make(service), "/api/v1/ask", {"question": "货邮", "stream": True})
    assert reply.error[:2] == (503, "unavailable")
    assert reply.headers["retry-after"] == "3"


@pytest.mark.parametrize(
    "text", ["", "一句。", "甲，乙。\n\n丙[1]。[2]", "没有标点", "，，", "a\n"]
)
def test_pieces_join_to_the_text(text: str) -> None:
    """Cutting for the stream loses nothing and cuts no marker."""
    assert "".join(pieces(text)) == text


def test_search_gives_passages(service: FakeService) -> None:
    """The nearest passages come with their place in the document."""
    found = post_json(make(service), "/api/v1/search", {"question": "货邮"}).json()["passages"]
    assert found[0]["text"] == TEXT
    assert 0 <= found[0]["score"] <= 1


@pytest.mark.parametrize(
    ("error", "status"),
    [(DiskFull("满了"), 507), (TooManyRequests("慢点", retry_after=9), 429)],
)
def test_errors_of_the_service_keep_status_and_message(
    service: FakeService, error: Exception, status: int
) -> None:
    """The error tree decides status, code and text."""
    service.failure = error
    reply = post_json(make(service), "/api/v1/ask", {"question": "问"})
    assert reply.error == (status, error.code, error.message)  # type: ignore[attr-defined]
    assert reply.headers.get("retry-after") == ("9" if status == 429 else None)


def test_documents_are_listed_in_pages(service: FakeService) -> None:
    """``next`` leads through all documents once, then is null."""
    for number in range(4):
        service.add(f"第{number}份".encode(), f"{number}.txt")
    app, cursor, seen = make(service), "", []
    while cursor is not None:
        query = f"limit=2&cursor={cursor}" if cursor else "limit=2"
        page = call(app, "GET", "/api/v1/documents", query=query).json()
        seen += [info["id"] for info in page["documents"]]
        cursor = page["next"]
    assert sorted(seen) == sorted(service.stored)


def test_a_listed_document_has_its_fields(service: FakeService) -> None:
    """Each entry of the list carries the documented fields."""
    info = call(make(service), "GET", "/api/v1/documents").json()["documents"][0]
    assert set(info) == {"id", "title", "date", "source", "characters", "chunks", "added_at"}
    assert (info["source"], info["characters"]) == ("机场.txt", len(TEXT))


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "x", "1.5", "", "9" * 40, "１"])
def test_a_limit_out_of_range_is_refused(service: FakeService, limit: str) -> None:
    """A page holds 1 to 1000 documents."""
    reply = call(make(service), "GET", "/api/v1/documents", query=f"limit={limit}")
    assert reply.error[:2] == (422, "invalid_value")


def test_the_largest_page_is_allowed(service: FakeService) -> None:
    """1000 is within the range."""
    assert call(make(service), "GET", "/api/v1/documents", query="limit=1000").status == 200


def test_a_document_comes_with_text_and_sections(service: FakeService) -> None:
    """The full document is what citations point into."""
    id = next(iter(service.stored))
    document = call(make(service), "GET", f"/api/v1/documents/{id}").json()
    assert document["text"] == TEXT
    assert document["sections"] == [{"title": "第一节", "level": 1, "start": 0, "end": len(TEXT)}]
    assert document["chunks"] == 1


def test_a_deleted_document_is_gone(service: FakeService) -> None:
    """204 without a body; afterwards 404 for it, and no answer from it."""
    app, id = make(service), next(iter(service.stored))
    gone = call(app, "DELETE", f"/api/v1/documents/{id}")
    assert (gone.status, gone.body) == (204, b"")
    assert call(app, "GET", f"/api/v1/documents/{id}").error[:2] == (404, "not_found")
    assert call(app, "DELETE", f"/api/v1/documents/{id}").status == 404
    assert post_json(app, "/api/v1/ask", {"question": "货邮"}).json()["refused"] is True


def test_feedback_reaches_the_service(service: FakeService) -> None:
    """What users think is kept with the answer's id."""
    body = {"answer_id": "ans_1", "thumbup": False, "text": "不对", "reasons": ["旧数据"]}
    assert post_json(make(service), "/api/v1/feedback", body).status == 200
    assert service.opinions == [("ans_1", False, "不对", ["旧数据"])]


def test_probes_tell_alive_from_ready(service: FakeService) -> None:
    """/livez says that the process runs; /readyz that it can work."""
    service.unready = True
    app = make(service)
    assert call(app, "GET", "/livez").json() == {"status": "ok"}
    reply = call(app, "GET", "/readyz")
    assert reply.error[:2] == (503, "unavailable")
    assert reply.headers["retry-after"] == "1"
    service.unready = False
    assert call(app, "GET", "/readyz").json() == {"status": "ready"}


def test_metrics_count_by_route_and_tell_no_secrets(service: FakeService) -> None:
    """Prometheus text by route template, without versions, questions or ids."""
    app = make(service)
    post_json(app, "/api/v1/ask", {"question": "货邮吞吐量"})
    id = next(iter(service.stored))
    call(app, "GET", f"/api/v1/documents/{id}")
    text = call(app, "GET", "/metrics").text
    assert 'wenju_requests_total{method="POST",route="/api/v1/ask",status="200"} 1.0' in text
    assert 'route="/api/v1/documents/{id}"' in text
    assert 'wenju_answers_total{degraded="false",mode="extractive",refused="false"} 1.0' in text
    assert "wenju_documents 1.0" in text
    for secret in (id, "货邮", "python", "127.0.0.1"):
        assert secret not in text


def test_two_apps_do_not_share_metrics(service: FakeService) -> None:
    """Each app has its own registry."""
    first, second = make(service), make(service)
    call(first, "GET", "/livez")
    assert 'route="/livez"' in call(first, "GET", "/metrics").text
    assert 'route="/livez"' not in call(second, "GET", "/metrics").text


def test_unknown_routes_and_methods_keep_the_shape(service: FakeService) -> None:
    """404 and 405 are errors like all others; 405 names what is allowed."""
    app = make(service)
    assert call(app, "GET", "/api/v2/ask").error[:2] == (404, "not_found")
    assert call(app, "GET", "/livez/").error[:2] == (404, "not_found")
    refused = call(app, "PATCH", "/livez")
    assert refused.error[:2] == (405, "method_not_allowed")
    assert refused.headers["allow"] == "GET"


def test_the_interface_description_names_all_routes(service: FakeService) -> None:
    """OpenAPI lists the routes and the shape of the requests."""
    described = call(make(service), "GET", "/api/v1/openapi.json").json()
    assert set(described["paths"]) >= {route.path for route in ROUTES}
    ask = described["paths"]["/api/v1/ask"]["post"]["requestBody"]["content"]["application/json"]
    assert "question" in ask["schema"]["properties"]


def test_a_full_queue_is_503_and_probes_still_answer(service: FakeService) -> None:
    """One runs, one waits, the third is told to come back; /livez answers meanwhile."""
    service.hold = threading.Event()
    app = make(service, concurrent_asks=1, waiting_asks=1)

    async def scene() -> None:
        body = json.dumps({"question": "货邮"}).encode()
        headers = [("content-type", "application/json")]

        async def ask() -> Response:
            return await request(app, "POST", "/api/v1/ask", body=body, headers=headers)

        first, second = asyncio.create_task(ask()), asyncio.create_task(ask())
        assert await asyncio.to_thread(service.began.wait, 10)
        third = await ask()
        assert third.error[:2] == (503, "unavailable")
        assert int(third.headers["retry-after"]) > 0
        assert (await request(app, "GET", "/livez")).status == 200
        assert service.hold is not None
        service.hold.set()
        assert [(await first).status, (await second).status] == [200, 200]
        assert (await ask()).status == 200

    asyncio.run(scene())


def test_questions_are_logged_only_when_asked_for(
    service: FakeService, caplog: pytest.LogCaptureFixture
) -> None:
    """Question text stays out of the log unless the setting says otherwise."""
    caplog.set_level("INFO")
    post_json(make(service), "/api/v1/ask", {"question": "货邮吞吐量"})
    (line,) = told(caplog.records)
    assert "货邮" not in str(line)
    assert (line["route"], line["status"], line["key"]) == ("/api/v1/ask", 200, "-")
    asked = {"question": "货邮\n伪造的一行"}
    post_json(make(service, log_questions=True), "/api/v1/ask", asked)
    assert told(caplog.records)[1]["question"] == asked["question"]


def test_uploading_adds_and_answers_cite_it() -> None:
    """201 with the id; the document is there and answers come from it."""
    service = FakeService()
    app = make(service)
    reply = post_form(
        app, multipart([("机场.txt", TEXT.encode())], title="简报", date="2024-09-18")
    )
    assert reply.status == 201
    id = reply.json()["id"]
    assert reply.json()["documents"] == [
        {"id": id, "created": True, "replaced": None, "source": "机场.txt"}
    ]
    assert reply.json()["failed"] == []
    document = call(app, "GET", f"/api/v1/documents/{id}").json()
    assert (document["title"], document["date"]) == ("简报", "2024-09-18")
    assert post_json(app, "/api/v1/ask", {"question": "货邮吞吐量"}).json()["refused"] is False
    assert service.syncs == 1


def test_the_same_bytes_again_are_the_same_document() -> None:
    """200 and the same id, whatever the name."""
    app = make(FakeService())
    first = post_form(app, multipart([("a.txt", TEXT.encode())]))
    again = post_form(app, multipart([("b.txt", TEXT.encode())]))
    assert (first.status, again.status) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def test_new_bytes_from_the_same_source_replace_the_old() -> None:
    """The new version tells which one it replaced; the old one is gone."""
    app = make(FakeService())
    old = post_form(app, multipart([("v1.txt", "旧版本。".encode())], source="通知")).json()["id"]
    new = post_form(app, multipart([("v2.txt", "新版本。".encode())], source="通知"))
    assert new.status == 201
    assert new.json()["documents"][0]["replaced"] == old
    assert call(app, "GET", f"/api/v1/documents/{old}").status == 404


def test_a_bad_file_among_good_ones_fails_alone() -> None:
    """The good files are added, the bad one is named with its reason."""
    files = [("a.txt", "甲。".encode()), ("b.exe", b"MZ"), ("c.txt", "丙。".encode())]
    reply = post_form(make(FakeService()), multipart(files))
    assert reply.status == 201
    assert [one["source"] for one in reply.json()["documents"]] == ["a.txt", "c.txt"]
    assert [one["source"] for one in reply.json()["failed"]] == ["b.exe"]
    assert reply.json()["failed"][0]["error"]["code"] == "unsupported_format"
    assert "id" not in reply.json()


def test_when_all_files_fail_the_first_reason_is_the_error() -> None:
    """Nothing added: the status of the first failure."""
    files = [("a.txt", b" "), ("b.exe", b"MZ")]
    assert post_form(make(FakeService()), multipart(files)).error[:2] == (422, "no_text")


def test_each_file_may_have_its_own_title_and_source() -> None:
    """Fields that come once a file belong to the files in their order; one date serves all."""
    service = FakeService()
    files = [("a.txt", "甲。".encode()), ("b.txt", "乙。".encode())]
    form = multipart(
        files, title=["甲题", "乙题"], source=["x/1.txt", "x/2.txt"], date="2024-01-02"
    )
    assert post_form(make(service), form).status == 201
    stored = sorted((one.source, one.title, one.date) for one in service.stored.values())
    assert stored == [("x/1.txt", "甲题", "2024-01-02"), ("x/2.txt", "乙题", "2024-01-02")]


def test_titles_that_fit_no_file_are_refused() -> None:
    """Two files and one title: nobody knows whose it is."""
    service = FakeService()
    files = [("a.txt", "甲。".encode()), ("b.txt", "乙。".encode())]
    reply = post_form(make(service), multipart(files, title="一个"))
    assert reply.error[:2] == (422, "invalid_value")
    assert service.stored == {}
