"""Taxes: what is owed on a price, by taxes that may stand in the price and on top of each other. Exact, nothing kept.

Observed on 19.0: fixed taxes are known before all others. Then what stands in the price is taken out, the last first,
then what comes on top is added, the first first; of each the base has what is known by then of earlier taxes that
affect it. Neighbours of a kind that do not affect each other are reckoned together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
    standing = frozenset[int]() if on_top else frozenset(tax.id for tax in taxes if tax.included)
    amounts = {tax.id: rounds(_fixed(tax, price, quantity)) for tax in taxes if tax.kind == "fixed"}
    batches = _batches(taxes, standing)
    for batch in reversed([batch for batch in batches if batch[0].id in standing]):
        rest = _rest(price, standing, amounts)
        amounts |= {tax.id: rounds(_inside(tax, batch, rest + _carried(tax, taxes, amounts))) for tax in batch}
    rest = _rest(price, standing, amounts)
    for batch in (batch for batch in batches if batch[0].id not in standing):
        amounts |= {tax.id: rounds(_outside(tax, batch, rest + _carried(tax, taxes, amounts))) for tax in batch}
    return rest, [Share(tax, rest + _carried(tax, taxes, amounts), amounts[tax.id]) for tax in taxes]


def _rest(price: Decimal, standing: Collection[int], amounts: Mapping[int, Decimal]) -> Decimal:
    """Return what is left of a price without the taxes in it that are known."""
    return price - sum((amount for id_, amount in amounts.items() if id_ in standing), Decimal(0))


def later(tax: Tax, taxes: Sequence[Tax]) -> tuple[Tax, ...]:
    """Return the taxes whose base a tax affects."""
    return tuple(other for other in taxes[taxes.index(tax) + 1 :] if other.affected) if tax.affects else ()


def _carried(tax: Tax, taxes: Sequence[Tax], amounts: Mapping[int, Decimal]) -> Decimal:
    """Return what earlier taxes add to the base of a tax, as far as they are known."""
    if not tax.affected:
        return Decimal(0)
    earlier: Iterable[Tax] = taxes[: taxes.index(tax)]
    return sum((amounts[other.id] for other in earlier if other.affects and other.id in amounts), Decimal(0))


def _batches(taxes: Sequence[Tax], standing: Collection[int]) -> list[list[Tax]]:
    """Return percentages of one kind that stand side by side, are alike and do not affect each other, together."""
    batches: list[list[Tax]] = []
    before: Tax | None = None
    for tax in taxes:
        if before and _joins(before, tax) and (before.id in standing) == (tax.id in standing):
            batches[-1].append(tax)
        elif tax.kind != "fixed":
            batches.append([tax])
        before = tax
    return batches


def _joins(before: Tax, tax: Tax) -> bool:
    alike = (before.kind, before.affects) == (tax.kind, tax.affects)
    return tax.kind != "fixed" and alike and not (before.affects and tax.affected)


def _inside(tax: Tax, batch: Sequence[Tax], price: Decimal) -> Decimal:
    """Return a tax that stands in the price; nothing where with its batch it would take all of it (observed)."""
    if tax.kind == "division":
        return price * tax.amount / HUNDRED
    whole = HUNDRED + sum(other.amount for other in batch)
    return price * tax.amount / whole if whole else Decimal(0)


def _outside(tax: Tax, batch: Sequence[Tax], base: Decimal) -> Decimal:
    """Return a tax that comes on top of the price."""
    if tax.kind == "division":
        rest = HUNDRED - sum(other.amount for other in batch)
        return base * tax.amount / (rest or HUNDRED)  # where nothing is left, it is of the base (observed)
    return base * tax.amount / HUNDRED


def _fixed(tax: Tax, price: Decimal, quantity: Decimal) -> Decimal:
    """Return a tax of each piece; it is given back with what is given back, by quantity or by price (observed)."""
    return tax.amount * (abs(quantity).copy_sign(price) if price else quantity)
