from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qa.pages import PAGE_FOLDER

PAGES = sorted(PAGE_FOLDER.glob("*.html"))
MODULES = sorted(PAGE_FOLDER.glob("*.js"))
SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
MOST_SCRIPT = 50 * 1024
STYLE = (PAGE_FOLDER / "style.css").read_text(encoding="utf-8")


class Elements(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(page: Path) -> list[tuple[str, dict[str, str | None]]]:
    return Elements(page.read_text(encoding="utf-8")).found


ELEMENTS = [element for page in PAGES for element in elements(page)]


def test_the_page_has_no_inline_code() -> None:
    """Under the content policy inline scripts, styles and handlers would not run."""
    for tag, attributes in ELEMENTS:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert str(attributes.get("src")).removeprefix("/") in {one.name for one in MODULES}


def test_the_page_loads_nothing_from_elsewhere() -> None:
    """Every address is on this server."""
    for _, attributes in ELEMENTS:
        for name in ("src", "href"):
            assert str(attributes.get(name, "/"))[0] in "/#"
    assert not re.search(r"https?://|//[a-z]+\.|@import|url\(", SCRIPT + STYLE)


@pytest.mark.parametrize(
    "sink",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
     "DOMParser", "srcdoc", ".style", ".href", ".src", "createContextualFragment", "location"],
)  # fmt: skip
def test_the_script_uses_no_sink_that_parses(sink: str) -> None:
    """Text reaches the page as text only."""
    assert sink not in SCRIPT


def test_the_script_stays_small() -> None:
    """All modules together are at most 50 KB, uncompressed."""
    assert len(SCRIPT.encode()) <= MOST_SCRIPT


@pytest.mark.parametrize(
    ("page", "own"),
    [("index.html", ["app.js", "source.js"]), ("documents.html", ["documents.js", "worklist.js"])],
)
def test_the_script_finds_every_element_it_names(page: str, own: list[str]) -> None:
    """Each id that a page's modules look up stands in the page, once."""
    found = [attributes for _, attributes in elements(PAGE_FOLDER / page)]
    ids = [attributes["id"] for attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for name in [*own, "theme.js"]:
        script = (PAGE_FOLDER / name).read_text(encoding="utf-8")
        assert set(re.findall(r'find\("([\w-]+)"\)', script)) <= set(ids)


def test_every_field_has_a_label() -> None:
    """A screen reader can name each field."""
    labelled = {attributes.get("for") for tag, attributes in ELEMENTS if tag == "label"}
    for tag, attributes in ELEMENTS:
        if tag in {"input", "textarea", "select"}:
            assert "aria-label" in attributes or attributes["id"] in labelled


def test_the_pages_are_chinese_and_fit_a_phone() -> None:
    """Language, width and both colour schemes are declared."""
    assert ELEMENTS.count(("html", {"lang": "zh-CN"})) == len(PAGES)
    for page in PAGES:
        html = page.read_text(encoding="utf-8")
        assert 'content="width=device-width, initial-scale=1"' in html
    assert "prefers-color-scheme: dark" in STYLE


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_the_script_is_valid(module: Path) -> None:
    """Each module parses."""
    checked = subprocess.run(
        ["node", "--input-type=module", "--check"], stdin=module.open("rb"), check=False
    )
    assert checked.returncode == 0
