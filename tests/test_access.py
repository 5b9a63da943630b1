"""What is promised about access and operation, tried at the size that fits a test run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from tests.campaign import access_limits, access_program, access_roles
from tests.campaign.access_canaries import Canaries
from tests.campaign.row import Row


@pytest.mark.parametrize(
    "part", [access_roles.rows, access_limits.rows, access_program.rows], ids=lambda p: p.__module__
)
def test_every_promise_is_kept(part: Callable[[bool], Iterator[Row]]) -> None:
    """No row of the part is a shortfall, and each says what was measured."""
    rows = list(part(False))
    assert [row for row in rows if not row.kept] == []
    texts = [text for row in rows for text in (row.promise, row.how, row.figure)]
    assert all(text and "|" not in text and "\n" not in text for text in texts)


def test_a_canary_is_found_in_every_writing() -> None:
    """Plain, as JSON escapes it and in hexadecimal; nothing is found where nothing is."""
    canaries = Canaries()
    text = canaries.texts["问题"]
    for written in (text, json.dumps({"q": text}), text.encode().hex()):
        assert canaries.found(f"line {written} end") == ["问题"]
    assert canaries.found(canaries.keys["模型密钥"], keys_only=True) == ["模型密钥"]
    assert canaries.found(text, keys_only=True) == []
    assert canaries.found("nothing") == []
