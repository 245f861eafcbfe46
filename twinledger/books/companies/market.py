"""The market: who buys and sells what, the documents that come of it, and what becomes of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from .bank import Bank
from .country import Country
from .documents import PURCHASE_JOURNAL, SALES_JOURNAL, Deal, Paper, Product, Side, document
from .history import History
from .money import Exchange
from .numbers import structured_communication
from .people import Registry
from .trades import Offer, Trade
from .vat import rate_label

T = TypeVar("T")

PRODUCTS = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5)  # how many lines a document has, each as likely as it is frequent
CREDITED_EVERY = 20  # documents of each side, beginning with the seventh
PERSONS, ABROAD = 0.3, 0.08  # of customers at home, of sales


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer, and what they may buy: a deal for every offer."""

    name: str
    deals: tuple[Deal, ...]


class Market:
    """The customers and suppliers of the company, and what they deal in."""

    def __init__(
        self, registry: Registry, country: Country, trade: Trade, exchange: Exchange, rng: random.Random, lines: int
    ) -> None:
        """Find as many partners as `lines` lines of history call for."""
        many = min(lines, 36_000)
        self._rng = rng
        self._country = country
        self._registry = registry
        self._selling = Side(SALES_JOURNAL, country.accounts["customers"], 1)
        self._buying = Side(PURCHASE_JOURNAL, country.accounts["suppliers"], -1)
        self._customers = [self._customer(trade) for _ in range(4 + many // 60)]
        self._customers_abroad = self._abroad(trade, exchange, 1 + many // 600)
        self._suppliers = [self._supplier(trade.buys[number % len(trade.buys)]) for number in range(4 + many // 120)]
        if country.union:
            self._suppliers += [self._supplier_abroad(rng.choice(trade.buys_union)) for _ in range(1 + many // 900)]
        rng.shuffle(self._suppliers)

    @property
    def customers(self) -> list[str]:
        """The names of the customers at home."""
        return [customer.name for customer in self._customers]

    @property
    def suppliers(self) -> list[str]:
        """The names of the suppliers."""
        return [deal.partner for deal in self._suppliers]

    def deal(self) -> Deal:
        """Draw a sale, or a little less often a purchase."""
        rng = self._rng
        if rng.random() >= 0.55:
            return self._often_the_first(self._suppliers)
        if rng.random() < ABROAD:
            return self._often_the_first(self._customers_abroad)
        deals = self._often_the_first(self._customers).deals
        return deals[int(rng.random() * len(deals))]

    def _customer(self, trade: Trade) -> Customer:
        is_person = self._rng.random() < PERSONS
        partner, language = self._registry.person("customer") if is_person else self._registry.firm("customer")
        offers = [offer for offer in trade.sells if not (is_person and offer.to_firms)]
        return Customer(partner.name, tuple(self._at_home(self._selling, partner.name, language, o) for o in offers))

    def _supplier(self, offer: Offer) -> Deal:
        partner, language = self._registry.firm("supplier")
        return self._at_home(self._buying, partner.name, language, offer)

    def _at_home(self, side: Side, partner: str, language: str, offer: Offer) -> Deal:
        country = self._country
        account = country.vat_due(offer.rate) if side is self._selling else country.vat_deductible(offer.rate)
        return Deal(side, partner, language, offer.wares, offer.rate, account, rate_label(country, offer.rate))

    def _supplier_abroad(self, offer: Offer) -> Deal:
        """Return a supplier in the union: the company owes the VAT in their stead."""
        country, region = self._country, self._rng.choice(self._country.union)
        partner, language = self._registry.firm_abroad("supplier", region)
        label, accounts = rate_label(country, offer.rate), country.accounts
        deductible, due = accounts["vat_deductible_reverse"], accounts["vat_due_reverse"]
        return Deal(self._buying, partner.name, language, offer.wares, offer.rate, deductible, label, due)

    def _abroad(self, trade: Trade, exchange: Exchange, many: int) -> list[Deal]:
        """Return customers in the union and, every third of them, overseas: they pay in their own currency."""
        deals = []
        for number in range(many):
            overseas = not self._country.union or number % 3 == 2
            region = self._country.overseas if overseas else self._rng.choice(self._country.union)
            partner, language = self._registry.firm_abroad("customer", region)
            wares = trade.sells_overseas.wares if overseas else trade.sells_union.wares
            deals.append(Deal(self._selling, partner.name, language, wares, exchange=exchange if overseas else None))
        return deals

    def _often_the_first(self, partners: Sequence[T]) -> T:
        drawn = self._rng.random()
        return partners[int(len(partners) * drawn * drawn)]


class Shop:
    """Buys or sells something whenever it is asked to."""

    def __init__(self, history: History, country: Country, market: Market, bank: Bank, rng: random.Random) -> None:
        self._history = history
        self._country = country
        self._market = market
        self._bank = bank
        self._rng = rng
        self._issued: Counter[str] = Counter()

    def act(self, day: date) -> None:
        """Post a document on `day`, or interest where no document fits any more."""
        if self._history.left <= 3:
            self._history.post(self._bank.interest(day, self._history.left))
            return
        deal = self._market.deal()
        room = self._history.left - deal.overhead
        wanted = min(PRODUCTS[int(self._rng.random() * len(PRODUCTS))], room)
        self._trade(deal, wanted + 1 if room - wanted == 1 else wanted, day)

    def _trade(self, deal: Deal, count: int, day: date) -> None:
        """Post an invoice or bill of `count` products, and plan its payment or its credit note."""
        products = [self._product(deal, day) for _ in range(count)]
        paper = self._paper(deal, day)
        entry = document(deal, products, paper, day)
        self._history.post(entry)
        journal = deal.side.journal
        self._issued[journal] += 1
        if self._issued[journal] % CREDITED_EVERY == 7:
            self._credit(deal, products, paper, day)
        else:
            self._bank.plan_payment(entry.lines[0], day, deal.exchange)

    def _credit(self, deal: Deal, products: Sequence[Product], paper: Paper, day: date) -> None:
        """Plan a credit note of the whole document, at its rate of exchange; nothing is left to pay."""
        later = day + timedelta(days=self._rng.randrange(2, 25))
        on_paper = paper.invoice_date if deal.exchange else later
        credited = Paper(f"CN {paper.communication}", on_paper, paper.communication)
        self._history.plan(document(deal, products, credited, later, credit=True))

    def _product(self, deal: Deal, day: date) -> Product:
        rng = self._rng
        ware = deal.wares[int(rng.random() * len(deal.wares))]
        drawn = rng.random()
        label = ware.name(deal.language)
        if drawn < 0.3:
            label = f"{label} {day.month:02d}/{day.year}"
        elif drawn < 0.4:
            label = f"{2 + int(rng.random() * 10)} x {label}"
        elif drawn < 0.45:
            label = ""
        cents = ware.price(rng)
        return Product(ware.account, cents if deal.exchange else self._country.units(cents), label)

    def _paper(self, deal: Deal, day: date) -> Paper:
        """Draw the references of a document; bills bear the supplier's, and a date up to ten days before they come."""
        number = 1 + int(self._rng.random() * 99_999)
        if deal.side.sign < 0:
            ref = f"{day.year}/{number:05d}"
            return Paper(ref, day - timedelta(days=int(self._rng.random() * 11)), ref)
        ref = f"PO-{number}" if number % 3 == 0 else ""
        if not self._country.structured:
            return Paper(ref, day, f"RF{day.year % 100}{number:05d}{int(self._rng.random() * 1000):03d}")
        return Paper(ref, day, structured_communication(self._rng.getrandbits(33) % 10**10))
