"""Tiny GGUF models that say a known text: a real llama.cpp server then streams a known answer.

The model is a chain of tokens. Attention and feed-forward add nothing, each token's embedding is a
unit vector, and the output row of a token is the vector of the one before it; so after the line
break that ends the chat prompt the tokens of the script follow one another. Format: GGUF, version 3.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

SPECIAL = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"]
UNKNOWN, NORMAL, CONTROL, UNUSED, BYTE = 2, 1, 3, 5, 6
UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
END = 2
HEAD_WIDTH = 64
TEMPLATE = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + (m['content'] or '')"
    " + '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def write_model(path: Path, script: Sequence[str | int], *, loop: bool = False) -> Path:
    """A model that writes ``script`` (texts, each once, or raw bytes), then ends or begins anew."""
    tokens = [*SPECIAL, *(f"<0x{value:02X}>" for value in range(256))]
    kinds = [UNKNOWN, *[CONTROL] * 4, *[BYTE] * 256]
    chain = []
    for piece in script:
        if isinstance(piece, int):
            chain.append(len(SPECIAL) + piece)
        else:
            chain.append(len(tokens))
            tokens.append(piece.replace(" ", "▁"))
            kinds.append(NORMAL)
    width = -(-len(tokens) // HEAD_WIDTH) * HEAD_WIDTH
    padding = range(len(tokens), width)
    tokens += [f"<pad{i}>" for i in padding]
    kinds += [UNUSED] * len(padding)
    path.write_bytes(_file(_metadata(tokens, kinds), _tensors(width, chain, loop)))
    return path


def _tensors(width: int, chain: Sequence[int], loop: bool) -> dict[str, np.ndarray]:
    newline = len(SPECIAL) + 10
    last = chain[0] if loop else END
    output = np.zeros((width, width), np.float32)
    for before, after in zip([newline, *chain], [*chain, last], strict=True):
        output[after, before] = 8.0
    ones, zeros = np.ones(width, np.float32), np.zeros((width, width), np.float32)
    narrow = np.zeros((HEAD_WIDTH, width), np.float32)
    block = {
        "attn_norm": ones, "ffn_norm": ones,
        "attn_q": zeros, "attn_k": narrow, "attn_v": narrow, "attn_output": zeros,
        "ffn_gate": narrow, "ffn_up": narrow, "ffn_down": narrow.T,
    }  # fmt: skip
    return {
        "token_embd.weight": np.eye(width, dtype=np.float32),
        "output.weight": output,
        "output_norm.weight": ones,
        **{f"blk.0.{name}.weight": value for name, value in block.items()},
    }


def _metadata(tokens: Sequence[str], kinds: Sequence[int]) -> list[bytes]:
    width = len(tokens)
    return [
        _pair("general.architecture", STRING, "llama"),
        _pair("general.name", STRING, "scripted"),
        _pair("general.alignment", UINT32, 32),
        _pair("llama.context_length", UINT32, 4096),
        _pair("llama.embedding_length", UINT32, width),
        _pair("llama.block_count", UINT32, 1),
        _pair("llama.feed_forward_length", UINT32, HEAD_WIDTH),
        _pair("llama.attention.head_count", UINT32, width // HEAD_WIDTH),
        _pair("llama.attention.head_count_kv", UINT32, 1),
        _pair("llama.attention.layer_norm_rms_epsilon", FLOAT32, 1e-6),
        _pair("llama.rope.dimension_count", UINT32, HEAD_WIDTH),
        _pair("llama.vocab_size", UINT32, width),
        _pair("tokenizer.ggml.model", STRING, "llama"),
        _pair("tokenizer.ggml.tokens", ARRAY, (STRING, tokens)),
        _pair("tokenizer.ggml.scores", ARRAY, (FLOAT32, [0.0] * width)),
        _pair("tokenizer.ggml.token_type", ARRAY, (INT32, kinds)),
        _pair("tokenizer.ggml.bos_token_id", UINT32, 1),
        _pair("tokenizer.ggml.eos_token_id", UINT32, END),
        _pair("tokenizer.ggml.add_space_prefix", BOOL, False),
        _pair("tokenizer.chat_template", STRING, TEMPLATE),
    ]


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


_PACKED = {UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}


def _value(kind: int, value: object) -> bytes:
    return _string(str(value)) if kind == STRING else struct.pack(_PACKED[kind], value)


def _pair(key: str, kind: int, value: object) -> bytes:
    head = _string(key) + struct.pack("<I", kind)
    if kind != ARRAY:
        return head + _value(kind, value)
    inner, items = value  # type: ignore[misc]
    packed = b"".join(_value(inner, item) for item in items)  # type: ignore[has-type]
    return head + struct.pack("<IQ", inner, len(items)) + packed  # type: ignore[has-type]


def _file(pairs: Sequence[bytes], tensors: dict[str, np.ndarray]) -> bytes:
    infos, data = b"", b""
    for name, tensor in tensors.items():
        shape = tensor.shape[::-1]
        infos += _string(name) + struct.pack("<I", len(shape))
        infos += b"".join(struct.pack("<Q", size) for size in shape)
        infos += struct.pack("<IQ", 0, len(data))
        data += _padded(np.ascontiguousarray(tensor).tobytes())
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs))
    return _padded(head + b"".join(pairs) + infos) + data


def _padded(raw: bytes) -> bytes:
    return raw + bytes(-len(raw) % 32)
