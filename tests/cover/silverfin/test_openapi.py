"""The OpenAPI document: valid, complete, and honest about what each part rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from mock_kit.provenance import Kind
from mock_silverfin.errors import SilverfinError
from mock_silverfin.routes import SERVED
from mock_silverfin.wire.openapi import document
from mock_silverfin.wire.operations import OPERATIONS
from mock_silverfin.wire.served import OURS, Wire

from .support import World


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """Give the tests the document of the fake's own wire."""
    return document(OURS)


def _operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in described["paths"].values():
        yield from methods.values()


def test_the_document_is_valid(described: dict[str, Any]) -> None:
    """OpenAPI 3.1, by its own schema; a strict wire's, too."""
    from openapi_spec_validator import validate  # noqa: PLC0415 - in the dependency group clients

    validate(described)
    validate(document(Wire(strict=True)))


def test_the_document_is_served(world: World, described: dict[str, Any]) -> None:
    """At /openapi.json, without a token."""
    reply = world.send("GET", "/openapi.json")
    assert (reply.status, reply.json) == (200, described)


def test_the_page_shows_every_operation_and_loads_nothing(world: World, described: dict[str, Any]) -> None:
    """Paths, shapes and sources on one page of our own."""
    reply = world.send("GET", "/openapi")
    page = reply.body.decode()
    assert reply.headers["Content-Type"].startswith("text/html")
    for path in described["paths"]:
        assert f"<code>{path}</code>" in page
    for name in described["components"]["schemas"]:
        assert f'id="{name}"' in page
    assert not re.search(r"(src|href)=\"(https?:)?//", page)
    assert "<script" not in page


def test_every_route_of_the_api_is_described(described: dict[str, Any]) -> None:
    """The table has an operation for each, and none that is not served."""
    api = {route.operation for route in SERVED if route.path.startswith("/api/")} | {"token"}
    assert set(OPERATIONS) == api
    assert {operation["operationId"] for operation in _operations(described)} == api


def test_everything_says_what_it_rests_on(described: dict[str, Any]) -> None:
    """Operations, parameters, statuses and members."""
    claims = []
    for operation in _operations(described):
        claims += [operation["x-provenance"], *(one["x-provenance"] for one in operation["parameters"])]
        for response in operation["responses"].values():
            found = response["x-provenance"]
            claims += found if isinstance(found, list) else [found]
    for schema in described["components"]["schemas"].values():
        claims += [member["x-provenance"] for member in schema["properties"].values()]
    kinds = {kind.value for kind in Kind}
    assert len(claims) > 300
    assert all(claim["kind"] in kinds and claim["source"] for claim in claims)


def test_every_kind_of_refusal_says_what_it_rests_on() -> None:
    """So no status can be made up without saying so; meanings tell them apart."""
    found: list[type[SilverfinError]] = [SilverfinError]
    for kind in found:
        found += kind.__subclasses__()
    assert all(kind.rests.source for kind in found)


def test_a_strict_wire_describes_what_it_serves() -> None:
    """What is assumed answers 501 alone; what is known has no assumed member left."""
    described = document(Wire(strict=True))
    answers = {operation["operationId"]: set(operation["responses"]) for operation in _operations(described)}
    assert "200" not in answers["submit"]
    assert "200" in answers["sync_info"]
    members = described["components"]["schemas"]["FirmAnswer"]["properties"]
    assert list(members) == ["name"]


def test_a_head_tells_how_long_the_answer_would_be(world: World) -> None:
    """And has no body."""
    length = str(len(world.send("GET", "/openapi.json").body))
    head = world.send("HEAD", "/openapi.json")
    assert (head.status, head.headers["Content-Length"], head.body) == (200, length, b"")
