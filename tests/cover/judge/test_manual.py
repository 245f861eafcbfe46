"""The manual's catalogue: it says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from twinledger.cli.clauses import CHAPTERS as CHOICES
from twinledger.judge import manual
from twinledger.judge.clauses import CHAPTERS

PAGE = Path(__file__).parents[3] / "docs" / "clauses.md"


def test_the_page_is_current() -> None:
    """`python -m twinledger.judge.manual > docs/clauses.md` after a change of clauses, mutants or awkward books."""
    assert PAGE.read_text(encoding="utf-8") == f"{manual.page()}\n"


def test_every_chapter_can_be_reached() -> None:
    """The table of contents leads to the headings that there are."""
    text = PAGE.read_text(encoding="utf-8")
    links = re.findall(r"^\| \[[^\]]+\]\(#([^)]+)\)", text, re.MULTILINE)
    headings = [
        re.sub(r"[^\w -]", "", line[3:]).lower().replace(" ", "-") for line in text.splitlines() if line[:3] == "## "
    ]
    assert links == headings
    assert len(links) == len(CHAPTERS)


def test_the_command_line_knows_the_chapters() -> None:
    """They stand there once more, so that help costs nothing."""
    assert tuple(CHAPTERS) == CHOICES


def test_what_rests_on_assumptions_says_so() -> None:
    """An assumed clause that must hold weighs as one that should."""
    assumed = [story for story in manual.stories() if story.clause.assumed]
    assert assumed
    assert all("assumed about Silverfin" in story.weight for story in assumed)
