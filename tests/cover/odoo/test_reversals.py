"""Reversals: credit notes and entries the other way round, by the dialog that makes them, and copies."""

from __future__ import annotations

from typing import Any

from . import trade
from .support import House


def reverse(house: House, entry: int, journal: str, *, how: str = "refund_moves", **more: Any) -> int:
    """Reverse an entry by the dialog and return what it shows then."""
    values = {"move_ids": [[6, 0, [entry]]], "journal_id": house.ids[journal], "date": "2026-03-05", **more}
    dialog = house.create("account.move.reversal", **values)
    return int(house.call("account.move.reversal", how, ids=[dialog])["res_id"])


def posted_invoice(house: House, price: float) -> int:
    """Create an invoice, post it and return its id."""
    id_ = trade.invoice(house, trade.client(house), price)
    house.call("account.move", "action_post", ids=[id_])
    return id_


def test_a_credit_note_settles_its_invoice_when_it_is_posted(house: House) -> None:
    """A credit note is a draft first; posted, it and the invoice have nothing left."""
    invoice = posted_invoice(house, 100)
    note = reverse(house, invoice, "INV", reason="Why")
    assert house.read("account.move", note, "move_type", "state", "ref", "amount_total") == {
        "id": note,
        "move_type": "out_refund",
        "state": "draft",
        "ref": "Reversal of: INV/2026/00001, Why",
        "amount_total": 100.0,
    }
    house.call("account.move", "action_post", ids=[note])
    states = [house.read("account.move", id_, "payment_state") for id_ in (invoice, note)]
    assert states == ["reversed", "paid"]


def test_an_entry_is_reversed_at_once(house: House) -> None:
    """The reversal of an entry counts at once, and what it opens is matched."""
    entry = house.post_entry()
    back = reverse(house, entry, "MISC")
    assert house.read("account.move", back, "state", "reversed_entry_id") == {
        "id": back, "state": "posted", "reversed_entry_id": entry,
    }  # fmt: skip
    assert house.lines(back, "balance", "reconciled") == [(-100.0, True), (100.0, False)]


def test_an_invoice_is_made_anew(house: House) -> None:
    """Reversed to be changed, an invoice is settled by a posted credit note and there is a new draft of it."""
    invoice = posted_invoice(house, 100)
    draft = reverse(house, invoice, "INV", how="modify_moves")
    assert house.read("account.move", draft, "move_type", "state", "amount_total", "reversed_entry_id") == {
        "id": draft, "move_type": "out_invoice", "state": "draft", "amount_total": 100.0, "reversed_entry_id": False,
    }  # fmt: skip
    assert house.read("account.move", invoice, "payment_state") == "reversed"


def test_a_journal_of_another_kind_is_refused(house: House) -> None:
    """Sales are reversed in a journal for sales."""
    vals = {"move_ids": [[6, 0, [posted_invoice(house, 1)]]], "journal_id": house.ids["MISC"]}
    refusal = house.refusal("account.move.reversal", "create", vals_list=[vals])
    assert refusal[2] == "Journal should be the same type as the reversed entry."


def test_a_copy_reckons_its_taxes_again(house: House) -> None:
    """A copy of an invoice has the lines that people wrote, and one tax line and one due line that follow."""
    tax = trade.taxes(house)["21"]
    invoice = trade.invoice(house, trade.client(house), 100, tax=tax)
    house.call("account.move", "action_post", ids=[invoice])
    [copy] = house.call("account.move", "copy", ids=[invoice])
    assert sorted(house.lines(copy, "balance")) == [-100.0, -21.0, 121.0]
    assert house.read("account.move", copy, "state", "invoice_date", "name") == {
        "id": copy, "state": "draft", "invoice_date": False, "name": False,
    }  # fmt: skip
