"""The MCP server, spoken to by the SDK's own client: in memory, over HTTP, over stdio."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.server.mcpserver import MCPServer

from corpus.errors import Unavailable
from qa.mcp_server import PATH, make_app, make_server
from qa.server import WebServer, bind
from qa.settings import Settings
from tests.asgi import post_json
from tests.fakes import FakeService

TEXT = "郑州机场完成货邮吞吐量49万吨。"


@pytest.fixture
def service() -> FakeService:
    made = FakeService()
    made.add(TEXT.encode(), "机场.txt", date="2024-09-18")
    return made


def server(service: FakeService) -> MCPServer:
    return make_server(service, Settings.from_environment({}))


def called(target: Any, tool: str, **arguments: Any) -> Any:
    """The result of one tool, over whatever ``target`` is."""

    async def use() -> Any:
        async with Client(target) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(use())


def test_the_tools_are_named_and_described(service: FakeService) -> None:
    """Three, all of which only read."""

    async def use() -> Any:
        async with Client(server(service)) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(use())
    assert [tool.name for tool in tools] == ["ask", "search", "list_documents"]
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)


def test_asking_gives_the_cited_answer(service: FakeService) -> None:
    """The object is that of ``/api/v1/ask``."""
    answer = called(server(service), "ask", question="货邮吞吐量多少").structured_content
    assert answer["answer"] == "郑州机场完成货邮吞吐量49万吨[1]。"
    (citation,) = answer["citations"]
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"]


def test_searching_and_listing(service: FakeService) -> None:
    """Passages and documents, as over HTTP."""
    found = called(server(service), "search", question="货邮", top_k=1).structured_content
    assert [one["text"] for one in found["passages"]] == [TEXT]
    listed = called(server(service), "list_documents").structured_content
    assert [one["source"] for one in listed["documents"]] == ["机场.txt"]
    assert listed["next"] is None


@pytest.mark.parametrize(
    ("tool", "arguments", "reason"),
    [
        ("ask", {"question": " "}, "问题是空的"),
        ("ask", {"question": "问" * 2001}, "超过上限 2000"),
        ("search", {"question": "货邮", "top_k": 99}, "top_k超过上限"),
        ("list_documents", {"cursor": "x"}, "cursor 无效"),
    ],
)
def test_what_is_wrong_is_told(
    service: FakeService, tool: str, arguments: dict[str, Any], reason: str
) -> None:
    """The limits are those of HTTP, and the reason reaches the model."""
    result = called(server(service), tool, **arguments)
    assert result.is_error
    assert reason in result.content[0].text


def test_inner_errors_tell_nothing(service: FakeService) -> None:
    """A known failure has its message; an unknown one gives no detail away."""
    service.failure = Unavailable("忙，请稍后再试。")
    assert "忙" in called(server(service), "ask", question="货邮").content[0].text
    service.failure = RuntimeError("/secret/path")
    assert "secret" not in called(server(service), "ask", question="货邮").content[0].text


@contextmanager
def running(service: FakeService, **overrides: Any) -> Iterator[str]:
    settings = Settings.from_environment({}, port=0, **overrides)
    bound = bind(settings.host, settings.port)
    listening = threading.Event()
    app = make_app(make_server(service, settings), settings)
    web = WebServer(app, settings, lambda _: listening.set())
    thread = threading.Thread(target=web.run, args=([bound],))
    thread.start()
    try:
        assert listening.wait(10)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}{PATH}"
    finally:
        web.should_exit = True
        thread.join(20)


def test_it_speaks_http(service: FakeService) -> None:
    """The same tools at one address."""
    with running(service) as address:
        result = called(address, "ask", question="货邮吞吐量多少")
    assert result.structured_content["answer"] == "郑州机场完成货邮吞吐量49万吨[1]。"


def test_over_http_the_keys_and_host_names_hold(service: FakeService) -> None:
    """No key, no answer; another host's name or page, no answer."""
    settings = Settings.from_environment({}, admin_key="admin-key-0123456789")
    app = make_app(make_server(service, settings), settings)
    assert post_json(app, PATH, {}).error[:2] == (401, "unauthorized")
    key = [("authorization", "Bearer admin-key-0123456789")]
    assert post_json(app, PATH, {}, headers=key, hosts=["evil.invalid"]).error[1] == "invalid_host"
    elsewhere = [*key, ("origin", "http://evil.invalid")]
    assert post_json(app, PATH, {}, headers=elsewhere).error[0] == 403


def test_it_speaks_over_standard_streams(tmp_path: Any) -> None:
    """``wenju mcp`` on an empty library answers, and prints nothing that is not the protocol."""
    command = ["-m", "qa.cli", "mcp", "--data", str(tmp_path / "data")]
    result = called(StdioServerParameters(command=sys.executable, args=command), "list_documents")
    assert result.structured_content == {"documents": [], "next": None}
    assert json.loads(result.content[0].text)["documents"] == []
