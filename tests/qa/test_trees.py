"""Boosted trees: what they add up to, and damaged files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ConfigurationError
from qa.trees import Trees

TWO = Trees(
    features=np.array([[0, 1, 0, 0, 0], [1, 0, 0, 0, 0]], np.int16),
    thresholds=np.array([[0.5, 2.0, 0, 0, 0], [0.0, 0, 0, 0, 0]]),
    lower=np.array([[1, 3, 2, 3, 4], [1, 1, 2, 3, 4]], np.int16),
    upper=np.array([[2, 4, 2, 3, 4], [2, 1, 2, 3, 4]], np.int16),
    values=np.array([[0, 0, 5.0, 1.0, 2.0], [0, -0.25, 0.25, 0, 0]]),
    constant=10.0,
    depth=2,
)
"""The first asks for feature 0 and, up to .5, for feature 1; the second for feature 1 alone."""


@pytest.mark.parametrize(
    ("row", "sum_"),
    [
        ((0.5, 2.0), 10 + 1 + 0.25),
        ((0.5, 2.1), 10 + 2 + 0.25),
        ((0.6, 0.0), 10 + 5 - 0.25),
    ],
)
def test_each_tree_adds_the_leaf_that_a_row_comes_to(row: tuple[float, float], sum_: float) -> None:
    assert TWO.log_odds(np.array([row])) == pytest.approx([sum_])


def test_rows_do_not_depend_on_each_other() -> None:
    rows = np.array([(0.5, 2.0), (0.6, 0.0), (0.5, 2.1)])
    alone = [TWO.log_odds(rows[i : i + 1])[0] for i in range(3)]
    assert list(TWO.log_odds(rows)) == alone


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    TWO.save(tmp_path / "trees.npz")
    rows = np.array([(0.5, 2.0), (0.6, 0.0)])
    assert list(Trees.load(tmp_path / "trees.npz").log_odds(rows)) == list(TWO.log_odds(rows))


@pytest.mark.parametrize("given", [None, b"", b"no archive"])
def test_a_missing_or_damaged_file_says_what_to_do(tmp_path: Path, given: bytes | None) -> None:
    path = tmp_path / "trees.npz"
    if given is not None:
        path.write_bytes(given)
    with pytest.raises(ConfigurationError, match="重新安装"):
        Trees.load(path)


def test_a_file_without_some_array_is_damaged(tmp_path: Path) -> None:
    np.savez(tmp_path / "trees.npz", features=np.zeros((1, 1)))
    with pytest.raises(ConfigurationError):
        Trees.load(tmp_path / "trees.npz")
