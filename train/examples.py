"""Training examples for the reader: windows that answer, windows that do not, near misses.

Sources: the project's own questions (``written.py``), the dev splits of cmrc2018 and drcd, and
xquad_zh. Test splits and crud_news are never read here. drcd is converted to simplified characters
except for one article in ten.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import opencc
import written
from lexical import BigramIndex, bigrams

from corpus.document import context
from corpus.prepare import prepare
from eval import gold
from qa.question import analyse, analyse_parts

TRAIN_SPLITS = {"cmrc2018": "dev", "drcd": "dev", "xquad_zh": "test"}
"""xquad_zh has one split, called test by its authors; it is used for training and so never as a
measure. The test splits of the other two are held out."""
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+$")
_COMMA_PIECE = re.compile(r"[^，,、]*[，,、]+|[^，,、]+$")
LONGEST_PIECE = 120
LONGEST_LIST = 70
"""Characters up to which the items of a list are one answer; of a longer one each is."""
MOST_SPANS = 3
"""Items of a long list that are asked for, each by itself."""
MOST_RIVALS = 8


@dataclass(frozen=True, slots=True)
class Passage:
    key: str
    title: str
    text: str
    cuts: tuple[tuple[int, int], ...]
    """Spans of its sentences, in order, without gaps."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    answer: str
    others: tuple[str, ...]
    passage: Passage
    start: int
    """Where ``answer`` stands in the passage's text, -1 when the question has none."""
    near: int
    """Number of the passage's sentence that looks most like an answer, of a question without one."""
    rivals: tuple[tuple[Passage, int], ...]
    """(passage, sentence number): places that look right and hold no answer."""


@dataclass(frozen=True, slots=True)
class Example:
    question: str
    window: str
    start: int
    end: int
    """Character span of the answer in ``window``; both -1 when ``answers`` is false."""
    answers: bool
    kind: str


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of sentences; a very long one is cut at its commas."""
    out: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        if end - start <= LONGEST_PIECE:
            out.append((start, end))
            continue
        at = start
        for piece in _COMMA_PIECE.finditer(text, start, end):
            if piece.end() - at > LONGEST_PIECE and piece.start() > at:
                out.append((at, piece.start()))
                at = piece.start()
        out.append((at, end))
    return tuple(out)


def load(bench: Path, sets: dict[str, str] = TRAIN_SPLITS) -> list[Question]:
    """Every question of the given splits whose answer is found, with its rivals."""
    convert = opencc.OpenCC("t2s").convert
    passages: dict[str, Passage] = {}
    raw: list[tuple[str, list[str], Passage]] = []
    for name, split in sets.items():
        asked = [q for q in _lines(bench / name / "questions.jsonl") if q["split"] == split]
        wanted = {q["gold_passage_ids"][0] for q in asked}
        for record in _lines(bench / name / "passages.jsonl"):
            if record["id"] in wanted:
                passages[record["id"]] = _passage(name, record, convert)
        for record in asked:
            passage = passages[record["gold_passage_ids"][0]]
            fold = convert if _simplified(name, passage) else str
            answers = [fold(a) for a in record["answers"]]
            raw.append((readable(fold(record["question"])), answers, passage))
    return _with_rivals(raw, list(passages.values()))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _simplified(name: str, passage: Passage) -> bool:
    return name == "drcd" and not _kept_traditional(passage.key)


def _kept_traditional(key: str) -> bool:
    return sum(key.encode()) % 10 == 0


def _passage(name: str, record: dict[str, Any], convert: Callable[[str], str]) -> Passage:
    fold = convert if name == "drcd" and not _kept_traditional(record["id"]) else str
    text = fold(record["text"])
    title = "" if name == "xquad_zh" else fold(record["title"])
    return Passage(record["id"], title, text, sentences(text))


class _Places:
    """The sentences of passages, to be searched for those that look right."""

    def __init__(self, passages: list[Passage]) -> None:
        self._places = [(p, n) for p in passages for n in range(len(p.cuts))]
        self._index = BigramIndex([f"{p.title} {_cut(p, n)}" for p, n in self._places])

    def rivals(self, question: str, answers: Sequence[str]) -> tuple[tuple[Passage, int], ...]:
        """The best that hold no answer, best first."""
        best = (self._places[i] for i in self._index.top(question, 30))
        silent = (x for x in best if not any(a in _context(*x) for a in answers if a))
        return tuple(itertools.islice(silent, MOST_RIVALS))


def _with_rivals(
    raw: list[tuple[str, list[str], Passage]], passages: list[Passage]
) -> list[Question]:
    index = _Places(passages)
    out = []
    for text, answers, passage in raw:
        answer = _typical(answers)
        start = _locate(text, answer, passage.text)
        if start < 0:
            continue
        rivals = index.rivals(text, answers)
        out.append(Question(text, answer, tuple(answers), passage, start, -1, rivals))
    return out


def load_written(*shares: str) -> list[Question]:
    """The project's own questions of these shares in each of their wordings, as the product would read
    them, in the chunks that it would make."""
    chunked = [(one, _chunks(one)) for one in written.documents(*shares)]
    index = _Places([passage for _, passages in chunked for passage in passages])
    return [
        question
        for one, passages in chunked
        for asked in one.questions
        for text in (asked.text, *asked.wordings)
        for question in _own(replace(asked, text=readable(text)), passages, index)
    ]


def load_gold(file: Path, folder: Path) -> list[Question]:
    """The questions of a gold file on documents that are not the project's own, part by part."""
    chunked = {one.name: _passages(one.read_bytes(), one.name) for one in sorted(folder.iterdir())}
    every = list(itertools.chain.from_iterable(chunked.values()))
    index = _Places(every)
    found: list[Question] = []
    for one in gold.load(file).questions:
        passages = [p for name in one.documents for p in chunked[name]] or every
        for text, answers in _parts(one):
            near = "" if answers else _most_alike(text, index)
            asked = written.Asked(text, answers, near)
            found.extend(_own(asked, passages, index))
    return found


