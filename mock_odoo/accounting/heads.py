"""Heads: what of an invoice's own fields follows from others: its dates, its rate, its partner's names (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo.accounting import bank_accounts, currency, dating, due_lines, fiscal_positions
from mock_odoo.accounting.invoice_lines import lines_of, moves, rows
from mock_odoo.accounting.kinds import INVOICES, SALES
from mock_odoo.orm.environment import Environment

TYPE_NAMES = {
    "entry": "Journal Entry",
    "out_invoice": "Invoice",
    "out_refund": "Credit Note",
    "in_invoice": "Vendor Bill",
    "in_refund": "Vendor Credit Note",
    "out_receipt": "Sales Receipt",
    "in_receipt": "Purchase Receipt",
}
DRAFT_NAMES = {**TYPE_NAMES, "entry": "Entry", "in_invoice": "Bill"}
JOURNAL_TYPES = {**dict.fromkeys(INVOICES, "purchase"), **dict.fromkeys(SALES, "sale")}
DEPENDING = (
    "invoice_date", "date", "currency_id", "partner_id", "company_id", "journal_id", "invoice_payment_term_id",
)  # fmt: skip


def completed(env: Environment, vals: Mapping[str, Any], *, dated: bool) -> dict[str, Any]:
    """Return the values of a new invoice with those that follow from others; `dated` if somebody gave its date."""
    complete = dict(vals)
    partner = _partner(env, complete.get("partner_id"))
    complete.setdefault("partner_shipping_id", partner["id"])
    complete["commercial_partner_id"] = partner["commercial"]
    complete.setdefault("fiscal_position_id", _position(env, complete))
    complete["invoice_partner_display_name"] = shown_partner(env, complete)
    complete["always_tax_exigible"] = False
    complete.setdefault("partner_bank_id", bank_accounts.of_a_document(env, complete))
    complete.setdefault("invoice_payment_term_id", _usual_terms(env, complete))
    complete.setdefault("invoice_user_id", _seller(env, complete["move_type"], partner, False))
    if complete.get("invoice_date") and not dated:
        complete["date"] = dating.booked_on(env, complete["move_type"], complete["invoice_date"])
    return {"invoice_currency_rate": rate_of(env, complete), **complete}


def shown_partner(env: Environment, vals: Mapping[str, Any]) -> str:
    """Return whose document lists show: the partner's, else who made it (observed)."""
    return str(_partner(env, vals.get("partner_id"))["name"] or f"#Created by: {env.user.name}")


def rate_of(env: Environment, invoice: Mapping[str, Any]) -> float:
    """Return the rate at which an invoice is booked: that of its own date, else of today."""
    day = str(invoice.get("invoice_date") or env.today)[:10]
    return float(currency.rate(env, invoice["currency_id"], invoice["company_id"], day))


def changed(env: Environment, invoice: Mapping[str, Any], vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return `vals` with what else changes of an entry when they are written to it."""
    more: dict[str, Any] = {}
    if invoice["move_type"] not in INVOICES:
        if "partner_id" in vals:  # then plain entries lose their terms, too (observed)
            more |= {"invoice_partner_display_name": shown_partner(env, vals), "invoice_payment_term_id": False}
        return {**more, **vals}
    if dating.DECIDING & vals.keys() and "date" not in vals:
        more["date"] = dating.booked_again(env, {**invoice, **vals})
    if {"partner_id", "move_type"} & vals.keys():
        whole = {**invoice, **vals}
        partner = _partner(env, whole["partner_id"])
        more["invoice_user_id"] = _seller(env, whole["move_type"], partner, invoice["invoice_user_id"])
    if "partner_id" in vals:
        more["commercial_partner_id"] = partner["commercial"]
        more["invoice_partner_display_name"] = shown_partner(env, vals)
        more.setdefault("partner_shipping_id", partner["id"])
        more["fiscal_position_id"] = _position(env, {**invoice, **more, **vals})
        more["partner_bank_id"] = bank_accounts.of_a_document(env, {**invoice, **more})
        if "invoice_payment_term_id" not in vals:
            more["invoice_payment_term_id"] = _usual_terms(env, {**invoice, **vals})
    if {"invoice_date", "currency_id"} & vals.keys() and "invoice_currency_rate" not in vals:
        more["invoice_currency_rate"] = rate_of(env, {**invoice, **vals, **more})
    return {**more, **vals}


def carry_to_lines(env: Environment, ids: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Pass a new partner or currency of invoices on to their lines, a new partner's account to those that are due.

    Lines of whatever entry count in the currency of another company, in the amounts that they have (observed).
    """
    if "company_id" in vals:
        env.database.store.execute(
            "UPDATE account_move_line SET company_currency_id ="
            " (SELECT c.currency_id FROM res_company c WHERE c.id = account_move_line.company_id)"
            " WHERE move_id IN (SELECT value FROM json_each(?))",
            (env.database.json_list(ids),),
        )
    for move in moves(env, ids) if {"partner_id", "currency_id"} & vals.keys() else ():
        if not move.is_invoice:
            continue
        lines = rows(env, move.id)
        due = [line for line in lines if line["display_type"] == "payment_term" and "partner_id" in vals]
        accounts = due_lines.accounts(env, move, due)
        for line in lines:
            account = {"account_id": accounts[line["id"]]} if line["id"] in accounts else {}
            amounts = {name: line[name] for name in ("amount_currency", "balance")}
            more = {"partner_id": move.partner or False, "currency_id": move.currency, **amounts, **account}
            lines_of(env, [line["id"]])._put(more)
            lines_of(env, [line["id"]])._spread(more)


def _partner(env: Environment, id_: Any) -> dict[str, Any]:
    row = env.database.store.one(
        "SELECT id, commercial_partner_id, complete_name, user_id FROM res_partner WHERE id = ?", (id_ or 0,)
    )
    found = row or (False, False, False, False)
    return dict(zip(("id", "commercial", "name", "seller"), found, strict=True))


def _seller(env: Environment, kind: str, partner: Mapping[str, Any], now: Any) -> Any:
    """Return who sells: whoever does `now`, else who sells to the partner, else who asks, if there is a partner.

    Nobody sells what is bought (observed).
    """
    if kind not in SALES:
        return False
    return now or partner["seller"] or (bool(partner["id"]) and env.uid)


def _position(env: Environment, invoice: Mapping[str, Any]) -> int | bool:
    partner, delivery = invoice.get("partner_id"), invoice.get("partner_shipping_id")
    return fiscal_positions.of_document(env, invoice["company_id"], partner, delivery)


def _usual_terms(env: Environment, invoice: Mapping[str, Any]) -> Any:
    """Return the partner's payment terms: those for customers, or those for suppliers."""
    name = "property_payment_term_id" if invoice["move_type"] in SALES else "property_supplier_payment_term_id"
    row = env.database.store.one(
        f"SELECT json_extract({name}, ?) FROM res_partner WHERE id = ?",
        (f'$."{invoice["company_id"]}"', invoice.get("partner_id") or 0),
    )
    return row[0] if row and row[0] else False
