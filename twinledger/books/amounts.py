"""Amounts as people write them; inside they are integers, minor units of a currency, debit positive."""

from __future__ import annotations

import re
from decimal import Decimal

AMOUNT = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)


def written(units: int, decimals: int = 2) -> str:
    """Return an amount of minor units with its decimals and a comma between thousands, e.g. `-1,234.05`."""
    return f"{Decimal(units).scaleb(-decimals):,.{decimals}f}"


def plain(units: int, decimals: int = 2) -> str:
    """Return an amount of minor units as `read` takes it, e.g. `-1234.05`."""
    return f"{Decimal(units).scaleb(-decimals):.{decimals}f}"


def read(text: str, decimals: int = 2) -> int:
    """Return the minor units of an amount such as `-1234.05`; raise ValueError if it is none of that currency."""
    found = AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not an amount; write it like 1234.05")
    sign, whole, fraction = found.groups(default="")
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        raise ValueError(f"{text!r} has more than {decimals} decimals")
    return int(f"{sign}{whole}{fraction:0<{decimals}}")
