"""Exploring finds what it should: lost answers that a client repeats, bodies cut short, and mistakes in a long life."""

from __future__ import annotations

import http.client
import xmlrpc.client
from collections.abc import Iterator
from typing import Any

import pytest

from mock_kit.faults import Close, Effect, Fault, HangUp, Reset, Trigger
from mock_silverfin.integrations.odoo import sync, sync_over_xmlrpc
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims
from twinledger.drivers.trial import Trial
from twinledger.judge.examples import Drawing
from twinledger.judge.exploring import sweep as sweeping
from twinledger.judge.exploring.faults import MODEL
from twinledger.judge.exploring.found import shortened
from twinledger.judge.exploring.machine import live
from twinledger.judge.exploring.sweep import sweep
from twinledger.judge.mutants import all_mutants
from twinledger.stories.moments import RowsMissing, RowsTooMany
from twinledger.world import World

NAMED = "Somebody whose creation was answered"
CREATE = Trigger(system="odoo", call={"method": "create"})


def _nothing() -> None:
    """See nothing that would keep a step from telling something."""


@pytest.fixture(scope="module")
def online() -> Iterator[World]:
    """Give the tests an Odoo that keeps connections open, as a proxy in front of it does."""
    with World(odoo_hosting="online") as world:
        yield world


def _create(server: Any, world: World) -> Any:
    arguments = ("acme", 2, world.pair.api_key, "res.partner")
    return server.execute_kw(*arguments, "create", [[{"name": NAMED}]])


def _created(world: World) -> int:
    return int(world.odoo.database().store.one("SELECT COUNT(*) FROM res_partner WHERE name = ?", (NAMED,))[0])  # type: ignore[index]


@pytest.mark.parametrize("reused", [False, True], ids=["fresh connection", "reused connection"])
@pytest.mark.parametrize("effect", [Reset(), Close()], ids=["RST", "FIN"])
def test_the_client_of_the_documentation_repeats_a_create_in_silence(
    online: World, effect: Effect, *, reused: bool
) -> None:
    """Odoo has committed, the answer is lost, and `xmlrpc.client` sends it once more: two partners, and one success."""
    online.reset()
    with xmlrpc.client.ServerProxy(f"{online.odoo.url}/xmlrpc/2/object") as server:
        if reused:
            server.execute_kw("acme", 2, online.pair.api_key, "res.partner", "search_count", [[]])
        lost = online.faults.arm(Fault(effect, CREATE))
        created = _create(server, online)
    [first, second] = [exchange for exchange in online.journal if exchange.call.get("method") == "create"]
    assert (lost.fired, first.reused, second.delivery) == (1, reused, "whole")
    assert isinstance(created, list)
    assert _created(online) == 2


def test_a_client_that_sends_once_sends_once(online: World) -> None:
    """The cure that is known: one request, one error, one partner."""

    class Once(xmlrpc.client.Transport):
        def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> Any:
            return self.single_request(host, handler, request_body, verbose)

    online.reset()
    online.faults.arm(Fault(Reset(), CREATE))
    transport = Once()
    with (
        xmlrpc.client.ServerProxy(f"{online.odoo.url}/xmlrpc/2/object", transport) as server,
        pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)),
    ):
        _create(server, online)
    assert _created(online) == 1


def test_the_faults_leave_their_mark_on_a_connection_that_is_kept(online: World) -> None:
    """A fresh connection can be had on purpose: the answer before it says that the connection ends."""
    online.reset()
    online.faults.arm(Fault(HangUp(), Trigger(system="odoo", times=None)))
    with xmlrpc.client.ServerProxy(f"{online.odoo.url}/xmlrpc/2/object") as server:
        _create(server, online)
        _create(server, online)
    assert [exchange.reused for exchange in online.journal] == [False, False]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Give the tests a world."""
    with World() as world:
        yield world


@pytest.mark.parametrize("connector", [sync, sync_over_xmlrpc], ids=["JSON-2", "XML-RPC"])
def test_a_body_cut_short_is_never_taken_for_the_whole(
    world: World, monkeypatch: pytest.MonkeyPatch, connector: Any
) -> None:
    """Whichever answer ends too early, wherever: the reference connector never says that it has everything."""
    cuts = tuple(kind for kind in MODEL if kind.clause == "RES-03")
    monkeypatch.setattr(sweeping, "MODEL", cuts)
    trial = Trial(world, FunctionDriver(connector), Claims(), 30)
    swept = sweep(trial, _nothing, 30)
    trial.close()
    assert len(cuts) == 5
    assert (len(swept.struck), [str(strike) for strike in swept.broken]) == (30, [])


@pytest.mark.parametrize(
    ("name", "surprise", "steps"),
    [
        ("never_looks_back", RowsMissing, ["enter", "run", "change_amount", "run"]),
        ("new_ids_for_every_try", RowsTooMany, ["enter", "run"]),
        ("what_was_gone_stays_gone", RowsMissing, ["enter", "run", "to_draft", "run", "post", "run"]),
    ],
)
def test_a_long_life_finds_mistakes_and_tells_them_shortly(
    world: World, name: str, surprise: type[Exception], steps: list[str]
) -> None:
    """A mistake that takes the right order of things is found, and its story has nothing that it does not take.

    Lives are drawn at random: of a few hundred, one meets it.
    """
    [mutant] = [mutant for mutant in all_mutants() if mutant.name == name]
    trial = Trial(world, FunctionDriver(mutant.sync), Claims(), 30)
    lives = (live(trial, Drawing(40, seed), 5, _nothing).in_order for seed in range(1, 9))
    found = shortened(next(found[0] for found in lives if found), trial)
    trial.close()
    assert (type(found.surprise), found.repeats) == (surprise, True)
    assert len(found.steps) <= len(steps)
    assert found.steps[-1].do == "run"
