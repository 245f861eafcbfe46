"""Balances: the trial balance of a company's books in Odoo, worked out from the journal items alone.

Odoo has no closing entries: reports begin every financial year with income, expenses and what is called unallocated at
nothing, and show what these came to in earlier years as unallocated earnings.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from mock_odoo.orm.values import MONEY_SCALE
from twinledger.books.book import Company

if TYPE_CHECKING:
    from mock_odoo.database import Database

OF_THE_RESULT = ("income", "expense")
UNALLOCATED = "equity_unaffected"
OFF_BALANCE = "off_balance"


def trial_balance(database: Database, company: int, until: date | None = None) -> dict[str, int]:
    """Return the balance of each account at the end of `until` (of all there is, if None); accounts at nothing are not.

    Amounts are minor units, debit positive, by account code. What is not carried forward is that of the financial year
    of `until`, that of earlier years stands on the first account for unallocated earnings. Off-balance is left out.
    """
    rows = _items(database, company, until)
    if not rows:
        return {}
    day = until or max(date.fromisoformat(when) for _, _, when, _ in rows)
    first_day, _ = _company(database, company).financial_year(day)
    result_account = unallocated(database, company)
    balances: Counter[str] = Counter()
    for code, kind, when, balance in rows:
        earlier = not is_carried_forward(kind) and date.fromisoformat(when) < first_day
        balances[result_account if earlier else code] += balance
    unit = minor_unit(database, company)
    return {code: balance // unit for code, balance in sorted(balances.items()) if balance}


def minor_unit(database: Database, company: int) -> int:
    """Return what one minor unit of a company's currency is in its database, where amounts are whole numbers."""
    return MONEY_SCALE // int(10 ** database.digits(database.company_currency(company)))


def is_carried_forward(kind: str) -> bool:
    """Tell whether accounts of an `account_type` begin a year with what they ended the last one with.

    Income, expenses and what Odoo calls unallocated begin with nothing (observed: include_initial_balance).
    """
    return not kind.startswith(OF_THE_RESULT) and kind != UNALLOCATED


def _items(database: Database, company: int, until: date | None) -> list[tuple[str, str, str, int]]:
    """Return code, type, date and sum of the posted items, per account and day."""
    return database.store.all(
        "SELECT json_extract(a.code_store, ?) AS code, a.account_type, l.date, SUM(l.balance) FROM account_move_line l"
        " JOIN account_account a ON a.id = l.account_id WHERE l.parent_state = 'posted' AND l.company_id = ?"
        " AND a.account_type != ? AND l.date <= ? GROUP BY code, a.account_type, l.date",
        (f'$."{company}"', company, OFF_BALANCE, (until or date.max).isoformat()),
    )


def _company(database: Database, company: int) -> Company:
    row = database.store.one(
        "SELECT name, fiscalyear_last_month, fiscalyear_last_day FROM res_company WHERE id = ?", (company,)
    )
    name, month, day = row or ("", 12, 31)
    return Company(name, "", "", "", "", "", fiscal_year_last_month=int(month), fiscal_year_last_day=int(day))


def unallocated(database: Database, company: int) -> str:
    """Return the code of a company's first account for unallocated earnings, 999999 if it has none."""
    row = database.store.one(
        "SELECT MIN(json_extract(code_store, ?)) FROM account_account WHERE account_type = ?",
        (f'$."{company}"', UNALLOCATED),
    )
    return str(row[0]) if row and row[0] else "999999"
