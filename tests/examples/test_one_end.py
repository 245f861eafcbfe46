"""Connectors that have one end only: nothing counts against them by a sample of what their profile can meet."""

from __future__ import annotations

import pytest

from .judging import judged


def test_one_that_only_pushes_to_silverfin_is_judged_right() -> None:
    """What it is handed arrives, whatever happens on the way."""
    judged(
        "silverfin_push",
        ["SEC-05", "SEC-06", "DAT-01", "DAT-18", "INC-07", "INC-14", "RES-01", "RES-03", "RES-13", "SIL-10", "SIL-14"],
    )


@pytest.mark.parametrize("name", ["dlt_pipeline", "singer_tap"])
def test_one_that_ends_elsewhere_is_judged_right(name: str) -> None:
    """What it extracts is the ledger, and nothing when it fails; each run takes seconds, so there are few."""
    judged(name, ["CON-03", "SEC-05", "DAT-01", "DAT-09", "DAT-26", "INC-07", "RES-03"])
