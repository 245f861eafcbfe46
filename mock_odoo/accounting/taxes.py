"""Taxes: what is owed on a price, by taxes that may stand in the price and on top of each other. Exact, nothing kept.

Observed on 19.0: percentages in the price that do not affect each other are taken out together; a tax that affects the
base of later ones is taken out after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)
Rounds = Callable[[Decimal], Decimal]


@dataclass(frozen=True)
class Repartition:
    """A line of a tax's distribution: which part of the tax goes to which account, with which tags."""

    id: int
    factor: Decimal
    account: int | None
    tags: tuple[int, ...]
    in_closing: bool


@dataclass(frozen=True)
class Tax:
    """A tax that is none of a group; `affects` later ones' bases, is `affected` by earlier ones."""

    id: int
    label: str
    kind: str
    amount: Decimal
    included: bool
    affects: bool
    affected: bool
    analytic: bool
    use: str
    group: int | None
    invoice: tuple[Repartition, ...]
    refund: tuple[Repartition, ...]
    invoice_tags: tuple[int, ...]
    refund_tags: tuple[int, ...]

    def lines(self, *, refund: bool) -> tuple[Repartition, ...]:
        """Return the distribution for invoices or for refunds."""
        return self.refund if refund else self.invoice

    def tags(self, *, refund: bool) -> tuple[int, ...]:
        """Return the tags that the base gets on invoices or on refunds."""
        return self.refund_tags if refund else self.invoice_tags


@dataclass(frozen=True)
class Share:
    """What one tax takes, and of what."""

    tax: Tax
    base: Decimal
    amount: Decimal


def shares(
    taxes: Sequence[Tax], price: Decimal, quantity: Decimal, rounds: Rounds, *, on_top: bool = False
) -> tuple[Decimal, list[Share]]:
    """Return the price without taxes, and the share of every tax in the given order.

    `price` is that of all pieces; `rounds` is applied to every amount as it is found. `on_top` takes no tax to stand
    in the price, as on plain entries.
    """
    included = [] if on_top else [tax for tax in taxes if tax.included]
    amounts: dict[int, Decimal] = {}
    rest = price
    for batch in reversed(_batches(included)):
        found = {tax.id: rounds(_inside(tax, batch, rest, quantity)) for tax in batch}
        rest -= sum(found.values())
        amounts |= found
    outside = [tax for tax in taxes if tax.id not in amounts]
    for batch in _batches(outside):
        for tax in batch:
            base = rest + _carried(tax, taxes, amounts)
            amounts[tax.id] = rounds(_outside(tax, batch, base, quantity))
    return rest, [Share(tax, rest + _carried(tax, taxes, amounts), amounts[tax.id]) for tax in taxes]


def later(tax: Tax, taxes: Sequence[Tax]) -> tuple[Tax, ...]:
    """Return the taxes whose base a tax affects."""
    return tuple(other for other in taxes[taxes.index(tax) + 1 :] if other.affected) if tax.affects else ()


def _carried(tax: Tax, taxes: Sequence[Tax], amounts: dict[int, Decimal]) -> Decimal:
    """Return what earlier taxes add to the base of a tax."""
    if not tax.affected:
        return Decimal(0)
    earlier: Iterable[Tax] = taxes[: taxes.index(tax)]
    return sum((amounts[other.id] for other in earlier if other.affects and other.id in amounts), Decimal(0))


def _batches(taxes: Sequence[Tax]) -> list[list[Tax]]:
    """Return taxes of one kind that stand side by side and do not affect each other, together."""
    batches: list[list[Tax]] = []
    for tax in taxes:
        last = batches[-1] if batches else []
        joins = last and last[0].kind == tax.kind and not (tax.affected and any(other.affects for other in last))
        if joins:
            last.append(tax)
        else:
            batches.append([tax])
    return batches


def _inside(tax: Tax, batch: Sequence[Tax], price: Decimal, quantity: Decimal) -> Decimal:
    """Return a tax that stands in the price; nothing where with its batch it would take all of it (observed)."""
    if tax.kind == "fixed":
        return _fixed(tax, price, quantity)
    if tax.kind == "division":
        return price * tax.amount / HUNDRED
    whole = HUNDRED + sum(other.amount for other in batch)
    return price * tax.amount / whole if whole else Decimal(0)


def _outside(tax: Tax, batch: Sequence[Tax], base: Decimal, quantity: Decimal) -> Decimal:
    """Return a tax that comes on top of the price."""
    if tax.kind == "fixed":
        return _fixed(tax, base, quantity)
    if tax.kind == "division":
        rest = HUNDRED - sum(other.amount for other in batch)
        return base * tax.amount / (rest or HUNDRED)  # where nothing is left, it is of the base (observed)
    return base * tax.amount / HUNDRED


def _fixed(tax: Tax, price: Decimal, quantity: Decimal) -> Decimal:
    """Return a tax of each piece; it is given back with what is given back, by quantity or by price (observed)."""
    return tax.amount * (abs(quantity).copy_sign(price) if price else quantity)
