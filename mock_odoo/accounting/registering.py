"""Registering payments: payments of open claims, with what settles a difference, set off against them (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mock_odoo.accounting import discounts_taken, payment_entries, payment_state, reconciliation
from mock_odoo.accounting.kinds import INVOICES, OUTBOUND
from mock_odoo.accounting.open_claims import Batch
from mock_odoo.accounting.proposals import Proposal
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.many2many import link
from mock_odoo.orm.values import decimal

OWED = frozenset(INVOICES) & frozenset(OUTBOUND)  # to others


def communication(env: Environment, batches: Sequence[Batch]) -> str | bool:
    """Return what a payment says: the references of what it pays, or a number for several entries.

    That is if none of them is owed to others by its kind, whichever way they are paid; one draft alone has no reference
    (observed).
    """
    ids = tuple(dict.fromkeys(entry for batch in batches for entry in batch.entries))
    entries = env.sudo().model("account.move", ids).read(["move_type", "payment_reference", "ref", "name"])
    if len(entries) > 1 and not OWED.intersection(entry["move_type"] for entry in entries):
        [number] = env.database.next_ids("payments of several documents", 1)
        return f"GROUP/{env.now.year}/{number:05d}"
    said = {str(entry["payment_reference"] or entry["ref"] or entry["name"] or "") for entry in entries}
    return ", ".join(sorted(filter(None, said))) or (len(entries) > 1 and "")


@dataclass(frozen=True)
class Settled:
    """What becomes of the difference between a payment and what is owed: it is written off, or a discount is taken."""

    mode: str
    account: int | None
    label: str


def pay(
    env: Environment, batch: Batch, vals: Mapping[str, Any], proposal: Proposal, settled: Settled | None = None
) -> int:
    """Create the draft payment of a batch with its entry, and name what it pays; return it."""
    head = {
        "partner_id": batch.partner,
        "partner_type": batch.partner_type,
        "payment_type": batch.payment_type,
        "currency_id": batch.currency,
        "destination_account_id": batch.account,
        "amount": float(proposal.now if settled else proposal.now_undiscounted),
    }
    [payment] = env["account.payment"].create([{**head, **vals}])
    _name_invoices(env, payment, batch)
    [made] = payment_entries.payments(env, [payment])
    more = _difference(env, batch, made, proposal, settled) if settled and batch.counts else ()
    payment_entries.create(env, made, more)
    return payment


def _difference(
    env: Environment, batch: Batch, payment: Mapping[str, Any], proposal: Proposal, settled: Settled
) -> Sequence[Mapping[str, Any]]:
    """Return the lines that settle the difference between a payment and what is owed."""
    amount = decimal(payment["amount"])
    if proposal.takes_discount(amount):
        return discounts_taken.lines(env, batch, proposal.discounted, payment)
    difference = batch.sign * (proposal.expected(settled.mode) - amount)
    return [_written_off(env, batch, payment, difference, settled)] if difference else []


def _written_off(
    env: Environment, batch: Batch, payment: Mapping[str, Any], difference: Decimal, settled: Settled
) -> dict[str, Any]:
    return {
        "name": settled.label,
        "account_id": settled.account,
        "partner_id": batch.partner,
        "currency_id": payment["currency_id"],
        "amount_currency": difference,
        "balance": payment_entries.in_company_currency(env, payment, difference),
    }


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
    """Set off a confirmed payment against what it pays; one of nothing is paid, and sets off nothing (observed)."""
    [made] = payment_entries.payments(env, [payment])
    wanted = [("move_id", "=", made["move_id"]), ("account_id", "=", batch.account), ("reconciled", "=", False)]
    mine = env.sudo()["account.move.line"].search(wanted)
    if mine:
        reconciliation.reconcile(env.sudo(), [*mine, *batch.lines])
    else:
        payment_state.refresh_payments(env, [made["move_id"]])
