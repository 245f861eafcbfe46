"""Corners of the clauses: what did not happen does not pass, and what a connector may do is no error of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims, Connector, Manifest
from twinledger.drivers.outcome import Outcome
from twinledger.drivers.watch import Watch
from twinledger.judge.case import Bench
from twinledger.judge.examples import Drawing
from twinledger.judge.mutants import REFERENCE, all_mutants
from twinledger.judge.options import Options
from twinledger.judge.session import judge
from twinledger.judge.verdicts import Kind, Verdict
from twinledger.world import World

Config = Mapping[str, str]
MUTANTS = {mutant.name: mutant for mutant in all_mutants()}
ASKED = {"fields_get": {"attributes": ["type"]}, "search_count": {"domain": [["parent_state", "=", "posted"]]}}


def _verdict(world: World, clause: str, connector: Callable[[Config], Any] | FunctionDriver) -> Verdict:
    """Return what a clause of the contract comes to with a connector."""
    manifest = Manifest(connector=Connector(name="x", python="x:x"))
    driver = connector if isinstance(connector, FunctionDriver) else FunctionDriver(connector)
    bench = Bench(world, driver, Claims(), 30, Drawing(1), "quick")
    [found] = [one for one in judge(bench, manifest, Options((clause,))) if one.kind is not Kind.NOT_RUN]
    return found


def _file(config: Config) -> tuple[str, dict[str, str]]:
    """Return where the client file's synchronisation is, and the header that opens it."""
    firm = f"{config['SILVERFIN_URL']}/api/v4/f/{config['SILVERFIN_FIRM_ID']}"
    headers = {"Authorization": f"bearer {config['SILVERFIN_ACCESS_TOKEN']}"}
    return f"{firm}/syncs/companies/{config['SILVERFIN_COMPANY_ID']}", headers


def _asking_first(method: str, connector: Callable[[Config], Any]) -> Callable[[Config], Any]:
    """Return a connector that asks Odoo something about journal items before it reads any."""

    def asking(config: Config) -> Any:
        headers = {"Authorization": f"bearer {config['ODOO_API_KEY']}", "X-Odoo-Database": config["ODOO_DATABASE"]}
        url = f"{config['ODOO_URL']}/json/2/account.move.line/{method}"
        answer = requests.post(url, json=ASKED[method], headers=headers, timeout=20)
        return connector(config) if answer.status_code == 200 else {"ok": False}

    return asking


@pytest.mark.parametrize("method", ASKED)
@pytest.mark.parametrize(
    "name",
    [
        "pages_by_offset",
        "counts_the_lines_it_has",
        "takes_a_pause_for_the_end",
        "reads_by_ids",
        "repairs_what_is_cut_short",
    ],
)
def test_what_is_asked_about_journal_items_is_no_page_of_them(world: World, method: str, name: str) -> None:
    """Who asks for fields or a count before the first page is caught like anybody else between and in the pages."""
    mutant = MUTANTS[name]
    assert _verdict(world, mutant.clause, _asking_first(method, mutant.sync)).kind is Kind.FAIL


def test_a_key_can_be_removed_while_somebody_reads_who_asked_something_before(world: World) -> None:
    """A sound connector that asks for fields first is judged, and that is no error of ours."""
    assert _verdict(world, "KEY-11", _asking_first("fields_get", REFERENCE.sound)).kind is Kind.PASS


def test_the_key_of_odoo_in_the_header_of_a_request_to_silverfin_is_found(world: World) -> None:
    """One session for both systems carries it along where a token would stand."""

    def careless(config: Config) -> Any:
        headers = {"Authorization": f"bearer {config['ODOO_API_KEY']}"}
        requests.get(f"{config['SILVERFIN_URL']}/api/v4/f/1/syncs/settings", headers=headers, timeout=20)
        return REFERENCE.sound(config)

    verdict = _verdict(world, "SEC-02", careless)
    assert (verdict.kind, "ODOO_API_KEY in GET" in verdict.evidence) == (Kind.FAIL, True)


