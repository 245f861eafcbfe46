"""Groups: what records are grouped by, in which language and zone periods are called, and what each group counts."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

FORMATTED = "formatted_read_group"


@pytest.fixture
def entries(house: House) -> House:
    """Give a test entries around the turn of a year, each of one amount."""
    for day, amount in (("2020-12-28", 10.1), ("2021-01-03", 10.2), ("2022-03-01", 0.3)):
        lines = [
            [0, 0, {"account_id": house.ids["bank"], "debit": amount}],
            [0, 0, {"account_id": house.ids["sales"], "credit": amount}],
        ]
        house.create("account.move", journal_id=house.ids["MISC"], date=day, line_ids=lines)
    return house


def periods(house: House, period: str, **context: str) -> list[Any]:
    """Return the labels of all entries' groups by a period of their date."""
    name = f"date:{period}"
    groups = house.call("account.move", FORMATTED, domain=[], groupby=[name], context=context)
    return [group[name] if isinstance(group[name], float) else group[name][1] for group in groups]


@pytest.mark.parametrize(
    ("period", "labels"),
    [
        ("day", ["28 Dec 2020", "03 Jan 2021", "01 Mar 2022"]),
        ("week", ["W1 2021", "W2 2021", "W10 2022"]),
        ("month", ["December 2020", "January 2021", "March 2022"]),
        ("quarter", ["Q4 2020", "Q1 2021", "Q1 2022"]),
        ("year", ["2020", "2021", "2022"]),
        ("iso_week_number", [9.0, 53.0]),
        ("day_of_week", [0.0, 1.0, 2.0]),
    ],
)
def test_periods_are_called(entries: House, period: str, labels: list[Any]) -> None:
    """A period has the label that the real server gives it, in order."""
    assert periods(entries, period) == labels


def test_aggregates_are_exact(entries: House) -> None:
    """A sum of amounts has no error of a double, whichever way it is asked for."""
    [group] = entries.call(
        "account.move.line",
        FORMATTED,
        domain=[["account_id", "=", entries.ids["bank"]]],
        groupby=["account_id"],
        aggregates=["debit:sum", "balance:avg", "debit:array_agg", "__count", "credit:max"],
    )
    amounts = [group[name] for name in ("debit:sum", "balance:avg", "debit:array_agg", "__count", "credit:max")]
    assert amounts == [20.6, 20.6 / 3, [10.1, 10.2, 0.3], 3, 0.0]


def test_the_domain_of_a_group_finds_its_records(entries: House) -> None:
    """What a group says of itself finds as many records as it counted."""
    for by in ("date:month", "account_id", "move_id.date:year", "account_id.code", "debit", "partner_id"):
        groups = entries.call("account.move.line", FORMATTED, domain=[], groupby=[by], aggregates=["__count"])
        counts = [entries.call("account.move.line", "search_count", domain=group["__extra_domain"]) for group in groups]
        assert counts == [group["__count"] for group in groups], by
        assert sum(counts) == 6


def test_the_context_says_which_day_it_is(house: House) -> None:
    """A moment lies in the period in which it is in the time zone of the context."""
    partner = house.create("res.partner", name="Somebody")
    domain = [["id", "=", partner]]
    [group] = house.call(
        "res.partner", FORMATTED, domain=domain, groupby=["create_date:day"], context={"tz": "Pacific/Kiritimati"}
    )
    assert group["create_date:day"] == ["2026-03-01 10:00:00", "02 Mar 2026"]
    [group] = house.call("res.partner", FORMATTED, domain=domain, groupby=["create_date:hour"])
    assert group["create_date:hour"] == ["2026-03-02 08:00:00", "08:00 02 Mar"]


def test_links_are_grouped_by_their_other_side(house: House) -> None:
    """A record counts in the group of each record it is linked with, or in that of none."""
    groups = house.call("res.users", FORMATTED, domain=[], groupby=["company_ids"], aggregates=["__count"])
    assert [(group["company_ids"], group["__extra_domain"]) for group in groups] == [
        ([1, "Acme BV"], [["company_ids", "=", 1]])
    ]


def test_an_auditor_sees_no_groups_of_what_a_rule_hides(entries: House) -> None:
    """Groups are made of the records that the user may see, and refused where they may read none."""
    counted = {"domain": [], "aggregates": ["__count"]}
    assert entries.call("account.move", FORMATTED, by="auditor", **counted)[0]["__count"] == 3
    assert entries.call("account.move", FORMATTED, by="portal", **counted)[0]["__count"] == 0


def test_the_older_grouping_groups_by_one_field_at_a_time(entries: House) -> None:
    """The first of several fields makes the groups, and the rest is said to be for later."""
    [group] = entries.call(
        "account.move.line",
        "read_group",
        domain=[["account_id", "=", entries.ids["bank"]]],
        fields=["debit"],
        groupby=["account_id", "date"],
    )
    assert (group["account_id_count"], group["debit"]) == (3, 20.6)
    assert group["__context"] == {"group_by": ["date"]}


def test_days_that_are_asked_for_their_last_by_the_same_name_are_not_in_the_fake(entries: House) -> None:
    """The real server makes a period of the aggregate then; the fake says that it does not, and counts as it does."""
    asked = {"domain": [], "groupby": ["date"]}
    refusal = entries.refusal("account.move", "read_group", fields=["date:max"], **asked)
    assert refusal[:2] == (501, "twinledger.NotInFake")
    [*counted] = entries.call("account.move", "read_group", fields=["date:count"], **asked)
    assert {group["date"]: group["__domain"][-1] for group in counted} == {1: ["date", "=", 1]}
