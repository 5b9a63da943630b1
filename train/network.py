"""The reader's network: a few layers of multilingual-e5-small, match features, three heads."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from vocabulary import EOS, PAD

from embeddings import e5_weights

MASKED = -1e4
POSITIONS = 320


@dataclass(frozen=True, slots=True)
class Shape:
    """Which layers of the source are kept, and how many of their 1,536 inner units."""

    layers: tuple[int, ...] = (0, 1, 2)
    feed_forward: int = 1536
    hidden: int = 384
    heads: int = 12
    entry: int = 0
    """Layers below the one that first sees the match features; training leaves those as they are."""
    pooled: int = 128
    epsilon: float = 1e-12


class Product(nn.Linear):
    """A linear layer that can act as its int8 form in ONNX Runtime will, for the last epochs.

    Inputs get 8 bits with one range a window, since the product reads each window by itself; weights
    7 bits with one scale an output. Gradients pass straight through.
    """

    simulate = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.simulate:
            return super().forward(x)
        return F.linear(_as_int8(x), _as_int7(self.weight), self.bias)


def _as_int8(x: Tensor) -> Tensor:
    low, high = x.detach().float().flatten(1).aminmax(dim=1)
    scale = ((high.clamp(min=0.0) - low.clamp(max=0.0)) / 255.0).clamp(min=1e-8)
    zero = (-low.clamp(max=0.0) / scale).round().clamp(0, 255).to(torch.int32)
    return torch.fake_quantize_per_channel_affine(x.float(), scale, zero, 0, 0, 255)


def _as_int7(weight: Tensor) -> Tensor:
    scale = (weight.detach().abs().amax(1) / 63.0).clamp(min=1e-8)
    zero = torch.zeros_like(scale, dtype=torch.int32)
    return torch.fake_quantize_per_channel_affine(weight, scale, zero, 0, -64, 63)


class Layer(nn.Module):
    """One post-norm encoder layer, query, key and value in one product."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = Product(shape.hidden, 3 * shape.hidden)
        self.out = Product(shape.hidden, shape.hidden)
        self.norm1 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.up = Product(shape.hidden, shape.feed_forward)
        self.down = Product(shape.feed_forward, shape.hidden)
        self.norm2 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x`` (batch, tokens, hidden); ``mask`` (batch, 1, 1, tokens), 0 or MASKED."""
        x = self.norm1(x + self.out(self.attend(x, mask)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))

    def attend(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, tokens, hidden = x.shape
        q, k, v = (
            self.qkv(x).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        )
        # PyTorch's fused attention is slow backwards in bfloat16: half of a step's time.
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2) + mask.to(q.dtype)
        y = torch.softmax(scores, -1, dtype=q.dtype) @ v
        return y.transpose(1, 2).reshape(batch, tokens, hidden)


class Reader(nn.Module):
    """Token ids of a (question, window) pair to start logits, end logits and relevance.

    To the embeddings is added what the tokens have in common with the other text: the best cosine
    between a token's vector and those of the other side, and whether the very same token is there
    (the aligned and exact match features of DrQA, Chen et al. 2017).
    """

    words: Tensor
    frozen = True
    """Layers below ``entry`` stay as they are."""

    def __init__(self, shape: Shape, vocabulary: int) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("words", torch.zeros(vocabulary, shape.hidden))
        self.places = nn.Parameter(torch.zeros(POSITIONS, shape.hidden))
        self.side = nn.Parameter(torch.zeros(shape.hidden))
        self.match = nn.Parameter(torch.zeros(2, shape.hidden))
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in shape.layers)
        self.span = nn.Linear(shape.hidden, 2)
        self.pool = nn.Linear(2 * shape.hidden, shape.pooled)
        self.relevance = nn.Linear(shape.pooled, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``ids``, ``kinds`` (batch, tokens) -> start, end (batch, tokens), relevance (batch)."""
        x, mask = self.drop(self.lower(ids, kinds)), padding(ids)
        for layer in self.layers[self.shape.entry :]:
            x = layer(x, mask)
        outside = ((kinds == 0) | (ids <= EOS)).to(x.dtype) * MASKED
        start, end = (self.span(x) + outside.unsqueeze(-1)).unbind(-1)
        return start, end, self.judge(x, ids, kinds)

    def lower(self, ids: Tensor, kinds: Tensor) -> Tensor:
        """(batch, tokens, hidden): what the layer ``entry`` sees."""
        word, mask = self.words[ids], padding(ids)
        told = kinds.unsqueeze(-1) * self.side + self.matches(ids, kinds, word) @ self.match
        x = word + self.places[: ids.shape[1]]
        if not self.shape.entry:
            return cast(Tensor, self.norm(x + told))
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            x = self.norm(x)
            for layer in self.layers[: self.shape.entry]:
                x = layer(x, mask)
        return cast(Tensor, x + told)

    def embed(self, ids: Tensor) -> Tensor:
        """(batch, tokens, hidden): what the first layer sees before any training."""
        return cast(Tensor, self.norm(self.words[ids] + self.places[: ids.shape[1]]))

    def matches(self, ids: Tensor, kinds: Tensor, word: Tensor) -> Tensor:
        """(batch, tokens, 2): best cosine to the other side, exact match; 0 for specials."""
        unit = word * torch.rsqrt(word.square().sum(-1, keepdim=True) + 1e-6)
        real = (ids > EOS).to(word.dtype)
        other = (kinds.unsqueeze(2) != kinds.unsqueeze(1)).to(word.dtype) * real.unsqueeze(1)
        with torch.autocast("cpu", enabled=False):  # equal tokens are told by a cosine of 0.99
            best = (unit @ unit.transpose(1, 2) * other).amax(-1) * real
        return torch.stack([best, (best > 0.99).to(word.dtype)], -1)

    def judge(self, x: Tensor, ids: Tensor, kinds: Tensor) -> Tensor:
        """Relevance from the first token and the mean over the question's tokens."""
        asked = ((kinds == 0) & (ids > EOS)).to(x.dtype).unsqueeze(-1)
        mean = (x * asked).sum(1) / (asked.sum(1) + 1e-6)
        pooled = torch.tanh(self.pool(torch.cat([x[:, 0], mean], -1)))
        return self.relevance(pooled).squeeze(-1)


