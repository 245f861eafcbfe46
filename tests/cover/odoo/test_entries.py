"""Entries: balanced at every write, amounts that follow from each other, names, states, deletion."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

UNBALANCED = (422, "odoo.exceptions.UserError", "The entry is not balanced.")
DELETE_POSTED = (
    "You can't delete a posted journal item. Don\u2019t play games with your accounting records; "
    "reset the journal entry to draft before deleting it."
)


def user_error(message: str) -> tuple[int, str, str]:
    """Return the refusal of what a user did wrong."""
    return (422, "odoo.exceptions.UserError", message)


def test_an_entry_must_balance_when_it_is_created(house: House) -> None:
    """An entry whose lines do not add up to nothing is refused, with all that was created beside it."""
    lines = [
        [0, 0, {"account_id": house.ids[name], "balance": balance}]
        for name, balance in (("sales", -90), ("customers", 100))
    ]
    good = {"line_ids": [[0, 0, {"account_id": house.ids["sales"], "balance": 0}]]}
    assert house.refusal("account.move", "create", vals_list=[good, {"line_ids": lines}]) == UNBALANCED
    assert house.refusal("account.move", "create", vals_list=[{"line_ids": lines[:1]}]) == UNBALANCED
    assert house.call("account.move", "search_count", domain=[]) == 0


@pytest.mark.parametrize("cents", [0.01, -0.01])
def test_a_cent_is_enough_to_be_out_of_balance(house: House, cents: float) -> None:
    """Balance is exact to the cent."""
    lines = [
        [0, 0, {"account_id": house.ids[name], "balance": balance}]
        for name, balance in (("sales", -1e9), ("customers", 1e9 + cents))
    ]
    assert house.refusal("account.move", "create", vals_list=[{"line_ids": lines}]) == UNBALANCED


def test_an_entry_must_balance_when_its_lines_are_written(house: House) -> None:
    """A change of one line's amount is refused; changes of several lines together may balance."""
    entry = house.entry()
    first, second = house.lines(entry, "id")
    assert house.refusal("account.move.line", "write", ids=[first], vals={"debit": 90}) == UNBALANCED
    assert (
        house.refusal("account.move", "write", ids=[entry], vals={"line_ids": [[1, first, {"debit": 90}]]})
        == UNBALANCED
    )
    house.call(
        "account.move",
        "write",
        ids=[entry],
        vals={"line_ids": [[1, first, {"debit": 90}], [1, second, {"credit": 90}]]},
    )
    assert house.lines(entry, "balance") == [90.0, -90.0]
    assert house.read("account.move", entry, "amount_total") == 90.0


def test_an_entry_must_balance_when_lines_come_and_go(house: House) -> None:
    """A line alone is neither added nor deleted; all lines together may go."""
    entry = house.entry()
    ids = house.lines(entry, "id")
    line = {"move_id": entry, "account_id": house.ids["bank"], "balance": 1}
    assert house.refusal("account.move.line", "create", vals_list=[line]) == UNBALANCED
    assert house.refusal("account.move.line", "unlink", ids=ids[:1]) == UNBALANCED
    assert house.refusal("account.move", "write", ids=[entry], vals={"line_ids": [[2, ids[0]]]}) == UNBALANCED
    assert house.lines(entry, "id") == ids
    house.call("account.move.line", "create", vals_list=[line, {**line, "balance": -1}])
    house.call("account.move.line", "unlink", ids=ids)
    assert house.lines(entry, "balance") == [1.0, -1.0]


def test_the_context_may_put_the_check_off(house: House) -> None:
    """With `check_move_validity` off a client may unbalance an entry, as on the real server."""
    entry = house.entry()
    [first, _] = house.lines(entry, "id")
    house.call("account.move.line", "write", ids=[first], vals={"debit": 90}, context={"check_move_validity": False})
    assert house.lines(entry, "balance") == [90.0, -100.0]


def test_lines_copy_what_their_entry_says(house: House) -> None:
    """Date, name, reference, state, journal and company of a line are its entry's; its partner is a firm."""
    firm = house.create("res.partner", name="Firm", is_company=True)
    clerk = house.create("res.partner", name="Clerk", parent_id=firm)
    entry = house.post_entry(ref="R", partner_id=clerk, date="2026-01-31")
    fields = ("date", "move_name", "ref", "parent_state", "journal_id", "company_id", "partner_id")
    assert set(house.lines(entry, *fields)) == {
        ("2026-01-31", "MISC/2026/01/0001", "R", "posted", house.ids["MISC"], 1, firm)
    }


