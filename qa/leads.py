"""What stands above the items of a list and holds for each of them: 有下列情形之一的，不予受理：…. An item without it may
say the reverse of what is so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.enumeration import LEADS_IN, items
from qa.sentences import Segment

_DENIES = re.compile(
    "不(?:予|得|能|可(?!或缺|少)|应|宜|准|许|享受|适用|接受|受理|收|补|包括|包含|纳入|属于?|算|计入|参加|需|必|用|办)|禁止|严禁"
    "|除外|例外|无需|无须|免(?=[予收征交缴于])|暂缓|停止|终止|取消|拒绝|谢绝"
)
_FALSE = re.compile("不(?:得不|能不|可不|应有)")
"""What begins so denies nothing."""
_ARTICLE = re.compile("第[一二三四五六七八九十百零〇0-9]{1,4}[条章节]")
"""What begins so is under no head before it."""
MOST_BETWEEN = 8
"""Sentences between a list's head and an item of it."""
_CLAUSES = re.compile("[，,；;。]")


def denies(text: str) -> bool:
    """Whether the end of a head denies: 有下列情形之一的，不予受理："""
    last = next((one for one in reversed(_CLAUSES.split(text.strip("：: "))) if one), "")
    return bool(_DENIES.search(_FALSE.sub("", last)))


def lead_of(
    sentences: Sequence[Segment], at: int, begin: int, section: str, *, whatever: bool
) -> Segment | None:
    """The head of what is quoted from ``begin`` on of the sentence at ``at``: the beginning of that sentence, the
    sentence that leads in to the list to which it belongs, or the heading above, which stands in ``section``. With
    ``whatever`` also one that denies nothing, where it leads in to a list."""
    found = _within(sentences[at], begin)
    if found is None and begin == sentences[at].start:
        found = _above(sentences, at, section)
    if found is None:
        return None
    leads_in = found.text.endswith(LEADS_IN)
    return found if denies(found.text) or (whatever and leads_in) else None


def _within(sentence: Segment, begin: int) -> Segment | None:
    """下列人员不得报名： before the item that is quoted, in one sentence with it."""
    before = sentence.text[: begin - sentence.start]
    end = max(before.rfind(mark) for mark in LEADS_IN) + 1
    return Segment(sentence.start, sentence.start + end, before[:end]) if end else None


def _above(sentences: Sequence[Segment], at: int, section: str) -> Segment | None:
    for i in range(at - 1, max(-1, at - 2 - MOST_BETWEEN), -1):
        text = sentences[i].text
        if _ARTICLE.match(sentences[i + 1].text):
            return None
        if text.endswith(LEADS_IN):
            within = any(one.start == sentences[at].start for one in items(sentences, i))
            return sentences[i] if within else None
        if text in section:
            return sentences[i]
    return None
