"""Documents: from lines with prices and taxes to what each line amounts to and which tax lines follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mock_odoo.accounting.rounding import rounded, settled, spread
from mock_odoo.accounting.taxes import Repartition, Share, Tax, later, shares


@dataclass(frozen=True)
class BaseLine:
    """A line that taxes are reckoned of; `sign` is what turns its price into the amount that is booked."""

    id: int
    price: Decimal
    quantity: Decimal
    taxes: tuple[Tax, ...]
    sign: int
    refund: bool
    account: int | None
    partner: int | None
    currency: int
    analytic: str | None
    on_top: bool = False


@dataclass(frozen=True)
class Terms:
    """How a document is reckoned: decimals of its currency and of the company's, the rate between, where it rounds."""

    digits: int
    company_digits: int
    rate: Decimal
    globally: bool


@dataclass(frozen=True)
class Priced:
    """What a line amounts to: as it shows it, and as it is booked in both currencies."""

    line: BaseLine
    subtotal: Decimal
    total: Decimal
    amount_currency: Decimal
    balance: Decimal


@dataclass
class TaxLine:
    """A tax line that a document needs; `key` tells it from the others."""

    key: tuple[Any, ...]
    tax: Tax
    amount_currency: Decimal = Decimal(0)
    balance: Decimal = Decimal(0)
    base: Decimal = Decimal(0)


@dataclass(frozen=True)
class Reckoned:
    """All that follows from the lines of a document."""

    lines: tuple[Priced, ...]
    tax_lines: tuple[TaxLine, ...]


@dataclass
class _Split:
    """The share of a tax in a line, settled in both currencies."""

    line: BaseLine
    share: Share
    amount: Decimal = Decimal(0)
    company_amount: Decimal = Decimal(0)
    company_base: Decimal = Decimal(0)

    @property
    def included(self) -> bool:
        """Whether the tax stands in the price."""
        return self.share.tax.included and not self.line.on_top


def reckoned(lines: Sequence[BaseLine], terms: Terms) -> Reckoned:
    """Return what the lines amount to and the tax lines that follow from them."""

    def rounds(amount: Decimal) -> Decimal:
        return amount if terms.globally else rounded(amount, terms.digits)

    found = [shares(line.taxes, rounds(line.price), line.quantity, rounds, on_top=line.on_top) for line in lines]
    splits = [_Split(line, share) for line, (_, line_shares) in zip(lines, found, strict=True) for share in line_shares]
    _settle(splits, terms)
    untaxed = [excluded for excluded, _ in found]
    taxed, company_taxed = (sum((getattr(split, name) for split in splits), Decimal(0)) for name in _AMOUNTS)
    inside = bool(splits) and all(split.included for split in splits)
    booked = _bases(untaxed, splits, terms, Decimal(1), taxed if inside else None)
    in_company = _bases(untaxed, splits, terms, terms.rate, company_taxed if inside else None)
    priced = tuple(
        _priced(line, excluded, line_shares, amounts, terms)
        for line, (excluded, line_shares), amounts in zip(
            lines, found, zip(booked, in_company, strict=True), strict=True
        )
    )
    return Reckoned(priced, tuple(_tax_lines(splits, terms).values()))


_AMOUNTS = ("amount", "company_amount")


def _bases(
    untaxed: Sequence[Decimal], splits: Sequence[_Split], terms: Terms, rate: Decimal, taxed: Decimal | None
) -> list[Decimal]:
    """Return the lines' amounts without taxes at a rate, rounded.

    Over a document they add up to what the exact sum rounds to; where every tax stands in the price, to what the prices
    round to without the taxes, `taxed` (observed).
    """
    digits = terms.digits if rate == 1 else terms.company_digits
    raws = [each / rate for each in untaxed]
    exact = sum(raws, Decimal(0))
    if not terms.globally:
        return settled(raws, digits, None)
    if taxed is None:
        return settled(raws, digits, rounded(exact, digits))
    prices = exact + sum((split.share.amount for split in splits), Decimal(0)) / rate
    return settled(raws, digits, rounded(prices, digits) - taxed)


