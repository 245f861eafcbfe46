"""Trading: invoices, bills and refunds with taxes and terms, and what is done with them, as an exploration draws it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.house import BUY_TAXES, SALE_TAXES, TERMS, House
from twinledger.parity.exploring.kinds import ENTRY, LINE
from twinledger.parity.exploring.looking import ids
from twinledger.parity.exploring.operands import DAYS, Drawn, rarely, records, written

SALES = ("out_invoice", "out_refund", "out_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
PRICES = [100, 33.33, 0, 10, 99.99, 0.01, -20, 1234.5, 7.005]
QUANTITIES = [1, 1, 2, 3, 0.5, -1, 0]
DISCOUNTS = [0, 10, 33.33, 100]
EDITED = ("partner_id", "invoice_date", "invoice_date_due", "invoice_payment_term_id", "ref", "currency_id", "date")


@st.composite
def documents(draw: DrawFn, house: House) -> Ask:
    """Draw the creation of an invoice, a bill, a refund or a receipt."""
    kind = draw(st.sampled_from(["out_invoice"] * 4 + ["in_invoice"] * 3 + ["out_refund", "in_refund", "out_receipt"]))
    name = house.new(ENTRY.model)
    vals = draw(_document(house, kind))
    return Ask(ENTRY.model, "create", {"vals_list": vals}, capture={name: "result.0"}, makes=(name,))


@st.composite
def _document(draw: DrawFn, house: House, kind: str) -> dict[str, Any]:
    journal = "${sale_journal}" if kind in SALES else "${buy_journal}"
    day = draw(st.sampled_from(DAYS))
    vals: dict[str, Any] = {
        "move_type": kind,
        "journal_id": draw(rarely(st.just(journal), st.just("${journal}"), 40)),
        "partner_id": draw(rarely(st.just("${client}"), written(house, ENTRY, "partner_id"), 8)),
        "invoice_date": draw(rarely(st.just(day), st.just(False), 12)),
        "invoice_line_ids": [[0, 0, line] for line in draw(st.lists(_line(house, kind), min_size=1, max_size=3))],
    }
    vals.update(draw(_due(day)))
    more: dict[str, Drawn] = {
        "ref": st.sampled_from(["R ${tag}", "r", False]),
        "currency_id": st.just("${dollar}"),
        "payment_reference": st.just("P ${tag}"),
        "narration": st.just("<p>N</p>"),
        "invoice_origin": st.just("O"),
        "date": st.sampled_from(DAYS),
    }
    for name in draw(st.lists(st.sampled_from(list(more)), max_size=2, unique=True)):
        vals[name] = draw(more[name])
    return vals


@st.composite
def _due(draw: DrawFn, day: str) -> dict[str, Any]:
    """Draw when a document is due: by terms, on a day, or as its partner's terms say."""
    by_terms = st.sampled_from(TERMS).map(lambda term: {"invoice_payment_term_id": f"${{{term}}}"})
    on_a_day: Drawn = st.sampled_from(DAYS).map(lambda due: {"invoice_date_due": max(due, day)})
    return dict(draw(st.one_of(by_terms, on_a_day, on_a_day)))


@st.composite
def _line(draw: DrawFn, house: House, kind: str) -> dict[str, Any]:
    if draw(st.integers(0, 15)) == 0:
        return {"display_type": draw(st.sampled_from(["line_section", "line_note"])), "name": "S"}
    line: dict[str, Any] = {"name": draw(st.sampled_from(["A", "B", "two words", False]))}
    line["price_unit"] = draw(rarely(st.sampled_from([100, 50, 33.33]), st.sampled_from(PRICES), 3))
    line["tax_ids"] = [[6, 0, draw(_taxes(kind))]]
    if draw(st.integers(0, 2)) == 0:
        line["quantity"] = draw(st.sampled_from(QUANTITIES))
    if draw(st.integers(0, 4)) == 0:
        line["discount"] = draw(st.sampled_from(DISCOUNTS))
    if draw(st.integers(0, 4)) == 0:
        line["account_id"] = draw(st.sampled_from(["${sales}", "${costs}", "${bank}", "${customers}"]))
    return line


