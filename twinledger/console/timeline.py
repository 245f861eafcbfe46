"""The timeline: every request on both sides and everything that happened, newest first, as rows that can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mock_kit.events import Event
from mock_kit.journal import Exchange, Journal
from twinledger.console.answers import Outcome, outcome_of, said
from twinledger.console.calls import Call, call_of, is_asset

SHOWN = 150


@dataclass(frozen=True)
class Wanted:
    """Which rows somebody wants to see; without anything, all but what only looks again."""

    system: str = ""
    failed: bool = False
    faults: bool = False
    pages: bool = False
    text: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Wanted:
        """Return what an address asks for."""
        system = given.get("system", "")
        return cls(
            system if system in ("odoo", "silverfin") else "",
            failed=given.get("failed") == "1",
            faults=given.get("faults") == "1",
            pages=given.get("pages") == "1",
            text=given.get("text", "").strip(),
        )

    def lets(self, row: Row) -> bool:
        """Tell whether a row is one of those."""
        return (
            self.system in ("", row.system)
            and (not self.failed or row.is_bad)
            and (not self.faults or bool(row.faults))
            and (self.pages or not row.is_page or row.is_bad)
            and self.text.casefold() in row.searchable
        )


@dataclass(frozen=True)
class Row:
    """A request with its answer, or something that happened (then there is no `call`, and `name` says what).

    `place` orders rows of both kinds. `times` is how often the same was asked in a row.
    """

    place: int
    number: int
    system: str
    at: datetime
    name: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    call: Call | None = None
    path: str = ""
    status: int | None = None
    outcome: Outcome = Outcome.GOOD
    delivery: str = ""
    said: str = ""
    faults: tuple[str, ...] = ()
    times: int = 1

    @property
    def id(self) -> str:
        """What tells it from every other row of a world."""
        return f"{'request' if self.call else 'event'}-{self.number}"

    @property
    def is_bad(self) -> bool:
        """Whether something was refused, failed or did not arrive whole, or a key was refused."""
        if self.call is None:
            return self.name in ("keys.refused", "webhooks.failed")
        return self.outcome not in (Outcome.GOOD, Outcome.PENDING)

    @property
    def is_page(self) -> bool:
        """Whether a person looked at a page, or a program only looked again."""
        return self.call is not None and (self.call.is_page or self.call.is_poll)

    @property
    def searchable(self) -> str:
        """Everything in it that a text can be looked for in."""
        about = [self.call.code, self.call.protocol] if self.call else [self.name, *map(str, self.details.values())]
        return " ".join([*about, self.path, str(self.status or ""), self.said, *self.faults]).casefold()

    def repeats(self, other: Row) -> bool:
        """Tell whether it asks for the same as another one, with the same outcome."""
        return self.call is not None and (self.call, self.path, self.status, self.outcome, self.faults) == (
            other.call, other.path, other.status, other.outcome, other.faults,
        )  # fmt: skip


def rows(journal: Journal, wanted: Wanted) -> tuple[list[Row], int]:
    """Return the newest rows that are wanted, newest first, and how many there are of them in all."""
    shown = _gathered(row for row in _all(journal) if wanted.lets(row))
    return shown[: -SHOWN - 1 : -1], len(shown)


def _all(journal: Journal) -> list[Row]:
    requests = (row_of(journal, one) for one in journal.exchanges() if not is_asset(one))
    return sorted((*requests, *map(_of_event, journal.events)), key=lambda row: row.place)


def _gathered(found: Iterable[Row]) -> list[Row]:
    """Return rows in order, those as one that repeat what the same system was asked just before."""
    gathered: list[Row] = []
    last: dict[str, int] = {}
    for row in found:
        at = last.get(row.system)
        if at is not None and row.is_page and row.repeats(gathered[at]):
            gathered[at] = replace(gathered[at], times=gathered[at].times + 1)
        else:
            last[row.system] = len(gathered)
            gathered.append(row)
    return gathered


def row_of(journal: Journal, exchange: Exchange) -> Row:
    """Return the row of an exchange; one that is not closed yet is not masked, so little of it is shown."""
    outcome = outcome_of(exchange)
    return Row(
        place=exchange.opened,
        number=exchange.number,
        system=exchange.system,
        at=exchange.at,
        call=call_of(exchange) if outcome is not Outcome.PENDING else Call(journal.masked(exchange.path)),
        path=f"{exchange.method} {journal.masked(exchange.path)}",
        status=exchange.status,
        outcome=outcome,
        delivery=exchange.delivery,
        said=said(exchange) if outcome not in (Outcome.GOOD, Outcome.PENDING) else "",
        faults=tuple(exchange.faults),
    )


def _of_event(event: Event) -> Row:
    return Row(event.place, event.number, event.system, event.at, event.name, event.details)
