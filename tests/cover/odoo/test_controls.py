"""The control API of the fake Odoo: people, keys, accounts and databases for programs in other languages."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client

from mock_odoo import MockOdoo

from .support import ACME, House


def posted(odoo: MockOdoo, path: str, **sent: Any) -> tuple[int, Any]:
    """Let something be done and return status and answer."""
    response = Client(odoo.control).post(f"/_twinledger/odoo/{path}", json=sent)
    return response.status_code, response.json


def done(house: House, path: str, **sent: Any) -> Any:
    """Let something be done in the first database and return the answer; fail if it is refused."""
    status, answer = posted(house.odoo, path, database=ACME, **sent)
    assert status == 200, answer
    return answer


def enters(house: House, secret: str, login: str = "employee", database: str = ACME) -> bool:
    """Tell whether `authenticate` takes a password or a key."""
    return bool(house.xmlrpc("common", "authenticate", database, login, secret, {}))


def test_a_key_is_created_and_revoked(house: House) -> None:
    """The answer has the key, this once; revoking it needs its id alone."""
    made = done(house, "keys/create", login="employee", name="k", duration=30)
    assert (made["name"], made["expires"], enters(house, made["key"])) == ("k", "2026-04-01 00:00:00", True)
    done(house, "keys/revoke", id=made["id"], by="admin")
    assert not enters(house, made["key"])
    assert posted(house.odoo, "keys/revoke", database=ACME, id=made["id"])[0] == 422


def test_refusals_are_in_the_real_words(house: House) -> None:
    """What a dialog would refuse, and what is not there, is told."""
    assert posted(house.odoo, "keys/create", database=ACME, login="employee", name="k", duration=365) == (
        422,
        {"error": "You cannot exceed 90.0 days."},
    )
    assert "no user 'nobody'" in posted(house.odoo, "users/archive", database=ACME, login="nobody")[1]["error"]
    assert posted(house.odoo, "users/archive", database=ACME) == (422, {"error": "'login' is missing"})
    assert "there are: acme, beta" in posted(house.odoo, "users/archive", login="employee")[1]["error"]


def test_users_come_and_go(house: House) -> None:
    """Archived, back, another password, two-factor on and off, deleted."""
    key = house.keys["employee"]
    done(house, "users/archive", login="employee")
    assert not enters(house, key)
    done(house, "users/unarchive", login="employee")
    done(house, "users/set-password", login="employee", password="other")
    assert (enters(house, key), enters(house, "other")) == (True, True)
    assert len(done(house, "users/enable-two-factor", login="employee")["secret"]) == 39
    assert (enters(house, key), enters(house, "other")) == (True, False)
    done(house, "users/disable-two-factor", login="employee")
    assert enters(house, "other")
    done(house, "users/delete", login="employee")
    assert not enters(house, key)


def test_caches_and_collections(house: House) -> None:
    """The memory of `execute_kw` is cleared, or switched off; expired keys are collected."""
    call = (*house.credentials("employee"), "res.users", "context_get", [])
    assert house.xmlrpc("object", "execute_kw", *call)
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    assert house.xmlrpc("object", "execute_kw", *call)
    done(house, "databases/clear-caches")
    assert house.fault("object", "execute_kw", *call)[0] == 3
    assert done(house, "databases/collect-expired-keys") == {"collected": 0}
    assert posted(house.odoo, "remember-credentials", remember=False) == (200, {})
    assert not house.odoo.odoo.remembers_credentials


def test_accounts_of_odoo_online() -> None:
    """An account is opened, manages a database, makes a key, and leaves; the plan closes the external API."""
    odoo = MockOdoo(hosting="online")
    odoo.create_database(ACME, login="o@example.com")
    house = House(odoo)
    assert posted(odoo, "accounts/create", email="o@example.com", password="secret") == (200, {})
    done(house, "accounts/manage", email="o@example.com")
    key = posted(odoo, "accounts/create-key", email="o@example.com", name="all")[1]["key"]
    assert enters(house, key, "o@example.com")
    done(house, "databases/set-plan", plan="standard")
    assert not enters(house, key, "o@example.com")
    done(house, "databases/set-plan", plan="custom")
    done(house, "accounts/leave", email="o@example.com")
    assert not enters(house, key, "o@example.com")
    assert Client(odoo.control).get("/_twinledger/odoo/databases").json == [ACME]
    odoo.close()


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("accounts/create", {"email": "a@b.c", "password": "x"}),
        ("databases/set-plan", {"plan": "custom", "database": ACME}),
    ],
)
def test_elsewhere_there_are_neither_accounts_nor_plans(house: House, path: str, sent: dict[str, str]) -> None:
    """On-premise the operations of Odoo Online are refused."""
    status, answer = posted(house.odoo, path, **sent)
    assert (status, "this is on-premise" in answer["error"]) == (422, True)
