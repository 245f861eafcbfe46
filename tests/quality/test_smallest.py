"""The smallest ledger: a planted fault is shown on what a person takes in at a glance, and shown again when asked."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from twinledger.books.tale import Tale
from twinledger.drivers.manifest import Manifest
from twinledger.judge.examples import from_word
from twinledger.judge.options import Options
from twinledger.judge.session import verify
from twinledger.judge.verdicts import Kind, Verdict

MANIFEST = '[connector]\nname = "planted"\npython = "{module}:sync"\n'
SOUND = "from mock_silverfin.integrations.odoo.synchronise import sync\n"
# Mistakes of a line each, in the connector that is otherwise sound: what becomes of the line `row` of the ledger.
PLANTED = """
from dataclasses import replace
from decimal import Decimal
from mock_silverfin.integrations.odoo import synchronise

read_ledger = synchronise.read_ledger


def sync(config):
    def faulty(*arguments):
        found = read_ledger(*arguments)
        return replace(found, lines=[row for row in map(changed, found.lines) if row is not None])

    synchronise.read_ledger = faulty
    try:
        return synchronise.sync(config)
    finally:
        synchronise.read_ledger = read_ledger


def changed(row):
    return {change}
"""
MISTAKES = {
    "loses an account": ("DAT-01", "None if row.account.code == '700000' else row"),
    "loses credits": ("DAT-01", "row if row.amount > 0 else None"),
    "rounds to euros": ("DAT-02", "replace(row, amount=round(row.amount))"),
    "loses large amounts": ("DAT-02", "row if abs(row.amount) < 1000 else None"),
    "mixes up months": ("DAT-03", "replace(row, date=row.date.replace(month=1))"),
    "turns income around": ("DAT-04", "replace(row, amount=-row.amount) if row.account.code[0] == '7' else row"),
    "knows only one year": ("DAT-08", "replace(row, date=row.date.replace(year=2026))"),
    "forgets a cent": ("INC-01", "replace(row, amount=row.amount - Decimal('0.01'))"),
}


def _plant(folder: Path, change: str, name: str) -> Path:
    """Write a connector with a mistake and its manifest, and return the manifest's path."""
    module = f"planted_{name.replace(' ', '_')}"
    (folder / f"{module}.py").write_text(PLANTED.format(change=change), encoding="utf-8")
    path = folder / "connector.toml"
    path.write_text(MANIFEST.format(module=module), encoding="utf-8")
    return path


def _verdict(manifest: Path, clause: str, seed: int = 1) -> Verdict:
    report = verify(Manifest.load(manifest), Options((clause,), seed=seed, manifest_path=str(manifest)))
    [verdict] = [verdict for verdict in report.verdicts if verdict.kind is not Kind.NOT_RUN]
    return verdict


def _example(verdict: Verdict) -> Tale:
    """Return the ledger that the replay of a verdict tells."""
    return from_word(shlex.split(verdict.replay)[-1].partition(":")[2])


@pytest.fixture(autouse=True)
def _search_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no connector of a test be found by the next one."""
    monkeypatch.setattr(sys, "path", list(sys.path))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_planted_fault_is_shown_on_one_entry(tmp_path: Path, name: str) -> None:
    """Whatever the mistake, one entry of at most three lines is left of the ledgers that showed it, and no edit."""
    clause, change = MISTAKES[name]
    verdict = _verdict(_plant(tmp_path, change, name), clause)
    assert verdict.kind is Kind.FAIL, verdict.reason
    tale = _example(verdict)
    [entry] = tale.entries
    assert (len(entry.lines) <= 3, entry.difference, tale.edits) == (True, 0, ())
    assert "The smallest ledger that shows it:\n" in verdict.evidence
    assert all(line.strip() in verdict.evidence for line in str(tale).splitlines())


@pytest.mark.parametrize(("name", "seed"), [("rounds to euros", 1), ("loses large amounts", 7)])
def test_the_same_seed_shows_the_same_ledger(tmp_path: Path, name: str, seed: int) -> None:
    """Example, evidence and replay are the same in every run."""
    clause, change = MISTAKES[name]
    manifest = _plant(tmp_path, change, name)
    first, second = (_verdict(manifest, clause, seed) for _ in range(2))
    assert (first.reason, first.evidence, first.replay) == (second.reason, second.evidence, second.replay)
    assert f"--seed {seed} " in first.replay


def test_the_printed_command_shows_it_again_until_it_is_mended(tmp_path: Path) -> None:
    """Copied from the verdict into a shell, it fails with the same ledger, and passes with a sound connector."""
    clause, change = MISTAKES["turns income around"]
    manifest = _plant(tmp_path, change, "turns income around")
    verdict = _verdict(manifest, clause)
    again = _typed(verdict.replay)
    assert again.returncode == 1, again.stdout + again.stderr
    assert f"{clause} fail" in again.stdout
    assert all(line.strip() in again.stdout for line in str(_example(verdict)).splitlines())
    [connector] = tmp_path.glob("*.py")
    connector.write_text(f"# mended\n{SOUND}", encoding="utf-8")
    mended = _typed(verdict.replay)
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert "1 pass" in mended.stdout


def _typed(command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that begins with `twinledger` as the installed program would."""
    program, *words = shlex.split(command)
    assert program == "twinledger"
    start = [sys.executable, "-B", "-c", "from twinledger.cli import main; main()"]
    return subprocess.run([*start, *words], capture_output=True, text=True, check=False, timeout=120)
