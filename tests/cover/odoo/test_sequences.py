"""Names of entries taken to pieces and put together again: whatever somebody chose, the next one looks like it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_odoo.accounting.sequence_patterns import MONTHLY, NEVER, YEARLY, FinancialYear, pattern

from .support import House

CALENDAR, TO_JUNE = FinancialYear(), FinancialYear(6, 30)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("name", "reset", "following"),
    [
        ("MISC/2026/03/0009", MONTHLY, "MISC/2026/03/0010"),
        ("INV/2026/00001", YEARLY, "INV/2026/00002"),
        ("X0099", NEVER, "X0100"),
        ("23.03/5-bis", MONTHLY, "26.03/6-bis"),
        ("999", NEVER, "1000"),
        ("A26-9", YEARLY, "A26-10"),
        ("Word", NEVER, "Word1"),
        ("S2/26-26/7", YEARLY, "S2/26-26/8"),
    ],
)
def test_the_next_name_has_the_shape_of_the_last(name: str, reset: str, following: str) -> None:
    """Year and month are those of the day, and the number has as many digits, or more."""
    shape = pattern(name)
    assert shape.reset == reset
    assert shape.on(date(2026, 3, 9), int(shape.number or 0) + 1, CALENDAR) == following


@pytest.mark.parametrize(
    ("name", "day", "first", "last"),
    [
        ("S/25-26/1", date(2026, 6, 30), date(2025, 7, 1), date(2026, 6, 30)),
        ("S/25-26/1", date(2026, 7, 1), date(2026, 7, 1), date(2027, 6, 30)),
        ("S/2026/1", date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31)),
        ("S/25-26/02/1", date(2024, 2, 5), date(2024, 2, 1), date(2024, 2, 29)),
        ("S1", date(2026, 7, 1), date.min, date.max),
    ],
)
def test_numbers_begin_anew_with_the_period_that_the_name_tells(name: str, day: date, first: date, last: date) -> None:
    """A financial year if it names two years, the month if it names one, the calendar year, or never."""
    assert pattern(name).period(day, TO_JUNE) == (first, last)


@given(st.integers(1, 12), st.integers(1, 31), DAYS)
def test_financial_years_follow_each_other(month: int, last_day: int, day: date) -> None:
    """Every day lies in one; the next one begins the day after it ends; it lasts a year."""
    years = FinancialYear(month, last_day)
    first, last = years.around(day)
    assert first <= day <= last
    assert years.around(last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert 365 <= (last - first).days + 1 <= 366 + (month == 2)


@given(st.text("AZ0123456789/-. ", min_size=1, max_size=14), DAYS, st.integers(1, 10**9 - 1))
def test_what_is_written_is_read(name: str, day: date, number: int) -> None:
    """A name that follows from another one fits its own day and has the same shape, or names less."""
    shape = pattern(name)
    assert f"{shape.prefix}{shape.number}{shape.end}" == name
    written = shape.on(day, number, CALENDAR)
    assert shape.fits(day, CALENDAR) == (shape.on(day, int(shape.number or 0), CALENDAR).startswith(shape.prefix))
    assert written.endswith(shape.end)


@pytest.mark.parametrize("name", ["20" + "x" * 20_000 + "1y1y", "x" * 20_000 + "1y1", "2020-21-01-" * 2_000 + "1y1y"])
def test_a_long_name_is_looked_through_once(name: str) -> None:
    """However much of it may be a year, a month or what stands between: from every place anew it would not end here."""
    shape = pattern(name * 20)
    assert f"{shape.prefix}{shape.number}{shape.end}" == name * 20


def test_two_shapes_in_one_period(house: House) -> None:
    """The newest entry decides how the next one is called, the dates before it where numbers begin anew."""
    first, second = house.post_entry(), house.post_entry()
    house.call("account.move", "write", ids=[first], vals={"name": "GJ/2026/05"})
    assert house.read("account.move", house.post_entry(), "name") == "MISC/2026/03/0003"
    house.call("account.move", "write", ids=[second], vals={"name": "GJ/2026/06"})
    later = house.post_entry()
    assert house.read("account.move", later, "name") == "MISC/2026/03/0004"
    house.call("account.move", "write", ids=[later], vals={"name": "GJ/2026/77"})
    assert house.read("account.move", house.post_entry(), "name") == "GJ/2026/78"


def test_a_word_and_what_follows_it(house: House) -> None:
    """A name without a number is followed by the same with one."""
    word = house.entry(name="Word")
    house.call("account.move", "action_post", ids=[word])
    assert house.read("account.move", word, "sequence_prefix", "sequence_number", "made_sequence_gap") == {
        "id": word,
        "sequence_prefix": "",
        "sequence_number": 0,
        "made_sequence_gap": False,
    }
    assert [house.read("account.move", house.post_entry(), "name") for _ in range(2)] == ["Word1", "Word2"]


def test_a_batch_with_a_name_by_hand_in_it(house: House) -> None:
    """What is posted together counts as if it were posted one after another."""
    ids = [house.entry(date=f"2026-03-0{day}") for day in (1, 2, 3, 4)]
    house.call("account.move", "write", ids=[ids[1]], vals={"name": "Q/2026/03/7"})
    house.call("account.move", "action_post", ids=ids)
    names = house.call("account.move", "read", ids=ids, fields=["name"])
    assert [entry["name"] for entry in names] == ["Q/2026/03/8", "Q/2026/03/7", "Q/2026/03/9", "Q/2026/03/10"]


def test_the_neighbour_of_a_renamed_entry_is_stamped(house: House) -> None:
    """Whether an entry comes after a gap is kept in its row, so its write_date moves with the name of another."""
    first, second = house.post_entry(), house.post_entry()
    house.odoo.clock.advance(timedelta(hours=1))
    house.call("account.move", "write", ids=[first], vals={"name": "MISC/2026/03/0009"})
    assert house.read("account.move", second, "made_sequence_gap", "write_date") == {
        "id": second,
        "made_sequence_gap": True,
        "write_date": "2026-03-02 09:00:00",
    }
