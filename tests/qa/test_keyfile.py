from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import Conflict, InvalidValue, NotFound
from corpus.files import Disk
from qa.http import check_exposure, create_app
from qa.keyfile import FILE, BrokenKeyFile, KeyFile
from qa.keys import Keyring
from qa.settings import Settings
from tests.asgi import call
from tests.fakes import FakeService

START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def bearer(key: str) -> list[bytes]:
    return [f"Bearer {key}".encode()]


def ring(folder: Path, clock: Clock | None = None, **keys: str) -> Keyring:
    settings = Settings.from_environment({}, data=folder, **keys)
    return Keyring.from_settings(settings, clock or Clock())


def test_a_running_keyring_takes_new_keys_and_drops_revoked_ones(tmp_path: Path) -> None:
    """Each change of the file counts at once, without a restart."""
    file, running = KeyFile(tmp_path), ring(tmp_path)
    assert running.is_open
    reader, admin = file.add("网页", "reader"), file.add("运维", "admin")
    assert (running.role(bearer(reader)), running.role(bearer(admin))) == ("reader", "admin")
    assert running.role([]) is None
    holder = running.holder(bearer(reader))
    assert holder is not None
    assert holder.name == "网页"
    file.revoke("网页")
    assert running.role(bearer(reader)) is None
    assert running.role(bearer(admin)) == "admin"


def test_the_last_key_revoked_opens_nothing(tmp_path: Path) -> None:
    """A list of keys that became empty, or whose file vanished, lets nobody in."""
    file, running = KeyFile(tmp_path), ring(tmp_path)
    key = file.add("one", "admin")
    assert running.role(bearer(key)) == "admin"
    file.revoke("one")
    assert (running.role([]), running.role(bearer(key))) == (None, None)
    file.path.unlink()
    assert running.role([]) is None


def test_only_the_digest_is_kept_and_only_for_the_owner(tmp_path: Path) -> None:
    """Neither the key nor a part of it stands in the file, which is 0600, as is its lock."""
    key = KeyFile(tmp_path).add("one", "reader")
    for path in tmp_path.iterdir():
        assert key[:12].encode() not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(key) >= 43


def test_a_key_ends_with_its_days(tmp_path: Path) -> None:
    """One second before its time it opens, at its time no more."""
    clock = Clock()
    key = KeyFile(tmp_path, clock).add("week", "reader", days=7)
    running = ring(tmp_path, clock)
    clock.now = START + timedelta(days=7, seconds=-1)
    assert running.role(bearer(key)) == "reader"
    clock.now += timedelta(seconds=1)
    assert running.role(bearer(key)) is None


def test_keys_of_settings_and_of_the_file_stand_side_by_side(tmp_path: Path) -> None:
    """Both open; the names tell them apart."""
    key = KeyFile(tmp_path).add("one", "reader")
    running = ring(tmp_path, admin_key="admin-key-0123456789")
    holder = running.holder(bearer("admin-key-0123456789"))
    assert holder is not None
    assert (holder.name, running.role(bearer(key))) == ("WENJU_ADMIN_KEY", "reader")


def test_names_are_unique_plain_and_not_those_of_settings(tmp_path: Path) -> None:
    """What could not stand in a log line, or would pass for another, is refused."""
    file = KeyFile(tmp_path)
    file.add("one", "reader")
    with pytest.raises(Conflict, match="revoke"):
        file.add("one", "admin")
    for name in ("", "a b", "a\nb", "-", "x" * 65, "WENJU_ADMIN_KEY", "../x", "\u202ename"):
        with pytest.raises(InvalidValue):
            file.add(name, "reader")
    with pytest.raises(NotFound):
        file.revoke("two")


BROKEN: dict[str, Any] = {
    "empty": b"",
    "half": b'{"version": 1, "ke',
    "other version": b'{"version": 2, "keys": []}',
    "list": b"[]",
    "number": b"7",
    "deep": b"[" * 100_000,
    "endless": b" " * 1_100_000,
    "short digest": json.dumps(
        {
            "version": 1,
            "keys": [{"name": "a", "role": "admin", "sha256": "ab", "created": ""}],
        }
    ).encode(),
    "unknown role": json.dumps(
        {
            "version": 1,
            "keys": [{"name": "a", "role": "root", "sha256": "ab" * 32, "created": ""}],
        }
    ).encode(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_lets_nobody_in(tmp_path: Path, name: str) -> None:
    """503 in the fixed shape for whoever needs a key, and the service goes on."""
    (tmp_path / FILE).write_bytes(BROKEN[name])
    with pytest.raises(BrokenKeyFile):
        ring(tmp_path).holder(bearer("x" * 43))
    app = create_app(FakeService(), Settings.from_environment({}, data=tmp_path))
    reply = call(app, "GET", "/api/v1/documents", headers=[("authorization", "Bearer abcdefgh")])
    assert reply.error[:2] == (503, "configuration_error")
    assert reply.headers["retry-after"]
    assert str(tmp_path) not in reply.text
    assert call(app, "GET", "/livez").status == 200


def test_keys_of_settings_open_beside_a_broken_file(tmp_path: Path) -> None:
    """The way in for whoever mends it."""
    (tmp_path / FILE).write_bytes(b"")
    running = ring(tmp_path, admin_key="admin-key-0123456789")
    assert running.role(bearer("admin-key-0123456789")) == "admin"


def test_a_kill_while_writing_leaves_the_old_keys_or_the_new(tmp_path: Path) -> None:
    """Whatever step is the last one, the file can be read and holds one of the two states."""

    class Stopped(Exception):
        pass

    class Stops(Disk):
        def __init__(self, at: int) -> None:
            self.left = at

        def reached(self, step: str) -> None:
            self.left -= 1
            if not self.left:
                raise Stopped(step)

    KeyFile(tmp_path).add("old", "reader")
    for step in range(1, 20):
        try:
            KeyFile(tmp_path, disk=Stops(step)).add(f"new{step}", "reader")
        except Stopped:
            names = {key.name for key in KeyFile(tmp_path).load() or ()}
            assert names in ({"old"}, {"old", f"new{step}"})
            (tmp_path / FILE).unlink()
            KeyFile(tmp_path).add("old", "reader")
        else:
            assert step > 2
            return
    raise AssertionError("it never came to its end")


def test_an_admin_key_of_the_file_is_enough_to_listen_beyond_loopback(tmp_path: Path) -> None:
    """A reader's or an expired admin's key is not."""
    from corpus.errors import ConfigurationError

    settings = Settings.from_environment({}, data=tmp_path, host="192.0.2.1")
    clock = Clock()
    clock.now -= timedelta(days=3_000)
    KeyFile(tmp_path).add("reader", "reader")
    KeyFile(tmp_path, clock).add("old", "admin", days=1)
    with pytest.raises(ConfigurationError, match="wenju keys add"):
        check_exposure(settings)
    KeyFile(tmp_path).add("admin", "admin")
    check_exposure(settings)
