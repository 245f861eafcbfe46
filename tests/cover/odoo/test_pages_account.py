"""The website of accounts: sign-in, databases, and keys for all of them, in developer mode."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_odoo import MockOdoo
from mock_odoo.portal import Account

from .person import Person

EMAIL, PASSWORD = "office@example.com", "office"


@pytest.fixture
def odoo() -> Iterator[MockOdoo]:
    """Odoo Online with a database that an account manages, and one that it does not."""
    server = MockOdoo(hosting="online")
    for name in ("acme", "beta"):
        server.create_database(name)
    portal = server.odoo.portal
    portal.manage(portal.create_account(EMAIL, PASSWORD, "The Office"), "acme")
    yield server
    server.close()


@pytest.fixture
def account(odoo: MockOdoo) -> Account:
    """The account."""
    return odoo.odoo.portal.account(EMAIL)


@pytest.fixture
def office(odoo: MockOdoo) -> Person:
    """Who has signed in with it."""
    return Person(odoo).signs_in(EMAIL, PASSWORD, "/my")


def test_one_signs_in_with_the_account(odoo: MockOdoo, office: Person) -> None:
    """The sign-in page of the website names no database; users of databases do not get in."""
    stranger = Person(odoo).goes("/my/databases")
    assert "Your account for all databases that you manage." in stranger.text
    assert "This is a training system" in stranger.text
    assert "Wrong login/password" in stranger.fills_in(login="admin", password="admin").text
    assert (office.path, "The Office" in office.text) == ("/my/databases", True)


def test_its_databases_are_listed(odoo: MockOdoo, account: Account, office: Person) -> None:
    """Those that the account manages and that exist, at this moment."""
    portal = odoo.odoo.portal
    assert ("acme" in office.goes("/my/databases").text, "beta" in office.text) == (True, False)
    portal.manage(account, "beta")
    portal.manage(account, "gone")
    assert ("beta" in office.goes("/my/databases").text, "gone" in office.text) == (True, False)
    portal.leave(account, "beta")
    portal.leave(account, "acme")
    assert "Your account manages no database." in office.goes("/my/databases").text


def test_keys_are_there_in_developer_mode_alone(office: Person) -> None:
    """Without ?debug=1 the security settings say nothing of keys."""
    assert "API Key" not in office.goes("/my/security").text
    assert "New API Key" in office.goes("/my/security?debug=1").text
    assert "New API Key" in office.goes("/my/security").text
    assert "API Key" not in office.goes("/my/security?debug=0").text


def test_a_key_is_made_shown_once_and_deleted(odoo: MockOdoo, account: Account, office: Person) -> None:
    """The same dialogs as in a database lead to a key of the account."""
    office.goes("/my/security?debug=1").fills_in("/add")
    assert "Incorrect Password" in office.fills_in(password="wrong").text
    assert "3 Months" in office.fills_in(password=PASSWORD).text
    key = office.fills_in(name="all our clients", duration="90").key
    assert odoo.odoo.portal.account_of_key(key) == account
    assert ("all our clients" in office.goes("/my/security").text, key in office.page.text) == (True, False)
    [id_] = [row[0] for row in odoo.odoo.portal.database.store.all("SELECT id FROM res_users_apikeys")]
    office.goes(f"/my/api-keys/{id_}/delete").fills_in("/delete")
    assert (office.path, "There is no key yet." in office.text) == ("/my/security", True)
    assert odoo.odoo.portal.account_of_key(key) is None


def test_both_places_have_a_session_each(odoo: MockOdoo, office: Person) -> None:
    """Signing in to a database leaves the website's session alone, and signing out, too."""
    office.signs_in("admin", "admin", "/web/login?db=acme")
    assert office.path == "/odoo"
    assert "The Office" in office.goes("/my/databases").text
    assert office.goes("/my/logout").path.startswith("/web/login?db=openerp")
    assert office.goes("/odoo").path == "/odoo"


@pytest.mark.parametrize("hosting", ["on-premise", "odoo.sh"])
def test_there_are_no_accounts_elsewhere(hosting: str) -> None:
    """Only Odoo Online has them."""
    odoo = MockOdoo(hosting=hosting)
    odoo.create_database("acme")
    person = Person(odoo)
    for path in ("/my", "/my/databases", "/my/security?debug=1", "/my/api-keys/new"):
        assert person.goes(path).page.status_code == 404
    assert person.goes("/web/login?db=openerp").path == "/web/database/selector"
    odoo.close()


def test_who_has_not_signed_in_may_sign_out(odoo: MockOdoo, office: Person) -> None:
    """It leads where one signs in, and ends nobody else's session."""
    stranger = Person(odoo).goes("/my/logout")
    assert "Your account for all databases that you manage. Email Password Log in" in stranger.text
    assert "The Office" in office.goes("/my/databases").text
