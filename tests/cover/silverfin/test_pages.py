"""What a person meets first: signing in, firms, client files, and pages that are not for them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mock_silverfin.face import Firm
from mock_silverfin.sessions import LIFETIME

from .person import ADMIN, Person
from .support import World


@pytest.fixture
def admin(world: World) -> Person:
    """An admin who has signed in."""
    return Person(world.silverfin).signs_in()


def test_signing_in_leads_to_the_firm(world: World, admin: Person) -> None:
    """Who belongs to one firm is there at once, and sees its client files."""
    assert admin.path == f"/f/{world.firm.id}"
    assert all(word in admin.text for word in ("Fiduciary", "Acme", "Acme Sync", "acme:1", "Not synced yet", ADMIN[0]))


def test_who_belongs_to_several_firms_chooses(world: World, admin: Person) -> None:
    """And who belongs to none is told so."""
    world.silverfin.add_firm("Other firm").add_user(*ADMIN, admin=True)
    assert all(word in admin.goes("/").text for word in ("Your firms", "Fiduciary", "Other firm"))
    world.silverfin.add_firm("Strange firm")
    assert "Strange firm" not in admin.goes("/").text


@pytest.mark.parametrize("who", [(ADMIN[0], "wrong"), ("nobody@fiduciary.test", "training"), ("", "")])
def test_a_wrong_password_is_told(world: World, who: tuple[str, str]) -> None:
    """The form stays, with the address and without the password."""
    person = Person(world.silverfin).signs_in(*who)
    assert person.page.status_code == 422
    assert "The e-mail address or the password is wrong." in person.text
    assert f'value="{who[0]}"' in person.page.text
    assert person.goes(f"/f/{world.firm.id}").path.startswith("/sign_in")


@pytest.mark.parametrize(
    ("to", "where"), [("//evil.test", "/f/"), ("/\\evil.test", "/f/"), ("https://evil.test", "/f/"), ("", "/f/")]
)
def test_one_goes_on_to_a_page_of_ours_alone(world: World, to: str, where: str) -> None:
    """After signing in nobody is sent to another host."""
    person = Person(world.silverfin).goes("/sign_in").fills_in("/sign_in", email=ADMIN[0], password=ADMIN[1], to=to)
    assert person.path.startswith(where)


def test_a_stranger_is_asked_to_sign_in_and_comes_back(world: World) -> None:
    """To the very page."""
    there = f"/f/{world.firm.id}?name=acme"
    assert Person(world.silverfin).signs_in(path=there).path == there


def test_signing_out_ends_the_session(world: World, admin: Person) -> None:
    """The same browser is a stranger again; without the page's token nobody is signed out."""
    admin.sends("/sign_out", {}).goes("/")
    assert admin.path == f"/f/{world.firm.id}"
    admin.fills_in("/sign_out").goes("/")
    assert admin.path.startswith("/sign_in")


def test_a_session_does_not_last_forever(world: World, admin: Person) -> None:
    """After a month one signs in again."""
    world.silverfin.clock.advance(LIFETIME + timedelta(seconds=1))
    assert admin.goes("/").path.startswith("/sign_in")


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    """Signing in needs the page's token, too."""
    person = Person(world.silverfin).sends("/sign_in", {"email": ADMIN[0], "password": ADMIN[1]})
    assert (person.page.status_code, "not from a page" in person.text) == (400, True)


def test_no_session_is_stored_in_clear(world: World, admin: Person) -> None:
    """What the platform keeps of a browser opens nothing."""
    [cookie] = [one.value for one in admin.cookies if one.key == "silverfin_session"]
    state = world.silverfin.capture()  # a snapshot's connection ends with it
    assert cookie not in "\n".join(state.core.platform.connection.iterdump())
    assert cookie not in "\n".join(repr(vars(exchange)) for exchange in world.silverfin.journal)


