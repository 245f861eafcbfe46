"""What happens in a story: each kind of step, chosen by its `do`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from twinledger.stories.parts import Amount, Line, Name, Step

INPUTS = Literal["email", "api_key", "url", "database"]
LONGEST_WAIT = 100 * 366  # days


class CreateApiKey(Step):
    """The Odoo user makes a key in the preferences; the story remembers it by its name."""

    do: Literal["create_api_key"]
    name: Name
    days: Literal[0, 1, 7, 30, 90, 180, 365] = 0


class RemoveApiKey(Step):
    """The Odoo user deletes a key in the preferences."""

    do: Literal["remove_api_key"]
    name: Name


class RestartOdoo(Step):
    """Odoo restarts, and so forgets which credentials were right."""

    do: Literal["restart_odoo"]


class Connect(Step):
    """The accountant types the four inputs; what is not given is right. `refused` names the input that is not taken."""

    do: Literal["connect", "reconnect"]
    api_key: Name
    email: str | None = None
    url: str | None = None
    database: str | None = None
    refused: INPUTS | None = None


class Link(Step):
    """The accountant links the client file to the company."""

    do: Literal["link"]


class Synchronise(Step):
    """The accountant starts a synchronisation and waits for its end.

    `fails` is the reason of a failure that the story expects, `actions` how many actions were sent. `meanwhile` happens
    when Odoo is asked for journal items for the `at_request`th time.
    """

    do: Literal["synchronise"]
    fails: Literal["authentication", "configuration", "source", "target", "conflict"] | None = None
    actions: Annotated[int, Field(ge=0)] | None = None
    meanwhile: tuple[Meanwhile, ...] = ()
    at_request: Annotated[int, Field(ge=1)] = 1


class Enter(Step):
    """Somebody enters a journal entry; the story knows it as `entry`. It is posted unless it stays a draft.

    With `late` that is done in a transaction that begins now; a step `commit` ends it.
    """

    do: Literal["enter"]
    entry: Name
    date: date
    lines: Annotated[tuple[Line, ...], Field(min_length=2)]
    journal: Name = "MISC"
    draft: bool = False
    late: bool = False


class ChangeAmount(Step):
    """A posted entry of two lines gets another amount, and is posted again."""

    do: Literal["change_amount"]
    entry: Name
    amount: Amount


class ChangeDate(Step):
    """A posted entry gets another accounting date, and is posted again."""

    do: Literal["change_date"]
    entry: Name
    date: date


class ChangeEntry(Step):
    """A draft is posted; an entry is taken back to draft, cancelled or deleted."""

    do: Literal["post", "to_draft", "cancel", "delete"]
    entry: Name


class Commit(Step):
    """The transaction ends in which an entry was entered late: now everybody sees it."""

    do: Literal["commit"]
    entry: Name


class RenameAccount(Step):
    """An account gets another name."""

    do: Literal["rename_account"]
    account: Name
    name: Name


class GoOn(Step):
    """The awkward book of the story goes on to its next moment."""

    do: Literal["go_on"]


class Wait(Step):
    """Time passes. Every night, at two o'clock UTC, Silverfin synchronises what is linked by itself."""

    do: Literal["wait"]
    days: Annotated[int, Field(ge=0, le=LONGEST_WAIT)] = 0
    hours: Annotated[int, Field(ge=0, le=LONGEST_WAIT * 24)] = 0
    seconds: Annotated[int, Field(ge=0, le=LONGEST_WAIT * 86_400)] = 0


class Expect(Step):
    """What must be true now: whether the ledgers are equal, and what Silverfin holds.

    Balances are debit positive and taken at the end of the last financial year; `names` are those of accounts.
    """

    do: Literal["expect"]
    ledgers: Literal["equal", "different"] | None = None
    balances: dict[str, Amount] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    lines: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.ledgers is None and not self.balances and not self.names and self.lines is None:
            raise ValueError("a step that expects nothing cannot fail; give ledgers, balances, names or lines")
        return self


Meanwhile = Annotated[
    CreateApiKey
    | RemoveApiKey
    | RestartOdoo
    | Enter
    | Commit
    | ChangeAmount
    | ChangeDate
    | ChangeEntry
    | RenameAccount
    | Wait,
    Field(discriminator="do"),
]
