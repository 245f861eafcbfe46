"""A Belgian company and its book: the way in."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ..book import Book, Company, Entry, State
from ..chart import belgian_chart, belgian_journals
from .agenda import Chore, agenda
from .bank import plan_payment
from .history import History
from .opening import opening_entry
from .payroll import Payroll, Payslip
from .people import Registry
from .trade import Market, Shop

FEWEST_LINES: Final = 10
SEASON = (9, 9, 11, 10, 9, 11, 7, 6, 11, 11, 10, 8)  # how busy each month is, beside the others


def belgian_company(
    lines: int,
    *,
    seed: int | random.Random,
    today: date,
    company_name: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Book:
    """Return the book of a Belgian company with exactly `lines` posted journal items: any number from ten on.

    `lines=0` gives the company, chart, journals and partners without an entry; 1 to 9 and less than 0 are a ValueError.
    The book opens on the day before the financial year that precedes that of `today`, and goes on until `today`; the
    years are calendar years. A few drafts and cancelled entries come on top.

    The same arguments give an equal book on every Python; another release of Faker may give other names. A
    `random.Random` given as seed moves on. `progress` is told, day by day, how many lines are written.
    """
    if lines < FEWEST_LINES and lines != 0:
        raise ValueError(f"A book needs {FEWEST_LINES} lines to look like one, or none at all: {lines} cannot be made.")
    rng = random.Random(seed.getrandbits(64) if isinstance(seed, random.Random) else seed)
    registry = Registry(rng)
    company = registry.own_company(company_name)
    market = Market(registry, rng, lines)
    payroll = _payroll(registry, rng, lines)
    entries = _entries(company, market, payroll, rng, today, lines, progress or _ignore) if lines else []
    return Book(company, belgian_chart(), belgian_journals(), tuple(registry.partners), tuple(entries))


def _payroll(registry: Registry, rng: random.Random, lines: int) -> Payroll:
    """Hire one employee, and one more for every 1,000 lines up to a hundred."""
    heads = 1 + min(lines // 1_000, 99)
    staff = [Payslip(registry.person("employee").name, rng.randrange(2_400_00, 4_800_00)) for _ in range(heads)]
    nsso, tax_office = registry.office("National Social Security Office"), registry.office("FPS Finance")
    return Payroll(staff, nsso.name, tax_office.name)


def _entries(
    company: Company,
    market: Market,
    payroll: Payroll,
    rng: random.Random,
    today: date,
    lines: int,
    progress: Callable[[int], None],
) -> list[Entry]:
    """Return the opening entry, the history and the entries that do not count, by date."""
    this_year, _ = company.financial_year(today)
    first_day, year_end = company.financial_year(this_year - timedelta(days=1))
    days = _working_days(first_day, today)
    history = History(lines, days[-1])
    opening = opening_entry(rng, first_day - timedelta(days=1), lines, market.customers, market.suppliers)
    history.post(opening)
    for item in opening.lines:
        if item.partner:
            plan_payment(history, rng, item, opening.date)
    chores = agenda(history, rng, payroll, year_end, _month_ends(first_day, days[-1]), lines)
    _work(history, Shop(history, market, rng), chores, days, lambda: progress(lines - history.left))
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


def _working_days(first: date, last: date) -> list[date]:
    """Return Mondays to Fridays; public holidays are worked, too."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def _month_ends(first: date, before: date) -> list[date]:
    """Return the last day of each month from `first` on that lies before `before`."""
    days = (first + timedelta(days=number) for number in range((before - first).days))
    return [day for day in days if (day + timedelta(days=1)).day == 1]


def _ignore(lines: int) -> None:
    """Tell nobody."""
