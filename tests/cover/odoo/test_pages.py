"""The pages of a database: sign in, preferences, and the whole life of a key as a person lives it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mock_odoo.keys import entry

from .person import Person
from .support import ACME, House, house_of

SIGN_IN = f"/web/login?db={ACME}"
SECURITY = "/odoo/my-preferences/security"


@pytest.fixture
def admin(house: House) -> Person:
    """The administrator, signed in."""
    return Person(house.odoo).signs_in("admin", "admin", SIGN_IN)


def made_key(person: Person, password: str, name: str = "for the bookkeeper", **values: str) -> str:
    """Make a key from the security tab on and return it."""
    person.goes(SECURITY).fills_in("/add").fills_in(password=password).fills_in(name=name, **values)
    return person.key


def test_who_is_not_signed_in_is_asked_to(house: House) -> None:
    """Home and preferences send a stranger away; with several databases one has to be chosen first."""
    person = Person(house.odoo)
    assert person.goes("/").path == "/web/database/selector"
    assert all(name in person.text for name in (ACME, "beta"))
    assert person.goes(SECURITY).path == "/web/database/selector"


def test_signing_in_leads_home(admin: Person) -> None:
    """Home says where one is and who one is."""
    assert admin.path == "/odoo"
    assert "signed in as Administrator" in admin.text
    assert "My Preferences" in admin.text


@pytest.mark.parametrize("password", ["wrong", "", "a key"])
def test_a_wrong_password_is_told(house: House, password: str) -> None:
    """Neither another password nor a key opens the pages; the form stays."""
    person = Person(house.odoo).signs_in("admin", house.keys["admin"] if password == "a key" else password, SIGN_IN)
    assert (person.page.status_code, person.path) == (200, "/web/login")
    assert "Wrong login/password" in person.text
    assert person.goes("/odoo").path != "/odoo"


def test_every_page_says_that_it_is_for_training(house: House, admin: Person) -> None:
    """Nobody types a real password here unwarned."""
    warning = "This is a training system, not Odoo. Never type a real password here."
    assert warning in Person(house.odoo).goes(SIGN_IN).text
    assert warning in admin.goes(SECURITY).text


def test_one_comes_back_to_where_one_was_going(house: House) -> None:
    """After signing in the browser goes on to the page that was asked for, and never to another host."""
    person = Person(house.odoo).goes(f"{SIGN_IN}&redirect={SECURITY}")
    assert person.fills_in(login="admin", password="admin").path == SECURITY
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        stranger = Person(house.odoo).goes(SIGN_IN)
        assert stranger.fills_in(login="admin", password="admin", redirect=elsewhere).path == "/odoo"


def test_a_form_without_its_token_is_refused(house: House, admin: Person) -> None:
    """What no page of ours sent to this browser is not carried out."""
    other = Person(house.odoo).signs_in("admin", "admin", SIGN_IN).goes(SECURITY)
    [foreign] = set(re.findall(r'name="csrf_token" value="([^"]+)"', other.page.text))
    for token in ({}, {"csrf_token": "nonsense"}, {"csrf_token": foreign}):
        admin.sends("/odoo/api-keys/add", token)
        assert (admin.page.status_code, "invalid CSRF token" in admin.text) == (400, True)
    assert Person(house.odoo).goes(SIGN_IN).sends("/web/login", {"login": "admin"}).page.status_code == 400


def test_a_form_of_nobodys_leads_to_the_choice_of_a_database(house: House) -> None:
    """Who sends it without having been at any database's page has none, whatever it names."""
    sent = Person(house.odoo).sends("/web/login", {"db": ACME, "login": "admin", "password": "admin"})
    assert sent.path == "/web/database/selector"


def test_a_token_does_not_last_forever(house: House, admin: Person) -> None:
    """After a year a form is too old."""
    admin.goes(SECURITY)
    house.odoo.clock.advance(timedelta(days=366))
    assert admin.fills_in("/add").page.status_code == 400


def test_a_key_is_made_and_shown_once(house: House, admin: Person) -> None:
    """From the security tab over password and description to the key, which works and is never shown again."""
    assert "Access Control" in admin.goes(SECURITY).fills_in("/add").text
    assert "New API Key" in admin.fills_in(password="admin").text
    assert "API Key Ready" in admin.fills_in(name="for the bookkeeper", duration="90").text
    key = admin.key
    assert admin.page.headers["Cache-Control"] == "no-store"
    assert entry.bearer(house.odoo.database(ACME), key) == house.uids["admin"]
    assert "for the bookkeeper" in admin.goes(SECURITY).text
    assert all(key not in admin.goes(path).page.text for path in ("/odoo", SECURITY, "/odoo/my-preferences"))


def test_a_wrong_password_makes_no_key(admin: Person) -> None:
    """The check says what is wrong and asks again; until it is passed nothing goes on."""
    admin.goes(SECURITY).fills_in("/add").fills_in(password="wrong")
    assert "Incorrect Password, try again" in admin.text
    assert "New API Key" in admin.fills_in(password="admin").text


def test_the_password_is_asked_for_once_in_ten_minutes(house: House, admin: Person) -> None:
    """Shortly after a check the next dialog opens at once; later the password is asked for again, before the key."""
    made_key(admin, "admin")
    assert admin.goes(SECURITY).fills_in("/add").path == "/odoo/api-keys/new"
    house.odoo.clock.advance(timedelta(minutes=10))
    assert "Access Control" in admin.fills_in(name="late", duration="1").text
    assert len(admin.fills_in(password="admin").key) == 40


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": "", "duration": "1"}, "Missing required fields"),
        ({"name": "a", "duration": "-1"}, "The API key must have an expiration date"),
        ({"name": "a", "duration": "-1", "expiration_date": "2030-01-01T00:00"}, "You cannot exceed 90.0 days."),
        ({"name": "a", "duration": "365"}, "You cannot exceed 90.0 days."),
    ],
)
def test_what_cannot_be_is_told_and_the_form_stays(house: House, values: dict[str, str], error: str) -> None:
    """An employee's key needs a name and an end within 90 days; what was typed stays in the form."""
    person = Person(house.odoo).signs_in("employee", "employee", SIGN_IN)
    person.goes(SECURITY).fills_in("/add").fills_in(password="employee").fills_in(**values)
    assert error in person.text
    assert f'value="{values["name"]}"' in person.page.text
    assert len(person.fills_in(name="b", duration="90").key) == 40


