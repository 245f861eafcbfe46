"""Balances: what every account stands at on a day, openings of financial years included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mock_silverfin.ledger import accounts, companies, turnover, years
from mock_silverfin.ledger.accounts import AccountType
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.years import Year

RESULT = ("income", "expense")


@dataclass(frozen=True)
class Standing:
    """What an account opened the financial year with and what was booked on it since, in minor units.

    `opening` and `balance` are positive for debit.
    """

    opening: int = 0
    debit: int = 0
    credit: int = 0

    @property
    def balance(self) -> int:
        """What the account stands at."""
        return self.opening + self.debit - self.credit


def roll_forward(
    figures: Iterable[tuple[Year, Mapping[str, int]]],
    types: Mapping[str, AccountType],
    retained_earnings: str | None,
) -> dict[str, int]:
    """Return the balances that follow from the movements of consecutive financial years, oldest first.

    `figures` holds for each year its movements per account number: minor units, debit positive. This is exactly what
    the fake does (the flags: documented, developer.silverfin.com/docs/opening-balances-and-retained-earnings; the
    details: assumed):

    1. The oldest year opens with nothing, whatever its flags. History before it is sent as ordinary lines in it.
    2. A later year opens, *if it says compute_opening_balances*, with what its asset, liability and equity accounts
       closed the year before with.
    3. It opens, *if it says compute_retained_earnings*, with the sum of what all income and expense accounts closed the
       year before with, on the retained earnings account: on top of what that account carries by itself.
    4. Income and expense accounts themselves open with nothing. So what a year without the second flag follows is not
       carried anywhere: its figures are taken as told, and the sender books the result, or the trial balance is off by
       last year's result, as it is in Silverfin.
    5. "The year before" is the next older year of the list, even if days lie between the two.
    6. Only the type matters. An account that Odoo calls `equity_unaffected` arrives as `equity` and carries its own
       balance like any other; it collects results only if it is named as the retained earnings account. An
       appropriation account that Odoo closes every year (Belgium: 69, 79) has to arrive as `income` or `expense`.

    So a year that opens with both flags begins with the same total that the year before closed with: if every year's
    lines add up to zero, every balance does. Accounts that stand at zero are left out.
    """
    balances: Counter[str] = Counter()
    for year, movements in figures:
        balances = opening_of(year, balances, types, retained_earnings)
        balances.update(movements)
    return {number: balance for number, balance in sorted(balances.items()) if balance}


def opening_of(
    year: Year, closing: Mapping[str, int], types: Mapping[str, AccountType], retained_earnings: str | None
) -> Counter[str]:
    """Return what a year opens with, as `roll_forward` says, from what its accounts closed the year before with."""
    opening: Counter[str] = Counter()
    for number, balance in closing.items():
        if types[number] not in RESULT:
            opening[number] += balance if year.compute_opening_balances else 0
        elif year.compute_retained_earnings and retained_earnings is not None:
            opening[retained_earnings] += balance
    return opening


def standing(books: Books, company_id: int, day: date) -> dict[str, Standing]:
    """Return how every account stands at the end of `day`, by number.

    An account is there from its first line of the financial year on, or if it opened with something, even if it stands
    at zero. A day in no year shows how the last year before it closed; before every year there is nothing.
    """
    with books.store.transaction():
        begun = [year for year in years.all_of(books, company_id) if year.start_date <= day]
        if not begun:
            return {}
        *earlier, year = begun
        types, retained = accounts.types_of(books, company_id), companies.get(books, company_id).retained_earnings
        closing = roll_forward([_figures(books, company_id, one, one.end_date) for one in earlier], types, retained)
        opening = opening_of(year, closing, types, retained)
        moved = turnover.between(books, company_id, year.start_date, min(day, year.end_date))
    nothing = turnover.Turnover(0, 0)
    numbers = sorted({*moved, *(number for number, balance in opening.items() if balance)})
    found = {number: moved.get(number, nothing) for number in numbers}
    return {number: Standing(opening[number], one.debit, one.credit) for number, one in found.items()}


def off_by(books: Books, company_id: int, day: date | None = None) -> int:
    """Return what a trial balance adds up to, in minor units: 0, or what it is shown as unbalanced for.

    Provenance: the tag `!unbalanced` is documented (support article 101000391004).
    """
    return sum(at(books, company_id, day).values())


def at(books: Books, company_id: int, day: date | None = None) -> dict[str, int]:
    """Return the trial balance of a file at the end of `day`, of the last financial year without one.

    Accounts stand by number, in minor units, debit positive, without those at zero. Income and expense count from the
    start of the financial year that holds the day; a day in no year shows how the last year before it closed.
    """
    with books.store.transaction():
        figures = [
            _figures(books, company_id, year, min(day or year.end_date, year.end_date))
            for year in years.all_of(books, company_id)
            if day is None or year.start_date <= day
        ]
        retained_earnings = companies.get(books, company_id).retained_earnings
        return roll_forward(figures, accounts.types_of(books, company_id), retained_earnings)


def _figures(books: Books, company_id: int, year: Year, until: date) -> tuple[Year, dict[str, int]]:
    moved = turnover.between(books, company_id, year.start_date, until)
    return year, {number: one.debit - one.credit for number, one in moved.items()}
