"""Bootstrap intervals with a fixed seed: the same scores always give the same interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
LEVEL = 0.95
SEED = 20240918
_BLOCK = 4_000_000
"""Drawn indices held at once (32 MB)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its interval. ``n`` is how many questions were eligible."""

    mean: float
    low: float
    high: float
    n: int

    def as_json(self) -> dict[str, float]:
        return {
            "mean": round(self.mean, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "n": self.n,
        }


def estimate(values: Sequence[float]) -> Estimate | None:
    """Mean and percentile bootstrap interval (Efron 1979); None where no question was eligible.

    The questions are resampled with replacement ``RESAMPLES`` times; the interval runs between the
    2.5 and 97.5 percentiles of the means.
    """
    if not values:
        return None
    data = np.asarray(values, dtype=np.float64)
    means = _resampled_means(data)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Estimate(float(data.mean()), float(low), float(high), len(values))


def _resampled_means(
    data: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    generator = np.random.default_rng(SEED)
    means = np.empty(RESAMPLES)
    step = max(1, _BLOCK // len(data))
    for start in range(0, RESAMPLES, step):
        rows = min(step, RESAMPLES - start)
        drawn = generator.integers(0, len(data), size=(rows, len(data)))
        means[start : start + rows] = data[drawn].mean(axis=1)
    return means


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie, linear between neighbours.

    Raises ``ValueError`` for no values.
    """
    return float(np.quantile(np.asarray(values, dtype=np.float64), share))
