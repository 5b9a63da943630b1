"""Cutting text into pieces: by hand, by golden numbers, and against the package tokenizers."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import ConfigurationError
from embeddings.unigram import Unigram, read_unigram

PIECES = ["<unk>", "▁", "a", "b", "ab", "ba", "▁a", "bab"]
SCORES = [0.0, -2.0, -2.0, -2.5, -3.0, -3.5, -3.1, -6.0]
SMALL = Unigram(PIECES, SCORES, {"A": "a", "\t": " "}, unknown=0, special=frozenset({0}))

# The numbers that the tokenizer.json published with the model gives.
GOLDEN = [
    (
        "郑州机场货邮吞吐量49.5万吨，同比增长5.2%。",
        [
            *(6, 140725, 59030, 24781, 73521, 112737, 58880, 3272, 617, 117878, 160107, 4),
            *(139427, 158296, 52559),
        ],
    ),
    (
        "鄭州機場貨郵吞吐量創歷史新高",
        [6, 75563, 7800, 42965, 16105, 55047, 112737, 58880, 3272, 17584, 34744, 176669],
    ),
    (
        "Ｆｕｌｌ　ｗｉｄｔｈ：１２３，４５６．７８％",
        [9312, 6, 146984, 12, 48636, 4, 4633, 178325, 11991],
    ),
    (
        "GDP 增长 6.1%，CPI上涨2.0%",
        [6, 69731, 6, 15346, 2289, 13961, 4, 441, 15185, 86646, 73011, 3949],
    ),
    ("a  b\t\nc", [10, 876, 501]),
    ("\u00e9 e\u0301 A\u0300\u0301", [393, 393, 19597]),
    ("㎡①½ﬁ㈱", [347, 3117, 92759, 1029, 132, 77698, 16]),
    ("😀👨\u200d👩\u200d👧", [21119, 244314, 6, 244785, 6, 245719]),
    ("x\u200by\ufeffz", [1022, 113, 97]),
    ("𠮷野家", [6, 3, 10344, 1433]),
    ("한국어 카타카나 ｶﾞ", [193751, 34657, 12412, 13068, 3497, 6, 10045, 246514]),
    ("Tiếng Việt", [116721, 3763]),
    ("▁a▁", [10, 6]),
    (
        "一二〇二三年\r\n第一章",
        [45690, 3195, 187163, 3195, 42700, 6, 5998, 10406],
    ),
    ("query: 人口是多少", [41, 1294, 12, 6, 24008, 354, 22517]),
    ("\U000f0000\U000f0001x", [6, 3, 425]),
]


@pytest.fixture(scope="module")
def unigram(model_folder: Path) -> Unigram:
    return read_unigram(model_folder / "unigram.json")


@pytest.fixture(scope="module")
def package(model_folder: Path) -> Any:
    tokenizers = pytest.importorskip("tokenizers", reason="the package tokenizers is the oracle")
    return tokenizers.Tokenizer.from_file(str(model_folder / "tokenizer.json"))


def best_score(word: str) -> float:
    """By trying every cut of a short word."""
    known = dict(zip(PIECES[1:], SCORES[1:], strict=True))
    scores = []
    for cuts in product([False, True], repeat=len(word) - 1):
        parts, start = [], 0
        for i, cut in enumerate(cuts, 1):
            if cut:
                parts.append(word[start:i])
                start = i
        parts.append(word[start:])
        if all(part in known or len(part) == 1 for part in parts):
            scores.append(sum(known.get(part, min(SCORES) - 10) for part in parts))
    return max(scores)


@given(st.text("ab", min_size=1, max_size=9))
def test_the_cut_is_the_most_probable_one(text: str) -> None:
    """No other cut of the word has a higher sum of scores."""
    numbers = SMALL.encode(text, 100)
    assert "".join(PIECES[n] for n in numbers) == "▁" + text
    assert sum(SCORES[n] for n in numbers) == pytest.approx(best_score("▁" + text))


def test_folds_spaces_and_unknowns() -> None:
    """Folded characters count as their folds, spaces run together, unknowns give one number."""
    assert SMALL.encode("A\t  ab", 9) == SMALL.encode("a ab", 9)
    assert SMALL.encode("xyz", 9) == [1, 0]
    assert SMALL.encode("", 9) == []


def test_the_limit_cuts_the_end() -> None:
    """At most ``limit`` numbers, the first ones."""
    whole = SMALL.encode("ab " * 50, 1000)
    assert len(whole) > 20
    assert SMALL.encode("ab " * 50, 7) == whole[:7]


@pytest.mark.parametrize(("text", "numbers"), GOLDEN)
def test_numbers_are_those_of_the_published_tokenizer(
    unigram: Unigram, text: str, numbers: list[int]
) -> None:
    """Chinese in both scripts, full width, signs, emoji, other scripts."""
    assert unigram.encode(text, 1000) == numbers


@pytest.mark.parametrize(("text", "numbers"), GOLDEN)
def test_tokenizer_json_gives_the_same_numbers(package: Any, text: str, numbers: list[int]) -> None:
    """The file for other programs frames the same numbers with <s> and </s>."""
    assert package.encode(text).ids == [0, *numbers, 2]


CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
SIGNS = st.characters(min_codepoint=0x3000, max_codepoint=0x30FF)
WIDE = st.characters(min_codepoint=0xFF00, max_codepoint=0xFFEF)
LATIN = st.characters(min_codepoint=0x20, max_codepoint=0x24F)
PICTURES = st.characters(min_codepoint=0x1F300, max_codepoint=0x1F6FF)


@settings(max_examples=300)
@given(st.text(st.one_of(CHINESE, SIGNS, WIDE, LATIN, PICTURES), max_size=80))
@example("第三章　２０２３年１－８月，货邮 ４９．５ 万吨")
def test_both_tokenizers_agree(unigram: Unigram, package: Any, text: str) -> None:
    """On any mix of scripts without special tokens the package gives the same numbers."""
    expected = package.encode("passage: " + text, add_special_tokens=False).ids
    assert unigram.encode("passage: " + text, 1000) == expected


def test_special_tokens_in_text_are_text(unigram: Unigram) -> None:
    """A document cannot smuggle in a sentence mark."""
    assert not {0, 1, 2, 250001} & set(unigram.encode("a </s><s><pad><mask> b", 100))


def test_lone_surrogates_are_unknown(unigram: Unigram) -> None:
    """Text that is no valid Unicode is cut all the same."""
    assert 3 in unigram.encode("人口\ud800e\u0301\udfff", 100)


@pytest.mark.parametrize("content", ["", "[]", '{"pieces": []}', "\ufffd"])
def test_a_file_that_is_no_vocabulary_is_refused(tmp_path: Path, content: str) -> None:
    """The error names the command that builds the model again."""
    (tmp_path / "unigram.json").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="python -m embeddings"):
        read_unigram(tmp_path / "unigram.json")
