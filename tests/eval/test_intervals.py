"""Bootstrap intervals: right, fixed and honest about n."""

from __future__ import annotations

import pytest

from eval.intervals import estimate, quantile


def test_nothing_eligible_has_no_estimate() -> None:
    """Not 0, and not 1 either."""
    assert estimate([]) is None


def test_equal_scores_leave_no_doubt() -> None:
    """Every resample has the same mean."""
    found = estimate([0.5] * 7)
    assert found is not None
    assert (found.mean, found.low, found.high, found.n) == (0.5, 0.5, 0.5, 7)


def test_the_interval_is_that_of_the_binomial() -> None:
    """400 questions, 80 per cent: the normal interval is ±3.9 points, the bootstrap near it."""
    found = estimate([1.0] * 320 + [0.0] * 80)
    assert found is not None
    assert found.mean == pytest.approx(0.8)
    assert found.low == pytest.approx(0.8 - 0.0392, abs=0.006)
    assert found.high == pytest.approx(0.8 + 0.0392, abs=0.006)


def test_the_seed_is_fixed() -> None:
    """Twice the same scores, twice the same interval."""
    scores = [0.1, 0.9, 0.4, 0.7]
    assert estimate(scores) == estimate(scores)


def test_quantiles_lie_between_neighbours() -> None:
    """The median of 1 2 3 4 is 2.5."""
    assert quantile([4, 1, 3, 2], 0.5) == 2.5
