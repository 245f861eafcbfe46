"""Dates and moments in domains: whole seconds, days in a time zone, relative terms, parts of dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from .support import House, fault

MOMENTS = {
    "early": (5, 0),
    "late": (5, 200_000),
    "last": (5, 999_999),
    "next": (6, 0),
}  # seconds and microseconds past 08:00


@pytest.fixture
def moments(house: House) -> House:
    """Give a test four contacts, three of them from one second."""
    start = house.odoo.clock.now()
    for name, (seconds, micros) in MOMENTS.items():
        house.odoo.clock.advance_to(start + timedelta(seconds=seconds, microseconds=micros))
        house.ids[name] = house.create("res.partner", name=name)
    return house


def found(house: House, operator: str, value: object, **context: object) -> list[str]:
    """Return which of the four were created when the condition holds, in their order."""
    domain = [["id", "in", [house.ids[name] for name in MOMENTS]], ["create_date", operator, value]]
    return [
        record["name"]
        for record in house.call(
            "res.partner", "search_read", domain=domain, fields=["name"], order="id", context=context
        )
    ]


@pytest.mark.parametrize(
    ("operator", "value", "names"),
    [
        ("=", "2026-03-02 08:00:05", ["early", "late", "last"]),
        ("!=", "2026-03-02 08:00:05", ["next"]),
        ("in", ["2026-03-02 08:00:05", "2026-03-02 08:00:06"], list(MOMENTS)),
        ("not in", ["2026-03-02 08:00:06"], ["early", "late", "last"]),
        (">", "2026-03-02 08:00:05", ["next"]),
        (">=", "2026-03-02 08:00:05", list(MOMENTS)),
        ("<", "2026-03-02 08:00:05", []),
        ("<=", "2026-03-02 08:00:05", ["early", "late", "last"]),
        (">", "2026-03-02 08:00:04.999999", list(MOMENTS)),
        (">", "2026-03-02 08:00:05.999999", ["next"]),
        (">", "2026-03-02T08:00:05", ["next"]),
        (">", "2026-03-02 08:00", list(MOMENTS)),
        (">=", "9999-12-31 23:59:59", []),
        (">", "9999-12-31 23:59:59", []),
        ("<=", "9999-12-31 23:59:59", list(MOMENTS)),
        ("=", False, []),
        ("!=", False, list(MOMENTS)),
        (">", False, []),
    ],
)
def test_moments_are_compared_by_whole_seconds(moments: House, operator: str, value: object, names: list[str]) -> None:
    """A literal is cut to its second, and "after" it begins with the next one: rows of that second are skipped."""
    assert found(moments, operator, value) == names


def test_a_watermark_skips_what_came_in_its_own_second(moments: House) -> None:
    """Who reads "after the last write_date" misses what was written later within that second; "from" it does not."""
    moments.odoo.clock.advance_to(datetime(2026, 3, 2, 8, 0, 7, 100, tzinfo=UTC))
    moments.call("res.partner", "write", ids=[moments.ids["early"]], vals={"ref": "x"})
    watermark = moments.read("res.partner", moments.ids["early"], "write_date")
    moments.odoo.clock.advance(timedelta(microseconds=500_000))
    moments.call("res.partner", "write", ids=[moments.ids["late"]], vals={"ref": "x"})
    domain = [["id", "in", [moments.ids["early"], moments.ids["late"]]]]
    assert moments.call("res.partner", "search", domain=[*domain, ["write_date", ">", watermark]]) == []
    assert moments.call("res.partner", "search_count", domain=[*domain, ["write_date", ">=", watermark]]) == 2


@pytest.mark.parametrize(
    ("operator", "zone", "is_found"),
    [
        (">=", False, True), (">", False, False), ("<=", False, True), ("<", False, False),
        (">=", "Asia/Tokyo", False), (">", "Asia/Tokyo", False), ("<", "Asia/Tokyo", True), ("<=", "Asia/Tokyo", True),
        (">=", "Nope/Nope", True), ("=", False, False),
    ],
)  # fmt: skip
def test_a_day_begins_in_the_time_zone(house: House, operator: str, zone: object, *, is_found: bool) -> None:
    """A literal without a time means a day in the context's zone, else the user's; for `=` it is midnight alone."""
    house.odoo.clock.advance_to(datetime(2026, 3, 5, 14, 0, tzinfo=UTC))
    id_ = house.create("res.partner", name="x")
    day = "2026-03-06" if zone == "Asia/Tokyo" else "2026-03-05"
    domain = [["id", "=", id_], ["create_date", operator, day]]
    assert bool(house.call("res.partner", "search_count", domain=domain, context={"tz": zone})) is is_found
    house.call("res.users", "write", ids=[2], vals={"tz": zone if zone != "Nope/Nope" else False})
    assert bool(house.call("res.partner", "search_count", domain=domain)) is is_found


def test_today_is_another_day_in_another_zone(house: House) -> None:
    """In the evening it is the next day in the east already: a relative day is one of the zone's."""
    house.odoo.clock.advance_to(datetime(2026, 3, 5, 14, 0, tzinfo=UTC))
    id_ = house.create("res.partner", name="x")
    house.odoo.clock.advance_to(datetime(2026, 3, 5, 20, 0, tzinfo=UTC))
    since = [["id", "=", id_], ["create_date", ">=", "today"]]
    assert house.call("res.partner", "search_count", domain=since) == 1
    assert house.call("res.partner", "search_count", domain=since, context={"tz": "Asia/Tokyo"}) == 0


