"""What ``wenju doctor`` tells of the language model."""

from __future__ import annotations

import time

from qa.generation import Generator, was_cut
from qa.llm import BadKey, ContextExceeded, Finish, Message, ModelFailure, NoConnection
from qa.prompt import estimated_tokens

PROBE_SECONDS = 60.0
PROBE_TOKENS = 32
SLOW = 5.0
"""Tokens a second below which an answer does not end in time."""
_FILLER = "资料显示，全市经济运行总体平稳，各项指标好于预期。"

Told = tuple[str, bool, str, str]
"""Name, in order, message, remedy."""


def examine(generator: Generator) -> list[Told]:
    """Asks the model once with a prompt as long as the context that is counted on."""
    model, begun = generator.model, time.monotonic()
    messages = _messages(generator.context - generator.max_tokens)
    first, finish, written = 0.0, None, 0
    try:
        for piece in model.complete(messages, max_tokens=PROBE_TOKENS, seconds=PROBE_SECONDS):
            first = first or time.monotonic() - begun
            written += 1
            finish = piece if isinstance(piece, Finish) else finish
    except ModelFailure as failure:
        return [("语言模型", False, f"{model.name}：{failure.message}", _remedy(failure))]
    seconds = max(1e-6, time.monotonic() - begun - first)
    count = finish.completion_tokens if finish and finish.completion_tokens else written
    speed = count / seconds
    return [
        ("语言模型", True, f"{model.name} 能回答，第一个字 {first:.1f} 秒", ""),
        ("语言模型速度", speed >= SLOW, f"每秒约 {speed:.0f} 个词元", "换小一些的模型或用显卡"),
        _context(generator, messages, finish),
    ]


def _messages(tokens: int) -> list[Message]:
    asked = Message("user", "请只回答“好”。")
    room = tokens - estimated_tokens([asked])
    return [Message("system", _FILLER * max(1, room // len(_FILLER))), asked]


def _context(generator: Generator, messages: list[Message], finish: Finish | None) -> Told:
    name, tokens = "语言模型上下文", generator.context
    if finish is None or finish.prompt_tokens is None:
        return (name, True, f"按 {tokens} 个词元使用；服务不报用量，无法核对", "")
    if was_cut(messages, finish):
        told = f"提示被静默截断：应有约 {estimated_tokens(messages)} 个词元，只读了 {finish.prompt_tokens} 个"
        return (
            name,
            False,
            told,
            "调大服务的上下文（Ollama：OLLAMA_CONTEXT_LENGTH），或调小 WENJU_LLM_CONTEXT",
        )
    return (name, True, f"按 {tokens} 个词元使用，没有截断", "")


def _remedy(failure: ModelFailure) -> str:
    if isinstance(failure, NoConnection):
        return "启动语言模型服务，检查 WENJU_LLM_BASE_URL"
    if isinstance(failure, BadKey):
        return "检查 WENJU_LLM_API_KEY"
    if isinstance(failure, ContextExceeded):
        size = f"设为 {failure.context}" if failure.context else "调小"
        return f"把 WENJU_LLM_CONTEXT {size}，或调大服务的上下文"
    return "看服务的日志，检查 WENJU_LLM_MODEL 与 WENJU_LLM_EXTRA_BODY"
