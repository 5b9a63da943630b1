"""Routes for looking after the documents: originals, cuts, suggestions, the work list."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from corpus.document import StoredChunk
from qa.routes import Call, Reply, Route, json_reply


def original(call: Call) -> Reply:
    """Gives the file that a document was made from, as it came in."""
    id = call.path["id"]
    name = PurePosixPath(call.service.info(id).source).name
    # Never shown by the browser, whatever the bytes are: an attachment of no known type.
    return Reply(
        call.service.original(id),
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )


def chunks(call: Call) -> Reply:
    """Shows how a document was cut."""
    return json_reply({"chunks": [chunk_json(one) for one in call.service.chunks(call.path["id"])]})


def chunk_json(stored: StoredChunk) -> dict[str, Any]:
    chunk = stored.chunk
    return {
        "ordinal": chunk.ordinal,
        "section": chunk.section,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
    }


def worklist(call: Call) -> Reply:
    """Lists refused questions and bad marks."""
    return json_reply(call.service.worklist().as_json())


def suggestions(call: Call) -> Reply:
    """Gives a few questions that the documents answer."""
    return json_reply({"questions": list(call.service.suggestions())})


BROWSING_ROUTES = (
    Route("GET", "/api/v1/documents/{id}/file", "reader", original),
    Route("GET", "/api/v1/documents/{id}/chunks", "reader", chunks),
    Route("GET", "/api/v1/worklist", "admin", worklist),
    Route("GET", "/api/v1/suggestions", "reader", suggestions),
)