def _parts(one: gold.GoldQuestion) -> list[tuple[str, tuple[str, ...]]]:
    """Each part as the product's reader gets it, with its answers; none where it is not plain which
    answer belongs to which part."""
    before = [turn.content for turn in one.history if turn.role == "user"]
    read = [part.readable for part in analyse_parts(one.question, before)]
    answers = tuple(group[0] for group in one.must)
    if len(read) == 1 or not answers:
        return [(text, answers) for text in read]
    if len(read) == len(answers):
        return [(text, (answer,)) for text, answer in zip(read, answers, strict=True)]
    return []


def _most_alike(text: str, index: _Places) -> str:
    found = index.rivals(text, ())
    return _cut(*found[0]) if found else ""


def _chunks(document: written.Document) -> list[Passage]:
    data = document.text.encode()
    return _passages(data, document.name, document.key, document.title, document.date)


def _passages(
    data: bytes, name: str, key: str = "", title: str | None = None, date: str | None = None
) -> list[Passage]:
    """The chunks of a file, each under its document's title and the headings above it."""
    read, cut = prepare(data, name, title=title, date=date)
    return [
        Passage(key or name, context(read.title, None, one.section), one.text, sentences(one.text))
        for one in cut
    ]


def _own(asked: written.Asked, passages: list[Passage], index: _Places) -> Iterator[Question]:
    """One, or one for each answer where they stand far apart; none when cutting took one apart."""
    answers = asked.answers
    if not answers:
        spots = [(p, _sentence_at(p, at)) for p in passages if (at := _find(asked.near, p)) >= 0]
        if spots:
            passage, near = spots[0]
            yield Question(asked.text, "", (), passage, -1, near, index.rivals(asked.text, ()))
        return
    holding = [p for p in passages if all(_find(one, p) >= 0 for one in answers)]
    if not holding:
        return
    words = bigrams(asked.text)
    passage = max(holding, key=lambda p: len(words & bigrams(f"{p.title} {p.text}")))
    rivals = index.rivals(asked.text, answers)
    for start, end in _spans(asked.text, answers, passage):
        answer = passage.text[start:end]
        yield Question(asked.text, answer, tuple(answers), passage, start, -1, rivals)


def _spans(question: str, answers: Sequence[str], passage: Passage) -> list[tuple[int, int]]:
    """Of a short list from its first item to its last, else of each item."""
    start = _locate(question, answers[0], passage.text)
    end = max(start + len(answers[0]), *(_find(one, passage) + len(one) for one in answers))
    if 0 < end - start <= LONGEST_LIST:
        return [(start, end)]
    found = ((_locate(question, one, passage.text), len(one)) for one in answers[:MOST_SPANS])
    return [(at, at + length) for at, length in found]


def _find(text: str, passage: Passage) -> int:
    return passage.text.find(text)


def _sentence_at(passage: Passage, at: int) -> int:
    return next(i for i, (_, end) in enumerate(passage.cuts) if at < end)


