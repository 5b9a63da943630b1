"""tokenizer.json for the vocabulary of multilingual-e5-small, as other programs read it.

The fold of characters is SentencePiece's "precompiled character map": a double-array trie over
UTF-8 bytes in the layout of darts-clone, then the replacements, each ended by a zero byte.
"""

from __future__ import annotations

import struct
import unicodedata
from array import array
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from embeddings.e5_weights import Vocabulary
from embeddings.unigram import CLUSTER_BYTES, WORD_START

MASK = "<mask>"
_EMPTY = 0xFF
"""A free unit carries a label that no UTF-8 byte has."""
_LEAF = 1 << 31
_HAS_LEAF = 1 << 8
_TWIN_MARKS = {"\u0300": "\u0340", "\u0301": "\u0341"}
"""Code points that Unicode keeps as doubles of the grave and the acute accent."""


def pieces_with_mask(vocabulary: Vocabulary) -> list[str]:
    """The pieces by number; XLM-R's mask is the last one."""
    pieces = list(vocabulary.pieces)
    if pieces[-1] != MASK:
        pieces.append(MASK)
    return pieces


def scores_with_mask(vocabulary: Vocabulary) -> list[float]:
    """The scores by number, the mask's included."""
    added = len(pieces_with_mask(vocabulary)) - len(vocabulary.scores)
    return [*vocabulary.scores, *[0.0] * added]


def special_pieces(vocabulary: Vocabulary) -> list[int]:
    """Numbers that never come out of text."""
    marks = {vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk}
    return sorted(marks | {pieces_with_mask(vocabulary).index(MASK)})


def all_folds(vocabulary: Vocabulary) -> dict[str, str]:
    """The folds of single characters, and letter + accent to the accented letter (NFKC).

    Only pairs that are folded as one are there: shorter than 6 bytes, first character unfolded.
    """
    folds = dict(vocabulary.folds)
    for point in range(0x80, 0x10000):
        pair = unicodedata.normalize("NFD", chr(point))
        if len(pair) == 2 and pair != chr(point) and pair[0] not in vocabulary.folds:
            for marks in {pair, pair[0] + _TWIN_MARKS.get(pair[1], pair[1])}:
                if len(marks.encode()) < CLUSTER_BYTES:
                    folds[marks] = unicodedata.normalize("NFKC", marks)
    return folds


def tokenizer_json(vocabulary: Vocabulary) -> dict[str, Any]:
    """The content of tokenizer.json (Hugging Face tokenizers, version 1.0)."""
    pieces = pieces_with_mask(vocabulary)
    scores = scores_with_mask(vocabulary)
    special = special_pieces(vocabulary)
    word_start = {"type": "Metaspace", "replacement": WORD_START, "prepend_scheme": "always"}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added(number, pieces[number]) for number in special],
        "normalizer": _normalizer(all_folds(vocabulary)),
        "pre_tokenizer": {**word_start, "split": True},
        "post_processor": _frame(pieces, vocabulary),
        "decoder": {**word_start, "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unk,
            "vocab": [list(pair) for pair in zip(pieces, scores, strict=True)],
            "byte_fallback": False,
        },
    }


def _added(number: int, piece: str) -> dict[str, Any]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": number, "content": piece, **flags, "special": True}


def _normalizer(folds: Mapping[str, str]) -> dict[str, Any]:
    encoded = b64encode(character_map(folds)).decode("ascii")
    one_space = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
    precompiled = {"type": "Precompiled", "precompiled_charsmap": encoded}
    return {"type": "Sequence", "normalizers": [precompiled, one_space]}


def _frame(pieces: list[str], vocabulary: Vocabulary) -> dict[str, Any]:
    """``<s> text </s>``, and ``<s> a </s> </s> b </s>`` for pairs."""
    bos, eos = pieces[vocabulary.bos], pieces[vocabulary.eos]
    first, last = ({"SpecialToken": {"id": mark, "type_id": 0}} for mark in (bos, eos))
    a, b = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    numbers = {bos: vocabulary.bos, eos: vocabulary.eos}
    return {
        "type": "TemplateProcessing",
        "single": [first, a, last],
        "pair": [first, a, last, last, b, last],
        "special_tokens": {
            mark: {"id": mark, "ids": [number], "tokens": [mark]}
            for mark, number in numbers.items()
        },
    }


def character_map(folds: Mapping[str, str]) -> bytes:
    """SentencePiece's precompiled map: trie size in bytes, trie, replacements."""
    replacements = bytearray()
    trie: dict[int, Any] = {}
    for key in sorted(folds):
        node = trie
        for byte in key.encode():
            node = node.setdefault(byte, {})
        node[0] = len(replacements)
        replacements += folds[key].encode() + b"\0"
    units = _DoubleArray(trie).units
    packed = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(packed)) + packed + bytes(replacements)


class _DoubleArray:
    """A byte trie in one array: child ``c`` of a node stands at ``base ^ c``.

    A unit holds its label in bits 0–7, whether a value hangs below it in bit 8, and
    ``own place ^ base`` from bit 10 on; the value's unit stands at ``base ^ 0`` with bit 31 set.
    """

    def __init__(self, trie: Mapping[int, Any]) -> None:
        self.units = array("I", [_EMPTY]) * 256
        self._bases: set[int] = set()
        self._first_free = 1
        self._taken = {0}
        self._place(0, 0, trie)

    def _place(self, at: int, label: int, node: Mapping[int, Any]) -> None:
        base = self._base_for(sorted(node))
        self.units[at] = label | ((at ^ base) << 10) | (_HAS_LEAF if 0 in node else 0)
        for child in node:
            self._taken.add(base ^ child)
        for child, below in node.items():
            if child == 0:
                self.units[base] = _LEAF | below
            else:
                self._place(base ^ child, child, below)

    def _base_for(self, labels: list[int]) -> int:
        """A base of its own whose places for ``labels`` are all free.

        One child takes the first hole; several take a block of their own, whose holes others fill.
        """
        if len(labels) > 1:
            base = len(self.units)
            self.units.extend([_EMPTY] * 256)
        else:
            base = self._hole(labels[0])
        self._bases.add(base)
        return base

    def _hole(self, label: int) -> int:
        while self._first_free in self._taken:
            self._first_free += 1
        place = self._first_free
        while place in self._taken or place ^ label in self._bases:
            place += 1
        while len(self.units) <= place | 0xFF:
            self.units.extend([_EMPTY] * 256)
        return place ^ label
