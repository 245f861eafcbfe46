"""Rounding: amounts to the decimals of a currency, and what rounding leaves over to those it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from mock_odoo.orm.values import refuse_too_large


def rounded(amount: Decimal, digits: int) -> Decimal:
    """Return an amount with that many decimals, a half away from zero; raise NotInFake for one that is too large."""
    refuse_too_large(amount)
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def spread(rest: Decimal, digits: int, weights: Sequence[Decimal]) -> list[Decimal]:
    """Return how `rest`, a whole number of cents, falls to amounts of these weights (observed: 19.0's invoices).

    Each gets its share in whole cents, the greatest first; what then remains falls to them one cent each, again the
    greatest first.
    """
    unit = Decimal(1).scaleb(-digits)
    cents, sign = int(abs(rest) / unit), (1 if rest > 0 else -1)
    order = sorted(range(len(weights)), key=lambda place: -abs(weights[place]))
    total = sum(map(abs, weights)) or Decimal(1)
    parts = [0] * len(weights)
    left = cents
    for place in order:
        parts[place] = min(left, int(rounded(cents * abs(weights[place]) / total, 0)))
        left -= parts[place]
    for step in range(left):
        parts[order[step % len(order)]] += 1
    return [sign * part * unit for part in parts]


def settled(raws: Sequence[Decimal], digits: int, total: Decimal | None) -> list[Decimal]:
    """Return amounts rounded, so that they add up to `total` if one is given."""
    each = [rounded(raw, digits) for raw in raws]
    rest = Decimal(0) if total is None else total - sum(each)
    if not rest:
        return each
    return [amount + part for amount, part in zip(each, spread(rest, digits, each), strict=True)]
