"""No key anywhere: after it was shown, a key stands in clear in nothing that the harness keeps or says."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
import requests
from werkzeug.test import Client

from twinledger import World


def lives(world: World) -> list[str]:
    """Let keys be made in every way, used in every way, refused, remembered, revoked and expire; return them."""
    user = world.odoo.user("admin@example.com")
    keys = [world.pair.api_key, user.create_api_key("a", duration=1).value, user.create_api_key("b", duration=0).value]
    login = {"params": {"db": "acme", "login": "admin@example.com", "password": "admin"}}
    for key in keys:
        bearer = {"Authorization": f"bearer {key}", "Content-Type": "application/json", "X-Odoo-Database": "acme"}
        call = ["acme", 2, key, "res.users", "context_get", []]
        body = {"params": {"service": "object", "method": "execute_kw", "args": call}}
        for _ in range(2):
            requests.post(f"{world.odoo.url}/json/2/res.users/context_get", data="{}", headers=bearer, timeout=10)
            requests.post(f"{world.odoo.url}/jsonrpc", json=body, timeout=10)
            requests.post(f"{world.odoo.url}/json/2/x.{key}/y?key={key}", data=key, headers=bearer, timeout=10)
            world.odoo.clock.advance(timedelta(hours=20))
        requests.post(f"{world.odoo.url}/web/session/authenticate", json=login, timeout=10)
    world.odoo.remove_api_key(keys[2])
    return keys


def kept(world: World) -> str:
    """Return everything that the world keeps or says, as one text."""
    state = world.snapshot()
    with world.odoo.database("acme").store.transaction() as connection:
        content = list(connection.iterdump())
    images = [database.content.image.decode("latin-1") for database in state.odoo.databases.values()]
    told = Client(world.odoo.control)
    heard = [told.get(f"/_twinledger/{path}").text for path in ("journal", "events", "faults", "clock")]
    said = [repr(state), repr(world.pairs), repr(list(world.journal)), repr(list(world.journal.events))]
    return "\n".join([*content, *images, *heard, *said, repr(world.odoo.database("acme").verified)])


def test_no_key_is_kept_in_clear(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Stores, snapshots, journal, events, caches, logs, representations: none has a key or most of it."""
    with caplog.at_level(logging.DEBUG):
        keys = lives(world)
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("urllib3")]
    everything = "\n".join([kept(world), *logged])
    assert all(len(key) == 40 for key in keys)
    assert [key for key in keys if key[8:] in everything] == []
    assert [key for key in keys if json.dumps(key[:20]) in everything] == []
    assert all(key[:8] in everything for key in keys[:1])  # the index, which is kept: so the search does find
