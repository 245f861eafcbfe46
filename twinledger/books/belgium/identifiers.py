"""Numbers with check digits: VAT numbers that validators accept, and Belgium's structured communication."""

from __future__ import annotations

import random


def belgian_vat(rng: random.Random) -> str:
    """Return `BE` and ten digits, the last two of which are 97 less the remainder of the first eight by 97."""
    body = rng.randrange(2_000_000, 10_000_000)
    return f"BE{body:08d}{97 - body % 97:02d}"


def dutch_vat(rng: random.Random) -> str:
    """Return `NL`, nine digits, `B` and two digits that make the whole 1 modulo 97 (letters count from A = 10)."""
    body = rng.randrange(100_000_000, 1_000_000_000)
    check = 98 - int(f"2321{body}1100") % 97
    return f"NL{body}B{check:02d}"


def irish_vat(rng: random.Random) -> str:
    """Return `IE`, seven digits and the letter that their sum, weighted 8 down to 2, selects modulo 23."""
    body = f"{rng.randrange(1_000_000, 10_000_000)}"
    total = sum(int(digit) * weight for digit, weight in zip(body, range(8, 1, -1), strict=True))
    return f"IE{body}{'WABCDEFGHIJKLMNOPQRSTUV'[total % 23]}"


def structured_communication(number: int) -> str:
    """Return `number` (up to ten digits) with its remainder by 97 (97 for 0), as a Belgian bank transfer states it."""
    digits = f"{number:010d}{number % 97 or 97:02d}"
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"
