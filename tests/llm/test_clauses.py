"""A model's text cut into clauses and cleaned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.clauses import Clause, Cutter
from qa.thinking import Visible


def cut(*pieces: str) -> list[Clause]:
    cutter = Cutter()
    found = [clause for piece in pieces for clause in cutter.feed(piece)]
    return [one for one in [*found, *cutter.finish()] if one.text]


@pytest.mark.parametrize(
    ("said", "texts", "markers"),
    [
        ("吞吐量49.5万吨[1]。", ["吞吐量49.5万吨"], [(1,)]),
        ("吞吐量49.5万吨【资料2】，增长3%[1][3]", ["吞吐量49.5万吨", "增长3%"], [(2,), (1, 3)]),
        ("旅客1,924.5万人次[1，2]，货邮", ["旅客1,924.5万人次", "货邮"], [(1, 2), ()]),
        ("根据资料1，货邮增长。", ["货邮增长"], [()]),
        ("答：**货邮**增长（见资料3）。", ["货邮增长"], [(3,)]),
        ("- 第一\n2. 第二\n", ["第一", "第二"], [(), ()]),
        ("3.5万吨，2023年", ["3.5万吨", "2023年"], [(), ()]),
        ("routes: 50, flights: 60", ["routes: 50", "flights: 60"], [(), ()]),
        ("资料显示，货邮增长", ["货邮增长"], [()]),
    ],
)
def test_clauses_lose_their_markers_and_decoration(
    said: str, texts: list[str], markers: list[tuple[int, ...]]
) -> None:
    """The words stay, the numbers that the model put there are kept aside."""
    found = cut(said)
    assert [one.text for one in found] == texts
    assert [one.markers for one in found] == markers


@given(st.text(alphabet="郑州49.5,，。[1]【】\n*- ", max_size=60), st.integers(1, 7))
def test_where_the_pieces_are_cut_makes_no_difference(text: str, size: int) -> None:
    """Streamed in any pieces or whole: the same clauses."""
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert cut(*pieces) == cut(text)


@given(st.integers(1, 9))
def test_thinking_is_not_for_the_reader(size: int) -> None:
    """Whatever the marks are cut into, only the text outside them is seen."""
    text = "<think>先看</think>答<b>是<thinking>再想</thinking>49<think>没完"
    visible = Visible()
    shown = "".join(visible.feed(text[i : i + size]) for i in range(0, len(text), size))
    assert shown + visible.finish() == "答<b>是49"


def test_text_that_looks_like_a_mark_is_given_in_the_end() -> None:
    """A held-back beginning of a mark is text when nothing follows."""
    visible = Visible()
    assert visible.feed("a<thi") == "a"
    assert visible.finish() == "<thi"
