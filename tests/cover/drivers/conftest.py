"""Whatever driver of a program a test makes is closed when the test is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from twinledger.drivers.program import ProgramDriver


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made: list[ProgramDriver] = []
    make = ProgramDriver.__init__

    def noting(self: ProgramDriver, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **options)
        made.append(self)

    monkeypatch.setattr(ProgramDriver, "__init__", noting)
    yield
    for driver in made:
        driver.close()
