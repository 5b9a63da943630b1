"""Pairs of characters that lie over the borders of words."""

from __future__ import annotations

import pytest

from qa.segmentation import over_borders


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("郑州机场货邮吞吐量", {"州机", "场货", "邮吞"}),
        ("2024年1-8月", set()),
        ("机场，货邮", set()),
        ("", set()),
        ("airport 49.5", set()),
    ],
)
def test_a_seam_lies_between_two_words(text: str, over: set[str]) -> None:
    """What stands on both sides of a comma or a figure is no pair."""
    assert over_borders(text) == over


def test_a_pair_that_is_a_word_elsewhere_is_none() -> None:
    """场货 lies over a border first, and is a word then."""
    assert "学生" not in over_borders("大学生活，学生")


def test_two_single_characters_may_be_a_name() -> None:
    """The segmentation does not know 飞虹, but does not take it for a seam."""
    assert "飞虹" not in over_borders("飞虹塔有多高")
