"""Judging an example: all of a sample of clauses must pass, and none may be left out in silence."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from twinledger.drivers.manifest import Manifest
from twinledger.judge.options import Options
from twinledger.judge.session import verify
from twinledger.judge.verdicts import Kind

EXAMPLES = Path(__file__).parents[2] / "examples"
KEPT = (Kind.PASS, Kind.UNSUPPORTED, Kind.NOT_APPLICABLE)


def judged(name: str, clauses: Sequence[str]) -> None:
    """Judge an example by some clauses and demand that nothing counts against it; it must pass two thirds."""
    manifest = Manifest.load(EXAMPLES / name / "connector.toml")
    report = verify(manifest, Options(clauses=tuple(clauses), profile="quick"))
    found = {verdict.clause: verdict for verdict in report.verdicts if verdict.clause in clauses}
    assert found.keys() == set(clauses)
    broken = [
        f"{verdict.clause} {verdict.kind}: {verdict.reason}" for verdict in found.values() if verdict.kind not in KEPT
    ]
    assert not broken
    assert report.exit_status == 0
    assert sum(verdict.kind is Kind.PASS for verdict in found.values()) >= len(clauses) * 2 // 3


def compiled(folder: Path) -> None:
    """Compile an example in Java, as its page says."""
    sources = [str(path.relative_to(folder)) for path in sorted(folder.glob("src/*.java"))]
    subprocess.run(["javac", "-d", "classes", *sources], cwd=folder, check=True, capture_output=True)
