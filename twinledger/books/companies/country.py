"""Countries: what differs from one to the next, read from the files in `data`: accounts, rates, places, pay."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pkgutil import get_data
from typing import Any

from twinledger.books.chart import Chart, chart_of
from twinledger.books.names import COUNTRIES

DECIMALS = {"VND": 0}


@dataclass(frozen=True, slots=True)
class Region:
    """Where partners come from: Faker's locale for names of people, and what places and firms are called there."""

    country: str
    locale: str
    language: str
    firms: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pay:
    """Shares of gross pay in ten-thousandths, and the least and most that is earned in a month, in cents of euros.

    The tax is a share of what is left of gross pay after the employee's.
    """

    employee: int
    employer: int
    tax: int
    month: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes of a year's result: per cent of tax and of what is reserved, and the accounts it passes through."""

    income_tax: int
    reserve: int
    profit_from: str
    reserve_from: str
    loss_to: str


@dataclass(frozen=True, slots=True)
class Office:
    """A public office: its name and address."""

    name: str
    street: str
    zip: str
    city: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country, as a company in it meets it.

    Accounts are codes by what they are for. `rates` are VAT rates in thousandths by their name; `price` is how
    many minor units that costs which costs a cent elsewhere, `worth` what one of the `foreign` currency is worth.
    """

    name: str
    chart: Chart
    decimals: int
    home: tuple[tuple[Region, int], ...]
    union: tuple[Region, ...]
    overseas: Region
    foreign: str
    worth: Decimal
    price: Fraction
    year_end: tuple[int, int]
    tax_name: str
    structured: bool
    rates: Mapping[str, int]
    accounts: Mapping[str, str]
    vat_due_at: Mapping[int, str]
    vat_deductible_at: Mapping[int, str]
    sales: Mapping[str, str]
    costs: Mapping[str, str]
    pay: Pay
    result: Result
    social_security: Office
    tax: Office

    def units(self, cents: int) -> int:
        """Return the minor units that what costs so many cents of euros elsewhere costs here."""
        return cents * self.price.numerator // self.price.denominator

    def vat_due(self, rate: int) -> str:
        """Return the account of VAT that is owed at a rate in thousandths."""
        return self.vat_due_at.get(rate, self.accounts["vat_due"])

    def vat_deductible(self, rate: int) -> str:
        """Return the account of VAT that was paid at a rate in thousandths."""
        return self.vat_deductible_at.get(rate, self.accounts["vat_deductible"])

    @property
    def vat_accounts(self) -> tuple[str, ...]:
        """The accounts that a VAT return closes."""
        own = self.accounts
        reverse = (own["vat_due_reverse"], own["vat_deductible_reverse"]) if self.union else ()
        found = (own["vat_due"], *self.vat_due_at.values(), *reverse, own["vat_deductible"])
        return tuple(dict.fromkeys((*found, *self.vat_deductible_at.values())))


@cache
def country(name: str) -> Country:
    """Return a country by its name, one of COUNTRIES; raise ValueError for another one."""
    if name not in COUNTRIES:
        raise ValueError(f"there is no country {name!r}; there are {', '.join(COUNTRIES)}")
    told = read(f"{name}.toml")
    overseas, offices = told["overseas"], told["office"]
    last_month, last_day = told["year_end"]
    chart = chart_of(told["chart"])
    decimals = DECIMALS.get(chart.currency, 2)
    return Country(
        name=name,
        chart=chart,
        decimals=decimals,
        home=tuple((region(place), weight) for place, weight in told["home"].items()),
        union=tuple(region(place) for place in told["union"]),
        overseas=region(overseas["home"]),
        foreign=overseas["currency"],
        worth=Decimal(str(overseas["worth"])),
        price=Fraction(str(told["price"])) * 10**decimals / 100,
        year_end=(last_month, last_day),
        tax_name=told["tax_name"],
        structured=told["payment_reference"] == "structured",
        rates={kind: round(percent * 10) for kind, percent in told["rates"].items()},
        accounts=told["accounts"],
        vat_due_at=_by_rate(told.get("vat_due_at", {})),
        vat_deductible_at=_by_rate(told.get("vat_deductible_at", {})),
        sales=told["sales"],
        costs=told["costs"],
        pay=Pay(**{**told["pay"], "month": tuple(told["pay"]["month"])}),
        result=Result(**told["result"]),
        social_security=Office(*offices["social_security"]),
        tax=Office(*offices["tax"]),
    )


@cache
def region(name: str) -> Region:
    """Return a region by its name."""
    told = read("regions.toml")[name]
    texts = {part: tuple(told[part]) for part in ("firms", "streets")}
    towns = tuple((code, town) for code, town in told["towns"])
    return Region(told["country"], told["locale"], told["language"], towns=towns, **texts)


@cache
def read(path: str) -> Mapping[str, Any]:
    """Read a data file."""
    return tomllib.loads((get_data("twinledger.books", f"companies/data/{path}") or b"").decode())


def _by_rate(accounts: Mapping[str, str]) -> dict[int, str]:
    return {round(float(percent) * 10): code for percent, code in accounts.items()}
