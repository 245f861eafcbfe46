"""Who the company deals with: partners whose surnames and first names come from Faker, each name only once."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..book import Company, Partner, PartnerRank
from .country import Country, Office, Region
from .numbers import VAT_NUMBERS

if TYPE_CHECKING:
    from faker import Faker


PATIENCE = 20  # draws


class Registry:
    """Draws partners, no two with the same name or VAT number, and remembers them in `partners`.

    It takes one number from the random stream it is given, whatever names Faker has: another release of Faker gives
    other names and the same figures.
    """

    def __init__(self, rng: random.Random, country: Country) -> None:
        self._rng = random.Random(rng.getrandbits(64))
        self._country = country
        self._fakers: dict[str, Faker] = {}
        self._taken: set[str] = set()
        self.partners: list[Partner] = []

    def own_company(self, name: str | None) -> Company:
        """Return the company whose book it is, called `name` if that is given."""
        country = self._country
        firm = self._firm(self._home(), "customer", name)
        month, day = country.year_end
        return Company(
            firm.name, firm.vat, firm.street, firm.zip, firm.city, country.chart.country, country.chart.currency,
            country.decimals, month, day,
        )  # fmt: skip

    def firm(self, rank: PartnerRank) -> tuple[Partner, str]:
        """Return a firm at home, with a VAT number, and its language."""
        region = self._home()
        return self._add(self._firm(region, rank)), region.language

    def firm_abroad(self, rank: PartnerRank, region: Region) -> tuple[Partner, str]:
        """Return a firm of another region, and its language."""
        return self._add(self._firm(region, rank)), region.language

    def person(self, rank: PartnerRank) -> tuple[Partner, str]:
        """Return a person at home, and their language."""
        region = self._home()
        faker = self._faker(region.locale)
        name = self._once(lambda: f"{faker.first_name()} {faker.last_name()}")
        return self._add(self._at_home(region, name, "", f"{_slug(name)}@mail.example", rank)), region.language

    def office(self, office: Office) -> Partner:
        """Return a public office."""
        self._taken.add(office.name)
        email = f"info@{_slug(office.name)}.example"
        country = self._country.chart.country or self._country.home[0][0].country
        return self._add(
            Partner(office.name, True, "", office.street, office.zip, office.city, country, email, "government")
        )

    def _faker(self, locale: str) -> Faker:
        if locale not in self._fakers:
            from faker import Faker  # noqa: PLC0415 - importing it takes longer than many a whole book

            self._fakers[locale] = Faker(locale, providers=["faker.providers.person"])
            self._fakers[locale].seed_instance(self._rng.getrandbits(64))
        return self._fakers[locale]

    def _home(self) -> Region:
        regions, weights = zip(*self._country.home, strict=True)
        found: Region = self._rng.choices(regions, weights)[0]
        return found

    def _firm(self, region: Region, rank: PartnerRank, name: str | None = None) -> Partner:
        faker = self._faker(region.locale)
        name = name or self._once(lambda: self._rng.choice(region.firms).format(faker.last_name()))
        self._taken.add(name)
        vat = self._once(lambda: VAT_NUMBERS[region.country](self._rng))
        return self._at_home(region, name, vat, f"info@{_slug(name)}.example", rank)

    def _at_home(self, region: Region, name: str, vat: str, email: str, rank: PartnerRank) -> Partner:
        street = self._rng.choice(region.streets).format(self._rng.randrange(1, 250))
        zip_code, town = self._rng.choice(region.towns)
        return Partner(name, bool(vat), vat, street, zip_code, town, region.country, email, rank)

    def _add(self, partner: Partner) -> Partner:
        self.partners.append(partner)
        return partner

    def _once(self, draw: Callable[[], str]) -> str:
        """Return the first draw that nobody has yet; where names run out, one with a number behind it."""
        drawn, number = draw(), 0
        while drawn in self._taken:
            number += 1
            drawn = draw() if number < PATIENCE else f"{draw()} {number - PATIENCE + 2}"
        self._taken.add(drawn)
        return drawn


def _slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-") or "office"