def test_sections_and_notes_have_neither_account_nor_amount(house: House) -> None:
    """A line of text counts for nothing and must be nothing else; every other line has an account."""
    note = {"display_type": "line_note", "name": "hello"}
    entry = house.create("account.move", line_ids=[[0, 0, note]])
    assert house.lines(entry, "display_type", "balance", "account_id", "quantity") == [("line_note", 0.0, False, 0.0)]
    assert house.refusal("account.move", "action_post", ids=[entry]) == user_error("Even magicians can't post nothing!")
    cannot = "The operation cannot be completed: "
    for line, message in (
        ({**note, "account_id": house.ids["sales"]}, "Forbidden balance or account on non-accountable line"),
        ({"name": "x"}, "Missing required account on accountable line."),
    ):
        refused = (422, "odoo.exceptions.ValidationError", cannot + message)
        assert house.refusal("account.move", "create", vals_list=[{"line_ids": [[0, 0, line]]}]) == refused


def test_a_line_needs_its_entry(house: House) -> None:
    """A line that is created without an entry is a KeyError, as on the real server."""
    vals = {"account_id": house.ids["sales"]}
    assert house.refusal("account.move.line", "create", vals_list=[vals]) == (500, "builtins.KeyError", "move_id")


def test_an_entry_is_draft_without_a_name(house: House) -> None:
    """A new entry is a draft of today in the first journal for miscellaneous operations, and has no name."""
    entry = house.create("account.move")
    assert house.read("account.move", entry, "state", "name", "date", "journal_id", "move_type", "display_name") == {
        "id": entry, "state": "draft", "name": False, "date": "2026-03-02", "journal_id": house.ids["MISC"],
        "move_type": "entry", "display_name": "Draft Entry",
    }  # fmt: skip
    assert house.refusal("account.move", "create", vals_list=[{"state": "posted"}]) == user_error(
        "You cannot create a move already in the posted state. Please create a draft move and post it after."
    )


def test_posting_returns_false_and_counts_from_then_on(house: House) -> None:
    """`action_post` returns False; what is posted is in the balances of accounts, a draft is not."""
    entry = house.entry()
    assert house.read("account.account", house.ids["customers"], "current_balance") == 0.0
    assert house.call("account.move", "action_post", ids=[entry]) is False
    assert house.read("account.account", house.ids["customers"], "current_balance") == 100.0
    assert house.read("account.move", entry, "state", "posted_before", "display_name") == {
        "id": entry, "state": "posted", "posted_before": True, "display_name": "MISC/2026/03/0001",
    }  # fmt: skip
    assert house.refusal("account.move", "action_post", ids=[entry]) == user_error(
        f"The entry MISC/2026/03/0001 (id {entry}) must be in draft."
    )


def test_nothing_cannot_be_posted(house: House) -> None:
    """An entry without lines is not posted, nor are others beside it."""
    good, empty = house.entry(), house.create("account.move")
    assert house.refusal("account.move", "action_post", ids=[good, empty]) == user_error(
        "Even magicians can't post nothing!"
    )
    assert house.read("account.move", good, "state") == "draft"


@pytest.mark.parametrize("state", ["draft", "posted"])
def test_cancelled_entries_keep_their_lines(house: House, state: str) -> None:
    """A cancelled entry stays in the tables with its amounts, and does not count."""
    entry = house.entry() if state == "draft" else house.post_entry()
    assert house.call("account.move", "button_cancel", ids=[entry]) is None
    refusal = user_error("Only draft journal entries can be cancelled.")
    assert house.refusal("account.move", "button_cancel", ids=[entry]) == refusal
    assert house.lines(entry, "balance", "parent_state") == [(100.0, "cancel"), (-100.0, "cancel")]
    assert house.read("account.account", house.ids["customers"], "current_balance") == 0.0


def test_a_draft_keeps_the_name_it_had(house: House) -> None:
    """Back in draft an entry keeps its name, and gets no other when it is posted again."""
    entry = house.post_entry()
    assert house.call("account.move", "button_draft", ids=[entry]) is None
    assert house.read("account.move", entry, "state", "name") == {
        "id": entry,
        "state": "draft",
        "name": "MISC/2026/03/0001",
    }
    refused = user_error("Only posted/cancelled journal entries can be reset to draft.")
    assert house.refusal("account.move", "button_draft", ids=[entry]) == refused
    house.post_entry()
    house.call("account.move", "action_post", ids=[entry])
    assert house.read("account.move", entry, "name") == "MISC/2026/03/0001"


def test_the_state_may_be_written(house: House) -> None:
    """Writing the state posts, cancels and takes back as the buttons do."""
    entry = house.entry()
    for state, name in (
        ("posted", "MISC/2026/03/0001"),
        ("draft", "MISC/2026/03/0001"),
        ("cancel", "MISC/2026/03/0001"),
    ):
        assert house.call("account.move", "write", ids=[entry], vals={"state": state}) is True
        assert house.read("account.move", entry, "state", "name") == {"id": entry, "state": state, "name": name}


