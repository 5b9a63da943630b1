"""What /metrics tells, how much of it there can be, and whether the dashboard reads what is there."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from qa.answer import Answer, Timings
from qa.http import create_app
from qa.metrics import Metrics
from qa.settings import Settings
from tests.asgi import call, multipart, post_form, post_json, request
from tests.fakes import FakeService, FakeStatistics

DASHBOARD = Path(__file__).parents[2] / "docker" / "grafana" / "wenju.json"
GUIDE = Path(__file__).parents[2] / "docs" / "operation.md"
ASK = {"question": "货邮"}


def make(service: FakeService | None = None, **overrides: Any) -> Any:
    return create_app(service or FakeService(), Settings.from_environment({}, **overrides))


def values(app: Any) -> dict[str, float]:
    """Each series with its value, as they are read."""
    return parsed(call(app, "GET", "/metrics").text)


def parsed(text: str) -> dict[str, float]:
    rows = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in rows}


def test_requests_are_counted_by_template_and_status() -> None:
    """And timed to their last byte."""
    app = make()
    for id in ("a", "b"):
        call(app, "GET", f"/api/v1/documents/{id}")
    found = values(app)
    name = 'wenju_requests_total{method="GET",route="/api/v1/documents/{id}",status="404"}'
    assert found[name] == 2
    assert found['wenju_request_seconds_count{route="/api/v1/documents/{id}"}'] == 2


def answer(timings: Timings, **more: Any) -> Answer:
    base: dict[str, Any] = {
        "id": "a",
        "question": "q",
        "answer": "a",
        "refused": False,
        "mode": "extractive",
        "citations": (),
        "numbers": (),
        "passages": (),
        "confidence": 1.0,
    }
    return Answer(timings=timings, **{**base, **more})


def test_the_time_of_an_answer_is_told_by_stage() -> None:
    """Milliseconds of the answer become seconds; generation counts only where a model wrote."""
    metrics = Metrics()
    metrics.answered(answer(Timings(30.0, 970.0, 1_000.0, 20.0, 50.0, 900.0)))
    metrics.answered(answer(Timings(30.0, 70.0, 100.0, 20.0, 50.0), refused=True, degraded=True))
    found = parsed(metrics.render(FakeStatistics(0, 0)).decode())
    counts = {
        stage: found[f'wenju_stage_seconds_count{{stage="{stage}"}}']
        for stage in ("embed", "retrieve", "read", "generate", "total")
    }
    assert counts == {"embed": 2, "retrieve": 2, "read": 2, "generate": 1, "total": 2}
    assert found['wenju_stage_seconds_sum{stage="total"}'] == pytest.approx(1.1)
    assert found['wenju_stage_seconds_sum{stage="generate"}'] == pytest.approx(0.9)
    refused = 'wenju_answers_total{degraded="true",mode="extractive",refused="true"}'
    assert found[refused] == 1


def test_the_library_and_the_index_are_told() -> None:
    """Size, and both generations: apart, they say that the index lags."""
    found = parsed(Metrics().render(FakeStatistics(3, 40, 7, 6)).decode())
    names = ["documents", "chunks", "library_generation", "index_generation"]
    assert [found[f"wenju_{name}"] for name in names] == [3, 40, 7, 6]


def test_refusals_are_counted_by_the_limit_that_made_them() -> None:
    """By the setting that the refusal names, whether the guard or the handler refused."""
    app = make(json_bytes=200, question_characters=5, asks_per_minute=100)
    post_json(app, "/api/v1/ask", b"x" * 201)
    post_json(app, "/api/v1/ask", {"question": "六个字的问题"})
    post_json(app, "/api/v1/ask", {"question": ""})
    call(app, "GET", "/livez", hosts=["evil.example"])
    found = {name: value for name, value in values(app).items() if "rejected_total" in name}
    assert found == {
        'wenju_rejected_total{limit="WENJU_JSON_BYTES"}': 1,
        'wenju_rejected_total{limit="WENJU_QUESTION_CHARACTERS"}': 1,
    }


def test_the_depth_of_the_lanes_is_told() -> None:
    """One question runs, one waits, the third is refused and counted."""

    async def scene() -> dict[str, float]:
        hold = threading.Event()
        service = FakeService(hold=hold)
        app = make(service, concurrent_asks=1, waiting_asks=1)

        def ask() -> Any:
            body = json.dumps(ASK).encode()
            kind = [("content-type", "application/json")]
            return request(app, "POST", "/api/v1/ask", body=body, headers=kind)

        tasks = [asyncio.create_task(ask()) for _ in range(2)]
        await asyncio.to_thread(service.began.wait, 10)
        third = await ask()
        assert (third.status, "WENJU_WAITING_ASKS" in third.text) == (503, True)
        found = parsed((await request(app, "GET", "/metrics")).text)
        hold.set()
        await asyncio.gather(*tasks)
        return found

    found = asyncio.run(scene())
    assert found['wenju_lane_requests{lane="ask"}'] == 2
    assert found['wenju_lane_room{lane="ask"}'] == 2
    assert found['wenju_rejected_total{limit="WENJU_WAITING_ASKS"}'] == 1


def test_strangers_cannot_make_series() -> None:
    """Thousands of paths, methods, ids, hosts and request ids add next to nothing."""
    app = make()
    settled = len(values(app))
    for number in range(500):
        call(app, "GET", f"/path/{number}")
        call(app, f"METHOD{number}", "/")
        call(app, "GET", f"/api/v1/documents/{number}", query=f"q={number}")
        call(app, "GET", "/livez", hosts=[f"host{number}"])
        if number == 20:
            settled = len(values(app))
    assert len(values(app)) == settled


def exercised() -> str:
    """The text after one of everything that makes series appear."""
    app = make(json_bytes=500)
    post_form(app, multipart([("机场.txt", "货邮49万吨。".encode())]))
    post_json(app, "/api/v1/ask", ASK)
    post_json(app, "/api/v1/ask", b"x" * 501)
    return call(app, "GET", "/metrics").text


def queries(node: Any) -> list[str]:
    """Every query in a dashboard, of panels and of variables."""
    if isinstance(node, list):
        return [query for one in node for query in queries(one)]
    if not isinstance(node, dict):
        return []
    own = [node[name] for name in ("expr", "query") if isinstance(node.get(name), str)]
    return own + [query for value in node.values() for query in queries(value)]


def test_every_metric_of_the_dashboard_is_exported() -> None:
    """Names in its queries, and the labels they select by or group by, are really there."""
    text = exercised()
    board = json.loads(DASHBOARD.read_text("utf-8"))
    asked = queries(board)
    names = {name for query in asked for name in re.findall(r"\bwenju_\w+", query)}
    exported = {re.split(r"[{ ]", line)[0] for line in text.splitlines() if line[:1] != "#"}
    assert names
    assert names <= exported
    labels = set(re.findall(r'[{,](\w+)="', text))
    for query in asked:
        for group in re.findall(r"by \(([^)]*)\)", query):
            assert {name.strip() for name in group.split(",")} <= labels
        selected = set(re.findall(r"[{,]\s*(\w+)\s*[!=]~?\"", query))
        assert selected <= labels | {"job"}  # Prometheus itself says which job it read


def test_every_metric_has_a_place_on_the_dashboard() -> None:
    """What is counted can be seen."""
    declared = set(re.findall(r"^# TYPE (wenju_\w+)", exercised(), re.MULTILINE))
    declared = {name for name in declared if not name.endswith("_created")}
    shown = " ".join(queries(json.loads(DASHBOARD.read_text("utf-8"))))
    assert [name for name in sorted(declared) if name not in shown] == []


def test_the_guide_names_every_metric_and_no_other() -> None:
    """docs/operation.md lists what is exported."""
    text = exercised()
    named = set(re.findall(r"`(wenju_\w+)`", GUIDE.read_text("utf-8")))
    declared = set(re.findall(r"^# TYPE (wenju_\w+)", text, re.MULTILINE))
    assert named == {name for name in declared if not name.endswith("_created")}


def test_the_dashboard_can_be_imported_as_it_is() -> None:
    """No number of a datasource of ours; panels have titles, places and no overlap."""
    board = json.loads(DASHBOARD.read_text("utf-8"))
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert all(panel["title"] for panel in panels)
    assert {panel["datasource"]["uid"] for panel in panels} == {"${datasource}"}
    cells = [
        (x, y)
        for panel in board["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
