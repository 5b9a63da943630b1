"""Adding gives way to questions."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from embeddings.embedder import Vectors
from qa.courtesy import TOGETHER, Courtesy


class Counted:
    """Embeds a text as its length, and remembers how many came at once."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.sizes.append(len(texts))
        return np.array([[len(text)] for text in texts], np.float32).reshape(len(texts), 1)


TEXTS = ["字" * n for n in range(1, TOGETHER + 4)]
LENGTHS = [float(n) for n in range(1, TOGETHER + 4)]


def test_without_questions_texts_go_together() -> None:
    """Full batches, in order."""
    embed = Counted()
    vectors = Courtesy().embed(TEXTS, embed)
    assert vectors[:, 0].tolist() == LENGTHS
    assert embed.sizes == [TOGETHER, 3]


def test_while_a_question_runs_texts_go_one_by_one() -> None:
    """The same vectors, with room between them."""
    courtesy, embed = Courtesy(), Counted()
    with courtesy.asking():
        vectors = courtesy.embed(TEXTS[:5], embed)
    assert vectors[:, 0].tolist() == LENGTHS[:5]
    assert embed.sizes == [1] * 5


def test_nothing_to_embed_gives_what_the_embedder_gives() -> None:
    """An empty document is no special case."""
    assert Courtesy().embed([], Counted()).shape == (0, 1)


def test_a_pause_ends_with_the_last_question() -> None:
    """A waiting thread goes on as soon as nobody asks, long before its time is up."""
    courtesy, inside, done = Courtesy(), threading.Event(), threading.Event()

    def wait() -> None:
        inside.set()
        courtesy.pause(3600)
        done.set()

    thread = threading.Thread(target=wait)
    with courtesy.asking():
        thread.start()
        inside.wait(10)
    assert done.wait(10)
    thread.join()


def test_a_question_that_fails_is_over() -> None:
    """An error does not leave the courtesy waiting for ever."""
    courtesy = Courtesy()
    try:
        with courtesy.asking():
            raise ValueError
    except ValueError:
        pass
    assert not courtesy.busy
