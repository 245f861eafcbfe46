"""A table on its way into a file: text, days and exact amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Amount:
    """An amount in minor units of a currency with so many decimals."""

    minor: int
    decimals: int

    @property
    def exact(self) -> Decimal:
        """The amount, with all its decimals."""
        return Decimal(self.minor).scaleb(-self.decimals)


Cell = str | date | Amount | None


@dataclass(frozen=True)
class Table:
    """A table: what its sheet is called, its heads and its rows."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]

    @property
    def title(self) -> str:
        """Its name in one line, as a file or a sheet can be called."""
        return CONTROL.sub(" ", self.name)


def harmless(text: str) -> str:
    """Return a text that no program takes for a formula: an apostrophe stands before what might be one."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
