"""The lexical index against BM25 written out."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import tantivy

from corpus.errors import DiskFull, LibraryError
from corpus.files import Disk
from qa.lexical import Entry, LexicalIndex, _apply, inherit, write

WORDS = [f"词{n}" for n in range(60)]


def split(text: str) -> list[str]:
    return text.split()


def bm25(texts: Sequence[str], query: Sequence[str]) -> list[float]:
    """Robertson and Zaragoza 2009 with Lucene's idf, k1 = 1.2 and b = 0.75."""
    bags = [Counter(split(text)) for text in texts]
    lengths = [bag.total() for bag in bags]
    mean = sum(lengths) / len(lengths)
    scores = [0.0] * len(texts)
    for term in query:
        df = sum(term in bag for bag in bags)
        idf = math.log(1 + (len(bags) - df + 0.5) / (df + 0.5))
        for i, (bag, length) in enumerate(zip(bags, lengths, strict=True)):
            tf = bag[term]
            scores[i] += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / mean))
    return scores


def random_texts(count: int, longest: int) -> list[str]:
    """Texts in which some words are far more frequent than others."""
    rnd = random.Random(count)  # noqa: S311  # repeatable, not secret
    weights = [1 / (n + 1) for n in range(len(WORDS))]
    return [" ".join(rnd.choices(WORDS, weights, k=rnd.randint(1, longest))) for _ in range(count)]


def entries(texts: Sequence[str], *, first: int = 1, context: str = "") -> list[Entry]:
    """Chunks first, first + 1 … in documents of five."""
    return [
        Entry(first + i, f"d{(first + i - 1) // 5}", text, context) for i, text in enumerate(texts)
    ]


def built(folder: Path, texts: Sequence[str], **options: float) -> LexicalIndex:
    folder.mkdir()
    write(folder, (), entries(texts), split)
    return LexicalIndex.open(folder, **options)


QUERIES = [["词0"], ["词3", "词40"], ["词1", "词1", "词9"], [f"词{n}" for n in range(30)]]


@pytest.mark.parametrize("query", QUERIES, ids=["frequent", "two", "twice", "many"])
def test_scores_are_bm25(tmp_path: Path, query: list[str]) -> None:
    """Up to 40 terms a text, where lengths are stored exactly, every score and rank agrees."""
    texts = random_texts(300, 40)
    expected = {i + 1: s for i, s in enumerate(bm25(texts, query)) if s > 0}
    found = built(tmp_path / "i", texts).search(query, 300)
    assert {chunk for chunk, _ in found} == set(expected)
    for chunk, score in found:
        assert score == pytest.approx(expected[chunk], rel=1e-4)
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))


def test_long_texts_score_close_to_bm25(tmp_path: Path) -> None:
    """Beyond 40 terms the rounded lengths move a score by less than a tenth."""
    texts = random_texts(200, 600)
    expected = bm25(texts, QUERIES[1])
    for chunk, score in built(tmp_path / "i", texts).search(QUERIES[1], 200):
        assert score == pytest.approx(expected[chunk - 1], rel=0.1)


@pytest.mark.parametrize("firsts", [(81, 41, 1), (1, 41, 81), (41, 81, 1)])
def test_equal_scores_come_by_id_wherever_they_stand(
    tmp_path: Path, firsts: tuple[int, ...]
) -> None:
    """Across segments and at the edge of k, the lowest ids win."""
    folder = tmp_path / "i"
    folder.mkdir()
    for first in firsts:
        write(folder, (), entries(["同样 的 词"] * 40, first=first), split)
    index = LexicalIndex.open(folder)
    for k in (1, 7, 60, 119):
        assert [chunk for chunk, _ in index.search(["同样"], k)] == list(range(1, k + 1))


def test_context_weighs_less_than_text(tmp_path: Path) -> None:
    """A match in the context line counts with its boost, and not at all at zero."""
    folder = tmp_path / "i"
    folder.mkdir()
    chunks = [Entry(1, "a", "洛阳 旅客", "郑州 机场"), Entry(2, "b", "郑州 旅客", "洛阳 机场")]
    write(folder, (), chunks, split)
    (first, high), (second, low) = LexicalIndex.open(folder, context_boost=0.5).search(["郑州"], 2)
    assert (first, second) == (2, 1)
    assert low == pytest.approx(high / 2)
    only = LexicalIndex.open(folder, context_boost=0.0).search(["郑州"], 2)
    assert [chunk for chunk, _ in only] == [2]


