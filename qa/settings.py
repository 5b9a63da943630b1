"""Settings: typed, strict, read once at the edge and handed down. Only this file reads os.environ.

A setting ``name`` comes from ``WENJU_NAME``; a limit of ``Limits`` likewise, without a prefix.
An empty variable counts as not set. Sizes may carry a unit: ``50MiB``.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

from corpus.errors import ConfigurationError
from corpus.limits import DEFAULT_LIMITS
from corpus.limits import Limits as DocumentLimits

PREFIX = "WENJU_"
FOREIGN = {"OPENAI_API_KEY": "llm_api_key", "OPENAI_BASE_URL": "llm_base_url"}
"""Variables of others that stand in for ours when ours is not set."""
SHORTEST_KEY = 8
LONGEST_KEY = 512
_UNITS = {"": 1, "b": 1, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
_ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?(?::\d{1,5})?")
_SIZE = re.compile(r"(\d{1,15})\s*([kmg]ib|b|)", re.IGNORECASE)


def _size(value: object) -> object:
    """``50MiB`` → 52428800; what is no text passes as it is."""
    if not isinstance(value, str):
        return value
    match = _SIZE.fullmatch(value.strip())
    if match is None:
        raise ValueError("大小应为整数，可带 KiB、MiB、GiB")
    return int(match[1]) * _UNITS[match[2].lower()]


def _names(value: object) -> object:
    """``a, b`` → ("a", "b"), lower case; what is no text passes as it is."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip().lower() for part in value.split(",") if part.strip())


Size = Annotated[int, BeforeValidator(_size), Field(ge=1)]
Count = Annotated[int, Field(ge=1, le=1_000_000_000)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Rate = Annotated[int, Field(ge=0, le=1_000_000_000)]
Days = Annotated[int, Field(ge=0, le=36_500)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


class Limits(BaseModel):
    """What is refused, and at which size; each refusal names the variable that changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    # What one document may cost is explained, and has its defaults, in ``corpus.limits``.
    json_bytes: Size = 256 * 1024
    """Body of a JSON request."""
    upload_files: Count = 20
    """Files in one upload."""
    upload_bytes: Size = DEFAULT_LIMITS.upload_bytes
    unpacked_bytes: Size = DEFAULT_LIMITS.unpacked_bytes
    unpacked_ratio: Count = DEFAULT_LIMITS.unpacked_ratio
    unpacked_entries: Count = DEFAULT_LIMITS.unpacked_entries
    pages: Count = DEFAULT_LIMITS.pages
    characters: Count = DEFAULT_LIMITS.characters
    cpu_seconds: Count = DEFAULT_LIMITS.cpu_seconds
    memory_bytes: Size = DEFAULT_LIMITS.memory_bytes
    wall_seconds: Seconds = DEFAULT_LIMITS.wall_seconds
    question_characters: Count = 2_000
    history_turns: Count = 50
    top_k_max: Annotated[int, Field(ge=1, le=200)] = 20
    header_seconds: Seconds = 10.0
    """A request's head must have arrived by then."""
    body_seconds: Seconds = 60.0
    """A request's body must have arrived by then."""
    concurrent_asks: Annotated[int, Field(ge=1, le=256)] = Field(
        default_factory=lambda: min(os.cpu_count() or 2, 8)
    )
    """Questions computed at the same time; unless set, as many as cores, at most 8."""
    waiting_asks: Annotated[int, Field(ge=0, le=100_000)] = 200
    """Questions that may wait for their turn; further ones get 503."""
    waiting_writes: Annotated[int, Field(ge=0, le=100_000)] = 32
    """Uploads and deletions that may wait for their turn; further ones get 503."""
    asks_per_minute: Rate = 6_000
    """Questions and other readings of one key, or of one address without a key, all at once or
    evenly; further ones get 429. 0: no limit."""
    writes_per_minute: Rate = 1_200
    """Uploads and deletions, likewise."""

    def for_documents(self) -> DocumentLimits:
        """Those that reading one document keeps to."""
        names = [field.name for field in dataclasses.fields(DocumentLimits)]
        return DocumentLimits(**{name: getattr(self, name) for name in names})

    @property
    def upload_total_bytes(self) -> int:
        """Body of one upload: all its files, and 1 MiB for what stands around them."""
        return self.upload_bytes * self.upload_files + 1024**2


class Settings(BaseModel):
    """Everything that can be set. Secrets are masked in ``repr``."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    data: Path = Path("wenju-data")
    """The data folder: library, index, backups."""
    host: Annotated[str, Field(min_length=1, max_length=255)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    """0 takes any free port."""
    admin_key: SecretStr | None = None
    """As it is, or as ``sha256:<64 hex digits>``."""
    reader_key: SecretStr | None = None
    allowed_hosts: Names = ()
    """Host names that requests may carry besides the loopback ones; ``*`` allows all."""
    frame_origins: Names = ()
    """Origins such as ``https://portal.example.cn`` whose pages may show ours in a frame."""
    embedder: Annotated[str, Field(min_length=1, max_length=500)] = "multilingual-e5-small"
    """The bundled model, or a sentence-transformers model by hub name or folder."""
    model_folder: Path | None = None
    """Where the built model lies; None: inside the environment it is installed in."""
    device: Annotated[str, Field(min_length=1, max_length=50)] = "cpu"
    threads: Annotated[int, Field(ge=0, le=1_024)] = 0
    """For the embedding model; 0: as many as there are cores."""
    refuse_below: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Operating point: answers of less confidence are refusals. None: the calibrated one."""
    log_questions: bool = False
    """Keep question texts: in the log, and in the library for the work list."""
    log_format: Literal["auto", "json", "text"] = "auto"
    """Lines on standard error; auto: JSON, and text at a terminal."""
    question_days: Days = 90
    """How long question texts are kept, in days; 0: for ever."""
    feedback_days: Days = 365
    """How long feedback is kept, in days; 0: for ever."""
    stop_seconds: Seconds = 6.0
    """After SIGTERM open requests have so long to end; three seconds later the process is gone."""
    reserve_bytes: Size = 200 * 1024**2
    """Free disk space below which nothing is added and the service is not ready."""
    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    """Without it no language model is called, whatever keys stand in the environment."""
    llm_gguf: Path | None = None
    """A GGUF file that llama.cpp runs in this process (extra ``llama``), instead of a server."""
    llm_context: Annotated[int, Field(ge=1_024, le=10_000_000)] | None = None
    """Tokens that the model takes in; None: 4096, or what the server says."""
    llm_max_tokens: Annotated[int, Field(ge=1, le=1_000_000)] = 512
    llm_timeout: Seconds = 40.0
    """For one answer, wall clock."""
    llm_concurrency: Annotated[int, Field(ge=1, le=1_000)] = 8
    llm_extra_body: str | None = None
    """JSON object that is merged into each request, such as ``{"enable_thinking": false}``."""
    limits: Limits = Field(default_factory=Limits)

    @field_validator("admin_key", "reader_key")
    @classmethod
    def _usable_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is None:
            return None
        text = key.get_secret_value()
        if not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("密钥只能用可见的 ASCII 字符，不含空格")
        if not SHORTEST_KEY <= len(text) <= LONGEST_KEY:
            raise ValueError(f"密钥应有 {SHORTEST_KEY}–{LONGEST_KEY} 个字符")
        return key

    @field_validator("frame_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_ORIGIN.fullmatch(origin) for origin in origins):
            raise ValueError("应为 https://主机名 或 https://主机名:端口，多个用逗号隔开")
        return origins

    @field_validator("llm_extra_body")
    @classmethod
    def _json_object(cls, text: str | None) -> str | None:
        try:
            value = json.loads(text or "{}")
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise ValueError('应是 JSON 对象，如 {"enable_thinking": false}')
        return text

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: keys, and an address of the model that may carry one."""
        keys = (self.admin_key, self.reader_key, self.llm_api_key)
        return (*(key.get_secret_value() for key in keys if key), self.llm_base_url or "")

    @property
    def llm_extra(self) -> dict[str, Any]:
        """``llm_extra_body`` as an object."""
        return dict(json.loads(self.llm_extra_body or "{}"))

    @property
    def llm_configured(self) -> bool:
        named = self.llm_model and (self.llm_base_url or self.llm_api_key)
        return bool(self.llm_gguf or named)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], **overrides: Any) -> Self:
        """Settings from ``environ``; ``overrides`` that are not None win.

        Raises ConfigurationError for an unknown ``WENJU_`` variable and for a value out of range;
        the message never repeats a value.
        """
        values = _from_variables(environ)
        values.update({name: value for name, value in overrides.items() if value is not None})
        limits = {name: values.pop(name) for name in Limits.model_fields if name in values}
        values.setdefault("limits", limits)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigurationError(_explain(error)) from None

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """Settings of this process."""
        return cls.from_environment(os.environ, **overrides)


