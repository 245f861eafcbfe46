"""The six statements of the integration's page about keys, each as a person would find it true, in every language."""

from __future__ import annotations

import xmlrpc.client
from typing import Any

import pytest
import requests
from selenium.webdriver.common.by import By

from mock_odoo import MockOdoo

from .person import ACCOUNT, BOOKKEEPER, Person


def to_security(person: Person, database: str = "acme") -> None:
    """Sign in to a database, switch the developer mode on, and open the security tab of the preferences."""
    person.opens(f"/web/login?db={database}")
    person.signs_in(BOOKKEEPER, "books")
    person.clicks("developer.on")
    person.chooses_in_menu("menu.preferences")
    person.clicks("security.tab")


def makes_key(person: Person, add: str, password: str, name: str = "Silverfin") -> str:
    """Go from the list of keys through the dialogs and return the key."""
    person.clicks(add)
    if person.sees("identity.title"):
        person.fills_in("identity.confirm", password=password)
    person.fills_in("new_key.generate", name=name, duration="90")
    return person.key


def asked(odoo: MockOdoo, database: str, key: str) -> Any:
    """Ask a database over JSON-2 who the owner of a key is; the status of the answer if it does not say."""
    headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": database}
    answer = requests.post(f"{odoo.url}/json/2/res.users/context_get", json={}, headers=headers, timeout=10)
    return answer.json()["uid"] if answer.status_code == 200 else answer.status_code


def user_id(odoo: MockOdoo, database: str = "acme") -> int:
    """Return the id of the bookkeeper."""
    row = odoo.database(database).store.one("SELECT id FROM res_users WHERE login = ?", (BOOKKEEPER,))
    assert row
    return int(row[0])


def test_1_four_inputs_are_found_on_the_pages(person: Person, odoo: MockOdoo) -> None:
    """E-mail address, key, address and name of the database stand on the pages, and together they open the database."""
    to_security(person)
    key = makes_key(person, "keys.add", "books")
    person.clicks("key.done")
    person.clicks("preferences.tab")
    [email] = {field.text for field in person.all("dd") if "@" in field.text}
    database = person.browser.find_element(By.CSS_SELECTOR, ".where").text
    url = person.browser.current_url.partition("/odoo")[0]
    with xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common") as common:
        assert common.authenticate(database, email, key, {}) == user_id(odoo)


def test_2_a_key_is_for_one_database_or_for_an_account(person: Person, odoo: MockOdoo) -> None:
    """A key from the preferences opens its own database alone; a key of an account opens all that it manages."""
    to_security(person)
    key = makes_key(person, "keys.add", "books")
    assert (asked(odoo, "acme", key), asked(odoo, "beta", key)) == (user_id(odoo), 401)
    person.opens("/my/security?debug=1")
    person.signs_in(ACCOUNT, "office")
    key = makes_key(person, "account.add", "office")
    assert [asked(odoo, name, key) for name in ("acme", "beta")] == [user_id(odoo), user_id(odoo, "beta")]
    person.chooses_in_menu("account.databases")
    assert [link.text for link in person.all(".choices a")] == ["acme", "beta"]
    portal = odoo.odoo.portal
    portal.leave(portal.account(ACCOUNT), "beta")
    assert (asked(odoo, "acme", key), asked(odoo, "beta", key)) == (user_id(odoo), 401)


@pytest.mark.parametrize("hosting", ["on-premise", "odoo.sh"])
def test_2_there_are_no_accounts_elsewhere(person: Person, hosting: str) -> None:
    """Only Odoo Online has keys for all databases of an account."""
    with MockOdoo(hosting=hosting) as elsewhere:
        elsewhere.create_database("acme")
        person.url = elsewhere.url
        person.opens("/my/security?debug=1")
        assert "404" in person.browser.title


def test_3_a_key_is_its_owners_with_all_that_they_may(person: Person, odoo: MockOdoo) -> None:
    """Whoever has the key is that user, with that user's rights and no others."""
    to_security(person)
    key = makes_key(person, "keys.add", "books")
    assert asked(odoo, "acme", key) == user_id(odoo)
    headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": "acme"}
    for model, status in (("account.move", 200), ("ir.config_parameter", 403)):
        url = f"{odoo.url}/json/2/{model}/search_count"
        assert requests.post(url, json={"domain": []}, headers=headers, timeout=10).status_code == status


def test_4_a_key_is_copied_at_its_creation_or_never(person: Person, odoo: MockOdoo) -> None:
    """The page with the key copies it; no page shows it again, so that a new one is made and the old one deleted."""
    to_security(person)
    old = makes_key(person, "keys.add", "books", "old one")
    person.browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    person.clicks("key.copy")
    assert person.browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])") == old
    person.clicks("key.done")
    assert "old one" in person.text
    assert old not in person.browser.page_source
    new = makes_key(person, "keys.add", "books", "new one")
    person.clicks("key.done")
    person.clicks("keys.delete", among="li:first-child a")
    assert "old one" in person.text
    person.clicks("keys.delete", among="button.danger")
    assert ("old one" in person.text, "new one" in person.text) == (False, True)
    assert (asked(odoo, "acme", old), asked(odoo, "acme", new)) == (401, user_id(odoo))


def test_5_the_way_to_a_key_of_a_database(person: Person) -> None:
    """Connect, developer mode, user menu, preferences, security, new key, password, name, key: in Odoo's words."""
    person.opens("/odoo?debug=0")
    person.opens("/web/login?db=acme")
    assert all(person.sees(label) for label in ("sign_in.email", "sign_in.password"))
    to_security(person)
    assert person.sees("keys.title")
    person.clicks("keys.add")
    assert person.sees("identity.title")
    person.fills_in("identity.confirm", password="wrong")
    assert person.sees(person.wording.message(WRONG))
    person.fills_in("identity.confirm", password="books")
    assert person.sees("new_key.title")
    person.fills_in("new_key.generate", duration="90")
    assert person.sees("new_key.missing")
    person.fills_in("new_key.generate", name="Silverfin", duration="90")
    assert person.sees("key.title")
    assert len(person.key) == 40


def test_6_the_way_to_a_key_of_an_account(person: Person, odoo: MockOdoo) -> None:
    """Sign in on the website; keys are there in developer mode alone; password, name, key."""
    person.opens("/my/security")
    assert person.wording.own(WARNING, system="Odoo") in person.text
    person.signs_in(ACCOUNT, "office")
    assert person.sees("account.security")
    assert not person.sees("account.add")
    person.opens("/my/security?debug=1")
    key = makes_key(person, "account.add", "office")
    account = odoo.odoo.portal.account_of_key(key)
    assert account
    assert account.email == ACCOUNT
    person.clicks("key.done")
    assert person.sees("Silverfin")


WRONG = "Incorrect Password, try again or click on Forgot Password to reset your password."
WARNING = "This is a training system, not {system}. Never type a real password here."
