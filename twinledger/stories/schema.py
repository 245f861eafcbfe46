"""The schema of a story: what a YAML file of `scenarios/` may say. A step is one of STEPS, chosen by its `do`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Self, get_args

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from twinledger.books.awkward import awkward_book
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
from twinledger.stories.parts import Name, Part, Step

WRONG_STEP = "wrong_step"  # the type of an error that is about how a step fits into its story


def _awkward(name: str) -> str:
    """Let the name of an awkward book pass, and none but one that is known."""
    try:
        return awkward_book(name).id if name else name
    except LookupError as error:
        raise ValueError(str(error)) from None


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
