"""Waivers: used, not needed, out of date, for another version, and about clauses that there are not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinledger.drivers.manifest import ManifestError, Waiver
from twinledger.judge.options import Options
from twinledger.judge.verdicts import Kind, Level, exit_status
from twinledger.judge.waivers import waived
from twinledger.world import World

from .support import Clauses, a_verdict, verdicts

TODAY = dt.date(2026, 6, 15)
NEVER_ENDS, HAS_ENDED = dt.date.max, dt.date.min
DAY = dt.timedelta(days=1)
FOUND = [kind for kind in Kind if kind not in (Kind.WAIVED, Kind.STALE_WAIVER)]  # what a check can come to


def _waiver(until: dt.date = NEVER_ENDS, clause: str = "CON-01", version: str | None = None) -> Waiver:
    return Waiver(clause=clause, reason="we know", owner="ann@example.com", until=until, version=version)


@pytest.mark.parametrize(
    ("kind", "in_time", "too_late"),
    [
        (Kind.FAIL, Kind.WAIVED, Kind.STALE_WAIVER),
        (Kind.INCONCLUSIVE, Kind.WAIVED, Kind.STALE_WAIVER),
        (Kind.PASS, Kind.STALE_WAIVER, Kind.STALE_WAIVER),
        (Kind.NOT_APPLICABLE, Kind.NOT_APPLICABLE, Kind.STALE_WAIVER),
        (Kind.UNSUPPORTED, Kind.UNSUPPORTED, Kind.STALE_WAIVER),
        (Kind.ERROR, Kind.ERROR, Kind.ERROR),
        (Kind.NOT_RUN, Kind.NOT_RUN, Kind.NOT_RUN),
    ],
)
def test_what_a_verdict_becomes(kind: Kind, in_time: Kind, too_late: Kind) -> None:
    """A waiver excuses a failure or a doubt; one that is not needed or past its date is stale; errors stay errors."""
    verdict = a_verdict(kind, Level.MUST, "why")
    assert waived(verdict, [_waiver()], TODAY).kind is in_time
    assert waived(verdict, [_waiver(HAS_ENDED)], TODAY).kind is too_late


def test_a_waiver_of_what_passes_is_to_be_taken_out() -> None:
    """So it says, whatever the clause had to tell."""
    found = waived(a_verdict(Kind.PASS, Level.MUST, "why"), [_waiver()], TODAY)
    assert found.reason == "the clause passes; take the waiver out"


@pytest.mark.parametrize(
    ("until", "kind", "told"),
    [
        (TODAY - DAY, Kind.STALE_WAIVER, "the waiver ended on 2026-06-14: lines are missing"),
        (TODAY, Kind.WAIVED, "waived by ann@example.com, which ends on 2026-06-15: we know (lines are missing)"),
        (TODAY + 14 * DAY, Kind.WAIVED, "waived by ann@example.com, which ends on 2026-06-29: we know"),
        (TODAY + 15 * DAY, Kind.WAIVED, "waived by ann@example.com: we know (lines are missing)"),
    ],
)
def test_its_last_day_counts_and_is_announced(until: dt.date, kind: Kind, told: str) -> None:
    """A waiver holds through its last day, and warns for the fourteen days before it."""
    found = waived(a_verdict(Kind.FAIL, Level.MUST, "lines are missing"), [_waiver(until)], TODAY)
    assert found.kind is kind
    assert found.reason.startswith(told)


@pytest.mark.parametrize(
    ("version", "kind"), [(None, Kind.WAIVED), ("19.0", Kind.WAIVED), ("18.0", Kind.FAIL), ("19", Kind.FAIL)]
)
def test_a_waiver_for_a_version_is_for_that_version(version: str | None, kind: Kind) -> None:
    """What is excused on one version of Odoo is not excused on another."""
    assert waived(replace(a_verdict(Kind.FAIL), version="19.0"), [_waiver(version=version)], TODAY).kind is kind


def test_the_waiver_that_is_meant_is_found() -> None:
    """Others, for other clauses or versions, do not stand in its way, and leave a verdict as it is."""
    others = [_waiver(HAS_ENDED, "CON-02"), _waiver(HAS_ENDED, version="17.0")]
    failed = a_verdict(Kind.FAIL)
    assert waived(failed, [*others, _waiver()], TODAY).kind is Kind.WAIVED
    assert waived(failed, others, TODAY) is failed


@given(st.sampled_from(FOUND), st.sampled_from(Level), st.dates())
def test_a_waiver_never_hides_an_error_and_never_mends_a_run(kind: Kind, level: Level, until: dt.date) -> None:
    """Clause, level and evidence stay; nothing becomes a pass, and nothing but a failure or a doubt is waived."""
    before = a_verdict(kind, level, "why", "evidence", "replay")
    after = waived(before, [_waiver(until)], TODAY)
    assert (after.clause, after.level, after.evidence, after.replay) == ("CON-01", level, "evidence", "replay")
    assert (after.kind is Kind.PASS) is False
    assert (after.kind is Kind.ERROR) is (kind is Kind.ERROR)
    assert after.kind is not Kind.WAIVED or kind in (Kind.FAIL, Kind.INCONCLUSIVE)


@pytest.mark.parametrize(
    ("body", "until", "kind", "status"),
    [
        ("raise Failed('lines are missing')", NEVER_ENDS, Kind.WAIVED, 0),
        ("raise Failed('lines are missing')", HAS_ENDED, Kind.STALE_WAIVER, 1),
        ("pass", NEVER_ENDS, Kind.STALE_WAIVER, 1),
        ("raise ValueError", NEVER_ENDS, Kind.ERROR, 2),
    ],
)
def test_a_whole_run_with_a_waiver(
    world: World, clauses: Clauses, body: str, until: dt.date, kind: Kind, status: int
) -> None:
    """The exit status is that of what the waiver made of the verdict."""
    clauses.single(body)
    clauses.single("pass", "CON-02")
    found = verdicts(world, waivers=(_waiver(until),))
    assert (found["CON-01"].kind, found["CON-02"].kind) == (kind, Kind.PASS)
    assert exit_status(found.values()) == status


def test_a_waiver_of_a_clause_that_is_not_run_is_not_used(world: World, clauses: Clauses) -> None:
    """With `--clauses`, waivers of the others are neither used nor stale."""
    clauses.single("raise Failed('never looked at')")
    clauses.single("pass", "CON-02")
    found = verdicts(world, options=Options(("CON-02",)), waivers=(_waiver(HAS_ENDED),))
    assert found["CON-01"].kind is Kind.NOT_RUN


def test_a_waiver_of_a_clause_that_there_is_not_is_refused(world: World, clauses: Clauses) -> None:
    """A misspelt id would wave through nothing, and nobody would know; the refusal names those there are."""
    clauses.single("pass")
    with pytest.raises(ManifestError, match=r"^no such clause: CON-10; there are CON-01$"):
        verdicts(world, waivers=(_waiver(clause="CON-10"),))
