from __future__ import annotations

import pytest

from qa.keys import Keyring, allows, new_key, stored_form
from qa.settings import Settings

ADMIN, READER = "admin-key-0123456789", "reader-key-0123456789"


def keyring(**keys: str) -> Keyring:
    return Keyring.from_settings(Settings.from_environment({}, **keys))


BOTH = keyring(admin_key=ADMIN, reader_key=READER)


def test_without_keys_everybody_is_admin() -> None:
    """A service on loopback that has no key is open."""
    assert keyring().role([]) == "admin"


def test_each_key_opens_its_role() -> None:
    """The admin key gives admin, the reader key reader."""
    assert BOTH.role([f"Bearer {ADMIN}".encode()]) == "admin"
    assert BOTH.role([f"bearer  {READER} ".encode()]) == "reader"


@pytest.mark.parametrize(
    "values",
    [
        [],
        [b""],
        [b"Bearer"],
        [b"Bearer "],
        [b"Bearer null"],
        [b"Bearer undefined"],
        [ADMIN.encode()],
        [b"Basic " + ADMIN.encode()],
        [b"Bearer " + ADMIN.encode()[:-1]],
        [b"Bearer " + ADMIN.encode() + b"x"],
        [b"Bearer " + ADMIN.encode().upper()],
        [b"Bearer " + ADMIN.encode()] * 2,
        [b"Bearer " + ADMIN.encode() + b" " + READER.encode()],
        [b"Bearer " + ADMIN.encode() + b", Bearer " + ADMIN.encode()],
        [b"Bearer " + b"x" * 20_000],
        [b"Bearer \xff\xfe"],
        [stored_form(ADMIN).encode()],
    ],
)
def test_anything_but_one_right_key_opens_nothing(values: list[bytes]) -> None:
    """Absent, empty, twice, over-long, misshapen and wrong keys are all alike."""
    assert BOTH.role(values) is None


def test_a_key_can_be_set_by_its_digest() -> None:
    """The digest in a setting takes the key, and is no key itself."""
    stored = keyring(admin_key=stored_form(ADMIN))
    assert stored.role([f"Bearer {ADMIN}".encode()]) == "admin"
    assert stored.role([f"Bearer {stored_form(ADMIN)}".encode()]) is None


def test_a_keyring_shows_no_key() -> None:
    """Neither keys nor digests stand in its repr."""
    assert ADMIN not in repr(BOTH)
    assert stored_form(ADMIN).removeprefix("sha256:") not in repr(vars(BOTH))


def test_roles_are_ordered() -> None:
    """An admin may do what a reader may, not the other way round."""
    assert allows("admin", "reader")
    assert allows("reader", "reader")
    assert allows("reader", "public")
    assert not allows("reader", "admin")


def test_new_keys_are_long_and_differ() -> None:
    """A generated key carries 32 random bytes and is accepted as a setting."""
    first, second = new_key(), new_key()
    assert first != second
    assert len(first) >= 43
    assert keyring(admin_key=first).role([f"Bearer {first}".encode()]) == "admin"
