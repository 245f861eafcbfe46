"""Keys that programs make and revoke: in later builds of 19.0, as documented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from .support import ACME, House, house_of

USER_ERROR, DENIED = "odoo.exceptions.UserError", "odoo.exceptions.AccessDenied"
SOON = "2026-04-01"


@pytest.fixture
def later() -> Iterator[House]:
    """Give a test a later build of 19.0, with a plain user."""
    with house_of("19.0+programmatic") as house:
        house.create("res.users", name="Employee", login="employee", password="employee")
        house.meet("employee")
        yield house


def enable(house: House, value: str = "True") -> None:
    """Let everybody make keys by program."""
    house.call("ir.config_parameter", "set_param", key="base.enable_programmatic_api_keys", value=value)


def generate(house: House, by: str = "employee", scope: str = "rpc", date: object = SOON) -> object:
    """Make a key with one's own and return it, or class and message of the refusal."""
    named = {"key": house.keys[by], "scope": scope, "name": "by program", "expiration_date": date}
    reply = house.json2("res.users.apikeys", "generate", by=by, **named)
    return reply.json if reply.status == 200 else reply.error[1:]


def test_it_calls_itself_as_before(later: House) -> None:
    """A later build tells the same version."""
    assert later.xmlrpc("common", "version")["server_version"] == "19.0"
    assert later.send("/web/version", method="GET").json["version"] == "19.0"


def test_earlier_builds_have_no_such_methods(house: House) -> None:
    """In the 19.0 that was observed the methods do not exist."""
    assert house.refusal("res.users.apikeys", "generate", key="k", scope="rpc", name="n", expiration_date=SOON) == (
        404,
        "werkzeug.exceptions.NotFound",
        "The method 'res.users.apikeys.generate' does not exist",
    )


def test_a_program_changes_its_key(later: House) -> None:
    """It makes a new key with the one that it has, works with it, and revokes the old one, which is refused at once."""
    enable(later)
    old = later.keys["employee"]
    assert later.execute_kw("res.users", "context_get", by="employee")
    new = generate(later)
    assert isinstance(new, str)
    created = later.odoo.journal.events.named("keys.created")[-1].details
    assert (created["key"], created["user"], created["scope"]) == ("by program", "employee", "rpc")
    later.keys["employee"] = new
    assert later.call("res.users.apikeys", "revoke", by="employee", key=old) is True
    later.keys["old"], later.uids["old"] = old, later.uids["employee"]
    call = (*later.credentials("old"), "res.users", "context_get", [])
    assert later.fault("object", "execute_kw", *call) == (3, "Access Denied")
    [kept] = later.call("res.users.apikeys", "search_read", by="employee", fields=["name", "scope", "expiration_date"])
    assert (kept["name"], kept["scope"], kept["expiration_date"]) == ("by program", "rpc", "2026-04-01 00:00:00")


def test_it_must_be_enabled_but_for_system_users(later: House) -> None:
    """Without the parameter a plain user makes and revokes none; administrators always may."""
    refused = (USER_ERROR, "Programmatic API keys are not enabled")
    assert generate(later) == refused
    assert later.refusal("res.users.apikeys", "revoke", by="employee", key=later.keys["employee"])[1:] == refused
    assert isinstance(generate(later, "admin", date=False), str)


def test_expiry_is_ruled_as_in_the_dialogs(later: House) -> None:
    """A plain user's key ends, and not too late; an administrator's need not."""
    enable(later)
    kind = "odoo.exceptions.ValidationError"
    assert generate(later, date=False) == (kind, "The API key must have an expiration date")
    assert generate(later, date="2027-01-01") == (kind, "You cannot exceed 90.0 days.")


@pytest.mark.parametrize(("parameter", "limit"), [("", 10), ("3", 3), ("many", 10)])
def test_there_is_a_limit(later: House, parameter: str, limit: int) -> None:
    """So many keys that have not expired may a user have; what is no number counts as ten."""
    enable(later)
    if parameter:
        later.call("ir.config_parameter", "set_param", key="base.programmatic_api_keys_limit", value=parameter)
    for _ in range(limit - 1):
        assert isinstance(generate(later), str)
    assert generate(later) == (USER_ERROR, f"Limit of {limit} API keys is reached for programmatic creation")
    later.odoo.clock.advance(timedelta(days=40))
    assert isinstance(generate(later, date="2026-05-01"), str)


def test_the_key_that_is_shown_must_be_ones_own_and_good_for_the_scope(later: House) -> None:
    """Another's key, none at all, and one of another scope make nothing."""
    enable(later)
    mine = later.keys["employee"]
    for key in (later.keys["admin"], "0" * 40, ""):
        refused = later.refusal(
            "res.users.apikeys", "generate", by="employee", key=key, scope="rpc", name="n", expiration_date=SOON
        )
        assert refused == (403, DENIED, "Access Denied")
    later.odoo.database(ACME).store.execute("UPDATE res_users_apikeys SET scope = 'rpc'")
    assert generate(later, scope="other") == (DENIED, "Access Denied")
    assert generate(later, scope="") == (DENIED, "Access Denied")
    assert later.keys["employee"] == mine


def test_only_ones_own_keys_are_revoked_but_by_system_users(later: House) -> None:
    """An unknown key is denied; another's is refused; administrators revoke anybody's."""
    enable(later)
    assert later.refusal("res.users.apikeys", "revoke", by="employee", key="0" * 40) == (
        403,
        DENIED,
        "The provided API key is invalid.",
    )
    refused = later.refusal("res.users.apikeys", "revoke", by="employee", key=later.keys["admin"])
    assert refused[2] == "You can not remove API keys unless they're yours or you are a system user"
    assert later.call("res.users.apikeys", "revoke", key=later.keys["employee"]) is True
