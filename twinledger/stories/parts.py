"""What every part of a story is made of: names, amounts, journal items, and the step that all steps are."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints, model_validator

from twinledger.books.amounts import plain, read


def _minor_units(value: Any) -> int:
    """Read an amount in the company's currency, which has two decimals in a story."""
    if isinstance(value, float):
        raise ValueError('an amount stands in quotes, so that it stays exact: "1234.05"')
    return read(str(value))


Amount = Annotated[int, BeforeValidator(_minor_units), PlainSerializer(plain, str)]
Name = Annotated[str, StringConstraints(min_length=1)]


class Part(BaseModel):
    """A part of a story; what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(Part):
    """A journal item, with a debit or a credit."""

    account: Name
    debit: Amount = 0
    credit: Amount = 0
    label: str = ""

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if bool(self.debit) == bool(self.credit):
            raise ValueError("a line has either a debit or a credit")
        return self


class Step(Part):
    """One thing that happens; `do` says which, `tell` is what a trainer says about it."""

    do: str
    tell: str = ""
