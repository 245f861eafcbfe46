"""Balances add up: openings, retained earnings and figures taken as told, against a plain model."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_silverfin.core import Core
from mock_silverfin.ledger import account_ledger, balances, companies, lines, years
from mock_silverfin.ledger.accounts import Account, AccountType
from mock_silverfin.ledger.balances import roll_forward
from mock_silverfin.ledger.years import Year
from mock_silverfin.sync.reset import reset
from mock_silverfin.sync.settings import RetainedEarnings, Settings, replace
from mock_silverfin.sync.submit import Delete, Submission, Upsert, submit

from .support import World, account, upsert

TYPES: dict[str, AccountType] = {
    "140": "equity",
    "100": "equity",
    "400": "asset",
    "440": "liability",
    "600": "expense",
    "700": "income",
}
APPLICATION = 1
FIRST = date(2024, 1, 1)


def _year(start: int, opening: bool = True, retained: bool = True) -> Year:
    return Year(date(start, 1, 1), date(start, 12, 31), opening, retained)


def test_with_both_flags_the_year_opens_as_the_last_one_closed() -> None:
    """Balance sheet accounts carry forward; the result stands on retained earnings, on top of what it had."""
    figures = [(_year(2025), {"400": 80, "140": -30, "600": 20, "700": -70}), (_year(2026), {"400": 5, "700": -5})]
    assert roll_forward(figures, TYPES, "140") == {"140": -80, "400": 85, "700": -5}


def test_the_oldest_year_opens_with_nothing() -> None:
    """Whatever its flags: history is sent as lines."""
    assert roll_forward([(_year(2025), {"400": 80})], TYPES, "140") == {"400": 80}


def test_a_year_without_the_first_flag_takes_its_opening_as_told() -> None:
    """The sender's opening entry is in its lines and must not be counted twice."""
    figures = [(_year(2025), {"400": 80, "700": -80}), (_year(2026, False, False), {"400": 80, "140": -80})]
    assert roll_forward(figures, TYPES, "140") == {"140": -80, "400": 80}


def test_a_year_without_the_second_flag_loses_the_result() -> None:
    """The trial balance is off by last year's result, as it is when a year was not closed."""
    balance = roll_forward([(_year(2025), {"400": 80, "700": -80}), (_year(2026, True, False), {})], TYPES, None)
    assert (balance, sum(balance.values())) == ({"400": 80}, 80)


def test_a_year_that_was_closed_by_entries_has_no_result_left() -> None:
    """Belgian appropriation entries: what they moved is not moved again."""
    figures = [(_year(2025), {"700": -80, "690": 80, "140": -80, "400": 80}), (_year(2026), {})]
    assert roll_forward(figures, {**TYPES, "690": "expense"}, "140") == {"140": -80, "400": 80}


def test_results_of_many_years_gather() -> None:
    """Each year's result joins those before it."""
    figures = [(_year(start), {"400": 10, "700": -10}) for start in range(2020, 2027)]
    assert roll_forward(figures, TYPES, "140") == {"140": -60, "400": 70, "700": -10}


