"""The plan: what must hold comes first, a budget leaves out what is dear, and says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from twinledger.drivers.manifest import Claims, Connector, Manifest
from twinledger.judge import planning, session
from twinledger.judge.events import Event, Planned
from twinledger.judge.options import Options
from twinledger.judge.planning import Cost, Plan, plan
from twinledger.judge.probes import Pace
from twinledger.judge.running import catalogue
from twinledger.judge.verdicts import Kind, Level

from .support import Clauses, a_clause

CLAUSES = [
    a_clause("CON-01", level=Level.SHOULD),
    a_clause("CON-02", level=Level.INFORMATION),
    a_clause("KEY-01"),
    a_clause("CON-03"),
]
COSTS = {"KEY-01": {"runs": 10, "entering": 0.0}, "CON-03": {"runs": 3, "entering": 10.0}}
PACE = Pace(2.0, 0.1)


@pytest.fixture(autouse=True)
def _measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "costs", lambda _profile, _in_process: COSTS)


def _plan(options: Options, *, in_process: bool = True) -> Plan:
    return plan(CLAUSES, options, PACE, in_process=in_process)


def test_without_a_budget_everything_is_run() -> None:
    """By level, then by cost; what nobody measured is taken to cost a few runs; the estimate is the sum."""
    found = _plan(Options())
    assert [cost.clause for cost in found.chosen] == ["CON-03", "KEY-01", "CON-01", "CON-02"]
    assert (found.runs, found.seconds, found.dropped) == (21, 21 * 2 + 3, ())
    assert str(found) == "4 clauses, about 21 runs of 2.00 s, about 45 s"


def test_workers_share_the_time() -> None:
    """Half the time with two of them."""
    found = _plan(Options(workers=2))
    assert found.seconds == pytest.approx(22.5)
    assert str(found).endswith("with 2 workers")


@pytest.mark.parametrize(
    ("options", "dropped", "budget"),
    [
        (Options(max_runs=13), ["CON-01", "CON-02"], "--max-runs 13"),
        (Options(max_runs=8), ["KEY-01", "CON-02"], "--max-runs 8"),
        (Options(time_budget=30.0), ["CON-01", "CON-02"], "--time-budget 30"),
        (Options(time_budget=1.0), ["CON-03", "KEY-01", "CON-01", "CON-02"], "--time-budget 1"),
    ],
)
def test_a_budget_leaves_out_what_does_not_fit(options: Options, dropped: list[str], budget: str) -> None:
    """What is cheaper takes the place, and what is left out is listed with the reason."""
    found = _plan(options)
    assert ([cost.clause for cost in found.dropped], found.budget) == (dropped, budget)
    assert str(found).endswith(f"Left out because of {budget}: {', '.join(dropped)}")


def test_one_is_not_several() -> None:
    """A plan of one clause, one run and one worker says so."""
    alone = Plan((Cost("KEY-01", 1, 3.0),), (), 2.0, 1)
    assert str(alone) == "1 clause, about 1 run of 2.00 s, about 5 s with 1 worker"


def test_every_clause_has_a_measured_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan guesses for none, except for the few that a profile does not run."""
    monkeypatch.undo()
    for in_process in (True, False):
        known = planning.costs("default", in_process)
        assert {clause.id for clause in catalogue().values()} - known.keys() <= {"DAT-27"}
        assert sum(cost["runs"] for cost in known.values()) > 300
        assert all(cost["entering"] >= 0 for cost in known.values())
        assert planning.costs("thorough", in_process).keys() >= known.keys()


def test_a_profile_bounds_the_runs_of_a_program() -> None:
    """Each of its runs takes a second or so; a function in this process has no such bound."""
    many = [replace(CLAUSES[0], id=f"CON-{number:02}") for number in range(1, 41)]
    assert plan(many, Options(profile="quick"), PACE, in_process=True).dropped == ()
    bounded = plan(many, Options(profile="quick"), PACE, in_process=False)
    assert bounded.runs <= planning.MOST_RUNS["quick"] < bounded.runs + 4  # type: ignore[operator]
    shared = plan(many, Options(profile="quick", workers=2), PACE, in_process=False)
    assert shared.dropped == ()  # in the same time two of them make twice as many
    asked = tuple(clause.id for clause in many)
    assert plan(many, Options(profile="quick", clauses=asked), PACE, in_process=False).dropped == ()
    assert plan(many, Options(profile="thorough"), PACE, in_process=False).dropped == ()


def test_a_run_that_clauses_share_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for one of them by its name pays for it alone."""
    known = {"CON-03": {"runs": 5, "shared": 2, "entering": 0}, "KEY-01": {"runs": 4, "entering": 0}}
    monkeypatch.setattr(planning, "costs", lambda *_: known)
    clauses = [clause for clause in CLAUSES if clause.id in known]
    assert plan(clauses, Options(), PACE, in_process=True).runs == 7
    assert plan(clauses, Options(clauses=("CON-03", "KEY-01")), PACE, in_process=True).runs == 9


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_parts_are_the_whole(parts: int) -> None:
    """Every clause is in one part, and in the same one whatever other clauses there are."""
    options = [Options(shard=(part, parts)) for part in range(1, parts + 1)]
    ids = [f"{chapter}-{number:02}" for chapter in ("CON", "DAT") for number in range(1, 30)]
    assert [sum(each.holds(id_) for each in options) for id_ in ids] == [1] * len(ids)


def test_what_a_connector_cannot_meet_costs_nothing(clauses: Clauses) -> None:
    """Neither the other end nor what it does not claim takes the place of what it can be tried by."""
    clauses.single("pass", "KEY-01")
    clauses.single("pass", "CON-03", feature="deletions")
    connector = Connector(name="x", python="mock_silverfin.integrations.odoo:sync")
    report = session.verify(Manifest(connector=connector, claims=Claims(features=())), Options(max_runs=10))
    assert [cost.clause for cost in report.plan.chosen] == ["KEY-01"]
    assert report.plan.dropped == ()


def test_what_a_budget_leaves_out_is_not_run_and_says_so(clauses: Clauses) -> None:
    """Its verdict has the reason; the plan was heard of before the first clause."""
    clauses.single("pass", "CON-03")
    clauses.single("pass", "KEY-01")
    heard: list[Event] = []
    connector = Connector(name="x", python="mock_silverfin.integrations.odoo:sync")
    report = session.verify(Manifest(connector=connector), Options(max_runs=3), heard.append)
    kinds = {verdict.clause: (verdict.kind, verdict.reason) for verdict in report.verdicts}
    assert kinds == {"CON-03": (Kind.PASS, ""), "KEY-01": (Kind.NOT_RUN, "left out by --max-runs 3")}
    assert heard[1] == Planned("19.0", report.plan)
    assert [cost.clause for cost in report.plan.dropped] == ["KEY-01"]
