"""Homophones that were typed for each other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qa.pinyin import homophones
from qa.question import analyse, analyse_parts
from qa.typos import corrected

TEXT = "今年1-8月中欧班列共开行1452班,货值32.8亿美元。交易额960亿元。"


def frequency(terms: Sequence[str]) -> list[int]:
    """As if three chunks held the text."""
    return [3 * (term in TEXT) for term in terms]


def test_characters_that_are_read_alike() -> None:
    """Whatever the tone; 行 is read in two ways."""
    assert {"例", "列"} <= set(homophones("烈"))
    assert {"形", "航"} <= set(homophones("行"))
    assert homophones("x") == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("中欧班例货直多少", "中欧班列货值多少"),
        ("交意额是多少", "交易额是多少"),
        ("中欧班列货值多少", "中欧班列货值多少"),
        ("月球上有几班", "月球上有几班"),
        ("飞虹塔有多高", "飞虹塔有多高"),
        ("会上各提了什么", "会上各提了什么"),
        ("链里点了谁", "链里点了谁"),
    ],
)
def test_what_sounds_like_a_word_of_the_library_is_meant(question: str, text: str) -> None:
    """A word that the dictionary knows is no error, nor one that sounds like nothing here."""
    assert corrected(analyse(question), frequency).text == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("自冒区几时建成", "自贸区几时建成"),
        ("自给区几时建成", "自给区几时建成"),
        ("自行区几时建成", "自行区几时建成"),
    ],
)
def test_a_character_that_fits_both_its_neighbours_is_meant(question: str, text: str) -> None:
    """自贸 is in no dictionary, but both pairs are in the library."""

    def counts(terms: Sequence[str]) -> list[int]:
        return [int(term in "建设自贸区，几时建成") for term in terms]  # once is enough

    assert corrected(analyse(question), counts).text == text


def test_in_what_something_stands_is_no_error() -> None:
    """的人里 is no 人力, where a comma follows."""

    def counts(terms: Sequence[str]) -> list[int]:
        return [3 * (term in "人力资源，享受待遇") for term in terms]

    assert corrected(analyse("享受待遇的人里，多少在家"), counts).text == "享受待遇的人里，多少在家"


def test_what_was_typed_is_told() -> None:
    """And the terms are those of the words that are meant."""
    found = corrected(analyse("中欧班例货直多少"), frequency)
    assert found.corrections == (("班例", "班列"), ("货直", "货值"))
    assert {"班列", "货值"} <= set(found.terms)
    assert corrected(analyse("货值多少"), frequency).corrections == ()


def test_a_rare_pair_is_not_meant() -> None:
    """One chunk may hold it by chance."""
    assert (
        corrected(analyse("班例多少"), lambda terms: [int(t in TEXT) for t in terms]).text
        == "班例多少"
    )


def test_a_follow_up_keeps_what_it_leans_on() -> None:
    """The words before, and that it is thin."""
    (part,) = analyse_parts("那货直呢", ["1-8月中欧班列开行多少班"])
    found = corrected(part, frequency)
    assert found.thin
    assert found.text == "货值呢"
    assert found.said_before == part.said_before
    assert found.asked.periods == {"1-8月"}


def test_what_a_part_makes_up_is_no_error() -> None:
    """智利货占几成 does not mean 货站."""
    found = corrected(analyse("智利货占几成"), lambda terms: [9 * (one == "货站") for one in terms])
    assert not found.corrections


def test_what_is_wanted_is_no_error() -> None:
    """科技城想在 does not mean 城乡."""
    found = corrected(analyse("科技城想在全国挤进前几"), lambda ts: [9 * (t == "城乡") for t in ts])
    assert not found.corrections


@pytest.mark.parametrize(
    ("asked", "alike"), [("头一剂不能用多", "一级"), ("西北边再建机场", "在建")]
)
def test_measures_and_verbs_that_no_document_holds_are_no_errors(asked: str, alike: str) -> None:
    """头一剂 does not mean 一级."""
    found = corrected(analyse(asked), lambda ts: [9 * (t in (alike, "建机")) for t in ts])
    assert not found.corrections


def test_what_is_denied_is_no_error() -> None:
    """月没 sounds like 月末."""
    asked = "多少个月没变过"
    held = ["月末"]
    assert (
        corrected(analyse(asked), lambda terms: [3 * (one in held) for one in terms]).text == asked
    )


def test_nothing_was_typed_for_a_word_that_only_joins() -> None:
    """抵年费 is no 的年费, though 的年 stands in the library and 抵年 nowhere."""
    analysis = analyse("多少积分可以抵年费")
    found = corrected(analysis, lambda terms: [5 * ("的" in term) for term in terms])
    assert found.text == analysis.text
