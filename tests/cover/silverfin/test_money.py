"""Amounts go in and out exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_silverfin.ledger.money import AmountError, to_minor, to_text


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 4))
def test_what_is_written_reads_back(minor: int, decimals: int) -> None:
    """Minor units survive the way to a decimal string and back, in any currency."""
    assert to_minor(Decimal(to_text(minor, decimals)), "EUR", decimals) == minor


@pytest.mark.parametrize(
    ("minor", "decimals", "text"),
    [(-5, 2, "-0.05"), (0, 2, "0.00"), (1250, 2, "12.50"), (7, 0, "7"), (-1, 3, "-0.001"), (123456, 3, "123.456")],
)
def test_amounts_are_written_with_the_currencys_decimals(minor: int, decimals: int, text: str) -> None:
    """A decimal string has a digit before the point and as many after it as the currency."""
    assert to_text(minor, decimals) == text


@pytest.mark.parametrize("value", ["0.001", "0.30000000000000004", "1E-999999999", "1." + "0" * 70 + "1"])
def test_more_decimals_than_the_currency_has_are_refused(value: str) -> None:
    """Nothing is rounded, however small it is."""
    with pytest.raises(AmountError, match=r"more decimals than EUR has \(2\)"):
        to_minor(Decimal(value), "EUR", 2)


@pytest.mark.parametrize("value", [Decimal("1E+999999999"), 10**13, Decimal(-10000000000000)])
def test_sixteen_digits_are_refused(value: Decimal | int) -> None:
    """What would not fit is refused before it fills the memory."""
    with pytest.raises(AmountError, match="too many digits"):
        to_minor(value, "EUR", 2)


def test_zeros_at_the_end_do_not_count() -> None:
    """12.500 is 12.50."""
    assert to_minor(Decimal("12.500"), "EUR", 2) == 1250
