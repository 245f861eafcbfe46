"""`twinledger verify`: exit statuses, reports and replays, with tiny connectors and few clauses."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from .support import CONNECTORS, connector, program, run

pytestmark = pytest.mark.usefixtures("impatient")


def _verdicts(*arguments: object) -> tuple[int, dict[str, Any]]:
    """Judge with the report on standard output, and return the exit status and the report."""
    result = run("verify", *arguments, "--json", "-")
    report: dict[str, Any] = json.loads(result.stdout)
    return result.exit_code, report


def _run_clauses(report: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return level and verdict of each clause that was run."""
    return {
        verdict["clause"]: (verdict["level"], verdict["verdict"])
        for verdict in report["verdicts"]
        if verdict["verdict"] != "not run"
    }


def _timeless(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the verdicts of a report without how long they took."""
    return [{**verdict, "seconds": 0} for verdict in report["verdicts"]]


STATUSES = {
    "nothing counts against it": ("right", "CON-01,CON-03", (), 0, {"CON-01": ("M", "pass"), "CON-03": ("M", "pass")}),
    "a clause that must hold does not": (
        *("vague", "CON-01,CON-03", (), 1),
        {"CON-01": ("M", "pass"), "CON-03": ("M", "fail")},
    ),
    "a clause that should hold does not": (
        *("credulous", "CON-01,CON-04", (), 0),
        {"CON-01": ("M", "pass"), "CON-04": ("S", "fail")},
    ),
    "the same, strictly": (
        *("credulous", "CON-01,CON-04", ("--strict",), 1),
        {"CON-01": ("M", "pass"), "CON-04": ("S", "fail")},
    ),
    "nothing that must hold was tried": ("right", "CON-04", (), 1, {"CON-04": ("S", "pass")}),
    "a clause that must hold is not claimed": (
        *("right", "CON-01,INC-01", (), 0),
        {"CON-01": ("M", "pass"), "INC-01": ("M", "unsupported")},
    ),
}


@pytest.mark.parametrize(("code", "clauses", "options", "status", "verdicts"), STATUSES.values(), ids=list(STATUSES))
def test_the_exit_status_is_the_contracts(
    tmp_path: Path,
    code: str,
    clauses: str,
    options: tuple[str, ...],
    status: int,
    verdicts: dict[str, tuple[str, str]],
) -> None:
    """0 if nothing counts against the connector, 1 if something does, and never 0 if nothing that must hold passed."""
    manifest = connector(tmp_path, CONNECTORS[code], ("[claims]", "features = []"))
    found, report = _verdicts(manifest, "--clauses", clauses, *options)
    assert (found, report["exit_code"], _run_clauses(report)) == (status, status, verdicts)


UNJUDGED = {
    "moves nothing": ("nothing", "A plain run should move at least one line; Silverfin holds none after it."),
    "takes any key": ("yes-man", "With a wrong key the connector says that it synchronised."),
    "raises": ("broken", "A plain run should synchronise; the connector said that it did not"),
    "answers with something else": ("odd", "its answer is not one: 42"),
}


@pytest.mark.parametrize(("code", "message"), UNJUDGED.values(), ids=list(UNJUDGED))
def test_what_cannot_be_judged_ends_with_2(tmp_path: Path, code: str, message: str) -> None:
    """The opening probes say why, on standard error, and there is no report."""
    result = run("verify", connector(tmp_path, CONNECTORS[code]), "--clauses", "CON-01", "--json", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "twinledger verify: " in result.stderr
    assert message in " ".join(result.stderr.split())


def test_a_program_is_judged_by_its_exit_status(tmp_path: Path) -> None:
    """A command in the manifest is run with its inputs in the environment."""
    (tmp_path / "sync.py").write_text(
        "import os, sys\nfrom mock_silverfin.integrations.odoo import sync\n"
        "sys.exit(0 if sync(dict(os.environ))['ok'] else 3)\n"
    )
    manifest = tmp_path / "connector.toml"
    manifest.write_text('[connector]\nname = "program"\ncommand = ["{python}", "sync.py"]\n')
    status, report = _verdicts(manifest, "--clauses", "CON-01")
    assert (status, _run_clauses(report)) == (0, {"CON-01": ("M", "pass")})


def test_people_see_a_table_and_what_failed_in_detail(tmp_path: Path) -> None:
    """Seed and profile, a row per clause that was run, the reason, what to do, how to see it again, and the sum."""
    manifest = connector(tmp_path, CONNECTORS["vague"])
    result = run("verify", manifest, "--clauses", "con-01, con-03", "--profile", "quick")
    told = " ".join(result.stdout.split())
    assert (result.exit_code, result.stderr) == (1, "")
    assert told.startswith("tiny, seed 1, profile quick")
    assert re.search(r"CON-01 │ M │ pass │", told)
    assert re.search(r"CON-03 │ M │ fail │", told)
    assert "CON-02" not in told
    assert "What to do: Treat a refused key as the end of the run, before anything is sent." in told
    assert f"To see it again: twinledger verify {manifest} --seed 1 --replay CON-03" in told
    assert re.search(r"1 pass, 1 fail, \d+ not run\. Exit status 1\.$", told)


def test_a_run_in_which_nothing_counts_says_why_it_is_not_0(tmp_path: Path) -> None:
    """Everything passed, and yet the exit status is 1: the reason stands beside it."""
    result = run("verify", connector(tmp_path, CONNECTORS["right"]), "--clauses", "CON-04")
    assert result.stdout.endswith(" not run. No clause of level M passed. Exit status 1.\n")


def test_standard_output_is_for_the_report_alone(tmp_path: Path) -> None:
    """With `--json -` people read standard error; what the connector prints is nobody's report."""
    code = CONNECTORS["right"].replace("    return", "    print('hello')\n    return")
    result = run("verify", connector(tmp_path, code), "--clauses", "CON-01", "--json", "-")
    report = json.loads(result.stdout)
    assert "Exit status 0." in result.stderr
    assert (report["seed"], report["profile"], report["exit_code"]) == (1, "default", 0)
    kinds = {verdict["clause"]: verdict["verdict"] for verdict in report["verdicts"]}
    assert (kinds.pop("CON-01"), set(kinds.values()), len(kinds) >= 25) == ("pass", {"not run"}, True)


def test_three_reports_say_the_same(tmp_path: Path) -> None:
    """JUnit for CI, a page for people, JSON for programs: every clause, and what came of it."""
    manifest = connector(tmp_path, CONNECTORS["vague"])
    files = {kind: tmp_path / f"report.{kind}" for kind in ("junit", "html", "json")}
    options = [word for kind, path in files.items() for word in (f"--{kind}", path)]
    assert run("verify", manifest, "--clauses", "CON-01,CON-03", *options).exit_code == 1
    report = json.loads(files["json"].read_text(encoding="utf-8"))
    assert _run_clauses(report) == {"CON-01": ("M", "pass"), "CON-03": ("M", "fail")}
    [suite] = ET.fromstring(files["junit"].read_bytes())
    cases = {case.attrib["name"].split()[0]: [part.tag for part in case] for case in suite}
    assert list(cases) == [verdict["clause"] for verdict in report["verdicts"]]
    assert (cases.pop("CON-01"), cases.pop("CON-03")) == ([], ["failure"])
    assert set(map(tuple, cases.values())) == {("skipped",)}
    counts = [suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")]
    assert counts == [str(number) for number in (len(cases) + 2, 1, 0, len(cases))]
    page = files["html"].read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert [verdict["clause"] for verdict in report["verdicts"] if verdict["clause"] not in page] == []
    assert "Treat a refused key as the end of the run" in page


@pytest.mark.parametrize(("options", "left"), [((), {".twinledger"}), (("--no-memory",), set())])
def test_nothing_is_left_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], left: set[str]
) -> None:
    """What Hypothesis works out for itself, once in a process, is kept in the memory, or nowhere."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    manifest = connector(tmp_path, CONNECTORS["right"])
    before = set(tmp_path.iterdir())
    program("verify", manifest, "--clauses", "DAT-02", "--profile", "quick", *options)
    assert not list(Path().iterdir())
    assert {path.name for path in set(tmp_path.iterdir()) - before} - {"__pycache__"} == left


def test_one_seed_is_one_verdict(tmp_path: Path) -> None:
    """`--seed random` prints what it drew; with that seed everything is the same, and the replay is the smallest.

    Where failures are remembered, the second session begins with what failed in the first, and is another one.
    """
    manifest = connector(tmp_path, CONNECTORS["careless"])
    first = run("verify", manifest, "--clauses", "DAT-02", "--no-memory", "--seed", "random", "--json", "-")
    report = json.loads(first.stdout)
    drawn = re.match(r"tiny, seed (\d+), profile default\n", first.stderr)
    assert drawn is not None
    assert report["seed"] == int(drawn[1])
    status, again = _verdicts(manifest, "--clauses", "DAT-02", "--no-memory", "--seed", drawn[1])
    assert (status, _timeless(again)) == (1, _timeless(report))
    [replay] = [verdict["replay"] for verdict in report["verdicts"] if verdict["clause"] == "DAT-02"]
    words = shlex.split(replay)
    assert words[:5] == ["twinledger", "verify", str(manifest), "--seed", drawn[1]]
    assert words[5] == "--replay"
    assert words[6].startswith("DAT-02:")


def test_a_replay_shows_it_again(tmp_path: Path) -> None:
    """The command that a verdict gives runs one clause on one ledger, and comes to the same with the same evidence."""
    manifest = connector(tmp_path, CONNECTORS["careless"])
    first = run("verify", manifest, "--clauses", "DAT-02")
    command = next(line for line in first.stdout.splitlines() if "To see it again: " in line)
    again = run(*shlex.split(command.partition("To see it again: ")[2])[1:])
    assert (first.exit_code, again.exit_code) == (1, 1)
    evidence = [result.stdout.partition("DAT-02 fail ")[2].partition("1 fail")[0] for result in (first, again)]
    assert evidence[0] == evidence[1]
    assert "The smallest ledger that shows it:" in evidence[0]


def test_a_replay_of_a_connector_that_was_mended_passes(tmp_path: Path) -> None:
    """The same ledger, the right connector: nothing is left to see."""
    manifest = connector(tmp_path, CONNECTORS["careless"])
    _, report = _verdicts(manifest, "--clauses", "DAT-02")
    [replay] = [verdict["replay"] for verdict in report["verdicts"] if verdict["replay"]]
    connector(tmp_path, CONNECTORS["right"])
    status, mended = _verdicts(*shlex.split(replay)[2:])
    assert (status, _run_clauses(mended)) == (0, {"DAT-02": ("M", "pass")})
