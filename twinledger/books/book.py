"""A book: one company's chart, journals, partners and entries, as plain values that know neither Odoo nor Faker."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from twinledger.books.amounts import written

FEW = 5  # entries that are shown

JournalType = Literal["sale", "purchase", "cash", "bank", "general"]
PartnerRank = Literal["customer", "supplier", "employee", "government"]
State = Literal["posted", "draft", "cancel"]


@dataclass(frozen=True, slots=True)
class Company:
    """The company that keeps the book; `decimals` says how small the minor unit of its currency is."""

    name: str
    vat: str
    street: str
    zip: str
    city: str
    country_code: str
    currency: str = "EUR"
    decimals: int = 2
    fiscal_year_last_month: int = 12
    fiscal_year_last_day: int = 31

    def financial_year(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """Return the first and the last day of the financial year that `day` falls in."""
        last = self._last_day_in(day.year)
        if last < day:
            last = self._last_day_in(day.year + 1)
        return self._last_day_in(last.year - 1) + dt.timedelta(days=1), last

    def _last_day_in(self, year: int) -> dt.date:
        """Return the day a financial year ends in calendar `year`; a day the month lacks means the month's last."""
        month = self.fiscal_year_last_month
        month_end = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        return month_end.replace(day=min(self.fiscal_year_last_day, month_end.day))


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart; `type` is one of Odoo's values of `account_type`, `names` has others by language."""

    code: str
    name: str
    type: str
    reconcile: bool = False
    non_trade: bool = False
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal; `code` is short and unique in the book, `account` is where a bank's or a till's money stands."""

    code: str
    name: str
    type: JournalType
    account: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody the company deals with, known in the book by `name`; `vat` is empty for those who have no number."""

    name: str
    is_company: bool
    vat: str
    street: str
    zip: str
    city: str
    country_code: str
    email: str
    rank: PartnerRank


class Line(NamedTuple):
    """A journal item: `amount` in minor units of the company's currency, debit positive, credit negative.

    A line that only says something has no account and no amount: its `display_type` is line_section or line_note.
    In another `currency` (an ISO code) it has an amount in minor units of that, too: `foreign`.
    """

    account: str
    amount: int
    label: str = ""
    partner: str | None = None
    display_type: str = "product"
    currency: str = ""
    foreign: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry; `date` is its accounting date, `invoice_date` that of the document behind it, if any."""

    journal: str
    date: dt.date
    lines: tuple[Line, ...]
    ref: str = ""
    state: State = "posted"
    invoice_date: dt.date | None = None

    @property
    def difference(self) -> int:
        """Debit minus credit in minor units: zero when the entry balances."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency (an ISO code) was worth from a day on, in the company's."""

    currency: str
    date: dt.date
    worth: Decimal


@dataclass(frozen=True, slots=True, repr=False)
class Book:
    """The whole book; entries of each journal stand in the order of their dates."""

    company: Company
    accounts: tuple[Account, ...]
    journals: tuple[Journal, ...]
    partners: tuple[Partner, ...]
    entries: tuple[Entry, ...]
    rates: tuple[Rate, ...] = ()

    def __repr__(self) -> str:
        """Say what is in it, and only as much of it as a person reads."""
        counted = f"{len(self.accounts)} accounts, {len(self.partners)} partners, {len(self.entries)} entries"
        shown = f": {list(self.entries)}" if 0 < len(self.entries) <= FEW else ""
        return f"<Book of {self.company.name!r}: {counted}{shown}>"

    @property
    def posted(self) -> Iterator[Entry]:
        """The entries that count; drafts and cancelled ones do not."""
        return (entry for entry in self.entries if entry.state == "posted")

    @property
    def line_count(self) -> int:
        """How many posted journal items there are."""
        return sum(len(entry.lines) for entry in self.posted)

    @property
    def is_balanced(self) -> bool:
        """Whether debit equals credit in every posted entry."""
        return all(entry.difference == 0 for entry in self.posted)

    def trial_balance(self) -> dict[str, int]:
        """Return the balance of each account that has posted items: minor units, debit positive, by account code."""
        balances: Counter[str] = Counter()
        for entry in self.posted:
            for line in entry.lines:
                balances[line.account] += line.amount
        return dict(sorted(balances.items()))


def check(book: Book) -> None:
    """Raise ValueError, naming entry, line and remedy, at the first thing in `book` that no ledger would accept."""
    accounts = _unique("account code", (account.code for account in book.accounts))
    journals = _unique("journal code", (journal.code for journal in book.journals))
    partners = _unique("partner name", (partner.name for partner in book.partners))
    for number, entry in enumerate(book.entries, 1):
        where = f"Entry {number} ({entry.journal} {entry.date} {entry.ref!r})"
        if entry.journal not in journals:
            raise ValueError(f"{where} is in the unknown journal {entry.journal!r}: add the journal to the book.")
        _check_lines(entry, where, accounts, partners)
        if entry.difference:
            excess = _amount(entry.difference, book.company)
            raise ValueError(f"{where} does not balance: debit minus credit is {excess}; correct an amount.")


def _unique(what: str, keys: Iterable[str]) -> set[str]:
    counted = Counter(keys)
    for key, times in counted.items():
        if times > 1:
            raise ValueError(f"The {what} {key!r} is given {times} times: rename all but one.")
    return set(counted)


def _check_lines(entry: Entry, where: str, accounts: set[str], partners: set[str]) -> None:
    if not any(line.account for line in entry.lines):
        raise ValueError(f"{where} has no line: give it at least two, or leave it out.")
    for number, line in enumerate(entry.lines, 1):
        if line.account not in accounts and (line.account or line.display_type == "product"):
            raise ValueError(
                f"{where}, line {number}, is on the unknown account {line.account!r}: add it to the chart."
            )
        if line.partner is not None and line.partner not in partners:
            raise ValueError(f"{where}, line {number}, names the unknown partner {line.partner!r}: add the partner.")


def _amount(units: int, company: Company) -> str:
    """Write an amount of minor units the way people read it, e.g. `-0.05 EUR`."""
    return f"{written(units, company.decimals)} {company.currency}"
