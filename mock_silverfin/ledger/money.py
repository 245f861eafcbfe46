"""Money: decimals as they travel, whole minor units as they are kept, and no float in between."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact

from mock_silverfin import messages

MOST_DIGITS = 15
DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""How many decimals a currency has where it is not two (ISO 4217)."""
_EXACT = Context(prec=60, traps=[Inexact])


class AmountError(ValueError):
    """An amount that a file in this currency cannot hold; the text says why."""


def to_minor(value: Decimal | int, currency: str, decimals: int) -> int:
    """Return `value` in minor units of a currency with so many decimals, exactly.

    Raise AmountError if it has more decimals than the currency (zeros at the end do not count), or more than 15 digits
    in minor units.
    """
    exact = Decimal(value)
    if exact.adjusted() + decimals >= MOST_DIGITS:
        raise AmountError(messages.AMOUNT_TOO_LARGE)
    try:
        return int(exact.scaleb(decimals, _EXACT).to_integral_exact(context=_EXACT))
    except Inexact:
        raise AmountError(messages.too_many_decimals(currency, decimals)) from None


def to_text(minor: int, decimals: int) -> str:
    """Return an amount in minor units as a decimal string with exactly so many decimals, e.g. `-0.05`."""
    digits = f"{abs(minor):0{decimals + 1}d}"
    point = len(digits) - decimals
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:point]}.{digits[point:]}" if decimals else f"{sign}{digits}"
