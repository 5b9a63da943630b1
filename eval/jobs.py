"""What a command asks for, made ready: questions, documents, and how the two meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from corpus.errors import InvalidValue, UnreadableDocument, UnsupportedFormat
from corpus.reading import read_document
from eval import gold, sets
from eval.answerer import Answerer
from eval.baselines import ClosestSentence, fused, retrieval_only
from eval.cases import Case, Shelf, file_name, locate, locate_answers
from eval.chunk_citation import ChunkCitation
from eval.conditions import corpus_hash, digest
from eval.evidence import Squeezed
from eval.gold import BadGold, Fault, Gold, GoldQuestion, check_evidence
from eval.in_process import Halves, InProcess
from eval.library import built, folder_files
from eval.options import Options
from eval.progress import Step
from eval.remote import Remote
from eval.run import Suite
from eval.sets import File
from eval.systems import Product, Remembered, System
from qa.bootstrap import make_embedder, open_service
from qa.service import Service
from qa.settings import Settings
from qa.switches import ALL, Switches
from qa.web import caller

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"
OWN_GOLD = Path(__file__).resolve().parent / "gold"


@dataclass(frozen=True, slots=True)
class Job:
    """One set of questions, and the documents they are asked over."""

    name: str
    questions: tuple[GoldQuestion, ...]
    files: tuple[File, ...] | None
    """None: what the library or the server has."""
    locate: Callable[[GoldQuestion, Shelf], Case]

    def facts(self) -> dict[str, Any]:
        """What a table must state."""
        asked = digest(f"{q.id}\n{q.question}\n{q.must}\n{q.evidence}" for q in self.questions)
        facts = {"questions": len(self.questions), "questions_hash": asked}
        if self.files is not None:
            facts |= {"documents": len(self.files), "corpus_hash": corpus_hash(self.files)}
        return facts


def jobs(options: Options) -> list[Job]:
    """Every job of a command. Raises ``BadGold`` with all faults that show without a library."""
    found = [_gold_job(options.gold, options)] if options.gold else []
    if options.bench:
        found += [_set_job(options.bench / name, options) for name in _set_names(options)]
    return found


@contextmanager
def opened(job: Job, options: Options, settings: Settings, progress: Step) -> Iterator[Suite]:
    """The job's suite, its library open. Raises ``BadGold`` when evidence is not in the library."""
    if options.url:
        remote = Remote(caller(options.url, options.key))
        yield _suite(job, remote, [Product(remote)])
        return
    if job.files is not None:
        settings = built(job.files, settings, options.cache, progress)
    with closing(open_service(settings)) as service, closing(_outspoken(settings)) as eager:
        answerer = InProcess(service)
        systems = _systems(service, answerer, settings) if options.baselines else None
        systems = systems or [Product(answerer)]
        with ExitStack() as variants:
            if options.ablations:
                systems = [*systems, *_ablations(settings, variants)]
            yield replace(_suite(job, answerer, systems), outspoken=InProcess(eager))


def _ablations(settings: Settings, opened: ExitStack) -> Iterator[System]:
    """The product with one part left out, for each part."""
    embedder = make_embedder(settings)
    for part in fields(Switches):
        switches = replace(ALL, **{part.name: False})
        service = open_service(settings, embedder=embedder, switches=switches)
        opened.enter_context(closing(service))
        yield Product(InProcess(service), name=f"without_{part.name}")


def _outspoken(settings: Settings) -> Service:
    return open_service(settings.model_copy(update={"refuse_below": 0.0}))


def _systems(service: Service, answerer: Answerer, settings: Settings) -> list[System]:
    product, embedder, halves = Remembered(answerer), make_embedder(settings), Halves(service)
    return [
        Product(product),
        *retrieval_only(halves),
        ClosestSentence(fused(halves), embedder),
        ChunkCitation(product, embedder),
    ]


def _suite(job: Job, answerer: Answerer, systems: Sequence[System]) -> Suite:
    shelf = Shelf(answerer)
    if faults := list(check_evidence(job.questions, shelf.find)):
        raise BadGold(faults)
    cases = [job.locate(question, shelf) for question in job.questions]
    facts = {"documents": len(shelf), "library_hash": shelf.digest()}
    return Suite(job.name, cases, systems, shelf.text, facts)


def _gold_job(path: Path, options: Options) -> Job:
    loaded = gold.load(path)
    files = _files_for(path, options)
    faults = [*loaded.faults, *_evidence_faults(loaded, files)]
    if faults:
        raise BadGold(faults)
    return Job(path.name.removesuffix(".jsonl"), loaded.questions, files, locate)


def _files_for(path: Path, options: Options) -> tuple[File, ...] | None:
    """The folder that was named; for the project's own gold the packaged samples; else none."""
    if options.documents:
        return folder_files(options.documents)
    if options.url or options.data or path.resolve().parent != OWN_GOLD:
        return None
    return folder_files(SAMPLES)


def _evidence_faults(loaded: Gold, files: Sequence[File] | None) -> list[Fault]:
    """Checked before anything is embedded; a library or server that exists is checked later."""
    if files is None:
        return []
    named: dict[str, list[File]] = {}
    for file in files:
        named.setdefault(file_name(file.name), []).append(file)

    @cache
    def find(name: str) -> list[Squeezed]:
        return [text for file in named.get(name, []) for text in _readable(file)]

    return list(check_evidence(loaded.questions, find))


def _readable(file: File) -> list[Squeezed]:
    try:
        return [Squeezed(read_document(file.data, file.name).text)]
    except (UnreadableDocument, UnsupportedFormat):
        return []


def _set_job(folder: Path, options: Options) -> Job:
    found = sets.read(folder, options.distractors)
    asked = sets.sample(found.questions, options.sample, options.seed)
    return Job(found.name, asked, found.files, locate_answers)


def _set_names(options: Options) -> Sequence[str]:
    if options.sets or options.bench is None:
        return options.sets
    names = sorted(path.parent.name for path in options.bench.glob("*/questions.jsonl"))
    if not names:
        raise InvalidValue(
            f"{options.bench.name} 里没有题集：每个题集是含 questions.jsonl 的文件夹。"
        )
    return names
