"""The network of multilingual-e5-small as an ONNX graph. The only file that imports onnx.

Made for processors: eight-bit products where they cost little meaning, everything else in float32.

* The table of word vectors stays in the four bits it comes in and is decoded row by row, so only
  the rows in use take memory.
* Products take ``DynamicQuantizeMatMul``: weights of 7 bits a row, activations of 8 bits a call.
  With 7 bits the sum of two products of an unsigned and a signed byte fits 16 bits
  (2 * 255 * 64 < 2**15), so processors without VNNI, which saturate there, give the same result.
* A few channels (`OUTLIERS`) are 2 to 18 times larger than nearly all of their layer and would
  spend the 8 bits of the rest: they are multiplied in float32 beside (Dettmers et al. 2022,
  LLM.int8()). Mean cosine to float32 rises from 0.997 to 0.9994.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from embeddings.e5_weights import BLOCK, E5Weights, Floats

OPSET = 21
IR_VERSION = 10
FUSED = "com.microsoft"
TOP = 64
"""Largest absolute value of a quantised weight."""

OUTLIERS: dict[str, tuple[int, ...]] = {
    "l0.fi": (15, 60, 87, 321),
    "l1.fi": (15, 321),
    "l2.fi": (15, 321),
    "l3.fi": (15,),
    "l4.fi": (15,),
    "l5.fi": (35,),
    "l6.fi": (15, 35),
    "l7.fi": (15, 35),
    "l8.fi": (15, 35),
    "l9.fi": (15, 35),
    "l10.fi": (15, 35, 351),
    "l11.fi": (35, 146),
    "l0.fo": (318,),
    "l1.fo": (1462,),
    "l2.fo": (354,),
    "l4.fo": (778,),
    "l5.fo": (658,),
    "l6.fo": (1152,),
    "l7.fo": (413,),
    "l11.fo": (119, 370, 522, 554, 578, 712, 934, 956, 1332, 1371),
}
"""Input channels of the two FFN products whose largest value is over twice the 98th percentile of their layer's channels,
over 73 passages and questions (news, notices, encyclopaedia in both scripts, English)."""


class _Graph:
    """Collects nodes and constants; every method gives back the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        return self.nodes_out(kind, 1, *inputs, domain=domain, **attributes)[0]

    def nodes_out(
        self, kind: str, outputs: int, *inputs: str, domain: str = "", **attributes: Any
    ) -> list[str]:
        number = len(self.nodes)
        names = [f"{kind}_{number}_{i}" for i in range(outputs)]
        self.nodes.append(
            helper.make_node(
                kind, inputs, names, name=f"{kind}_{number}", domain=domain, **attributes
            )
        )
        return names

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def four_bit(self, name: str, nibbles: NDArray[np.uint8]) -> str:
        """Signed four-bit values, nibble - 8, two a byte, the first one low."""
        signed = nibbles ^ 8  # n - 8 modulo 16
        packed = signed[:, 0::2] | (signed[:, 1::2] << 4)
        self.constants.append(
            helper.make_tensor(
                name, TensorProto.INT4, list(nibbles.shape), packed.tobytes(), raw=True
            )
        )
        return name


