"""The service: documents in, cited answers out. What HTTP and the command line both stand on."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, reduce
from hashlib import sha256
from itertools import accumulate, islice

from corpus.document import Document, DocumentInfo, StoredChunk, context
from corpus.errors import InvalidValue, NotFound, Unavailable, WenjuError
from corpus.library import Library
from corpus.prepare import prepare
from corpus.reading import Limits
from corpus.reembedding import passage
from corpus.script import matching_form
from embeddings.embedder import Embedder, Progress
from qa.answer import Answer, Filters, Passage, Question, Timings
from qa.courtesy import Courtesy
from qa.evidence import HEAD_CHARACTERS, TAIL_CHARACTERS, Evidence
from qa.generation import Generator, Ground
from qa.help import without_documents
from qa.index import ChunkIndex
from qa.probe import examine
from qa.question import Analysis, asks_each_time
from qa.reading import Reader
from qa.retrieval import POOL, Candidate, Retrieved, Retriever
from qa.selection import term_worth
from qa.span_reader import SpanReader
from qa.stages import TimedEmbedder
from qa.study import Study, Told
from qa.suggestions import DOCUMENTS, suggest
from qa.switches import ALL, Switches
from qa.trail import Act, AuditLog
from qa.understanding import Understood, understand
from qa.verdict import (
    RIVAL_KINDS,
    Verdict,
    beside,
    judge,
    named,
    of_another_document,
    statements,
    with_rival,
)
from qa.whereabouts import SIGNED
from qa.worklist import KEPT, WorkList, work_items
from qa.years import ThisYear, this_year

COMES_FIRST = 0.4
"""Confidence from which what was read outranks what was found: the right document came first most often on the
development sets with 0.35 (.967 of later.dev) to 0.45 (.977 of corpus.asked); .944 and .951 as it was found."""
_ATTEMPTS = 3
"""Looks at the documents for one question."""
_HEADS = 1_024
"""Beginnings of documents that are kept, some 4 KB each. An id is of its bytes: none goes stale."""


@dataclass(frozen=True, slots=True)
class _Studied:
    """What the documents say to a question."""

    found: list[tuple[Analysis, Retrieved]]
    """Each part with what was retrieved for it …"""
    retrieved: float
    """… and when that was done, by ``time.perf_counter``."""
    evidence: list[Evidence]
    verdict: Verdict

    def candidates(self, least: float = 0.0) -> list[Candidate]:
        """What an answer is read from with so much confidence first, then all that was retrieved, best first."""
        said = [] if self.verdict.refused else self.evidence
        read = [one.candidate for one in said if one.confidence >= least]
        return _first(read, _merged(one.candidates for _, one in self.found))


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a document did."""

    document_id: str
    created: bool
    """False when the same bytes were there already."""
    replaced: str | None
    """The document that this one took the place of."""


