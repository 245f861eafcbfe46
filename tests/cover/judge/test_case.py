"""A case: runs of a connector and what they prove, failures of ours and gaps of the fakes left aside."""

from __future__ import annotations

import json
import time
import xmlrpc.client
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from mock_kit import clock as clock_module
from mock_kit.clock import Clock
from mock_kit.faults import Act, Fault
from mock_silverfin.integrations.odoo import sync as reference
from twinledger.drivers.manifest import Claims
from twinledger.drivers.outcome import Outcome
from twinledger.drivers.watch import Watch
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.verdicts import Failed, Kind, exit_status
from twinledger.world import World

from .support import Clauses, Script, a_clause, bench, verdicts

DONE = Outcome(True)
LATE = Outcome(False, seconds=60, timed_out=True)
JSON = {"Content-Type": "application/json"}
Config = Mapping[str, str]


@pytest.fixture
def case(world: World) -> Iterator[Case]:
    """Give a test a case whose connector is the reference."""
    case = Case(bench(world), a_clause())
    yield case
    case.close()


def _with(world: World, *runs: Outcome) -> Case:
    """Return a case whose connector's runs come to these outcomes."""
    outcomes = iter(runs)
    case = Case(bench(world, Script([lambda _inputs: next(outcomes)] * len(runs))), a_clause())
    case.begin()
    return case


def _over_json2(config: Config) -> None:
    url = f"{config['ODOO_URL']}/json/2/res.partner/message_post"
    headers = {"Authorization": f"bearer {config['ODOO_API_KEY']}", "X-Odoo-Database": config["ODOO_DATABASE"]}
    requests.post(url, json={"ids": [1]}, headers=headers, timeout=10).raise_for_status()


def _over_xmlrpc(config: Config) -> None:
    server = xmlrpc.client.ServerProxy(f"{config['ODOO_URL']}/xmlrpc/2/object")
    with server:
        key = config["ODOO_API_KEY"]
        server.execute_kw(config["ODOO_DATABASE"], 2, key, "res.partner", "message_post", [[1]])


def _over_jsonrpc(config: Config) -> None:
    arguments = [config["ODOO_DATABASE"], 2, config["ODOO_API_KEY"], "res.partner", "message_post", [[1]]]
    body = {"jsonrpc": "2.0", "params": {"service": "object", "method": "execute_kw", "args": arguments}}
    answer = requests.post(f"{config['ODOO_URL']}/jsonrpc", data=json.dumps(body), timeout=10, headers=JSON).json()
    raise RuntimeError(answer["error"]["message"])


@pytest.mark.parametrize("connector", [_over_json2, _over_xmlrpc, _over_jsonrpc])
@pytest.mark.parametrize("demand", ["case.sync()", "case.refused('source', although='it is gone')", "case.run()"])
def test_who_meets_a_gap_in_the_fake_has_not_failed(
    world: World, clauses: Clauses, connector: Any, demand: str
) -> None:
    """What the fake does not have says nothing about the connector: the verdict is a doubt that names the gap."""
    clauses.single(f"case.begin()\n{demand}")
    verdict = verdicts(world, connector)["CON-01"]
    assert verdict.kind is Kind.INCONCLUSIVE
    assert verdict.reason.startswith("the connector asks for something that the fake does not have: ")
    assert "res.partner.message_post" in verdict.reason


def test_one_that_gets_over_a_gap_is_in_doubt_too(world: World, clauses: Clauses) -> None:
    """Even a success proves nothing if the fake did not play its part."""

    def undaunted(config: Config) -> Any:
        with pytest.raises(requests.HTTPError):
            _over_json2(config)
        return reference(config)

    clauses.single("case.begin(small.LEDGER)\ncase.sync()")
    assert verdicts(world, undaunted)["CON-01"].kind is Kind.INCONCLUSIVE


