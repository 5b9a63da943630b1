"""The lexical index: BM25 over terms that the caller made. The only file that imports tantivy."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from corpus.errors import LibraryError
from corpus.files import Disk, disk_full, remove, translated

Terms = Callable[[str], list[str]]
"""A text to its terms: lower-cased, without white space inside; repeated terms count."""
CONTEXT_BOOST = 0.3
"""Weight of a match in the context line, against 1 in the text."""
_HEAP = 15_000_000
"""Bytes; the least that tantivy takes for a thread."""
_BIG_HEAP = 100_000_000
"""For an index made from nothing: fewer segments to merge."""
_TERM_BYTES = 65_530
"""Tantivy leaves out longer terms."""
_BLANK = re.compile(r"[\t\n\f\r ]+")
"""Where tantivy's whitespace tokenizer cuts; unlike ``str.split`` it does so at ASCII only."""
_OWN = frozenset({"meta.json", ".managed.json"})
"""Files that tantivy replaces; all others are written once."""
_LOCKS = "*.lock"
_MERGED = 8
"""Segments from which on tantivy merges some after a commit."""
_MERGE_BEGINS, _MERGE_SECONDS = 0.25, 30.0
"""Seconds in which a merge has begun if there is to be one, and has ended."""
_NEARLY_FULL = 16 * 2**20
"""With less room than this, a failed write is taken for a full disk: tantivy does not say."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of a chunk."""

    chunk_id: int
    document_id: str
    text: str
    context: str


