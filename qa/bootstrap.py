"""The one place that names the concrete classes."""

from __future__ import annotations

from corpus.library import Library
from embeddings.build import default_folder
from embeddings.embedder import Embedder
from embeddings.open import open_embedder
from qa.generation import Generator
from qa.index import EmbeddedIndex
from qa.llama import LlamaModel
from qa.llm import Guarded, LanguageModel
from qa.openai_client import OpenAIModel
from qa.prompt import DEFAULT_CONTEXT
from qa.service import Service
from qa.settings import Settings
from qa.span_reader import OnnxSpanReader
from qa.terms import TERMS_VERSION, terms
from qa.trail import AuditLog
from qa.verdict import REFUSE_BELOW


def open_service(
    settings: Settings, *, foreign_vectors: bool = False, embedder: Embedder | None = None
) -> Service:
    """The service on the data folder of ``settings``.

    ``embedder`` is one that is open already; services may share it.
    With ``foreign_vectors`` a library whose vectors come from another embedder opens too, good for
    nothing but ``rebuild(re_embed=True)``. Raises the errors of ``Library.open`` and of the
    embedder.
    """
    embedder = embedder or make_embedder(settings)
    known = Library.embedder_of(settings.data) if foreign_vectors else None
    name, dimension = known or (embedder.name, embedder.dimension)
    library = Library.open(settings.data, name, dimension, reserve_bytes=settings.reserve_bytes)
    index = EmbeddedIndex(
        settings.data / "index",
        embedder=name,
        dimension=dimension,
        terms=terms,
        terms_version=TERMS_VERSION,
    )
    return Service(
        library,
        index,
        embedder,
        refuse_below=REFUSE_BELOW if settings.refuse_below is None else settings.refuse_below,
        limits=settings.limits.for_documents(),
        model=OnnxSpanReader(threads=settings.threads or None),
        question_characters=settings.limits.question_characters,
        top_k_max=settings.limits.top_k_max,
        log_questions=settings.log_questions,
        generator=make_generator(settings),
        audit=AuditLog(settings.data),
    )


def make_generator(settings: Settings) -> Generator | None:
    """The language model that the settings name, behind its guard; None without one.

    Raises ConfigurationError; connects to nothing.
    """
    if not settings.llm_configured:
        return None
    refuse_below = settings.refuse_below
    return Generator(
        Guarded(make_model(settings), settings.llm_concurrency),
        refuse_below=REFUSE_BELOW if refuse_below is None else refuse_below,
        max_tokens=settings.llm_max_tokens,
        seconds=settings.llm_timeout,
        context=settings.llm_context,
    )


def make_model(settings: Settings) -> LanguageModel:
    extra = settings.llm_extra
    if settings.llm_gguf is not None:
        context = settings.llm_context or DEFAULT_CONTEXT
        return LlamaModel(settings.llm_gguf, context=context, threads=settings.threads, extra=extra)
    key = settings.llm_api_key
    return OpenAIModel(
        settings.llm_model or "",
        settings.llm_base_url,
        key.get_secret_value() if key else None,
        extra=extra,
    )


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; the bundled one is built on its first use."""
    return open_embedder(
        settings.embedder,
        settings.model_folder or default_folder(),
        device=settings.device,
        threads=settings.threads or None,
    )
