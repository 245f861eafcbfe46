"""Registering payments: from the open lines of documents to payments, set off against them (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mock_odoo.accounting import payment_entries, reconciliation
from mock_odoo.accounting.rounding import rounded
from mock_odoo.errors import NotInFake, UserError
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.many2many import link
from mock_odoo.orm.values import decimal

CLAIMS = ("asset_receivable", "liability_payable")
ELSEWHERE = "The register payment wizard should only be called on account.move or account.move.line records."
NOTHING_LEFT = (
    "There's nothing left to pay for the selected journal items, so no payment registration is necessary. "
    "You've got your finances under control like a boss!"
)
LINE = (
    "move_id", "account_id", "account_type", "partner_id", "currency_id", "company_id", "amount_residual_currency",
    "amount_residual", "display_type",
)  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Open lines that one payment can pay: of one partner, account and currency, and on one side."""

    lines: tuple[int, ...]
    entries: tuple[int, ...]
    partner: int
    currency: int
    company: int
    account: int
    partner_type: str
    payment_type: str
    amount: Any


def asked_lines(env: Environment, context: Mapping[str, Any]) -> list[int]:
    """Return the lines that a dialog was opened on, by the context that the web client gives it."""
    model, ids = context.get("active_model"), context.get("active_ids") or []
    if model == "account.move.line":
        return list(ids)
    if model != "account.move":
        raise UserError(ELSEWHERE)
    return env["account.move.line"].search([("move_id", "in", list(ids))])


def batches(env: Environment, ids: Sequence[int]) -> list[Batch]:
    """Return what is left to pay of some lines, in their order; raise UserError if that is nothing."""
    wanted = [("id", "in", list(ids)), ("account_type", "in", list(CLAIMS)), ("amount_residual_currency", "!=", 0)]
    lines = env.sudo()["account.move.line"].search_read(wanted, [*LINE], load=None)
    if not lines:
        raise UserError(NOTHING_LEFT)
    if len({line["move_id"] for line in lines}) < len(lines):
        raise NotInFake("registering a payment of a document that is due in several parts")
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for line in lines:
        inbound = line["amount_residual_currency"] > 0
        key = (line["partner_id"], line["account_id"], line["currency_id"], line["company_id"], inbound)
        groups.setdefault(key, []).append(line)
    return [_batch(group) for group in groups.values()]


def _batch(lines: Sequence[Mapping[str, Any]]) -> Batch:
    first, left = lines[0], sum(decimal(line["amount_residual_currency"]) for line in lines)
    return Batch(
        lines=tuple(line["id"] for line in lines),
        entries=tuple(dict.fromkeys(line["move_id"] for line in lines)),
        partner=first["partner_id"],
        currency=first["currency_id"],
        company=first["company_id"],
        account=first["account_id"],
        partner_type="customer" if first["account_type"] == "asset_receivable" else "supplier",
        payment_type="inbound" if left > 0 else "outbound",
        amount=abs(left),
    )


def single(env: Environment, batch: Batch) -> list[Batch]:
    """Return a batch for each of a batch's lines."""
    return [one for line in batch.lines for one in batches(env, [line])]


def communication(env: Environment, batch: Batch) -> str:
    """Return what a payment says: the reference of the document, or a number for several of them."""
    if len(batch.entries) > 1:
        [number] = env.database.next_ids("payments of several documents", 1)
        return f"GROUP/{env.now.year}/{number:05d}"
    [entry] = env.sudo().model("account.move", batch.entries).read(["payment_reference", "ref", "name"])
    return str(entry["payment_reference"] or entry["ref"] or entry["name"] or "")


@dataclass(frozen=True)
class WriteOff:
    """What becomes of the difference between a payment and what is owed."""

    account: int
    label: str


def pay(env: Environment, batch: Batch, vals: Mapping[str, Any], write_off: WriteOff | None) -> int:
    """Create the draft payment of a batch with its entry, and name what it pays; return it."""
    head = {
        "partner_id": batch.partner,
        "partner_type": batch.partner_type,
        "payment_type": batch.payment_type,
        "currency_id": batch.currency,
        "destination_account_id": batch.account,
        "amount": float(batch.amount),
    }
    [payment] = env["account.payment"].create([{**head, **vals}])
    _name_invoices(env, payment, batch)
    [made] = payment_entries.payments(env, [payment])
    difference = batch.amount - decimal(made["amount"])
    if made["currency_id"] != batch.currency:
        raise NotInFake("paying in another currency than the document's")
    payment_entries.create(env, made, _written_off(env, batch, made, write_off, difference))
    return payment


def _written_off(
    env: Environment, batch: Batch, payment: Mapping[str, Any], write_off: WriteOff | None, difference: Any
) -> list[dict[str, Any]]:
    if write_off is None or not difference:
        return []
    if batch.currency != env.database.company_currency(batch.company):
        raise NotInFake("writing off a difference in a foreign currency")
    sign = 1 if batch.payment_type == "inbound" else -1
    amount = rounded(sign * difference, env.database.digits(batch.currency))
    return [
        {
            "name": write_off.label,
            "account_id": write_off.account,
            "partner_id": batch.partner,
            "currency_id": payment["currency_id"],
            "amount_currency": amount,
            "balance": amount,
        }
    ]


def _name_invoices(env: Environment, payment: int, batch: Batch) -> None:
    """A payment names what it pays; earlier payments of some of that then name all of it (observed)."""
    earlier = env.database.store.all(
        "SELECT DISTINCT owner FROM account_payment__invoice_ids WHERE member IN (SELECT value FROM json_each(?))",
        (env.database.json_list(batch.entries),),
    )
    field = env.schema("account.payment").fields["invoice_ids"]
    for id_ in (payment, *(id_ for (id_,) in earlier)):
        link(env, field, id_, batch.entries)


def set_off(env: Environment, payment: int, batch: Batch) -> None:
    """Set off a confirmed payment against what it pays."""
    [made] = payment_entries.payments(env, [payment])
    wanted = [("move_id", "=", made["move_id"]), ("account_id", "=", batch.account), ("reconciled", "=", False)]
    mine = env.sudo()["account.move.line"].search(wanted)
    reconciliation.reconcile(env.sudo(), [*mine, *batch.lines])
