"""A company and its book: the way in."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from ..book import Book, Company, Entry, State
from ..names import HOME, USUAL_TRADE
from .agenda import Chore, agenda
from .bank import Bank
from .country import Country, country
from .history import History
from .market import Market, Shop
from .money import Exchange
from .opening import opening_entry
from .payroll import Payroll, Payslip
from .people import Registry
from .trades import trade as trade_of

FEWEST_LINES: Final = 10
SEASON = (9, 9, 11, 10, 9, 11, 7, 6, 11, 11, 10, 8)  # how busy each month is, beside the others


@dataclass(frozen=True)
class _Years:
    """The two financial years of a book: the days it covers, and when the first year ends."""

    first_day: date
    year_end: date
    today: date

    @classmethod
    def of(cls, company: Company, today: date) -> _Years:
        this_year, _ = company.financial_year(today)
        first_day, year_end = company.financial_year(this_year - timedelta(days=1))
        return cls(first_day, year_end, today)

    @property
    def working_days(self) -> list[date]:
        """Mondays to Fridays; public holidays are worked, too."""
        many = (self.today - self.first_day).days + 1
        days = (self.first_day + timedelta(days=number) for number in range(many))
        return [day for day in days if day.weekday() < 5]

    def month_ends(self, before: date) -> list[date]:
        """Return the last day of each month that lies before `before`."""
        days = (self.first_day + timedelta(days=number) for number in range((before - self.first_day).days))
        return [day for day in days if (day + timedelta(days=1)).day == 1]

    @property
    def months(self) -> list[date]:
        """The first day of each month, those before and after the years included."""
        start = self.first_day.replace(day=1) - timedelta(days=1)
        found = [start.replace(day=1)]
        while found[-1] <= self.today + timedelta(days=31):
            found.append((found[-1] + timedelta(days=32)).replace(day=1))
        return found


def company_book(
    lines: int,
    *,
    seed: int | random.Random,
    today: date,
    country_name: str = HOME,
    trade: str = USUAL_TRADE,
    company_name: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Book:
    """Return the book of a company with exactly `lines` posted journal items: any number from ten on.

    `country_name` is one of COUNTRIES, `trade` one of TRADES. `lines=0` gives the company, chart, journals and partners
    without an entry; 1 to 9 and less than 0 are a ValueError. The book opens on the day before the financial year that
    precedes that of `today`, and goes on until `today`. A few drafts and cancelled entries come on top.

    The same arguments give an equal book on every Python; another release of Faker may give other names. A
    `random.Random` given as seed moves on. `progress` is told, day by day, how many lines are written.
    """
    if lines < FEWEST_LINES and lines != 0:
        raise ValueError(f"A book needs {FEWEST_LINES} lines to look like one, or none at all: {lines} cannot be made.")
    place = country(country_name)
    goods = trade_of(trade, place)
    rng = random.Random(seed.getrandbits(64) if isinstance(seed, random.Random) else seed)
    registry = Registry(rng, place)
    company = registry.own_company(company_name)
    years = _Years.of(company, today)
    exchange = Exchange(place, rng, years.months)
    market = Market(registry, place, goods, exchange, rng, lines)
    payroll = _payroll(registry, place, rng, lines)
    entries = _entries(place, market, payroll, rng, years, lines, progress or _ignore) if lines else []
    used = {line.currency for entry in entries for line in entry.lines if line.currency}
    rates = tuple(rate for rate in exchange.rates if rate.date <= today) if used else ()
    return Book(company, place.chart.accounts, place.chart.journals, tuple(registry.partners), tuple(entries), rates)


def _payroll(registry: Registry, place: Country, rng: random.Random, lines: int) -> Payroll:
    """Hire one employee, and one more for every 1,000 lines up to a hundred."""
    least, most = place.pay.month
    staff = []
    for _ in range(1 + min(lines // 1_000, 99)):
        employee, _language = registry.person("employee")
        staff.append(Payslip(employee.name, place.units(rng.randrange(least, most)), place.pay))
    return Payroll(place, staff, registry.office(place.social_security).name, registry.office(place.tax).name)


def _entries(
    place: Country,
    market: Market,
    payroll: Payroll,
    rng: random.Random,
    years: _Years,
    lines: int,
    progress: Callable[[int], None],
) -> list[Entry]:
    """Return the opening entry, the history and the entries that do not count, by date."""
    days = years.working_days
    history = History(lines, days[-1], (place.accounts["bank"], place.accounts["cash"]))
    bank = Bank(history, place, rng)
    eve = years.first_day - timedelta(days=1)
    opening = opening_entry(rng, place, eve, lines, market.customers, market.suppliers)
    history.post(opening)
    for item in opening.lines:
        if item.partner:
            bank.plan_payment(item, opening.date)
    chores = agenda(history, place, bank, payroll, years.year_end, years.month_ends(days[-1]), lines)
    shop = Shop(history, place, market, bank, rng)
    _work(history, shop, chores, days, lambda: progress(lines - history.left))
    return sorted(history.entries + _uncounted(history.entries[1:], days, rng), key=lambda entry: entry.date)


def _work(
    history: History, shop: Shop, chores: Sequence[Chore], days: Sequence[date], progress: Callable[[], None]
) -> None:
    """Fill the history day by day at an even pace, save the seasons.

    What is planned and what the chores to come will take is set aside, the rest shared out over the days that remain.
    """
    waiting = deque(chores)
    reserved = sum(chore.size for chore in chores)
    busyness_ahead = sum(SEASON[day.month - 1] for day in days)
    due = 0.0
    for day in days:
        while waiting and waiting[0].on < day:
            chore = waiting.popleft()
            reserved -= chore.size
            chore.run()
        history.settle(day)
        due += (history.free - reserved - due) * SEASON[day.month - 1] / busyness_ahead
        busyness_ahead -= SEASON[day.month - 1]
        while history.left and (due >= 1 or not busyness_ahead):
            free_before = history.free
            shop.act(day)
            due -= free_before - history.free
        progress()


def _uncounted(entries: Sequence[Entry], days: Sequence[date], rng: random.Random) -> list[Entry]:
    """Return a few entries that do not count: copies of counted ones, on other days, as drafts and as cancelled."""
    many = len(entries) // 200
    counts: dict[State, int] = {"draft": 2 + many, "cancel": 1 + many // 2}
    return [
        _copy(rng.choice(entries), rng.choice(days), state) for state, count in counts.items() for _ in range(count)
    ]


def _copy(entry: Entry, day: date, state: State) -> Entry:
    """Return `entry` as a draft, which has no reference or document date yet, or as cancelled; dated `day`."""
    if state == "draft":
        return replace(entry, date=day, state=state, ref="", invoice_date=None)
    return replace(entry, date=day, state=state, invoice_date=day if entry.invoice_date else None)


def _ignore(lines: int) -> None:
    """Tell nobody."""
