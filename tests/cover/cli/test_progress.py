"""Bars are for people who wait at a terminal: nothing of them is in what programs read."""

from __future__ import annotations

import io
import signal
from typing import Any

import pytest
from rich.console import Console

from twinledger.cli.progress import phases

from .support import started

LARGE = 3000  # lines, which take more than a second
ANY = ("--odoo-port", "0", "--silverfin-port", "0", "--console-port", "0")


@pytest.mark.parametrize(
    ("how", "is_shown"),
    [
        ({"force_terminal": True}, True),
        ({"force_terminal": False}, False),
        ({"force_terminal": True, "quiet": True}, False),
    ],
    ids=["a terminal", "a pipe", "with --json"],
)
def test_a_bar_is_for_a_terminal(how: dict[str, Any], is_shown: bool) -> None:
    """Not a byte is written where nobody looks."""
    file = io.StringIO()
    with phases(Console(file=file, width=100, **how)) as tell:
        tell("Making", 0, 0)
        tell("Making", 1, 2)
    assert ("Making" in file.getvalue(), file.getvalue() != "") == (is_shown, is_shown)
    assert ("1/2" in file.getvalue()) == is_shown


@pytest.mark.parametrize("command", [["up", "--json", *ANY], ["up", *ANY], ["console", "--port", "0"]])
@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_large_ledger_is_waited_for(monkeypatch: pytest.MonkeyPatch, command: list[str], is_terminal: bool) -> None:
    """How it is made and entered is shown on standard error, and standard output begins with what was asked for."""
    monkeypatch.setenv("TTY_COMPATIBLE", str(int(is_terminal)))
    with started(*command, "--lines", LARGE) as running:
        assert running.line.lstrip(b'{"').startswith((b"Odoo", b"odoo", b"Console"))
        status, _, told = running.end(signal.SIGINT)
    assert status == 0
    assert [word in told for word in (b"Making", b"Entering")] == [is_terminal] * 2
    assert is_terminal or told == b""
