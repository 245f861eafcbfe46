"""Proposals: how much of open claims a dialog that registers payments asks for on a day (observed).

Of a document that is due in parts it asks for those that are overdue, else for the next one; of who is early it asks
for less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mock_odoo.accounting import currency
from mock_odoo.accounting.open_claims import Batch, Claim
from mock_odoo.accounting.rounding import rounded
from mock_odoo.orm.environment import Environment

SWITCH = '<span class="installments_switch_button btn btn-link p-0 align-baseline">{}</span>'
NOW = {"overdue": "This is the overdue amount.", "next": "This is the next unreconciled installment."}


@dataclass(frozen=True)
class Proposal:
    """What is asked for, in the currency of the payment: now and in all, each with and without discounts for the early.

    `mode` tells whether `now` is all of it (`full`), what is `overdue` or the `next` part.
    """

    mode: str
    now: Decimal
    now_undiscounted: Decimal
    full: Decimal
    full_undiscounted: Decimal
    discounted: tuple[Claim, ...] = ()

    def expected(self, mode: str) -> Decimal:
        """Return what is owed, all told, of what somebody pays in a mode."""
        return self.full_undiscounted if mode == "full" else self.now_undiscounted

    def takes_discount(self, amount: Decimal) -> bool:
        """Tell whether who pays an amount takes the discounts."""
        return bool(self.discounted) and amount == self.now

    def other(self, mode: str, amount: Decimal) -> Decimal:
        """Return the amount that could be paid instead; nothing if there is no choice."""
        if mode != "full":
            return self.full
        return Decimal(0) if amount == self.now == self.full else self.now

    def mode_of(self, amount: Decimal) -> str:
        """Return the mode in which an amount is paid that is said without any."""
        return self.mode if amount == self.now else "full"

    def advice(self, mode: str, amount: Decimal) -> str:
        """Return what the dialog says of the choice, as HTML."""
        if mode in NOW:
            return f"<p>{NOW[mode]}<br>Consider paying the {SWITCH.format('full amount')}.</p>"
        if not self.other(mode, amount):
            return ""
        how = "the amount with " if self.discounted else "in "
        what = SWITCH.format("early payment discount" if self.discounted else "installments")
        return f"<p>This is the full amount.<br>Consider paying {how}{what} instead.</p>"


def of(env: Environment, batches: Sequence[Batch], wanted: int, day: date) -> Proposal:
    """Return what is proposed to pay of batches on a day in the `wanted` currency, one against another.

    Where that goes another way now than all told, as much is asked for the way that all goes (observed).
    """
    parts = [asked(batch, day) for batch in batches]
    ways = [_way(batches) * batch.sign for batch in batches]
    full, now = (
        sum((each * _converted(env, batch, wanted, day) for each, batch in zip(ways, some, strict=True)), Decimal(0))
        for some in (batches, parts)
    )
    early = [claim for batch in batches if batch.currency == wanted for claim in batch.claims if _is_early(claim, day)]
    off = sum((claim.amount - claim.discounted for claim in early), Decimal(0))
    overdue = all(_is_overdue(claim, day) for batch in parts for claim in batch.claims if claim.in_parts)
    now, now_early = abs(now), abs(now - off)
    mode = "full" if now == full else "overdue" if overdue else "next"
    return Proposal(mode, now_early, now, full - off, full, tuple(early))


def _way(batches: Sequence[Batch]) -> int:
    """Return which way batches are paid all told: 1 to the bank, -1 from it."""
    left = sum((batch.sign * batch.balance for batch in batches), Decimal(0))
    return batches[0].sign if not left else 1 if left > 0 else -1


def _is_early(claim: Claim, day: date) -> bool:
    return claim.discount_until is not None and day <= claim.discount_until


def _is_overdue(claim: Claim, day: date) -> bool:
    return claim.due is not None and claim.due < day


def asked(batch: Batch, day: date) -> Batch:
    """Return what is asked for of each document of a batch: what is overdue, else the next part.

    All of a plain entry is (observed).
    """
    claims: list[Claim] = []
    for document in batch.documents:
        now = [claim for claim in document if _is_overdue(claim, day) or not claim.in_parts]
        claims += now or [min(document, key=lambda claim: claim.due or date.max)]
    return replace(batch, claims=tuple(claims))


def _converted(env: Environment, batch: Batch, wanted: int, day: date) -> Decimal:
    """Return a batch in another currency at the day's rate.

    What is wanted in the company's is converted from its own; what is wanted in others is from what is booked.
    """
    own = env.database.company_currency(batch.company)
    if wanted == batch.currency:
        return batch.amount
    if wanted == own:
        rate = currency.rate(env, batch.currency, batch.company, day.isoformat())
        return rounded(batch.amount / rate, env.database.digits(own))
    rate = currency.rate(env, wanted, batch.company, day.isoformat())
    return rounded(batch.balance * rate, env.database.digits(wanted))
