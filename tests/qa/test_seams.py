"""Pairs of characters that lie over the borders of words."""

from __future__ import annotations

import pytest

from qa.retrieval import seams


@pytest.mark.parametrize(
    ("query", "known", "found"),
    [
        ("机场 场货 货邮", "110", []),
        ("机场 场货 货邮", "101", ["场货"]),
        ("班列 列所 所运 运货 货物", "10011", ["列所", "所运"]),
        ("机场 场一 一共 共拉 拉货", "10001", []),
        ("机场 货物 物总", "100", []),
        ("班列 所运 运货", "101", []),
    ],
)
def test_a_seam_stands_between_words_that_are_known(
    query: str, known: str, found: list[str]
) -> None:
    """One pair, or two around a single character; more of them hold a word that is unknown."""
    assert list(seams(query.split(), [int(one) for one in known])) == found
