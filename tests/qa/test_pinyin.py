"""Names in Latin letters."""

from __future__ import annotations

from collections.abc import Sequence

from qa.pinyin import Frequency, spelled, syllables
from qa.question import analyse
from qa.translation import names, translated


def library(*texts: str) -> Frequency:
    """In how many texts each term stands."""

    def frequency(terms: Sequence[str]) -> list[int]:
        return [sum(term in text for text in texts) for term in terms]

    return frequency


def test_a_word_is_parted_into_syllables() -> None:
    """In every way; what is no Chinese word in none."""
    assert list(syllables("xian")) == [("xian",), ("xi", "an")]
    assert list(syllables("feihong")) == [("fei", "hong")]
    assert list(syllables("bridge")) == []


def test_a_name_is_what_the_library_writes() -> None:
    """Of several names that sound alike, the one that is written more comes first."""
    frequency = library("飞虹塔高41.2米。", "飞虹塔", "飞鸿街", "邢伯舟说")
    assert spelled(["feihong"], frequency) == ["飞虹", "飞鸿"]
    assert spelled(["xing", "bozhou"], frequency) == ["邢伯舟"]
    assert spelled(["feihong"], library("洛阳")) == []
    assert spelled(["lyu", "liang"], library("吕梁")) == ["吕梁"]


def test_english_words_are_no_names() -> None:
    """Change is not 嫦娥; pang beside xuesong is a surname."""
    frequency = library("嫦娥", "庞雪松调到冰上救援队", "何时")
    assert names(analyse("What did he change?"), frequency) == {}
    found = names(analyse("What post did Pang Xuesong move to?"), frequency)
    assert found == {"pang xuesong": ["庞雪松"]}


def test_the_text_chooses_among_names() -> None:
    """Both are in the library; the one in the texts that speak of the rest is meant."""
    texts = ("飞虹佛塔高度41.2米。", "飞鸿街在城南。")
    question = analyse("height of Feihong pagoda")
    said = translated(question, texts, names(question, library(*texts)))
    assert "飞虹" in said.text
    assert said.lost == 0
