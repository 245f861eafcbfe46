"""What happens in the story of a connector, beside what happens in any story: its runs, and what befalls it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from mock_kit import named_faults
from mock_kit.faults import Fault
from twinledger.stories.doings import Meanwhile
from twinledger.stories.parts import Line, Name, Part, Step


class Break(Part):
    """Something that breaks while a connector runs: a fault by its name, at which request, and what it needs.

    `docs/control.md` lists the faults.
    """

    fault: Name
    system: Literal["odoo", "silverfin"] | None = None
    path: str | None = None
    call: dict[str, str] = Field(default_factory=dict)
    nth: Annotated[int, Field(ge=1)] = 1
    times: Annotated[int, Field(ge=1)] | None = 1
    byte: Annotated[int, Field(ge=0)] | None = None
    seconds: float | None = None
    chunk: int | None = None
    pause: float | None = None
    status: int | None = None
    headers: dict[str, str] | None = None
    body: str | None = None

    @property
    def armed(self) -> Fault:
        """The fault itself; raises ValueError for one that there is not."""
        given: dict[str, Any] = self.model_dump(exclude_none=True, exclude_defaults=True)
        return named_faults.fault({**given, "times": self.times})

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        _ = self.armed
        return self

    def __str__(self) -> str:
        what = {name: value for name, value in self if name != "fault" and value not in (None, {}, 1)}
        return f"{self.fault} ({', '.join(f'{name} {value}' for name, value in what.items())})" if what else self.fault


class TakeKey(Step):
    """The key that the connector has is removed, and Odoo forgets that it was right."""

    do: Literal["take_key"]


During = Annotated[Meanwhile | TakeKey, Field(discriminator="do")]


class Run(Step):
    """The connector runs once; afterwards Silverfin holds nothing wrong, and all of it if the connector says so.

    `breaks` are what breaks meanwhile; `meanwhile` happens when Odoo is asked for journal items for the `at_request`th
    time. `ends` says how it must end, if that matters.
    """

    do: Literal["run"]
    breaks: tuple[Break, ...] = ()
    meanwhile: tuple[During, ...] = ()
    at_request: Annotated[int, Field(ge=1)] = 1
    ends: Literal["well", "badly"] | None = None


class GiveKey(Step):
    """The Odoo user makes a new key, and the connector is given it from now on."""

    do: Literal["give_key"]


class LoseState(Step):
    """The connector's state directory is lost; the accountant authorises it anew."""

    do: Literal["lose_state"]


class Unlink(Step):
    """The accountant unlinks the client file: nothing may be written to it any more."""

    do: Literal["unlink"]


class Relink(Step):
    """The accountant links the client file anew, which may want the books from another day on."""

    do: Literal["relink"]
    since: date | None = None


class Correct(Step):
    """A posted entry gets other lines, which have new ids, and is posted again."""

    do: Literal["correct"]
    entry: Name
    lines: Annotated[tuple[Line, ...], Field(min_length=2)]


class RenumberAccount(Step):
    """An account gets another code."""

    do: Literal["renumber_account"]
    account: Name
    code: Name


OfConnectors = Run | GiveKey | TakeKey | LoseState | Unlink | Relink  # these need a connector
