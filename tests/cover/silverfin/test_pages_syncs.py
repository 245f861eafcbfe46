"""From the Syncs tab to figures, by clicks alone: connect Odoo, link a client file, run, and what can go wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from mock_odoo import MockOdoo
from mock_silverfin.face import ClientFile
from mock_silverfin.integrations import runs

from .person import ADMIN, Person
from .support import LOGIN, World


@pytest.fixture
def admin(world: World) -> Person:
    """An admin on the Syncs tab."""
    return Person(world.silverfin).signs_in().goes(f"/f/{world.firm.id}/syncs")


def connects(person: Person, inputs: dict[str, str], **changes: str) -> Person:
    """Fill in the form for the four inputs from the Syncs tab on."""
    for link in ("/syncs/new", "/syncs/new/accounting", "/syncs/new/accounting/odoo"):
        [there] = re.findall(rf'href="(/f/\d+{link})"', person.page.text)
        person.goes(there)
    return person.fills_in("/odoo", **{**inputs, **changes})


def sets_up(person: Person, file: ClientFile, reference: str = "books:1", **values: str) -> Person:
    """Link a client file on its Sync tab."""
    firm = person.path.split("/")[2]
    return person.goes(f"/f/{firm}/{file.id}/sync").fills_in("/sync", reference=reference, **values)


def is_quiet(person: Person) -> bool:
    """Tell whether nothing on the page changes by itself any more."""
    return "data-busy" not in person.page.text


def waits(person: Person, is_so: Callable[[Person], bool] = is_quiet) -> Person:
    """Look again until the page is quiet, or says what is waited for."""
    until = time.monotonic() + 20
    while not is_so(person.goes(person.path)):
        assert time.monotonic() < until
        time.sleep(0.02)
    return person


def test_the_first_connection(world: World, admin: Person, inputs: dict[str, str], free_file: ClientFile) -> None:
    """Add a sync, accounting, Odoo, four inputs; choose a company in a client file; the figures come."""
    assert "Nothing is connected yet." in admin.text
    connects(admin, inputs, name="Odoo of our clients")
    assert all(word in admin.text for word in ("Odoo is connected.", "Odoo of our clients", "Acme BV", "Connected"))
    sets_up(admin, free_file)
    assert admin.path == f"/f/{world.firm.id}/{free_file.id}/sync"
    assert "Up to date" in waits(admin).text
    assert "Acme BV (books:1)" in admin.text
    assert free_file.trial_balance() == {"400000": 12100, "700000": -12100}
    assert "Last sync: Mar 2, 2026" in admin.goes(f"/f/{world.firm.id}/{free_file.id}").text


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("email", "somebody@example.com", "somebody@example.com"),
        ("email", "", "is missing"),
        ("api_key", "0" * 40, "refuses this API key"),
        ("database", "other", "no database other"),
        ("url", "acme.odoo.com", "https://"),
        ("url", "http://127.0.0.1:1", "nobody answers"),
    ],
)
def test_a_wrong_input_is_told_beside_it(
    admin: Person, inputs: dict[str, str], name: str, value: str, told: str
) -> None:
    """The field is marked and says what is wrong; what was typed stays, but for the key."""
    connects(admin, inputs, **{name: value})
    assert admin.page.status_code == 422
    [field] = re.findall(rf'<input id="{name}".*?</div>', admin.page.text, re.DOTALL)
    assert 'aria-invalid="true"' in field
    assert told in field
    assert admin.page.text.count('aria-invalid="true"') == 1
    assert inputs["api_key"] not in admin.page.text
    if name != "email":
        assert f'value="{inputs["email"]}"' in admin.page.text
    assert "Nothing is connected yet." in admin.goes(admin.path.partition("/new")[0]).text


def test_what_was_typed_is_text(admin: Person, inputs: dict[str, str]) -> None:
    """Markup is shown, not carried out."""
    connects(admin, inputs, email="<b>@example.com")
    assert "&lt;b&gt;@example.com" in admin.page.text
    assert "<b>" not in admin.page.text


def test_the_key_is_never_shown_again(admin: Person, inputs: dict[str, str], free_file: ClientFile) -> None:
    """No page has it, nor any part of it."""
    connects(admin, inputs)
    pages = [admin.page.text, sets_up(admin, free_file).page.text]
    for page in [*pages, admin.goes(admin.path.partition("/")[0] + "/").page.text]:
        assert inputs["api_key"] not in page
        assert inputs["api_key"][:8] not in page
    assert "It is never shown again." in pages[0]


def test_administration_syncs_are_not_in_the_fake(world: World, admin: Person) -> None:
    """The page says so."""
    assert "this one has none" in admin.goes(f"/f/{world.firm.id}/syncs/new/administration").text


def test_the_list_of_companies_is_refreshed(
    admin: Person, odoo: MockOdoo, inputs: dict[str, str], free_file: ClientFile, world: World
) -> None:
    """A company that is new in Odoo can be chosen after "Refresh list"; a key that is refused is told there."""
    connects(admin, inputs)
    env = odoo.database("books").environment()
    [company] = env["res.company"].create([{"name": "Newcomer"}])
    users = env["res.users"].search([["login", "=", LOGIN]])
    env.model("res.users", tuple(users)).write({"company_ids": [(4, company)]})
    admin.goes(f"/f/{world.firm.id}/{free_file.id}/sync")
    assert "Newcomer" not in admin.text
    _, fields = next(form for form in admin.forms if "reference" in form[1])
    admin.sends(f"/f/{world.firm.id}/{free_file.id}/sync/refresh", fields)
    assert "Newcomer" in admin.text
    odoo.remove_api_key(inputs["api_key"])
    admin.sends(f"/f/{world.firm.id}/{free_file.id}/sync/refresh", fields)
    assert admin.page.status_code == 422
    assert "Needs to be reconnected" in admin.goes(f"/f/{world.firm.id}/syncs").text


def test_the_list_is_refreshed_in_the_midst_of_a_switch(world: World, admin: Person, inputs: dict[str, str]) -> None:
    """The file that is linked already is still about to be switched, with what was chosen for it."""
    connects(admin, inputs)
    here = f"/f/{world.firm.id}/{world.file.id}/sync"
    _, fields = next(form for form in admin.goes(f"{here}?switch=transfer").forms if "reference" in form[1])
    admin.sends(f"{here}/refresh", {**fields, "start": "2026-01-01"})
    assert all(kept in admin.page.text for kept in ('value="transfer" checked', 'value="2026-01-01"'))


def test_a_transfer_needs_its_date(world: World, admin: Person, inputs: dict[str, str], free_file: ClientFile) -> None:
    """Nothing is linked without one; what was chosen stays chosen."""
    connects(admin, inputs)
    for start in ("", "soon"):
        sets_up(admin, free_file, scenario="transfer", start=start)
        assert (admin.page.status_code, "Give the first day of a financial year." in admin.text) == (422, True)
    assert 'value="transfer" checked' in admin.page.text
    waits(sets_up(admin, free_file, scenario="transfer", start="2026-01-01"))
    assert all(word in admin.text for word in ("Up to date", "Do not sync until", "Jan 1, 2026"))


def test_only_known_companies_are_linked(admin: Person, inputs: dict[str, str], free_file: ClientFile) -> None:
    """A reference of nobody is refused."""
    connects(admin, inputs)
    sets_up(admin, free_file, reference="books:9")
    assert (admin.page.status_code, "Choose one of the companies in the list." in admin.text) == (422, True)


def test_a_removed_key_is_told_and_a_new_one_makes_it_good(
    world: World, admin: Person, odoo: MockOdoo, inputs: dict[str, str], free_file: ClientFile
) -> None:
    """The file says what went wrong and what to do, leads to the connection, and goes on after reconnecting."""
    connects(admin, inputs)
    waits(sets_up(admin, free_file))
    odoo.remove_api_key(inputs["api_key"])
    waits(admin.fills_in("/run"))
    assert all(
        words in admin.text
        for words in ("Needs to be reconnected", "refuses this API key", "Make a new key there and reconnect.")
    )
    [connection] = re.findall(r'href="(/f/\d+/syncs/\d+)"', admin.page.text)
    key = odoo.create_api_key(LOGIN, "New", database="books")
    assert "Connected" in admin.goes(connection).fills_in("/reconnect", api_key=key).text
    waits(admin.goes(f"/f/{world.firm.id}/{free_file.id}/sync").fills_in("/run"))
    assert "Up to date" in admin.text
    assert "refuses this API key" in admin.text, "the history keeps what went wrong"


def test_a_wrong_new_key_changes_nothing(admin: Person, inputs: dict[str, str]) -> None:
    """The form stays open with what is wrong; the connection keeps its old key."""
    connects(admin, inputs).fills_in("/reconnect", api_key="0" * 40)
    assert (admin.page.status_code, "refuses this API key" in admin.text) == (422, True)
    assert "Connected" in admin.fills_in("/refresh").text


def test_one_key_for_many_databases(admin: Person, inputs: dict[str, str]) -> None:
    """A fiduciary connects another database with the key that is there, and replaces it everywhere at once."""
    with MockOdoo(hosting="online") as online:
        for name in ("first", "second"):
            online.create_database(name, login=LOGIN, password="secret")
        portal = online.odoo.portal
        account = portal.create_account(LOGIN, "office")
        for name in ("first", "second"):
            portal.manage(account, name)
        old, new = (portal.create_api_key(account, name) for name in ("old", "new"))
        connects(admin, {"email": LOGIN, "api_key": old, "url": online.url, "database": "first"})
        admin.fills_in("/another", url=online.url, database="nowhere")
        assert (admin.page.status_code, "no database nowhere" in admin.text) == (422, True)
        admin.fills_in("/another", url=online.url, database="second")
        assert "second" in admin.text
        assert "too: Odoo (first)" in admin.text
        portal.leave(account, "first")
        admin.fills_in("/reconnect", api_key=new, everywhere="1")
        assert "The new key does not open first" in admin.text


def test_the_list_is_not_refreshed_with_a_removed_key(
    world: World, admin: Person, odoo: MockOdoo, inputs: dict[str, str]
) -> None:
    """The page of the connection says what to do, and the connection needs to be reconnected from then on."""
    connects(admin, inputs)
    odoo.remove_api_key(inputs["api_key"])
    admin.fills_in("/refresh")
    assert (admin.page.status_code, "Make a new key there and reconnect." in admin.text) == (422, True)
    assert "Needs to be reconnected" in admin.goes(f"/f/{world.firm.id}/syncs").text


def test_disconnecting_keeps_the_figures(
    world: World, admin: Person, inputs: dict[str, str], free_file: ClientFile
) -> None:
    """The client file goes on by manual import."""
    connection = connects(admin, inputs).path.partition("?")[0]
    waits(sets_up(admin, free_file))
    admin.goes(connection).fills_in("/disconnect")
    assert "Nothing is connected yet." in admin.text
    assert "Manual import" in admin.goes(f"/f/{world.firm.id}/{free_file.id}/sync").text
    assert free_file.trial_balance() == {"400000": 12100, "700000": -12100}


def test_a_client_file_is_disconnected_on_its_own_page(
    world: World, admin: Person, inputs: dict[str, str], free_file: ClientFile
) -> None:
    """Its figures stay, and so does the connection."""
    connects(admin, inputs)
    waits(sets_up(admin, free_file))
    run = next((path, fields) for path, fields in admin.forms if path.endswith("/run"))
    admin.goes(f"/f/{world.firm.id}/{free_file.id}").fills_in("/sync/manual")
    assert "Manual import" in admin.text
    count = len(runs.of_file(free_file.books, free_file.id))
    assert "Manual import" in admin.sends(*run).text, "a page that was still open elsewhere starts nothing"
    assert len(runs.of_file(free_file.books, free_file.id)) == count
    assert free_file.trial_balance() == {"400000": 12100, "700000": -12100}
    assert "Connected" in admin.goes(f"/f/{world.firm.id}/syncs").text


def test_only_admins_see_the_syncs(world: World, inputs: dict[str, str], free_file: ClientFile) -> None:
    """A member reads that it is for admins, and is not shown the tab."""
    world.firm.add_user("clerk@fiduciary.test", "clerk")
    clerk = Person(world.silverfin).signs_in("clerk@fiduciary.test", "clerk")
    assert ">Syncs" not in clerk.page.text
    assert "Ask an admin of your firm" in clerk.goes(f"/f/{world.firm.id}/{free_file.id}/sync").text
    clerk.goes(f"/f/{world.firm.id}/syncs")
    assert (clerk.page.status_code, "Only an admin of the firm may do this." in clerk.text) == (403, True)


def test_an_application_is_shut_out_again(world: World, admin: Person) -> None:
    """What the person granted is taken back; a program that pushes is refused from then on."""
    assert "Acme Sync" in admin.text
    admin.fills_in("/revoke")
    assert "Acme Sync" not in admin.text
    assert world.sync("GET", "info").status == 401


def test_files_wait_in_the_queue(world: World, admin: Person, inputs: dict[str, str]) -> None:
    """Two are synchronised side by side, the third waits and says so; a second run of the same file is refused."""
    connects(admin, inputs)
    files = [world.firm.add_company(f"File {number}") for number in range(3)]
    with files[0].busy(), files[1].busy():
        for file in files:
            sets_up(admin, file)
        firm = admin.goes(f"/f/{world.firm.id}")
        text = waits(firm, lambda person: person.text.count("Syncing") == 2).text  # workers take their time
        assert (text.count("Syncing"), text.count("In the queue")) == (2, 1)
        token = admin.forms[0][1]["csrf_token"]
        admin.sends(f"/f/{world.firm.id}/{files[2].id}/sync/run", {"csrf_token": token})
        assert (admin.page.status_code, "is under way already" in admin.text) == (409, True)
    for file in files:
        assert "Up to date" in waits(admin.goes(f"/f/{world.firm.id}/{file.id}/sync")).text


def test_a_file_that_an_application_pushes_to_asks_it(world: World, admin: Person) -> None:
    """The sync button tells the application's webhooks; there is no run of ours. Its last submit is the last sync."""
    admin.goes(f"/f/{world.firm.id}/{world.file.id}/sync")
    assert "Not synced yet" in admin.text
    admin.fills_in("/run")
    assert "The last runs" not in admin.text
    assert ADMIN[0] in admin.text
    assert world.submit(sync_point="1").status == 200
    text = admin.goes(f"/f/{world.firm.id}/{world.file.id}").text
    assert ("Last sync: never" in text, "Up to date" in text, "Disconnect" in text) == (False, True, False)


