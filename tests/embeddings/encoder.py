"""The encoder written out in numpy, float32: what the graph is measured against."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from embeddings.e5_weights import E5Weights, Floats

_erf = np.vectorize(math.erf, otypes=[np.float32])


class NumpyEncoder:
    """BERT (Devlin et al. 2019) with the decoded weights; one text at a time."""

    def __init__(self, weights: E5Weights) -> None:
        self._shape = weights.shape
        self._vectors = weights.vectors
        self._matrices = {
            name: matrix.decoded()
            for name, matrix in weights.matrices.items()
            if name != "emb.word"
        }
        self._words = weights.matrices["emb.word"]

    def embed(self, numbers: list[int]) -> Floats:
        """Unit mean of the last layer over all tokens."""
        state = self._embedded(np.array(numbers))
        for layer in range(self._shape.layers):
            name = f"l{layer}"
            state = self._norm(state + self._attention(name, state), f"{name}.aln")
            inner = self._linear(f"{name}.fi", state)
            inner = inner * 0.5 * (1 + _erf(inner / math.sqrt(2)))
            state = self._norm(state + self._linear(f"{name}.fo", inner), f"{name}.oln")
        mean = state.mean(axis=0)
        unit: Floats = mean / np.linalg.norm(mean)
        return unit

    def _embedded(self, numbers: NDArray[np.int64]) -> Floats:
        words, hidden = self._words, self._shape.hidden
        rows = type(words)(words.nibbles[numbers], words.scales[numbers]).decoded()
        places = self._vectors["emb.pos"].reshape(-1, hidden)[: len(numbers)]
        return self._norm(rows + places + self._vectors["emb.type"][:hidden], "emb.ln")

    def _linear(self, name: str, state: Floats) -> Floats:
        return state @ self._matrices[f"{name}.w"].T + self._vectors[f"{name}.b"]

    def _norm(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + self._shape.epsilon)
        normed: Floats = centred / spread * self._vectors[f"{name}.w"]
        return normed + self._vectors[f"{name}.b"]

    def _attention(self, name: str, state: Floats) -> Floats:
        heads = self._shape.heads
        query, key, value = (
            self._linear(f"{name}.{part}", state).reshape(len(state), heads, -1).swapaxes(0, 1)
            for part in "qkv"
        )
        scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[2])
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        shares /= shares.sum(axis=2, keepdims=True)
        return self._linear(f"{name}.ao", (shares @ value).swapaxes(0, 1).reshape(state.shape))
