"""The schema of a story: what a YAML file of `scenarios/` may say. A step is one of STEPS, chosen by its `do`."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from twinledger.books import names
from twinledger.stories.doings import (
    ChangeAmount,
    ChangeDate,
    ChangeEntry,
    Commit,
    Connect,
    CreateApiKey,
    Enter,
    Expect,
    GoOn,
    Link,
    RemoveApiKey,
    RenameAccount,
    RestartOdoo,
    Synchronise,
    Wait,
)
from twinledger.stories.known import Known
from twinledger.stories.parts import Name, Part, Step
from twinledger.stories.trials import (
    Correct,
    GiveKey,
    LoseState,
    Relink,
    RenumberAccount,
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
    | Connect
    | Link
    | Synchronise
    | Enter
    | Commit
    | ChangeAmount
    | ChangeDate
    | ChangeEntry
    | Correct
    | RenameAccount
    | RenumberAccount
    | Run
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


class Story(Part):
    """A story: the world that it begins in, with books of so many lines or with others by name, and its steps.

    With the manifest of a `connector`, whose path is relative to the story, it is that connector's: it is linked and
    given what it needs.
    """

    title: Name
    about: Name
    connector: str = ""
    odoo_version: Literal["17.0", "18.0", "19.0"] = "19.0"
    seed: int = 0
    books: Annotated[str, AfterValidator(_known_books)] = ""
    lines: Annotated[int, Field(ge=0, le=100_000)] = 0
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        """Refuse a step that speaks of an entry or a key that is not there by then, and a second entry of one name."""
        known = Known(bool(self.connector))
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
