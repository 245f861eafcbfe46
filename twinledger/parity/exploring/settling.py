"""Settling: payments, the dialog that registers them, lines set off against each other, and locked periods."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.kinds import COMPANY, ENTRY, LINE, PAYMENT
from twinledger.parity.exploring.looking import ids
from twinledger.parity.exploring.operands import DAYS, rarely, records, written

REGISTER = "account.payment.register"
SHOWN = (
    "payment_date amount communication group_payment currency_id journal_id payment_type partner_type partner_id "
    "source_amount source_amount_currency can_edit_wizard can_group_payments payment_difference "
    "payment_difference_handling line_ids installments_mode"
).split()
LOCKS = ("fiscalyear_lock_date", "tax_lock_date", "sale_lock_date", "purchase_lock_date")


@st.composite
def payments(draw: DrawFn, house: House) -> Ask:
    """Draw a new payment of a customer, or to a supplier."""
    name = house.new(PAYMENT.model)
    vals: dict[str, Any] = {
        "amount": draw(rarely(st.sampled_from([100, 60, 33.33]), st.sampled_from([0, -5, 0.01]), 8)),
        "date": draw(st.sampled_from(DAYS)),
        "journal_id": draw(rarely(st.just("${bank_journal}"), records(house, "account.journal"), 12)),
        "partner_id": draw(rarely(st.just("${client}"), written(house, PAYMENT, "partner_id"), 6)),
    }
    if draw(st.booleans()):
        vals.update({"payment_type": "outbound", "partner_type": draw(st.sampled_from(["supplier", "customer"]))})
    for field in draw(st.lists(st.sampled_from(["memo", "payment_reference", "currency_id"]), max_size=1)):
        vals[field] = "${dollar}" if field == "currency_id" else draw(written(house, PAYMENT, field))
    return Ask(PAYMENT.model, "create", {"vals_list": vals}, capture={name: "result.0"}, makes=(name,))


@st.composite
def payment_deeds(draw: DrawFn, house: House) -> Ask:
    """Draw what people do with payments: confirm, take back, cancel, change."""
    chosen = draw(ids(house, PAYMENT))
    method = draw(st.sampled_from(["action_post", "action_post", "action_draft", "action_cancel", "write"]))
    if method != "write":
        return Ask(PAYMENT.model, method, {}, chosen)
    some = st.lists(st.sampled_from(["date", "amount", "memo", "partner_id"]), min_size=1, max_size=2, unique=True)
    vals = {field: draw(written(house, PAYMENT, field)) for field in draw(some)}
    return Ask(PAYMENT.model, "write", {"vals": vals}, chosen)


@st.composite
def registrations(draw: DrawFn, house: House) -> Ask:
    """Draw payments that are registered by the dialog: what is paid, what it says, and the button."""
    dialog, made = house.new(REGISTER), house.new(PAYMENT.model)
    model = draw(st.sampled_from([ENTRY.model, ENTRY.model, LINE.model]))
    about = draw(st.lists(records(house, model), min_size=1, max_size=2, unique=True))
    vals: dict[str, Any] = {"journal_id": "${bank_journal}", "payment_date": draw(st.sampled_from(DAYS))}
    if draw(st.integers(0, 2)) == 0:
        vals["amount"] = draw(st.sampled_from([30, 100, 0.01, 121]))
        if draw(st.booleans()):
            vals.update({"payment_difference_handling": "reconcile", "writeoff_account_id": "${costs}"})
    if draw(st.integers(0, 3)) == 0:
        vals["group_payment"] = draw(st.booleans())
    id_ = f"${{{dialog}}}"
    return Ask(
        REGISTER, "create", {"vals_list": vals, "context": {"active_model": model, "active_ids": about}},
        capture={dialog: "result.0"},
        then=(
            Ask(REGISTER, "read", {"fields": SHOWN}, id_),
            Ask(REGISTER, "action_create_payments", {}, id_, capture={made: "result.res_id"}, makes=(made,)),
        ),
    )  # fmt: skip


@st.composite
def matches(draw: DrawFn, house: House) -> Ask:
    """Draw lines that are set off against each other, or taken apart."""
    method = draw(st.sampled_from(["reconcile", "reconcile", "remove_move_reconcile"]))
    return Ask(LINE.model, method, {}, draw(st.lists(records(house, LINE.model), min_size=1, max_size=3, unique=True)))


@st.composite
def locks(draw: DrawFn, house: House) -> Ask:
    """Draw a period that is locked, or opened again."""
    del house
    days = rarely(st.sampled_from([False, "2020-12-31", "2021-03-31", "2021-06-30"]), st.just("2021-02-30"), 20)
    vals = {draw(st.sampled_from(LOCKS)): draw(days)}
    return Ask(COMPANY.model, "write", {"vals": vals}, ["${company}"])
