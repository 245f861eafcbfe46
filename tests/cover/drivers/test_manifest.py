"""The manifest: what a person may write, and what it means."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

import pytest

from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims, Manifest, ManifestError

from .support import IN_TIME, load

WHOLE = """
contract = "2026.1"

[connector]
name = "acme-sync"
command = ["node", "sync.js"]
timeout = 90
memory_mb = 256
env = { LOG_LEVEL = "info" }
env_from = ["JAVA_HOME"]

[claims]
odoo = ["19.0"]
protocols = ["json2"]
features = ["incremental", "deletions"]
granularity = "entry"
off_balance = "send"

[[waiver]]
clause = "RES-01"
version = "19.0"
reason = "the queue repeats a lost answer"
owner = "ann@example.com"
until = 2027-03-31
"""


def test_a_whole_manifest_is_read_as_it_stands(tmp_path: Path) -> None:
    """Every key of the contract arrives under its name."""
    manifest = load(tmp_path, WHOLE)
    connector, claims = manifest.connector, manifest.claims
    assert (connector.name, connector.command, connector.python) == ("acme-sync", ("node", "sync.js"), None)
    assert (connector.timeout, connector.memory_mb) == (90, 256)
    assert (connector.env, connector.env_from) == ({"LOG_LEVEL": "info"}, ("JAVA_HOME",))
    assert (claims.odoo, claims.protocols) == (("19.0",), ("json2",))
    assert (claims.granularity, claims.off_balance) == ("entry", "send")
    [waiver] = manifest.waiver
    assert (waiver.clause, waiver.version, waiver.until) == ("RES-01", "19.0", dt.date(2027, 3, 31))
    assert manifest.folder == tmp_path.resolve()


def test_what_is_left_out_claims_everything(tmp_path: Path) -> None:
    """A name and a command are enough, and then every clause counts."""
    manifest = load(tmp_path, '[connector]\nname = "x"\ncommand = ["x"]\n')
    assert manifest.claims == Claims()
    assert (manifest.contract, manifest.connector.timeout, manifest.waiver) == ("2026.1", 60, ())
    assert manifest.claims.odoo == ("17.0", "18.0", "19.0")


@pytest.mark.parametrize(
    ("features", "feature", "covered"),
    [
        (None, "deletions", True),
        (("deletions",), "deletions", True),
        (("deletions",), "incremental", False),
        ((), "incremental", False),
        ((), "", True),
    ],
)
def test_only_the_claims_say_what_is_not_claimed(features: tuple[str, ...] | None, feature: str, covered: bool) -> None:
    """No list claims every feature, an empty list none, and what needs no feature is always claimed."""
    assert Claims.model_validate({"features": features}).covers(feature) is covered


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Editors on Windows put one at the start of a file."""
    text = '\ufeff[connector]\nname = "Zürich"\ncommand = ["x"]\n'
    assert load(tmp_path, text).connector.name == "Zürich"


def test_our_own_python_can_be_asked_for(tmp_path: Path) -> None:
    """The word `{python}` is the interpreter that runs Twinledger, and part of no other word."""
    code = "import sys; print(sys.executable, sys.argv[1:])"
    text = f"""[connector]\nname = "x"\ncommand = ["{{python}}", "-c", "{code}", "x{{python}}"]\n"""
    outcome = load(tmp_path, text).driver().run({}, IN_TIME)
    assert outcome.output.strip() == f"{sys.executable} ['x{{python}}']"


def test_a_command_is_looked_for_beside_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is relative to the manifest's folder and the program runs there, wherever Twinledger was started."""
    folder, elsewhere = tmp_path / "connector", tmp_path / "elsewhere"
    (folder / "bin").mkdir(parents=True)
    elsewhere.mkdir()
    script = folder / "bin" / "sync"
    script.write_text("#!/bin/sh\npwd\n", encoding="utf-8")
    script.chmod(0o755)
    manifest = load(folder, '[connector]\nname = "x"\ncommand = ["bin/sync"]\n')
    monkeypatch.chdir(elsewhere)
    outcome = manifest.driver().run({}, IN_TIME)
    assert (outcome.synchronised, os.path.realpath(outcome.output.strip())) == (True, os.path.realpath(folder))


def test_a_function_is_looked_for_beside_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest's folder is where its module and what that imports later are found."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "beside_it.py").write_text("def sync(config):\n    import beside_that\n    return beside_that.ANSWER\n")
    (tmp_path / "beside_that.py").write_text('ANSWER = {"ok": True}\n')
    driver = load(tmp_path, '[connector]\nname = "x"\npython = "beside_it:sync"\n').driver()
    assert isinstance(driver, FunctionDriver)
    assert driver.run({}, IN_TIME).synchronised


def test_a_manifest_cannot_be_changed(tmp_path: Path) -> None:
    """What was read is what is judged by."""
    manifest = load(tmp_path, WHOLE)
    with pytest.raises(ValueError, match="frozen"):
        manifest.connector.timeout = 1


@pytest.mark.parametrize("name", ["missing.toml", "folder.toml"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    """A missing file and a folder are told by their path."""
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ManifestError, match=rf"{name}: (No such file|Is a directory)"):
        Manifest.load(tmp_path / name)
