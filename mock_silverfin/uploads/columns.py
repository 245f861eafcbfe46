"""Columns: which heading of a file means what, in the languages of the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mock_kit.pages.words import noted
from mock_silverfin.ledger.accounts import AccountType
from mock_silverfin.sheets.reading import Value
from mock_silverfin.uploads.problems import Problem

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "datum", "ngày", "booking date", "boekingsdatum", "date comptable"),
    "number": ("account number", "account", "number", "numéro de compte", "compte", "rekeningnummer", "rekening",
               "số hiệu tài khoản", "tài khoản"),
    "name": ("account name", "name", "nom du compte", "naam van de rekening", "naam", "tên tài khoản"),
    "type": ("account type", "type", "type de compte", "type rekening", "loại tài khoản"),
    "amount": ("amount", "balance", "montant", "solde", "bedrag", "saldo", "số tiền", "số dư"),
    "debit": ("debit", "débit", "debet", "nợ"),
    "credit": ("credit", "crédit", "có"),
    "description": ("description", "omschrijving", "libellé", "diễn giải"),
    "reference": ("reference", "référence", "referentie", "số chứng từ"),
}  # fmt: skip
TYPES: Mapping[AccountType, tuple[str, ...]] = {
    "asset": ("asset", "assets", "actif", "actief", "activa", "tài sản"),
    "liability": ("liability", "liabilities", "dette", "dettes", "schuld", "schulden", "nợ phải trả"),
    "equity": ("equity", "capitaux propres", "eigen vermogen", "vốn chủ sở hữu"),
    "income": ("income", "revenue", "produit", "produits", "opbrengst", "opbrengsten", "doanh thu"),
    "expense": ("expense", "expenses", "charge", "charges", "kost", "kosten", "chi phí"),
}
NEEDED = {
    "date": noted("There is no column with dates. Put “Date” above it, in the first row."),
    "number": noted("There is no column with account numbers. Put “Account number” above it, in the first row."),
}
NO_AMOUNT = noted("There is no column with amounts. Put “Amount” above it, or “Debit” and “Credit” above two columns.")
TWICE = noted("Two columns are called “{heading}”. Keep one.")
BOTH = noted("There are amounts and debit or credit, too. Keep one amount, or one debit and one credit.")


@dataclass(frozen=True)
class Columns:
    """Where each column stands, from 0, and the headings that say nothing to us, which are passed over."""

    places: Mapping[str, int]
    headings: Sequence[str]
    passed_over: Sequence[str]

    def value(self, values: Sequence[Value], name: str) -> Value:
        """Return what a row has in a column, None without such a column or such a cell."""
        place = self.places.get(name)
        return None if place is None or place >= len(values) else values[place]

    def heading(self, name: str) -> str:
        """Return how the file calls a column."""
        return self.headings[self.places[name]]


def recognised(header: Sequence[Value]) -> tuple[Columns, list[Problem]]:
    """Return the columns that a header row names, and what is wrong with it."""
    headings = [str(value or "").strip() for value in header]
    places: dict[str, int] = {}
    passed_over, problems = [], []
    for place, heading in enumerate(headings):
        name = _meaning(heading)
        if name is None:
            passed_over += [heading] if heading else []
        elif name in places:
            problems.append(Problem(1, heading, TWICE, {"heading": heading}))
        else:
            places[name] = place
    return Columns(places, headings, passed_over), [*problems, *_missing(places)]


def _meaning(heading: str) -> str | None:
    folded = heading.casefold()
    return next((name for name, known in HEADINGS.items() if folded in known), None)


def _missing(places: Mapping[str, int]) -> list[Problem]:
    problems = [Problem(1, "", text) for name, text in NEEDED.items() if name not in places]
    has_sides = "debit" in places and "credit" in places
    if "amount" in places and ("debit" in places or "credit" in places):
        problems.append(Problem(1, "", BOTH))
    elif "amount" not in places and not has_sides:
        problems.append(Problem(1, "", NO_AMOUNT))
    return problems


def type_of(word: str) -> AccountType | None:
    """Return the type of account that a word means, None for a word that means none."""
    folded = word.casefold()
    return next((type_ for type_, known in TYPES.items() if folded in known), None)
