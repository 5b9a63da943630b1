"""Who may call what: access keys and the roles that they open."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.settings import LONGEST_KEY, Settings

Role = Literal["public", "reader", "admin"]
"""What a route asks for; ``admin`` opens ``reader`` routes too, ``public`` asks for nothing."""

_RANK: dict[Role, int] = {"public": 0, "reader": 1, "admin": 2}
_BEARER = re.compile(rb"[Bb]earer +([\x21-\x7e]+) *")
_STORED = re.compile(r"sha256:([0-9a-fA-F]{64})")


def new_key() -> str:
    """A fresh key: 32 random bytes, URL-safe."""
    return secrets.token_urlsafe(32)


def stored_form(key: str) -> str:
    """What may stand in a setting instead of the key itself."""
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def allows(held: Role, needed: Role) -> bool:
    return _RANK[held] >= _RANK[needed]


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """Digests of the keys that are set; the keys themselves are not kept."""

    admin: bytes | None
    reader: bytes | None

    @classmethod
    def from_settings(cls, settings: Settings) -> Keyring:
        keys = (settings.admin_key, settings.reader_key)
        admin, reader = (_digest(key.get_secret_value()) if key else None for key in keys)
        return cls(admin, reader)

    @property
    def is_open(self) -> bool:
        """No key is set: everybody is admin."""
        return self.admin is None and self.reader is None

    def role(self, authorization: Sequence[bytes]) -> Role | None:
        """The role that the values of the ``Authorization`` headers open, or None.

        None, two, not Bearer, empty, over-long and unknown keys all give None. Each comparison
        takes the same time whatever the key.
        """
        if self.is_open:
            return "admin"
        digest = _presented(authorization)
        held: Role | None = None
        if _same(digest, self.reader):
            held = "reader"
        if _same(digest, self.admin):
            held = "admin"
        return held


def _digest(key: str) -> bytes:
    stored = _STORED.fullmatch(key)
    return bytes.fromhex(stored[1]) if stored else hashlib.sha256(key.encode()).digest()


def _presented(authorization: Sequence[bytes]) -> bytes | None:
    if len(authorization) != 1 or len(authorization[0]) > LONGEST_KEY + 16:
        return None
    match = _BEARER.fullmatch(authorization[0])
    return hashlib.sha256(match[1]).digest() if match else None


def _same(digest: bytes | None, known: bytes | None) -> bool:
    return digest is not None and known is not None and hmac.compare_digest(digest, known)
