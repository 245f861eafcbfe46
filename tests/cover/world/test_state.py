"""The state of a world: what a seed settles, and going back to an earlier moment."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import requests

from mock_kit.clock import Clock
from mock_kit.faults import Fault, Status, Trigger
from mock_silverfin.integrations.odoo import sync
from twinledger import World as Exported
from twinledger import projection
from twinledger.world import World

from .support import DAY, sale, synchronise


def _conversation(seed: int, folder: Path) -> list[tuple[object, ...]]:
    """Return every byte that goes over the wire when the books of a new world are synchronised, and its books."""
    world = World(seed=seed, lines=60)
    with world.intercept() as urls:
        synchronise(world, folder, **urls)
    told: list[tuple[object, ...]] = [
        (exchange.at, exchange.method, exchange.path, exchange.headers, exchange.body, exchange.status, exchange.answer)
        for exchange in world.journal
    ]
    told.append((world.inputs(Path("state"), ODOO_URL="", SILVERFIN_URL=""), world.trial_balance()))
    world.close()
    return told


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two worlds of one seed tell the same, request by request and key by key."""
    first, second = _conversation(7, tmp_path / "first"), _conversation(7, tmp_path / "second")
    assert len(first) > 6
    assert first == second


def test_another_seed_gives_other_books_and_keys() -> None:
    """What is random comes from the seed: books, keys and tokens."""
    one, two = World(seed=1, lines=60), World(seed=2, lines=60)
    assert one.trial_balance() != two.trial_balance()
    assert one.pair.api_key != two.pair.api_key
    assert one.grant.access_token != two.grant.access_token
    assert len(projection.expected(one, one.pair)) > 10


def test_lines_are_the_size_of_the_ledger(world: World) -> None:
    """As many journal items as asked for, none at all for 0, and the chart of accounts either way."""
    assert world.trial_balance() == {}
    assert sum(projection.expected(world, world.pair).values()) == 0
    filled = World(lines=60)
    assert sum(projection.expected(filled, filled.pair).values()) == 60
    for made in (world, filled):
        [[accounts]] = made.odoo.database("acme").store.all("SELECT COUNT(*) FROM account_account")
        assert accounts > 150


def test_a_version_of_odoo_can_be_chosen() -> None:
    """The fake Odoo plays the version that is asked for, and one that is not in it is refused by name."""
    assert World(odoo_version="19.0").odoo.version == "19.0"
    with pytest.raises(ValueError, match=r"16\.0.*19\.0"):
        World(odoo_version="16.0")


def test_the_world_is_what_the_package_exports() -> None:
    """`from twinledger import World` is the world, and nothing else is to be had there."""
    assert Exported is World
    with pytest.raises(ImportError, match="Moon"):
        from twinledger import Moon  # type: ignore[attr-defined]  # noqa: F401, PLC0415


def test_restoring_brings_everything_back(world: World, tmp_path: Path) -> None:
    """Books, client file, clock, dice, faults and journal are what they were, whatever happened in between."""
    world.bookkeeper().enter(sale())
    synchronise(world, tmp_path)
    armed = world.faults.arm(Fault(Status(503), Trigger(times=None)))
    requests.get(f"{world.odoo.url}/web/version", timeout=10)
    before = world.snapshot()
    then = (len(world.journal), world.clock.now(), world.trial_balance(), world.pair.file.lines(), armed.fired)
    assert then[-1] == 1

    id_ = world.bookkeeper().enter(sale(999))
    world.bookkeeper().cancel(id_)
    world.clock.advance(dt.timedelta(days=3))
    world.faults.clear()
    world.pair.file.unlink()
    first_draw = world.dice.token_hex("test", 16)
    requests.get(f"{world.silverfin.url}/api/v4/f/1/companies", timeout=10)

    world.restore(before)
    now = (len(world.journal), world.clock.now(), world.trial_balance(), world.pair.file.lines(), armed.fired)
    assert now == then
    assert world.dice.token_hex("test", 16) == first_draw
    assert requests.get(f"{world.odoo.url}/web/version", timeout=10).status_code == 503
    world.faults.clear()
    synchronise(world, tmp_path)


def test_a_reset_is_the_beginning(world: World, tmp_path: Path) -> None:
    """After a reset there is no entry, no line, no request, no fault and no second company."""
    key = world.odoo.create_api_key("admin@example.com", "second", database="acme")
    world.bookkeeper().enter(sale())
    world.add_pair("beta", name="Beta NV")
    synchronise(world, tmp_path, ODOO_API_KEY=key)
    world.faults.arm(Fault(Status(503)))
    start = world.clock.now()
    world.clock.advance(dt.timedelta(hours=1))
    assert (world.trial_balance(), len(world.pair.file.lines())) == ({"400000": 12_100, "700000": -12_100}, 2)

    world.reset()
    assert (world.trial_balance(), world.pair.file.lines(), len(world.journal)) == ({}, [], 0)
    assert (len(world.pairs), sorted(world.odoo.odoo.databases), world.clock.now()) == (1, ["acme"], start)
    assert requests.get(f"{world.odoo.url}/web/version", timeout=10).status_code == 200
    assert sync(world.inputs(tmp_path, ODOO_API_KEY=key))["reason"] == "authentication"


def test_a_reset_world_throws_the_same_dice(world: World) -> None:
    """The first key after a reset is the first key after any reset."""
    first = world.odoo.create_api_key("admin@example.com", "key", database="acme")
    world.reset()
    assert world.odoo.create_api_key("admin@example.com", "key", database="acme") == first


def test_a_later_moment_comes_back_after_a_reset(world: World) -> None:
    """Databases, companies and firms that the reset removed are there again with their content."""
    pair = world.add_pair("beta", name="Beta NV")
    world.bookkeeper(pair).enter(sale())
    firm = world.silverfin.add_firm("Another firm")
    file = firm.add_company("Client")
    later = world.snapshot()
    world.reset()
    assert len(world.pairs) == 1
    world.restore(later)
    assert world.pairs[1] == pair
    assert world.trial_balance(pair) == {"400000": 12_100, "700000": -12_100}
    assert file.lines() == []


@pytest.mark.parametrize("clock", [Clock(), Clock(running=True)], ids=["standing", "running"])
def test_a_reset_takes_back_what_the_clock_was_moved_by(clock: Clock) -> None:
    """A manual clock stands where it stood; one that runs shows the time that has passed, and no jump."""
    with World(clock=clock) as world:
        start = clock.now()
        moved = clock.advance(dt.timedelta(days=10))
        world.reset()
        assert (clock.now() == start) is not clock.running
        assert start <= clock.now() < moved


def test_the_trial_balance_stops_at_a_day(world: World) -> None:
    """What is dated later is not in it."""
    world.bookkeeper().enter(sale())
    assert world.trial_balance(until=DAY) == {"400000": 12_100, "700000": -12_100}
    assert world.trial_balance(until=DAY - dt.timedelta(days=1)) == {}
