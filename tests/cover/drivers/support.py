"""Programs and manifests for the tests of the drivers."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from twinledger.drivers.manifest import Manifest
from twinledger.drivers.one_shot import OneShotDriver
from twinledger.drivers.outcome import Outcome

IN_TIME = 30.0  # seconds that no program here needs


def program(folder: Path, code: str, **options: object) -> OneShotDriver:
    """Return the driver of a Python program."""
    (folder / "connector.py").write_text(textwrap.dedent(code), encoding="utf-8")
    return OneShotDriver([sys.executable, "connector.py"], folder, **options)  # type: ignore[arg-type]


def outcome_of(folder: Path, code: str, **inputs: str) -> Outcome:
    """Run a Python program once."""
    return program(folder, code).run(inputs, IN_TIME)


def load(folder: Path, text: str | bytes) -> Manifest:
    """Write a manifest and read it."""
    path = folder / "connector.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Manifest.load(path)
