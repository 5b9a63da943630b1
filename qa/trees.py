"""Boosted regression trees: many small trees, whose leaves add up to log odds (Friedman 2001)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigurationError

_ARRAYS = ("features", "thresholds", "lower", "upper", "values")


@dataclass(frozen=True, slots=True)
class Trees:
    """All arrays have the shape (trees, nodes); node 0 is the root, and a leaf leads to itself."""

    features: NDArray[np.int16]
    """The feature that a node asks for."""
    thresholds: NDArray[np.float64]
    """Up to which it leads to ``lower``, else to ``upper``."""
    lower: NDArray[np.int16]
    upper: NDArray[np.int16]
    values: NDArray[np.float64]
    """What a leaf adds."""
    constant: float
    depth: int
    """Steps from a root to its farthest leaf."""

    @classmethod
    def load(cls, path: Path) -> Trees:
        """From a file of arrays. Raises ConfigurationError when it is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as given:
                arrays = {name: given[name] for name in _ARRAYS}
                return cls(**arrays, constant=float(given["constant"]), depth=int(given["depth"]))
        except Exception as error:  # numpy raises half a dozen kinds
            raise ConfigurationError("判断把握大小的模型缺失或已损坏，请重新安装。") from error

    def save(self, path: Path) -> None:
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        np.savez_compressed(path, **arrays, constant=self.constant, depth=self.depth)

    def log_odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of rows of features, (rows, features), one value each."""
        trees, nodes = self.features.shape
        root = np.arange(trees) * nodes
        row = np.arange(len(rows))[:, None] * rows.shape[1]
        lower, upper = self.lower + root[:, None], self.upper + root[:, None]
        at = np.tile(root, (len(rows), 1))
        for _ in range(self.depth):
            asked = rows.take(row + self.features.take(at))
            at = np.where(asked <= self.thresholds.take(at), lower.take(at), upper.take(at))
        added: NDArray[np.float64] = self.values.take(at).sum(axis=1)
        return added + self.constant