@pytest.mark.parametrize("path", ["", "/syncs", "/{file}", "/{file}/sync"])
def test_other_firms_are_closed(world: World, admin: Person, path: str) -> None:
    """Whoever does not belong to a firm reads so, whatever page of it was asked for."""
    other: Firm = world.silverfin.add_firm("Other firm")
    person = admin.goes(f"/f/{other.id}{path.format(file=world.file.id)}")
    assert (person.page.status_code, "You do not belong to this firm." in person.text) == (403, True)
    assert admin.goes(f"/f/1{path.format(file=world.file.id)}").page.status_code == 403


def test_what_is_not_there_is_told_on_a_page(world: World, admin: Person) -> None:
    """A client file of nobody, and an address that no page has."""
    for path in (f"/f/{world.firm.id}/7", f"/f/{world.firm.id}/7/sync", f"/f/{world.firm.id}/syncs/7"):
        assert admin.goes(path).page.status_code == 404
        assert "There is no such page here" in admin.text


def test_a_person_reads_a_page_where_there_is_nothing(world: World, admin: Person) -> None:
    """A browser is told on a page, a program in JSON; below the API everybody is a program."""
    html = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path, is_page in (("/nowhere", True), ("/f/1/2/nothing", True), ("/api/v4/nowhere", False)):
        reply = world.send("GET", path, headers=html)
        assert (reply.status, b"There is no such page here" in reply.body) == (404, is_page)
    assert world.send("GET", "/nowhere").json == {"error": "Not found"}


def test_client_files_are_found_by_name_and_shown_page_by_page(world: World, admin: Person) -> None:
    """Fifty on a page."""
    for number in range(60):
        world.firm.add_company(f"Client {number:02}")
    assert ("Client 48" in admin.goes("/").text, "Client 49" in admin.text) == (True, False)
    assert "Client 49" in admin.goes(f"{admin.path}?page=2").text
    found = admin.goes(f"/f/{world.firm.id}?name=CLIENT 5").text
    assert ("Client 59" in found, "Client 40" in found, "Acme" in found) == (True, False, False)
    assert "No client file has such a name." in admin.goes(f"/f/{world.firm.id}?name=zzz").text


def test_every_page_says_that_it_is_for_training(world: World, admin: Person) -> None:
    """And what day it is in the world."""
    for path in ("/sign_in", "/", f"/f/{world.firm.id}/{world.file.id}"):
        assert "This is a training system, not Silverfin." in admin.goes(path).text
        assert "Today is Mar 2, 2026." in admin.text


def test_a_person_reads_the_language_of_their_choice(world: World, admin: Person) -> None:
    """The switch at the foot is remembered; the browser's own preference counts before."""
    assert "Klantdossiers" in admin.goes(f"/f/{world.firm.id}?language=nl").text
    assert "Klantdossiers" in admin.goes(f"/f/{world.firm.id}").text
    assert "Hồ sơ khách hàng" in Person(world.silverfin, "vi").signs_in().text


def test_what_is_real_is_marked_when_asked(world: World, admin: Person) -> None:
    """Words of Silverfin are documented, what follows from them is assumed; sentences of ours have no mark."""
    text = admin.goes(f"/f/{world.firm.id}?sources=1").page.text
    assert re.search(r'Syncs<sup class="mark documented"', text)
    assert re.search(r'Client files<sup class="mark assumed"', text)
    assert "Source of the figures</th>" in text
    assert "support.silverfin.com, article 101000399096" in admin.text
    assert "That this page is at this address is seen in a client: silverfin-vscode links to it" in admin.text
    assert "<sup" not in admin.goes(f"/f/{world.firm.id}?sources=0").page.text


def test_pages_take_nothing_from_another_host(admin: Person) -> None:
    """Style and script are our own; nothing else can be fetched."""
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", admin.page.text) == []
    for name, kind in (("pages.css", "text/css"), ("system.css", "text/css"), ("live.js", "text/javascript")):
        assert admin.goes(f"/twinledger/{name}").page.mimetype == kind
        assert "://" not in admin.page.text
