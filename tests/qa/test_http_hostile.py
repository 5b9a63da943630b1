from __future__ import annotations

import contextlib
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import InvalidValue, WenjuError
from qa.http import create_app
from qa.payloads import AskPayload, parse
from qa.settings import Limits, Settings
from qa.uploads import FormReader, clean_label, clean_name
from tests.asgi import BOUNDARY, call, multipart, part, post_form, post_json
from tests.fakes import FakeService

END = b"--" + BOUNDARY.encode() + b"--\r\n"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def make(service: FakeService | None = None, **overrides: Any) -> Any:
    return create_app(service or FakeService(), Settings.from_environment({}, **overrides))


APP = make()
MALFORMED = {
    "empty": b"",
    "not json": b"question=1",
    "not utf-8": b'{"question":"\xff"}',
    "utf-16": '{"question":"问"}'.encode("utf-16"),
    "trailing garbage": b'{"question":"a"} x',
    "two values": b'{"question":"a"}{"question":"b"}',
    "nan": b'{"question":"a","top_k":NaN}',
    "infinity": b'{"question":"a","top_k":-Infinity}',
    "deep lists": b"[" * 5000 + b"]" * 5000,
    "deep objects": b'{"question":' * 5000 + b"1" + b"}" * 5000,
    "duplicate keys": b'{"question":"a","question":"b"}',
    "duplicate keys inside": b'{"question":"a","filters":{"date_to":"b","date_to":"c"}}',
    "endless digits": b'{"question":"a","top_k":' + b"9" * 5000 + b"}",
    "raw control character": b'{"question":"a\x00b"}',
    "half a string": b'{"question":"a',
    "single quotes": b"{'question':'a'}",
}
INVALID: dict[str, Any] = {
    "no question": {},
    "a list": [],
    "a string": "question",
    "null": None,
    "question null": {"question": None},
    "question number": {"question": 1},
    "question list": {"question": ["a"]},
    "question object": {"question": {"a": 1}},
    "question empty": {"question": ""},
    "question blank": {"question": " \n\t\u3000"},
    "60,000 spaces": {"question": " " * 60_000},
    "32 KiB": {"question": "x" * 32_768},
    "2001 characters": {"question": "问" * 2001},
    "lone surrogate": {"question": "\ud800"},
    "low surrogate": {"question": "a\udc00b"},
    "top_k -99": {"question": "a", "top_k": -99},
    "top_k 0": {"question": "a", "top_k": 0},
    "top_k 21": {"question": "a", "top_k": 21},
    "top_k 10^9": {"question": "a", "top_k": 10**9},
    "top_k 2^63": {"question": "a", "top_k": 2**63},
    "top_k text": {"question": "a", "top_k": "5"},
    "top_k float": {"question": "a", "top_k": 5.5},
    "top_k true": {"question": "a", "top_k": True},
    "mode unknown": {"question": "a", "mode": "magic"},
    "stream text": {"question": "a", "stream": "yes"},
    "history object": {"question": "a", "history": {}},
    "history text": {"question": "a", "history": ["hello"]},
    "history too long": {"question": "a", "history": [{"role": "user", "content": "x"}] * 51},
    "system role": {"question": "a", "history": [{"role": "system", "content": "x"}]},
    "surrogate in history": {"question": "a", "history": [{"role": "user", "content": "\udfff"}]},
    "filters list": {"question": "a", "filters": []},
    "ids text": {"question": "a", "filters": {"document_ids": "doc_1"}},
    "id number": {"question": "a", "filters": {"document_ids": [1]}},
    "no day": {"question": "a", "filters": {"date_from": "2024-02-30"}},
    "short day": {"question": "a", "filters": {"date_from": "2024-2-3"}},
    "week": {"question": "a", "filters": {"date_from": "2024-W01-1"}},
    "backwards": {"question": "a", "filters": {"date_from": "2024-02-02", "date_to": "2024-02-01"}},
}
HARMLESS = ["？", "😀", '" OR NEAR(', "{{7*7}}", "'; DROP TABLE documents;--", "a\x00b", "\u200b问"]


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_json_is_400(name: str) -> None:
    """What is no single well-formed JSON value is refused in the fixed shape."""
    assert post_json(APP, "/api/v1/ask", MALFORMED[name]).error[:2] == (400, "invalid_request")


@pytest.mark.parametrize("name", INVALID)
def test_a_wrong_value_is_422(name: str) -> None:
    """A well-formed request with a wrong value says which."""
    assert post_json(APP, "/api/v1/ask", INVALID[name]).error[:2] == (422, "invalid_value")


@pytest.mark.parametrize("question", HARMLESS)
def test_odd_questions_are_only_questions(question: str) -> None:
    """Text of any kind is a question; it comes back unchanged."""
    reply = post_json(APP, "/api/v1/ask", {"question": question})
    assert reply.status == 200
    assert reply.json()["question"] == question


