"""The service in this process as an answerer, and its retriever's halves for the baselines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.document import StoredChunk
from eval.answerer import Source
from qa.answer import Answer, Passage, Question
from qa.service import Service

PAGE = 1000


class InProcess:
    """A ``Service`` seen through the harness's protocol."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def answer(self, question: Question) -> Answer:
        return self._service.ask(question)

    def retrieve(self, question: Question, k: int) -> tuple[Passage, ...]:
        return self._service.search(replace(question, top_k=k))

    def text(self, document_id: str) -> str:
        return self._service.document(document_id).text

    def sources(self) -> Sequence[Source]:
        found: list[Source] = []
        cursor: str | None = None
        while True:
            page, cursor = self._service.documents(PAGE, cursor)
            found += [Source(info.id, info.source) for info in page]
            if cursor is None:
                return found


class Halves:
    """Dense and lexical retrieval of a service, each alone, over its own index and analysis."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def dense(self, question: str, k: int) -> Sequence[Passage]:
        return self._passages(self._service.retriever.dense(question, k))

    def lexical(self, question: str, k: int) -> Sequence[Passage]:
        return self._passages(self._service.retriever.lexical(question, k))

    def _passages(self, chunks: Sequence[StoredChunk]) -> list[Passage]:
        """The score is 1 / rank: a half by itself has no score comparable between questions."""
        return [
            self._service.passage(chunk, 1 / rank) for rank, chunk in enumerate(chunks, start=1)
        ]
