"""One world on loopback for all tests of this folder, and clauses that a test writes itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from twinledger.content import folder
from twinledger.judge import running
from twinledger.world import World

from .support import Clauses


@pytest.fixture(scope="session")
def _listening() -> Iterator[World]:
    with World() as world:
        yield world


@pytest.fixture
def world(_listening: World) -> World:
    """Give a test a world with one company that has no entry."""
    _listening.reset()
    return _listening


@pytest.fixture
def clauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clauses:
    """Give a test a contract of its own, to which it adds clauses."""
    place = tmp_path / "contract_tests"
    (place / "clauses").mkdir(parents=True)
    (place / "pytest.ini").write_bytes((folder("contract_tests") / "pytest.ini").read_bytes())
    monkeypatch.setattr(running, "folder", lambda _name: place)
    return Clauses(place / "clauses")
