"""What happens in the story of a connector, beside what happens in any story: its runs, and what befalls it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from twinledger.stories.breaks import Break
from twinledger.stories.doings import Meanwhile
from twinledger.stories.parts import Line, Name, Step


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
    """What breaks while it runs."""
    meanwhile: tuple[During, ...] = ()
    """What happens when Odoo is asked for journal items for the `at_request`th time."""
    at_request: Annotated[int, Field(ge=1)] = 1
    """At which request for journal items that is."""
    ends: Literal["well", "badly"] | None = None
    """How it must end, if that matters."""


class Ring(Step):
    """The accountant presses the sync arrows; the webhook comes `copies` times, and for each the connector runs."""

    do: Literal["ring"]
    copies: Annotated[int, Field(ge=1, le=5)] = 1
    """How often Silverfin sends the message."""


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
    """The day from which on Silverfin wants the books."""


class Correct(Step):
    """A posted entry gets other lines, which have new ids, and is posted again."""

    do: Literal["correct"]
    entry: Name
    """The entry's name in the story."""
    lines: Annotated[tuple[Line, ...], Field(min_length=2)]
    """Its journal items."""


class RenumberAccount(Step):
    """An account gets another code."""

    do: Literal["renumber_account"]
    account: Name
    """The code of the account."""
    code: Name
    """Its new code."""


OfConnectors = Run | Ring | GiveKey | TakeKey | LoseState | Unlink | Relink  # these need a connector
