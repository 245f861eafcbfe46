"""What is sold and bought: the account it goes to, what it costs and how people describe it."""

from __future__ import annotations

import random
from dataclasses import dataclass

_LONG = (
    "Étude, conception et réalisation d'une solution sur mesure, y compris l'analyse préalable, les réunions de suivi, "
    "la formation des utilisateurs, la documentation & six mois d'assistance par téléphone et sur place"
)


@dataclass(frozen=True, slots=True)
class Ware:
    """Something that changes hands: the account, the lowest and highest price in euros without VAT, the label."""

    account: str
    low: int
    high: int
    label: str

    def price(self, rng: random.Random) -> int:
        """Draw a price in cents; low ones are commoner, and two in five are whole euros."""
        drawn = rng.random()
        cents = self.low * 100 + int((self.high - self.low) * 100 * drawn * drawn * drawn)
        return cents if rng.random() < 0.6 else cents // 100 * 100


Trade = tuple[int, tuple[Ware, ...]]  # the VAT rate in percent, and what is dealt in at that rate

SALES_AT_HOME: tuple[Trade, ...] = (
    (
        21,
        (
            Ware("700100", 400, 9000, "Consultancy, day rate"),
            Ware("700100", 300, 6000, "Prestations de conseil : régie"),
            Ware("700100", 250, 8000, "Ontwikkeling & ondersteuning"),
            Ware("700100", 1500, 18000, _LONG),
            Ware("700000", 60, 6000, "Computerapparatuur"),
            Ware("700000", 40, 3500, "Matériel électrique & câblage"),
            Ware("700000", 25, 2500, "Spare parts"),
        ),
    ),
    (
        6,
        (
            Ware("700100", 300, 9000, "Rénovation d'une habitation de plus de dix ans"),
            Ware("700100", 150, 4000, "Herstelling centrale verwarming"),
            Ware("700000", 20, 800, "Livres & brochures"),
            Ware("700000", 30, 1200, "Dranken en voeding"),
        ),
    ),
    (
        12,
        (
            Ware("700100", 60, 2500, "Traiteur : buffet & service"),
            Ware("700100", 500, 12000, "Sociale huisvesting, dakwerken"),
        ),
    ),
    (
        0,
        (
            Ware("700600", 200, 3000, "Formation reconnue, exonérée de TVA"),
            Ware("700500", 800, 14000, "Onroerend werk, btw te voldoen door medecontractant"),
        ),
    ),
)
FIRMS_BUY = (75, 8, 7, 10)  # how often, of each of these trades
PERSONS_BUY = (60, 30, 10, 0)  # persons are neither co-contractors nor trained

SALES_ABROAD: Trade = (
    0,
    (
        Ware("700300", 500, 15000, "Intra-Community service, VAT to be accounted for by the customer"),
        Ware("700200", 100, 12000, "Intra-Community supply of goods"),
        Ware("700200", 40, 900, "Délivrance intracommunautaire : pièces détachées"),
    ),
)

PURCHASES_AT_HOME: tuple[Trade, ...] = (
    (21, (Ware("604000", 150, 14000, "Handelsgoederen"), Ware("604000", 40, 2500, "Pièces & accessoires"))),
    (21, (Ware("603000", 400, 12000, "Sous-traitance chantier"), Ware("603000", 250, 5000, "Onderaanneming"))),
    (21, (Ware("612200", 35, 320, "Téléphonie & internet"), Ware("612200", 20, 90, "Mobile data"))),
    (21, (Ware("612300", 15, 400, "Kantoorbenodigdheden"), Ware("612300", 60, 600, "Toner & papier"))),
    (21, (Ware("613000", 150, 2500, "Honoraires comptables"), Ware("613200", 60, 400, "Secrétariat social"))),
    (21, (Ware("615100", 40, 700, "Brandstof en laadbeurten"), Ware("611000", 80, 1500, "Onderhoud voertuig"))),
    (6, (Ware("612000", 90, 1400, "Électricité et gaz"),)),
    (6, (Ware("612100", 30, 250, "Waterverbruik"), Ware("612400", 20, 300, "Abonnement vakliteratuur"))),
    (12, (Ware("614100", 40, 900, "Réception & repas d'affaires"),)),
    (0, (Ware("610000", 600, 4000, "Loyer des bureaux"), Ware("610000", 40, 300, "Charges locatives"))),
    (0, (Ware("613100", 80, 1800, "Verzekering burgerlijke aansprakelijkheid"),)),
)

PURCHASES_ABROAD: tuple[Trade, ...] = (
    (21, (Ware("612500", 15, 900, "Cloud subscription"), Ware("612500", 100, 2500, "Software licences, yearly plan"))),
    (21, (Ware("614000", 50, 3000, "Online advertising"),)),
    (21, (Ware("604000", 200, 16000, "Groothandelsgoederen"), Ware("616000", 40, 500, "Carriage & handling"))),
)