def test_a_custom_date_is_the_keys_last_moment(house: House, admin: Person) -> None:
    """The date counts in UTC, and only when it was chosen."""
    key = made_key(admin, "admin", duration="-1", expiration_date="2026-03-04T09:30")
    [kept] = house.call("res.users.apikeys", "search_read", domain=[["name", "=", "for the bookkeeper"]])
    assert kept["expiration_date"] == "2026-03-04 09:30:00"
    assert "Expires on: Mar 4, 2026, 9:30:00" in admin.goes(SECURITY).text.replace("\u202f", " ")
    house.odoo.clock.advance(timedelta(days=3))
    assert entry.bearer(house.odoo.database(ACME), key) is None


def test_a_key_is_deleted_after_a_question(house: House, admin: Person) -> None:
    """Cancelling keeps it; confirming deletes it, and programs with it are refused."""
    key = made_key(admin, "admin", name="short-lived")
    [link] = re.findall(r'href="([^"]+/delete)">[^<]*<span class="hidden"> short-lived', admin.goes(SECURITY).page.text)
    assert "Delete the key “short-lived”?" in admin.goes(link).text
    assert entry.bearer(house.odoo.database(ACME), key) == house.uids["admin"]
    assert admin.fills_in("/delete").path == SECURITY
    assert "short-lived" not in admin.text
    assert entry.bearer(house.odoo.database(ACME), key) is None
    assert admin.goes(link).path == SECURITY


def test_nobody_deletes_the_keys_of_others(house: House) -> None:
    """The same refusal as over the API, on a page."""
    person = Person(house.odoo).signs_in("employee", "employee", SIGN_IN)
    made_key(person, "employee")
    [key] = house.call("res.users.apikeys", "search", domain=[["user_id", "=", house.uids["admin"]]])
    [token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', person.goes(SECURITY).page.text))
    person.sends(f"/odoo/api-keys/{key}/delete", {"csrf_token": token})
    assert (person.page.status_code, "This did not work" in person.text) == (403, True)


def test_signing_out_ends_the_session(admin: Person) -> None:
    """Who has signed out is a stranger, who may sign in to the same database."""
    assert admin.goes("/web/session/logout").path == "/web/login?redirect=%2Fodoo%3F"
    assert admin.goes(SECURITY).path.startswith("/web/login?redirect=")
    assert admin.signs_in("employee", "employee").path == "/odoo"


def test_an_archived_user_is_out(house: House) -> None:
    """The pages close with the user."""
    person = Person(house.odoo).signs_in("employee", "employee", SIGN_IN)
    house.call("res.users", "write", ids=[house.uids["employee"]], vals={"active": False})
    assert person.goes("/odoo").path != "/odoo"


def test_the_developer_mode_is_a_switch(admin: Person) -> None:
    """It is on from one address on, on all pages, until it is switched off."""
    assert "developer mode" not in admin.goes(SECURITY).text
    admin.goes("/odoo?debug=1")
    assert "Deactivate the developer mode" in admin.text
    assert "developer mode" in admin.goes(SECURITY).text
    assert "Activate the developer mode" in admin.goes("/odoo?debug=0").text


@pytest.mark.parametrize(
    ("version", "home", "menu", "tab", "button", "expires"),
    [
        ("19.0", "/odoo", "My Preferences", "Security", "Add API Key", True),
        ("18.0", "/odoo", "My Profile", "Account Security", "New API Key", True),
        ("17.0", "/web", "My Profile", "Account Security", "New API Key", False),
    ],
)
def test_every_version_has_its_words(version: str, home: str, menu: str, tab: str, button: str, expires: bool) -> None:
    """A learner finds the words of the version, and a key that expires only where keys do."""
    with house_of(version) as house:
        person = Person(house.odoo).signs_in("admin", "admin")
        assert (person.path, menu in person.text) == (home, True)
        assert all(word in person.goes(SECURITY).text for word in (tab, button))
        person.fills_in("/add").fills_in(password="admin")
        assert ("Duration" in person.text) is expires
        key = person.fills_in(name="webkey").key
        assert entry.bearer(house.odoo.database(ACME), key) == house.uids["admin"]


def test_pages_take_nothing_from_another_host(admin: Person) -> None:
    """Style and script are our own; the policy of the pages allows nothing else."""
    admin.goes(SECURITY)
    assert "default-src 'none'" in admin.page.headers["Content-Security-Policy"]
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", admin.page.text) == []
    for name, kind in (("pages.css", "text/css"), ("copy.js", "text/javascript")):
        assert admin.goes(f"/twinledger/{name}").page.mimetype == kind
        assert "://" not in admin.page.text


def test_what_is_real_is_marked_when_asked(admin: Person) -> None:
    """Odoo's words are observed; the foot of the page says by what, and where the page itself is known from."""
    text = admin.goes(f"{SECURITY}?sources=1").page.text
    assert re.search(r'API Keys<sup class="mark observed"', text)
    assert "That this page is at this address is observed: browsed" in admin.text
    assert "<sup" not in admin.goes(f"{SECURITY}?sources=0").page.text
