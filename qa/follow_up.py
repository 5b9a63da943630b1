"""Follow-up questions made whole by a language model; what it adds must come from the talk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.script import matching_form
from qa.answer import Turn
from qa.llm import LanguageModel, Message
from qa.numbers import quantities
from qa.question import MAX_HISTORY, content_terms

REWRITE_SECONDS = 8.0
REWRITE_TOKENS = 200
LONGEST_TURN = 300
LONGEST_QUESTION = 200
FROM_TALK = 0.8
"""Share of a rewritten question's terms that must stand in the talk."""

_RULES = (
    "把用户最后的问题改写成一个不依赖上文、能单独检索的完整问题：只补全省略的主体、指标、时间、地区。"
    "不回答问题，不添加对话里没有的内容，语言与原问题一致。只输出改写后的问题，一行。"
)
_LABEL = re.compile(r"^(?:改写后的?问题|改写|问题)\s*[:：]\s*|^[“\"「]|[”\"」]$")


def rewritten(
    model: LanguageModel, question: str, history: Sequence[Turn], seconds: float
) -> str | None:
    """The question made whole, or None when what the model wrote is none.

    Raises ModelFailure.
    """
    talk = [f"{_NAMES[turn.role]}：{turn.content[-LONGEST_TURN:]}" for turn in _recent(history)]
    asked = "对话：\n" + "\n".join(talk) + f"\n\n最后的问题：{question}"
    messages = [Message("system", _RULES), Message("user", asked)]
    limit = min(REWRITE_SECONDS, seconds)
    pieces = model.complete(messages, max_tokens=REWRITE_TOKENS, seconds=limit)
    text = "".join(piece for piece in pieces if isinstance(piece, str)).strip()
    text = _LABEL.sub("", text).strip()
    return text if _is_usable(text, question, history) else None


_NAMES = {"user": "用户", "assistant": "助手"}


def _recent(history: Sequence[Turn]) -> Sequence[Turn]:
    return history[-2 * MAX_HISTORY :]


def _is_usable(text: str, question: str, history: Sequence[Turn]) -> bool:
    """One line, not long, and nothing in it that the talk does not hold."""
    if not text or "\n" in text or len(text) > LONGEST_QUESTION:
        return False
    talk = matching_form("\n".join([question, *(turn.content for turn in _recent(history))]))
    figures = {figure.key for figure in quantities(talk)}
    wanted = content_terms(text)
    held = sum(term in talk for term in wanted)
    return (
        bool(wanted)
        and held >= FROM_TALK * len(wanted)
        and all(figure.key in figures for figure in quantities(text))
    )
