"""The GitHub Action does its work in a workflow that `act` runs: GitHub's runner as people have it at home."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
ACT = Path(sys.executable).parent / "act"
PATIENCE = 600  # seconds
RIGHT = """
import sys

from mock_silverfin.integrations.odoo.__main__ import main

sys.exit(main())
"""
CARELESS = """
import sys
from unittest import mock

from mock_silverfin.integrations.odoo import __main__ as program, picture

line = picture.line_item


def cut(found):
    return {**line(found), "value": f"{int(float(found.amount) * 100) / 100:.2f}"}


with mock.patch.object(picture, "line_item", cut):
    sys.exit(program.main())
"""
CONNECTORS = {"right": RIGHT, "careless": CARELESS, "broken": "import sys\n\nsys.exit('I never do')\n"}
REPORTS = {".xml", ".sarif", ".html", ".json"}
SUMMARIES = {
    "right": "right keeps the contract 2026.1 as far as it was tried",
    "careless": "❌ DAT-02 fail",
    "broken": "broken\\.toml cannot be judged",
}


def _step(name: str) -> dict[str, Any]:
    """Return the step of a workflow that has a connector judged, and lets the workflow go on whatever comes of it."""
    given = {"manifest": f"{name}.toml", "profile": "quick", "arguments": "--clauses KEY-01,DAT-02", "reports": name}
    return {"id": name, "uses": "./twinledger", "with": given, "continue-on-error": True}


def _workflow(found: Path) -> dict[str, Any]:
    """Return a workflow that judges each connector and leaves what came of it in the folder `found`."""
    outcomes = {name: f"${{{{ steps.{name}.outcome }}}}" for name in CONNECTORS}
    end = {"run": f"cp -r {' '.join(CONNECTORS)} {found}\necho '{json.dumps(outcomes)}' > {found}/outcomes.json\n"}
    steps = [{"uses": "actions/checkout@v4"}, *map(_step, CONNECTORS), end]
    return {"on": ["push"], "jobs": {"verify": {"runs-on": "ubuntu-latest", "steps": steps}}}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Somebody's repository with three connectors, and Twinledger's beside them as it lies here."""
    folder = tmp_path / "workspace"
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        file = folder / "twinledger" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, file)
    for name, code in CONNECTORS.items():
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
        manifest = f'contract = "2026.1"\n\n[connector]\nname = "{name}"\ncommand = ["{{python}}", "{name}.py"]\n'
        (folder / f"{name}.toml").write_text(manifest, encoding="utf-8")
    return folder


def _act(workspace: Path, home: Path) -> str:
    """Run the workflow of a repository and return what the runner prints."""
    author = ["-c", "user.name=Me", "-c", "user.email=me@example.com"]
    for words in (["init", "-q"], ["add", "--force", "."], [*author, "commit", "-qm", "All of it"]):
        subprocess.run(["git", *words], cwd=workspace, check=True)
    command = [ACT, "push", "-P", "ubuntu-latest=-self-hosted", "--json"]  # without containers
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    ran = subprocess.run(command, cwd=workspace, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_it_judges_reports_and_sums_up(workspace: Path, tmp_path: Path) -> None:
    """A connector that is right passes the step; one that is not, or cannot be judged, fails it; each is summed up."""
    found = tmp_path / "found"
    found.mkdir()
    file = workspace / ".github" / "workflows" / "connector.yml"
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(_workflow(found)), encoding="utf-8")
    printed = [json.loads(line) for line in _act(workspace, tmp_path).splitlines()]
    summaries = [line["content"] for line in printed if line.get("command") == "summary"]
    outcomes = json.loads((found / "outcomes.json").read_text("utf-8"))
    assert outcomes == {"right": "success", "careless": "failure", "broken": "failure"}, printed
    left = {name: {path.suffix for path in (found / name).iterdir()} for name in CONNECTORS}
    assert left == {"right": REPORTS, "careless": REPORTS, "broken": set()}
    assert [name for name, part in SUMMARIES.items() if not any(part in text for text in summaries)] == []
