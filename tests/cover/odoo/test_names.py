"""Names: by what records are found that are asked for by name, and orders by parts of dates."""

from __future__ import annotations

import pytest

from .support import House


@pytest.mark.parametrize(
    ("model", "name", "field"),
    [
        ("res.country", "BE", "code"),
        ("res.currency", "Euro", "name"),
        ("account.journal", "MISC", "code"),
        ("account.account", "550000", "code"),
        ("account.account", "550000 Bank", "code"),
    ],
)
def test_a_name_may_be_a_code(house: House, model: str, name: str, field: str) -> None:
    """A record is found by its code, or its longer name, as by its label."""
    found = house.call(
        model, "search_read", domain=[["display_name", "=", name]], fields=[field], context={"active_test": False}
    )
    assert [record[field] for record in found] == ["EUR" if name == "Euro" else name.split(maxsplit=1)[0]]


def test_an_entry_is_found_by_its_reference_and_its_partner(house: House) -> None:
    """Neither needs to be a part of the entry's label."""
    partner = house.create("res.partner", name="Client X")
    entry = house.entry(ref="Ref 1", partner_id=partner)
    for name in ("Ref 1", "Client X"):
        assert house.call("account.move", "search", domain=[["display_name", "=", name]]) == [entry]
    assert house.call("account.move", "search", domain=[["display_name", "ilike", "draft"]]) == []


def test_records_are_ordered_by_a_part_of_a_date(house: House) -> None:
    """A part of a date is a number to order by."""
    ids = [house.entry(date=day) for day in ("2025-12-01", "2026-01-31", "2024-06-15")]
    found = house.call("account.move", "search", domain=[], order="date.month_number, id")
    assert found == [ids[1], ids[2], ids[0]]


@pytest.mark.parametrize(("term", "days"), [("+monday", 0), ("+sunday", 6), ("-sunday", -1), ("=tuesday", -6)])
def test_a_weekday_is_the_next_or_the_last_one(house: House, term: str, days: int) -> None:
    """The clock stands on a Monday; today counts on either side."""
    entry = house.entry(date=f"2026-03-{2 + days:02d}" if days > -2 else f"2026-02-{30 + days:02d}")
    assert house.call("account.move", "search", domain=[["date", "=", f"today {term}"]]) == [entry]
