"""What a story can expect: of the two ledgers, of what Silverfin shows, of keys, and of what happened and was asked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from twinledger.stories.parts import Amount, Name, Part, Step

Times = Annotated[int, Field(ge=0)]
System = Literal["odoo", "silverfin"]


class Happened(Part):
    """Something that happened inside a system since the story began, by the name of the event: `keys.removed`."""

    event: Name
    """The name of the event, or the family that it belongs to."""
    system: System | None = None
    """Where it happened."""
    details: dict[str, str] = Field(default_factory=dict)
    """What the event says, e.g. whose key it was."""
    times: Times | None = None
    """How often; none: at least once."""


class Asked(Part):
    """Requests that a system received since the story began."""

    system: System
    """Who was asked."""
    method: str = ""
    """The HTTP method."""
    path: str = ""
    """A regular expression that the whole path matches."""
    call: dict[str, str] = Field(default_factory=dict)
    """What was asked for, e.g. an operation or a model."""
    status: int | None = None
    """What was answered."""
    times: Times | None = None
    """How often; none: at least once."""

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self if name != "times" and value not in ("", {}, None))


class Posting(Part):
    """A line of an account's ledger in Silverfin."""

    date: date
    """Its date."""
    amount: Amount
    """Its amount, debit positive."""


class Expect(Step):
    """What must be true now: whether the ledgers are equal, what Silverfin holds and shows, and what happened so far.

    Balances are debit positive and taken at the end of the last financial year.
    """

    do: Literal["expect"]
    ledgers: Literal["equal", "different"] | None = None
    """Whether Odoo and Silverfin hold the same."""
    balances: dict[str, Amount] = Field(default_factory=dict)
    """Balances in Silverfin by the codes of accounts."""
    names: dict[str, str] = Field(default_factory=dict)
    """What accounts are called in Silverfin."""
    lines: Times | None = None
    """How many lines Silverfin holds."""
    postings: dict[str, tuple[Posting, ...]] = Field(default_factory=dict)
    """The whole ledgers of accounts in Silverfin, by date."""
    off_by: Amount | None = None
    """What Silverfin's trial balance adds up to: 0, unless it is unbalanced."""
    years: tuple[str, ...] | None = None
    """Silverfin's financial years: `2026-01-01 to 2026-12-31`."""
    keys: dict[str, Literal["valid", "expired", "removed"]] = Field(default_factory=dict)
    """How keys stand in Odoo, by their names."""
    message: str = ""
    """Words of the message with which Silverfin shows the last synchronisation as failed."""
    events: tuple[Happened, ...] = ()
    """What must have happened."""
    requests: tuple[Asked, ...] = ()
    """What must have been asked."""

    @property
    def named(self) -> tuple[str, ...]:
        """The names of what is expected."""
        given = self.model_dump(exclude_defaults=True, exclude={"do", "tell", "minutes"})
        return tuple(given)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.named:
            raise ValueError("a step that expects nothing cannot fail; give ledgers, balances, names, lines or another")
        return self
