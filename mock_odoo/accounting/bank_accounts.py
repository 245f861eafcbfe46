"""Bank accounts of documents and journals: into which one is paid, and whose a journal's is (observed)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_odoo.accounting import iban
from mock_odoo.errors import UserError, ValidationError, no_text
from mock_odoo.orm.environment import Environment

MODEL = "res.partner.bank"
INBOUND = ("out_invoice", "in_refund", "out_receipt")  # the company is paid
NOT_THE_COMPANYS = "The holder of a journal's bank account must be the company ({})."
MISMATCH = "The partners of the journal's company and the related bank account mismatch."


def of_a_document(env: Environment, document: Mapping[str, Any]) -> int | bool:
    """Return the first account, trusted ones before others, of who is paid: the company, or the partner's firm."""
    company = document["company_id"]
    inbound = document["move_type"] in INBOUND
    partner = _company_partner(env, company) if inbound else document.get("commercial_partner_id")
    accounts = env.sudo().model(MODEL, tuple(of_partner(env, partner, company))).read(["allow_out_payment"])
    trusted = [account["id"] for account in accounts if account["allow_out_payment"]]
    return next(iter([*trusted, *(account["id"] for account in accounts)]), False)


def of_partner(env: Environment, partner: object, company: object) -> list[int]:
    """Return a partner's accounts that a company may use."""
    mine = [("partner_id", "=", partner), ("company_id", "in", [False, company])]
    return env.sudo()[MODEL].search(mine) if partner else []


def of_a_payment(env: Environment, payment: Mapping[str, Any]) -> list[int]:
    """Return the accounts that a payment may go to: the journal's, or those of who is paid."""
    if payment["payment_type"] == "outbound":
        return of_partner(env, payment.get("partner_id"), payment["company_id"])
    row = env.database.store.one("SELECT bank_account_id FROM account_journal WHERE id = ?", (payment["journal_id"],))
    return [row[0]] if row and row[0] else []


def of_a_journal(env: Environment, vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a journal of a company with the account, found or made, that its number names."""
    rest = {name: value for name, value in vals.items() if name != "bank_acc_number"}
    number = vals.get("bank_acc_number")
    if number and not isinstance(number, str):
        raise no_text(number)
    if number and not vals.get("bank_account_id"):
        partner = _company_partner(env, vals["company_id"])
        own = [("sanitized_acc_number", "=", iban.sanitized(number)), ("partner_id", "=", partner)]
        found = env[MODEL].search(own, limit=1) or env[MODEL].create([{"acc_number": number, "partner_id": partner}])
        rest["bank_account_id"] = found[0]
    return rest


def check_journal(env: Environment, journal: int, *, new: bool) -> None:
    """Raise ValidationError or UserError if a journal's account is not its company's."""
    row = env.database.store.one(
        "SELECT p.name FROM account_journal j JOIN res_partner_bank b ON b.id = j.bank_account_id"
        " JOIN res_company c ON c.id = j.company_id JOIN res_partner p ON p.id = c.partner_id"
        " WHERE j.id = ? AND b.partner_id != c.partner_id",
        (journal,),
    )
    if row:
        raise ValidationError(NOT_THE_COMPANYS.format(row[0])) if new else UserError(MISMATCH)


def _company_partner(env: Environment, company: object) -> int | None:
    row = env.database.store.one("SELECT partner_id FROM res_company WHERE id = ?", (company,))
    return row[0] if row else None
