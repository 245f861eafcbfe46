"""Amounts as people write them, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinledger.books.amounts import read, written


@pytest.mark.parametrize(
    ("text", "decimals", "units"),
    [
        ("1234.05", 2, 123_405),
        ("-1234.05", 2, -123_405),
        ("1250", 2, 125_000),
        ("1250.5", 2, 125_050),
        ("0.10000", 2, 10),
        ("-0", 2, 0),
        ("007", 0, 7),
        ("1.234", 3, 1_234),
        ("99999999999999999999999999999999.99", 2, 9_999_999_999_999_999_999_999_999_999_999_999),
    ],
)
def test_an_amount_is_read_to_its_last_digit(text: str, decimals: int, units: int) -> None:
    """Minor units, debit positive, however large the amount."""
    assert read(text, decimals) == units


NO_AMOUNTS = """ten 1,234.05 1.234,05 .5 5. +5 --5 1e3 1_000 \N{ARABIC-INDIC DIGIT FIVE} Infinity -Infinity NaN sNaN
    1e99999999 None True""".split()


@pytest.mark.parametrize("text", [*NO_AMOUNTS, "", " ", " 5", "5\n", "1 000"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """The error quotes what was written, and shows how amounts are written."""
    with pytest.raises(ValueError, match=r"is not an amount; write it like 1234\.05") as refusal:
        read(text)
    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize(("text", "decimals"), [("0.001", 2), ("1250.005", 2), ("0.5", 0), ("1.0001", 3)])
def test_too_many_decimals_are_refused(text: str, decimals: int) -> None:
    """Nothing is rounded in silence."""
    with pytest.raises(ValueError, match=f"'{text}' has more than {decimals} decimals"):
        read(text, decimals)


@pytest.mark.parametrize(
    ("units", "decimals", "text"),
    [
        (0, 2, "0.00"),
        (-5, 2, "-0.05"),
        (123_405, 2, "1,234.05"),
        (-123_456_789, 2, "-1,234,567.89"),
        (1_234, 0, "1,234"),
        (1, 3, "0.001"),
    ],
)
def test_an_amount_is_written_for_people(units: int, decimals: int, text: str) -> None:
    """With all its decimals, a comma between thousands, and its sign."""
    assert written(units, decimals) == text


@given(units=st.integers(-(10**20), 10**20), decimals=st.sampled_from((0, 2, 3)))
def test_what_is_written_can_be_read(units: int, decimals: int) -> None:
    """Writing and reading lose nothing, in currencies with none, two and three decimals."""
    assert read(written(units, decimals).replace(",", ""), decimals) == units
