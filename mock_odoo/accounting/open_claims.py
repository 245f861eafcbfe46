"""Open claims: lines on which documents are still to be paid, in the batches that one payment can pay (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from mock_odoo.accounting.kinds import INVOICES, REFUNDS
from mock_odoo.errors import UserError
from mock_odoo.orm import access, arguments, dates
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import decimal

ACCOUNTS = ("asset_receivable", "liability_payable")
ELSEWHERE = "The register payment wizard should only be called on account.move or account.move.line records."
NOTHING_LEFT = (
    "There's nothing left to pay for the selected journal items, so no payment registration is necessary. "
    "You've got your finances under control like a boss!"
)
BOTH_WAYS = "You can't register payments\N{NO-BREAK SPACE}for both inbound and outbound moves at the same time."
LINE = (
    "move_id", "move_type", "parent_state", "account_id", "account_type", "partner_id", "currency_id", "company_id",
    "display_type", "amount_currency", "amount_residual_currency", "amount_residual", "date_maturity", "discount_date",
    "discount_amount_currency", "discount_balance",
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """An open line; its amounts are what is left of it, in its currency and in the company's.

    They are above nothing unless it is on the other side than most of what one pays. `discounted` and
    `discounted_balance` are what is enough until `discount_until`; nobody gives a discount on the rest of a claim or on
    what a refund gives back.
    """

    line: int
    entry: int
    due: date | None
    amount: Decimal
    balance: Decimal
    discount_until: date | None
    discounted: Decimal
    discounted_balance: Decimal
    counts: bool
    in_parts: bool = True  # whether it is a document's, which is paid part by part

    def turned(self) -> Claim:
        """Return the claim as one on the other side."""
        return replace(
            self,
            amount=-self.amount,
            balance=-self.balance,
            discounted=-self.discounted,
            discounted_balance=-self.discounted_balance,
        )


@dataclass(frozen=True)
class Batch:
    """Open claims that one payment can pay: of one partner, account and currency; they make it go one way."""

    claims: tuple[Claim, ...]
    partner: int
    currency: int
    company: int
    account: int
    partner_type: str
    payment_type: str

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of the claims."""
        return tuple(claim.line for claim in self.claims)

    @property
    def entries(self) -> tuple[int, ...]:
        """The documents that the claims are of."""
        return tuple(dict.fromkeys(claim.entry for claim in self.claims))

    @property
    def counts(self) -> bool:
        """Whether all documents are posted; of drafts nothing is written off, and no discount is taken (observed)."""
        return all(claim.counts for claim in self.claims)

    @property
    def amount(self) -> Decimal:
        """All that is left to pay, in the documents' currency."""
        return sum((claim.amount for claim in self.claims), Decimal(0))

    @property
    def balance(self) -> Decimal:
        """All that is left to pay, as it is booked in the company's currency."""
        return sum((claim.balance for claim in self.claims), Decimal(0))

    @property
    def sign(self) -> int:
        """What turns an amount to pay into one that the bank gets."""
        return 1 if self.payment_type == "inbound" else -1

    @property
    def documents(self) -> list[tuple[Claim, ...]]:
        """The claims, by document."""
        return [tuple(claim for claim in self.claims if claim.entry == entry) for entry in self.entries]

    @property
    def can_be_grouped(self) -> bool:
        """Whether one payment pays several documents, or several lines of an entry that is none (observed)."""
        return len(self.entries) > 1 or (len(self.lines) > 1 and not self.claims[0].in_parts)

    def by_document(self) -> list[Batch]:
        """Return a batch for each document, whose payment may go the other way than that of all."""
        found = [replace(self, claims=claims) for claims in self.documents]
        return [batch.turned() if batch.amount < 0 else batch for batch in found]

    def turned(self) -> Batch:
        """Return the batch as one that is paid the other way."""
        other = "outbound" if self.payment_type == "inbound" else "inbound"
        return replace(self, payment_type=other, claims=tuple(claim.turned() for claim in self.claims))


def asked_lines(env: Environment, context: Mapping[str, Any]) -> list[int]:
    """Return the lines that a dialog was opened on, by the context that the web client gives it."""
    model, ids = context.get("active_model"), arguments.ids(context.get("active_ids"))
    if model not in ("account.move", "account.move.line"):
        raise UserError(ELSEWHERE)
    access.check_records(env, model, ids, "read")
    if model == "account.move.line":
        return list(ids)
    entries = list(ids)
    lines = env["account.move.line"].search_read([("move_id", "in", entries)], ["move_id"], load=None)
    return [line["id"] for line in sorted(lines, key=lambda line: entries.index(line["move_id"]))]


def first(batches: Sequence[Batch], asked: Sequence[int]) -> Batch:
    """Return that of batches which is named first."""
    return min(batches, key=lambda batch: min(asked.index(line) for line in batch.lines))


def batches(env: Environment, ids: Sequence[int]) -> list[Batch]:
    """Return what is left to pay of some lines, in their order.

    Raises UserError if that is nothing, or claims and debts at once (observed).
    """
    wanted = [("id", "in", list(ids)), ("account_type", "in", list(ACCOUNTS)), ("amount_residual_currency", "!=", 0)]
    lines = env.sudo()["account.move.line"].search_read(wanted, [*LINE], load=None)
    if not lines:
        raise UserError(NOTHING_LEFT)
    if len({line["account_type"] for line in lines}) > 1:
        raise UserError(BOTH_WAYS)
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for line in lines:
        key = (line["partner_id"], line["account_id"], line["currency_id"], line["company_id"])
        groups.setdefault(key, []).append(line)
    return [_batch(group) for group in groups.values()]


def _batch(lines: Sequence[Mapping[str, Any]]) -> Batch:
    first = lines[0]
    inbound = Batch(
        claims=tuple(map(_claim, lines)),
        partner=first["partner_id"],
        currency=first["currency_id"],
        company=first["company_id"],
        account=first["account_id"],
        partner_type="customer" if first["account_type"] == "asset_receivable" else "supplier",
        payment_type="inbound",
    )
    return inbound if inbound.amount > 0 else inbound.turned()


def _claim(line: Mapping[str, Any]) -> Claim:
    """Return an open line as one of what others owe."""
    untouched = line["amount_residual_currency"] == line["amount_currency"]
    gives = untouched and line["move_type"] in INVOICES and line["move_type"] not in REFUNDS
    return Claim(
        line=line["id"],
        entry=line["move_id"],
        due=_day(line["date_maturity"]),
        amount=decimal(line["amount_residual_currency"]),
        balance=decimal(line["amount_residual"]),
        discount_until=_day(line["discount_date"]) if gives else None,
        discounted=decimal(line["discount_amount_currency"]),
        discounted_balance=decimal(line["discount_balance"]),
        counts=line["parent_state"] == "posted",
        in_parts=line["move_type"] in INVOICES,
    )


def _day(text: Any) -> date | None:
    return dates.day(text) if text else None
