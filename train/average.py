"""The mean of the weights of several stages of one network (Wortsman et al. 2022).

python average.py ONE.npz OTHER.npz ... --out MEAN.npz
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np


def mean(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Of floating-point arrays of one shape; others must be equal. Raises ValueError."""
    first = arrays[0]
    if any(one.shape != first.shape for one in arrays):
        raise ValueError("the networks differ")
    if first.dtype.kind == "f":
        return np.mean([one.astype(np.float32) for one in arrays], axis=0).astype(first.dtype)
    if any((one != first).any() for one in arrays):
        raise ValueError("the networks differ")
    return first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    read = [dict(np.load(path)) for path in given.weights]
    np.savez(given.out, **{name: mean([one[name] for one in read]) for name in read[0]})


if __name__ == "__main__":
    main()
