"""Resequencing: new names for entries, one after another from a first one on, in every period anew (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mock_odoo.accounting import sequence_gaps, sequences
from mock_odoo.accounting.kinds import REFUNDS
from mock_odoo.accounting.sequence_patterns import FinancialYear, Pattern, pattern
from mock_odoo.errors import UserError
from mock_odoo.orm import dates, writing
from mock_odoo.orm.environment import Environment

MODEL = "account.move"
ONE_JOURNAL = "You can only resequence items from the same journal"
ONE_KIND = "The sequences of this journal are different for Invoices and Refunds but you selected some of both types."


@dataclass(frozen=True)
class Entry:
    """An entry that gets another name."""

    id: int
    name: str
    day: date
    state: str
    prefix: str
    number: int


def check(env: Environment, ids: Sequence[int]) -> None:
    """Raise UserError unless entries are of one journal, and of one sequence of it."""
    rows = env.database.store.all(
        "SELECT DISTINCT m.journal_id, j.refund_sequence AND m.move_type IN (?, ?) FROM account_move m"
        " JOIN account_journal j ON j.id = m.journal_id WHERE m.id IN (SELECT value FROM json_each(?))",
        (*REFUNDS, env.database.json_list(ids)),
    )
    if len({journal for journal, _ in rows}) > 1:
        raise UserError(ONE_JOURNAL)
    if len(rows) > 1:
        raise UserError(ONE_KIND)


def new_names(env: Environment, ids: Sequence[int], first_name: str, *, by_date: bool) -> dict[int, str]:
    """Return the new names of entries by id, in the order of their names or of their dates.

    The first period begins with the number of the first name, every later one with one.
    """
    shape, years = pattern(first_name), _years(env, ids)
    periods: dict[tuple[date, date], list[Entry]] = {}
    for entry in entries(env, ids):
        periods.setdefault(shape.period(entry.day, years), []).append(entry)
    found: dict[int, str] = {}
    for place, (_, mine) in enumerate(sorted(periods.items())):
        start = int(shape.number or 0) if place == 0 else 1
        found |= _numbered(shape, years, sorted(mine, key=_by_date if by_date else _by_name), start)
    return found


def rename(env: Environment, names: Mapping[int, str]) -> None:
    """Give entries other names; raise BrokenConstraint if another one has one of them."""
    schema = env.schema(MODEL)
    with sequence_gaps.following(env, list(names)):
        for id_, name in names.items():
            row: writing.Row = {"name": name, **sequences.parts(name)}
            writing.update(env, schema, [id_], row)
    for journal, name in env.database.store.all(
        "SELECT journal_id, name FROM account_move WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(names),),
    ):
        sequences.check_unique(env, journal, name)


def entries(env: Environment, ids: Sequence[int]) -> list[Entry]:
    """Return entries with what their names follow from."""
    rows = env.database.store.all(
        "SELECT id, name, date, state, sequence_prefix, sequence_number FROM account_move"
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (env.database.json_list(ids),),
    )
    return [
        Entry(id_, name or "", dates.day(day), state, prefix or "", number or 0)
        for id_, name, day, state, prefix, number in rows
    ]


def _numbered(shape: Pattern, years: FinancialYear, mine: Sequence[Entry], start: int) -> dict[int, str]:
    return {entry.id: shape.on(entry.day, number, years) for number, entry in enumerate(mine, start)}


def _by_name(entry: Entry) -> tuple[Any, ...]:
    return entry.prefix, entry.number


def _by_date(entry: Entry) -> tuple[Any, ...]:
    return entry.day, entry.name, entry.id


def _years(env: Environment, ids: Sequence[int]) -> FinancialYear:
    row = env.database.store.one(
        "SELECT c.fiscalyear_last_month, c.fiscalyear_last_day FROM account_move m JOIN res_company c"
        " ON c.id = m.company_id WHERE m.id IN (SELECT value FROM json_each(?)) LIMIT 1",
        (env.database.json_list(ids),),
    )
    return FinancialYear(int(row[0] or 12), int(row[1] or 31)) if row else FinancialYear()
