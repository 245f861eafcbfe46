"""What the fake does not do: it says so by name, and nothing is changed or made up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .support import House, fault
from .trade import client, invoice, taxes

HUGE = {"a": 2**64}
CALLS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("account.partial.reconcile", "create", {"vals_list": [{}]}, "creating a partial reconciliation by hand; lines"),
    ("account.full.reconcile", "create", {"vals_list": [{}]}, "creating a full reconciliation by hand; lines are"),
    (
        "res.partner", "formatted_read_group", {"domain": [], "groupby": ["properties.x"], "aggregates": []},
        "grouping by properties.x",
    ),
    ("res.partner", "search", {"domain": [], "order": "properties.x"}, "ordering by a property of res.partner.propert"),
    (
        "account.fiscal.position", "create", {"vals_list": [{"name": "x", "foreign_vat": "BE1"}]},
        "a VAT number of another country for a company",
    ),
    (
        "account.move", "create",
        {"vals_list": [{"move_type": "out_invoice"}], "context": {"skip_invoice_sync": True}},
        "invoices of which nothing is reckoned (skip_invoice_sync)",
    ),
    (
        "res.partner", "create", {"vals_list": [{"name": "x"}], "context": {"default_parent_id": {"name": "y"}}},
        "a record that comes to be as res.partner.parent_id of the context",
    ),
    # What leads to models that are not there.
    (
        "res.company", "write", {"ids": [1], "vals": {"paperformat_id": 3}},
        "a value for res.company.paperformat_id (the model report.paperformat)",
    ),
    (
        "res.company", "write", {"ids": [1], "vals": {"paperformat_id": {"name": "A4"}}},
        "a value for res.company.paperformat_id (the model report.paperformat)",
    ),
    (
        "res.users", "write", {"ids": [2], "vals": {"role_ids": [[4, 3]]}},
        "a value for res.users.role_ids (the model res.role)",
    ),
    ("res.groups", "write", {"ids": [1], "vals": {"all_user_ids": [[4, 2]]}}, "writing res.groups.all_user_ids"),
    (
        "account.payment", "search", {"domain": [["source_payment_id.name", "=", "x"]]},
        "the model payment.transaction",
    ),
    # What PostgreSQL keeps as it is said, whatever it means.
    (
        "product.category", "create", {"vals_list": [{"name": "x", "property_account_income_categ_id": 999}]},
        "999 as product.category.property_account_income_categ_id, which is kept though it refers to nothing,",
    ),
    (
        "res.partner", "create", {"vals_list": [{"name": "x", "property_account_payable_id": "5"}]},
        "'5' as res.partner.property_account_payable_id, which is kept as it is said,",
    ),
    (
        "account.move", "create", {"vals_list": [{"sending_data": HUGE}]},
        "{'a': 18446744073709551616} in account.move.sending_data",
    ),
    ("account.move", "search", {"domain": [["sending_data", "=", 1]]}, "searching in account.move.sending_data"),
    (
        "account.move", "create", {"vals_list": [{"partner_id": "1"}]},
        "'1' as account.move.partner_id, which is kept as it is said,",
    ),
    # What is grouped, ordered, exported and imported by things that the fake cannot say of all records at once.
    (
        "account.move.line", "formatted_read_group",
        {"domain": [], "groupby": ["analytic_distribution"], "aggregates": ["__count"]},
        "grouping by analytic_distribution",
    ),
    (
        "account.move", "formatted_read_group",
        {"domain": [], "groupby": ["partner_id.category_id"], "aggregates": ["__count"]},
        "grouping by account.move.partner_id.category_id",
    ),
    (
        "res.partner", "search", {"domain": [["activity_state", "=", "today"]]},
        "searching or ordering by res.partner.activity_state",
    ),
    (
        "res.partner", "export_data", {"ids": [1], "fields_to_export": ["category_id/color"]},
        "exporting res.partner.category_id/color",
    ),
    (
        "account.move", "load", {"fields": ["ref", "sending_data"], "data": [["x", "{}"]]},
        "importing account.move.sending_data",
    ),
    (
        "account.fiscal.position", "load", {"fields": ["name", "foreign_vat"], "data": [["x", "BE1"]]},
        "a VAT number of another country for a company",
    ),
    (
        "account.fiscal.position", "load",  # the second is refused first: its id is that of a currency
        {"fields": ["id", "name", "foreign_vat"], "data": [["", "x", "BE1"], ["base.EUR", "y", ""]]},
        "a VAT number of another country for a company",
    ),
    (
        "res.country.group", "create", {"vals_list": [{"name": "x", "country_ids": [[4, "20"]]}]},
        "a link of res.country.group.country_ids by the digits of an id",
    ),
    (
        "account.bank.statement", "create", {"vals_list": [{"name": "x", "attachment_ids": [[4, 99999]]}]},
        "what PostgreSQL says of a link of account.bank.statement.attachment_ids that leads nowhere",
    ),
    # What is nothing among ids.
    ("res.partner", "read", {"ids": [0], "fields": ["name"]}, "a record without an id (0, false or null"),
    ("account.move", "write", {"ids": [1, False], "vals": {"ref": "x"}}, "a record without an id"),
    ("account.move", "button_draft", {"ids": [None]}, "a record without an id"),
)  # fmt: skip


@pytest.mark.parametrize(("model", "method", "arguments", "said"), CALLS)
def test_it_is_loudly_refused(house: House, model: str, method: str, arguments: dict[str, Any], said: str) -> None:
    """With what it is, and where the list of what there is stands."""
    status, name, message = house.refusal(model, method, **arguments)
    assert (status, name) == (501, "twinledger.NotInFake"), message
    assert message.startswith(said), message
    assert message.endswith("is not in the fake; docs/fidelity.md lists what is")


def said(house: House, model: str, method: str, **arguments: Any) -> str:
    """Return what of a call is not in the fake."""
    status, name, message = house.refusal(model, method, **arguments)
    assert (status, name) == (501, "twinledger.NotInFake"), message
    return message.removesuffix(" is not in the fake; docs/fidelity.md lists what is")


def test_opening_balances_of_accounts(house: House) -> None:
    """The real server writes them into an entry of its own."""
    vals = {"name": "x", "code": "1", "account_type": "expense", "opening_debit": 5}
    opening = "the opening entry that account.account.opening_debit is written to"
    assert said(house, "account.account", "create", vals_list=[vals]) == opening


def test_own_fields_keep_their_names_and_choices(house: House) -> None:
    """Another name, and more to choose from, would change tables that are there."""
    [model] = house.call("ir.model", "search", domain=[["model", "=", "res.partner"]])
    field = house.create("ir.model.fields", name="x_mark", ttype="char", model_id=model)
    renamed = {"vals": {"name": "x_sign"}}
    assert said(house, "ir.model.fields", "write", ids=[field], **renamed) == "giving a field another name"
    choice = {"field_id": field, "value": "a", "name": "A"}
    adding = "adding to what a selection offers"
    assert said(house, "ir.model.fields.selection", "create", vals_list=[choice]) == adding


def test_states_of_payments_are_set_by_their_buttons(house: House) -> None:
    """A payment is made as a draft, and no client writes where else it goes."""
    transfers = house.create("account.account", name="T", code="580000", account_type="asset_current", reconcile=True)
    house.call("res.company", "write", ids=[1], vals={"transfer_account_id": transfers})
    vals = {"partner_id": client(house), "amount": 5, "journal_id": house.ids["BNK"]}
    made = said(house, "account.payment", "create", vals_list=[{**vals, "state": "in_process"}])
    assert made == "making a payment that is confirmed from the start"
    payment = house.create("account.payment", **vals)
    written = said(house, "account.payment", "write", ids=[payment], vals={"state": "canceled"})
    assert written == "writing the state canceled of a payment; its actions set it"
    assert house.read("account.payment", payment, "state") == "draft"


def test_entries_stay_entries(house: House) -> None:
    """And documents stay documents, at the rate of 1 in the currency of their company."""
    entry, document = house.entry(), invoice(house, client(house), 100)
    kind = "making an entry a document, or a document an entry,"
    assert said(house, "account.move", "write", ids=[entry], vals={"move_type": "out_invoice"}) == kind
    assert said(house, "account.move", "write", ids=[document], vals={"move_type": "entry"}) == kind
    rate = "another rate than 1 of a document in its company's currency"
    assert said(house, "account.move", "write", ids=[document], vals={"invoice_currency_rate": 2}) == rate
    made = {"move_type": "out_invoice", "journal_id": house.ids["INV"], "invoice_currency_rate": 2}
    assert said(house, "account.move", "create", vals_list=[made]) == rate
    assert house.call("account.move", "write", ids=[document], vals={"move_type": "out_refund"}) is True


def test_what_can_be_deducted_in_part(house: House) -> None:
    """Of a bill all or nothing is."""
    journal = house.create("account.journal", name="Buys", code="BUY", type="purchase")
    line = {"name": "x", "price_unit": 5, "account_id": house.ids["purchases"], "tax_ids": [], "deductible_amount": 50}
    vals = {"move_type": "in_invoice", "journal_id": journal, "partner_id": client(house)}
    bill = {"vals_list": [{**vals, "invoice_line_ids": [[0, 0, line]]}]}
    assert said(house, "account.move", "create", **bill) == "what can be deducted only in part,"


def test_bytes_have_no_tree(house: House) -> None:
    """Only XML-RPC can send some, and what the real server finds below them follows no rule that was seen."""
    code, said = fault(house, "res.partner", "search", [["id", "child_of", [b"x"]]])
    assert code == 1
    assert said.endswith("a tree with bytes among its roots is not in the fake; docs/fidelity.md lists what is")


def test_a_tax_that_is_due_on_payment(house: House) -> None:
    """It is kept, and refused where it would be reckoned."""
    tax = taxes(house)["21"]
    account = {"code": "451900", "name": "VAT to come", "account_type": "liability_current", "reconcile": True}
    [waits] = house.call("account.account", "create", vals_list=[account])
    due = {"tax_exigibility": "on_payment", "cash_basis_transition_account_id": waits}
    house.call("account.tax", "write", ids=[tax], vals=due)
    vals = {"move_type": "out_invoice", "partner_id": client(house), "journal_id": house.ids["INV"]}
    line = {"name": "x", "price_unit": 1, "account_id": house.ids["sales"], "tax_ids": [[6, 0, [tax]]]}
    vals["invoice_line_ids"] = [[0, 0, line]]
    said = "a tax that is due on payment is not in the fake; docs/fidelity.md lists what is"
    assert house.refusal("account.move", "create", vals_list=[vals]) == (501, "twinledger.NotInFake", said)


def test_references_that_the_fake_does_not_make(house: House) -> None:
    """An invoice of a journal that wants such stays a draft."""
    house.call("account.journal", "write", ids=[house.ids["INV"]], vals={"invoice_reference_type": "partner"})
    id_ = invoice(house, client(house), 100)
    said = "payment references by partner in the way of be is not in the fake; docs/fidelity.md lists what is"
    assert house.refusal("account.move", "action_post", ids=[id_]) == (501, "twinledger.NotInFake", said)
    assert house.read("account.move", id_, "state") == "draft"


def test_what_a_register_dialog_is_told_of_its_lines(house: House) -> None:
    """It pays what its context names; told otherwise it says what it cannot."""
    id_ = invoice(house, client(house), 100)
    house.call("account.move", "action_post", ids=[id_])
    context = {"active_model": "account.move", "active_ids": [id_]}
    vals = {"payment_type": "outbound"}
    refused = house.refusal("account.payment.register", "create", vals_list=[vals], context=context)
    assert refused[:2] == (501, "twinledger.NotInFake")
    assert "otherwise than by its context" in refused[2]


def test_what_a_dialog_proposes_is_told_for_the_web_client(house: House) -> None:
    """Each entry with its day, its name and those it would get in the order of names and of dates (observed)."""
    entries = [house.post_entry(date=day) for day in ("2026-03-09", "2026-03-01")]
    context = {"active_model": "account.move", "active_ids": entries}
    vals = {"first_name": "MISC/2026/03/0005", "ordering": "keep"}
    [dialog] = house.call("account.resequence.wizard", "create", vals_list=[vals], context=context)
    shown: Any = house.read("account.resequence.wizard", dialog, "new_values", "preview_moves")
    proposed, preview = json.loads(shown["new_values"]), json.loads(shown["preview_moves"])
    assert [proposed[str(id_)]["new_by_name"][-1] for id_ in entries] == ["5", "6"]
    assert [proposed[str(id_)]["new_by_date"][-1] for id_ in entries] == ["6", "5"]
    assert proposed[str(entries[0])] == {
        "id": entries[0], "current_name": "MISC/2026/03/0001", "state": "posted", "date": "03/09/2026",
        "server-date": "2026-03-09", "server-year-start-date": "2026-01-01", "new_by_name": "MISC/2026/03/0005",
        "new_by_date": "MISC/2026/03/0006",
    }  # fmt: skip
    assert preview["ordering"] == "keep"
    assert {one["id"] for one in preview["changeLines"]} == set(entries)


def test_a_hard_lock_over_drafts(house: House) -> None:
    """The real server warns, and shows them; the fake does not, and sets no lock."""
    house.entry(date="2026-03-01")
    said = "a hard lock over drafts; the real server warns and shows a list of them is not in the fake"
    status, name, message = house.refusal("res.company", "write", ids=[1], vals={"hard_lock_date": "2026-03-31"})
    assert (status, name, message.startswith(said)) == (501, "twinledger.NotInFake", True), message
    assert house.read("res.company", 1, "hard_lock_date") is False


def test_a_sum_over_foreign_currencies(house: House) -> None:
    """It needs rates of every day; where all lines are in one currency it is their sum."""
    house.post_entry(("bank", 5.0), ("sales", -5.0))
    asked = {"domain": [], "groupby": [], "aggregates": ["amount_currency:sum_currency"]}
    [whole] = house.call("account.move.line", "formatted_read_group", **asked)
    assert whole["amount_currency:sum_currency"] == 0.0
    foreign = house.create("res.currency", name="XTS", symbol="x")
    line = {"account_id": house.ids["bank"], "currency_id": foreign, "amount_currency": 3.0, "debit": 2.0}
    against = {"account_id": house.ids["sales"], "credit": 2.0}
    vals = {"journal_id": house.ids["MISC"], "line_ids": [[0, 0, line], [0, 0, against]]}
    house.call("account.move", "create", vals_list=[vals])
    status, name, message = house.refusal("account.move.line", "formatted_read_group", **asked)
    assert (status, name) == (501, "twinledger.NotInFake"), message
    assert message.startswith("the aggregate sum_currency over foreign currencies")


def test_the_languages_that_can_be_used(house: House) -> None:
    """By code and name."""
    assert house.call("res.lang", "get_installed") == [["en_US", "English (US)"]]


def test_a_document_that_is_bought_this_month_is_booked_today(house: House) -> None:
    """On the day of the user, where its own is over and its journal counts by month (observed)."""
    today = house.odoo.clock.now().date()
    assert today.day > 1
    journal = house.create("account.journal", name="Buys", code="BUY", type="purchase")
    house.call("account.journal", "write", ids=[journal], vals={"default_account_id": house.ids["purchases"]})
    vals = {
        "move_type": "in_invoice", "journal_id": journal, "partner_id": client(house),
        "invoice_date": today.replace(day=1).isoformat(),
    }  # fmt: skip
    [bill] = house.call("account.move", "create", vals_list=[vals])
    assert house.read("account.move", bill, "date") == today.isoformat()


def test_values_that_follow_from_others_are_not_written_past_those(house: House) -> None:
    """What an entry or a line has of others is refused where it would change, and taken where it is so already."""
    entry = house.entry(("bank", 5.0), ("sales", -5.0))
    [line, _] = house.read("account.move", entry, "line_ids")
    for model, id_, name, other in (
        ("account.move", entry, "amount_total", 7.0),
        ("account.move.line", line, "parent_state", "posted"),
    ):
        before = house.read(model, id_, name)
        house.call(model, "write", ids=[id_], vals={name: before})
        status, error, message = house.refusal(model, "write", ids=[id_], vals={name: other})
        assert (status, error) == (501, "twinledger.NotInFake"), message
        assert message.startswith(f"writing {model}.{name}, which follows from other values, is not in the fake")
        assert house.read(model, id_, name) == before
