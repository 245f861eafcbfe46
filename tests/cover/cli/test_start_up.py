"""Start-up is a feature: a command loads what it needs, and nothing that it does not."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from functools import cache

import click
import pytest

from twinledger import fidelity

from .support import PATIENCE, PROGRAM, run

HEAVY = {
    *("faker", "hypothesis", "pytest", "_pytest", "rich", "pydantic", "requests", "responses", "urllib3", "stamina"),
    *("yaml", "jinja2", "flask", "werkzeug", "trustme", "cryptography", "defusedxml", "pygments", "tomllib"),
}


@cache
def _loaded_anyhow() -> frozenset[str]:
    """Return the packages that Python loads here for whatever program: the one that measures coverage brings some."""
    return frozenset(_imports([sys.executable, "-X", "importtime", "-c", "print()"], until_line=False))


def _loaded(*arguments: str, until_line: bool) -> set[str]:
    """Run a command and return the packages that Python loaded for it."""
    return _imports([sys.executable, "-X", "importtime", *PROGRAM[1:], *arguments], until_line) - _loaded_anyhow()


def _imports(words: list[str], until_line: bool) -> set[str]:
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            if until_line:
                assert process.stdout.readline()
                process.send_signal(signal.SIGTERM)
            _, told = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert process.returncode == 0, told
    modules = [line.rsplit("|", 1)[1].strip() for line in told.splitlines() if line.startswith("import time:")]
    return {module.split(".")[0] for module in modules}


def test_up_without_books_loads_little() -> None:
    """Nothing that makes books, judges, draws or speaks as a client: it is ready before anybody waits."""
    loaded = _loaded("up", "--json", "--empty", "--odoo-port", "0", "--silverfin-port", "0", until_line=True)
    assert {"twinledger", "mock_odoo", "mock_silverfin", "cheroot"} <= loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("arguments", [("--help",), ("up", "--help"), ("verify", "--help"), ("mutants", "--help")])
def test_help_loads_little(arguments: tuple[str, ...]) -> None:
    """Help is there at once."""
    assert _loaded(*arguments, until_line=False) & HEAVY == set()


def test_the_package_and_its_plugin_load_next_to_nothing() -> None:
    """Who has Twinledger installed pays nothing for it in other test suites."""
    code = "import sys; before = set(sys.modules); import pytest; known = set(sys.modules)\n"
    code += "import twinledger, twinledger.plugin; print(sorted(set(sys.modules) - known))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert done.stdout.strip() == "['twinledger', 'twinledger.plugin']"


@pytest.mark.parametrize("interrupted", [KeyboardInterrupt, click.Abort])
def test_who_is_interrupted_has_come_to_nothing(
    monkeypatch: pytest.MonkeyPatch, interrupted: type[BaseException]
) -> None:
    """Neither that all was well nor that something was not: the exit status is of its own, as a shell has it."""

    def interrupt() -> None:
        raise interrupted

    monkeypatch.setattr(fidelity, "tables", interrupt)
    result = run("fidelity")
    assert (result.exit_code, result.output.strip()) == (130, "Interrupted.")


def test_it_begins_under_every_name() -> None:
    """What is installed, `python -m twinledger` and the single files begin alike, and Ctrl-C just ends what loads."""
    code = (
        "import signal; from twinledger import __main__ as begins; print(signal.getsignal(signal.SIGINT)); begins.run()"
    )
    told = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"(Handlers\.SIG_DFL|0)\ntwinledger, version [\d.]+\n", told)
