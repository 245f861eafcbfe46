"""Evidence: requests and other things that were seen, as text for people."""

from __future__ import annotations

from collections.abc import Sequence

from mock_kit.journal import Exchange
from twinledger.judge.verdicts import Gap, HarnessError

MOST = 20
NOT_IN_FAKE = "twinledger.NotInFake"


def requests(exchanges: Sequence[Exchange]) -> str:
    """Return requests, a line each, the first ones of many."""
    return "\n".join(f"  {exchange}" for exchange in exchanges[:MOST])


def indented(text: str) -> str:
    """Return a text with every line a little to the right."""
    return "\n".join(f"  {line}" for line in text.splitlines())


def refuse_to_judge(run: Sequence[Exchange]) -> None:
    """Raise what keeps a run from telling anything about the connector: HarnessError, or Gap."""
    failed = next((exchange for exchange in run if exchange.error), None)
    if failed is not None:
        raise HarnessError(f"{failed.method} {failed.path}: {failed.error.strip().splitlines()[-1]}")
    absent = next((exchange for exchange in run if exchange.notes.get("error") == NOT_IN_FAKE), None)
    if absent is not None:
        what = absent.notes.get("message", absent.path)
        raise Gap(f"the connector asks for something that the fake does not have: {what}")
