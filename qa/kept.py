"""Results that are kept, since to answer one question the same texts are read many times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar, cast

_QUESTIONS = 128
"""A question, its parts, and those that are asked beside it."""
_SENTENCES = 4_096
_CHUNKS = 2_048
_DOCUMENTS = 256
F = TypeVar("F", bound=Callable[..., object])


def of_question(function: F) -> F:
    """Of what is asked of a question again for each piece of evidence."""
    return cast(F, lru_cache(maxsize=_QUESTIONS)(function))


def of_sentence(function: F) -> F:
    """Of what is looked for in a sentence for each of several reasons."""
    return cast(F, lru_cache(maxsize=_SENTENCES)(function))


def of_chunk(function: F) -> F:
    """Of how a chunk is cut and worded, since good ones are looked into often."""
    return cast(F, lru_cache(maxsize=_CHUNKS)(function))


def of_document(function: F) -> F:
    """Of what the beginning of a document tells of all its sentences."""
    return cast(F, lru_cache(maxsize=_DOCUMENTS)(function))
