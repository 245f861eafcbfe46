"""The control API of the fake Silverfin: what an accountant does, asked for from any language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from .receiver import Receiver, receiving
from .support import World


def _control(world: World, method: str, path: str, **given: Any) -> Any:
    body = json.dumps(given).encode() if method == "POST" else b""
    headers = {"Content-Type": "application/json"} if body else {}
    reply = world.send(method, f"/_twinledger/silverfin/{path}", body, headers)
    return reply.json if reply.status == 200 else (reply.status, reply.json["error"])


@pytest.fixture
def receiver(world: World) -> Iterator[Receiver]:
    """Give a test a receiver that is told of everything."""
    application = world.application
    with receiving(application.webhook_signing_token_1, application.webhook_signing_token_2) as receiver:
        application.add_webhook(world.admin, world.firm, receiver.url)
        yield receiver


def test_an_accountant_links_locks_requests_and_unlinks(world: World, receiver: Receiver) -> None:
    """Each with the company's id; what it did can be read back."""
    id_, client = world.file.id, world.application.client_id
    _control(world, "POST", "companies/unlink", company_id=id_)
    link = {"client_id": client, "reference": "acme:7", "sync_start_at": "2026-01-01"}
    assert _control(world, "POST", "companies/link", company_id=id_, **link) == {}
    _control(world, "POST", "companies/lock", company_id=id_, until="2025-12-31")
    _control(world, "POST", "companies/request-sync", company_id=id_)
    world.silverfin.webhooks.settle()
    [file] = _control(world, "GET", "companies")
    assert (file["reference"], file["sync_start_at"], file["locked_until"]) == ("acme:7", "2026-01-01", "2025-12-31")
    assert receiver.events == ["sync.company_removed", "sync.company_added", "sync.requested"]
    deliveries = _control(world, "GET", "webhooks/deliveries")
    assert [(one["event"], one["state"]) for one in deliveries] == [(name, "delivered") for name in receiver.events]


def test_webhooks_are_held_repeated_and_reordered(world: World, receiver: Receiver) -> None:
    """As in Python."""
    _control(world, "POST", "webhooks/hold")
    _control(world, "POST", "webhooks/copies", copies=2)
    world.file.request_sync()
    world.file.unlink()
    _control(world, "POST", "webhooks/release", order="reversed")
    world.silverfin.webhooks.settle()
    assert receiver.events == ["sync.company_removed"] * 2 + ["sync.requested"] * 2


def test_a_signing_token_is_rotated(world: World, receiver: Receiver) -> None:
    """The new one is answered; the other still matches."""
    new = _control(world, "POST", "webhooks/rotate-signing-token", client_id=world.application.client_id, number=1)
    receiver.tokens = (new["token"], "nonsense")
    world.file.request_sync()
    world.silverfin.webhooks.settle()
    assert receiver.believed == [True]


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        ("companies/unlink", {"company_id": 1}, "no firm has a client file 1"),
        ("companies/link", {"company_id": 0, "client_id": "x", "reference": "a"}, "no firm has"),
        ("webhooks/release", {"order": "upside down"}, "'as noted', 'reversed' or 'shuffled'"),
        ("webhooks/copies", {"copies": 101}, "at most 100 times, not 101"),
        ("webhooks/copies", {"copies": 0}, "at least once"),
        ("webhooks/copies", {"copies": "two"}, "'copies' should be a valid integer"),
        ("companies/unlink", {"company_id": "x"}, "'company_id' should be a valid integer"),
        ("webhooks/rotate-signing-token", {"client_id": "x", "number": 3}, "'number' should be 1 or 2"),
        ("webhooks/rotate-signing-token", {"client_id": "x", "number": 1}, "no application has the client id 'x'"),
        ("webhooks/rotate-signing-token", {"client_id": 5, "number": 1}, "'client_id' should be a valid string"),
    ],
)
def test_what_cannot_be_done_is_said(world: World, path: str, given: dict[str, Any], words: str) -> None:
    """422 with the reason."""
    status, error = _control(world, "POST", path, **given)
    assert (status, words in error) == (422, True)


@pytest.mark.parametrize("until", ["yesterday", 5])
def test_a_day_that_is_none_is_refused(world: World, until: object) -> None:
    """And nothing is locked."""
    status, error = _control(world, "POST", "companies/lock", company_id=world.file.id, until=until)
    assert (status, error.startswith("'until' should be a valid date")) == (422, True)
    assert _control(world, "GET", "companies")[0]["locked_until"] is None
