"""Reconciliation: debits and credits of an account are set off against each other, and taken apart again."""

from __future__ import annotations

from .support import House
from .trade import client, invoice

OPEN = ("amount_residual", "reconciled", "matching_number")


def receivable(house: House, amount: float) -> int:
    """Post an entry of some amount on the customers' account and return that line."""
    entry = house.post_entry(("customers", amount), ("bank", -amount))
    return int(house.lines(entry, "id")[0])


def left(house: House, *lines: int) -> list[tuple[object, ...]]:
    """Return what is open of lines."""
    rows = house.call("account.move.line", "read", ids=list(lines), fields=list(OPEN))
    return [tuple(row[name] for name in OPEN) for row in rows]


def test_a_part_is_set_off_and_the_rest_stays_open(house: House) -> None:
    """A credit smaller than the debit is used up; both lines share the number of the partial reconciliation."""
    debit, credit = receivable(house, 100), receivable(house, -60)
    assert house.call("account.move.line", "reconcile", ids=[debit, credit]) is None
    assert left(house, debit, credit) == [(40.0, False, "P1"), (0.0, True, "P1")]


def test_nothing_left_makes_a_full_reconciliation(house: House) -> None:
    """When all is used up the number is that of the full reconciliation; taken apart, all is as before."""
    lines = [receivable(house, amount) for amount in (100, -60, -40)]
    house.call("account.move.line", "reconcile", ids=lines)
    assert left(house, *lines) == [(0.0, True, "1")] * 3
    house.call("account.move.line", "remove_move_reconcile", ids=lines[:1])
    assert left(house, *lines) == [(100.0, False, False), (-60.0, False, False), (-40.0, False, False)]
    assert house.call("account.full.reconcile", "search_count", domain=[]) == 0


def test_only_lines_of_one_account_that_is_reconciled(house: House) -> None:
    """Lines of two accounts and those of an account without reconciliation are refused with the account's name."""
    debit = receivable(house, 100)
    sold, owed = house.lines(house.post_entry(("sales", -5.0), ("suppliers", 5.0)), "id")
    refused = house.refusal("account.move.line", "reconcile", ids=[debit, owed])
    assert refused[2] == "Entries are not from the same account: 440000 Suppliers, 400000 Customers"
    refused = house.refusal("account.move.line", "reconcile", ids=[sold])
    assert refused[2].startswith("Account 700000 Sales does not allow reconciliation.")


def test_an_invoice_is_paid_by_what_it_is_reconciled_with(house: House) -> None:
    """The payment state follows what is left of the due lines."""
    id_ = invoice(house, client(house), 100)
    house.call("account.move", "action_post", ids=[id_])
    due = house.lines(id_, "id")[1]
    states = []
    for amount in (-30, -70):
        house.call("account.move.line", "reconcile", ids=[due, receivable(house, amount)])
        states.append(house.read("account.move", id_, "payment_state"))
    assert states == ["partial", "paid"]
    assert house.read("account.move", id_, "amount_residual") == 0.0
