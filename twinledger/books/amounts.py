"""Amounts as people write them; inside they are integers, minor units of a currency, debit positive."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def written(units: int, decimals: int = 2) -> str:
    """Return an amount of minor units with its decimals and a comma between thousands, e.g. `-1,234.05`."""
    return f"{Decimal(units).scaleb(-decimals):,.{decimals}f}"


def read(text: str, decimals: int = 2) -> int:
    """Return the minor units of an amount such as `-1234.05`; raise ValueError if it is none of that currency."""
    try:
        units = Decimal(text).scaleb(decimals)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount; write it like 1234.05") from None
    if units != units.to_integral_value():
        raise ValueError(f"{text!r} has more than {decimals} decimals")
    return int(units)
