"""Interception: `requests` reaches both fakes under other names and without a socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from mock_kit.answer import Point
from mock_kit.faults import Close, Delay, Dribble, Effect, Fault, HangUp, Phase, Reset, Trigger, proxy_error
from mock_kit.wire import NoSocketError
from twinledger.world import World

from .support import sale, synchronise


@pytest.fixture
def world() -> Iterator[World]:
    """Give a test a world that does not listen."""
    world = World()
    yield world
    world.close()


def _ask(url: str) -> requests.Response:
    return requests.get(url, timeout=10)


def test_the_live_addresses_reach_the_fakes(world: World) -> None:
    """Silverfin's own URL and that of an Odoo on Odoo Online are answered by the fakes, and no socket is used."""
    with world.intercept() as urls:
        assert urls == {"ODOO_URL": "https://acme.odoo.com", "SILVERFIN_URL": "https://live.getsilverfin.com"}
        assert _ask("https://acme.odoo.com/web/version").json()["version"] == "19.0"
        answer = _ask(f"https://live.getsilverfin.com/api/v4/f/{world.firm.id}/companies")
    assert (answer.status_code, answer.headers["Server"]) == (401, "twinledger")
    assert [(exchange.system, exchange.has_socket) for exchange in world.journal] == [
        ("odoo", False),
        ("silverfin", False),
    ]


def test_a_whole_synchronisation_needs_no_socket(world: World, tmp_path: Path) -> None:
    """A connector that uses `requests` runs as it does over the wire."""
    world.bookkeeper().enter(sale())
    with world.intercept() as urls:
        synchronise(world, tmp_path, **urls)
    assert [line.value for line in world.pair.file.lines()] == [12_100, -12_100]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_every_method_is_answered(world: World, method: str) -> None:
    """No method slips through to the real system."""
    with world.intercept() as urls:
        answer = requests.request(method, f"{urls['SILVERFIN_URL']}/nothing/here", timeout=10)
    assert answer.headers["Server"] == "twinledger"
    assert [exchange.method for exchange in world.journal] == [method]


def test_body_headers_and_query_arrive_as_they_were_sent(world: World) -> None:
    """What the fake sees is what the client said, whether it gave headers as texts or as bytes."""
    with world.intercept() as urls:
        requests.post(
            f"{urls['ODOO_URL']}/json/2/res.users/context_get?a=1&b=%20",
            data="{}".encode("utf-16"),
            headers={"X-Odoo-Database": b"acme", "Content-Type": "application/json"},
            timeout=10,
        )
    [exchange] = world.journal
    assert (exchange.path, exchange.query) == ("/json/2/res.users/context_get", "a=1&b=%20")
    assert (exchange.body, exchange.headers["X-Odoo-Database"]) == ("{}".encode("utf-16"), "acme")
    assert exchange.headers["Host"] == "acme.odoo.com"


def test_other_addresses_can_be_named(world: World) -> None:
    """Any two URLs will do, and the usual ones are then refused; the case of a host does not matter."""
    with world.intercept("https://Books.example.com/", "http://127.0.0.1:9"):
        assert _ask("https://books.example.com/web/version").status_code == 200
        assert _ask("http://127.0.0.1:9/f/1/syncs/odoo").status_code == 401
        with pytest.raises(requests.ConnectionError):
            _ask("https://acme.odoo.com/web/version")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "https://www.odoo.com/web/version",
        "http://acme.odoo.com/web/version",
        "https://acme.odoo.com:8443/web/version",
        "https://acme.odoo.com.example.com/web/version",
        "https://live.getsilverfin.community/api",
        "http://127.0.0.1:9/",
    ],
)
def test_other_hosts_are_refused(world: World, url: str) -> None:
    """Nothing is passed through, and a longer name, another port or scheme is another host."""
    with world.intercept(), pytest.raises(requests.ConnectionError, match="refused by Responses"):
        _ask(url)
    assert len(world.journal) == 0


def test_it_ends_with_the_block(world: World) -> None:
    """After the block the fakes are out of reach again."""
    with world.intercept("http://127.0.0.1:9"):
        assert _ask("http://127.0.0.1:9/web/version").status_code == 200
    with pytest.raises(requests.ConnectionError):
        _ask("http://127.0.0.1:9/web/version")
    assert len(world.journal) == 1


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("effect", [Reset(), Close(), Dribble(10, 0.0)], ids=lambda effect: type(effect).__name__)
def test_faults_that_need_a_socket_are_refused(world: World, effect: Effect, phase: Phase) -> None:
    """A fault that cannot be carried out is an error, not a fault that did not happen."""
    world.faults.arm(Fault(effect, phase=phase, point=Point(1)))
    with world.intercept() as urls, pytest.raises(NoSocketError, match=type(effect).__name__):
        _ask(f"{urls['ODOO_URL']}/web/version")


def test_faults_that_need_no_socket_strike(world: World) -> None:
    """A status, a wait and the announcement of an end are possible without one."""
    world.faults.arm(Fault(proxy_error(502), Trigger(nth=1)))
    world.faults.arm(Fault(HangUp(), Trigger(nth=2)))
    world.faults.arm(Fault(Delay(0.0), Trigger(nth=2)))
    with world.intercept() as urls:
        first, second = (_ask(f"{urls['ODOO_URL']}/web/version") for _ in range(2))
    assert (first.status_code, second.status_code, second.headers["Connection"]) == (502, 200, "close")
    assert [len(exchange.faults) for exchange in world.journal] == [1, 2]
