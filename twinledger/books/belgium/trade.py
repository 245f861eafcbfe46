"""The daily trade: who buys and sells what, the documents that come of it, and what becomes of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from .bank import interest, plan_payment
from .catalogue import FIRMS_BUY, PERSONS_BUY, PURCHASES_ABROAD, PURCHASES_AT_HOME, SALES_ABROAD, SALES_AT_HOME, Trade
from .documents import BUYING, SELLING, Deal, Paper, Product, document
from .history import History
from .identifiers import structured_communication
from .people import Registry

T = TypeVar("T")

PRODUCTS = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5)  # how many lines a document has, each as likely as it is frequent
CREDITED_EVERY = 20  # documents of each side, beginning with the seventh


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier deals in one trade; from abroad, the company owes the VAT in the supplier's stead."""

    name: str
    trade: Trade
    abroad: bool


class Market:
    """The customers and suppliers of the company, and what they deal in."""

    def __init__(self, registry: Registry, rng: random.Random, lines: int) -> None:
        """Find as many partners as `lines` lines of history call for."""
        many = min(lines, 36_000)
        self._rng = rng
        self._customers = [
            registry.person("customer") if rng.random() < 0.3 else registry.belgian_firm("customer")
            for _ in range(4 + many // 60)
        ]
        self._customers_abroad = [registry.foreign_firm("customer").name for _ in range(1 + many // 600)]
        self._suppliers = [
            Supplier(registry.belgian_firm("supplier").name, PURCHASES_AT_HOME[number % len(PURCHASES_AT_HOME)], False)
            for number in range(4 + many // 120)
        ]
        self._suppliers += [
            Supplier(registry.foreign_firm("supplier").name, rng.choice(PURCHASES_ABROAD), True)
            for _ in range(1 + many // 900)
        ]
        rng.shuffle(self._suppliers)

    @property
    def customers(self) -> list[str]:
        """The names of the customers in Belgium."""
        return [customer.name for customer in self._customers]

    @property
    def suppliers(self) -> list[str]:
        """The names of the suppliers."""
        return [supplier.name for supplier in self._suppliers]

    def deal(self) -> Deal:
        """Draw a sale, or a little less often a purchase."""
        return self._sale() if self._rng.random() < 0.55 else self._purchase()

    def _sale(self) -> Deal:
        if self._rng.random() < 0.08:
            rate, wares = SALES_ABROAD
            return Deal(SELLING, self._often_the_first(self._customers_abroad), rate, wares)
        customer = self._often_the_first(self._customers)
        rate, wares = self._rng.choices(SALES_AT_HOME, FIRMS_BUY if customer.is_company else PERSONS_BUY)[0]
        return Deal(SELLING, customer.name, rate, wares)

    def _purchase(self) -> Deal:
        supplier = self._often_the_first(self._suppliers)
        rate, wares = supplier.trade
        return Deal(BUYING, supplier.name, rate, wares, supplier.abroad)

    def _often_the_first(self, partners: Sequence[T]) -> T:
        drawn = self._rng.random()
        return partners[int(len(partners) * drawn * drawn)]


class Shop:
    """Buys or sells something whenever it is asked to."""

    def __init__(self, history: History, market: Market, rng: random.Random) -> None:
        self._history = history
        self._market = market
        self._rng = rng
        self._issued: Counter[str] = Counter()

    def act(self, day: date) -> None:
        """Post a document on `day`, or interest where no document fits any more."""
        if self._history.left <= 3:
            self._history.post(interest(self._rng, day, self._history.left))
            return
        deal = self._market.deal()
        room = self._history.left - deal.overhead
        wanted = min(self._rng.choice(PRODUCTS), room)
        self._trade(deal, wanted + 1 if room - wanted == 1 else wanted, day)

    def _trade(self, deal: Deal, count: int, day: date) -> None:
        """Post an invoice or bill of `count` products, and plan its payment or its credit note."""
        products = [self._product(deal, day) for _ in range(count)]
        paper = self._paper(deal, day)
        entry = document(deal, products, paper, day)
        self._history.post(entry)
        self._issued[deal.side.journal] += 1
        if self._issued[deal.side.journal] % CREDITED_EVERY == 7:
            self._credit(deal, products, paper, day)
        else:
            plan_payment(self._history, self._rng, entry.lines[0], day)

    def _credit(self, deal: Deal, products: Sequence[Product], paper: Paper, day: date) -> None:
        """Plan a credit note of the whole document; nothing is left to pay."""
        later = day + timedelta(days=self._rng.randrange(2, 25))
        credited = Paper(f"CN {paper.communication}", later, paper.communication)
        self._history.plan(document(deal, products, credited, later, credit=True))

    def _product(self, deal: Deal, day: date) -> Product:
        ware = self._rng.choice(deal.wares)
        drawn = self._rng.random()
        label = ware.label
        if drawn < 0.3:
            label = f"{label} {day:%m/%Y}"
        elif drawn < 0.4:
            label = f"{self._rng.randrange(2, 12)} x {label}"
        elif drawn < 0.45:
            label = ""
        return Product(ware.account, ware.price(self._rng), label)

    def _paper(self, deal: Deal, day: date) -> Paper:
        """Draw the references of a document; bills bear the supplier's, and a date up to ten days before they come."""
        number = self._rng.randrange(1, 100_000)
        if deal.side is BUYING:
            ref = f"{day.year}/{number:05d}"
            return Paper(ref, day - timedelta(days=self._rng.randrange(11)), ref)
        ref = f"PO-{number}" if number % 3 == 0 else ""
        return Paper(ref, day, structured_communication(self._rng.randrange(10**10)))
