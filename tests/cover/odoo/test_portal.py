"""The accounts of Odoo Online: who they are, what they manage, their keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mock_odoo import MockOdoo
from mock_odoo.keys import entry
from mock_odoo.portal import Portal


@pytest.fixture
def odoo() -> Iterator[MockOdoo]:
    """A server of Odoo Online."""
    server = MockOdoo(hosting="online")
    yield server
    server.close()


@pytest.fixture
def portal(odoo: MockOdoo) -> Portal:
    """The website that belongs to the server."""
    return odoo.odoo.portal


def test_an_account_is_found_by_its_address(portal: Portal) -> None:
    """There are no accounts before one is opened, and one for each address."""
    assert portal.accounts() == []
    made = portal.create_account("office@example.com", "secret", "The Office")
    assert portal.account("office@example.com") == made
    assert (made.email, made.name) == ("office@example.com", "The Office")
    assert portal.accounts() == [made]
    with pytest.raises(LookupError, match=r"no account 'x@example\.com'"):
        portal.account("x@example.com")
    with pytest.raises(ValueError, match="already"):
        portal.create_account("office@example.com", "other")


def test_an_account_signs_in_with_its_password(portal: Portal) -> None:
    """The website knows an account by address and password, as any database knows its users."""
    made = portal.create_account("office@example.com", "secret")
    assert entry.authenticate(portal.database, "office@example.com", "secret") == made.id
    assert entry.authenticate(portal.database, "office@example.com", "wrong") is False
    assert entry.authenticate(portal.database, "admin", "admin") is False


def test_an_account_manages_databases_until_it_leaves(portal: Portal) -> None:
    """Databases come and go; each account has its own."""
    one, other = portal.create_account("a@example.com", "a"), portal.create_account("b@example.com", "b")
    for name in ("acme", "beta", "acme"):
        portal.manage(one, name)
    portal.manage(other, "beta")
    assert (portal.databases(one), portal.databases(other)) == (["acme", "beta"], ["beta"])
    portal.leave(one, "beta")
    assert (portal.databases(one), portal.databases(other)) == (["acme"], ["beta"])
    with pytest.raises(LookupError, match="does not manage"):
        portal.leave(one, "beta")


def test_a_renamed_database_is_managed_by_its_new_name(odoo: MockOdoo, portal: Portal) -> None:
    """By whoever managed it; its key goes on opening it."""
    odoo.create_database("acme", login="office@example.com")
    account = odoo.create_account("office@example.com", "secret")
    account.manage("acme")
    key = account.create_api_key("all").value
    odoo.odoo.rename_database("acme", "beta")
    assert portal.databases(account.account) == ["beta"]
    assert entry.authenticate(odoo.database("beta"), "office@example.com", key)


def test_accounts_go_with_the_version(tmp_path: Path) -> None:
    """Another version has other tables: its website is made anew, in a folder, too."""
    online = MockOdoo(hosting="online", folder=tmp_path)
    online.create_account("office@example.com", "secret")
    online.become("17.0")
    assert online.odoo.portal.accounts() == []
    online.create_account("office@example.com", "secret")
    online.close()
    again = MockOdoo(hosting="online", folder=tmp_path)
    assert (again.version, again.odoo.portal.database.version.name) == ("17.0", "17.0")
    assert again.account("office@example.com").create_api_key("all").expires is None
    again.close()


def test_a_key_is_an_accounts_until_it_expires(odoo: MockOdoo, portal: Portal) -> None:
    """A key tells its account, and nothing after its last moment."""
    assert portal.account_of_key("0" * 40) is None
    made = portal.create_account("office@example.com", "secret")
    lasting, passing = portal.create_api_key(made, "lasting"), portal.create_api_key(made, "b", "2026-04-01 00:00:00")
    odoo.clock.advance_to(datetime(2026, 3, 31, 12, tzinfo=UTC))
    assert [portal.account_of_key(key) for key in (lasting, passing)] == [made, made]
    odoo.clock.advance(timedelta(days=1))
    assert [portal.account_of_key(key) for key in (lasting, passing, "0" * 40)] == [made, None, None]


def test_accounts_are_part_of_the_state(odoo: MockOdoo, portal: Portal) -> None:
    """What was captured comes back: no account at all, or those there were with what they managed."""
    empty = odoo.capture()
    made = portal.create_account("office@example.com", "secret")
    portal.manage(made, "acme")
    one = odoo.capture()
    portal.leave(made, "acme")
    odoo.restore(one)
    assert portal.databases(portal.account("office@example.com")) == ["acme"]
    odoo.restore(empty)
    assert portal.accounts() == []
    odoo.restore(one)
    assert portal.accounts() == [made]


def test_the_websites_database_is_none_of_the_servers(odoo: MockOdoo, portal: Portal) -> None:
    """Nobody lists it among the databases."""
    portal.create_account("office@example.com", "secret")
    assert odoo.odoo.databases == {}