def test_question_length_is_counted_in_characters() -> None:
    """1,999 and 2,000 pass, whatever they weigh in bytes; the refusal names the setting."""
    for size in (1, 1999, 2000):
        assert post_json(APP, "/api/v1/ask", {"question": "😀" * size}).status == 200
    assert (
        "WENJU_QUESTION_CHARACTERS" in post_json(APP, "/api/v1/ask", {"question": "问" * 2001}).text
    )


def test_a_refusal_names_the_field() -> None:
    """The path of the wrong value stands in the message."""
    body = {"question": "a", "history": [{"role": "user", "content": 1}]}
    assert "history.0.content" in post_json(APP, "/api/v1/ask", body).error[2]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_json_must_be_called_json(kind: str) -> None:
    """Bodies that a cross-site form could send are not taken as JSON."""
    body = b'{"question":"a"}'
    reply = call(APP, "POST", "/api/v1/ask", body=body, headers=[("content-type", kind)])
    assert reply.error[:2] == (415, "unsupported_format")


KEYS = st.sampled_from(["question", "top_k", "mode", "stream", "history", "filters", "role"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.just("\ud800")
    | st.just("auto"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES))
@settings(max_examples=300)
def test_any_json_is_a_question_or_refused(body: dict[str, Any]) -> None:
    """No JSON object makes the parser raise anything but an error of the tree."""
    raw = json.dumps(body).encode()
    with contextlib.suppress(WenjuError):
        question = parse(AskPayload, raw).as_question(Limits())
        assert question.text == body["question"]
        assert 1 <= question.top_k <= 20
        question.text.encode()


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(raw: bytes) -> None:
    """No bytes make the parser raise anything but an error of the tree."""
    with contextlib.suppress(WenjuError):
        parse(AskPayload, raw)


@given(st.binary(max_size=100) | st.just(b'{"question":"a","top_k":1e999}'))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_body_makes_the_app_answer_500(raw: bytes) -> None:
    """Through the whole app: 200, 400 or 422."""
    assert post_json(APP, "/api/v1/ask", raw).status in {200, 400, 422}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../x.pdf", "x.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/etc/passwd.txt", "passwd.txt"),
        ("C:\\公文\\x.docx", "x.docx"),
        ("公文/2024/x.docx", "公文/2024/x.docx"),
        ("./a//b.txt", "a/b.txt"),
        ("x\u202efdp.exe", "xfdp.exe"),
        ("零\u200b宽.txt", "零宽.txt"),
        ("标签\U000e0041.txt", "标签.txt"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ("console.txt", "console.txt"),
        ("a" * 251 + ".txt", "a" * 251 + ".txt"),
    ],
)
def test_file_names_are_cleaned(given: str, kept: str) -> None:
    """Roots, climbs and invisible characters go, the name stays."""
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", ".", "..", "/", "a/..", "a/", "\u200b"),
        *("x\x00.txt", "a\r\nb.txt", "a\nb", "a\x1b[2J.txt", "a\u2028b.txt"),
        *("CON", "nul.txt", "Com1.pdf", "a/aux.txt"),
        *("a" * 252 + ".txt", "字" * 600),
    ],
)
def test_impossible_file_names_are_refused(name: str) -> None:
    """Empty, reserved, over-long names and control characters: 422 with the reason."""
    with pytest.raises(InvalidValue, match="文件"):
        clean_name(name)


@given(st.text(st.characters(), max_size=300))
def test_a_cleaned_name_never_leaves_its_folder(name: str) -> None:
    """Whatever the name, the result is a relative path that does not climb, and is stable."""
    with contextlib.suppress(InvalidValue):
        cleaned = clean_name(name)
        assert not os.path.isabs(cleaned)
        assert ".." not in cleaned.split("/")
        assert not any(unicodedata.category(one) in {"Cc", "Cf", "Cs"} for one in cleaned)
        assert clean_name(cleaned) == cleaned


def test_labels_lose_what_cannot_be_seen() -> None:
    """Titles and sources keep their text; control characters are refused."""
    assert clean_label(" 关于\u202e通知 ", "title") == "关于通知"
    assert clean_label("  ", "title") is None
    with pytest.raises(InvalidValue):
        clean_label("a\nb", "title")
    with pytest.raises(InvalidValue):
        clean_label("字" * 1001, "title")


def test_a_hostile_name_is_refused_over_http_and_leaves_nothing() -> None:
    """422, nothing stored, and the next upload works."""
    service = FakeService()
    app = make(service)
    reply = post_form(app, part(b'name="file"; filename="a\x00.txt"', b"x") + END)
    assert reply.error[:2] == (422, "invalid_value")
    assert service.stored == {}
    assert post_form(app, multipart([("a.txt", "好。".encode())])).status == 201


