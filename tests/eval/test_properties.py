"""What must hold of the metrics whatever the questions are."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from eval.cases import Shelf, locate
from eval.intervals import Estimate
from eval.scoring import BY_NAME, score, summarise
from eval.systems import Product, ask
from qa.answer import Question
from tests.eval import fakes
from tests.eval.fakes import FakeAnswerer, Reply, World

AMOUNTS = st.decimals(1, 99999, places=1).map(lambda value: f"{value}万吨")
FACTS = st.lists(
    st.tuples(st.sampled_from(["货邮量", "产量", "进口量", "出口量", "库存", "用水量"]), AMOUNTS),
    min_size=1,
    max_size=6,
    unique_by=lambda fact: fact[0],
)
ABSENT = st.lists(
    st.sampled_from(["旅客量", "面积", "人口", "税收"]), min_size=1, max_size=4, unique=True
)
WORLDS = st.builds(fakes.world, FACTS, ABSENT)
few = settings(max_examples=20, deadline=None)
"""Each example bootstraps twenty metrics."""


def evaluated(world: World, reply: Reply) -> Mapping[str, Estimate]:
    answerer = FakeAnswerer(world, reply)
    shelf, product = Shelf(answerer), Product(answerer)
    scores = []
    for gold in world.questions:
        outcome = ask(product, Question(gold.question))
        scores.append(score(locate(gold, shelf), outcome, shelf.text))
    return summarise(scores)


@few
@given(WORLDS)
def test_a_perfect_answerer_has_the_best_value_of_every_metric(world: World) -> None:
    """1.0 on each share, 0 where lower is better."""
    found = evaluated(world, fakes.perfect)
    assert set(found) == set(BY_NAME)
    for name, estimate in found.items():
        if name not in ("latency", "length"):
            best = 1.0 if BY_NAME[name].better == "higher" else 0.0
            assert (name, estimate.mean, estimate.low, estimate.high) == (name, best, best, best)


@few
@given(WORLDS)
def test_always_refusing_answers_nothing_and_refuses_everything(world: World) -> None:
    """Accuracy 0, refusal recall 1, every answerable question falsely refused."""
    found = evaluated(world, fakes.refusing)
    zero = ("accuracy", "containment", "exact_match", "f1", "citation_recall")
    assert [found[name].mean for name in zero] == [0] * 5
    assert (found["refusal_recall"].mean, found["false_refusal"].mean) == (1, 1)
    answerable = sum(gold.answerable for gold in world.questions)
    share = 1 - answerable / len(world.questions)
    assert abs(found["refusal_precision"].mean - share) < 1e-9
    assert "citation_precision" not in found
    assert "numbers" not in found


@few
@given(WORLDS)
def test_citing_the_wrong_sentence_loses_precision_and_recall(world: World) -> None:
    """A verbatim quote of a neighbour is valid, but not right."""
    found = evaluated(world, fakes.wrong_sentence)
    assert found["accuracy"].mean == 1
    assert found["citation_validity"].mean == 1
    assert found["citation_precision"].mean == 0
    assert found["citation_recall"].mean == 0
    assert found["numbers"].mean == 0


@few
@given(WORLDS)
def test_a_figure_with_the_wrong_unit_is_not_faithful(world: World) -> None:
    """49.5万公斤 does not stand in a sentence that says 49.5万吨."""
    found = evaluated(world, fakes.wrong_unit)
    assert found["numbers"].mean == 0
    assert found["citation_precision"].mean == 1
    assert found["accuracy"].mean == 0


@few
@given(WORLDS)
def test_repeated_citations_gain_nothing(world: World) -> None:
    """Three markers for one place score as one does."""
    once, thrice = evaluated(world, fakes.perfect), evaluated(world, fakes.repeating)
    for name in ("citation_precision", "citation_recall", "citation_validity", "numbers"):
        assert once[name] == thrice[name]


@few
@given(WORLDS)
def test_an_error_scores_worst_and_stays_counted(world: World) -> None:
    """A service that fails is no better than one that answers everything wrongly."""
    failed, best = evaluated(world, fakes.failing), evaluated(world, fakes.perfect)
    for name in ("accuracy", "correct", "recall@1", "mrr", "ndcg", "citation_recall"):
        assert (failed[name].mean, failed[name].n) == (0, best[name].n)
    assert failed["refusal_recall"].mean == 0
    assert "latency" not in failed