def padding(ids: Tensor) -> Tensor:
    """(batch, 1, 1, tokens): MASKED where a row is filled up, else 0."""
    return (ids == PAD).to(torch.float32)[:, None, None, :] * MASKED


def from_e5(shape: Shape, source: Path, rows: list[int]) -> Reader:
    """A reader whose encoder starts from the chosen layers of multilingual-e5-small."""
    weights = e5_weights.read(source)
    kept = {k: torch.from_numpy(v.decoded()) for k, v in weights.matrices.items() if k[0] == "l"}
    kept |= {k: torch.from_numpy(v) for k, v in weights.vectors.items()}
    model = Reader(shape, len(rows))
    with torch.no_grad():
        model.words = word_vectors(weights, rows)
        places = kept["emb.pos"].view(-1, shape.hidden)[:POSITIONS]
        model.places.copy_(places + kept["emb.type"][: shape.hidden])
        model.norm.weight.copy_(kept["emb.ln.w"])
        model.norm.bias.copy_(kept["emb.ln.b"])
        for layer, number in zip(model.layers, shape.layers, strict=True):
            _fill(layer, kept, f"l{number}.")  # type: ignore[arg-type]
    return model


def word_vectors(weights: e5_weights.E5Weights, rows: list[int]) -> Tensor:
    """(len(rows), hidden): of these pieces of multilingual-e5-small."""
    words = weights.matrices["emb.word"]
    chosen = e5_weights.FourBit(words.nibbles[rows], words.scales[rows])
    return torch.from_numpy(chosen.decoded())


