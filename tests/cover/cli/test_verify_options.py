"""`twinledger verify`: what cannot be done is refused with exit status 2, if possible before anything runs."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from twinledger.judge import session
from twinledger.judge.options import Options
from twinledger.judge.verdicts import HarnessError

from .support import CONNECTORS, RIGHT, connector, run

USAGE = {
    "a profile that there is not": (("--profile", "long"), "'long' is not one of 'quick', 'default', 'thorough'"),
    "a seed that is a word": (("--seed", "lucky"), "Invalid value for '--seed': 'lucky' is not a valid integer"),
    "a seed that is no whole number": (("--seed", "1.5"), "Invalid value for '--seed'"),
    "no clause": (("--clauses", " , "), "Invalid value for '--clauses': no clause is named"),
    "an option that there is not": (("--fast",), "No such option"),
    "two ways to name a clause": (("--replay", "CON-01", "--clauses", "CON-02"), "leave --clauses out"),
}


@pytest.mark.parametrize(("options", "message"), USAGE.values(), ids=list(USAGE))
def test_a_wrong_option_is_a_usage_error(tmp_path: Path, options: tuple[str, ...], message: str) -> None:
    """How it is used, what is wrong, exit status 2, nothing on standard output."""
    result = run("verify", connector(tmp_path, CONNECTORS["right"]), *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: twinledger verify [OPTIONS] MANIFEST\n")
    assert message in result.stderr


@pytest.mark.parametrize("kind", ["--junit", "--html", "--json"])
def test_a_report_needs_a_file(tmp_path: Path, kind: str) -> None:
    """A folder is told before the run, a folder that there is not as well: nobody waits for a report in vain."""
    manifest = connector(tmp_path, CONNECTORS["right"])
    for target in (tmp_path, tmp_path / "nowhere" / "report"):
        result = run("verify", manifest, "--clauses", "CON-01", kind, target)
        assert (result.exit_code, result.stdout) == (2, "")
        assert str(target) in " ".join(result.stderr.split())


def test_a_key_that_cannot_sign_is_told_before_anything_runs(tmp_path: Path) -> None:
    """Nobody judges for an hour to hear that the result cannot be signed."""
    manifest, key = connector(tmp_path, CONNECTORS["right"]), tmp_path / "key.pem"
    key.write_text("no key", encoding="utf-8")
    result = run("verify", manifest, "--clauses", "CON-01", "--conformance", tmp_path / "result.json", "--sign", key)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"--sign: {key} holds no private key" in " ".join(result.stderr.split())


MANIFESTS = {
    "nothing": (None, "No such file or directory"),
    "no TOML": ("[connector\n", "is not TOML: "),
    "an unknown key": (
        '[connector]\nname = "a"\ncomand = ["true"]\n',
        "connector.toml:3: unknown key 'connector.comand'; did you mean 'command'?",
    ),
    "no way to run": ('[connector]\nname = "a"\n', "say how it is run in exactly one way"),
    "another edition": ('contract = "1999.1"\n[connector]\nname = "a"\ncommand = ["true"]\n', "toml:1: contract: "),
    "a command that is not there": (
        '[connector]\nname = "a"\ncommand = ["no-such-command-anywhere"]\n',
        "the connector 'a' cannot be started: the command 'no-such-command-anywhere' cannot be found",
    ),
    "a module that is not there": (
        '[connector]\nname = "a"\npython = "no_such_module_anywhere:sync"\n',
        "the connector 'a' cannot be started: No module named 'no_such_module_anywhere'",
    ),
    "a resident program that does not stay": (
        '[connector]\nname = "a"\ncommand = ["true"]\nmode = "resident"\n',
        "the command 'true' does not answer hello with ok",
    ),
    "one service for all workers": (
        '[connector]\nname = "a"\nurl = "http://127.0.0.1:9/sync"\nparallel = true\n',
        "parallel is for what has no address of its own: leave it out beside url and webhook",
    ),
    "a limit that nobody can watch": (
        '[connector]\nname = "a"\npython = "json:loads"\nmemory_mb = 64\n',
        "memory_mb: the memory of a Python function cannot be watched; leave it out",
    ),
}


@pytest.mark.parametrize(("content", "message"), MANIFESTS.values(), ids=list(MANIFESTS))
def test_a_manifest_that_cannot_be_used_is_told(tmp_path: Path, content: str | None, message: str) -> None:
    """Exit status 2 and what is wrong, with file and line, instead of a verdict."""
    path = tmp_path / "connector.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    result = run("verify", path, "--json", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "twinledger verify: " in result.stderr
    assert message in result.stderr


def test_a_summary_says_why_nothing_was_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks at a step in CI sees the reason there; what the connector printed is no command to that service."""
    printing = "print('::error::mine'); print('```')"
    code = f"def sync(config):\n    {printing}\n    return {{'ok': False, 'reason': 'internal'}}\n"
    manifest = connector(tmp_path, code)
    step, asked = tmp_path / "step.md", tmp_path / "asked.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    result = run("verify", manifest, "--clauses", "CON-01", "--summary", asked)
    assert (result.exit_code, step.read_text("utf-8")) == (2, asked.read_text("utf-8"))
    heading, _, fence, reason, *printed = step.read_text("utf-8").splitlines()
    assert heading.endswith("connector\\.toml cannot be judged")
    assert (fence, printed[-1]) == ("```text", "```")
    assert (
        reason == "A plain run should synchronise; the connector said that it did not synchronise because of internal."
    )
    assert reason in result.stderr
    assert "error::mine" in "\n".join(printed)
    assert not re.search(r"(?m)^\s*::", step.read_text("utf-8") + result.stderr)
    assert "```" not in printed[:-1]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--clauses", "CON-01,CON-99"), "no such clause: CON-99; there are CON-01, "),
        (("--replay", "con-99"), "no such clause: CON-99; there are CON-01, "),
        (("--replay", "DAT-02:nonsense"), "'nonsense'… is not what a verdict gave to --replay; copy it whole"),
        (("--replay", "DAT-02:eNpj"), "is not what a verdict gave to --replay; copy it whole"),
    ],
)
def test_a_clause_that_there_is_not_is_told(tmp_path: Path, options: tuple[str, ...], message: str) -> None:
    """Exit status 2, what was asked for, and what there is."""
    result = run("verify", connector(tmp_path, CONNECTORS["right"]), *options, "--json", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"twinledger verify: {message}" in result.stderr or message in result.stderr


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("clause", "until", "status", "verdict"),
    [("CON-03", "9999-12-31", 0, "waived"), ("CON-01", "9999-12-31", 1, "stale waiver")],
)
def test_a_waiver_counts_until_it_is_not_needed(
    tmp_path: Path, clause: str, until: str, status: int, verdict: str
) -> None:
    """A clause that fails may be waived for a time; a waiver of one that passes is stale, and counts."""
    waiver = ("[[waiver]]", f'clause = "{clause}"', 'reason = "later"', 'owner = "anna"', f"until = {until}")
    manifest = connector(tmp_path, CONNECTORS["vague"], waiver)
    clauses = "CON-01,CON-03" if verdict == "waived" else "CON-01"
    result = run("verify", manifest, "--clauses", clauses, "--json", "-")
    kinds = {found["clause"]: found["verdict"] for found in json.loads(result.stdout)["verdicts"]}
    assert (result.exit_code, kinds[clause]) == (status, verdict)


