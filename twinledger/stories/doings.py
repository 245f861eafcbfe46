"""What happens in a story: each kind of step, chosen by its `do`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from twinledger.stories.breaks import Break
from twinledger.stories.parts import Amount, Line, Name, Step

INPUTS = Literal["email", "api_key", "url", "database"]
LONGEST_WAIT = 100 * 366  # days


class CreateApiKey(Step):
    """The Odoo user makes a key in the preferences; the story remembers it by its name.

    With an `account` it is made on the website of Odoo Online, for every database that the account manages.
    """

    do: Literal["create_api_key"]
    name: Name
    """What the key is called."""
    days: Literal[0, 1, 7, 30, 90, 180, 365] = 0
    """How many days it is good for; 0: for ever."""
    account: str = ""
    """The e-mail address of the account of Odoo Online that makes it."""


class RemoveApiKey(Step):
    """The Odoo user deletes a key in the preferences."""

    do: Literal["remove_api_key"]
    name: Name
    """What the key is called."""
    account: str = ""
    """The e-mail address of the account of Odoo Online whose key it is."""


class RestartOdoo(Step):
    """Odoo restarts, and so forgets which credentials were right."""

    do: Literal["restart_odoo"]


class UpgradeOdoo(Step):
    """Odoo becomes another version at the same address: the same books, entered anew, and no key from before."""

    do: Literal["upgrade_odoo"]
    to: Literal["18.0", "19.0"]
    """The version that it becomes."""


class ChangeUser(Step):
    """An administrator archives the Odoo user or brings them back; the user switches two-factor authentication on."""

    do: Literal["archive_user", "unarchive_user", "two_factor_on", "two_factor_off"]


class TurnTo(Step):
    """From here on the story is about the company in another database, and its client file."""

    do: Literal["turn_to"]
    database: Name
    """The name of the database in Odoo."""


class Connect(Step):
    """The accountant types the four inputs; what is not given is right. `refused` names the input that is not taken."""

    do: Literal["connect", "reconnect"]
    api_key: str = ""
    """The key by its name in the story; what no key is called is typed as it is, and must be refused."""
    with_password: bool = False
    """Whether the Odoo user's password is typed in place of a key."""
    email: str | None = None
    """An e-mail address that is not the right one."""
    url: str | None = None
    """An address that is not the right one."""
    database: str | None = None
    """A database that is not the right one."""
    refused: INPUTS | None = None
    """The input that Silverfin must refuse."""

    @model_validator(mode="after")
    def _a_key_or_a_password(self) -> Self:
        if bool(self.api_key) == self.with_password:
            raise ValueError("give the api_key that is typed, or with_password: true")
        return self


class Link(Step):
    """The accountant links the client file to the company."""

    do: Literal["link"]
    since: date | None = None
    """The day from which on Silverfin wants the books, the first one of a financial year."""


class UnlinkFile(Step):
    """The accountant ends the link of the client file; its figures stay."""

    do: Literal["unlink_file"]


class LockPeriod(Step):
    """The accountant locks every figure of the client file up to a day, or none."""

    do: Literal["lock_figures"]
    until: date | None
    """The last day that is locked; null: none is."""


class Push(Step):
    """Another program that the client file is linked to sends one line, and so moves the sync point."""

    do: Literal["push"]
    account: Name
    """The number of the account."""
    date: date
    """The line's date."""
    amount: Amount
    """Its amount, debit positive."""


class Synchronise(Step):
    """The accountant starts a synchronisation and waits for its end.

    `fails` is the reason of a failure that the story expects, `actions` how many actions were sent. `meanwhile` happens
    when Odoo is asked for journal items for the `at_request`th time; `breaks` are faults that strike until it ends.
    """

    do: Literal["synchronise"]
    fails: Literal["authentication", "configuration", "source", "target", "conflict"] | None = None
    """The reason for which it must fail; none: it must succeed."""
    actions: Annotated[int, Field(ge=0)] | None = None
    """How many actions must be sent."""
    meanwhile: tuple[Meanwhile, ...] = ()
    """What happens when Odoo is asked for journal items for the `at_request`th time."""
    at_request: Annotated[int, Field(ge=1)] = 1
    """At which request for journal items that is."""
    breaks: tuple[Break, ...] = ()
    """What breaks until it ends; each must strike."""


class Enter(Step):
    """Somebody enters a journal entry; the story knows it as `entry`. It is posted unless it stays a draft.

    With `late` that is done in a transaction that begins now; a step `commit` ends it.
    """

    do: Literal["enter"]
    entry: Name
    """The entry's name in the story."""
    date: date
    """Its accounting date."""
    lines: Annotated[tuple[Line, ...], Field(min_length=2)]
    """Its journal items."""
    journal: Name = "MISC"
    """The code of its journal."""
    draft: bool = False
    """Whether it stays a draft."""
    late: bool = False
    """Whether its transaction is yet to end."""


class ChangeAmount(Step):
    """A posted entry of two lines gets another amount, and is posted again."""

    do: Literal["change_amount"]
    entry: Name
    """The entry's name in the story."""
    amount: Amount
    """The new amount."""


class ChangeDate(Step):
    """A posted entry gets another accounting date, and is posted again."""

    do: Literal["change_date"]
    entry: Name
    """The entry's name in the story."""
    date: date
    """The new accounting date."""


class ChangeEntry(Step):
    """A draft is posted; an entry is taken back to draft, cancelled or deleted."""

    do: Literal["post", "to_draft", "cancel", "delete"]
    entry: Name
    """The entry's name in the story."""


class Commit(Step):
    """The transaction ends in which an entry was entered late: now everybody sees it."""

    do: Literal["commit"]
    entry: Name
    """The entry's name in the story."""


class RenameAccount(Step):
    """An account gets another name."""

    do: Literal["rename_account"]
    account: Name
    """The code of the account."""
    name: Name
    """Its new name."""


class ChangeYear(Step):
    """The financial years of the company end on another day from now on."""

    do: Literal["change_year"]
    last_day: Annotated[int, Field(ge=1, le=31)]
    """The last day of the year."""
    last_month: Annotated[int, Field(ge=1, le=12)]
    """The month in which the year ends."""


class GoOn(Step):
    """The awkward book of the story goes on to its next moment."""

    do: Literal["go_on"]


class Wait(Step):
    """Time passes. Every night, at two o'clock UTC, Silverfin synchronises what is linked by itself."""

    do: Literal["wait"]
    days: Annotated[int, Field(ge=0, le=LONGEST_WAIT)] = 0
    """So many days."""
    hours: Annotated[int, Field(ge=0, le=LONGEST_WAIT * 24)] = 0
    """So many hours."""
    seconds: Annotated[int, Field(ge=0, le=LONGEST_WAIT * 86_400)] = 0
    """So many seconds."""


Meanwhile = Annotated[
    CreateApiKey
    | RemoveApiKey
    | RestartOdoo
    | ChangeUser
    | Enter
    | Commit
    | ChangeAmount
    | ChangeDate
    | ChangeEntry
    | RenameAccount
    | Wait,
    Field(discriminator="do"),
]