def _fill(layer: Layer, kept: dict[str, Tensor], name: str) -> None:
    layer.qkv.weight.copy_(torch.cat([kept[f"{name}{c}.w"] for c in "qkv"]))
    layer.qkv.bias.copy_(torch.cat([kept[f"{name}{c}.b"] for c in "qkv"]))
    layer.out.weight.copy_(kept[f"{name}ao.w"])
    layer.out.bias.copy_(kept[f"{name}ao.b"])
    for norm, short in ((layer.norm1, "aln"), (layer.norm2, "oln")):
        norm.weight.copy_(kept[f"{name}{short}.w"])
        norm.bias.copy_(kept[f"{name}{short}.b"])
    layer.up.weight.copy_(kept[f"{name}fi.w"])
    layer.up.bias.copy_(kept[f"{name}fi.b"])
    layer.down.weight.copy_(kept[f"{name}fo.w"])
    layer.down.bias.copy_(kept[f"{name}fo.b"])


@torch.no_grad()
def thin(model: Reader, inner: int, samples: list[tuple[Tensor, Tensor]]) -> Reader:
    """A copy with ``inner`` units a layer whose outputs come nearest to the full ones.

    The units that vary the output most on ``samples`` (ids, kinds) stay; a ridge regression from
    them to the full layer's output gives the new weights, layer by layer on thinned inputs.
    """
    small = Reader(replace(model.shape, feed_forward=inner), model.words.shape[0])
    wanted = small.state_dict()
    state = {k: v for k, v in model.state_dict().items() if v.shape == wanted[k].shape}
    small.load_state_dict(state, strict=False)
    model.eval()
    flows = [model.embed(ids) for ids, _ in samples]
    masks = [padding(ids) for ids, _ in samples]
    for old, new in zip(model.layers, small.layers, strict=True):
        old, new = cast(Layer, old), cast(Layer, new)
        flows = [
            old.norm1(x + old.out(old.attend(x, m))) for x, m in zip(flows, masks, strict=True)
        ]
        seen = torch.cat(
            [x[i] for x, i in zip(flows, (ids != PAD for ids, _ in samples), strict=True)]
        )
        _refit(old, new, seen, inner)
        flows = [new.norm2(x + new.down(F.gelu(new.up(x)))) for x in flows]
    return small


def _refit(old: Layer, new: Layer, seen: Tensor, inner: int) -> None:
    inside = F.gelu(old.up(seen))
    target = old.down(inside)
    effect = inside.var(0) * old.down.weight.square().sum(0)
    units = effect.argsort(descending=True)[:inner].sort().values
    new.up.weight.copy_(old.up.weight[units])
    new.up.bias.copy_(old.up.bias[units])
    kept, mean, aim = inside[:, units], inside[:, units].mean(0), target.mean(0)
    left, right = kept - mean, target - aim
    ridge = torch.eye(inner) * 1e-3 * left.square().sum(0).mean()
    weight = torch.linalg.solve(left.T @ left + ridge, left.T @ right).T
    new.down.weight.copy_(weight)
    new.down.bias.copy_(aim - weight @ mean)
    error = (new.down(kept) - target).square().mean() / right.square().mean()
    print(f"thinned to {inner} units, unexplained variance {error:.4f}", flush=True)


def is_below(model: Reader, name: str) -> bool:
    """Whether a parameter is of the layers below ``entry`` or of what leads to them."""
    below = ["places", "norm."] + [f"layers.{n}." for n in range(model.shape.entry)]
    return bool(model.shape.entry) and name.startswith(tuple(below))


def simulate_int8(model: Reader) -> None:
    """Let every encoder product act as its int8 form from now on."""
    for module in model.modules():
        if isinstance(module, Product):
            module.simulate = True


def save(model: Reader, path: Path) -> None:
    """Weights as .npz (no pickle), the shape beside them as an array of text."""
    arrays = {k: v.detach().numpy() for k, v in model.state_dict().items()}
    np.savez(path, _shape=np.array(repr(asdict(model.shape))), **arrays)


def load(path: Path) -> Reader:
    """What ``save`` wrote."""
    import ast

    with np.load(path, allow_pickle=False) as arrays:
        fields: dict[str, Any] = ast.literal_eval(str(arrays["_shape"]))
        model = Reader(Shape(**fields), arrays["words"].shape[0])
        state = {k: torch.from_numpy(arrays[k]) for k in arrays.files if k != "_shape"}
    model.load_state_dict(state)
    return model.eval()
