"""Reading the packed weights: a file written here by hand, whole and damaged."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ConfigurationError
from embeddings import e5_weights
from embeddings.e5_weights import E5Weights

HIDDEN = 32
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "人口"]


def packed(tensors: dict[str, tuple[int, bytes]]) -> bytes:
    """A file of one layer, one head, 32 wide, with these tensors (count, bytes)."""
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 1, HIDDEN, 5, 2, 1, 1e-12, 32)
    blob = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blob)]).astype("<u4").tobytes()
    scores = np.array([0, 0, 0, 0, -2.5], "<f4").tobytes()
    fold = struct.pack("<IB1I", ord("Ａ"), 1, ord("A")) + struct.pack("<IB", 0x7F, 0)
    words = struct.pack("<5iQ", 5, 0, 2, 1, 3, sum(map(len, blob))) + offsets + scores
    head += words + b"".join(blob) + struct.pack("<iI", 2, len(fold)) + fold
    head += struct.pack("<i", len(tensors))
    at = len(head) + sum(2 + len(name) + 21 for name in tensors)
    body = b""
    for name, (count, data) in tensors.items():
        kind = int(len(data) != 4 * count)
        where = (kind, count, at + len(body), len(data))
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", *where)
        body += data
    return head + body


def block(scale: float, first: int) -> bytes:
    """32 weights: nibbles ``first``, ``first + 1`` … modulo 16, times ``scale``."""
    nibbles = [(first + i) % 16 for i in range(32)]
    return struct.pack("<e", scale) + bytes(nibbles[j] | nibbles[j + 16] << 4 for j in range(16))


def matrix(rows: int) -> tuple[int, bytes]:
    return rows * HIDDEN, b"".join(block(0.5, row) for row in range(rows))


def vector(size: int) -> tuple[int, bytes]:
    return size, np.arange(size, dtype="<f4").tobytes()


def tensors() -> dict[str, tuple[int, bytes]]:
    found = {"emb.word": matrix(5), "emb.pos": vector(2 * HIDDEN), "emb.type": vector(HIDDEN)}
    found |= {name: vector(HIDDEN) for name in ("emb.ln.w", "emb.ln.b")}
    for part in ("q", "k", "v", "ao", "fi", "fo"):
        found |= {f"l0.{part}.w": matrix(HIDDEN), f"l0.{part}.b": vector(HIDDEN)}
    return found | {f"l0.{n}.{p}": vector(HIDDEN) for n in ("aln", "oln") for p in ("w", "b")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packed")


def read(folder: Path, data: bytes) -> E5Weights:
    path = folder / "weights.bin"
    path.write_bytes(data)
    return e5_weights.read(path)


def test_a_block_is_nibble_minus_eight_times_scale(folder: Path) -> None:
    """Low nibbles are weights 0–15 of a block, high ones 16–31."""
    decoded = read(folder, packed(tensors())).matrices["emb.word"].decoded()
    expected = [[((row + i) % 16 - 8) * 0.5 for i in range(32)] for row in range(5)]
    assert decoded.tolist() == expected


def test_vocabulary_and_folds_come_out_as_written(folder: Path) -> None:
    """Pieces, scores, special numbers and the fold map are those of the file."""
    vocabulary = read(folder, packed(tensors())).vocabulary
    assert vocabulary.pieces == tuple(PIECES)
    assert vocabulary.scores[4] == -2.5
    assert (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk) == (0, 2, 1, 3)
    assert vocabulary.folds == {"Ａ": "A", "\x7f": ""}


WHOLE = packed(tensors())


@given(size=st.integers(0, len(WHOLE) - 1))
def test_a_cut_file_is_refused(folder: Path, size: int) -> None:
    """Wherever the file ends early, the error says how to repair it."""
    with pytest.raises(ConfigurationError, match="--force-reinstall"):
        read(folder, WHOLE[:size])


@pytest.mark.parametrize("name", sorted(tensors()))
def test_a_missing_tensor_is_named(folder: Path, name: str) -> None:
    """A file without one of the tensors is refused with its name."""
    left = {key: value for key, value in tensors().items() if key != name}
    with pytest.raises(ConfigurationError, match=name):
        read(folder, packed(left))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("l0.q.w", matrix(HIDDEN + 1)),
        ("l0.q.b", vector(HIDDEN - 1)),
        ("l0.q.b", (HIDDEN, np.full(HIDDEN, np.nan, "<f4").tobytes())),
        ("l0.q.w", (HIDDEN * HIDDEN, block(float("inf"), 0) * HIDDEN)),
        ("other", matrix(1)),
    ],
)
def test_a_wrong_tensor_is_refused(folder: Path, name: str, wrong: tuple[int, bytes]) -> None:
    """Wrong sizes, values that are not finite and unknown matrices are errors."""
    with pytest.raises(ConfigurationError, match="已损坏"):
        read(folder, packed({**tensors(), name: wrong}))


@pytest.mark.parametrize("at", [0, 4, 8, 40, 44, 48, 64])
def test_a_wrong_header_is_refused(folder: Path, at: int) -> None:
    """Magic, version, sizes, block, counts, special numbers and lengths are checked."""
    data = bytearray(WHOLE)
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    with pytest.raises(ConfigurationError):
        read(folder, bytes(data))


def test_a_missing_file_is_a_configuration_error(folder: Path) -> None:
    """The reader's error is of the tree, not the operating system's."""
    with pytest.raises(ConfigurationError, match="absent"):
        e5_weights.read(folder / "absent.bin")


def test_the_installed_weights_have_the_sizes_of_the_model(weights: E5Weights) -> None:
    """multilingual-e5-small: 12 layers of 384, 250,037 rows for 250,002 pieces, 512 positions."""
    shape = weights.shape
    assert (shape.layers, shape.hidden, shape.heads, shape.inner) == (12, 384, 12, 1536)
    assert (shape.rows, shape.positions, len(weights.vocabulary.pieces)) == (250037, 512, 250002)
