"""A language model in this process: llama.cpp on a GGUF file. The only file that imports xllamacpp."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError
from qa.llm import Finish, Message
from qa.openai_client import OpenAIModel


class LlamaModel:
    """llama.cpp answers on a loopback port of its own, behind a key that only this object knows.

    Raises ConfigurationError when the extra is missing or the file cannot be loaded.
    """

    def __init__(
        self,
        path: Path,
        *,
        context: int = 4096,
        threads: int = 0,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = path.stem
        key = secrets.token_hex(32)
        self._server = _start(path, context, threads, key)
        self._client = OpenAIModel(
            self.name, f"{self._server.listening_address}/v1", key, extra=extra
        )

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float
    ) -> Iterator[str | Finish]:
        return self._client.complete(messages, max_tokens=max_tokens, seconds=seconds)


def _start(path: Path, context: int, threads: int, key: str) -> Any:
    try:
        import xllamacpp  # type: ignore[import-untyped]
    except ImportError:
        raise ConfigurationError(
            "在本进程里运行 GGUF 模型要先安装：pip install 'wenju[llama]'。"
        ) from None
    if not path.is_file():
        raise ConfigurationError(f"没有模型文件 {path.name}；请检查 WENJU_LLM_GGUF。")
    given = xllamacpp.CommonParams()
    given.model.path = str(path)
    given.hostnames, given.port = ["127.0.0.1"], 0
    given.api_keys = [key]
    given.n_ctx, given.n_parallel = context, 1
    given.ui, given.cache_ram_mib = False, 0
    if threads:
        given.cpuparams.n_threads = given.cpuparams_batch.n_threads = threads
    try:
        return xllamacpp.Server(given)
    except RuntimeError:
        raise ConfigurationError(
            f"模型文件 {path.name} 无法载入；请确认它是完整的 GGUF 文件、内存足够。"
        ) from None