@pytest.mark.parametrize(
    ("parallel", "options", "workers"),
    [
        ("true", (), 6),
        ("false", (), 0),
        ("true", ("--clauses", "CON-01"), 0),
        ("true", ("-n", "0"), 0),
        ("true", ("-n", "1"), 1),
        ("false", ("-n", "3"), 3),
    ],
)
def test_processors_share_the_clauses_where_the_manifest_says_that_they_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parallel: str, options: tuple[str, ...], workers: int
) -> None:
    """Nobody else can know whether runs of a connector may go on at once; who says a number gets it."""
    asked: list[int] = []

    def judged(_manifest: object, options: Options, *_: object) -> None:
        asked.append(options.workers)
        raise HarnessError("enough")

    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    monkeypatch.setattr(session, "verify_on", judged)
    manifest = connector(tmp_path, CONNECTORS["right"], (f"parallel = {parallel}",))
    assert run("verify", manifest, *options).exit_code == 2
    assert asked == [workers]


def test_a_result_says_how_much_of_the_contract_was_tried(tmp_path: Path) -> None:
    """One clause that is kept is not the whole contract, wherever that is told."""
    manifest = connector(tmp_path, CONNECTORS["right"], ("[claims]", "features = []"))
    files = {name: tmp_path / f"report.{name}" for name in ("html", "summary", "conformance")}
    options = [word for name, file in files.items() for word in (f"--{name}", file)]
    assert run("verify", manifest, "--clauses", "CON-01", *options).exit_code == 0
    told = re.compile(r"keeps the contract 2026\\?\.1 as far as it was tried \\?\(\d+ clauses were not run\\?\)")
    assert told.search(files["html"].read_text("utf-8"))
    assert told.search(files["summary"].read_text("utf-8"))
    result = run("conformance", files["conformance"])
    assert re.search(
        r"contract 2026\.1 kept as far as it was tried \(\d+ clauses were not run\) with Odoo 19", result.output
    )


def test_the_result_is_of_the_manifest_that_was_judged(tmp_path: Path) -> None:
    """Whoever changes it meanwhile, or takes it away, does not change what the result is about, nor lose it."""
    gone = f"pathlib.Path({str(tmp_path / 'connector.toml')!r}).unlink(missing_ok=True)"
    code = f"import pathlib\n{RIGHT}    {gone}\n    return right(config)\n"
    manifest = connector(tmp_path, code, ("[claims]", "features = []"))
    before, file = hashlib.sha256(manifest.read_bytes()).hexdigest(), tmp_path / "conformance.json"
    assert run("verify", manifest, "--clauses", "CON-01", "--no-memory", "--conformance", file).exit_code == 0
    assert json.loads(file.read_bytes())["manifest_sha256"] == before


@pytest.mark.parametrize("command", ["verify", "merge"])
def test_a_key_that_signs_nothing_is_refused(tmp_path: Path, command: str) -> None:
    """Before anything is judged, and with what is missing."""
    key = tmp_path / "key.pem"
    key.write_text("")
    result = run(command, tmp_path / "connector.toml", "--sign", key)
    assert (result.exit_code, "say with --conformance where" in result.output) == (2, True)
