"""Who may call what: access keys and the roles that they open."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.keyfile import Clock, KeyFile, KeyRole, StoredKey, WatchedKeys, new_key, now
from qa.settings import LONGEST_KEY, Settings, variable

__all__ = ["Holder", "Keyring", "Role", "allows", "new_key", "stored_form"]

Role = Literal["public", "reader", "admin"]
"""What a route asks for; ``admin`` opens ``reader`` routes too, ``public`` asks for nothing."""

_RANK: dict[Role, int] = {"public": 0, "reader": 1, "admin": 2}
_BEARER = re.compile(rb"[Bb]earer +([\x21-\x7e]+) *")
_STORED = re.compile(r"sha256:([0-9a-fA-F]{64})")


def stored_form(key: str) -> str:
    """What may stand in a setting instead of the key itself."""
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def allows(held: Role, needed: Role) -> bool:
    return _RANK[held] >= _RANK[needed]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who calls: the name of the key, and what it opens."""

    name: str
    """As it was given with ``wenju keys add``; of a key in a setting, the setting; ``-`` when no
    key is needed."""
    role: Role


class Keyring:
    """Digests of the keys in the settings and in the data folder; the keys themselves are not kept.

    Keys of the data folder count as they stand there at each request.
    """

    def __init__(
        self, fixed: Sequence[StoredKey], watched: WatchedKeys, clock: Clock = now
    ) -> None:
        self._fixed, self._watched, self._clock = tuple(fixed), watched, clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = now) -> Keyring:
        given: dict[KeyRole, str | None] = {
            "admin": settings.admin_key.get_secret_value() if settings.admin_key else None,
            "reader": settings.reader_key.get_secret_value() if settings.reader_key else None,
        }
        fixed = [
            StoredKey(variable(f"{role}_key"), role, _digest(key).hex(), "")
            for role, key in given.items()
            if key is not None
        ]
        return cls(fixed, WatchedKeys(KeyFile(settings.data)), clock)

    @property
    def is_open(self) -> bool:
        """No key was ever set: everybody is admin. A list of keys that is empty opens nothing."""
        return not self._fixed and self._watched.current() is None

    @property
    def has_admin(self) -> bool:
        """Somebody holds an admin's key that is good today."""
        at = self._clock()
        keys = [*self._fixed, *(self._watched.current() or ())]
        return any(key.role == "admin" and key.is_live(at) for key in keys)

    def holder(self, authorization: Sequence[bytes]) -> Holder | None:
        """Whose key the values of the ``Authorization`` headers hold, or None.

        None, two, not Bearer, empty, over-long, expired and unknown keys all give None. Each
        comparison takes the same time whatever the key, and all keys are compared. Raises
        BrokenKeyFile when the key is none of the settings and the others cannot be read.
        """
        if self.is_open:
            return Holder("-", "admin")
        digest = _presented(authorization)
        if digest is None:
            return None
        at = self._clock()
        return _match(digest, self._fixed) or _match(
            digest, [key for key in self._watched.current() or () if key.is_live(at)]
        )

    def role(self, authorization: Sequence[bytes]) -> Role | None:
        """The role of ``holder``."""
        found = self.holder(authorization)
        return found.role if found else None


def _match(digest: bytes, keys: Sequence[StoredKey]) -> Holder | None:
    """The strongest of the keys with this digest."""
    same = [key for key in keys if hmac.compare_digest(digest, key.digest)]
    same.sort(key=lambda key: _RANK[key.role])
    return Holder(same[-1].name, same[-1].role) if same else None


def _digest(key: str) -> bytes:
    stored = _STORED.fullmatch(key)
    return bytes.fromhex(stored[1]) if stored else hashlib.sha256(key.encode()).digest()


def _presented(authorization: Sequence[bytes]) -> bytes | None:
    if len(authorization) != 1 or len(authorization[0]) > LONGEST_KEY + 16:
        return None
    match = _BEARER.fullmatch(authorization[0])
    return hashlib.sha256(match[1]).digest() if match else None