def _cut(passage: Passage, number: int) -> str:
    start, end = passage.cuts[number]
    return passage.text[start:end]


def _context(passage: Passage, number: int) -> str:
    low, high = max(0, number - 2), min(len(passage.cuts), number + 3)
    return passage.text[passage.cuts[low][0] : passage.cuts[high - 1][1]]


def _typical(answers: list[str]) -> str:
    """The answer most annotators gave; without agreement the one of middle length."""
    counts = Counter(answers)
    best, votes = counts.most_common(1)[0]
    return best if votes > 1 else sorted(counts, key=len)[(len(counts) - 1) // 2]


def _locate(question: str, answer: str, text: str) -> int:
    """The occurrence whose surroundings share most bigrams with the question, -1 for none."""
    asked = bigrams(question)
    spots = [m.start() for m in re.finditer(re.escape(answer), text)] if answer else []

    def shared(at: int) -> int:
        return len(asked & bigrams(text[max(0, at - 30) : at + len(answer) + 30]))

    return max(spots, key=shared, default=-1)


def readable(question: str) -> str:
    """As the product's reader gets it."""
    return analyse(question).readable


def held_out(key: str) -> bool:
    """One passage in thirty is kept from training, to choose between settings and to calibrate."""
    return zlib.crc32(key.encode()) % 30 == 0


def seeded(seed: int) -> random.Random:
    """The one kind of chance here: repeatable."""
    return random.Random(seed)


# --- windows ---------------------------------------------------------------------------------


def grow(passage: Passage, low: int, high: int, limit: int, rng: random.Random) -> tuple[int, int]:
    """Character span of sentences low..high-1 with random neighbours, up to ``limit`` long."""
    cuts = passage.cuts
    while True:
        start, end = cuts[low][0], cuts[high - 1][1]
        left = low > 0 and end - cuts[low - 1][0] <= limit
        right = high < len(cuts) and cuts[high][1] - start <= limit
        if not left and not right:
            return start, end
        if left and (not right or rng.random() < 0.5):
            low -= 1
        else:
            high += 1


def window_length(rng: random.Random) -> int:
    """The most characters of a window; one draw for all windows of a question."""
    return rng.choice((60, 90, 120, 150, 150, 180))


def _under(title: str, window: str) -> tuple[str, int]:
    """The window under its passage's title; and how far its text moved."""
    return (f"{title}\n{window}", len(title) + 1) if title else (window, 0)


def positive(q: Question, limit: int, titled: bool, rng: random.Random) -> Example:
    """A random window around the answer."""
    cuts, end = q.passage.cuts, q.start + len(q.answer)
    low = next(i for i, (_, e) in enumerate(cuts) if e > q.start)
    high = next(i for i, (_, e) in enumerate(cuts) if e >= end) + 1
    start, stop = grow(q.passage, low, high, limit, rng)
    window, moved = _under(q.passage.title if titled else "", q.passage.text[start:stop])
    at = q.start - start + moved
    return Example(q.text, window, at, at + len(q.answer), True, "positive")


def rival(q: Question, limit: int, titled: bool, rng: random.Random) -> Example | None:
    """A window that lexical search finds for the question and that holds none of its answers."""
    if not q.rivals:
        return None
    passage, number = rng.choice(q.rivals[:3] if rng.random() < 0.5 else q.rivals)
    return _silent(q, passage, number, limit, titled, "rival", rng)


def lookalike(q: Question, limit: int, titled: bool, rng: random.Random) -> Example | None:
    """The window that looks most like an answer to a question without one."""
    return _silent(q, q.passage, q.near, limit, titled, "lookalike", rng)


def neighbour(q: Question, limit: int, titled: bool, rng: random.Random) -> Example | None:
    """Another window of the passage that answers, without the answer in it."""
    far = [
        n
        for n, (start, end) in enumerate(q.passage.cuts)
        if end <= q.start - 20 or start >= q.start + len(q.answer) + 20
    ]
    if not far:
        return None
    return _silent(q, q.passage, rng.choice(far), limit, titled, "neighbour", rng)


def _silent(
    q: Question,
    passage: Passage,
    number: int,
    limit: int,
    titled: bool,
    kind: str,
    rng: random.Random,
) -> Example | None:
    """The window around a sentence, when no answer is in it."""
    start, stop = grow(passage, number, number + 1, limit, rng)
    window, _ = _under(passage.title if titled else "", passage.text[start:stop])
    if any(a in window for a in q.others):
        return None
    return Example(q.text, window, -1, -1, False, kind)
