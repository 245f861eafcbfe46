"""Registering payments: payments of open claims, with what settles a difference, set off against them (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mock_odoo.accounting import discounts_taken, payment_entries, payment_state, reconciliation
from mock_odoo.accounting.open_claims import Batch
from mock_odoo.accounting.proposals import Proposal
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.many2many import link
from mock_odoo.orm.values import decimal


def communication(env: Environment, batches: Sequence[Batch]) -> str | bool:
    """Return what a payment says: the references of the documents, or a number for several sales; a draft has none."""
    documents = [claims for batch in batches for claims in batch.documents]
    all_sales = all(sum(claim.amount for claim in claims) > 0 for claims in documents)
    if len(documents) > 1 and all_sales and all(batch.payment_type == "inbound" for batch in batches):
        [number] = env.database.next_ids("payments of several documents", 1)
        return f"GROUP/{env.now.year}/{number:05d}"
    ids = tuple(entry for batch in batches for entry in batch.entries)
    entries = env.sudo().model("account.move", ids).read(["payment_reference", "ref", "name"])
    said = {str(entry["payment_reference"] or entry["ref"] or entry["name"] or "") for entry in entries}
    return ", ".join(sorted(filter(None, said))) or False


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
