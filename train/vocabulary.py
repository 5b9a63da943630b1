"""Trim the multilingual-e5-small tokenizer to Chinese text: fewer rows to store, cleaner span ends.

Kept: pieces of 1-4 汉字, single printable characters, plain numbers of up to four digits, the
likeliest Latin words, and with their leading space mark the English ones of the product's
word list. Pieces that mix 汉字 with digits, kana or punctuation are dropped, so that a
number or a clause always begins and ends at a token boundary; what a dropped piece covered is then
covered by shorter ones. Other variants with a leading space mark are dropped too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from qa.english import stem, translations

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
BOS, PAD, EOS, UNK = range(4)
LATIN_WORDS = 3000
LONGEST_HAN_PIECE = 4
_HAN = re.compile(r"[㐀-鿿]+")
_DIGITS = re.compile(r"[0-9]{1,4}")
_LATIN = re.compile(r"[A-Za-z]{2,12}")
_ENGLISH = re.compile(r"▁([a-z]{1,16})")
_SYMBOL = re.compile(r"[!-~·‐-‧‰-※←-↓∀-⋿①-⑳、-】〔-〗Ⅰ-Ⅻα-ωΑ-Ω°±×÷℃㎡]")


def trim(source: Path) -> tuple[dict[str, Any], list[int]]:
    """The trimmed tokenizer as JSON, and for each new id the row of the original embedding."""
    spec = json.loads(source.read_text(encoding="utf-8"))
    pieces = spec["model"]["vocab"]
    kept = [i for i, (piece, _) in enumerate(pieces) if i > UNK and _wanted(piece)]
    latin = [i for i, (piece, _) in enumerate(pieces) if _LATIN.fullmatch(piece)][:LATIN_WORDS]
    rows = [0, 1, 2, 3, *sorted({*kept, *latin, *_english(pieces)})]
    spec["model"]["vocab"] = [pieces[i] for i in rows]
    spec["added_tokens"] = [t for t in spec["added_tokens"] if t["content"] in SPECIAL]
    spec["pre_tokenizer"] = _metaspace()
    spec["decoder"] = _metaspace()
    spec["post_processor"] = _pair_template()
    return spec, rows


def save(spec: dict[str, Any], path: Path) -> None:
    """Write ``spec`` and check that the tokenizers library opens it."""
    path.write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    Tokenizer.from_file(str(path))


def _wanted(piece: str) -> bool:
    if piece == "▁" or _DIGITS.fullmatch(piece) or (len(piece) == 1 and _SYMBOL.match(piece)):
        return True
    return bool(_HAN.fullmatch(piece)) and len(piece) <= LONGEST_HAN_PIECE


def _english(pieces: list[tuple[str, float]]) -> list[int]:
    """Pieces that are a space and an English word; in small letters, as in the matching form."""
    known = {word for phrase in translations() for word in phrase.split()}
    found = ((i, _ENGLISH.fullmatch(piece)) for i, (piece, _) in enumerate(pieces))
    return [i for i, match in found if match and stem(match[1]) in known]


def _metaspace() -> dict[str, Any]:
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": True}


def _pair_template() -> dict[str, Any]:
    """<s> question </s> window </s>; the window has type 1."""

    def special(name: str, kind: int) -> dict[str, Any]:
        return {"SpecialToken": {"id": name, "type_id": kind}}

    def part(name: str, kind: int) -> dict[str, Any]:
        return {"Sequence": {"id": name, "type_id": kind}}

    single = [special("<s>", 0), part("A", 0), special("</s>", 0)]
    return {
        "type": "TemplateProcessing",
        "single": single,
        "pair": [*single, part("B", 1), special("</s>", 1)],
        "special_tokens": {
            name: {"id": name, "ids": [number], "tokens": [name]}
            for name, number in (("<s>", BOS), ("</s>", EOS))
        },
    }
