"""What the verbs of the command line share: the service in this process, and its settings."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Protocol

from qa.routes import QaService
from qa.settings import Settings

CLI = "cli"
"""Who acts, for the audit log, when it is no key."""
Progress = Callable[[int, int], None]


class FindingLike(Protocol):
    """One line of a diagnosis."""

    @property
    def name(self) -> str: ...

    @property
    def ok(self) -> bool: ...

    @property
    def message(self) -> str: ...

    @property
    def remedy(self) -> str: ...


class LocalService(QaService, Protocol):
    """What the command line asks of the service besides what HTTP asks."""

    def doctor(self) -> Sequence[FindingLike]: ...

    def rebuild(self, re_embed: bool, progress: Progress | None = None) -> None: ...

    def close(self) -> None: ...


class Opener(Protocol):
    """How the library is opened; ``foreign_vectors`` also takes one of another embedder, for
    nothing but ``rebuild(re_embed=True)``."""

    def __call__(self, settings: Settings, *, foreign_vectors: bool = False) -> LocalService: ...


Verb = Callable[[Namespace, Opener], int]


def settings_of(args: Namespace) -> Settings:
    overrides = {name: getattr(args, name, None) for name in ("data", "host", "port")}
    return Settings.load(**overrides)