@dataclass(frozen=True, slots=True)
class Statistics:
    documents: int
    chunks: int
    generation: int
    indexed: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of ``wenju doctor``."""

    name: str
    ok: bool
    message: str
    remedy: str = ""


class Service:
    """Thread-safe. Made by ``qa.bootstrap.open_service``."""

    def __init__(
        self,
        library: Library,
        index: ChunkIndex,
        embedder: Embedder,
        *,
        refuse_below: float,
        limits: Limits,
        model: SpanReader | None = None,
        question_characters: int = 2_000,
        top_k_max: int = 20,
        log_questions: bool = False,
        generator: Generator | None = None,
        audit: AuditLog | None = None,
        switches: Switches = ALL,
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._refuse_below = refuse_below
        self._limits = limits
        self._question_characters = question_characters
        self._top_k_max = top_k_max
        self._log_questions = log_questions
        self._generator = generator
        self._audit = audit
        self._timed = TimedEmbedder(embedder)
        self._adding = threading.Lock()
        self._courtesy = Courtesy()
        self._switches = switches
        self._head = lru_cache(maxsize=_HEADS)(self._beginning)
        read = model if switches.model else None
        year = lru_cache(maxsize=_HEADS)(self._this_year)
        self._reader = Reader(self._head, read, library.chunks, year)
        self._suggested: tuple[int, tuple[str, ...]] = (-1, ())
        self.retriever = Retriever(library, index, self._timed, switches)

    def ask(self, question: Question) -> Answer:
        """Answer from the documents, or refuse. Raises InvalidValue for a question without text."""
        return next(step for step in self.stream(question) if isinstance(step, Answer))

    def stream(self, question: Question) -> Iterator[str | Answer]:
        """Pieces of the answer as they are proved, then the answer, which begins with them.

        An empty piece comes first when a language model will be waited for; without one there is
        nothing but the answer. Raises InvalidValue at the first step.
        """
        self._check(question)
        if told := without_documents(question.text, bool(question.history)):
            yield _told(question, told)
            return
        begun, clock = time.perf_counter(), time.monotonic()
        generator = None if question.mode == "extractive" else self._generator
        if generator and question.history:
            yield ""
        understood = understand(question, generator)
        studied = self._studied(understood, question.filters)
        verdict, candidates = studied.verdict, studied.candidates()
        read = time.perf_counter()
        embedding = self._timed.spent(one.asked_as or one.text for one, _ in studied.found)
        outcome = understood.degraded(verdict, wanted=question.mode == "llm")
        written = bool(generator) and understood.failure is None and not verdict.refused
        if generator and written:
            ground = Ground(
                understood.text,
                [(analysis, term_worth(analysis, one.weights)) for analysis, one in studied.found],
                candidates,
                statements(studied.evidence, self._refuse_below),
                verdict,
            )
            yield ""
            for step in generator.write(ground, self._excerpt, self._head, clock):
                if isinstance(step, str):
                    yield step
                else:
                    outcome = step
        answer = Answer(
            id=f"ans_{uuid.uuid4().hex}",
            question=question.text,
            answer=outcome.text,
            refused=outcome.refused,
            mode="llm" if outcome.by_model else "extractive",
            citations=outcome.citations,
            numbers=outcome.numbers,
            passages=self._passages(candidates, question.top_k),
            timings=_timings(begun, studied.retrieved, read, written, embedding),
            confidence=verdict.confidence,
            degraded=outcome.degraded,
            notices=outcome.notices + verdict.notices + _read_as(one for one, _ in studied.found),
            clauses=outcome.clauses,
            rewritten_question=understood.rewritten,
        )
        if self._log_questions:
            self._log(answer)
        yield answer

    def search(self, question: Question) -> tuple[Passage, ...]:
        """The nearest passages, best first: they are read as for an answer, and what would be cited comes
        first where that is fairly sure. Takes as long as ``ask`` without a language model."""
        self._check(question)
        pool = max(POOL, question.top_k)
        studied = self._studied(understand(question, None), question.filters, pool)
        return self._passages(_falling(studied.candidates(COMES_FIRST)), question.top_k)

    def add(
        self, data: bytes, source: str, title: str | None = None, date: str | None = None
    ) -> Added:
        """Add one document, or replace the one of the same source.

        Raises the errors of ``corpus.reading``, DiskFull and Unavailable. When it returns, the
        document is stored for good, and the next question sees it.
        """
        if known := self._library.by_sha256(sha256(data).hexdigest()):
            return Added(known.id, created=False, replaced=None)
        document, cut = prepare(data, source, title=title, date=date, limits=self._limits)
        contexts = [context(document.title, document.date, chunk.section) for chunk in cut]
        texts = [passage(head, one.text) for head, one in zip(contexts, cut, strict=True)]
        with self._adding:
            vectors = self._courtesy.embed(texts, self._embedder.embed_documents)
            put = self._library.put(document, data, cut, vectors, contexts)
        return Added(put.document_id, put.created, put.replaced)

    def documents(self, limit: int, cursor: str | None) -> tuple[list[DocumentInfo], str | None]:
        return self._library.documents(limit, cursor)

    def document(self, id: str) -> Document:
        """The document with its text. Raises NotFound."""
        return self._library.document(id)

    def info(self, id: str) -> DocumentInfo:
        """The document without its text. Raises NotFound."""
        return self._library.info(id)

    def original(self, id: str) -> bytes:
        """The bytes that the document was made from. Raises NotFound."""
        return self._library.data(id)

    def chunks(self, id: str) -> list[StoredChunk]:
        """How the document was cut, in reading order. Raises NotFound."""
        self._library.info(id)
        return self._library.chunks_of(id)

    def worklist(self) -> WorkList:
        """What the documents lack, as far as questions and opinions tell."""
        items = work_items(self._library.questions(KEPT), self._library.feedback(KEPT))
        return WorkList(items, self._log_questions)

    def suggestions(self) -> tuple[str, ...]:
        """A few questions to begin with."""
        generation = self._library.generation()
        if self._suggested[0] != generation:
            infos, _ = self._library.documents(DOCUMENTS)
            self._suggested = generation, suggest(self._texts(infos))
        return self._suggested[1]

    def delete(self, id: str) -> None:
        """When it returns, no answer cites the document any more. Raises NotFound."""
        if not self._library.delete(id):
            raise NotFound("没有这份文档，可能已被删除；可先列出文档查看编号。")
        self.sync()

    def feedback(self, answer_id: str, thumbup: bool, text: str, reasons: list[str]) -> None:
        self._library.add_feedback(answer_id, thumbup, text, reasons)

    def note(self, act: Act) -> None:
        """Write down who did what. Never raises."""
        if self._audit:
            self._audit.append(act)

    def forget(self, question_days: int, feedback_days: int) -> None:
        """Delete questions and feedback that are older; 0 days keeps them for ever."""
        self._library.forget(_before(question_days), _before(feedback_days))

    def sync(self) -> None:
        """Bring the search index up to the library; cheap when nothing changed."""
        self._index.sync(self._library)

    def ready(self) -> None:
        """Raises Unavailable while questions cannot be answered or documents not be stored."""
        newest = self._library.generation()
        self.sync()
        if self._index.generation < newest:
            raise Unavailable("检索索引正在更新，请稍后再试。", retry_after=1)

    def statistics(self) -> Statistics:
        documents, count = self._library.count()
        return Statistics(documents, count, self._library.generation(), self._index.generation)

    def doctor(self) -> list[Finding]:
        """What is in order and what is not."""
        problems = self._library.check()
        findings = [
            Finding("资料库", not problems, "；".join(problems) or "完好", "wenju repair"),
            Finding("向量模型", True, f"{self._embedder.name}，{self._embedder.dimension} 维"),
        ]
        try:
            self.ready()
            count = self.statistics()
            findings.append(
                Finding("检索索引", True, f"{count.documents} 份文档，{count.chunks} 个片段")
            )
        except WenjuError as error:
            remedy = "wenju repair" if problems else "wenju rebuild"
            findings.append(Finding("检索索引", False, error.message, remedy))
        if self._generator:
            findings += [Finding(*told) for told in examine(self._generator)]
        return findings

    def rebuild(self, re_embed: bool, progress: Progress | None = None) -> None:
        """Build the search index anew; with ``re_embed`` the vectors too."""
        if re_embed:
            self._library.re_embed(
                self._embedder.name,
                self._embedder.dimension,
                self._embedder.embed_documents,
                progress,
            )
        self._index.rebuild(self._library)

    def close(self) -> None:
        self._library.close()

    def _studied(self, understood: Understood, filters: Filters, pool: int = POOL) -> _Studied:
        """What the documents say; looked up again when one of them is deleted meanwhile.

        While another thread brings the index up, the state before will do: whoever adds or deletes
        is told so only when the index has come up.
        """
        if not self._switches.constraints:
            understood = understood.unconstrained()
        for _ in range(_ATTEMPTS):
            with self._courtesy.asking(), suppress(NotFound):
                self._index.sync(self._library, wait=False)
                study = Study(
                    lambda one: self.retriever.retrieve(one, pool, filters),
                    self._reader.read,
                    self._refuse_below,
                )
                said = [self._in_their_words(one, filters) for one in understood.parts]
                first = [(one, study.look(one)) for one in said]
                retrieved = time.perf_counter()
                told = study.told(first)
                evidence = self._chosen(study, told, asks_each_time(understood.text))
                unanswered = [one.analysis.text for one in told if not study.sure(one)]
                verdict = judge(evidence, self._refuse_below, self._excerpt, unanswered)
                found = [(one.analysis, one.retrieved) for one in told]
                return _Studied(found, retrieved, evidence, verdict)
        raise Unavailable("资料正在变动，这次没有答成；请稍后再试。", retry_after=1)

    def _in_their_words(self, analysis: Analysis, filters: Filters) -> Analysis:
        said = self.retriever.in_their_words(analysis, filters)
        each = tuple(self.retriever.in_their_words(one, filters) for one in said.each)
        return replace(said, each=each)

    def _chosen(self, study: Study, told: Sequence[Told], each_time: bool) -> list[Evidence]:
        """The best evidence for each part of a question, and what another document says instead.

        ``each_time`` is for a question of several occasions: each has a document of its own.
        """
        best: list[Evidence] = []
        unanswered = [one.analysis for one in told if not study.sure(one)]
        for one in told:
            rivals = one.analysis.kind in RIVAL_KINDS
            found = with_rival(one.evidence) if rivals else one.evidence[:1]
            if study.sure(one):
                found = [reduce(beside, unanswered, each) for each in found]
            best += [named(each, one.analysis.name) for each in found]
        if each_time:
            first = next((one.evidence for one in told if one.evidence), [])
            best += of_another_document(first, best, self._refuse_below)
        return best

    def _texts(self, infos: Iterable[DocumentInfo]) -> Iterator[str]:
        for info in infos:
            with suppress(NotFound):
                yield self._library.document(info.id).text

    def _check(self, question: Question) -> None:
        text = question.text
        if not text.strip():
            raise InvalidValue("问题是空的，请写出要问的内容。")
        if len(text) > self._question_characters:
            raise InvalidValue(
                f"问题有 {len(text)} 个字符，最多 {self._question_characters} 个，请缩短后再问。"
            )
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise InvalidValue("问题里有无效字符（不成对的代理码），请改用正常的文字。")
        if not 1 <= question.top_k <= self._top_k_max:
            raise InvalidValue(f"top_k 应在 1 到 {self._top_k_max} 之间，收到 {question.top_k}。")

    def _log(self, answer: Answer) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._library.add_question(
            answer.id, answer.question, answer.refused, answer.confidence, at
        )

    def _excerpt(self, document_id: str, start: int, end: int) -> str:
        return self._library.excerpt(document_id, start, end)

    def _beginning(self, document_id: str) -> str:
        """… and who signs it at its end."""
        text = self._library.document(document_id).text
        end = matching_form(text[max(HEAD_CHARACTERS, len(text) - TAIL_CHARACTERS) :])
        return "\n".join([matching_form(text[:HEAD_CHARACTERS]), *SIGNED.findall(end)])

    def _this_year(self, document_id: str) -> ThisYear:
        return this_year(matching_form(self._library.document(document_id).text))

    def _passages(self, candidates: Iterable[Candidate], k: int) -> tuple[Passage, ...]:
        return tuple(islice(self._still_there(candidates), k))

    def _still_there(self, candidates: Iterable[Candidate]) -> Iterator[Passage]:
        for one in candidates:
            with suppress(NotFound):
                yield self.passage(one.stored, one.score)

    def passage(self, stored: StoredChunk, score: float) -> Passage:
        """A chunk as callers see it: a span of its document."""
        start, end = stored.chunk.start, stored.chunk.end
        return Passage(
            stored.document_id,
            stored.document_title,
            stored.document_date,
            stored.chunk.section,
            start,
            end,
            self._excerpt(stored.document_id, start, end),
            score,
        )


def _told(question: Question, text: str) -> Answer:
    """A reply that rests on no document; it counts as a refusal."""
    return Answer(
        id=f"ans_{uuid.uuid4().hex}",
        question=question.text,
        answer=text,
        refused=True,
        mode="extractive",
        citations=(),
        numbers=(),
        passages=(),
        timings=Timings(0.0, 0.0, 0.0),
        confidence=0.0,
    )


def _first(best: Sequence[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    """All candidates, the best ones first, each chunk once."""
    return list({one.stored.id: one for one in (*best, *others)}.values())


def _read_as(parts: Iterable[Analysis]) -> tuple[str, ...]:
    """What was taken for a typing error."""
    found = dict.fromkeys(one for part in parts for one in part.corrections)
    return tuple(f"问题中的“{typed}”按“{meant}”理解。" for typed, meant in found)


def _merged(groups: Iterable[Sequence[Candidate]]) -> list[Candidate]:
    """Candidates of several parts of a question, each chunk once, best first."""
    best: dict[int, Candidate] = {}
    for candidate in (one for group in groups for one in group):
        known = best.get(candidate.stored.id)
        if known is None or candidate.score > known.score:
            best[candidate.stored.id] = candidate
    return sorted(best.values(), key=lambda one: (-one.score, one.stored.id))


def _falling(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The same in their order, none with a lower score than one behind it."""
    rising = list(candidates)[::-1]
    scores = accumulate((one.score for one in rising), max)
    return [replace(one, score=score) for one, score in zip(rising, scores, strict=True)][::-1]


def _before(days: int) -> str | None:
    """The time so many days ago, as questions and feedback carry it; None for 0."""
    then = datetime.now(UTC) - timedelta(days=days)
    return then.isoformat(timespec="seconds") if days else None


def _timings(
    begun: float, retrieved: float, read: float, written: bool, embedding: float
) -> Timings:
    done = time.perf_counter()
    return Timings(
        retrieve_ms=(retrieved - begun) * 1e3,
        answer_ms=(done - retrieved) * 1e3,
        total_ms=(done - begun) * 1e3,
        embed_ms=embedding * 1e3,
        read_ms=(read - retrieved) * 1e3,
        generate_ms=(done - read) * 1e3 if written else 0.0,
    )