class _Network:
    """Writes the layers of one set of weights into a graph."""

    def __init__(self, weights: E5Weights) -> None:
        self.graph = _Graph()
        self._weights = weights

    def write(self) -> None:
        """The whole encoder; its last node gives the last layer's output."""
        mask = self.graph.node("Cast", "attention_mask", to=TensorProto.INT32)
        state = self._embedded()
        for layer in range(self._weights.shape.layers):
            state = self._normed(state, self._attended(f"l{layer}", state, mask), f"l{layer}.aln")
            state = self._normed(state, self._expanded(f"l{layer}", state), f"l{layer}.oln")

    def _embedded(self) -> str:
        graph, shape, vectors = self.graph, self._weights.shape, self._weights.vectors
        table = self._weights.matrices["emb.word"]
        words = graph.node(
            "GatherBlockQuantized",
            graph.four_bit("emb.word", table.nibbles),
            "input_ids",
            graph.constant("emb.word.scales", table.scales.astype(np.float32)),
            domain=FUSED,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        # Every text is of type 0, so its vector is part of the position's.
        places = vectors["emb.pos"].reshape(shape.positions, shape.hidden)
        places = places + vectors["emb.type"][: shape.hidden]
        used = graph.node(
            "Slice",
            graph.constant("emb.pos", places),
            graph.constant("first", np.zeros(1, np.int64)),
            graph.node("Shape", "input_ids", start=1, end=2),
        )
        return self._normed(words, used, "emb.ln")

    def _normed(self, left: str, right: str, name: str) -> str:
        """Layer norm of the sum. Two nodes: the fused one took 5 times as long (1.31)."""
        graph, vectors = self.graph, self._weights.vectors
        return graph.node(
            "LayerNormalization",
            graph.node("Add", left, right),
            graph.constant(f"{name}.w", vectors[f"{name}.w"]),
            graph.constant(f"{name}.b", vectors[f"{name}.b"]),
            axis=-1,
            epsilon=self._weights.shape.epsilon,
        )

    def _attended(self, layer: str, state: str, mask: str) -> str:
        graph = self.graph
        joined = self._product(f"{layer}.qkv", [f"{layer}.{part}" for part in "qkv"], state)
        query, key, value = graph.nodes_out("Split", 3, joined, axis=-1, num_outputs=3)
        heads = self._weights.shape.heads
        context = graph.node(
            "MultiHeadAttention", query, key, value, "", mask, domain=FUSED, num_heads=heads
        )
        return self._product(f"{layer}.ao", [f"{layer}.ao"], context)

    def _expanded(self, layer: str, state: str) -> str:
        inner = self._product(f"{layer}.fi", [f"{layer}.fi"], state)
        active = self.graph.node("Gelu", inner, domain=FUSED)
        return self._product(f"{layer}.fo", [f"{layer}.fo"], active)

    def _product(self, name: str, parts: list[str], state: str) -> str:
        """State times the stacked matrices, plus their biases."""
        weights = self._weights
        matrix = np.concatenate([weights.matrices[f"{part}.w"].decoded() for part in parts])
        bias = np.concatenate([weights.vectors[f"{part}.b"] for part in parts])
        outliers = OUTLIERS.get(name, ())
        if not outliers:
            return self._quantised(name, matrix, bias, state)
        kept = np.ones(matrix.shape[1], np.float32)
        kept[list(outliers)] = 0
        rest = self.graph.node("Mul", state, self.graph.constant(f"{name}.kept", kept))
        return self.graph.node(
            "Add",
            self._quantised(name, matrix * kept, bias, rest),
            self._exact(name, matrix, outliers, state),
        )

    def _quantised(self, name: str, matrix: Floats, bias: Floats, state: str) -> str:
        graph = self.graph
        scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12).astype(np.float32) / TOP
        whole = np.rint(matrix / scales[:, None]).astype(np.int8)
        return graph.node(
            "DynamicQuantizeMatMul",
            state,
            graph.constant(f"{name}.w", whole.T),
            graph.constant(f"{name}.scales", scales),
            "",
            graph.constant(f"{name}.b", bias),
            domain=FUSED,
        )

    def _exact(self, name: str, matrix: Floats, channels: tuple[int, ...], state: str) -> str:
        graph = self.graph
        places = graph.constant(f"{name}.outliers", np.array(channels, np.int64))
        picked = graph.node("Gather", state, places, axis=-1)
        return graph.node(
            "MatMul", picked, graph.constant(f"{name}.exact", matrix[:, list(channels)].T)
        )


def build_graph(weights: E5Weights) -> onnx.ModelProto:
    """input_ids, attention_mask (batch, length) int64 to last_hidden_state (…, hidden) float32."""
    network = _Network(weights)
    network.write()
    graph = network.graph
    graph.nodes[-1].output[0] = "last_hidden_state"
    sizes = ["batch", "length"]
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "multilingual-e5-small",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, sizes)
                for name in ("input_ids", "attention_mask")
            ],
            [
                helper.make_tensor_value_info(
                    "last_hidden_state", TensorProto.FLOAT, [*sizes, weights.shape.hidden]
                )
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)],
        ir_version=IR_VERSION,
        producer_name="wenju",
    )


def save_graph(model: onnx.ModelProto, path: Path) -> None:
    """Graph into ``path``, weights beside it in ``<name>_data``, which the runtime maps."""
    onnx.save(
        model,
        path,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=f"{path.name}_data",
        size_threshold=1024,
    )
