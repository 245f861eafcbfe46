"""Invoices, bills and credit notes: entries with a line for the customer or supplier, products, and their VAT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..book import Entry, Line
from .catalogue import Ware
from .codes import (
    CUSTOMERS,
    PURCHASE_JOURNAL,
    SALES_JOURNAL,
    SUPPLIERS,
    VAT_DEDUCTIBLE,
    VAT_DUE,
    VAT_DUE_INTRA_COMMUNITY,
)
from .vat import vat


@dataclass(frozen=True, slots=True)
class Side:
    """Selling or buying: the journal, the accounts, and the sign of an invoice on the open account."""

    journal: str
    open_account: str
    vat_account: str
    sign: int


SELLING = Side(SALES_JOURNAL, CUSTOMERS, VAT_DUE, 1)
BUYING = Side(PURCHASE_JOURNAL, SUPPLIERS, VAT_DEDUCTIBLE, -1)


@dataclass(frozen=True, slots=True)
class Deal:
    """Who deals with the company in what, at which VAT rate; under `reverse_charge` the buyer owes the VAT."""

    side: Side
    partner: str
    rate: int
    wares: tuple[Ware, ...]
    reverse_charge: bool = False

    @property
    def overhead(self) -> int:
        """How many lines an entry has besides its products."""
        return 1 + (1 + self.reverse_charge if self.rate else 0)


@dataclass(frozen=True, slots=True)
class Product:
    """One line of an invoice: the account, the price in cents without VAT, the label."""

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
    side, partner = deal.side, deal.partner
    sign = -side.sign if credit else side.sign
    base = sum(product.price for product in products)
    tax = vat(base, deal.rate)
    total = base if deal.reverse_charge else base + tax
    lines = [Line(side.open_account, sign * total, paper.communication, partner)]
    lines += [Line(product.account, -sign * product.price, product.label, partner) for product in products]
    if deal.rate:
        lines.append(Line(side.vat_account, -sign * tax, f"VAT {deal.rate}%", partner))
    if deal.rate and deal.reverse_charge:
        lines.append(Line(VAT_DUE_INTRA_COMMUNITY, sign * tax, f"VAT {deal.rate}%, reverse charge", partner))
    return Entry(side.journal, day, tuple(lines), paper.ref, invoice_date=paper.invoice_date)