def test_a_gap_on_one_ledger_is_not_made_good_by_others(world: World, clauses: Clauses) -> None:
    """That all other examples pass says nothing about the one that the fake could not answer."""
    runs = iter([reference, _over_json2])

    def moody(config: Config) -> Any:
        return next(runs, reference)(config)

    clauses.add("""
        @marked("CON-01")
        def test_it(case):
            def check(tale):
                case.begin(tale)
                case.sync()

            case.for_all(strategies.ledgers(), check, [small.LEDGER, *small.TALES])
    """)
    verdict = verdicts(world, moody)["CON-01"]
    assert verdict.kind is Kind.INCONCLUSIVE
    assert "res.partner.message_post" in verdict.reason


def test_a_gap_in_an_earlier_run_does_not_count_for_the_next(case: Case, tmp_path: Path) -> None:
    """Only the requests of the run itself are looked at."""
    case.begin(small.LEDGER)
    with pytest.raises(requests.HTTPError):
        _over_json2(case.world.inputs(tmp_path))
    assert case.run().synchronised


def test_a_fake_that_fails_is_an_error_of_ours(world: World, clauses: Clauses, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 500 of the fake's own is not the connector's fault, even if the connector makes the best of it."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("the fake is broken")

    monkeypatch.setattr(world.silverfin.wsgi.gateway, "app", broken)
    clauses.single("case.begin(small.LEDGER)\ncase.sync()")
    verdict = verdicts(world)["CON-01"]
    assert verdict.kind is Kind.ERROR
    assert "ZeroDivisionError: the fake is broken" in verdict.reason
    assert exit_status([verdict]) == 2


def test_a_run_that_takes_too_long_is_repeated_once(world: World) -> None:
    """A busy machine is not a slow connector: the second run counts, and there is no third."""
    assert _with(world, LATE, DONE).run() is DONE
    assert _with(world, LATE, LATE).run() is LATE
    assert _with(world, DONE).run() is DONE


def test_a_clause_may_give_its_runs_more_time(world: World) -> None:
    """So many times what the manifest grants, and no other case has it."""
    granted: list[float] = []

    class Noting(Script):
        def run(self, inputs: Config, timeout: float, watch: Watch | None = None) -> Any:
            """Note how long it may take."""
            granted.append(timeout)
            return super().run(inputs, timeout, watch)

    on = bench(world, Noting([lambda _inputs: DONE] * 2))
    for times in (24, 1):
        case = Case(on, a_clause())
        case.give_time(times)
        case.begin()
        case.run()
        case.close()
    assert granted == [24 * on.timeout, on.timeout]


def test_the_repetition_begins_where_the_first_run_did(world: World) -> None:
    """It gets the same inputs, the changed ones and the state directory among them."""
    seen: list[Config] = []

    def late(inputs: Config) -> Outcome:
        seen.append(inputs)
        return LATE

    case = Case(bench(world, Script([late, late])), a_clause())
    case.begin()
    case.run(ODOO_EMAIL="nobody@example.com")
    case.close()
    assert seen[0] == seen[1]
    assert seen[0]["ODOO_EMAIL"] == "nobody@example.com"


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome(False, exit_status=3), r"did not synchronise \(exit status 3\); nothing was in its way"),
        (Outcome(False, "source", "no route"), r"because of source \(no route\); nothing was in its way"),
        (LATE, "did not end within 60 s; nothing was in its way"),
    ],
)
def test_a_demanded_synchronisation(world: World, outcome: Outcome, told: str) -> None:
    """One that did not come about is told as the connector told it."""
    with pytest.raises(Failed, match=told):
        _with(world, outcome, outcome).sync()
    with pytest.raises(Failed, match="; the key is new, which is no reason to fail"):
        _with(world, outcome, outcome).sync(when="the key is new")
    assert _with(world, DONE).sync() is DONE


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (DONE, "said that it synchronised, although its key is a wrong one"),
        (LATE, "did not end within 60 s instead of failing"),
        (Outcome(False, "internal"), "because of internal; the reason is authentication or source"),
    ],
)
def test_a_demanded_refusal(world: World, outcome: Outcome, told: str) -> None:
    """It must fail, by itself, and for the right reason if it gives one."""
    with pytest.raises(Failed, match=told):
        _with(world, outcome, outcome).refused("authentication", "source", although="its key is a wrong one")


