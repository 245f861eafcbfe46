"""What is done in the console: break something, watch it, save the world, turn it back, let the connector run."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from mock_kit import named_faults
from twinledger.console import breaking
from twinledger.world import World

from ..browsing import Person
from .conftest import Lived

HOME = "/w/world"


def _part(person: Person, name: str) -> str:
    return person.goes(f"{HOME}?only={name}").page.text


def test_a_fault_is_armed_watched_and_disarmed(person: Person, world: World) -> None:
    """It strikes where the form said, its counters show it, and it can be taken out."""
    person.goes(HOME).fills_in(
        "/faults/arm", fault="status-before", where="odoo:res.users.context_get", number="503", nth="2"
    )
    text = _part(person, "faults")
    assert ("status 503" in text, "odoo res.users.context_get" in text) == (True, True)
    for _ in range(2):
        requests.post(f"{world.odoo.url}/json/2/res.users/context_get", data="{}", timeout=10)
    assert [(trap.seen, trap.fired) for trap in breaking.traps(world.faults)] == [(2, 1)]
    assert "Fault: status 503" in _part(person, "timeline")
    person.goes(HOME).fills_in("/faults/disarm")
    assert breaking.traps(world.faults) == []
    assert "Nothing is armed" in _part(person, "faults")


@pytest.mark.parametrize("name", named_faults.NAMED)
def test_every_named_fault_can_be_armed(person: Person, world: World, name: str) -> None:
    """The form offers each, with what it needs."""
    assert breaking.FAULTS.keys() == named_faults.NAMED.keys()
    person.goes(HOME).fills_in("/faults/arm", fault=name, where="silverfin", number="503", ever="1")
    [trap] = breaking.traps(world.faults)
    assert (trap.where, trap.armed.fault.trigger.times) == ("silverfin", None)


@pytest.mark.parametrize(
    "wrong", [{"fault": "earthquake"}, {"where": "elsewhere"}, {"nth": "x"}, {"fault": "delay", "number": "soon"}]
)
def test_what_is_no_fault_is_refused(person: Person, world: World, wrong: dict[str, str]) -> None:
    """Nothing is armed, and the page says that it did not work."""
    assert person.goes(HOME).fills_in("/faults/arm", **wrong).page.status_code == 400
    assert breaking.traps(world.faults) == []


def test_a_world_is_saved_and_turned_back(person: Person, world: World) -> None:
    """Both systems, the clock and the timeline are as they were; what is not there cannot be turned back to."""
    before, known = world.clock.now(), len(world.journal)
    person.goes(HOME).fills_in("/snapshots/save", name="before the mishap")
    world.clock.advance(timedelta(days=3))
    requests.get(f"{world.odoo.url}/web/version", timeout=10)
    assert "before the mishap" in _part(person, "snapshots")
    person.goes(HOME).fills_in("/snapshots/turn-back")
    assert (world.clock.now(), len(world.journal)) == (before, known)
    assert person.goes(HOME).fills_in("/snapshots/turn-back", number="7").page.status_code == 404


def test_the_connector_runs_and_a_removed_key_is_seen_on_both_sides(person: Person, lived: Lived) -> None:
    """Keys with their state, the connection that is refused from now on, and how the last run ended."""
    assert "valid" in _part(person, "systems")
    lived.stage.odoo_user.remove_api_key("Silverfin")
    known = len(lived.world.journal.exchanges("odoo"))
    person.goes(HOME).fills_in("/synchronise")
    lived.world.silverfin.runner.settle()
    assert len(lived.world.journal.exchanges("odoo")) > known
    text = _part(person, "systems")
    assert ("removed" in text, "refused" in text, "failed" in text) == (True, True, True)


def test_tokens_of_applications_expire(person: Person, world: World) -> None:
    """Two hours after they were made, by the world's clock."""
    assert "expired" not in _part(person, "systems")
    world.clock.advance(timedelta(hours=3))
    assert "expired" in _part(person, "systems")
