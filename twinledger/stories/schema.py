"""The schema of a story: what a YAML file of `scenarios/` may say. A step is one of STEPS, chosen by its `do`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from mock_kit.clock import DEFAULT_START
from twinledger.books import names
from twinledger.stories.breaks import Break
from twinledger.stories.doings import (
    ChangeAmount,
    ChangeDate,
    ChangeEntry,
    ChangeUser,
    ChangeYear,
    Commit,
    Connect,
    CreateApiKey,
    Enter,
    GoOn,
    Link,
    LockPeriod,
    Push,
    RemoveApiKey,
    RenameAccount,
    RestartOdoo,
    Synchronise,
    TurnTo,
    UnlinkFile,
    UpgradeOdoo,
    Wait,
)
from twinledger.stories.expectations import Expect
from twinledger.stories.known import Known
from twinledger.stories.parts import Part, Step, Texts
from twinledger.stories.setting import FIRST_DATABASE, FiduciaryFirm, FurtherCompany, OdooPerson, OnlineAccount
from twinledger.stories.trials import (
    Correct,
    GiveKey,
    LoseState,
    Relink,
    RenumberAccount,
    Ring,
    Run,
    TakeKey,
    Unlink,
)

WRONG_STEP = "wrong_step"  # the type of an error that is about how a step fits into its story


def _known_books(name: str) -> str:
    """Let the name of books pass, and none but one that is known."""
    try:
        names.check(name)
    except LookupError as error:
        raise ValueError(str(error)) from None
    return name


AnyStep = Annotated[
    CreateApiKey
    | RemoveApiKey
    | RestartOdoo
    | UpgradeOdoo
    | ChangeUser
    | TurnTo
    | Connect
    | Link
    | UnlinkFile
    | LockPeriod
    | Push
    | Synchronise
    | Enter
    | Commit
    | ChangeAmount
    | ChangeDate
    | ChangeEntry
    | Correct
    | RenameAccount
    | RenumberAccount
    | ChangeYear
    | Run
    | Ring
    | GiveKey
    | TakeKey
    | LoseState
    | Unlink
    | Relink
    | GoOn
    | Wait
    | Expect,
    Field(discriminator="do"),
]


def _unless_awkward(books: str, databases: set[str]) -> frozenset[str]:
    """Return the databases that there are; an awkward book may bring others, so that none is refused."""
    return frozenset() if names.is_awkward(books) else frozenset(databases)


class Story(Part):
    """A story: the world that it begins in, with books of so many lines or with others by name, and its steps.

    With the manifest of a `connector`, whose path is relative to the story, it is that connector's: it is linked and
    given what it needs.
    """

    title: Texts
    """What it is called."""
    about: Texts
    """What it shows, and why."""
    connector: str = ""
    """The path of a connector's manifest, relative to this file."""
    odoo_version: Literal["17.0", "18.0", "19.0"] = "19.0"
    """The version that Odoo begins with."""
    hosting: Literal["on-premise", "odoo.sh", "online"] = "on-premise"
    """Where Odoo is kept."""
    seed: int = 0
    """What decides on all that is left to chance."""
    begins: AwareDatetime = DEFAULT_START
    """The moment at which the clock begins, with its time zone."""
    books: Annotated[str, AfterValidator(_known_books)] = ""
    """The books of the first company: a country and trade (`fr/shop`), or an awkward book by its name."""
    lines: Annotated[int, Field(ge=0, le=100_000)] = 0
    """How many journal items the books begin with."""
    companies: tuple[FurtherCompany, ...] = ()
    """Further companies."""
    people: tuple[OdooPerson, ...] = ()
    """Further users of Odoo."""
    accounts: tuple[OnlineAccount, ...] = ()
    """Accounts of Odoo Online."""
    firm: FiduciaryFirm = FiduciaryFirm()
    """The accounting firm in Silverfin."""
    faults: tuple[Break, ...] = ()
    """What breaks from the beginning on."""
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1)]
    """What happens, one after the other."""

    def written(self) -> dict[str, Any]:
        """Return what its file says, as JSON has it; what is as usual is left out."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @model_validator(mode="after")
    def _accounts_have_a_home(self) -> Self:
        if self.accounts and self.hosting != "online":
            raise ValueError("accounts are those of Odoo Online; say hosting: online")
        return self

    @model_validator(mode="after")
    def _people_have_a_database(self) -> Self:
        databases = [FIRST_DATABASE, *(company.database for company in self.companies)]
        for person in self.people:
            if person.database not in databases:
                raise ValueError(f"{person.login} needs one of the databases {', '.join(databases)}")
        return self

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        """Refuse a step that speaks of an entry or a key that is not there by then, and a second entry of one name."""
        databases = {FIRST_DATABASE, *(company.database for company in self.companies)}
        accounts = frozenset(account.email for account in self.accounts)
        known = Known(bool(self.connector), _unless_awkward(self.books, databases), accounts, self.odoo_version)
        for place, step in enumerate(self.steps):
            for part in (*getattr(step, "meanwhile", ()), step):
                if problem := known.refusal(part):
                    raise PydanticCustomError(WRONG_STEP, "{problem}", {"problem": problem, "place": place})
        return self


def kinds() -> dict[str, type[Step]]:
    """Return every kind of step by the word that chooses it."""
    return {
        word: kind for kind in get_args(get_args(AnyStep)[0]) for word in get_args(kind.model_fields["do"].annotation)
    }


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a story's file, for editors that check and complete YAML."""
    found = Story.model_json_schema()
    for part in found["$defs"].values():
        part.get("properties", {}).get("do", {}).setdefault("description", "What happens.")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "A scenario"}
