"""Who may call what, in the description of the interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa.routes import Route

_SCHEME = "key"


def with_roles(told: dict[str, Any], routes: Iterable[Route]) -> dict[str, Any]:
    """``told`` (OpenAPI) with the role of each route, as ``x-role``, and how a key is sent."""
    for route in routes:
        operation = told["paths"][route.path][route.method.lower()]
        operation["x-role"] = route.role
        operation["security"] = [] if route.role == "public" else [{_SCHEME: []}]
    schemes = {_SCHEME: {"type": "http", "scheme": "bearer"}}
    return {**told, "components": {**told.get("components", {}), "securitySchemes": schemes}}