class Book(RuleBasedStateMachine):
    """A company that is submitted to, reset and given other years, beside a dictionary that keeps the same lines."""

    @initialize(flags=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=4, max_size=4))
    def open(self, flags: list[tuple[bool, bool]]) -> None:
        """Begin with four years of odd lengths, the last after a gap."""
        core = Core(Clock(), Dice())
        self.books = core.books(core.add_firm("Firm"))
        self.company = companies.add(self.books, "Company", "EUR", 2)
        companies.link(self.books, self.company, APPLICATION, "a:1", None)
        self.model: dict[str, tuple[str, date, int]] = {}
        self.spans = [(0, 365), (366, 500), (501, 900), (1000, 1364)]
        self.set_years(flags)
        accounts = [Account(number, {}, type_) for number, type_ in TYPES.items()]
        submit(self.books, APPLICATION, self.company, Submission("p", [], accounts))

    @rule(flags=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=4, max_size=4))
    def set_years(self, flags: list[tuple[bool, bool]]) -> None:
        """Send the same years with other flags."""
        days = [(FIRST + timedelta(first), FIRST + timedelta(last)) for first, last in self.spans]
        self.years = [Year(*span, *pair) for span, pair in zip(days, flags, strict=True)]
        replace(self.books, APPLICATION, self.company, Settings(self.years, RetainedEarnings("140", "Retained")))

    @rule(
        entries=st.lists(
            st.tuples(
                st.integers(0, 20),
                st.sampled_from(sorted(TYPES)),
                st.sampled_from(sorted(TYPES)),
                st.one_of(st.integers(0, 900), st.integers(1000, 1364)),
                st.integers(-(10**6), 10**6),
            ),
            max_size=8,
        )
    )
    def book(self, entries: list[tuple[int, str, str, int, int]]) -> None:
        """Submit entries of two lines each, new ones and others that replace older ones."""
        actions: list[Upsert | Delete] = []
        for entry, debit, credit, after, cents in entries:
            day = FIRST + timedelta(after)
            for side, number, value in (("d", debit, cents), ("c", credit, -cents)):
                actions.append(Upsert(f"{entry}{side}", number, day, Decimal(value) / 100))
                self.model[f"{entry}{side}"] = (number, day, value)
        submit(self.books, APPLICATION, self.company, Submission("p", actions))

    @rule(entries=st.lists(st.integers(0, 20), max_size=4))
    def unbook(self, entries: list[int]) -> None:
        """Delete entries, those that are not there included."""
        ids = [f"{entry}{side}" for entry in entries for side in "dc"]
        submit(self.books, APPLICATION, self.company, Submission("p", [Delete(id_) for id_ in ids]))
        self.model = {id_: line for id_, line in self.model.items() if id_ not in ids}

    @rule(after=st.one_of(st.none(), st.integers(-10, 1400)))
    def reset(self, after: int | None) -> None:
        """Remove everything, or everything from a day on."""
        day = None if after is None else FIRST + timedelta(after)
        reset(self.books, APPLICATION, self.company, day, None)
        self.model = {id_: line for id_, line in self.model.items() if day is not None and line[1] < day}

    @invariant()
    def the_same_lines_stand_in_both(self) -> None:
        """The ledger is the dictionary."""
        kept = {
            line.id: (line.account_number, line.date, line.value) for line in lines.all_of(self.books, self.company)
        }
        assert kept == self.model

    @rule(after=st.one_of(st.sampled_from([0, 365, 366, 501, 950, 1000, 1364]), st.integers(-10, 1400)))
    def the_balances_follow(self, after: int) -> None:
        """On any day each account stands where the model says, and the total is what the flags leave of it."""
        day = FIRST + timedelta(after)
        expected = {number: self.stands_at(number, day) for number in TYPES}
        found = balances.at(self.books, self.company, day)
        assert found == {number: balance for number, balance in sorted(expected.items()) if balance}
        if all(year.compute_opening_balances and year.compute_retained_earnings for year in self.years):
            assert sum(found.values()) == 0

    @rule()
    def without_a_day_the_last_year_closes(self) -> None:
        """The trial balance without a day is that of the last day of all."""
        assert balances.at(self.books, self.company) == balances.at(self.books, self.company, date(2100, 1, 1))

    def stands_at(self, number: str, day: date) -> int:
        """The model: opening and movement, by recursion from year to year."""
        begun = [position for position, year in enumerate(self.years) if year.start_date <= day]
        if not begun:
            return 0
        year = self.years[begun[-1]]
        moved = sum(value for on, when, value in self.model.values() if on == number and year.start_date <= when <= day)
        return self.opens_with(number, begun[-1]) + moved

    def opens_with(self, number: str, position: int) -> int:
        """What an account brings into a year."""
        if position == 0:
            return 0
        year, closing = self.years[position], self.years[position - 1].end_date
        closed: dict[str, int] = defaultdict(int)
        for other in TYPES:
            closed[other] = self.stands_at(other, closing)
        opening = 0
        if TYPES[number] in ("asset", "liability", "equity") and year.compute_opening_balances:
            opening += closed[number]
        if number == "140" and year.compute_retained_earnings:
            opening += closed["600"] + closed["700"]
        return opening


