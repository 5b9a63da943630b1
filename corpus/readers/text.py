"""Plain text: the decoded original, unchanged."""

from __future__ import annotations

from corpus.decode import decode
from corpus.document import Extracted
from corpus.limits import DEFAULT_LIMITS, Limits


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:  # noqa: ARG001 every reader's signature
    """Raises what ``decode`` raises."""
    return Extracted(decode(data))
