"""International bank account numbers: which texts are one, and how they are written (ISO 13616, observed)."""

from __future__ import annotations

import re

GROUP = 4
NO_WORD = re.compile(r"\W+")
LENGTHS = {  # by the code of the country, from the registry of ISO 13616
    "AD": 24,
    "AE": 23,
    "AL": 28,
    "AT": 20,
    "AZ": 28,
    "BA": 20,
    "BE": 16,
    "BG": 22,
    "BH": 22,
    "BR": 29,
    "BY": 28,
    "CH": 21,
    "CR": 22,
    "CY": 28,
    "CZ": 24,
    "DE": 22,
    "DK": 18,
    "DO": 28,
    "EE": 20,
    "EG": 29,
    "ES": 24,
    "FI": 18,
    "FO": 18,
    "FR": 27,
    "GB": 22,
    "GE": 22,
    "GI": 23,
    "GL": 18,
    "GR": 27,
    "GT": 28,
    "HR": 21,
    "HU": 28,
    "IE": 22,
    "IL": 23,
    "IQ": 23,
    "IS": 26,
    "IT": 27,
    "JO": 30,
    "KW": 30,
    "KZ": 20,
    "LB": 28,
    "LC": 32,
    "LI": 21,
    "LT": 20,
    "LU": 20,
    "LV": 21,
    "LY": 25,
    "MC": 27,
    "MD": 24,
    "ME": 22,
    "MK": 19,
    "MR": 27,
    "MT": 31,
    "MU": 30,
    "NL": 18,
    "NO": 15,
    "PK": 24,
    "PL": 28,
    "PS": 29,
    "PT": 25,
    "QA": 29,
    "RO": 24,
    "RS": 22,
    "SA": 24,
    "SC": 31,
    "SE": 24,
    "SI": 19,
    "SK": 24,
    "SM": 27,
    "ST": 25,
    "SV": 28,
    "TL": 23,
    "TN": 24,
    "TR": 26,
    "UA": 29,
    "VA": 22,
    "VG": 24,
    "XK": 20,
}


def sanitized(number: str) -> str:
    """Return a number without blanks and signs, in capitals."""
    return NO_WORD.sub("", number).upper()


def is_iban(number: str) -> bool:
    """Tell whether a text is an international number: its country's length, and its check digits are right."""
    plain = sanitized(number)
    if LENGTHS.get(plain[:2]) != len(plain) or not (plain.isascii() and plain.isalnum()):
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def written(number: str) -> str:
    """Return an international number in groups of four, any other as it is."""
    if not is_iban(number):
        return number
    plain = NO_WORD.sub("", number)
    return " ".join(plain[place : place + GROUP] for place in range(0, len(plain), GROUP))
