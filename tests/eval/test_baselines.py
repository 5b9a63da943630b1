"""The baselines do what their names say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.baselines import ClosestSentence, fused, reciprocal_rank_fusion, retrieval_only
from eval.chunk_citation import ChunkCitation
from eval.citations import judge
from eval.systems import Remembered
from qa.answer import Passage, Question
from tests.embedders import PairEmbedder
from tests.eval import fakes
from tests.eval.fakes import FakeAnswerer

EMBEDDER = PairEmbedder(4096)


def passages(*names: str) -> list[Passage]:
    return [fakes.passage(name, f"{name}的正文。") for name in names]


class Fixed:
    """Dense finds a b c, lexical b d."""

    def dense(self, question: str, k: int) -> Sequence[Passage]:
        return passages("a", "b", "c")[:k]

    def lexical(self, question: str, k: int) -> Sequence[Passage]:
        return passages("b", "d")[:k]


def names(found: Sequence[Passage]) -> list[str]:
    return [passage.document_title for passage in found]


def test_fusion_by_hand() -> None:
    """b: 1/62 + 1/61 is more than a: 1/61; then d: 1/62 and c: 1/63."""
    both = [passages("a", "b", "c"), passages("b", "d")]
    assert names(reciprocal_rank_fusion(both, 10)) == ["b", "a", "d", "c"]
    assert names(reciprocal_rank_fusion(both, 2)) == ["b", "a"]
    assert names(fused(Fixed())("？", 10)) == ["b", "a", "d", "c"]


def test_the_three_rankings_are_systems_that_only_retrieve() -> None:
    """Each with its own order."""
    found = {s.name: names(s.retrieve(Question("？"), 2)) for s in retrieval_only(Fixed())}
    assert found == {"dense": ["a", "b"], "lexical": ["b", "d"], "rrf": ["b", "a"]}
    assert not any(system.answers for system in retrieval_only(Fixed()))


def test_the_closest_sentence_is_quoted_verbatim() -> None:
    """The sentence that shares the question's words, with its place in the document."""
    text = "会议在郑州召开。货邮吞吐量为49.5万吨！\n旅客不少。"
    reader = ClosestSentence(lambda question, k: [fakes.passage("a", text)][:k], EMBEDDER)
    answer = reader.answer(Question("货邮吞吐量为多少"))
    assert answer.answer == "货邮吞吐量为49.5万吨[1]！"
    [citation] = answer.citations
    assert text[citation.start : citation.end] == citation.quote == "货邮吞吐量为49.5万吨！"
    assert not answer.refused
    assert 0 < answer.confidence <= 1


def test_the_closest_sentence_reader_refuses_only_an_empty_library() -> None:
    """There is no sentence to quote."""
    reader = ClosestSentence(lambda question, k: [], EMBEDDER)
    assert reader.answer(Question("货邮吞吐量")).refused


def test_chunk_citation_cites_whole_chunks_for_the_products_words() -> None:
    """The alike chunk is cited, the other one not; the words stay the product's."""
    world = fakes.world([("货邮吞吐量", "49.5万吨"), ("卫生院床位", "300张")])
    texts = [world.texts[name] for name in ("1.txt", "0.txt")]
    chunks = (fakes.passage("1.txt", texts[0]), fakes.passage("0.txt", texts[1]))

    def reply(world: fakes.World, gold: fakes.GoldQuestion) -> fakes.Answer:
        return replace(fakes.perfect(world, gold), passages=chunks, answer=gold.evidence[0])

    answerer = FakeAnswerer(world, reply)
    product = Remembered(answerer)
    question = Question("货邮吞吐量是多少？")
    first = product.answer(question)
    answer = ChunkCitation(product, EMBEDDER).answer(question)
    assert answerer.asked == [question.text]
    assert [citation.quote for citation in answer.citations] == [texts[1]]
    assert answer.answer.replace("[1]", "") == first.answer
    assert judge(answer, lambda id: world.texts[id.removeprefix("id-")]).wrong == 0


def test_chunk_citation_leaves_refusals_alone() -> None:
    """Nothing to cite."""
    world = fakes.world([("货邮吞吐量", "49.5万吨")])
    product = Remembered(FakeAnswerer(world, fakes.refusing))
    assert ChunkCitation(product, EMBEDDER).answer(Question("货邮吞吐量是多少？")).refused
