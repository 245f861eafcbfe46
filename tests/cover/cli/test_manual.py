"""The manual's page of the command line is what the commands say of themselves."""

from __future__ import annotations

from pathlib import Path

from twinledger.cli.manual import page

PAGE = Path(__file__).parents[3] / "docs" / "command-line.md"


def test_the_page_is_as_the_commands_are() -> None:
    """`python -m twinledger.cli.manual > docs/command-line.md` after a change of options."""
    assert PAGE.read_text(encoding="utf-8") == page()
    assert "## twinledger scenario run\n" in page()
