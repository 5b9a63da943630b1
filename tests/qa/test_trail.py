from __future__ import annotations

import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from qa.cli import main
from qa.http import create_app
from qa.settings import Settings
from qa.trail import FILE, Act, AuditLog
from tests.asgi import call, multipart, post_form, post_json
from tests.fakes import FakeService
from tests.lines import told

ADMIN, READER = "admin-key-0123456789", "reader-key-0123456789"
AS_ADMIN = [("authorization", f"Bearer {ADMIN}"), ("x-request-id", "r1")]
AS_READER = [("authorization", f"Bearer {READER}")]


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FILE).read_bytes().splitlines()]


def test_an_act_is_one_line_with_its_time(tmp_path: Path) -> None:
    """Who, what, on what, with what result, when; for the owner of the folder alone."""
    log = AuditLog(tmp_path, lambda: datetime(2026, 1, 2, tzinfo=UTC))
    log.append(Act("运维\n", "delete", ("doc_1",), "not_found", "r1"))
    (line,) = lines(tmp_path)
    assert line == {
        "at": "2026-01-02T00:00:00.000+00:00",
        "who": "运维\n",
        "what": "delete",
        "ids": ["doc_1"],
        "result": "not_found",
        "request": "r1",
    }
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_acts_are_appended_after_a_line_that_a_kill_cut(tmp_path: Path) -> None:
    """The old bytes stay as they are; the new act stands on a line of its own."""
    (tmp_path / FILE).write_bytes(b'{"who": "half')
    AuditLog(tmp_path).append(Act("a", "add"))
    first, second = (tmp_path / FILE).read_bytes().splitlines()
    assert first == b'{"who": "half'
    assert json.loads(second)["who"] == "a"


def test_acts_of_many_threads_and_writers_do_not_mix(tmp_path: Path) -> None:
    """Each line is whole, none is lost."""
    logs = [AuditLog(tmp_path) for _ in range(4)]

    def work(log: AuditLog) -> None:
        for number in range(25):
            log.append(Act("a" * 500, "add", (str(number),)))

    threads = [threading.Thread(target=work, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(tmp_path)) == 100


def test_an_act_that_cannot_be_written_is_told_and_fails_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was done is done; the log of the program says that the line is missing."""
    AuditLog(tmp_path / "no such folder").append(Act("a", "delete"))
    (line,) = told(caplog.records)
    assert line["level"] == "error"


def app_of(service: FakeService) -> Any:
    settings = Settings.from_environment({}, admin_key=ADMIN, reader_key=READER)
    return create_app(service, settings)


def test_what_admins_do_over_http_is_written_down_done_or_not() -> None:
    """Adding and deleting, with the key, the ids, the result and the request; reading is not."""
    service = FakeService()
    app = app_of(service)
    form = multipart([("机密文件名.txt", "甲。".encode())])
    id = post_form(app, form, headers=AS_ADMIN).json()["id"]
    post_form(app, multipart([("机密.exe", b"MZ")]), headers=AS_ADMIN)
    call(app, "DELETE", f"/api/v1/documents/{id}", headers=AS_ADMIN)
    call(app, "DELETE", f"/api/v1/documents/{id}", headers=AS_ADMIN)
    call(app, "GET", "/api/v1/worklist", headers=AS_ADMIN)
    post_json(app, "/api/v1/ask", {"question": "问"}, headers=AS_ADMIN)
    call(app, "DELETE", f"/api/v1/documents/{id}", headers=AS_READER)
    assert service.acts == [
        Act("WENJU_ADMIN_KEY", "add", (id,), "ok", "r1"),
        Act("WENJU_ADMIN_KEY", "add", (), "unsupported_format", "r1"),
        Act("WENJU_ADMIN_KEY", "delete", (id,), "ok", "r1"),
        Act("WENJU_ADMIN_KEY", "delete", (id,), "not_found", "r1"),
    ]
    assert "机密" not in str(service.acts)


def test_an_unforeseen_failure_is_written_down_too() -> None:
    """As internal; it may have done anything."""

    class Failing(FakeService):
        def delete(self, id: str) -> None:
            raise RuntimeError(id)

    service = Failing()
    assert call(app_of(service), "DELETE", "/api/v1/documents/d", headers=AS_ADMIN).status == 500
    assert service.acts == [Act("WENJU_ADMIN_KEY", "delete", ("d",), "internal", "r1")]


def test_the_command_line_writes_down_what_it_does(tmp_path: Path) -> None:
    """Adding and deleting by the service's log; keys by the file itself."""
    service = FakeService()
    page = tmp_path / "甲.txt"
    page.write_text("甲。", "utf-8")
    data = str(tmp_path / "data")

    def run(*arguments: str) -> int:
        return main([*arguments, "--data", data], lambda settings, **_: service)

    assert run("add", str(page)) == 0
    id = next(iter(service.stored))
    assert run("delete", id) == 0
    assert [(act.who, act.what, act.ids) for act in service.acts] == [
        ("cli", "add", (id,)),
        ("cli", "delete", (id,)),
    ]
    assert run("keys", "add", "--role", "admin", "--name", "ops") == 0
    assert run("keys", "revoke", "ops") == 0
    acts = [(line["what"], line["ids"]) for line in lines(tmp_path / "data")]
    assert acts == [("keys add admin", ["ops"]), ("keys revoke", ["ops"])]
