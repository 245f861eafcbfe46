"""The fake answers as a real Odoo 19 did: every recorded conversation is had with it again, offline."""

from __future__ import annotations

import pytest

from twinledger.parity import loading, recordings, replay
from twinledger.parity.places import shipped

NAMES = loading.names()


@pytest.mark.parametrize("name", NAMES)
def test_the_fake_answers_as_recorded(name: str) -> None:
    """No answer differs unless the difference is listed, and every listed one is still there."""
    report = replay([name])
    assert report.ok, str(report)


def test_every_recording_has_its_conversation() -> None:
    """No recording is left over from a conversation that was renamed or removed."""
    assert sorted(path.stem for path in shipped().recordings.glob("*.json")) == NAMES


def test_every_listed_difference_names_a_step() -> None:
    """A listed difference belongs to a step that there is; otherwise no replay could find it stale."""
    steps = {(name, step.step) for name in NAMES for step in loading.load(name).steps}
    assert {(entry.conversation, entry.step) for entry in recordings.listed_differences()} <= steps
