"""The error tree.

    WenjuError
    ├── InvalidRequest          400  the request is malformed
    │   └── InvalidValue        422  a value is out of its range
    ├── Unauthorized            401
    ├── Forbidden               403
    ├── NotFound                404
    ├── Conflict                409
    ├── TooLarge                413  over a limit
    ├── UnsupportedFormat       415  no reader for this kind of file
    ├── UnreadableDocument      422  a known format, but broken
    │   ├── EncryptedDocument   422
    │   └── NoText              422  nothing to read in it: empty, or images only
    ├── TooManyRequests         429  with ``retry_after``
    ├── Unavailable             503  with ``retry_after``
    ├── DiskFull                507
    ├── LibraryError            500  the data folder cannot be used as it is
    │   ├── LibraryTooNew            written by a newer version
    │   └── EmbedderMismatch         its vectors come from another embedder
    └── ConfigurationError      500  a setting is wrong

``message`` is Chinese, for the user: what was wrong, what was received, what to do.
It never holds a path of the machine (a name the user gave is fine), nor a version or a secret.
"""

from __future__ import annotations

from typing import ClassVar


class WenjuError(Exception):
    """Base of every error this project raises on purpose."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after
        """Seconds after which the same call may succeed, or None."""


class InvalidRequest(WenjuError):
    code = "invalid_request"
    status = 400


class InvalidValue(InvalidRequest):
    code = "invalid_value"
    status = 422


class Unauthorized(WenjuError):
    code = "unauthorized"
    status = 401


class Forbidden(WenjuError):
    code = "forbidden"
    status = 403


class NotFound(WenjuError):
    code = "not_found"
    status = 404


class Conflict(WenjuError):
    code = "conflict"
    status = 409


class TooLarge(WenjuError):
    code = "too_large"
    status = 413


class UnsupportedFormat(WenjuError):
    code = "unsupported_format"
    status = 415


class UnreadableDocument(WenjuError):
    code = "unreadable_document"
    status = 422


class EncryptedDocument(UnreadableDocument):
    code = "encrypted_document"


class NoText(UnreadableDocument):
    code = "no_text"


class TooManyRequests(WenjuError):
    code = "too_many_requests"
    status = 429


class Unavailable(WenjuError):
    code = "unavailable"
    status = 503


class DiskFull(WenjuError):
    code = "disk_full"
    status = 507


class LibraryError(WenjuError):
    code = "library_error"


class LibraryTooNew(LibraryError):
    code = "library_too_new"


class EmbedderMismatch(LibraryError):
    code = "embedder_mismatch"


class ConfigurationError(WenjuError):
    code = "configuration_error"
