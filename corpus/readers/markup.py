"""The one door to lxml: hardened parsers. No entity is expanded, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from lxml import etree, html  # type: ignore[import-untyped]

Element = Any
"""An lxml element: its tag (a string, or no string for comments), text, tail, attributes."""


def xml(data: bytes) -> Element:
    """The root element. Raises ``ValueError`` for what is not well formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


def html_page(text: str) -> Element:
    """The root element of a page, mended where its markup is broken. ValueError if there is none."""
    # Given as UTF-8 bytes: a declaration of another encoding inside the text is thereby void.
    # Huge trees are let through: this parser only ever runs inside the sandbox.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8"), parser)
    except etree.ParserError as error:
        raise ValueError(str(error)) from error


def local(element: Element) -> str:
    """The tag without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, name: str) -> list[Element]:
    """Children of a local name, whatever their namespace; none of None."""
    return [] if element is None else [found for found in element if local(found) == name]


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that local name, and so on down ``path``; None where one is missing."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local(found) == name), None)
    return element


def attribute(element: Element | None, name: str) -> str:
    """An attribute by its local name, whatever its namespace; empty where it is missing."""
    if element is None:
        return ""
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def stream(file: IO[bytes], names: Iterable[str]) -> Iterator[Element]:
    """Elements of these local names as they end, each forgotten afterwards; ValueError as ``xml``."""
    wanted = [f"{{*}}{name}" for name in names]
    events = etree.iterparse(
        file, events=("end",), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
