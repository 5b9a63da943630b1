"""A LangChain retriever over a running service. Needs the extra ``langchain``."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import SecretStr

from qa.client import BASE, AsyncClient, Client


class WenjuRetriever(BaseRetriever):
    """Passages of the service as LangChain documents, best first.

    ``metadata`` holds ``document_id``, ``document_title``, ``document_date``, ``section``,
    ``start``, ``end`` and ``score``; the passage is the document's ``text[start:end]``.
    """

    base: str = BASE
    key: SecretStr | None = None
    top_k: int = 5

    def _key(self) -> str | None:
        return self.key.get_secret_value() if self.key else None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  LangChain passes it
    ) -> list[Document]:
        with Client(self.base, self._key()) as client:
            return [_as_document(one) for one in client.search(query, top_k=self.top_k)]

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002  LangChain passes it
    ) -> list[Document]:
        async with AsyncClient(self.base, self._key()) as client:
            return [_as_document(one) for one in await client.search(query, top_k=self.top_k)]


def _as_document(passage: dict[str, Any]) -> Document:
    about = {name: value for name, value in passage.items() if name != "text"}
    return Document(page_content=passage["text"], metadata=about)
