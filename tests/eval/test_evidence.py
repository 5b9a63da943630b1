"""Locating evidence, and when two spans are one place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eval.evidence import Span, Squeezed, groups_hit, same_place, sentence_around


def test_evidence_is_found_across_line_breaks_and_spaces() -> None:
    """White space in the text or in the evidence does not matter; the span is the original's."""
    text = "前言\n货邮吞\n吐量 49.5 万吨。后记"
    [(start, end)] = Squeezed(text).locate("货邮吞吐量49.5万吨。")
    assert text[start:end] == "货邮吞\n吐量 49.5 万吨。"
    assert Squeezed(text).locate("货邮 吞吐量\n49.5万吨。") == [(start, end)]


def test_every_place_is_found_overlapping_ones_too() -> None:
    """啊啊啊 holds 啊啊 twice."""
    assert Squeezed("啊啊啊").locate("啊啊") == [(0, 2), (1, 3)]


def test_absent_and_blank_evidence_is_nowhere() -> None:
    """Blank is not everywhere."""
    assert Squeezed("任何文字").locate("没有") == []
    assert Squeezed("任何文字").locate(" \n") == []


@given(st.text(alphabet="甲乙 \n丙", max_size=30), st.data())
def test_every_piece_of_a_text_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    """The located span of a slice holds the same letters as the slice."""
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : data.draw(st.integers(start, len(text)))]
    found = Squeezed(text).locate(piece)
    letters = "".join(piece.split())
    assert bool(found) == bool(letters)
    assert all("".join(text[begin:end].split()) == letters for begin, end in found)


def test_half_of_the_shorter_span_makes_one_place() -> None:
    """Ten of ten, five of ten, and four of ten characters shared; another document never."""
    evidence = Span("d", 100, 200)
    assert same_place(Span("d", 150, 160), evidence)
    assert same_place(Span("d", 95, 105), evidence)
    assert not same_place(Span("d", 94, 104), evidence)
    assert not same_place(Span("e", 150, 160), evidence)
    assert not same_place(Span("d", 150, 150), evidence)


def test_groups_are_hit_by_any_of_their_places() -> None:
    """The second place of the first group, nothing of the second group."""
    groups = [[Span("d", 0, 10), Span("d", 50, 60)], [Span("d", 80, 90)]]
    assert groups_hit([Span("d", 48, 62)], groups) == {0}


def test_a_span_widens_to_its_sentence() -> None:
    """Up to the stop before and the stop behind, which belongs to it."""
    text = "甲乙。丙丁戊；己庚"
    assert sentence_around(text, 4, 5) == (3, 7)
    assert sentence_around(text, 0, 3) == (0, 3)
    assert sentence_around(text, 7, 8) == (7, 9)
