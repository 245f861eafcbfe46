"""Lock dates: what was posted in a locked period stays as it is, and what would fall into it is booked later."""

from __future__ import annotations

import pytest

from .support import House
from .trade import client, invoice

GLOBAL = "You cannot add/modify entries prior to and inclusive of: Global Lock Date (03/31/2026)."


def lock(house: House, **dates: object) -> None:
    """Set lock dates of the first company."""
    house.call("res.company", "write", ids=[1], vals=dates)


def test_posted_entries_of_a_locked_period_stay(house: House) -> None:
    """They are neither drafted nor cancelled nor given another account; a label is no matter."""
    entry = house.post_entry()
    [line, _] = house.lines(entry, "id")
    lock(house, fiscalyear_lock_date="2026-03-31")
    for method in ("button_draft", "button_cancel"):
        assert house.refusal("account.move", method, ids=[entry])[2] == GLOBAL
    changed = {"account_id": house.ids["bank"]}
    assert house.refusal("account.move.line", "write", ids=[line], vals=changed)[2] == GLOBAL
    assert house.call("account.move.line", "write", ids=[line], vals={"name": "x"}) is True


def test_an_entry_that_is_posted_into_a_locked_period_moves(house: House) -> None:
    """It is booked on the first open day, or on the last day of that month if it is over; by hand it is refused."""
    entry = house.entry()
    lock(house, fiscalyear_lock_date="2026-03-31")
    assert house.refusal("account.move", "write", ids=[entry], vals={"state": "posted"})[2] == GLOBAL
    house.call("account.move", "action_post", ids=[entry])
    assert house.read("account.move", entry, "date") > "2026-03-31"


@pytest.mark.parametrize(("field", "refused"), [("sale_lock_date", True), ("purchase_lock_date", False)])
def test_sales_and_purchases_have_locks_of_their_own(house: House, field: str, refused: bool) -> None:
    """A sale is held by the lock of sales and not by that of purchases."""
    id_ = invoice(house, client(house), 5)
    house.call("account.move", "action_post", ids=[id_])
    lock(house, **{field: "2026-03-31"})
    assert (house.json2("account.move", "button_draft", ids=[id_]).status == 422) is refused


def test_an_exception_lets_in_until_it_is_revoked(house: House) -> None:
    """An exception puts a lock back to an earlier day for whom it is made."""
    entry = house.post_entry()
    lock(house, fiscalyear_lock_date="2026-03-31")
    id_ = house.create("account.lock_exception", fiscalyear_lock_date="2026-01-31")
    assert house.read("res.company", 1, "user_fiscalyear_lock_date") == "2026-01-31"
    house.call("account.move", "button_draft", ids=[entry])
    house.call("account.move", "action_post", ids=[entry])
    house.call("account.lock_exception", "action_revoke", ids=[id_])
    assert house.refusal("account.move", "button_draft", ids=[entry])[2] == GLOBAL


def test_a_hard_lock_only_moves_forward(house: House) -> None:
    """It is neither removed nor put back, and no exception helps against it."""
    lock(house, hard_lock_date="2026-02-28")
    for day, said in ((False, "The Hard Lock Date cannot be removed."), ("2026-01-31", "A new Hard Lock Date must be")):
        assert house.refusal("res.company", "write", ids=[1], vals={"hard_lock_date": day})[2].startswith(said)
    lock(house, hard_lock_date="2026-03-31")