def _priced(
    line: BaseLine, excluded: Decimal, found: Sequence[Share], booked: tuple[Decimal, Decimal], terms: Terms
) -> Priced:
    subtotal = rounded(excluded, terms.digits)
    total = subtotal + sum((_charged(line, share, terms) for share in found), Decimal(0))
    return Priced(line, subtotal, total, line.sign * booked[0], line.sign * booked[1])


def _charged(line: BaseLine, share: Share, terms: Terms) -> Decimal:
    """Return what a tax adds to a price: nothing if its distribution takes back what it gives."""
    factor = sum((part.factor for part in share.tax.lines(refund=line.refund)), Decimal(0))
    return rounded(rounded(share.amount, terms.digits) * factor, terms.digits)


def _settle(splits: Sequence[_Split], terms: Terms) -> None:
    """Round the shares of each tax and their bases, so that they add up over the document."""
    by_tax: dict[tuple[int, bool], list[_Split]] = {}
    for split in splits:
        by_tax.setdefault((split.share.tax.id, split.line.refund), []).append(split)
    for mine in by_tax.values():
        amounts, _ = _of_a_tax(mine, terms, terms.digits, Decimal(1))
        company_amounts, bases = _of_a_tax(mine, terms, terms.company_digits, terms.rate)
        for split, amount, company_amount, base in zip(mine, amounts, company_amounts, bases, strict=True):
            split.amount, split.company_amount, split.company_base = amount, company_amount, base


def _of_a_tax(
    splits: Sequence[_Split], terms: Terms, digits: int, rate: Decimal
) -> tuple[list[Decimal], list[Decimal]]:
    """Return the amounts and the bases of one tax; a base whose price has the tax in it is the price's rest."""
    raws = [split.share.amount / rate for split in splits]
    bases = [split.share.base / rate for split in splits]
    if not terms.globally:
        return settled(raws, digits, None), settled(bases, digits, None)
    tax = rounded(sum(raws, Decimal(0)), digits)
    base = sum(bases, Decimal(0))
    whole = rounded(base + sum(raws), digits) - tax if splits[0].included else rounded(base, digits)
    return settled(raws, digits, tax), settled(bases, digits, whole)


def _tax_lines(splits: Sequence[_Split], terms: Terms) -> Mapping[tuple[Any, ...], TaxLine]:
    needed: dict[tuple[Any, ...], TaxLine] = {}
    for split in splits:
        line, tax = split.line, split.share.tax
        parts = tax.lines(refund=line.refund)
        in_currency = _distributed(split.amount, parts, terms.digits)
        in_company = _distributed(split.company_amount, parts, terms.company_digits)
        for part, amount, balance in zip(parts, in_currency, in_company, strict=True):
            key = _key(line, tax, part)
            tax_line = needed.setdefault(key, TaxLine(key, tax))
            tax_line.amount_currency += line.sign * amount
            tax_line.balance += line.sign * balance
            tax_line.base += line.sign * split.company_base
    return {key: line for key, line in needed.items() if line.amount_currency or line.balance}


def _distributed(amount: Decimal, parts: Sequence[Repartition], digits: int) -> list[Decimal]:
    """Return what each line of a tax's distribution gets of its amount."""
    each = [rounded(amount * part.factor, digits) for part in parts]
    rest = rounded(amount * sum((part.factor for part in parts), Decimal(0)), digits) - sum(each)
    if not rest:
        return each
    return [found + more for found, more in zip(each, spread(rest, digits, each), strict=True)]


def _key(line: BaseLine, tax: Tax, part: Repartition) -> tuple[Any, ...]:
    """Return what makes a tax line one with another: distribution, account, partner, currency, analytics, taxes."""
    followers = later(tax, line.taxes)
    tags = {*part.tags, *(tag for other in followers for tag in other.tags(refund=line.refund))}
    analytic = line.analytic if tax.analytic or not part.in_closing else None
    return (
        part.id, part.account or line.account, line.partner, line.currency, tax.group, analytic,
        tuple(other.id for other in followers), tuple(sorted(tags)),
    )  # fmt: skip
