"""The Python client and the LangChain retriever against a running server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from corpus.errors import NotFound, Unauthorized, Unavailable
from qa.client import AsyncClient, Client
from qa.langchain import WenjuRetriever
from tests.browser.site import serving
from tests.fakes import FakeService

TEXT = "郑州机场完成货邮吞吐量49万吨。"
KEY = "admin-key-0123456789"


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def origin(service: FakeService) -> Iterator[str]:
    with serving(service, admin_key=KEY) as started:
        yield started


def test_the_client_does_what_the_interface_does(origin: str, service: FakeService) -> None:
    """Add, list, read, search, ask with history, give an opinion, delete."""
    with Client(origin, KEY) as client:
        id = client.add(TEXT.encode(), "通报/机场.txt", title="机场", date="2024-09-18")
        (listed,) = client.documents()
        assert (listed["id"], listed["source"]) == (id, "通报/机场.txt")
        assert (listed["title"], listed["date"]) == ("机场", "2024-09-18")
        assert client.document(id)["text"] == TEXT
        assert client.search("货邮", top_k=1)[0]["text"] == TEXT
        earlier = [{"role": "user", "content": "旅客呢"}]
        answer = client.ask("货邮吞吐量多少", history=earlier, mode="extractive")
        assert answer["citations"][0]["quote"] == TEXT
        assert service.asked[-1].history[0].content == "旅客呢"
        client.feedback(answer["id"], False, text="旧了", reasons=["过时"])
        assert service.opinions == [(answer["id"], False, "旧了", ["过时"])]
        client.delete(id)
        assert list(client.documents()) == []


def test_the_async_client_does_the_same(origin: str) -> None:
    """Each call of the plain client, awaited."""

    async def use() -> None:
        async with AsyncClient(origin, KEY) as client:
            id = await client.add(TEXT.encode(), "机场.txt")
            assert [one["id"] async for one in client.documents()] == [id]
            assert (await client.document(id))["text"] == TEXT
            assert (await client.search("货邮"))[0]["text"] == TEXT
            answer = await client.ask("货邮吞吐量多少")
            assert answer["citations"][0]["quote"] == TEXT
            await client.feedback(answer["id"], True)
            await client.delete(id)
            with pytest.raises(NotFound):
                await client.document(id)

    asyncio.run(use())


def test_errors_are_those_of_the_tree(origin: str) -> None:
    """By status; a service that is not there is unavailable."""
    with Client(origin, "wrong-key-000") as client, pytest.raises(Unauthorized):
        client.ask("货邮")
    with Client(origin, KEY) as client, pytest.raises(NotFound, match="404"):
        client.document("a/b?c")
    with Client("http://127.0.0.1:9") as client, pytest.raises(Unavailable, match="连不上"):
        client.ask("货邮")


def test_the_retriever_gives_langchain_documents(origin: str) -> None:
    """Text and metadata of the passages, awaited or not."""
    with Client(origin, KEY) as client:
        id = client.add(TEXT.encode(), "机场.txt", date="2024-09-18")
    retriever = WenjuRetriever(base=origin, key=SecretStr(KEY), top_k=3)
    (found,) = retriever.invoke("货邮")
    assert found.page_content == TEXT
    assert found.metadata["document_id"] == id
    assert (found.metadata["start"], found.metadata["end"]) == (0, len(TEXT))
    assert asyncio.run(retriever.ainvoke("货邮")) == [found]
    assert KEY not in repr(retriever)
