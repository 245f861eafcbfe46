"""Parts of a session: each judges its clauses, and together they are the one verdict."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from twinledger.drivers.manifest import Connector, Manifest, Waiver
from twinledger.judge.merging import PartsError, merged
from twinledger.judge.options import Options
from twinledger.judge.report import Report
from twinledger.judge.reports.json import ReportFileError, dumped, read
from twinledger.judge.running import catalogue
from twinledger.judge.session import judge, verify
from twinledger.judge.verdicts import Kind, Level, Verdict
from twinledger.world import World

from .support import Clauses, a_report, bench

TODAY = dt.date(2026, 7, 1)
WAIVER = Waiver(clause="CON-02", reason="known", owner="anna@example.com", until=dt.date(2026, 12, 31))
FOUND = (
    Verdict("CON-01", Level.MUST, Kind.PASS, version="19.0"),
    Verdict("CON-02", Level.MUST, Kind.FAIL, "it does not", version="19.0"),
    Verdict("CON-03", Level.MUST, Kind.PASS, version="19.0"),
)


def _part(*here: str, shard: tuple[int, int], found: tuple[Verdict, ...] = FOUND) -> Report:
    """Return the report of a part in which the verdicts on some clauses were found."""
    elsewhere = [
        each if each.clause in here else replace(each, kind=Kind.NOT_RUN, reason="in another part of the session")
        for each in found
    ]
    return replace(a_report(*elsewhere), options=Options(shard=shard), waivers=(WAIVER,))


def test_parts_become_one_verdict() -> None:
    """In any order; the waiver applies to the whole alone."""
    one, two = _part("CON-01", "CON-03", shard=(1, 2)), _part("CON-02", shard=(2, 2))
    assert two.exit_status == 1
    for parts in ([one, two], [two, one]):
        whole = merged(parts, TODAY)
        assert [verdict.kind for verdict in whole.verdicts] == [Kind.PASS, Kind.WAIVED, Kind.PASS]
        assert (whole.exit_status, whole.options.is_part) == (0, False)
    early, later = (dt.datetime(2026, 7, 1, hour, tzinfo=dt.UTC) for hour in (8, 9))
    timed = [
        replace(one, began=later, seconds=1.0004, program="Twinledger 1"),
        replace(two, began=early, seconds=0.5, program="Twinledger 2"),
        replace(two, began=later, seconds=0.25, program="Twinledger 1", verdicts=()),
    ]
    whole = merged(timed, TODAY)
    assert (whole.began, whole.seconds, whole.program) == (early, 1.75, "Twinledger 1; Twinledger 2")
    late = merged([one, two], dt.date(2027, 1, 1))
    assert [verdict.kind for verdict in late.verdicts] == [Kind.PASS, Kind.STALE_WAIVER, Kind.PASS]


def test_what_was_not_run_for_another_reason_is_a_verdict() -> None:
    """The part that was to judge it had no time, and says so."""
    no_time = replace(FOUND[1], kind=Kind.NOT_RUN, reason="the time budget was used up")
    found = (FOUND[0], no_time, FOUND[2])
    parts = [_part("CON-02", shard=(1, 2), found=found), _part("CON-01", "CON-03", shard=(2, 2), found=found)]
    assert merged(parts, TODAY).verdicts == found
    with pytest.raises(PartsError, match=r"^CON-02 was judged twice with Odoo 19\.0$"):
        merged([parts[0], replace(parts[0], options=Options(shard=(2, 2)))], TODAY)


REFUSED = {
    "one is missing": ([_part("CON-01", "CON-03", shard=(1, 2))], "nobody has judged CON-02$"),
    "two are missing": ([_part("CON-02", shard=(1, 2))], "^a part is missing: nobody has judged CON-01, CON-03$"),
    "one is in no part": (
        [replace(_part("CON-01", "CON-02", "CON-03", shard=(1, 2)), verdicts=FOUND[:2]), _part(shard=(2, 2))],
        "nobody has judged CON-03",
    ),
    "one is in none of them": (
        [replace(_part("CON-01", "CON-02", "CON-03", shard=(1, 1)), verdicts=FOUND[:2])],
        "nobody has judged CON-03",
    ),
    "one is there twice": ([_part("CON-01", shard=(1, 2))] * 2, "CON-01 was judged twice with Odoo 19.0"),
    "divided differently": (
        [_part("CON-01", shard=(1, 2)), _part("CON-02", shard=(2, 3))],
        "^the reports are parts of sessions that were divided differently$",
    ),
    "another connector": (
        [_part("CON-01", shard=(1, 2)), replace(_part("CON-02", shard=(2, 2)), connector="beta")],
        "their connector differ",
    ),
    "another seed": (
        [_part("CON-01", shard=(1, 2)), replace(_part(shard=(2, 2)), options=Options(seed=2, shard=(2, 2)))],
        "seed is 1 here and 2 there",
    ),
}


@pytest.mark.parametrize(("parts", "told"), REFUSED.values(), ids=list(REFUSED))
def test_what_does_not_go_together_is_refused(parts: list[Report], told: str) -> None:
    """Nothing that nobody judged may count as passed, and no part may count twice."""
    with pytest.raises(PartsError, match=told):
        merged(parts, TODAY)


def test_a_file_is_the_report(tmp_path: Path) -> None:
    """Written and read again it says the same; something else is refused with its place."""
    report = _part("CON-01", shard=(1, 2))
    path = tmp_path / "report.json"
    path.write_bytes(dumped(report))
    again = read(path)
    assert (again.verdicts, again.waivers, again.plan) == (report.verdicts, report.waivers, report.plan)
    assert (again.options, dumped(again)) == (report.options, dumped(report))
    path.write_text('{"format": "something"}')
    with pytest.raises(ReportFileError, match=r"is no report of twinledger-report-1: format"):
        read(path)
    with pytest.raises(ReportFileError, match="No such file"):
        read(tmp_path / "nothing.json")


@pytest.fixture
def manifest(tmp_path: Path, clauses: Clauses) -> Path:
    """Return a manifest of the reference connector, and make clauses of which one fails and one ends its process."""
    clauses.single("case.begin(); case.sync()", "CON-01")
    clauses.single("raise Failed('it does not')", "CON-02")
    clauses.single("pass", "CON-03")
    clauses.single("import os\nif 'PYTEST_XDIST_WORKER' in os.environ:\n    os._exit(3)", "CON-04")
    path = tmp_path / "connector.toml"
    path.write_text('[connector]\nname = "x"\npython = "mock_silverfin.integrations.odoo:sync"\n')
    return path


def test_workers_judge_like_one_process(manifest: Path) -> None:
    """Each has a world of its own; one that ends under a clause is a failure of that clause, and the others go on."""
    report = verify(Manifest.load(manifest), Options(manifest_path=str(manifest), workers=1))
    assert [(verdict.clause, verdict.kind, verdict.reason) for verdict in report.verdicts] == [
        ("CON-01", Kind.PASS, ""),
        ("CON-02", Kind.FAIL, "it does not"),
        ("CON-03", Kind.PASS, ""),
        ("CON-04", Kind.FAIL, "the process ended in which the connector and its harness ran"),
    ]
    assert report.versions == ("19.0",)


def test_shards_are_judged_apart(world: World, clauses: Clauses) -> None:
    """What one part does not judge says so, and merged they are what one session finds."""
    for number in range(1, 5):
        clauses.single("raise Failed('no')" if number == 2 else "pass", f"CON-0{number}")
    connector = Connector(name="x", python="mock_silverfin.integrations.odoo:sync")
    manifest = Manifest(connector=connector, waiver=(WAIVER,))
    known = tuple(catalogue().values())
    parts = [
        Report("x", options, known, judge(bench(world), manifest, options), manifest.waiver)
        for options in (Options(shard=(1, 2)), Options(shard=(2, 2)))
    ]
    here = [{verdict.clause for verdict in part.verdicts if verdict.kind is not Kind.NOT_RUN} for part in parts]
    assert here[0] | here[1] == {"CON-01", "CON-02", "CON-03", "CON-04"}
    assert not here[0] & here[1]
    assert [verdict.kind for verdict in merged(parts, TODAY).verdicts] == [
        *(Kind.PASS, Kind.WAIVED, Kind.PASS, Kind.PASS)
    ]