@pytest.mark.parametrize(
    "clause", ["KEY-05", "KEY-06", "KEY-11", "PAG-02", "PAG-03", "RES-18", "RES-19", "SIL-02", "ODO-10"]
)
def test_who_fails_before_anything_happens_is_not_spared_by_design(world: World, clause: str) -> None:
    """That the second page was never asked for says nothing about how pages are read if the run failed before."""
    verdict = _verdict(world, clause, lambda _config: {"ok": False})
    assert (verdict.kind, "nothing was in its way yet" in verdict.reason) == (Kind.FAIL, True)


@pytest.mark.parametrize(
    ("clause", "kind"),
    [
        ("SIL-14", Kind.INCONCLUSIVE),
        ("SEC-06", Kind.INCONCLUSIVE),
        ("RES-03", Kind.INCONCLUSIVE),
        ("PAG-06", Kind.NOT_APPLICABLE),
        ("ODO-08", Kind.NOT_APPLICABLE),
        ("INC-19", Kind.FAIL),
    ],
)
def test_who_asks_for_nothing_has_not_asked_rightly(world: World, clause: str, kind: Kind) -> None:
    """A run that says that all is well and sends nothing is looked at in vain, and that is no error of ours."""
    assert _verdict(world, clause, lambda _config: None).kind is kind


class Single(FunctionDriver):
    """A driver that runs one at a time, and cannot begin while another is under way."""

    under_way = False

    def run(self, inputs: Config, timeout: float, watch: Watch | None = None) -> Outcome:
        """Run it, or raise RuntimeError."""
        if self.under_way:
            raise RuntimeError("there is one already")
        self.under_way = True
        try:
            return super().run(inputs, timeout, watch)
        finally:
            self.under_way = False


def test_a_second_run_that_cannot_begin_is_a_doubt(world: World) -> None:
    """It did not wait for the first one, so nothing is known of two that meet."""
    verdict = _verdict(world, "INC-16", Single(REFERENCE.sound))
    assert verdict.kind is Kind.INCONCLUSIVE
    assert "RuntimeError: there is one already" in verdict.reason


def test_who_resets_a_file_and_gives_up_has_not_sent_everything_again(world: World) -> None:
    """That it says so does not bring back what it took away."""

    def giving_up(config: Config) -> Any:
        file, headers = _file(config)
        point = requests.get(f"{file}/info", headers=headers, timeout=20).json()["sync_point"]
        state = Path(config["CONNECTOR_STATE_DIR"])
        if (point is None or any(state.iterdir())) and not (state / "gave-up").exists():
            return REFERENCE.sound(config)
        requests.delete(f"{file}/reset", params={"previous_sync_point": point}, headers=headers, timeout=20)
        (state / "gave-up").touch()
        return {"ok": False, "reason": "conflict"}

    verdict = _verdict(world, "SIL-09", giving_up)
    assert (verdict.kind, "it had reset the file" in verdict.reason) == (Kind.FAIL, True)


@pytest.mark.parametrize("clause", ["CON-03", "CON-04", "CON-05", "CON-06"])
def test_who_takes_everything_away_because_of_a_wrong_input_is_caught(world: World, clause: str) -> None:
    """Nothing is there to be taken away in a first run, so that each is wrong in a later one, too."""

    def taking_away(config: Config) -> Any:
        answer = REFERENCE.sound(config)
        if answer["ok"]:
            return answer
        file, headers = _file(config)
        point = requests.get(f"{file}/info", headers=headers, timeout=20).json()["sync_point"]
        if point is not None:
            requests.delete(f"{file}/reset", params={"previous_sync_point": point}, headers=headers, timeout=20)
        return answer

    verdict = _verdict(world, clause, taking_away)
    assert (verdict.kind, verdict.reason) == (Kind.FAIL, "The connector wrote to Silverfin.")
