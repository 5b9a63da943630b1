"""Write the trained reader as one ONNX file with int8 matrices and an int8 vocabulary.

python export.py --weights reader.npz --out reader.onnx [--float]

Inputs  input_ids, token_type_ids: int64 (windows, tokens); rows filled up with id 1 and type 0.
Outputs start_logits, end_logits: float32 (windows, tokens), -10000 outside the window's text;
        relevance: float32 (windows,), a logit.

The graph is written node by node, so that ONNX Runtime finds its fused kernels (multi-head
attention, dynamic int8 product) without a separate optimiser. Residual sums are ``Sum``, not
``Add``: ONNX Runtime would fuse ``Add`` with the normalisation after it into a kernel that took
ten times as long as the two (1.31, CPU, measured).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import network
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from vocabulary import EOS, PAD

OPSET = 20
Values = NDArray[np.generic]


class Graph:
    """Nodes and constants, in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Values) -> str:
        """A named constant; float64 and float arrays become float32."""
        if value.dtype == np.float64:
            value = value.astype(np.float32)
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add(self, op: str, *inputs: str, to: str, **attributes: object) -> str:
        """One node with one output."""
        if "to_type" in attributes:
            attributes["to"] = attributes.pop("to_type")
        self.nodes.append(helper.make_node(op, list(inputs), [to], name=to, **attributes))
        return to

    def fresh(self, op: str, *inputs: str, **attributes: object) -> str:
        """One node whose output gets a name of its own."""
        return self.add(op, *inputs, to=f"{op.lower()}_{len(self.nodes)}", **attributes)

    def number(self, value: float | int, kind: type = np.float32) -> str:
        """A scalar constant."""
        name = f"c_{value}_{kind.__name__}".replace("-", "m")
        if all(c.name != name for c in self.constants):
            self.constant(name, np.array(value, dtype=kind))
        return name

    def axes(self, *values: int) -> str:
        """A list of axes."""
        name = "axes_" + "_".join(map(str, values)).replace("-", "m")
        if all(c.name != name for c in self.constants):
            self.constant(name, np.array(values, dtype=np.int64))
        return name


def build(weights: dict[str, Values], shape: network.Shape) -> onnx.ModelProto:
    """The graph of ``network.Reader`` with these weights: float, but for its int8 vocabulary."""
    g = Graph()
    word = _words(g, weights["words"])
    kind = g.fresh("Cast", "token_type_ids", to_type=TensorProto.FLOAT)
    real = g.fresh(
        "Cast", g.fresh("Greater", "input_ids", g.number(EOS, np.int64)), to_type=TensorProto.FLOAT
    )
    asked = g.fresh("Mul", real, g.fresh("Sub", g.number(1.0), kind))
    told = _told(g, weights, kind, _matches(g, word, kind, real))
    x = g.fresh("Add", word, _places(g, weights))
    if not shape.entry:
        x = g.fresh("Add", x, told)
    x = _norm(g, weights, "norm", x, shape.epsilon)
    mask = g.fresh(
        "Cast",
        g.fresh("Not", g.fresh("Equal", "input_ids", g.number(PAD, np.int64))),
        to_type=TensorProto.INT32,
    )
    for number in range(len(shape.layers)):
        if shape.entry and number == shape.entry:
            x = g.fresh("Add", x, told)
        x = _layer(g, weights, f"layers.{number}.", x, mask, shape)
    _spans(g, weights, x, g.fresh("Mul", real, kind))
    _relevance(g, weights, x, asked)
    return _finish(g)


def _words(g: Graph, table: Values) -> str:
    """Gather from int8 rows, times the row's scale."""
    scale = np.maximum(np.abs(table).max(1, keepdims=True) / 127.0, 1e-8)
    g.constant("words", np.rint(table / scale).astype(np.int8))
    g.constant("word_scales", scale)
    rows = g.fresh("Cast", g.fresh("Gather", "words", "input_ids"), to_type=TensorProto.FLOAT)
    return g.fresh("Mul", rows, g.fresh("Gather", "word_scales", "input_ids"))


def _matches(g: Graph, word: str, kind: str, real: str) -> str:
    """(windows, tokens, 2): best cosine to the other side and exact match."""
    square = g.fresh("ReduceSum", g.fresh("Mul", word, word), g.axes(-1))
    norm = g.fresh("Sqrt", g.fresh("Add", square, g.number(1e-6)))
    unit = g.fresh("Div", word, norm)
    cosine = g.fresh("MatMul", unit, g.fresh("Transpose", unit, perm=[0, 2, 1]))
    across = g.fresh(
        "Abs",
        g.fresh(
            "Sub", g.fresh("Unsqueeze", kind, g.axes(2)), g.fresh("Unsqueeze", kind, g.axes(1))
        ),
    )
    other = g.fresh("Mul", across, g.fresh("Unsqueeze", real, g.axes(1)))
    top = g.fresh("ReduceMax", g.fresh("Mul", cosine, other), g.axes(-1), keepdims=0)
    best = g.fresh("Mul", top, real)
    same = g.fresh("Cast", g.fresh("Greater", best, g.number(0.99)), to_type=TensorProto.FLOAT)
    return g.fresh(
        "Concat",
        g.fresh("Unsqueeze", best, g.axes(2)),
        g.fresh("Unsqueeze", same, g.axes(2)),
        axis=-1,
    )


def _places(g: Graph, weights: dict[str, Values]) -> str:
    length = g.fresh("Shape", "input_ids", start=1, end=2)
    return g.fresh("Slice", g.constant("places", weights["places"]), g.axes(0), length, g.axes(0))


