"""Help: every command says what it does, how it ends, and what it takes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from twinledger.cli import main

from .support import run

ROOT = Path(__file__).parents[3]

HELP = {
    (): [
        *("demo", "up", "console", "verify", "mutants", "scenario", "books", "parity", "fidelity", "schema"),
        *("--version", "Test connectors"),
    ],
    ("demo",): ["--keep", "--json", "Exit status 1"],
    ("up",): [
        "--odoo-port",
        "--silverfin-port",
        "--console-port",
        "--lines",
        "--seed",
        "--books",
        "--empty",
        "--tls",
        "--odoo-version",
        "--json",
        "Ctrl-C",
    ],
    ("console",): ["--port", "--lines", "--seed", "--host", "--story", "--connector", "Ctrl-C"],
    ("fidelity",): ["--json", "semantic", "absent"],
    ("verify",): [
        *("MANIFEST", "--clauses", "--strict", "--profile", "--seed", "--replay", "--junit", "--html", "--json"),
        *(
            "--odoo-version",
            "saas~18.3",
            "quick|default|thorough",
            "default: 1",
            "Exit status 0",
            "2: it cannot be judged",
        ),
    ],
    ("mutants",): ["--alone", "--jobs", "--json", "Exit status 0"],
    ("parity",): [
        *("CONVERSATIONS", "--odoo", "--database", "--login", "--password", "--api-key", "--other-database", "--copy"),
        *("--master-password", "--this-database-may-be-destroyed", "--record", "--explore", "--calls", "--seed"),
        *("--json", "Exit status 0", "2: it cannot be compared"),
    ],
    ("schema",): ["manifest", "connector.toml"],
    ("clauses",): ["--chapter", "--level", "--explain", "--json"],
    ("merge",): ["REPORTS", "--manifest", "--junit", "--html", "--json", "--sarif", "--summary", "Exit status 0"],
    ("conformance",): ["RESULT", "--key", "Exit status 0"],
    ("wire",): ["learn"],
    ("wire", "learn"): ["TRAFFIC", "--output", "--json", "Exit status 0"],
    ("books",): [
        "list",
        "show",
        "--lines",
        "--out",
        "--country",
        "--trade",
        "--seed",
        "--until",
        "--odoo-version",
        "--json",
    ],
    ("books", "list"): ["--json"],
    ("books", "show"): ["NAME", "--json"],
    ("scenario",): ["check", "list", "new", "run", "schema", "show"],
    ("scenario", "check"): ["PATHS", "--json", "Exit status 0"],
    ("scenario", "new"): ["PATH", "nothing is overwritten"],
    ("scenario", "schema"): ["JSON Schema"],
    ("scenario", "show"): ["NAME", "--language", "--json"],
    ("scenario", "list"): ["--json"],
    ("scenario", "run"): ["NAME", "--json", "Exit status 0"],
}


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...], option: str) -> None:
    """What it does in its first line, then every option, each with a sentence; the exit status where it means more."""
    result = run(*command, option)
    words = " ".join(result.output.split())
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.output.startswith(f"Usage: {' '.join(['twinledger', *command])} ")
    assert [word for word in HELP[command] if word not in words] == []


@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_every_option_has_its_sentence(command: tuple[str, ...]) -> None:
    """An option that says nothing about itself is a riddle."""
    found: click.Command = main
    for word in command:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word) or main
    options = [param for param in found.params if isinstance(param, click.Option) and param.name != "version"]
    assert [option.name for option in options if not (option.help or "").endswith(".")] == []


def test_commands_stand_in_the_order_in_which_they_are_needed() -> None:
    """Somebody new tries the demo first; the alphabet would say otherwise."""
    listed = re.findall(r"^  (\w+)  ", run("--help").output.partition("Commands:")[2], re.MULTILINE)
    assert listed == [
        "demo",
        "up",
        "console",
        "verify",
        "clauses",
        "merge",
        "conformance",
        "mutants",
        "scenario",
        "books",
        "parity",
        "fidelity",
        "wire",
        "schema",
    ]


@pytest.mark.parametrize("command", [(), ("scenario",), ("books",)])
def test_a_group_without_a_command_shows_its_help(command: tuple[str, ...]) -> None:
    """Nothing was asked for, so nothing is done, and the exit status says so."""
    result = run(*command)
    assert result.exit_code == 2
    assert result.output == run(*command, "--help").output


@pytest.mark.parametrize(
    "arguments",
    [
        *[("verfiy",), ("up", "--no-such-option"), ("scenario", "play"), ("scenario", "run"), ("verify",)],
        *[("demo", "5"), ("mutants", "--jobs", "0"), ("mutants", "--jobs", "many"), ("scenario", "run", "a", "b")],
    ],
)
def test_wrong_arguments_are_told(arguments: tuple[str, ...]) -> None:
    """Exit status 2, how it is used, and what is wrong, on standard error."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: twinledger" in result.stderr
    assert "\nError: " in result.stderr


def test_the_program_is_installed_under_its_name() -> None:
    """The distribution gives the command and the pytest plugin their names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"twinledger": "twinledger.__main__:run"}
    assert project["entry-points"]["pytest11"] == {"twinledger": "twinledger.plugin"}
