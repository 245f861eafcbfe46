"""Trades: what a company of a trade sells and buys in a country, on which account, at which rate, for how much."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..names import TRADES
from .country import Country, read

EVERYBODY = "everybody"
FIRMS_ALONE = ("exempt", "cocontractor")  # neither are persons trained, nor do they build for others


@dataclass(frozen=True, slots=True)
class Ware:
    """Something that changes hands: its account, the lowest and highest price in cents of euros, its names."""

    account: str
    low: int
    high: int
    called: Mapping[str, str]

    def price(self, rng: random.Random) -> int:
        """Draw a price in cents of euros; low ones are commoner, and two in five are whole euros."""
        drawn = rng.random()
        cents = self.low + int((self.high - self.low) * drawn * drawn * drawn)
        return cents if rng.random() < 0.6 else cents // 100 * 100

    def name(self, language: str) -> str:
        """Return what it is called in a language, else in English."""
        return self.called.get(language) or self.called["en"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Wares of one VAT rate (in thousandths), as a document has them; `to_firms` says that persons do not buy them."""

    rate: int
    wares: tuple[Ware, ...]
    to_firms: bool = False


@dataclass(frozen=True, slots=True)
class Trade:
    """What is sold at home, in the union and overseas, and what is bought at home and in the union."""

    sells: tuple[Offer, ...]
    sells_union: Offer
    sells_overseas: Offer
    buys: tuple[Offer, ...]
    buys_union: tuple[Offer, ...]


def trade(name: str, country: Country) -> Trade:
    """Return a trade, one of TRADES, as it is done in a country; raise ValueError for another one."""
    if name not in TRADES:
        raise ValueError(f"there is no trade {name!r}; there are {', '.join(TRADES)}")
    told, everybody = read("trades.toml")[name], read("trades.toml")[EVERYBODY]
    sells, buys = told["sells"], [*told["buys"], *everybody["buys"]]
    abroad = [ware for ware in sells if ware["sale"] in ("goods", "services")]
    standard = country.rates["standard"]
    materials = [ware for ware in told["buys"] if ware["cost"] in ("goods", "materials")]
    return Trade(
        sells=tuple(_offers(sells, country)),
        sells_union=Offer(0, tuple(_sold(ware, country, "_union") for ware in abroad), to_firms=True),
        sells_overseas=Offer(0, tuple(_sold(ware, country, "_overseas") for ware in abroad), to_firms=True),
        buys=tuple(Offer(country.rates[ware["rate"]], (_bought(ware, country),)) for ware in buys),
        buys_union=tuple(
            Offer(standard, (_bought(ware, country),)) for ware in [*materials, *everybody["buys_abroad"]]
        ),
    )


def _offers(sells: Iterable[Mapping[str, Any]], country: Country) -> Iterable[Offer]:
    """Yield what is sold at home, by rate, those of persons apart from those of firms."""
    by_rate: dict[tuple[int, bool], list[Ware]] = {}
    for ware in sells:
        key = (country.rates[ware["rate"]], ware["rate"] in FIRMS_ALONE)
        by_rate.setdefault(key, []).append(_sold(ware, country, ""))
    for (rate, to_firms), wares in by_rate.items():
        yield Offer(rate, tuple(wares), to_firms)


def _sold(ware: Mapping[str, Any], country: Country, where: str) -> Ware:
    return _ware(country.sales[ware["sale"] + where], ware)


def _bought(ware: Mapping[str, Any], country: Country) -> Ware:
    return _ware(country.costs[ware["cost"]], ware)


def _ware(account: str, told: Mapping[str, Any]) -> Ware:
    low, high = told["price"]
    return Ware(account, low * 100, high * 100, told["called"])
