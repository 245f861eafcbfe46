"""The ledger of one Odoo company, read so that it is the ledger of one moment."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mock_kit.pages.words import noted
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.source import Source

PAGE = 1000
MOST_READINGS = 6
FIELDS = [
    "account_id",
    "date",
    "balance",
    "amount_residual",
    "name",
    "move_name",
    "ref",
    "partner_id",
    "journal_id",
    "analytic_distribution",
]
INVISIBLE_COMPANY = noted("The user cannot see a company {company} in Odoo.")
NO_CODE = noted("The journal item {item} is on an account that has no code in this company.")
OFF_BALANCE = "off_balance"
UNALLOCATED = "equity_unaffected"
OF_TRADE = ("asset_receivable", "liability_payable")


@dataclass(frozen=True)
class Account:
    """An account as Odoo has it: the code in this company, the name in the asked language, and Odoo's type.

    Those of customers and suppliers are `of_trade`; that of the VAT office has the same type and is not.
    """

    code: str
    name: str
    type: str
    of_trade: bool = False

    @property
    def silverfin_type(self) -> str:
        """The type that Silverfin knows: what stands before the first underscore."""
        return self.type.split("_")[0]

    @property
    def is_carried_forward(self) -> bool:
        """Whether a balance belongs to the account itself in the next year, and not to the result."""
        return self.silverfin_type in ("asset", "liability", "equity") and self.type != UNALLOCATED


@dataclass(frozen=True)
class Line:
    """A posted journal item; amounts are in company currency, positive for debit.

    `unpaid` is what is left of an item of a customer or a supplier. `shares` are percentages by ids of analytic
    accounts, several ids for several plans at once.
    """

    id: int
    account: Account
    date: date
    amount: Decimal
    description: str
    document_number: str
    journal: str
    partner: str
    unpaid: Decimal = Decimal(0)
    shares: tuple[tuple[tuple[int, ...], Decimal], ...] = ()


@dataclass(frozen=True)
class AnalyticAccount:
    """An analytic account: its plan, by the id of the one at the root, and what it is called."""

    plan: int
    code: str


@dataclass(frozen=True)
class Company:
    """A company in Odoo: its currency with so many decimals, and the day and month in which its years end."""

    currency: str
    decimals: int
    last_month: int
    last_day: int

    def financial_year(self, day: date) -> tuple[date, date]:
        """Return the first and the last day of the financial year in which `day` lies."""
        year = day.year if day <= self._end_in(day.year) else day.year + 1
        return self._end_in(year - 1) + timedelta(days=1), self._end_in(year)

    def _end_in(self, year: int) -> date:
        return date(year, self.last_month, min(self.last_day, calendar.monthrange(year, self.last_month)[1]))


@dataclass(frozen=True)
class Ledger:
    """A company, its accounts, and its posted items on accounts of the balance sheet and of the result.

    `analytic` are the analytic accounts by id, as far as any item names them.
    """

    company: Company
    accounts: Sequence[Account]
    lines: Sequence[Line]
    analytic: Mapping[int, AnalyticAccount] = field(default_factory=dict)


class _NewAccount(Exception):  # noqa: N818 - a moment in a reading
    """An item stands on an account that came after the accounts were read."""


def read_ledger(source: Source, company: int, language: str) -> Ledger:
    """Return the ledger of a company; raise SyncFailure if it cannot be read, or not at one moment.

    The pages of one reading show several moments, so the ledger is read until two readings in a row agree: what was
    the same before and after was so in between.
    """
    context = {"lang": language, "allowed_company_ids": [company], "active_test": False}
    owner = read_company(source, company, context)
    previous: Ledger | None = None
    for _ in range(MOST_READINGS):
        try:
            current = reading(source, company, context, owner)
        except _NewAccount:
            continue
        if current == previous:
            return current
        previous = current
    raise SyncFailure(Reason.SOURCE, noted("The books change faster than they can be read; try again later."))


def read_company(source: Source, company: int, context: Mapping[str, Any]) -> Company:
    """Return a company; raise SyncFailure if the user cannot see it."""
    fields = ["fiscalyear_last_month", "fiscalyear_last_day", "currency_id"]
    found = _by_id(source, "res.company", company, fields, context)
    if not found:
        raise SyncFailure(Reason.CONFIGURATION, INVISIBLE_COMPANY, company=str(company))
    [settings] = found
    [currency] = _by_id(source, "res.currency", settings["currency_id"][0], ["name", "decimal_places"], context)
    year_end = int(settings["fiscalyear_last_month"]), int(settings["fiscalyear_last_day"])
    return Company(currency["name"], currency["decimal_places"], *year_end)


def reading(source: Source, company: int, context: Mapping[str, Any], owner: Company) -> Ledger:
    """Read accounts and items once, page after page; raise _NewAccount if the pages do not go together."""
    accounts = _accounts(source, context)
    lines = tuple(_lines(source, company, context, accounts))
    named = any(line.shares for line in lines)
    in_use = tuple(account for account in accounts.values() if account.type != OFF_BALANCE)
    return Ledger(owner, in_use, lines, _analytic(source, context) if named else {})


def _by_id(source: Source, model: str, id_: int, fields: Sequence[str], context: Mapping[str, Any]) -> Any:
    return source.call(model, "search_read", domain=[["id", "=", id_]], fields=fields, context=context)


def _accounts(source: Source, context: Mapping[str, Any]) -> dict[int, Account]:
    """Return the accounts that the company in the context uses, archived ones included."""
    rows = source.call(
        "account.account",
        "search_read",
        domain=[],
        fields=["code", "name", "account_type", "non_trade"],
        order="id",
        context=context,
    )
    return {row["id"]: _account(row) for row in rows}


def _account(row: Mapping[str, Any]) -> Account:
    of_trade = row["account_type"] in OF_TRADE and not row["non_trade"]
    return Account(str(row["code"] or ""), row["name"] or "", row["account_type"], of_trade)


def _analytic(source: Source, context: Mapping[str, Any]) -> dict[int, AnalyticAccount]:
    fields = ["code", "name", "root_plan_id"]
    rows = source.call("account.analytic.account", "search_read", domain=[], fields=fields, order="id", context=context)
    return {row["id"]: AnalyticAccount(row["root_plan_id"][0], row["code"] or row["name"]) for row in rows}


def _lines_of(rows: Iterable[Mapping[str, Any]], accounts: Mapping[int, Account]) -> Iterator[Line]:
    """Yield the items that rows are, without those on accounts that are off the balance sheet."""
    for row in rows:
        account = _account_of(row, accounts)
        if account.type != OFF_BALANCE:
            yield _line(row, account)


def _lines(source: Source, company: int, context: Mapping[str, Any], accounts: Mapping[int, Account]) -> Iterator[Line]:
    """Yield the items page by page, by id, so that no page can shift under the reader."""
    last = 0
    while True:
        rows = source.call(
            "account.move.line",
            "search_read",
            domain=[
                ["company_id", "=", company],
                ["parent_state", "=", "posted"],
                ["account_id", "!=", False],
                ["id", ">", last],
            ],
            fields=FIELDS,
            order="id",
            limit=PAGE,
            context=context,
        )
        yield from _lines_of(rows, accounts)
        if len(rows) < PAGE:
            return
        last = rows[-1]["id"]


def _account_of(row: Mapping[str, Any], accounts: Mapping[int, Account]) -> Account:
    account = accounts.get(row["account_id"][0])
    if account is None:
        raise _NewAccount
    if not account.code:
        raise SyncFailure(Reason.SOURCE, NO_CODE, item=str(row["id"]))
    return account


def _line(row: Mapping[str, Any], account: Account) -> Line:
    return Line(
        id=row["id"],
        account=account,
        date=date.fromisoformat(row["date"]),
        amount=Decimal(row["balance"]),
        description=row["name"] or row["ref"] or "",
        document_number=row["move_name"] or "",
        journal=_label(row["journal_id"]),
        partner=_label(row["partner_id"]),
        unpaid=Decimal(row["amount_residual"]) if account.of_trade else Decimal(0),
        shares=tuple(_shares(row["analytic_distribution"] or {})),
    )


def _shares(distribution: Mapping[str, Any]) -> Iterator[tuple[tuple[int, ...], Decimal]]:
    """Yield the shares of a distribution: ids, joined by commas if there are several, and percentages."""
    for ids, percentage in sorted(distribution.items()):
        yield tuple(int(id_) for id_ in ids.split(",") if id_.isdigit()), Decimal(percentage)


def _label(reference: Any) -> str:
    return str(reference[1] or "") if reference else ""
