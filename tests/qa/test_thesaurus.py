"""Everyday words and the words that documents have for them."""

from __future__ import annotations

from importlib import resources

import pytest

from corpus.script import matching_form
from qa import thesaurus
from qa.matching import means
from qa.thesaurus import in_words_of, share_told, spoken


@pytest.mark.parametrize(
    ("question", "text", "put"),
    [
        ("喝酒能下水吗", "饮酒后不得入池", "饮酒能入池吗"),
        ("喝了酒能下水吗", "饮酒后不得入池", "饮酒能入池吗"),
        ("泳池星期几不开门", "每周一闭馆", "泳池星期几闭馆"),
        ("泳池星期几不开门", "星期一不开门", "泳池星期几不开门"),
        ("喝酒后能驾车吗", "严禁酒后、饮酒驾车", "饮酒后能驾车吗"),
        ("喝酒饮酒有何不同", "饮酒有害", "喝酒饮酒有何不同"),
        ("狗能不能进", "犬只不得入内", "犬能不能进"),
        ("狗不能进吗", "犬只不得入内", "犬不得进吗"),
        ("旅客多少", "货邮49.5万吨", "旅客多少"),
    ],
)
def test_a_question_is_put_in_the_words_of_a_text(question: str, text: str, put: str) -> None:
    """Where the text has the word itself, or the question both, it stays as it is."""
    assert in_words_of(text, question) == put


def test_longer_words_come_first() -> None:
    """不开门 is not 开门."""
    assert [one.word for one in spoken("喝了酒，星期几不开门，不开门")] == ["喝酒", "不开门"]


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("喝酒能下水吗", "饮酒后不得入池", 1.0),
        ("喝酒能下水吗", "饮酒后不得驾车", 0.5),
        ("喝酒有什么坏处", "饮酒伤肝", 0.5),
        ("喝酒有什么坏处", "喝酒伤肝", 0.0),
        ("货邮多少", "货邮49.5万吨", 0.0),
    ],
)
def test_what_a_text_tells_in_other_words(question: str, text: str, share: float) -> None:
    """Of the everyday words of a question; of a single one little is known."""
    assert share_told(spoken(question), text, question) == share


def test_only_what_means_the_same_counts_as_the_word() -> None:
    """孩子 is said with 子女; 饮酒 is but one of the things that 喝酒 may be told as."""
    assert means("其子女入学", "孩子")
    assert not means("酒后驾车", "喝酒")


def test_the_list_is_in_order() -> None:
    """Each word once, sorted, in matching form, with something to be told as, and never as itself."""
    lines = (resources.files("qa") / "thesaurus.txt").read_text("utf-8").splitlines()
    entries = list(thesaurus._entries().values())
    assert [one.word for one in entries] == sorted({one.word for one in entries})
    assert len(entries) == len(lines)
    for one in entries:
        assert [one.word, *one.told_as] == [*map(matching_form, [one.word, *one.told_as])]
        assert one.told_as
        assert len({one.word, *one.told_as}) == 1 + len(one.told_as)
