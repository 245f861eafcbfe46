"""Numbers with check digits: VAT numbers that validators accept, and Belgium's structured communication."""

from __future__ import annotations

import random
from collections.abc import Callable

IRISH = "WABCDEFGHIJKLMNOPQRSTUV"


def belgian(rng: random.Random) -> str:
    """Return `BE` and ten digits, the last two of which are 97 less the remainder of the first eight by 97."""
    body = rng.randrange(2_000_000, 10_000_000)
    return f"BE{body:08d}{97 - body % 97:02d}"


def dutch(rng: random.Random) -> str:
    """Return `NL`, nine digits, `B` and two digits that make the whole 1 modulo 97 (letters count from A = 10)."""
    body = rng.randrange(100_000_000, 1_000_000_000)
    check = 98 - int(f"2321{body}1100") % 97
    return f"NL{body}B{check:02d}"


def irish(rng: random.Random) -> str:
    """Return `IE`, seven digits and the letter that their sum, weighted 8 down to 2, selects modulo 23."""
    body = f"{rng.randrange(1_000_000, 10_000_000)}"
    return f"IE{body}{IRISH[_weighed(body, range(8, 1, -1)) % 23]}"


def luxembourgish(rng: random.Random) -> str:
    """Return `LU` and eight digits, the last two of which are the remainder of the first six by 89."""
    body = rng.randrange(100_000, 1_000_000)
    return f"LU{body}{body % 89:02d}"


def french(rng: random.Random) -> str:
    """Return `FR`, two digits that follow from the rest modulo 97, and nine that pass Luhn's test."""
    body = f"{rng.randrange(10_000_000, 100_000_000)}"
    doubled = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(body))
    siren = int(f"{body}{-doubled % 10}")
    return f"FR{(12 + 3 * (siren % 97)) % 97:02d}{siren}"


def german(rng: random.Random) -> str:
    """Return `DE` and nine digits, the last of which follows from the others by ISO 7064, modulo 11 and 10."""
    body, product = f"{rng.randrange(10_000_000, 100_000_000)}", 10
    for digit in body:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return f"DE{body}{(11 - product) % 10}"


def british(rng: random.Random) -> str:
    """Return `GB`, seven digits, and two that with their sum, weighted 8 down to 2, are a multiple of 97."""
    body = f"{rng.randrange(1_000_000, 10_000_000)}"
    return f"GB{body}{97 - _weighed(body, range(8, 1, -1)) % 97:02d}"


def vietnamese(rng: random.Random) -> str:
    """Return ten digits, the last of which is 10 less the remainder of the weighted others by 11."""
    while True:
        body = f"{rng.randrange(100_000_000, 1_000_000_000)}"
        check = 10 - _weighed(body, (31, 29, 23, 19, 17, 13, 7, 5, 3)) % 11
        if check < 10:
            return f"{body}{check}"


def american(rng: random.Random) -> str:
    """Return an employer's number, which has no check digit: two digits, a hyphen and seven more."""
    return f"{rng.randrange(10, 99)}-{rng.randrange(10_000_000):07d}"


VAT_NUMBERS: dict[str, Callable[[random.Random], str]] = {
    "BE": belgian,
    "NL": dutch,
    "IE": irish,
    "LU": luxembourgish,
    "FR": french,
    "DE": german,
    "GB": british,
    "VN": vietnamese,
    "US": american,
}


def structured_communication(number: int) -> str:
    """Return `number` (up to ten digits) with its remainder by 97 (97 for 0), as a Belgian bank transfer states it."""
    digits = f"{number:010d}{number % 97 or 97:02d}"
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def _weighed(digits: str, weights: range | tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
