"""The bundled model, built once for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings import e5_weights
from embeddings.build import build_model
from embeddings.e5 import OnnxEmbedder
from embeddings.e5_weights import E5Weights


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_model(tmp_path_factory.mktemp("model") / "multilingual-e5-small")


@pytest.fixture(scope="session")
def weights() -> E5Weights:
    return e5_weights.read(e5_weights.locate())


@pytest.fixture(scope="session")
def embedder(model_folder: Path) -> OnnxEmbedder:
    return OnnxEmbedder(model_folder, threads=1)
