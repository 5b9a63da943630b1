"""The real program over the tests' light embedder: ``python -m tests.campaign.program VERB …``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from corpus.errors import WenjuError
from corpus.repair import Vectoriser
from qa.bootstrap import open_service
from qa.cli import main, parser
from qa.local import settings_of
from qa.service import Service
from qa.settings import Settings
from qa.upkeep import mended
from tests.embedders import PairEmbedder


def opened(settings: Settings, *, foreign_vectors: bool = False) -> Service:
    """As ``qa.bootstrap`` opens it."""
    return open_service(settings, foreign_vectors=foreign_vectors, embedder=PairEmbedder())


def vectoriser(_settings: Settings) -> Vectoriser:
    embedder = PairEmbedder()
    return Vectoriser(embedder.name, embedder.dimension, embedder.embed_documents)


def run(arguments: Sequence[str]) -> int:
    """``qa.cli.main``; a repair, too, gets the light embedder."""
    if arguments[0] != "repair":
        return main(arguments, opened)
    args = parser().parse_args(arguments)
    try:
        return mended(args, settings_of(args), vectoriser)
    except WenjuError as error:
        print(f"错误：{error.message}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