class LexicalIndex:
    """An immutable index, in a folder or in memory. Searching is safe from many threads.

    BM25 with k1 = 1.2 and b = 0.75 as Lucene counts it, field lengths rounded to one byte; a
    deleted chunk counts in the statistics until its segment is merged.
    """

    def __init__(self, index: tantivy.Index, *, context_boost: float = CONTEXT_BOOST) -> None:
        index.config_reader("manual", 0)
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._boost = context_boost

    @classmethod
    def open(cls, folder: Path, *, context_boost: float = CONTEXT_BOOST) -> LexicalIndex:
        """Open what ``write`` left in ``folder``. Raises ``LibraryError`` when it is damaged."""
        with _errors(folder):
            _private_lock(folder)
            return cls(tantivy.Index.open(str(folder)), context_boost=context_boost)

    @classmethod
    def in_memory(
        cls, entries: Iterable[Entry], terms: Terms, *, context_boost: float = CONTEXT_BOOST
    ) -> LexicalIndex:
        """The same without a folder."""
        index = tantivy.Index(_schema())
        _apply(index, None, (), entries, terms)
        with _errors(None):
            return cls(index, context_boost=context_boost)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        terms: Sequence[str],
        k: int,
        allowed_documents: Collection[str] | None = None,
        without: Collection[int] = (),
    ) -> list[tuple[int, float]]:
        """The ``k`` best chunks with their scores, best first, equal scores by id.

        Only chunks with at least one of the terms; a term given twice weighs twice. With
        ``allowed_documents`` only theirs; chunks whose ids are in ``without`` are left out.
        """
        matching = self._matching(terms)
        if not matching or k < 1 or not len(self):
            return []
        query = Query.boolean_query(matching)
        clauses = [(Occur.Must, query)]
        if allowed_documents is not None:
            clauses.append((Occur.Must, self._one_of("document", sorted(allowed_documents))))
        if without:
            clauses.append((Occur.MustNot, self._one_of("id", list(without))))
        return self._best(Query.boolean_query(clauses) if len(clauses) > 1 else query, k)

    def scores(self, terms: Sequence[str], chunk_ids: Collection[int]) -> dict[int, float]:
        """The scores of these chunks; those in which no term stands are missing."""
        matching = self._matching(terms)
        if not matching or not chunk_ids:
            return {}
        # Only the ids must match: so that the terms are looked up in these chunks alone.
        clauses = [(Occur.Must, self._one_of("id", list(chunk_ids))), *matching]
        found = self._hits(Query.boolean_query(clauses), len(chunk_ids))
        return {id: score for id, score in found if score}

    def document_frequency(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term stands, contexts not counted.

        Tantivy counts deleted ones until their segment is merged: at most all that are there.
        """
        found = (self._searcher.doc_freq("body", t) if _indexable(t) else 0 for t in terms)
        return [min(count, len(self)) for count in found]

    def _best(self, query: Query, k: int) -> list[tuple[int, float]]:
        """Tantivy puts equal scores in the order of its segments, so look past the last of them."""
        size = k + 16
        while True:
            hits = self._hits(query, size)
            hits.sort(key=lambda hit: (-hit[1], hit[0]))
            if len(hits) < size or hits[-1][1] < hits[k - 1][1]:
                return hits[:k]
            size *= 4

    def _hits(self, query: Query, limit: int) -> list[tuple[int, float]]:
        limit = min(limit, len(self))
        found = self._searcher.search(query, limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in found])
        return [(int(i or 0), float(score)) for i, (score, _) in zip(ids, found, strict=True)]

    def _matching(self, terms: Sequence[str]) -> list[tuple[Occur, Query]]:
        """A clause for each way in which a chunk may hold one of the terms."""
        counts = Counter(term for term in terms if _indexable(term))
        return [
            (Occur.Should, clause)
            for term, count in counts.items()
            for clause in self._term(term, count)
        ]

    def _term(self, term: str, count: int) -> Iterator[Query]:
        yield _boosted(Query.term_query(self._schema, "body", term, "freq"), count)
        if self._boost:
            context = Query.term_query(self._schema, "context", term, "freq")
            yield _boosted(context, count * self._boost)

    def _one_of(self, field: str, values: Sequence[object]) -> Query:
        return Query.const_score_query(Query.term_set_query(self._schema, field, values), 0.0)


def write(folder: Path, deleted: Collection[int], entries: Iterable[Entry], terms: Terms) -> None:
    """Change the index of ``folder``, or make one there; on return it is at rest on the disk.

    Raises ``DiskFull``, and ``LibraryError`` when the index is damaged; the folder is then of no
    use.
    """
    with _errors(folder):
        index = tantivy.Index(_schema(), path=str(folder))
    _apply(index, folder, deleted, entries, terms)
    for lock in folder.glob(_LOCKS):
        remove(lock)


def inherit(source: Path, target: Path, names: Iterable[str], disk: Disk) -> None:
    """Make ``target`` the same index as ``source``, to be changed without touching it.

    ``names`` are its files; those that tantivy never writes again become links.
    """
    disk.make_folder(target)
    for name in names:
        if name in _OWN:
            with translated():
                content = (source / name).read_bytes()
            disk.write(target / name, content)
        else:
            disk.link(source / name, target / name)


def replaced(name: str) -> bool:
    """Whether tantivy writes this file anew with every change."""
    return name in _OWN


def _apply(
    index: tantivy.Index,
    folder: Path | None,
    deleted: Collection[int],
    entries: Iterable[Entry],
    terms: Terms,
) -> None:
    fresh = not index.searcher().num_segments
    with _errors(folder):
        # One thread, so that the segments are the same on every machine.
        writer = index.writer(_BIG_HEAP if fresh else _HEAP, 1)
        for chunk_id in deleted:
            writer.delete_documents_by_term("id", int(chunk_id))
    for entry in entries:
        document = tantivy.Document(
            id=entry.chunk_id,
            document=entry.document_id,
            body=_joined(terms(entry.text)),
            context=_joined(terms(entry.context)),
        )
        with _errors(folder):
            writer.add_document(document)
    with _errors(folder):
        writer.commit()
        if folder is not None:
            _let_merge(folder)
        writer.wait_merging_threads()


def _let_merge(folder: Path) -> None:
    """Returns when the merge that a commit has set off is done, or after ``_MERGE_SECONDS``.

    ``wait_merging_threads`` would do, but it keeps the interpreter to itself: every other thread of
    the process stood still for as long, up to a second with 10,000 chunks on a busy machine.
    """
    if len(_listed(folder)) < _MERGED:
        return
    begun, merging = time.monotonic(), False
    while time.monotonic() < begun + (_MERGE_SECONDS if merging else _MERGE_BEGINS):
        time.sleep(0.002)
        if _unlisted(folder):
            merging = True
        elif merging or len(_listed(folder)) < _MERGED:
            return


def _unlisted(folder: Path) -> bool:
    """Whether there are files of a segment that is not part of the index (yet, or any more)."""
    there = {path.name.partition(".")[0] for path in folder.iterdir() if path.name not in _OWN}
    return not {name for name in there if name} <= _listed(folder)


def _listed(folder: Path) -> set[str]:
    told = json.loads((folder / "meta.json").read_bytes())
    return {str(segment["segment_id"]).replace("-", "") for segment in told["segments"]}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("context", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _joined(terms: Iterable[str]) -> str:
    return " ".join(terms).encode("utf-8", "replace").decode("utf-8")


def _indexable(term: str) -> bool:
    """Whether the term can stand in the index as it is."""
    if not term or _BLANK.search(term):
        return False
    try:
        return len(term.encode("utf-8")) <= _TERM_BYTES
    except UnicodeEncodeError:
        return False


def _boosted(query: Query, weight: float) -> Query:
    return query if weight == 1 else Query.boost_query(query, weight)


@contextmanager
def _errors(folder: Path | None) -> Iterator[None]:
    """Tantivy raises ValueError for most things, and panics, which are no ``Exception``."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if folder is not None and _is_full(folder, error):
            raise disk_full() from error
        raise LibraryError("词汇索引读写失败。请重试；若仍失败，请运行 wenju rebuild。") from error


def _is_full(folder: Path, error: BaseException) -> bool:
    if "os error 28" in str(error) or "os error 122" in str(error):
        return True
    return folder.is_dir() and Disk().free(folder) < _NEARLY_FULL


def _private_lock(folder: Path) -> None:
    """Tantivy would make this file readable for all."""
    path = folder / ".tantivy-meta.lock"
    with suppress(OSError):  # of a folder that is missing or read-only, tantivy tells
        path.touch(mode=0o600)
        path.chmod(0o600)  # of one that an older version left
