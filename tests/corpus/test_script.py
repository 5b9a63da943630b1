"""Forms of characters, and that the quick way gives what the long way gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.script import _FULL_WIDTH, fold, matching_form, simplify

TEXTS = st.text(st.sampled_from("郑州機場貨郵吞吐量４９．５萬噸ＡＢｃ％，。aB1 İ㍿"), max_size=60)


@given(TEXTS)
def test_folding_is_the_same_with_and_without_a_look_first(text: str) -> None:
    """A text without full-width characters is its own form."""
    assert fold(text) == text.translate(_FULL_WIDTH)


@given(TEXTS)
def test_the_matching_form_keeps_the_length(text: str) -> None:
    """Offsets stay good, and a form that was kept is the one that would be made."""
    form = matching_form(text)
    assert len(form) == len(text)
    assert matching_form(text) == form
    assert form.lower() in (simplify(fold(text)).lower(), form)


def test_a_long_text_has_the_same_form_as_its_parts() -> None:
    """What is too long to be kept is formed all the same."""
    assert matching_form("貨郵４９萬噸" * 1_000) == "货邮49万吨" * 1_000


def test_levels_in_roman_numerals_are_those_in_words() -> None:
    """Ⅲ级 is asked for as 三级."""
    assert matching_form("Ⅲ级响应") == matching_form("三级响应")