def variable(setting: str) -> str:
    """The environment variable of a setting or limit: ``json_bytes`` → ``WENJU_JSON_BYTES``."""
    return PREFIX + setting.upper()


def known_variables() -> list[str]:
    names = [name for name in Settings.model_fields if name != "limits"]
    return sorted(variable(name) for name in [*names, *Limits.model_fields])


def _from_variables(environ: Mapping[str, str]) -> dict[str, Any]:
    known = known_variables()
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ConfigurationError(_unknown(unknown[0], known))
    given = {name.removeprefix(PREFIX).lower(): environ[name] for name in known if name in environ}
    for name, setting in FOREIGN.items():
        given[setting] = given.get(setting) or environ.get(name, "")
    return {name: value for name, value in given.items() if value.strip()}


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    return f"不认识的环境变量 {name}，最接近的是 {near[0]}；请改名或取消设置。"


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][-1]) if first["loc"] else "settings"
    if first["type"] == "extra_forbidden":
        return f"不认识的设置 {name}；可用的环境变量：{'、'.join(known_variables())}。"
    return f"设置 {variable(name)} 的值无效：{_reason(first['type'], first.get('ctx') or {})}。"


def _reason(kind: str, context: dict[str, Any]) -> str:
    if kind == "value_error":
        return str(context.get("error", "不合格式"))
    for bound, word in (("ge", "不小于"), ("gt", "大于"), ("le", "不大于"), ("lt", "小于")):
        if bound in context:
            return f"应{word} {context[bound]}"
    if kind.startswith(("int", "float")):
        return "应为数字"
    if kind.startswith("bool"):
        return "应为 true 或 false"
    return "类型或长度不对"
