"""The bundled model against the encoder in numpy, and as other code relies on it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ConfigurationError
from embeddings.e5 import OnnxEmbedder
from embeddings.e5_weights import E5Weights
from embeddings.unigram import read_unigram
from tests.embeddings.encoder import NumpyEncoder

PASSAGES = [
    "郑州机场今年前八个月货邮吞吐量达49.5万吨，同比增长19.5%，其中国际货邮占比超过六成。",
    "全市常住人口为1300.8万人，城镇化率79.4%，比上年末提高0.5个百分点。",
    "本通知自印发之日起施行，有效期五年。各有关单位应当按照职责分工抓好落实。",
    "The quick brown fox jumps over the lazy dog.",
]
QUESTION = "郑州机场货邮吞吐量多少"


def test_vectors_are_those_of_the_network_in_float32(
    embedder: OnnxEmbedder, weights: E5Weights, model_folder: Path
) -> None:
    """Cosine to the numpy encoder is at least 0.998 for passages and questions."""
    oracle = NumpyEncoder(weights)
    unigram = read_unigram(model_folder / "unigram.json")
    texts = [f"passage: {text}" for text in PASSAGES] + [f"query: {QUESTION}"]
    expected = np.stack([oracle.embed([0, *unigram.encode(text, 510), 2]) for text in texts])
    found = np.vstack([embedder.embed_documents(PASSAGES), embedder.embed_query(QUESTION)])
    assert ((expected * found).sum(axis=1) > 0.998).all()


def test_rows_have_length_one_and_keep_their_order(embedder: OnnxEmbedder) -> None:
    """Row i is text i's vector, the same as when it is embedded alone."""
    rows = embedder.embed_documents(PASSAGES)
    assert rows.shape == (4, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    for row, text in zip(rows, PASSAGES, strict=True):
        assert np.array_equal(row, embedder.embed_documents([text])[0])


def test_the_passage_that_answers_is_nearest(embedder: OnnxEmbedder) -> None:
    """The question about the airport finds the airport."""
    scores = embedder.embed_documents(PASSAGES) @ embedder.embed_query(QUESTION)
    assert scores.argmax() == 0


def test_questions_and_passages_have_prefixes_of_their_own(embedder: OnnxEmbedder) -> None:
    """The same words are another vector as a question."""
    question = embedder.embed_query(PASSAGES[0])
    assert not np.allclose(question, embedder.embed_documents(PASSAGES[:1])[0], atol=1e-3)


def test_no_texts_give_no_rows(embedder: OnnxEmbedder) -> None:
    """An empty list has the right number of columns."""
    assert embedder.embed_documents([]).shape == (0, embedder.dimension)


@pytest.mark.parametrize("text", ["", " " * 60000, "长" * 20000, "\ud800", "\x00", "😀"])
def test_any_text_has_a_vector(embedder: OnnxEmbedder, text: str) -> None:
    """Empty, endless and broken text give finite vectors of length 1."""
    assert np.linalg.norm(embedder.embed_query(text)) == pytest.approx(1, abs=1e-5)


def test_text_beyond_the_positions_is_cut(embedder: OnnxEmbedder) -> None:
    """What stands after 512 tokens changes nothing."""
    long = "货邮吞吐量，" * 400
    first, second = embedder.embed_documents([long + "甲", long + "乙丙丁"])
    assert np.array_equal(first, second)


def test_progress_counts_up_to_all(embedder: OnnxEmbedder) -> None:
    """The last report says that all are done."""
    seen: list[tuple[int, int]] = []
    embedder.embed_documents(PASSAGES, lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (4, 4)


def test_threads_may_share_an_embedder(embedder: OnnxEmbedder) -> None:
    """Eight threads at once get what one gets."""
    expected = embedder.embed_documents(PASSAGES)
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: embedder.embed_documents([text])[0], PASSAGES * 4))
    assert np.array_equal(np.stack(rows), np.vstack([expected] * 4))


def test_padded_batches_give_the_same_meaning(embedder: OnnxEmbedder, model_folder: Path) -> None:
    """The graph honours the attention mask, as sentence-transformers needs it."""
    graph, unigram = embedder._graph, embedder._unigram
    numbers = [[0, *unigram.encode(f"passage: {text}", 510), 2] for text in PASSAGES]
    width = max(map(len, numbers))
    mask = np.array([[1] * len(n) + [0] * (width - len(n)) for n in numbers])
    padded = np.array([n + [1] * (width - len(n)) for n in numbers])
    states = graph.run(input_ids=padded, attention_mask=mask)[0]
    means = (states * mask[:, :, None]).sum(axis=1)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    assert ((means * embedder.embed_documents(PASSAGES)).sum(axis=1) > 0.995).all()


def test_a_folder_without_a_model_is_a_configuration_error(
    tmp_path: Path, model_folder: Path
) -> None:
    """No vocabulary, or no graph: the error names the command that builds the model."""
    with pytest.raises(ConfigurationError, match=r"embeddings\.build"):
        OnnxEmbedder(tmp_path)
    (tmp_path / "unigram.json").write_bytes((model_folder / "unigram.json").read_bytes())
    with pytest.raises(ConfigurationError, match=r"embeddings\.build"):
        OnnxEmbedder(tmp_path)
