"""Cells: how a day and an amount are read, as European spreadsheets have them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from mock_kit.pages.words import noted
from mock_silverfin.ledger.money import AmountError, to_minor
from mock_silverfin.sheets.reading import Value

NO_DATE = noted("There is no date.")
NOT_A_DATE = noted("“{value}” is not a date. Write it as 31/12/2026 or 2026-12-31.")
NO_AMOUNT = noted("There is no amount.")
NOT_AN_AMOUNT = noted(
    "“{value}” is not an amount. Write it as 1.234,56: dots between thousands, a comma before the decimals."
)
TOO_FINE = noted("“{value}” has more decimals than {currency} has ({decimals}), or too many digits.")

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_EUROPEAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_AMOUNT = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")


class CellError(Exception):
    """A cell that cannot be read; `text` with its `facts` says why and what to do."""

    def __init__(self, text: str, **facts: str) -> None:
        super().__init__(text)
        self.text = text
        self.facts = facts


def day_of(value: Value) -> date:
    """Return the day in a cell; raise CellError."""
    if isinstance(value, date):
        return value
    if value in (None, ""):
        raise CellError(NO_DATE)
    text = str(value)
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _EUROPEAN.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise CellError(NOT_A_DATE, value=text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(NOT_A_DATE, value=text) from None


def minor_of(value: Value, currency: str, decimals: int) -> int:
    """Return the amount in a cell, in minor units; raise CellError."""
    if value in (None, ""):
        raise CellError(NO_AMOUNT)
    try:
        return to_minor(_exact(value), currency, decimals)
    except AmountError:
        raise CellError(TOO_FINE, value=str(value), currency=currency, decimals=str(decimals)) from None


def _exact(value: Value) -> Decimal:
    if isinstance(value, Decimal):
        return value
    text = str(value)
    if not _AMOUNT.fullmatch(text):
        raise CellError(NOT_AN_AMOUNT, value=text)
    return Decimal(text.replace(".", "").replace(",", "."))
