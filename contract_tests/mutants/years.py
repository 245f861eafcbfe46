"""Mistakes about where books begin, how years end, and how much there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from mock_silverfin.integrations.odoo import ledger, picture, synchronise
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.ledger import UNALLOCATED, Account, Company, Ledger, Line
from mock_silverfin.integrations.odoo.picture import Item
from twinledger.judge.mutants import Surgery, mutant


@mutant("DAT-18")
def counts_the_first_day_twice(surgery: Surgery) -> None:
    """Sums up the opening balance until the first day, that day included."""
    opening = picture.opening

    def until_the_first_day(found: Ledger, start: date, result: Account) -> Iterator[tuple[str, Item]]:
        for id_, item in opening(found, start + timedelta(days=1), result):
            yield id_, {**item, "date": start.isoformat()}

    surgery.replace(picture, "opening", until_the_first_day)


@mutant("DAT-19")
def appropriates_the_result_itself(surgery: Surgery) -> None:
    """Leaves appropriation entries out, because Silverfin computes what becomes of the result."""
    lines = ledger._lines

    def without(*arguments: Any) -> Iterator[Line]:
        return (line for line in lines(*arguments) if line.account.type != UNALLOCATED)

    surgery.replace(ledger, "_lines", without)


@mutant("DAT-20")
def lives_by_the_calendar(surgery: Surgery) -> None:
    """Lets every financial year begin in January."""

    def calendar_year(_self: Company, day: date) -> tuple[date, date]:
        return date(day.year, 1, 1), date(day.year, 12, 31)

    surgery.replace(Company, "financial_year", calendar_year)


@mutant("DAT-21")
def moves_history_to_the_start(surgery: Surgery) -> None:
    """Dates every line from before the start on the start, so that Silverfin takes it."""
    whole = synchronise.picture

    def moved(found: Ledger, language: str, start: date | None, *rest: Any) -> picture.Picture:
        lines = tuple(replace(line, date=max(line.date, start or date.min)) for line in found.lines)
        return whole(replace(found, lines=lines), language, start, *rest)

    surgery.replace(synchronise, "picture", moved)


@mutant("DAT-26")
def wants_something_to_do(surgery: Surgery) -> None:
    """Takes books without an entry for a mistake."""
    read_ledger = synchronise.read_ledger

    def something(*arguments: Any) -> Ledger:
        found = read_ledger(*arguments)
        if not found.lines:
            raise SyncFailure(Reason.SOURCE, "There is nothing to synchronise.")
        return found

    surgery.replace(synchronise, "read_ledger", something)


@mutant("DAT-27", profile="thorough")
def stops_after_a_while(surgery: Surgery) -> None:
    """Reads twenty pages and no more, so that a loop can never go on for ever."""
    lines = ledger._lines
    surgery.replace(ledger, "_lines", lambda *arguments: islice(lines(*arguments), 20 * ledger.PAGE))


@mutant("DAT-32")
def looks_back_ten_years(surgery: Surgery) -> None:
    """Reads the last ten years, because older ones need not be kept."""
    lines = ledger._lines

    def recent(*arguments: Any) -> Iterator[Line]:
        return (line for line in lines(*arguments) if line.date.year >= 2016)

    surgery.replace(ledger, "_lines", recent)
