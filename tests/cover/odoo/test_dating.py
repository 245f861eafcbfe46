"""Dating: which changes date which records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from .support import House

LATER = timedelta(minutes=1)
STAMP = "2026-03-02 08:01:00"


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({"date": "2026-02-02"}, True),
        ({"ref": "renamed"}, True),
        ({"partner_id": 1}, False),
        ({"narration": "x"}, False),
    ],
)
def test_a_change_of_an_entry_dates_its_lines(house: House, change: dict[str, Any], *, touched: bool) -> None:
    """Lines that keep a copy of what changed on their entry are changed, too, and dated; others are not."""
    entry = house.entry()
    house.odoo.clock.advance(LATER)
    house.call("account.move", "write", ids=[entry], vals=change)
    dates = [
        house.read("account.move.line", id_, "write_date") for id_ in house.read("account.move", entry, "line_ids")
    ]
    assert house.read("account.move", entry, "write_date") == STAMP
    assert [date == STAMP for date in dates] == [touched, touched]


@pytest.mark.parametrize("method", ["action_post", "button_cancel"])
def test_a_change_of_state_dates_the_lines(house: House, method: str) -> None:
    """Posting or cancelling an entry dates its lines, whose state follows."""
    entry = house.entry()
    house.odoo.clock.advance(LATER)
    house.call("account.move", method, ids=[entry])
    lines = house.call(
        "account.move.line", "search_read", domain=[["move_id", "=", entry]], fields=["write_date", "parent_state"]
    )
    state = "posted" if method == "action_post" else "cancel"
    assert {(line["write_date"], line["parent_state"]) for line in lines} == {(STAMP, state)}


def test_nothing_written_is_nothing_dated(house: House) -> None:
    """Writing no values, or only values that are ignored, leaves the date as it is."""
    house.odoo.clock.advance(LATER)
    assert house.call("res.partner", "write", ids=[1], vals={}) is True
    assert house.call("res.partner", "write", ids=[1], vals={"create_date": "2020-01-01 00:00:00"}) is True
    assert house.call("res.partner", "write", ids=[], vals={"name": "x"}) is True
    assert house.call("res.partner", "search_count", domain=[["write_date", ">=", STAMP]]) == 0
    house.call("res.partner", "write", ids=[1], vals={"name": "Acme BV"})
    assert house.read("res.partner", 1, "write_date") == STAMP


def test_all_rows_of_a_call_have_one_date(house: House) -> None:
    """What one call creates is created at one moment, by its caller."""
    house.odoo.clock.advance(timedelta(microseconds=1234))
    ids = house.call("res.partner", "create", vals_list=[{"name": "a"}, {"name": "b"}])
    rows = house.odoo.database("acme").store.all(
        f"SELECT create_date, create_uid FROM res_partner WHERE id >= {ids[0]}"
    )
    assert rows == [("2026-03-02 08:00:00.001234", 2)] * 2
