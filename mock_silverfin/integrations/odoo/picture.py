"""The picture: what Silverfin should hold of a ledger, member by member as its wire has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from mock_silverfin.integrations.odoo.analysis import parts
from mock_silverfin.integrations.odoo.ledger import UNALLOCATED, Account, Ledger, Line

Item = dict[str, Any]
RESULT_NAME = "Undistributed Profits/Losses"
LAST_CODE = 999999  # what Odoo calls the account for unallocated earnings in a chart that has none


@dataclass(frozen=True)
class Picture:
    """What Silverfin should hold: settings, account items by number, ledger lines by id, each as the wire has it."""

    settings: Item
    accounts: Mapping[str, Item]
    lines: Mapping[str, Item]


def picture(
    ledger: Ledger, language: str, start: date | None, span: tuple[date, date] | None, most_dimensions: int
) -> Picture:
    """Return what Silverfin should hold from `start` on (None: of all there is), in financial years from day to day.

    What is older is summed up in opening lines that are dated on the start.
    """
    locale, _, _ = language.partition("_")
    result = result_account(ledger.accounts)
    sent = [line for line in ledger.lines if start is None or line.date >= start]
    lines = {item["id"]: item for line in sent for item in line_items(line, ledger, most_dimensions)}
    if start is not None:
        lines.update(opening(ledger, start, result))
    accounts = {account.code: account_item(account, locale, result) for account in [*ledger.accounts, result]}
    years = [] if span is None else list(years_of(ledger, *span))
    return Picture(settings_of(years, result), accounts, lines)


def line_items(line: Line, ledger: Ledger, most_dimensions: int) -> Iterator[Item]:
    """Yield the ledger lines that an item becomes; what is unpaid of it stands on the first one."""
    item = line_item(line)
    unpaid = {"value": str(abs(line.unpaid)), "category": "receivable" if line.unpaid > 0 else "payable"}
    item["open_transaction"] = unpaid if line.unpaid else None
    for suffix, amount, codes in parts(line, ledger, most_dimensions) if line.shares else [("", line.amount, {})]:
        value = item["value"] if amount == line.amount else str(amount)
        yield {**item, "id": f"{item['id']}{suffix}", "value": value, "analytical_dimensions": codes}
        item["open_transaction"] = None


def line_item(line: Line) -> Item:
    """Return an item as one ledger line."""
    return {
        "id": f"odoo-{line.id}",
        "account_number": line.account.code,
        "date": line.date.isoformat(),
        "value": str(line.amount),
        "description": line.description,
        "document_number": line.document_number,
        "journal": line.journal,
        "partner": line.partner,
    }


def opening(ledger: Ledger, start: date, result: Account) -> Iterator[tuple[str, Item]]:
    """Yield one line per account that is carried forward, and one for the result so far, all dated on the start."""
    balances: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in ledger.lines:
        if line.date < start:
            balances[line.account.code if line.account.is_carried_forward else result.code] += line.amount
    for code, balance in sorted(balances.items()):
        if balance:
            id_ = f"opening-{code}"
            item = {"id": id_, "account_number": code, "date": start.isoformat(), "value": str(balance)}
            yield id_, {**item, "description": "Opening balance"}


def account_item(account: Account, locale: str, result: Account) -> Item:
    """Return an account of the chart.

    Of the accounts that Odoo calls unallocated only the one that collects results is carried forward. Odoo begins every
    year with the others at nothing, as it does with expenses.
    """
    kind = "expense" if account.type == UNALLOCATED and account.code != result.code else account.silverfin_type
    return {"number": account.code, "names": {locale: account.name}, "type": kind}


def settings_of(years: Sequence[tuple[date, date]], result: Account) -> Item:
    """Return the financial years; Silverfin computes the opening and the result of every one."""
    return {
        "years": [
            {
                "start_date": first.isoformat(),
                "end_date": last.isoformat(),
                "compute_opening_balances": True,
                "compute_retained_earnings": True,
            }
            for first, last in years
        ],
        "retained_earnings_account": {"number": result.code, "name": result.name},
    }


def years_of(ledger: Ledger, first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    """Yield the financial years from that of the first day to that of the last."""
    day = first_day
    while True:
        first, last = ledger.company.financial_year(day)
        yield first, last
        if last >= last_day:
            return
        day = date.fromordinal(last.toordinal() + 1)


def result_account(accounts: Sequence[Account]) -> Account:
    """Return the account to which earlier years' results go: the first that Odoo itself calls unallocated."""
    candidates = [account for account in accounts if account.type == UNALLOCATED]
    if candidates:
        return min(candidates, key=lambda account: account.code)
    taken = {account.code for account in accounts}
    return Account(next(str(code) for code in count(LAST_CODE, -1) if str(code) not in taken), RESULT_NAME, UNALLOCATED)
