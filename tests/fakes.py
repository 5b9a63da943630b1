"""Small real stand-ins whose results can be worked out by hand."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath

from corpus.document import Chunk, Document, DocumentInfo, Run, Section, StoredChunk
from corpus.errors import (
    InvalidValue,
    NoText,
    NotFound,
    Unavailable,
    UnsupportedFormat,
)
from qa.answer import Answer, Citation, NumberCheck, Passage, Question, Timings
from qa.trail import Act
from qa.worklist import WorkItem, WorkList


@dataclass(frozen=True, slots=True)
class FakeAdded:
    document_id: str
    created: bool
    replaced: str | None


@dataclass(frozen=True, slots=True)
class FakeStatistics:
    documents: int
    chunks: int
    generation: int = 1
    indexed: int = 1


@dataclass(frozen=True, slots=True)
class FakeFinding:
    name: str
    ok: bool
    message: str
    remedy: str = ""


@dataclass
class FakeService:
    """A library in a dict. An answer is the first sentence that shares two characters in a row
    with the question; a document is one chunk. Only ``.txt`` and ``.md`` in UTF-8 are read."""

    unready: bool = False
    failure: Exception | None = None
    """Raised by ``ask`` when set."""
    hold: threading.Event | None = None
    """``ask`` waits for it when set."""
    began: threading.Event = field(default_factory=threading.Event)
    """Set once ``ask`` has been called."""
    findings: list[FakeFinding] = field(
        default_factory=lambda: [FakeFinding("资料库", True, "完好")]
    )
    stored: dict[str, Document] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    opinions: list[tuple[str, bool, str, list[str]]] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    forgotten: list[tuple[int, int]] = field(default_factory=list)
    syncs: int = 0
    rebuilt: list[bool] = field(default_factory=list)
    closed: bool = False

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        self.began.set()
        if self.hold is not None:
            self.hold.wait(10)
        if self.failure is not None:
            raise self.failure
        citations = self._evidence(question.text)[:1]
        text = "资料中没有找到相关内容。"
        if citations:
            text = f"{citations[0].quote.rstrip('。')}[1]。"
        return Answer(
            id="ans_1",
            question=question.text,
            answer=text,
            refused=not citations,
            mode="extractive",
            citations=tuple(citations),
            numbers=tuple(
                NumberCheck(number, True, 1)
                for one in citations
                for number in re.findall(r"\d+", one.quote)
            ),
            passages=self.search(question),
            timings=Timings(1.0, 2.0, 3.0),
            confidence=0.9 if citations else 0.1,
        )

    def search(self, question: Question) -> tuple[Passage, ...]:
        wanted = question.filters.document_ids
        found = [one for id, one in self.stored.items() if not wanted or id in wanted]
        return tuple(
            Passage(one.id, one.title, one.date, "", 0, len(one.text), one.text, 0.5)
            for one in found[: question.top_k]
        )

    def stream(self, question: Question) -> Iterator[str | Answer]:
        yield self.ask(question)

    def _evidence(self, text: str) -> list[Citation]:
        pairs = {text[at : at + 2] for at in range(len(text) - 1)}
        return [
            Citation(1, one.id, one.title, one.date, "第一节", match[0], match.start(), match.end())
            for one in self.stored.values()
            for match in re.finditer(r"[^。\n]+。?", one.text)
            if any(pair in match[0] for pair in pairs)
        ]

    def add(
        self, data: bytes, source: str, title: str | None = None, date: str | None = None
    ) -> FakeAdded:
        suffix = PurePosixPath(source).suffix
        if suffix not in {".txt", ".md"}:
            raise UnsupportedFormat(f"不支持 {suffix or '没有扩展名'} 的文件；请换成文本文件。")
        text = data.decode("utf-8", "replace")
        if not text.strip():
            raise NoText("未提取到文字；请确认文件里有文字。")
        id = "doc_" + sha256(data).hexdigest()[:16]
        if id in self.stored:
            return FakeAdded(id, False, None)
        old = next((one.id for one in self.stored.values() if one.source == source), None)
        if old:
            del self.stored[old]
        self.stored[id] = Document(
            id=id,
            title=title or PurePosixPath(source).stem,
            date=date,
            source=source,
            format=suffix[1:],
            text=text,
            sections=(Section("第一节", 1, 0, len(text)),),
            sha256=sha256(data).hexdigest(),
            added_at="2024-09-18T00:00:00+00:00",
        )
        return FakeAdded(id, True, old)

    def documents(self, limit: int, cursor: str | None) -> tuple[list[DocumentInfo], str | None]:
        if cursor is not None and not cursor.isdigit():
            raise InvalidValue("cursor 无效；请用上一页给出的 next。")
        start = int(cursor or 0)
        infos = [self.info(id) for id in sorted(self.stored)]
        end = start + limit
        return infos[start:end], str(end) if end < len(infos) else None

    def document(self, id: str) -> Document:
        if id not in self.stored:
            raise NotFound("没有这份文档；可先列出文档查看编号。")
        return self.stored[id]

    def info(self, id: str) -> DocumentInfo:
        one = self.document(id)
        return DocumentInfo(one.id, one.title, one.date, one.source, len(one.text), 1, one.added_at)

    def original(self, id: str) -> bytes:
        return self.document(id).text.encode()

    def chunks(self, id: str) -> list[StoredChunk]:
        one = self.document(id)
        whole = Chunk(0, one.text, (Run(0, 0, len(one.text)),), "第一节")
        return [StoredChunk(1, one.id, one.title, one.date, whole)]

    def worklist(self) -> WorkList:
        at = "2024-09-18T00:00:00+00:00"
        items = [
            WorkItem(f"ans_{place}", "refused", one.text, at)
            for place, one in enumerate(self.asked)
            if not self._evidence(one.text)
        ]
        items += [
            WorkItem(id, "feedback", None, at, text, tuple(reasons))
            for id, thumbup, text, reasons in self.opinions
            if not thumbup
        ]
        return WorkList(tuple(items), True)

    def suggestions(self) -> tuple[str, ...]:
        return tuple(f"{one.title}讲了什么？" for one in self.stored.values())[:4]

    def delete(self, id: str) -> None:
        self.document(id)
        del self.stored[id]

    def feedback(self, answer_id: str, thumbup: bool, text: str, reasons: list[str]) -> None:
        self.opinions.append((answer_id, thumbup, text, reasons))

    def note(self, act: Act) -> None:
        self.acts.append(act)

    def forget(self, question_days: int, feedback_days: int) -> None:
        self.forgotten.append((question_days, feedback_days))

    def ready(self) -> None:
        if self.unready:
            raise Unavailable("索引正在更新；请稍后再试。", retry_after=1)

    def sync(self) -> None:
        self.syncs += 1

    def statistics(self) -> FakeStatistics:
        return FakeStatistics(len(self.stored), len(self.stored))

    def doctor(self) -> list[FakeFinding]:
        return self.findings

    def rebuild(self, re_embed: bool, progress: Callable[[int, int], None] | None = None) -> None:
        self.rebuilt.append(re_embed)
        if progress is not None:
            progress(1, 1)

    def close(self) -> None:
        self.closed = True
