"""Submit: up to 500 actions on the lines of a company, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from mock_silverfin import messages
from mock_silverfin.errors import InvalidError, Problem
from mock_silverfin.ledger import accounts, audit, companies, lines, locks, years
from mock_silverfin.ledger.accounts import Account
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.lines import NO_DIMENSIONS, Day, LedgerLine, OpenCategory
from mock_silverfin.ledger.money import AmountError, to_minor
from mock_silverfin.ledger.years import Year
from mock_silverfin.sync.links import Expected, linked, refuse_a_stale_point
from mock_silverfin.webhooks import news

MOST_ACTIONS = 500
MOST_DIMENSIONS = 4
MOST_EXTRA_FIELDS = 10


class OpenTransaction(NamedTuple):
    """What is still unpaid of a line; always positive, the category tells its side."""

    value: Decimal | int
    category: OpenCategory


class Upsert(NamedTuple):
    """Add the line, or replace the one with that id. `value` is positive for debit.

    Its members stand in the order of a LedgerLine's, which has two for the open transaction.
    """

    id: str
    account_number: str
    date: date
    value: Decimal | int
    description: str = ""
    document_number: str = ""
    journal: str = ""
    partner: str = ""
    open_transaction: OpenTransaction | None = None
    analytical_dimensions: Mapping[str, str] = NO_DIMENSIONS
    extra_fields: tuple[str, ...] = ()
    booking_period: Day | None = None


class Delete(NamedTuple):
    """Remove the line with that id; an id that is not known is no error."""

    id: str


@dataclass(frozen=True)
class Submission:
    """Everything that a submit says; `extra_field_labels` is None when it says nothing about them."""

    sync_point: str
    actions: Sequence[Upsert | Delete]
    accounts: Sequence[Account] = ()
    extra_field_labels: Sequence[str] | None = None
    expected: Expected | None = None


def submit(books: Books, application_id: int, company_id: int, submission: Submission) -> None:
    """Carry out a submission, accounts first, and remember its sync point.

    The actions count in their order: the last one on an id decides. Nothing is kept if any of these is raised:
    NotFoundError, NotLinkedError, StaleSyncPointError, InvalidError with every action that cannot be carried out, or
    LockedPeriodError if a line would come to stand in a locked period, or stood there.
    """
    with books.store.transaction():
        company = linked(books, application_id, company_id)
        refuse_a_stale_point(company, submission.expected)
        change = audit.begin(
            books, company_id, "submit", sync_point=submission.sync_point, actions=len(submission.actions)
        )
        news.put_accounts(books, company_id, submission.accounts)
        booked = _booked(_Rules.of(books, company), submission.actions)
        locks.refuse_changes(books, company, booked)
        kept = [line for line in booked.values() if line is not None]
        lines.put(books, company_id, kept, change)
        lines.remove(books, company_id, [id_ for id_, line in booked.items() if line is None], change)
        if submission.extra_field_labels is not None:
            companies.remember_labels(books, company_id, submission.extra_field_labels)
        companies.remember_sync_point(books, company_id, submission.sync_point)
        if submission.actions or submission.accounts:
            news.balances_changed(books, company_id)


@dataclass(frozen=True)
class _Rules:
    """What a line has to keep to in one company."""

    company: Company
    years: Sequence[Year]
    accounts: frozenset[str]
    days: dict[date, str | None] = field(default_factory=dict)  # what is wrong with each; lines share few

    @classmethod
    def of(cls, books: Books, company: Company) -> _Rules:
        known = accounts.numbers_of(books, company.id)
        return cls(company, years.all_of(books, company.id), known)

    def line(self, upsert: Upsert) -> LedgerLine:
        """Return the line that an upsert makes; raise InvalidError with every rule that it breaks."""
        problems = self._misplaced(upsert)
        value, open_value = self._minor("value", upsert.value, problems), None
        unpaid = upsert.open_transaction
        if unpaid is not None:
            open_value = self._minor("open_transaction.value", unpaid.value, problems)
        if problems:
            raise InvalidError(problems)
        category = None if unpaid is None else unpaid.category
        return LedgerLine(*upsert[:3], value, *upsert[4:8], open_value, category, *upsert[9:])

    def _minor(self, member: str, value: Decimal | int, problems: list[Problem]) -> int:
        """Return an amount in minor units; zero and one more problem if the file cannot hold it."""
        try:
            return to_minor(value, self.company.currency, self.company.decimals)
        except AmountError as error:
            problems.append(Problem(member, str(error)))
            return 0

    def _misplaced(self, upsert: Upsert) -> list[Problem]:
        problems = []
        if upsert.account_number not in self.accounts:
            problems.append(Problem("account_number", messages.unknown_account(upsert.account_number)))
        if wrong := self._wrong_day(upsert.date):
            problems.append(Problem("date", wrong))
        if upsert.booking_period is not None and (wrong := self._wrong_day(upsert.booking_period)):
            problems.append(Problem("booking_period", wrong))
        if upsert.open_transaction is not None and upsert.open_transaction.value <= 0:
            problems.append(Problem("open_transaction.value", messages.NOT_POSITIVE))
        return problems

    def _wrong_day(self, day: date) -> str | None:
        if day not in self.days:
            self.days[day] = self._wrong_with(day)
        return self.days[day]

    def _wrong_with(self, day: date) -> str | None:
        start = self.company.sync_start_at
        if start is not None and day < start:
            return messages.before_sync_start(start.isoformat())
        return None if any(day in year for year in self.years) else messages.outside_every_year(day.isoformat())


def _booked(rules: _Rules, actions: Sequence[Upsert | Delete]) -> dict[str, LedgerLine | None]:
    """Return the line that each id ends with, None for those that go; raise InvalidError with all that is wrong."""
    booked: dict[str, LedgerLine | None] = {}
    problems: list[Problem] = []
    for position, action in enumerate(actions):
        try:
            booked[action.id] = rules.line(action) if isinstance(action, Upsert) else None
        except InvalidError as error:
            problems += [replace(problem, action=position) for problem in error.problems]
    if problems:
        raise InvalidError(problems)
    return booked
