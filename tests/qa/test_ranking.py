"""What a chunk's text says to its place in the order."""

from __future__ import annotations

import pytest

from qa.ranking import WEIGHTS, first_score, match, scaled

WORTH = {"货邮": 2.0, "吞吐": 1.0, "增长": 1.0}


def test_terms_together_in_a_sentence_say_more_than_scattered_ones() -> None:
    """The same words, in one sentence and in three."""
    one = match("货邮吞吐增长", WORTH, "货邮吞吐增长一成。旅客不变。", "", 0.5, 0.5)
    three = match("货邮吞吐增长", WORTH, "货邮很多。吞吐很快。增长一成。", "", 0.5, 0.5)
    assert one.covered == three.covered == 1
    assert one.together == 1
    assert three.together == 0.5
    assert one.score > three.score


def test_the_title_counts_for_the_whole_chunk() -> None:
    """What a chunk leaves unsaid its title may say."""
    assert match("货邮", WORTH, "增长一成。", "货邮", 0, 0).covered == 0.75
    assert match("货邮", WORTH, "增长一成。", "旅客", 0, 0).covered == 0.25


def test_scores_stay_between_nothing_and_everything() -> None:
    """A perfect match scores 1, an empty one 0; the weights sum to 1."""
    assert abs(sum(WEIGHTS) - 1) < 1e-9
    assert match("货邮吞吐增长", WORTH, "货邮吞吐增长", "", 1, 1).score == pytest.approx(1)
    assert match("", {}, "", "", 0, 0).score == 0
    assert scaled(0.1, 0.0, WORTH) == (0.0, 0.0)
    assert scaled(1.0, 1e9, WORTH) == (1.0, 1.0)


def test_without_terms_meaning_alone_decides() -> None:
    """A question whose words no document holds is still searched."""
    assert first_score(0.7, 0.0, {}) == 0.7
    assert first_score(0.7, 0.0, WORTH) < 0.7