@pytest.mark.parametrize(
    ("moment", "operator", "day", "zone", "is_found"),
    [
        (datetime(2026, 3, 5, 16, tzinfo=UTC), ">=", "2026-03-06", "Asia/Tokyo", True),
        (datetime(2026, 3, 5, 16, tzinfo=UTC), ">=", "2026-03-06", "UTC", False),
        (datetime(2026, 3, 5, 16, tzinfo=UTC), ">", "2026-03-05", "Asia/Tokyo", True),
        (datetime(2026, 3, 5, 16, tzinfo=UTC), ">", "2026-03-05", "UTC", False),
        (datetime(2026, 3, 5, 16, tzinfo=UTC), "<=", "2026-03-05", "Asia/Tokyo", False),
        (datetime(2026, 3, 6, 1, tzinfo=UTC), ">", "2026-03-05", "UTC", True),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), ">", "2026-03-29", "Europe/Brussels", True),
        (datetime(2026, 3, 29, 21, 30, tzinfo=UTC), ">", "2026-03-29", "Europe/Brussels", False),
    ],
)
def test_a_day_is_over_when_the_next_one_begins(
    house: House, moment: datetime, operator: str, day: str, zone: str, *, is_found: bool
) -> None:
    """In the zone, be it after twenty-three hours: what is after a day is from the beginning of the next one on."""
    house.odoo.clock.advance_to(moment)
    id_ = house.create("res.partner", name="x")
    domain = [["id", "=", id_], ["create_date", operator, day]]
    assert bool(house.call("res.partner", "search_count", domain=domain, context={"tz": zone})) is is_found


@pytest.mark.parametrize(
    ("literal", "days"),
    [
        ("2026-03-04", [4]),
        ("2026-03-04 23:59:59", [4]),
        ("today", [4]),
        ("today -1d", [3]),
        ("today +1d", [5]),
        ("-1d", [3]),
        ("+1w", []),
        ("=monday", [2]),
        ("today =3d", [3]),
        ("today =31d =2m", [28]),
        ("today -1m", []),
        ("today =2m =28d", [28]),
    ],
)
def test_days_of_entries(house: House, literal: str, days: list[int]) -> None:
    """A date is compared with the day that a literal means, relative ones from the clock's today (a Wednesday)."""
    house.odoo.clock.advance_to(datetime(2026, 3, 4, 12, 0, tzinfo=UTC))
    entries = {
        house.entry(date=date): int(date[-2:])
        for date in ("2026-02-28", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05")
    }
    found = house.call("account.move", "search", domain=[["date", "=", literal]])
    assert sorted(entries[id_] for id_ in found) == days


def test_entries_in_a_range_of_days(house: House) -> None:
    """Both ends of a range count when they are asked for."""
    ids = [house.entry(date=f"2026-03-0{day}") for day in (1, 2, 3)]
    between = [["date", ">", "2026-03-01"], ["date", "<=", "2026-03-03"]]
    assert sorted(house.call("account.move", "search", domain=between)) == ids[1:]
    assert house.call("account.move", "search_count", domain=[["date", "<", "2026-03-01"]]) == 0
    assert house.call("account.move", "search_count", domain=[["invoice_date", "=", False]]) == 3


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("year_number", 2026), ("quarter_number", 2), ("month_number", 5), ("day_of_month", 17), ("day_of_year", 137),
        ("day_of_week", 0),
    ],
)  # fmt: skip
def test_parts_of_a_date(house: House, part: str, value: int) -> None:
    """A path may end in a part of a date, which is a number; a Sunday is day 0."""
    id_ = house.entry(date="2026-05-17")
    house.entry(date="2025-01-06")
    for operator, wanted in (("=", value), ("=", str(value)), ("in", [value, 99]), (">=", value), ("like", value)):
        assert id_ in house.call("account.move", "search", domain=[[f"date.{part}", operator, wanted]])
    assert id_ not in house.call("account.move", "search", domain=[[f"date.{part}", "!=", value]])
    assert house.call("account.move", "search_count", domain=[[f"invoice_date.{part}", "=", False]]) == 2
    assert house.call("account.move", "search_count", domain=[[f"invoice_date.{part}", "!=", value]]) == 2


def test_years_before_the_first_thousand_come_before_it(house: House) -> None:
    """A day of the tenth century is found before one of ours, and reads without a zero before its year."""
    early, late = (house.create("account.analytic.line", name=day, date=day) for day in ("0999-01-02", "2020-01-02"))
    both = ["id", "in", [early, late]]
    assert house.call("account.analytic.line", "search", domain=[both], order="date") == [early, late]
    assert house.call("account.analytic.line", "search", domain=[both, ["date", "<", "2000-01-01"]]) == [early]
    assert house.read("account.analytic.line", early, "date") == "999-01-02"
    [group] = house.call(
        "account.analytic.line", "formatted_read_group", domain=[["id", "=", early]], groupby=["date:month"]
    )
    assert group["date:month"] == ["999-01-01", "January 0999"]


def test_an_older_version_is_not_asked_for_parts_of_dates(old: House) -> None:
    """What it says to one was never observed."""
    said = "what Odoo 17.0 says to a part of a date in a domain is not in the fake; docs/fidelity.md lists what is"
    assert fault(old, "res.partner", "search", [["create_date.year_number", "=", 2026]])[1].endswith(said)
