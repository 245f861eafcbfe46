"""The two ends of a case: what was asked of them, what they hold, and what must be true of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from twinledger.item_requests import asks_for_items
from twinledger.judge import evidence
from twinledger.judge.verdicts import Failed

if TYPE_CHECKING:
    from mock_kit.journal import Exchange
    from mock_odoo.database import Database
    from twinledger.drivers.trial import Trial
    from twinledger.projection import Difference, Row
    from twinledger.world import Pair, World

SUBMIT = "submit"
WRITING = (SUBMIT, "reset", "settings")


class Ends:
    """The two fakes between which a connector is on `trial`, and the demands on what they have seen and hold."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    @property
    def world(self) -> World:
        """The two fakes."""
        return self.trial.world

    @property
    def pair(self) -> Pair:
        """The company that is synchronised."""
        return self.world.pair

    @property
    def database(self) -> Database:
        """The Odoo database of the company."""
        return self.world.odoo.database(self.pair.database)

    def reaches(self, end: str | None) -> bool:
        """Tell whether the connector speaks to `odoo` or to `silverfin`."""
        return end in self.trial.side.ends

    # What was asked of them -------------------------------------------------------------------------------------------

    def exchanges(self, since: int = 0) -> list[Exchange]:
        """Return the requests after the first `since`."""
        return self.world.journal.since(since)

    def line_reads(self, since: int = 0) -> list[Exchange]:
        """Return the requests that read journal items."""
        return [exchange for exchange in self.exchanges(since) if asks_for_items(exchange)]

    def writes(self, since: int = 0) -> list[Exchange]:
        """Return the requests that would change what Silverfin holds, whether they were carried out or not."""
        return [
            exchange
            for exchange in self.exchanges(since)
            if exchange.system == "silverfin" and exchange.call.get("operation") in WRITING
        ]

    # What they hold ---------------------------------------------------------------------------------------------------

    def expected(self) -> Counter[Row]:
        """Return the lines that Silverfin must hold."""
        return self.trial.expected()

    def held(self) -> Counter[Row]:
        """Return the lines that Silverfin holds."""
        return self.trial.held()

    def claimed(self, rows: Counter[Row]) -> Counter[Row]:
        """Return lines as they are compared at the claimed granularity."""
        return self.trial.claimed(rows)

    def difference(self, granularity: str | None = None, pair: Pair | None = None) -> Difference:
        """Return what tells the two ledgers apart, at the claimed granularity unless another is asked for."""
        return self.trial.difference(granularity, pair)

    def agree(self, reason: str, pair: Pair | None = None) -> None:
        """Demand that both ledgers, of the first pair if none is named, are equal; `reason` says what else it means."""
        difference = self.difference(pair=pair)
        if difference:
            raise Failed(reason, f"The two ledgers differ:\n{difference}")

    def untouched(self, since: int = 0, reason: str = "The connector wrote to Silverfin.") -> None:
        """Demand that nothing was written to Silverfin after the first `since` requests."""
        written = self.writes(since)
        if written:
            raise Failed(reason, self.requests(written))

    def unchanged(self, since: int, reason: str) -> None:
        """Demand that no line was sent and nothing reset after the first `since` requests."""
        sent = [
            exchange
            for exchange in self.writes(since)
            if exchange.notes.get("actions") or exchange.notes.get("operation") == "reset"
        ]
        if sent:
            raise Failed(reason, self.requests(sent))

    def requests(self, exchanges: Sequence[Exchange]) -> str:
        """Return requests as evidence, a line each."""
        return evidence.requests(exchanges)
