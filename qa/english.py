"""English words in the form in which the word list has them, and that list."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from importlib.resources import files

MOST_WORDS = 4
"""Of a phrase in the list."""
_WORD = re.compile(r"[a-z]+(?:&[a-z]+)?|[㐀-鿿\d][㐀-鿿\d.+-]*[㐀-鿿\d]|[㐀-鿿\d]")
_POSSESSIVE = re.compile(r"['’]s?(?![a-z])")
_SPELLING = (
    (re.compile(r"is(ation|e|ed|es|ing)$"), r"iz\1"),
    (re.compile(r"our$"), "or"),
    (re.compile(r"([bt])res?$"), r"\1er"),
    (re.compile(r"mmes?$"), "m"),
)
"""British to American."""
_PLURAL = re.compile(r"(?<=[a-z]{2})(?<![sui])s$")
_SUFFIX = re.compile(r"(?<=[a-z]{2})(?:ing|(?<!e)ed)$")
_IRREGULAR = {
    "built": "build", "held": "hold", "ran": "run", "men": "man", "women": "woman", "children": "child",
    "spent": "spend", "sold": "sell", "grew": "grow", "grown": "grow", "rose": "rise", "fell": "fall",
    "fallen": "fall", "gave": "give", "given": "give", "won": "win", "paid": "pay", "took": "take",
    "taken": "take", "began": "begin", "begun": "begin", "lent": "lend", "chose": "choose", "chosen": "choose",
    "wrote": "write", "written": "write", "met": "meet", "made": "make", "led": "lead", "went": "go", "gone": "go",
    "people": "people", "died": "die", "dies": "die",
}  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text in matching form, and what stands in 汉字 or figures, in order."""
    return _WORD.findall(_POSSESSIVE.sub("", text))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """One form for singular and plural, for the forms of a verb and for both spellings.

    A step of the suffix stripper of Porter (1980), coarser: ``services`` and ``service`` →
    ``servic``. The list holds its words in this form, so it need not be a word.
    """
    for pattern, american in _SPELLING:
        word = pattern.sub(american, word)
    word = _IRREGULAR.get(word, word)
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    word = _PLURAL.sub("", word)
    stripped = _SUFFIX.sub("", word)
    if stripped != word and re.search("[aeiouy]", stripped):
        word = stripped[:-1] if re.search(r"([bdgmnprt])\1$", stripped) else stripped
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@lru_cache(maxsize=1)
def translations() -> dict[str, str]:
    """Chinese words, divided by spaces, of English phrases in the form of ``stem``.

    Read once, at the first question in English. See qa/english.md for where they come from.
    """
    packed = files("qa").joinpath("english.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return dict(line.split("\t", 1) for line in lines)