def test_a_file_goes_back_to_manual_import(world: World, admin: Person) -> None:
    """Whoever works on the file may do it."""
    _, fields = next(form for form in admin.goes(f"/f/{world.firm.id}/{world.file.id}/sync").forms if form[1])
    admin.sends(f"/f/{world.firm.id}/{world.file.id}/sync/manual", fields)
    assert "Manual import" in admin.text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "Impossible de lire Odoo : personne ne répond à l'adresse http://127.0.0.1:1."),
        ("nl", "Odoo kan niet gelezen worden: niemand antwoordt op http://127.0.0.1:1."),
        ("vi", "Không đọc được Odoo: không ai trả lời tại http://127.0.0.1:1."),
    ],
)
def test_what_went_wrong_is_told_in_the_language_of_the_page(
    world: World, inputs: dict[str, str], language: str, told: str
) -> None:
    """The cause inside the sentence, too."""
    person = Person(world.silverfin, language).signs_in().goes(f"/f/{world.firm.id}/syncs")
    assert told in connects(person, inputs, url="http://127.0.0.1:1").text


def test_what_is_asked_of_nobodys_connection_is_told(
    world: World, admin: Person, inputs: dict[str, str], free_file: ClientFile
) -> None:
    """By a number that is too long as by one that is free; a key is changed nowhere then."""
    connects(admin, inputs)
    sets_up(admin, free_file, type="9" * 30)
    assert admin.page.status_code == 404
    reconnecting = {"csrf_token": admin.forms[0][1]["csrf_token"], "everywhere": "1", **inputs}
    assert admin.sends(f"/f/{world.firm.id}/syncs/7/reconnect", reconnecting).page.status_code == 404