@pytest.mark.parametrize("outcome", [Outcome(False), Outcome(False, "source"), Outcome(False, exit_status=1)])
def test_a_refusal_without_a_reason_is_one(world: World, outcome: Outcome) -> None:
    """Where no reason is given, none can be wrong."""
    assert _with(world, outcome).refused("authentication", "source", although="its key is a wrong one") is outcome


def test_what_a_connector_printed_is_shown_without_its_secrets(world: World, tmp_path: Path) -> None:
    """The end of it is evidence; keys and tokens are not."""
    inputs = world.inputs(tmp_path)
    secret = [value for name, value in inputs.items() if name.endswith(("_KEY", "_SECRET", "_TOKEN"))]
    printed = "\n".join([*(f"line {number}" for number in range(40)), *secret])
    with pytest.raises(Failed) as caught:
        _with(world, Outcome(False, output=printed)).sync()
    assert caught.value.evidence.startswith("It printed:\nline 2")
    assert len(secret) == 4
    assert not any(value in caught.value.evidence for value in secret)


def test_a_case_cleans_up(world: World) -> None:
    """No state directory stays behind: one that is given up goes at once, the last one at the end."""
    folders: list[Path] = []

    def noting(inputs: Config) -> Outcome:
        folders.append(Path(inputs["CONNECTOR_STATE_DIR"]))
        return DONE

    case = Case(bench(world, Script([noting, noting])), a_clause())
    for _ in range(2):
        case.begin()
        case.run()
    assert [folder.is_dir() for folder in folders] == [False, True]
    case.close()
    assert [folder.exists() for folder in folders] == [False, False]
    assert folders[0] != folders[1]


def test_writing_is_noticed_and_shown(case: Case) -> None:
    """Whoever must not write is told which requests did, and a run before that is not meant."""
    case.begin(small.LEDGER)
    case.untouched()
    case.sync()
    start = len(case.world.journal)
    with pytest.raises(Failed, match="wrote to Silverfin") as caught:
        case.untouched()
    assert "silverfin POST" in caught.value.evidence
    case.untouched(start)
    case.sync()
    case.unchanged(start, "a lie")
    case.teller.enter(small.ANOTHER)
    case.sync()
    with pytest.raises(Failed, match="sent again"):
        case.unchanged(start, "sent again")


def test_a_key_that_was_removed_is_refused_and_a_new_one_is_not(case: Case) -> None:
    """Removing clears what the server remembers, as a restart does."""
    case.begin(small.LEDGER)
    case.sync()
    key = case.new_key()
    case.remove_key(case.pair.api_key)
    case.refused("authentication", although="its key was removed")
    case.sync(ODOO_API_KEY=key)
    with pytest.raises(Failed, match="although its key was removed"):
        case.refused("authentication", although="its key was removed", ODOO_API_KEY=key)


def test_a_session_may_last_longer_than_a_token_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not refresh tokens can be judged for hours: whatever a clause begins with, it is authorised then."""
    passed, monotonic = [0.0], time.monotonic
    monkeypatch.setattr(clock_module, "time", SimpleNamespace(monotonic=lambda: monotonic() + passed[0]))

    def refreshing_nothing(config: Config) -> Any:
        return reference({**config, "SILVERFIN_REFRESH_TOKEN": ""})

    claims = Claims(features=("incremental",))
    with World(clock=Clock.of_the_machine()) as world:
        case = Case(bench(world, refreshing_nothing, claims), a_clause())
        for hours in (0, 3, 6):
            passed[0] = hours * 3_600
            case.begin(small.LEDGER)
            case.sync()
            case.begin_synced(small.LEDGER)
            case.sync()
        assert case.bench.first_runs.saved == 2
        case.begin_big(20)
        case.sync()
        case.close()


def test_a_big_ledger_is_made_once_and_is_always_the_same(case: Case) -> None:
    """It is 2,100 lines, and what one clause does to it no other finds."""
    case.begin_big()
    before = case.expected()
    case.teller.enter(small.ANOTHER)
    case.world.faults.arm(Fault(Act(lambda: None)))
    assert case.expected() != before
    case.begin_big()
    assert (case.expected(), before.total(), len(case.world.journal)) == (before, 2100, 0)
