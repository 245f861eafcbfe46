"""The schema of a story: what a YAML file of `scenarios/` may say. A step is one of STEPS, chosen by its `do`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from twinledger.books.amounts import read
from twinledger.books.awkward import awkward_book

INPUTS = Literal["email", "api_key", "url", "database"]
LONGEST_WAIT = 100 * 366  # days
WRONG_STEP = "wrong_step"  # the type of an error that is about how a step fits into its story


def _minor_units(value: Any) -> int:
    """Read an amount in the company's currency, which has two decimals in a story."""
    if isinstance(value, float):
        raise ValueError('an amount stands in quotes, so that it stays exact: "1234.05"')
    return read(str(value))


def _awkward(name: str) -> str:
    """Let the name of an awkward book pass, and none but one that is known."""
    try:
        return awkward_book(name).id if name else name
    except LookupError as error:
        raise ValueError(str(error)) from None


Amount = Annotated[int, BeforeValidator(_minor_units)]
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


class Expect(Step):
    """What must be true now: whether the ledgers are equal, and what Silverfin holds.

    Balances are debit positive and taken at the end of the last financial year; `names` are those of accounts.
    """

    do: Literal["expect"]
    ledgers: Literal["equal", "different"] | None = None
    balances: dict[str, Amount] = {}
    names: dict[str, str] = {}
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
AnyStep = Annotated[
    CreateApiKey
    | RemoveApiKey
    | RestartOdoo
    | Connect
    | Link
    | Synchronise
    | Enter
    | Commit
    | ChangeAmount
    | ChangeDate
    | ChangeEntry
    | RenameAccount
    | GoOn
    | Wait
    | Expect,
    Field(discriminator="do"),
]


class Story(Part):
    """A story: the world that it begins in, with books of so many lines or with awkward ones, and its steps."""

    title: Name
    about: Name
    seed: int = 0
    books: Annotated[str, AfterValidator(_awkward)] = ""
    lines: Annotated[int, Field(ge=0, le=100_000)] = 0
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        """Refuse a step that speaks of an entry or a key that is not there by then, and a second entry of one name."""
        known = _Known()
        for place, step in enumerate(self.steps):
            for part in (*getattr(step, "meanwhile", ()), step):
                if problem := _unknown(part, known):
                    raise PydanticCustomError(WRONG_STEP, "{problem}", {"problem": problem, "place": place})
        return self


def kinds() -> dict[str, type[Step]]:
    """Return every kind of step by the word that chooses it."""
    return {
        word: kind for kind in get_args(get_args(AnyStep)[0]) for word in get_args(kind.model_fields["do"].annotation)
    }


@dataclass
class _Known:
    """What steps may speak of: entries with the number of their lines, keys, and entries that nobody sees yet."""

    entries: dict[str, int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    under_way: dict[str, int] = field(default_factory=dict)


def _unknown(step: Step, known: _Known) -> str:
    """Return what a step speaks of without reason, or nothing; note what it brings into the world."""
    problem = ""
    match step:
        case Enter(entry=name) if name in {**known.entries, **known.under_way}:
            problem = f"enters the entry {name!r} a second time"
        case Enter(entry=name, lines=lines, late=late):
            (known.under_way if late else known.entries)[name] = len(lines)
        case Commit(entry=name) if name not in known.under_way:
            problem = f"commits the entry {name!r}, which nobody has entered late by then"
        case Commit(entry=name):
            known.entries[name] = known.under_way.pop(name)
        case CreateApiKey(name=name):
            known.keys.add(name)
        case RemoveApiKey(name=name) if name not in known.keys:
            problem = f"deletes the API key {name!r}, which nobody has made by then"
        case Connect(api_key=name, refused=refused) if name not in known.keys and refused != "api_key":
            problem = f"types the API key {name!r}, which nobody has made by then"
        case ChangeAmount(entry=name) | ChangeDate(entry=name) | ChangeEntry(entry=name) if name not in known.entries:
            problem = f"speaks of the entry {name!r}, which nobody has entered by then"
        case ChangeAmount(entry=name) if known.entries[name] != 2:
            problem = f"changes the amount of the entry {name!r}, which has {known.entries[name]} lines instead of two"
    return problem
