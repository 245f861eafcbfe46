"""The same script through the same clients: what a program sees here is what it saw of a real server."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mock_kit.tls import Authority
from mock_odoo import MockOdoo

from .client_scripts import CLIENTS, OdooRpc, Place, run
from .support import ACME, House

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "clients.json").read_text("utf-8"))["clients"]


@pytest.fixture
def place(house: House) -> Iterator[Place]:
    """Put the fake on a socket."""
    house.odoo.start()
    yield Place(house.odoo.url, ACME, house.keys["admin"], house.keys["employee"])
    house.odoo.stop()


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_sees_what_it_saw_of_the_real_server(place: Place, name: str) -> None:
    """Results, errors and their words are the real server's, step by step."""
    assert run(CLIENTS[name](), place) == RECORDED[name]


def test_odoorpc_sees_the_same_over_tls(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """OdooRPC's other protocol, JSON-RPC over TLS, makes no difference."""
    authority = Authority()
    trusting = authority.client_context()
    monkeypatch.setattr(ssl, "_create_default_https_context", lambda: trusting)
    secure = MockOdoo(authority=authority)
    secure.odoo.databases.update(house.odoo.odoo.databases)
    secure.start()
    seen = run(OdooRpc(), Place(secure.url, ACME, house.keys["admin"], house.keys["employee"]))
    secure.stop()
    authority.close()
    assert seen == RECORDED["OdooRPC"]
