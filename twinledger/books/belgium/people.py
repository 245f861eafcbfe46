"""Who the company deals with: partners whose surnames and first names come from Faker, each name only once."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from ..book import Company, Partner, PartnerRank
from .identifiers import belgian_vat, dutch_vat, irish_vat


@dataclass(frozen=True, slots=True)
class Region:
    """Where partners come from: Faker's locale for names of people, and what places and firms are called there."""

    locale: str
    country_code: str
    vat: Callable[[random.Random], str]
    firms: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]


FLANDERS = Region(
    "nl_BE",
    "BE",
    belgian_vat,
    ("{} BV", "{} & Zonen BV", "{} Bouw NV", "Drukkerij {} BV", "Garage {}", "{} Engineering NV", "Bakkerij {} CommV"),
    ("Kerkstraat {}", "Stationsstraat {}", "Molenweg {}", "Grote Markt {}", "Nijverheidslaan {} bus 2"),
    (
        ("1800", "Vilvoorde"),
        ("2000", "Antwerpen"),
        ("2800", "Mechelen"),
        ("3000", "Leuven"),
        ("3500", "Hasselt"),
        ("8000", "Brugge"),
        ("8500", "Kortrijk"),
        ("9000", "Gent"),
        ("9300", "Aalst"),
        ("9700", "Oudenaarde"),
    ),
)
WALLONIA = Region(
    "fr_BE",
    "BE",
    belgian_vat,
    ("{} SRL", "{} & Fils SRL", "{} Frères SA", "Établissements {} SA", "Menuiserie {}", "Café {} SNC", "{} Conseil"),
    ("Rue de l'Église {}", "Chaussée de Namur {}", "Place du Marché {}", "Rue Haute {}", "Allée des Tilleuls {} bte 3"),
    (
        ("1000", "Bruxelles"),
        ("1300", "Wavre"),
        ("1400", "Nivelles"),
        ("4000", "Liège"),
        ("4500", "Huy"),
        ("5000", "Namur"),
        ("6000", "Charleroi"),
        ("6700", "Arlon"),
        ("7000", "Mons"),
        ("7500", "Tournai"),
    ),
)
NETHERLANDS = Region(
    "nl_NL",
    "NL",
    dutch_vat,
    ("{} B.V.", "{} Groothandel B.V.", "{} & Co V.O.F."),
    ("Dorpsstraat {}", "Havenkade {}", "Industrieweg {}"),
    (("1012 AB", "Amsterdam"), ("3011 CD", "Rotterdam"), ("4811 EF", "Breda"), ("5611 GH", "Eindhoven")),
)
IRELAND = Region(
    "en_IE",
    "IE",
    irish_vat,
    ("{} Ltd", "{} Cloud Services Ltd", "{} Advertising DAC"),
    ("{} Main Street", "{} Harbour Road", "{} Grand Canal Quay"),
    (("D02 XY45", "Dublin"), ("T12 AB34", "Cork"), ("H91 CD56", "Galway")),
)
REGIONS = (FLANDERS, WALLONIA, NETHERLANDS, IRELAND)


class Registry:
    """Draws partners, no two with the same name or VAT number, and remembers them in `partners`.

    It takes one number from the random stream it is given, whatever names Faker has: another release of Faker gives
    other names and the same figures.
    """

    def __init__(self, rng: random.Random) -> None:
        from faker import Faker  # noqa: PLC0415 - importing it takes longer than many a whole book

        self._rng = random.Random(rng.getrandbits(64))
        self._fakers = {region: Faker(region.locale, providers=["faker.providers.person"]) for region in REGIONS}
        for faker in self._fakers.values():
            faker.seed_instance(self._rng.getrandbits(64))
        self._taken: set[str] = set()
        self.partners: list[Partner] = []

    def own_company(self, name: str | None) -> Company:
        """Return the Belgian company whose book it is, called `name` if that is given."""
        firm = self._firm(self._belgian_region(), "customer", name)
        return Company(firm.name, firm.vat, firm.street, firm.zip, firm.city, firm.country_code)

    def belgian_firm(self, rank: PartnerRank) -> Partner:
        """Return a Flemish or Walloon firm with a VAT number."""
        return self._add(self._firm(self._belgian_region(), rank))

    def foreign_firm(self, rank: PartnerRank) -> Partner:
        """Return a Dutch or Irish firm with a VAT number."""
        return self._add(self._firm(self._rng.choice((NETHERLANDS, IRELAND)), rank))

    def person(self, rank: PartnerRank) -> Partner:
        """Return a person who lives in Belgium."""
        region = self._belgian_region()
        faker = self._fakers[region]
        name = self._once(lambda: f"{faker.first_name()} {faker.last_name()}")
        return self._add(self._at_home(region, name, "", f"{_slug(name)}@mail.example", rank))

    def office(self, name: str) -> Partner:
        """Return a public office in Brussels, called `name`."""
        self._taken.add(name)
        email = f"info@{_slug(name)}.example"
        return self._add(Partner(name, True, "", "Rue de la Loi 1", "1000", "Bruxelles", "BE", email, "government"))

    def _firm(self, region: Region, rank: PartnerRank, name: str | None = None) -> Partner:
        faker = self._fakers[region]
        name = name or self._once(lambda: self._rng.choice(region.firms).format(faker.last_name()))
        self._taken.add(name)
        vat = self._once(lambda: region.vat(self._rng))
        return self._at_home(region, name, vat, f"info@{_slug(name)}.example", rank)

    def _at_home(self, region: Region, name: str, vat: str, email: str, rank: PartnerRank) -> Partner:
        street = self._rng.choice(region.streets).format(self._rng.randrange(1, 250))
        zip_code, town = self._rng.choice(region.towns)
        is_company = bool(vat)
        return Partner(name, is_company, vat, street, zip_code, town, region.country_code, email, rank)

    def _add(self, partner: Partner) -> Partner:
        self.partners.append(partner)
        return partner

    def _belgian_region(self) -> Region:
        return FLANDERS if self._rng.random() < 0.6 else WALLONIA

    def _once(self, draw: Callable[[], str]) -> str:
        """Return the first draw that nobody has yet."""
        while (drawn := draw()) in self._taken:
            pass
        self._taken.add(drawn)
        return drawn


def _slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