def _taxes(kind: str) -> Drawn:
    own, others = (SALE_TAXES, BUY_TAXES) if kind in SALES else (BUY_TAXES, SALE_TAXES)
    taxes = st.lists(st.sampled_from(own), max_size=2, unique=True)
    return rarely(taxes, st.lists(st.sampled_from(others), max_size=1), 30).map(
        lambda names: [f"${{{name}}}" for name in names]
    )


@st.composite
def edits(draw: DrawFn, house: House) -> Ask:
    """Draw a change of a document: of its head, or of lines through it."""
    if draw(st.booleans()):
        some = st.lists(st.sampled_from(EDITED), min_size=1, max_size=2, unique=True)
        vals = {name: draw(written(house, ENTRY, name)) for name in draw(some)}
        return Ask(ENTRY.model, "write", {"vals": vals}, draw(ids(house, ENTRY)))
    line = draw(records(house, LINE.model))
    change = draw(st.fixed_dictionaries({}, optional=_changes()))
    commands = draw(
        st.sampled_from([[[1, line, change]], [[2, line, 0]], [[0, 0, {"name": "C", "price_unit": 5, "tax_ids": []}]]])
    )
    return Ask(ENTRY.model, "write", {"vals": {"invoice_line_ids": commands}}, draw(ids(house, ENTRY)))


@st.composite
def line_edits(draw: DrawFn, house: House) -> Ask:
    """Draw a change of lines by themselves: price, quantity, discount, taxes."""
    change = draw(st.fixed_dictionaries({}, optional=_changes()).filter(bool))
    return Ask(LINE.model, "write", {"vals": change}, draw(ids(house, LINE)))


def _changes() -> dict[str, Drawn]:
    return {
        "price_unit": st.sampled_from(PRICES),
        "quantity": st.sampled_from(QUANTITIES),
        "discount": st.sampled_from(DISCOUNTS),
        "tax_ids": _taxes("out_invoice").map(lambda taxes: [[6, 0, taxes]]),
    }


@st.composite
def deeds(draw: DrawFn, house: House) -> Ask:
    """Draw what people do with entries."""
    method = draw(st.sampled_from(["action_post", "action_post", "action_post", "button_draft", "button_cancel"]))
    return Ask(ENTRY.model, method, {}, draw(ids(house, ENTRY)))


@st.composite
def reversals(draw: DrawFn, house: House) -> Ask:
    """Draw a reversal by its dialog: what it is about, what it says, and one of the two buttons."""
    dialog, made = house.new("account.move.reversal"), house.new(ENTRY.model)
    vals: dict[str, Any] = {"journal_id": draw(st.sampled_from(["${sale_journal}", "${journal}", "${buy_journal}"]))}
    vals["date"] = draw(st.sampled_from(DAYS))
    if draw(st.booleans()):
        vals["reason"] = "Why"
    context = {
        "active_model": ENTRY.model,
        "active_ids": draw(st.lists(records(house, ENTRY.model), min_size=1, max_size=2, unique=True)),
    }
    button = draw(st.sampled_from(["refund_moves", "refund_moves", "modify_moves"]))
    id_ = f"${{{dialog}}}"
    shown = ["move_ids", "date", "reason", "journal_id", "residual", "currency_id", "move_type"]
    model = "account.move.reversal"
    return Ask(
        model, "create", {"vals_list": vals, "context": context}, capture={dialog: "result.0"},
        then=(
            Ask(model, "read", {"fields": shown}, id_),
            Ask(model, button, {}, id_, capture={made: "result.res_id"}, makes=(made,)),
        ),
    )  # fmt: skip
