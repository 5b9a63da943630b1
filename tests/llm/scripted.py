"""A scripted model, and a service over two documents that asks it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.embedder import Embedder
from qa.generation import Generator
from qa.llm import Finish, Guarded, LanguageModel, Message
from qa.service import Service
from qa.span_reader import SpanReader
from qa.verdict import REFUSE_BELOW
from tests import services
from tests.embedders import PairEmbedder

QUESTION = "2023年郑州机场货邮吞吐量多少"
EXTRACTED = "60.8万吨"
DOCUMENTS = {
    "2023.md": (
        "# 2023年郑州机场生产情况\n\n2023年，郑州机场旅客吞吐量2535.8万人次，同比增长174.1%。"
        "2023年，郑州机场货邮吞吐量60.8万吨，同比下降2.5%。\n\n2023年，郑州机场新开通全货机航线8条。\n"
    ),
    "2022.md": (
        "# 2022年郑州机场生产情况\n\n2022年，郑州机场旅客吞吐量922.2万人次。"
        "2022年，郑州机场货邮吞吐量62.5万吨。\n"
    ),
    "schools.md": "# 教育事业\n\n近三年新建、改扩建义务教育学校144所，新增学位20.29万个。\n",
}


@dataclass
class ScriptedModel:
    """Says ``says`` in pieces of ``size`` characters, or what a function makes of the prompt."""

    says: str | Callable[[Sequence[Message]], str]
    size: int = 3
    endless: bool = False
    name: str = "scripted"
    prompts: list[Sequence[Message]] = field(default_factory=list)
    written: int = 0

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float
    ) -> Iterator[str | Finish]:
        self.prompts.append(messages)
        text = self.says if isinstance(self.says, str) else self.says(messages)
        while True:
            for i in range(0, len(text), self.size):
                self.written += 1
                yield text[i : i + self.size]
            if not self.endless:
                break
        yield Finish(True, sum(len(message.content) for message in messages), len(text))


def open_service(
    folder: Path, model: LanguageModel | None, *, seconds: float = 40.0, **documents: str
) -> Service:
    """A service with ``DOCUMENTS`` (or those given, by name) that writes with ``model``."""
    service = make_service(folder, model, PairEmbedder(), seconds=seconds)
    for name, text in (documents or DOCUMENTS).items():
        service.add(text.encode(), name if "." in name else f"{name}.md")
    return service


def make_service(
    folder: Path,
    model: LanguageModel | None,
    embedder: Embedder,
    *,
    reader: SpanReader | None = None,
    seconds: float = 40.0,
) -> Service:
    """An empty one."""
    generator = model and Generator(
        Guarded(model),
        refuse_below=REFUSE_BELOW,
        seconds=seconds,
        today=lambda: datetime.date(2026, 1, 2),
    )
    return services.make_service(folder, embedder, reader=reader, generator=generator or None)
