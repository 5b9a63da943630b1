"""What must not be tracked: secrets, and names of the machines that this was made on."""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def tracked() -> list[Path]:
    """The files that git knows, where there is git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if listed.returncode:
        pytest.skip("not a git checkout: the tracked files are not known")
    return [
        ROOT / one for one in listed.stdout.decode().split("\0") if one and (ROOT / one).is_file()
    ]


@cache
def texts() -> list[tuple[str, int, str]]:
    """Each line of each tracked text file."""
    found: list[tuple[str, int, str]] = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            lines = data.decode("utf-8", "replace").splitlines()
            found += [
                (path.relative_to(ROOT).as_posix(), number, line)
                for number, line in enumerate(lines, 1)
            ]
    return found


KEYS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bsk-(?:proj-|ant-)?[A-Za-z0-9]{20,}|\bgh[pousr]_[A-Za-z0-9]{30,}"
    r"|\bglpat-[\w-]{20}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bxox[abprs]-[\w-]{10,}|\bhf_[A-Za-z]{30,}"
    r"|\bAIza[\w-]{35}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|\bpypi-[\w-]{40,}|\bnpm_[A-Za-z0-9]{30,}"
)
TOKEN = re.compile(r"[A-Za-z0-9+/_-]{32,}")
RANDOM = 4.3
"""Bits a character; 32 random characters of base64 have 4.6, words and names below 4."""
NOT_SECRET = {
    "qa/model/tokenizer.json": "vocabulary of the reader",
}
"""Files with words that look drawn by chance, and what they are."""


def entropy(text: str) -> float:
    """Bits a character (Shannon 1948)."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def looks_secret(line: str) -> bool:
    if KEYS.search(line):
        return True
    words = [
        word for word in TOKEN.findall(line) if re.search(r"\d", word) and re.search("[A-Z]", word)
    ]
    return any(entropy(word) >= RANDOM for word in words)


def test_no_secret_is_tracked() -> None:
    """No key of a known form and no word that looks drawn by chance."""
    found = [f"{p}:{n}" for p, n, line in texts() if looks_secret(line) and p not in NOT_SECRET]
    assert found == []


def test_secrets_are_recognised() -> None:
    """Made here, piece by piece, so that they are none themselves."""
    assert looks_secret("key = sk-" + "Abc123" * 5)
    assert looks_secret("-----BEGIN RSA " + "PRIVATE KEY-----")
    assert looks_secret("x = '" + "q8ZrT0vLk3" + "WmYx71PdNb" + "Ue5Hs92JcKa4" + "'")
    assert not looks_secret("def test_a_long_name_of_a_test_about_something_2024(tmp_path): ...")
    assert not looks_secret("sha256:" + "0123456789abcdef" * 4)


MACHINE = re.compile(
    r"(?<![\w.])/(?:wor[k]/|hom[e]/\w|roo[t]/|User[s]/\w|opt/pyp[i]|tm[p]/wt)|C:\\User[s]"
    r"|(?:pyp[i]|test\.pyp[i])\.org|pythonhoste[d]|registry\.npmj[s]|--?(?:extra-)?index-ur[l]",
    re.IGNORECASE,
)
INVENTED = {"tests/qa/test_middleware.py": "a path that must not come out"}


def test_no_file_names_a_machine() -> None:
    """No folder of a developer's machine and no host of a package registry."""
    found = [
        f"{p}:{n} {line[:80]}"
        for p, n, line in texts()
        if MACHINE.search(line) and p not in INVENTED
    ]
    assert found == []


def test_machine_paths_are_recognised() -> None:
    """The pattern is written so that it does not find itself."""
    for text in (
        "/wor" + "k/main",
        "~ /hom" + "e/me",
        "https://pyp" + "i.org/simple",
        "C:\\User" + "s",
    ):
        assert MACHINE.search(text)
    assert not MACHINE.search("framework/main, /workbook, /api/v1/ask")
