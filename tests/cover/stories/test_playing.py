"""Playing stories: those that come along are green, the seed decides, and what fails is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from twinledger.stories.files import load
from twinledger.stories.parts import Step
from twinledger.stories.play import play
from twinledger.stories.steps import perform

from .support import CONNECTED, HEAD, RENT, played, said, story

SEEDED = f"{CONNECTED}  - {{do: synchronise, actions: 40}}\n  - {{do: expect, ledgers: equal, lines: 40}}\n"


def test_the_seed_decides(tmp_path: Path) -> None:
    """One seed makes one story, word for word, keys included; another seed makes other keys."""
    told = [
        [step.said for step in played(story(tmp_path, SEEDED, f"{HEAD}seed: {seed}\nlines: 40\n"))]
        for seed in (3, 3, 4)
    ]
    assert told[0] == told[1]
    assert told[0][0] != told[2][0]
    assert told[0][1:] == told[2][1:]


def test_progress_is_told_while_silverfin_works(tmp_path: Path) -> None:
    """Whoever watches hears how many actions were sent, at the end all of them."""
    told: list[tuple[int, int]] = []
    path = story(tmp_path, SEEDED, f"{HEAD}lines: 40\n")
    assert all(step.ok for step in play(load(str(path)), lambda sent, actions: told.append((sent, actions))))
    assert told[-1] == (40, 40)


def test_nothing_happens_after_a_surprise(tmp_path: Path) -> None:
    """The first step that is not as the story says is the last one."""
    steps = played(story(tmp_path, f"  - {{do: expect, lines: 1}}\n{RENT}"))
    assert [(step.number, step.ok) for step in steps] == [(1, False)]


def test_a_fake_that_fails_is_named_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the harness itself breaks, the story does not put it down to a person or a system."""

    def broken(*_: object) -> None:
        raise RuntimeError("a mistake in the fake")

    monkeypatch.setattr("mock_odoo.doors.json2.odoo_of", broken)
    message = said(story(tmp_path, CONNECTED))
    assert message.startswith("The harness itself failed: ")
    assert "a mistake in the fake" in message


def test_a_step_that_nobody_wrote_says_so() -> None:
    """A kind of step in the schema alone is a mistake of ours that is told at once."""
    with pytest.raises(TypeError, match="nobody wrote what Step does"):
        perform(Step(do="dance"), None)  # type: ignore[arg-type]