def test_a_filter_leaves_only_the_documents_named(tmp_path: Path) -> None:
    """Scores stay what they are without it; a filter that names nothing finds nothing."""
    index = built(tmp_path / "i", random_texts(100, 20))
    every = dict(index.search(["词0"], 100))
    found = index.search(["词0"], 100, allowed_documents={"d3", "d7", "unknown"})
    assert found == [(chunk, every[chunk]) for chunk, _ in found if (chunk - 1) // 5 in (3, 7)]
    assert {chunk for chunk, _ in found} == {c for c in every if (c - 1) // 5 in (3, 7)}
    assert index.search(["词0"], 100, allowed_documents=set()) == []


def test_chunks_can_be_left_out(tmp_path: Path) -> None:
    """The rest moves up with unchanged scores."""
    index = built(tmp_path / "i", random_texts(100, 20))
    every = index.search(["词0"], 100)
    gone = {chunk for chunk, _ in every[:5]}
    assert index.search(["词0"], 100, without=gone) == every[5:]


def test_scores_of_named_chunks(tmp_path: Path) -> None:
    """They are those of a search; chunks without any of the terms are missing."""
    index = built(tmp_path / "i", random_texts(100, 5))
    every = dict(index.search(["词2", "词5"], 100))
    asked = [*list(every)[:4], *(set(range(1, 101)) - set(every)), 999]
    assert index.scores(["词2", "词5"], asked) == {c: every[c] for c in list(every)[:4]}
    assert index.scores([], asked) == {}
    assert index.scores(["词2"], []) == {}


def test_document_frequency_counts_texts(tmp_path: Path) -> None:
    """Repetitions inside a text and matches in contexts do not count."""
    folder = tmp_path / "i"
    folder.mkdir()
    write(folder, (), entries(["甲 甲 乙", "甲", "丙"], context="丁"), split)
    index = LexicalIndex.open(folder)
    assert index.document_frequency(["甲", "乙", "丁", "无", "", "\ud800"]) == [2, 1, 0, 0, 0, 0]
    assert len(index) == 3


NASTY = [
    '" OR NEAR(', "body:甲", "甲*", "+甲 -乙", "甲~2", "(甲", "{{7*7}}", "\\", "甲^9", "[a TO z]",
    "AND", "NOT", "\x00", "a\x00b", "长" * 20_000, "\ud800", "👨‍👩‍👧", "\u3000", "document:d0", "甲\n乙",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_user_text_is_never_a_query_language(tmp_path: Path, text: str) -> None:
    """Whatever a term looks like, it matches itself and nothing else."""
    folder = tmp_path / "i"
    folder.mkdir()
    chunks = entries(["甲 乙", "a z", "7*7 49"])
    write(folder, (), [*chunks, Entry(9, "d", text, "")], lambda t: [t] if t == text else split(t))
    found = {chunk for chunk, _ in LexicalIndex.open(folder).search([text], 10)}
    assert found <= {9}
    storable = "\ud800" not in text and "\n" not in text and " " not in text
    assert found == ({9} if storable else set())


def test_a_term_of_forty_characters_and_more_is_found(tmp_path: Path) -> None:
    """No length limit of a tokenizer applies."""
    long = "49.5" + "万吨" * 50
    index = built(tmp_path / "i", [f"{long} 甲", "乙"])
    assert [chunk for chunk, _ in index.search([long], 5)] == [1]


def test_nothing_to_search_finds_nothing(tmp_path: Path) -> None:
    """No terms, no room in the result, and an empty index are no errors."""
    index = built(tmp_path / "i", ["甲"])
    assert index.search([], 5) == []
    assert index.search(["甲"], 0) == []
    assert index.search(["甲"], -99) == []
    assert built(tmp_path / "e", []).search(["甲"], 5) == []


def test_a_huge_k_is_no_more_than_all(tmp_path: Path) -> None:
    """k is bounded by what there is."""
    assert len(built(tmp_path / "i", ["甲", "甲 乙"]).search(["甲"], 10**9)) == 2


def test_the_next_index_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    """Changes go to the links' new folder; an open reader and a later one see the old state."""
    texts = random_texts(50, 20)
    old = built(tmp_path / "1", texts)
    before = {path.name: path.read_bytes() for path in (tmp_path / "1").glob("[!.]*")}
    inherit(tmp_path / "1", tmp_path / "2", [p.name for p in (tmp_path / "1").iterdir()], Disk())
    write(tmp_path / "2", [1, 2, 3], [Entry(99, "new", "词0 全新", "")], split)
    new = LexicalIndex.open(tmp_path / "2")
    assert (len(old), len(new)) == (50, 48)
    assert [chunk for chunk, _ in new.search(["全新"], 5)] == [99]
    assert not {1, 2, 3} & {chunk for chunk, _ in new.search(WORDS, 99)}
    assert old.search(["全新"], 5) == []
    assert {path.name: path.read_bytes() for path in (tmp_path / "1").glob("[!.]*")} == before
    assert len(LexicalIndex.open(tmp_path / "1")) == 50


def test_many_small_changes_give_what_one_build_gives(tmp_path: Path) -> None:
    """The same chunks in many segments, merged on the way, score the same."""
    texts = random_texts(120, 30)
    folder = tmp_path / "1"
    folder.mkdir()
    for number in range(0, 120, 10):
        write(folder, (), entries(texts[number : number + 10], first=number + 1), split)
    whole = built(tmp_path / "2", texts)
    for query in QUERIES:
        grown = LexicalIndex.open(folder).search(query, 50)
        expected = whole.search(query, 50)
        assert [chunk for chunk, _ in grown] == [chunk for chunk, _ in expected]
        assert [s for _, s in grown] == pytest.approx([s for _, s in expected], rel=1e-5)


def test_an_index_in_memory_is_the_same(tmp_path: Path) -> None:
    """Ids and scores are those of the one on the disk."""
    texts = random_texts(80, 30)
    memory = LexicalIndex.in_memory(entries(texts), split)
    for query in QUERIES:
        assert memory.search(query, 20) == built_once(tmp_path, texts).search(query, 20)


def built_once(tmp_path: Path, texts: Sequence[str]) -> LexicalIndex:
    folder = tmp_path / "once"
    return LexicalIndex.open(folder) if folder.exists() else built(folder, texts)


def test_an_open_index_outlives_its_folder(tmp_path: Path) -> None:
    """A reader goes on when another process has removed the generation."""
    index = built(tmp_path / "i", random_texts(50, 20))
    before = index.search(["词0"], 50)
    for path in (tmp_path / "i").iterdir():
        path.unlink()
    (tmp_path / "i").rmdir()
    assert index.search(["词0"], 50) == before


@pytest.mark.parametrize("content", [b"", b"{}", b"junk", b'{"segments": 1}'])
def test_a_damaged_index_is_one_of_our_errors(tmp_path: Path, content: bytes) -> None:
    """Whatever tantivy raises comes as LibraryError."""
    built(tmp_path / "i", ["甲"])
    (tmp_path / "i" / "meta.json").write_bytes(content)
    with pytest.raises(LibraryError):
        LexicalIndex.open(tmp_path / "i")
    with pytest.raises(LibraryError):
        write(tmp_path / "i", (), entries(["乙"]), split)


def test_errors_of_the_source_pass_through(tmp_path: Path) -> None:
    """What goes wrong while chunks are read is not taken for a damaged index."""
    (tmp_path / "i").mkdir()

    def failing() -> list[Entry]:
        raise DiskFull("满了")

    with pytest.raises(DiskFull):
        write(tmp_path / "i", (), (entry for _ in "x" for entry in failing()), split)


class Watched:
    """A tantivy index, or its writer, that tells the files of the folder when it is told to wait."""

    def __init__(self, real: Any, folder: Path, seen: list[set[str]]) -> None:
        self._real, self._folder, self._seen = real, folder, seen

    def writer(self, heap: int, threads: int) -> Watched:
        return Watched(self._real.writer(heap, threads), self._folder, self._seen)

    def wait_merging_threads(self) -> None:
        self._seen.append({path.name.partition(".")[0] for path in self._folder.glob("*.store")})
        self._real.wait_merging_threads()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def test_a_merge_is_over_before_the_call_that_stops_all_threads(tmp_path: Path) -> None:
    """Tantivy waits for its merges with the interpreter locked; nothing must be left to wait for."""
    folder, seen = tmp_path / "index", list[set[str]]()
    built(folder, random_texts(3_000, 60))
    for number in range(7):
        index: Any = Watched(tantivy.Index.open(str(folder)), folder, seen)
        _apply(index, folder, (), entries([f"词{number}"], first=20_000 + number), split)
    assert [len(segments) for segments in seen] == [2, 3, 4, 5, 6, 7, 1]
    assert len(LexicalIndex.open(folder)) == 3_007