Book.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestBook = Book.TestCase


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(sorted(TYPES)), st.integers(-100, 100)), max_size=5),
    st.sampled_from([*sorted(TYPES), "700"]),
)
def test_with_both_flags_nothing_is_ever_lost(movements: list[dict[str, int]], retained_earnings: str) -> None:
    """The total of all balances is that of all movements, even if results gather on an account of income."""
    figures = [(_year(2000 + position), moved) for position, moved in enumerate(movements)]
    balance = roll_forward(figures, TYPES, retained_earnings)
    assert sum(balance.values()) == sum(sum(moved.values()) for moved in movements)


@pytest.mark.parametrize("day", [date(2020, 1, 1), None])
def test_without_years_there_is_no_balance(day: date | None) -> None:
    """An empty file has an empty trial balance."""
    core = Core(Clock(), Dice())
    books = core.books(core.add_firm("Firm"))
    assert balances.at(books, companies.add(books, "Company", "EUR", 2), day) == {}


def test_the_booking_period_decides_where_a_line_counts(world: World) -> None:
    """Balances, the ledger of the account and locks go by it; the date stays, and a reset goes by the date."""
    world.settings(("2025-01-01", "2025-12-31", True, True), ("2026-01-01", "2026-12-31", True, True))
    late = upsert("late", "10.00", "2026-01-15", booking_period="2025-12-31")
    world.submit(late, upsert("usual", "1.00", "2026-01-15"), accounts=[account()])
    days = [date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 15)]
    assert [world.file.trial_balance(day) for day in days] == [{}, {"400000": 1000}, {"400000": 1100}]
    [line, _] = world.file.lines()
    assert (line.date, line.counts_on) == (date(2026, 1, 15), date(2025, 12, 31))
    [known], [period] = (
        world.file.accounts()[-1:],
        [one for one in years.periods_of(world.file.books, world.file.id) if one.end_date == days[1]],
    )
    ledger = account_ledger.of(world.file.books, world.file.id, known, period, slice(None))
    assert [posting.line.id for posting in ledger.postings] == ["late"]
    world.file.lock_until(date(2025, 12, 31))
    assert [world.submit(change).status for change in (late, upsert("usual", "2.00", "2026-01-15"))] == [409, 200]
    assert world.sync("DELETE", "reset", after_date="2026-01-01").status == 409
    world.file.lock_until(None)
    assert world.sync("DELETE", "reset", after_date="2026-01-01").status == 200
    assert (world.file.lines(), world.file.trial_balance()) == ([], {})
    refused = world.submit(upsert("late", booking_period="2024-12-31"))
    assert [problem["field"] for problem in refused.json["errors"]] == ["booking_period"]


def test_the_last_year_that_a_date_can_be_in_has_balances(world: World) -> None:
    """As the first one has."""
    world.settings(("0001-01-01", "0001-12-31", False, False), ("9999-01-01", "9999-12-31", True, True))
    first, last = upsert("first", "1.00", "0001-01-01"), upsert("last", "2.00", "9999-12-31")
    assert world.submit(first, last, accounts=[account()]).status == 200
    assert world.file.trial_balance(date(1, 1, 31)) == {"400000": 100}
    assert [world.file.trial_balance(day) for day in (date(9999, 12, 30), date(9999, 12, 31))] == [
        {"400000": 100},
        {"400000": 300},
    ]
