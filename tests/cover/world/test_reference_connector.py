"""The built-in integration as a connector: one run from its inputs, and the next one after whatever became of it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from mock_kit.faults import Fault, Phase, Reset, Trigger
from mock_silverfin.integrations.odoo import __main__ as program
from mock_silverfin.integrations.odoo import sync, sync_over_xmlrpc
from mock_silverfin.integrations.odoo.state import State
from twinledger.world import World

from .support import sale, synchronise

SUBMIT, INFO = (f"/api/v4/f/.*/{name}" for name in ("transactions", "info"))


def _asked(world: World, system: str) -> list[str]:
    """Return what a run has asked one of the two for, by method and path."""
    return [f"{one.method} {one.path}" for one in world.odoo.journal if one.system == system]


def _held(world: World) -> Mapping[str, int]:
    return world.pair.file.trial_balance()


def test_a_run_over_xmlrpc_asks_nothing_over_another_protocol(world: World, tmp_path: Path) -> None:
    """It moves the ledger as the run over JSON-2 does."""
    world.bookkeeper().enter(sale())
    world.odoo.journal.clear()
    assert sync_over_xmlrpc(world.inputs(tmp_path)) == {"ok": True}
    assert _held(world) == {"400000": 12_100, "700000": -12_100}
    assert {*_asked(world, "odoo")} == {"POST /xmlrpc/2/common", "POST /xmlrpc/2/object"}


@pytest.mark.parametrize("protocol", ["json2", "xmlrpc"])
def test_the_program_says_how_the_run_ended(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], protocol: str
) -> None:
    """On standard output, once, and by its exit status: 0 for all well, 1 for a failure that it names."""
    monkeypatch.setattr(sys, "argv", ["it", "--protocol", protocol])
    for name, value in world.inputs(tmp_path).items():
        monkeypatch.setenv(name, value)
    assert program.main() == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True}
    monkeypatch.delenv("ODOO_URL")
    assert program.main() == 1
    told = {"ok": False, "reason": "configuration", "message": "The input 'ODOO_URL' is missing."}
    assert json.loads(capsys.readouterr().out) == told


def test_the_program_that_stays_ends_with_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever started it may have gone without a word."""
    monkeypatch.setattr(sys, "argv", ["it", "--listen", "http://127.0.0.1:0"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert program.main() == 0


def test_a_second_run_leaves_the_first_alone(world: World, tmp_path: Path) -> None:
    """While one has the memory of a company another one is told so, and asks neither side for anything."""
    inputs = world.inputs(tmp_path)
    name = f"{inputs['SILVERFIN_FIRM_ID']}-{inputs['SILVERFIN_COMPANY_ID']}"
    with closing(State(tmp_path, name)):
        world.odoo.journal.clear()
        answer = sync(inputs)
    assert (answer["ok"], answer["reason"]) == (False, "conflict")
    assert answer["message"] == "Another run is at work on this company (database is locked)."
    assert (_asked(world, "odoo"), _asked(world, "silverfin")) == ([], [])


def test_nothing_is_converted(world: World, tmp_path: Path) -> None:
    """Books in another currency than the client file is kept in are refused, and both are named."""
    file = world.firm.add_company("Dollars", "USD")
    file.link(world.application, "acme:2")
    answer = sync(world.inputs(tmp_path, SILVERFIN_COMPANY_ID=str(file.id)))
    assert (answer["ok"], answer["reason"]) == (False, "configuration")
    assert answer["message"] == "The books are kept in EUR and the client file in USD; nothing is converted."
    assert [one for one in _asked(world, "silverfin") if not one.startswith("GET ")] == []


def test_what_arrived_before_the_run_broke_is_not_sent_again(world: World, tmp_path: Path) -> None:
    """The batch was noted before it was sent: where Silverfin stands tells the next run that it was carried out."""
    synchronise(world, tmp_path)
    world.bookkeeper().enter(sale())
    faults = world.silverfin.faults
    faults.arm(Fault(Reset(), Trigger(path=SUBMIT, times=None), Phase.AFTER))
    faults.arm(Fault(Reset(), Trigger(path=INFO, nth=2, times=None)))
    assert sync(world.inputs(tmp_path))["reason"] == "target"
    faults.clear()
    assert _held(world) == {"400000": 12_100, "700000": -12_100}
    world.silverfin.journal.clear()
    synchronise(world, tmp_path)
    assert [one for one in _asked(world, "silverfin") if not one.startswith("GET ")] == []
    assert _held(world) == {"400000": 12_100, "700000": -12_100}


def test_a_silverfin_that_speaks_no_tls_cannot_be_used(world: World, tmp_path: Path) -> None:
    """It is not tried again: that will not get better."""
    url = world.silverfin.url.replace("http://", "https://")
    answer = sync(world.inputs(tmp_path, SILVERFIN_URL=url))
    assert answer == {"ok": False, "reason": "target", "message": "Silverfin cannot be used: SSLError."}
