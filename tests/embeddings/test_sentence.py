"""sentence-transformers: our side with a small model class, the real package where installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import ConfigurationError
from embeddings.build import MODEL_NAME
from embeddings.e5 import OnnxEmbedder
from embeddings.open import open_embedder
from embeddings.sentence import SentenceTransformerEmbedder, model_name

INSTALLED = importlib.util.find_spec("sentence_transformers") is not None


class LengthModel:
    """Embeds a text as (its length, 1, 0), or (length, 1, 1) for a question; not normalised."""

    def __init__(self, prompts: dict[str, str] | None = None) -> None:
        self.prompts = prompts or {"query": "", "document": ""}

    def encode_query(self, texts: list[str], **_: Any) -> Any:
        return np.array([[len(self.prompts["query"] + t), 1, 1] for t in texts], np.float64)

    def encode_document(self, texts: list[str], **_: Any) -> Any:
        return np.array([[len(self.prompts["document"] + t), 1, 0] for t in texts], np.float64)


def opened(model: str = "some/model", prompts: dict[str, str] | None = None) -> Any:
    return SentenceTransformerEmbedder(model, load=lambda *_: LengthModel(prompts))


def test_rows_are_normalised_and_in_order() -> None:
    """The model's own lengths do not matter."""
    rows = opened().embed_documents(["ab", "abcd"])
    assert rows.dtype == np.float32
    assert rows == pytest.approx(np.array([[2, 1, 0], [4, 1, 0]]) / np.sqrt([[5], [17]]))
    assert opened().embed_query("ab") == pytest.approx(np.array([2, 1, 1]) / np.sqrt(6))


def test_dimension_is_that_of_the_vectors() -> None:
    """Asked of the model itself; no texts give no rows of that width."""
    assert opened().dimension == 3
    assert opened().embed_documents([]).shape == (0, 3)


def test_progress_is_reported_by_groups() -> None:
    """The last report says that all are done."""
    seen: list[tuple[int, int]] = []
    opened().embed_documents(["a"] * 300, lambda done, total: seen.append((done, total)))
    assert seen == [(256, 300), (300, 300)]


def test_a_model_keeps_its_own_prompts() -> None:
    """Prompts that the model comes with are used as they are, for E5 models too."""
    embedder = opened("intfloat/multilingual-e5-base", {"query": "ask ", "document": "read "})
    assert embedder.embed_documents(["ab"])[0] == pytest.approx(np.array([7, 1, 0]) / np.sqrt(50))


def test_an_e5_model_without_prompts_gets_those_of_its_training() -> None:
    """``passage: `` is nine characters."""
    embedder = opened("intfloat/multilingual-e5-base")
    assert embedder.embed_documents(["ab"])[0] == pytest.approx(np.array([11, 1, 0]) / np.sqrt(122))
    assert opened("BAAI/bge-small-zh").embed_documents(["ab"])[0][0] == pytest.approx(2 / 5**0.5)


def test_names_hold_no_path_and_join_the_same_model(tmp_path: Path) -> None:
    """A folder is called by its last part; the hub's small E5 by the bundled model's name."""
    (tmp_path / "my-model").mkdir()
    assert model_name(str(tmp_path / "my-model")) == "my-model"
    assert model_name(f"intfloat/{MODEL_NAME}") == MODEL_NAME
    assert model_name("BAAI/bge-m3") == "BAAI/bge-m3"


def test_a_model_that_cannot_be_loaded_is_a_configuration_error() -> None:
    """The error names the model and what to do."""

    def fail(model: str, device: str | None) -> Any:
        raise OSError(f"no {model} on {device}")

    with pytest.raises(ConfigurationError, match="no/such"):
        SentenceTransformerEmbedder("no/such", load=fail)


@pytest.mark.skipif(INSTALLED, reason="sentence-transformers is installed")
def test_a_missing_package_names_the_extra(tmp_path: Path) -> None:
    """The message holds the command to type."""
    with pytest.raises(ConfigurationError, match=r'pip install "wenju\[sentence-transformers\]"'):
        open_embedder("BAAI/bge-small-zh-v1.5", tmp_path)


@pytest.mark.parametrize("spec", ["", MODEL_NAME])
def test_the_bundled_model_is_chosen(spec: str, model_folder: Path) -> None:
    """An empty setting and the model's name open the bundled one."""
    assert isinstance(open_embedder(spec, model_folder, threads=1), OnnxEmbedder)


@pytest.mark.skipif(not INSTALLED, reason="needs the extra sentence-transformers")
def test_the_package_opens_the_same_folder(model_folder: Path, embedder: OnnxEmbedder) -> None:
    """Cosine between the two runtimes is at least 0.99, with the folder's own prompts."""
    other = open_embedder(str(model_folder), model_folder, device="cpu")
    texts = ["郑州机场货邮吞吐量49.5万吨。", "全市常住人口为1300.8万人。", "hello"]
    cosines = (other.embed_documents(texts) * embedder.embed_documents(texts)).sum(axis=1)
    assert other.name == MODEL_NAME
    assert (cosines > 0.99).all()
    assert other.embed_query("人口") @ embedder.embed_query("人口") > 0.99
