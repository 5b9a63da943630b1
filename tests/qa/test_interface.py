"""The OpenAPI description of the routes."""

from __future__ import annotations

from typing import Any

import pytest

from qa.http import ROUTES
from qa.interface import describe, usual_status
from qa.routes import Route

BY_NAME = {f"{route.method} {route.path}": route for route in ROUTES}


def statuses(name: str) -> set[str]:
    return set(describe(BY_NAME[name])["responses"])


@pytest.mark.parametrize("route", ROUTES, ids=BY_NAME)
def test_every_route_tells_its_statuses_and_parameters(route: Route) -> None:
    """Success, the refusals of the guards, and each name in its path."""
    described = describe(route)
    assert {str(usual_status(route)), "400", "403", "413", "503"} <= set(described["responses"])
    assert ("401" in described["responses"]) == (route.role != "public")
    in_path = {one["name"] for one in described.get("parameters", []) if one["in"] == "path"}
    assert in_path == {piece[1:-1] for piece in route.path.split("/") if piece.startswith("{")}
    assert ("requestBody" in described) == (route.body != "none")


def test_what_a_route_adds() -> None:
    """Writing may meet a full disk, one document may be missing, a new one is 201."""
    assert {"200", "201", "409", "415", "422", "507"} <= statuses("POST /api/v1/documents")
    assert {"204", "404", "507"} <= statuses("DELETE /api/v1/documents/{id}")
    assert "200" not in statuses("DELETE /api/v1/documents/{id}")
    assert "422" in statuses("GET /api/v1/documents")


def test_no_reference_is_left_in_a_body() -> None:
    """A reference would point to nowhere in the whole document."""

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {name for inner in value.values() for name in names(inner)}
        return (
            {name for inner in value for name in names(inner)} if isinstance(value, list) else set()
        )

    body = describe(BY_NAME["POST /api/v1/ask"])["requestBody"]
    assert not names(body) & {"$ref", "$defs"}
