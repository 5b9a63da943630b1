from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from qa.routes import PAGE_FOLDER

HTML = (PAGE_FOLDER / "index.html").read_text(encoding="utf-8")
SCRIPT = (PAGE_FOLDER / "app.js").read_text(encoding="utf-8")
STYLE = (PAGE_FOLDER / "style.css").read_text(encoding="utf-8")


class Elements(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(HTML)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


ELEMENTS = Elements().found


def test_the_page_has_no_inline_code() -> None:
    """Under the content policy inline scripts, styles and handlers would not run."""
    for tag, attributes in ELEMENTS:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert attributes.get("src") == "/app.js"


def test_the_page_loads_nothing_from_elsewhere() -> None:
    """Every address is on this server."""
    for _, attributes in ELEMENTS:
        for name in ("src", "href"):
            assert attributes.get(name, "/").startswith("/")  # type: ignore[union-attr]
    assert not re.search(r"https?://|//[a-z]+\.|@import|url\(", SCRIPT + STYLE)


@pytest.mark.parametrize(
    "sink",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
     "DOMParser", "srcdoc", ".style", ".href", ".src", "createContextualFragment", "location"],
)  # fmt: skip
def test_the_script_uses_no_sink_that_parses(sink: str) -> None:
    """Text reaches the page as text only."""
    assert sink not in SCRIPT


def test_the_script_finds_every_element_it_names() -> None:
    """Each id that the script looks up stands in the page, once."""
    ids = [attributes["id"] for _, attributes in ELEMENTS if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'find\("([\w-]+)"\)', SCRIPT)) <= set(ids)


def test_every_field_has_a_label() -> None:
    """A screen reader can name each field."""
    labelled = {attributes.get("for") for tag, attributes in ELEMENTS if tag == "label"}
    fields = {attributes["id"] for tag, attributes in ELEMENTS if tag in {"input", "textarea"}}
    assert fields <= labelled


def test_the_page_is_chinese_and_fits_a_phone() -> None:
    """Language, width and both colour schemes are declared."""
    assert ("html", {"lang": "zh-CN"}) in ELEMENTS
    assert 'content="width=device-width, initial-scale=1"' in HTML
    assert "prefers-color-scheme: dark" in STYLE
    assert "color-scheme: light dark" in STYLE


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_script_is_valid() -> None:
    """It parses as strict JavaScript."""
    checked = subprocess.run(["node", "--check", PAGE_FOLDER / "app.js"], check=False)
    assert checked.returncode == 0
