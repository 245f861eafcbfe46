"""A prepared fake as a target, and a place for conversations of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from twinledger.parity.fake import PreparedFake, prepared_fake
from twinledger.parity.places import Place

Write = Callable[[str, str], Place]


@pytest.fixture
def fake() -> Iterator[PreparedFake]:
    """A fake as the replay uses it."""
    with prepared_fake() as prepared:
        yield prepared


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below `conversations/` of a place of its own, and return the place."""

    def written(name: str, text: str) -> Place:
        path = tmp_path / "conversations" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return Place(tmp_path)

    return written