def test_a_chinese_name_in_gb18030_is_understood() -> None:
    """Older programs send names in the system's encoding."""
    service = FakeService()
    disposition = 'name="file"; filename="公告.txt"'.encode("gb18030")
    post_form(make(service), part(disposition, "好。".encode()) + END)
    assert [one.source for one in service.stored.values()] == ["公告.txt"]


def test_files_are_taken_up_to_the_limit_exactly() -> None:
    """N−1 and N bytes pass, N+1 is 413 and names the setting."""
    app = make(upload_bytes=1000)
    for size, expected in ((999, 201), (1000, 201), (1001, 413)):
        reply = post_form(app, multipart([(f"{size}.txt", b"x" * size)]))
        assert reply.status == expected
    assert "WENJU_UPLOAD_BYTES" in reply.error[2]


def test_an_oversized_file_fails_alone() -> None:
    """Of two files the one within the limit is added."""
    files = [("big.txt", b"x" * 1001), ("small.txt", b"x")]
    reply = post_form(make(upload_bytes=1000), multipart(files))
    assert reply.status == 201
    assert [one["source"] for one in reply.json()["documents"]] == ["small.txt"]
    assert reply.json()["failed"][0]["error"]["code"] == "too_large"


def test_the_number_of_files_is_limited() -> None:
    """As many as the setting says, one more refuses the whole upload."""
    service = FakeService()
    app = make(service, upload_files=3)
    files = [(f"{n}.txt", f"第{n}份".encode()) for n in range(4)]
    refused = post_form(app, multipart(files))
    assert refused.error[:2] == (413, "too_large")
    assert "WENJU_UPLOAD_FILES" in refused.error[2]
    assert service.stored == {}
    assert post_form(app, multipart(files[:3])).status == 201


def test_an_upload_in_many_small_chunks_is_the_same() -> None:
    """Where the network cuts the body does not matter."""
    form = multipart([("a.txt", "郑州\r\n--机场。".encode())], title="题")
    whole, pieces = FakeService(), FakeService()
    assert post_form(make(whole), form).status == 201
    chunks = [form[at : at + 1] for at in range(len(form))]
    assert post_form(make(pieces), chunks).status == 201
    assert whole.stored.keys() == pieces.stored.keys()


BODIES = {
    "no file": (multipart([], title="x"), 422),
    "file without a name": (part('name="file"', b"text") + END, 422),
    "empty name": (multipart([("", b"x")]), 422),
    "10,000 fields": (b"".join(part('name="x"', b"1") for _ in range(10_000)) + END, 413),
    "a huge field": (part('name="title"', b"x" * 9000) + END, 413),
    "no end": (multipart([("a.txt", b"x")])[:-6], 400),
    "no field name": (part('filename="a.txt"', b"x") + END, 400),
    "endless part header": (b"--" + BOUNDARY.encode() + b"\r\nX: " + b"y" * 100_000, 400),
    "many part headers": (b"--" + BOUNDARY.encode() + b"\r\n" + b"X: y\r\n" * 1000, 400),
    "not multipart": (b"hello", 400),
    "empty": (b"", 400),
    "bad date": (multipart([("a.txt", b"x")], date="2024-13-01"), 422),
    "two dates": (multipart([("a.txt", b"x")], date=["2024-01-01", "2024-01-02"]), 422),
    "title with a line break": (multipart([("a.txt", b"x")], title="a\r\nb"), 422),
}


@pytest.mark.parametrize("name", BODIES)
def test_hostile_forms_are_refused(name: str) -> None:
    """Each gets its status and a reason, stores nothing, and the service goes on."""
    body, status = BODIES[name]
    service = FakeService()
    app = make(service)
    assert post_form(app, body).error[0] == status
    assert service.stored == {}
    assert call(app, "GET", "/livez").status == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 415),
        ("multipart/mixed; boundary=x", 415),
        ("", 415),
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        ("multipart/form-data; boundary=" + "x" * 5000, 400),
    ],
)
def test_an_upload_must_be_a_form_with_a_boundary(kind: str, status: int) -> None:
    """Other types are 415, a missing or absurd boundary 400."""
    form = multipart([("a.txt", b"x")])
    assert post_form(APP, form, content_type=kind).error[0] == status


@given(st.binary(max_size=400))
def test_no_bytes_break_the_form_reader(raw: bytes) -> None:
    """Any body is a form or an error of the tree."""
    reader = FormReader(KIND, Limits())
    with contextlib.closing(reader), contextlib.suppress(WenjuError):
        reader.feed(b"--" + BOUNDARY.encode() + b"\r\n" + raw)
        reader.finish()


def test_an_upload_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files beyond the memory limit wait on disk without a name, also when the upload breaks off."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    big = multipart([("a.txt", b"x" * 3_000_000)])
    assert post_form(make(), big).status == 201
    assert post_form(make(), big[:-9]).status == 400
    assert post_form(make(upload_bytes=2_000_000), big).status == 413
    assert list(tmp_path.iterdir()) == []
