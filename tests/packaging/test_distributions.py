"""Sdist, wheel, a folder of wheels for machines without a network, and the single file work outside the checkout."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]


def _run(*command: str | Path, folder: Path, **variables: str) -> str:
    """Run a program in a folder, with an environment of its own, and return what it prints; fail if it fails."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), **variables}
    ran = subprocess.run([*map(str, command)], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was made from it."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--outdir", folder, REPOSITORY, folder=folder)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    """The wheel."""
    [found] = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def wheelhouse(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and all that it needs."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", wheel, "--wheel-dir", folder, folder=folder)
    return folder


@pytest.fixture(scope="session")
def installed(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from that folder alone in an empty environment."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    pip = folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index", "--find-links", wheelhouse
    _run(*pip, "twinledger", folder=folder)
    return folder / "bin" / "twinledger"


def test_the_wheel_has_every_file_of_its_packages(wheel: Path) -> None:
    """Data beside the modules, and the content: clauses, mutants, conversations, recordings and stories."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    listed = _run("git", "ls-files", folder=REPOSITORY).splitlines()
    packages = ("mock_kit/", "mock_odoo/", "mock_silverfin/", "twinledger/")
    wanted = {name for name in listed if name.startswith(packages)}
    wanted |= {f"twinledger/_content/{name}" for name in listed if name.startswith(("contract_tests/", "scenarios/"))}
    assert wanted - inside == set()


def test_it_works_from_a_folder_of_wheels(installed: Path, tmp_path: Path) -> None:
    """The whole integration, a story, the clauses and a verdict, with no network and no checkout."""
    assert json.loads(_run(installed, "demo", "--json", folder=tmp_path))
    assert "first-connection" in _run(installed, "scenario", "list", folder=tmp_path)
    _run(installed, "scenario", "run", "first-connection", folder=tmp_path)
    manifest = tmp_path / "connector.toml"
    command = '["{python}", "-m", "mock_silverfin.integrations.odoo"]'
    manifest.write_text(f'[connector]\nname = "mine"\ncommand = {command}\n', encoding="utf-8")
    verdicts = _run(installed, "verify", manifest, "--clauses", "KEY-01", "--profile", "quick", folder=tmp_path)
    assert "1 pass" in verdicts


def test_it_works_as_one_file(wheelhouse: Path, tmp_path: Path) -> None:
    """Wherever there is a Python that is new enough."""
    file = tmp_path / "twinledger.pyz"
    found = "--no-index", "--find-links", wheelhouse
    _run(sys.executable, "-m", "shiv", "-q", *found, "-c", "twinledger", "-o", file, "twinledger", folder=tmp_path)
    assert json.loads(_run(sys.executable, file, "demo", "--json", folder=tmp_path, SHIV_ROOT=str(tmp_path / "shiv")))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_it(installed: Path, tmp_path: Path, shell: str) -> None:
    """The script that the shell is given names the command."""
    assert "twinledger" in _run(installed, folder=tmp_path, _TWINLEDGER_COMPLETE=f"{shell}_source")


def test_types_are_for_others_too(installed: Path) -> None:
    """Each package says that it is typed."""
    [packages] = installed.parents[1].glob("lib/python3*/site-packages")
    assert all((packages / name / "py.typed").exists() for name in ("mock_kit", "mock_odoo", "twinledger"))


def test_a_connector_in_another_container_finds_what_it_needs(installed: Path, tmp_path: Path) -> None:
    """The script of compose.yaml's second container synchronises with fakes that wrote down what opens them."""
    compose = yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
    script, [line] = compose["services"]["connector"]["entrypoint"][1:], compose["services"]["fakes"]["command"]
    assert script == ["/connector/sync.py", "/world/up.json"]
    command = shlex.split(re.sub(r"--(\w+-port|host) \S+", "", line).partition(">")[0])
    assert command[:2] == ["exec", "twinledger"]
    with subprocess.Popen([installed, *command[2:]], stdout=subprocess.PIPE, text=True) as fakes:
        assert fakes.stdout is not None
        (tmp_path / "up.json").write_text(fakes.stdout.readline(), encoding="utf-8")
        path = f"{installed.parent}{os.pathsep}{os.environ['PATH']}"
        sync = REPOSITORY / "examples" / "compose" / "sync.py"
        said = _run("python3", sync, tmp_path / "up.json", folder=tmp_path, PATH=path)
        fakes.terminate()
    assert json.loads(said) == {"ok": True}
