"""The opening probes: a connector that cannot be judged is an error, not a failure."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from mock_kit.answer import Answer
from mock_kit.gateway import Gateway
from mock_kit.journal import Exchange
from mock_silverfin.integrations.odoo import sync as reference
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Manifest, ManifestError
from twinledger.drivers.outcome import Driver, Outcome
from twinledger.drivers.watch import Watch
from twinledger.judge.events import Checking, Judged, Planned, Probing
from twinledger.judge.options import Options
from twinledger.judge.probes import CLOSED, WRONG_KEY, ProbeFailed
from twinledger.judge.report import Report
from twinledger.judge.session import verify
from twinledger.judge.verdicts import HarnessError, Kind

from .support import Clauses, Function

Config = Mapping[str, str]


@pytest.fixture
def one_clause(clauses: Clauses) -> None:
    """Give a test a contract that any connector keeps."""
    clauses.single("pass")


def _verify(monkeypatch: pytest.MonkeyPatch, connector: Function, heard: list[Any] | None = None) -> Report:
    """Judge a function as if a manifest had named it."""
    monkeypatch.setattr(Manifest, "driver", lambda _self: FunctionDriver(connector))
    manifest = Manifest.model_validate({"connector": {"name": "acme-sync", "python": "x:x"}})
    events = [] if heard is None else heard
    return verify(manifest, Options(), events.append)


def _program(folder: Path, script: str) -> Manifest:
    path = folder / "sync"
    path.write_text(script)
    path.chmod(0o755)
    return Manifest.model_validate({"connector": {"name": "x", "command": ["./sync"]}, "folder": folder})


def _but(answer: Any, **inputs: str) -> Function:
    """Return the reference connector that gives an answer of its own where its inputs are these."""

    def connector(config: Config) -> Any:
        return answer if all(config[name] == value for name, value in inputs.items()) else reference(config)

    return connector


def _keeping_to_itself(_config: Config) -> Any:
    return {"ok": True}


def _crashing(_config: Config) -> Any:
    raise RuntimeError("no licence")


def _curious(config: Config) -> Any:
    headers = {"Authorization": f"bearer {config['ODOO_API_KEY']}", "X-Odoo-Database": config["ODOO_DATABASE"]}
    requests.post(
        f"{config['ODOO_URL']}/json/2/res.partner/message_post", json={"ids": [1]}, headers=headers, timeout=10
    )


@pytest.mark.usefixtures("one_clause")
@pytest.mark.parametrize(
    ("connector", "told"),
    [
        (_crashing, r"A plain run should synchronise; .*RuntimeError: no licence.*It printed:\nTraceback"),
        (_keeping_to_itself, "should move at least one line; Silverfin holds none"),
        (_but({"ok": True}, ODOO_API_KEY=WRONG_KEY), "With a wrong key the connector says that it synchronised"),
        (_but({"ok": True}, ODOO_URL=CLOSED, SILVERFIN_URL=CLOSED), "With nobody listening on either side"),
        (
            _curious,
            "cannot be judged: the connector asks for something that the fake does not have: res.partner.message_post",
        ),
    ],
)
def test_one_that_cannot_be_judged_is_not_judged(
    monkeypatch: pytest.MonkeyPatch, connector: Function, told: str
) -> None:
    """The reason is said, and no clause is tried."""
    heard: list[Any] = []
    with pytest.raises(ProbeFailed, match=f"(?s){told}"):
        _verify(monkeypatch, connector, heard)
    assert [type(event) for event in heard] == [Probing]


@pytest.mark.usefixtures("one_clause")
@pytest.mark.parametrize("script", ["no interpreter is named here\n", "#!/no/such/interpreter\n"])
def test_one_that_cannot_even_start_is_an_error(tmp_path: Path, script: str) -> None:
    """A command that the system does not take is not a failed clause."""
    with pytest.raises(ProbeFailed, match=r"cannot be started: the command '\./sync'"):
        verify(_program(tmp_path, script), Options())


@pytest.mark.usefixtures("one_clause")
def test_one_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """It is found out before a world is made."""
    manifest = _program(tmp_path, "#!/bin/sh\n")
    (tmp_path / "sync").unlink()
    with pytest.raises(ManifestError, match="cannot be found"):
        verify(manifest, Options())


@pytest.mark.usefixtures("one_clause")
def test_a_program_that_ends_without_work_is_told(tmp_path: Path) -> None:
    """Its exit status and its last words are in the text."""
    with pytest.raises(ProbeFailed, match=r"(?s)exit status 3.*It printed:\nno such option"):
        verify(_program(tmp_path, "#!/bin/sh\necho no such option\nexit 3\n"), Options())


@pytest.mark.usefixtures("one_clause")
def test_one_that_is_sound_is_judged(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The probes are heard of first, then every clause and its verdict; what a function prints is swallowed."""

    def talking(config: Config) -> Any:
        print("a lot")
        print("and complaining", file=sys.stderr)
        return reference(config)

    heard: list[Any] = []
    report = _verify(monkeypatch, talking, heard)
    assert [type(event) for event in heard] == [Probing, Planned, Checking, Judged]
    assert (report.exit_status, report.verdicts[0].kind, report.connector) == (0, Kind.PASS, "acme-sync")
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("one_clause")
def test_a_refusal_in_the_probes_needs_no_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether its reasons are right is for the clauses to say."""
    wrong = {"ok": False, "reason": "conflict"}
    assert _verify(monkeypatch, _but(wrong, ODOO_API_KEY=WRONG_KEY)).exit_status == 0


@pytest.mark.usefixtures("one_clause")
def test_a_fake_that_fails_in_the_probes_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not called a fault of the connector."""

    def failing(_self: object, exchange: Exchange, _environ: object) -> Answer:
        exchange.error = "Traceback\nZeroDivisionError: the fake is broken\n"
        return Answer(500, [], b"")

    monkeypatch.setattr(Gateway, "_handle", failing)
    with pytest.raises(HarnessError, match="the fake is broken"):
        _verify(monkeypatch, reference)


def test_other_plugins_are_ours_again_afterwards(monkeypatch: pytest.MonkeyPatch, clauses: Clauses) -> None:
    """What the judge sets for its pytest is put back, whatever it was."""
    clauses.single("import os\nassert os.environ['PYTEST_DISABLE_PLUGIN_AUTOLOAD'] == '1'")
    name = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
    for before in (None, "0"):
        if before is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, before)
        assert _verify(monkeypatch, reference).verdicts[0].kind is Kind.PASS
        assert os.environ.get(name) == before


@pytest.mark.usefixtures("one_clause")
def test_a_slow_probe_is_told_as_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connector that does not end in time is not called broken in another way."""

    class Late(Driver):
        in_process = True

        def run(self, _inputs: Config, timeout: float, _watch: Watch | None = None) -> Outcome:
            return Outcome(False, seconds=timeout, timed_out=True)

    monkeypatch.setattr(Manifest, "driver", lambda _self: Late())
    manifest = Manifest.model_validate({"connector": {"name": "x", "python": "x:x", "timeout": 7}})
    with pytest.raises(ProbeFailed, match="the connector did not end within 7 s"):
        verify(manifest, Options())
