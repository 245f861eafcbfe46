"""Invoices, bills and credit notes: entries with a line for the customer or supplier, products, and their VAT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..book import Entry, Line
from .trades import Ware
from .vat import vat

if TYPE_CHECKING:
    from .money import Exchange

SALES_JOURNAL, PURCHASE_JOURNAL = "INV", "BILL"


@dataclass(frozen=True, slots=True)
class Side:
    """Selling or buying: the journal, the account of who owes or is owed, and the sign of an invoice on it."""

    journal: str
    open_account: str
    sign: int


@dataclass(frozen=True, slots=True)
class Deal:
    """Who deals with the company in what, in which language, with which VAT (a rate in thousandths).

    The VAT stands on `vat_account`; where the buyer owes it, also on `reverse_account`, with the other sign. Amounts
    are in the `exchange`'s currency if there is one.
    """

    side: Side
    partner: str
    language: str
    wares: tuple[Ware, ...]
    rate: int = 0
    vat_account: str = ""
    vat_label: str = ""
    reverse_account: str = ""
    exchange: Exchange | None = None

    @property
    def overhead(self) -> int:
        """How many lines an entry has besides its products."""
        return 1 + (1 + bool(self.reverse_account) if self.rate else 0)


@dataclass(frozen=True, slots=True)
class Product:
    """One line of an invoice: the account, the price in minor units without VAT, the label."""

    account: str
    price: int
    label: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What identifies a document: its reference, the date on it, and what the payer is asked to quote."""

    ref: str
    invoice_date: date
    communication: str


def document(deal: Deal, products: Sequence[Product], paper: Paper, day: date, *, credit: bool = False) -> Entry:
    """Return the entry of an invoice or bill accounted for on `day`; `credit` turns all signs."""
    side = deal.side
    sign = -side.sign if credit else side.sign
    lines = _foreign(deal, products, paper, sign) if deal.exchange else _own(deal, products, paper, sign)
    return Entry(side.journal, day, tuple(lines), paper.ref, invoice_date=paper.invoice_date)


def _own(deal: Deal, products: Sequence[Product], paper: Paper, sign: int) -> list[Line]:
    partner = deal.partner
    base = sum(product.price for product in products)
    tax = vat(base, deal.rate)
    total = base if deal.reverse_account else base + tax
    lines = [Line(deal.side.open_account, sign * total, paper.communication, partner)]
    lines += [Line(product.account, -sign * product.price, product.label, partner) for product in products]
    if deal.rate:
        lines.append(Line(deal.vat_account, -sign * tax, deal.vat_label, partner))
        if deal.reverse_account:
            lines.append(Line(deal.reverse_account, sign * tax, f"{deal.vat_label}, reverse charge", partner))
    return lines


def _foreign(deal: Deal, products: Sequence[Product], paper: Paper, sign: int) -> list[Line]:
    """Prices are in the foreign currency; what they come to in that of the books follows from the document's date."""
    exchange, partner = deal.exchange, deal.partner
    assert exchange is not None
    lines = []
    for product in products:
        own = -sign * exchange.own(product.price, paper.invoice_date)
        foreign = -sign * product.price
        lines.append(Line(product.account, own, product.label, partner, "product", exchange.currency, foreign))
    owed, foreign = -sum(line.amount for line in lines), -sum(line.foreign for line in lines)
    head = Line(deal.side.open_account, owed, paper.communication, partner, "product", exchange.currency, foreign)
    return [head, *lines]
