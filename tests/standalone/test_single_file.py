"""The single file works where there is no Python, no checkout and nothing on the path. TWINLEDGER_FILE says which."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
import requests


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The file, alone in a folder."""
    return Path(shutil.copy(os.environ["TWINLEDGER_FILE"], tmp_path))


def _run(program: Path, *words: str) -> str:
    """Run it with an empty environment and return what it prints; fail if it fails."""
    nowhere = {"HOME": str(program.parent), "PATH": "/nonexistent"}
    command = [str(program), *words]
    ran = subprocess.run(command, env=nowhere, cwd=program.parent, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{words}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


def test_what_a_trainer_needs(program: Path) -> None:
    """The demonstration, the stories and one of them played, awkward books; nothing is left beside it."""
    assert json.loads(_run(program, "demo", "--json"))["equal"] is True
    stories = [line.split()[0] for line in _run(program, "scenario", "list").splitlines()]
    assert "first-connection" in stories
    _run(program, "scenario", "run", "first-connection")
    _run(program, "scenario", "run", "fiduciary-key")
    assert "same-second" in _run(program, "books", "list")
    assert [path.name for path in program.parent.iterdir()] == [program.name]


def test_the_console_in_a_folder(program: Path, tmp_path: Path) -> None:
    """Its page is there in each language, and the world again when it is started anew."""
    command = [str(program), "up", "--json", "--lines", "40", "--data", str(tmp_path / "world")]
    ports = ["--odoo-port", "0", "--silverfin-port", "0", "--console-port", "0"]
    nowhere = {"HOME": str(tmp_path), "PATH": "/nonexistent"}
    told = []
    for words in ([*command, *ports], [*command, "--console-port", "0"]):
        with subprocess.Popen(words, env=nowhere, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            told.append(json.loads(process.stdout.readline()))
            for language in ("en", "nl", "fr", "vi"):
                page = requests.get(told[-1]["console"]["url"], headers={"Accept-Language": language}, timeout=30)
                assert (page.status_code, f'lang="{language}"' in page.text) == (200, True)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
    assert [told[0][system] for system in ("odoo", "silverfin")] == [
        told[1][system] for system in ("odoo", "silverfin")
    ]
