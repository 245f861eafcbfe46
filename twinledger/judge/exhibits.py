"""Exhibits: what both sides looked like when a clause failed, as plain values that reports show and programs read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_kit.secrets import redact
from twinledger.books.amounts import written
from twinledger.drivers.leaks import secrets_in
from twinledger.drivers.outcome import printable

if TYPE_CHECKING:
    from mock_kit.journal import Exchange
    from twinledger.drivers.trial import Trial

MOST_ROWS = 60
MOST_REQUESTS = 80
MOST_SHOWN = 1_000  # characters of a body


@dataclass(frozen=True)
class LedgerRow:
    """A row of both ledgers: how often Odoo has it, in what Silverfin must hold, and how often Silverfin holds it."""

    account: str
    date: dt.date
    amount: str
    odoo: int
    silverfin: int

    @property
    def differs(self) -> bool:
        """Whether the two ledgers have it not equally often."""
        return self.odoo != self.silverfin


@dataclass(frozen=True)
class Request:
    """A request and its answer, secrets masked; `after` is in seconds since the first that is shown."""

    number: int
    system: str
    after: float
    method: str
    path: str
    asked: str
    status: int | None
    delivery: str
    faults: tuple[str, ...]
    reused: bool
    sent: str
    answered: str

    @property
    def is_struck(self) -> bool:
        """Whether a fault struck at it."""
        return bool(self.faults) or self.delivery != "whole"


@dataclass(frozen=True)
class Exhibit:
    """Both ledgers and the requests at a failure, of many the ones that tell most, with how many are left out."""

    rows: tuple[LedgerRow, ...] = ()
    rows_left_out: int = 0
    requests: tuple[Request, ...] = ()
    requests_left_out: int = 0
    other: str = "Silverfin"  # where the other ledger is


def exhibit_of(trial: Trial) -> Exhibit:
    """Return what both sides look like now."""
    rows = sorted(_rows(trial), key=lambda row: (row.odoo == row.silverfin, row.date, row.account))
    exchanges = trial.world.journal.exchanges()
    shown = _telling(exchanges)
    return Exhibit(
        tuple(rows[:MOST_ROWS]),
        max(len(rows) - MOST_ROWS, 0),
        tuple(_requests(shown, list(secrets_in(trial.inputs()).values()))),
        len(exchanges) - len(shown),
        trial.side.worded("in Silverfin").removeprefix("in "),
    )


def _rows(trial: Trial) -> Iterator[LedgerRow]:
    wanted, held = trial.claimed(trial.expected()), trial.claimed(trial.held())
    database = trial.world.odoo.database(trial.pair.database)
    decimals = database.digits(database.company_currency(trial.pair.company_id))
    for row in wanted | held:
        amount = written(row.amount, decimals)
        yield LedgerRow(printable(row.account), row.date, amount, wanted[row], held[row])


def _telling(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Return the last requests, and before them those at which something was wrong."""
    wrong = [exchange for exchange in exchanges[:-MOST_REQUESTS] if exchange.faults or exchange.delivery != "whole"]
    return [*wrong[-MOST_REQUESTS:], *exchanges[-MOST_REQUESTS:]]


def _requests(exchanges: Iterable[Exchange], secrets: Sequence[str]) -> Iterator[Request]:
    start: dt.datetime | None = None
    for exchange in exchanges:
        start = start or exchange.at

        def text(data: bytes | str) -> str:
            shown = data if isinstance(data, str) else data.decode("utf-8", "replace")
            return printable(redact(shown, secrets)[:MOST_SHOWN])

        yield Request(
            exchange.number,
            exchange.system,
            round((exchange.at - start).total_seconds(), 3),
            exchange.method,
            text(exchange.path),
            text(" ".join(map(str, exchange.call.values()))),
            exchange.status,
            exchange.delivery,
            tuple(exchange.faults),
            exchange.reused,
            text(exchange.body),
            text(exchange.answer),
        )
