"""Libraries for evaluation: built once for what they hold, continued when stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("embeddings.vectors", reason="the vector index is not there yet")

from corpus.library import Library
from eval.in_process import Halves, InProcess
from eval.jobs import jobs
from eval.library import built
from eval.options import Options
from eval.sets import File
from qa.answer import Question
from qa.index import EmbeddedIndex
from qa.service import Service
from qa.settings import Settings
from qa.terms import TERMS_VERSION, terms
from qa.verdict import REFUSE_BELOW
from tests.embedders import PairEmbedder
from tests.eval.test_run import quiet

FILES = (
    File("a.txt", "郑州机场货邮吞吐量为49.5万吨，同比增长3%。会议由市长主持。".encode(), "通报"),
    File("b.txt", "洛阳机场旅客吞吐量为157.6万人次，排全省第二位。".encode()),
    File("c.bin", b"\x00\x01\x02", None),
)


class Openings:
    """Opens services over a fake embedder and counts the texts that were embedded."""

    def __init__(self) -> None:
        self.embedder = PairEmbedder(256)
        self.embedded = 0

    def __call__(self, settings: Settings) -> Service:
        library = Library.open(settings.data, self.embedder.name, self.embedder.dimension)
        index = EmbeddedIndex(
            settings.data / "index",
            embedder=self.embedder.name,
            dimension=self.embedder.dimension,
            terms=terms,
            terms_version=TERMS_VERSION,
        )
        limits = settings.limits.for_documents()
        return Service(library, index, self, refuse_below=REFUSE_BELOW, limits=limits)

    name, dimension = "pairs", 256

    def embed_documents(self, texts: Any, progress: Any = None) -> Any:
        self.embedded += len(texts)
        return self.embedder.embed_documents(texts)

    def embed_query(self, text: str) -> Any:
        return self.embedder.embed_query(text)


def opened(opener: Openings, cache: Path, files: tuple[File, ...] = FILES) -> Service:
    return opener(built(files, Settings(), cache, quiet, opener))


def names(service: Service) -> list[str]:
    try:
        return sorted(source.source for source in InProcess(service).sources())
    finally:
        service.close()


def test_a_library_is_built_once_for_the_same_documents(tmp_path: Path) -> None:
    """The second opening embeds nothing; other documents make another library."""
    opener = Openings()
    assert names(opened(opener, tmp_path)) == ["a.txt", "b.txt"]
    once = opener.embedded
    assert once >= 2
    assert names(opened(opener, tmp_path, FILES[::-1])) == ["a.txt", "b.txt"]
    assert opener.embedded == once
    assert names(opened(opener, tmp_path, FILES[:1])) == ["a.txt"]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_stopped_build_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Stopped after the first document: only the second is embedded again."""
    opener = Openings()

    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        built(FILES, Settings(), tmp_path, stop, opener)
    first = opener.embedded
    assert first >= 1
    assert names(opened(opener, tmp_path)) == ["a.txt", "b.txt"]
    again = Openings()
    assert names(opened(again, tmp_path / "afresh")) == ["a.txt", "b.txt"]
    assert opener.embedded == again.embedded


def test_a_service_answers_through_the_protocol(tmp_path: Path) -> None:
    """Answer, passages of the depth asked for, texts, and each half of the retriever."""
    service = opened(Openings(), tmp_path)
    answerer, question = InProcess(service), Question("郑州机场货邮吞吐量是多少？")
    assert "49.5万吨" in answerer.answer(question).answer
    [best] = answerer.retrieve(question, 1)
    assert answerer.text(best.document_id)[best.start : best.end] == best.text
    for half in (Halves(service).dense, Halves(service).lexical):
        found = half(question.text, 2)
        assert "货邮吞吐量" in found[0].text
        assert len(found) == 2
    service.close()


def test_evidence_is_checked_before_anything_is_embedded(tmp_path: Path) -> None:
    """The faults of the file and of the evidence come together."""
    from eval.gold import BadGold

    documents = tmp_path / "documents"
    documents.mkdir()
    for file in FILES:
        (documents / file.name).write_bytes(file.data)
    gold = tmp_path / "gold.jsonl"
    line = (
        '{"id": "q%d", "question": "多少？", "answerable": true, "must": [["1"]],'
        ' "documents": ["%s"], "evidence": "%s", "type": "amount"}'
    )
    rows = [line % (1, "a.txt", "49.5万吨"), line % (2, "b.txt", "49.5万吨"),
            line % (3, "c.bin", "字"), "{}"]  # fmt: skip
    gold.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(BadGold) as caught:
        jobs(Options(gold=gold, documents=documents))
    faults = {(fault.line, fault.field) for fault in caught.value.faults}
    assert {(2, "evidence"), (3, "documents"), (4, "id")} <= faults
    assert not any(line == 1 for line, _ in faults)