def _told(g: Graph, weights: dict[str, Values], kind: str, matches: str) -> str:
    """(windows, tokens, hidden): side and match features."""
    side = g.fresh(
        "Mul", g.fresh("Unsqueeze", kind, g.axes(2)), g.constant("side", weights["side"])
    )
    low, high = (
        g.fresh(
            "Mul",
            g.fresh("Slice", matches, g.axes(n), g.axes(n + 1), g.axes(2)),
            g.constant(f"match_{n}", weights["match"][n]),
        )
        for n in (0, 1)
    )
    return g.fresh("Add", side, g.fresh("Add", low, high))


def _norm(g: Graph, weights: dict[str, Values], name: str, x: str, epsilon: float) -> str:
    scale = g.constant(f"{name}.weight", weights[f"{name}.weight"])
    shift = g.constant(f"{name}.bias", weights[f"{name}.bias"])
    return g.fresh("LayerNormalization", x, scale, shift, epsilon=epsilon)


def _linear(g: Graph, weights: dict[str, Values], name: str, x: str) -> str:
    matrix = g.constant(f"{name}.weight", weights[f"{name}.weight"].T)
    bias = g.constant(f"{name}.bias", weights[f"{name}.bias"])
    return g.fresh("Add", g.fresh("MatMul", x, matrix), bias)


def _layer(
    g: Graph, weights: dict[str, Values], name: str, x: str, mask: str, shape: network.Shape
) -> str:
    parts = []
    for number, letter in enumerate("qkv"):
        rows = weights[f"{name}qkv.weight"][number * shape.hidden : (number + 1) * shape.hidden]
        parts.append(g.fresh("MatMul", x, g.constant(f"{name}{letter}", rows.T)))
    bias = g.constant(f"{name}qkv.bias", weights[f"{name}qkv.bias"])
    y = g.fresh(
        "MultiHeadAttention",
        *parts,
        bias,
        mask,
        domain="com.microsoft",
        num_heads=shape.heads,
        mask_filter_value=network.MASKED,
    )
    y = g.fresh("Sum", x, _linear(g, weights, f"{name}out", y))
    x = _norm(g, weights, f"{name}norm1", y, shape.epsilon)
    y = g.fresh("Gelu", _linear(g, weights, f"{name}up", x))
    y = g.fresh("Sum", x, _linear(g, weights, f"{name}down", y))
    return _norm(g, weights, f"{name}norm2", y, shape.epsilon)


def _spans(g: Graph, weights: dict[str, Values], x: str, inside: str) -> None:
    logits = _linear(g, weights, "span", x)
    outside = g.fresh("Mul", g.fresh("Sub", g.number(1.0), inside), g.number(network.MASKED))
    for number, name in enumerate(("start_logits", "end_logits")):
        one = g.fresh("Gather", logits, g.number(number, np.int64), axis=2)
        g.add("Add", one, outside, to=name)


def _relevance(g: Graph, weights: dict[str, Values], x: str, asked: str) -> None:
    weight = g.fresh("Unsqueeze", asked, g.axes(2))
    total = g.fresh("ReduceSum", g.fresh("Mul", x, weight), g.axes(1), keepdims=0)
    count = g.fresh("Add", g.fresh("ReduceSum", asked, g.axes(1)), g.number(1e-6))
    first = g.fresh("Gather", x, g.number(0, np.int64), axis=1)
    both = g.fresh("Concat", first, g.fresh("Div", total, count), axis=-1)
    pooled = g.fresh("Tanh", _linear(g, weights, "pool", both))
    g.add("Squeeze", _linear(g, weights, "relevance", pooled), g.axes(1), to="relevance")


def _finish(g: Graph) -> onnx.ModelProto:
    shape = ["windows", "tokens"]
    graph = helper.make_graph(
        g.nodes,
        "reader",
        [
            helper.make_tensor_value_info(n, TensorProto.INT64, shape)
            for n in ("input_ids", "token_type_ids")
        ],
        [
            *(
                helper.make_tensor_value_info(n, TensorProto.FLOAT, shape)
                for n in ("start_logits", "end_logits")
            ),
            helper.make_tensor_value_info("relevance", TensorProto.FLOAT, ["windows"]),
        ],
        g.constants,
    )
    domains = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=domains, producer_name="wenju-reader")
    model.ir_version = 10
    return model


def export(weights: Path, out: Path, *, quantised: bool = True, reduce_range: bool = True) -> None:
    """Write ``out``. ``reduce_range`` keeps 7 of 8 bits: no overflow in AVX2's 16-bit sums."""
    reader = network.load(weights)
    arrays = {k: v.numpy() for k, v in reader.state_dict().items()}
    model = build(arrays, reader.shape)
    if not quantised:
        onnx.save(model, str(out))
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.onnx"
        onnx.save(model, str(plain))
        quantize_dynamic(
            plain,
            out,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=[n.name for n in model.graph.node if _small(n, model)],
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


def _small(node: onnx.NodeProto, model: onnx.ModelProto) -> bool:
    """Products that stay float: the heads, and those without a constant matrix."""
    if node.op_type != "MatMul":
        return False
    sizes = {c.name: list(c.dims) for c in model.graph.initializer}
    return min(sizes.get(node.input[1], [0])) < network.Shape().hidden


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true", help="leave the matrices in float32")
    parser.add_argument("--full-range", action="store_true", help="8-bit weights, for VNNI")
    args = parser.parse_args()
    export(
        args.weights,
        args.out,
        quantised=not args.float,
        reduce_range=not args.full_range,
    )


if __name__ == "__main__":
    main()
