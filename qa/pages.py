"""The files of the page, each a route. They hold nothing secret, so anybody may read them."""

from __future__ import annotations

from pathlib import Path

from qa.routes import Call, Handler, Reply, Route

PAGE_FOLDER = Path(__file__).parent / "page"
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_ADDRESSES = {"index.html": "/", "documents.html": "/documents"}
"""Of the files that have one of their own; the others answer to their names."""


def page_file(path: Path) -> Handler:
    """A handler that gives one file of the page."""

    def give(_call: Call) -> Reply:
        return Reply(path.read_bytes(), media_type=_KINDS[path.suffix])

    give.__doc__ = f"The page: {path.name}."
    return give


def _route(path: Path) -> Route:
    return Route("GET", _ADDRESSES.get(path.name, f"/{path.name}"), "public", page_file(path))


PAGE_ROUTES = tuple(_route(path) for path in sorted(PAGE_FOLDER.iterdir()) if path.suffix in _KINDS)
