"""What the tests of the command line share."""

from __future__ import annotations

import pytest


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the reference connector give up at once where nobody listens."""
    monkeypatch.setattr("mock_silverfin.integrations.odoo.http.ATTEMPTS", 1)