def test_posted_entries_are_not_deleted(house: House) -> None:
    """A posted entry and its lines stay; a draft goes with its lines."""
    entry = house.post_entry()
    ids = house.lines(entry, "id")
    assert house.refusal("account.move", "unlink", ids=[entry]) == user_error(DELETE_POSTED)
    assert house.refusal("account.move.line", "unlink", ids=ids) == user_error(DELETE_POSTED)
    house.call("account.move", "button_draft", ids=[entry])
    assert house.call("account.move", "unlink", ids=[entry]) is True
    assert house.call("account.move.line", "search_count", domain=[["id", "in", ids]]) == 0


def test_what_a_posted_entry_keeps(house: House) -> None:
    """Date, partner and lines of a posted entry are read-only; its reference and its lines' accounts are not."""
    entry = house.post_entry()
    [first, _] = house.lines(entry, "id")
    for name, value in (("date", "2026-03-03"), ("partner_id", 1), ("line_ids", [[1, first, {"name": "x"}]])):
        message = f"You cannot modify the following readonly fields on a posted move: {name}"
        assert house.refusal("account.move", "write", ids=[entry], vals={name: value}) == user_error(message)
    assert house.refusal("account.move.line", "write", ids=[first], vals={"debit": 1}) == UNBALANCED
    assert house.call("account.move", "write", ids=[entry], vals={"ref": "new"}) is True
    assert house.call("account.move.line", "write", ids=[first], vals={"account_id": house.ids["bank"]}) is True
    assert house.read("account.account", house.ids["bank"], "current_balance") == 100.0


def test_what_is_not_computed_is_loudly_refused(house: House) -> None:
    """What the fake does not compute is refused by name instead of being made up."""
    vals = {"line_ids": [[0, 0, {"account_id": house.ids["sales"], "balance": 1e14}]]}
    said = "an amount as large as 100000000000000.0 is not in the fake; docs/fidelity.md lists what is"
    assert house.refusal("account.move", "create", vals_list=[vals]) == (501, "twinledger.NotInFake", said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"price_unit": 1e13}, "an amount as large as 1"),
        ({"price_unit": 1e12, "quantity": 1000}, "an amount as large as 1"),
        ({"price_unit": 1, "analytic_distribution": {"1": 1e13}}, "a share of 10000000000000.0 in"),
    ],
)
def test_amounts_of_which_cents_are_lost_are_loudly_refused(house: House, values: dict[str, object], said: str) -> None:
    """The real server rounds them wrongly from ten millions of millions on, and then finds entries unbalanced."""
    line = {"name": "x", "account_id": house.ids["sales"], **values}
    vals = {"move_type": "out_invoice", "journal_id": house.ids["INV"], "invoice_line_ids": [[0, 0, line]]}
    status, name, message = house.refusal("account.move", "create", vals_list=[vals])
    assert (status, name, message.startswith(said)) == (501, "twinledger.NotInFake", True), message


def test_what_posts_itself_waits_for_the_day_of_the_user(house: House) -> None:
    """An entry of tomorrow that posts itself is not posted by hand; whose day it is the time zone says."""
    entry = house.entry(date="2026-03-02", auto_post="at_date")
    refused = house.refusal("account.move", "action_post", ids=[entry], context={"tz": "Pacific/Pago_Pago"})
    assert refused[2] == "This move is configured to be auto-posted on 03/02/2026"
    house.call("account.move", "action_post", ids=[entry])


@pytest.mark.parametrize(
    ("state", "name", "message"),
    [
        ([1], "builtins.TypeError", "unhashable type: 'list'"),
        ({}, "builtins.TypeError", "unhashable type: 'dict'"),
        ("x", "builtins.ValueError", "Wrong value for account.move.state: 'x'"),
        (True, "builtins.ValueError", "Wrong value for account.move.state: True"),
    ],
)
def test_a_state_that_is_none_is_refused(house: House, state: Any, name: str, message: str) -> None:
    """In Python's words or in Odoo's, and nothing has changed (observed)."""
    entry = house.entry()
    assert house.refusal("account.move", "write", ids=[entry], vals={"state": state}) == (500, name, message)
    assert house.read("account.move", entry, "state") == "draft"


def test_an_entry_is_in_some_state(house: House) -> None:
    """Nothing is none (observed)."""
    status, name, message = house.refusal("account.move", "write", ids=[house.entry()], vals={"state": False})
    assert (status, name) == (422, "odoo.exceptions.ValidationError")
    assert "Missing required value for the field 'Status' (state)" in message


@pytest.mark.parametrize("taxes", [5, True, 1e300, "x", {"a": 1}])
def test_taxes_that_are_no_list_are_refused(house: House, taxes: Any) -> None:
    """Of a line, and of a line of an entry (observed)."""
    entry = house.entry()
    line = house.lines(entry, "id")[0]
    refused = (500, "builtins.ValueError", f"Wrong value for account.move.line.tax_ids: {taxes}")
    assert house.refusal("account.move.line", "write", ids=[line], vals={"tax_ids": taxes}) == refused
    vals = {"line_ids": [[1, line, {"tax_ids": taxes}]]}
    assert house.refusal("account.move", "write", ids=[entry], vals=vals) == refused
