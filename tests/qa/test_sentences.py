"""Sentences and clauses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.sentences import clauses, sentences

TEXT = st.text(alphabet="甲乙丙，。；！？、：”“0123,.\n ()", max_size=80)


def test_sentences_end_at_closing_punctuation() -> None:
    """The closing mark and a closing quote stay with their sentence."""
    found = [s.text for s in sentences("他说：“好。”然后走了！还有吗？没有；完")]
    assert found == ["他说：“好。”", "然后走了！", "还有吗？", "没有；完"]


def test_when_a_story_was_sent_is_no_part_of_its_first_sentence() -> None:
    """An item of an agenda keeps its hour."""
    first = "2023-07-28 10:22:05，"
    story = f"{first}某市发放五百万元体育类电子消费券，以激发市民参与。"
    assert [one.text for one in sentences(story)] == [first, story[len(first) :]]
    assert len(sentences("2023-07-28 10:22 开幕")) == 1


def test_a_comma_inside_a_number_parts_nothing() -> None:
    """1,924.5 is one figure; the comma behind it ends a clause."""
    (sentence,) = sentences("吞吐量1,924.5万人次,增长10.9%，居第6。")
    assert [c.text for c in clauses(sentence)] == ["吞吐量1,924.5万人次,", "增长10.9%，", "居第6。"]


def test_a_semicolon_parts_clauses_not_sentences() -> None:
    """What stands behind it often has its subject before it."""
    (sentence,) = sentences("机场完成旅客吞吐量1924.5万人次；完成货邮吞吐量49.5万吨。")
    assert len(clauses(sentence)) == 2


@given(TEXT)
def test_segments_stand_where_they_say(text: str) -> None:
    """Offsets of sentences and clauses give back their text, and nothing but blanks is lost."""
    found = sentences(text)
    for segment in found:
        assert text[segment.start : segment.end] == segment.text
        cut = clauses(segment)
        assert all(text[c.start : c.end] == c.text for c in cut)
        assert "".join("".join(c.text.split()) for c in cut) == "".join(segment.text.split())
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())
