"""Answerers whose every answer can be worked out by hand, over a small world of facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import NotFound, Unavailable
from eval.answerer import Source
from eval.gold import GoldQuestion
from qa.answer import Answer, Citation, Passage, Question, Timings

REFUSAL = "资料中没有找到相关信息。"


@dataclass(frozen=True)
class World:
    """Documents by file name, and questions about them. The id of a document is ``id-`` + name."""

    texts: dict[str, str]
    questions: tuple[GoldQuestion, ...]

    def gold(self, question: str) -> GoldQuestion:
        return next(gold for gold in self.questions if gold.question == question)


def world(facts: Sequence[tuple[str, str]], absent: Sequence[str] = ()) -> World:
    """One document a fact: (what, value) stands there as ``what是value。`` between other sentences.

    Each fact has its question; ``absent`` are things of which nothing is said.
    """
    texts = {
        f"{i}.txt": f"这是第一句空话。{what}是{value}。这是最后一句空话。"
        for i, (what, value) in enumerate(facts)
    }
    asked = [question(i, what, value) for i, (what, value) in enumerate(facts)]
    unknown = [
        GoldQuestion(f"u{i}", f"{what}是多少？", False, (), (), (), "absent")
        for i, what in enumerate(absent)
    ]
    return World(texts, tuple(asked + unknown))


def question(number: int, what: str, value: str) -> GoldQuestion:
    return GoldQuestion(
        id=f"q{number}",
        question=f"{what}是多少？",
        answerable=True,
        must=((value,),),
        documents=(f"{number}.txt",),
        evidence=(f"{what}是{value}。",),
        type="amount",
    )


Reply = Callable[[World, GoldQuestion], Answer]


@dataclass
class FakeAnswerer:
    """Answers by a rule; retrieves the gold documents first."""

    world: World
    reply: Reply
    asked: list[str] = field(default_factory=list)

    def answer(self, question: Question) -> Answer:
        self.asked.append(question.text)
        return self.reply(self.world, self.world.gold(question.text))

    def retrieve(self, question: Question, k: int) -> tuple[Passage, ...]:
        gold = self.world.gold(question.text)
        names = sorted(self.world.texts, key=lambda name: (name not in gold.documents, name))
        return tuple(passage(name, self.world.texts[name]) for name in names[:k])

    def text(self, document_id: str) -> str:
        name = document_id.removeprefix("id-")
        if name not in self.world.texts:
            raise NotFound("没有这份文档。")
        return self.world.texts[name]

    def sources(self) -> Sequence[Source]:
        return [Source(f"id-{name}", f"folder/{name}") for name in self.world.texts]


def passage(name: str, text: str) -> Passage:
    return Passage(f"id-{name}", name, None, "", 0, len(text), text, 1.0)


def perfect(world: World, gold: GoldQuestion) -> Answer:
    """The first alternative of each group, each citing its own evidence; a refusal otherwise."""
    if not gold.answerable:
        return refusing(world, gold)
    said = "，".join(f"{group[0]}[{i}]" for i, group in enumerate(gold.must, start=1))
    citations = tuple(
        cite(world, name, text, marker)
        for marker, (name, text) in enumerate(zip(gold.documents, gold.evidence, strict=True), 1)
    )
    return answer(gold, f"{said}。", citations, confidence=1.0)


def refusing(world: World, gold: GoldQuestion) -> Answer:
    """Always "not found"."""
    return replace(answer(gold, REFUSAL, (), confidence=0.0), refused=True)


def failing(world: World, gold: GoldQuestion) -> Answer:
    """Always an error."""
    raise Unavailable("服务正忙。")


def wrong_sentence(world: World, gold: GoldQuestion) -> Answer:
    """The right words, citing another sentence of the right document."""
    right = perfect(world, gold)
    moved = (cite(world, name, "这是最后一句空话。", 1) for name in gold.documents)
    return replace(right, citations=tuple(moved))


def wrong_unit(world: World, gold: GoldQuestion) -> Answer:
    """The evidence cited in good order, its figure said with another unit."""
    right = perfect(world, gold)
    return replace(right, answer=right.answer.replace("吨", "公斤").replace("元", "美元"))


def repeating(world: World, gold: GoldQuestion) -> Answer:
    """The perfect answer with every citation and marker three times over."""
    right = perfect(world, gold)
    count = len(right.citations)
    copies = tuple(
        replace(citation, marker=citation.marker + count * turn)
        for turn in range(3)
        for citation in right.citations
    )
    more = "".join(f"[{citation.marker}]" for citation in copies[count:])
    return replace(right, answer=right.answer.replace("。", f"{more}。"), citations=copies)


def cite(world: World, name: str, text: str, marker: int) -> Citation:
    start = world.texts[name].index(text)
    return Citation(marker, f"id-{name}", name, None, "", text, start, start + len(text))


def answer(
    gold: GoldQuestion, text: str, citations: tuple[Citation, ...], *, confidence: float
) -> Answer:
    return Answer(
        id="ans_fake",
        question=gold.question,
        answer=text,
        refused=False,
        mode="extractive",
        citations=citations,
        numbers=(),
        passages=(),
        timings=Timings(0.0, 0.0, 0.0),
        confidence=confidence,
    )
