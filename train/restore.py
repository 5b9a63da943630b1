"""Turn an exported reader back into weights to go on from.

python restore.py --model reader.onnx --out reader.npz

The inverse of ``export.py``, but for what rounding to int8 lost. The encoder must have been exported
with int8 matrices; which layers of the source they once were is not in the file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import network
import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

Floats = NDArray[np.float32]


def restore(path: Path, entry: int = 0) -> network.Reader:
    """The reader of an exported file; ``entry`` as in ``network.Shape``."""
    model = onnx.load(str(path))
    found = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    depth = len({name.split(".")[1] for name in found if name.startswith("layers.")})
    inner = len(found["layers.0.up.bias"])
    shape = network.Shape(tuple(range(depth)), feed_forward=inner, entry=entry)
    words = found["words"].astype(np.float32) * found["word_scales"]
    state = {
        "words": words,
        "places": found["places"],
        "side": found["side"],
        "match": np.stack([found["match_0"], found["match_1"]]),
        **{name: found[name] for name in ("norm.weight", "norm.bias")},
    }
    for head in ("span", "pool", "relevance"):
        state |= {
            f"{head}.weight": found[f"{head}.weight"].T,
            f"{head}.bias": found[f"{head}.bias"],
        }
    for number in range(depth):
        state |= _layer(found, f"layers.{number}.")
    reader = network.Reader(shape, len(words))
    reader.load_state_dict({k: torch.from_numpy(np.array(v)) for k, v in state.items()})
    return reader


def _layer(found: dict[str, Floats], name: str) -> dict[str, Floats]:
    state = {f"{name}qkv.weight": np.concatenate([_matrix(found, f"{name}{c}") for c in "qkv"])}
    for product in ("out", "up", "down"):
        state[f"{name}{product}.weight"] = _matrix(found, f"{name}{product}.weight")
    vectors = ("qkv.bias", "out.bias", "up.bias", "down.bias")
    norms = (f"{norm}.{part}" for norm in ("norm1", "norm2") for part in ("weight", "bias"))
    return state | {f"{name}{one}": found[f"{name}{one}"] for one in (*vectors, *norms)}


def _matrix(found: dict[str, Floats], name: str) -> Floats:
    """(outputs, inputs), as torch has it."""
    whole = found[f"{name}_quantized"].astype(np.float32) - found[f"{name}_zero_point"]
    return np.ascontiguousarray((whole * found[f"{name}_scale"]).T, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--entry", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    network.save(restore(args.model, args.entry), args.out)


if __name__ == "__main__":
    main()
