"""Keys that ``wenju keys`` makes: a file in the data folder, which a running server reads again.

Only sha256 digests of the keys stand in it. A key is 32 random bytes, so no salt and no slow hash
is needed: nobody can go through 2^256 keys.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Literal

from corpus.errors import ConfigurationError, Conflict, InvalidValue, NotFound
from corpus.files import Disk, locked

FILE = "keys.json"
MOST_KEYS = 1_000
LONGEST_FILE = 1024**2
LOCK_SECONDS = 5.0
KeyRole = Literal["reader", "admin"]
ROLES: tuple[KeyRole, ...] = ("reader", "admin")
Clock = Callable[[], datetime]
_NAME = re.compile(r"\w[\w.-]{0,63}")
_RESERVED = "wenju_"
"""Names of keys that stand in settings begin so."""


class BrokenKeyFile(ConfigurationError):
    """Nobody is let in by a file that cannot be understood."""

    status: ClassVar[int] = 503

    def __init__(self) -> None:
        super().__init__(
            f"密钥文件 {FILE} 已损坏或无法读取；请从备份恢复，"
            "或删除它后用 wenju keys add 重新生成密钥。",
            retry_after=60,
        )


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One key as it is kept: who it is for and what it opens, not the key itself."""

    name: str
    role: KeyRole
    sha256: str = field(repr=False)
    created: str
    """UTC, ISO 8601 with seconds; so is ``expires``."""
    expires: str | None = None

    @property
    def digest(self) -> bytes:
        return bytes.fromhex(self.sha256)

    def is_live(self, at: datetime) -> bool:
        return self.expires is None or at < datetime.fromisoformat(self.expires)

    def as_json(self) -> dict[str, Any]:
        """What may be shown."""
        return {name: value for name, value in asdict(self).items() if name != "sha256"}


class KeyFile:
    """The keys of one data folder. Writers of several processes queue at a lock."""

    def __init__(self, folder: Path, clock: Clock = now, disk: Disk | None = None) -> None:
        self.path = folder / FILE
        self._clock, self._disk = clock, disk or Disk()

    def load(self) -> tuple[StoredKey, ...] | None:
        """The keys, expired ones too; None when there is no file. Raises BrokenKeyFile."""
        try:
            with self.path.open("rb") as file:
                raw = file.read(LONGEST_FILE + 1)
        except FileNotFoundError:
            return None
        except OSError:
            raise BrokenKeyFile from None
        return _parsed(raw)

    def add(self, name: str, role: KeyRole, days: int | None = None) -> str:
        """A new key, shown here and never again. Raises Conflict for a name in use."""
        _check_name(name)
        if days is not None and not 1 <= days <= 36_500:
            raise InvalidValue(f"--days 应在 1 到 36500 之间，收到 {days}；请改正。")
        key = new_key()
        at = self._clock()
        expires = (at + timedelta(days=days)).isoformat(timespec="seconds") if days else None
        digest = hashlib.sha256(key.encode()).hexdigest()
        fresh = StoredKey(name, role, digest, at.isoformat(timespec="seconds"), expires)
        self._change(lambda known: _with(known, fresh))
        return key

    def revoke(self, name: str) -> None:
        """The key opens nothing from now on. Raises NotFound."""
        self._change(lambda known: _without(known, name))

    def _change(self, change: Callable[[list[StoredKey]], list[StoredKey]]) -> None:
        self._disk.make_folder(self.path.parent)
        with locked(self.path.with_suffix(".lock"), timeout=LOCK_SECONDS):
            keys = change(list(self.load() or ()))
            shape = {"version": 1, "keys": [asdict(key) for key in keys]}
            text = json.dumps(shape, ensure_ascii=False, indent=1)
            self._disk.replace(self.path, text.encode() + b"\n")


class WatchedKeys:
    """The keys as they stand in the file now; it is read again only when it has changed."""

    def __init__(self, file: KeyFile) -> None:
        self._file = file
        self._seen: tuple[int, int, int] | None = None
        self._keys: tuple[StoredKey, ...] | None = None

    def current(self) -> tuple[StoredKey, ...] | None:
        """None as long as there never was a file: one that vanishes opens nothing to anybody.

        Raises BrokenKeyFile.
        """
        stamp = self._stamp()
        if stamp is None:
            self._keys = None if self._keys is None else ()
            self._seen = None
        elif stamp != self._seen:
            self._keys = ()  # stays so when the file is broken
            self._keys = self._file.load() or ()
            self._seen = stamp
        return self._keys

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.path.stat()
        except FileNotFoundError:
            return None
        except OSError:
            raise BrokenKeyFile from None
        return found.st_ino, found.st_mtime_ns, found.st_size


def new_key() -> str:
    """A fresh key: 32 random bytes, URL-safe."""
    return secrets.token_urlsafe(32)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or name.lower().startswith(_RESERVED):
        raise InvalidValue(
            "密钥的名称以文字或数字开头，其余可用点、横线和下划线，最多 64 个字符，"
            f"不能以 {_RESERVED.upper()} 开头；请换一个名称。"
        )


def _with(known: list[StoredKey], fresh: StoredKey) -> list[StoredKey]:
    if any(key.name == fresh.name for key in known):
        raise Conflict(
            f"已有名为 {fresh.name} 的密钥；请换一个名称，或先用 wenju keys revoke 吊销它。"
        )
    if len(known) >= MOST_KEYS:
        raise Conflict(f"密钥已有 {MOST_KEYS} 把；请先用 wenju keys revoke 吊销不用的。")
    return [*known, fresh]


def _without(known: list[StoredKey], name: str) -> list[StoredKey]:
    kept = [key for key in known if key.name != name]
    if len(kept) == len(known):
        raise NotFound("没有这个名称的密钥；请用 wenju keys list 查看。")
    return kept


def _parsed(raw: bytes) -> tuple[StoredKey, ...]:
    if len(raw) > LONGEST_FILE:
        raise BrokenKeyFile
    try:
        shape = json.loads(raw)
        if shape["version"] != 1:
            raise BrokenKeyFile
        keys = tuple(StoredKey(**one) for one in shape["keys"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BrokenKeyFile from None
    _check(keys)
    return keys


def _check(keys: Iterable[StoredKey]) -> None:
    for key in keys:
        try:
            whole = len(key.digest) == 32 and key.role in ROLES
            if key.expires is not None:
                whole = whole and datetime.fromisoformat(key.expires).tzinfo is not None
        except (ValueError, TypeError):
            whole = False
        if not whole or not isinstance(key.name, str):
            raise BrokenKeyFile
