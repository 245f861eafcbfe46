"""The page of a world: both systems, what was asked of them, and both ledgers."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta

import pytest
import requests

from mock_kit.faults import Fault, Reset, Trigger
from mock_kit.pages.languages import LANGUAGES
from twinledger.books.book import Entry, Line
from twinledger.console import stream
from twinledger.console.desk import Desk
from twinledger.console.server import Console
from twinledger.world import ODOO_LOGIN, World

from ..browsing import Person
from .conftest import Lived

HOME = "/w/world"


def test_both_systems_and_their_requests_are_on_one_page(person: Person, world: World) -> None:
    """Links to both, every request in words and as the wire says it, what happened, and equal ledgers."""
    text = person.goes("/").page.text
    assert f"{world.odoo.url}/web/login?db=acme" in text
    assert f"{world.silverfin.url}/f/{world.firm.id}" in text
    assert "<strong>Journal items</strong>: search and read" in text
    assert "account.move.line.search_read" in text
    assert "<strong>Send journal items</strong>" in text
    assert "made the API key “Silverfin”." in text
    assert "Acme BV: both ledgers are equal, line by line." in text


def test_the_timeline_is_filtered(person: Person, lived: Lived) -> None:
    """By system, by outcome, by fault, and by text; pages are left out unless they are asked for."""
    lived.stage.odoo_user.remove_api_key("Silverfin")
    lived.stage.accountant.synchronise("acme", lived.stage.file.id)
    everything = _timeline(person)
    assert ("Send journal items" in everything, "context_get" in everything) == (True, True)
    assert "context_get" not in _timeline(person, "system=silverfin")
    assert "Send journal items" not in _timeline(person, "system=odoo")
    failed = _timeline(person, "failed=1")
    assert ("401 · refused" in failed, "Invalid apikey" in failed, "search_read" in failed) == (True, True, False)
    assert "account.move.line" not in _timeline(person, "text=CONTEXT_GET")
    assert "Nothing yet." in _timeline(person, "text=nowhere")


def _timeline(person: Person, query: str = "") -> str:
    return person.goes(f"{HOME}?only=timeline&{query}").page.text


def test_a_fault_is_marked_where_it_struck(person: Person, lived: Lived) -> None:
    """With what was cut off, and alone if that is asked for."""
    lived.world.faults.arm(Fault(Reset(), Trigger(system="odoo", call={"method": "context_get"}, times=None)))
    lived.stage.accountant.synchronise("acme", lived.stage.file.id)
    text = _timeline(person, "faults=1")
    assert ("Fault: connection reset" in text, "cut off" in text, "search_read" in text) == (True, True, False)


def test_one_click_shows_the_raw_exchange(person: Person, lived: Lived) -> None:
    """Both halves as they went over the wire, and the way to the ones beside it; what was never asked is not there."""
    [asked] = [one for one in lived.world.journal.exchanges("silverfin") if one.call.get("operation") == "submit"]
    assert f"{HOME}/exchanges/{asked.number}" in person.goes(HOME).page.text
    text = person.goes(f"{HOME}/exchanges/{asked.number}").page.text
    assert f"POST {asked.path}" in text
    assert "User-Agent: " in text
    assert "200 OK" in text
    assert f"{HOME}/exchanges/{asked.number - 1}" in text
    assert person.goes(f"{HOME}/exchanges/9999").page.status_code == 404
    assert person.goes("/w/nowhere").page.status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_speak_every_language(console: Console, language: str, world: World) -> None:
    """The whole page and an exchange, and no place for a value is left unfilled."""
    person = Person(console.wsgi, language)
    for path in (HOME, f"{HOME}/exchanges/1", f"{HOME}/exchanges/9999"):
        text = person.goes(path).page.text
        assert f'<html lang="{language}">' in text
        assert "{" not in text.partition("<main")[2].partition("<pre")[0]
    assert ("Timeline" in person.goes(HOME).page.text) == (language == "en")


def test_the_ledgers_tell_what_differs(person: Person, lived: Lived) -> None:
    """An entry that Silverfin has not got yet shows on its accounts, to the cent."""
    lines = (Line("610000", 125000), Line("440000", -125000))
    lived.world.bookkeeper().enter(Entry("MISC", date(2026, 3, 2), lines))
    text = person.goes(f"{HOME}?only=ledgers").page.text
    assert "2 lines are missing in Silverfin, 0 are only there." in text
    assert "-1,250.00" in text
    assert 'id="timeline"' not in text


def test_the_clock_is_moved(person: Person, world: World) -> None:
    """By an hour, a day, and to the next midnight; not by what nobody offers."""
    before = world.clock.now()
    for by, then in (
        ("hour", before + timedelta(hours=1)),
        ("day", before + timedelta(hours=25)),
        ("midnight", before.replace(hour=0) + timedelta(days=2)),
    ):
        assert person.goes(HOME).fills_in("/clock/forward", by=by).page.status_code == 200
        assert world.clock.now() == then
    assert person.goes(HOME).fills_in("/clock/forward", by="century").page.status_code == 404


def test_the_clock_is_frozen_and_released(person: Person, world: World) -> None:
    """The page offers whichever it is not."""
    assert "It stands still." in person.goes(HOME).text
    assert "It runs." in person.fills_in("/clock/release").text
    assert world.clock.running
    assert "It stands still." in person.fills_in("/clock/freeze").text
    assert not world.clock.running


def test_the_stream_tells_what_changed(desk: Desk, world: World) -> None:
    """Everything at first, then the parts that are not as they were; it ends with the console."""
    ended = threading.Event()
    told = stream.events(desk.versions, ended)
    assert next(told).startswith(b"retry:")
    first = json.loads(next(told).removeprefix(b"data: "))
    assert first.keys() == desk.versions().keys()
    world.clock.advance(timedelta(hours=1))
    assert json.loads(next(told).removeprefix(b"data: ")).keys() == {"clock", "systems"}
    requests.get(f"{world.odoo.url}/web/version", timeout=10)
    assert "timeline" in json.loads(next(told).removeprefix(b"data: "))
    ended.set()
    assert list(told) == []


def test_looking_on_is_no_request_and_takes_no_thread(world: World) -> None:
    """Twenty streams are open, and the fakes answer; nothing of it stands in the journal."""
    known = len(world.journal)
    with Console(world) as console:
        streams = [requests.get(f"{console.url}{HOME}/stream", stream=True, timeout=10) for _ in range(20)]
        assert {one.headers["Content-Type"] for one in streams} == {"text/event-stream"}
        assert requests.get(f"{console.url}{HOME}", timeout=10).status_code == 200
        assert len(world.journal) == known
        assert requests.get(f"{world.odoo.url}/web/version", timeout=10).status_code == 200
        for one in streams:
            one.close()


def test_no_secret_is_on_any_page(person: Person, lived: Lived) -> None:
    """Neither keys nor tokens, passwords or cookies, on the page of the world or on that of any exchange."""
    world, grant = lived.world, lived.world.grant
    login = {"params": {"db": "acme", "login": ODOO_LOGIN, "password": "hush-hush"}}
    called = {"params": {"service": "common", "method": "login", "args": ["acme", ODOO_LOGIN, "hush-hush"]}}
    with requests.Session() as session:
        session.post(f"{world.odoo.url}/web/session/authenticate", json=login, timeout=10)
        session.post(f"{world.odoo.url}/jsonrpc", json=called, timeout=10)
        session.post(f"{world.silverfin.url}/sign_in", data={"email": "a@b.c", "password": "hush-hush"}, timeout=10)
        session.get(f"{world.odoo.url}/web/login?db=acme", timeout=10)
        cookies = [cookie.value for cookie in session.cookies]
    rpc = "<methodCall><methodName>authenticate</methodName><params>{}</params></methodCall>"
    three = "".join(
        f"<param><value><string>{one}</string></value></param>" for one in ("acme", ODOO_LOGIN, "hush-hush")
    )
    requests.post(f"{world.odoo.url}/xmlrpc/2/common", data=rpc.format(three), timeout=10)
    pages = [person.goes(f"{HOME}?pages=1").page.text]
    pages += [person.goes(f"{HOME}/exchanges/{one.number}").page.text for one in world.journal]
    secrets = ["hush-hush", lived.key[8:], grant.access_token, grant.refresh_token, world.application.client_secret]
    for secret in [*secrets, *filter(None, cookies)]:
        assert [at for at, page in enumerate(pages) if secret in page] == []
    assert any("•••" in page for page in pages)
